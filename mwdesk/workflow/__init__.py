"""The application layer without Qt: one open consultation and everything a screen needs to draw it."""

from mwdesk.workflow.panel import AlertLine, CauseRow, NextStep, Panel, SiteRow
from mwdesk.workflow.session import Session
from mwdesk.workflow.view import View

__all__ = ["AlertLine", "CauseRow", "NextStep", "Panel", "Session", "SiteRow", "View"]
