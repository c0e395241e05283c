"""The address book: kept in the store, the last one first, each document its own readers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mwdesk.domain.recipient import Recipient
from mwdesk.storage import Store
from mwdesk.workflow.address_book import LAST, NAME, AddressBook

RAO = Recipient(name="Dr A Rao", role="Consultant", department="Neurology", phone="01632 960001")
LAB = Recipient(name="EMG laboratory", kinds=("edx_request",))
IYER = Recipient(name="Dr B Iyer", department="Rheumatology")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "patients.sqlite3")
    yield made
    made.close()


def test_what_was_kept_is_there_after_opening_again(tmp_path: Path) -> None:
    one = Store.open(tmp_path / "p.sqlite3")
    AddressBook(one).keep([RAO, LAB])
    one.close()
    two = Store.open(tmp_path / "p.sqlite3")
    assert AddressBook(two).every() == (RAO, LAB)
    two.close()


def test_each_kind_has_its_readers_and_the_last_one_first(store: Store) -> None:
    book = AddressBook(store)
    book.keep([RAO, LAB, IYER])
    assert book.fitting("edx_request") == (LAB, RAO, IYER)
    assert book.fitting("neurology_referral") == (RAO, IYER)
    book.used("neurology_referral", IYER)
    assert book.fitting("neurology_referral") == (IYER, RAO)
    assert book.fitting("edx_request") == (LAB, RAO, IYER)


def test_a_line_says_all_that_is_known() -> None:
    assert RAO.line == "Dr A Rao, Consultant, Neurology, 01632 960001"
    assert RAO.short == "Dr A Rao, Neurology"
    assert Recipient().line == ""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    )
)
def test_a_damaged_setting_is_no_end(store: Store, value: object) -> None:
    store.set_setting(NAME, value)
    store.set_setting(LAST, value)
    book = AddressBook(store)
    assert all(isinstance(one, Recipient) for one in book.every())
    assert isinstance(book.fitting("neurology_referral"), tuple)
