"""What somebody might bring on a stick: refused in bounded time and memory, with one line, nothing unpacked."""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from app.domain.errors import UnreadableFile
from app.files.packet_verify import verify_packet
from app.files.reply_sheet import read_reply
from tests.builders import a_packet
from tests.files.workbook_surgery import edited, packet_file, rebuilt

LIST = "xl/worksheets/sheet2.xml"
BOOK = "xl/workbook.xml"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return packet_file(tmp_path, a_packet())


def refused(path: Path, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        verify_packet(path)


def in_the_list(data: bytes, xml: bytes) -> bytes:
    """The sheet with something put in after its last row."""
    return data.replace(b"</sheetData>", xml + b"</sheetData>")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "既不是"),
        (b"hello", "既不是"),
        (b"%PDF-1.7", "既不是"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版"),
        (b"PK\3\4" + bytes(100), "损坏"),
    ],
)
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    refused(tmp_path / "a.xlsx", words)


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    refused(tmp_path / "gone.xlsx", "打不开")
    refused(tmp_path, "打不开")


def test_another_workbook_is_no_packet(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    refused(tmp_path / "a.xlsx", "没有隐藏的校验数据")


def test_an_office_document_that_is_no_workbook_is_refused(path: Path) -> None:
    refused(rebuilt(path, {BOOK: None}), r"不是 \.xlsx")
    refused(rebuilt(path, {"xl/_rels/workbook.xml.rels": None}), r"不是 \.xlsx")


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99, 0.999])
def test_a_truncated_file_is_refused(path: Path, kept: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    refused(path, "损坏")


@pytest.mark.parametrize(
    "part",
    [
        "xl/vbaProject.bin",
        "xl/externalLinks/externalLink1.xml",
        "xl/activeX/activeX1.xml",
        "xl/embeddings/oleObject1.bin",
        "xl/macrosheets/sheet1.xml",
        "xl/connections.xml",
        "XL/VBAPROJECT.BIN",
    ],
)
def test_macros_links_and_controls_are_refused(path: Path, part: str) -> None:
    refused(rebuilt(path, {part: b"x"}), "宏、控件或外部链接")


def test_a_workbook_that_calls_itself_one_with_macros_is_refused(path: Path) -> None:
    def enable(data: bytes) -> bytes:
        return data.replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main", 1)

    refused(rebuilt(path, {"[Content_Types].xml": enable}), "宏")


def relationship(kind: str) -> bytes:
    return (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://x/' + kind.encode() + b'" Target="http://evil.example/" '
        b'TargetMode="External"/></Relationships>'
    )


def test_what_would_be_fetched_from_elsewhere_is_refused_but_an_address_typed_into_a_reply_is_not(
    path: Path,
) -> None:
    rels = "xl/worksheets/_rels/sheet6.xml.rels"
    assert verify_packet(rebuilt(path, {rels: relationship("hyperlink")})).unaltered
    refused(rebuilt(path, {rels: relationship("image")}), "外部链接")


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, (b"&%c;" % (97 + n)) * 10) for n in range(9))
    + b"]>"
)


@pytest.mark.parametrize("part", [LIST, BOOK, "[Content_Types].xml", "xl/worksheets/sheet7.xml"])
def test_entities_are_refused_before_they_grow(path: Path, part: str) -> None:
    refused(
        rebuilt(
            path, {part: lambda data: LAUGHS + data.partition(b"?>")[2] if b"?>" in data else LAUGHS + data}
        ),
        "损坏",
    )


def test_a_bomb_is_refused_by_its_ratio_alone(path: Path) -> None:
    refused(rebuilt(path, {LIST: bytes(30_000_000)}), "不合常理")


def test_a_workbook_that_unpacks_to_too_much_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.files.packet_opening.MOST_WORKBOOK_BYTES", 20_000)
    refused(path, "过大")


def test_an_archive_that_unpacks_to_too_much_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.files.packet_opening.MOST_BYTES", 20_000)
    refused(path, "展开后过大")


def test_too_many_parts_are_refused(path: Path) -> None:
    refused(rebuilt(path, {f"xl/{number}.xml": b"" for number in range(1_100)}), "过大")


def test_too_many_members_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.files.packet_opening.MOST_MEMBERS", 5)
    refused(path, "过多")


def test_a_row_of_a_million_columns_is_refused(path: Path) -> None:
    row = b'<row r="3">' + b"<c><v>1</v></c>" * 1_000_000 + b"</row>"
    refused(rebuilt(path, {LIST: lambda data: in_the_list(data, row)}), "损坏")


def test_a_million_rows_are_refused(path: Path) -> None:
    rows = b"<row><c/></row>" * 1_000_000
    refused(rebuilt(path, {LIST: lambda data: in_the_list(data, rows)}), "行数过多")


def test_an_endless_token_is_refused(path: Path) -> None:
    noise = random.Random(1).randbytes(3_000_000).hex().encode()
    refused(
        rebuilt(path, {LIST: lambda data: data.replace(b"<sheetData>", b'<sheetData x="' + noise + b'">')}),
        "损坏",
    )


def test_an_endless_text_is_refused(path: Path) -> None:
    noise = random.Random(1).randbytes(1_000_000).hex().encode()
    cell = b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + noise + b"</t></is></c></row>"
    refused(rebuilt(path, {LIST: lambda data: in_the_list(data, cell)}), "损坏")


@pytest.mark.parametrize(
    "xml",
    [
        b'<row r="2"><c r="A2"><v>1</v></c></row>',
        b'<row r="1"/>',
        b'<row r="3"><c r="A4"><v>1</v></c></row>',
        b'<row r="3"><c r="B3"><v>1</v></c><c r="A3"><v>1</v></c></row>',
        b'<row r="3"><c r="A3"><v>1</v></c><c r="A3"><v>1</v></c></row>',
        b'<row r="3"><c r="AAAA3"><v>1</v></c></row>',
        b'<row r="3"><c r="a3"><v>1</v></c></row>',
        b'<row r="x"/>',
        b'<row r="3"><c r="A3" t="s"><v>0</v></c></row>',
        b'<row r="3"><c r="A3" t="s"><v>-1</v></c></row>',
        b'<row r="3"><c r="A3">',
    ],
)
def test_rows_and_cells_that_stand_twice_or_nowhere_are_refused(path: Path, xml: bytes) -> None:
    refused(rebuilt(path, {LIST: lambda data: in_the_list(data, xml)}), "损坏")


def test_a_cell_hidden_behind_another_prefix_is_found(path: Path) -> None:
    xml = (
        b'<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="3">'
        b'<x:c r="A3"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>'
    )
    found = verify_packet(rebuilt(path, {LIST: lambda data: in_the_list(data, xml)}))
    assert [str(difference) for difference in found.differences] == [
        "事项清单!A3：导出时是空白，现在是“公式 =1+1”"
    ]


def test_a_formula_that_shows_the_same_is_a_difference(path: Path) -> None:
    """What a cell shows may be right today: the formula beside it may show something else tomorrow."""

    def add_formula(data: bytes) -> bytes:
        cell = re.compile('<c r="G2"([^>]*) t="inlineStr"><is><t>王建国</t></is></c>'.encode())
        assert cell.search(data)
        return cell.sub('<c r="G2"\\1 t="str"><f>"王"&amp;"建国"</f><v>王建国</v></c>'.encode(), data)

    found = verify_packet(rebuilt(path, {LIST: add_formula}))
    assert [difference.place for difference in found.differences] == ["事项清单!G2"]


def test_two_sheets_of_one_name_are_refused(path: Path) -> None:
    def double(data: bytes) -> bytes:
        name = "回复".encode()
        return data.replace("诉求".encode(), name, 1) if name in data else data

    refused(rebuilt(path, {BOOK: double}), "两张名为“回复”")


def test_a_sheet_whose_part_is_missing_is_refused(path: Path) -> None:
    refused(rebuilt(path, {LIST: None}), "损坏")


@pytest.mark.parametrize("member", ["../out.txt", "/etc/passwd", "a/../../b", "c:\\x", "附件\\x"])
def test_names_that_climb_out_are_refused(path: Path, member: str) -> None:
    refused(rebuilt(path, {member: b"x"}), "文件夹之外")


def test_names_that_differ_only_in_case_are_refused(path: Path) -> None:
    refused(rebuilt(path, {"a.txt": b"x", "A.TXT": b"y"}), "重名")


def test_a_zip_with_a_password_says_so(path: Path) -> None:
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        directory = archive.start_dir
    data[directory + 8] |= 1
    path.write_bytes(data)
    refused(path, "密码")


def test_json_in_the_hidden_sheet_may_not_be_endless(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.files.packet_content._LONGEST_JSON", 100)
    refused(path, "内容过大")


def test_a_hyperlink_and_a_comment_in_a_reply_are_no_difference(path: Path) -> None:
    def edit(workbook: openpyxl.Workbook) -> None:
        cell = workbook["回复"]["R2"]
        cell.value = "见 http://intranet.example/"
        cell.hyperlink = "http://intranet.example/"
        cell.comment = Comment("已转劳资科", "王科")

    assert verify_packet(edited(path, edit)).unaltered


def test_two_hundred_mutated_packets_are_read_or_refused_and_nothing_else(path: Path) -> None:
    """Bytes of the file changed, cut, doubled: an unaltered verdict only where no content was touched."""
    chance = random.Random(20261123)
    whole = path.read_bytes()
    verdicts = {"refused": 0, "altered": 0, "unaltered": 0}
    for _ in range(200):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 8))):
            place = chance.randrange(len(data))
            length = chance.choice((1, 1, 4, 200))
            data[place : place + length] = chance.choice(
                (b"", chance.randbytes(length), bytes(data[:length]))
            )
        path.write_bytes(data)
        try:
            verdicts["unaltered" if verify_packet(path).unaltered else "altered"] += 1
        except UnreadableFile:
            verdicts["refused"] += 1
    assert verdicts["refused"] > 100


def test_two_hundred_mutated_sheets_are_read_or_refused_and_nothing_else(path: Path, tmp_path: Path) -> None:
    """The same inside the parts, where no checksum of the zip helps; a mutation of shown content is found."""
    chance = random.Random(42)
    parts = [LIST, BOOK, "xl/worksheets/sheet6.xml", "xl/worksheets/sheet7.xml", "[Content_Types].xml"]
    seen = set()
    for _ in range(200):
        copy = tmp_path / "copy.xlsx"
        copy.write_bytes(path.read_bytes())

        def spoil(data: bytes) -> bytes:
            place, length = chance.randrange(len(data)), chance.choice((1, 3, 30))
            middle = chance.choice((b"", chance.randbytes(length), b"<c/>", b"&lt;", b"9", "津".encode()))
            return data[:place] + middle + data[place + length :]

        try:
            seen.add(verify_packet(rebuilt(copy, {chance.choice(parts): spoil})).unaltered)
        except UnreadableFile:
            seen.add(None)
    assert seen == {True, False, None}


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe is no file there")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xlsx")
    refused(tmp_path / "a.xlsx", "不是普通文件")
    with pytest.raises(UnreadableFile, match="不是普通文件"):
        read_reply(tmp_path / "a.xlsx", sent=None, today=dt.date(2026, 12, 24))
