"""A preview of the very PDF that is saved and printed, page under page, swapped without a flicker."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPageSize,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from mwdesk.domain.translation import _, _n
from mwdesk.ui import theme

_GAP = 14  # pixels between pages and around them
_PRINT_DPI = 300


def open_pdf(pdf: bytes) -> tuple[QPdfDocument, QBuffer]:
    """The document, and the buffer it reads from, which must live as long."""
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    return document, buffer


def page_image(document: QPdfDocument, page: int, size: QSize) -> QImage:
    """One page on white paper; `size` in device pixels."""
    drawn = document.render(page, size)
    paper = QImage(size, QImage.Format.Format_RGB32)
    paper.fill(QColor("white"))
    painter = QPainter(paper)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return paper


def print_pdf(pdf: bytes, printer: QPrinter) -> int:
    """Draw every page on the printer in its own size and return how many; 0 where the printer refused."""
    document, _buffer = open_pdf(pdf)
    printer.setFullPage(True)  # the letter brings its own margins
    if document.pageCount():
        printer.setPageSize(QPageSize(document.pagePointSize(0), QPageSize.Unit.Point))
    painter = QPainter()
    if not painter.begin(printer):
        return 0
    paper = printer.pageLayout().fullRectPixels(printer.resolution())
    for page in range(document.pageCount()):
        if page:
            printer.newPage()
        points = document.pagePointSize(page)
        scale = _PRINT_DPI / 72
        image = page_image(document, page, (points * scale).toSize())
        fitted = image.size().scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(QRectF(0, 0, fitted.width(), fitted.height()), image)
    painter.end()
    return document.pageCount()


class _Sheets(QWidget):
    """The pages as images, centred on the ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.images: list[QImage] = []

    def show_images(self, images: list[QImage]) -> None:
        self.images = images
        height = sum(round(i.deviceIndependentSize().height()) + _GAP for i in images) + _GAP
        self.setFixedHeight(max(height, 60))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        y = float(_GAP)
        for image in self.images:
            size = image.deviceIndependentSize()
            box = QRectF((self.width() - size.width()) / 2, y, size.width(), size.height())
            painter.drawImage(box.topLeft(), image)
            painter.setPen(QPen(theme.current().color("edge"), 1))
            painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
            y += size.height() + _GAP
        painter.end()


class PdfPreview(QScrollArea):
    """Give it bytes; it keeps its place while the text changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._sheets = _Sheets()
        self.setWidget(self._sheets)
        self._document: QPdfDocument | None = None
        self._buffer: QBuffer | None = None
        self.pdf = b""
        self._zoom = 1.0
        self.setToolTip(_("Click, or press + or -, to read it larger or see whole pages"))
        self.setAccessibleName(_("Preview"))

    @property
    def page_count(self) -> int:
        """Pages of the document shown; 0 where there is none."""
        return self._document.pageCount() if self._document is not None else 0

    def show_pdf(self, pdf: bytes) -> None:
        """Show this document; the same bytes are not drawn again."""
        if pdf == self.pdf:
            return
        self.pdf = pdf
        self._document, self._buffer = open_pdf(pdf)
        pages = self.page_count
        self.setAccessibleName(
            _n(
                "Preview of the document, {count} page", "Preview of the document, {count} pages", pages
            ).format(count=pages)
        )
        self._draw()

    def _draw(self) -> None:
        if self._document is None:
            return
        place = self.verticalScrollBar().value()
        ratio = self.devicePixelRatioF()
        width = max(120, round((self.viewport().width() - 2 * _GAP) * self._zoom))
        self._sheets.setMinimumWidth(width + 2 * _GAP if self._zoom > 1 else 0)
        images = []
        for page in range(self._document.pageCount()):
            points = self._document.pagePointSize(page)
            high = width * points.height() / max(points.width(), 1.0)
            image = page_image(self._document, page, QSize(round(width * ratio), round(high * ratio)))
            image.setDevicePixelRatio(ratio)
            images.append(image)
        self._sheets.show_images(images)
        self.verticalScrollBar().setValue(place)

    def set_zoom(self, zoom: float) -> None:
        """1 shows the whole width of a page; more makes it larger."""
        if zoom != self._zoom:
            where = self.verticalScrollBar().value() / max(1, self._sheets.height())
            self._zoom = zoom
            self._draw()
            self.verticalScrollBar().setValue(round(where * self._sheets.height()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.set_zoom(1.0 if self._zoom > 1 else 1.7)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        zooms = {"+": 1.7, "=": 1.7, "-": 1.0}
        if event.text() in zooms:
            self.set_zoom(zooms[event.text()])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._draw()
