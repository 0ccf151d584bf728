"""What changed since a leader last looked, and between a wish that came back and the one asked again."""

import datetime as dt
from pathlib import Path

import pytest

from app.actions.approvals import approvals_of, approve, return_wish
from app.actions.attachments import add_attachment
from app.actions.cases import classify, note_handling, reveal
from app.actions.desk import Desk
from app.actions.looks import changed_since_look, note_look
from app.actions.opening import open_sealed
from app.actions.procedure import perform
from app.actions.wishes import view_wish
from app.domain.codes import CaseClass, Role
from app.domain.errors import NotFound
from app.domain.station import Operator
from app.storage import station
from tests.desks import DESK_DAY, register

LEADER = Operator("赵军", (Role.LEADER,))
ANSWER = {"adopted": "full", "opinion": "采纳。"}
LETTER = {"title": "答复", "addressee": "信访人", "body": "采纳了。\n自十月起提前发车。\n特此答复。"}


@pytest.fixture
def number(desk: Desk) -> str:
    """A suggestion that 李敏 registered; 赵军 is the other leader."""
    with desk.store.transaction():
        station.add_operator(desk.store, LEADER)
    return register(desk, case_class=CaseClass.A)


def as_leader(desk: Desk) -> Operator:
    """赵军 sits at the desk; who sat there before."""
    before, desk.operator = desk.operator, LEADER
    return before


def ask(desk: Desk, number: str, **letter: str) -> int:
    perform(desk, number=number, act="suggestion_reply", fields=ANSWER, letter={**LETTER, **letter})
    return approvals_of(desk, number=number)[-1].id


def seen(desk: Desk, number: str) -> None:
    """The leader looked at all there is."""
    before = as_leader(desk)
    note_look(desk, number=number, head=changed_since_look(desk, number=number).head)
    desk.operator = before


def news(desk: Desk, number: str) -> list[str]:
    """What is new to the leader, by act."""
    before = as_leader(desk)
    lines = changed_since_look(desk, number=number).lines
    desk.operator = before
    return [line.act for line in lines]


def test_before_the_first_look_everything_is_new_and_asking_keeps_nothing(desk: Desk, number: str) -> None:
    as_leader(desk)
    look = changed_since_look(desk, number=number)
    assert (look.since, [line.act for line in look.lines]) == (None, ["register"])
    assert changed_since_look(desk, number=number) == look


def test_after_a_look_only_what_came_since_is_new_with_what_was_noted_and_attached(
    desk: Desk, number: str, tmp_path: Path
) -> None:
    note_handling(desk, number=number, on=DESK_DAY, text="早先的谈话")
    seen(desk, number)
    assert news(desk, number) == []
    note_handling(desk, number=number, on=DESK_DAY, text="与班组长核对了派车单")
    (tmp_path / "派车单.txt").write_text("八点", encoding="utf-8")
    add_attachment(desk, number=number, path=tmp_path / "派车单.txt")
    fields = {"lead": "运输队", "helpers": "调度室", "wanted": "核对班车"}
    perform(desk, number=number, act="share_handling", fields=fields)
    as_leader(desk)
    look = changed_since_look(desk, number=number)
    assert look.since is not None
    words = [line.words for line in look.lines]
    assert [line.act for line in look.lines] == ["note", "attach", "share_handling"]
    assert "与班组长核对了派车单" in words[0] and "早先" not in words[0]
    assert "文件：派车单.txt" in words[1]
    assert "牵头部门：运输队" in words[2] and "协办要求：核对班车" in words[2]


def test_a_changed_class_shows_before_and_after(desk: Desk, number: str) -> None:
    seen(desk, number)
    classify(desk, number=number, case_class=CaseClass.C6, reason="不是建议，是求决")
    as_leader(desk)
    (line,) = changed_since_look(desk, number=number).lines
    assert CaseClass.A.label in line.was and CaseClass.C6.label in line.became
    assert f"{line.was} → {line.became}" in line.words


def test_what_he_did_himself_and_what_changed_nothing_is_not_new(desk: Desk, number: str) -> None:
    seen(desk, number)
    reveal(desk, number=number, position=0, field="phone", reason="回电话")
    before = as_leader(desk)
    note_handling(desk, number=number, on=DESK_DAY, text="负责人自己记的")
    desk.operator = before
    assert news(desk, number) == []


def test_what_comes_while_he_looks_stays_new(desk: Desk, number: str) -> None:
    before = as_leader(desk)
    head = changed_since_look(desk, number=number).head
    desk.operator = before
    note_handling(desk, number=number, on=DESK_DAY, text="他正看着的时候")
    as_leader(desk)
    note_look(desk, number=number, head=head)
    assert [line.act for line in changed_since_look(desk, number=number).lines] == ["note"]
    note_look(desk, number=number, head=10**6)
    note_look(desk, number=number, head=1)
    assert changed_since_look(desk, number=number).lines == (), "a look is never taken back"


def test_only_a_leaders_look_is_kept(desk: Desk, number: str) -> None:
    desk.operator = Operator("田小雨", (Role.CLERK,))
    note_look(desk, number=number, head=1)
    assert changed_since_look(desk, number=number).since is None


def test_deciding_is_looking(desk: Desk, number: str) -> None:
    for decide in (
        lambda wish: return_wish(desk, approval_id=wish, word="写明日期"),
        lambda wish: approve(desk, approval_id=wish),
    ):
        wish = ask(desk, number)
        before = as_leader(desk)
        decide(wish)
        assert changed_since_look(desk, number=number).lines == ()
        desk.operator = before


def test_a_wish_asked_again_shows_what_differs_from_the_one_that_came_back(desk: Desk, number: str) -> None:
    first = ask(desk, number)
    before = as_leader(desk)
    assert view_wish(desk, approval_id=first).before is None
    return_wish(desk, approval_id=first, word="写明从哪一天起")
    desk.operator = before
    body = "采纳了。\n自10月8日起提前十分钟发车。\n特此答复。"
    perform(
        desk, number=number, act="suggestion_reply", fields={**ANSWER, "adopted": "partly"},
        letter={**LETTER, "body": body}, on=DESK_DAY - dt.timedelta(days=1),
    )  # fmt: skip
    as_leader(desk)
    view = view_wish(desk, approval_id=approvals_of(desk, number=number)[-1].id)
    assert view.before is not None and view.before.word == "写明从哪一天起"
    assert [(one.label, one.was, one.became) for one in view.changes] == [
        ("日期", "2026-11-24", "2026-11-23"),
        ("采纳情况", "采纳", "部分采纳"),
        ("正文", "自十月起提前发车。", "自10月8日起提前十分钟发车。"),
    ]
    assert (view.has_paper, view.decides) == (True, True)
    assert "ask_approval" in [line.act for line in view.look.lines]


def test_who_asked_reads_his_wish_and_does_not_decide(desk: Desk, number: str) -> None:
    assert not view_wish(desk, approval_id=ask(desk, number)).decides


def test_of_a_sealed_case_nothing_is_new_to_whom_it_was_not_opened(desk: Desk) -> None:
    with desk.store.transaction():
        station.add_operator(desk.store, LEADER)
    number = register(desk, case_class=CaseClass.B)
    before = as_leader(desk)
    for look in (changed_since_look, lambda d, number: note_look(d, number=number, head=1)):
        with pytest.raises(NotFound):
            look(desk, number=number)
    desk.operator = before
    open_sealed(desk, number=number, operator="赵军", reason="请阅批")
    as_leader(desk)
    assert [line.act for line in changed_since_look(desk, number=number).lines] == ["register", "open_sealed"]
