"""A part of the world and the diseases that are common there: what a clinic starts from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """`common` are ids of regional conditions; `countries` is told beside the name."""

    id: str
    name: str
    countries: str
    common: tuple[str, ...]
    sources: tuple[str, ...] = ()
