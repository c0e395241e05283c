"""The second visit: charts and words on the pages of patient and results."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import Measurement, Patient, State, answer, grade, measurement
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.widgets.trend_chart import SinceCard, TrendChart
from mwdesk.workflow import Session
from mwdesk.workflow.trends import Point, Trend


def ck(value: float) -> Measurement:
    return Measurement(analyte="ck", label="CK", value=value, unit="U/L")


@pytest.fixture
def twice(window: MainWindow, bridge: Bridge, session: Session) -> MainWindow:
    """A patient at the second visit, a week after the first."""
    clock = [datetime(2026, 11, 1, 9)]
    session.now = lambda: clock[0]
    bridge.create_patient(Patient(id="p2", name="Asha Rao", sex="female", age_years=40))
    bridge.record(
        measurement(ck(8200)), answer("dysphagia", State.ABSENT), grade("hip-flexion", "right", "4")
    )
    clock[0] += timedelta(days=7)
    bridge.start_visit()
    bridge.record(
        measurement(ck(1200)), answer("dysphagia", State.PRESENT), grade("hip-flexion", "right", "3")
    )
    return window


def words(card: SinceCard) -> str:
    return " ".join(label.text() for label in card.findChildren(QLabel) if not label.isHidden())


@pytest.mark.parametrize("place", ["patient", "results"])
def test_the_second_visit_tells_what_changed(twice: MainWindow, place: str) -> None:
    twice.go(place)
    QApplication.processEvents()
    card = twice.pages[place].since
    assert card.isVisible()
    assert "Since the visit of 1 November 2026" in words(card)
    assert "right hip flexion 4 to 3" in words(card)
    assert "difficulty swallowing" in words(card)
    assert [c.trend.id for c in card.charts] == ["ck"]
    assert "8200 on 1 November 2026" in card.charts[0].accessibleName()


def test_a_first_visit_has_nothing_to_compare(opened: MainWindow) -> None:
    for place in ("patient", "results"):
        opened.go(place)
        assert not opened.pages[place].since.isVisible()


def test_the_chart_follows_while_one_types(twice: MainWindow, bridge: Bridge) -> None:
    twice.go("results")
    card = twice.pages["results"].since
    bridge.record(measurement(ck(90)))
    assert [p.text for p in card.charts[-1].trend.points] == ["8200", "90"]
    bridge.record(measurement(None, key="ck"))
    assert not [c for c in card.charts if not c.isHidden() and c.isVisible()]


def test_points_stand_in_order_inside_the_chart(qtbot: QtBot) -> None:
    days = [datetime(2026, 1, 1).date() + timedelta(days=d) for d in (0, 3, 30)]
    points = tuple(
        Point(day=day, value=v, text=str(v), visit=str(v))
        for day, v in zip(days, (5.0, 1.0, 3.0), strict=True)
    )
    chart = TrendChart(Trend(id="x", name="X", unit="U", points=points, low=1.0, high=4.0))
    qtbot.addWidget(chart)
    chart.resize(chart.sizeHint())
    places = chart.places()
    assert [p.x() for p in places] == sorted(p.x() for p in places)
    assert places[0].y() < places[2].y() < places[1].y(), "more is higher"
    assert all(chart.rect().contains(p.toPoint()) for p in places)
    assert not chart.grab().isNull()


@pytest.mark.parametrize("count", [2, 6])
def test_the_band_is_named_and_six_visits_stand_apart(qtbot: QtBot, count: int) -> None:
    first = datetime(2026, 1, 1).date()
    points = tuple(
        Point(day=first + timedelta(days=40 * n), value=92.0 - 9 * n, text=str(92 - 9 * n), visit=str(n))
        for n in range(count)
    )
    chart = TrendChart(
        Trend(id="f", name="FVC, percent predicted", unit="%", points=points, low=80.0, high=120.0)
    )
    qtbot.addWidget(chart)
    chart.resize(chart.sizeHint())
    band = chart.band()
    assert band is not None
    assert chart.trend.usual == "usual 80 to 120"
    assert band.top() > 41, "below its name"
    across = [p.x() for p in chart.places()]
    assert all(b - a > 12 for a, b in pairwise(across))
    far = Trend(id="c", name="CK", unit="U/L", points=points, low=2000.0, high=3000.0)
    assert TrendChart(far).band() is None, "a range far away is told and not drawn"
