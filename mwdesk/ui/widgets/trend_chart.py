"""Small charts over the visits, with numbers, dates and units, and what changed in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Encounter
from mwdesk.domain.translation import _
from mwdesk.ui import theme
from mwdesk.ui.accessible import Role, speak_as
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.flow import FlowLayout
from mwdesk.ui.widgets.layout import label
from mwdesk.workflow import View
from mwdesk.workflow.since import Change, changes
from mwdesk.workflow.trends import Point, Trend, trends
from mwdesk.workflow.typed_value import shown_unit

_WIDE, _HIGH = 236, 160  # pixels
_ROLES = {"worse": "urgent", "new": "urgent"}


class TrendChart(QWidget):
    """One number: its points joined, each with its value, the days below, the usual range as a band."""

    def __init__(self, trend: Trend, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.trend = trend
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        speak_as(self, Role.Graphic)
        self.setAccessibleName(trend.sentence())
        self.setToolTip(trend.sentence())

    def sizeHint(self) -> QSize:
        return QSize(round(_WIDE * theme.Type.scale), round(_HIGH * theme.Type.scale))

    def _plot(self) -> QRectF:
        k = theme.Type.scale
        return QRectF(14 * k, 66 * k, self.width() - 28 * k, self.height() - 96 * k)

    def _spread(self) -> tuple[float, float]:
        values = [p.value for p in self.trend.points]
        low, high = min(values), max(values)
        for limit in (self.trend.low, self.trend.high):  # a limit is drawn where it is near
            if limit is not None and abs(limit - (low + high) / 2) < 2 * (high - low or abs(high) or 1.0):
                low, high = min(low, limit), max(high, limit)
        return (low, high) if high > low else (low - 1.0, high + 1.0)

    def places(self) -> tuple[QPointF, ...]:
        """Where each point stands: across by its day, up by its value."""
        points, box = self.trend.points, self._plot()
        low, high = self._spread()
        first, last = points[0].day.toordinal(), points[-1].day.toordinal()
        out = []
        for at, point in enumerate(points):
            across = (
                (point.day.toordinal() - first) / (last - first) if last > first else at / (len(points) - 1)
            )
            up = (point.value - low) / (high - low)
            out.append(QPointF(box.left() + across * box.width(), box.bottom() - up * box.height()))
        return tuple(out)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(palette.color("line"), 1))
        painter.setBrush(palette.color("ground"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        self._paint_head(painter)
        self._paint_usual(painter)
        places = self.places()
        painter.setPen(QPen(palette.color("accent"), 2))
        painter.drawPolyline(QPolygonF(list(places)))
        for at, (place, point) in enumerate(zip(places, self.trend.points, strict=True)):
            self._paint_point(painter, place, point, at)
        painter.end()

    def _paint_head(self, painter: QPainter) -> None:
        palette, trend, k = theme.current(), self.trend, theme.Type.scale
        box = QRectF(12 * k, 6 * k, self.width() - 24 * k, 20 * k)
        painter.setFont(theme.Type.font("note", QFont.Weight.DemiBold))
        painter.setPen(palette.color("ink"))
        unit = f"  {shown_unit(trend.unit)}" if trend.unit else ""
        taken = painter.fontMetrics().horizontalAdvance(trend.name)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, trend.name)
        painter.setFont(theme.Type.font("small"))
        painter.setPen(palette.color("muted"))
        rest = box.adjusted(taken, 0, 0, 0)
        painter.drawText(rest, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, unit)

    def band(self) -> QRectF | None:
        """Where the usual range lies in pixels; None where there is none, or it is far from every value."""
        box, trend = self._plot(), self.trend
        low, high = self._spread()
        if trend.low is None and trend.high is None:
            return None
        top = min(high, trend.high if trend.high is not None else high)
        bottom = max(low, trend.low if trend.low is not None else low)
        if top < bottom:
            return None
        upper = box.bottom() - (top - low) / (high - low) * box.height()
        lower = box.bottom() - (bottom - low) / (high - low) * box.height()
        return QRectF(box.left() - 6, upper, box.width() + 12, max(2.0, lower - upper))

    def _paint_usual(self, painter: QPainter) -> None:
        """The usual range as a quiet band, named under the title with a sample of its colour."""
        k, palette, band = theme.Type.scale, theme.current(), self.band()
        line = QRectF(12 * k, 25 * k, self.width() - 24 * k, 16 * k)
        if band is not None:
            sample = QRectF(line.left(), line.top() + 3 * k, 14 * k, 10 * k)
            for rect in (band, sample):
                painter.fillRect(rect, palette.color("bar" if rect.height() < 3 else "track"))
            painter.setPen(QPen(palette.color("edge"), 1))
            painter.drawRect(sample)
            line.setLeft(sample.right() + 6 * k)
        painter.setFont(theme.Type.font("small"))
        painter.setPen(palette.color("muted"))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.trend.usual)

    def _paint_point(self, painter: QPainter, place: QPointF, point: Point, at: int) -> None:
        palette, last = theme.current(), len(self.trend.points) - 1
        painter.setPen(QPen(palette.color("accent"), 2))
        painter.setBrush(palette.color("accent" if at == last else "card"))
        painter.drawEllipse(place, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ends = at in (0, last)
        if not ends and last > 4:
            return  # told by the tip; numbers that touch each other tell nothing
        painter.setFont(
            theme.Type.font("small", QFont.Weight.DemiBold if at == last else QFont.Weight.Normal)
        )
        painter.setPen(palette.color("ink"))
        across = Qt.AlignmentFlag.AlignLeft if at == 0 else Qt.AlignmentFlag.AlignRight
        across = across if ends else Qt.AlignmentFlag.AlignHCenter
        left = place.x() - 6 if at == 0 else place.x() - 94 if at == last else place.x() - 50
        painter.drawText(QRectF(left, place.y() - 22, 100, 16), across, point.text)
        if ends:
            painter.setFont(theme.Type.font("small"))
            painter.setPen(palette.color("muted"))
            day = f"{point.day.day} {point.day:%b %Y}"
            painter.drawText(QRectF(left, self.height() - 20 * theme.Type.scale, 100, 18), across, day)


class SinceCard(QFrame):
    """What changed since the last visit in words, then the charts; not there at a first visit."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._bridge = bridge
        self._shown: tuple[object, ...] = ()
        self._earlier: tuple[tuple[str, int], tuple[Encounter, ...]] = (("", 0), ())
        self.title = label("", "title")
        self._lines = QWidget()
        self._charts = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 14)
        self._column.setSpacing(8)
        for part in (self.title, self._lines, self._charts):
            self._column.addWidget(part)
        self.hide()

    @property
    def charts(self) -> tuple[TrendChart, ...]:
        """The charts that stand there."""
        return tuple(self._charts.findChildren(TrendChart))

    def show_view(self, view: View) -> None:
        """Compare this visit with those before it."""
        before, kb = view.previous, self._bridge.session.kb
        self.setVisible(before is not None)
        if before is None:
            return
        said = changes(kb, before, view.encounter)
        drawn = trends(kb, (*self._visits(view), view.encounter))
        shown = (before.id, view.encounter.id, said, drawn, theme.current().name)
        if shown != self._shown:
            self._shown = shown
            day = before.started
            self.title.setText(_("Since the visit of {date}").format(date=f"{day.day} {day:%B %Y}"))
            self._lines = self._replace(self._lines, _lines(said), 1)
            self._charts = self._replace(self._charts, _charts(drawn), 2)

    def _visits(self, view: View) -> tuple[Encounter, ...]:
        """The visits before this one; read once, for they do not change while this one is open."""
        key = (view.encounter.id, view.visits_in_all)
        if self._earlier[0] != key:
            kept = tuple(v for v in self._bridge.session.visits() if v.started < view.encounter.started)
            self._earlier = (key, kept)
        return self._earlier[1]

    def _replace(self, old: QWidget, new: QWidget, at: int) -> QWidget:
        self._column.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._column.insertWidget(at, new)
        return new


def _lines(said: Sequence[Change]) -> QWidget:
    out = QWidget()
    grid = QGridLayout(out)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    for at, change in enumerate(said):
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label(change.title, _ROLES.get(change.kind, "strong")), at, 0, top)
        grid.addWidget(label(change.words, wrap=True), at, 1)
    if not said:
        grid.addWidget(
            label(_("Nothing recorded at both visits differs so far."), "muted", wrap=True), 0, 0, 1, 2
        )
    return out


def _charts(drawn: Sequence[Trend]) -> QWidget:
    out = QWidget()
    flow = FlowLayout(out, gap=8)
    for trend in drawn:
        flow.addWidget(TrendChart(trend, out))
    out.setVisible(bool(drawn))
    return out


__all__ = ["SinceCard", "TrendChart"]
