"""What the program is for and not for stands where a clinician finds it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mwdesk.ui.pages.shortcuts import ShortcutsPage
from mwdesk.workflow import purpose


def test_the_page_behind_f1_says_what_it_is_for_and_not_for(qtbot: QtBot) -> None:
    page = ShortcutsPage()
    qtbot.addWidget(page)
    shown = " ".join(text.text() for text in page.findChildren(QLabel))
    for words in (purpose.IN_ONE_SENTENCE, purpose.ACT_NOW, *purpose.NOT_FOR, *purpose.HOW_TO_READ):
        assert words in shown
