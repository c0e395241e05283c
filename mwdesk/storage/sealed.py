"""A file under a passphrase: Argon2id makes the key, AES-GCM seals the content and notices every change."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import asdict

from mwdesk.storage import keys
from mwdesk.storage.errors import problem

MAGIC = b"mwdesk-sealed 1\n"
_HEADER = 2000  # bytes; it needs about 200
WRONG = (
    "This passphrase does not open the file, or the file was changed or cut short.",
    "Check the Caps Lock key and the keyboard language; copy the file again if the passphrase is right.",
)


def is_sealed(content: bytes) -> bool:
    """Whether a passphrase is needed to read this file."""
    return content.startswith(MAGIC)


def must_serve(passphrase: str) -> None:
    """Refuse a passphrase that is too easy to guess, with the rule of the records."""
    keys._must_serve("file", passphrase)


def seal(content: bytes, passphrase: str) -> bytes:
    """The content under a passphrase, with a new salt and nonce."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    must_serve(passphrase)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    kdf = {"name": "argon2id", **asdict(keys.COST)}
    parts = {"salt": salt, "nonce": nonce}
    told = {"kdf": kdf, **{name: base64.b64encode(part).decode() for name, part in parts.items()}}
    head = MAGIC + json.dumps(told, sort_keys=True).encode() + b"\n"
    return head + AESGCM(keys._derive(passphrase, salt, keys.COST)).encrypt(nonce, content, head)


def unseal(content: bytes, passphrase: str, where: str) -> bytes:
    """What was sealed; DataError where the passphrase is wrong or a single bit was changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    end = content.find(b"\n", len(MAGIC), _HEADER)
    if not is_sealed(content) or end < 0:
        raise problem(where, *WRONG)
    head, sealed = content[: end + 1], content[end + 1 :]
    try:
        told = json.loads(head[len(MAGIC) :])
        kdf = dict(told["kdf"])
        if kdf.pop("name") != "argon2id":
            raise ValueError("unknown derivation")
        cost = keys.Cost(**{name: int(value) for name, value in kdf.items()})
        keys.must_be_payable(cost)
        salt, nonce = (base64.b64decode(told[name], validate=True) for name in ("salt", "nonce"))
        if len(salt) < 8 or len(nonce) != 12:
            raise ValueError("cut short")
        return AESGCM(keys._derive(passphrase, salt, cost)).decrypt(nonce, sealed, head)
    except (InvalidTag, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise problem(where, *WRONG) from None
