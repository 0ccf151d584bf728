"""Ledgers that ask for all the memory there is: the reader behind would die of each without a word."""

from __future__ import annotations

import os
import shutil
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import UnreadableFile
from app.files.ledger_sheet import open_book
from tests.files.ledger_reading import FIXTURES, HEADER, a_row
from tests.files.workbook_surgery import rebuilt
from tests.fixtures.make_xlsb import END_DATA, ROW, cell, make_xlsb, record

SHEET, RELATIONS = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
TEXT = b't="inlineStr"><is><t>x</t></is></c>'


def refused(path: Path, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        open_book(path).close()


def a_ledger(folder: Path, ending: str = ".xlsx") -> Path:
    return Path(shutil.copy(FIXTURES / f"ledger-sample{ending}", folder / f"a{ending}"))


def last_row(row: bytes) -> Callable[[bytes], bytes]:
    """The sheet with one more row."""
    return lambda data: data.replace(b"</sheetData>", row + b"</sheetData>")


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="1048576"><c r="xfd1048576" ' + TEXT + b"</row>",
        b'<row r="1048576"><c r="XFD0001048576" ' + TEXT + b"</row>",
        b'<row r="1048576"><c' + b" " * 300 + b"r = 'XFD1048576' " + TEXT + b"</row>",
        b'<row r="1048576">' + b"<c/>" * 16_383 + b"<c " + TEXT + b"</row>",
        b'<row r="1048570"/>' + b"<row/>" * 5 + b'<row><c r="A1048576"/>' + b"<c/>" * 999 + b"<c " + TEXT + b"</row>",
    ],
    ids=["small letters", "zeros", "blanks", "no places", "no rows"],
)  # fmt: skip
def test_a_far_cell_is_found_however_its_place_is_spelt(tmp_path: Path, row: bytes) -> None:
    refused(rebuilt(a_ledger(tmp_path), {SHEET: last_row(row)}), "离表格太远")


def test_a_far_cell_is_found_wherever_the_sheet_lies_in_the_file(tmp_path: Path) -> None:
    path = a_ledger(tmp_path)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(SHEET)
    far = last_row(b'<row r="1048576"><c r="XFD1048576" ' + TEXT + b"</row>")(sheet)
    moved = {
        SHEET: None,
        "xl/else/one.bin": far,
        RELATIONS: lambda data: data.replace(b"worksheets/sheet1.xml", b"else/one.bin"),
    }
    refused(rebuilt(path, moved), "离表格太远")


def test_a_far_cell_of_a_binary_workbook_is_found(tmp_path: Path) -> None:
    path = make_xlsb(tmp_path / "a.xlsb", [list(HEADER), a_row(来访日期=46028.0)])
    far = record(ROW, struct.pack("<I", 1_048_575) + bytes(21)) + cell(16_383, "x")
    end = record(END_DATA)
    refused(
        rebuilt(path, {"xl/worksheets/sheet1.bin": lambda data: data.replace(end, far + end)}), "离表格太远"
    )


@pytest.mark.parametrize(("rows", "columns"), [(1, 2_000_000_000), (60_000, 16_384), (1_000_000_000, 1)])
def test_cells_repeated_without_end_are_found(tmp_path: Path, rows: int, columns: int) -> None:
    row = (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell office:value-type="string"'
        f' table:number-columns-repeated="{columns}"><text:p>x</text:p></table:table-cell></table:table-row>'
    ).encode()
    path = a_ledger(tmp_path, ".ods")
    end = b"</table:table>"
    refused(rebuilt(path, {"content.xml": lambda data: data.replace(end, row + end)}), "离表格太远")


def test_blanks_without_end_are_refused(tmp_path: Path) -> None:
    blanks = b'<text:p><text:s text:c="2000000000"/>'
    path = a_ledger(tmp_path, ".ods")
    refused(rebuilt(path, {"content.xml": lambda data: data.replace(b"<text:p>", blanks, 1)}), "展开后太大")


@pytest.mark.parametrize("part", ["mimetype", SHEET, "xl/workbook.xml"])
def test_a_part_that_packs_better_than_anything_typed_is_refused(tmp_path: Path, part: str) -> None:
    refused(rebuilt(a_ledger(tmp_path), {part: b" " * 12_000_000}), "展开后太大")


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.files.ledger_weighing.MOST_BYTES", 1000)
    refused(a_ledger(tmp_path), "展开后太大")


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml"])
def test_a_text_that_nobody_typed_is_refused(tmp_path: Path, part: str) -> None:
    text = b"ab cd ef" * 400_000
    sheet = last_row(b'<row r="900"><c r="A900" t="inlineStr"><is><t>' + text + b"</t></is></c></row>")
    refused(rebuilt(a_ledger(tmp_path), {part: sheet if part == SHEET else b"<sst>" + text}), "展开后太大")


def test_merged_cells_without_end_are_refused(tmp_path: Path) -> None:
    merges = b"<mergeCells>" + b'<mergeCell ref="A1:B2"/>' * 100_001 + b"</mergeCells>"
    path = rebuilt(
        a_ledger(tmp_path), {SHEET: lambda data: data.replace(b"</sheetData>", b"</sheetData>" + merges)}
    )
    refused(path, "展开后太大")  # fmt: skip


def test_an_entity_in_a_sheet_is_damage(tmp_path: Path) -> None:
    entity = b'<!DOCTYPE x [<!ENTITY a "ha">]><worksheet'
    path = rebuilt(a_ledger(tmp_path), {SHEET: lambda data: data.replace(b"<worksheet", entity)})
    refused(path, "损坏")


def test_a_list_of_members_without_end_is_not_read(tmp_path: Path) -> None:
    """The standard library would keep half a kilobyte for each of them."""
    name = b"a" * 60_000
    place = struct.pack("<H10xHH12x", len(name), 0, 0)
    line = b"PK\1\2" + struct.pack("<BBBB4xHH12x", 20, 0, 20, 0, 0, 33) + place + name
    start, count = b"PK\3\4" + bytes(26), 340
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, count * len(line), len(start), 0)
    (tmp_path / "a.xlsx").write_bytes(start + line * count + end)
    with pytest.raises(UnreadableFile, match="损坏") as refusal:
        open_book(tmp_path / "a.xlsx").close()
    assert "a directory without end" in str(refusal.value.__cause__), "it was read all the same"


def test_a_line_without_end_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("日期,姓名\n".encode() + b"a" * 3_000_000)
    refused(tmp_path / "a.csv", "有一行长得不像表格")


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe is no file there")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xlsx")
    refused(tmp_path / "a.xlsx", "不是普通文件")
