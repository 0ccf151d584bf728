"""Which column of the clerk's sheet is which of the ledger: shown, changed, remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.ledger import COLUMN_BY_KEY, COLUMNS, SheetMapping
from ui.panels import push_button, quiet_label, whole_rows
from ui.theme import scaled


@dataclass(frozen=True)
class SheetSample:
    """A sheet's mapping, and its first rows as text so that the clerk sees what a column holds."""

    mapping: SheetMapping
    rows: tuple[tuple[str, ...], ...] = ()

    def values(self, column: int) -> str:
        """The first values of a column, in one line."""
        found = [row[column].strip() for row in self.rows if column < len(row) and row[column].strip()]
        return "  |  ".join(found)


class MappingView(QWidget):
    """One sheet at a time. ``accepted`` when the clerk goes on, ``left`` when she wants another file."""

    accepted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheets: list[SheetSample] = []
        self._changed: set[str] = set()
        self.sheets = QComboBox()
        self.sheets.setAccessibleName(self.tr("工作表"))
        self.sheets.currentIndexChanged.connect(self._show_sheet)
        self._sheet_label = QLabel(self.tr("工作表(&T)"))
        self._sheet_label.setBuddy(self.sheets)
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels(
            [self.tr("您的表里的列"), self.tr("前几行的内容"), self.tr("对应台账的（可改）")]
        )
        self._dress_table()
        self.missing = QLabel()
        self.missing.setWordWrap(True)
        self.next_button = push_button(
            self.tr("下一步：检查每一行"), self.accepted, keys="Ctrl+Return", primary=True
        )
        self._lay_out()

    def _dress_table(self) -> None:
        whole_rows(self.table)
        self.table.setAccessibleName(self.tr("列的对应"))
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(0, scaled(170))
        self.table.setColumnWidth(2, scaled(210))
        self.table.verticalHeader().setDefaultSectionSize(scaled(34))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(
            quiet_label(
                self.tr(
                    "看一看每一列认得对不对；不对就在右边改，下次同样的表会照您改的来。这一步什么都不写入。"
                )
            ),
            1,
        )
        head.addWidget(self._sheet_label)
        head.addWidget(self.sheets)
        foot = QHBoxLayout()
        foot.addWidget(push_button(self.tr("换一个文件"), self.left, keys="Alt+Left"))
        foot.addWidget(self.missing, 1)
        foot.addWidget(self.next_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)

    # --- what it knows --------------------------------------------------------------------------------------

    def show_sheets(self, sheets: Sequence[SheetSample]) -> None:
        """Show the proposal for a file; the first sheet that can be read comes first."""
        self._sheets = list(sheets)
        self._changed = set()
        before = self.sheets.blockSignals(True)
        self.sheets.clear()
        for sheet in self._sheets:
            self.sheets.addItem(self._sheet_words(sheet.mapping))
        readable = (n for n, sheet in enumerate(self._sheets) if not sheet.mapping.missing)
        self.sheets.setCurrentIndex(next(readable, 0))
        self.sheets.blockSignals(before)
        for widget in (self.sheets, self._sheet_label):
            widget.setVisible(len(self._sheets) > 1)
        self._show_sheet()

    @property
    def mappings(self) -> tuple[SheetMapping, ...]:
        """The mappings as they stand now, one per sheet."""
        return tuple(sheet.mapping for sheet in self._sheets)

    @property
    def changed_mappings(self) -> tuple[SheetMapping, ...]:
        """Those that the clerk changed, to be remembered for the next file of that shape."""
        return tuple(mapping for mapping in self.mappings if mapping.sheet in self._changed)

    def _sheet_words(self, mapping: SheetMapping) -> str:
        if mapping.missing:
            return self.tr("{sheet}（不读：缺{columns}）").format(
                sheet=mapping.sheet, columns="、".join(mapping.missing)
            )
        return "✓ " + mapping.sheet

    # --- the table ------------------------------------------------------------------------------------------

    def _current(self) -> SheetSample | None:
        place = self.sheets.currentIndex()
        return self._sheets[place] if 0 <= place < len(self._sheets) else None

    @Slot()
    def _show_sheet(self) -> None:
        sheet = self._current()
        titles = sheet.mapping.titles if sheet else ()
        self.table.setRowCount(len(titles))
        for column, title in enumerate(titles):
            self._fill_row(column, title, sheet)
        self._say_missing()

    def _fill_row(self, column: int, title: str, sheet: SheetSample | None) -> None:
        assert sheet is not None
        values = sheet.values(column)
        for place, text in ((0, title or self.tr("（没有标题）")), (1, values)):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            self.table.setItem(column, place, item)
        choice = QComboBox()
        choice.setAccessibleName(title)
        choice.addItem(self.tr("— 不导入 —"), "")
        for known in COLUMNS:
            if known.importable:
                choice.addItem(known.title + (" *" if known.required else ""), known.key)
        choice.setCurrentIndex(max(choice.findData(sheet.mapping.columns.get(column, "")), 0))
        choice.setProperty("column", column)
        choice.activated.connect(self._on_chosen)
        self.table.setCellWidget(column, 2, choice)

    @Slot()
    def _on_chosen(self) -> None:
        choice = self.sender()
        if isinstance(choice, QComboBox):
            self.set_column(int(choice.property("column")), str(choice.currentData()))

    def set_column(self, column: int, key: str) -> None:
        """Say what a column is; a ledger column has one source, so the one before loses it."""
        place, sheet = self.sheets.currentIndex(), self._current()
        if sheet is None:
            return
        columns = {n: known for n, known in sheet.mapping.columns.items() if n != column and known != key}
        if key:
            columns[column] = key
        mapping = replace(sheet.mapping, columns=columns)
        self._sheets[place] = replace(sheet, mapping=mapping)
        self._changed.add(mapping.sheet)
        self.sheets.setItemText(place, self._sheet_words(mapping))
        self._show_choices(mapping)
        self._say_missing()

    def _show_choices(self, mapping: SheetMapping) -> None:
        for column in range(self.table.rowCount()):
            choice = self.table.cellWidget(column, 2)
            if isinstance(choice, QComboBox):
                choice.setCurrentIndex(max(choice.findData(mapping.columns.get(column, "")), 0))

    def _say_missing(self) -> None:
        sheet = self._current()
        missing = sheet.mapping.missing if sheet else ()
        ready = any(not found.mapping.missing for found in self._sheets)
        text = self.tr("还没有哪一列对应：{columns}。请在右边选一列。").format(columns="、".join(missing))
        self.missing.setObjectName("problem" if missing else "quiet")
        self.missing.style().polish(self.missing)
        self.missing.setText(text if missing else self._known_words(sheet))
        self.next_button.setEnabled(ready)

    def _known_words(self, sheet: SheetSample | None) -> str:
        if sheet is None:
            return ""
        keys = set(sheet.mapping.columns.values()) & set(COLUMN_BY_KEY)
        return self.tr("认出 {known} 列，共 {all} 列").format(known=len(keys), all=len(sheet.mapping.titles))
