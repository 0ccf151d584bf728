"""Cell by cell: what a packet shows against what its content says it should show."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from openpyxl.utils import get_column_letter

from app.domain.changes import Progress, Steps
from app.domain.packet_codes import SignatureState
from app.domain.packet_differences import Difference
from app.files.packet_cells import RawCell, SheetRow, Sheets, Workbook
from app.files.packet_content import PacketContent
from app.files.packet_cover import cover_rows
from app.files.packet_layout import COVER_SHEET, META_SHEET, OPEN, TABLES, Row, TableSheet, Value
from app.files.packet_opening import not_a_packet
from app.files.packet_rows import serial

MOST_DIFFERENCES = 200
"""What has more is not compared any further."""

_MOST_SURPLUS_ROWS = 100_000
_EPOCH = dt.datetime(1899, 12, 30)
_DAYS_FROM_1904 = 1462
_HALF_A_MINUTE = 0.5 / 1440
_STEP = 250
"""Rows that are compared between two steps."""

Found = Difference | Progress
"""What comparing yields: the places that differ, and now and then how many rows were walked."""


def compare_workbook(workbook: Workbook, content: PacketContent) -> Iterator[Found]:
    """Every place where the workbook is not what its content says, sheet by sheet; between them, how far it has come."""
    yield from compare_claims(content)
    expected = dict(expected_sheets(content))
    before, total = 0, _row_count(content)
    for sheet in workbook.sheets:
        if sheet not in expected and sheet != META_SHEET:
            yield Difference(f"工作表“{sheet}”", "没有这张表", "多出的表")
    for sheet, rows in expected.items():
        if sheet not in workbook.sheets:
            yield Difference(f"工作表“{sheet}”", "有这张表", "")
            continue
        walked = 0
        for found in compare_sheet(workbook, sheet, rows):
            if isinstance(found, Progress):
                walked = found.done
                found = Progress(min(before + walked, total), total, "逐格核对")
            yield found
        before += walked


def _row_count(content: PacketContent) -> int:
    """About how many rows a packet's sheets have: those of the tables that grow with its cases."""
    cases = content.cases
    grown = sum(
        len(case["requests"]) * 2 + len(case["timeline"]) + len(case["attachments"]) for case in cases
    )
    return grown + len(cases)


def collected(found: Iterable[Found]) -> Steps[list[Difference]]:
    """The differences, as far as they are named; the steps between them are passed on."""
    differences: list[Difference] = []
    for one in found:
        if isinstance(one, Progress):
            yield one
        elif len(differences) < MOST_DIFFERENCES:
            differences.append(one)
        else:
            break
    return differences


def compare_claims(content: PacketContent) -> Iterator[Difference]:
    """What the hidden sheet says of itself."""
    place = f"{META_SHEET}!{content.claimed_at or 'B1'}"
    if content.sha256 != content.claimed_sha256:
        yield Difference(
            f"{place}（隐藏的内容校验值，与隐藏数据不符）", content.claimed_sha256, content.sha256
        )
    elif not content.canonical:
        yield Difference(f"{META_SHEET}（隐藏数据）", "规范的写法", "不是规范的写法")
    elif content.signed is SignatureState.BAD:
        yield Difference(f"{META_SHEET}（移送单位的签名）", "与内容相符的签名", "与内容不符的签名")
    if content.head["packet"]["case_count"] != len(content.cases):
        count = content.head["packet"]["case_count"]
        yield Difference(f"{META_SHEET}（事项数）", str(count), str(len(content.cases)))


def expected_sheets(content: PacketContent) -> Iterator[tuple[str, Iterable[Row]]]:
    """Every visible sheet with the rows that it should have, titles included."""
    yield COVER_SHEET, cover_rows(content.head, content.sha256)
    for table in (table for table in TABLES if table.since <= content.version):
        rows = _table_rows(table, content)
        first = list(islice(rows, 1))
        if first or not table.optional:
            yield table.name, chain([table.titles], first, rows)


def _table_rows(table: TableSheet, content: PacketContent) -> Iterator[Row]:
    """The rows of all cases."""
    for place, case in enumerate(content.cases, 1):
        yield from table.rows(place, case)


def compare_sheet(workbook: Sheets, sheet: str, rows: Iterable[Row]) -> Iterator[Found]:
    """Every place of one sheet where it is not what it should be, walking down both side by side; between them, the
    number of the row that was reached."""
    shift = _DAYS_FROM_1904 if workbook.from_1904 else 0
    actual = iter(workbook.rows(sheet))
    number, cells = next(actual, _NO_ROW)
    place = 0
    for place, row in enumerate(rows, 1):
        here: dict[int, RawCell] = {}
        if number == place:
            here = cells
            number, cells = next(actual, _NO_ROW)
        yield from _compare_row(sheet, place, row, here, shift)
        if place % _STEP == 0:
            yield Progress(place, 0, f"核对“{sheet}”")
    for surplus, (further, strange) in enumerate(chain([(number, cells)], actual)):
        if surplus > _MOST_SURPLUS_ROWS:
            raise not_a_packet(workbook.name, f"工作表“{sheet}”行数过多")
        yield from _compare_row(sheet, further, (), strange, shift)


_NO_ROW: SheetRow = (0, {})


def _compare_row(
    sheet: str, number: int, row: Row, cells: dict[int, RawCell], shift: int
) -> Iterator[Difference]:
    """One row: what should be there, and what is there besides."""
    for column, value in enumerate(row):
        cell = cells.get(column)
        if not _same(value, cell, shift):
            yield _difference(sheet, number, column, value, cell, shift)
    if cells and max(cells) >= len(row):
        for column, cell in cells.items():
            if column >= len(row):
                yield _difference(sheet, number, column, "", cell, shift)


def _same(value: Value, cell: RawCell | None, shift: int) -> bool:
    """Whether a cell shows the value, as a text or a number as the case may be, and not as a formula."""
    if cell is None:
        return value == "" or value is OPEN
    if isinstance(value, str):
        return cell.text == value and cell.kind == "text" and cell.formula is None
    if value is OPEN:
        return True
    if cell.formula is not None or cell.kind != "number":
        return False
    number = _number(cell.text)
    if isinstance(value, dt.datetime):
        return abs(number + shift - serial(value)) < _HALF_A_MINUTE
    return number == (serial(value) - shift if isinstance(value, dt.date) else value)


def _number(text: str) -> float:
    """A number cell's number; not a number for what is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def _difference(
    sheet: str, row: int, column: int, value: Value, cell: RawCell | None, shift: int
) -> Difference:
    """Name a place and what stood and stands there."""
    place = f"{sheet}!{get_column_letter(column + 1)}{row}"
    return Difference(place, _sent(value), _found(cell, value, shift))


def _sent(value: Value) -> str:
    """A value as a person would write it."""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return str(value)


def _found(cell: RawCell | None, value: Value, shift: int) -> str:
    """What stands in a cell as a person would write it: dates where one is wanted, formulas as formulas."""
    if cell is None:
        return ""
    if cell.formula is not None:
        return f"公式 ={cell.formula}"
    if isinstance(value, dt.date) and cell.kind == "number":
        try:
            moment = _EPOCH + dt.timedelta(days=float(cell.text) + shift)
        except (OverflowError, ValueError):
            return f"数字 {cell.text}"
        return f"{moment:%Y-%m-%d %H:%M}" if isinstance(value, dt.datetime) else f"{moment:%Y-%m-%d}"
    if isinstance(value, str) and cell.kind == "number":
        return f"数字 {cell.text}"
    return cell.text if cell.kind != "text" or isinstance(value, str) else f"文字 {cell.text}"
