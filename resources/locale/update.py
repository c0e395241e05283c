"""Collects every interface text into mwdesk.pot, brings each .po up to it, and says what is untranslated.

python resources/locale/update.py          writes the files
python resources/locale/update.py --check  writes nothing; ends with 1 where mwdesk.pot is out of date
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TEMPLATE = HERE / "mwdesk.pot"
KEYWORDS = {"_": None, "N_": None, "_n": (1, 2), "_p": ((1, "c"), 2)}
_OWN = "mwdesk/domain/translation.py"  # its examples are no texts
_HEAD = "# Interface texts of mwdesk. English is the text itself; see README.md beside this file."


def collect() -> Catalog:
    """Every text of the program, with the files it stands in."""
    found = Catalog(project="mwdesk", charset="utf-8", header_comment=_HEAD)
    texts = extract_from_dir(
        ROOT / "mwdesk",
        method_map=[("**.py", "python")],
        keywords=KEYWORDS,
        comment_tags=["Translators:"],
        strip_comment_tags=True,
    )
    for file, _line, text, comments, context in sorted(texts, key=lambda row: (str(row[0]), row[1])):
        place = f"mwdesk/{Path(file).as_posix()}"
        if place != _OWN:
            found.add(text, None, [(place, 0)], auto_comments=comments, context=context)
    return found


def keys(catalogue: Iterable[Message]) -> set[tuple[object, str | None]]:
    """What tells texts apart: English (one and many), and context."""
    return {(message.id, message.context) for message in catalogue if message.id}


def languages() -> Iterator[Path]:
    """The file of each language."""
    yield from sorted(HERE.glob("*.po"))


def read(file: Path) -> Catalog:
    """A file as Babel holds it; its head is kept as it stands."""
    with file.open("rb") as stream:
        return read_po(stream, locale=file.stem.replace("-", "_") if file.suffix == ".po" else None)


def write(file: Path, catalogue: Catalog, first: str) -> None:
    """Write a file in an order and with a head that change only where the texts do."""
    catalogue.header_comment = first
    out = io.BytesIO()
    write_po(out, catalogue, width=110, include_lineno=False, omit_header=True, ignore_obsolete=True)
    body = out.getvalue().decode("utf-8")
    file.write_text(f"{first.rstrip()}\n\n{body}", encoding="utf-8")


def head_of(file: Path) -> str:
    """Everything before the first blank line: the comment and the fields, as translators keep them."""
    return file.read_text(encoding="utf-8").partition("\n\n")[0]


def missing(catalogue: Catalog) -> list[Message]:
    """Texts of a language that nobody translated, or that are in doubt."""

    def open_(message: Message) -> bool:
        forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
        return message.fuzzy or not all(forms)

    return [message for message in catalogue if message.id and open_(message)]


def out_of_date(found: Catalog) -> tuple[set[tuple[object, str | None]], set[tuple[object, str | None]]]:
    """Texts that mwdesk.pot lacks, and texts in it that the program has no more."""
    told = keys(read(TEMPLATE)) if TEMPLATE.exists() else set()
    return keys(found) - told, told - keys(found)


def main(arguments: list[str]) -> int:
    found = collect()
    new, gone = out_of_date(found)
    if "--check" in arguments:
        for words, rows in (("new", new), ("gone", gone)):
            for text, _context in sorted(rows, key=str):
                print(f"{words}: {text}")
        return 1 if new or gone else 0
    head = (
        f'{_HEAD}\nmsgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"'
    )
    write(TEMPLATE, found, head)
    print(f"{TEMPLATE.name}: {len(keys(found))} texts, {len(new)} new, {len(gone)} gone")
    for file in languages():
        first, catalogue = head_of(file), read(file)
        catalogue.update(found, no_fuzzy_matching=True)
        write(file, catalogue, first)
        print(f"{file.name}: {len(missing(catalogue))} untranslated of {len(keys(found))}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
