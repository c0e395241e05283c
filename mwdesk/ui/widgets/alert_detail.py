"""One warning on the Assessment page; one that was set aside stays there, and says so."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui import icons, theme
from mwdesk.ui.widgets.decision import DecisionButtons, beside
from mwdesk.ui.widgets.layout import button, label, link_row, set_property, set_role
from mwdesk.ui.widgets.panel_rows import tone_of, word_of
from mwdesk.workflow import AlertLine
from mwdesk.workflow.words import sentence


class AlertDetail(QFrame):
    """A warning: how soon, title, what to do now; opened, all that is to do, why, and what nobody asked."""

    decided = Signal(object)  # Entry
    toggled = Signal(str)  # alert id
    about_asked = Signal(str)  # "kind:id" of a page to read

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.alert: AlertLine | None = None
        self.sign = QLabel()
        self.word = label("", "small")
        self.head = button("", "link")
        self.action = label("", wrap=True)
        self.doubt = label("", "note", wrap=True)
        self.aside = label("", "strong", wrap=True)
        self.detail = label("", wrap=True)
        self.full_why = label("", "note", wrap=True)
        self.decision = DecisionButtons("alert", agree=_("Agree"), agreed=_("Agreed"))
        self.body = QWidget()
        self.about = button(_("About this warning"), "link")
        self._lay_out()
        self.about.clicked.connect(self._on_about)
        self.head.clicked.connect(self._on_clicked)
        self.decision.decided.connect(self.decided)
        self.hide()

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self.body)
        inside.setContentsMargins(5, 0, 0, 2)
        inside.setSpacing(4)
        inside.addWidget(self.detail)
        inside.addWidget(self.full_why)
        inside.addLayout(link_row(self.about))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        soon = QHBoxLayout()
        soon.setContentsMargins(5, 0, 0, 0)
        soon.setSpacing(5)
        soon.addWidget(self.sign)
        soon.addWidget(self.word, 1)
        texts.addLayout(soon)
        self.head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        texts.addWidget(self.head)
        for part in (self.action, self.doubt, self.aside):
            part.setContentsMargins(5, 0, 0, 2)
            texts.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(4)
        column.addLayout(beside(self.decision, texts))
        column.addWidget(self.body)

    def show_alert(self, alert: AlertLine | None, *, opened: bool = False, brief: bool = False) -> None:
        """Take a warning, or None: then the card is not there; `brief` is one line until it is opened."""
        self.alert = alert
        self.setVisible(alert is not None)
        if alert is None:
            return
        tone = tone_of(alert.urgency)
        set_property(self, "surface", tone if alert.standing else "card")
        set_property(self.head, "tone", tone if alert.standing else "")
        high = theme.px(14)
        self.sign.setPixmap(icons.icon("alert", tone, high).pixmap(high, high))
        self.word.setText(word_of(alert.urgency))
        set_role(self.word, tone)
        icons.put(self.head, "down" if opened else "right", tone, 14)
        self.head.setText(alert.title)
        told = (word_of(alert.urgency), alert.title)
        state = _("opened") if opened else _("closed")
        self.head.setAccessibleName(f"{told[0]}: {told[1]}, {self._set_aside() or state}")
        self.head.setAccessibleDescription(alert.action)
        self.head.setToolTip(_("Fold") if opened else _("Show all that is to do, and why"))
        self._show_texts(alert)
        self.body.setVisible(opened)
        self.decision.show_decision(alert.id, alert.title, alert.decision, alert.reason)
        folded = brief and not opened
        self.decision.setVisible(not folded)
        for part in (self.action, self.doubt):
            part.setVisible(bool(part.text()) and not folded)
        self.update()

    def _show_texts(self, alert: AlertLine) -> None:
        for part, text in (
            (self.action, alert.action),
            (self.doubt, alert.doubt),
            (self.aside, self._set_aside()),
            (self.detail, alert.detail),
        ):
            part.setText(text)
            part.setVisible(bool(text))
        fired = _("Because of: {because}.").format(because=alert.because) if alert.because else ""
        whole = (sentence(alert.why), fired, sentence(alert.not_asked))
        self.full_why.setText(" ".join(p for p in whole if p))

    def _set_aside(self) -> str:
        if self.alert is None or self.alert.standing:
            return ""
        reason = self.alert.reason.strip()
        if not reason:
            return _("Set aside by you, no reason given")
        return _("Set aside by you: {reason}").format(reason=reason)

    def _on_clicked(self) -> None:
        if self.alert is not None:
            self.toggled.emit(self.alert.id)

    def _on_about(self) -> None:
        if self.alert is not None:
            self.about_asked.emit(f"alert:{self.alert.id}")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.alert is None:
            return
        painter = QPainter(self)  # the edge that stays visible in black and white
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().color(tone_of(self.alert.urgency)))
        painter.drawRoundedRect(0, 10, 4, self.height() - 20, 2, 2)
        painter.end()
