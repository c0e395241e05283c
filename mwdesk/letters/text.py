"""The same words without layout, for copying into another system."""

from __future__ import annotations

from collections.abc import Iterator

from mwdesk.domain.letter import (
    NOT_TESTED,
    Banner,
    Block,
    BodyChart,
    Examination,
    KeyValues,
    Letter,
    Lines,
    More,
    Place,
    Power,
    PowerTable,
    Prose,
    ReflexFigure,
    ReplySlip,
    SafetyStrip,
    Signature,
    Table,
)
from mwdesk.letters.wording import upper


def plain_text(letter: Letter) -> str:
    """The whole letter as lines of text, in the order of the page; a slip to fill in by hand is left out."""
    head = letter.letterhead
    lines = [head.clinic, *head.lines, "", letter.title, f"{head.written}   Reference {letter.reference}", ""]
    if letter.banner is not None:
        lines += [*_banner(letter.banner), ""]
    lines += [f"{label}: {value}" for label, value in (*letter.addresses, *letter.patient)]
    annex_begun = False
    for section in letter.sections:
        if all(isinstance(b, ReplySlip) for b in section.blocks):
            continue
        if section.place is Place.ANNEX and not annex_begun:
            annex_begun = True
            lines += ["", "ANNEX"]
        lines += ["", section.title.upper()]
        for block in section.blocks:
            lines += _block(block)
    stamp = letter.stamp
    lines += ["", " · ".join((stamp.patient, stamp.birth, stamp.identifier, stamp.reference, stamp.program))]
    return "\n".join(lines) + "\n"


def _banner(banner: Banner) -> list[str]:
    return [
        f"{banner.level.value.upper()}: {banner.by_when}",
        *(f"Why: {line}" for line in banner.why),
        f"Telephoned: {banner.telephoned}. When: {banner.telephoned_when}.",
    ]


def say_power(power: Power) -> str:
    """ "hip flexion: right 3, left not tested"."""
    sides = [
        f"{side} {value or NOT_TESTED.lower()}"
        for side, value in (("right", power.right), ("left", power.left))
    ]
    return f"{power.movement}: {', '.join(sides)}{power.section_mark}"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Prose():
            for number, paragraph in enumerate(block.paragraphs):
                if number:
                    yield ""
                yield paragraph
        case KeyValues() | Signature():
            for label, value in block.rows:
                yield f"{label}: {value}"
            if isinstance(block, Signature) and block.copies:
                yield f"Copies to: {block.copies}"
        case Table():
            yield " | ".join(block.header)
            for row in block.rows:
                yield " | ".join(row)
            if block.more:
                yield block.more.words()
            if block.note:
                yield block.note
        case Examination():
            yield from _examination(block)
        case SafetyStrip():
            for item in block.items:
                yield f"{item.name}: {item.answer}" + (f" ({item.detail})" if item.detail else "")
        case PowerTable():
            for power in block.rows:
                yield f"{say_power(power)} [{power.muscle}; {power.roots}]"
        case BodyChart():
            for (region, side), grade in block.powers.items():
                yield f"{upper(side)} {region}: weakest {grade}"
        case ReflexFigure():
            yield from _reflexes(block)
        case Lines():
            yield f"{block.heading}: {'; '.join(block.lines)}"
        case More():
            yield block.words()
        case ReplySlip():
            return


def _examination(block: Examination) -> Iterator[str]:
    yield "Abnormal"
    for power in block.power:
        yield f"  Power, {say_power(power)}"
    for column, name in (
        (block.abnormal, ""),
        (block.normal, "Tested and normal"),
        (block.not_tested, NOT_TESTED),
    ):
        if name:
            yield name
        if not column and (name or not block.power):
            yield "  Nothing was recorded"
        for lines in column:
            yield f"  {lines.heading}: {'; '.join(lines.lines)}"
    if block.reflexes is not None:
        yield from _reflexes(block.reflexes)
    if block.more is not None:
        yield block.more.words()


def _reflexes(block: ReflexFigure) -> Iterator[str]:
    for value in block.values:
        if value.right or value.left:
            yield f"  {value.name}: right {value.right or '·'}, left {value.left or '·'}"
    yield f"  {block.legend}"
