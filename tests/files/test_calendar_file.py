"""A calendar as a table: every way to write a day is read, every wrong row is named, nothing is taken by halves."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.domain.errors import UnreadableFile
from app.domain.workdays import DayKind, OwnDay
from app.files.calendar_file import MOST_ROWS, read_calendar, read_day, write_calendar
from app.files.rules import published_calendar

D = dt.date
HOLIDAY, WORKDAY = DayKind.HOLIDAY, DayKind.WORKDAY
SPRING = (
    OwnDay(D(2027, 2, 5), HOLIDAY, "春节"),
    OwnDay(D(2027, 2, 6), HOLIDAY, "春节"),
    OwnDay(D(2027, 2, 20), WORKDAY, "春节调休"),
)


def a_csv(folder: Path, *lines: str, encoding: str = "utf-8", name: str = "日历.csv") -> Path:
    path = folder / name
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def a_workbook(folder: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "日历.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_is_read_in_the_encodings_of_excel_and_wps(tmp_path: Path, encoding: str) -> None:
    lines = [
        "日期,安排,说明",
        "2027-02-05,放假,春节",
        "2027-02-06,放假,春节",
        "2027-02-20,上班,春节调休",
    ]
    assert read_calendar(a_csv(tmp_path, *lines, encoding=encoding)) == SPRING


def test_a_workbook_may_hold_dates_titles_empty_rows_and_other_columns(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path,
        ("2027年放假安排",),
        ("序号", "备注", "日期", "放假/上班"),
        (1, "春节调休", D(2027, 2, 20), "调休上班"),
        (None, None, None, None),
        (2, "春节", dt.datetime(2027, 2, 5), "休"),
        (3, "春节", "2027年2月6日", " 放 假 "),
    )
    assert read_calendar(path) == SPRING


def test_a_file_without_a_header_is_read_in_the_usual_order(tmp_path: Path) -> None:
    assert (
        read_calendar(a_csv(tmp_path, "2027/2/5,holiday,春节", "20270206,休,春节", "2027.2.20,班,春节调休"))
        == SPRING
    )
    assert read_calendar(a_csv(tmp_path, "2027-02-05\t放假", name="表.txt")) == (
        OwnDay(D(2027, 2, 5), HOLIDAY),
    )


@pytest.mark.parametrize(
    "cell", ["2027-2-6", "2027/02/06", "2027.2.6", "2027年2月6日", "20270206", 20270206.0, D(2027, 2, 6),
             dt.datetime(2027, 2, 6), "２０２７－２－６", "2027-02-06 00:00:00"],
)  # fmt: skip
def test_a_day_may_be_written_in_many_ways(cell: str | float | dt.date) -> None:
    assert read_day(cell) == D(2027, 2, 6)


@pytest.mark.parametrize(
    "cell", ["", "2027-02-30", "2月6日", "06-02-2027", "春节", 46424.0, "1889-01-01", True]
)
def test_what_is_no_day_is_none(cell: str | float | bool) -> None:
    assert read_day(cell) is None


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("2027-02-30,放假,春节", ["第3行", "2027-02-30", "2027-02-06"]),
        (",放假,春节", ["第3行", "日期", "没有填写"]),
        ("2027-02-06,,春节", ["第3行", "2027-02-06", "放假还是上班", "“放假”或“上班”"]),
        ("2027-02-06,也许,春节", ["第3行", "“也许”", "“放假”或“上班”"]),
        ("2027-02-05,上班,春节", ["第3行", "2027-02-05", "第2行", "只留"]),
        (f"2027-02-06,放假,{'长' * 41}", ["第3行", "41个字", "40"]),
    ],
)
def test_a_wrong_row_is_named_with_what_to_do(tmp_path: Path, row: str, named: list[str]) -> None:
    path = a_csv(tmp_path, "日期,安排,说明", "2027-02-05,放假,春节", row, "2027-02-07,放假,春节")
    with pytest.raises(UnreadableFile) as refused:
        read_calendar(path)
    assert all(word in str(refused.value) for word in [*named, "一天也没有导入"]), str(refused.value)


def test_the_same_day_twice_in_the_same_way_is_one_day(tmp_path: Path) -> None:
    assert len(read_calendar(a_csv(tmp_path, "2027-02-05,放假,春节", "2027-02-05,放假,春节"))) == 1


@pytest.mark.parametrize("lines", [["日期,安排,说明"], ["日期,安排,说明", ",,"]])
def test_a_file_without_a_day_is_refused(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(UnreadableFile, match="没有一天"):
        read_calendar(a_csv(tmp_path, *lines))


def test_a_file_that_is_no_calendar_is_refused(tmp_path: Path) -> None:
    long = a_csv(tmp_path, *["2027-02-05,放假,春节"] * (MOST_ROWS + 1))
    with pytest.raises(UnreadableFile, match="不像日历"):
        read_calendar(long)
    for name, content in (("空.csv", b""), ("图.csv", b"\x89PNG\0\0"), ("日历.docx", b"PK")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableFile):
            read_calendar(tmp_path / name)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_what_is_written_reads_in_again(tmp_path: Path, ending: str) -> None:
    days = published_calendar().entries(2026)
    path = tmp_path / f"2026{ending}"
    with path.open("wb") as out:
        write_calendar(out, days, ending=ending)
    assert read_calendar(path) == days


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_note_never_becomes_a_formula(tmp_path: Path, ending: str) -> None:
    out = io.BytesIO()
    write_calendar(out, [OwnDay(D(2027, 2, 5), HOLIDAY, "=1+1")], ending=ending)
    if ending == ".csv":
        assert b", =1+1" in out.getvalue()
    else:
        cell = openpyxl.load_workbook(out).active["C2"]
        assert (cell.value, cell.data_type) == ("=1+1", "s")
    path = tmp_path / f"x{ending}"
    path.write_bytes(out.getvalue())
    assert read_calendar(path)[0].note == "=1+1"


ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="日历">{rows}</table:table></office:spreadsheet>
</office:body></office:document-content>"""
ODS_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>"""
ODS_DATE = '<table:table-cell office:value-type="date" office:date-value="{0}"><text:p>{0}</text:p></table:table-cell>'
ODS_TEXT = '<table:table-cell office:value-type="string"><text:p>{0}</text:p></table:table-cell>'


def test_a_sheet_of_libreoffice_is_read(tmp_path: Path) -> None:
    rows = "".join(
        f"<table:table-row>{ODS_DATE.format(entry.day)}{ODS_TEXT.format(entry.kind.label)}"
        f"{ODS_TEXT.format(entry.note)}</table:table-row>"
        for entry in SPRING
    )
    path = tmp_path / "日历.ods"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", ODS_MANIFEST)
        package.writestr("content.xml", ODS.format(rows=rows))
    assert read_calendar(path) == SPRING
