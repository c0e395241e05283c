"""The only writer of patient data: one SQLite file, append-only answers, plain words when the disk fails."""

from mwdesk.storage.cases import PatientRow, Step, StoredLetter
from mwdesk.storage.store import Store

__all__ = ["PatientRow", "Step", "Store", "StoredLetter"]
