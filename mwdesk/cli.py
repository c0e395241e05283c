"""The command line: mwdesk [--demo] | assess | letter | evaluate | knowledge ... | records ...

Bad input ends with status 2 and one clear sentence on standard error for each problem.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwdesk import __version__, paths
from mwdesk.cli_records import records
from mwdesk.domain.encounter import Decision, Setting, Verdict, verdict
from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import Urgency

if TYPE_CHECKING:
    from mwdesk.domain.assessment import Assessment, Context
    from mwdesk.domain.clinic import Clinic
    from mwdesk.domain.knowledge import KnowledgeBase
    from mwdesk.interchange import CaseFile
    from mwdesk.reasoning.evaluation import Scored

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


mwdesk.add_command(records)
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
    from mwdesk.domain.assessment import Context
    from mwdesk.interchange.assessment_json import write_assessment
    from mwdesk.interchange.assessment_text import write_text

    kb = _knowledge()
    _known_tests(unavailable, kb, "--unavailable")
    context = Context(setting=setting, unavailable=frozenset(unavailable))
    failed = False
    for file in files:
        try:
            case = _case(file, kb, setting)
        except DataError as fault:
            _complain(fault.issues)
            failed = True
            continue
        assessment = _assess(case, kb, context)
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
@click.option(
    "--setting", type=click.Choice([s.value for s in Setting]), help="By default the clinic's, else rural."
)
def letter(
    file: Path, out: Path, kind: str, clinic_file: Path | None, accept: tuple[str, ...], setting: str | None
) -> None:
    """Write a letter or request about one case as PDF."""
    from mwdesk.letters import KINDS, compose, render

    kb = _knowledge()
    _known_tests(accept, kb, "--accept")
    if kind not in KINDS:
        raise _problem("--kind", f"'{kind}' is no document.", f"Use one of {', '.join(KINDS)}.")
    _writable(out, file)
    clinic = _clinic(clinic_file, kb)
    place = setting or clinic.setting
    case = _case(file, kb, place)
    accepted = (verdict(Verdict(kind="test", id=t, decision=Decision.ACCEPTED)) for t in accept)
    encounter = case.encounter.apply(*accepted)
    case = replace(case, encounter=encounter)
    assessment = _assess(case, kb, replace(clinic, setting=place).context())
    for issue in (*case.issues, *assessment.issues):
        if issue.level is not Level.INFO:
            _complain((issue,))
    document = compose(kb, encounter, assessment, clinic, encounter.started, kind=kind)
    _write(out, render(document))
    click.echo(f"{out}")


@mwdesk.command()
@click.argument("folder", type=_path)
@_format
@_setting
@click.option("--report", type=_path, metavar="REPORT.md", help="Write it as a page with a picture.")
def evaluate(folder: Path, form: str, setting: str, report: Path | None) -> None:
    """Score the cases of a folder against their truth."""
    from mwdesk.domain.assessment import Context
    from mwdesk.reasoning.evaluation import evaluate_cases, write_report

    kb = _knowledge()
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not files:
        raise _problem(str(folder), "there is no case file here.", "Name a folder with .json case files.")
    cases: list[CaseFile] = []
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
        _complain(problems)
        sys.exit(BAD_INPUT)


def _scored(cases: Sequence[CaseFile], kb: KnowledgeBase, context: Context) -> list[Scored]:
    from mwdesk.reasoning.evaluation import Scored

    return [
        Scored(id=c.id, kind=c.kind, assessment=_assess(c, kb, context), truth=c.truth or {}) for c in cases
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
        raise _problem(
            str(page), f"this cannot be written ({fault.strerror}).", "Name another place."
        ) from fault


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
@click.argument("ident", metavar="[CONDITION]", default="")
@click.option("--closest", type=click.IntRange(min=1), help="Instead: this many closest pairs of all.")
def separation(ident: str, closest: int | None) -> None:
    """Show how far the numbers separate look-alikes, the closest first."""
    from mwdesk.knowledge.separation_text import separation_text

    click.echo(separation_text(_knowledge(), ident, closest=closest or (0 if not ident else 20)))


@knowledge.command()
def release() -> None:
    """Write down the ids of this release; from then on none may vanish without being retired."""
    from mwdesk.knowledge.release import write_released

    click.echo(f"{write_released(_source())} ids")


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
    """The day of the encounter; SOURCE_DATE_EPOCH makes documents reproducible. Raises DataError."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not fixed:
        return datetime.now()
    try:
        return datetime.fromtimestamp(int(fixed), UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        raise _problem(
            "SOURCE_DATE_EPOCH", f"'{fixed}' is no moment.", "Give whole seconds since 1970, or leave it out."
        ) from None


def _case(file: Path, kb: KnowledgeBase, setting: str) -> CaseFile:
    from mwdesk.interchange import read_case

    return read_case(file, kb, setting=Setting(setting), started=_now())


def _assess(case: CaseFile, kb: KnowledgeBase, context: Context) -> Assessment:
    from mwdesk.reasoning import assess as reason
    from mwdesk.reasoning import interpret

    return reason(kb, interpret(kb, case.encounter), context)


def _truth_faults(file: Path, truth: Mapping[str, Any]) -> list[Issue]:
    """Parts of a truth that cannot be scored against, each an issue."""
    faults = []
    for name in ("condition_ids", "test_ids", "site_accept"):
        told = truth.get(name)
        listed = isinstance(told, list) and all(isinstance(one, str) for one in told)
        if told is not None and not listed:
            faults.append(_issue(f"{file}, truth.{name}", "this is no list of ids.", 'Write ["id", "id"].'))
    levels = [level.value for level in Urgency]
    told = truth.get("urgency")
    if told is not None and told not in levels:
        faults.append(
            _issue(f"{file}, truth.urgency", f"'{told}' is not known.", f"Use {', '.join(levels)}.")
        )
    return faults


def _known_tests(ids: tuple[str, ...], kb: KnowledgeBase, option: str) -> None:
    unknown = [i for i in ids if i not in kb.tests]
    if unknown:
        raise DataError(
            *(
                _issue(option, f"'{i}' is no test.", "See the ids in the output of 'mwdesk assess'.")
                for i in unknown
            )
        )


def _clinic(file: Path | None, kb: KnowledgeBase) -> Clinic:
    from mwdesk.domain.clinic import Clinic
    from mwdesk.interchange.clinicfile import read_clinic

    return Clinic() if file is None else read_clinic(file, kb)


def _writable(out: Path, file: Path) -> None:
    """Refuse what a letter must not replace: a folder, a device, the case itself. Raises DataError."""
    what = ""
    try:
        if not out.name or out.is_dir():
            what = "this is a folder."
        elif out.exists() and not out.is_file():
            what = "this is no ordinary file."
        elif out.exists() and file.exists() and out.samefile(file):
            what = "this is the case itself."
    except OSError as fault:
        what = f"this cannot be written ({fault.strerror})."
    if what:
        raise _problem(f"--out {out}", what, "Name another file, such as letter.pdf.")


def _write(out: Path, content: bytes) -> None:
    """Whole or not at all: a half-written letter never stands under its name."""
    partial = None
    try:
        with tempfile.NamedTemporaryFile(dir=out.parent, prefix=".mwdesk-", delete=False) as stream:
            partial = Path(stream.name)
            stream.write(content)
        partial.chmod(0o666 & ~_umask())
        partial.replace(out)
    except OSError as fault:
        if partial is not None:
            partial.unlink(missing_ok=True)
        raise _problem(
            str(out), f"the letter could not be written ({fault.strerror}).", "Choose another folder or name."
        ) from None


def _umask() -> int:
    """The rights that new files do not get; there is no way to ask without setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _issue(path: str, message: str, fix: str) -> Issue:
    return Issue(level=Level.ERROR, path=path, message=message, fix=fix)


def _problem(path: str, message: str, fix: str) -> DataError:
    return DataError(_issue(path, message, fix))


def _complain(issues: Any) -> None:
    for issue in issues:
        click.echo(issue.sentence(), err=True)
