"""The frame of a packet's workbook, made by openpyxl: sheets, styles, protection, drop-downs, print set-up.

The rows of cases are streamed into it afterwards (``packet_workbook``); here stand only the cover and the
title rows, so that openpyxl's time and memory do not grow with the packet.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from app.files import sheet_spool as sheet_spool  # no sheet lies in plain text on the disk
from app.files.packet_cover import cover_rows
from app.files.packet_layout import (
    COVER_SHEET,
    META_SHEET,
    TABLES,
    HeadJson,
    Look,
    SheetColumn,
    TableSheet,
    Value,
)
from app.files.packet_text import printed_lines, room_in

FONT = "宋体"
_GRID = Border(**{side: Side("hair", color="808080") for side in ("left", "right", "top", "bottom")})
_HEADING = PatternFill("solid", fgColor="DCE6F1")
_OPEN = PatternFill("solid", fgColor="FFF9E0")
_SHUT = PatternFill("solid", fgColor="E7E6E6")
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_MARGIN_INCHES = 0.32


@dataclass(frozen=True)
class CellStyles:
    """The numbers of the cell styles in the workbook's style table.

    ``shown`` and ``open`` go by the look of a column; ``shut`` is a cell of the reply sheet where nothing is
    to be filled in.
    """

    shown: Mapping[Look, int]
    open: Mapping[Look, int]
    number: int
    day: int
    moment: int
    shut: int


@dataclass(frozen=True)
class Frame:
    """All parts of the workbook by their paths; ``sheets`` says which path is which sheet."""

    parts: Mapping[str, bytes]
    sheets: Mapping[str, str]
    styles: CellStyles


def build_frame(
    head: HeadJson, content_sha256: str, counts: Mapping[str, int], made_at: dt.datetime
) -> Frame:
    """Make the frame of a packet; ``counts`` has the number of rows that each table will get.

    An optional table without rows is left out.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.calculation.fullCalcOnLoad = False
    workbook.security = WorkbookProtection(lockStructure=True)
    _set_properties(workbook, head, made_at)
    styles = _register_styles(workbook)
    _add_cover(workbook, head, content_sha256)
    for table in TABLES:
        if counts[table.name] or not table.optional:
            _add_table(workbook, table, head, counts[table.name])
    workbook.create_sheet(META_SHEET).sheet_state = "veryHidden"
    workbook.active = 0
    parts = _save(workbook)
    sheets = {sheet.title: sheet.path.lstrip("/") for sheet in workbook.worksheets}
    return Frame(_with_dimensions(parts, sheets, counts), sheets, styles)


def _set_properties(workbook: Workbook, head: HeadJson, made_at: dt.datetime) -> None:
    """Say nothing of the people, and the same at every making."""
    properties = workbook.properties
    properties.title = str(head["packet"]["number"])
    properties.creator = "Petition Desk"
    properties.created = properties.modified = made_at.replace(tzinfo=None, microsecond=0)


def _save(workbook: Workbook) -> dict[str, bytes]:
    """Every part as openpyxl writes it; past ``Workbook.save``, which would put today's time in."""
    kept = io.BytesIO()
    ExcelWriter(workbook, zipfile.ZipFile(kept, "w")).save()
    with zipfile.ZipFile(kept) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    first = "[Content_Types].xml"
    return {first: parts.pop(first), **parts}


def _with_dimensions(
    parts: dict[str, bytes], sheets: Mapping[str, str], counts: Mapping[str, int]
) -> dict[str, bytes]:
    """Openpyxl saw only the title rows: say how large the tables will be."""
    for table in TABLES:
        if table.name in sheets:
            path = sheets[table.name]
            area = f'<dimension ref="{_area(table, counts[table.name])}"'.encode()
            parts[path] = re.sub(rb'<dimension ref="[^"]*"', area, parts[path], count=1)
    return parts


def _area(table: TableSheet, count: int) -> str:
    """The cells of a table with its title row: A1:Y11."""
    return f"A1:{get_column_letter(len(table.columns))}{count + 1}"


def _register_styles(workbook: Workbook) -> CellStyles:
    """Put every style that streamed rows use into the workbook's table."""
    scratch = Worksheet(workbook)

    def register(
        look: Look, number_format: str = "", fill: PatternFill | None = None, open_: bool = False
    ) -> int:
        cell = Cell(scratch, row=1, column=1)
        _style(cell, look, fill)
        cell.number_format = number_format or cell.number_format
        cell.protection = Protection(locked=not open_)
        cell.quotePrefix = not open_ and look is not Look.DATE and not number_format
        return int(cell.style_id)

    return CellStyles(
        shown={look: register(look) for look in Look},
        open={look: register(look, fill=_OPEN, open_=True) for look in Look},
        number=register(Look.CENTRED, "0"),
        day=register(Look.DATE),
        moment=register(Look.DATE, _MOMENT),
        shut=register(Look.TEXT, fill=_SHUT),
    )


def _style(cell: Cell, look: Look, fill: PatternFill | None = None) -> None:
    """Font, grid, wrapping and number format of a body cell."""
    centred = look in (Look.CENTRED, Look.DATE)
    cell.font = Font(name=FONT, size=9)
    cell.border = _GRID
    cell.alignment = Alignment(vertical="top", wrap_text=True, horizontal="center" if centred else "left")
    cell.number_format = {Look.DIGITS: "@", Look.CENTRED: "@", Look.DATE: _DAY}.get(look, "General")
    if fill is not None:
        cell.fill = fill


def _put(cell: Cell, value: Value) -> None:
    """Set a value so that no text can become a formula."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = True
    elif isinstance(value, dt.datetime):
        cell.number_format = _MOMENT
    elif isinstance(value, dt.date):
        cell.number_format = _DAY


def _add_cover(workbook: Workbook, head: HeadJson, content_sha256: str) -> None:
    """The first sheet: a title, labelled facts, how to answer."""
    sheet = workbook.create_sheet(COVER_SHEET)
    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 104
    row = 0
    for row, (label, value) in enumerate(cover_rows(head, content_sha256), 1):
        first, second = sheet.cell(row, 1), sheet.cell(row, 2)
        heading = value == ""
        for cell in (first, second):
            cell.alignment = Alignment(vertical="center", horizontal="left", wrap_text=not heading, indent=1)
            cell.font = Font(name=FONT, size=11, bold=heading)
        _put(first, label)
        if heading:
            sheet.row_dimensions[row].height = 24
        else:
            sheet.row_dimensions[row].height = 3 + 14 * printed_lines(str(value), 45)
            _put(second, value)
            first.border = second.border = _GRID
    sheet["A1"].font = Font(name=FONT, size=18, bold=True)
    sheet.row_dimensions[1].height = 32
    sheet.print_area = f"A1:B{row}"
    _set_up_page(sheet, head)
    sheet.page_setup.fitToHeight = 1
    _protect(sheet)


def _add_table(workbook: Workbook, table: TableSheet, head: HeadJson, count: int) -> None:
    """A sheet with its title row and everything that surrounds its rows."""
    sheet = workbook.create_sheet(table.name)
    for place, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
        cell = sheet.cell(1, place)
        _put(cell, column.title)
        cell.font = Font(name=FONT, size=9, bold=True)
        cell.border, cell.fill = _GRID, _HEADING
        cell.alignment = Alignment(vertical="center", horizontal="center", wrap_text=True)
        if column.choices or column.hint:
            _validate(sheet, column, place, count)
    lines = max(printed_lines(column.title, room_in(column.width)) for column in table.columns)
    sheet.row_dimensions[1].height = 13 * lines + 4
    sheet.freeze_panes = f"{get_column_letter(table.frozen + 1)}2"
    sheet.print_title_rows = "1:1"
    sheet.print_area = sheet.auto_filter.ref = _area(table, count)
    _set_up_page(sheet, head)
    _protect(sheet)


def _validate(sheet: Worksheet, column: SheetColumn, place: int, count: int) -> None:
    """The drop-down and the hint of a column that headquarters fills in."""
    if not count:
        return
    rule = DataValidation(allow_blank=True, showInputMessage=True, showErrorMessage=True)
    rule.promptTitle, rule.prompt = column.title, column.hint or None
    if column.choices:
        rule.type, rule.formula1 = "list", f'"{",".join(column.choices)}"'
        rule.errorTitle, rule.error = column.title, f"请从下拉列表中选择：{'、'.join(column.choices)}"
    elif column.look is Look.DATE:
        rule.type, rule.operator, rule.formula1 = "date", "greaterThan", "36526"
        rule.errorStyle, rule.errorTitle = "warning", column.title
        rule.error = "请填写日期，如 2026-11-23"
    letter = get_column_letter(place)
    rule.add(f"{letter}2:{letter}{count + 1}")
    sheet.add_data_validation(rule)


def _set_up_page(sheet: Worksheet, head: HeadJson) -> None:
    """A4 landscape, as wide as the page, number above, page below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = _MARGIN_INCHES
    margins.top = margins.bottom = 0.7
    margins.header = margins.footer = _MARGIN_INCHES
    sheet.oddHeader.left.text = _verbatim(head["packet"]["from"]["name"])
    sheet.oddHeader.center.text = f"信访事项移送包　{sheet.title}"
    sheet.oddHeader.right.text = _verbatim(head["packet"]["number"])
    sheet.oddFooter.left.text = "内部资料　注意保管"
    sheet.oddFooter.center.text = "第 &P 页　共 &N 页"
    sheet.oddFooter.right.text = head["packet"]["made_at"][:10]


def _verbatim(text: str) -> str:
    """A text for a page header, where & begins a command; short, for a header holds 255 characters."""
    return re.sub(r"[\x00-\x1f\ud800-\udfff\ufffe\uffff]", " ", text)[:60].replace("&", "&&")


def _protect(sheet: Worksheet) -> None:
    """Lock what is not open, without a password; widths, heights and filters stay free."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.autoFilter = False
