"""The keychain of the operating system, where the package `keyring` is installed and a clinic chose it.

Never needed, and off by default: whoever sits at the unlocked desktop can open the records then.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from mwdesk.domain.issue import DataError
from mwdesk.workflow.vault import Key, Vault

if TYPE_CHECKING:
    from types import ModuleType

_SERVICE = "mwdesk patient records"


def _keyring() -> ModuleType | None:
    """The package with a keychain that works here; None where there is none."""
    try:
        import keyring
    except ImportError:
        return None
    try:
        usable = keyring.get_keyring().priority > 0
    except Exception:  # each backend fails in its own way
        return None
    return keyring if usable else None


def available() -> bool:
    """Whether this computer has a keychain that mwdesk could use."""
    return _keyring() is not None


def holds(vault: Vault) -> bool:
    """Whether the keychain can open these records."""
    return _read(vault) is not None


def keep(vault: Vault) -> bool:
    """Put the key of the open records into the keychain; False where it refuses."""
    body = f"{vault.who}\n{base64.b64encode(vault.key.key).decode()}"
    return _try("set_password", str(vault.path.resolve()), body) is not False


def forget(vault: Vault) -> None:
    """Take it out again."""
    _try("delete_password", str(vault.path.resolve()))


def open_with(vault: Vault) -> Key | None:
    """The key from the keychain; None where it holds none, or one that opens these records no more."""
    from mwdesk.storage import DataKey, Keyring, encryption, keys_path

    told = _read(vault)
    if told is None:
        return None
    who, key = told
    try:
        allowed = who in Keyring.open(keys_path(vault.path)).names
    except DataError:
        return None
    if not allowed or not encryption.opens(vault.path, key):
        forget(vault)
        return None
    return DataKey(key, who)


def _read(vault: Vault) -> tuple[str, bytes] | None:
    body = _try("get_password", str(vault.path.resolve()))
    if not isinstance(body, str):
        return None
    who, _line, text = body.partition("\n")
    try:
        return who, base64.b64decode(text, validate=True)
    except ValueError:
        return None


def _try(act: str, place: str, *more: str) -> Any:
    """False where there is no keychain or it refuses; what it gave otherwise."""
    ring = _keyring()
    if ring is None:
        return False
    try:
        return getattr(ring, act)(_SERVICE, place, *more)
    except Exception:  # locked, denied, gone: the passphrase opens the records anyway
        return False
