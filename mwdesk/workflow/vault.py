"""The records as a whole: protected or not, locked or open, and who may open them.

Deriving a key takes a tenth of a second, encrypting a large file longer: `create`, `derive`, `recover` and
`protect` touch no open connection and may run on another thread; `enter` opens the file on the thread that
is to use it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.translation import _

if TYPE_CHECKING:
    from mwdesk.storage import DataKey, Keyring, Store

    Key = DataKey  # what a screen holds and hands back, without looking into it

_ASIDE = "half typed: "  # the setting, with the clinician's name
Stage = Literal["new", "plain", "unfinished", "locked"]


class Vault:
    """The patient file at `path` with its key file; holds the key only while the records are open."""

    def __init__(self, path: Path, now: Callable[[], datetime] = datetime.now) -> None:
        self.path = path
        self.now = now
        self.store: Store | None = None
        self._key: DataKey | None = None
        self.begun: Path | None = None  # the copy for today's first backup, not proven yet
        self.second_problem = ""  # why the last backup is not in the second folder, too
        self._sealed: dict[str, bytes] = {}  # what the disk refused to keep over a lock, by clinician

    # what stands on the disk

    @property
    def stage(self) -> Stage:
        """How the records stand: none yet, readable by anybody, protection begun and not finished, locked."""
        from mwdesk.storage import condition, keys_path
        from mwdesk.storage.mark import mark_path

        state, keys = condition(self.path), keys_path(self.path).exists()
        if state == "plain":
            return "unfinished" if keys else "plain"
        if (
            state == "encrypted" or mark_path(self.path).exists()
        ):  # a file that went missing is told on opening
            return "locked" if keys or state == "encrypted" else "new"
        return "unfinished" if keys else "new"

    @property
    def names(self) -> tuple[str, ...]:
        """The clinicians who may unlock; DataError where the key file is missing or damaged."""
        return self._ring().names

    @property
    def is_open(self) -> bool:
        """Whether the records are open now."""
        return self.store is not None

    @property
    def is_protected(self) -> bool:
        """Whether the open records are encrypted, so that they can be locked."""
        return self.store is not None and self.store.encrypted

    @property
    def who(self) -> str:
        """The clinician whose passphrase opened them; empty where none was asked for."""
        return self.store.who if self.store is not None else ""

    def _ring(self) -> Keyring:
        from mwdesk.storage import Keyring, keys_path

        return Keyring.open(keys_path(self.path))

    # ways in

    def create(self, name: str, passphrase: str) -> tuple[DataKey, str]:
        """Make the key file for the first clinician; returns the key, and the recovery key for paper."""
        from mwdesk.storage import Keyring, keys_path
        from mwdesk.storage.engine import encrypting_engine

        encrypting_engine(self.path)  # where it is not installed, no key file is left behind either
        ring, recovery = Keyring.create(keys_path(self.path), name, passphrase)
        return ring.unlock(passphrase, name), recovery

    def derive(self, passphrase: str, name: str = "") -> DataKey:
        """The key by a passphrase; DataError in plain words where it is wrong."""
        return self._ring().unlock(passphrase, name)

    def recover(self, text: str, name: str, passphrase: str) -> DataKey:
        """The key by the printed recovery key, giving `name` a new passphrase."""
        ring = self._ring()
        ring.set_passphrase(ring.unlock_with_recovery(text), name, passphrase)
        return ring.unlock(passphrase, name)

    def copy_first(self, key: DataKey) -> DataKey:
        """The copy for the first backup of the day, before anything is written today; it is proven later.

        Runs beside the window. What goes wrong is told when the backup is finished: nobody is kept out by it.
        """
        from mwdesk.storage import condition
        from mwdesk.storage.backup import begin, list_backups

        self.begun = None
        with suppress(DataError, OSError):
            found = list_backups(self.path)
            today = bool(found) and found[0].at.date() == self.now().date()
            if not today and condition(self.path) == "encrypted":
                self.begun = begin(self.path, key.key)
        return key

    def renew_recovery(self, key: DataKey) -> str:
        """A new recovery key; the earlier page is worthless from then on."""
        return self._ring().new_recovery(key)

    def start_again(self) -> None:
        """Put aside the key file of a protection that was never finished: nothing was encrypted with it."""
        from mwdesk.storage import keys_path

        if self.stage != "unfinished":
            raise _refusal(
                _("These records are protected."), _("Unlock them with the passphrase or recovery key.")
            )
        keys, at = keys_path(self.path), f"{self.now():%Y%m%d-%H%M%S}"
        try:
            keys.replace(keys.with_name(f"{keys.name}.unfinished-{at}"))
        except OSError as fault:
            raise _refusal(
                _("The key file cannot be moved ({reason}).").format(reason=fault.strerror),
                _("Check the folder."),
            ) from fault

    def protect(self, key: DataKey) -> None:
        """Encrypt the records that stand there plain; nothing where there are none. They must be closed."""
        from mwdesk.storage import Store, condition

        if condition(self.path) == "plain":
            Store.encrypt_in_place(self.path, key.key)

    def enter(self, key: DataKey | None = None) -> Store:
        """Open the records, for this thread; None opens plain ones. DataError where file or disk refuses."""
        from mwdesk.storage import Store

        self.leave()
        if key is None:
            if self.stage != "plain":
                raise _refusal(
                    _("These records need a passphrase."), _("Unlock them, or protect them first.")
                )
            self.store = Store.open(self.path)
            return self.store
        store = Store.open(self.path, key.key, who=key.name)
        try:
            store.log_event("unlock", now=self.now())
        except DataError as fault:  # a full disk must not keep anybody from reading
            store.notices += tuple(issue.sentence() for issue in fault.issues)
        self.store, self._key = store, key
        return store

    def leave(self, kind: str = "") -> None:
        """Close the file and drop the key; `kind` ("lock", "close") is told to the audit chain."""
        store, key = self.store, self._key
        self.store = self._key = None
        try:
            if store is not None:
                with suppress(DataError):  # locking never waits for a disk that refuses
                    if kind and store.encrypted:
                        store.log_event(kind, now=self.now())
                with suppress(DataError):
                    store.close()
        finally:
            if key is not None:
                key.forget()

    # what was half typed when the records were locked

    def set_aside(self, work: Mapping[str, Any]) -> None:
        """Keep over the lock where the clinician was and what stood half typed, in the encrypted file.

        Where the disk refuses, it stays in memory, encrypted under the key that is dropped with the lock.
        """
        if self.store is None:
            return
        try:
            self.store.set_setting(_ASIDE + self.who, dict(work))
        except DataError:
            if self._key is not None:
                self._sealed[self.who] = self._key.seal(json.dumps(dict(work)).encode())

    def take_up(self) -> dict[str, Any] | None:
        """What this clinician had set aside, once; None where nothing was."""
        if self.store is None:
            return None
        kept = self.store.setting(_ASIDE + self.who)
        if kept is not None:
            with suppress(DataError):  # a disk that refuses offers it once more
                self.store.set_setting(_ASIDE + self.who, None)
        sealed = self._sealed.pop(self.who, None)
        if sealed is not None and self._key is not None:
            kept = json.loads(self._key.open_sealed(sealed))
        return kept if isinstance(kept, dict) else None

    # who may open, once they are open

    @property
    def key(self) -> DataKey:
        """The key of the open, protected records; DataError where they are locked or plain."""
        if self._key is None:
            raise _refusal(_("The records are locked, or have no passphrase."), _("Unlock them first."))
        return self._key

    def change_passphrase(self, old: str, new: str) -> None:
        """Replace the passphrase of the clinician who is working, given the old one."""
        self._ring().change_passphrase(self.key.name, old, new)

    def add_clinician(self, name: str, passphrase: str) -> None:
        """Let another clinician unlock with a passphrase of their own."""
        self._ring().add_clinician(self.key, name, passphrase)

    def tell(self, kind: str, detail: str = "") -> None:
        """Put an event into the audit chain of the open records."""
        if self.store is not None:
            self.store.log_event(kind, detail, self.now())


def _refusal(message: str, fix: str) -> DataError:
    return DataError(Issue(level=Level.ERROR, path="records", message=message, fix=fix))
