"""Passphrases, several clinicians, the printed recovery key, and a key file that gives nothing away."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk.domain.issue import DataError
from mwdesk.storage import keys, recovery
from mwdesk.storage.keys import Cost, Keyring
from tests.storage.conftest import told

WORDS = "four blue words here"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work of the derivation is not what is tested here."""
    monkeypatch.setattr(keys, "COST", Cost(memory_kib=64, passes=1, lanes=1))


@pytest.fixture
def ring(tmp_path: Path) -> tuple[Keyring, str]:
    return Keyring.create(tmp_path / "patients.keys.json", "Dr Rao", WORDS)


def test_passphrase_and_recovery_key_open_the_same_key(ring: tuple[Keyring, str]) -> None:
    again = Keyring.open(ring[0].path)
    key = again.unlock(WORDS)
    assert (len(key.key), key.name, key.by_recovery) == (32, "Dr Rao", False)
    typed = ring[1].lower().replace("-", "  ")
    assert again.unlock_with_recovery(typed).key == key.key
    assert again.unlock_with_recovery(typed).by_recovery


def test_the_standard_cost_is_that_of_rfc_9106() -> None:
    assert Cost() == Cost(memory_kib=64 * 1024, passes=3, lanes=4)


@pytest.mark.parametrize("wrong", ["", "four blue words", "Four blue words here", "four blue words here "])
def test_a_wrong_passphrase_is_said_in_plain_words(ring: tuple[Keyring, str], wrong: str) -> None:
    with pytest.raises(DataError, match="does not unlock"):
        ring[0].unlock(wrong)


def test_several_clinicians_each_with_their_own_passphrase(ring: tuple[Keyring, str]) -> None:
    first = ring[0].unlock(WORDS)
    ring[0].add_clinician(first, "Nurse Iyer", "quite another phrase")
    again = Keyring.open(ring[0].path)
    assert again.names == ("Dr Rao", "Nurse Iyer")
    other = again.unlock("quite another phrase")
    assert (other.key, other.name) == (first.key, "Nurse Iyer")
    with pytest.raises(DataError, match="does not unlock"):
        again.unlock("quite another phrase", "Dr Rao")
    again.change_passphrase("nurse iyer", "quite another phrase", "third phrase of mine")
    assert Keyring.open(ring[0].path).unlock("third phrase of mine", "Nurse Iyer").key == first.key
    with pytest.raises(DataError, match="does not unlock"):
        again.unlock("quite another phrase")
    again.remove_clinician(first, "Nurse Iyer")
    with pytest.raises(DataError, match="does not unlock"):
        Keyring.open(ring[0].path).unlock("third phrase of mine")
    with pytest.raises(DataError, match="Nobody could unlock"):
        again.remove_clinician(first, "Dr Rao")


def test_a_forgotten_passphrase_is_replaced_through_the_printed_key(ring: tuple[Keyring, str]) -> None:
    key = ring[0].unlock_with_recovery(ring[1])
    ring[0].set_passphrase(key, "Dr Rao", "a phrase I remember")
    renewed = ring[0].new_recovery(key)
    again = Keyring.open(ring[0].path)
    assert again.unlock("a phrase I remember").key == key.key
    assert again.unlock_with_recovery(renewed).key == key.key
    with pytest.raises(DataError, match="not of these records"):
        again.unlock_with_recovery(ring[1])


def test_a_forgotten_key_is_gone_from_the_object(ring: tuple[Keyring, str]) -> None:
    key = ring[0].unlock(WORDS)
    key.forget()
    with pytest.raises(DataError, match="locked"):
        _ = key.key


def test_the_key_file_holds_no_key_and_is_its_owners_alone(ring: tuple[Keyring, str]) -> None:
    body = ring[0].path.read_bytes()
    key = ring[0].unlock(WORDS).key
    import base64

    for secret in (key, key.hex().encode(), base64.b64encode(key), WORDS.encode(), ring[1].encode()):
        assert secret not in body
    if os.name != "nt":
        assert stat.S_IMODE(ring[0].path.stat().st_mode) == 0o600


@pytest.mark.parametrize("easy", ["", "short", "aaaaaaaaaaaaaaa", "          "])
def test_a_passphrase_that_is_too_easy_is_refused(tmp_path: Path, easy: str) -> None:
    with pytest.raises(DataError, match="too easy"):
        Keyring.create(tmp_path / "k.json", "Dr Rao", easy)
    assert not (tmp_path / "k.json").exists()


def test_a_key_file_is_never_replaced_by_a_new_one(ring: tuple[Keyring, str]) -> None:
    before = ring[0].path.read_bytes()
    with pytest.raises(DataError, match="already"):
        Keyring.create(ring[0].path, "Dr Rao", WORDS)
    assert ring[0].path.read_bytes() == before


def test_a_flipped_bit_anywhere_in_the_key_file_never_gives_a_wrong_key(ring: tuple[Keyring, str]) -> None:
    whole = ring[0].path.read_bytes()
    key, opened, refused = ring[0].unlock(WORDS).key, 0, 0
    for at in range(len(whole)):
        for bit in (0, 5):
            body = bytearray(whole)
            body[at] ^= 1 << bit
            ring[0].path.write_bytes(bytes(body))
            try:
                assert Keyring.open(ring[0].path).unlock(WORDS).key == key
                opened += 1
            except DataError:
                refused += 1
    told(f"key file: {refused} flips refused, {opened} harmless (in the other wrap or in white space)")
    assert refused > len(whole) / 2


def test_a_wrap_cannot_be_renamed_or_weakened(ring: tuple[Keyring, str]) -> None:
    for change in (
        {"name": "Dr Other"},
        {"kdf": {"name": "argon2id", "memory_kib": 32, "passes": 1, "lanes": 1}},
    ):
        raw = json.loads(ring[0].path.read_text("utf-8"))
        raw["wraps"][0] |= change
        place = ring[0].path.with_name("changed.json")
        place.write_text(json.dumps(raw), "utf-8")
        with pytest.raises(DataError, match="does not unlock"):
            Keyring.open(place).unlock(WORDS)


def test_a_forged_cost_does_not_exhaust_the_computer(ring: tuple[Keyring, str]) -> None:
    raw = json.loads(ring[0].path.read_text("utf-8"))
    raw["wraps"][0]["kdf"]["memory_kib"] = 1 << 30
    ring[0].path.write_text(json.dumps(raw), "utf-8")
    with pytest.raises(DataError, match="key file is damaged"):
        Keyring.open(ring[0].path)


@given(st.integers(0, 39), st.sampled_from(recovery.LETTERS))
def test_every_single_wrong_letter_of_the_printed_key_is_found(at: int, letter: str) -> None:
    text = recovery.new_text().replace("-", "")
    wrong = text[:at] + letter + text[at + 1 :]
    if wrong == text:
        assert recovery.read_text(wrong)
        return
    with pytest.raises(DataError, match=rf"Group {at // 5 + 1} "):
        recovery.read_text(wrong)


@given(st.integers(0, 6))
def test_groups_in_the_wrong_order_and_exchanged_letters_are_found(at: int) -> None:
    groups = recovery.new_text().split("-")
    exchanged = [*groups[:at], groups[at + 1], groups[at], *groups[at + 2 :]]
    with pytest.raises(DataError, match="Groups"):
        recovery.read_text("-".join(exchanged))
    one = groups[at]
    if one[0] != one[1]:
        groups[at] = one[1] + one[0] + one[2:]
        with pytest.raises(DataError, match="Group"):
            recovery.read_text("-".join(groups))


def test_a_recovery_key_that_is_too_short_says_how_many(ring: tuple[Keyring, str]) -> None:
    with pytest.raises(DataError, match="39 letters were typed"):
        ring[0].unlock_with_recovery(ring[1][:-1])
