"""Opening files: every format, and a way out for every file that cannot be read."""

import os
import random
import re
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from app.domain.errors import UnreadableFile
from app.files.ledger_sheet import open_book
from tests.files.ledger_reading import FIXTURES, HEADER, SAMPLE, a_row, read_file, write_sheet
from tests.files.workbook_surgery import rebuilt
from tests.fixtures.make_xlsb import make_xlsb


def refusal(path: Path) -> str:
    """What the clerk is told about a file."""
    with pytest.raises(UnreadableFile) as caught, open_book(path) as book:
        for sheet in book.sheets:
            list(book.rows(sheet))
    assert caught.value.message.endswith("。")
    assert path.name in caught.value.message
    return caught.value.message


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


# --- formats --------------------------------------------------------------------------------------------------


def test_a_binary_workbook_is_read(tmp_path: Path) -> None:
    path = make_xlsb(tmp_path / "a.xlsb", [list(HEADER), a_row(来访日期=46028.0, 联系电话=13812344321.0)])
    (row,) = read_file(path)
    assert row.draft is not None
    assert (row.draft.received_on.isoformat(), row.draft.petitioners[0].phone) == (
        "2026-01-06",
        "13812344321",
    )


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods"])
def test_a_wrong_ending_is_no_hindrance_when_the_content_is_a_table(tmp_path: Path, ending: str) -> None:
    source = FIXTURES / f"ledger-sample{ending}"
    for other in (".xlsx", ".xls", ".et"):
        copy = put(tmp_path / f"copy{other}", source.read_bytes())
        assert len(read_file(copy)) == 128


def test_a_workbook_knows_its_rows_and_sheets(tmp_path: Path) -> None:
    with open_book(SAMPLE) as book:
        assert book.sheets == ("2026年",)
        assert book.row_count("2026年") == 130
        assert book.head("2026年")[0][0] == "综采一区2026年职工信访登记台账"
        assert book.merges("2026年") == (((0, 0), (0, 12)),)
        assert book.formulas("2026年") == {(93, 8): '=HYPERLINK("x","反映食堂涨价")'}
        assert sum(1 for _ in book.rows("2026年")) == 130


def test_sheets_without_cells_and_charts_are_none(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["日期"])
    book.create_sheet("空")
    book.create_chartsheet("图")
    book.save(tmp_path / "a.xlsx")
    with open_book(tmp_path / "a.xlsx") as opened:
        assert opened.sheets == ("Sheet",)


def test_many_large_sheets_are_not_all_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.files.ledger_books._MOST_CELLS_KEPT", 30)
    book = Workbook()
    book.remove(book.worksheets[0])
    for month in range(1, 5):
        sheet = book.create_sheet(f"{month}月")
        sheet.append(HEADER)
        sheet.append(a_row(来访日期=f"2026/{month}/6"))
    book.save(tmp_path / "a.xlsx")
    rows = read_file(tmp_path / "a.xlsx")
    assert [(row.sheet, row.draft and row.draft.received_on.month) for row in rows] == [
        ("1月", 1),
        ("2月", 2),
        ("3月", 3),
        ("4月", 4),
    ]


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        ("日期,姓名\n2026/1/6,王建国\n", ["2026/1/6", "王建国"]),
        ("日期;姓名\n2026/1/6;王建国\n", ["2026/1/6", "王建国"]),
        ("日期\t姓名\n2026/1/6\t王建国\n", ["2026/1/6", "王建国"]),
        ('日期,姓名\n2026/1/6,"王建国,\n李强"\n', ["2026/1/6", "王建国,\n李强"]),
        ("综采一区台账\n日期;姓名;单位\n2026/1/6;王建国,李强;选煤厂\n", ["日期", "姓名", "单位"]),
        ("日期,姓名\r\n2026/1/6,王建国", ["2026/1/6", "王建国"]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_encoding_with_any_delimiter(
    tmp_path: Path, content: str, cells: list[str], encoding: str
) -> None:
    path = put(tmp_path / "a.csv", content.encode(encoding))
    with open_book(path) as book:
        assert list(book.rows("a"))[1] == cells
        assert book.row_count("a") == content.count("\n") + 1


def test_gb18030_keeps_names_outside_the_basic_plane(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", "日期,姓名,反映事项\n2026/1/6,林𬱖,工资\n".encode("gb18030"))
    (row,) = read_file(path)
    assert row.draft is not None
    assert row.draft.petitioners[0].name == "林𬱖"


# --- what cannot be read --------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_locked_workbook_says_how_to_unlock_it(ending: str) -> None:
    message = refusal(FIXTURES / f"locked.{ending}")
    assert "设了打开密码" in message
    assert "取消密码另存" in message


def test_an_empty_file(tmp_path: Path) -> None:
    assert "文件是空的" in refusal(put(tmp_path / "a.xlsx", b""))
    assert "文件是空的" in refusal(put(tmp_path / "a.csv", b""))


def test_a_workbook_without_any_cell(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "a.xlsx")
    assert "里面没有内容" in refusal(tmp_path / "a.xlsx")


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a", "a.zip"])
def test_an_ending_that_is_no_table_s(tmp_path: Path, name: str) -> None:
    assert "这不是表格文件" in refusal(put(tmp_path / name, b"whatever"))


def test_a_cell_in_the_far_corner(tmp_path: Path) -> None:
    """Laid out, it would be half a terabyte of empty cells; the program died of it without a word."""
    path = write_sheet(tmp_path / "a.xlsx", [list(HEADER), a_row()])
    book = load_workbook(path)
    book["台账"]["XFD1048576"] = "误填"
    book.save(path)
    assert "离表格太远" in refusal(path)


def test_far_cells_that_are_only_formatted_are_no_hindrance(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [list(HEADER), a_row()])
    book = load_workbook(path)
    book["台账"]["XFD1048576"].font = Font(bold=True)
    book.save(path)
    assert len(read_file(path)) == 1


def test_a_cell_of_an_old_workbook_beyond_its_last_column(tmp_path: Path) -> None:
    """A spoilt byte put it 60,000 columns to the right; reading took ten minutes."""
    data = bytearray((FIXTURES / "ledger-sample.xls").read_bytes())
    place = bytes(data).rindex(b"\xfd\x00\x0a\x00")
    data[place + 6 : place + 8] = b"\x0c\xeb"
    assert "离表格太远" in refusal(put(tmp_path / "a.xls", bytes(data)))


def test_a_zip_of_a_version_that_nobody_knows(tmp_path: Path) -> None:
    data = bytearray((FIXTURES / "ledger-sample.ods").read_bytes())
    data[bytes(data).index(b"PK\x01\x02") + 6] = 232
    assert "损坏" in refusal(put(tmp_path / "a.ods", bytes(data)))


def test_a_thousand_sheets_that_all_show_the_same_part(tmp_path: Path) -> None:
    """Each would be read as a whole: a file of seventeen kilobytes took half a minute."""
    path = write_sheet(tmp_path / "a.xlsx", [list(HEADER), a_row()])

    def double(data: bytes) -> bytes:
        sheet = re.search(b"<sheet [^>]*/>", data)
        assert sheet
        return data.replace(sheet[0], sheet[0] * 1_000)

    assert "1000张工作表" in refusal(rebuilt(path, {"xl/workbook.xml": double}))


def test_something_else_in_a_zip(tmp_path: Path) -> None:
    for parts in (
        {"word/document.xml": "<w/>"},
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<o/>"},
    ):
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
            for name, content in parts.items():
                package.writestr(name, content)
        assert "可能是Word文档或压缩包" in refusal(tmp_path / "a.xlsx")


def test_a_web_page_that_calls_itself_a_workbook(tmp_path: Path) -> None:
    page = "\ufeff<html><body><table><tr><td>日期</td></tr></table></body></html>"
    assert "网页格式" in refusal(put(tmp_path / "a.xls", page.encode()))


def test_a_picture_that_calls_itself_a_workbook(tmp_path: Path) -> None:
    assert "内容不是表格" in refusal(put(tmp_path / "a.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"))


def test_a_text_in_no_known_encoding(tmp_path: Path) -> None:
    assert "编码认不出来" in refusal(put(tmp_path / "a.csv", "日期,".encode() + b"\xff\xff\xfe\n"))


def test_a_text_that_breaks_off(tmp_path: Path) -> None:
    assert "断了" in refusal(put(tmp_path / "a.csv", "日期,姓名\n2026/1/6,王建国".encode()[:-1]))


def test_quotes_that_never_close(tmp_path: Path) -> None:
    text = '日期,姓名\n2026/1/6,"' + "王建国" * 60_000
    assert "引号没有成对" in refusal(put(tmp_path / "a.csv", text.encode()))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "找不到这个文件" in refusal(tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").mkdir()
    assert "这是一个文件夹" in refusal(tmp_path / "b.xlsx")


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() == 0, reason="everything may be read here")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [HEADER])
    path.chmod(0)
    assert "没有权限" in refusal(path)


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_torn_workbook_is_refused_in_one_sentence(tmp_path: Path, ending: str) -> None:
    whole = (FIXTURES / f"ledger-sample.{ending}").read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        assert "不完整或已损坏" in refusal(put(tmp_path / f"a.{ending}", whole[: int(len(whole) * share)]))


def test_a_torn_old_workbook_is_refused_before_the_reader_trips_over_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = (FIXTURES / "ledger-sample.xls").read_bytes()
    for length in range(512, len(whole), 1537):
        assert "不完整或已损坏" in refusal(put(tmp_path / "a.xls", whole[:length]))
    assert capfd.readouterr().err == ""  # a panic of the reader would have printed its trace


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods", "csv"])
def test_a_garbled_file_is_read_or_refused_and_never_more(tmp_path: Path, ending: str) -> None:
    chance = random.Random(3)
    sample = SAMPLE if ending == "csv" else FIXTURES / f"ledger-sample.{ending}"
    whole = bytearray(sample.read_bytes())
    for _ in range(25):
        garbled = whole.copy()
        for _ in range(chance.randrange(1, 8)):
            garbled[chance.randrange(len(garbled))] = chance.randrange(256)
        try:
            read_file(put(tmp_path / f"a.{ending}", bytes(garbled)))
        except UnreadableFile as error:
            assert error.message


def test_an_old_workbook_that_claims_a_thousand_million_rows_is_damaged(tmp_path: Path) -> None:
    data = bytearray((FIXTURES / "ledger-sample.xls").read_bytes())
    place = data.rindex(b"\x00\x02\x0e\x00")
    data[place + 4 : place + 12] = b"\0\0\0\0\xff\xff\xff\x7f"
    assert "损坏" in refusal(put(tmp_path / "a.xls", bytes(data)))
