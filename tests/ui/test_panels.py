"""The bar for long work ends it, and never says "cancelled" of what was done already."""

import threading
from collections.abc import Generator

import pytest
from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.changes import Progress
from app.domain.errors import FileExists
from ui.panels import Notice, WorkBar, push_button, set_words
from ui.tasks import Task, TaskRunner


def test_the_bar_shows_how_far_the_work_has_come_and_goes_when_it_is_over(qtbot: QtBot) -> None:
    tasks, bar, task = TaskRunner(), WorkBar(), Task()
    qtbot.addWidget(bar)
    bar.follow(task, "检查")
    assert bar.busy
    task.progressed.emit(Progress(3, 10))
    assert (bar.bar.value(), bar.bar.maximum()) == (3, 10)
    task.progressed.emit(Progress(1500, 0, "检查"))
    assert bar.words.text() == "检查：已到第 1,500 行"
    task.finished.emit()
    assert not bar.busy
    assert not bar.isVisible()
    assert tasks.stop()


def test_work_that_is_stopped_on_the_way_is_cancelled(qtbot: QtBot) -> None:
    tasks, bar = TaskRunner(), WorkBar()
    qtbot.addWidget(bar)

    def endless() -> Generator[Progress, None, str]:
        while True:
            yield Progress(0, 0)

    with qtbot.waitSignal(bar.cancelled):
        bar.follow(tasks.run(endless), "导入")
        bar.stop()
    assert not bar.busy


def test_work_that_was_done_when_the_cancel_came_has_succeeded(qtbot: QtBot) -> None:
    tasks, bar, told = TaskRunner(), WorkBar(), []
    qtbot.addWidget(bar)
    started = threading.Event()
    running: list[Task] = []

    def nearly_over() -> Generator[Progress, None, str]:
        yield Progress(1, 1)
        assert started.wait(10)
        running[0].cancel()
        return "导入了"

    with qtbot.assertNotEmitted(bar.cancelled):
        task = tasks.run(nearly_over, on_success=told.append)
        running.append(task)
        bar.follow(task, "导入")
        started.set()
        qtbot.waitUntil(lambda: not bar.busy)
    assert told == ["导入了"]


def test_a_fault_is_said_and_what_is_our_own_is_passed_on(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    assert notice.complain_about(FileExists("a.xlsx"))
    assert "a.xlsx" in notice.text()
    assert not notice.complain_about(ValueError("ours"))
    assert notice.isHidden()


def test_a_notice_has_room_round_its_words_and_a_fault_has_none(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    notice.tell("已存为“甲.pdf”")
    assert notice.contentsRect().left() >= 8
    notice.complain("没有存成")
    assert notice.contentsRect().left() == 0


def test_a_button_keeps_its_shortcut_when_its_words_change(qtbot: QtBot) -> None:
    button = push_button("导出", print, keys="Ctrl+E")
    qtbot.addWidget(button)
    set_words(button, "导出（3 件）", "Ctrl+E")
    assert button.shortcut().toString() == "Ctrl+E"
    assert button.text().startswith("导出（3 件）")


@pytest.mark.parametrize(
    ("keys", "shown"), [("Ctrl+Return", "Ctrl+Enter"), ("Alt+Left", "Alt+←"), ("F5", "F5")]
)
def test_a_key_is_named_as_the_manual_names_it_also_where_qt_speaks_chinese(
    qtbot: QtBot, qapp: QApplication, keys: str, shown: str
) -> None:
    translator, button = QTranslator(), QPushButton()
    qtbot.addWidget(button)
    assert translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    qapp.installTranslator(translator)
    try:
        set_words(button, "返回", keys)
    finally:
        qapp.removeTranslator(translator)
    assert button.text() == f"返回  {shown}"
    assert button.shortcut().toString() == keys
