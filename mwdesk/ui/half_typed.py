"""What was typed and not yet taken, out of the fields and back into them: a lock must not cost it.

A field is found again by its kind, its accessible name and its place among those of the same name, because
locking destroys every widget.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui.widgets.pick_field import PickField

Field = QLineEdit | QPlainTextEdit
_SECRET = Qt.InputMethodHint.ImhSensitiveData


def fields(page: QWidget) -> Iterator[Field]:
    """The fields of a page that take words; those of passphrases and keys are left out."""
    for one in page.findChildren(QWidget):
        if isinstance(one, QLineEdit | QPlainTextEdit) and not one.inputMethodHints() & _SECRET:
            yield one


def text_of(field: Field) -> str:
    """What stands in a field."""
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def _typed(field: Field) -> bool:
    return field.isModified() if isinstance(field, QLineEdit) else field.document().isModified()


def _name(widget: QWidget) -> str:
    whose = widget.parentWidget()
    return widget.accessibleName() or (whose.accessibleName() if whose is not None else "")


def _place(page: QWidget, widget: QWidget) -> list[Any]:
    same = [w for w in page.findChildren(type(widget)) if _name(w) == _name(widget)]
    return [type(widget).__name__, _name(widget), same.index(widget)]


def _find(page: QWidget, place: Sequence[Any]) -> QWidget | None:
    kind, name, number = place
    same = [w for w in page.findChildren(QWidget) if type(w).__name__ == kind and _name(w) == name]
    return same[number] if number < len(same) else None


def collect(page: QWidget) -> list[dict[str, Any]]:
    """Every field that somebody typed in since it was last drawn, with what stands there."""
    return [{"at": _place(page, one), "text": text_of(one)} for one in fields(page) if _typed(one)]


def focus_of(page: QWidget, widget: QWidget | None) -> list[Any]:
    """Where on the page the focus is, to find it again; empty where it is elsewhere."""
    return _place(page, widget) if widget is not None and page.isAncestorOf(widget) else []


def give_back(page: QWidget, kept: Sequence[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Put the words back where they stood; returns the names of fields that were given something back,
    and sentences for what has no place any more."""
    names, lost = [], []
    for one in kept:
        found, name = _find(page, one["at"]), str(one["at"][1])
        if not isinstance(found, QLineEdit | QPlainTextEdit) or found.isReadOnly():
            lost.append(_("“{text}” in {field}").format(text=one["text"], field=name or _("a field")))
        elif text_of(found) != one["text"]:
            _put(found, one["text"])
            names.append(name)
            if not found.isVisibleTo(page):
                lost.append(_("“{text}” in {field}").format(text=one["text"], field=name or _("a field")))
    return names, lost


def _put(field: Field, text: str) -> None:
    """As if it had just been typed: what saves itself saves it now, what waits for Enter goes on waiting."""
    if isinstance(field, QLineEdit):
        field.setText(text)
        field.setModified(True)
        if not isinstance(field, PickField):  # its suggestions float: they come with the next key
            field.textEdited.emit(text)
    else:
        field.setPlainText(text)
        field.document().setModified(True)
    flush = getattr(field, "flush", None)
    if flush is not None:
        flush()


def focus(page: QWidget, place: Sequence[Any]) -> None:
    """Put the focus back and bring it into sight."""
    found = _find(page, place) if place else None
    if found is None or not found.isVisibleTo(page):
        return
    found.setFocus(Qt.FocusReason.OtherFocusReason)
    area = found.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is not None:
        area.ensureWidgetVisible(found)


def forbid(page: QWidget, forbidden: bool) -> None:
    """Let no field take words, but let its text be read and copied; or let those write that could before."""
    for one in fields(page):
        if forbidden and not one.isReadOnly():
            one.setReadOnly(True)
            one.setProperty("forbidden", True)
        elif not forbidden and one.property("forbidden"):
            one.setReadOnly(False)
            one.setProperty("forbidden", False)


def drop(page: QWidget) -> None:
    """Forget what was typed and not taken: another patient's record is opened.

    What saves itself was saved before, and is drawn anew.
    """
    for one in fields(page):
        if _typed(one) and not hasattr(one, "flush"):
            one.blockSignals(True)
            one.clear()
            one.blockSignals(False)
            if isinstance(one, QLineEdit):
                one.setModified(False)
            else:
                one.document().setModified(False)
