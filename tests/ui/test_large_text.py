"""At 150 % on a small screen: no table has to be pushed sideways, and all six tabs of a case are seen at once."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from app.actions.documents import issue_slip
from app.actions.procedure import perform
from app.actions.units import put_unit
from app.domain.station import UnitEntry
from tests.ui.desk import a_case
from ui.main_window import MainWindow
from ui.tasks import TaskRunner
from ui.theme import apply_theme


@pytest.fixture(params=[130, 150])
def window(
    request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication, desk: Desk, tasks: TaskRunner
) -> Iterator[MainWindow]:
    number = a_case(desk)
    issue_slip(desk, number=number)
    perform(desk, number=number, act="registration_form")
    put_unit(desk, unit=UnitEntry("JT00", "示例集团有限公司", competent=True, address="示例市中心街1号"))
    put_unit(desk, unit=UnitEntry("ZC01", "示例煤业综采一区", "JT00"))
    apply_theme(qapp, request.param)
    made = MainWindow(desk, tasks)
    qtbot.addWidget(made)
    made.resize(1366, 728)
    made.show()
    yield made
    made.close()
    apply_theme(qapp)


def fits(table: QTableView) -> bool:
    return table.horizontalScrollBar().maximum() == 0


def test_the_register_of_papers_fits_its_side_and_still_says_the_number(
    window: MainWindow, qtbot: QtBot
) -> None:
    register = window.go("documents").register
    qtbot.waitUntil(lambda: register.table.model().rowCount() == 2 and "SHA-256" in register.facts.text())
    assert fits(register.table)
    assert window.width() == 1366  # no row of buttons makes it wider
    assert register._shown.number in register.facts.text()


def test_the_unit_table_fits_its_side(window: MainWindow, qtbot: QtBot) -> None:
    units = window.go("settings").subject("units")
    qtbot.waitUntil(lambda: len(units.units) == 2)
    assert fits(units.table)


def test_the_tabs_of_a_case_stand_side_by_side_and_count_in_their_tips(
    window: MainWindow, qtbot: QtBot, desk: Desk
) -> None:
    place = window.cases_place()
    detail = place.page.detail
    with qtbot.waitSignal(detail.shown):
        window.show_case(a_case(desk, name="赵铁柱"))
    bar = detail.tabs.tabBar()
    qtbot.waitUntil(lambda: bar.width() > 0)
    assert bar.tabRect(bar.count() - 1).right() <= detail.tabs.width()
    assert detail.tabs.tabToolTip(0) == "诉求 1"
    assert detail.tabs.tabText(0) == "诉求"
