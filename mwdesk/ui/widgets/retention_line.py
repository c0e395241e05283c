"""How long records are kept before they may be deleted without a word: years, set by the clinic."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.form_fields import SavedLine
from mwdesk.ui.widgets.layout import label

_MOST = 100  # years


class RetentionLine(QWidget):
    """One number; anything else is put back."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.years = SavedLine(_("Years for which records are kept"), on_pause=False)
        self.years.setFixedWidth(theme.px(64))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(8)
        before = label(_("Keep records for"))
        before.setBuddy(self.years)
        for part in (before, self.years, label(_("years after the last visit"))):
            row.addWidget(part)
        row.addStretch(1)
        column.addLayout(row)
        note = _("10 is an assumption, not the law: ask what holds in your country, and for children.")
        column.addWidget(label(note, "note", wrap=True))
        self.years.written.connect(self._on_written)

    def show_value(self) -> None:
        """Show what is set."""
        self.years.show_text(str(self._bridge.session.clinic.retention_years))

    def _on_written(self, text: str) -> None:
        clinic = self._bridge.session.clinic
        if text.strip().isdecimal() and 1 <= int(text) <= _MOST:
            self._bridge.set_clinic(replace(clinic, retention_years=int(text)))
        else:
            self.years.setText(str(clinic.retention_years))
