"""`knowledge`: check, build, stats, separation, release, show."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwdesk import paths
from mwdesk.cli.common import PATH, format_option, knowledge_source, open_kb
from mwdesk.domain.issue import Level

if TYPE_CHECKING:
    pass


@click.group()
def knowledge() -> None:
    """Check, build, count and read the knowledge."""


@knowledge.command()
@format_option
def check(form: str) -> None:
    """Lint the knowledge; status 1 where something must be mended."""
    from mwdesk.knowledge import check as check_source

    issues = check_source(knowledge_source())
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
@click.option("--out", type=PATH, help="Where to write; by default where the program looks.")
def build(out: Path | None) -> None:
    """Compile the knowledge into SQLite."""
    from mwdesk.knowledge import build as build_database

    target = out or paths.knowledge_db()
    build_database(knowledge_source(), target)
    click.echo(f"{target}")


@knowledge.command()
@format_option
def stats(form: str) -> None:
    """Count what there is, and on what it rests."""
    from mwdesk.knowledge import stats as count

    numbers: dict[str, Any] = count(open_kb())
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

    click.echo(separation_text(open_kb(), ident, closest=closest or (0 if not ident else 20)))


@knowledge.command()
def release() -> None:
    """Write down the ids of this release; from then on none may vanish without being retired."""
    from mwdesk.knowledge.release import write_released

    click.echo(f"{write_released(knowledge_source())} ids")


@knowledge.command()
@click.argument("ident", metavar="ID")
def show(ident: str) -> None:
    """Print one condition, finding, test, alert or drug with its numbers and sources."""
    from mwdesk.knowledge import show as page

    click.echo(page(open_kb(), ident))
