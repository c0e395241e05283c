"""The clinic's profile, kept in the store's settings."""

from __future__ import annotations

from dataclasses import asdict

from mwdesk.domain.clinic import Clinic
from mwdesk.storage import Store

NAME = "clinic"


def load_clinic(store: Store) -> Clinic:
    """The stored profile; an empty one where none was saved. Unknown fields are left aside."""
    raw = store.setting(NAME)
    if not isinstance(raw, dict):
        return Clinic()
    known = {name: raw[name] for name in Clinic.__dataclass_fields__ if name in raw}
    for name in ("unavailable", "endemic"):
        if name in known:
            known[name] = tuple(known[name])
    return Clinic(**known)


def save_clinic(store: Store, clinic: Clinic) -> None:
    """Keep the profile in the store."""
    store.set_setting(NAME, asdict(clinic))
