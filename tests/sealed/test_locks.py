"""The accused is locked out, by name and by post; the registrar from the hand-over on; the rest from the first."""

from dataclasses import replace

import pytest

from app.actions.approvals import approve, return_wish, take_wish_back, waiting_approvals
from app.actions.cases import (
    classify,
    earlier_cases,
    find_cases,
    get_case,
    like_cases,
    link_repeat,
    register_case,
    view_case,
)
from app.actions.desk import Desk
from app.actions.documents import document_pdf, issue_slip, print_copy, withdraw_document
from app.actions.opening import open_sealed
from app.actions.procedure import acts_of, perform, prepare, undo
from app.actions.sealed import may_see, own_sealed, read_sealed
from app.actions.today import todays_work
from app.domain.cases import Respondent
from app.domain.codes import CaseClass, Role
from app.domain.errors import InvalidField, InvalidFields, NotAllowed, NotFound
from app.domain.station import Operator
from app.domain.today import Part
from app.storage import cases, history, sealed
from tests.desks import approved, register
from tests.files.pdf_reading import read_pdf
from tests.sealed.marks import person, texts
from tests.sealed.world import BY_NAME, BY_POST, CLERK, EVERYTHING, LEADER, World, open_draft


def text_of(pdf: bytes) -> str:
    return "\n".join(line for page in read_pdf(pdf).pages for line in page.lines)


@pytest.mark.parametrize("sort", ["accusation", "by name", "by post", "secret", "repeat", "later", "ledger"])
def test_the_registrar_sees_what_he_sealed(world: World, sort: str) -> None:
    assert get_case(world.desk, number=world.sealed[sort]).sealed
    assert world.sealed[sort] in own_sealed(world.desk)


@pytest.mark.parametrize(
    ("operator", "sort", "other"), [(BY_NAME, "by name", "by post"), (BY_POST, "by post", "by name")]
)
def test_to_the_accused_nothing_is_opened_and_to_somebody_else_it_is(
    own_world: World, operator: Operator, sort: str, other: str
) -> None:
    desk = own_world.desk
    with pytest.raises(NotAllowed, match="被反映人"):
        open_sealed(desk, number=own_world.sealed[sort], operator=operator.name, reason="请他说明")
    open_sealed(desk, number=own_world.sealed[other], operator=operator.name, reason="请他复制材料")
    with own_world.works(operator):
        assert get_case(desk, number=own_world.sealed[other])
        with pytest.raises(NotFound):
            get_case(desk, number=own_world.sealed[sort])


@pytest.mark.parametrize("operator", ["吴静", "郑明"])
def test_to_administrators_and_auditors_nothing_is_opened(own_world: World, operator: str) -> None:
    with pytest.raises(NotAllowed, match="管理员和监督员"):
        open_sealed(own_world.desk, number=own_world.sealed["accusation"], operator=operator, reason="检查")


def test_an_operator_who_became_administrator_sees_no_more_what_was_opened_to_him(own_world: World) -> None:
    desk, number = own_world.desk, own_world.sealed["accusation"]
    open_sealed(desk, number=number, operator=LEADER.name, reason="负责人阅批")
    with own_world.works(LEADER):
        assert get_case(desk, number=number)
    with own_world.works(Operator(LEADER.name, (Role.ADMINISTRATOR,))), pytest.raises(NotFound):
        get_case(desk, number=number)


def test_opening_needs_a_reason_and_is_recorded(own_world: World) -> None:
    desk, number = own_world.desk, own_world.sealed["accusation"]
    with pytest.raises(InvalidField):
        open_sealed(desk, number=number, operator=LEADER.name, reason=" ")
    with pytest.raises(NotFound, match="操作人员"):
        open_sealed(desk, number=number, operator="没有这个人", reason="看看")
    with pytest.raises(NotAllowed, match="不是密封"):
        open_sealed(desk, number=own_world.open["孙立平"], operator=LEADER.name, reason="看看")
    open_sealed(desk, number=number, operator=LEADER.name, reason="负责人阅批")
    with own_world.works(LEADER):
        read_sealed(desk, number=number, reason="准备移交")
        with pytest.raises(InvalidField):
            read_sealed(desk, number=number, reason="")
    row = desk.store.row("SELECT * FROM sealed_access WHERE operator = ?", LEADER.name)
    assert row is not None
    assert (row["reason"], row["opened_by"]) == ("负责人阅批", "李敏")
    lines = history.timeline(desk.store, number)[-2:]
    assert [(line.act, line.operator) for line in lines] == [
        ("open_sealed", "李敏"),
        ("read_sealed", LEADER.name),
    ]


def test_the_registrar_is_locked_out_by_the_handing_over_and_still_prints_its_sheet(own_world: World) -> None:
    desk, number = own_world.desk, own_world.sealed["accusation"]
    fields = {"pages": "12", "receiver_office": "集团纪委"}
    changes = perform(desk, number=number, act="seal_handover", fields=fields)
    for look in (get_case, view_case, acts_of):
        with pytest.raises(NotFound):
            look(desk, number=number)
    assert number not in own_sealed(desk)
    pdf, _ = print_copy(desk, document_id=changes.documents[0], target="打印机")
    assert number in text_of(pdf)
    with own_world.works(EVERYTHING), pytest.raises(NotFound, match="文书"):
        document_pdf(desk, document_id=changes.documents[0])


def test_whom_it_was_opened_to_still_sees_it_after_the_handing_over(own_world: World) -> None:
    desk, number = own_world.desk, own_world.sealed["accusation"]
    open_sealed(desk, number=number, operator=LEADER.name, reason="负责人移交")
    perform(desk, number=number, act="seal_handover", fields={"pages": "1", "receiver_office": "集团纪委"})
    with own_world.works(LEADER):
        assert get_case(desk, number=number).sealed


def test_an_accusation_is_not_handed_to_the_unit_or_the_person_it_accuses(own_world: World) -> None:
    desk, number = own_world.desk, own_world.sealed["accusation"]
    accused = texts("甲")["respondent"]
    for wrong in (
        {"pages": "1", "receiver_office": accused.unit},
        {"pages": "1", "receiver_office": "集团纪委", "receiver": f"{accused.name}（代收）"},
    ):
        with pytest.raises(InvalidFields, match="第三十条第三款"):
            perform(desk, number=number, act="seal_handover", fields=wrong)
    assert get_case(desk, number=number).state.value == "registered"


def test_what_an_old_ledger_shows_as_passed_on_is_seen_by_nobody(own_world: World) -> None:
    case = get_case(own_world.desk, number=own_world.sealed["ledger"])
    own_world.desk.store.execute("UPDATE cases SET state = 'transferred' WHERE id = ?", case.id)
    with pytest.raises(NotFound):
        get_case(own_world.desk, number=case.number)


# --- who decides --------------------------------------------------------------------------------------------


def wish_about(world: World, name: str) -> int:
    question = "SELECT a.id FROM approvals a JOIN cases c ON c.id = a.case_id WHERE c.number = ?"
    return int(world.desk.store.value(question, world.open[name]))


def test_whom_a_case_complains_about_neither_sees_nor_decides_the_wish_about_it(own_world: World) -> None:
    desk, wish = own_world.desk, wish_about(own_world, "complains")
    with own_world.works(BY_NAME):
        assert wish not in {one.id for one in waiting_approvals(desk)}
        leader = next(s for s in todays_work(desk).sections if s.part is Part.LEADER)
        assert (leader.count, len(leader.lines)) == (1, 1)
        for decide in (
            lambda: approve(desk, approval_id=wish),
            lambda: return_wish(desk, approval_id=wish, word="不同意"),
            lambda: take_wish_back(desk, approval_id=wish),
        ):
            with pytest.raises(NotFound, match=f"没有找到审批“{wish}”"):
                decide()
    with own_world.works(EVERYTHING):
        assert wish in {one.id for one in waiting_approvals(desk)}
        approve(desk, approval_id=wish)


def test_a_wish_about_a_case_that_was_sealed_later_waits_for_nobody(own_world: World) -> None:
    wish = own_world.approvals[0]
    for operator in (LEADER, EVERYTHING, BY_POST):
        with own_world.works(operator):
            assert wish not in {one.id for one in waiting_approvals(own_world.desk)}
    with own_world.works(CLERK), pytest.raises(NotFound, match="审批"):
        take_wish_back(own_world.desk, approval_id=wish)


def test_whoever_has_to_withdraw_does_nothing_more_on_the_case(own_world: World) -> None:
    desk, number = own_world.desk, own_world.open["孙立平"]
    asked = {"staff": BY_NAME.name, "relation": "亲属", "asked_by": "petitioner"}
    perform(desk, number=number, act="ask_recusal", fields=asked)
    form = prepare(desk, number=number, act="decide_recusal")
    decided = {
        field.name: "信访人" for field in form.fields if field.required and not form.values[field.name]
    }
    decided |= {"staff": BY_NAME.name, "decision": "recused"}
    perform(desk, number=number, act="decide_recusal", fields=decided)
    approved(desk, EVERYTHING, number)
    with own_world.works(BY_NAME), pytest.raises(NotAllowed, match="已经回避"):
        classify(desk, number=number, case_class=CaseClass.A, reason="另一类")


# --- what was there before ----------------------------------------------------------------------------------


def test_a_case_that_waits_for_a_packet_is_taken_back_and_sealed(own_world: World) -> None:
    case = get_case(own_world.desk, number=own_world.sealed["later"])
    assert (case.case_class, case.state.value) == (CaseClass.B, "handling")
    with pytest.raises(NotAllowed, match="密封"):
        perform(own_world.desk, number=case.number, act="cannot_settle", fields={})


def test_the_slip_that_was_issued_before_sealing_is_not_the_slip_of_the_sealed_case(own_world: World) -> None:
    desk, number = own_world.desk, own_world.sealed["later"]
    before = next(d for d in view_case(desk, number=number).documents if d.kind.value == "slip")
    assert person("庚").name in text_of(document_pdf(desk, document_id=before.id))
    slip = issue_slip(desk, number=number).documents[0]
    assert slip != before.id
    said = text_of(document_pdf(desk, document_id=slip))
    assert number in said
    assert get_case(desk, number=number).seal_number in said
    assert not set("龘靐齉齾爩鱻麤龗") & set(said)
    assert issue_slip(desk, number=number).documents == (slip,)


def test_papers_from_before_the_sealing_stay_as_they_were(own_world: World) -> None:
    desk = own_world.desk
    kinds = {d.kind.value: d for d in view_case(desk, number=own_world.sealed["later"]).documents}
    assert set(kinds) == {"slip", "registration_form", "explanation_letter"}
    assert "爩庚经过属实" in text_of(document_pdf(desk, document_id=kinds["explanation_letter"].id))


# --- what history and records say -----------------------------------------------------------------------------


def test_the_history_keeps_no_reason_of_a_sealed_case(own_world: World) -> None:
    desk, number = own_world.desk, own_world.sealed["later"]
    seen = len(history.timeline(desk.store, number))
    letter = next(d for d in view_case(desk, number=number).documents if d.kind.value == "registration_form")
    withdraw_document(desk, document_id=letter.id, reason="戁收回的理由")
    print_copy(desk, document_id=letter.id, target="打印机", reason="戁补打的理由")
    undo(desk, number=number, reason="戁撤销的理由")
    classify(desk, number=number, case_class=CaseClass.B, reason="戁再分类的理由")
    said = "\n".join(line.text for line in history.timeline(desk.store, number)[seen:])
    assert "撤销分类" in said
    assert "戁" not in said


def test_an_open_case_does_not_tell_why_it_was_sealed_once(own_world: World) -> None:
    number = own_world.open["opened again"]
    assert "戁" in str(view_case(own_world.desk, number=number).records)
    with own_world.works(CLERK) as desk:
        assert "戁" not in str(view_case(desk, number=number))
        assert "戁" not in str(acts_of(desk, number=number))


def test_a_repeat_does_not_name_its_sealed_first_case(own_world: World) -> None:
    number = own_world.open["repeat of a sealed one"]
    for operator in (own_world.desk.operator, CLERK):
        with own_world.works(operator) as desk:
            assert get_case(desk, number=number).repeat_of == ""
            another = register_case(desk, draft=open_draft("曹雪", repeat_of=number)).cases[0]
            assert get_case(desk, number=another).repeat_of == number
    first = own_world.open["李芳"]
    assert get_case(own_world.desk, number=own_world.sealed["repeat"]).repeat_of == first
    with own_world.works(CLERK) as desk:
        assert not next(row for row in find_cases(desk, text=number) if row.number == number).repeat


@pytest.mark.parametrize("sort", ["accusation", "secret", "handed over"])
def test_a_new_case_is_no_repeat_of_a_sealed_one(own_world: World, sort: str) -> None:
    for operator in (own_world.desk.operator, CLERK):
        with own_world.works(operator) as desk, pytest.raises(NotFound, match="信访事项"):
            register_case(desk, draft=open_draft("曹雪", repeat_of=own_world.sealed[sort]))


# --- the index --------------------------------------------------------------------------------------------------


def index_pages(desk: Desk) -> bytes:
    """Every page of both search indexes as it lies in the store."""
    return b"".join(
        bytes(row["block"])
        for table in ("case_grams_data", "case_chars_data")
        for row in desk.store.rows(f"SELECT block FROM {table}")
    )


def test_sealing_takes_a_case_out_of_the_index_and_opening_brings_it_back(desk: Desk) -> None:
    for name in ("王建国", "李芳", "孙立平"):
        register(desk, name)
    number = register(desk, "龘某某", content="爩鱻经过如下", case_class=CaseClass.A)
    assert "爩".encode() in index_pages(desk)
    classify(desk, number=number, case_class=CaseClass.B, reason="举报")
    for mark in ("爩", "鱻", "龘"):
        assert mark.encode() not in index_pages(desk)
    for word in ("爩鱻", "爩", "龘某某", number, number[-6:]):
        assert find_cases(desk, text=word) == []
    assert earlier_cases(desk, person=person("甲")) == []
    assert like_cases(desk, content="爩鱻经过如下", unit="综采一区") == []
    classify(desk, number=number, case_class=CaseClass.C6, reason="核实为待遇问题")
    for word in ("爩鱻", "爩", "龘某某", number):
        assert [row.number for row in find_cases(desk, text=word)] == [number]
    undo(desk, number=number, reason="还是举报")
    assert find_cases(desk, text="爩鱻") == []
    assert "爩".encode() not in index_pages(desk)


def test_a_case_that_is_sealed_from_the_first_never_enters_the_index(world: World) -> None:
    for mark in ("龘", "齾", "爩", "鱻", "麤", "齉"):
        assert mark.encode() not in index_pages(world.desk)


def test_who_may_see_is_asked_of_every_sealed_case_in_every_state(world: World) -> None:
    for number in world.numbers:
        with world.works(EVERYTHING) as desk:
            assert not may_see(desk, cases.get_case(desk.store, number))
        assert sealed.is_sealed(world.desk.store, number)


def test_who_gets_the_accused_post_later_sees_no_more_what_was_opened_to_him(own_world: World) -> None:
    desk, number = own_world.desk, own_world.sealed["by post"]
    open_sealed(desk, number=number, operator=LEADER.name, reason="负责人阅批")
    with own_world.works(LEADER):
        assert get_case(desk, number=number)
    promoted = replace(LEADER, post="区长")
    with own_world.works(promoted), pytest.raises(NotFound):
        get_case(desk, number=number)


def test_who_is_complained_of_and_registered_it_himself_is_locked_out(own_world: World) -> None:
    with own_world.works(BY_NAME) as desk:
        draft = open_draft("曹雪", case_class=CaseClass.B, respondent=Respondent("副区长钱守义"))
        number = register_case(desk, draft=draft).cases[0]
        with pytest.raises(NotFound):
            get_case(desk, number=number)
        assert own_sealed(desk) == []


def test_a_case_that_is_linked_through_a_repeat_does_not_reach_the_sealed_first_one(own_world: World) -> None:
    repeat = own_world.open["repeat of a sealed one"]
    with own_world.works(CLERK) as desk:
        changes = link_repeat(desk, number=own_world.open["孙立平"], first=repeat)
        assert own_world.sealed["later"] not in changes.cases
    assert get_case(own_world.desk, number=own_world.open["孙立平"]).repeat_of == repeat


def test_why_somebody_looked_into_a_case_is_told_to_none_but_those_who_saw_it_sealed(
    own_world: World,
) -> None:
    desk, number = own_world.desk, own_world.sealed["accusation"]
    open_sealed(desk, number=number, operator=LEADER.name, reason="戁负责人阅批")
    read_sealed(desk, number=number, reason="戁核对材料")
    classify(desk, number=number, case_class=CaseClass.C6, reason="核实为待遇问题")
    approved(desk, LEADER, number)
    for operator, told in ((desk.operator, True), (LEADER, True), (CLERK, False), (EVERYTHING, False)):
        with own_world.works(operator):
            said = str(view_case(desk, number=number).timeline)
            assert ("戁" in said) is told
            assert "分类" in said
