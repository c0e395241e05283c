"""What changed since the last visit, in words: only what was looked at both times can have changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mwdesk.domain.encounter import GRADE_NUMBERS, Encounter, State
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _, _n
from mwdesk.workflow.scores import sum_score
from mwdesk.workflow.trends import trends
from mwdesk.workflow.words import finding_words, inside, listed, sided, value_word

_MOST = 6  # changes of a kind that are named; the rest is counted
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line: "Weaker", "right hip flexion 4 to 3". `kind` is worse, better, new, gone or other."""

    kind: str
    title: str
    words: str


def changes(kb: KnowledgeBase, before: Encounter, now: Encounter) -> tuple[Change, ...]:
    """Everything that differs, what is worse first; empty where nothing was looked at twice."""
    lines = (*_power(kb, before, now), *_findings(kb, before, now), *_signs(kb, before, now))
    out = (*lines, *_numbers(kb, before, now), *_medicines(before, now), *_open(kb, before, now))
    order = ("worse", "new", "better", "gone", "other")
    return tuple(sorted(out, key=lambda c: order.index(c.kind)))


def _named(title: str, kind: str, items: Iterable[str]) -> tuple[Change, ...]:
    found = list(items)
    return (Change(kind=kind, title=title, words=listed(found, _MOST)),) if found else ()


def _power(kb: KnowledgeBase, before: Encounter, now: Encounter) -> tuple[Change, ...]:
    old, new = before.grades, now.grades
    moved: dict[str, list[str]] = {"worse": [], "better": []}
    for key in (k for k in new if k in old):
        was, is_ = old[key].grade, new[key].grade
        if was in GRADE_NUMBERS and is_ in GRADE_NUMBERS and was != is_:
            kind = "worse" if GRADE_NUMBERS[is_] < GRADE_NUMBERS[was] else "better"
            name = _whole(kb, kb.muscles[key[0]].name) if key[0] in kb.muscles else key[0]
            moved[kind].append(_moved_words(sided(key[1], name), was, is_))
    return (
        *_named(_("Weaker"), "worse", moved["worse"]),
        *_named(_("Stronger"), "better", moved["better"]),
        *_score(kb, before, now),
    )


def _whole(kb: KnowledgeBase, name: str) -> str:
    """A name inside a sentence, with the parentheses that tell it from its like."""
    head, mark, tail = name.partition(" (")
    return inside(kb, head) + mark + tail


def _score(kb: KnowledgeBase, before: Encounter, now: Encounter) -> tuple[Change, ...]:
    was, is_ = (
        sum_score(kb.muscles.values(), {k: g.grade for k, g in v.grades.items()}).total for v in (before, now)
    )
    if was is None or is_ is None or was == is_:
        return ()
    kind = "worse" if is_ < was else "better"
    return (
        Change(kind=kind, title=_("MRC sum score"), words=_("{before} to {now}").format(before=was, now=is_)),
    )


def _findings(kb: KnowledgeBase, before: Encounter, now: Encounter) -> tuple[Change, ...]:
    old, new = before.answers, now.answers
    both = [f for f in new if f in old]
    came = [f for f in both if old[f].state is State.ABSENT and new[f].state is State.PRESENT]
    went = [f for f in both if old[f].state is State.PRESENT and new[f].state is State.ABSENT]
    first = [f for f in new if f not in old and new[f].state is State.PRESENT]
    return (
        *_named(_("New"), "new", (finding_words(kb, f) for f in came)),
        *_named(_("No longer"), "gone", (finding_words(kb, f) for f in went)),
        *_named(_("Told for the first time"), "new", (finding_words(kb, f) for f in first)),
    )


def _signs(kb: KnowledgeBase, before: Encounter, now: Encounter) -> tuple[Change, ...]:
    tendon = {k: g.value for k, g in before.reflexes.items()}, {k: g.value for k, g in now.reflexes.items()}
    skin = {k: g.value for k, g in before.sensation.items()}, {k: g.value for k, g in now.sensation.items()}
    named = {r.id: r.name for r in kb.reflexes.values()} | {p.id: p.name for p in kb.sensory.values()}
    names = {ident: _whole(kb, name) for ident, name in named.items()}
    return (
        *_named(_("Reflexes"), "other", _moved(*tendon, names)),
        *_named(_("Sensation"), "other", _moved(*skin, names)),
    )


def _moved(old: Mapping[Key, str], new: Mapping[Key, str], names: Mapping[str, str]) -> Iterable[str]:
    for key, value in new.items():
        if key in old and old[key] != value:
            yield _moved_words(
                sided(key[1], names.get(key[0], key[0])), value_word(old[key]), value_word(value)
            )


def _moved_words(name: str, before: str, now: str) -> str:
    return _("{name} {before} to {now}").format(name=name, before=before, now=now)


def _numbers(kb: KnowledgeBase, before: Encounter, now: Encounter) -> tuple[Change, ...]:
    moved = [
        _moved_words(t.name, t.points[-2].text, f"{t.points[-1].text} {t.unit}".strip())
        for t in trends(kb, (before, now))
        if t.id in kb.analytes and t.points[-2].text != t.points[-1].text
    ]
    return _named(_("Values"), "other", moved)


def _medicines(before: Encounter, now: Encounter) -> tuple[Change, ...]:
    """Only what was added: a list that was not taken anew says nothing of what was stopped."""
    old = {m.name.casefold() for m in before.medications.values()}
    new = [m.name for m in now.medications.values() if m.name.casefold() not in old]
    return _named(_("Medicines not on the last list"), "new", new)


def _open(kb: KnowledgeBase, before: Encounter, now: Encounter) -> tuple[Change, ...]:
    """What was found then and has not been looked at now: no change, but not to be forgotten."""
    had = [f for f, a in before.answers.items() if a.state is State.PRESENT and f not in now.answers]
    weak = [k for k, g in before.grades.items() if (g.number or 5) < 5 and k not in now.grades]
    out = _named(_("Not asked again"), "other", (finding_words(kb, f) for f in had))
    if weak:
        words = _n("{count} movement that was weak", "{count} movements that were weak", len(weak))
        out = (*out, Change(kind="other", title=_("Not graded again"), words=words.format(count=len(weak))))
    return out
