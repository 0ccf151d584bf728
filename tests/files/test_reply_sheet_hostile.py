"""Replies that were spoilt or made to harm: refused or read in bounded time and memory, and nothing else."""

from __future__ import annotations

import io
import itertools
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import UnreadableFile
from tests.files.replying import EVERYTHING, check_everything, read, saved
from tests.files.workbook_surgery import part_of, rebuilt
from tests.fixtures.replies.make_replies import FOLDER
from tests.fuzz.mutate import mutations

LONGEST = 20.0
"""Seconds for one spoilt file on a busy machine; a sound one takes a tenth of a second."""


def verdict(path: Path) -> str:
    """What came of reading; anything but a reading or a refusal in one line is raised."""
    start = time.perf_counter()
    try:
        reading = read(path, sent=None)
    except UnreadableFile as error:
        assert "\n" not in str(error)
        found = "refused"
    else:
        found = "faulty" if reading.problems or reading.differences else "sound"
    assert time.perf_counter() - start < LONGEST
    return found


@pytest.mark.parametrize(("ending", "count"), [(".xlsx", 200), (".ods", 60), (".xls", 200)])
def test_spoilt_replies_are_read_or_refused_and_nothing_else(tmp_path: Path, ending: str, count: int) -> None:
    path = tmp_path / f"spoilt{ending}"
    seen = set()
    for data in itertools.islice(mutations((FOLDER / f"whole{ending}").read_bytes(), 20261224), count):
        path.write_bytes(data)
        seen.add(verdict(path))
    assert "refused" in seen and len(seen) > 1


def test_the_same_seed_spoils_the_same_way_and_another_otherwise() -> None:
    data = (FOLDER / "whole.xlsx").read_bytes()
    first, again, other = (list(itertools.islice(mutations(data, seed), 5)) for seed in (1, 1, 2))
    assert first == again != other and data not in first


def refused(path: Path, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        read(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return saved(tmp_path, EVERYTHING)


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


def test_entities_in_the_reply_sheet_are_refused(path: Path) -> None:
    refused(
        rebuilt(
            path, {part_of(path, "回复"): lambda data: LAUGHS + data.partition(b"?>")[2] or LAUGHS + data}
        ),
        "损坏",
    )


def test_macros_are_refused(path: Path) -> None:
    refused(rebuilt(path, {"xl/vbaProject.bin": b"x"}), "宏")


def test_a_bomb_beside_the_sheets_is_refused(path: Path) -> None:
    refused(rebuilt(path, {"xl/media/image1.bmp": bytes(30_000_000)}), "不合常理")


def test_a_bomb_in_a_zip_around_the_reply_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.files.reply_books._LARGEST", 10_000)
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.xlsx", bytes(20_000))
    refused(archive, "过大")


def in_the_sheet(path: Path, before_end: bytes) -> Path:
    def change(data: bytes) -> bytes:
        return data.replace(b"</sheetData>", before_end + b"</sheetData>")

    return rebuilt(path, {part_of(path, "回复"): change})


def test_too_many_rows_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.files.reply_rows._MOST_ROWS", 500)
    refused(in_the_sheet(path, b"<row/>" * 600), "行数过多")


def test_a_row_of_a_million_columns_is_refused(path: Path) -> None:
    refused(in_the_sheet(path, b"<row>" + b"<c><v>1</v></c>" * 1_000_000 + b"</row>"), "损坏")


def test_too_many_merged_cells_are_refused(path: Path) -> None:
    merges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n + 1) for n in range(1, 25_000))

    def change(data: bytes) -> bytes:
        return data.replace(b"</sheetData>", b"</sheetData><mergeCells>" + merges + b"</mergeCells>")

    refused(rebuilt(path, {part_of(path, "回复"): change}), "合并的单元格过多")


@pytest.mark.parametrize("number", ["1e309", "nan", "inf", "zwölf", "1_000", "--1"])
def test_a_number_that_is_none_is_named_and_harms_nothing(path: Path, number: str) -> None:
    def change(data: bytes) -> bytes:
        return data.replace(b"<v>46350</v>", f"<v>{number}</v>".encode(), 1)

    reading = read(rebuilt(path, {part_of(path, "回复"): change}))
    assert [(p.cell, p.code) for p in reading.problems][:1] in (
        [("F2", "error_value")],
        [("F2", "invalid_date")],
    )


# --- LibreOffice's own format ---------------------------------------------------------------------------------


def ods(folder: Path, change: Callable[[bytes], bytes], **parts: bytes) -> Path:
    """The .ods with its content changed."""
    path = folder / "a.ods"
    path.write_bytes((FOLDER / "whole.ods").read_bytes())
    return rebuilt(path, {"content.xml": change, **parts})


def at_the_end_of(sheet: str, xml: str) -> Callable[[bytes], bytes]:
    """Rows put at the end of a sheet of an .ods."""

    def change(data: bytes) -> bytes:
        start = data.index(f'table:name="{sheet}"'.encode())
        end = data.index(b"</table:table>", start)
        return data[:end] + xml.encode() + data[end:]

    return change


def test_a_cell_repeated_a_billion_times_is_refused_before_it_grows(tmp_path: Path) -> None:
    row = (
        '<table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell table:number-columns-repeated="10000" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row>"
    )
    refused(ods(tmp_path, at_the_end_of("回复", row)), "单元格过多")
    columns = row.replace("1000000", "1").replace("10000", "10000000")
    refused(ods(tmp_path, at_the_end_of("回复", columns)), "损坏")


def test_empty_rows_and_cells_repeated_to_the_end_of_the_sheet_cost_nothing(tmp_path: Path) -> None:
    row = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    check_everything(read(ods(tmp_path, at_the_end_of("回复", row)), sent=None))


def test_spaces_without_end_are_refused(tmp_path: Path) -> None:
    row = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>'
        + '<text:s text:c="900000"/>' * 9
        + "</text:p></table:table-cell></table:table-row>"
    )
    refused(ods(tmp_path, at_the_end_of("回复", row)), "损坏")


def test_entities_in_an_ods_are_refused(tmp_path: Path) -> None:
    refused(ods(tmp_path, lambda data: LAUGHS + data.partition(b"?>")[2]), "损坏")


def test_macros_in_an_ods_are_refused(tmp_path: Path) -> None:
    refused(ods(tmp_path, lambda data: data, **{"Basic/script-lc.xml": b"<x/>"}), "宏")


def test_two_sheets_of_one_name_in_an_ods_are_refused(tmp_path: Path) -> None:
    def double(data: bytes) -> bytes:
        return data.replace('table:name="诉求"'.encode(), 'table:name="回复"'.encode(), 1)

    refused(ods(tmp_path, double), "两张名为“回复”")


def test_a_remark_pinned_to_a_cell_of_an_ods_is_no_part_of_it(tmp_path: Path) -> None:
    def change(data: bytes) -> bytes:
        remark = "<office:annotation><text:p>王科注</text:p></office:annotation>".encode()
        text = "<text:p>补发630元</text:p>".encode()
        assert text in data
        return data.replace(text, remark + text)

    check_everything(read(ods(tmp_path, change), sent=None))


# --- the old format -------------------------------------------------------------------------------------------


def xls(folder: Path, change: Callable[[bytearray], None]) -> Path:
    data = bytearray((FOLDER / "whole.xls").read_bytes())
    change(data)
    path = folder / "a.xls"
    path.write_bytes(data)
    return path


def record(data: bytes, kind: bytes) -> int:
    """Where the last record of a kind begins."""
    place = data.rindex(kind)
    assert place > 512
    return place


@pytest.mark.parametrize(
    "extent",
    [
        b"\0\0\0\0\xff\xff\xff\x7f\0\0\x12\0",
        b"\x09\0\0\0\x05\0\0\0\0\0\x12\0",
        b"\0\0\0\0\x05\0\0\0\x30\0\x12\0",
    ],
)
def test_an_old_workbook_that_claims_more_cells_than_there_are_is_refused(
    tmp_path: Path, extent: bytes
) -> None:
    def claim(data: bytearray) -> None:
        place = record(bytes(data), b"\x00\x02\x0e\x00")
        data[place + 4 : place + 16] = extent

    refused(xls(tmp_path, claim), "损坏")


def test_a_cell_beyond_the_last_column_of_an_old_workbook_is_refused(tmp_path: Path) -> None:
    def move(data: bytearray) -> None:
        place = record(bytes(data), b"\xfd\x00\x0a\x00")
        data[place + 6 : place + 8] = b"\xff\xff"

    refused(xls(tmp_path, move), "单元格过多")


def test_an_old_workbook_that_claims_more_texts_than_it_holds_is_refused(tmp_path: Path) -> None:
    def claim(data: bytearray) -> None:
        place = bytes(data).index(b"\xfc\x00", bytes(data).index(b"\x09\x08"))
        data[place + 8 : place + 12] = b"\xff\xff\xff\x7f"

    refused(xls(tmp_path, claim), "损坏")


def test_cells_in_far_corners_of_an_old_workbook_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.files.reply_xls._MOST_CELLS", 50)
    refused(xls(tmp_path, lambda data: None), "单元格过多")


def test_a_torn_old_workbook_is_refused(tmp_path: Path) -> None:
    refused(xls(tmp_path, lambda data: data.__delitem__(slice(len(data) // 2, None))), "损坏")


def test_macros_in_an_old_workbook_are_refused(tmp_path: Path) -> None:
    """The streams of its container are what Excel would look into: one of them becomes that of a project."""

    def rename(data: bytearray) -> None:
        name = "\x05DocumentSummaryInformation".encode("utf-16-le")
        other = "_VBA_PROJECT".encode("utf-16-le")
        place = bytes(data).index(name)
        data[place : place + 64] = other.ljust(64, b"\0")
        data[place + 64 : place + 66] = (len(other) + 2).to_bytes(2, "little")

    refused(xls(tmp_path, rename), "宏")


def test_an_old_workbook_in_a_zip_says_to_unpack_it(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(FOLDER / "whole.xls", "a.xls")
    refused(archive, "请先解压")


def test_a_zip_without_anything_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("说明.txt", b"x")
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    refused(tmp_path / "a.zip", "有0个表格")
