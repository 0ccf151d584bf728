"""A reply sheet as people fill it: every spelling understood, every doubt named with its place and remedy."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from app.domain.errors import UnreadableFile
from app.files.reply_problems import MOST_PROBLEMS
from app.files.reply_sheet import reading_reply
from tests.files.replying import (
    EVERYTHING,
    FIRST,
    GROUP,
    NOBODY,
    TODAY,
    check_everything,
    codes,
    column,
    filling,
    only,
    places,
    read,
    saved,
    sent,
)
from tests.files.workbook_surgery import edited, part_of, rebuilt


def test_a_whole_reply_is_read_whole(tmp_path: Path) -> None:
    reading = read(saved(tmp_path, EVERYTHING))
    check_everything(reading)
    assert reading.problems == () and reading.differences == ()
    assert reading.compared and reading.with_sent


def test_a_sheet_that_nobody_filled_answers_nothing(tmp_path: Path) -> None:
    reading = read(saved(tmp_path, {}))
    assert reading.replies == () and reading.problems == () and not reading.complete
    assert reading.unanswered == (FIRST, GROUP, NOBODY)


def test_a_partial_return_says_who_is_still_unanswered(tmp_path: Path) -> None:
    reading = read(saved(tmp_path, {"H3": "接收", "K4": "支持", "L4": "公开"}))
    reply = only(reading, GROUP)
    assert reply.taken and [request.position for request in reply.requests] == [2]
    assert not reading.complete and reading.unanswered == (FIRST, NOBODY)


@pytest.mark.parametrize(
    "value",
    [
        dt.date(2026, 11, 24),
        dt.datetime(2026, 11, 24, 15, 30),
        46350,
        46350.75,
        20261124,
        "46350",
        "2026-11-24",
        " 2026/11/24 ",
        "2026年11月24日",
        "2026.11.24",
        "２０２６－１１－２４",
        "二〇二六年十一月二十四日",
        "11月24日",
        "11.24",
        "2026年11月24日上午",
        "2026-11-24 00:00:00",
        "\n2026-11-24\n",
    ],
)
def test_a_date_is_understood_in_every_spelling(tmp_path: Path, value: Any) -> None:
    reading = read(saved(tmp_path, {"F2": value}))
    assert only(reading).received_on == dt.date(2026, 11, 24)
    assert reading.problems == ()


@pytest.mark.parametrize("value", ["下周", "2026-13-01", "2026年11月", 12.5, "同上", 3, True, "1" * 500])
def test_what_is_no_date_is_named_with_its_cell(tmp_path: Path, value: Any) -> None:
    reading = read(saved(tmp_path, {"F2": value}))
    assert codes(reading) == [("F2", "invalid_date")]
    assert reading.problems[0].message.startswith("第2行“接收日期”的“")
    assert only(reading).received_on is None and only(reading).faulty


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("接收", True), ("受理", True), (" 收 ", True), ("是", True), ("接 收", True), ("接收。", True), ("Y", True),
        ("√", True), (True, True), ("退回", False), ("不受理", False), ("否", False), ("退\n回", False),
        ("不予受理", False), ("×", False), (False, False),
    ],
)  # fmt: skip
def test_taken_or_returned_is_understood_in_other_words(tmp_path: Path, value: Any, expected: bool) -> None:
    reading = read(saved(tmp_path, {"H2": value, "I2": None if expected else "不属本级"}))
    assert only(reading).taken is expected and reading.problems == ()


@pytest.mark.parametrize(
    ("value", "label"),
    [("支持", "支持"), ("同意", "支持"), ("解释", "解释说明"), ("不支持", "不予支持"), ("调解", "调解和解"),
     ("引导（仲裁）", "引导法定途径"),
     ("和解", "调解和解"), ("法定途径", "引导法定途径"), ("部分支持", None), (1, None)],
)  # fmt: skip
def test_a_result_is_understood_in_other_words_or_named(
    tmp_path: Path, value: Any, label: str | None
) -> None:
    reading = read(saved(tmp_path, {"K2": value, "L2": "补发"}))
    result = only(reading).requests[0].result
    assert (result.label if result else None) == label
    if label is None:
        assert codes(reading) == [("K2", "unknown_word")] and "调解和解" in reading.problems[0].message


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (12, "12"), (12.0, "12"), ("012", "012"), (" ＸＦ－１２ ", "XF-12"), ("XF 12\n", "XF 12"), ("XF\u200b12", "XF12"),
        (12.5, "12.5"), ("信〔２０２６〕３号（急）", "信〔2026〕3号（急）"), (123456789012345, "123456789012345"),
    ],
)  # fmt: skip
def test_a_number_of_theirs_is_a_text(tmp_path: Path, value: Any, expected: str) -> None:
    reading = read(saved(tmp_path, {"G2": value, "M2": value, "N2": "2026-12-01", "K2": "支持", "L2": "好"}))
    assert only(reading).their_number == expected == only(reading).decision_number
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (140202198001011230, "digits_lost"),
        (1.4e17, "digits_lost"),
        ("1.40202E+17", "digits_lost"),
        ("9" * 101, "too_long"),
    ],
)
def test_a_number_that_was_ruined_is_an_error(tmp_path: Path, value: Any, code: str) -> None:
    reading = read(saved(tmp_path, {"G2": value}))
    assert codes(reading) == [("G2", code)] and only(reading).their_number == ""


def test_a_number_that_became_a_date_is_an_error_but_a_date_among_remarks_is_one(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        for place in ("G2", "R2"):
            workbook["回复"][place].value = dt.date(2026, 12, 1)
            workbook["回复"][place].number_format = "mm-dd-yy"

    reading = read(saved(tmp_path, edit))
    assert codes(reading) == [("G2", "became_a_date")] and "2026-12-01" in reading.problems[0].message
    assert only(reading).requests[0].note == "2026-12-01"


def test_a_phone_as_a_number_is_read_and_one_that_may_lack_its_zero_is_pointed_at(tmp_path: Path) -> None:
    reading = read(saved(tmp_path, {"Q2": 13800001111, "Q3": 3507001234}))
    assert only(reading).contact_phone == "13800001111" and only(reading, GROUP).contact_phone == "3507001234"
    assert codes(reading) == [("Q3", "phone_may_lack_zero")] and not only(reading, GROUP).faulty


@pytest.mark.parametrize("blank", ["/", "—", " ", "无", "\n", "／", "-", "\u3000"])
def test_a_sign_for_nothing_is_nothing(tmp_path: Path, blank: str) -> None:
    reading = read(saved(tmp_path, dict.fromkeys(("F2", "G2", "H2", "I2", "K2", "L2", "O2"), blank)))
    assert reading.replies == () and reading.problems == ()


def test_texts_keep_their_lines_and_lose_what_nobody_sees(tmp_path: Path) -> None:
    text = " 一、补发\r\n二、公开\u202e\u200b\ufeff \n"
    reply = only(read(saved(tmp_path, {"K2": "支持", "L2": text, "J2": " 劳资科\n 工资组 "})))
    assert reply.requests[0].answer == "一、补发\n二、公开" and reply.office == "劳资科 工资组"


def test_an_error_value_is_named(tmp_path: Path) -> None:
    reading = read(saved(tmp_path, {"J2": "#REF!"}))
    assert codes(reading) == [("J2", "error_value")]


def test_a_formula_shows_its_value_and_without_one_is_named_and_never_computed(tmp_path: Path) -> None:
    path = saved(tmp_path, {"J2": "劳资科", "L2": "=1+1", "F2": 46350})

    def with_value(data: bytes) -> bytes:
        return data.replace(b"<v>46350</v>", b"<f>TODAY()</f><v>46350</v>")

    reading = read(rebuilt(path, {part_of(path, "回复"): with_value}))
    assert codes(reading) == [("F2", "formula"), ("L2", "formula_without_value")]
    assert only(reading).received_on == dt.date(2026, 11, 24)
    assert "=1+1" in reading.problems[1].message and only(reading).requests == ()


def test_sorted_inserted_and_empty_rows_are_found_by_number(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        filling(EVERYTHING)(workbook)
        sheet = workbook["回复"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        sheet.delete_rows(2, 10)
        sheet.insert_rows(1, 2)
        sheet["A1"].value = "集团公司信访接待部门 2026年12月答复"
        for row in (rows[3], [], rows[2], rows[0], ["合计", None, None, None, None, 3], rows[1]):
            sheet.append(row or [None])

    reading = read(saved(tmp_path, edit))
    group = only(reading, GROUP)
    assert {request.position: request.answer for request in group.requests} == {
        1: "按政策解释",
        2: "不属公开范围",
    }
    assert only(reading).their_number == "XF-12" and reading.complete
    assert reading.problems == () and reading.differences == ()


def test_columns_may_be_reordered_renamed_and_added(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        filling(EVERYTHING)(workbook)
        sheet = workbook["回复"]
        rows = [[cell.value for cell in reversed(row)] for row in sheet.iter_rows()]
        sheet.delete_rows(1, 10)
        for row in rows:
            sheet.append(row)
        names = {"是否受理": "受理\n情况（必填）", "处理意见": "答复意见", "承办科室": "承办部门"}
        for cell in sheet[1]:
            cell.value = names.get(cell.value, cell.value)
        sheet["S1"].value, sheet["S2"].value = "领导批示", "请抓紧"
        sheet["T1"].value = "没有内容的列"

    reading = read(saved(tmp_path, edit))
    check_everything(reading)
    assert codes(reading) == [("S1", "column_not_read")] and "领导批示" in reading.problems[0].message
    assert {str(difference) for difference in reading.differences} == {
        "回复!I1：导出时是“承办科室”，现在是“承办部门”",
        "回复!K1：导出时是“是否受理”，现在是“受理 情况（必填）”",
        "回复!G1：导出时是“处理意见”，现在是“答复意见”",
    }


def test_of_two_columns_of_one_name_the_first_is_read_and_the_other_named(tmp_path: Path) -> None:
    reading = read(saved(tmp_path, {"R2": "一", "S1": "备注", "S2": "二"}))
    assert only(reading).requests[0].note == "一"
    assert codes(reading) == [("S1", "column_twice")]


def test_merged_cells_say_the_same_for_each_of_their_rows(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        filling({"F2": dt.date(2026, 11, 24), "K3": "支持", "L3": "一并办理"})(workbook)
        for place in ("A3:A4", "B3:B4", "C3:C4", "K3:K4", "L3:L4", "F2:F5"):
            workbook["回复"].merge_cells(place)

    reading = read(saved(tmp_path, edit))
    group = only(reading, GROUP)
    assert [(r.position, r.result.label, r.answer) for r in group.requests if r.result] == [
        (1, "支持", "一并办理"),
        (2, "支持", "一并办理"),
    ]
    assert only(reading, NOBODY).received_on == dt.date(2026, 11, 24)
    assert {code for _, code in codes(reading)} == {"merged_cell"} and not group.faulty
    assert reading.differences == ()


def test_what_is_said_of_the_case_may_stand_in_any_of_its_rows(tmp_path: Path) -> None:
    reading = read(saved(tmp_path, {"H4": "接收", "J4": "劳资科", "J3": "劳资科"}))
    assert only(reading, GROUP).taken and only(reading, GROUP).office == "劳资科"
    assert reading.problems == () and reading.differences == ()


def test_two_rows_of_one_request_that_contradict_are_named(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        filling({"H2": "接收", "K2": "支持", "L2": "补发"})(workbook)
        workbook["回复"].append([FIRST, "王建国", "反映井下津贴少发", 1, "补发三个月下井津贴630元", None, None, "接收",
                                 None, None, "不予支持", "补发"])  # fmt: skip

    reading = read(saved(tmp_path, edit))
    assert codes(reading) == [("K6", "said_twice")] and "第2行" in reading.problems[0].message
    reply = only(reading)
    assert (
        reply.taken
        and reply.requests[0].result is None
        and reply.requests[0].answer == "补发"
        and reply.faulty
    )


def test_rows_of_a_copy_of_the_sheet_count_too(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        filling({"H2": "接收"})(workbook)
        copy = workbook.copy_worksheet(workbook["回复"])
        copy.title = "回复（财务科）"
        filling({"H2": None, "L2": "补发", "K2": "支持"}, copy.title)(workbook)

    reading = read(saved(tmp_path, edit))
    assert only(reading).taken and only(reading).requests[0].answer == "补发" and not only(reading).faulty
    assert places(reading) == []


def test_a_hidden_copy_of_the_sheet_does_not_count(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        copy = workbook.copy_worksheet(workbook["回复"])
        filling({"H2": "退回", "I2": "旧的"}, copy.title)(workbook)
        copy.sheet_state = "hidden"

    assert read(saved(tmp_path, edit)).replies == ()


@pytest.mark.parametrize(
    ("cells", "cell", "code"),
    [
        ({"A2": "ZC01-20261110-0009-9", "H2": "接收"}, "A2", "unknown_case"),
        ({"A2": None, "H2": "接收"}, "A2", "no_case_number"),
        ({"A2": 12345, "H2": "接收"}, "A2", "unknown_case"),
        ({"D4": 3, "K4": "支持", "L4": "好"}, "D4", "no_such_request"),
        ({"D4": "二三", "K4": "支持", "L4": "好"}, "D4", "no_such_request"),
        ({"D4": "全部", "K4": "支持", "L4": "好"}, "D4", "not_a_number_of_a_request"),
        ({"D4": None, "E4": None, "K4": "支持", "L4": "好"}, "D4", "no_request_number"),
    ],
)
def test_a_row_that_belongs_nowhere_is_named_and_not_guessed(
    tmp_path: Path, cells: dict[str, Any], cell: str, code: str
) -> None:
    reading = read(saved(tmp_path, cells))
    assert codes(reading) == [(cell, code)] and reading.errors
    assert not any(request.result for reply in reading.replies for request in reply.requests)


@pytest.mark.parametrize(
    "number",
    [
        f" {FIRST} ",
        "ｚｃ０１－２０２６１１１０－０００１－７",
        "zc01-20261110-0001-7",
        "ZC01–20261110–0001–7",
        f"{FIRST}\n",
    ],
)
def test_the_number_of_a_case_is_known_in_other_widths(tmp_path: Path, number: str) -> None:
    assert only(read(saved(tmp_path, {"A2": number, "H2": "接收"}))).taken


@pytest.mark.parametrize("position", ["2", "２", "第2项", "二", 2.0, "2.", None])
def test_the_number_of_a_request_is_known_in_other_spellings_or_by_its_text(
    tmp_path: Path, position: Any
) -> None:
    reading = read(saved(tmp_path, {"D4": position, "K4": "支持", "L4": "公开"}))
    assert [request.position for request in only(reading, GROUP).requests] == [2] and reading.problems == ()


def test_a_contradiction_is_named_at_its_cell(tmp_path: Path) -> None:
    reading = read(saved(tmp_path, {"F2": "2026-11-22", "H2": "接收", "I2": "不属本级", "H5": "退回"}))
    assert codes(reading) == [
        ("I2", "reason_though_taken"),
        ("F2", "before_packet"),
        ("H5", "return_without_reason"),
    ]
    assert all(problem.error for problem in reading.problems)


def test_a_faulty_cell_is_not_called_a_contradiction_besides(tmp_path: Path) -> None:
    reading = read(saved(tmp_path, {"M2": "3号", "N2": "某日"}))
    assert codes(reading) == [("N2", "invalid_date")]


def test_too_many_problems_are_not_all_listed(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        for number in range(MOST_PROBLEMS + 50):
            workbook["回复"].append([f"ZC99-{number}", None, None, 1, None, None, None, "接收"])

    reading = read(saved(tmp_path, edit))
    assert len(reading.problems) == MOST_PROBLEMS and reading.problems[-1].code == "more_problems"


# --- what was sent --------------------------------------------------------------------------------------------


def test_cells_besides_the_answers_that_differ_are_named(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        workbook["事项清单"]["G2"].value = "王建军"
        workbook["诉求"]["D2"].value = "补发六个月"
        workbook["回复"]["B2"].value = "王建军"
        workbook["回复"]["E4"].value = "公开工资表"
        workbook["回复"]["H2"].value = "接收"

    reading = read(saved(tmp_path, edit))
    assert places(reading) == ["事项清单!G2", "诉求!D2", "回复!B2", "回复!E4"]
    assert "导出时是“王建国”，现在是“王建军”" in str(reading.differences[0])
    assert only(reading).taken and reading.problems == ()


def test_a_lost_hidden_sheet_and_lost_sheets_leave_the_reply_readable(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        filling(EVERYTHING)(workbook)
        for name in workbook.sheetnames:
            if name != "回复":
                del workbook[name]
        workbook["回复"].protection.disable()

    path = saved(tmp_path, edit)
    reading = read(path)
    check_everything(reading)
    assert all("有这张表" in str(difference) for difference in reading.differences)
    alone = read(path, sent=None)
    assert not alone.compared and codes(alone) == [("", "not_compared")] and alone.packet_number == ""
    assert only(alone, GROUP).requests[1].answer == "不属公开范围" and not alone.complete


def test_without_what_was_sent_the_files_own_content_is_taken(tmp_path: Path) -> None:
    path = saved(tmp_path, EVERYTHING)
    reading = read(path, sent=None)
    check_everything(reading)
    assert reading.compared and not reading.with_sent and reading.problems == ()
    changed = read(edited(path, filling({"G2": "王建军"}, "事项清单")), sent=None)
    assert places(changed) == ["事项清单!G2"]


def test_without_the_hidden_sheet_the_cover_tells_the_packet_and_its_day(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        filling({"F2": "11月24日"})(workbook)
        del workbook["_meta"]

    reading = read(saved(tmp_path, edit), sent=None)
    assert (reading.packet_number, reading.sequence) == ("YS-ZC01-00003", 3)
    assert only(reading).received_on == dt.date(2026, 11, 24)


def test_changed_hidden_content_is_named_and_the_sent_one_counts(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda workbook: filling({"B3": "{}"}, "_meta")(workbook))
    assert places(read(path)) == ["_meta（隐藏数据的校验值）"]
    assert not read(path, sent=None).compared


def test_a_reply_to_another_packet_says_so(tmp_path: Path) -> None:
    other = sent()
    other["packet"] = {**other["packet"], "number": "YS-ZC01-00004"}
    reading = read(saved(tmp_path, {"H2": "接收"}), sent=other)
    assert codes(reading)[0] == ("B2", "other_packet") and "YS-ZC01-00004" in reading.problems[0].message


def test_a_reply_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda workbook: filling({"B2": "99"}, "_meta")(workbook))
    with pytest.raises(UnreadableFile, match="新版程序"):
        read(path, sent=None)


def test_an_extra_sheet_is_named(tmp_path: Path) -> None:
    reading = read(saved(tmp_path, lambda workbook: workbook.create_sheet("草稿")))
    assert [str(difference) for difference in reading.differences] == [
        "工作表“草稿”：导出时是“没有这张表”，现在是“多出的表”"
    ]


def test_hidden_and_filtered_rows_are_read(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        filling({"H2": "接收"})(workbook)
        sheet = workbook["回复"]
        sheet.row_dimensions[2].hidden = True
        sheet.auto_filter.ref = "A1:R5"

    assert only(read(saved(tmp_path, edit))).taken


def test_changed_number_formats_change_nothing(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        filling(EVERYTHING)(workbook)
        for row in workbook["回复"].iter_rows(min_row=2, min_col=column("接收日期")):
            for cell in row:
                cell.number_format = "General" if isinstance(cell.value, dt.date) else "0.00"

    check_everything(read(saved(tmp_path, edit)))


# --- files ----------------------------------------------------------------------------------------------------


def test_the_zip_around_a_reply_is_read_wherever_it_was_packed(tmp_path: Path) -> None:
    path = saved(tmp_path, EVERYTHING)
    archive = tmp_path / "回复.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(path, f"新建文件夹/{path.name}")
        packed.writestr("新建文件夹/附件/x/01_表.xlsx", b"enclosure")
        packed.writestr("新建文件夹/~$a.xlsx", b"lock")
    check_everything(read(archive))


def test_a_zip_of_two_workbooks_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, EVERYTHING)
    archive = tmp_path / "回复.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(path, "a.xlsx")
        packed.write(path, "b.xlsx")
    with pytest.raises(UnreadableFile, match="有2个表格"):
        read(archive)


def test_a_workbook_without_a_reply_sheet_is_refused_with_the_way_out(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableFile, match=r"没有找到“回复”表.*标题行应当有"):
        read(tmp_path / "a.xlsx")
    path = saved(tmp_path, lambda workbook: workbook["回复"].delete_rows(1))
    with pytest.raises(UnreadableFile, match="没有找到“回复”表"):
        read(path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"", "空的"),
        ("a.xlsx", b"hello", "不是填好的回复表"),
        ("a.et", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), r"WPS自己的\.et格式.*另存为"),
        ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "损坏"),
        ("a.xlsx", b"PK\3\4" + bytes(100), "损坏"),
    ],
)
def test_what_is_no_reply_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile, match=words) as caught:
        read(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="打不开"):
        read(tmp_path / "gone.xlsx")


def test_reading_can_be_watched_and_cancelled(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        for _ in range(1_000):
            workbook["回复"].append([None, "x"])

    path = saved(tmp_path, edit)
    rows = [step.done for step in reading_reply(path, sent=sent(), today=TODAY) if "回复" in step.doing]
    assert rows == sorted(rows) and rows[-1] >= 750
    assert len(rows) >= 4
    work = reading_reply(path, sent=sent(), today=TODAY)
    next(work)
    next(work)
    work.close()
