"""Characters that a font cannot draw, or that run right to left: what stands on paper in their place.

Nothing vanishes: a sign becomes its nearest plain words in brackets, any other character its code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

JOINERS = "\u200c\u200d"
_SPACES = "\t\v\f\u0085\u00a0\u2028\u2029"
_RIGHT_TO_LEFT = ("R", "AL", "AN")
_VARIANTS = range(0xFE00, 0xFE10)
_LINE = 24  # characters of right-to-left text that surely fit on a line of a table's cell
_WORD = r"[^\W\d_]*[A-Za-z0-9\u0660-\u0669\u06f0-\u06f9][A-Za-z0-9\u0660-\u0669\u06f0-\u06f9.,:/%-]*"
_WORDS = re.compile(f"({_WORD}(?: {_WORD})*)")
_LATIN = re.compile(r"[A-Za-z]")


def clean(text: str) -> Iterator[str]:
    """Composed characters; spaces evened, control characters and invisible marks taken out."""
    for char in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        if char == "\n" or char in JOINERS:
            yield char
        elif char in _SPACES:
            yield " "
        elif ord(char) in _VARIANTS:
            continue
        elif unicodedata.category(char) not in ("Cc", "Cf"):
            yield char


def has_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text)


def nearest(chars: str, printable: Callable[[str], bool]) -> str:
    """What stands for a run of characters that no font draws: the same letters plain, words, or codes."""
    out, codes = "", list[str]()
    for char in chars:
        plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
        name = unicodedata.name(char, "")
        if plain and plain != char and all(printable(c) for c in plain):
            out, codes = f"{out}{_codes(codes)}{plain}", []
        elif name and unicodedata.category(char)[0] == "S":
            out, codes = f"{out}{_codes(codes)}[{name.lower()}]", []
        else:
            codes.append(f"U+{ord(char):04X}")
    return out + _codes(codes)


def _codes(codes: list[str]) -> str:
    if not codes:
        return ""
    many = "characters" if len(codes) > 1 else "character"
    return f"[{many} not printable: {' '.join(codes)}]"


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in runs, each with whether it runs right to left: a whole line that is right-to-left text with
    Latin words inside it; else from one such letter to the last before another script."""
    for line in text.splitlines(keepends=True):
        body = line.rstrip("\n")
        if _runs_right_to_left(body):
            yield body, True
            yield line[len(body) :], False
        else:
            yield from _stretches(line)


def _runs_right_to_left(line: str) -> bool:
    """Whether it begins right-to-left, and either ends so or is so for the most part."""
    strong = [kind for kind in map(unicodedata.bidirectional, line) if kind in ("L", "R", "AL")]
    if not strong or strong[0] == "L":
        return False
    return strong[-1] != "L" or 2 * strong.count("L") < len(strong)


def _stretches(text: str) -> Iterator[tuple[str, bool]]:
    run, start, last = 0, -1, -1  # where the plain run began, the right-to-left one, and its last letter
    for place, char in enumerate(text):
        kind = unicodedata.bidirectional(char)
        if kind in _RIGHT_TO_LEFT:
            start, last = (place if start < 0 else start), place + 1
        elif start >= 0 and (kind == "L" or char == "\n"):
            yield text[run:start], False
            yield text[start:last], True
            run, start = last, -1
    if start >= 0:
        yield text[run:start], False
        yield text[start:last], True
        run = last
    yield text[run:], False


def lines(run: str) -> list[list[tuple[str, bool]]]:
    """A right-to-left run in lines, each as it stands from left to right: words to shape, and numbers as are.

    The pieces of a line stand in reverse; a number or Latin words in between keep their own direction.
    """
    out: list[str] = [""]
    for word in run.split():
        if out[-1] and len(out[-1]) + len(word) >= _LINE:
            out.append("")
        out[-1] = f"{out[-1]} {word}".strip()
    made = []
    for line in out:
        pieces = [p for piece in _WORDS.split(line) if piece.strip() for p in _kept(piece.strip())]
        made.append([(p.replace(" ", "\u00a0"), has_right_to_left(p)) for p in reversed(pieces)])
    return made


def _kept(piece: str) -> list[str]:
    """Latin words stay together in their order ("5 mg"); numbers alone are read one by one."""
    if has_right_to_left(piece) or _LATIN.search(piece):
        return [piece]
    return piece.split()
