"""Deleting a patient: unfolded where it is asked for, confirmed by typing who it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import _
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.errand import plain
from mwdesk.ui.widgets.choice_box import ChoiceBox
from mwdesk.ui.widgets.layout import button, label, link_row
from mwdesk.workflow import removal


class RemovalForm(QFrame):
    """Says what would go and until when records are to be kept; a mistake here cannot be undone."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._wanted: removal.Removal | None = None
        self.unfold = button(_("Delete this patient..."), "link")
        self.form = QFrame()
        self.form.setProperty("surface", "urgent")
        self.what = label("", "strong", wrap=True)
        self.retention = label("", "", wrap=True)
        self.reason = ChoiceBox()
        self.reason.setAccessibleName(_("Reason of the deletion"))
        self.ask = label("", "", wrap=True)
        self.typed = QLineEdit()
        self.typed.setAccessibleName(_("Who is to be deleted"))
        self.delete = button(_("Delete for good"))
        self.told = label("", "urgent", wrap=True)
        self._lay_out()
        self.unfold.clicked.connect(self._on_unfold)
        self.delete.clicked.connect(self._on_delete)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(link_row(self.unfold))
        whole.addWidget(self.form)
        column = QVBoxLayout(self.form)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        why = label(_("Why"))
        why.setBuddy(self.reason)
        self.ask.setBuddy(self.typed)
        for part in (self.what, self.retention, why, self.reason, self.ask, self.typed, self.told):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.delete)
        column.addLayout(row)
        self.form.hide()
        self.told.hide()

    def show_patient(self, patient_id: str) -> None:
        """Fold up where another patient is shown."""
        if self._wanted is not None and self._wanted.patient_id != patient_id:
            self._fold()

    def _fold(self) -> None:
        self._wanted = None
        self.form.hide()
        self.typed.clear()
        self._tell("")

    def _tell(self, words: str) -> None:
        self.told.setText(words)
        self.told.setVisible(bool(words))

    def _on_unfold(self) -> None:
        if not self.form.isHidden():
            self._fold()
            return
        try:
            self._wanted = removal.plan(self._bridge.session)
        except (DataError, OSError) as problem:
            self._bridge.fail(problem)
            return
        self.what.setText(self._wanted.what)
        self.retention.setText(self._wanted.retention)
        self.ask.setText(_("Type “{words}” to confirm").format(words=self._wanted.confirm))
        self.reason.clear()
        self.reason.addItem(_("Choose a reason"), "")
        for reason in removal.REASONS:
            self.reason.addItem(_(reason), reason)
        self.form.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_delete(self) -> None:
        if self._wanted is None:
            return
        try:
            self._bridge.leaving.emit()
            words = removal.remove(
                self._bridge.session, self._wanted, self.typed.text(), str(self.reason.currentData() or "")
            )
        except (DataError, OSError) as problem:
            self._tell(plain(problem))
            if not self._bridge.session.is_open:  # it was left before the disk refused
                self._bridge.open(self._wanted.patient_id)
            return
        self._fold()
        self._bridge.close()
        self._bridge.news.emit(words)
