"""The evaluation as a page to read: Markdown with a picture of the calibration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mwdesk.reasoning.evaluation import percent

SIZE, EDGE = 320, 44  # of the picture, px

_HEAD = """# How well it does

Written by `mwdesk evaluate db/vignettes --report docs/evaluation.md`; do not edit by hand.

Knowledge {version}; {cases} published patients, {with_condition} of them with a cause that the knowledge
holds. They were coded by hand from case reports, textbooks and examination items before the confirmatory
test was known. **The set is small**: the intervals (Wilson, 95 %) say how far each figure can be trusted.

## How far these patients were kept apart

They were at hand while the program was built, so the figures are somewhat kinder than those for patients
nobody here has seen. What kept them from being fitted: no number of a condition was set with a patient in
view; every probability is a published figure or a clinician's estimate for the disease. The few numbers of
the model were chosen coarsely on all patients together, and the ranking hardly moves with any of them. The
papers behind patients kept for independent evaluation are listed as reserved, and no figure is drawn from
them.
"""


def write_page(
    report: Mapping[str, Any], variants: Mapping[str, Mapping[str, Any]], version: str, picture: str
) -> str:
    """Markdown. `variants` are reports by what was left out; `picture` is the file name of the drawing."""
    lines = [
        _HEAD.format(version=version, cases=report["cases"], with_condition=report["with_condition"]),
        "## Ranking, site, urgency, tests",
        "",
        "| what | all | " + " | ".join(_kind_words(kind) for kind in report["by_kind"]) + " |",
        "|---|---|" + "---|" * len(report["by_kind"]),
    ]
    parts = (report, *report["by_kind"].values())
    for name, read in _ROWS.items():
        lines.append(f"| {name} | " + " | ".join(read(part) for part in parts) + " |")
    lines += ["", "## Calibration", "", f"![Said against found]({picture})", "", *_reliability(report)]
    lines += ["", "## What each part of the model is worth", "", *_ablation(variants), ""]
    return "\n".join(lines)


def _kind_words(kind: str) -> str:
    return kind.replace("_", " ") or "of unknown kind"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


_ROWS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "patients": lambda r: str(r["cases"]),
    "right cause first": lambda r: percent(r["top_1"]),
    "among the first three": lambda r: percent(r["top_3"]),
    "among the first five": lambda r: percent(r["top_5"]),
    "among the first ten": lambda r: percent(r["top_10"]),
    "mean reciprocal rank": lambda r: _number(r["mean_reciprocal_rank"]),
    "right site first": lambda r: percent(r["site"]),
    "emergencies recognised": lambda r: percent(r["urgency"]["emergency_sensitivity"]),
    "others not called emergency": lambda r: percent(r["urgency"]["emergency_specificity"]),
    "routine called emergency": lambda r: percent(r["urgency"]["routine_called_emergency"]),
    "of the specialist's tests, share in the first eight": lambda r: _number(
        r["tests"]["mean_share_of_truth"]
    ),
    "Brier score (0 best, 2 worst)": lambda r: _number(r["calibration"]["brier"]),
    "mean probability of the first cause": lambda r: _number(r["calibration"]["mean_first"]),
}


def _reliability(report: Mapping[str, Any]) -> list[str]:
    lines = ["| probability said | mean said | was right |", "|---|---|---|"]
    for row in report["calibration"]["reliability"]:
        if row["of"]:
            span = f"{row['from']:.2f} to {row['to']:.2f}"
            lines.append(f"| {span} | {_number(row['said'])} | {percent(row)} |")
    return lines


def _ablation(variants: Mapping[str, Mapping[str, Any]]) -> list[str]:
    lines = [
        "| model | first | first three | first five | site | emergencies | routine overcalled | Brier |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, part in variants.items():
        shares = [part["top_1"], part["top_3"], part["top_5"], part["site"]]
        urgency = part["urgency"]
        shares += [urgency["emergency_sensitivity"], urgency["routine_called_emergency"]]
        told = " | ".join("–" if s["share"] is None else f"{100 * s['share']:.0f} %" for s in shares)
        lines.append(f"| {name} | {told} | {_number(part['calibration']['brier'])} |")
    return lines


def draw_reliability(report: Mapping[str, Any]) -> str:
    """An SVG: what was said (across) against how often it was right (up), with 95 % intervals."""
    side = SIZE - 2 * EDGE

    def at(x: float, y: float) -> tuple[float, float]:
        return EDGE + side * x, SIZE - EDGE - side * y

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" '
        'font-family="sans-serif" font-size="11">',
        f'<rect width="{SIZE}" height="{SIZE}" fill="#ffffff"/>',
        _line(at(0, 0), at(1, 1), "#b8c2cc", "4 3"),
        _line(at(0, 0), at(1, 0), "#5b6b7a"),
        _line(at(0, 0), at(0, 1), "#5b6b7a"),
    ]
    for tick in (0, 0.5, 1):
        x, y = at(tick, 0)
        parts.append(f'<text x="{x:.0f}" y="{y + 16:.0f}" text-anchor="middle">{100 * tick:.0f} %</text>')
        x, y = at(0, tick)
        parts.append(f'<text x="{x - 6:.0f}" y="{y + 4:.0f}" text-anchor="end">{100 * tick:.0f} %</text>')
    parts.append(f'<text x="{SIZE / 2}" y="{SIZE - 8}" text-anchor="middle">probability said</text>')
    parts.append('<text x="14" y="22">was right</text>')
    for row in report["calibration"]["reliability"]:
        if not row["of"]:
            continue
        parts.append(_line(at(row["said"], row["low"]), at(row["said"], row["high"]), "#1f6f8b"))
        x, y = at(row["said"], row["share"])
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#1f6f8b"/>')
    return "\n".join((*parts, "</svg>", ""))


def _line(a: tuple[float, float], b: tuple[float, float], colour: str, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" '
        f'stroke="{colour}" stroke-width="1.5"{dashed}/>'
    )
