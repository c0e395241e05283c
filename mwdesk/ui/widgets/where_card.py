"""Where the lesion may be: the picture with its levels, the one that was chosen, and patterns of signs."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from mwdesk.domain.assessment import Match, PatternVerdict
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import N_, _
from mwdesk.ui import theme
from mwdesk.ui.widgets.layout import label
from mwdesk.ui.widgets.neuraxis import Neuraxis
from mwdesk.ui.widgets.place_card import PlaceCard
from mwdesk.workflow import View
from mwdesk.workflow.reasons import site_reasons
from mwdesk.workflow.words import listed, percent, side_word

_NARROW = 640  # pixels of the card below which the level stands below the picture
_PATTERNS = 4
_WORDS = {
    Match.MATCHES: N_("fits"),
    Match.POSSIBLE: N_("possible"),
    Match.ARGUED_AGAINST: N_("argued against"),
    Match.NOT_MATCHED: N_("does not fit"),
}


class WhereCard(QFrame):
    """A level is chosen in the picture and read beside it; until somebody chooses, the leading one is."""

    level_chosen = Signal(str)  # site id

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._kb = kb
        self.sites = Neuraxis(26, marks_choice=True)
        self.place = PlaceCard()
        self.true_weakness = label("", "note", wrap=True)
        self.patterns = label("", wrap=True)
        self.patterns.setTextFormat(Qt.TextFormat.RichText)
        self.chosen = ""
        self._lay_out()
        self.sites.chosen.connect(self.level_chosen)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 14)
        whole.setSpacing(8)
        whole.addWidget(label(_("Where"), "title"))
        whole.addWidget(self.true_weakness)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(24)
        left = QVBoxLayout()
        left.addWidget(self.sites)
        left.addStretch(1)
        self._beside.addLayout(left, 1)
        self._beside.addWidget(self.place, 1)
        whole.addLayout(self._beside)
        whole.addWidget(label(_("What the muscles and reflexes point to"), "heading"))
        whole.addWidget(self.patterns)

    def show_where(self, view: View, moved: Mapping[str, int]) -> None:
        """Take the places of a view."""
        panel = view.panel
        bare = not any(row.percent for row in panel.sites)
        self.sites.show_rows(
            panel.sites, moved, _("After a few answers the weight stands here.") if bare else ""
        )
        self.true_weakness.setText(panel.true_or_perceived)
        self.true_weakness.setVisible(bool(panel.true_or_perceived))
        leading = next((row.id for row in panel.sites if row.leading and row.percent), "")
        site = self.chosen or leading
        row = next((r for r in panel.sites if r.id == site), None)
        self.place.setVisible(row is not None and not bare)
        if row is not None:
            self.sites.choose(site)
            plain = site.replace("-", "_")
            here = [c for c in (*panel.causes, *panel.more_causes) if c.site.replace("-", "_") == plain]
            causes = tuple((c.id, c.name, percent(c.probability)) for c in here)
            self.place.show_place(row, site_reasons(self._kb, view.assessment, site), causes)
        self.patterns.setText(pattern_words(self._kb, view.assessment.patterns))

    def minimumSizeHint(self) -> QSize:
        own = super().minimumSizeHint()  # beside each other the parts want more: narrower, they stand below
        return QSize(min(own.width(), 300), own.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _NARROW * theme.Type.scale
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._beside.direction() != way:
            self._beside.setDirection(way)


def pattern_words(kb: KnowledgeBase, patterns: tuple[PatternVerdict, ...]) -> str:
    """The patterns as rich text: name and side, what speaks for and against, what is still to test."""
    if not patterns:
        return _("No muscle or reflex tested so far points to one place.")
    parts = []
    for (pattern, match), sides in by_pattern(patterns).items():
        name = kb.localisation[pattern].name if pattern in kb.localisation else pattern
        named = [side_word(p.side) for p in sides if p.side]
        where = (_("both sides") if len(named) > 1 else named[0]) if named else ""
        lines = [f"<b>{escaped(f'{name}, {where}' if where else name)}</b> · {_(_WORDS[match])}"]
        for head, every in (
            (_("for: {findings}"), [item for p in sides for item in p.for_]),
            (_("against: {findings}"), [item for p in sides for item in p.against]),
            (_("still to test: {findings}"), [item for p in sides for item in p.to_test]),
        ):
            items = list(dict.fromkeys(every))
            if items:
                lines.append(head.format(findings=escaped(listed(items, 4))))
        parts.append("<br>".join(lines))
        if len(parts) == _PATTERNS:
            break
    return "<br><br>".join(parts)


def by_pattern(patterns: tuple[PatternVerdict, ...]) -> dict[tuple[str, Match], list[PatternVerdict]]:
    """The two sides of one pattern with the same verdict, told once; the order of the best is kept."""
    out: dict[tuple[str, Match], list[PatternVerdict]] = {}
    for p in patterns:
        out.setdefault((p.pattern, p.match), []).append(p)
    return out


def escaped(text: str) -> str:
    """Text as rich text shows it literally."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
