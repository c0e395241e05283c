"""A letter as words, tables and figure values; where they stand on paper is the renderer's affair.

Blank never means no: whatever nobody asked or tested is said in words. Nothing that the clinician typed is
shortened here: what does not fit the first page is counted (`More`) and stands whole in the annex.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from mwdesk.domain.knowledge import Urgency
from mwdesk.domain.translation import N_

NOT_ASKED = "Not asked"
NOT_TESTED = "Not tested"
NOT_RECORDED = "Not recorded"

# Safety questions that letters print, as `safety/<id>` in the log. Another id prints too, by its own words.
SAFETY_QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "anticoagulant": N_("Anticoagulant"),
        "antiplatelet": N_("Antiplatelet"),
        "bleeding-disorder": N_("Bleeding disorder"),
        "pacemaker": N_("Pacemaker or ICD"),
        "implants": N_("Other implant"),
        "metal-in-eye": N_("Metal in the eye"),
        "pregnancy": N_("Pregnancy"),
        "allergy": N_("Allergy"),
        "contrast-reaction": N_("Contrast reaction"),
        "claustrophobia": N_("Claustrophobia"),
        "lie-flat": N_("Cannot lie flat"),
        "infection": N_("Infection risk"),
        "botulinum-toxin": N_("Recent botulinum toxin"),
        "pyridostigmine": N_("Pyridostigmine"),
        "needle-fear": N_("Fear of needles"),
    }
)

# Free text that letters print in a place of its own, as `note/<name>`; any other note prints in the annex.
NOTES: Mapping[str, str] = MappingProxyType(
    {
        "to": N_("To"),
        "question": N_("What I am asking"),
        "change": N_("What the answer will change"),
        "history": N_("History"),
        "duration": N_("Duration"),
        "function": N_("Function lost"),
        "examination": N_("Examination"),
        "tests": N_("Tests"),
        "attached": N_("Attached"),
        "impression": N_("Working impression"),
        "medicines": N_("Medicines"),
        "allergies": N_("Allergies"),
        "past": N_("Past history"),
        "family": N_("Family history"),
        "social": N_("Social history"),
        "treatment": N_("Treatment given"),
        "avoid": N_("To avoid"),
        "told": N_("What the patient was told"),
        "copies": N_("Copies to"),
        "telephoned": N_("Telephoned whom"),
        "telephoned_when": N_("Telephoned when"),
        "by_when": N_("Needed by"),
        "side": N_("Side and region"),
        "weight": N_("Weight"),
        "logistics": N_("Escort, oxygen, drip"),
        "previous_studies": N_("Previous nerve studies"),
        "previous_images": N_("Previous images"),
        "tolerance": N_("Tolerance of tests"),
        "specimen": N_("Specimen plan"),
        "accepted_by": N_("Transfer accepted by"),
        "escort": N_("Mode and escort of the transfer"),
        "expected_arrival": N_("Expected arrival"),
        "time_left": N_("Time left"),
        "breathing": N_("Airway and breathing"),
        "circulation": N_("Circulation"),
        "plan": N_("If it gets worse"),
        "cancer_screen": N_("Cancer screen"),
        "vaccines": N_("Vaccines and pregnancy plan"),
        "sampling": N_("Timing of samples"),
        "steroids": N_("Steroid exposure"),
        "attacks": N_("Potassium in an attack"),
        "pedigree": N_("Pedigree"),
        "sample": N_("Sample"),
        "previous_genetics": N_("Previous genetic results"),
        "consent": N_("Consent"),
        "time_limits": N_("Time limits"),
        "goals": N_("Goals"),
        "course": N_("Expected course"),
        "precautions": N_("What to mind"),
        "home": N_("Equipment and home"),
        "next_visit": N_("Next visit"),
        "imported": N_("From the case file, not reasoned with"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditableSection:
    """A narrative section as the editor shows it: `text` is what prints now, paragraphs by blank lines."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """So many more items of this kind stand in the annex; the renderer adds the page."""

    count: int
    what: str  # "findings", "results"

    def words(self, page: int | None = None) -> str:
        where = "in the annex" if page is None else f"on page {page}"
        return f"{self.count} more {self.what} {where}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Paragraphs. `verbatim`: the clinician's own words, line breaks kept. `beside`: the English of each that
    is in another language and not reviewed, for the clinician to check, else ""."""

    paragraphs: tuple[str, ...]
    verbatim: bool = False
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyValues:
    """Short labels with their values; `beside` as in `Prose`, of the labels."""

    rows: tuple[tuple[str, str], ...]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Every row has as many cells as the header; `flags` marks rows: "", high, low, critical, pending.

    `shares` are the columns' parts of the width; none for the usual ones.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    flags: tuple[str, ...] = ()
    more: More | None = None
    note: str = ""
    shares: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """One movement on both sides; a grade is verbatim, "NT" not testable, "" not tested."""

    movement: str
    muscle: str = ""
    roots: str = ""
    nerve: str = ""
    region: str = ""
    right: str = ""
    left: str = ""
    by_section: tuple[str, ...] = ()  # the sides that "all normal" filled, and nobody typed
    note: str = ""

    @property
    def section_mark(self) -> str:
        """ " (by section)", " (right by section)" or "": how much of it was filled, not typed."""
        graded = sum(1 for grade in (self.right, self.left) if grade)
        if not self.by_section:
            return ""
        return " (by section)" if len(self.by_section) == graded else f" ({self.by_section[0]} by section)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A heading with short lines under it."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReflexValue:
    """One reflex on both sides as a printed symbol; "" not tested. `place` is its joint on the figure."""

    name: str
    place: str  # jaw, biceps, brachioradialis, triceps, finger, knee, ankle, plantar, or "" none
    right: str = ""
    left: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReflexFigure:
    values: tuple[ReflexValue, ...]
    legend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """Three columns that are never merged: abnormal, tested and normal, not tested."""

    power: tuple[Power, ...] = ()  # weak movements, weakest region first
    abnormal: tuple[Lines, ...] = ()
    normal: tuple[Lines, ...] = ()
    not_tested: tuple[Lines, ...] = ()
    reflexes: ReflexFigure | None = None
    more: More | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyItem:
    """`answer` is Yes, No, Not asked, Could not be told, Not measured, or a value with its unit."""

    name: str
    answer: str
    detail: str = ""
    flagged: bool = False  # a value beyond its range: marked like a Yes


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyStrip:
    items: tuple[SafetyItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerTable:
    """All movements that were graded, and the core ones that were not."""

    rows: tuple[Power, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyChart:
    """The weakest grade of each region and side ("right", "left"); a missing region was not tested."""

    powers: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))
    legend: str = ""
    right: str = "right"  # how the patient's sides are called, in a leaflet
    left: str = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    rows: tuple[tuple[str, str], ...]
    copies: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySlip:
    """A slip to tear off: whom it is about, then fields to fill in by hand with the lines each needs."""

    title: str
    about: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, int], ...]


Block = (
    Prose
    | KeyValues
    | Table
    | Examination
    | SafetyStrip
    | PowerTable
    | BodyChart
    | ReflexFigure
    | Lines
    | More
    | Signature
    | ReplySlip
)


class Place(StrEnum):
    FIRST = "first"  # the part that stands alone
    ANNEX = "annex"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """`draft` is the text offered to the editor where the section is narrative; None: not editable."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    place: Place = Place.FIRST
    draft: str | None = None
    edited: bool = False
    key: bool = False  # must stand on page 1
    beside: str = ""  # the English of a title in another language


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """Something that readers look for. `missing`: one sentence for the writer; "" where it is there."""

    id: str
    title: str
    section: str  # where it prints; "" in the frame of every document
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """Printed only when urgent; words and a box, so that it survives black-and-white print."""

    level: Urgency
    by_when: str
    why: tuple[str, ...]
    telephoned: str = NOT_RECORDED
    telephoned_when: str = NOT_RECORDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    clinic: str
    lines: tuple[str, ...]
    written: str  # date and time in words
    logo: bytes = b""  # a PNG or JPEG of the practice's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The footer of every page."""

    patient: str
    birth: str
    identifier: str
    reference: str
    program: str  # name and version, knowledge version and hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything a document says, in order. The same record, clinic and time give the same letter."""

    kind: str
    title: str
    reference: str
    letterhead: Letterhead
    banner: Banner | None
    addresses: tuple[tuple[str, str], ...]  # to, from
    patient: tuple[tuple[str, str], ...]  # label and value; local-script name included
    sections: tuple[Section, ...]
    stamp: Stamp
    author: str = ""
    subject: str = ""
    language: str = "en-GB"
    page_size: str = "A4"
    large: bool = False  # large type, for patients
    unsigned: bool = False  # a draft: every page says so

    @property
    def editable(self) -> tuple[EditableSection, ...]:
        """The narrative sections with the text that prints now."""
        return tuple(
            EditableSection(
                id=s.id, title=f"{s.title} · {s.beside}" if s.beside else s.title, text=section_text(s)
            )
            for s in self.sections
            if s.draft is not None
        )

    @property
    def notice(self) -> str:
        """What every page of a translated leaflet must say of its translation; "" of any other document."""
        section = self.section("translation")
        return section_text(section) if section is not None else ""

    def section(self, ident: str) -> Section | None:
        return next((s for s in self.sections if s.id == ident), None)


def section_text(section: Section) -> str:
    """The prose of a narrative section, paragraphs parted by blank lines."""
    return "\n\n".join(
        paragraph for block in section.blocks if isinstance(block, Prose) for paragraph in block.paragraphs
    )
