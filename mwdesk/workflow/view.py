"""What every page draws from: one frozen snapshot after each change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mwdesk.domain.assessment import Assessment
from mwdesk.domain.encounter import Encounter
from mwdesk.workflow.closing import OPEN, Standing
from mwdesk.workflow.criteria import CriterionRow
from mwdesk.workflow.panel import Panel
from mwdesk.workflow.untaken import Slip


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One consultation as it stands now. Derived as a whole from the encounter; never stored."""

    encounter: Encounter
    assessment: Assessment
    panel: Panel
    progress: Mapping[str, tuple[int, int]]  # step -> (done, total)
    untaken: tuple[Slip, ...] = ()  # typed values with an open question: nowhere in the record
    previous: Encounter | None = None  # the visit before this one: shown as ghost text, never copied
    saved_at: datetime | None = None
    changed: frozenset[str] = frozenset()  # keys of the log that differ from the view before
    standing: Standing = OPEN  # whether the visit may be changed
    visits: int = 1  # which visit this is, from 1
    visits_in_all: int = 1
    can_undo: bool = False
    can_redo: bool = False
    criteria: tuple[CriterionRow, ...] = ()  # for the Assessment page
