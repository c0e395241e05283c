"""Every page, rich and empty, large and small, light and dark: nothing clipped, covered, nameless, faint."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import Patient
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import ASIDE, PLACES, MainWindow
from mwdesk.workflow import Session
from mwdesk.workflow.examples import load_examples
from tests.ui import audit

SIZES = ((1366, 768), (911, 512))
RICH = "Example 6"


@pytest.fixture(autouse=True)
def _usual_type(qapp: QApplication) -> Iterator[None]:
    yield
    theme.Type.scale = 1.0
    theme.apply(qapp, "light")


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def build(qtbot: QtBot, session: Session, scale: float) -> MainWindow:
    load_examples(session)
    session.create_patient(Patient(id="empty", name="Asha Rao"))
    session.close()
    session.store.set_setting("text_size", str(scale))
    window = MainWindow(Bridge(session))
    qtbot.addWidget(window)
    window.resize(*SIZES[0])
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    return window


def open_patient(window: MainWindow, who: str) -> None:
    session = window.bridge.session
    rows = {row.name: row.id for row in session.patients()}
    window.bridge.open(rows.get(who, who))


def places(window: MainWindow) -> Iterator[str]:
    """Every page, and every tab of the examination; last the sheet of keys."""
    for place in (*PLACES, *ASIDE):
        window.go(place)
        settle()
        if place != "examination":
            yield place
            continue
        tabs = window.pages[place].tabs
        for at in range(tabs.count()):
            tabs.setCurrentIndex(at)
            settle()
            yield f"{place}, {tabs.tabText(at)}"
        tabs.setCurrentIndex(0)
    window.toggle_help()
    settle()
    yield "keys"
    window.toggle_help()


def complaints(window: MainWindow, *checks: Callable[[MainWindow], list[str]]) -> list[str]:
    out = []
    for place in places(window):
        for check in checks:
            said = check(window)
            if said:  # what is drawn a moment later, as a letter is, gets that moment
                QTest.qWait(150)
                said = check(window)
            out += [f"{place}: {check.__name__}: {line}" for line in said]
    return out


@pytest.mark.parametrize("scale", [1.0, 1.3])
def test_nothing_is_clipped_covered_or_nameless(
    qtbot: QtBot, bridge: Bridge, session: Session, scale: float
) -> None:
    window = build(qtbot, session, scale)
    found = []
    for size in SIZES:
        window.resize(*size)
        for who in (RICH, "empty"):
            open_patient(window, who)
            told = complaints(window, audit.clipped, audit.overlapping, audit.unnamed)
            found += [f"{size[0]}, {who}: {line}" for line in told]
    assert not found, f"{len(found)} complaints\n" + "\n".join(dict.fromkeys(found))


def test_every_word_stands_out_in_both_looks(qtbot: QtBot, bridge: Bridge, session: Session) -> None:
    window = build(qtbot, session, 1.0)
    open_patient(window, RICH)
    found = []
    for size in SIZES:  # colours do not depend on the size: one look in each
        window.resize(*size)
        window.toggle_look()
        look = theme.current().name
        found += [f"{look}, {size[0]}: {line}" for line in complaints(window, audit.faint)]
    assert not found, "\n".join(dict.fromkeys(found))


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_inks_reach_their_contrast_on_every_ground(look: str) -> None:
    palette = theme.PALETTES[look]
    pairs = [(ink, ground) for ink in ("ink", "muted", "accent") for ground in ("ground", "card", "hover")]
    pairs += [("ink", g) for g in ("accent_soft", "untouched", "track", "emergency_ground", "urgent_ground")]
    pairs += [(t, f"{t}_ground") for t in ("emergency", "urgent")] + [
        ("emergency", "card"),
        ("urgent", "card"),
    ]
    pairs += [("on_accent", "accent"), ("on_accent", "accent_strong"), ("accent", "accent_soft")]
    for ink, ground in pairs:
        assert theme.contrast(getattr(palette, ink), getattr(palette, ground)) >= 4.5, (ink, ground)
    for grade in theme.POWER:
        fill, ink = palette.power(grade)
        assert theme.contrast(fill, ink) >= 4.5, grade


@pytest.mark.parametrize("who", [RICH, "empty"])
def test_the_tab_key_comes_everywhere(qtbot: QtBot, bridge: Bridge, session: Session, who: str) -> None:
    window = build(qtbot, session, 1.0)
    open_patient(window, who)
    found = complaints(window, audit.unreached)
    assert not found, "\n".join(dict.fromkeys(found))
