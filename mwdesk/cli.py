"""The command line: mwdesk [--demo] | assess | letter | evaluate | knowledge check, build, stats, show.

Bad input ends with status 2 and one clear sentence on standard error for each problem.
"""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwdesk import __version__, paths
from mwdesk.domain.encounter import Decision, Setting, Verdict, verdict
from mwdesk.domain.issue import DataError, Issue, Level

if TYPE_CHECKING:
    from mwdesk.domain.assessment import Assessment
    from mwdesk.domain.clinic import Clinic
    from mwdesk.domain.knowledge import KnowledgeBase
    from mwdesk.interchange import CaseFile

BAD_INPUT = 2
StartWindow = Callable[..., int]


def run(start_window: StartWindow) -> None:
    """Carry out the command line; `start_window(demo=...)` is called where a window is wanted."""
    for stream in (sys.stdout, sys.stderr):  # names in any script, also where the console says otherwise
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        mwdesk(obj=start_window)
    except DataError as fault:
        _complain(fault.issues)
        sys.exit(BAD_INPUT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


@click.group(invoke_without_command=True)
@click.option("--demo", is_flag=True, help="Example patients in a throw-away store.")
@click.version_option(__version__)
@click.pass_context
def mwdesk(context: click.Context, demo: bool) -> None:
    """Decision support for a clinician with a patient who is weak. Without a command: opens the window."""
    if context.invoked_subcommand is None:
        sys.exit(context.obj(demo=demo))


_setting = click.option(
    "--setting", type=click.Choice([s.value for s in Setting]), default=Setting.RURAL.value, show_default=True
)
_format = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
_path = click.Path(path_type=Path)


@mwdesk.command()
@click.argument("files", nargs=-1, required=True, type=_path)
@_format
@_setting
@click.option("--unavailable", multiple=True, metavar="TEST_ID", help="A test this clinic does not have.")
def assess(files: tuple[Path, ...], form: str, setting: str, unavailable: tuple[str, ...]) -> None:
    """Assess each case file, in the order given."""
    from mwdesk.interchange.assessment_json import write_assessment
    from mwdesk.interchange.assessment_text import write_text

    kb = _knowledge()
    _known_tests(unavailable, kb, "--unavailable")
    failed = False
    for file in files:
        try:
            case = _case(file, kb, setting)
        except DataError as fault:
            _complain(fault.issues)
            failed = True
            continue
        assessment = _assess(case, kb, setting, unavailable)
        if form == "json":
            click.echo(json.dumps(write_assessment(case.id, assessment, kb, case.issues), ensure_ascii=False))
        else:
            click.echo(write_text(case.id, assessment, kb, case.issues))
    if failed:
        sys.exit(BAD_INPUT)


@mwdesk.command()
@click.argument("file", type=_path)
@click.option("--out", required=True, type=_path, metavar="OUT.pdf")
@click.option("--kind", default="neurology_referral", show_default=True)
@click.option("--clinic", "clinic_file", type=_path, metavar="CLINIC.toml", help="The clinic's letterhead.")
@click.option("--accept", multiple=True, metavar="TEST_ID", help="A suggested test the clinician accepts.")
@_setting
def letter(
    file: Path, out: Path, kind: str, clinic_file: Path | None, accept: tuple[str, ...], setting: str
) -> None:
    """Write a letter or request about one case as PDF."""
    from mwdesk.letters import KINDS, compose, render

    kb = _knowledge()
    _known_tests(accept, kb, "--accept")
    if kind not in KINDS:
        raise _problem("--kind", f"'{kind}' is no document.", f"Use one of {', '.join(KINDS)}.")
    case = _case(file, kb, setting)
    for issue in case.issues:
        if issue.level is not Level.INFO:
            _complain((issue,))
    accepted = (verdict(Verdict(kind="test", id=t, decision=Decision.ACCEPTED)) for t in accept)
    encounter = case.encounter.apply(*accepted)
    assessment = _assess(case, kb, setting, ())
    document = compose(kb, encounter, assessment, _clinic(clinic_file), encounter.started, kind=kind)
    _write(out, render(document))
    click.echo(f"{out}")


@mwdesk.command()
@click.argument("folder", type=_path)
@_format
@_setting
def evaluate(folder: Path, form: str, setting: str) -> None:
    """Score the cases of a folder against their truth."""
    from mwdesk.reasoning.evaluation import Scored, evaluate_cases, write_report

    kb = _knowledge()
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not files:
        raise _problem(str(folder), "there is no case file here.", "Name a folder with .json case files.")
    scored: list[Scored] = []
    problems: list[Issue] = []
    for file in files:
        try:
            case = _case(file, kb, setting)
        except DataError as fault:
            problems.extend(fault.issues)
            continue
        if case.truth is None:
            problems.append(_issue(str(file), "the case has no truth to score against.", "Add 'truth'."))
            continue
        scored.append(
            Scored(id=case.id, kind=case.kind, assessment=_assess(case, kb, setting, ()), truth=case.truth)
        )
    if scored:
        report = evaluate_cases(scored)
        click.echo(json.dumps(report, ensure_ascii=False) if form == "json" else write_report(report))
    if problems:
        _complain(problems)
        sys.exit(BAD_INPUT)


@mwdesk.group()
def knowledge() -> None:
    """Check, build, count and read the knowledge."""


@knowledge.command()
@_format
def check(form: str) -> None:
    """Lint the knowledge; status 1 where something must be mended."""
    from mwdesk.knowledge import check as check_source

    issues = check_source(_source())
    if form == "json":
        click.echo(
            json.dumps(
                [{"level": i.level, "path": i.path, "message": i.message, "fix": i.fix} for i in issues]
            )
        )
    else:
        for issue in issues:
            click.echo(f"{issue.level.value}: {issue.sentence()}")
        errors = sum(i.level is Level.ERROR for i in issues)
        click.echo(f"{errors} errors, {len(issues) - errors} warnings")
    if any(i.level is Level.ERROR for i in issues):
        sys.exit(1)


@knowledge.command()
@click.option("--out", type=_path, help="Where to write; by default where the program looks.")
def build(out: Path | None) -> None:
    """Compile the knowledge into SQLite."""
    from mwdesk.knowledge import build as build_database

    target = out or paths.knowledge_db()
    build_database(_source(), target)
    click.echo(f"{target}")


@knowledge.command()
@_format
def stats(form: str) -> None:
    """Count what there is, and on what it rests."""
    from mwdesk.knowledge import stats as count

    numbers: dict[str, Any] = count(_knowledge())
    if form == "json":
        click.echo(json.dumps(numbers))
        return
    for name, value in numbers.items():
        shown = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        click.echo(f"{name.replace('_', ' '):28} {shown}")


@knowledge.command()
@click.argument("ident", metavar="ID")
def show(ident: str) -> None:
    """Print one condition, finding, test, alert or drug with its numbers and sources."""
    from mwdesk.knowledge import show as page

    click.echo(page(_knowledge(), ident))


def _knowledge() -> KnowledgeBase:
    from mwdesk.knowledge import open_knowledge

    return open_knowledge(paths.knowledge_source(), paths.knowledge_db())


def _source() -> Path:
    source = paths.knowledge_source()
    if source is None:
        raise _problem("knowledge", "its text is not installed here.", "Run this in a checkout of mwdesk.")
    return source


def _now() -> datetime:
    """The day of the encounter; SOURCE_DATE_EPOCH makes documents reproducible."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    return (
        datetime.fromtimestamp(int(fixed), UTC).replace(tzinfo=None) if fixed.isdecimal() else datetime.now()
    )


def _case(file: Path, kb: KnowledgeBase, setting: str) -> CaseFile:
    from mwdesk.interchange import read_case

    return read_case(file, kb, setting=Setting(setting), started=_now())


def _assess(case: CaseFile, kb: KnowledgeBase, setting: str, unavailable: tuple[str, ...]) -> Assessment:
    from mwdesk.domain.assessment import Context
    from mwdesk.reasoning import assess as reason
    from mwdesk.reasoning import interpret

    context = Context(setting=setting, unavailable=frozenset(unavailable))
    return reason(kb, interpret(kb, case.encounter), context)


def _known_tests(ids: tuple[str, ...], kb: KnowledgeBase, option: str) -> None:
    unknown = [i for i in ids if i not in kb.tests]
    if unknown:
        raise DataError(
            *(
                _issue(option, f"'{i}' is no test.", "See the ids in the output of 'mwdesk assess'.")
                for i in unknown
            )
        )


def _clinic(file: Path | None) -> Clinic:
    from mwdesk.domain.clinic import Clinic

    if file is None:
        return Clinic()
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise _problem(
            str(file), f"the clinic file cannot be read ({fault}).", "Mend it, or leave it out."
        ) from None
    known = set(Clinic.__dataclass_fields__)
    unknown = sorted(set(data) - known)
    if unknown:
        raise _problem(str(file), f"unknown keys: {', '.join(unknown)}.", f"Use {', '.join(sorted(known))}.")
    lists = {"unavailable", "endemic"}
    for name, value in data.items():
        if not isinstance(value, list if name in lists else str):
            raise _problem(
                f"{file}, {name}", "this has the wrong type.", "Write a text in quotes, or a list of texts."
            )
    values: dict[str, Any] = {k: tuple(map(str, v)) if k in lists else v for k, v in data.items()}
    return Clinic(**values)


def _write(out: Path, content: bytes) -> None:
    """Whole or not at all: a half-written letter never stands under its name."""
    partial = out.with_name(out.name + ".part")
    try:
        partial.write_bytes(content)
        partial.replace(out)
    except OSError as fault:
        partial.unlink(missing_ok=True)
        raise _problem(
            str(out), f"the letter could not be written ({fault.strerror}).", "Choose another folder."
        ) from None


def _issue(path: str, message: str, fix: str) -> Issue:
    return Issue(level=Level.ERROR, path=path, message=message, fix=fix)


def _problem(path: str, message: str, fix: str) -> DataError:
    return DataError(_issue(path, message, fix))


def _complain(issues: Any) -> None:
    for issue in issues:
        click.echo(issue.sentence(), err=True)
