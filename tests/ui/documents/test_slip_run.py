"""Many slips in one run: chosen by date, issued where none stands, printed as one PDF, cancelled on the way."""

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from app.actions.documents import issue_slip, list_documents
from tests.desks import register
from tests.ui.documents.test_register_view import file_printer
from ui.documents.slip_run import SlipRunDialog
from ui.refresh import Refresh
from ui.tasks import TaskRunner


@pytest.fixture
def numbers(desk: Desk) -> list[str]:
    """Three cases of this week, one of them with a slip already, and one of last month."""
    found = [register(desk, name, received_on=dt.date(2026, 11, 20)) for name in ("王建国", "李桂兰", "孙福")]
    issue_slip(desk, number=found[0])
    register(desk, "周芳", received_on=dt.date(2026, 10, 2))
    return found


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """What the dialog stands before: the dialog deletes itself when it is closed, the test closes this."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


def settled(qtbot: QtBot, tasks: TaskRunner) -> None:
    qtbot.waitUntil(lambda: not tasks.running, timeout=30_000)


def opened(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, window: QWidget, *numbers: str
) -> SlipRunDialog:
    dialog = SlipRunDialog(desk, tasks, refresh, numbers, window)
    dialog.show()
    settled(qtbot, tasks)
    return dialog


def test_the_cases_of_this_week_are_offered_and_the_dates_can_be_changed(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, window: QWidget, numbers: list[str]
) -> None:
    dialog = opened(qtbot, desk, tasks, refresh, window)
    assert sorted(dialog.model.checked()) == sorted(numbers)
    dialog.first_day.setDate(dialog.first_day.date().addMonths(-2))
    settled(qtbot, tasks)
    assert len(dialog.model.checked()) == 4


def test_the_run_prints_a_sheet_for_each_ticked_case_and_issues_no_second_slip(
    qtbot: QtBot,
    desk: Desk,
    tasks: TaskRunner,
    refresh: Refresh,
    window: QWidget,
    numbers: list[str],
    tmp_path: Path,
) -> None:
    dialog = opened(qtbot, desk, tasks, refresh, window)
    dialog.start()
    qtbot.waitUntil(lambda: dialog.job.dialog is not None, timeout=30_000)
    assert len(list_documents(desk)) == 3
    assert dialog.job.dialog is not None
    dialog.job.dialog.reject()
    with qtbot.waitSignal(dialog.job.printed, timeout=30_000):
        dialog.job.print_on(file_printer(tmp_path / "run.pdf"))
    settled(qtbot, tasks)
    printed = QPdfDocument()
    printed.load(str(tmp_path / "run.pdf"))
    assert printed.pageCount() == 3
    printed.close()


def test_a_run_can_be_opened_for_given_cases(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, window: QWidget, numbers: list[str]
) -> None:
    dialog = opened(qtbot, desk, tasks, refresh, window, numbers[1])
    assert dialog.model.checked() == [numbers[1]]
    assert not dialog.first_day.isVisible()


def test_nothing_ticked_cannot_be_printed(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, window: QWidget, numbers: list[str]
) -> None:
    dialog = opened(qtbot, desk, tasks, refresh, window)
    dialog.tick_none()
    assert not dialog.print_button.isEnabled()
    dialog.tick_all()
    assert dialog.print_button.isEnabled()


def test_a_cancelled_run_prints_nothing(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, window: QWidget, numbers: list[str]
) -> None:
    dialog = opened(qtbot, desk, tasks, refresh, window)
    dialog.start()
    dialog.work.stop()
    settled(qtbot, tasks)
    assert dialog.job.dialog is None
    assert dialog.print_button.isEnabled()
