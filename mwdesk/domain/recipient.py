"""Whom letters go to: an entry of the clinic's address book."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """`kinds` are the documents that this reader gets; none named: every kind."""

    name: str = ""
    role: str = ""
    department: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    kinds: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """As it prints behind "To"."""
        parts = (self.name, self.role, self.department, self.address, self.phone, self.email)
        return ", ".join(part for part in parts if part)

    @property
    def short(self) -> str:
        """As a list shows it."""
        return ", ".join(part for part in (self.name, self.department or self.role) if part) or self.line
