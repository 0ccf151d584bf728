"""Rows as clerks leave them: what comes in, what is said, what is skipped, what goes back."""

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cases import check_draft
from app.domain.codes import CaseState, Channel, Origin
from app.domain.ledger import COLUMNS, RowFate, SheetMapping
from app.files.ledger_reader import RowReader
from app.files.ledger_sheet import load_rules, open_book
from tests.files.ledger_reading import HEADER, TODAY, a_row, codes, only_problem, read_below_header, read_file
from tests.fixtures.make_ledger import make_ledger


def read_one(tmp_path: Path, **changes: Any):
    (row,) = read_below_header(tmp_path, a_row(**changes), title="2026年")
    return row


def test_a_faultless_row_comes_in_without_a_word(tmp_path: Path) -> None:
    row = read_one(tmp_path, 办理结果="已答复")
    assert (row.fate, row.problems, row.row, row.sheet) == (RowFate.IMPORTED, (), 2, "2026年")
    draft = row.draft
    assert draft is not None
    assert draft.received_on == dt.date(2026, 1, 6)
    assert (draft.channel, draft.origin, draft.category) == (Channel.VISIT, Origin.LEDGER, "E01")
    assert (draft.content, draft.subject) == ("反映2月工资未按时发放", "反映2月工资未按时发放")
    assert [request.text for request in draft.requests] == ["反映2月工资未按时发放"]
    assert (draft.unit, draft.outcome, draft.state) == ("综采一区", "已答复", CaseState.REPLIED)
    assert draft.people_count == 1
    assert not draft.anonymous
    assert row.cells[:4] == ("1", "2026/1/6", "王建国", "14020219800101123X")


def test_a_missing_day_sends_the_row_back(tmp_path: Path) -> None:
    assert only_problem(read_one(tmp_path, 来访日期="")).message == (
        "第2行“来访日期”是空的，不知道是哪一天收到的。请补填后重新导入。"
    )


def test_a_row_says_all_that_keeps_it_out(tmp_path: Path) -> None:
    assert codes(read_one(tmp_path, 来访日期="2026.2.30", 反映事项="—")) == ["invalid_date", "empty_content"]


def test_a_matter_too_long_for_the_store_goes_back(tmp_path: Path) -> None:
    assert codes(read_one(tmp_path, 反映事项="长" * 20_001)) == ["content_too_long"]


def test_a_day_without_a_year_takes_the_sheet_s(tmp_path: Path) -> None:
    row = read_one(tmp_path, 来访日期="6月21日")
    assert row.draft is not None
    assert row.draft.received_on == dt.date(2026, 6, 21)
    assert only_problem(row).message == (
        "第2行“来访日期”的“6月21日”没有写年份，按表名中的年份作2026-06-21导入。请核对。"
    )


def test_without_a_year_anywhere_the_day_is_not_guessed(tmp_path: Path) -> None:
    (row,) = read_below_header(tmp_path, a_row(来访日期="6月21日"), title="台账")
    assert codes(row) == ["invalid_date"]


@pytest.mark.parametrize("name", ["匿名", "匿名信", "（匿名）", "不愿留名", "无"])
def test_an_anonymous_case_that_says_so_needs_no_warning(tmp_path: Path, name: str) -> None:
    row = read_one(tmp_path, 姓名=name, 身份证号="", 联系电话="")
    assert row.draft is not None
    assert row.draft.anonymous
    assert row.problems == ()


def test_an_empty_name_without_any_number_is_warned_of(tmp_path: Path) -> None:
    row = read_one(tmp_path, 姓名="", 身份证号="", 联系电话="", 单位="")
    assert row.draft is not None
    assert row.draft.petitioners == ()
    assert only_problem(row).message == "第2行“姓名”是空的，按匿名导入。请核对是否漏填了姓名。"


def test_two_names_are_two_petitioners_of_one_case(tmp_path: Path) -> None:
    row = read_one(tmp_path, 姓名="王建国、李强", 人数="")
    assert row.draft is not None
    assert [(p.name, p.id_number, p.unit) for p in row.draft.petitioners] == [
        ("王建国", "14020219800101123X", "综采一区"),
        ("李强", "", "综采一区"),
    ]
    assert row.draft.people_count == 2
    assert (codes(row), row.fate) == (["several_names"], RowFate.IMPORTED)


def test_and_others_count(tmp_path: Path) -> None:
    row = read_one(tmp_path, 姓名="王建国等5人", 人数="")
    assert row.draft is not None
    assert ([p.name for p in row.draft.petitioners], row.draft.people_count) == (["王建国"], 5)


def test_numbers_of_two_people_go_to_each(tmp_path: Path) -> None:
    row = read_one(tmp_path, 姓名="王建国、李强", 人数=2, 联系电话="13812344321、13912344321")
    assert row.draft is not None
    assert [p.phone for p in row.draft.petitioners] == ["13812344321", "13912344321"]


def test_fewer_people_than_names_is_mended_and_said(tmp_path: Path) -> None:
    row = read_one(tmp_path, 姓名="王建国、李强、赵敏", 人数=1)
    assert row.draft is not None
    assert row.draft.people_count == 3
    assert codes(row) == ["several_names", "people_count_raised"]


def test_an_unclear_count_is_one_and_said(tmp_path: Path) -> None:
    row = read_one(tmp_path, 人数="一家老小")
    assert row.draft is not None
    assert row.draft.people_count == 1
    assert codes(row) == ["people_count_unclear"]


def test_an_unknown_channel_is_a_visit_and_said(tmp_path: Path) -> None:
    row = read_one(tmp_path, 信访形式="托梦")
    assert row.draft is not None
    assert row.draft.channel is Channel.VISIT
    assert codes(row) == ["unknown_channel"]


def test_an_origin_in_the_place_of_the_channel_is_kept_as_origin(tmp_path: Path) -> None:
    row = read_one(tmp_path, 信访形式="上级转送")
    assert row.draft is not None
    assert (row.draft.channel, row.draft.origin) == (Channel.VISIT, Origin.SUPERIOR)
    assert "来源记为“上级转送”" in only_problem(row).message


def test_an_empty_channel_is_only_noticed(tmp_path: Path) -> None:
    row = read_one(tmp_path, 信访形式="")
    assert (codes(row), row.fate) == (["channel_missing"], RowFate.IMPORTED)


def test_an_unknown_subject_is_not_lost(tmp_path: Path) -> None:
    row = read_one(tmp_path, 类别="天气")
    assert row.draft is not None
    assert (row.draft.category, row.draft.note) == ("", "原分类：天气")
    assert (codes(row), row.fate) == (["unknown_category"], RowFate.IMPORTED)


def test_an_unknown_outcome_leaves_the_case_open(tmp_path: Path) -> None:
    row = read_one(tmp_path, 办理结果="老王去了")
    assert row.draft is not None
    assert (row.draft.state, row.draft.outcome) == (CaseState.HANDLING, "老王去了")
    assert codes(row) == ["unknown_outcome"]


def test_requests_are_one_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        '日期,姓名,反映事项,具体诉求\n2026/1/6,王建国,反映工资,"补发2月工资\n说明扣款原因"\n',
        encoding="utf-8",
    )
    (row,) = read_file(tmp_path / "a.csv")
    assert row.draft is not None
    assert [request.text for request in row.draft.requests] == ["补发2月工资", "说明扣款原因"]


# --- rows that are no case ------------------------------------------------------------------------------------


def skipped(tmp_path: Path, cells: list[Any]) -> list[str]:
    """The codes said about a row that was skipped."""
    _, row = read_below_header(tmp_path, a_row(), cells)
    assert row.fate is RowFate.SKIPPED
    return codes(row)


@pytest.mark.parametrize(
    "cells",
    [
        ["合计", "", "", "", "", "", "", 15],
        ["", "合　计", "", "", "", "", "", "=SUM(H2:H3)"],
        ["本月合计", "", "", "", "", "", "", "12人"],
        ["总计：15件", "", "", "", "", "", "", "", "共15件"],
        ["2月", "小计", "", "", "", "", "", 3],
    ],
)
def test_totals_are_skipped_with_a_notice(tmp_path: Path, cells: list[Any]) -> None:
    assert skipped(tmp_path, cells) == ["total_line"]


def test_a_header_repeated_on_the_next_page_is_skipped(tmp_path: Path) -> None:
    assert skipped(tmp_path, list(HEADER)) == ["repeated_header"]


@pytest.mark.parametrize("title", ["二月份", "2026年3月", "第一季度", "综采一区信访台账"])
def test_little_titles_are_skipped(tmp_path: Path, title: str) -> None:
    assert skipped(tmp_path, [title]) == ["section_title"]


@pytest.mark.parametrize(
    "cells", [["填表人：李敏", "", "", "审核：王强"], ["注：本表一式两份"], ["", "", "备注：以上为上半年"]]
)
def test_signatures_and_notes_are_skipped(tmp_path: Path, cells: list[Any]) -> None:
    assert skipped(tmp_path, cells) == ["footer_line"]


@pytest.mark.parametrize("cells", [[27], ["27"], ["  ", "　", "\n"]])
def test_blank_rows_and_numbers_that_wait_for_a_case_are_skipped_silently(
    tmp_path: Path, cells: list[Any]
) -> None:
    assert skipped(tmp_path, cells) == []


def test_a_case_that_speaks_of_a_total_is_a_case(tmp_path: Path) -> None:
    row = read_one(tmp_path, 来访日期="", 反映事项="合计少发3000元")
    assert row.fate is RowFate.REJECTED


# --- properties -----------------------------------------------------------------------------------------------

ALL_KEYS = [column.key for column in COLUMNS if column.importable]
WORDS = st.sampled_from(
    ["同上", "〃", "无", "合计", "2026/1/6", "2026.13.5", "46100", "七人", "张三、李四", "张三等5人", "匿名", "来访", "电话",
     "14020219800101123X", "3.7E+17", "13812344321", '=HYPERLINK("a","b")', "=A1", "举报克扣", "转纪委", "\x00", "，"]
)  # fmt: skip
CELLS = (
    WORDS
    | st.text(max_size=30)
    | st.floats()
    | st.integers()
    | st.booleans()
    | st.dates()
    | st.times()
    | st.just("")
)
ROWS = st.lists(st.lists(CELLS, max_size=len(ALL_KEYS) + 2), max_size=6)


def a_reader() -> RowReader:
    columns = dict(enumerate(ALL_KEYS))
    mapping = SheetMapping("表", (1,), tuple(f"第{at}列" for at in columns), columns, "")
    return RowReader(mapping, load_rules(), today=TODAY, year=2026)


@given(ROWS)
def test_any_cells_have_one_fate_and_only_good_drafts(rows: list[list[Any]]) -> None:
    reader = a_reader()
    for number, cells in enumerate(rows, start=2):
        row = reader.read(number, list(cells))
        assert (row.row, row.sheet) == (number, "表")
        assert (row.draft is not None) == (row.fate in (RowFate.IMPORTED, RowFate.WARNED))
        assert any(problem.error for problem in row.problems) == (row.fate is RowFate.REJECTED)
        assert (row.fate is RowFate.WARNED) == (
            row.draft is not None and not all(p.notice for p in row.problems)
        )
        assert all(problem.row == number and problem.message for problem in row.problems)
        if row.draft:
            assert row.draft == row.draft.cleaned()
            assert check_draft(row.draft, today=TODAY) == []
            assert len(row.fingerprint) == 64


@given(ROWS, st.randoms(use_true_random=False))
def test_reading_again_gives_the_same(rows: list[list[Any]], _: random.Random) -> None:
    first, second = a_reader(), a_reader()
    assert [first.read(n, list(cells)) for n, cells in enumerate(rows)] == [
        second.read(n, list(cells)) for n, cells in enumerate(rows)
    ]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_generated_ledger_is_faultless(tmp_path: Path, ending: str) -> None:
    rows = read_file(make_ledger(tmp_path / f"2026.{ending}", 500, seed=7))
    assert len(rows) == 500
    assert [row for row in rows if row.fate is not RowFate.IMPORTED] == []
    assert len({row.fingerprint for row in rows}) == 500


def test_rows_come_one_by_one(tmp_path: Path) -> None:
    """A broken end of a long text file does not keep its beginning from being read."""
    path = tmp_path / "long.csv"
    make_ledger(path, 3000, seed=1)
    with path.open("a", encoding="utf-8", newline="") as stream:
        stream.write('3001,"' + "没有结束的引号" * 30_000)
    with open_book(path) as book:
        rows = book.rows(book.sheets[0])
        assert [next(rows)[0] for _ in range(3)] == ["序号", "1", "2"]
