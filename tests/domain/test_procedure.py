"""The procedure's table against an expectation that was written without looking at the code."""

import itertools
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.codes import CaseClass, CaseState, Role, StationRole
from app.domain.document_specs import SPECS
from app.domain.moves import Facts
from app.domain.procedure import GROUPS, MOVES, act_on, acts_on, state_after, undo_fault
from tests.builders import a_case
from tests.domain.facts import CLASSES, STATIONS, a_record, given, the_facts

EXPECTED: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "procedure_expected.toml").read_text(encoding="utf-8")
)
WORKERS = frozenset({Role.CLERK, Role.LEADER})
ROLES = [frozenset(roles) for count in range(len(Role) + 1) for roles in itertools.combinations(Role, count)]


def expected_states(words: str) -> set[CaseState]:
    """The states that a line names."""
    first, _, rest = words.partition(" but ")
    named = {CaseState(word) for word in (rest or words).split() if word != "all"}
    return set(CaseState) - named if first == "all" else named


def secrecy_allows(secrecy: str, case_class: CaseClass | None, confidential: bool) -> bool:
    """What the words of the expectation mean."""
    accusation = case_class is CaseClass.B
    return {
        "kept": not accusation,
        "open": not accusation and not confidential,
        "any": True,
        "accusation": accusation,
        "secret": confidential and not accusation,
        "sealed": accusation or confidential,
    }[secrecy]


def expected(name: str, facts: Facts) -> bool:
    """Whether the law lets an act be done, its other conditions being given."""
    line, case = EXPECTED[name], facts.case
    classes = line.get("classes", "").split()
    return (
        bool(facts.roles & WORKERS)
        and (not line.get("at") or facts.station.value == line["at"])
        and (not classes or (case.case_class is not None and case.case_class.value in classes))
        and case.state in expected_states(line["states"])
        and secrecy_allows(line.get("secrecy", "kept"), case.case_class, case.confidential)
    )


def test_every_act_of_the_table_is_expected_and_none_is_forgotten() -> None:
    assert set(EXPECTED) == set(MOVES)


@pytest.mark.parametrize("name", EXPECTED)
def test_an_act_is_possible_in_its_states_classes_and_stations_and_nowhere_else(name: str) -> None:
    tried = 0
    for state, case_class, secret, station in itertools.product(CaseState, CLASSES, (False, True), STATIONS):
        case = a_case(state=state, case_class=case_class, confidential=secret)
        facts = given(the_facts(case=case, station=station), EXPECTED[name].get("given", ""))
        judged = act_on(name, facts)
        assert judged.allowed == expected(name, facts), (state, case_class, secret, station, judged.why)
        assert bool(judged.why) != judged.allowed
        tried += 1
    assert tried == 21 * 9 * 2 * 2


@pytest.mark.parametrize("name", EXPECTED)
def test_only_clerk_and_leader_do_anything(name: str) -> None:
    classes = EXPECTED[name].get("classes", "").split()
    chosen = CaseClass(classes[0]) if classes else None
    for state, station, roles in itertools.product(CaseState, STATIONS, ROLES):
        case = a_case(state=state, case_class=chosen)
        facts = given(the_facts(case=case, station=station, roles=roles), EXPECTED[name].get("given", ""))
        assert act_on(name, facts).allowed == expected(name, facts), (state, station, roles)


@pytest.mark.parametrize("name", EXPECTED)
def test_an_act_leads_where_the_law_says(name: str) -> None:
    to = EXPECTED[name].get("to", "")
    for state in expected_states(EXPECTED[name]["states"]):
        waiting = name == "note" and state is CaseState.AWAITING_TRANSFER
        wanted = state if waiting or not to else CaseState(to)
        assert state_after(name, the_facts(case=a_case(state=state))) is wanted


@pytest.mark.parametrize("name", EXPECTED)
def test_whoever_has_to_withdraw_does_nothing(name: str) -> None:
    decided = a_record("decide_recusal", 1, fields={"staff": "李敏", "decision": "recused"})
    for state in CaseState:
        facts = given(the_facts(case=a_case(state=state), operator="李敏"), EXPECTED[name].get("given", ""))
        facts = replace(facts, records=(decided, *facts.records))
        assert "回避" in act_on(name, facts).why
        stays = replace(facts, operator="赵军")
        assert "已经回避" not in act_on(name, stays).why


def needs_a_leader(name: str, case_class: CaseClass | None) -> bool:
    """Whether the expectation wants another leader's yes."""
    words = EXPECTED[name].get("leader", "").split()
    return "always" in words or (case_class is not None and case_class.value in words)


@pytest.mark.parametrize("name", EXPECTED)
def test_an_act_waits_for_another_leader_where_there_is_one_whoever_asks(name: str) -> None:
    for case_class, roles in itertools.product(CLASSES, (WORKERS, {Role.CLERK}, {Role.LEADER})):
        facts = the_facts(case=a_case(case_class=case_class), roles=frozenset(roles))
        assert act_on(name, facts).waits == needs_a_leader(name, case_class), (case_class, roles)
        assert act_on(name, facts).own == ""


@pytest.mark.parametrize("name", EXPECTED)
def test_without_another_leader_the_leader_decides_himself_and_it_is_said(name: str) -> None:
    for case_class in CLASSES:
        facts = replace(the_facts(case=a_case(case_class=case_class)), other_leaders=frozenset())
        judged, needed = act_on(name, facts), needs_a_leader(name, case_class)
        assert (judged.waits, judged.own) == (False, "自行决定（本台没有其他负责人）" if needed else "")
        barred = act_on(name, replace(facts, leaders_barred=True)).own
        assert barred == ("自行决定（其他负责人被反映、已回避或者看不到本事项）" if needed else "")


@pytest.mark.parametrize("name", EXPECTED)
def test_without_any_leader_a_clerk_does_only_what_passes_on_or_protects(name: str) -> None:
    classes = EXPECTED[name].get("classes", "").split()
    chosen = CaseClass(classes[0]) if classes else None
    state = sorted(expected_states(EXPECTED[name]["states"]))[0]
    station = StationRole(EXPECTED[name].get("at", "workshop"))
    sealed = EXPECTED[name].get("secrecy") in ("secret", "sealed")
    facts = the_facts(
        case=a_case(state=state, case_class=chosen, confidential=sealed), station=station,
        roles=frozenset({Role.CLERK}), other_leaders=frozenset(),
    )  # fmt: skip
    judged = act_on(name, given(facts, EXPECTED[name].get("given", "")))
    refused = needs_a_leader(name, chosen) and "alone" not in EXPECTED[name]["leader"].split()
    assert judged.allowed != refused, judged.why
    assert not refused or "负责人" in judged.why


def test_the_table_has_no_approval_that_was_not_expected() -> None:
    approved = {name for name, move in MOVES.items() if move.approval or move.approval_for}
    assert approved == {name for name, line in EXPECTED.items() if "leader" in line}
    assert {name for name, move in MOVES.items() if move.alone} == {
        name for name, line in EXPECTED.items() if "alone" in line.get("leader", "")
    }


def test_what_was_asked_is_not_asked_twice() -> None:
    assert "已送负责人审批" in act_on("reply", the_facts(waiting=frozenset({"reply"}))).why


def test_nobody_decides_on_his_own_recusal() -> None:
    facts = given(the_facts(other_leaders=frozenset({"赵军"})), "recusal asked")
    assert not act_on("decide_recusal", facts).waits
    assert act_on("decide_recusal", replace(facts, other_leaders=frozenset({"赵军", "马强"}))).waits
    assert act_on("reply", facts).waits


def test_taking_back_a_sealing_would_open_it_and_goes_by_the_leader() -> None:
    sealing = a_record("classify", fields={"case_class": "B"})
    facts = the_facts(case=a_case(case_class=CaseClass.B))
    assert "解除密封" in undo_fault(facts, sealing)
    alone = replace(facts, other_leaders=frozenset())
    assert undo_fault(alone, sealing) == ""
    assert "解除密封" in undo_fault(replace(alone, roles=frozenset({Role.CLERK})), sealing)
    assert undo_fault(facts, a_record("classify", fields={"case_class": "C6"})) == ""


def test_every_paper_of_a_case_belongs_to_an_act_and_every_act_to_a_group() -> None:
    issued = {move.document for move in MOVES.values() if move.document}
    assert {kind.value for kind in SPECS} - {kind.value for kind in issued} == {
        "handover_list",
        "destruction_list",
    }
    assert {move.group for move in MOVES.values()} <= set(GROUPS)
    assert all(move.article for name, move in MOVES.items() if name != "undo")


def test_a_refusal_names_the_first_reason_in_the_clerks_words() -> None:
    handling = the_facts(case=a_case(state=CaseState.HANDLING))
    assert act_on("export", handling).why == "现在是“办理中”，只有待移送时可以装入移送包"
    assert "第三十条" in act_on("note", the_facts(case=a_case(case_class=CaseClass.B))).why
    assert "本单位是基层单位" in act_on("refer", the_facts()).why
    assert "由登记员或负责人办理" in act_on("note", the_facts(roles=frozenset({Role.AUDITOR}))).why
    unclassed = the_facts(case=a_case(state=CaseState.REGISTERED, case_class=None))
    assert "还没有分类" in act_on("guide", unclassed).why
    assert "C2（申诉求决类·仲裁）" in act_on("guide", the_facts()).why
    secret = the_facts(case=a_case(confidential=True), station=StationRole.WORKSHOP)
    assert "信访人要求保密" in act_on("export", secret).why


def test_every_act_is_judged_at_once() -> None:
    assert [act.name for act in acts_on(the_facts())] == list(MOVES)


def test_what_an_undo_may_take_back() -> None:
    facts = the_facts(case=a_case(state=CaseState.AWAITING_TRANSFER))
    step = a_record("cannot_settle", 1)
    assert undo_fault(facts, step) == ""
    packed = replace(facts, case=a_case(state=CaseState.IN_TRANSFER))
    assert "移送包" in undo_fault(packed, a_record("explanation_letter", 1))
    assert undo_fault(packed, a_record("receipt_notice", 2, state_before=CaseState.IN_TRANSFER)) == ""
    gone = replace(facts, case=a_case(state=CaseState.HANDLING))
    assert "新的进展" in undo_fault(gone, step)
    clerk = replace(gone, roles=frozenset({Role.CLERK}), case=a_case(state=CaseState.REPLIED))
    assert "由负责人撤销" in undo_fault(clerk, a_record("reply", 1, approved_by="赵军"))
    assert "由负责人撤销" in undo_fault(clerk, a_record("reply", 1))
    own = replace(clerk, operator="李敏", case=a_case(state=CaseState.HANDLING))
    assert undo_fault(own, a_record("explanation_letter", 1)) == ""
