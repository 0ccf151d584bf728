"""The rows of the register of issued documents, fetched block by block as they are scrolled to."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from app.domain.documents import DocumentKind, IssuedDocument
from ui.block_model import BlockModel, Index


def short_kind(kind: DocumentKind) -> str:
    """A kind's name without what all of them share: 受理告知书."""
    return kind.label.removeprefix("关于").removeprefix("信访事项").removeprefix("的") or kind.label


class RegisterModel(BlockModel[IssuedDocument]):
    """Issued documents, newest first."""

    ISSUED, KIND, NUMBER, CASE, STATE, PRINTED = range(6)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._titles = (
            self.tr("出具日期"),
            self.tr("文种"),
            self.tr("文号"),
            self.tr("事项编号"),
            self.tr("送达"),
            self.tr("打印"),
        )

    def row_of(self, document_id: int) -> int:
        """The row of a document, or -1 while it is not among those fetched."""
        return next((row for row, found in enumerate(self._rows) if found.id == document_id), -1)

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
