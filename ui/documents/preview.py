"""The paper as it will print: QtPdf shows the very bytes that are stored, printed or sent."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, QSizeF, Qt, Signal
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget


class PdfPreview(QWidget):
    """Shows one PDF, or a sentence that says why there is none."""

    shown = Signal()

    def __init__(self, empty_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = b""
        self._empty_text = empty_text
        self._buffer = QBuffer(self)
        self._document = QPdfDocument(self)
        self._view = QPdfView(self)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._view.setDocument(self._document)
        self._view.setAccessibleName(self.tr("文书预览"))
        self._message = QLabel(empty_text)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setWordWrap(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._message)
        self._stack.addWidget(self._view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._zoom_row())
        layout.addWidget(self._stack, 1)

    def sizeHint(self) -> QSize:
        return QSize(420, 560)

    def _zoom_row(self) -> QHBoxLayout:
        self._pages = QLabel()
        self._width_button = self._zoom_button(self.tr("适合宽度"), self.fit_width)
        self._page_button = self._zoom_button(self.tr("整页"), self.fit_page)
        self._width_button.setChecked(True)
        row = QHBoxLayout()
        row.addWidget(self._pages)
        row.addStretch(1)
        row.addWidget(self._width_button)
        row.addWidget(self._page_button)
        return row

    def _zoom_button(self, text: str, slot: object) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.clicked.connect(slot)
        return button

    @property
    def data(self) -> bytes:
        """The PDF that is shown; empty when there is none."""
        return self._data

    @property
    def page_count(self) -> int:
        return self._document.pageCount() if self._data else 0

    @property
    def page_size(self) -> QSizeF:
        """The size of the first page in points; empty while nothing is shown."""
        return self._document.pagePointSize(0) if self.page_count else QSizeF()

    def fit_width(self) -> None:
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)

    def fit_page(self) -> None:
        self._view.setZoomMode(QPdfView.ZoomMode.FitInView)

    def show_pdf(self, data: bytes) -> None:
        """Show another PDF and stay at the same place of the page, so that typing does not make it jump."""
        if data == self._data:
            return
        place = self._view.verticalScrollBar().value()
        self._load(data)
        self._stack.setCurrentWidget(self._view)
        self._view.verticalScrollBar().setValue(place)
        self._pages.setText(self.tr("共 {count} 页").format(count=self._document.pageCount()))
        self.shown.emit()

    def _load(self, data: bytes) -> None:
        self._document.close()
        self._buffer.close()
        self._data = data
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)

    def clear(self, text: str = "") -> None:
        """Show no paper but a sentence; without one, the sentence of the empty state."""
        self._document.close()
        self._buffer.close()
        self._data = b""
        self._pages.setText("")
        self._message.setText(text or self._empty_text)
        self._stack.setCurrentWidget(self._message)
