"""The command line itself: what is called without a command opens the window."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import click

from mwdesk import __version__
from mwdesk.cli.cases import assess, letter
from mwdesk.cli.common import BAD_INPUT, complain
from mwdesk.cli.evaluation import evaluate
from mwdesk.cli.exchange import exchange
from mwdesk.cli.knowledge import knowledge
from mwdesk.cli.records import records
from mwdesk.domain.issue import DataError

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
        complain(fault.issues)
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


for command in (assess, letter, evaluate, knowledge, records, exchange):
    mwdesk.add_command(command)
