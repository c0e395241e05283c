"""How well assessments meet the truth of published patients: ranks, site, urgency, tests, calibration."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mwdesk.domain.assessment import Assessment

TOPS = (1, 3, 5, 10)
FIRST_TESTS = 8
BINS = (0.0, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
Z = 1.959963984540054  # 97.5 % point of the normal distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One case: what was said, and what it was. `truth` as in the case file."""

    id: str
    kind: str
    assessment: Assessment
    truth: Mapping[str, Any]


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's method; (0, 1) where nothing was counted."""
    if total == 0:
        return 0.0, 1.0
    p = hits / total
    scale = 1 + Z * Z / total
    middle = (p + Z * Z / (2 * total)) / scale
    half = Z * math.sqrt(p * (1 - p) / total + Z * Z / (4 * total * total)) / scale
    return max(0.0, middle - half), min(1.0, middle + half)


def share(answers: Iterable[bool]) -> dict[str, Any]:
    """Hits of a total with the share (None where nothing was counted) and its interval."""
    listed = list(answers)
    hits, total = sum(listed), len(listed)
    low, high = wilson(hits, total)
    return {"hits": hits, "of": total, "share": hits / total if total else None, "low": low, "high": high}


def rank_of(case: Scored) -> int | None:
    """The place of the first accepted condition, from 1; None where it is not among those shown."""
    wanted = set(case.truth.get("condition_ids") or ())
    for place, condition in enumerate(case.assessment.conditions, start=1):
        if condition.id in wanted:
            return place
    return None


def _site_right(case: Scored) -> bool:
    accepted = set(case.truth.get("site_accept") or ())
    return bool(case.assessment.sites) and case.assessment.sites[0].id in accepted


def _tests_met(case: Scored) -> float | None:
    wanted = set(case.truth.get("test_ids") or ())
    if not wanted:
        return None
    offered = {test.id for test in case.assessment.next_tests[:FIRST_TESTS]}
    return len(wanted & offered) / len(wanted)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _urgency(cases: Sequence[Scored]) -> dict[str, Any]:
    said = [(case.assessment.urgency.value, str(case.truth.get("urgency", ""))) for case in cases]
    levels = ("emergency", "urgent", "routine")
    return {
        "emergency_sensitivity": share(a == "emergency" for a, b in said if b == "emergency"),
        "emergency_specificity": share(a != "emergency" for a, b in said if b != "emergency"),
        "routine_called_emergency": share(a == "emergency" for a, b in said if b == "routine"),
        "routine_called_routine": share(a == "routine" for a, b in said if b == "routine"),
        "table": {true: {told: said.count((told, true)) for told in levels} for true in levels},
    }


def _calibration(cases: Sequence[Scored]) -> dict[str, Any]:
    """Squared error of the probabilities, and how often a condition was right by its probability."""
    pairs: list[tuple[float, bool]] = []
    brier: list[float] = []
    for case in cases:
        wanted = set(case.truth.get("condition_ids") or ())
        own = [(c.probability, c.id in wanted) for c in case.assessment.conditions]
        pairs += own
        # The accepted conditions are one answer together: their probabilities are taken as one.
        right = sum(p for p, hit in own if hit)
        brier.append((1 - right) ** 2 + sum(p * p for p, hit in own if not hit))
    rows = []
    for low, high in itertools.pairwise(BINS):
        inside = [(p, hit) for p, hit in pairs if low <= p < high or (high == BINS[-1] and p == high)]
        row = share(hit for _, hit in inside)
        rows.append({"from": low, "to": high, "said": _mean([p for p, _ in inside]), **row})
    first = [case.assessment.conditions[0].probability for case in cases if case.assessment.conditions]
    return {"brier": _mean(brier), "mean_first": _mean(first), "reliability": rows}


def _score(cases: Sequence[Scored]) -> dict[str, Any]:
    ranked = [case for case in cases if case.truth.get("condition_ids")]
    places = [rank_of(case) for case in ranked]
    tests = [met for case in cases if (met := _tests_met(case)) is not None]
    any_test = [met > 0 for met in tests]
    return {
        "cases": len(cases),
        "with_condition": len(ranked),
        **{f"top_{n}": share(place is not None and place <= n for place in places) for n in TOPS},
        "mean_reciprocal_rank": _mean([0.0 if place is None else 1 / place for place in places]),
        "site": share(_site_right(case) for case in cases if case.truth.get("site_accept")),
        "urgency": _urgency(cases),
        "tests": {"first": FIRST_TESTS, "mean_share_of_truth": _mean(tests), "any_of_truth": share(any_test)},
        "calibration": _calibration(ranked),
    }


def evaluate_cases(cases: Sequence[Scored]) -> dict[str, Any]:
    """Scores of all cases, by kind of source, and one line a case; plain numbers, strings and lists only."""
    kinds = sorted({case.kind for case in cases})
    return {
        **_score(cases),
        "by_kind": {kind: _score([case for case in cases if case.kind == kind]) for kind in kinds},
        "each": [_line(case) for case in cases],
    }


def _line(case: Scored) -> dict[str, Any]:
    first = case.assessment.conditions[0] if case.assessment.conditions else None
    return {
        "id": case.id,
        "kind": case.kind,
        "rank": rank_of(case),
        "first": first.id if first else None,
        "probability": first.probability if first else None,
        "site": case.assessment.sites[0].id if case.assessment.sites else None,
        "site_right": _site_right(case),
        "urgency": case.assessment.urgency.value,
        "true_urgency": str(case.truth.get("urgency", "")),
        "tests_met": _tests_met(case),
        "outcome": case.assessment.outcome.value,
    }


def percent(entry: Mapping[str, Any]) -> str:
    """ "74 % (28/38, 95 % 58-85)"; "none" where nothing was counted."""
    if entry["share"] is None:
        return "none"
    return (
        f"{100 * entry['share']:.0f} % ({entry['hits']}/{entry['of']}, "
        f"95 % {100 * entry['low']:.0f}-{100 * entry['high']:.0f})"
    )


def write_report(report: Mapping[str, Any]) -> str:
    """The scores as plain text."""
    urgency, tests = report["urgency"], report["tests"]
    rows: list[tuple[str, str]] = [
        ("cases", f"{report['cases']}, {report['with_condition']} with a condition of the knowledge"),
        *(
            (
                f"right cause among the first {n}" if n > 1 else "right cause first",
                percent(report[f"top_{n}"]),
            )
            for n in TOPS
        ),
        ("mean reciprocal rank", _number(report["mean_reciprocal_rank"])),
        ("right site first", percent(report["site"])),
        ("emergencies recognised", percent(urgency["emergency_sensitivity"])),
        ("others not called emergency", percent(urgency["emergency_specificity"])),
        ("routine called emergency", percent(urgency["routine_called_emergency"])),
        (f"true tests among the first {tests['first']}", _number(tests["mean_share_of_truth"])),
        ("Brier score", _number(report["calibration"]["brier"])),
    ]
    lines = [f"{name:<34} {text}" for name, text in rows]
    lines += ["", "said        was right"]
    for row in report["calibration"]["reliability"]:
        if row["of"]:
            lines.append(f"{row['from']:.2f}-{row['to']:.2f}   {percent(row)}")
    for kind, part in report.get("by_kind", {}).items():
        lines += ["", f"{kind}: first {percent(part['top_1'])}; first five {percent(part['top_5'])}"]
    return "\n".join(lines)


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def by(cases: Sequence[Scored], key: Callable[[Scored], str]) -> dict[str, dict[str, Any]]:
    """Scores of the cases apart by any key."""
    names = sorted({key(case) for case in cases})
    return {name: _score([case for case in cases if key(case) == name]) for name in names}
