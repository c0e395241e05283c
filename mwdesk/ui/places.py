"""Where one can be in the window, and at which step something is answered or explained."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtWidgets import QWidget

from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.ui.bridge import Bridge
from mwdesk.workflow.steps import STEPS

PLACES = ("patients", *STEPS)
ASIDE = (
    "knowledge",
    "clinic",
    "exchange",
    "beginning",
)  # reached from the foot of the sidebar, with or without a patient


def place_of(kb: KnowledgeBase, kind: str, ident: str) -> str:
    """The step at which something is answered or explained."""
    if kind == "place":
        return ident
    if kind == "knowledge":
        return kind
    if kind == "finding":
        section = kb.findings[ident].section
        places = {"history": "history", "exam": "examination"}
        return places.get(section.partition(".")[0], "results")
    return {"muscle": "examination", "analyte": "results", "drug": "history"}.get(kind, "assessment")


def make_page(place: str, bridge: Bridge) -> QWidget:
    """Import and make the page of a place: nothing is imported before it is looked at."""
    page: QWidget = getattr(import_module(f"mwdesk.ui.pages.{place}"), f"{place.capitalize()}Page")(bridge)
    return page
