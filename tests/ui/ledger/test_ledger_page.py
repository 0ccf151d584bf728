"""A clerk's old ledger comes in through the page: with exactly its faults, in one go, and only once."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.actions.cases import count_cases, list_cases
from app.actions.desk import Desk
from app.actions.ledger import import_ledger, propose_mappings
from app.domain.cases import CaseFilter
from ui.ledger.page import LedgerPage, free_name
from ui.ledger.problems import ProblemsModel
from ui.refresh import Refresh
from ui.tasks import TaskRunner

SAMPLE = Path(__file__).parents[2] / "fixtures" / "ledger" / "ledger-sample.xlsx"
START, MAPPING, REPORT = range(3)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    copied = tmp_path / "台账.xlsx"
    copyfile(SAMPLE, copied)
    return copied


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> Iterator[LedgerPage]:
    made = LedgerPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    yield made


def settled(qtbot: QtBot, tasks: TaskRunner) -> None:
    qtbot.waitUntil(lambda: not tasks.running, timeout=60_000)


def checked(qtbot: QtBot, page: LedgerPage, tasks: TaskRunner, path: Path) -> None:
    page.open_file(str(path))
    settled(qtbot, tasks)
    assert page.stack.currentIndex() == MAPPING, page.notice.text()
    with qtbot.waitSignal(page.mapping.next_button.clicked):
        qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, tasks)
    assert page.stack.currentIndex() == REPORT, page.notice.text()


def imported(qtbot: QtBot, page: LedgerPage, tasks: TaskRunner) -> None:
    with qtbot.waitSignal(page.report.import_button.clicked):
        qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, tasks)


def faults(page: LedgerPage, filter_button: int) -> list[tuple[str, str]]:
    """Row and column of the lines that a filter leaves."""
    page.report.filters.button(filter_button).click()
    model = page.report.model
    return [
        (model.index(row, ProblemsModel.ROW).data(), model.index(row, ProblemsModel.COLUMN).data())
        for row in range(model.rowCount())
    ]


def figures(page: LedgerPage) -> dict[str, str]:
    return {name: label.text() for name, label in page.report.figures.items()}


def test_the_columns_are_recognised_and_shown_with_what_they_hold(
    qtbot: QtBot, page: LedgerPage, tasks: TaskRunner, sample: Path
) -> None:
    page.open_file(str(sample))
    settled(qtbot, tasks)
    table = page.mapping.table
    choice = table.cellWidget(1, 2)
    assert isinstance(choice, QComboBox)
    assert (table.item(1, 0).text(), choice.currentData()) == ("来访日期", "received_on")
    assert "2026/1/6" in table.item(1, 1).text()
    assert page.mapping.next_button.isEnabled()


def test_the_sample_is_checked_with_exactly_its_faults_and_nothing_is_written(
    qtbot: QtBot, desk: Desk, page: LedgerPage, tasks: TaskRunner, sample: Path
) -> None:
    checked(qtbot, page, tasks, sample)
    assert figures(page) == {
        "read": "126",
        "imported": "122",
        "duplicates": "1",
        "rejected": "3",
        "skipped": "2",
    }
    assert faults(page, 1) == [("33", "来访日期"), ("62", "反映事项"), ("121", "来访日期")]
    assert faults(page, 2) == [
        ("12", "身份证号"),
        ("19", "身份证号"),
        ("25", "联系电话"),
        ("40", "姓名"),
        ("47", ""),
        ("54", "所在单位"),
        ("74", "人数"),
        ("86", "来访日期"),
        ("93", "反映事项"),
        ("107", "姓名"),
    ]
    assert faults(page, 3)[-1] == ("130", "序号")
    assert count_cases(desk, where=CaseFilter()) == 0


def test_the_reason_says_what_to_do_without_repeating_the_cells_beside_it(
    qtbot: QtBot, page: LedgerPage, tasks: TaskRunner, sample: Path
) -> None:
    checked(qtbot, page, tasks, sample)
    shown = page.report.model.index(0, ProblemsModel.MESSAGE).data()
    assert shown.startswith("不是日期")
    assert shown.endswith("请改正后重新导入。")
    assert page.report.detail.text().startswith("第33行")


def test_the_good_rows_come_in_and_the_rejected_ones_go_into_a_workbook(
    qtbot: QtBot, desk: Desk, page: LedgerPage, tasks: TaskRunner, refresh: Refresh, sample: Path
) -> None:
    checked(qtbot, page, tasks, sample)
    with qtbot.waitSignal(refresh.changed, timeout=60_000) as changed:
        imported(qtbot, page, tasks)
    assert changed.args[0].bulk
    assert count_cases(desk, where=CaseFilter()) == 122
    assert "122" in page.report.headline.text()
    rejects = sample.with_name("台账_退回行.xlsx")
    assert str(rejects) in page.report.rejects_words.text()
    words = [
        cell for row in openpyxl.load_workbook(rejects).active.iter_rows(values_only=True) for cell in row
    ]
    assert "2026.13.5" in words
    assert not page.report.import_button.isVisible()


def test_the_same_file_a_second_time_offers_nothing_to_import(
    qtbot: QtBot, desk: Desk, page: LedgerPage, tasks: TaskRunner, sample: Path
) -> None:
    checked(qtbot, page, tasks, sample)
    imported(qtbot, page, tasks)
    checked(qtbot, page, tasks, sample)
    assert figures(page)["imported"] == "0"
    assert not page.report.import_button.isEnabled()
    assert count_cases(desk, where=CaseFilter()) == 122


def test_rejected_rows_can_still_be_saved_after_an_import_without_them(
    qtbot: QtBot, desk: Desk, page: LedgerPage, tasks: TaskRunner, sample: Path, tmp_path: Path
) -> None:
    checked(qtbot, page, tasks, sample)
    page.report.keep_rejects.setChecked(False)
    imported(qtbot, page, tasks)
    assert page.report.rejects_button.text() == "保存退回行工作簿…"
    page.report.set_rejects(str(tmp_path / "later.xlsx"))
    settled(qtbot, tasks)
    assert (tmp_path / "later.xlsx").is_file()
    assert count_cases(desk, where=CaseFilter()) == 122
    assert figures(page)["imported"] == "122"


def test_a_rejects_file_that_is_there_already_stops_the_import_and_nothing_comes_in(
    qtbot: QtBot, desk: Desk, page: LedgerPage, tasks: TaskRunner, sample: Path, tmp_path: Path
) -> None:
    checked(qtbot, page, tasks, sample)
    taken = tmp_path / "taken.xlsx"
    taken.write_text("mine")
    page.report.set_rejects(str(taken))
    imported(qtbot, page, tasks)
    assert "已经存在" in page.notice.text()
    assert taken.read_text() == "mine"
    assert count_cases(desk, where=CaseFilter()) == 0
    assert page.report.import_button.isEnabled()


def test_a_cancelled_import_leaves_nothing(
    qtbot: QtBot, desk: Desk, page: LedgerPage, tasks: TaskRunner, sample: Path
) -> None:
    checked(qtbot, page, tasks, sample)
    page.import_rows()
    page.work.stop()
    settled(qtbot, tasks)
    assert "已取消" in page.notice.text()
    assert count_cases(desk, where=CaseFilter()) == 0
    assert list_cases(desk, where=CaseFilter()) == []


def test_a_changed_column_is_remembered_for_the_next_file_of_that_shape(
    qtbot: QtBot, desk: Desk, page: LedgerPage, tasks: TaskRunner, sample: Path
) -> None:
    page.open_file(str(sample))
    settled(qtbot, tasks)
    page.mapping.set_column(12, "")
    page.check()
    settled(qtbot, tasks)
    assert 12 not in propose_mappings(desk, path=sample)[0].columns


def test_a_ledger_column_has_one_source_and_a_missing_one_is_named(
    qtbot: QtBot, page: LedgerPage, tasks: TaskRunner, sample: Path
) -> None:
    page.open_file(str(sample))
    settled(qtbot, tasks)
    page.mapping.set_column(12, "content")
    assert page.mapping.mappings[0].columns[12] == "content"
    assert 8 not in page.mapping.mappings[0].columns
    page.mapping.set_column(12, "")
    assert "反映内容" in page.mapping.missing.text()
    assert not page.mapping.next_button.isEnabled()


def test_a_file_that_is_no_ledger_is_refused_in_words(
    qtbot: QtBot, page: LedgerPage, tasks: TaskRunner, tmp_path: Path
) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    page.open_file(str(tmp_path / "x.xlsx"))
    settled(qtbot, tasks)
    assert "x.xlsx" in page.notice.text()
    assert page.stack.currentIndex() == START


def test_a_sheet_without_a_header_is_said_to_have_none(
    qtbot: QtBot, page: LedgerPage, tasks: TaskRunner, tmp_path: Path
) -> None:
    (tmp_path / "x.csv").write_text("hello", encoding="utf-8")
    page.open_file(str(tmp_path / "x.csv"))
    settled(qtbot, tasks)
    assert "没有找到表头" in page.notice.text()
    assert page.stack.currentIndex() == START


def test_a_file_can_be_dropped(qtbot: QtBot, page: LedgerPage, tasks: TaskRunner, sample: Path) -> None:
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(sample))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        dragged,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.drop.dropEvent(event)
    settled(qtbot, tasks)
    assert page.stack.currentIndex() == MAPPING


def test_the_ledger_goes_out_as_a_workbook(
    qtbot: QtBot, desk: Desk, page: LedgerPage, tasks: TaskRunner, sample: Path, tmp_path: Path
) -> None:
    for _ in import_ledger(desk, path=sample):
        pass
    page.export_to(str(tmp_path / "out.xlsx"))
    settled(qtbot, tasks)
    assert "out.xlsx" in page.notice.text()
    rows = list(openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows(values_only=True))
    words = {cell for row in rows for cell in row}
    assert "410402196204017348" not in words
    assert len(rows) > 122


def test_the_rejects_get_a_name_that_is_free(tmp_path: Path) -> None:
    ledger = tmp_path / "台账.xls"
    assert free_name(ledger, "退回行") == tmp_path / "台账_退回行.xlsx"
    (tmp_path / "台账_退回行.xlsx").touch()
    assert free_name(ledger, "退回行") == tmp_path / "台账_退回行2.xlsx"
