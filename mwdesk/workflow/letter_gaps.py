"""What a letter still lacks, the most important first, and where each is put right in one step."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from mwdesk.domain.letter import Feature
from mwdesk.domain.translation import N_

# By importance to the reader: the feature, the kind of place ("place" of the window, "detail" or "section" of
# this page), which one, and its name on the link.
_WHERE = (
    ("urgency", "detail", "telephoned", N_("Urgency")),
    ("question", "section", "question", N_("Question")),
    ("identity", "place", "patient", N_("Patient")),
    ("safety", "place", "results", N_("Safety")),
    ("power", "place", "examination", N_("Power")),
    ("impression", "section", "impression", N_("Impression")),
    ("reflexes", "place", "examination", N_("Reflexes")),
    ("sensation", "place", "examination", N_("Sensation")),
    ("tempo", "place", "history", N_("Course")),
    ("medicines", "place", "history", N_("Medicines")),
    ("results", "place", "results", N_("Results")),
    ("reader", "detail", "to", N_("To")),
    ("distribution", "place", "history", N_("Where")),
    ("function", "detail", "function", N_("Function")),
    ("contact", "place", "patient", N_("Contact")),
    ("change", "detail", "change", N_("What changes")),
    ("care", "detail", "treatment", N_("Treatment")),
    ("background", "detail", "past", N_("Background")),
)
CONFLICT = "conflict"  # of two sources that disagree: nothing is missing, so it does not count as such
_ORDER = {row[0]: at for at, row in enumerate(_WHERE)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something missing: the sentence, and the place where it is put right; `title` is still to translate."""

    feature: str
    said: str
    kind: str
    ident: str
    title: str


def conflicts(lines: Iterable[str]) -> tuple[Gap, ...]:
    """What two sources say differently: to be settled before anything else is signed."""
    where = ("place", "assessment")
    return tuple(
        Gap(feature=CONFLICT, said=line, kind=where[0], ident=where[1], title=N_("To check"))
        for line in lines
    )


def gaps(features: Iterable[Feature], details: Collection[str], sections: Collection[str]) -> tuple[Gap, ...]:
    """What is missing, most important first; where a document has no such place, its own section."""
    out = []
    for feature in features:
        if not feature.missing:
            continue
        _id, kind, ident, title = _WHERE[_ORDER[feature.id]]
        if kind == "detail":
            ident = next((d for d in details if d == ident or d.startswith(f"{ident}/")), "")
        if (kind == "detail" and not ident) or (kind == "section" and ident not in sections):
            kind, ident = "section", feature.section
        if kind == "section" and ident not in sections:
            kind, ident = "place", "clinic" if feature.id == "reader" else "history"
        out.append(Gap(feature=feature.id, said=feature.missing, kind=kind, ident=ident, title=title))
    return tuple(sorted(out, key=lambda gap: _ORDER[gap.feature]))
