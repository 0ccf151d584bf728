"""Letters that decide on a right keep every section of their template, whoever writes on their text (Art. 32)."""

import pytest

from app.actions.cases import view_case
from app.actions.desk import Desk
from app.actions.documents import compose_letter, issue_letter
from app.actions.procedure import perform
from app.domain.codes import CaseClass
from app.domain.errors import Incomplete, InvalidFields
from tests.desks import register

WHY = {
    "reason": "属于劳动争议。",
    "basis": "条例第三十一条第二项。",
    "where_to_go": "仲裁委员会，人民路18号。",
}


def declined(desk: Desk) -> tuple[str, dict[str, str]]:
    """A case, and the letter that declines it as it is composed."""
    number = register(desk, case_class=CaseClass.C2)
    return number, compose_letter(desk, number=number, act="decline", fields=WHY)


def test_a_section_that_was_taken_out_is_named_and_nothing_is_issued(desk: Desk) -> None:
    number, letter = declined(desk)
    before, after = letter["body"].split("三、依据\n条例第三十一条第二项。\n")
    with pytest.raises(Incomplete) as refused:
        issue_letter(desk, number=number, act="decline", fields={**letter, "body": before + after})
    assert refused.value.missing == ("依据",)
    with pytest.raises(Incomplete) as refused:
        issue_letter(desk, number=number, act="decline", fields={**letter, "body": "不予受理。"})
    assert refused.value.missing == ("您的诉求", "不予受理的理由", "依据", "您可以向哪里提出")
    assert view_case(desk, number=number).documents == ()


def test_an_emptied_section_is_as_good_as_none_and_other_words_in_it_are_the_writer_s(desk: Desk) -> None:
    number, letter = declined(desk)
    empty = letter["body"].replace("条例第三十一条第二项。\n", "")
    with pytest.raises(Incomplete, match="依据"):
        issue_letter(desk, number=number, act="decline", fields={**letter, "body": empty})
    other = letter["body"].replace("条例第三十一条第二项。", "劳动争议调解仲裁法第二条。")
    assert issue_letter(desk, number=number, act="decline", fields={**letter, "body": other}).documents


def test_a_result_that_nobody_knows_is_named_as_every_wrong_choice_is(desk: Desk) -> None:
    number = register(desk, case_class=CaseClass.C6)
    given = {"result_1": "support", "answer_1": "补发", "facts": "属实", "basis": "办法"}
    with pytest.raises(InvalidFields, match="诉求1的处理结果只能是supported"):
        perform(desk, number=number, act="reply", fields=given)
