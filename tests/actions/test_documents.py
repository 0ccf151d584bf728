import datetime as dt
import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from app.actions.cases import cannot_settle, classify, get_case, note_handling, view_case
from app.actions.desk import Desk
from app.actions.documents import (
    compose_letter,
    document_pdf,
    get_document,
    issue_letter,
    issue_slip,
    issue_slips,
    list_documents,
    preview_letter,
    preview_slip,
    print_copy,
    save_document,
    save_letter_draft,
)
from app.actions.papers import unfilled
from app.actions.slips import slip_content
from app.actions.station import change_station
from app.domain.codes import CaseClass
from app.domain.deadlines import DeadlineState
from app.domain.documents import DocumentKind, SlipLayout
from app.domain.errors import FileExists, Incomplete, InvalidField, NotAllowed, NotFound, UnprintableText
from app.domain.petitioners import Petitioner
from app.files.templates import TO_FILL
from tests.desks import DESK_DAY, exhaust, register

LETTER, NOTICE = DocumentKind.EXPLANATION_LETTER, DocumentKind.TRANSFER_NOTICE


def finished(desk: Desk, number: str, kind: DocumentKind = LETTER) -> dict[str, str]:
    """A composed letter whose marks the clerk has replaced."""
    fields = compose_letter(desk, number=number, act=kind)
    body = "\n".join("已核实。" if TO_FILL in line else line for line in fields["body"].splitlines())
    return {**fields, "body": body}


def issue(desk: Desk, number: str, kind: DocumentKind = LETTER) -> int:
    return issue_letter(desk, number=number, act=kind, fields=finished(desk, number, kind)).documents[0]


def pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def test_a_letter_is_composed_from_the_case_and_names_what_the_clerk_must_write(desk: Desk) -> None:
    number = register(desk)
    fields = compose_letter(desk, number=number, act=LETTER)
    assert fields["title"] == f"关于信访事项{number}的原因说明"
    assert fields["addressee"] == "集团公司信访接待室："
    assert fields["leader"] == "赵志强" and "0352-7010001" in fields["contact"]
    assert "1. 今年7月至9月井下津贴少发" not in fields["body"].split("一、")[0]
    assert "下井津贴少发" in fields["body"]
    assert len(unfilled(fields)) == 4
    note_handling(desk, number=number, on=dt.date(2026, 11, 21), text="到劳资科查表")
    again = compose_letter(desk, number=number, act=LETTER)
    assert "2026年11月21日，到劳资科查表" in again["body"] and len(unfilled(again)) == 3


def test_a_letter_with_marks_left_is_not_issued_and_they_are_named(desk: Desk) -> None:
    number = register(desk)
    fields = compose_letter(desk, number=number, act=LETTER)
    with pytest.raises(Incomplete) as refused:
        issue_letter(desk, number=number, act=LETTER, fields=fields)
    assert "为什么超出本单位的职责或权限" in refused.value.missing
    assert list_documents(desk) == []
    assert issue_letter(desk, number=number, act=LETTER, fields=finished(desk, number)).documents


def test_a_letter_never_goes_out_with_a_telephone_still_to_be_written(desk: Desk) -> None:
    desk.station = replace(desk.station, phone="")
    desk.operator = replace(desk.operator, phone="")
    number = register(desk)
    fields = finished(desk, number, NOTICE)
    with pytest.raises(Incomplete, match="联系电话"):
        issue_letter(desk, number=number, act=NOTICE, fields=fields)


def test_missing_fields_are_named(desk: Desk) -> None:
    number = register(desk)
    with pytest.raises(Incomplete, match="负责人"):
        issue_letter(desk, number=number, act=LETTER, fields={**finished(desk, number), "leader": " "})
    with pytest.raises(NotAllowed):
        issue_letter(desk, number=number, act=DocumentKind.SLIP, fields={})


def test_every_kind_of_letter_has_a_gapless_run_of_numbers_of_its_own(desk: Desk) -> None:
    numbers = [register(desk) for _ in range(3)]
    issue(desk, numbers[0])
    fields = finished(desk, numbers[1])
    with pytest.raises(Incomplete):
        issue_letter(desk, number=numbers[1], act=LETTER, fields={**fields, "body": ""})
    with pytest.raises(UnprintableText):
        issue_letter(
            desk, number=numbers[1], act=LETTER, fields={**fields, "body": fields["body"] + "\U0010fffd"}
        )
    issue(desk, numbers[1], NOTICE)
    issue(desk, numbers[2])
    assert [document.number for document in reversed(list_documents(desk))] == [
        "综采一区信访〔2026〕1号", "综采一区信访转〔2026〕1号", "综采一区信访〔2026〕2号"
    ]  # fmt: skip


def test_the_written_notice_meets_the_fifteen_days(desk: Desk) -> None:
    in_time, late = register(desk), register(desk, received_on=dt.date(2026, 11, 1))
    issue(desk, in_time)
    assert view_case(desk, number=in_time).deadlines[0].state is DeadlineState.RUNNING
    for number, state in ((in_time, DeadlineState.MET), (late, DeadlineState.MET_LATE)):
        issue(desk, number, NOTICE)
        clock = view_case(desk, number=number).deadlines[0]
        assert (clock.state, clock.ended_on) == (state, DESK_DAY)


def test_what_was_issued_stays_as_it_was(desk: Desk) -> None:
    number = register(desk)
    document = get_document(desk, document_id=issue(desk, number))
    pdf = document_pdf(desk, document_id=document.id)
    assert hashlib.sha256(pdf).hexdigest() == document.sha256
    assert pages(pdf) == document.pages
    assert (document.case_number, document.issued_by, document.copies) == (number, "李敏", 0)


def test_a_half_written_letter_is_kept_and_dropped_with_the_issue(desk: Desk) -> None:
    number = register(desk)
    fields = {**finished(desk, number), "body": "写到一半"}
    save_letter_draft(desk, number=number, act=LETTER, fields=fields)
    assert compose_letter(desk, number=number, act=LETTER) == fields
    assert compose_letter(desk, number=number, act=NOTICE)["body"] != "写到一半"
    issue_letter(desk, number=number, act=LETTER, fields=fields)
    assert compose_letter(desk, number=number, act=LETTER)["body"] != "写到一半"


def test_a_reprint_is_counted_and_marked(desk: Desk) -> None:
    number = register(desk)
    for document_id in (issue_slip(desk, number=number).documents[0], issue(desk, number)):
        frozen = document_pdf(desk, document_id=document_id)
        first, _ = print_copy(desk, document_id=document_id, copies=2, target="HP")
        assert first == frozen
        with pytest.raises(InvalidField, match="补打的理由"):
            print_copy(desk, document_id=document_id, target="HP", reason=" ")
        again, _ = print_copy(desk, document_id=document_id, target="HP", reason="遗失")
        assert again != frozen
        document = get_document(desk, document_id=document_id)
        assert (document.copies, document.reprints) == (3, 1)
        assert document_pdf(desk, document_id=document_id) == frozen
    texts = [line.text for line in view_case(desk, number=number).timeline if line.act == "print"]
    assert texts == ["打印信访事项接收回执，2份", "补打信访事项接收回执第1次，1份，遗失",
                     "打印关于信访事项的原因说明，2份", "补打关于信访事项的原因说明第1次，1份，遗失"]  # fmt: skip


def test_a_copy_saved_to_a_file_counts_as_a_printing(desk: Desk, tmp_path: Path) -> None:
    document_id = issue_slip(desk, number=register(desk)).documents[0]
    sha256 = save_document(desk, document_id=document_id, path=tmp_path / "slip.pdf")
    assert hashlib.sha256((tmp_path / "slip.pdf").read_bytes()).hexdigest() == sha256
    with pytest.raises(FileExists):
        save_document(desk, document_id=document_id, path=tmp_path / "slip.pdf", reason="遗失")
    with pytest.raises(InvalidField, match="补打的理由"):
        save_document(desk, document_id=document_id, path=tmp_path / "again.pdf")
    assert get_document(desk, document_id=document_id).copies == 1
    save_document(desk, document_id=document_id, path=tmp_path / "again.pdf", reason="遗失")
    assert get_document(desk, document_id=document_id).reprints == 1
    assert (tmp_path / "again.pdf").read_bytes() != (tmp_path / "slip.pdf").read_bytes()


def test_a_slip_is_issued_once(desk: Desk) -> None:
    number = register(desk)
    one = issue_slip(desk, number=number)
    assert issue_slip(desk, number=number) == one
    assert len(list_documents(desk, kind=DocumentKind.SLIP)) == 1
    assert pages(preview_slip(desk, number=number, layout=SlipLayout.A5)) == 1


def test_a_slip_says_the_clock_that_runs(desk: Desk) -> None:
    number = register(desk, petitioners=(Petitioner("王等国"), Petitioner("李芳")), people_count=6)
    view = view_case(desk, number=number)
    content = slip_content(desk, view.case, view.deadlines)
    assert content.clock == "最迟于2026年12月5日前书面告知（自收到之日起15日内，条例第二十三条）"
    assert (content.petitioner, content.people_count, content.received) == ("王等国", 6, "2026年11月20日")
    assert (content.number, content.query_code) == (number, view.case.query_code)


def test_a_class_b_slip_says_nothing_of_the_matter(desk: Desk) -> None:
    number = register(desk, content="区长收受礼品", subject="区长收礼")
    classify(desk, number=number, case_class=CaseClass.B, reason="检举")
    view = view_case(desk, number=number)
    content = slip_content(desk, view.case, view.deadlines)
    assert content.subject == "检举控告类事项（封号F20260001）" and content.warnings == ()
    assert "区长" not in str(content)
    issue_slip(desk, number=number)
    assert list_documents(desk) == []
    for kind in (LETTER, NOTICE):
        with pytest.raises(NotAllowed):
            compose_letter(desk, number=number, act=kind)


def test_who_wants_to_stay_secret_is_not_named_on_paper(desk: Desk) -> None:
    case = get_case(desk, number=register(desk, confidential=True))
    assert slip_content(desk, case, ()).petitioner == "（密封事项，不载姓名）"
    assert "王建国" not in str(compose_letter(desk, number=case.number, act=LETTER))


def test_a_run_of_slips_is_one_file_and_keeps_what_stands(desk: Desk) -> None:
    numbers = [register(desk) for _ in range(3)]
    standing = issue_slip(desk, number=numbers[0]).documents[0]
    print_copy(desk, document_id=standing, target="HP")
    changes, pdf = exhaust(issue_slips(desk, numbers=numbers))
    assert pages(pdf) == 3
    assert changes.documents[0] == standing and len(set(changes.documents)) == 3
    slips = list_documents(desk, kind=DocumentKind.SLIP)
    assert len(slips) == 3
    assert {(slip.id == standing, slip.copies, slip.reprints) for slip in slips} == {
        (True, 2, 1),
        (False, 1, 0),
    }


def test_a_cancelled_run_has_issued_its_first_slips_whole(desk: Desk) -> None:
    numbers = [register(desk) for _ in range(3)]
    work = issue_slips(desk, numbers=numbers)
    next(work)
    next(work)
    work.close()
    assert [d.case_number for d in list_documents(desk)] == [numbers[0]]


def test_a_preview_leaves_no_trace(desk: Desk) -> None:
    number = register(desk)
    cannot_settle(desk, number=number)
    fields = compose_letter(desk, number=number, act=LETTER)
    assert pages(preview_letter(desk, number=number, act=LETTER, fields=fields)) >= 1
    assert list_documents(desk) == []
    assert [line.act for line in view_case(desk, number=number).timeline] == ["register", "cannot_settle"]


def test_a_document_nobody_has_is_not_found(desk: Desk) -> None:
    for act in (document_pdf, get_document):
        with pytest.raises(NotFound):
            act(desk, document_id=99)


def test_the_number_run_goes_on_under_a_new_mark(desk: Desk) -> None:
    issue(desk, register(desk))
    change_station(desk, station=replace(desk.station, document_mark="综一信"))
    issue(desk, register(desk))
    assert [d.number for d in list_documents(desk)] == ["综一信〔2026〕1号", "综采一区信访〔2026〕1号"]
