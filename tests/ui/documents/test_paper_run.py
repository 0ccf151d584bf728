"""One kind of paper for many cases: what was issued, what was not and why, and one PDF for the printer."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from app.actions.documents import list_documents
from app.actions.procedure import perform
from app.domain.documents import DocumentKind
from tests.desks import register
from tests.ui.documents.test_register_view import file_printer
from tests.ui.documents.test_slip_run import settled
from ui.documents.paper_run import BATCHABLE, PaperRunDialog
from ui.refresh import Refresh
from ui.tasks import TaskRunner


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def opened(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, window: QWidget, act: str
) -> PaperRunDialog:
    dialog = PaperRunDialog(desk, tasks, refresh, parent=window)
    dialog.show()
    dialog.kinds.setCurrentIndex(BATCHABLE.index(act))
    settled(qtbot, tasks)
    return dialog


def test_every_case_gets_its_paper_and_all_print_as_one(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, window: QWidget, tmp_path: Path
) -> None:
    for name in ("王建国", "李桂兰"):
        register(desk, name)
    dialog = opened(qtbot, desk, tasks, refresh, window, "registration_form")
    dialog.start()
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == 1, timeout=30_000)
    assert "已出具 2 份，0 件没有出具" in dialog.summary.text()
    assert dialog.failures.isHidden()
    settled(qtbot, tasks)
    dialog.print_all()
    qtbot.waitUntil(lambda: dialog.job.dialog is not None, timeout=30_000)
    assert dialog.job.dialog is not None
    dialog.job.dialog.reject()
    with qtbot.waitSignal(dialog.job.printed, timeout=30_000):
        dialog.job.print_on(file_printer(tmp_path / "run.pdf"))
    settled(qtbot, tasks)
    printed = QPdfDocument()
    printed.load(str(tmp_path / "run.pdf"))
    assert printed.pageCount() == sum(paper.pages for paper in list_documents(desk))
    printed.close()
    assert {paper.copies for paper in list_documents(desk)} == {1}


def test_a_case_that_cannot_have_it_is_named_with_the_reason_and_left_alone(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, window: QWidget
) -> None:
    good, told = register(desk), register(desk, "李桂兰")
    contact = {"contact": "联系人：李敏，电话：0352-1"}
    perform(desk, number=told, act="transfer_notice", letter=contact)
    dialog = opened(qtbot, desk, tasks, refresh, window, "proof_of_service")
    dialog.start()
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == 1, timeout=30_000)
    settled(qtbot, tasks)
    assert "已出具 1 份，1 件没有出具" in dialog.summary.text()
    assert good in dialog.failures.toPlainText()
    assert "还没有要送达的文书" in dialog.failures.toPlainText()
    assert [p.case_number for p in list_documents(desk, kind=DocumentKind.PROOF_OF_SERVICE)] == [told]


def test_nothing_ticked_cannot_be_issued(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, window: QWidget
) -> None:
    register(desk)
    dialog = opened(qtbot, desk, tasks, refresh, window, "privacy_notice")
    dialog.tick_none()
    assert not dialog.start_button.isEnabled()
    dialog.tick_all()
    assert dialog.start_button.isEnabled()


def test_what_the_paper_asks_is_filled_in_once_for_all(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, window: QWidget
) -> None:
    for name in ("王建国", "李桂兰"):
        register(desk, name)
    desk.operator = replace(desk.operator, phone="0352-1")
    dialog = opened(qtbot, desk, tasks, refresh, window, "receipt_notice")
    dialog.start()
    asking = dialog.asking
    assert asking is not None
    asking.submit()
    assert "处理途径" in asking.form.problems["procedure"].text()
    asking.form.set_values({"procedure": "由劳资科核实后答复", "time_limit": "15日内书面告知"})
    asking.submit()
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == 1, timeout=30_000)
    settled(qtbot, tasks)
    text = dialog.failures.toPlainText()
    assert len(list_documents(desk, kind=DocumentKind.RECEIPT_NOTICE)) == 2, text
