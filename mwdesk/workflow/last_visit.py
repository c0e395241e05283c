"""What the last visit was judged to be: it stands, as that, until the new one is judged."""

from __future__ import annotations

from mwdesk.domain.assessment import Assessment
from mwdesk.domain.encounter import Encounter
from mwdesk.domain.knowledge import Urgency
from mwdesk.domain.translation import _
from mwdesk.workflow.panel import LastVisit
from mwdesk.workflow.urgent import set_aside
from mwdesk.workflow.words import urgency_word


def last_visit(previous: Encounter, assessment: Assessment) -> LastVisit | None:
    """How urgent the visit before was, and by which warning; None where nothing made it urgent."""
    if assessment.urgency is Urgency.ROUTINE:
        return None
    aside = set_aside(previous)
    titles = [a.title for a in assessment.alerts if a.urgency is assessment.urgency and a.id not in aside]
    head = _("At the last visit: {urgency}").format(urgency=urgency_word(assessment.urgency))
    return LastVisit(urgency=assessment.urgency, head=head, title=next(iter(titles), ""))
