"""Who the patient is, when the last answer was saved, and the search for anything."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from mwdesk.domain.encounter import Patient
from mwdesk.domain.translation import N_, _, _n
from mwdesk.ui import icons, theme
from mwdesk.ui.widgets.layout import button
from mwdesk.ui.widgets.search_box import SearchBox
from mwdesk.workflow import View

SEXES = {"female": N_("woman"), "male": N_("man"), "other": N_("other")}
_CHILDREN = {"female": N_("girl"), "male": N_("boy"), "other": N_("other")}

_GAP = 14  # between the name and what follows


def age_words(age: float | None) -> str:
    """An age in years as one says it: "54 years", "8 months", or nothing where unknown."""
    if age is None:
        return ""
    if age < 2:
        months = round(age * 12)
        return _n("{count} month", "{count} months", months).format(count=months)
    return _n("{count} year", "{count} years", int(age)).format(count=f"{age:g}")


def sex_words(sex: str, age: float | None) -> str:
    """Man, woman, boy, girl, other, or nothing where not asked."""
    words = (_CHILDREN if age is not None and age < 16 else SEXES).get(sex, "")
    return _(words) if words else ""


def banner_words(patient: Patient, age: float | None) -> tuple[str, str]:
    """Name, and "54 years, man"; what is not known is said, never guessed."""
    told = ", ".join(p for p in (age_words(age), sex_words(patient.sex, age)) if p)
    return patient.name or patient.local_name or _("Not yet named"), told or _("age and sex not asked")


class Banner(QWidget):
    """One line, elided from the right so that the name is the last to go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head, self._tail = "mwdesk", _("Where the lesion is, what fits, what to do next")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("mwdesk, no patient open"))
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # painted by hand, from the left

    def show_words(self, head: str, tail: str) -> None:
        if (head, tail) != (self._head, self._tail):
            self._head, self._tail = head, tail
            self.setAccessibleName(f"{head} · {tail}")
            self.setToolTip(f"{head}\n{tail}")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = theme.Type.font("banner", QFont.Weight.DemiBold)
        metrics, tail_font = QFontMetrics(font), theme.Type.font("text")
        right = Qt.TextElideMode.ElideRight
        # A long name leaves room for age, sex and number, which tell two of one name apart.
        tail_width = QFontMetrics(tail_font).horizontalAdvance(self._tail)
        share = max(120, self.width() * 45 // 100, self.width() - tail_width - _GAP)
        name = metrics.elidedText(self._head, right, share)
        taken = metrics.horizontalAdvance(name) + _GAP
        base = (self.height() + metrics.ascent() - metrics.descent()) // 2
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        tail = QFontMetrics(tail_font).elidedText(self._tail, right, max(0, self.width() - taken))
        spans = ((font, "ink", name, 0), (tail_font, "muted", tail, taken))
        for face, colour, words, start in spans:
            painter.setFont(face)
            painter.setPen(theme.current().color(colour))
            wide = QFontMetrics(face).horizontalAdvance(words)
            painter.drawText(self.width() - start - wide if mirrored else start, base, words)
        painter.end()


class TopBar(QFrame):
    """The bar across the top."""

    def __init__(self, search: SearchBox, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bar")
        self.banner = Banner()
        self.search = search
        self.undo = button("", "icon", name=_("Undo, Control Z"))
        self.redo = button("", "icon", name=_("Redo, Control Shift Z"))
        self.lock = button("", "icon", name=_("Lock the records, Control L"))
        self.lock.setToolTip(_("Lock the records (Ctrl+L)"))
        self.lock.hide()
        icons.put(self.lock, "lock")
        icons.put(self.undo, "undo")
        icons.put(self.redo, "redo")
        self.undo.setToolTip(_("Undo the last answer (Ctrl+Z)"))
        self.redo.setToolTip(_("Do it again (Ctrl+Shift+Z)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(4)
        row.addWidget(self.banner, 1)
        row.addWidget(self.lock)
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        row.addSpacing(6)
        row.addWidget(search)
        self.render_view(None)

    def render_view(self, view: View | None, *, behind: bool = False, tools: bool = True) -> None:
        """The patient's line; `behind` the list, that they are still open. `tools` change the record."""
        front = view is not None and tools
        self.undo.setEnabled(view is not None and front and view.can_undo)
        self.redo.setEnabled(view is not None and front and view.can_redo)
        for part in (self.undo, self.redo, self.search):
            part.setVisible(front)
        if view is None:
            self.banner.show_words("mwdesk", _("Where the lesion is, what fits, what to do next"))
            return
        if behind:
            name = banner_words(view.encounter.patient, None)[0]
            self.banner.show_words("mwdesk", _("{name} is still open; the steps lead back").format(name=name))
            return
        patient = view.encounter.patient
        name, told = banner_words(patient, view.encounter.age)
        visit = _("first visit") if view.visits <= 1 else _("visit {number}").format(number=view.visits)
        saved = _("saved {time}").format(time=f"{view.saved_at:%H:%M}") if view.saved_at else ""
        number = patient.identifiers[0] if patient.identifiers else ""
        number = (
            _("MRN {number}").format(number=number)
            if number and number.replace("-", "").isdigit()
            else number
        )
        before = view.panel.last.head if view.panel.last else ""
        before = before[:1].lower() + before[1:]
        self.banner.show_words(name, " · ".join(p for p in (told, number, visit, before, saved) if p))
