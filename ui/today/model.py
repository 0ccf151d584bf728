"""The rows of one column of the day: headings of parts, their lines, and "more" where a part has more lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from app.domain.deadlines import Level
from app.domain.today import CONTINUE, DayLine, DaySection, Part
from ui.theme import ACCENT, GROUND, LEVEL_SHAPES, QUIET

Index = QModelIndex | QPersistentModelIndex
PART_LEVELS = {Part.OVERDUE: Level.OVERDUE, Part.TODAY: Level.TODAY, Part.WEEK: Level.WEEK}
"""Which shape and colour a heading carries."""
WHEN, WHAT, WHO, SUBJECT, ACT = range(5)


@dataclass(frozen=True)
class DayRow:
    """A heading (neither), a line, or how many more there are."""

    part: Part | None
    words: str = ""
    line: DayLine | None = None
    more: int = 0

    @property
    def chosen(self) -> bool:
        """Whether the cursor may stand on it."""
        return self.line is not None or self.more > 0


class DayModel(QAbstractTableModel):
    """Headings cannot be chosen, so that the arrow keys go from line to line over all parts."""

    def __init__(self, nothing: str, parent: Any = None, *, dated: bool = True) -> None:
        """``nothing`` is what an empty column says; ``dated``: a clock shows its date besides the days left."""
        super().__init__(parent)
        self._nothing, self._dated = nothing, dated
        self._rows: list[DayRow] = []

    def show(self, sections: Sequence[DaySection]) -> None:
        """Other parts; without any, one sentence."""
        self.beginResetModel()
        self._rows = [row for section in sections for row in self._rows_of(section)]
        if not self._rows:
            self._rows = [DayRow(None, self._nothing)]
        self.endResetModel()

    def _rows_of(self, section: DaySection) -> list[DayRow]:
        level = PART_LEVELS.get(section.part)
        shape = LEVEL_SHAPES[level][0] + " " if level else ""
        words = self.tr("{part}　{count} 件").format(part=section.part.label, count=f"{section.count:,}")
        rows = [DayRow(section.part, shape + words)]
        rows += [DayRow(section.part, line=line) for line in section.lines]
        if section.count > len(section.lines):
            rows.append(DayRow(section.part, more=section.count - len(section.lines)))
        return rows

    def row(self, place: int) -> DayRow | None:
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def whole_rows(self) -> list[int]:
        """The rows that go over all columns: headings, sentences, "more"."""
        return [place for place, row in enumerate(self._rows) if row.line is None]

    def wide_rows(self) -> list[int]:
        """The lines that name nobody, or say the leader's word: they take the room of the name and the subject too."""
        lines = ((place, row.line) for place, row in enumerate(self._rows) if row.line is not None)
        return [place for place, line in lines if not line.people or line.act == CONTINUE]

    def choosable(self) -> list[int]:
        """The rows on which the cursor may stand, from the top."""
        return [place for place, row in enumerate(self._rows) if row.chosen]

    def lines(self) -> list[DayLine]:
        """All lines shown."""
        return [row.line for row in self._rows if row.line is not None]

    def place_of(self, part: Part | None, line: DayLine | None) -> int:
        """Where a line stands now, found by its case and what it says; -1 when it is gone."""
        if line is None:
            return -1
        wanted = (part, line.number, line.what, line.key)
        for place, row in enumerate(self._rows):
            found = row.line
            if found is not None and (row.part, found.number, found.what, found.key) == wanted:
                return place
        return -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else ACT + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row(index.row())
        if row is None or not row.chosen:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.line.words if row.line else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.line.words if row.line else self._text(row, WHEN)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(row, index.column())
        if role == Qt.ItemDataRole.BackgroundRole and row.line is None and row.part:
            return QColor(GROUND)
        if role == Qt.ItemDataRole.FontRole and row.line is None and row.part and not row.more:
            bold = QFont()
            bold.setBold(True)
            return bold
        return None

    def _colour(self, row: DayRow, column: int) -> QColor | None:
        """Colour helps; word and shape say it."""
        if row.line is None:
            level = PART_LEVELS.get(row.part) if row.part else None
            if row.more or row.part is None:
                return QColor(QUIET)
            return QColor(LEVEL_SHAPES[level][1] if level else ACCENT)
        if column == WHEN and row.line.level is not None:
            return QColor(LEVEL_SHAPES[row.line.level][1])
        return QColor(ACCENT) if column == ACT else None

    def _text(self, row: DayRow, column: int) -> str:
        if row.line is None:
            if column != WHEN:
                return ""
            more = self.tr("　还有 {count} 件，按 Enter 多列一些").format(count=f"{row.more:,}")
            return more if row.more else row.words
        line = row.line
        return {
            WHEN: self._when(line),
            WHAT: self._what(line),
            WHO: line.people,
            SUBJECT: line.subject,
            ACT: self._act(line),
        }[column]

    def _what(self, line: DayLine) -> str:
        """What is to be done, or what came back and with which word."""
        if line.act == CONTINUE:
            return f"“{line.subject}”　{line.what} {line.people}"
        return line.what if line.people else "　".join(filter(None, (line.number, line.what)))

    def _act(self, line: DayLine) -> str:
        """What Enter does."""
        if line.key:
            return self.tr("接着写")
        return line.act_label or self.tr("看事项")

    def _when(self, line: DayLine) -> str:
        """The level's shape, the date, how many days are left or over; or how long it has waited."""
        if line.on is None or line.days is None:
            return ""
        if line.level is None:
            return self.tr("已{days}天").format(days=line.days) if line.days else self.tr("今天")
        left = self.tr("剩{days}天") if line.days > 0 else self.tr("逾期{days}天")
        parts = [
            LEVEL_SHAPES[line.level][0],
            f"{line.on:%m-%d}" if self._dated else "",
            left.format(days=abs(line.days)) if line.days else self.tr("今天"),
            self.tr("暂定") if line.provisional else "",
        ]
        return " ".join(part for part in parts if part)
