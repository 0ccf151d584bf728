"""A packet that was touched: every changed cell is found and named; what may be filled in may be filled in."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from app.domain.cases import Request
from app.domain.errors import AlteredPacket, UnreadableFile
from app.domain.packets import Packet, canonical_json, case_json, content_sha256, packet_json
from app.files.packet_verify import MOST_DIFFERENCES, VerifiedPacket, require_unaltered, verify_packet
from tests.builders import a_case, a_packet, a_packet_case, a_packet_head, a_petitioner
from tests.files.test_packet_workbook import ANY_TEXT, two_cases
from tests.files.workbook_surgery import edited, packet_file, rebuilt


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return packet_file(tmp_path, two_cases())


def setting(sheet: str, cell: str, value: Any) -> Callable[[Workbook], None]:
    """An edit of one cell."""

    def edit(workbook: Workbook) -> None:
        workbook[sheet][cell].value = value

    return edit


def sentences(packet: VerifiedPacket) -> list[str]:
    return [str(difference) for difference in packet.differences]


def test_a_packet_as_it_was_written_is_read_whole(path: Path) -> None:
    packet = verify_packet(path)
    require_unaltered(packet)
    assert packet.unaltered and packet.differences == ()
    assert packet.head == two_cases().head
    assert list(packet.cases) == [case_json(entry) for entry in two_cases().cases]
    assert packet.content_sha256 == content_sha256(packet_json(two_cases()))
    assert packet.enclosures is None


def test_a_packet_saved_again_by_openpyxl_is_unaltered(path: Path) -> None:
    assert verify_packet(edited(path, lambda workbook: None)).differences == ()


def test_a_packet_of_no_cases_is_unaltered(tmp_path: Path) -> None:
    assert verify_packet(packet_file(tmp_path, Packet(a_packet_head(), ()))).unaltered


def test_reply_cells_may_hold_anything(path: Path) -> None:
    def fill(workbook: Workbook) -> None:
        for row in workbook["回复"].iter_rows(min_row=2, min_col=6):
            for cell in row:
                if not cell.protection.locked:
                    cell.value = dt.date(2026, 12, 1) if cell.column_letter in "FN" else "=1+1"

    assert verify_packet(edited(path, fill)).differences == ()


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "sentence"),
    [
        ("事项清单", "S2", "每月应为400元", "事项清单!S2：导出时是“今年7月至9月下井津贴少发，每月应为420元，实发210元，”…"),
        ("事项清单", "C2", dt.date(2026, 11, 11), "事项清单!C2：导出时是“2026-11-10”，现在是“2026-11-11”"),
        ("事项清单", "C2", "2026-11-10", "事项清单!C2：导出时是“2026-11-10”，现在是“文字 2026-11-10”"),
        ("事项清单", "L3", 7, "事项清单!L3：导出时是“6”，现在是“7”"),
        ("事项清单", "L3", "6", "事项清单!L3：导出时是“6”，现在是“文字 6”"),
        ("事项清单", "K2", 12345, "事项清单!K2：导出时是“0012345”，现在是“数字 12345”"),
        ("事项清单", "G2", '="王"&"建国"', "事项清单!G2：导出时是“王建国”，现在是“公式 =\"王\"&\"建国\"”"),
        ("事项清单", "G2", None, "事项清单!G2：导出时是“王建国”，现在是空白"),
        ("事项清单", "P2", "ZC01", "事项清单!P2：导出时是空白，现在是“ZC01”"),
        ("事项清单", "Y1", "附件", "事项清单!Y1：导出时是“附件数”，现在是“附件”"),
        ("事项清单", "AA2", "旁注", "事项清单!AA2：导出时是空白，现在是“旁注”"),
        ("事项清单", "B99", "另一件", "事项清单!B99：导出时是空白，现在是“另一件”"),
        ("办理过程", "C2", dt.datetime(2026, 11, 10, 9, 13), "办理过程!C2：导出时是“2026-11-10 09:12”，现在是“2026-11-10 09:13”"),
        ("办理过程", "C2", dt.datetime(9999, 1, 1), "办理过程!C2：导出时是“2026-11-10 09:12”，现在是“9999-01-01 00:00”"),
        ("封面", "B8", 2, "封面!B8：导出时是“3”，现在是“2”"),
        ("封面", "B13", "0" * 64, "封面!B13：导出时是“"),
        ("回复", "A2", "ZC01-20261110-0001-8", "回复!A2：导出时是“ZC01-20261110-0001-7”，现在是“ZC01-20261110-0001-8”"),
        ("回复", "F4", "2026-12-01", "回复!F4：导出时是空白，现在是“2026-12-01”"),
        ("回复", "S2", "多写的", "回复!S2：导出时是空白，现在是“多写的”"),
        ("附件清单", "G2", "1" * 64, "附件清单!G2：导出时是“"),
        ("全文", "D2", "改过", "全文!D2：导出时是“反映人称，区队考勤表与工资表不符。"),
    ],
)  # fmt: skip
def test_a_changed_cell_is_named_with_what_stood_and_what_stands_there(
    path: Path, sheet: str, cell: str, value: object, sentence: str
) -> None:
    found = sentences(verify_packet(edited(path, setting(sheet, cell, value))))
    assert len(found) == 1
    assert found[0].startswith(sentence.rstrip("”…") if sentence.endswith("…") else sentence)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whichever_cell_is_changed_it_and_no_other_is_named(tmp_path: Path, data: st.DataObject) -> None:
    path = packet_file(tmp_path, two_cases())
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[data.draw(st.sampled_from(workbook.sheetnames[:-1]))]
    places = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.protection.locked]
    place = data.draw(st.sampled_from(places))
    old = sheet[place].value
    new = data.draw(
        st.sampled_from(["改", 20, 0.5, True, dt.date(2001, 2, 3), "=A1", None]).filter(lambda v: v != old)
    )
    sheet[place].value = new
    workbook.save(path)
    assert [difference.place for difference in verify_packet(path).differences] == [f"{sheet.title}!{place}"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_text_survives_and_is_found_unaltered(
    tmp_path: Path, content: str, name: str, short: str
) -> None:
    case = a_case(
        content=content,
        petitioners=(a_petitioner(name),),
        requests=(Request(short),),
        subject=short,
        unit=name,
    )
    packet = a_packet(a_packet_case(case=case), sender_name=name, made_by=short)
    verified = verify_packet(packet_file(tmp_path, packet))
    assert verified.differences == ()
    assert verified.cases[0]["content"] == case_json(packet.cases[0])["content"]


def test_a_deleted_row_is_noticed(path: Path) -> None:
    found = verify_packet(edited(path, lambda workbook: workbook["事项清单"].delete_rows(3)))
    assert found.differences[0].place == "事项清单!A3"
    assert not found.unaltered


def test_a_table_cleared_of_everything_names_every_cell_up_to_the_limit(tmp_path: Path) -> None:
    path = packet_file(tmp_path, a_packet(*(a_packet_case(f"ZC01-20261110-{n:04d}-7") for n in range(20))))
    found = verify_packet(edited(path, lambda workbook: workbook["事项清单"].delete_rows(2, 20)))
    assert len(found.differences) == MOST_DIFFERENCES


def test_a_removed_an_added_and_a_renamed_sheet_are_named(path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        del workbook["诉求"]
        workbook["办理过程"].title = "过程"
        workbook.create_sheet("说明")

    found = sentences(verify_packet(edited(path, edit)))
    assert found == [
        "工作表“过程”：导出时是“没有这张表”，现在是“多出的表”",
        "工作表“说明”：导出时是“没有这张表”，现在是“多出的表”",
        "工作表“诉求”：导出时是“有这张表”，现在是空白",
        "工作表“办理过程”：导出时是“有这张表”，现在是空白",
    ]


def change_json(old: str, new: str) -> Callable[[Workbook], None]:
    """An edit of the hidden content itself."""

    def edit(workbook: Workbook) -> None:
        for row in workbook["_meta"].iter_rows():
            if row[0].value == "json":
                row[1].value = row[1].value.replace(old, new)

    return edit


def test_changed_hidden_content_does_not_match_its_hash(path: Path) -> None:
    found = sentences(verify_packet(edited(path, change_json("王建国", "王建军"))))
    assert found[0].startswith("_meta!B4（隐藏的内容校验值，与隐藏数据不符）")
    assert any(sentence.startswith("封面!B13") for sentence in found)
    assert any(sentence.startswith("事项清单!G2：导出时是“王建军”，现在是“王建国”") for sentence in found)


def test_a_changed_hash_is_named(path: Path) -> None:
    found = sentences(verify_packet(edited(path, setting("_meta", "B4", "0" * 64))))
    assert len(found) == 1 and found[0].startswith("_meta!B4")


def with_content(path: Path, content: str) -> Path:
    """The packet with another hidden content, whose hash is right."""

    def edit(workbook: Workbook) -> None:
        workbook["_meta"]["B3"].value = content
        workbook["_meta"]["B4"].value = hashlib.sha256(content.encode()).hexdigest()

    return edited(path, edit)


def test_content_in_another_spelling_is_named(path: Path) -> None:
    content = packet_json(two_cases())
    found = sentences(
        verify_packet(with_content(path, json.dumps(content, ensure_ascii=False, sort_keys=True)))
    )
    assert any("不是规范的写法" in sentence for sentence in found)


def spoiled(**changes: Any) -> str:
    content = packet_json(two_cases())
    content.update(changes)
    return canonical_json(content)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        "[" * 100_000,
        '{"cases":' + "9" * 5000 + "}",
        spoiled(cases=[{}]),
        spoiled(cases=None),
        spoiled(packet={}),
        spoiled(version=True),
        spoiled(packet={**packet_json(two_cases())["packet"], "made_at": "gestern"}),
        spoiled(cases=[{**case_json(a_packet_case()), "petitioners": [5]}]),
        spoiled(cases=[{**case_json(a_packet_case()), "people_count": "3"}]),
    ],
)
def test_content_that_is_none_is_refused(path: Path, content: str) -> None:
    with pytest.raises(UnreadableFile, match="隐藏的校验数据"):
        verify_packet(with_content(path, content))


def test_content_with_dates_that_are_none_is_compared_as_text(path: Path) -> None:
    case = {**case_json(a_packet_case()), "received_on": "2026-02-30"}
    found = sentences(verify_packet(with_content(path, spoiled(cases=[case]))))
    assert any("事项清单!C2：导出时是“2026-02-30”" in sentence for sentence in found)


def test_a_packet_of_a_newer_format_is_refused_with_both_numbers(path: Path) -> None:
    with pytest.raises(UnreadableFile, match="格式第3版，本程序只到第2版"):
        verify_packet(edited(path, setting("_meta", "B2", "3")))


@pytest.mark.parametrize(
    ("cell", "value"), [("B1", "other/format"), ("B2", "one"), ("B2", None), ("A1", "x")]
)
def test_what_has_another_format_is_refused(path: Path, cell: str, value: object) -> None:
    with pytest.raises(UnreadableFile, match="不是移送包的格式"):
        verify_packet(edited(path, setting("_meta", cell, value)))


def test_a_workbook_that_lost_its_hidden_sheet_is_refused_with_that_word(path: Path) -> None:
    with pytest.raises(UnreadableFile, match="没有隐藏的校验数据"):
        verify_packet(edited(path, lambda workbook: workbook.remove(workbook["_meta"])))


def test_altered_packets_are_refused_by_name_of_every_place(path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        workbook["事项清单"]["G2"].value = "王建军"
        workbook["诉求"]["D2"].value = "补发六个月"

    with pytest.raises(AlteredPacket, match=r"事项清单!G2.*诉求!D2") as caught:
        require_unaltered(verify_packet(edited(path, edit)))
    assert len(caught.value.differences) == 2


def test_a_workbook_that_counts_from_1904_shows_other_dates_unless_they_were_moved(path: Path) -> None:
    def switch(data: bytes) -> bytes:
        assert b"<workbookPr />" in data or b"<workbookPr/>" in data
        return data.replace(b"<workbookPr />", b"<workbookPr/>").replace(
            b"<workbookPr/>", b'<workbookPr date1904="1"/>'
        )

    found = verify_packet(rebuilt(path, {"xl/workbook.xml": switch}))
    assert "事项清单!C2：导出时是“2026-11-10”，现在是“2030-11-11”" in sentences(found)


def test_the_hash_of_the_file_is_that_of_its_bytes(path: Path) -> None:
    assert verify_packet(path).file_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


WEIRD = (
    "=cmd|'/c calc'!A1\n'引号 +1-2@ \x0b _x000D_ 𬱖𠮷😀 <b>&amp;\ttab  两个空格\u2028\u0085\u200b\u202e 尾 "
)


@pytest.mark.slow
def test_libreoffice_saves_it_again_without_a_difference(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    case = a_case(
        content=WEIRD, subject=WEIRD[:20], unit="'0123", evidence="1e5", office="2026-11-23", outcome="TRUE"
    )
    path = packet_file(
        tmp_path, a_packet(*two_cases().cases, a_packet_case("ZC01-20261113-0009-1", case=case))
    )
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [soffice, "--headless", profile, "--convert-to", "xlsx", "--outdir", tmp_path / "saved", path],
        check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    saved = tmp_path / "saved" / path.name
    assert saved.read_bytes() != path.read_bytes()
    assert verify_packet(saved).differences == ()
    sheet = openpyxl.load_workbook(saved)["事项清单"]
    assert sheet["H2"].value == "1402**********123X"
    assert sheet["K2"].value == "0012345"
    assert sheet["C2"].value == dt.datetime(2026, 11, 10)
