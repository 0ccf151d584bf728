"""What a reply was sent as, and where its cells besides the answers are not so any more."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from openpyxl.utils import get_column_letter

from app.domain.changes import Progress
from app.domain.errors import UnreadableFile
from app.domain.ledger_spellings import read_date
from app.domain.packet_differences import Difference
from app.domain.packets import FORMAT
from app.files.packet_cells import RawCell
from app.files.packet_compare import Found, compare_claims, compare_sheet, expected_sheets
from app.files.packet_content import (
    PacketContent,
    content_as_sent,
    read_content,
    read_meta,
    refuse_newer,
)
from app.files.packet_layout import COVER_SHEET, META_SHEET, REPLY_SHEET, CaseJson, people
from app.files.packet_layout import REQUEST_AGAIN as REQUEST
from app.files.packet_text import show, show_start
from app.files.reply_books import ReplyBook
from app.files.reply_cells import case_key, seen
from app.files.reply_header import ReplyTable
from app.files.reply_words import TITLES, spelt

_COVER_ROWS = 40
_NUMBER, _SEQUENCE, _MADE_AT = "移送包编号", "序号（第几包）", "制作时间"


@dataclass(frozen=True)
class Origin:
    """The packet that a reply answers, as far as anybody knows.

    ``content`` is what was sent (the caller's, ``with_sent``, or that of the file's own hidden sheet), None when
    there is neither. ``cover`` is the packet's number as the cover has it, with its cell.
    """

    content: PacketContent | None
    with_sent: bool
    number: str
    sequence: int | None
    made_on: dt.date | None
    cover: tuple[str, str]

    def cases(self) -> dict[str, CaseJson]:
        """The cases that were sent, by one spelling of their numbers."""
        return {case_key(case["number"]): case for case in self.content.cases} if self.content else {}


def find_origin(book: ReplyBook, sent: Mapping[str, Any] | None) -> Origin:
    """Which packet a reply answers. Raises UnreadableFile for one of a newer format."""
    content = content_as_sent(dict(sent)) if sent is not None else _own_content(book)
    labels = _cover_labels(book)
    number, cell = labels.get(_NUMBER, (None, ""))
    cover = (seen(number.text) if number else "", cell)
    if content:
        head = content.packet_head
        return Origin(content, sent is not None, head.number, head.sequence, head.made_at.date(), cover)
    sequence = _plain_number(labels.get(_SEQUENCE, (None, ""))[0])
    made_at = _plain_number(labels.get(_MADE_AT, (None, ""))[0])
    made_on = read_date(made_at).value if made_at else None
    return Origin(None, False, cover[0], int(sequence) if sequence else None, made_on, cover)


def _plain_number(cell: RawCell | None) -> float | None:
    """The number of a cell that has one of a plausible size."""
    try:
        number = float(cell.text) if cell and cell.kind == "number" else 0.0
    except ValueError:
        return None
    return number if 0 < number < 1e9 else None


def _own_content(book: ReplyBook) -> PacketContent | None:
    """What the hidden sheet says, or None where it is lost or damaged. Raises UnreadableFile for a newer format."""
    if META_SHEET not in book.sheets:
        return None
    beginning = [cells for _, cells in islice(book.rows(META_SHEET), 2)]
    values = {cells[0].text: cells[1].text for cells in beginning if {0, 1} <= cells.keys()}
    if values.get("format") == FORMAT and values.get("version", "").isdecimal():
        refuse_newer(book.name, values["version"])
    try:
        return read_content(book)
    except UnreadableFile:
        return None


def _cover_labels(book: ReplyBook) -> dict[str, tuple[RawCell, str]]:
    """What stands beside the labels of the cover, with the names of the cells."""
    if COVER_SHEET not in book.sheets:
        return {}
    rows = islice(book.rows(COVER_SHEET), _COVER_ROWS)
    return {seen(cells[0].text): (cells[1], f"B{row}") for row, cells in rows if {0, 1} <= cells.keys()}


def book_differences(book: ReplyBook, origin: Origin, tables: tuple[ReplyTable, ...]) -> Iterator[Found]:
    """Where the sheets besides the reply sheet are not as they were sent, and how far it has come; a lost hidden sheet is
    none."""
    if origin.content is None:
        return
    if META_SHEET in book.sheets:
        yield from (
            _meta_differences(book, origin.content) if origin.with_sent else compare_claims(origin.content)
        )
    expected = dict(expected_sheets(origin.content))
    replies = {table.sheet for table in tables} | {REPLY_SHEET}
    for sheet in book.sheets:
        if sheet not in expected and sheet not in replies and sheet != META_SHEET:
            yield Difference(f"工作表“{sheet}”", "没有这张表", "多出的表")
    for sheet, rows in expected.items():
        if sheet not in book.sheets and sheet not in replies:
            yield Difference(f"工作表“{sheet}”", "有这张表", "")
        elif sheet not in replies:
            found = compare_sheet(book, sheet, rows)
            yield from (one for one in found if isinstance(one, Progress) or not _only_tabs(one))


def _only_tabs(difference: Difference) -> bool:
    """Whether nothing but tabs were lost: LibreOffice does not keep them in its own format."""
    return difference.sent.replace("\t", "") == difference.found.replace("\t", "")


def _meta_differences(book: ReplyBook, content: PacketContent) -> Iterator[Difference]:
    """Whether the hidden content is that which was sent."""
    try:
        _, texts, _ = read_meta(book)
        digest = hashlib.sha256()
        for text in texts:
            digest.update(text.encode("utf-8"))
        found = digest.hexdigest()
    except (UnreadableFile, UnicodeEncodeError):
        found = "读不出来"
    if found != content.sha256:
        yield Difference(f"{META_SHEET}（隐藏数据的校验值）", content.sha256, found)


def title_differences(table: ReplyTable) -> Iterator[Difference]:
    """Titles of a reply sheet that are understood and yet others than were sent."""
    for field, column in table.columns.items():
        if spelt(table.titles[column]) != spelt(TITLES[field]):
            place = f"{table.sheet}!{get_column_letter(column + 1)}{table.header}"
            yield Difference(place, TITLES[field], table.titles[column])


def row_differences(
    table: ReplyTable,
    row: int,
    cells: Mapping[int, RawCell],
    case: CaseJson,
    position: int,
    merged: frozenset[int],
) -> Iterator[Difference]:
    """Where the cells that say which request is meant are not as they were sent; ``merged`` columns do not count."""
    requests = case["requests"]
    expected = {"people": people(case), "subject": show(case["subject"])}
    if 1 <= position <= len(requests):
        expected["request"] = show_start(requests[position - 1]["text"], REQUEST.width)
    for field, value in expected.items():
        if table.columns.get(field) in {None, *merged}:
            continue
        cell = cells.get(table.columns[field])
        found = "" if cell is None else cell.text
        if cell is not None and cell.formula is not None:
            found = f"公式 ={cell.formula}"
        difference = Difference(f"{table.sheet}!{table.letter(field)}{row}", value, found)
        if seen(found) != seen(value) and not _only_tabs(difference):
            yield difference
