"""Keeps openpyxl 3.1 from putting every sheet in plain text into the temporary folder while it saves a workbook.

It writes a sheet's XML into a file of its own there, names and all, and removes it afterwards; a program that is
killed leaves it, and a removed file can be found again. Here each sheet goes into memory, and what grows beyond goes
onto the disk encrypted under a key that only this process has. Whatever makes workbooks imports this module;
``tests/files/test_sheet_spool.py`` names one that does not.
"""

from __future__ import annotations

import shutil
from typing import Any

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet import _writer
from openpyxl.writer import excel

from app.files.sealed_spool import SealedSpool

LARGEST_SHEET = 4 << 30
"""Bytes of XML."""
IN_MEMORY = 1 << 18
"""Bytes of it that stay in memory: a long sheet needs no more than a short one."""


def _spool(suffix: str = "") -> SealedSpool:
    """In the place of openpyxl's temporary file."""
    return SealedSpool(LARGEST_SHEET, in_memory=IN_MEMORY)


def _cleanup(writer: Any) -> None:
    """Forget a sheet that is in its workbook."""
    writer.out.close()


def _write_worksheet(book: Any, sheet: Any) -> None:
    """As openpyxl's own, but for where the sheet comes from."""
    sheet._drawing = SpreadsheetDrawing()
    sheet._drawing.charts = sheet._charts
    sheet._drawing.images = sheet._images
    if book.workbook.write_only:
        if not sheet.closed:
            sheet.close()
        writer = sheet._writer
    else:
        writer = _writer.WorksheetWriter(sheet)
        writer.write()
    sheet._rels = writer._rels
    with book._archive.open(sheet.path[1:], "w", force_zip64=True) as packed:
        shutil.copyfileobj(writer.out.written(), packed)
    book.manifest.append(sheet)
    writer.cleanup()


_writer.create_temporary_file = _spool
_writer.WorksheetWriter.cleanup = _cleanup
excel.ExcelWriter.write_worksheet = _write_worksheet
