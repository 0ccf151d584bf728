"""The rows of the register of issued documents, fetched block by block as they are scrolled to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.domain.documents import DocumentKind, IssuedDocument

BLOCK = 100
"""Rows fetched at once: more than a screen holds, less than a slow disk is felt for."""

Index = QModelIndex | QPersistentModelIndex


def short_kind(kind: DocumentKind) -> str:
    """A kind's name without what all of them share: 受理告知书."""
    return kind.label.removeprefix("关于").removeprefix("信访事项").removeprefix("的") or kind.label


class RegisterModel(QAbstractTableModel):
    """Issued documents, newest first; asks with ``wanted(turn, offset)`` when the view nears its end.

    ``turn`` counts the new starts: a block that was asked for before the last one is out of date.
    """

    wanted = Signal(int, int)
    ISSUED, KIND, NUMBER, CASE, STATE, PRINTED = range(6)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows: list[IssuedDocument] = []
        self._complete = True
        self._waiting = False
        self._turn = 0
        self._titles = (
            self.tr("出具日期"),
            self.tr("文种"),
            self.tr("文号"),
            self.tr("事项编号"),
            self.tr("送达"),
            self.tr("打印"),
        )

    def start_again(self) -> None:
        """Forget every row and ask for the first block."""
        self.beginResetModel()
        self._rows = []
        self._complete = False
        self._waiting = True
        self._turn += 1
        self.endResetModel()
        self.wanted.emit(self._turn, 0)

    def add_block(self, turn: int, rows: Sequence[IssuedDocument]) -> bool:
        """Take the block that was asked for; False for one that came too late, after a new start."""
        if turn != self._turn:
            return False
        offset = len(self._rows)
        self._waiting = False
        self._complete = len(rows) < BLOCK
        if rows:
            self.beginInsertRows(QModelIndex(), offset, offset + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()
        return True

    def stop_waiting(self) -> None:
        """A block did not come: the next scrolling may ask again."""
        self._waiting = False

    def document(self, row: int) -> IssuedDocument | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, document_id: int) -> int:
        """The row of a document, or -1 while it is not among those fetched."""
        return next((row for row, found in enumerate(self._rows) if found.id == document_id), -1)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._complete and not self._waiting

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._waiting = True
            self.wanted.emit(self._turn, len(self._rows))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, index.column())
        return row.title if role == Qt.ItemDataRole.ToolTipRole else None

    def _text(self, row: IssuedDocument, column: int) -> str:
        return {
            self.ISSUED: f"{row.issued_at:%Y-%m-%d}",
            self.KIND: short_kind(row.kind),
            self.NUMBER: row.number,
            self.CASE: row.case_number or row.packet_number,
            self.STATE: self.state(row),
            self.PRINTED: self.printed(row),
        }[column]

    def state(self, row: IssuedDocument) -> str:
        """Whether it was taken back, served, or waits for its proof of service."""
        if not row.stands:
            return self.tr("× 已收回")
        if not row.serve:
            return ""
        return self.tr("✓ {day}").format(day=row.served_on) if row.served_on else self.tr("△ 待送达")

    def printed(self, row: IssuedDocument) -> str:
        """How often a document was printed, in words."""
        if not row.copies:
            return self.tr("未打印")
        text = self.tr("{count} 份").format(count=row.copies)
        return text + self.tr("，补打 {count} 次").format(count=row.reprints) if row.reprints else text
