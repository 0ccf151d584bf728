"""The workbook of a packet: what stands where, that it is text, locked, printable, and the same each time."""

from __future__ import annotations

import datetime as dt
import io
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook

from app.domain.cases import Request
from app.domain.codes import CaseClass
from app.domain.errors import NotAllowed
from app.domain.packets import Packet, content_sha256, packet_json
from app.files.packet_text import show
from app.files.packet_workbook import write_packet, writing_packet
from tests.builders import a_case, a_packet, a_packet_case, a_petitioner

GOLDEN = Path(__file__).parent.parent / "golden" / "packet.txt"
REPLY_FIRST_OPEN = 6


def written(packet: Packet) -> bytes:
    out = io.BytesIO()
    write_packet(packet, out)
    return out.getvalue()


def opened(packet: Packet) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(packet)))


def cells(workbook: Workbook) -> Iterator[Cell]:
    return (cell for sheet in workbook for row in sheet.iter_rows() for cell in row)


def two_cases() -> Packet:
    """The packet of the golden dump: every kind of field, several people, several requests, a long text."""
    group = a_case(
        "ZC01-20261111-0002-5",
        petitioners=(a_petitioner("李𬱖", representative=True), a_petitioner("赵敏", phone="13900001111")),
        people_count=6,
        urgent=True,
        content="反映人称，区队考勤表与工资表不符。\n" * 40,
        requests=(Request("按实际下井次数补发津贴"), Request("公开考勤表", "explained", "已在班前会公开")),
        repeat_of="ZC01-20261010-0099-1",
        case_class=CaseClass.C2,
    )
    nobody = a_case("ZC01-20261112-0003-3", petitioners=(), anonymous=True, requests=(), unit="")
    return a_packet(
        a_packet_case(),
        a_packet_case("ZC01-20261111-0002-5", case=group),
        a_packet_case("ZC01-20261112-0003-3", case=nobody, attachments=(), letters=(), timeline=(), notes=()),
    )


def dump(workbook: Workbook) -> str:
    """Every cell that holds something: its place, whether it is open, its type, format and value."""
    lines = []
    for sheet in workbook:
        lines.append(f"== {sheet.title} {sheet.sheet_state} {sheet.dimensions} frozen {sheet.freeze_panes}")
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.value is not None and sheet.title != "_meta":
                lines.append(f"{cell.coordinate}\t{cell.data_type}\t{cell.number_format}\t{cell.value!r}")
    return "\n".join(lines) + "\n"


def test_the_workbook_is_the_golden_one() -> None:
    """Whoever changes what a packet shows changes its format: raise FORMAT_VERSION, delete and remake the file."""
    found = dump(opened(two_cases()))
    if not GOLDEN.exists():
        GOLDEN.write_text(found, encoding="utf-8")
        pytest.fail(f"{GOLDEN.name} was not there and was made; look at it and run again")
    assert found == GOLDEN.read_text(encoding="utf-8")


def test_the_same_packet_gives_the_same_bytes() -> None:
    assert written(two_cases()) == written(two_cases())


def test_the_hidden_sheet_holds_the_content_and_its_hash() -> None:
    packet = two_cases()
    workbook = opened(packet)
    rows = list(workbook["_meta"].iter_rows(values_only=True))
    assert workbook["_meta"].sheet_state == "veryHidden"
    assert rows[0] == ("format", "petition-desk/transfer")
    assert rows[1] == ("version", "2")
    assert rows[-1] == ("sha256", content_sha256(packet_json(packet)))
    assert write_packet(packet, io.BytesIO()).sha256 == content_sha256(packet_json(packet))


def test_no_cell_is_a_formula_and_no_text_could_become_one() -> None:
    evil = "=cmd|'/c calc'!A1"
    case = a_case(
        content=evil, subject="+1", evidence="-1", office="@SUM(A1)", unit="\t=1", requests=(Request(evil),)
    )
    workbook = opened(a_packet(a_packet_case(case=case), sender_name="=1+1", made_by="@x"))
    assert {cell.data_type for cell in cells(workbook)} <= {"s", "n", "d"}
    assert workbook["事项清单"]["S2"].value == evil
    for cell in cells(workbook):
        if cell.data_type == "s" and cell.parent.title != "_meta":
            assert cell.quotePrefix, cell.coordinate


def test_numbers_of_eighteen_digits_stay_text() -> None:
    account = "622202001234567890"
    person = a_petitioner(id_number="14020219800101123X", staff_number="000000000012345678")
    workbook = opened(a_packet(a_packet_case(case=a_case(petitioners=(person,), content=f"账号{account}"))))
    sheet = workbook["事项清单"]
    assert (sheet["H2"].value, sheet["H2"].number_format) == ("1402**********123X", "@")
    assert (sheet["K2"].value, sheet["K2"].number_format) == ("000000000012345678", "@")
    assert account in sheet["S2"].value


def test_no_identity_number_and_no_phone_leaves_in_full() -> None:
    said = "我的身份证14020219800101123X，电话13812344321，工友身份证11010519491231002X"
    case = a_case(content=said, subject="电话13812344321", requests=(Request(said),), evidence=said)
    data = written(a_packet(a_packet_case(case=case)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    for number in (b"14020219800101123X", b"13812344321", b"11010519491231002X"):
        assert number not in everything
    assert b"1101**********002X" in everything


def test_the_query_code_and_the_respondent_stay_at_home() -> None:
    data = written(a_packet())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(b"4821907365" in archive.read(name) for name in archive.namelist())


def test_a_sealed_case_is_refused() -> None:
    for changes in ({"case_class": CaseClass.B}, {"confidential": True}):
        with pytest.raises(NotAllowed, match="密封"):
            write_packet(a_packet(a_packet_case(case=a_case(**changes))), io.BytesIO())


def test_dates_are_dates() -> None:
    workbook = opened(a_packet())
    assert workbook["事项清单"]["C2"].value == dt.datetime(2026, 11, 10)
    assert workbook["事项清单"]["C2"].number_format == "yyyy-mm-dd"
    times = [cell.value for cell in workbook["办理过程"]["C"][1:]]
    assert times == [
        dt.datetime(2026, 11, 10, 9, 12), dt.datetime(2026, 11, 12), dt.datetime(2026, 11, 20, 16, 5)
    ]  # fmt: skip


def test_only_reply_cells_are_open_and_every_sheet_is_protected() -> None:
    workbook = opened(two_cases())
    assert workbook.security.lockStructure
    assert all(sheet.protection.sheet for sheet in workbook)
    unlocked = {(c.parent.title, c.coordinate) for c in cells(workbook) if not c.protection.locked}
    first_rows = {("回复", f"{letter}{row}") for letter in "FGHIJKLMNOPQR" for row in (2, 3, 5)}
    second_request = {("回复", f"{letter}4") for letter in "KLR"}
    assert unlocked == first_rows | second_request


def test_the_reply_sheet_offers_its_choices() -> None:
    rules = opened(two_cases())["回复"].data_validations.dataValidation
    choices = {str(rule.sqref): rule.formula1 for rule in rules if rule.type == "list"}
    assert choices == {
        "H2:H5": '"接收,退回"',
        "K2:K5": '"支持,解释说明,不予支持,调解和解,引导法定途径"',
        "O2:O5": '"是,否"',
    }
    assert {str(rule.sqref) for rule in rules if rule.type == "date"} == {"F2:F5", "N2:N5"}


def test_each_sheet_prints_on_a4_landscape_with_its_titles_and_page_numbers() -> None:
    packet = two_cases()
    for sheet in opened(packet).worksheets[:-1]:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.oddHeader.right.text == packet.head.number
        assert "&P" in sheet.oddFooter.center.text and "&N" in sheet.oddFooter.center.text
        assert sheet.print_area.endswith(f"${sheet.max_row}")
        if sheet.title != "封面":
            assert sheet.print_title_rows == "$1:$1"
            assert sheet.freeze_panes and sheet.freeze_panes.endswith("2")


def test_the_written_size_of_each_sheet_is_its_real_one() -> None:
    """openpyxl's read-only mode believes the size that a sheet says of itself."""
    data = written(two_cases())
    stated = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    real = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in real.worksheets[:-1]:
        assert (stated[sheet.title].max_row, stated[sheet.title].max_column) == (
            sheet.max_row,
            sheet.max_column,
        )
    stated.close()


def test_a_row_is_tall_enough_for_its_longest_text_and_never_taller_than_excel_allows() -> None:
    sheet = opened(two_cases())["事项清单"]
    assert sheet.row_dimensions[2].height < sheet.row_dimensions[3].height <= 409
    assert sheet.row_dimensions[3].height > 300


def test_a_long_text_stands_whole_in_a_sheet_of_its_own() -> None:
    text = "".join(f"第{number}段，下井津贴少发的经过如下。\n" for number in range(300))
    workbook = opened(a_packet(a_packet_case(case=a_case(content=text))))
    assert workbook["事项清单"]["S2"].value.endswith("（全文见“全文”表）")
    rows = list(workbook["全文"].iter_rows(min_row=2, values_only=True))
    assert {row[1] for row in rows} == {"反映内容"}
    assert [row[2] for row in rows] == list(range(1, len(rows) + 1))
    assert "".join(row[3] for row in rows) == text


def test_without_long_texts_there_is_no_such_sheet() -> None:
    assert "全文" not in opened(a_packet()).sheetnames


def test_a_field_longer_than_a_cell_is_cut_with_a_mark() -> None:
    case = a_case(unit="区" * 40_000, category="😀" * 20_000)
    sheet = opened(a_packet(a_packet_case(case=case)))["事项清单"]
    for cell in (sheet["J2"], sheet["O2"]):
        assert len(cell.value.encode("utf-16-le")) // 2 <= 32_767
        assert cell.value.endswith("（全文见隐藏数据）")


def test_a_packet_without_cases_has_all_its_sheets() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(written(Packet(a_packet().head, ()))))
    assert workbook.sheetnames == ["封面", "事项清单", "诉求", "办理过程", "附件清单", "回复", "_meta"]
    assert workbook["封面"]["B8"].value == 0


def test_the_properties_name_nobody() -> None:
    properties = opened(a_packet()).properties
    assert properties.title == "YS-ZC01-00003"
    assert properties.creator == "Petition Desk"
    assert properties.lastModifiedBy is None
    assert properties.created == dt.datetime(2026, 11, 23, 15, 30)


def test_every_part_of_the_container_can_be_read_and_carries_the_time_of_making() -> None:
    with zipfile.ZipFile(io.BytesIO(written(two_cases()))) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert {member.date_time for member in archive.infolist()} == {(2026, 11, 23, 15, 30, 0)}


def test_progress_is_told_and_closing_the_work_writes_nothing() -> None:
    packet = a_packet(*(a_packet_case(f"ZC01-20261110-{number:04d}-7") for number in range(250)))
    told = [step.done for step in writing_packet(packet, io.BytesIO())]
    assert told[-1] == 250
    assert len(told) > 2
    assert told == sorted(told)
    out = io.BytesIO()
    work = writing_packet(packet, out)
    next(work)
    work.close()
    assert out.getvalue() == b""


def test_memory_does_not_grow_with_the_packet() -> None:
    """Four times the cases, each with a long text: what is held besides is deflated, and small."""

    def peak(number: int) -> int:
        entry = a_packet_case(case=a_case(content="津" * 5_000))
        packet = a_packet(*([entry] * number))
        tracemalloc.start()
        with open("/dev/null", "wb") as out:
            write_packet(packet, out)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    assert peak(160) < peak(40) * 2


ANY_TEXT = st.text(st.characters(), max_size=40) | st.sampled_from(
    [
        "=cmd|'/c calc'!A1",
        "'0123",
        "_x000D_",
        "a\x0bb\x00",
        "\r\n",
        " \t",
        "\ud800",
        "\uffff",
        "王𬱖😀",
        "]]>&lt;",
    ]
)


@settings(max_examples=25)
@given(ANY_TEXT, ANY_TEXT)
def test_any_text_is_written_and_read_back_by_openpyxl(content: str, name: str) -> None:
    case = a_case(content=content, petitioners=(a_petitioner(name),), requests=(Request(content),))
    packet = a_packet(a_packet_case(case=case))
    workbook = openpyxl.load_workbook(io.BytesIO(written(packet)))
    assert (workbook["事项清单"]["S2"].value or "") == show(content)
    assert all(cell.data_type != "f" for cell in cells(workbook))
    text = "".join(row[1] for row in workbook["_meta"].iter_rows(values_only=True) if row[0] == "json")
    assert not re.search(r"[\x00-\x1f]", text)
    assert content_sha256(packet_json(packet)) == workbook["_meta"].cell(workbook["_meta"].max_row, 2).value
