"""A practice's own templates: text files in a folder beside the records, each checked before it is used."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.letter_template import PLAIN, LetterTemplate, StandingParagraph
from mwdesk.domain.translation import _
from mwdesk.workflow.files import save_bytes

FOLDER = "letter templates"
EVERY = "every_document"  # the file that goes for every kind that has none of its own
_TEXTS, _LISTS = ("greeting", "closing", "logo"), ("order", "leave_out")
_KEYS = (*_TEXTS, *_LISTS, "paragraph")
_LONGEST = 4000  # characters of one text
_EXAMPLE = """# An example: it is not used while its name begins with "example".
# Save it as neurology_referral.toml (or any other kind listed in READ ME.txt), and it goes for that kind;
# as every_document.toml it goes for every kind that has no file of its own. Leave out what you do not need.

greeting = "Dear colleague,"
closing = "With thanks for seeing this patient, and kind regards,"

# A PNG or JPEG in this folder, at most 2000 by 2000 points.
# logo = "logo.png"

# These sections change places among themselves; all others stay where they are.
order = ["impression", "tests", "safety"]

# Only sections that a reader can do without; READ ME.txt marks those that stay.
leave_out = ["told"]

[[paragraph]]
title = "Visiting hours"
text = "Results reach us fastest by e-mail. We see patients on weekdays from 8 to 16 h."
after = "treatment"
"""


@dataclass(frozen=True, slots=True)
class Templates:
    """What the folder holds: templates by kind, and what is wrong with those that are not used."""

    by_kind: Mapping[str, LetterTemplate] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()

    def of(self, kind: str) -> LetterTemplate:
        return self.by_kind.get(kind) or self.by_kind.get(EVERY) or PLAIN


def read_templates(folder: Path) -> Templates:
    """Every template of the folder that is whole; a faulty one is left aside and told of, never half used."""
    from mwdesk.letters import sections_of

    found: dict[str, LetterTemplate] = {}
    issues: list[Issue] = []
    try:
        files = sorted(folder.glob("*.toml"))
    except OSError:
        files = []
    for file in files:
        if file.name.startswith("example"):
            continue
        try:
            if file.stem != EVERY and not sections_of(file.stem):
                raise DataError(_wrong_name(file))
            found[file.stem] = _read(file)
        except DataError as problem:
            issues += problem.issues
    return Templates(found, tuple(issues))


def state_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Names, times and sizes of what is in the folder: while these are the same, so are the templates."""
    try:
        files = [(file, file.stat()) for file in sorted(folder.iterdir()) if file.is_file()]
    except OSError:
        return ()
    return tuple((file.name, stat.st_mtime_ns, stat.st_size) for file, stat in files)


def prepare_folder(folder: Path) -> Path:
    """The folder with its explanation and an example, made if missing; DataError where the disk refuses."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        message = _("The folder for templates could not be made ({why}).").format(why=fault.strerror)
        fix = _("Make the folder yourself, or free the place.")
        raise DataError(Issue(level=Level.ERROR, path=str(folder), message=message, fix=fix)) from fault
    save_bytes(folder / "READ ME.txt", explanation().encode())
    if not (folder / "example.toml").exists():
        save_bytes(folder / "example.toml", _EXAMPLE.encode())
    return folder


def explanation() -> str:
    """What a template may hold, and the sections of each kind: those with a star always print."""
    from mwdesk.letters import KINDS, required, sections_of

    lines = [
        "Templates for letters: text files (TOML) in this folder, read whenever a letter is drawn.",
        "",
        "greeting, closing   a line before the first section, and one before the signature",
        "logo                a PNG or JPEG file of this folder, for the head of the letter",
        "order               ids of sections that change places among themselves",
        "leave_out           ids of sections that are not to print",
        "[[paragraph]]       title, text, and after: the id of the section before it",
        "",
        "A faulty file is not used at all; the Letter page says what is wrong with it.",
        f"{EVERY}.toml goes for every kind without a file of its own.",
        "Files by kind, and the ids of their sections; one with a star is never left out:",
        "",
    ]
    for kind in KINDS:
        if sections_of(kind):
            stars = (f"{i}*" if i in required(kind) else i for i in sections_of(kind))
            lines += [f"{kind}.toml   ({KINDS[kind]})", f"    {' '.join(stars)}", ""]
    return "\n".join(lines)


def _wrong_name(file: Path) -> Issue:
    from mwdesk.letters import KINDS, sections_of

    known = [EVERY, *(kind for kind in KINDS if sections_of(kind))]
    near = get_close_matches(file.stem, known, 1)
    fix = _("Name it {name}.").format(name=f"{(near or known)[0]}.toml")
    return _issue(file, "", _("No kind of document has this name."), fix)


def _issue(file: Path, key: str, message: str, fix: str) -> Issue:
    return Issue(level=Level.ERROR, path=f"{file.name}{f', {key}' if key else ''}", message=message, fix=fix)


def _read(file: Path) -> LetterTemplate:
    """One template. Raises DataError with an issue for each fault."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError, ValueError) as fault:
        message = _("The file cannot be read: {why}.").format(why=str(fault).rstrip("."))
        raise DataError(_issue(file, "", message, _("Mend that line, or move the file away."))) from fault
    issues = [
        _issue(file, key, _("This key is not known."), _("Use one of: {keys}.").format(keys=", ".join(_KEYS)))
        for key in data
        if key not in _KEYS
    ]
    issues += _wrong_types(file, data) or _wrong_sections(file, data)
    if issues:
        raise DataError(*issues)
    paragraphs = (
        StandingParagraph(title=p["title"], text=p["text"], after=p.get("after", ""))
        for p in data.get("paragraph", ())
    )
    return LetterTemplate(
        greeting=data.get("greeting", ""),
        closing=data.get("closing", ""),
        order=tuple(data.get("order", ())),
        leave_out=tuple(data.get("leave_out", ())),
        paragraphs=tuple(paragraphs),
        logo=_logo(file, data.get("logo", "")),
    )


def _wrong_types(file: Path, data: Mapping[str, Any]) -> list[Issue]:
    wrong = [k for k in _TEXTS if k in data and not _is_text(data[k])]
    wrong += [k for k in _LISTS if k in data and not _is_list(data[k])]
    paragraphs = data.get("paragraph", [])
    if not isinstance(paragraphs, list) or not all(_is_paragraph(p) for p in paragraphs):
        wrong.append("paragraph")
    fix = _("Write it as in example.toml; a text has at most {most} characters.").format(most=_LONGEST)
    return [_issue(file, key, _("This has the wrong form."), fix) for key in wrong]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_paragraph(value: object) -> bool:
    if not isinstance(value, dict) or set(value) - {"title", "text", "after"}:
        return False
    return all(_is_text(v) for v in value.values()) and bool(value.get("title")) and bool(value.get("text"))


def _wrong_sections(file: Path, data: Mapping[str, Any]) -> list[Issue]:
    from mwdesk.letters import KINDS, required, sections_of

    kinds = [file.stem] if file.stem != EVERY else [k for k in KINDS if sections_of(k)]
    known = {ident for kind in kinds for ident in sections_of(kind)}
    must = {ident for kind in kinds for ident in required(kind)}
    named = [("order", i) for i in data.get("order", ())] + [
        ("leave_out", i) for i in data.get("leave_out", ())
    ]
    named += [("paragraph", p["after"]) for p in data.get("paragraph", ()) if p.get("after")]
    out = []
    for key, ident in named:
        if ident not in known:
            near = get_close_matches(ident, sorted(known), 1)
            fix = _("Did you mean '{near}'? READ ME.txt lists them.").format(near=near[0]) if near else ""
            message = _("There is no section '{ident}' in this document.").format(ident=ident)
            out.append(_issue(file, key, message, fix or _("READ ME.txt lists the sections.")))
        elif key == "leave_out" and ident in must:
            message = _("Section '{ident}' cannot be left out: its reader must have it.").format(ident=ident)
            out.append(_issue(file, key, message, _("Take it out of this list.")))
    return out


def _logo(file: Path, name: str) -> bytes:
    from mwdesk.letters.logo import logo_size

    if not name:
        return b""
    place = file.parent / name
    if place.parent != file.parent or place.name != name:
        message = _("The logo must be a file of the same folder.")
        raise DataError(_issue(file, "logo", message, _("Copy it there, and write its name alone.")))
    try:
        content = place.read_bytes()
        logo_size(content)
    except OSError as fault:
        message = _("{name} cannot be read.").format(name=name)
        raise DataError(_issue(file, "logo", message, _("Copy the picture into this folder."))) from fault
    except DataError as problem:
        raise DataError(*(_issue(file, "logo", i.message, i.fix) for i in problem.issues)) from problem
    return content
