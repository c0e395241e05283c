"""Small wordings shared by the panel and the pages: short labels, percentages, durations, citations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from mwdesk.domain.assessment import Contribution
from mwdesk.domain.citation import citation
from mwdesk.domain.encounter import LEFT, RIGHT, State
from mwdesk.domain.knowledge import KnowledgeBase, Test, Urgency
from mwdesk.domain.translation import N_, _, _n

_PARENTHESIS = re.compile(r"\s*\([^()]*\)")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_MID_SENTENCE = re.compile(r"[a-z],? ([A-Z][a-z]+)\b")
_EPONYM = re.compile(
    r"\b([A-Z][a-z]+)(?:(?: or ([A-Z][a-z]+))? (?:sign|test|phenomenon|syndrome|reflex|disease)|'s palsy)\b"
)
_SENTENCE = re.compile(r"""(.+?[.!?])\s+(?=[A-Z("'])(.*)""", re.DOTALL)
_DURATION = re.compile(r"^\s*(\d+)\s*min\b\.?")


def short(label: str) -> str:
    """A label without what stands in parentheses."""
    return _PARENTHESIS.sub("", label).strip() or label


class _Names:
    """First words that keep their capital inside a sentence: names of people, worked out from the texts."""

    kb: KnowledgeBase | None = None
    words: frozenset[str] = frozenset()
    inside: ClassVar[dict[str, str]] = {}  # by label: as `inside` writes it


def _names(kb: KnowledgeBase) -> frozenset[str]:
    """Capitalised after a small word somewhere, or before "sign", "test", ...; and never written small."""
    if _Names.kb is not kb:
        texts = [f"{f.label}. {f.ask}" for f in kb.findings.values()]
        texts += [f"{c.name}. {c.summary}" for c in kb.conditions.values()]
        texts += [f"{a.why} {a.action}" for a in kb.alerts.values()]
        texts += [f"{t.name}. {t.answers}" for t in kb.tests.values()]
        joined = "\n".join(texts)
        named = set(_MID_SENTENCE.findall(joined))
        named |= {name for pair in _EPONYM.findall(joined) for name in pair if name}
        small = {word for word in _WORD.findall(joined) if word.islower()}
        _Names.kb, _Names.words = (
            kb,
            frozenset(name for name in named if name.lower() not in small and not name.startswith("Anti")),
        )
        _Names.inside.clear()
    return _Names.words


def inside(kb: KnowledgeBase, label: str) -> str:
    """A short label as it stands inside a sentence: first letter lowered unless it is a name."""
    names = _names(kb)
    known = _Names.inside.get(label)
    if known is None:
        known = _Names.inside[label] = _lowered(label, names)
    return known


def _lowered(label: str, names: frozenset[str]) -> str:
    text = short(label)
    first = _WORD.match(text)
    if first is None or not first[0][1:].islower() or {first[0], first[0].partition("'")[0]} & names:
        return text
    return text[0].lower() + text[1:]


_SIDES = {
    RIGHT: (N_("right"), N_("right {part}")),
    LEFT: (N_("left"), N_("left {part}")),
}
_STATES = {State.PRESENT: N_("present"), State.ABSENT: N_("absent"), State.UNKNOWN: N_("unknown")}


_URGENCIES = {
    Urgency.EMERGENCY: N_("Emergency"),
    Urgency.URGENT: N_("Urgent"),
    Urgency.ROUTINE: N_("Routine"),
}


def urgency_word(urgency: Urgency) -> str:
    """How soon, as a word of its own."""
    return _(_URGENCIES[urgency])


_BANDS = {
    "strong": N_("strong"),
    "moderate": N_("moderate"),
    "possible": N_("possible"),
    "unlikely": N_("unlikely"),
}
_VALUES = {  # of reflexes and sensation, as the record keeps them
    "absent": N_("absent"),
    "reduced": N_("reduced"),
    "normal": N_("normal"),
    "brisk": N_("brisk"),
    "clonus": N_("clonus"),
    "present": N_("present"),
    "flexor": N_("flexor"),
    "extensor": N_("extensor"),
    "mute": N_("mute"),
    "increased": N_("increased"),
}


def band_word(band: str) -> str:
    """How likely a cause is, in one word."""
    return _(_BANDS[band]) if band in _BANDS else band


def value_word(value: str) -> str:
    """A value of a reflex or of sensation as a word; one that only the knowledge has is shown as it is."""
    return _(_VALUES[value]) if value in _VALUES else value


def side_word(side: str) -> str:
    """A side as a word of its own; "" for the midline."""
    return _(_SIDES[side][0]) if side in _SIDES else ""


def sided(side: str, part: str) -> str:
    """A part of the body with its side: "right hip flexion"."""
    return _(_SIDES[side][1]).format(part=part) if side in _SIDES else part


def state_word(state: State | None) -> str:
    """An answer as a word; what nobody asked says so."""
    return _("not asked") if state is None else _(_STATES[state])


def finding_words(kb: KnowledgeBase, finding: str, state: State | None = State.PRESENT) -> str:
    """A finding inside a sentence: "ptosis", "no ptosis"; an unknown id is shown as it is."""
    known = kb.findings.get(finding)
    words = inside(kb, known.label) if known else finding
    return _("no {words}").format(words=words) if state is State.ABSENT else words


def listed(items: Iterable[str], limit: int = 3) -> str:
    """ "a, b, c and 4 more"; nothing is left out in silence."""
    all_items = list(items)
    shown = ", ".join(all_items[:limit])
    if len(all_items) <= limit:
        return shown
    return _("{items} and {count} more").format(items=shown, count=len(all_items) - limit)


def all_of(items: Iterable[str]) -> str:
    """ "a, b and c"."""
    every = list(items)
    if len(every) < 2:
        return "".join(every)
    return _("{items} and {last}").format(items=", ".join(every[:-1]), last=every[-1])


def percent(p: float) -> str:
    """A probability without its sign: "<1", "64", ">99"; never 0 and never 100."""
    if p < 0.01:
        return "<1"
    return ">99" if p >= 0.995 else str(max(1, round(p * 100)))


def duration(test: Test) -> str:
    """How long a test keeps the patient, in words: "2 minutes"; else when its result comes."""
    minutes = _DURATION.match(test.patient_time)
    if minutes:
        count = int(minutes[1])
        return _n("{count} minute", "{count} minutes", count).format(count=count)
    return test.patient_time or (
        _("result in {turnaround}").format(turnaround=test.turnaround) if test.turnaround else ""
    )


def basis_words(kb: KnowledgeBase, contribution: Contribution) -> str:
    """What a weight rests on: a source that somebody saw, or "estimate"."""
    if contribution.basis.seen:
        seen = [kb.sources[s] for s in contribution.sources if s in kb.sources and kb.sources[s].citable]
        if seen:
            return citation(seen[0])
    return _("estimate")


def first_sentence(text: str) -> tuple[str, str]:
    """The first sentence of a text, and the rest."""
    match = _SENTENCE.match(text.strip())
    return (match[1], match[2].strip()) if match else (text.strip(), "")


def sentence(text: str) -> str:
    """A fragment as a sentence: first letter raised, full stop at the end."""
    text = text.strip()
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?" else text + "."
