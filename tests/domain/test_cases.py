import datetime as dt

import pytest

from app.domain.cases import SEALED_SUBJECT, CaseDraft, Request, Respondent, check_draft, shorten
from app.domain.codes import CaseClass
from app.domain.petitioners import Petitioner
from tests.builders import a_case
from tests.desks import a_draft

TODAY = dt.date(2026, 11, 24)


def fields_of(draft: CaseDraft) -> list[str]:
    return sorted(problem.field for problem in check_draft(draft.cleaned(), today=TODAY))


def test_a_name_and_what_is_asked_are_enough() -> None:
    assert fields_of(CaseDraft(TODAY, petitioners=(Petitioner("王建国"),), content="少发津贴")) == []


def test_anonymous_and_what_is_asked_are_enough() -> None:
    assert fields_of(CaseDraft(TODAY, anonymous=True, content="少发津贴")) == []


def test_one_request_stands_for_the_content() -> None:
    cleaned = a_draft(
        content="", requests=(Request("补发津贴"), Request("  "), Request("书面答复 "))
    ).cleaned()
    assert cleaned.content == "补发津贴\n书面答复"
    assert cleaned.requests == (Request("补发津贴"), Request("书面答复"))
    assert cleaned.subject == "补发津贴"


@pytest.mark.parametrize(
    "nobody", [(), (Petitioner(),), (Petitioner("  "),), (Petitioner(phone="13812344321"),)]
)
def test_nobody_becomes_anonymous_by_an_empty_name(nobody: tuple[Petitioner, ...]) -> None:
    assert fields_of(a_draft(petitioners=nobody)) == ["name"]


def test_everything_wrong_is_named_at_once() -> None:
    draft = CaseDraft(
        dt.date(2026, 11, 25), petitioners=tuple(Petitioner("", representative=True) for _ in range(6))
    )
    assert fields_of(draft) == ["content", "name", "received_on", "representatives"]


@pytest.mark.parametrize(
    ("day", "fields"),
    [
        (dt.date(2026, 11, 24), []),
        (dt.date(2026, 11, 25), ["received_on"]),
        (dt.date(1990, 1, 1), []),
        (dt.date(1989, 12, 31), ["received_on"]),
    ],
)
def test_the_day_of_receipt_is_not_in_the_future_and_not_before_1990(day: dt.date, fields: list[str]) -> None:
    assert fields_of(a_draft(received_on=day)) == fields


def test_content_of_20000_characters_is_the_longest() -> None:
    assert fields_of(a_draft(content="字" * 20_000)) == []
    assert fields_of(a_draft(content="字" * 20_001)) == ["content"]


def test_cleaning_drops_empty_people_and_takes_the_unit_of_the_first_who_has_one() -> None:
    people = (Petitioner(" "), Petitioner("王建国"), Petitioner(), Petitioner("李芳", unit="机电队"))
    cleaned = a_draft(petitioners=people, unit=" ").cleaned()
    assert [person.name for person in cleaned.petitioners] == ["王建国", "李芳"]
    assert cleaned.unit == "机电队"


def test_the_subject_is_the_first_line_cut_to_sixty_characters() -> None:
    subject = a_draft(content="甲" * 61 + "\n第二行").cleaned().subject
    assert subject == "甲" * 59 + "…"
    assert shorten("甲" * 60, 60) == "甲" * 60
    assert a_draft(subject=" 津贴 ").cleaned().subject == "津贴"


def test_class_b_is_sealed_and_says_nothing_but_its_class() -> None:
    case = a_case(case_class=CaseClass.B)
    assert case.sealed
    assert case.public_subject == SEALED_SUBJECT == "检举控告类事项"


def test_what_a_petitioner_wants_kept_secret_is_sealed() -> None:
    assert a_case(confidential=True).sealed
    assert not a_case().sealed


def test_a_respondent_is_somebody_as_soon_as_one_field_is_filled() -> None:
    assert not Respondent()
    assert Respondent(post="区长")


def test_a_name_with_the_character_for_others_stays_whole() -> None:
    assert a_case(petitioners=(Petitioner("王等国"),)).first_name == "王等国"
    assert a_case(petitioners=(Petitioner("王等国"),), anonymous=True).first_name == "匿名"
