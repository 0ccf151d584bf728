"""How the ledger's two workbooks look: borders, fills, the paper, and rows high enough for their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, PatternFill, Side
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.files import sheet_spool as sheet_spool  # no sheet lies in plain text on the disk

_A4 = "9"
_LINE_HEIGHT = 15.0
_HIGHEST = 300.0
_LONGEST_TEXT = 32_000
_THIN = Side(style="thin", color="9AA5B1")

BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
TITLE_FILL = PatternFill("solid", fgColor="E7EDF4")
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
WRAPPED = Alignment(vertical="center", wrap_text=True)
TEXT_FORMAT = "@"


def cell_content(text: str) -> str:
    """A text as a cell can hold it: without control characters, and no longer than spreadsheets take."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))[:_LONGEST_TEXT]


def text_cell(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    """A cell that is text whatever it begins with, and stays text when it is typed over."""
    cell = WriteOnlyCell(sheet, cell_content(text) or None)
    cell.data_type = "s" if text else "n"
    cell.number_format = TEXT_FORMAT
    return cell


@contextmanager
def streamed_book(creator: str) -> Iterator[Workbook]:
    """A workbook whose rows go to an encrypted spool as they come; a cancel or an error forgets it at once."""
    book = Workbook(write_only=True)
    book.properties.creator = creator
    try:
        yield book
    except BaseException:
        for sheet in book.worksheets:
            _discard(sheet)
        raise


def _discard(sheet: WriteOnlyWorksheet) -> None:
    """End an unfinished sheet and forget what it wrote."""
    with suppress(OSError, RuntimeError, StopIteration, ValueError):
        if not sheet.closed:
            sheet.close()
    sheet._writer.cleanup()


def landscape(sheet: WriteOnlyWorksheet, *, pages_wide: int) -> None:
    """A4 on its side, so many pages wide and as many long as it takes."""
    setup, margins = sheet.page_setup, sheet.page_margins
    setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight = "landscape", _A4, pages_wide, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.7
    margins.header = margins.footer = 0.3


def append_row(
    sheet: WriteOnlyWorksheet, number: int, cells: list[WriteOnlyCell], texts: Iterable[tuple[str, float]]
) -> None:
    """Write a row as high as its texts need in columns of their widths; LibreOffice does not do it by itself."""
    lines = max((_lines(text, width) for text, width in texts), default=1)
    if lines > 1:
        sheet.row_dimensions[number].height = min(lines * _LINE_HEIGHT, _HIGHEST)
    sheet.append(cells)
    sheet.row_dimensions.pop(number, None)  # it is written: keep none of a hundred thousand


def _lines(text: str, width: float) -> int:
    """How many lines a text takes; a Chinese character is as wide as two others."""
    if text.isascii() and "\n" not in text:
        return int(-(-len(text) // width)) if text else 1
    return sum(max(1, int(-(-len(line.encode("gb18030", "replace")) // width))) for line in text.split("\n"))
