"""Finding the reply sheet in a workbook, and which of its columns is which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from openpyxl.utils import get_column_letter

from app.domain.errors import UnreadableFile
from app.files.packet_cells import RawCell
from app.files.reply_books import ReplyBook
from app.files.reply_cells import seen
from app.files.reply_words import ANSWER_FIELDS, TITLES, ReplyWords, spelt

_HEAD = 40
_LONGEST_TITLE = 40
_ENOUGH = 4
"""Titles of answers that make a sheet of any name a reply sheet; one of the right name needs a single one."""


@dataclass(frozen=True, slots=True)
class ReplyTable:
    """A reply sheet: where its titles stand, the column of each field, and the titles of the columns besides.

    ``columns`` count from 0, ``header`` from 1. ``others`` are columns that are not read; ``twice`` are those of
    them whose field has another column.
    """

    sheet: str
    header: int
    columns: dict[str, int]
    titles: dict[int, str]
    others: frozenset[int]
    twice: frozenset[int]

    def letter(self, field: str) -> str:
        """The letter of a field's column; empty when it has none."""
        return get_column_letter(self.columns[field] + 1) if field in self.columns else ""

    def title(self, field: str) -> str:
        """The title of a field's column as it stands in the sheet, else as it was sent."""
        return self.titles[self.columns[field]] if field in self.columns else TITLES[field]


def find_tables(book: ReplyBook, words: ReplyWords) -> tuple[ReplyTable, ...]:
    """The reply sheets of a workbook: several, when several people filled copies of it.

    Hidden ones count only when there is no other. Raises UnreadableFile when there is none.
    """
    found = [table for sheet in book.sheets if (table := _table_in(book, sheet, words))]
    if not found:
        remedy = "请确认选的是填好的回复表；标题行应当有“信访事项编号”“是否受理”“诉求处理结果”等。"
        raise UnreadableFile(book.name, "没有找到“回复”表，或者它的标题行", remedy)
    return tuple(table for table in found if table.sheet not in book.hidden) or tuple(found)


def _table_in(book: ReplyBook, sheet: str, words: ReplyWords) -> ReplyTable | None:
    """The table of a sheet by the row that has most of the titles."""
    named = spelt(sheet).startswith(tuple(words.sheets))
    candidates = list(_candidates(book, sheet, words))
    best = max(candidates, key=_answers, default=None)
    return best if best and _answers(best) >= (1 if named else _ENOUGH) else None


def _answers(table: ReplyTable) -> int:
    """How many columns of answers a table has."""
    return len(ANSWER_FIELDS & table.columns.keys())


def _candidates(book: ReplyBook, sheet: str, words: ReplyWords) -> Iterator[ReplyTable]:
    """Every row of the beginning that could be the titles."""
    for number, cells in islice(book.rows(sheet), _HEAD):
        table = _as_header(sheet, number, cells, words)
        if "number" in table.columns:
            yield table


def _as_header(sheet: str, number: int, cells: dict[int, RawCell], words: ReplyWords) -> ReplyTable:
    """A row as if it were the titles; titles as they were sent go before other names for the same."""
    titles = {
        column: " ".join(seen(cell.text).split())[: _LONGEST_TITLE + 1] for column, cell in cells.items()
    }
    own = {spelt(title): field for field, title in TITLES.items()}
    columns: dict[str, int] = {}
    twice = set()
    for sure in (True, False):
        for column, title in titles.items():
            if column in columns.values() or len(title) > _LONGEST_TITLE:
                continue
            field = own.get(spelt(title)) if sure else words.field_of(title)
            if field and field not in columns:
                columns[field] = column
            elif field:
                twice.add(column)
    others = frozenset(titles.keys() - columns.values())
    return ReplyTable(sheet, number, columns, titles, others, frozenset(twice))
