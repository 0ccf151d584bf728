"""A packet goes onto the stick, or says why not and leaves every case waiting."""

from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.actions.cases import cannot_settle, get_case
from app.actions.desk import Desk
from app.actions.documents import document_pdf, issue_letter
from app.actions.packets import export_packet, list_packets, waiting_cases
from app.actions.station import get_preference
from app.domain.codes import CaseState
from app.domain.documents import DocumentKind
from tests.desks import register
from ui.packets.page import PacketsPage
from ui.refresh import Refresh
from ui.tasks import TaskRunner

LETTER = DocumentKind.EXPLANATION_LETTER
FIELDS = {
    "title": "关于井下津贴事项的原因说明",
    "addressee": "集团公司信访接待室",
    "body": "一、反映的问题\n井下津贴少发。\n二、无权解决的原因\n标准由集团公司核定。",
    "signature": "综采一区",
    "leader": "赵志强",
    "contact": "李敏，0352-7010001",
    "attachments": "",
}


def a_waiting_case(desk: Desk, name: str, *, with_letter: bool = True) -> str:
    number = register(desk, name)
    cannot_settle(desk, number=number, reason="标准由集团公司核定")
    if with_letter:
        issue_letter(desk, number=number, act=LETTER, fields=FIELDS)
    return number


@pytest.fixture
def numbers(desk: Desk) -> list[str]:
    """Two cases that are ready, and one that still lacks its letter."""
    ready = [a_waiting_case(desk, name) for name in ("王建国", "李桂兰")]
    return [*ready, a_waiting_case(desk, "孙福", with_letter=False)]


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, numbers: list[str]) -> PacketsPage:
    return opened(qtbot, desk, tasks, refresh)


def opened(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> PacketsPage:
    made = PacketsPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    settled(qtbot, tasks)
    return made


def settled(qtbot: QtBot, tasks: TaskRunner) -> None:
    qtbot.waitUntil(lambda: not tasks.running, timeout=30_000)


def export_to(qtbot: QtBot, page: PacketsPage, tasks: TaskRunner, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    page.waiting.target.set_folder(str(folder))
    settled(qtbot, tasks)
    with qtbot.waitSignal(page.waiting.export_button.clicked):
        qtbot.keyClick(page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, tasks)


def test_each_case_says_what_it_still_lacks_and_only_complete_ones_are_ticked(
    page: PacketsPage, numbers: list[str]
) -> None:
    states = [page.waiting.model.index(row, 1).data() for row in range(3)]
    assert [("齐全" in state, "原因说明" in state) for state in states] == [
        (True, False),
        (True, False),
        (False, True),
    ]
    assert page.waiting.model.checked() == numbers[:2]
    assert "3" in page.tabs.tabText(0)


def test_one_key_writes_the_letter_a_case_lacks(qtbot: QtBot, page: PacketsPage, numbers: list[str]) -> None:
    page.waiting.table.selectRow(2)
    with qtbot.waitSignal(page.openLetter) as wanted:
        qtbot.keyClick(page.waiting.table, Qt.Key.Key_Return)
    assert wanted.args == [numbers[2], LETTER.value]


def test_a_complete_case_is_not_asked_for_its_letter_again(qtbot: QtBot, page: PacketsPage) -> None:
    page.waiting.table.selectRow(0)
    with qtbot.assertNotEmitted(page.openLetter):
        qtbot.keyClick(page.waiting.table, Qt.Key.Key_Return)
    assert not page.waiting.letter_button.isEnabled()


def test_the_space_bar_takes_a_case_out_and_it_stays_out_when_the_list_is_fetched_anew(
    qtbot: QtBot, page: PacketsPage, numbers: list[str], tasks: TaskRunner
) -> None:
    page.waiting.table.selectRow(0)
    qtbot.keyClick(page.waiting.table, Qt.Key.Key_Space)
    page.activate()
    settled(qtbot, tasks)
    assert page.waiting.model.checked() == [numbers[1]]


def test_a_packet_is_exported_and_its_hand_over_list_is_shown(
    qtbot: QtBot, desk: Desk, page: PacketsPage, tasks: TaskRunner, numbers: list[str], tmp_path: Path
) -> None:
    export_to(qtbot, page, tasks, tmp_path / "stick")
    qtbot.waitUntil(lambda: page.result.preview.page_count > 0, timeout=30_000)
    (packet,) = list_packets(desk)
    written = tmp_path / "stick" / packet.file_name
    assert written.is_file()
    assert page.result.facts["file"].text() == packet.file_name
    assert page.result.facts["sha256"].text().replace(" ", "") == packet.file_sha256
    assert page.result.preview.data == document_pdf(desk, document_id=page.result._document.id)
    assert [case.number for case in waiting_cases(desk)] == [numbers[2]]
    assert get_case(desk, number=numbers[0]).state is CaseState.IN_TRANSFER
    assert get_preference(desk, "packet.folder") == str(tmp_path / "stick")


def test_the_packet_is_in_the_register_with_its_cases(
    qtbot: QtBot, page: PacketsPage, tasks: TaskRunner, numbers: list[str], tmp_path: Path
) -> None:
    export_to(qtbot, page, tasks, tmp_path / "stick")
    page.tabs.setCurrentIndex(1)
    settled(qtbot, tasks)
    qtbot.waitUntil(lambda: page.sent.inside.count() == 2, timeout=30_000)
    assert [page.sent.inside.item(row).text() for row in range(2)] == numbers[:2]
    with qtbot.waitSignal(page.openDocument, timeout=30_000) as wanted:
        page.sent.open_list()
    assert wanted.args == [page.result._document.id]


def test_a_file_that_is_there_already_leaves_every_case_waiting(
    qtbot: QtBot, desk: Desk, page: PacketsPage, tasks: TaskRunner, numbers: list[str], tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    taken = stick / f"YS-ZC01-00001_{desk.today():%Y%m%d}.zip"
    taken.write_text("another's")
    export_to(qtbot, page, tasks, stick)
    assert "已经存在" in page.waiting.notice.text()
    assert page.waiting.notice.isVisible()
    assert taken.read_text() == "another's"
    assert [case.number for case in waiting_cases(desk)] == numbers
    assert list_packets(desk) == []
    assert page.waiting.export_button.isEnabled()


def test_a_stick_that_was_pulled_is_named_and_the_line_stays(
    qtbot: QtBot, desk: Desk, page: PacketsPage, tasks: TaskRunner, numbers: list[str], tmp_path: Path
) -> None:
    page.waiting.target.set_folder(str(tmp_path / "pulled"))
    settled(qtbot, tasks)
    page.waiting.export()
    settled(qtbot, tasks)
    assert "pulled" in page.waiting.notice.text()
    page.activate()
    settled(qtbot, tasks)
    assert page.waiting.notice.isVisible()
    assert len(waiting_cases(desk)) == 3


def test_without_a_place_to_write_to_the_clerk_is_told_what_to_do(page: PacketsPage) -> None:
    page.waiting.target.folders.clear()
    page.waiting.export()
    assert "U盘" in page.waiting.notice.text()


def test_a_folder_chosen_while_the_list_is_still_coming_stays_chosen(
    qtbot: QtBot, page: PacketsPage, tasks: TaskRunner, tmp_path: Path
) -> None:
    page.waiting.fetch()
    page.waiting.target.set_folder(str(tmp_path))
    settled(qtbot, tasks)
    assert page.waiting.target.folder == tmp_path


def test_a_cancelled_export_leaves_nothing(
    qtbot: QtBot, desk: Desk, page: PacketsPage, tasks: TaskRunner, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    page.waiting.target.set_folder(str(tmp_path / "stick"))
    settled(qtbot, tasks)
    page.waiting.export()
    page.waiting.work.stop()
    settled(qtbot, tasks)
    assert "已取消" in page.waiting.notice.text()
    assert list((tmp_path / "stick").iterdir()) == []
    assert len(waiting_cases(desk)) == 3


def test_a_file_that_a_dead_program_left_on_a_stick_that_is_away_is_named(
    qtbot: QtBot, page: PacketsPage, desk: Desk, tasks: TaskRunner, tmp_path: Path
) -> None:
    assert page.waiting.left.isHidden()
    stick = tmp_path / "stick"
    stick.mkdir()
    work = export_packet(replace(desk, opening="another"), folder=stick)
    while next(work).doing != "登记移送":
        pass
    stick.rename(tmp_path / "away")
    work.close()
    page.waiting.fetch()
    settled(qtbot, tasks)
    assert page.waiting.left.isVisible()
    assert str(stick / "YS-ZC01-00001_") in page.waiting.left.text()


def test_nothing_waiting_says_what_to_do(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh
) -> None:
    page = opened(qtbot, desk, tasks, refresh)
    assert page.waiting._stack.currentIndex() == 1
    assert not page.waiting.export_button.isEnabled()


def test_a_packet_as_it_was_written_is_found_whole(
    qtbot: QtBot, page: PacketsPage, tasks: TaskRunner, tmp_path: Path
) -> None:
    export_to(qtbot, page, tasks, tmp_path / "stick")
    (written,) = (tmp_path / "stick").iterdir()
    page.verify.check(str(written))
    settled(qtbot, tasks)
    assert "一致" in page.verify.verdict.text()
    assert page.verify.differences.count() == 0


def test_a_changed_cell_is_named(
    qtbot: QtBot, page: PacketsPage, tasks: TaskRunner, numbers: list[str], tmp_path: Path
) -> None:

    export_to(qtbot, page, tasks, tmp_path / "stick")
    (written,) = (tmp_path / "stick").iterdir()
    with ZipFile(written) as packet:
        (name,) = [entry for entry in packet.namelist() if entry.endswith(".xlsx")]
        packet.extract(name, tmp_path)
    book = openpyxl.load_workbook(tmp_path / name)
    (cell,) = [
        cell
        for sheet in book.worksheets[1:2]
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == numbers[0]
    ]
    cell.value = "ZC01-20200101-0001-1"
    book.save(tmp_path / "changed.xlsx")
    page.verify.check(str(tmp_path / "changed.xlsx"))
    settled(qtbot, tasks)
    found = [page.verify.differences.item(row).text() for row in range(page.verify.differences.count())]
    assert any(cell.coordinate in line for line in found)


def test_a_file_that_is_no_packet_is_refused_in_words(
    qtbot: QtBot, page: PacketsPage, tasks: TaskRunner, tmp_path: Path
) -> None:
    (tmp_path / "x.xlsx").write_text("no workbook")
    page.verify.check(str(tmp_path / "x.xlsx"))
    settled(qtbot, tasks)
    assert "x.xlsx" in page.verify.notice.text()


def test_the_keys_of_the_tabs_work_also_when_the_focus_is_elsewhere_in_the_window(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh
) -> None:
    window, elsewhere = QWidget(), QPushButton()
    qtbot.addWidget(window)
    column, page = QVBoxLayout(window), PacketsPage(desk, tasks, refresh)
    column.addWidget(elsewhere)
    column.addWidget(page)
    window.show()
    page.activate()
    settled(qtbot, tasks)
    elsewhere.setFocus()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(elsewhere, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert page.tabs.currentWidget() is page.inbox
    settled(qtbot, tasks)
