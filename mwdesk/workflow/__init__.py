"""The application layer without Qt: one open consultation and everything a screen needs to draw it."""

from mwdesk.workflow.alert_lines import AlertLine
from mwdesk.workflow.next_steps import NextStep
from mwdesk.workflow.panel import CauseRow, Panel, SiteRow
from mwdesk.workflow.session import Session
from mwdesk.workflow.view import View

__all__ = ["AlertLine", "CauseRow", "NextStep", "Panel", "Session", "SiteRow", "View"]
