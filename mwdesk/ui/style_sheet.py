"""The one style sheet, written from tokens. Widgets choose a rule with a property, never their own QSS.

Properties: QLabel[role=page|banner|title|strong|muted|note|heading|small|accent|emergency|urgent|caution|
key|badge],
QFrame[surface=card|ground|bar|emergency|urgent|soft],
QPushButton[kind=primary|quiet|link|choice|chip|tab|icon].
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

_SHEET = Template("""
* { outline: none; }
QWidget { color: $ink; font-size: ${text_size}px; }
QMainWindow, QWidget[surface="ground"], QStackedWidget[surface="ground"] { background: $ground; }
QToolTip { background: $card; color: $ink; border: 1px solid $edge; padding: 6px 8px; }

QFrame[surface="card"] { background: $card; border: 1px solid $line; border-radius: 12px; }
QFrame[surface="problem"] { background: $urgent_ground; border: none; border-bottom: 1px solid $line; }
QFrame[surface="alarm"] { background: $emergency_ground; border: none; border-bottom: 1px solid $line; }
QFrame[surface="news"] { background: $accent_soft; border: none; border-bottom: 1px solid $line; }
QFrame[surface="panel"] { background: $ground; border: none; }
QFrame[surface="bar"] { background: $card; border: none; }
QFrame[surface="soft"] { background: $accent_soft; border: none; border-radius: 12px; }
QFrame[surface="emergency"] { background: $emergency_ground; border: none; border-radius: 12px; }
QFrame[surface="urgent"] { background: $urgent_ground; border: none; border-radius: 12px; }
QFrame[line="h"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[line="v"] { background: $line; border: none; max-width: 1px; min-width: 1px; }

QLabel { background: transparent; }
QLabel[role="page"] { font-size: ${page_size}px; font-weight: 600; min-height: ${head_size}px; }
QLabel[role="banner"] { font-size: ${banner_size}px; font-weight: 600; }
QLabel[role="title"] { font-size: ${title_size}px; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="note"] { color: $muted; font-size: ${note_size}px; }
QLabel[role="heading"] { color: $muted; font-size: ${note_size}px; font-weight: 500; }
QLabel[role="small"] { color: $muted; font-size: ${small_size}px; }
QLabel[role="accent"] { color: $accent; font-weight: 600; }
QLabel[role="emergency"] { color: $emergency; font-weight: 600; }
QLabel[role="urgent"] { color: $urgent; font-weight: 600; }
QLabel[role="caution"] { color: $urgent; font-size: ${note_size}px; }
QLabel[role="key"] { color: $muted; font-size: ${small_size}px; border: 1px solid $line; border-radius: 4px;
  padding: 0px 5px; background: $card; }
QLabel[role="badge"] { color: $accent; background: $accent_soft; border-radius: 10px; font-size:
  ${small_size}px;
  font-weight: 600; }

QPushButton { background: $card; border: 1px solid $edge; border-radius: 8px; padding: 6px 14px;
  min-height: ${line_size}px;
  color: $ink; }
QPushButton:hover { background: $hover; }
QPushButton:focus { border: 2px solid $accent; padding: 5px 13px; }
QPushButton:disabled { color: $muted; background: $ground; border-color: $line; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent;
  font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accent_strong; border-color: $accent_strong; }
QPushButton[kind="primary"]:focus { border: 2px solid $ink; }
QPushButton[kind="primary"]:disabled { background: $track; color: $muted; border-color: $line; }
QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent; color: $muted; }
QPushButton[kind="quiet"]:hover { background: $hover; color: $ink; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent; color: $ink; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: $accent;
  padding: 2px 4px;
  text-align: left; border-radius: 4px; }
QPushButton[kind="link"][tone="emergency"] { color: $emergency; font-weight: 600; }
QPushButton[kind="link"][tone="urgent"] { color: $urgent; font-weight: 600; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 2px solid $accent; padding: 1px 3px; }
QPushButton[kind="choice"] { padding: 5px 14px; }
QPushButton[kind="choice"]:focus { padding: 4px 13px; }
QPushButton[kind="choice"]:checked { background: $accent_soft; border-color: $accent; color: $accent;
  font-weight: 600; }
QPushButton[kind="choice"]:checked:focus { border-color: $ink; }
QPushButton[kind="tab"] { background: transparent; border: none; border-bottom: 2px solid transparent;
  border-radius: 0px; padding: 8px 2px 8px 2px; color: $muted; }
QPushButton[kind="tab"]:hover { color: $ink; }
QPushButton[kind="tab"]:checked { color: $accent; border-bottom: 2px solid $accent; font-weight: 600; }
QPushButton[kind="tab"]:focus { background: $accent_soft; padding: 8px 2px 8px 2px;
  border-top-left-radius: 6px;
  border-top-right-radius: 6px; border-bottom: 2px solid $accent; color: $accent; }
QPushButton[kind="chip"] { border-radius: 14px; padding: 3px 12px; color: $muted; border-color: $edge; }
QPushButton[kind="chip"]:hover { color: $ink; }
QPushButton[kind="chip"]:focus { padding: 2px 11px; border-color: $accent; }
QPushButton[kind="chip"]:checked { background: $accent_soft; border-color: $accent; color: $accent;
  font-weight: 600; }
QPushButton[kind="chip"]:checked:focus { border-color: $ink; }
QPushButton[kind="icon"] { padding: 4px; border: 1px solid transparent; background: transparent;
  border-radius: 8px; }
QPushButton[kind="icon"]:hover { background: $hover; }
QPushButton[kind="icon"]:focus { border: 2px solid $accent; padding: 3px; }
QPushButton[kind="icon"]:checked { background: $accent_soft; border-color: $accent; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit { background: $card; color: $ink;
  border: 1px solid $edge; border-radius: 8px; padding: 6px 10px; selection-background-color: $accent;
  selection-color: $on_accent; placeholder-text-color: $muted; }
QLineEdit, QComboBox, QSpinBox, QDateEdit { min-height: ${line_size}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus {
  border: 2px solid $accent; padding: 5px 9px; }
QLineEdit[problem="true"] { border: 2px solid $urgent; padding: 5px 9px; }
QLineEdit:read-only { background: $ground; }
QLineEdit[quiet="true"]:!focus, QComboBox[quiet="true"]:!focus { border-color: transparent; }
QLineEdit[quiet="true"]:hover:!focus, QComboBox[quiet="true"]:hover:!focus { border-color: $line; }
QComboBox::drop-down { border: none; width: ${arrow_size}px; }
QComboBox QAbstractItemView { background: $card; border: 1px solid $edge; selection-background-color:
  $accent_soft;
  selection-color: $ink; }
QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }

QListView, QTableView, QTreeView { background: $card; border: none; color: $ink; gridline-color: $line;
  selection-background-color: $accent_soft; selection-color: $ink; }
QListView[surface="card"] { border: 1px solid $line; border-radius: 12px; }
QListView[surface="card"]:focus { border: 2px solid $accent; }
QHeaderView::section { background: $card; color: $muted; border: none; border-bottom: 1px solid $line;
  padding: 6px 8px; font-size: ${note_size}px; }
QTableCornerButton::section { background: $card; border: none; }

QTabBar QToolButton { background: $card; border: 1px solid $line; border-radius: 6px; }
QTabBar::scroller { width: 40px; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[surface="clear"] { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: $bar; border-radius: 3px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none;
  border: none; width: 0px; height: 0px; }
QSplitter::handle { background: $line; }
QMenu { background: $card; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 6px 20px; border-radius: 6px; }
QMenu::item:selected { background: $accent_soft; color: $ink; }
""")


def build(colours: Mapping[str, str], sizes: Mapping[str, int]) -> str:
    """The style sheet for these colours, and these sizes of type and of controls in pixels."""
    return _SHEET.substitute(colours, **{f"{role}_size": str(size) for role, size in sizes.items()})
