"""The window: no title, tip, list or message names a sealed case; to its registrar it shows itself in its place alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from app.actions.opening import open_sealed
from app.domain.station import Operator
from tests.sealed.marks import in_text
from tests.sealed.world import BY_NAME, CLERK, EVERYTHING, LEADER, World
from ui.forms import FormRows
from ui.main_window import MainWindow
from ui.side_bar import PLACES
from ui.tasks import TaskRunner

ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


def said_by(widget: QWidget) -> Iterator[str]:
    """Every text of a widget: what it shows, its tips, what a screen reader reads."""
    for name in ("text", "toPlainText", "title", "currentText", "placeholderText"):
        ask = getattr(widget, name, None)
        if callable(ask) and not isinstance(widget, FormRows):
            yield str(ask())
    yield from (widget.windowTitle(), widget.toolTip(), widget.accessibleName(), widget.windowFilePath())
    yield from (widget.statusTip(), widget.whatsThis(), widget.accessibleDescription())
    if isinstance(widget, QAbstractItemView | QComboBox) and widget.model() is not None:
        yield from said_by_model(widget.model(), QModelIndex())


def said_by_model(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    """Every text of a list, its first thousand rows."""
    for row in range(min(model.rowCount(parent), 1000)):
        for column in range(columns_of(model, parent)):
            index = model.index(row, column, parent)
            yield from (str(model.data(index, role) or "") for role in ROLES)
            yield from said_by_model(model, index) if model.rowCount(index) else ()


def columns_of(model: QAbstractItemModel, parent: QModelIndex) -> int:
    """A plain list hides how many columns it has: one."""
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)


def whole_window() -> str:
    """All texts of all windows of the program, and of the clipboard."""
    texts = [text for widget in QApplication.allWidgets() for text in said_by(widget)]
    return "\n".join([*texts, QGuiApplication.clipboard().text()])


def titles() -> str:
    """What the desktop itself shows of the program: titles, paths, the tray."""
    windows = QApplication.topLevelWidgets()
    trays = [
        tray.toolTip()
        for widget in windows
        for tray in widget.findChildren(QSystemTrayIcon)
        if tray.toolTip()
    ]
    return "\n".join([*(f"{one.windowTitle()} {one.windowFilePath()}" for one in windows), *trays])


@pytest.fixture
def open_window(qtbot: QtBot, own_world: World, qapp: QApplication) -> Iterator[object]:
    """A window of the world, opened by somebody."""
    runners = []

    def open_for(operator: Operator | None) -> MainWindow:
        if operator is not None:
            own_world.desk.operator = operator
        tasks = TaskRunner(own_world.desk)
        runners.append(tasks)
        window = MainWindow(own_world.desk, tasks)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(lambda: window.place == "today" and tasks.running == 0)
        return window

    yield open_for
    for tasks in runners:
        tasks.stop()
        qtbot.waitUntil(lambda tasks=tasks: tasks.running == 0)


def settled(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.tasks.running == 0, timeout=10_000)


def read(qtbot: QtBot, window: MainWindow, number: str) -> None:
    """Open a sealed case with a reason; before it was given, only its number stands there."""
    window.show_case(number)
    settled(qtbot, window)
    gate = window.pages["cases"].page.detail.gate
    assert number in gate.words.text()
    with qtbot.waitSignal(gate.opened):
        gate.read({"reason": "办理密封移交"})
    settled(qtbot, window)


@pytest.mark.parametrize("operator", [CLERK, EVERYTHING, BY_NAME], ids=lambda one: one.name)
def test_no_place_of_the_window_shows_a_sealed_case(
    qtbot: QtBot, own_world: World, open_window, operator: Operator
) -> None:
    window = open_window(operator)
    for place in PLACES:
        window.go(place)
        settled(qtbot, window)
        assert in_text(whole_window(), own_world.numbers) == [], place


def test_no_search_in_the_window_finds_one(qtbot: QtBot, own_world: World, open_window) -> None:
    window = open_window(EVERYTHING)
    window.go("cases")
    settled(qtbot, window)
    page = window.pages["cases"].page
    everything = page.model.rowCount()
    assert everything == len(own_world.open) + 1
    for word in ("龘甲某", "爩", "1990777", own_world.sealed["accusation"]):
        page.filters.search.setText(word)
        page.filters.tell()
        settled(qtbot, window)
        assert page.model.rowCount() == 0
    page.filters.search.clear()


def test_opened_by_its_number_it_is_not_there(qtbot: QtBot, own_world: World, open_window) -> None:
    window = open_window(BY_NAME)
    for sort in ("by name", "later", "secret"):
        window.show_case(own_world.sealed[sort])
        settled(qtbot, window)
        assert in_text(whole_window()) == []


def test_even_while_its_registrar_reads_it_no_title_names_it(
    qtbot: QtBot, own_world: World, open_window
) -> None:
    window = open_window(None)
    assert in_text(whole_window()) == []
    assert in_text(whole_window()) == []
    for sort in ("later", "secret", "accusation"):
        read(qtbot, window, own_world.sealed[sort])
        assert "爩" in whole_window()
        assert in_text(titles(), own_world.numbers) == []
        assert in_text("\n".join(said_by(window.bar)) + window.bar.findChild(QWidget).toolTip()) == []
    for place in PLACES:
        if place != "cases":
            window.go(place)
            settled(qtbot, window)
            assert (
                in_text("\n".join(text for one in page_widgets(window, place) for text in said_by(one))) == []
            )


def page_widgets(window: MainWindow, place: str) -> list[QWidget]:
    page = window.pages[place]
    return [page, *page.findChildren(QWidget)]


def test_to_whom_it_was_opened_the_window_shows_it(
    qtbot: QtBot, own_world: World, open_window, tmp_path: Path
) -> None:
    open_sealed(own_world.desk, number=own_world.sealed["later"], operator=LEADER.name, reason="负责人阅批")
    window = open_window(LEADER)
    read(qtbot, window, own_world.sealed["later"])
    assert "爩庚" in whole_window()
