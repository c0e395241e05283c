"""What Qt itself must know of the language that is spoken: its direction, and the words of its own parts."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from mwdesk.domain.translation import language, reads_right_to_left


def follow(app: QApplication) -> None:
    """Lay out in the direction of the language, and let the menus and dialogs of Qt speak it."""
    right_to_left = reads_right_to_left()
    app.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
    )
    if language() == "en":
        return
    own = QTranslator(app)
    place = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if own.load(f"qtbase_{language().replace('-', '_')}", place):
        app.installTranslator(own)
