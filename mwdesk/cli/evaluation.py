"""`evaluate`: the program held against published patients."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwdesk.cli.common import (
    BAD_INPUT,
    PATH,
    assess_case,
    complain,
    error_of,
    format_option,
    open_case,
    open_kb,
    problem,
    setting_option,
)
from mwdesk.domain.issue import DataError, Issue
from mwdesk.domain.knowledge import Urgency

if TYPE_CHECKING:
    from mwdesk.domain.assessment import Context
    from mwdesk.domain.knowledge import KnowledgeBase
    from mwdesk.interchange import CaseFile
    from mwdesk.reasoning.evaluation import Scored


@click.command()
@click.argument("folder", type=PATH)
@format_option
@setting_option
@click.option("--report", type=PATH, metavar="REPORT.md", help="Write it as a page with a picture.")
def evaluate(folder: Path, form: str, setting: str, report: Path | None) -> None:
    """Score the cases of a folder against their truth."""
    from mwdesk.domain.assessment import Context
    from mwdesk.reasoning.evaluation import evaluate_cases, write_report

    kb = open_kb()
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not files:
        raise problem(str(folder), "there is no case file here.", "Name a folder with .json case files.")
    cases: list[CaseFile] = []
    problems: list[Issue] = []
    for file in files:
        try:
            case = open_case(file, kb, setting)
        except DataError as fault:
            problems.extend(fault.issues)
            continue
        if case.truth is None:
            problems.append(error_of(str(file), "the case has no truth to score against.", "Add 'truth'."))
            continue
        faults = _truth_faults(file, case.truth)
        problems += faults
        if not faults:
            cases.append(case)
    if cases:
        context = Context(setting=setting)
        scores = evaluate_cases(_scored(cases, kb, context))
        click.echo(json.dumps(scores, ensure_ascii=False) if form == "json" else write_report(scores))
        if report is not None:
            _write_evaluation(report, cases, kb, context)
    if problems:
        complain(problems)
        sys.exit(BAD_INPUT)


def _scored(cases: Sequence[CaseFile], kb: KnowledgeBase, context: Context) -> list[Scored]:
    from mwdesk.reasoning.evaluation import Scored

    return [
        Scored(id=c.id, kind=c.kind, assessment=assess_case(c, kb, context), truth=c.truth or {})
        for c in cases
    ]


def _write_evaluation(page: Path, cases: Sequence[CaseFile], kb: KnowledgeBase, context: Context) -> None:
    """The page, and beside it the picture of the calibration."""
    from mwdesk.reasoning.ablation import VARIANTS
    from mwdesk.reasoning.evaluation import evaluate_cases
    from mwdesk.reasoning.evaluation_report import draw_reliability, write_page

    variants = {
        name: evaluate_cases(_scored(cases, change(kb), context)) for name, change in VARIANTS.items()
    }
    whole = next(iter(variants.values()))
    picture = page.with_suffix(".svg")
    try:
        picture.write_text(draw_reliability(whole), encoding="utf-8")
        page.write_text(write_page(whole, variants, kb.version, picture.name), encoding="utf-8")
    except OSError as fault:
        raise problem(
            str(page), f"this cannot be written ({fault.strerror}).", "Name another place."
        ) from fault


def _truth_faults(file: Path, truth: Mapping[str, Any]) -> list[Issue]:
    """Parts of a truth that cannot be scored against, each an issue."""
    faults = []
    for name in ("condition_ids", "test_ids", "site_accept"):
        told = truth.get(name)
        listed = isinstance(told, list) and all(isinstance(one, str) for one in told)
        if told is not None and not listed:
            faults.append(error_of(f"{file}, truth.{name}", "this is no list of ids.", 'Write ["id", "id"].'))
    levels = [level.value for level in Urgency]
    told = truth.get("urgency")
    if told is not None and told not in levels:
        faults.append(
            error_of(f"{file}, truth.urgency", f"'{told}' is not known.", f"Use {', '.join(levels)}.")
        )
    return faults
