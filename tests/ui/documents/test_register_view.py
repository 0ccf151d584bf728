"""The register is looked at, printed from and saved from; a reprint is counted and marked."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from app.actions.documents import get_document, issue_slip, print_copy
from app.actions.procedure import perform
from app.actions.station import get_preference
from tests.desks import register
from ui.documents import printing
from ui.documents.page import DocumentsPage
from ui.documents.register import RegisterModel
from ui.refresh import Refresh
from ui.tasks import TaskRunner

ON_LINUX = pytest.mark.skipif(sys.platform == "win32", reason="CUPS and its lp are not on Windows")


@pytest.fixture
def slip(desk: Desk) -> int:
    return issue_slip(desk, number=register(desk)).documents[0]


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, slip: int) -> DocumentsPage:
    made = DocumentsPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    qtbot.waitUntil(lambda: made.register.preview.page_count > 0, timeout=30_000)
    return made


def settled(qtbot: QtBot, tasks: TaskRunner) -> None:
    qtbot.waitUntil(lambda: not tasks.running, timeout=30_000)


def words_of(pdf: bytes) -> str:
    """The text of a PDF, as whoever copies it out of the file gets it."""
    document, buffer = QPdfDocument(), QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    text = "".join(document.getAllText(page).text() for page in range(document.pageCount()))
    document.close()
    return text


def file_printer(path: Path) -> QPrinter:
    printer = printing.new_printer("", printing.QSizeF(595, 842))
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setResolution(100)
    printer.setOutputFileName(str(path))
    return printer


def cell(page: DocumentsPage, column: int) -> str:
    return str(page.register.model.index(0, column).data())


def test_the_newest_document_is_shown_without_a_click(page: DocumentsPage) -> None:
    assert cell(page, RegisterModel.KIND) == "接收回执"
    assert cell(page, RegisterModel.PRINTED) == "未打印"
    assert "ZC01" in words_of(page.register.preview.data)


def test_an_empty_register_says_what_to_do(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh
) -> None:
    page = DocumentsPage(desk, tasks, refresh)
    qtbot.addWidget(page)
    page.show()
    page.activate()
    settled(qtbot, tasks)
    qtbot.waitUntil(lambda: page.register._left_stack.currentIndex() == 1, timeout=30_000)
    assert not page.register.print_button.isEnabled()


def test_a_filter_that_finds_nothing_is_not_the_empty_state(
    qtbot: QtBot, page: DocumentsPage, tasks: TaskRunner
) -> None:
    page.register.kinds.setCurrentIndex(page.register.kinds.findData("handover_list"))
    settled(qtbot, tasks)
    qtbot.waitUntil(lambda: page.register.model.rowCount() == 0, timeout=30_000)
    assert page.register._left_stack.currentIndex() == 0


def test_a_document_issued_elsewhere_appears(
    qtbot: QtBot, desk: Desk, page: DocumentsPage, refresh: Refresh
) -> None:
    refresh.tell(issue_slip(desk, number=register(desk, "李桂兰")))
    qtbot.waitUntil(lambda: page.register.model.rowCount() == 2, timeout=30_000)


def test_saving_to_a_file_writes_the_pdf_and_counts_a_copy(
    qtbot: QtBot, desk: Desk, page: DocumentsPage, tasks: TaskRunner, slip: int, tmp_path: Path
) -> None:
    stored = page.register.preview.data
    page.register.save_to(str(tmp_path / "回执.pdf"))
    settled(qtbot, tasks)
    qtbot.waitUntil(lambda: cell(page, RegisterModel.PRINTED) == "1 份", timeout=30_000)
    assert (tmp_path / "回执.pdf").read_bytes() == stored


def test_an_existing_file_stays_as_it_is_and_is_named(
    qtbot: QtBot, desk: Desk, page: DocumentsPage, tasks: TaskRunner, slip: int, tmp_path: Path
) -> None:
    taken = tmp_path / "回执.pdf"
    taken.write_text("mine")
    page.register.save_to(str(taken))
    qtbot.waitUntil(lambda: "已经存在" in page.register.notice.text(), timeout=30_000)
    settled(qtbot, tasks)
    assert taken.read_text() == "mine"
    assert get_document(desk, document_id=slip).copies == 0


def test_the_second_printing_is_counted_and_marked(
    qtbot: QtBot, desk: Desk, page: DocumentsPage, tasks: TaskRunner, slip: int, tmp_path: Path
) -> None:
    page.register.save_to(str(tmp_path / "0.pdf"))
    settled(qtbot, tasks)
    qtbot.waitUntil(lambda: page.register._shown.copies == 1, timeout=30_000)
    page.register.choose_file()
    asking = page.register.asking
    asking.submit()
    assert asking.isVisible()  # not without a reason
    asking.close()
    page.register._reason = "信访人遗失"
    page.register.save_to(str(tmp_path / "1.pdf"))
    settled(qtbot, tasks)
    assert "补打" not in words_of((tmp_path / "0.pdf").read_bytes())
    assert "补打" in words_of((tmp_path / "1.pdf").read_bytes())
    qtbot.waitUntil(lambda: "补打 1 次" in cell(page, RegisterModel.PRINTED), timeout=30_000)
    page.register.printings_button.click()
    qtbot.waitUntil(lambda: bool(page.printings and page.printings.preview.data), timeout=30_000)
    said = words_of(page.printings.preview.data)
    assert "信访人遗失" in said and "补打1" in said and "首次" in said
    page.printings.close()


def test_printing_draws_every_page_at_its_own_size(
    qtbot: QtBot, desk: Desk, page: DocumentsPage, tasks: TaskRunner, slip: int, tmp_path: Path
) -> None:
    job = page.register.job
    job._document, job._kind = get_document(desk, document_id=slip), "slip"
    with qtbot.waitSignal(job.printed, timeout=30_000) as printed:
        job.print_on(file_printer(tmp_path / "printed.pdf"))
    settled(qtbot, tasks)
    assert printed.args[0] == str(tmp_path / "printed.pdf")
    document = QPdfDocument()
    document.load(str(tmp_path / "printed.pdf"))
    size = document.pagePointSize(0)
    assert (document.pageCount(), round(size.width()), round(size.height())) == (1, 595, 842)
    ink = document.render(0, size.toSize())
    dark = sum(ink.pixelColor(x, y).lightness() < 128 for x in range(0, 595, 2) for y in range(0, 842, 2))
    assert dark > 200
    document.close()
    assert get_document(desk, document_id=slip).copies == 1
    assert get_preference(desk, "printer.slip", "") == ""


def test_of_a_paper_as_many_copies_are_proposed_as_the_rules_want_and_then_one(desk: Desk) -> None:
    number = register(desk)
    document_id = perform(desk, number=number, act="power_of_attorney").documents[0]
    assert printing.proposed(desk, "power_of_attorney", get_document(desk, document_id=document_id)) == (
        "",
        2,
    )
    print_copy(desk, document_id=document_id, copies=2, target="HP")
    assert printing.proposed(desk, "power_of_attorney", get_document(desk, document_id=document_id)) == (
        "",
        1,
    )
    assert printing.proposed(desk, "why", None) == ("", 1)


def test_the_printer_is_remembered_for_its_kind_of_document(desk: Desk, qapp: object) -> None:
    class Laser(QPrinter):
        def printerName(self) -> str:
            return "Laser 1"

    printing.remember_printer(desk, "slip", Laser())
    assert printing.remembered_printer(desk, "slip") == "Laser 1"
    assert printing.remembered_printer(desk, "explanation_letter") == ""


def test_the_print_dialog_opens_and_closes(qtbot: QtBot, page: DocumentsPage, tasks: TaskRunner) -> None:
    qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.register.job.dialog is not None, timeout=30_000)
    dialog = page.register.job.dialog
    assert dialog is not None
    assert dialog.testAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    assert page.register.job.printer.copyCount() == 1  # both parts of a slip stand on one sheet
    assert "一式两份：交信访人，存卷" in page.register.facts.text()
    dialog.reject()
    qtbot.waitUntil(lambda: page.register.job.dialog is None, timeout=30_000)


@ON_LINUX
def test_lp_that_refuses_is_reported_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qapp: object
) -> None:
    refusing = tmp_path / "lp"
    refusing.write_text("#!/bin/sh\ncat >/dev/null\necho no paper >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(printing.PrintingFailed, match="no paper"):
        printing.send_to_cups(b"%PDF", QPrinter())


@ON_LINUX
def test_lp_gets_the_pdf_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qapp: object) -> None:
    taking = tmp_path / "lp"
    taking.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\ncat > {tmp_path}/pdf\n')
    taking.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    printer = QPrinter()
    printer.setCopyCount(3)
    printing.send_to_cups(b"%PDF-1.7 the very bytes", printer)
    assert (tmp_path / "pdf").read_bytes() == b"%PDF-1.7 the very bytes"
    assert "-n 3" in (tmp_path / "words").read_text()
