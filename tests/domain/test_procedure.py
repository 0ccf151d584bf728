import pytest

from app.domain.codes import CaseClass, CaseState
from app.domain.procedure import act_on, acts_on, state_after
from tests.builders import a_case

S = CaseState


def allowed(state: CaseState, **changes: object) -> set[str]:
    return {act.name for act in acts_on(a_case(state=state, **changes)) if act.allowed}


ALWAYS = {"slip", "attach", "link_repeat"}


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        (
            S.REGISTERED,
            ALWAYS | {"note", "classify", "explanation_letter", "transfer_notice", "cannot_settle"},
        ),
        (S.HANDLING, ALWAYS | {"note", "classify", "explanation_letter", "transfer_notice", "cannot_settle"}),
        (
            S.AWAITING_TRANSFER,
            ALWAYS | {"note", "explanation_letter", "transfer_notice", "take_back", "export"},
        ),
        (S.IN_TRANSFER, ALWAYS | {"transfer_notice"}),
        (S.CONCLUDED, ALWAYS),
    ],
)
def test_what_may_be_done_in_each_state(state: CaseState, acts: set[str]) -> None:
    assert allowed(state) == acts


@pytest.mark.parametrize("secret", [{"case_class": CaseClass.B}, {"confidential": True}])
def test_of_a_sealed_case_only_the_slip_the_class_and_the_attachments_are_left(
    secret: dict[str, object],
) -> None:
    assert allowed(S.REGISTERED, **secret) == {"slip", "classify", "attach"}


def test_a_refusal_says_why() -> None:
    act = act_on("export", a_case(state=S.HANDLING))
    assert act.why == "现在是“办理中”，只有待移送时可以装入移送包"
    assert "第三十条" in act_on("note", a_case(case_class=CaseClass.B)).why
    assert act_on("note", a_case(state=S.HANDLING)).why == ""


def test_a_note_opens_the_handling_and_leaves_a_waiting_case_waiting() -> None:
    assert state_after("note", a_case(state=S.REGISTERED)) is S.HANDLING
    assert state_after("note", a_case(state=S.AWAITING_TRANSFER)) is S.AWAITING_TRANSFER
    assert state_after("take_back", a_case(state=S.AWAITING_TRANSFER)) is S.HANDLING
    assert state_after("slip", a_case(state=S.IN_TRANSFER)) is S.IN_TRANSFER
