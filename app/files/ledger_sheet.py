"""A clerk's ledger, read: open it, propose what its columns are, and take it row by row.

    with open_book(path) as book:
        for mapping in propose_mappings(book, load_rules(), remembered):
            for row in read_rows(book, mapping, load_rules(), today=today):
                ...

Every row of a sheet comes out once, with one fate. Nothing is written, and nothing is guessed: what can mean
only one thing is mended and said, the rest is left out or sent back with its reason (``ledger_problems``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from app.domain.ledger import SheetMapping, SheetRow
from app.domain.ledger_rows import LedgerRules
from app.domain.ledger_spellings import year_in
from app.files.ledger_books import Book, open_book
from app.files.ledger_cells import cell_text
from app.files.ledger_header import propose_mappings
from app.files.ledger_reader import RowReader
from app.files.ledger_rules import load_rules

__all__ = ["Book", "load_rules", "open_book", "propose_mappings", "read_rows"]


def read_rows(book: Book, mapping: SheetMapping, rules: LedgerRules, *, today: dt.date) -> Iterator[SheetRow]:
    """The rows below the header of one sheet, as IMPORTED, WARNED, REJECTED or SKIPPED.

    ``today`` is the day after which no case can have been received. A mapping without columns yields nothing:
    its sheet was not understood. Raises UnreadableFile when the file gives up on the way.
    """
    if not mapping.columns:
        return
    reader = _reader(book, mapping, rules, today)
    last_header = max(mapping.header_rows, default=0)
    for number, cells in enumerate(book.rows(mapping.sheet), start=1):
        if number > last_header:
            yield reader.read(number, cells)


def _reader(book: Book, mapping: SheetMapping, rules: LedgerRules, today: dt.date) -> RowReader:
    """A reader for a sheet, with what its beginning and its format tell."""
    head = [[cell_text(cell) for cell in row] for row in book.head(mapping.sheet)]
    first_header = min(mapping.header_rows, default=1)
    titles = [text for row in head[: first_header - 1] for text in row]
    header_words = {text for row in mapping.header_rows for text in head[row - 1 : row][0] if text}
    return RowReader(
        mapping,
        rules,
        today=today,
        year=year_in(*titles, mapping.sheet) or year_in(book.path.stem),
        header_words=frozenset(header_words),
        merges=book.merges(mapping.sheet),
        formulas=book.formulas(mapping.sheet),
        named=len(book.sheets) > 1,
    )
