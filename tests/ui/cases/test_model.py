"""The table fetches blocks of rows only as they are shown, however many cases there are."""

import datetime as dt

from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from app.actions.deadlines import count_by_level
from app.actions.desk import Desk
from app.domain.cases import CaseFilter
from app.domain.deadlines import Level
from tests.ui.desk import TODAY, a_case
from ui.cases.model import BLOCK, CaseTableModel, Column
from ui.tasks import TaskRunner

MANY = 120_000
ROWS = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
INSERT INTO cases ({columns}) SELECT {values} FROM n
"""


def many_cases(desk: Desk, count: int) -> None:
    """Copies of one registered case under other numbers, straight into the store."""
    number = a_case(desk)
    columns = [row["name"] for row in desk.store.rows("PRAGMA table_info(cases)") if row["name"] != "id"]
    values = {
        "number": "'T-' || printf('%06d', i)",
        "query_code": "printf('%010d', i)",
        "received_on": "'2020-01-01'",
    }
    chosen = ", ".join(
        values.get(name, f"(SELECT {name} FROM cases WHERE number = '{number}')") for name in columns
    )
    with desk.store.transaction():
        desk.store.execute(ROWS.format(columns=", ".join(columns), values=chosen), count)


def shown(qtbot: QtBot, desk: Desk, tasks: TaskRunner) -> tuple[CaseTableModel, QTableView]:
    model = CaseTableModel(desk, tasks)
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(model)
    table.resize(900, 600)
    table.show()
    with qtbot.waitSignal(model.counted):
        model.look(CaseFilter())
    return model, table


def test_scrolling_through_many_cases_fetches_few_blocks(qtbot: QtBot, desk: Desk, tasks: TaskRunner) -> None:
    many_cases(desk, MANY)
    model, table = shown(qtbot, desk, tasks)
    assert model.rowCount() == MANY + 1
    assert model.fetched == 1
    bar = table.verticalScrollBar()
    for step in range(101):
        bar.setValue(bar.maximum() * step // 100)
        table.viewport().repaint()
    last = model.index(MANY, Column.NUMBER)
    qtbot.waitUntil(lambda: model.data(last) == "T-000001", timeout=20_000)
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert model.fetched < 12


def test_rows_say_what_the_case_is(qtbot: QtBot, desk: Desk, tasks: TaskRunner) -> None:
    number = a_case(desk, name="王建国")
    model, _ = shown(qtbot, desk, tasks)
    cells = [model.data(model.index(0, column)) for column in Column]
    assert cells[Column.NUMBER] == number
    assert cells[Column.PEOPLE] == "王*国"
    assert cells[Column.STATE] == "○ 已登记"
    assert cells[Column.DUE] == "○ 正常 12-08"


def test_an_overdue_case_says_so_in_words_and_shape(qtbot: QtBot, desk: Desk, tasks: TaskRunner) -> None:
    a_case(desk)
    desk.fixed_today = TODAY + dt.timedelta(days=16)
    model, _ = shown(qtbot, desk, tasks)
    assert model.data(model.index(0, Column.DUE)) == "■ 逾期 12-08"


def test_the_levels_are_those_of_the_unit_s_rule_file(qtbot: QtBot, desk: Desk, tasks: TaskRunner) -> None:
    a_case(desk)
    desk.rules_folder.mkdir()
    (desk.rules_folder / "procedure.toml").write_text("[levels]\nweek = 20\n", encoding="utf-8")
    model, _ = shown(qtbot, desk, tasks)
    assert model.data(model.index(0, Column.DUE)) == "● 七日内 12-08"
    assert count_by_level(desk)[Level.WEEK] == 1


def test_another_filter_drops_what_is_on_its_way(qtbot: QtBot, desk: Desk, tasks: TaskRunner) -> None:
    for place in range(BLOCK + 5):
        a_case(desk, name=f"赵{place}", content="宿舍暖气不热")
    wanted = a_case(desk, name="孙立", content="要求公开奖金分配表")
    model, _ = shown(qtbot, desk, tasks)
    model.row_at(BLOCK + 1)
    with qtbot.waitSignal(model.counted):
        model.look(CaseFilter(text="奖金"))
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert model.rowCount() == 1
    assert model.row_at(0).number == wanted
