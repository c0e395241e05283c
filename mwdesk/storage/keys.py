"""Keys: a random data key encrypts the patient file; each passphrase, and a printed key, wraps it.

The key file beside the patient file holds only wrapped copies: alone it opens nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import _
from mwdesk.storage import recovery
from mwdesk.storage.engine import KEY_BYTES, write_whole
from mwdesk.storage.errors import plain_words, problem

FORMAT = "mwdesk-keys"
_ENDING = ".keys.json"
SHORTEST = 10  # letters of a passphrase
_MOST_MEMORY = 1 << 20  # KiB; a forged file must not exhaust the computer
_MOST_PASSES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The work of Argon2id (RFC 9106, second recommended set)."""

    memory_kib: int = 65536
    passes: int = 3
    lanes: int = 4


COST = Cost()


class DataKey:
    """The key of the patient file while it is unlocked, and whose passphrase unlocked it."""

    def __init__(self, key: bytes, name: str) -> None:
        self._key = bytearray(key)
        self.name = name

    @property
    def key(self) -> bytes:
        """The 32 bytes for `Store.open`; DataError once it was forgotten."""
        if not self._key:
            raise problem("passphrase", _("The records are locked."), _("Unlock them with your passphrase."))
        return bytes(self._key)

    @property
    def by_recovery(self) -> bool:
        """Whether the printed key opened it: ask for a new passphrase then."""
        return not self.name

    def seal(self, content: bytes) -> bytes:
        """Encrypt a few bytes that must outlive the lock in memory; only this key opens them again."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(12)
        return nonce + AESGCM(self._for_sealing()).encrypt(nonce, content, None)

    def open_sealed(self, sealed: bytes) -> bytes:
        """What `seal` was given."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._for_sealing()).decrypt(sealed[:12], sealed[12:], None)

    def _for_sealing(self) -> bytes:
        return hashlib.sha256(b"mwdesk seal" + self.key).digest()

    def forget(self) -> None:
        """Overwrite and drop it, as far as Python allows; closing the store drops the other copy."""
        self._key[:] = bytes(len(self._key))
        self._key.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wrap:
    """The data key under one passphrase (`name` says whose) or under the printed key (name empty)."""

    name: str
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes


def must_be_payable(cost: Cost) -> None:
    """ValueError for a cost that a forged file would use to exhaust the computer, or that guards nothing."""
    memory = 8 * cost.lanes <= cost.memory_kib <= _MOST_MEMORY
    if not (memory and 1 <= cost.passes <= _MOST_PASSES and 1 <= cost.lanes <= 64):
        raise ValueError("cost out of range")


def keys_path(store: Path) -> Path:
    """Where the key file of the store at `store` stands."""
    return store.with_name(store.stem + _ENDING)


def _fold(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _derive(secret: str, salt: bytes, cost: Cost) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    text = unicodedata.normalize("NFKC", secret).encode()
    return hash_secret_raw(text, salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID)


def _bound(ident: str, name: str, cost: Cost) -> bytes:
    """What a wrap is tied to, so that none can be renamed, weakened or moved to another file."""
    return json.dumps([FORMAT, ident, name, asdict(cost)], sort_keys=True).encode()


def _wrap(ident: str, name: str, secret: str, key: bytes) -> _Wrap:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_derive(secret, salt, COST)).encrypt(nonce, key, _bound(ident, name, COST))
    return _Wrap(name=name, cost=COST, salt=salt, nonce=nonce, wrapped=sealed)


def _unwrap(ident: str, wrap: _Wrap, secret: str) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    under = AESGCM(_derive(secret, wrap.salt, wrap.cost))
    try:
        key = under.decrypt(wrap.nonce, wrap.wrapped, _bound(ident, wrap.name, wrap.cost))
    except InvalidTag:
        return None
    return key if len(key) == KEY_BYTES and key_id(key) == ident else None


def key_id(key: bytes) -> str:
    """A name for a data key that tells nothing of it."""
    return hashlib.sha256(b"mwdesk key id" + key).hexdigest()[:32]


class Keyring:
    """The key file: who may unlock. Every change is on the disk, whole, before the call returns."""

    def __init__(self, path: Path, ident: str, wraps: tuple[_Wrap, ...]) -> None:
        self.path = path
        self.id = ident
        self._wraps = wraps

    @classmethod
    def create(cls, path: Path, name: str, passphrase: str) -> tuple[Keyring, str]:
        """A key file with a new data key for one clinician; returns it and the recovery key to be printed."""
        if path.exists():
            raise problem(
                path, _("There is a key file already."), _("Unlock with it, or move it away first.")
            )
        _must_serve(name, passphrase)
        key, text = secrets.token_bytes(KEY_BYTES), recovery.new_text()
        ident = key_id(key)
        wraps = (_wrap(ident, name.strip(), passphrase, key), _wrap(ident, "", recovery.read_text(text), key))
        ring = cls(path, ident, ())
        with plain_words(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        ring._keep(wraps)
        return ring, text

    @classmethod
    def open(cls, path: Path) -> Keyring:
        """Read a key file; DataError where it is missing or damaged."""
        try:
            with plain_words(path):
                text = path.read_text(encoding="utf-8")
            return cls(path, *_read(text))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise problem(
                path,
                _("The key file is damaged."),
                _("Put back the copy that stands beside each backup (its name ends in .keys.json)."),
            ) from error

    @property
    def names(self) -> tuple[str, ...]:
        """The clinicians who may unlock."""
        return tuple(wrap.name for wrap in self._wraps if wrap.name)

    def unlock(self, passphrase: str, name: str = "") -> DataKey:
        """The data key, by the passphrase of `name`, or of anybody where no name is given."""
        wanted = [w for w in self._wraps if w.name and (not name or _fold(w.name) == _fold(name))]
        if not wanted:
            raise self._nobody(name)
        for wrap in wanted:
            key = _unwrap(self.id, wrap, passphrase)
            if key is not None:
                return DataKey(key, wrap.name)
        raise problem(
            "passphrase",
            _("This passphrase does not unlock the records."),
            _("Check the Caps Lock key and the keyboard language, or use the printed recovery key."),
        )

    def unlock_with_recovery(self, text: str) -> DataKey:
        """The data key, by the printed recovery key."""
        secret = recovery.read_text(text)
        for wrap in self._wraps:
            key = None if wrap.name else _unwrap(self.id, wrap, secret)
            if key is not None:
                return DataKey(key, "")
        raise problem(
            recovery.WHERE,
            _("This is a recovery key, but not of these records."),
            _("Use the page that was printed last for this workstation."),
        )

    def add_clinician(self, key: DataKey, name: str, passphrase: str) -> None:
        """Let another clinician unlock with a passphrase of their own."""
        self._must_match(key)
        _must_serve(name, passphrase)
        if _fold(name) in map(_fold, self.names):
            raise problem(
                "name", _("{name} may unlock already.").format(name=name.strip()), _("Choose another name.")
            )
        self._keep((*self._wraps, _wrap(self.id, name.strip(), passphrase, key.key)))

    def change_passphrase(self, name: str, old: str, new: str) -> None:
        """Replace a clinician's passphrase, given the old one."""
        self.set_passphrase(self.unlock(old, name), name, new)

    def set_passphrase(self, key: DataKey, name: str, new: str) -> None:
        """Replace a forgotten passphrase, after unlocking otherwise."""
        self._must_match(key)
        _must_serve(name, new)
        kept = tuple(w for w in self._wraps if not w.name or _fold(w.name) != _fold(name))
        if len(kept) == len(self._wraps):
            raise self._nobody(name)
        standing = next(w.name for w in self._wraps if _fold(w.name) == _fold(name))
        self._keep((*kept, _wrap(self.id, standing, new, key.key)))

    def remove_clinician(self, key: DataKey, name: str) -> None:
        """Take a clinician's passphrase away; the last one stays."""
        self._must_match(key)
        kept = tuple(w for w in self._wraps if not w.name or _fold(w.name) != _fold(name))
        if len(kept) == len(self._wraps):
            raise self._nobody(name)
        if not any(w.name for w in kept):
            raise problem("name", _("Nobody could unlock any more."), _("Add another clinician first."))
        self._keep(kept)

    def new_recovery(self, key: DataKey) -> str:
        """A new recovery key to be printed; the earlier page is worthless from then on."""
        self._must_match(key)
        text = recovery.new_text()
        kept = tuple(w for w in self._wraps if w.name)
        self._keep((*kept, _wrap(self.id, "", recovery.read_text(text), key.key)))
        return text

    def _must_match(self, key: DataKey) -> None:
        if key_id(key.key) != self.id:
            raise problem(
                self.path, _("This key file belongs to other records."), _("Unlock these records first.")
            )

    def _nobody(self, name: str) -> DataError:
        told = ", ".join(self.names)
        return problem(
            "name",
            _("There is no passphrase for '{name}' here.").format(name=name),
            _("Choose one of: {told}.").format(told=told),
        )

    def _keep(self, wraps: tuple[_Wrap, ...]) -> None:
        body = {"format": FORMAT, "version": 1, "id": self.id, "wraps": [_wrap_json(w) for w in wraps]}
        with plain_words(self.path):
            content = json.dumps(body, indent=1, ensure_ascii=False).encode() + b"\n"
            write_whole(self.path, content)
            self._wraps = wraps
            for copy in self._copies():
                write_whole(copy, content)

    def _copies(self) -> list[Path]:
        """Key files beside the backups: a passphrase that was taken away must not open those either."""
        stem = self.path.name.removesuffix(_ENDING)
        out = []
        for copy in sorted((self.path.parent / "backups").glob(f"{stem}-*{_ENDING}")):
            try:
                if Keyring.open(copy).id == self.id:
                    out.append(copy)
            except DataError:
                continue  # a damaged copy is not ours to judge here
        return out


def _must_serve(name: str, passphrase: str) -> None:
    if not name.strip():
        raise problem("name", _("The name is missing."), _("Give the name under which this clinician works."))
    if len(passphrase.strip()) < SHORTEST or len(set(passphrase)) < 5:
        raise problem(
            "passphrase",
            _("This passphrase is too easy to guess; it needs at least {shortest} characters.").format(
                shortest=SHORTEST
            ),
            _("Take four or five words that only you would put together."),
        )


def _wrap_json(wrap: _Wrap) -> dict[str, Any]:
    sealed = {n: base64.b64encode(getattr(wrap, n)).decode() for n in ("salt", "nonce", "wrapped")}
    kind = "passphrase" if wrap.name else "recovery"
    return {"kind": kind, "name": wrap.name, "kdf": {"name": "argon2id", **asdict(wrap.cost)}, **sealed}


def _read(text: str) -> tuple[str, tuple[_Wrap, ...]]:
    """Identity and wraps of a key file; ValueError, KeyError or TypeError where it is none."""
    raw = json.loads(text)
    if raw["format"] != FORMAT or raw["version"] != 1 or not isinstance(raw["id"], str):
        raise ValueError("no key file of ours")
    wraps = []
    for one in raw["wraps"]:
        kdf = dict(one["kdf"])
        if kdf.pop("name") != "argon2id":
            raise ValueError("unknown derivation")
        cost = Cost(**{k: int(v) for k, v in kdf.items()})
        must_be_payable(cost)
        if (one["kind"] == "recovery") == bool(one["name"]):
            raise ValueError("a wrap that is no wrap")
        sealed = {n: base64.b64decode(one[n], validate=True) for n in ("salt", "nonce", "wrapped")}
        if len(sealed["salt"]) < 8 or len(sealed["nonce"]) < 8:
            raise ValueError("cut short")
        wraps.append(_Wrap(name=str(one["name"]), cost=cost, **sealed))
    if not wraps:
        raise ValueError("nobody could unlock")
    return raw["id"], tuple(wraps)
