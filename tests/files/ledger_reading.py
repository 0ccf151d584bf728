"""What the tests of the ledger share: the sample read once, and little sheets written and read back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from app.domain.ledger import RowProblem, SheetMapping, SheetRow
from app.files.ledger_sheet import load_rules, open_book, propose_mappings, read_rows

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "ledger"
SAMPLE = FIXTURES / "ledger-sample.xlsx"
TODAY = dt.date(2026, 11, 24)
HEADER = (
    "序号",
    "来访日期",
    "姓名",
    "身份证号",
    "联系电话",
    "单位",
    "信访形式",
    "人数",
    "反映事项",
    "类别",
    "办理结果",
)


def a_row(**changes: Any) -> list[Any]:
    """A faultless row below HEADER; keys are the header's titles."""
    row: dict[str, Any] = {
        "序号": 1,
        "来访日期": "2026/1/6",
        "姓名": "王建国",
        "身份证号": "14020219800101123X",
        "联系电话": "13812344321",
        "单位": "综采一区",
        "信访形式": "来访",
        "人数": 1,
        "反映事项": "反映2月工资未按时发放",
        "类别": "工资福利",
        "办理结果": "",
    }
    assert changes.keys() <= row.keys()
    return list((row | changes).values())


def write_sheet(path: Path, rows: Sequence[Sequence[Any]], title: str = "台账") -> Path:
    """A workbook with one sheet of these rows."""
    book = Workbook()
    assert book.active is not None
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def read_file(path: Path, *, today: dt.date = TODAY) -> list[SheetRow]:
    """Every row of every sheet."""
    with open_book(path) as book:
        mappings = propose_mappings(book, load_rules(), {})
        return [row for mapping in mappings for row in read_rows(book, mapping, load_rules(), today=today)]


def read_below_header(path: Path, *rows: Sequence[Any], title: str = "台账") -> list[SheetRow]:
    """Write rows below HEADER and read them."""
    return read_file(write_sheet(path / "ledger.xlsx", [HEADER, *rows], title))


def mappings_of(path: Path) -> tuple[SheetMapping, ...]:
    with open_book(path) as book:
        return propose_mappings(book, load_rules(), {})


def codes(row: SheetRow) -> list[str]:
    return [problem.code for problem in row.problems]


def only_problem(row: SheetRow) -> RowProblem:
    """The one thing that is said about a row."""
    (problem,) = row.problems
    return problem
