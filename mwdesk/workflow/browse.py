"""The knowledge to read: pages of everything in it, and a search over all their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import N_
from mwdesk.knowledge.page import KINDS, build_page, items
from mwdesk.knowledge.page_text import fact_text, page_text, percent, row_text, source_text
from mwdesk.knowledge.page_values import Fact, Group, Page, Row, Section, SourceLine
from mwdesk.workflow.search import Hit, Index, Named

__all__ = [
    "KINDS",
    "SHELVES",
    "Browser",
    "Fact",
    "Group",
    "Page",
    "Row",
    "Section",
    "SourceLine",
    "build_page",
    "fact_text",
    "page_text",
    "percent",
    "row_text",
    "source_text",
]

# What is offered to leaf through, with its name in the plural; everything else is found by search and links.
SHELVES = {
    "condition": N_("Causes"),
    "finding": N_("Findings"),
    "test": N_("Tests"),
    "drug": N_("Medicines"),
    "alert": N_("Warnings"),
}
_MORE = (
    *("reflex", "sensory", "localisation", "criterion", "scale"),
    *("edx", "nerve_study", "biopsy", "imaging", "treatment", "advice"),
)


class Browser:
    """Finds and builds pages of one knowledge base; the index is made once."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self._index = Index(kb, _names(kb))
        self._index.find("warm", 1)  # what the first keystroke would otherwise wait for
        self._shelves = {kind: shelf(kb, kind) for kind in SHELVES}
        self._shelves[""] = tuple(hit for kind in SHELVES for hit in self._shelves[kind])

    def find(self, text: str, kind: str = "", limit: int = 60) -> tuple[Hit, ...]:
        """What the text may mean, best first; `kind` keeps to one shelf. Without a text the whole shelf."""
        if not text.strip():
            return self._shelves[kind]
        hits = self._index.find(text, limit if not kind else 400)
        return tuple(hit for hit in hits if kind in ("", hit.kind))[:limit]

    def page(self, key: str) -> Page:
        """The page of "kind:id" or of an id; raises DataError where there is none."""
        return build_page(self.kb, key)

    def counts(self) -> dict[str, int]:
        """How many pages each shelf has."""
        return {kind: len(items(self.kb, kind)) for kind in SHELVES}

    def drafts(self) -> int:
        """How many causes no second clinician has read through."""
        return sum(c.status == "draft" for c in self.kb.conditions.values())


def shelf(kb: KnowledgeBase, kind: str) -> tuple[Hit, ...]:
    """Everything of one kind by name."""
    rows = ((_label(item), item) for item in items(kb, kind).values())
    return tuple(
        Hit(kind=kind, id=item.id, label=label, detail=_detail(kind, item), score=0.0)
        for label, item in sorted(rows, key=lambda row: (row[0].casefold(), row[1].id))
    )


def _label(item: Any) -> str:
    names = (getattr(item, field, "") for field in ("name", "label", "title", "citation"))
    return next((name for name in names if name), str(item.id))


def _detail(kind: str, item: Any) -> str:
    field = {"condition": "group", "finding": "section", "test": "category", "drug": "drug_class"}.get(
        kind, ""
    )
    return str(getattr(item, field, "")).replace("_", " ") if field else ""


def _names(kb: KnowledgeBase) -> Iterator[Named]:
    """Names that cannot be recorded but have a page."""
    for alert in kb.alerts.values():
        yield "alert", alert.id, alert.title, alert.urgency.value, alert.title, 0.95
    for kind in _MORE:
        for item in items(kb, kind).values():
            label = _label(item)
            for name in (label, *_synonyms(item)):
                yield kind, item.id, label, "" if name == label else name, name, 1.0


def _synonyms(item: Any) -> Iterable[str]:
    return getattr(item, "synonyms", ())
