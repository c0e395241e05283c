"""Reflexes to findings: a reflex that was not tested says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mwdesk.domain.encounter import LEFT, MIDLINE, RIGHT
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.reasoning.derived import SIDE_WORD, Derived, absent, present
from mwdesk.reasoning.grammar import reflex_state
from mwdesk.reasoning.index import prepare

SIDES = (RIGHT, LEFT)
LEVEL = {"absent": 0, "reduced": 1, "normal": 2, "brisk": 3, "clonus": 4}
# sign recorded as present or absent: finding
SIGNS = {
    "hoffmann": "hoffmann-sign",
    "inverted-supinator": "inverted-supinator-sign",
    "ankle-clonus": "clonus",
}

Table = Mapping[tuple[str, str], str]


def derive_reflexes(kb: KnowledgeBase, recorded: Table) -> list[Derived]:
    """All that the reflexes say."""
    states = {key: reflex_state(value) for key, value in recorded.items() if key[0] in kb.reflexes}
    limb = {
        key: LEVEL[state]
        for key, state in states.items()
        if kb.reflexes[key[0]].kind == "tendon" and key[0] != "jaw-jerk" and state in LEVEL
    }
    say = _Say(kb, states)
    return [
        *_tendon(limb, say),
        *_plantar(states, say),
        *_signs(states, say),
        *_jaw(states, say),
        *_sphincter(states),
    ]


class _Say:
    def __init__(self, kb: KnowledgeBase, states: Table) -> None:
        self.kb, self.states = kb, states
        settings = prepare(kb).settings
        self.broad, self.few = settings.reflexes_broad, settings.reflexes_few

    def __call__(self, keys: Iterable[tuple[str, str]]) -> list[str]:
        return [
            f"{SIDE_WORD.get(side, '')}{self.kb.reflexes[name].name.lower()} {self.states[name, side]}"
            for name, side in list(keys)[:4]
        ]


def _tendon(limb: Mapping[tuple[str, str], int], say: _Say) -> Iterable[Derived]:
    if not limb:
        return
    both = {name for name, side in limb if all((name, s) in limb for s in SIDES)}
    levels = list(limb.values())
    low = [key for key, level in limb.items() if level < LEVEL["normal"]]
    brisk = [key for key, level in limb.items() if level > LEVEL["normal"]]
    yield from _loss(limb, both, low, say)
    if brisk:
        yield present("hyperreflexia", *say(brisk))
    elif len(both) >= say.broad:
        yield absent("hyperreflexia", "limb reflexes tested on both sides, none brisk")
    if low or brisk:
        yield absent("normal-reflexes", *say(low or brisk))
    elif len(both) >= say.broad and all(level == LEVEL["normal"] for level in levels):
        yield present("normal-reflexes", "limb reflexes tested on both sides and normal")


def _loss(
    limb: Mapping[tuple[str, str], int], both: set[str], low: list[tuple[str, str]], say: _Say
) -> Iterable[Derived]:
    levels = list(limb.values())
    if len(both) >= say.few and all(level == 0 for level in levels):
        yield present("areflexia", *say(limb))
    elif len(both) >= say.broad and any(level >= LEVEL["normal"] for level in levels):
        yield absent("areflexia", "limb reflexes tested, some present")
    one_sided = [
        (name, side)
        for name in sorted(both)
        for side, other in ((RIGHT, LEFT), (LEFT, RIGHT))
        if limb[name, side] < LEVEL["normal"] <= limb[name, other]
    ]
    if one_sided:
        yield present("focal-reflex-loss", *say(one_sided))
    symmetric = [name for name in sorted(both) if all(limb[name, s] < LEVEL["normal"] for s in SIDES)]
    if symmetric and any(level > 0 for level in levels):
        yield present("hyporeflexia", *say([(name, s) for name in symmetric for s in SIDES]))
    elif not low and len(both) >= say.broad:
        yield absent("hyporeflexia", "limb reflexes tested on both sides, none reduced")
        yield absent("focal-reflex-loss", "limb reflexes tested on both sides, none reduced")


def _plantar(states: Table, say: _Say) -> Iterable[Derived]:
    up = [key for key, state in states.items() if key[0] == "plantar" and state == "extensor"]
    if up:
        yield present("babinski-sign", *say(up))
    elif all(states.get(("plantar", side)) == "flexor" for side in SIDES):
        yield absent("babinski-sign", "both plantar responses flexor")


def _signs(states: Table, say: _Say) -> Iterable[Derived]:
    for reflex, finding in SIGNS.items():
        seen = [key for key, state in states.items() if key[0] == reflex and state == "present"]
        if finding == "clonus":
            seen += [key for key, state in states.items() if state == "clonus"]
        if seen:
            yield present(finding, *say(seen))
        elif all(states.get((reflex, side)) == "absent" for side in SIDES):
            yield absent(finding, "tested on both sides, not there")


def _jaw(states: Table, say: _Say) -> Iterable[Derived]:
    keys = [key for key in states if key[0] == "jaw-jerk"]
    if any(states[key] in {"brisk", "clonus"} for key in keys):
        yield present("brisk-jaw-jerk", *say(keys))
    elif keys:
        yield absent("brisk-jaw-jerk", *say(keys))


def _sphincter(states: Table) -> Iterable[Derived]:
    seen = [states.get(("bulbocavernosus", side)) for side in (*SIDES, MIDLINE)]
    known = [state for state in seen if state is not None]
    if known and all(state == "absent" for state in known):
        yield present("bulbocavernosus-absent", "bulbocavernosus reflex absent")
    elif known:
        yield absent("bulbocavernosus-absent", "bulbocavernosus reflex present")
