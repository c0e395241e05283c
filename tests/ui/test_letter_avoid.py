"""What to avoid on the way is offered from the care card, and printed only once it was taken."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import Measurement, State, answer, measurement
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.pages.letter import LetterPage

SATURATION = Measurement(analyte="spo2", label="Oxygen saturation", value=86, unit="%", text="86")
MYASTHENIA = (
    *("true-weakness", "fatigable-weakness", "ptosis", "diplopia", "fluctuating-weakness"),
    *("ice-pack-test-positive", "sustained-upgaze-fatigue", "dysphagia"),
)


def test_what_to_avoid_is_printed_only_once_taken(opened: MainWindow, bridge: Bridge, qtbot: QtBot) -> None:
    bridge.record(*(answer(f, State.PRESENT) for f in MYASTHENIA), measurement(SATURATION))
    opened.go("letter")
    page = opened.page("letter")
    assert isinstance(page, LetterPage)
    qtbot.waitUntil(lambda: page.preview.page_count > 0, timeout=5000)
    field = page.details.fields["avoid"]
    assert page.kind == "emergency_transfer" and field.use.isVisible()
    offered = field._offer
    section = "Avoid on the way"
    assert offered and offered[:20].lower() not in page.desk.text(page.kind).lower()
    QTest.mouseClick(field.use, Qt.MouseButton.LeftButton)
    assert bridge.session.encounter.note("avoid") == offered
    said = " ".join(page.desk.text(page.kind).lower().split())
    assert section.lower() in said and " ".join(offered.split())[:40].lower() in said
    assert not page.details.fields["avoid"].use.isVisible()
