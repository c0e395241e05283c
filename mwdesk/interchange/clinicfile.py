"""The clinic's profile from a TOML file."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from mwdesk.domain.clinic import CONVENTIONAL, SI, Clinic
from mwdesk.domain.encounter import Setting
from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.leaflet import LANGUAGES
from mwdesk.interchange.reading import Reading

_LISTS = ("unavailable", "endemic")
_PAPER = ("A4", "Letter")
_FEW = 6


def read_clinic(file: Path, kb: KnowledgeBase) -> Clinic:
    """The letterhead and what the clinic has. Raises DataError with one issue for each fault."""
    reading = Reading(str(file))
    data = _parse(file, reading)
    known = Clinic.__dataclass_fields__
    for name in sorted(set(data) - set(known)):
        reading.error(name, "this key is not known.", f"Use {', '.join(sorted(known))}.")
    allowed: dict[str, tuple[str, ...]] = {
        "setting": tuple(Setting),
        "page_size": _PAPER,
        "leaflet_language": tuple(LANGUAGES),
        "units": (SI, CONVENTIONAL),
        "region": ("", *kb.regions),
        "unavailable": tuple(kb.tests),
        "endemic": tuple(kb.conditions),
    }
    for name, value in data.items():
        if name not in known:
            continue
        texts = value if name in _LISTS and isinstance(value, list) else [value]
        if not all(isinstance(one, str) for one in texts) or (name in _LISTS) is not isinstance(value, list):
            reading.error(name, "this has the wrong type.", "Write a text in quotes, or a list of texts.")
            continue
        for one in texts if name in allowed else ():
            if one not in allowed[name]:
                reading.error(name, f"'{one}' is not known.", _choice(one, allowed[name]))
    if reading.issues:
        raise DataError(*reading.issues)
    values: dict[str, Any] = {k: tuple(v) if k in _LISTS else v for k, v in data.items()}
    return Clinic(**values)


def _parse(file: Path, reading: Reading) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        why = fault.strerror or "no reason given"
    except UnicodeDecodeError:
        why = "its text is not UTF-8"
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as fault:
        why = str(fault)
    reading.error("", f"the clinic file cannot be read ({why}).", "Mend it, or leave it out.")
    raise DataError(*reading.issues)


def _choice(given: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(given, known, n=1)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Use {' or '.join(known)}." if len(known) < _FEW else "See the ids that 'mwdesk assess' prints."
