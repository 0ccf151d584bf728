"""A table that fetches its rows a block at a time: what was issued, what the history says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

BLOCK = 100
"""Rows fetched at once: more than a screen holds, less than a slow disk is felt for."""
Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")


class BlockModel(QAbstractTableModel, Generic[Row]):
    """Rows, newest first; asks with ``wanted(turn, place)`` when the view nears its end.

    ``turn`` counts the new starts: a block that was asked for before the last one is out of date. ``place`` is
    what the action goes on from, 0 at the beginning.
    """

    wanted = Signal(int, int)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._titles: tuple[str, ...] = ()
        self._rows: list[Row] = []
        self._complete = True
        self._waiting = False
        self._turn = 0

    def place(self) -> int:
        """Where the next block begins: after so many rows."""
        return len(self._rows)

    def start_again(self) -> None:
        """Forget every row and ask for the first block."""
        self.beginResetModel()
        self._rows = []
        self._complete = False
        self._waiting = True
        self._turn += 1
        self.endResetModel()
        self.wanted.emit(self._turn, 0)

    def add_block(self, turn: int, rows: Sequence[Row]) -> bool:
        """Take the block that was asked for; False for one that came too late, after a new start."""
        if turn != self._turn:
            return False
        at = len(self._rows)
        self._waiting = False
        self._complete = len(rows) < BLOCK
        if rows:
            self.beginInsertRows(QModelIndex(), at, at + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()
        return True

    def stop_waiting(self) -> None:
        """A block did not come: the next scrolling may ask again."""
        self._waiting = False

    def row(self, number: int) -> Row | None:
        """What stands in a row, None beyond those fetched."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._complete and not self._waiting

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._waiting = True
            self.wanted.emit(self._turn, self.place())

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None
