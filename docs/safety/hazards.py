"""Writes hazards.md from hazards.toml; with --check, ends with status 1 where it is not up to date."""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
STATUSES = ("controlled", "partly", "open")
_HEAD = """# Hazards

Made from `hazards.toml` by `python docs/safety/hazards.py`; change it there. Severity is 1 (a nuisance) to 5
(death or lasting harm), likelihood 1 (hardly ever) to 5 (often), both **before** the control, judged and not
measured.

**controlled**: built, and the tests named fail without it. **partly**: built for part of the cause, or a part
that no test can hold. **open**: not built. What a test cannot hold, such as whether people read a warning, is
never called controlled.

"""


def load() -> list[dict[str, Any]]:
    """All hazards as written."""
    hazards: list[dict[str, Any]] = tomllib.loads((HERE / "hazards.toml").read_text(encoding="utf-8"))[
        "hazard"
    ]
    return hazards


def table(hazards: list[dict[str, Any]]) -> str:
    """The page: counts, then every hazard, the gravest first."""
    counts = Counter(h["status"] for h in hazards)
    lines = [_HEAD, f"{len(hazards)} hazards: " + ", ".join(f"{counts[s]} {s}" for s in STATUSES) + ".\n"]
    for status in reversed(STATUSES):
        chosen = [h for h in hazards if h["status"] == status]
        chosen.sort(key=lambda h: (-h["severity"] * h["likelihood"], h["id"]))
        lines += [f"\n## {status.capitalize()} ({len(chosen)})\n"]
        lines += [
            "| id | hazard: cause, effect | S×L | control | tests | what is left |",
            "|---|---|---|---|---|---|",
        ]
        lines += [_row(h) for h in chosen]
    return "\n".join(lines) + "\n"


def _row(hazard: dict[str, Any]) -> str:
    tests = "<br>".join(f"`{t.removeprefix('tests/')}`" for t in hazard["tests"]) or "none"
    risk = f"{hazard['severity']}×{hazard['likelihood']} = {hazard['severity'] * hazard['likelihood']}"
    what = f"**{hazard['hazard']}**: {hazard['cause']}; {hazard['effect']}"
    cells = (hazard["id"], what, risk, hazard["control"], tests, hazard["residual"])
    return "| " + " | ".join(str(c).replace("|", "/").replace("\n", " ") for c in cells) + " |"


def main(words: list[str]) -> int:
    """Write the page, or compare it."""
    page, made = HERE / "hazards.md", table(load())
    if "--check" in words:
        same = page.is_file() and page.read_text(encoding="utf-8") == made
        if not same:
            sys.stderr.write("docs/safety/hazards.md is not up to date: run python docs/safety/hazards.py\n")
        return 0 if same else 1
    page.write_text(made, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
