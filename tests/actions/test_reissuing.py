"""What a paper said, and how the one in its place would print."""

import pytest

from app.actions.documents import get_document, issue_slip
from app.actions.procedure import perform
from app.actions.reissuing import act_of_paper, kept_texts, preview_reissue
from app.domain.cases import Respondent
from app.domain.codes import CaseClass, Role
from app.domain.errors import NotFound
from app.domain.station import Operator
from tests.desks import make_desk, register
from tests.files.pdf_reading import read_pdf


def words_of(pdf: bytes) -> str:
    """All text of a PDF without spaces."""
    return "".join(read_pdf(pdf).text.split())


@pytest.fixture
def desk(tmp_path):
    with make_desk(tmp_path / "desk")[0] as made:
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
