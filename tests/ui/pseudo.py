"""A language that nobody speaks (accents, a third longer, in brackets), and who does not speak it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from enum import Enum
from html import unescape
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QAbstractTableModel,
    QModelIndex,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import CONTEXT_MARK, ENGLISH, Catalogue, install
from mwdesk.workflow.words import first_sentence, short

OPEN, CLOSE = "‹", "›"  # in the fonts that are shipped, and in no text of the program or the knowledge
LOCALE = Path(__file__).resolve().parent.parent.parent / "resources" / "locale"
_ACCENTS = str.maketrans("aceinouyACEINOUY", "áçéíñóúýÁÇÉÍÑÓÚÝ")
_PLACE = re.compile(r"(\{[^{}]*\})")
_LONGER = 0.3
_WRAP = Qt.TextFlag.TextWordWrap.value
_SPARE = 2  # pixels
# What parts the pieces that stand side by side in one text: each is judged on its own.
_JOINTS = re.compile(r"\s+·\s+|\s+–\s+|\n|[:;,.]\s+|[.:;,]$|\s*[()]\s*|–\s+| = ")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_TAG = re.compile(r"<[^>]+>")


def update_script() -> ModuleType:
    """resources/locale/update.py, which stands outside every package."""
    spec = spec_from_file_location("locale_update", LOCALE / "update.py")
    assert spec is not None and spec.loader is not None
    made = module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    return made


def pseudo(text: str) -> str:
    """The text as the test speaks it: its places stay, the rest has accents and is a third longer."""
    parts = [p if _PLACE.fullmatch(p) else p.translate(_ACCENTS) for p in _PLACE.split(text)]
    spare = max(1, round(len(_PLACE.sub("", text)) * _LONGER) - 2)
    padding = " ".join("öóòô"[: min(4, spare - at)] for at in range(0, spare, 5))
    return f"{OPEN}{''.join(parts)} {padding}{CLOSE}"


def catalogue() -> Catalogue:
    """Every text that the program holds now, whether mwdesk.pot has it yet or not."""
    texts, plurals = {}, {}
    for message in update_script().collect():
        if not message.id:
            continue
        if isinstance(message.id, tuple):
            plurals[message.id[0]] = tuple(pseudo(form) for form in message.id)
        else:
            key = message.id if message.context is None else message.context + CONTEXT_MARK + message.id
            texts[key] = pseudo(message.id)
    return Catalogue(language="xx", texts=texts, plurals=plurals)


@contextmanager
def spoken() -> Iterator[None]:
    """Speak it for a while."""
    install(catalogue())
    try:
        yield
    finally:
        install(ENGLISH)


# what is on the screen


def painted(widget: QWidget, monkeypatch: pytest.MonkeyPatch) -> tuple[set[str], set[str]]:
    """Every text that our own widgets paint by hand, and those of them that are wider than their place."""
    found: set[str] = set()
    cut: set[str] = set()
    real: Callable[..., Any] = QPainter.drawText

    def listen(self: QPainter, *told: Any) -> Any:
        words = [part for part in told if isinstance(part, str)]
        found.update(words)
        box, flags = told[0], told[1] if len(told) > 2 else 0
        wraps = int(getattr(flags, "value", flags)) & _WRAP if not isinstance(flags, str) else 0
        if isinstance(box, QRect | QRectF) and words and words[0].strip() and not wraps:
            lines = words[0].split("\n")
            if max(map(self.fontMetrics().horizontalAdvance, lines)) > box.width() + _SPARE:
                cut.update(words)
        return real(self, *told)

    with monkeypatch.context() as patch:
        patch.setattr(QPainter, "drawText", listen)
        widget.grab()
    return found, cut


def texts(root: QWidget) -> Iterator[tuple[QWidget, str, str]]:
    """Widget, where it is said, and the text: seen, read aloud or shown as a tip."""
    for widget in (root, *root.findChildren(QWidget)):
        if not widget.isVisibleTo(root) or _of_qt(widget):
            continue
        for where, words in _said(widget):
            if words.strip():
                yield widget, where, words


def _of_qt(widget: QWidget) -> bool:
    """Parts that Qt makes by itself inside a control of ours, and has words of its own for."""
    return isinstance(widget.parentWidget(), QComboBox | QTabBar)


def _said(widget: QWidget) -> Iterator[tuple[str, str]]:
    yield "name", widget.accessibleName()
    yield "description", widget.accessibleDescription()
    yield "tip", widget.toolTip()
    if isinstance(widget, QLabel | QAbstractButton):
        yield "text", unescape(_TAG.sub("\n", widget.text()))
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        yield "hint", widget.placeholderText()
    if isinstance(widget, QTabBar):
        for at in range(widget.count()):
            yield "tab", widget.tabText(at)
            yield "tab", widget.accessibleTabName(at)
            yield "tab", widget.tabToolTip(at)
            yield "tab", str(widget.tabData(at) or "")
    if isinstance(widget, QComboBox):
        for at in range(widget.count()):
            yield "choice", widget.itemText(at)
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _of_model(widget.model(), QModelIndex())


def _of_model(model: QAbstractItemModel, above: QModelIndex) -> Iterator[tuple[str, str]]:
    roles = (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
    )
    flat = isinstance(model, QAbstractListModel)
    for column in range(1 if flat else model.columnCount(above)):
        head = model.headerData(column, Qt.Orientation.Horizontal)
        if isinstance(head, str) and not head.isdigit():
            yield "head", head
        for row in range(model.rowCount(above)):
            at = model.index(row, column, above)
            for role in roles:
                words = model.data(at, role)
                if isinstance(words, str):
                    yield "cell", words
            if column == 0 and not flat and not isinstance(model, QAbstractTableModel):
                yield from _of_model(model, at)


# what is left in English


def outside(text: str) -> str:
    """What stands outside all brackets; a text that was cut with an ellipsis counts as closed."""
    depth, kept = 0, []
    for letter in text:
        depth += (letter == OPEN) - (letter == CLOSE)
        if letter == CLOSE:
            kept.append("\n")  # what follows is a piece of its own
        elif depth == 0:
            kept.append(letter)
        elif letter == OPEN and depth == 1:
            kept.append("\n")
        depth = max(0, depth)
    return "".join(kept)


def pieces(text: str) -> Iterator[str]:
    """The parts of a text that are not bracketed and hold words."""
    for piece in _JOINTS.split(outside(text)):
        if piece and _LETTERS.search(piece):
            yield piece.strip(" \t\n.,:;·–-−+?")


class Known:
    """What may stand there in English: the knowledge, the patient and the clinic, word for word."""

    def __init__(self, kb: KnowledgeBase, own: Iterable[str] = ()) -> None:
        self._texts: set[str] = set()
        for text in (*_strings(kb), *own):
            self._add(text)

    def add(self, value: object) -> None:
        """What else may stand there: every text in a value, however deep."""
        for text in _strings(value):
            self._add(text)

    def _add(self, text: str) -> None:
        first, rest = first_sentence(text)
        for part in (text, short(text), first, rest, short(first)):
            self._texts.add(_plain(part))
            self._texts.update(_plain(piece) for piece in _JOINTS.split(part))
            self._texts.update(_plain(piece) for piece in part.split(";"))

    def holds(self, piece: str) -> bool:
        """Whether it stands there word for word; what was cut with an ellipsis, as far as it goes."""
        if piece.endswith("…"):
            begun = _plain(piece.rstrip("…"))
            return not begun or any(text.startswith(begun) for text in self._texts)
        return _plain(piece) in self._texts


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").strip(" \t\n.,:;?!").split())


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, Enum):
        return
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _strings(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _strings(inner)
