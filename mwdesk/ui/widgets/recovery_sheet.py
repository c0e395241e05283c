"""The page with the recovery key: as text, as PDF, on paper. The key stands on it and nowhere else."""

from __future__ import annotations

from datetime import date
from html import escape

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtPrintSupport import QPrinter

from mwdesk.domain.translation import N_, _

_TITLE = N_("Recovery key of the patient records (mwdesk)")
_LINES = (
    N_(
        "Whoever has this page and the computer can read all patient records. Keep it locked away, elsewhere."
    ),
    N_("It is needed when a passphrase was lost, and to restore a backup on another computer."),
    N_("On the start page choose 'I lost my passphrase' and type the letters; I, L and O do not occur."),
)


def sheet_text(recovery: str, day: date) -> str:
    """The page as plain text."""
    return "\n\n".join((_(_TITLE), f"    {recovery}", *map(_, _LINES), _made_on(day))) + "\n"


def _made_on(day: date) -> str:
    return _("Made on {date}.").format(date=f"{day.day} {day:%B %Y}")


def _document(recovery: str, day: date) -> QTextDocument:
    out = QTextDocument()
    key = "<br>".join(escape(half) for half in _halves(recovery))
    out.setHtml(
        "<body style='color:#000000; background:#ffffff; font-size:11pt'>"
        f"<h2>{escape(_(_TITLE))}</h2>"
        f"<p style='font-family:monospace; font-size:17pt; font-weight:600'>{key}</p>"
        + "".join(f"<p>{escape(_(one))}</p>" for one in _LINES)
        + f"<p>{escape(_made_on(day))}</p></body>"
    )
    return out


def _halves(recovery: str) -> tuple[str, str]:
    groups = recovery.split("-")
    middle = len(groups) // 2
    return " - ".join(groups[:middle]), " - ".join(groups[middle:])


def sheet_pdf(recovery: str, day: date) -> bytes:
    """The page as PDF."""
    out = QBuffer()
    out.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(out)
    writer.setTitle(_(_TITLE))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout.Unit.Millimeter)
    _document(recovery, day).print_(writer)
    out.close()
    return bytes(out.data().data())


def print_sheet(recovery: str, day: date, printer: QPrinter) -> None:
    """The page on paper."""
    _document(recovery, day).print_(printer)
