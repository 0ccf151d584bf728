"""The papers of a case: served, waiting, taken back; a scan of the signed proof stays with its paper."""

from pathlib import Path

from app.actions.cases import view_case
from app.actions.desk import Desk
from app.actions.documents import reissue
from app.actions.procedure import perform
from tests.ui.cases.pages import choose, open_page
from tests.ui.desk import a_case

CONTACT = {"contact": "联系人：李敏，电话：0352-1"}


def told(desk: Desk) -> str:
    number = a_case(desk)
    perform(desk, number=number, act="transfer_notice", letter=CONTACT)
    return number


def test_a_paper_says_that_it_waits_and_then_when_it_was_served(qtbot, desk, tasks, refresh, bar) -> None:
    number = told(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    papers = page.detail.documents
    assert "△ 待送达" in papers.list.item(0).text()
    papers.serve()
    qtbot.waitUntil(lambda: page.detail.flow.asking is not None)
    dialog = page.detail.flow.asking
    dialog.form.set_values({"way": "refused", "received_on": "2026-11-23"})
    dialog.submit()
    qtbot.waitUntil(lambda: "见证人" in dialog.form.problems["witness"].text())
    dialog.form.set_values({"witness": "张三", "refused_reason": "不同意转送"})
    with qtbot.waitSignal(page.detail.shown):
        dialog.submit()
    assert "✓ 已送达 2026-11-23" in papers.list.item(0).text()
    assert not papers.serve_button.isEnabled()
    assert not papers.reissue_button.isEnabled()


def test_the_scan_of_a_signed_proof_is_kept_with_its_paper(
    qtbot, desk, tasks, refresh, bar, tmp_path: Path
) -> None:
    number = told(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    scan = tmp_path / "回证.png"
    scan.write_bytes(b"\x89PNG scan")
    with qtbot.waitSignal(page.detail.shown):
        page.detail.documents.attach_scan(str(scan))
    view = view_case(desk, number=number)
    assert [(one.name, one.document_id) for one in view.attachments] == [("回证.png", view.documents[0].id)]
    assert "回证已扫描" in page.detail.documents.list.item(0).text()


def test_what_was_taken_back_is_struck_through_with_its_reason(qtbot, desk, tasks, refresh, bar) -> None:
    number = told(desk)
    old = view_case(desk, number=number).documents[0]
    reissue(desk, document_id=old.id, reason="称谓写错", fields={})
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    item = page.detail.documents.list.item(0)
    assert item.font().strikeOut()
    assert "× 已收回：称谓写错" in item.text()
    page.detail.documents.list.setCurrentRow(0)
    assert not page.detail.documents.reissue_button.isEnabled()
    with qtbot.waitSignal(page.detail.reissue) as wanted:
        page.detail.documents.list.setCurrentRow(1)
        page.detail.documents.reissue()
    assert wanted.args[0] != old.id


def test_the_proof_of_service_is_printed_for_the_chosen_paper(qtbot, desk, tasks, refresh, bar) -> None:
    number = told(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    with qtbot.waitSignal(page.detail.open_document, timeout=30_000):
        page.detail.documents.proof()
        qtbot.waitUntil(
            lambda: page.detail.flow.asking is not None or len(view_case(desk, number=number).documents) == 2,
            timeout=30_000,
        )
        if page.detail.flow.asking is not None:
            page.detail.flow.asking.submit()
    assert len(view_case(desk, number=number).documents) == 2
