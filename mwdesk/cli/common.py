"""What the commands share: options, the knowledge, case files, and how a fault is told."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mwdesk import paths
from mwdesk.domain.encounter import Setting
from mwdesk.domain.issue import DataError, Issue, Level

if TYPE_CHECKING:
    from mwdesk.domain.assessment import Assessment, Context
    from mwdesk.domain.knowledge import KnowledgeBase
    from mwdesk.interchange import CaseFile


BAD_INPUT = 2

setting_option = click.option(
    "--setting", type=click.Choice([s.value for s in Setting]), default=Setting.RURAL.value, show_default=True
)
format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
PATH = click.Path(path_type=Path)


def open_kb() -> KnowledgeBase:
    """The knowledge of this installation; a checkout compiles it when its text has changed."""
    from mwdesk.knowledge import open_knowledge

    return open_knowledge(paths.knowledge_source(), paths.knowledge_db())


def knowledge_source() -> Path:
    """The text of the knowledge. Raises DataError where it is not installed."""
    source = paths.knowledge_source()
    if source is None:
        raise problem("knowledge", "its text is not installed here.", "Run this in a checkout of mwdesk.")
    return source


def moment() -> datetime:
    """The day of the encounter; SOURCE_DATE_EPOCH makes documents reproducible. Raises DataError."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not fixed:
        return datetime.now()
    try:
        return datetime.fromtimestamp(int(fixed), UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        raise problem(
            "SOURCE_DATE_EPOCH", f"'{fixed}' is no moment.", "Give whole seconds since 1970, or leave it out."
        ) from None


def open_case(file: Path, kb: KnowledgeBase, setting: str) -> CaseFile:
    """Read one case file. Raises DataError."""
    from mwdesk.interchange import read_case

    return read_case(file, kb, setting=Setting(setting), started=moment())


def assess_case(case: CaseFile, kb: KnowledgeBase, context: Context) -> Assessment:
    """The assessment of a case."""
    from mwdesk.reasoning import assess as reason
    from mwdesk.reasoning import interpret

    return reason(kb, interpret(kb, case.encounter), context)


def error_of(path: str, message: str, fix: str) -> Issue:
    """An error with its place and what to do."""
    return Issue(level=Level.ERROR, path=path, message=message, fix=fix)


def problem(path: str, message: str, fix: str) -> DataError:
    """The same as an exception."""
    return DataError(error_of(path, message, fix))


def complain(issues: Iterable[Issue]) -> None:
    """One sentence a line on standard error."""
    for issue in issues:
        click.echo(issue.sentence(), err=True)
