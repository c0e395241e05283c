"""One item of the knowledge as a page: the one builder for the screen and the command line."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge.page_condition import condition_page
from mwdesk.knowledge.page_criteria import criterion_page, scale_page
from mwdesk.knowledge.page_guides import (
    advice_page,
    biopsy_page,
    edx_page,
    imaging_page,
    nerve_study_page,
    treatment_page,
)
from mwdesk.knowledge.page_items import alert_page, drug_page, finding_page, source_page, test_page
from mwdesk.knowledge.page_signs import (
    analyte_page,
    localisation_page,
    muscle_page,
    reflex_page,
    sensory_page,
    site_page,
)
from mwdesk.knowledge.page_values import Page

_Builder = Callable[[KnowledgeBase, Any], Page]
# kind -> where its items are, and who writes its page
_KINDS: dict[str, tuple[Callable[[KnowledgeBase], Mapping[str, Any]], _Builder]] = {
    "condition": (lambda kb: kb.conditions, condition_page),
    "finding": (lambda kb: kb.findings, finding_page),
    "test": (lambda kb: kb.tests, test_page),
    "drug": (lambda kb: kb.drugs, drug_page),
    "alert": (lambda kb: kb.alerts, alert_page),
    "analyte": (lambda kb: kb.analytes, analyte_page),
    "muscle": (lambda kb: kb.muscles, muscle_page),
    "reflex": (lambda kb: kb.reflexes, reflex_page),
    "sensory": (lambda kb: kb.sensory, sensory_page),
    "localisation": (lambda kb: kb.localisation, localisation_page),
    "site": (lambda kb: kb.sites, site_page),
    "criterion": (lambda kb: kb.criteria, criterion_page),
    "scale": (lambda kb: kb.scales, scale_page),
    "edx": (lambda kb: kb.edx, edx_page),
    "nerve_study": (lambda kb: kb.nerve_studies, nerve_study_page),
    "biopsy": (lambda kb: kb.biopsies, biopsy_page),
    "imaging": (lambda kb: kb.imaging, imaging_page),
    "treatment": (lambda kb: kb.treatments, treatment_page),
    "advice": (lambda kb: kb.advice, advice_page),
    "source": (lambda kb: kb.sources, source_page),
}
KINDS = tuple(_KINDS)


def items(kb: KnowledgeBase, kind: str) -> Mapping[str, Any]:
    """Every item of one kind by id."""
    return _KINDS[kind][0](kb)


def build_page(kb: KnowledgeBase, key: str) -> Page:
    """The page of "kind:id", or of an id of whatever kind has it first; raises DataError where none has."""
    kind, colon, ident = key.partition(":")
    if not colon:
        return build_pages(kb, key)[0]
    if kind in _KINDS and ident in items(kb, kind):
        return _KINDS[kind][1](kb, items(kb, kind)[ident])
    raise _unknown(kb, ident)


def build_pages(kb: KnowledgeBase, ident: str) -> tuple[Page, ...]:
    """The pages of all kinds that have this id ("ck" is a value and a test); raises DataError where none."""
    found = tuple(build_page(kb, f"{kind}:{ident}") for kind in KINDS if ident in items(kb, kind))
    if not found:
        raise _unknown(kb, ident)
    return found


def _unknown(kb: KnowledgeBase, ident: str) -> DataError:
    near = difflib.get_close_matches(ident, [name for kind in KINDS for name in items(kb, kind)], n=3)
    return DataError(
        Issue(
            level=Level.ERROR,
            path=ident,
            message="Nothing in the knowledge has this id.",
            fix=f"Did you mean {', '.join(near)}?" if near else "Ids are small letters and hyphens.",
        )
    )
