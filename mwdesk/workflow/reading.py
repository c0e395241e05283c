"""How a screen is read, light or dark and how large: kept beside the records, readable while locked."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

_FILE = "reading.json"
NAMES = ("theme", "text_size")  # settings of the records that are told here again


def read_reading(home: Path) -> dict[str, str]:
    """What was kept; nothing where nobody chose or the file cannot be read."""
    try:
        held = json.loads((home / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    pairs = held.items() if isinstance(held, dict) else ()
    return {name: value for name, value in pairs if name in NAMES and isinstance(value, str)}


def keep_reading(home: Path, chosen: dict[str, str]) -> None:
    """Keep it for the next start. A disk that refuses costs no more than the choice."""
    with suppress(OSError):
        home.mkdir(parents=True, exist_ok=True)
        (home / _FILE).write_text(json.dumps(chosen), encoding="utf-8")
