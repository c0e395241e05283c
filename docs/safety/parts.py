"""Writes parts.md: every part that mwdesk is made of, with the version and licence as installed here.

With --check, ends with status 1 where a part of pyproject.toml or of resources/ is missing from the page.
Versions may differ from one computer to the next, so they are not compared.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def parts() -> dict[str, Any]:
    """What stands in parts.toml: faults known, and parts that are no Python package."""
    return tomllib.loads((HERE / "parts.toml").read_text(encoding="utf-8"))


def declared() -> dict[str, list[str]]:
    """The requirements of pyproject.toml by what they are for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"to run": project["dependencies"], **project["optional-dependencies"]}


def name_of(requirement: str) -> str:
    """The package that a requirement names."""
    found = _NAME.match(requirement)
    assert found is not None, requirement
    return found.group(0)


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def licence(dist: Distribution, told: dict[str, str]) -> str:
    """As the package says, shortest form first; from parts.toml where it says nothing."""
    meta = dist.metadata
    expression = meta.get("License-Expression") or ""
    classes = [c.rpartition(":: ")[2] for c in meta.get_all("Classifier") or () if c.startswith("License ::")]
    text = (meta.get("License") or "").strip()
    short = text if text and "\n" not in text and len(text) < 60 else ""
    name = str(meta["Name"]).lower().replace("-", "_")
    return expression or told.get(name, "") or "; ".join(classes) or short or "see the package"


def underneath(names: list[str]) -> dict[str, str]:
    """What the packages named bring along, each with the package that asked for it."""
    out: dict[str, str] = {}
    queue, seen = list(names), {n.lower().replace("-", "_") for n in names}
    while queue:
        parent = queue.pop(0)
        dist = _installed(parent)
        for line in (dist.requires or []) if dist else []:
            wanted = name_of(line)
            key = wanted.lower().replace("-", "_")
            if key in seen or ("extra ==" in line and "shaping" not in line) or _installed(wanted) is None:
                continue
            seen.add(key)
            out[wanted] = parent
            queue.append(wanted)
    return out


def page() -> str:
    """The whole list."""
    told = parts()
    faults, licences = told["faults"], told["licences"]
    lines = [told["head"].strip(), ""]
    for purpose, requirements in declared().items():
        lines += [f"## Python packages {purpose if purpose == 'to run' else f'to {purpose}'}", ""]
        lines += [
            "| package | asked for | here | licence | known faults, and what is done |",
            "|---|---|---|---|---|",
        ]
        names = [name_of(r) for r in requirements]
        for name, requirement in zip(names, requirements, strict=True):
            dist = _installed(name)
            version = dist.version if dist else "not installed"
            words = licence(dist, licences) if dist else licences.get(name.lower().replace("-", "_"), "?")
            fault = faults.get(name, "none known to us")
            lines.append(f"| {name} | `{requirement}` | {version} | {words} | {fault} |")
        if purpose == "to run":
            for name, parent in underneath(names).items():
                dist = _installed(name)
                assert dist is not None
                fault = faults.get(name, "none known to us")
                lines.append(
                    f"| {name} | by {parent} | {dist.version} | {licence(dist, licences)} | {fault} |"
                )
        lines.append("")
    lines += ["## Everything else", "", "| part | version | licence | known faults |", "|---|---|---|---|"]
    lines += [f"| {p['name']} | {p['version']} | {p['licence']} | {p['faults']} |" for p in told["part"]]
    return "\n".join(lines) + "\n"


def missing(text: str) -> list[str]:
    """Parts that the page does not name."""
    names = [name_of(r) for requirements in declared().values() for r in requirements]
    names += [p["name"] for p in parts()["part"]]
    names += [f"fonts/{d.name}" for d in sorted((ROOT / "resources" / "fonts").iterdir()) if d.is_dir()]
    return [name for name in names if name not in text]


def main(words: list[str]) -> int:
    """Write the page, or look for what it lacks."""
    target = HERE / "parts.md"
    if "--check" in words:
        lacking = missing(target.read_text(encoding="utf-8") if target.is_file() else "")
        if lacking:
            sys.stderr.write(
                f"docs/safety/parts.md lacks {', '.join(lacking)}: run python docs/safety/parts.py\n"
            )
        return 1 if lacking else 0
    target.write_text(page(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
