"""The `records` commands: verify, backup, backups, restore, reindex, accept.

A passphrase or recovery key comes from a file or is asked for without being shown; never from the command
line, where other users could read it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mwdesk import paths
from mwdesk.domain.issue import DataError, Issue, Level

if TYPE_CHECKING:
    from mwdesk.storage import Store

_path = click.Path(path_type=Path)
_STORE = "patients.sqlite3"


@click.group()
def records() -> None:
    """Prove, back up and restore the patient file."""


def _with_store(command: Callable[..., None]) -> Callable[..., None]:
    """The options by which every command finds the patient file and its key."""

    @click.option("--store", "place", type=_path, help="The patient file; by default this user's.")
    @click.option("--name", default="", help="Whose passphrase it is, where several clinicians have one.")
    @click.option("--passphrase-file", type=_path, help="A file whose first line is the passphrase.")
    @click.option("--recovery-file", type=_path, help="A file that holds the printed recovery key.")
    @wraps(command)
    def wrapped(place: Path | None, **options: Any) -> None:
        command(place or paths.user_data() / _STORE, **options)

    return wrapped


@records.command()
@_with_store
def verify(place: Path, **secrets: Any) -> None:
    """Prove that nothing was changed, removed or slipped in; status 1 where it does not hold."""
    from mwdesk.storage import backup

    key = _key(place, **secrets)
    with _open(place, key) as store:
        proof = store.verify(backup.anchors(place, key))
        for notice in store.notices:
            click.echo(notice, err=True)
    for fault in proof.faults:
        click.echo(fault)
    if not proof.holds:
        sys.exit(1)
    click.echo(
        f"The chain holds: {proof.events} audit entries over {proof.rows} rows, head {proof.head[:16]}."
    )


@records.command("backup")
@_with_store
@click.option("--folder", type=_path, help="Where to; by default 'backups' beside the patient file.")
def make_backup(place: Path, folder: Path | None, **secrets: Any) -> None:
    """Make a backup now and prove it; old ones are let go (7 days and 4 weeks stay)."""
    with _open(place, _key(place, **secrets)) as store:
        made = store.back_up(folder)
    click.echo(f"{made.path}")


@records.command("backups")
@click.option("--store", "place", type=_path, help="The patient file; by default this user's.")
@click.option("--folder", type=_path, help="Where they are.")
def show_backups(place: Path | None, folder: Path | None) -> None:
    """List the backups, the newest first."""
    from mwdesk.storage import backup

    for one in backup.list_backups(place or paths.user_data() / _STORE, folder):
        kind = "encrypted" if one.encrypted else "plain"
        click.echo(f"{one.at:%Y-%m-%d %H:%M}  {kind:9}  {one.size:>10} bytes  {one.path}")


@records.command()
@_with_store
@click.argument("file", type=_path)
@click.option("--drill", is_flag=True, help="Only rehearse: copy aside, open, prove and count.")
def restore(place: Path, file: Path, drill: bool, **secrets: Any) -> None:
    """Put a backup in place of the patient file; what stands there is kept aside."""
    from mwdesk.storage import backup

    key = _key(file, **secrets)
    found = backup.drill(file, key) if drill else backup.restore(file, place, key, datetime.now())
    last = f", last entry {found.last_entry:%Y-%m-%d %H:%M}" if found.last_entry else ""
    click.echo(
        f"{'Rehearsed' if drill else 'Restored'}: {found.patients} patients, {found.visits} visits, "
        f"{found.answers} answers, {found.letters} letters{last}; "
        f"the chain of {found.proof.events} entries holds."
    )


@records.command()
@_with_store
def reindex(place: Path, **secrets: Any) -> None:
    """Make the index for finding patients anew."""
    with _open(place, _key(place, **secrets)) as store:
        store.rebuild_index()


@records.command()
@_with_store
def accept(place: Path, **secrets: Any) -> None:
    """Go on with a file that lacks entries which were once saved (an older copy put back on purpose)."""
    with _open(place, _key(place, **secrets), accept=True):
        click.echo("Accepted; the audit chain says so.")


def _open(place: Path, key: bytes | None, *, accept: bool = False) -> Store:
    from mwdesk.storage import Store, condition

    if condition(place) == "absent":
        raise _problem(str(place), "there is no patient file here.", "Name it with --store.")
    return Store.open(place, key, who="command line", accept=accept)


def _key(file: Path, *, name: str, passphrase_file: Path | None, recovery_file: Path | None) -> bytes | None:
    """The data key of an encrypted file, by its key file; None for a plain one."""
    from mwdesk.storage import Keyring, condition, keys_path

    if condition(file) != "encrypted":
        return None
    ring = Keyring.open(keys_path(file))
    if recovery_file is not None:
        return ring.unlock_with_recovery(_read(recovery_file)).key
    if passphrase_file is not None:
        return ring.unlock((_read(passphrase_file).splitlines() or [""])[0], name).key
    if not sys.stdin.isatty():
        raise _problem(
            str(file), "these patients are encrypted.", "Give --passphrase-file or --recovery-file."
        )
    return ring.unlock(click.prompt("Passphrase", hide_input=True), name).key


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise _problem(
            str(file), "this file cannot be read.", "Name a text file that you may read."
        ) from fault


def _problem(path: str, message: str, fix: str) -> DataError:
    return DataError(Issue(level=Level.ERROR, path=path, message=message, fix=fix))
