"""What a paper said, and how the one in its place would print."""

import pytest

from app.actions.documents import document_pdf, get_document, issue_slip, reissue, withdraw_document
from app.actions.procedure import perform
from app.actions.reissuing import act_of_paper, kept_texts, preview_reissue
from app.domain.cases import Respondent
from app.domain.codes import CaseClass, Role
from app.domain.errors import InvalidField, InvalidFields, NotAllowed, NotFound
from app.domain.station import Operator
from tests.desks import copied_desk, register
from tests.files.pdf_reading import read_pdf


def words_of(pdf: bytes) -> str:
    """All text of a PDF without spaces."""
    return "".join(read_pdf(pdf).text.split())


@pytest.fixture
def desk(tmp_path):
    with copied_desk(tmp_path / "desk")[0] as made:
        yield made


def told(desk) -> int:
    return perform(desk, number=register(desk), act="transfer_notice").documents[0]


def test_a_letter_gives_its_texts_back(desk) -> None:
    texts = kept_texts(desk, document_id=told(desk))
    assert "王建国" in texts["addressee"]
    assert texts["body"]


def test_a_form_gives_its_fields_back(desk) -> None:
    number = register(desk)
    fields = {"suggestion": "转劳资科核实"}
    (form,) = perform(desk, number=number, act="registration_form", fields=fields).documents
    assert kept_texts(desk, document_id=form)["suggestion"] == "转劳资科核实"


def test_the_new_paper_is_drawn_although_its_act_was_done_already(desk) -> None:
    document = told(desk)
    texts = {**kept_texts(desk, document_id=document), "title": "更正后的转送告知书"}
    text = words_of(preview_reissue(desk, document_id=document, fields=texts))
    assert "更正后的转送告知书" in text
    assert "草稿" in text


def test_the_act_of_a_paper_is_the_one_that_issued_it(desk) -> None:
    document = get_document(desk, document_id=told(desk))
    assert act_of_paper((), document) == "transfer_notice"


def test_a_paper_of_a_sealed_case_is_hidden_from_who_may_not_see_it(desk) -> None:
    accused = Respondent("钱大用", "队长")
    number = register(desk, case_class=CaseClass.B, respondent=accused)
    slip = issue_slip(desk, number=number).documents[0]
    desk.operator = Operator("王小燕", (Role.CLERK,))
    with pytest.raises(NotFound):
        kept_texts(desk, document_id=slip)


TOLD = {"procedure": "属于本单位职责，先核对考勤。", "time_limit": "半个月。"}


def test_a_changed_field_stands_in_the_new_paper_and_both_papers_are_kept(desk) -> None:
    (old,) = perform(desk, number=register(desk), act="receipt_notice", fields=TOLD).documents
    new = reissue(desk, document_id=old, reason="写错了期限", fields={"time_limit": "一个月。"}).documents[1]
    said = words_of(document_pdf(desk, document_id=new))
    assert "一个月。" in said and "半个月" not in said and "先核对考勤" in said
    assert "半个月" in words_of(document_pdf(desk, document_id=old))
    assert kept_texts(desk, document_id=new)["time_limit"] == "一个月。"
    assert [get_document(desk, document_id=paper).stands for paper in (old, new)] == [False, True]


def test_a_changed_field_that_would_not_reach_a_text_written_by_hand_is_refused(desk) -> None:
    number = register(desk)
    letter = {"title": "告知", "addressee": "王：", "body": "已收到，半个月内答复。"}
    (paper,) = perform(desk, number=number, act="receipt_notice", fields=TOLD, letter=letter).documents
    with pytest.raises(InvalidField, match="正文改写过"):
        reissue(desk, document_id=paper, reason="写错了", fields={"time_limit": "一个月。"})
    fields = {"time_limit": "一个月。", "body": "已收到，一个月内答复。"}
    new = reissue(desk, document_id=paper, reason="写错了", fields=fields).documents[1]
    assert "一个月内答复" in words_of(document_pdf(desk, document_id=new))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"adopted": "maybe"}, "采纳情况只能是"),
        ({"opinion": " "}, "请填写研究论证的情况和意见"),
        ({"colour": "红"}, "没有“colour”这一栏"),
    ],
)
def test_a_wrong_or_unknown_field_keeps_the_paper_that_stands(
    desk, fields: dict[str, str], said: str
) -> None:
    number = register(desk, case_class=CaseClass.A)
    given = {"adopted": "full", "opinion": "已装好。"}
    (paper,) = perform(desk, number=number, act="suggestion_reply", fields=given).documents
    with pytest.raises(InvalidFields, match=said):
        reissue(desk, document_id=paper, reason="写错了", fields=fields)
    assert get_document(desk, document_id=paper).stands


def test_what_the_clocks_follow_is_not_written_otherwise_on_a_new_paper(desk) -> None:
    given = {
        "procedure": "劳动争议仲裁", "basis": "劳动争议调解仲裁法", "organ": "仲裁委员会", "organ_address": "人民路18号",
        "organ_phone": "0351-6600000", "right_from": "2026-10-01", "right_limit": "一年", "materials": "申请书",
    }  # fmt: skip
    (paper,) = perform(
        desk, number=register(desk, case_class=CaseClass.C2), act="guide", fields=given
    ).documents
    with pytest.raises(InvalidFields, match="撤销这一步"):
        reissue(desk, document_id=paper, reason="写错了", fields={"right_from": "2026-11-01"})


def test_a_paper_whose_step_stands_is_not_taken_back_alone(desk) -> None:
    paper = told(desk)
    with pytest.raises(NotAllowed, match="撤销那一步"):
        withdraw_document(desk, document_id=paper, reason="写错了")
    assert get_document(desk, document_id=paper).stands
