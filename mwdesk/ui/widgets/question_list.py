"""Sections of questions: the core first, the rest behind 'n more'. A row once seen stays in its place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.translation import _, _n
from mwdesk.ui.widgets.finding_row import FindingRow
from mwdesk.ui.widgets.layout import button, label
from mwdesk.workflow.questions import Question, Section, all_normal


class QuestionSection(QFrame):
    """One card: title, count, rows, 'n more' and 'all normal'."""

    answered = Signal(str, object)  # finding, State or None
    normal_asked = Signal(str)  # section id
    skip_asked = Signal(str, bool)  # section id, leave out or take back

    def __init__(self, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.section = section
        self.rows: dict[str, FindingRow] = {}
        self._unfolded = False
        self._above: frozenset[str] = frozenset()
        self._core_groups = {q.group for q in section.items if q.core and q.group}
        self.count = label("", "small")
        self.normal = button(
            _("All normal from here"),
            "quiet",
            name=_("{section}: all normal from here").format(section=section.title),
        )
        self.normal.setToolTip(
            _(
                "Answers “no” for what is shown here and untouched, except red flags; marked “by section”. "
                "Ctrl+N, and Ctrl+Z takes it back."
            )
        )
        self.more = button("", "link")
        self.skip = button(
            _("Skip"), "quiet", name=_("Skip {section}: not assessed").format(section=section.title)
        )
        self.skip.setCheckable(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 8, 10, 8)
        self._column.setSpacing(0)
        kept = self.normal.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # the head of every card has the same height
        self.normal.setSizePolicy(kept)
        self._lay_out()
        self.more.clicked.connect(self._on_more)
        self.skip.clicked.connect(self._on_skip)
        self.normal.clicked.connect(self._on_normal)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 0, 2)
        head.setSpacing(10)
        head.addWidget(label(self.section.title, "title"))
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.normal)
        head.addWidget(self.skip)
        self._column.addLayout(head)
        foot = QHBoxLayout()
        foot.setContentsMargins(4, 4, 0, 0)
        foot.addWidget(self.more)
        foot.addStretch(1)
        self._column.addLayout(foot)

    def show_section(
        self, section: Section, ghosts: Mapping[str, str], above: frozenset[str] = frozenset()
    ) -> None:
        """Draw these states in place; `ghosts` are answers of the last visit, shown and never copied.

        `above` are the findings that the card of the next question asks just now.
        """
        self.section, self._above = section, above
        for at, question in enumerate(section.items):
            row = self.rows.get(question.finding)
            if row is None and self._wanted(question):
                row = self._add(question, at)
            if row is not None:
                row.show_question(question, ghosts.get(question.finding, ""))
                row.show_asked_above(question.finding in above)
        hidden = len(section.items) - len(self.rows)
        self.more.setVisible(hidden > 0)
        self.more.setText(
            _n("{count} more", "{count} more", hidden).format(count=hidden)
            if self.rows
            else _n("Show {count} question", "Show {count} questions", hidden).format(count=hidden)
        )
        self.more.setAccessibleName(
            _n(
                "{section}: show {count} more question", "{section}: show {count} more questions", hidden
            ).format(section=section.title, count=hidden)
        )
        self.count.setText(self._asked_words())
        self.skip.setChecked(section.skipped)
        self.skip.setText(_("Ask after all") if section.skipped else _("Skip"))
        self.skip.setVisible(section.skipped or section.asked < len(section.items))
        self.normal.setVisible(bool(all_normal(section, frozenset(self.rows))))

    def _asked_words(self) -> str:
        section = self.section
        told = _("{done} of {total} asked").format(done=section.asked, total=len(section.items))
        if section.skipped:
            return (
                _("{told}, the rest not assessed").format(told=told) if section.asked else _("not assessed")
            )
        return told if section.asked else _("not asked")

    def _wanted(self, question: Question) -> bool:
        return (
            self._unfolded
            or question.core
            or question.state is not None
            or bool(question.derived)
            or question.group in self._core_groups
        )

    def _add(self, question: Question, at: int) -> FindingRow:
        row = FindingRow(question, self)
        row.answered.connect(self.answered)
        row.skip_asked.connect(self._on_skip_key)
        order = [q.finding for q in self.section.items]
        before = [f for f in order[:at] if f in self.rows]
        self._column.insertWidget(1 + len(before), row)
        if before:
            QWidget.setTabOrder(self.rows[before[-1]], row)
        self.rows[question.finding] = row
        row.show()  # a layout would do so only later, and the focus may be wanted at once
        return row

    def unfold(self) -> None:
        """Make and show every row of the section."""
        self._unfolded = True
        self._draw_again()

    def _draw_again(self) -> None:
        self.show_section(self.section, {f: r.ghost for f, r in self.rows.items()}, self._above)

    def _on_more(self) -> None:
        """What appears is where one goes on: the focus does not leap to the next section."""
        before = set(self.rows)
        self.unfold()
        new = [q.finding for q in self.section.items if q.finding in self.rows and q.finding not in before]
        if new:
            QTimer.singleShot(0, partial(self.rows[new[0]].setFocus, Qt.FocusReason.OtherFocusReason))

    def _on_skip(self) -> None:
        self.skip_asked.emit(self.section.id, not self.section.skipped)

    def _on_skip_key(self, _finding: str) -> None:
        self._on_skip()

    def reveal(self, finding: str) -> FindingRow | None:
        """The row of a finding, made where it was not shown yet; None where it belongs elsewhere."""
        for at, question in enumerate(self.section.items):
            if question.finding == finding:
                row = self.rows.get(finding) or self._add(question, at)
                self._draw_again()
                return row
        return None

    def visible_from_focus(self) -> frozenset[str]:
        """Findings in sight, from the row with the focus on; all of them where none has it."""
        shown = [q.finding for q in self.section.items if q.finding in self.rows]
        here = next((i for i, f in enumerate(shown) if self.rows[f].hasFocus()), 0)
        return frozenset(f for f in shown[here:] if self.rows[f].in_sight())

    def _on_normal(self) -> None:
        self.normal_asked.emit(self.section.id)
