"""The body from the front and from behind: the power of each muscle group by colour, number and hatching."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mwdesk.domain.encounter import GRADE_NUMBERS, LEFT, RIGHT, MrcGrade
from mwdesk.domain.knowledge import Muscle
from mwdesk.domain.translation import N_, _
from mwdesk.ui import theme
from mwdesk.ui.accessible import Role, speak_as
from mwdesk.ui.widgets import body_shapes
from mwdesk.workflow.words import side_word

# Toes move by muscles of the leg, yet a reader looks for them on the foot.
_ON_THE_FOOT = ("great-toe-extension", "toe-extension", "toe-flexion")
_ON_THE_CHEST = ("pectoralis-clavicular", "pectoralis-sternal")
_ON_THE_BACK = ("scapular-retraction", "shoulder-adduction")  # between and below the shoulder blades
# Where one looks for a muscle that is not in sight from the front; any other is drawn there.
_BEHIND = frozenset(
    (
        "neck-extension",
        "shoulder-shrug",
        "trunk-extension",
        "anal-sphincter",
        "scapular-protraction",
        "shoulder-abduction-start",
        "shoulder-external-rotation",
        "shoulder-internal-rotation",
        "elbow-extension",
        "forearm-supination",
        "wrist-extension",
        "wrist-extension-ulnar",
        "finger-extension",
        "index-extension",
        "thumb-extension",
        "thumb-abduction-long",
        "finger-abduction-index",
        "finger-adduction",
        "hip-abduction",
        "hip-internal-rotation",
        "hip-extension",
        "knee-flexion",
        "ankle-plantarflexion",
        "ankle-inversion",
        "toe-flexion",
    )
)
_NAMES = {
    "respiratory": N_("chest"),
    "eye": N_("eye"),
    "face": N_("face"),
    "neck": N_("neck"),
    "shoulder": N_("shoulder"),
    "arm": N_("arm"),
    "forearm": N_("forearm"),
    "hand": N_("hand"),
    "trunk": N_("trunk"),
    "hip": N_("hip"),
    "thigh": N_("thigh"),
    "leg": N_("leg"),
    "foot": N_("foot"),
    "bulbar": N_("jaw, palate and tongue"),
    "back-neck": N_("back of the neck"),
    "back-shoulder": N_("shoulder blade"),
    "back-respiratory": N_("upper back"),
    "back-trunk": N_("lower back"),
    "back-arm": N_("back of the arm"),
    "back-forearm": N_("back of the forearm"),
    "back-hand": N_("back of the hand"),
    "back-hip": N_("buttock"),
    "back-thigh": N_("back of the thigh"),
    "back-leg": N_("calf"),
    "back-foot": N_("sole"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionState:
    """What one region shows: its weakest tested grade, and how much of its screen is untested."""

    region: str
    side: str
    grade: str  # one of GRADES, or "" where nothing was tested
    tested: int
    total: int
    first: str  # the movement to select when the region is clicked
    words: str


def region_of(muscle: Muscle) -> str:
    """The figure's region of a movement."""
    if muscle.id in _ON_THE_CHEST:
        return "respiratory"
    if muscle.id in _ON_THE_BACK:
        return f"{body_shapes.BACK}respiratory"
    if muscle.id in _ON_THE_FOOT and muscle.id not in _BEHIND:
        return "foot"
    return f"{body_shapes.BACK}{muscle.region}" if muscle.id in _BEHIND else muscle.region


def region_states(
    muscles: Mapping[str, Muscle], grades: Mapping[tuple[str, str], MrcGrade]
) -> dict[tuple[str, str], RegionState]:
    """Each region and side in one value; a movement counts when it is core or was graded."""
    out = {}
    for region, side in body_shapes.everywhere():
        group = [m for m in muscles.values() if region_of(m) == region]
        shown = [m for m in group if m.core or (m.id, side) in grades]
        seen = {m.id: grades[m.id, side] for m in shown if (m.id, side) in grades}
        numbered = [g for g in seen.values() if g.number is not None]
        weakest = min(numbered, key=lambda g: GRADE_NUMBERS[g.grade], default=None)
        open_ = next((m.id for m in shown if m.id not in seen), "")
        first = weakest.muscle if weakest else open_ or (group[0].id if group else "")
        parts = [
            f"{lowered(m.name or m.id)} {seen[m.id].grade if m.id in seen else _('not tested')}"
            for m in shown
        ]
        named = _(_NAMES[region]) if region in _NAMES else region
        title = f"{named.capitalize()}, {side_word(side)}" if side_word(side) else named.capitalize()
        out[region, side] = RegionState(
            region=region,
            side=side,
            grade=weakest.grade if weakest else "",
            tested=len(seen),
            total=len(shown),
            first=first,
            words=f"{title}: {'; '.join(parts) if parts else _('not tested')}",
        )
    return out


def lowered(name: str) -> str:
    """A name inside a sentence."""
    return name[:1].lower() + name[1:]


class BodyFigure(QWidget):
    """Regions coloured by their weakest grade; hatched where untested; clicking one asks for its row."""

    region_chosen = Signal(str, str)  # movement id, side

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states: dict[tuple[str, str], RegionState] = {}
        self._current: tuple[str, str] | None = None
        self._under: tuple[str, str] | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 150)
        speak_as(self, Role.Graphic)
        self.setAccessibleName(_("Body figure, front and back: power by muscle group"))
        self.show_states({})

    def sizeHint(self) -> QSize:
        return QSize(340, 430)

    def show_states(self, states: Mapping[tuple[str, str], RegionState]) -> None:
        """Draw these; repaints only when something differs."""
        if dict(states) == self._states and states:
            return
        self._states = dict(states)
        self.setAccessibleDescription(_summary(self._states.values()))
        self.update()

    def show_current(self, region: str, side: str) -> None:
        """Ring the region of the row that is being graded."""
        if (region, side) != self._current:
            self._current = (region, side)
            self.update()

    # painting

    def _frame(self) -> QTransform:
        top, foot = 20.0, 4.0
        scale = min(self.width() / body_shapes.SPAN, (self.height() - top - foot) / body_shapes.HEIGHT)
        left = (self.width() - body_shapes.SPAN * scale) / 2
        spare = max(0.0, self.height() - top - foot - body_shapes.HEIGHT * scale)
        return QTransform.fromTranslate(left, top + min(spare / 2, 12)).scale(scale, scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self._frame()
        paint_sides(painter, frame)
        paint_silhouette(painter, frame)
        for key, state in self._states.items():
            self._paint_region(painter, frame, key, state)
        self._paint_ring(painter, frame)
        painter.end()

    def _paint_region(
        self, painter: QPainter, frame: QTransform, key: tuple[str, str], state: RegionState
    ) -> None:
        if not state.total and key != self._under:
            return  # nobody screens it and nobody graded it: part of the plain figure
        palette = theme.current()
        path = frame.map(body_shapes.everywhere()[key])
        edge = QColor(palette.line)
        if state.grade:
            fill, _ = palette.power(state.grade)
            painter.fillPath(path, QColor(fill))
            edge = QColor(fill).darker(112)
        elif state.total:
            painter.fillPath(path, QColor(palette.card))
        share = (state.total - state.tested) / state.total if state.total else 0.0
        if share:
            paint_hatch(painter, path, QColor(palette.hatch), share)
        if key == self._under:
            edge = QColor(palette.accent)
        painter.strokePath(path, QPen(edge, 1))
        if state.grade or state.tested:
            self._paint_grade(painter, frame, key, state.grade or _("NT"))

    def _paint_grade(self, painter: QPainter, frame: QTransform, key: tuple[str, str], grade: str) -> None:
        fill, ink = theme.current().power(grade)
        small = key[0] in ("eye", "face", "bulbar", "neck")
        size = max(8.0, min(13.0, (9.5 if small else 12.5) * frame.m11()))
        painter.setFont(font_of(size, bold=True))
        at = frame.map(body_shapes.label_point(*key))
        box = QRectF(at.x() - 16, at.y() - 10, 32, 20)
        if not small and self._states[key].tested < self._states[key].total:
            width = painter.fontMetrics().horizontalAdvance(grade) + 8
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(fill))
            painter.drawRoundedRect(QRectF(at.x() - width / 2, at.y() - 9, width, 18), 8, 8)
        painter.setPen(QColor(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, grade.replace("-", "−"))

    def _paint_ring(self, painter: QPainter, frame: QTransform) -> None:
        if self._current in body_shapes.everywhere():
            path = frame.map(body_shapes.everywhere()[self._current])
            painter.strokePath(path, QPen(QColor(theme.current().accent), 2))

    # pointing

    def _at(self, where: QPointF) -> tuple[str, str] | None:
        frame, invertible = self._frame().inverted()
        point = frame.map(where)
        hits = (key for key, path in body_shapes.everywhere().items() if path.contains(point))
        return next(hits, None) if invertible else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        under = self._at(event.position())
        if under != self._under:
            self._under = under
            shape = Qt.CursorShape.PointingHandCursor if under else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._under = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        state = self._states.get(self._at(event.position()) or ("", ""))
        if state is not None and state.first and event.button() == Qt.MouseButton.LeftButton:
            self.region_chosen.emit(state.first, state.side)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            state = self._states.get(self._at(QPointF(event.pos())) or ("", ""))
            QToolTip.showText(event.globalPos(), state.words if state else "", self)
            return True
        return super().event(event)


def _summary(states: Iterable[RegionState]) -> str:
    """How much is graded and where it is weak; the grid beside the figure holds all of it."""
    known = list(states)
    weak = [s.words.partition(":")[0].lower() for s in known if s.grade not in ("", "5")]
    graded, total = sum(s.tested for s in known), sum(s.total for s in known)
    said = _("{graded} of {total} graded; the grid beside it holds all.").format(graded=graded, total=total)
    return said + (" " + _("Weak: {regions}.").format(regions=", ".join(weak)) if weak else "")


def font_of(size: float, *, bold: bool = False) -> QFont:
    """A font of this many pixels times the reader's size."""
    out = theme.Type.text()
    out.setPixelSize(round(size * theme.Type.scale))
    out.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return out


def paint_silhouette(painter: QPainter, frame: QTransform, *, both: bool = True) -> None:
    """All parts in the line's colour first, then all of them a little slimmer in the figure's own."""
    parts = [frame.map(part) for part in body_shapes.silhouette(both=both)]
    skin = body_shapes.SKIN * frame.m11()
    for token, width in (("line", skin + 2), ("track", skin)):
        color = theme.current().color(token)
        pen = QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        for part in parts:
            painter.fillPath(part, color)
            painter.strokePath(part, pen)


def paint_sides(painter: QPainter, frame: QTransform, *, both: bool = True) -> None:
    """Right and left from the patient's side, over each figure."""
    painter.setPen(QColor(theme.current().muted))
    painter.setFont(font_of(11))
    wide = body_shapes.WIDTH * frame.m11()
    heads = (
        (0.0, (_("Right"), _("Front"), _("Left"))),
        (body_shapes.WIDTH, (_("Left"), _("Back"), _("Right"))),
    )
    metrics = painter.fontMetrics()
    for start, words in heads if both else heads[:1]:
        left = frame.map(QPointF(start + (body_shapes.GAP if start else 0), 0)).x()
        needed = max(metrics.horizontalAdvance(word) for word in words) + 8
        shown = words if needed <= wide / 3 else (words[0], "", words[2])  # the sides before the view
        for place, word in enumerate(shown):
            third = QRectF(left + wide * place / 3, 0, wide / 3, 18)
            painter.drawText(
                third,
                Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextDontClip,
                word,
            )


def paint_hatch(
    painter: QPainter, path: QPainterPath, ink: QColor, share: float = 1.0, gap: float = 5.0
) -> None:
    """Hatch the lower `share` (0 to 1) of a shape with lines `gap` pixels apart."""
    bounds = path.boundingRect()
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    top = bounds.bottom() - bounds.height() * share
    painter.setPen(QPen(QBrush(ink), 1))
    reach, x = bounds.height(), bounds.left() - bounds.height()
    painter.setClipRect(
        QRectF(bounds.left(), top, bounds.width(), bounds.bottom() - top), Qt.ClipOperation.IntersectClip
    )
    while x < bounds.right():
        painter.drawLine(QPointF(x, bounds.bottom()), QPointF(x + reach, bounds.top()))
        x += gap
    painter.restore()


__all__ = ["LEFT", "RIGHT", "BodyFigure", "RegionState", "region_of", "region_states"]
