"""The records as a whole: protected or not, locked or open, and who may open them.

Deriving a key takes a tenth of a second, encrypting a large file longer: `create`, `derive`, `recover` and
`protect` touch no open connection and may run on another thread; `enter` opens the file on the thread that
is to use it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.translation import _, _n

Key: TypeAlias = "DataKey"  # what a screen holds and hands back, without looking into it

if TYPE_CHECKING:
    from mwdesk.storage import DataKey, Keyring, Store
    from mwdesk.storage.backup import Drill

_ASIDE = "half typed: "  # the setting, with the clinician's name
Stage = Literal["new", "plain", "unfinished", "locked"]


class Vault:
    """The patient file at `path` with its key file; holds the key only while the records are open."""

    def __init__(self, path: Path, now: Callable[[], datetime] = datetime.now) -> None:
        self.path = path
        self.now = now
        self.store: Store | None = None
        self._key: DataKey | None = None
        self.later: tuple[str, str] | None = None  # what is told to the chain once the records are open
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
        self._settle_renewal(passphrase, name)
        return self._must_open(self._ring().unlock(passphrase, name))

    def recover(self, text: str, name: str, passphrase: str) -> DataKey:
        """The key by the printed recovery key, giving `name` a new passphrase."""
        ring = self._ring()
        ring.set_passphrase(self._must_open(ring.unlock_with_recovery(text)), name, passphrase)
        return ring.unlock(passphrase, name)

    def copy_first(self, key: DataKey) -> DataKey:
        """The copy for the first backup of the day, before anything is written today; it is proven later.

        Runs beside the window. What goes wrong is told when the backup is finished: nobody is kept out by it.
        """
        from mwdesk.storage import condition
        from mwdesk.storage.backup import begin, list_backups

        self.begun = None
        with suppress(DataError, OSError):
            today = any(one.at.date() == self.now().date() for one in list_backups(self.path))
            if not today and condition(self.path) == "encrypted":
                self.begun = begin(self.path, key.key)
        return key

    def renew_recovery(self, key: DataKey) -> str:
        """A new recovery key; the earlier page is worthless from then on."""
        return self._ring().new_recovery(key)

    def renew_key(self, passphrase: str, name: str) -> tuple[DataKey, str]:
        """Encrypt the closed records under a new data key; returns it and its recovery key.

        Only this clinician can open them then: others are let in anew. Interrupted anywhere, the old or the
        new key opens the whole file, with the same passphrase.
        """
        from mwdesk.storage import Keyring, encryption

        old, coming = self.derive(passphrase, name), self._coming()
        coming.unlink(missing_ok=True)
        ring, recovery = Keyring.create(coming, old.name, passphrase)
        new = ring.unlock(passphrase, old.name)
        try:
            encryption.rotate(self.path, old.key, new.key)
        except BaseException:
            if not encryption.opens(self.path, new.key):
                coming.unlink(missing_ok=True)
            raise
        self._promote(coming)
        self.later = ("key", "a new data key; earlier passphrases of others open nothing any more")
        return new, recovery

    def _coming(self) -> Path:
        """Where the key file of a renewal waits until the records are under its key."""
        from mwdesk.storage import keys_path

        return keys_path(self.path).with_name(keys_path(self.path).name + ".next")

    def _promote(self, coming: Path) -> None:
        """Put the new key file in place; the old one stays aside for copies made under the old key."""
        from mwdesk.storage import keys_path

        keys = keys_path(self.path)
        shutil.copy2(keys, keys.with_name(f"{keys.name}.before-{self.now():%Y%m%d-%H%M%S}"))
        coming.replace(keys)

    def _settle_renewal(self, passphrase: str, name: str) -> None:
        """Finish or undo a renewal that was interrupted."""
        from mwdesk.storage import Keyring, encryption

        coming = self._coming()
        if not coming.exists():
            return
        try:
            key = Keyring.open(coming).unlock(passphrase, name)
        except DataError:
            return  # another clinician's passphrase; `_must_open` says whose is needed
        if encryption.opens(self.path, key.key):
            self._promote(coming)
        else:
            coming.unlink()

    def _must_open(self, key: DataKey) -> DataKey:
        """The key, unless a renewal that was interrupted made it the old one."""
        from mwdesk.storage import Keyring, encryption

        coming = self._coming()
        if coming.exists() and not encryption.opens(self.path, key.key):
            who = ", ".join(Keyring.open(coming).names)
            raise _refusal(
                _("The key of these records was being renewed by {who}.").format(who=who),
                _("Unlock them once with the passphrase of {who}.").format(who=who),
            )
        return key

    def restore(self, file: Path, key: bytes | None) -> str:
        """Put a backup in place of the closed records, which are kept aside; what it holds, in words."""
        from mwdesk.storage import backup

        found = backup.restore(file, self.path, key, self.now())
        self.later = ("restore", file.name)
        return held_words(found)

    def restore_from(self, file: Path, secret: str) -> str:
        """The same with the passphrase or recovery key of that backup: on another machine, too."""
        from mwdesk.storage import Keyring, condition, keys_path, recovery

        if condition(file) != "encrypted":
            return self.restore(file, None)
        ring = Keyring.open(keys_path(file))
        try:
            key = ring.unlock(secret)
        except DataError as wrong:
            try:
                recovery.read_text(secret)
            except DataError:
                raise wrong from None
            key = ring.unlock_with_recovery(secret)
        return self.restore(file, key.key)

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
            if self.later is not None:
                store.log_event(*self.later, self.now())
                self.later = None
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

    def remove_clinician(self, name: str) -> None:
        """Take a clinician's passphrase away."""
        self._ring().remove_clinician(self.key, name)

    def tell(self, kind: str, detail: str = "") -> None:
        """Put an event into the audit chain of the open records."""
        if self.store is not None:
            self.store.log_event(kind, detail, self.now())


def held_words(found: Drill) -> str:
    """What a backup holds, in words."""
    parts = (
        _n("{count} patient", "{count} patients", found.patients).format(count=found.patients),
        _n("{count} visit", "{count} visits", found.visits).format(count=found.visits),
        _n("{count} letter", "{count} letters", found.letters).format(count=found.letters),
    )
    last = found.last_entry
    until = _("last entry {day}").format(day=f"{last.day} {last:%B %Y, %H:%M}") if last else ""
    return ", ".join(part for part in (*parts, until) if part)


def _refusal(message: str, fix: str) -> DataError:
    return DataError(Issue(level=Level.ERROR, path="records", message=message, fix=fix))
