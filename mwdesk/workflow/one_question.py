"""The panel asks first what the History page asks: one next question, wherever one looks."""

from __future__ import annotations

from dataclasses import replace

from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _
from mwdesk.workflow.core import title_inside
from mwdesk.workflow.next_steps import NextStep
from mwdesk.workflow.path import PathStep, next_step
from mwdesk.workflow.view import View
from mwdesk.workflow.words import finding_words


def with_one_question(kb: KnowledgeBase, view: View) -> View:
    """The same view, the first question of the history among its next steps being that of the path."""
    steps = view.panel.next_steps
    at = next((i for i, s in enumerate(steps) if s.section.startswith("history.")), None)
    asked = next_step(kb, view) if at is not None else None
    if at is None or asked is None:
        return view
    ids = {q.finding for q in asked.questions}
    same = next((s for s in view.panel.all_steps if s.id in ids), None)
    first = same or _step(kb, asked)
    rest = [s for i, s in enumerate(steps) if i != at and s.id not in ids]
    told = (*rest[:at], first, *rest[at:])
    was, now = (f"{s.label} ({s.note})" for s in (steps[at], first))
    headline = now if view.panel.headline == was else view.panel.headline
    return replace(view, panel=replace(view.panel, next_steps=told[: len(steps)], headline=headline))


def _step(kb: KnowledgeBase, asked: PathStep) -> NextStep:
    ident = asked.questions[0].finding
    words = title_inside(asked.section) if asked.choice else finding_words(kb, ident)
    return NextStep(
        kind="finding",
        id=ident,
        label=_("Ask: {words}").format(words=words),
        note=asked.why.rstrip("."),
        where="here",
        why=asked.why,
        section=asked.section,
    )
