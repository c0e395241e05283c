"""`assess` and `letter`: one case file after the other."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

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
from mwdesk.domain.encounter import Decision, Setting, Verdict, verdict
from mwdesk.domain.issue import DataError, Level

if TYPE_CHECKING:
    from mwdesk.domain.clinic import Clinic
    from mwdesk.domain.knowledge import KnowledgeBase


@click.command()
@click.argument("files", nargs=-1, required=True, type=PATH)
@format_option
@setting_option
@click.option("--unavailable", multiple=True, metavar="TEST_ID", help="A test this clinic does not have.")
def assess(files: tuple[Path, ...], form: str, setting: str, unavailable: tuple[str, ...]) -> None:
    """Assess each case file, in the order given."""
    from mwdesk.domain.assessment import Context
    from mwdesk.interchange.assessment_json import write_assessment
    from mwdesk.interchange.assessment_text import write_text

    kb = open_kb()
    _known_tests(unavailable, kb, "--unavailable")
    context = Context(setting=setting, unavailable=frozenset(unavailable))
    failed = False
    for file in files:
        try:
            case = open_case(file, kb, setting)
        except DataError as fault:
            complain(fault.issues)
            failed = True
            continue
        assessment = assess_case(case, kb, context)
        if form == "json":
            click.echo(json.dumps(write_assessment(case.id, assessment, kb, case.issues), ensure_ascii=False))
        else:
            click.echo(write_text(case.id, assessment, kb, case.issues))
    if failed:
        sys.exit(BAD_INPUT)


@click.command()
@click.argument("file", type=PATH)
@click.option("--out", required=True, type=PATH, metavar="OUT.pdf")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    default=("neurology_referral",),
    metavar="KIND",
    help="By default neurology_referral. Several times, or packet:KIND,KIND: one file with a cover list.",
)
@click.option("--clinic", "clinic_file", type=PATH, metavar="CLINIC.toml", help="The clinic's letterhead.")
@click.option("--accept", multiple=True, metavar="TEST_ID", help="A suggested test the clinician accepts.")
@click.option(
    "--setting", type=click.Choice([s.value for s in Setting]), help="By default the clinic's, else rural."
)
@click.option("--final", is_flag=True, help="Without the mark 'Draft, unsigned'.")
def letter(
    file: Path,
    out: Path,
    kinds: tuple[str, ...],
    clinic_file: Path | None,
    accept: tuple[str, ...],
    setting: str | None,
    final: bool,
) -> None:
    """Write a letter or request about one case as PDF."""
    from mwdesk.letters import compose, packet, render

    kb = open_kb()
    _known_tests(accept, kb, "--accept")
    wanted = _known_kinds(kinds)
    _writable(out, file)
    clinic = _clinic(clinic_file, kb)
    place = setting or clinic.setting
    case = open_case(file, kb, place)
    accepted = (verdict(Verdict(kind="test", id=t, decision=Decision.ACCEPTED)) for t in accept)
    encounter = case.encounter.apply(*accepted)
    case = replace(case, encounter=encounter)
    assessment = assess_case(case, kb, replace(clinic, setting=place).context())
    for issue in (*case.issues, *assessment.issues):
        if issue.level is not Level.INFO:
            complain((issue,))
    now = encounter.started
    made = [compose(kb, encounter, assessment, clinic, now, kind=kind) for kind in wanted]
    made = [replace(document, unsigned=not final) for document in made]
    bound = len(made) > 1 or any(k.startswith("packet:") for k in kinds)
    _write(out, packet(made) if bound else render(made[0]))
    click.echo(f"{out}")


def _known_kinds(named: tuple[str, ...]) -> tuple[str, ...]:
    """Each kind once, those of a packet spelled out. Raises DataError."""
    from mwdesk.letters import KINDS

    parts = [kind.strip() for name in named for kind in name.removeprefix("packet:").split(",")]
    for kind in parts:
        if kind not in KINDS:
            raise problem("--kind", f"'{kind}' is no document.", f"Use one of {', '.join(KINDS)}.")
    return tuple(dict.fromkeys(parts))


def _known_tests(ids: tuple[str, ...], kb: KnowledgeBase, option: str) -> None:
    unknown = [i for i in ids if i not in kb.tests]
    if unknown:
        raise DataError(
            *(
                error_of(option, f"'{i}' is no test.", "See the ids in the output of 'mwdesk assess'.")
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
        raise problem(f"--out {out}", what, "Name another file, such as letter.pdf.")


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
        raise problem(
            str(out), f"the letter could not be written ({fault.strerror}).", "Choose another folder or name."
        ) from None


def _umask() -> int:
    """The rights that new files do not get; there is no way to ask without setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
