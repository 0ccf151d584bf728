"""操作记录 in the window: filtered, paged, proved, exported; read by whoever may, changed by nobody."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from app.actions.history import head_code, history_head
from app.domain.codes import Role, StationRole
from app.domain.history import CarriedHead, HistoryHead
from ui.forms import to_qdate
from ui.refresh import Refresh
from ui.settings.history import HeadsDialog, HistoryPage
from ui.settings.history_list import HistoryModel
from ui.tasks import TaskRunner


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> HistoryPage:
    with desk.store.transaction():
        for number in range(5):
            desk.record(
                "note",
                f"第{number}件",
                was="已登记" if number == 4 else "",
                became="办理中" if number == 4 else "",
            )
        desk.record("backup", "备份：事项0件")
    made = HistoryPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    settled(qtbot, tasks)
    return made


def settled(qtbot: QtBot, tasks: TaskRunner) -> None:
    qtbot.waitUntil(lambda: tasks.running == 0)


def shown(page: HistoryPage, column: int = HistoryModel.SAID) -> list[str]:
    return [page.model.index(row, column).data() for row in range(page.model.rowCount())]


def test_the_newest_line_stands_first_and_is_told_in_full(page: HistoryPage, desk: Desk) -> None:
    assert shown(page)[:2] == ["备份：事项0件", "第4件；已登记 → 办理中"]
    assert "第 7 条" in page.detail.text() and "备份" in page.detail.text()
    assert head_code(history_head(desk)) in page.count.text() and "共 7 条" in page.count.text()


def test_lines_are_found_by_what_is_chosen(qtbot: QtBot, page: HistoryPage, tasks: TaskRunner) -> None:
    page.filters.act.setCurrentIndex(page.filters.act.findData("note"))
    settled(qtbot, tasks)
    assert len(shown(page)) == 5 and "共 5 条" in page.count.text()
    page.filters.text.setText("第3件")
    qtbot.keyClick(page.filters.text, Qt.Key.Key_Return)
    settled(qtbot, tasks)
    assert shown(page) == ["第3件"]
    page.filters.number.setText("没有这个号")
    qtbot.keyClick(page.filters.number, Qt.Key.Key_Return)
    settled(qtbot, tasks)
    assert shown(page) == [] and "没有符合条件的记录" in page.count.text()
    page.filters.reset_button.click()
    settled(qtbot, tasks)
    assert len(shown(page)) == 7


def test_lines_are_found_by_day_and_operator(
    qtbot: QtBot, page: HistoryPage, tasks: TaskRunner, desk: Desk
) -> None:
    page.filters.first.setDate(to_qdate(desk.today() + dt.timedelta(days=1)))
    settled(qtbot, tasks)
    assert shown(page) == []
    page.filters.first.setDate(QDate(1990, 1, 1))
    page.filters.operator.setCurrentIndex(1)
    settled(qtbot, tasks)
    assert page.filters.where().operator == desk.operator.name and len(shown(page)) == 7


def test_older_lines_are_fetched_when_they_are_scrolled_to(
    qtbot: QtBot, page: HistoryPage, tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.block_model.BLOCK", 3)
    monkeypatch.setattr("ui.settings.history.BLOCK", 3)
    page.table.setFixedHeight(60)
    page.reload()
    settled(qtbot, tasks)
    assert page.model.rowCount() < 7
    while page.model.canFetchMore(page.table.rootIndex()):
        page.model.fetchMore(page.table.rootIndex())
        settled(qtbot, tasks)
    assert shown(page, HistoryModel.NUMBER) == ["7", "6", "5", "4", "3", "2", "1"]


def test_a_block_that_came_too_late_is_not_taken(page: HistoryPage) -> None:
    assert not page.model.add_block(-1, [])
    assert page.model.rowCount() == 7


def test_the_chain_is_proved_with_and_without_a_head(
    qtbot: QtBot, page: HistoryPage, tasks: TaskRunner, desk: Desk
) -> None:
    page.prove({"head": ""})
    settled(qtbot, tasks)
    assert "链条完整" in page.notice.text() and "没有用以前的校验码" in page.notice.text()
    page.prove({"head": head_code(history_head(desk))})
    settled(qtbot, tasks)
    assert "末尾没有被截去" in page.notice.text()


def test_a_broken_chain_and_a_mistyped_head_are_said(
    qtbot: QtBot, page: HistoryPage, tasks: TaskRunner, desk: Desk
) -> None:
    page.prove({"head": "7-AAAAA"})
    settled(qtbot, tasks)
    assert "第1组" in page.notice.text() and page.notice.objectName() == "problem"
    desk.store.execute("DROP TRIGGER history_keeps")
    desk.store.execute("UPDATE history SET text = '改过' WHERE id = 3")
    page.prove({"head": ""})
    settled(qtbot, tasks)
    assert "第3条内容被改动过" in page.notice.text() and page.notice.objectName() == "problem"


def test_f5_asks_for_a_printed_head(qtbot: QtBot, page: HistoryPage, tasks: TaskRunner) -> None:
    page.ask_head()
    dialog = page.asking
    qtbot.keyClick(dialog.form.fields["head"], Qt.Key.Key_Return)
    settled(qtbot, tasks)
    assert "链条完整" in page.notice.text()


@pytest.mark.parametrize("ending", [".xlsx", ".pdf"])
def test_what_is_filtered_is_exported_and_that_is_recorded(
    qtbot: QtBot, page: HistoryPage, tasks: TaskRunner, tmp_path: Path, ending: str
) -> None:
    page.filters.act.setCurrentIndex(page.filters.act.findData("note"))
    settled(qtbot, tasks)
    page.export_to(str(tmp_path / f"记录{ending}"))
    settled(qtbot, tasks)
    assert (tmp_path / f"记录{ending}").stat().st_size > 1000
    assert "已导出 5 条" in page.notice.text() and not page.work.isVisible()
    page.export_to(str(tmp_path / f"记录{ending}"))
    settled(qtbot, tasks)
    assert page.notice.objectName() == "problem"


def test_this_months_seal_is_written(
    qtbot: QtBot, page: HistoryPage, tasks: TaskRunner, tmp_path: Path
) -> None:
    page.seal_to(str(tmp_path / "封条.pdf"))
    settled(qtbot, tasks)
    assert (tmp_path / "封条.pdf").is_file() and "7 条" in page.notice.text()
    assert shown(page)[0].startswith("出具操作记录封条")


def test_a_clerk_is_told_who_may_read(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> None:
    desk.operator = replace(desk.operator, roles=(Role.CLERK,))
    made = HistoryPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    settled(qtbot, tasks)
    assert "监督员" in made.notice.text() and not made.body.isVisible()


def test_headquarters_sees_what_each_station_carried(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh
) -> None:
    desk.station = replace(desk.station, role=StationRole.HEADQUARTERS)
    made = HistoryPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.show()
    assert made.heads_button.isVisible()
    made.show_heads()
    settled(qtbot, tasks)
    assert "还没有收到" in made.notice.text()
    at = dt.datetime(2026, 11, 24, 9, 0)
    heads = [CarriedHead("ZC01", "综采一区", "YS-ZC01-1", 1, at, HistoryHead(5, "a" * 64), fewer=True)]
    dialog = HeadsDialog(heads, made)
    qtbot.addWidget(dialog)
    dialog.show()
    cells = dialog.table.lines.lines[0].cells
    assert cells[1] == "YS-ZC01-1" and cells[3].startswith("5-") and "⚠" in cells[4]
    dialog.close()
