"""Backups, the rehearsed restore and the proof of the records, with their results in words.

Each job opens a connection of its own, so that it may run on another thread while somebody writes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.translation import _, _n
from mwdesk.workflow.vault import Vault, held_words

if TYPE_CHECKING:
    from mwdesk.storage.backup import Backup

_SECOND = "second backup folder"
Job = Callable[[], str]


def backups(vault: Vault) -> tuple[Backup, ...]:
    """The backups beside the records, the newest first; no key is needed."""
    from mwdesk.storage.backup import list_backups

    return list_backups(vault.path)


def last_backup_words(vault: Vault) -> str:
    """When the newest backup was made, and how many there are."""
    found = backups(vault)
    if not found:
        return _("No backup yet.")
    at, count = found[0].at, len(found)
    return _("Last backup {date}; {count} in all, in {folder}.").format(
        date=f"{at.day} {at:%B %Y, %H:%M}", count=count, folder=found[0].path.parent
    )


def backup_is_due(vault: Vault) -> bool:
    """Whether none was made today although something was written; True where that cannot be told."""
    from mwdesk.storage.backup import list_backups

    try:
        found = list_backups(vault.path)
    except DataError:
        return True
    return all(one.at.date() != vault.now().date() for one in found)


def second_folder(vault: Vault) -> Path | None:
    """Where each backup is copied to besides; None where nothing was chosen."""
    kept = vault.store.setting(_SECOND) if vault.store is not None else None
    return Path(kept) if isinstance(kept, str) and kept else None


def choose_second_folder(vault: Vault, folder: str) -> None:
    """Copy each backup there, too; empty for nowhere."""
    if vault.store is not None:
        vault.store.set_setting(_SECOND, folder)


def backup_job(vault: Vault) -> Job:
    """A backup, proven before it counts; the job returns the name of its file."""
    path, key, now, begun = vault.path, _key(vault), vault.now, vault.begun
    second = second_folder(vault)
    vault.begun, vault.second_problem = None, ""

    def run() -> str:
        from mwdesk.storage.backup import back_up, copy_to

        made = back_up(path, key, None, now(), begun)
        if second is not None:
            try:
                copy_to(made, path, second)
            except DataError as fault:  # the backup beside the records stands
                vault.second_problem = " ".join(issue.sentence() for issue in fault.issues)
        return made.path.name

    return run


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupLine:
    """One backup as it is listed; `ours` where the present key opens it."""

    file: Path
    when: str
    holds: str
    ours: bool


def list_job(vault: Vault, take: Callable[[tuple[BackupLine, ...]], None]) -> Job:
    """Count what every backup holds and hand the lines over."""
    path, key = vault.path, _key(vault)

    def run() -> str:
        from mwdesk.storage.backup import list_backups, peek

        lines = []
        for one in list_backups(path):
            found, at = peek(one, key), one.at
            holds = held_words(found) if found else _("made under an earlier key, or not readable")
            when = f"{at.day} {at:%B %Y, %H:%M}"
            lines.append(BackupLine(file=one.path, when=when, holds=holds, ours=found is not None))
        take(tuple(lines))
        return ""

    return run


def drill_job(vault: Vault, file: Path | None = None) -> Job:
    """A backup, by default the newest, is copied aside, opened, proven and counted; nothing is touched."""
    path, key = vault.path, _key(vault)

    def run() -> str:
        from mwdesk.storage.backup import drill, list_backups

        found = list_backups(path)
        if not found:
            raise DataError(
                Issue(
                    level=Level.ERROR,
                    path="backups",
                    message=_("There is no backup yet."),
                    fix=_("Press 'Back up now' first."),
                )
            )
        one = next((b for b in found if b.path == file), found[0])
        told, at = drill(one.path, key), one.at
        return _(
            "The backup of {date} can be restored: {patients}, {visits}, {answers}, {letters}. "
            "Nothing was changed."
        ).format(
            date=f"{at.day} {at:%B %Y, %H:%M}",
            patients=counted(_n("{count} patient", "{count} patients", told.patients), told.patients),
            visits=counted(_n("{count} visit", "{count} visits", told.visits), told.visits),
            answers=counted(_n("{count} answer", "{count} answers", told.answers), told.answers),
            letters=counted(_n("{count} letter", "{count} letters", told.letters), told.letters),
        )

    return run


def verify_job(vault: Vault) -> Job:
    """The chain of entries and every row it covers, compared with what the backups remember."""
    path, key = vault.path, _key(vault)

    def run() -> str:
        from mwdesk.storage import audit
        from mwdesk.storage.backup import anchors
        from mwdesk.storage.engine import connect
        from mwdesk.storage.errors import plain_words

        with plain_words(path):
            remembered = anchors(path, key)
            db = connect(path, key, read_only=True)
            with closing(db.conn):
                proof = audit.verify(db, remembered)
        if not proof.holds:
            raise DataError(
                Issue(
                    level=Level.ERROR,
                    path="records",
                    message=_("The records do not prove: {fault}").format(fault=proof.faults[0]),
                    fix=_(
                        "Keep all backups, and run 'mwdesk records verify' to see everything that is amiss."
                    ),
                )
            )
        return _(
            "The records hold: {rows} under {entries} of the audit chain, nothing changed, removed "
            "or slipped in."
        ).format(
            rows=counted(_n("{count} row", "{count} rows", proof.rows), proof.rows),
            entries=counted(_n("{count} entry", "{count} entries", proof.events), proof.events),
        )

    return run


def _key(vault: Vault) -> bytes | None:
    return vault.key.key if vault.is_protected else None


def counted(words: str, number: int) -> str:
    """A count in its words, thousands parted."""
    return words.format(count=f"{number:,}")
