"""How a wanted test is to be done in this patient, as its request says it."""

from __future__ import annotations

from collections.abc import Sequence

from mwdesk.domain.assessment import Protocol, SampledMuscle
from mwdesk.domain.letter import NOT_TESTED, Block, Section, Table
from mwdesk.letters.record import Record
from mwdesk.letters.results import pending
from mwdesk.letters.wording import bare, closed, join, lower, sentence, upper

_SAMPLE = (2.4, 3.2, 1, 1)
_FROM_PROGRAM = "Suggested by the program for the tests that I accepted; the operator may change it."


def wanted_protocols(record: Record, categories: Sequence[str]) -> list[Protocol]:
    """The protocols of the tests that the clinician asked for, in the order of the record."""
    tests = [t for t in pending(record) if t in record.kb.tests and record.kb.tests[t].category in categories]
    return [record.assessment.protocols[t] for t in tests if t in record.assessment.protocols]


def protocol_sections(record: Record, categories: Sequence[str], title: str = "Protocol") -> list[Section]:
    """The protocol as editable prose; none where no wanted test has one that is needed."""
    groups = _by_guide([p for p in wanted_protocols(record, categories) if p.needed])
    if not groups:
        return []
    text = "\n\n".join(_words(record, protocols) for protocols in groups)
    return [record.narrative("protocol", title, f"{text}\n\n{_FROM_PROGRAM}")]


def needle_table(record: Record, categories: Sequence[str]) -> Table | None:
    """The muscles of the protocols with their power; None where there are none."""
    muscles: dict[str, SampledMuscle] = {}
    for protocol in wanted_protocols(record, categories):
        if protocol.needed:
            muscles.update({muscle.name: muscle for muscle in protocol.muscles})
    if not muscles:
        return None
    rows = tuple(
        (upper(_named(m)), f"{m.nerve}, {m.roots}", m.right or NOT_TESTED, m.left or NOT_TESTED)
        for m in muscles.values()
    )
    return Table(header=("Muscle", "Nerve, roots", "Right", "Left"), rows=rows, shares=_SAMPLE)


def _named(muscle: SampledMuscle) -> str:
    return f"{muscle.name}: leave out" if muscle.note.startswith("leave out") else muscle.name


def asked(record: Record, categories: Sequence[str]) -> str:
    """What the guides ask of the wanted tests, each once; "" where there is none.

    A guide to a tissue tells when it is taken, which is no question and no fact of this patient: left out.
    """
    questions = [p.question for p in wanted_protocols(record, categories) if p.needed and "?" in p.question]
    return " ".join(closed(question) for question in dict.fromkeys(questions))


def own_side(record: Record, kind: str) -> str:
    """The clinician's side and region of this request: what a biopsy is taken from is no region to scan."""
    return record.note(f"side/{kind}") or record.note("side")  # the latter of records from before


def side_words(record: Record, categories: Sequence[str]) -> str:
    """The side that the protocols chose, in words; "" where they chose none."""
    for protocol in wanted_protocols(record, categories):
        named = dict(protocol.lines)
        words = named.get("Side") or named.get("Region") or named.get("Take", "")
        if words and protocol.needed:
            return f"{lower(words)} (by the findings)"
    return ""


def muscle_section(record: Record, categories: Sequence[str], title: str) -> list[Section]:
    """The table of muscles as a section of its own."""
    table = needle_table(record, categories)
    blocks: tuple[Block, ...] = (table,) if table is not None else ()
    return [Section(id="sample", title=title, blocks=blocks)] if blocks else []


def _by_guide(protocols: Sequence[Protocol]) -> list[list[Protocol]]:
    """Tests that the same guide answers stand together: nerve conduction and needle are one visit."""
    found: dict[str, list[Protocol]] = {}
    for protocol in protocols:
        found.setdefault(protocol.guide, []).append(protocol)
    return list(found.values())


def _words(record: Record, protocols: Sequence[Protocol]) -> str:
    """The name and the tests, then a short paragraph for each thing to do."""
    first = protocols[0]
    tests = join([lower(bare(record.test(p.test))) for p in protocols])
    lines = [f"{upper(first.name)} ({tests})."]
    said: dict[str, str] = {}
    for protocol in protocols:
        said.update({label: text for label, text in protocol.lines if label not in said})
    for label, text in said.items():
        if label in _WITH_THE_NAME:
            lines[0] += f" {sentence(f'{label}: {text}')}"
        elif label not in _NOT_PRINTED:
            lines.append(sentence(f"{label}: {text}"))
    return "\n\n".join(lines)


# For the one who orders, not for the one who does the test and knows it better.
_NOT_PRINTED = ("Pitfalls", "Looks for", "In general", "Safety")
_WITH_THE_NAME = ("Side", "Take", "Region", "Signs fit")
