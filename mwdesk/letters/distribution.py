"""Where the weakness is, in words: side, limbs, proximal or distal."""

from __future__ import annotations

from mwdesk.domain.encounter import GRADE_NUMBERS, LEFT, RIGHT, State
from mwdesk.letters.record import Record
from mwdesk.letters.wording import join, lower

_WHOLE = (
    ("tetraparesis", "weakness of all four limbs"),
    ("paraparesis", "weakness of both legs"),
    ("hemiparesis", "one-sided weakness of arm and leg"),
    ("monoparesis", "weakness of a single limb"),
)
_ONE_SIDED = ("hemiparesis", "monoparesis")
_SIDES = {"symmetric-weakness": "symmetrical", "asymmetric-weakness": "asymmetrical"}
_LIMBS = {"arm": "upper-limb-weakness", "leg": "lower-limb-weakness"}
_ENDS = ("proximal", "distal")
_REGIONS = {
    "arm": {"shoulder": "shoulder", "arm": "arm", "forearm": "forearm", "hand": "hand"},
    "leg": {"hip": "hip", "thigh": "thigh", "leg": "lower leg", "foot": "foot"},
}
_A_GRADE = 1.0
_FULL = 5.0
_MOVEMENTS = 5  # named in one sentence; the table has all

# Findings that `where_weak` says, so that nothing else need say them.
DISTRIBUTION = {
    *(ident for ident, _ in _WHOLE),
    *_SIDES,
    *_LIMBS.values(),
    *(f"{end}-weakness" for end in _ENDS),
    *(f"{end}-{limb}-weakness" for end in _ENDS for limb in _LIMBS),
}


def where_weak(record: Record) -> str:
    """ "asymmetrical leg weakness, worse in the right foot"; never more than was answered or graded."""
    graded = _graded_only(record)
    if graded:
        return f"weakness of {join(graded)}"
    worse = _worse(record)
    return _where_weak(record) + (f", worse in the {join(worse)}" if worse else "")


def _worse(record: Record) -> list[str]:
    """Of arm and leg, the region and side that a graded movement shows weaker than its other side.

    A whole grade of difference counts; where weakness was said to be symmetrical no side is named.
    """
    if record.present("symmetric-weakness"):
        return []
    gaps: dict[tuple[str, str], tuple[float, str]] = {}
    for ident, muscle in record.kb.muscles.items():
        right, left = (_number(record, ident, side) for side in (RIGHT, LEFT))
        limb = next((limb for limb, regions in _REGIONS.items() if muscle.region in regions), "")
        if right is None or left is None or not limb or abs(right - left) < _A_GRADE:
            continue
        side = RIGHT if right < left else LEFT
        widest = gaps.get((limb, side), (0.0, ""))
        gaps[limb, side] = max(widest, (abs(right - left), f"{side} {_REGIONS[limb][muscle.region]}"))
    return [words for _, words in gaps.values()]


def _graded_weak(record: Record) -> bool:
    """A grade below 5 outweighs the answer that strength is preserved."""
    numbers = (GRADE_NUMBERS.get(graded.grade) for graded in record.encounter.grades.values())
    return any(number is not None and number < GRADE_NUMBERS["5-"] for number in numbers)


def _number(record: Record, movement: str, side: str) -> float | None:
    graded = record.encounter.grades.get((movement, side))
    return GRADE_NUMBERS.get(graded.grade) if graded is not None else None


def _graded_only(record: Record) -> list[str]:
    """The weak movements by name, where grades say a place that the clinician's own answer denies."""
    answers = record.answers
    denied = [e for e in _ENDS if _answered(record, f"{e}-weakness") is State.ABSENT]
    against = [f for e in denied for f in (f"{e}-{limb}-weakness" for limb in _LIMBS) if f not in answers]
    if not any(record.present(f) for f in against):
        return []
    out = []
    for ident, muscle in record.kb.muscles.items():
        numbers = {side: _number(record, ident, side) for side in (RIGHT, LEFT)}
        weak = [side for side, number in numbers.items() if number is not None and number < _FULL]
        if weak:
            grades = " and ".join(f"{side} {record.encounter.grades[ident, side].grade}" for side in weak)
            out.append(f"{lower(muscle.name or ident.replace('-', ' '))} ({grades})")
    more = len(out) - _MOVEMENTS
    return out if more <= 0 else [*out[:_MOVEMENTS], f"{more} more movements"]


def _answered(record: Record, finding: str) -> State | None:
    answer = record.answers.get(finding)
    return answer.state if answer is not None else None


def _side(record: Record) -> str:
    """ "symmetrical" only if answered, or if each weak movement of a limb was graded on both sides."""
    found = next((f for f in _SIDES if record.present(f)), "")
    if found == "symmetric-weakness" and found not in record.answers:
        for ident, muscle in record.kb.muscles.items():
            numbers = [_number(record, ident, side) for side in (RIGHT, LEFT)]
            known = [number for number in numbers if number is not None]
            in_limb = any(muscle.region in regions for regions in _REGIONS.values())
            if in_limb and len(known) == 1 and known[0] < _FULL:
                return ""
    return _SIDES.get(found, "")


def _where_weak(record: Record) -> str:
    ends = {limb: [e for e in _ENDS if record.present(f"{e}-{limb}-weakness")] for limb in _LIMBS}
    weak = [limb for limb, finding in _LIMBS.items() if ends[limb] or record.present(finding)]
    general = [end for end in _ENDS if record.present(f"{end}-weakness")]
    kind, words = next(((k, w) for k, w in _WHOLE if record.present(k)), ("", ""))
    side = _side(record)
    if words:
        detail = _in_limbs(ends, ["leg"] if kind == "paraparesis" else list(_LIMBS)) or join(general)
        lead = "" if kind in _ONE_SIDED else f"{side} "
        return f"{lead}{words}{f', {detail}' if detail else ''}".strip()
    if not weak:
        tired = record.present("fatigue-without-weakness") and not record.present("true-weakness")
        if tired and not general and not _graded_weak(record):
            return "tiredness with preserved strength"
        doubted = record.answers.get("true-weakness")
        if doubted is not None and doubted.state is State.ABSENT and not general:
            return "a feeling of weakness without loss of strength on testing"
        return " ".join(w for w in (side, join(general), "weakness") if w)
    return _of_limbs(weak, ends, general, side)


def _in_limbs(ends: dict[str, list[str]], limbs: list[str]) -> str:
    """ "proximal in the legs", or only "proximal" where that goes for every limb spoken of."""
    said = [limb for limb in ends if ends[limb]]
    if said and said == limbs and len({tuple(ends[limb]) for limb in said}) == 1:
        return join(ends[said[0]])
    return join([f"{join(ends[limb])} in the {limb}s" for limb in said])


def _of_limbs(weak: list[str], ends: dict[str, list[str]], general: list[str], side: str) -> str:
    """ "symmetrical proximal weakness of the arms and legs"; "asymmetrical distal arm weakness"."""
    same = len({tuple(ends[limb]) for limb in weak}) == 1
    lead = join(ends[weak[0]] or general) if same else ""
    if side == _SIDES["symmetric-weakness"]:
        noun = f"weakness of the {join([f'{limb}s' for limb in weak])}"
    else:
        noun = f"{join(weak)} weakness"
    detail = "" if same else _in_limbs(ends, [])
    return " ".join(w for w in (side, lead, noun) if w) + (f", {detail}" if detail else "")
