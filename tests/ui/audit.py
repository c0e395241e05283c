"""What the eye, the hand and a screen reader would complain of, measured on the widgets themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QFontMetrics, QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QWidget,
)

from mwdesk.ui import theme
from mwdesk.ui.body import Body
from mwdesk.ui.main_window import MainWindow

LEAST_CONTRAST = 4.5
_OVERLAP = 2  # pixels that neighbours may share: rounded edges, not words


def name_of(widget: QWidget) -> str:
    """A widget in words that find it again."""
    text = getattr(widget, "text", None)
    words = text() if callable(text) else ""
    said = widget.accessibleName() or words or widget.objectName() or ""
    return f"{type(widget).__name__} '{str(said)[:50]}'"


def shown(root: QWidget) -> Iterator[QWidget]:
    """Everything on screen below a root, parts of ready-made controls left out."""
    for widget in root.findChildren(QWidget):
        if widget.isVisibleTo(root.window()) and not _inner(widget):
            yield widget


def _inner(widget: QWidget) -> bool:
    """Parts that Qt itself puts inside a control, and what floats in a window of its own."""
    above = widget.parentWidget()
    if widget.window() is not widget and isinstance(above, QComboBox | QLineEdit | QTabBar):
        return True
    while above is not None and not above.isWindow():
        if isinstance(above, QAbstractScrollArea) and above.focusPolicy() != Qt.FocusPolicy.NoFocus:
            return True
        above = above.parentWidget()
    return widget.isWindow() or above is None


# clipped text


def clipped(root: QWidget) -> list[str]:
    """Texts that need more room than they have, and controls cut off by what holds them."""
    out = []
    for widget in shown(root):
        need = _lack(widget)
        if need:
            out.append(f"{name_of(widget)}: {need}")
        cut = _cut(widget)
        if cut and (isinstance(widget, QLabel) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus):
            out.append(f"{name_of(widget)}: {cut}")
    return out


def _lack(widget: QWidget) -> str:
    room = widget.contentsRect()
    if isinstance(widget, QLabel):
        return _label_lack(widget, room)
    if isinstance(widget, QPushButton | QCheckBox):
        hint = widget.sizeHint()
        wide = QFontMetrics(widget.font()).horizontalAdvance(widget.text().replace("&", ""))
        if widget.text() and min(hint.width(), wide + 8) > widget.width():
            return f"needs {min(hint.width(), wide + 8)} px of width, has {widget.width()}"
        if widget.text() and QFontMetrics(widget.font()).height() > widget.height():
            return "is lower than its words"
    if isinstance(widget, QLineEdit) and not widget.text() and widget.placeholderText():
        need = QFontMetrics(widget.font()).horizontalAdvance(widget.placeholderText())
        if need > room.width() - 6:
            return f"hint '{widget.placeholderText()}' needs {need} px, has {room.width() - 6}"
    if isinstance(widget, QComboBox) and not widget.isEditable():
        need = QFontMetrics(widget.font()).horizontalAdvance(widget.currentText())
        if need > room.width() - 20:
            return f"needs {need} px beside its arrow, has {room.width() - 20}"
    if isinstance(widget, QTabBar) and widget.count():
        first, last = widget.tabRect(0), widget.tabRect(widget.count() - 1)
        if first.left() < 0 or last.right() > widget.width():
            return f"tabs end at {last.right()}, the strip at {widget.width()}"
    return ""


def _label_lack(label: QLabel, room: QRect) -> str:
    text = label.text()
    if not text.strip():
        return ""
    if label.wordWrap():
        need = label.heightForWidth(label.width())
        return f"needs {need} px of height, has {label.height()}" if need > label.height() + 1 else ""
    metrics = QFontMetrics(label.font())
    rich = label.textFormat() == Qt.TextFormat.RichText or ("<" in text and Qt.mightBeRichText(text))
    if rich:
        document = QTextDocument()
        document.setDefaultFont(label.font())
        document.setHtml(text)
        need = int(document.idealWidth())
    else:
        need = max(metrics.horizontalAdvance(part) for part in text.split("\n"))
    return f"needs {need} px of width, has {room.width()}" if need > room.width() + 1 else ""


def _cut(widget: QWidget) -> str:
    """Whether something that does not scroll cuts a control off."""
    above, inner = widget.parentWidget(), widget.rect()
    child = widget
    while above is not None:
        inner = QRect(child.mapTo(above, inner.topLeft()), inner.size())
        scrolls = above.parentWidget()
        if isinstance(scrolls, QAbstractScrollArea) and above is scrolls.viewport():
            wide = inner.left() < -1 or inner.right() > above.width() + 1
            return f"{inner.right() - above.width()} px beyond the side of its page" if wide else ""
        if not above.rect().adjusted(-2, -2, 2, 2).contains(inner):
            return f"{inner} reaches out of {type(above).__name__} {above.width()}x{above.height()}"
        if above.isWindow():
            return ""
        child, above = above, above.parentWidget()
    return ""


# overlapping siblings


def overlapping(root: QWidget) -> list[str]:
    """Siblings that cover each other; the folded panel alone may lie over the page."""
    families: dict[QWidget, list[QWidget]] = {}
    for widget in shown(root):
        above = widget.parentWidget()
        if above is not None and not isinstance(above, Body | QAbstractScrollArea):
            families.setdefault(above, []).append(widget)
    out = []
    for members in families.values():
        for at, one in enumerate(members):
            for other in members[at + 1 :]:
                shared = one.geometry().intersected(other.geometry())
                if shared.width() > _OVERLAP and shared.height() > _OVERLAP:
                    out.append(f"{name_of(one)} and {name_of(other)} share {shared}")
    return out


# names


def unnamed(root: QWidget) -> list[str]:
    """Controls of which a screen reader could say no more than their kind."""
    out = []
    for widget in shown(root):
        control = isinstance(widget, QAbstractButton | QLineEdit | QComboBox | QTabBar)
        if control or widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            spoken = QAccessible.queryAccessibleInterface(widget)
            if spoken is None or not spoken.text(QAccessible.Text.Name).strip():
                out.append(name_of(widget))
    return out


# contrast


def faint(window: MainWindow) -> list[str]:
    """Labels, buttons, fields and hints whose painted ink stands out by less than 4.5 to 1."""
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    out = []
    for widget in shown(window):
        text = widget.text() if isinstance(widget, QLabel | QPushButton) else ""
        if isinstance(widget, QLineEdit):
            text = widget.text() or widget.placeholderText()
        box = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).adjusted(3, 3, -3, -3)
        seen = widget.visibleRegion().boundingRect().size() == widget.size()
        if not text.strip() or not seen or not window.rect().contains(box) or not widget.isEnabled():
            continue
        ratio = _ratio(image.copy(box))
        if ratio < LEAST_CONTRAST:
            out.append(f"{name_of(widget)}: {ratio:.1f} to 1")
    return out


def _ratio(image: QImage) -> float:
    counted = Counter(memoryview(image.constBits()).cast("B").cast("I"))
    ground = _luminance(counted.most_common(1)[0][0])
    lights = [_luminance(pixel) for pixel in counted]
    return max((max(ground, light) + 0.05) / (min(ground, light) + 0.05) for light in lights)


@cache
def _luminance(pixel: int) -> float:
    return theme.luminance(QColor.fromRgba(pixel).name())


# the Tab key


def unreached(window: MainWindow) -> list[str]:
    """Controls on screen where the Tab key never comes, and buttons that no key works at all."""
    wanted = {w for w in shown(window) if w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus}
    wanted = {w.focusProxy() or w for w in wanted}
    met: set[QWidget] = set()
    again = 0
    while again < 3 * len(wanted) + 12:
        at = QApplication.focusWidget()
        new = at is not None and at not in met
        again = 0 if new else again + 1
        if at is not None:
            met.add(at)
        if wanted <= met:
            break
        QTest.keyClick(at if at is not None else window, Qt.Key.Key_Tab)
    return [name_of(w) for w in wanted - met if not _member(w, met)] + _mouse_only(window, met)


def _member(widget: QWidget, met: set[QWidget]) -> bool:
    """One of a set of which the chosen one takes the focus for all (arrows move inside)."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive() and any(w in met for w in group.buttons())


def _mouse_only(window: MainWindow, met: set[QWidget]) -> list[str]:
    out = []
    for widget in shown(window):
        picture = widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if picture or _member(widget, met):
            continue
        if isinstance(widget, QAbstractButton) and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            above = widget.parentWidget()
            while above is not None and not above.focusPolicy() & Qt.FocusPolicy.TabFocus:
                above = above.parentWidget()
            if above is None:
                out.append(f"{name_of(widget)} has no key")
    return out
