"""The only writer of patient data: one SQLite file, append-only answers, plain words when the disk fails."""

from mwdesk.storage.audit import Event, Proof
from mwdesk.storage.cases import PatientRow, Step, StoredLetter
from mwdesk.storage.engine import condition
from mwdesk.storage.keys import DataKey, Keyring, keys_path
from mwdesk.storage.store import Store

__all__ = [
    "DataKey",
    "Event",
    "Keyring",
    "PatientRow",
    "Proof",
    "Step",
    "Store",
    "StoredLetter",
    "condition",
    "keys_path",
]
