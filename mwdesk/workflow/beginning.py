"""What a clinic says of itself in its first minute: presets from the knowledge, and what is still empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.knowledge import KnowledgeBase, Test
from mwdesk.domain.translation import N_, _
from mwdesk.reasoning.plan import place
from mwdesk.storage import Store

SEEN = "first_minute"  # the setting that says that it was done or skipped
PLACES = (
    (N_("Village clinic"), "rural"),
    (N_("District hospital"), "district"),
    (N_("Specialist centre"), "tertiary"),
)
REACH = {"here": N_("here"), "request": N_("sent for"), "refer": N_("by referral")}
_WANTED = {
    "name": N_("name of the clinic"),
    "address": N_("address"),
    "phone": N_("phone"),
    "clinician": N_("your name"),
    "registration": N_("registration number"),
    "region": N_("region"),
}


def reach(tests: Mapping[str, Test], setting: str) -> dict[str, str]:
    """For every test what this kind of place does: "here", "request" or "refer", by the tier of the test."""
    return {test.id: place(test, setting) for test in tests.values()}


def reach_words(tests: Mapping[str, Test], setting: str, unavailable: tuple[str, ...] = ()) -> str:
    """The same in a sentence; what was unticked is left out."""
    counted = Counter(way for ident, way in reach(tests, setting).items() if ident not in unavailable)
    return _("{here} tests are done here, {request} are sent for, {refer} go by referral.").format(
        here=counted["here"], request=counted["request"], refer=counted["refer"]
    )


def with_region(kb: KnowledgeBase, clinic: Clinic, region: str) -> Clinic:
    """The clinic in a region: what is common there is chosen; what was added to the last region stays."""
    before, after = kb.regions.get(clinic.region), kb.regions.get(region)
    own = (name for name in clinic.endemic if before is None or name not in before.common)
    common = (name for name in (after.common if after else ()) if name in kb.conditions)
    return replace(clinic, region=after.id if after else "", endemic=tuple(dict.fromkeys((*common, *own))))


def still_empty(clinic: Clinic) -> tuple[str, ...]:
    """What a letter or the reasoning would use and nobody has said, in words."""
    return tuple(_(words) for field, words in _WANTED.items() if not str(getattr(clinic, field)).strip())


def wants_beginning(store: Store, clinic: Clinic) -> bool:
    """Whether the first minute is to be offered: records without patients, of a clinic that said nothing."""
    return not (clinic.name or clinic.region or store.setting(SEEN) or store.patients())
