"""The anonymised case: what is to be read before it leaves, and what remains that could tell who it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mwdesk.domain.encounter import Decision, Encounter
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _, _n
from mwdesk.interchange.record_teaching import FreeText, free_texts, write_teaching
from mwdesk.workflow.words import listed

__all__ = ["FreeText", "free_texts", "remains", "teaching_case"]

_RARE = ("rare", "very_rare")


def teaching_case(
    kb: KnowledgeBase, encounters: Sequence[Encounter], kept: Mapping[tuple[int, str], str]
) -> dict[str, Any]:
    """The file, with what remains in it said at its head."""
    case = write_teaching(kb, encounters, kept)
    return {**case, "remains": list(remains(kb, encounters, len(kept)))}


def remains(kb: KnowledgeBase, encounters: Sequence[Encounter], texts_kept: int = 0) -> tuple[str, ...]:
    """What could still tell who it is, one sentence each."""
    last = encounters[-1]
    out = [_("Age in years, sex, the findings and the days between visits remain.")]
    rare = [
        kb.conditions[v.id].name
        for encounter in encounters
        for v in encounter.verdicts.values()
        if v.kind == "condition" and v.decision is not Decision.REFUSED and v.id in kb.conditions
        if kb.conditions[v.id].frequency in _RARE
    ]
    if rare:
        out.append(
            _("{condition} is rare: whoever knows the place may know the person. Do not say where.").format(
                condition=listed(dict.fromkeys(rare))
            )
        )
    else:
        out.append(_("A rare picture told together with its place may tell the person. Do not say where."))
    if last.age is not None and last.age < 18:
        out.append(_("The patient is a child: fewer children share a picture."))
    if texts_kept:
        out.append(
            _n(
                "{count} free text was kept after reading.",
                "{count} free texts were kept after reading.",
                texts_kept,
            ).format(count=texts_kept)
        )
    return tuple(out)
