"""One finding with its three answers and a real 'not asked'; one tab stop, one key an answer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QSizePolicy, QWidget

from mwdesk.domain.encounter import State
from mwdesk.domain.translation import N_, _
from mwdesk.ui import icons, theme
from mwdesk.ui.accessible import Role, speak_as, tell_value
from mwdesk.workflow.questions import Question

WORDS = {State.PRESENT: N_("Yes"), State.ABSENT: N_("No"), State.UNKNOWN: N_("Unknown")}
KEYS = {
    Qt.Key.Key_Y: State.PRESENT,
    Qt.Key.Key_N: State.ABSENT,
    Qt.Key.Key_U: State.UNKNOWN,
    Qt.Key.Key_Plus: State.PRESENT,
    Qt.Key.Key_Minus: State.ABSENT,
    Qt.Key.Key_Question: State.UNKNOWN,
}
CLEAR = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Period)
_HEIGHT = 30
_WIDTHS = {State.PRESENT: 56, State.ABSENT: 56, State.UNKNOWN: 82}
_PAD = 8
_ROUND_WORDS = 26  # pixels of a button beside its word: edges, and the tick of a yes


class AnswerButton(QAbstractButton):
    """One of the three answers, drawn by hand so that a hundred of them stay cheap."""

    def __init__(self, state: State, parent: QWidget) -> None:
        super().__init__(parent)
        speak_as(self, Role.RadioButton)
        self.state = state
        self.setText(_(WORDS[state]))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        wide = QFontMetrics(theme.Type.font("note", QFont.Weight.DemiBold)).horizontalAdvance(self.text())
        least = round(_WIDTHS[state] * theme.Type.scale)
        self.setFixedSize(max(least, wide + _ROUND_WORDS), round(_HEIGHT * theme.Type.scale))

    def nextCheckState(self) -> None:
        """The row decides; a click alone changes nothing."""

    def enterEvent(self, event: QEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, chosen = theme.current(), self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, ink, edge = "card", "muted", "edge"
        if chosen and self.state is State.PRESENT:
            fill, ink, edge = "accent", "on_accent", "accent"
        elif chosen:
            fill, ink, edge = "untouched", "ink", "muted"
        elif self.underMouse():
            fill, ink, edge = "hover", "ink", "edge"
        pen = QPen(palette.color(edge), 1)
        if chosen and self.state is State.UNKNOWN:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(palette.color(fill))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setPen(palette.color(ink))
        painter.setFont(theme.Type.font("note", QFont.Weight.DemiBold if chosen else QFont.Weight.Normal))
        box = QRectF(self.rect())
        if chosen and self.state is State.PRESENT:  # said by shape as well as by colour
            sign = theme.px(14)
            icons.paint(painter, "check", QRectF(7, box.center().y() - sign / 2, sign, sign), ink)
            box.adjust(sign, 0, 0, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class FindingRow(QWidget):
    """A finding: its label, the plain question, Yes, No, Unknown.

    Emits `answered(finding, state)`; state None means not asked again. A key on the answer that stands
    changes nothing, a click on it takes it back, and so do Backspace and Delete.
    """

    answered = Signal(str, object)  # finding id, State or None
    skip_asked = Signal(str)  # finding id: leave its section out

    def __init__(self, question: Question, parent: QWidget | None = None, *, line: bool = True) -> None:
        super().__init__(parent)
        speak_as(self, Role.Grouping)
        self.question = question
        self.asked_above = False  # the question stands in the card of the next one, and is answered there
        self.ghost = ""  # the answer of the last visit, beside and never in place of this one
        self._line = line
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.buttons = {state: AnswerButton(state, self) for state in WORDS}
        for button in self.buttons.values():
            button.clicked.connect(self._on_clicked)
        self.setAccessibleDescription(_("Y yes, N no, U unknown, Backspace not asked, arrows move"))
        self._name()

    def show_question(self, question: Question, ghost: str = "") -> None:
        """Draw this question's state, in place; `ghost` is what the last visit said."""
        if question == self.question and ghost == self.ghost:
            return
        before = (self._note(), self.question.finding)
        self.question, self.ghost = question, ghost
        taller = before != (self._note(), question.finding)
        self._name()
        if taller:
            self.updateGeometry()
        self.update()

    def _name(self) -> None:
        q = self.question
        answer = _("not asked") if q.state is None else _(WORDS[q.state]).lower()
        if self.asked_above:
            answer = _("asked above")
        said = _("{finding}: {answer}, by section") if q.by == "section" else "{finding}: {answer}"
        self.setAccessibleName(said.format(finding=q.label, answer=answer))
        tell_value(self, answer)
        for state, button in self.buttons.items():
            button.setAccessibleName(f"{q.label}: {_(WORDS[state]).lower()}")
            button.setChecked(q.state is state)

    def show_asked_above(self, above: bool) -> None:
        """Keep the place of a question that is just asked above, without its answers."""
        if above != self.asked_above:
            self.asked_above = above
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus if above else Qt.FocusPolicy.StrongFocus)
            for button in self.buttons.values():
                button.setVisible(not above)
            self._name()
            self.update()

    def _note(self) -> str:
        parts = []
        if self.question.by == "section":
            parts.append(_("normal by section"))
        if self.question.derived:
            parts.append(_("already {derived}").format(derived=self.question.derived))
        if self.ghost:
            parts.append(_("last visit: {ghost}").format(ghost=self.ghost))
        return " · ".join(parts)

    # size

    def _text_width(self, width: int) -> int:
        return max(80, width - sum(b.width() + 6 for b in self.buttons.values()) - 2 * _PAD - 12)

    def heightForWidth(self, width: int) -> int:
        return max(round(46 * theme.Type.scale), self._lay(self._text_width(width))[-1].bottom() + 10)

    def sizeHint(self) -> QSize:
        return QSize(480, self.heightForWidth(max(480, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(320, round(46 * theme.Type.scale))

    def _lay(self, width: int) -> list[QRect]:
        """Boxes of label, question and note below each other; a text that is not there has no height."""
        out, top = [], 8
        q = self.question
        for text, font in (
            (q.label, _label_font()),
            (q.ask, theme.Type.note()),
            (self._note(), theme.Type.note()),
        ):
            height = 0
            if text and not (text is q.ask and _same(q)):
                flags = Qt.TextFlag.TextWordWrap
                height = QFontMetrics(font).boundingRect(QRect(0, 0, width, 400), flags, text).height()
            out.append(QRect(_PAD, top, width, height))
            top += height + (2 if height else 0)
        return out

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # how high it is follows from how wide it is
        right = self.width() - _PAD
        for button in reversed(list(self.buttons.values())):
            right -= button.width()
            height = min(self.height(), 62) if self._line else self.height()
            button.move(right, max(8, (height - button.height()) // 2))
            right -= 6

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, q = theme.current(), self.question
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(palette.color("accent"), 2))
            painter.setBrush(palette.color("accent_soft"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 2, -1, -2), 8, 8)
        elif self._line:
            painter.fillRect(_PAD, self.height() - 1, self.width() - 2 * _PAD, 1, palette.color("line"))
        boxes = self._lay(self._text_width(self.width()))
        spare = (self.height() - boxes[-1].bottom() - 9) // 2
        boxes = [box.translated(0, max(0, spare)) for box in boxes]
        flags = int(Qt.TextFlag.TextWordWrap)
        painter.setPen(palette.color("muted" if self.asked_above else "ink"))
        painter.setFont(_label_font())
        painter.drawText(boxes[0], flags, q.label)
        if self.asked_above:
            self._paint_asked_above(painter)
        painter.setFont(theme.Type.note())
        painter.setPen(palette.color("muted"))
        if boxes[1].height():
            painter.drawText(boxes[1], flags, q.ask)
        if boxes[2].height():
            painter.setPen(palette.color("accent"))
            painter.drawText(boxes[2], flags, self._note())
        painter.end()

    def _paint_asked_above(self, painter: QPainter) -> None:
        painter.save()
        painter.setFont(theme.Type.note())
        place = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(0, 0, -_PAD, 0), place, _("asked above"))
        painter.restore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._come_into_sight()
        self.update()

    # answering

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, AnswerButton):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            stands = button.state is self.question.state and self.question.by != "section"
            self.say(None if stands else button.state)

    def say(self, state: State | None) -> None:
        """Answer, where that is not the answer already; what a section said is told once more by itself."""
        if state is not self.question.state or self.question.by == "section":
            self.answered.emit(self.question.finding, state)

    def in_sight(self) -> bool:
        """Whether one can read what a key would answer."""
        return 2 * self.visibleRegion().boundingRect().height() >= self.height()

    def _come_into_sight(self) -> None:
        bring = getattr(self._area(), "bring", None)
        if bring is not None:
            bring(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if held:
            super().keyPressEvent(event)
        elif event.isAutoRepeat() and (key in KEYS or key in CLEAR):
            event.accept()  # a key that rests under a finger answers once
        elif self.asked_above and (key in KEYS or key in CLEAR):
            event.accept()
        elif (key in KEYS or key in CLEAR) and not self.in_sight():
            self._come_into_sight()  # first one sees it; the next key answers
        elif key in KEYS:
            self.say(KEYS[key])
        elif key in CLEAR:
            if self.question.state is not None:
                self.answered.emit(self.question.finding, None)
        elif key is Qt.Key.Key_S and not event.isAutoRepeat():
            self.skip_asked.emit(self.question.finding)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._step(1)
        elif key is Qt.Key.Key_Up:
            self._step(-1)
        else:
            super().keyPressEvent(event)

    def _area(self) -> QAbstractScrollArea | None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QAbstractScrollArea):
            above = above.parentWidget()
        return above

    def _step(self, by: int) -> None:
        """To the row above or below, as the eye sees them."""
        root = self._area() or self.window()
        rows = [r for r in root.findChildren(FindingRow) if r.isVisible() and not r.asked_above]
        rows.sort(key=lambda r: r.mapTo(root, r.rect().topLeft()).y())
        at = rows.index(self) + by
        if 0 <= at < len(rows):
            rows[at].setFocus(Qt.FocusReason.OtherFocusReason)


def _label_font() -> QFont:
    return theme.Type.font("text", QFont.Weight.Medium)


def _same(q: Question) -> bool:
    """Whether the question says no more than the label."""
    return q.label.casefold().startswith(q.ask.rstrip("? ").casefold())
