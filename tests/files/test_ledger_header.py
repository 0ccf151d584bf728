"""Headers as clerks make them: below titles, in two lines, with merged groups, on a sheet for each month."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from app.domain.ledger import SheetMapping
from app.files.ledger_header import column_letter, column_title
from app.files.ledger_sheet import load_rules, open_book, propose_mappings, read_rows
from tests.files.ledger_reading import HEADER, TODAY, a_row, codes, mappings_of, read_file, write_sheet


def meaning(mapping: SheetMapping) -> dict[str, str]:
    """Title → ledger key of the mapped columns."""
    return {mapping.titles[at]: key for at, key in mapping.columns.items()}


def header_of(tmp_path: Path, *rows: list) -> SheetMapping:
    (mapping,) = mappings_of(write_sheet(tmp_path / "a.xlsx", rows))
    return mapping


def test_a_header_in_the_first_row(tmp_path: Path) -> None:
    mapping = header_of(tmp_path, list(HEADER), a_row())
    assert mapping.header_rows == (1,)
    assert set(mapping.columns.values()) == {
        "serial", "received_on", "name", "id_number", "phone", "unit", "channel", "people_count", "content",
        "category", "outcome",
    }  # fmt: skip


def test_a_header_below_titles_and_notes(tmp_path: Path) -> None:
    mapping = header_of(
        tmp_path,
        ["综采一区2026年信访台账"],
        ["填报单位：综采一区", None, None, "填报人：李敏"],
        [],
        list(HEADER),
        a_row(),
    )
    assert mapping.header_rows == (4,)
    assert mapping.missing == ()


def test_titles_with_line_breaks_widths_and_brackets(tmp_path: Path) -> None:
    mapping = header_of(tmp_path, ["来访\n日期", " 姓　名 ", "联系电话（手机）", "反映问题：", "Ｎｏ．"])
    assert list(mapping.columns.values()) == ["received_on", "name", "phone", "content", "serial"]


def test_groups_over_two_lines(tmp_path: Path) -> None:
    mapping = header_of(
        tmp_path,
        ["序号", "来访日期", "信访人", None, None, "反映事项", "办理情况", None, None],
        [None, None, "姓名", "单位", "电话", None, "时间", "承办部门", "结果"],
        [1, "2026/1/6", "王建国", "综采一区", "13812344321", "反映工资", "2026/2/1", "工资科", "已答复"],
    )
    assert mapping.header_rows == (1, 2)
    assert list(mapping.columns.items()) == [
        (0, "serial"),
        (1, "received_on"),
        (2, "name"),
        (3, "unit"),
        (4, "phone"),
        (5, "content"),
        (7, "office"),
        (8, "outcome"),
    ]  # 6, 时间 below 办理情况, is when it was handled and not when it came
    assert mapping.titles[2:5] == ("信访人姓名", "单位", "电话")


def test_the_person_who_handles_is_not_the_petitioner(tmp_path: Path) -> None:
    mapping = header_of(
        tmp_path,
        ["日期", "反映事项", "承办人", None, "信访人", None],
        [None, None, "姓名", "电话", "姓名", "电话"],
    )
    assert mapping.columns == {0: "received_on", 1: "content", 4: "name", 5: "phone"}
    assert mapping.titles[4:] == ("信访人姓名", "信访人·电话")


@pytest.mark.parametrize("group", ["被反映人", "被反映人基本情况", "接访人", "负责人"])
def test_whoever_is_complained_about_never_becomes_the_petitioner(tmp_path: Path, group: str) -> None:
    under = header_of(tmp_path, ["日期", "反映事项", group, None], [None, None, "姓名", "电话"])
    assert set(under.columns.values()) == {"received_on", "content"}
    beside = header_of(tmp_path, ["日期", "反映事项", f"{group}姓名", f"姓名（{group}）", f"{group}联系电话"])
    assert set(beside.columns.values()) == {"received_on", "content"}


def test_one_word_over_two_lines(tmp_path: Path) -> None:
    mapping = header_of(
        tmp_path,
        ["序", "来访", "姓", "联系", "反映"],
        ["号", "日期", "名", "电话", "事项"],
        [1, "2026/1/6", "王建国", "13812344321", "反映工资"],
    )
    assert mapping.header_rows == (1, 2)
    assert meaning(mapping) == {
        "序号": "serial",
        "来访日期": "received_on",
        "姓名": "name",
        "联系电话": "phone",
        "反映事项": "content",
    }


def test_a_first_row_that_looks_like_a_title_stays_a_row(tmp_path: Path) -> None:
    """The channel 电话 and the unit 后勤 are words that titles use too."""
    row = a_row(信访形式="电话", 单位="部门")
    rows = read_file(write_sheet(tmp_path / "a.xlsx", [HEADER, row]))
    assert [row.row for row in rows] == [2]
    assert rows[0].draft is not None


def test_a_sheet_that_begins_in_the_middle(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for at, (title, value) in enumerate(zip(HEADER, a_row(), strict=True)):
        sheet.cell(5, at + 3, title)
        sheet.cell(6, at + 3, value)
    book.save(tmp_path / "a.xlsx")
    (row,) = read_file(tmp_path / "a.xlsx")
    assert row.row == 6
    assert row.draft is not None
    assert row.draft.petitioners[0].name == "王建国"


def test_a_sheet_for_each_month(tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for month in ("1月", "2月"):
        sheet = book.create_sheet(month)
        sheet.append([f"2026年{month}信访台账"])
        sheet.append(HEADER)
        sheet.append(a_row(来访日期=f"{month}6日", 反映事项=f"反映{month}工资"))
        sheet.append(a_row(来访日期="2026.13.1"))
    book.create_sheet("Sheet3")  # empty, as Excel leaves them
    book.save(tmp_path / "a.xlsx")
    rows = read_file(tmp_path / "a.xlsx")
    assert [(row.sheet, row.row, row.draft and row.draft.received_on.month) for row in rows] == [
        ("1月", 3, 1),
        ("1月", 4, None),
        ("2月", 3, 2),
        ("2月", 4, None),
    ]
    assert codes(rows[0]) == ["year_added"]
    assert rows[3].problems[0].message.startswith("“2月”第4行“来访日期”的“2026.13.1”")


def test_a_sheet_without_a_header_is_reported_and_not_passed_over(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(HEADER)
    book.create_sheet("说明").append(["本台账由信访信息员填写"])
    other = book.create_sheet("食堂")
    other.append(["菜名", "价格", "日期单位"])
    other.append(["土豆", 3, "kg"])
    book.save(tmp_path / "a.xlsx")
    ledger, notes, menu = mappings_of(tmp_path / "a.xlsx")
    assert ledger.missing == ()
    assert (notes.columns, notes.missing) == ({}, ("收到日期", "反映内容"))
    assert (menu.header_rows, menu.titles, menu.columns) == ((1,), ("菜名", "价格", "日期单位"), {})
    with open_book(tmp_path / "a.xlsx") as opened:
        assert list(read_rows(opened, notes, load_rules(), today=TODAY)) == []


def test_a_hidden_sheet_counts_only_when_it_is_a_ledger(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(HEADER)
    for title, row in (("下拉选项", ["来访", "来信"]), ("旧台账", HEADER)):
        sheet = book.create_sheet(title)
        sheet.append(row)
        sheet.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert [mapping.sheet for mapping in mappings_of(tmp_path / "a.xlsx")] == ["Sheet", "旧台账"]


def test_what_the_clerk_chose_goes_before_the_proposal(tmp_path: Path) -> None:
    path = write_sheet(
        tmp_path / "a.xlsx", [["日子", "谁", "来访日期", "怎么回事"], ["2026/1/6", "王建国", "", "工资"]]
    )
    chosen = {"日子": "received_on", "谁": "name", "来访日期": "", "怎么回事": "content"}
    with open_book(path) as book:
        (proposed,) = propose_mappings(book, load_rules(), {})
        (remembered,) = propose_mappings(book, load_rules(), {proposed.shape: chosen})
    assert "received_on" not in [proposed.columns.get(0)]
    assert remembered.columns == {0: "received_on", 1: "name", 3: "content"}
    assert remembered.header_rows == (1,)


def test_a_remembered_column_that_the_ledger_no_longer_has_is_left_out(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [HEADER])
    with open_book(path) as book:
        (proposed,) = propose_mappings(book, load_rules(), {})
        chosen = {"来访日期": "received_on", "姓名": "nickname", "反映事项": "content", "序号": "number"}
        (remembered,) = propose_mappings(book, load_rules(), {proposed.shape: chosen})
    assert sorted(remembered.columns.values()) == ["content", "received_on"]


def test_the_shape_is_that_of_the_titles_alone(tmp_path: Path) -> None:
    first = header_of(tmp_path, list(HEADER), a_row())
    below = header_of(tmp_path, ["综采二区台账"], list(HEADER), a_row(姓名="李强"))
    spaced = header_of(tmp_path, [" ".join(title) for title in HEADER])
    other = header_of(tmp_path, [*HEADER, "备注"])
    assert first.shape == below.shape == spaced.shape
    assert other.shape != first.shape


def test_of_two_columns_for_the_same_the_clearer_title_wins(tmp_path: Path) -> None:
    mapping = header_of(tmp_path, ["登记日期", "来访日期", "姓名", "反映事项", "电话", "联系电话"])
    assert mapping.columns == {1: "received_on", 2: "name", 3: "content", 5: "phone"}


def test_a_mistyped_title_is_known_as_the_last_resort(tmp_path: Path) -> None:
    mapping = header_of(tmp_path, ["来访日期", "反映事项", "居民身份证号玛码", "接访人姓名", "被反映人姓名"])
    assert meaning(mapping) == {
        "来访日期": "received_on",
        "反映事项": "content",
        "居民身份证号玛码": "id_number",
    }


def test_requests_tell_the_matter_where_nothing_else_does(tmp_path: Path) -> None:
    mapping = header_of(tmp_path, ["日期", "姓名", "主要诉求"])
    assert meaning(mapping)["主要诉求"] == "content"
    assert mapping.missing == ()


def test_titles_that_stand_twice_are_told_apart(tmp_path: Path) -> None:
    mapping = header_of(tmp_path, ["日期", "姓名", "反映事项", "备注", "备注"])
    assert mapping.titles == ("日期", "姓名", "反映事项", "备注", "备注（2）")


@pytest.mark.parametrize(("at", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_without_a_title_are_called_by_their_letter(at: int, letters: str) -> None:
    assert column_letter(at) == letters
    assert column_title(SheetMapping("a", (), ()), at) == f"{letters}列"
