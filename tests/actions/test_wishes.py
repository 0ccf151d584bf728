"""The leader reads the paper of a wish before deciding."""

import pytest

from app.actions.approvals import approvals_of
from app.actions.documents import list_documents
from app.actions.procedure import compose, perform
from app.actions.wishes import preview_wish
from app.domain.codes import CaseClass, Role
from app.domain.errors import NotFound
from app.domain.station import Operator
from tests.desks import copied_desk, register
from tests.files.pdf_reading import read_pdf

FIELDS = {"adopted": "full", "opinion": "自十月起提前十分钟发车。"}


def words_of(pdf: bytes) -> str:
    """All text of a PDF without spaces."""
    return "".join(read_pdf(pdf).text.split())


@pytest.fixture
def desk(tmp_path):
    with copied_desk(tmp_path / "desk", operator="李敏")[0] as made:
        made.operator = Operator("王小燕", (Role.CLERK,))
        yield made


def asked(desk) -> int:
    number = register(desk, case_class=CaseClass.A)
    letter = compose(desk, number=number, act="suggestion_reply", fields=FIELDS)
    perform(desk, number=number, act="suggestion_reply", fields=FIELDS, letter=letter)
    return approvals_of(desk, number=number)[0].id


def test_the_paper_is_drawn_as_it_would_be_issued_and_marked_as_a_draft(desk) -> None:
    text = words_of(preview_wish(desk, approval_id=asked(desk)))
    assert "自十月起提前十分钟发车" in text
    assert "草稿" in text


def test_nothing_is_issued_by_reading(desk) -> None:
    preview_wish(desk, approval_id=asked(desk))
    assert list_documents(desk) == []


def test_a_wish_that_is_not_there_is_not_found(desk) -> None:
    with pytest.raises(NotFound):
        preview_wish(desk, approval_id=99)
