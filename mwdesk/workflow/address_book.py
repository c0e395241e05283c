"""The clinic's address book: whom letters go to, kept in the store's settings, the last used first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields

from mwdesk.domain.recipient import Recipient
from mwdesk.storage import Store

NAME, LAST = "recipients", "last_recipient"


class AddressBook:
    """Reads and keeps recipients; what is not one in a damaged setting is left aside."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def every(self) -> tuple[Recipient, ...]:
        """All of them, in the order in which they were kept."""
        raw = self._store.setting(NAME)
        rows = raw if isinstance(raw, list) else []
        return tuple(_recipient(row) for row in rows if isinstance(row, dict))

    def keep(self, recipients: Sequence[Recipient]) -> None:
        """Keep these instead of what was there."""
        self._store.set_setting(NAME, [asdict(one) for one in recipients])

    def fitting(self, kind: str) -> tuple[Recipient, ...]:
        """Who gets this kind: the last one addressed, those who name the kind, then the others."""
        every = [one for one in self.every() if one.line]
        last = self._last().get(kind, "")
        meant = [one for one in every if not one.kinds or kind in one.kinds]
        return tuple(sorted(meant, key=lambda one: (one.line != last, kind not in one.kinds)))

    def used(self, kind: str, recipient: Recipient) -> None:
        """Remember who was addressed last in this kind of document."""
        self._store.set_setting(LAST, {**self._last(), kind: recipient.line})

    def _last(self) -> dict[str, str]:
        raw = self._store.setting(LAST)
        return {str(k): str(v) for k, v in raw.items()} if isinstance(raw, dict) else {}


def _recipient(row: dict[str, object]) -> Recipient:
    texts = {f.name: str(row.get(f.name) or "") for f in fields(Recipient) if f.name != "kinds"}
    kinds = row.get("kinds")
    return Recipient(**texts, kinds=tuple(str(k) for k in kinds) if isinstance(kinds, list) else ())
