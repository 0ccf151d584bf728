"""What waits for a leader: listed, approved, returned with a word, taken back; and what came back to who asked.

Nobody approves his own act, nor decides on a case that complains of him or from which he withdrew (decision 18). Who may
not decide is not shown that something waits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.actions import looks, opening, procedure
from app.actions.desk import Desk
from app.actions.facts import facts_of
from app.actions.papers import draft_key
from app.actions.sealed import is_accused, may_decide, may_see, seen_case, sees_number, words_for
from app.domain.acts import Approval
from app.domain.cases import Case
from app.domain.changes import Changes
from app.domain.codes import Role
from app.domain.errors import InvalidField, NotAllowed, NotFound
from app.domain.procedure import MOVES, act_on
from app.storage import acts, cases, station


def waiting_approvals(desk: Desk, *, limit: int = 200) -> list[Approval]:
    """What waits for a leader, oldest first; names masked, nothing of sealed cases.

    Whoever a case complains about or who withdrew from it does not decide on it, and is not shown that it waits
    (Art. 28 ¶3).
    """
    wishes = acts.open_approvals(desk.store, limit=limit)
    return [wish for wish in wishes if _concerns_me(desk, wish)]


def sealed_approvals(desk: Desk) -> list[Approval]:
    """What waits about the sealed cases that this operator sees, with number and seal number alone."""
    wishes = [wish for wish in acts.open_approvals(desk.store, sealed=True) if _concerns_me(desk, wish)]
    return [replace(wish, people="", subject=_seal(desk, wish)) for wish in wishes]


def _seal(desk: Desk, wish: Approval) -> str:
    """What a sealed case is named by."""
    return f"封号 {_case(desk, wish).seal_number}"


def _case(desk: Desk, wish: Approval) -> Case:
    """The case that a wish is about."""
    return cases.get_case(desk.store, wish.case_number)


def _concerns_me(desk: Desk, wish: Approval) -> bool:
    """Whether this operator may know that it waits."""
    case = _case(desk, wish)
    return may_see(desk, case) and may_decide(desk, case, acts.acts_of(desk.store, case.id), desk.operator)


def may_answer(desk: Desk, wish: Approval) -> bool:
    """Whether this operator is a leader who may decide on it: not his own, not about him, not withdrawn."""
    about = wish.fields.get("staff", "") if wish.act == "decide_recusal" else ""
    mine = desk.operator.name in (wish.asked_by, about)
    return Role.LEADER in desk.operator.roles and not mine and _concerns_me(desk, wish)


def approvals_of(desk: Desk, *, number: str) -> tuple[Approval, ...]:
    """All wishes about a case."""
    return acts.approvals_of(desk.store, seen_case(desk, number).id)


def returned_wishes(desk: Desk) -> list[Approval]:
    """What this operator asked for and a leader sent back, newest first, as long as it can be asked for again and was
    not; names masked, nothing of sealed cases."""
    wishes = acts.returned_to(desk.store, desk.operator.name)
    return [wish for wish in wishes if act_on(wish.act, facts_of(desk, _case(desk, wish))).allowed]


def approve(desk: Desk, *, approval_id: int) -> Changes:
    """Another leader lets it be done: the act is carried out now, as it was asked. Raises NotAllowed."""
    with desk.store.transaction():
        wish = _to_decide(desk, approval_id)
        acts.decide_approval(desk.store, wish.id, state="approved", at=desk.now(), by=desk.operator.name)
        carry_out: Callable[[Desk, Approval], Changes] = procedure.carry_out_wish
        if wish.act == opening.ACT:
            carry_out = opening.let_in_as_asked
        changes = carry_out(desk, wish)
        looks.look_now(desk, wish.case_number)
        return changes | Changes(approvals=1)


def return_wish(desk: Desk, *, approval_id: int, word: str) -> Changes:
    """The leader sends it back with a word. Raises NotAllowed."""
    if not word.strip():
        raise InvalidField("word", "请写明退回的理由")
    with desk.store.transaction():
        wish = _to_decide(desk, approval_id)
        at, by = desk.now(), desk.operator.name
        acts.decide_approval(desk.store, wish.id, state="returned", at=at, by=by, word=word.strip())
        why = words_for(desk, wish.case_number, f"：{word.strip()}")
        desk.record("return_wish", f"退回{MOVES[wish.act].label}{why}", wish.case_number)
        looks.look_now(desk, wish.case_number)
    return Changes((wish.case_number,), approvals=1)


def take_wish_back(desk: Desk, *, approval_id: int) -> Changes:
    """Whoever asked takes the wish back before it is decided; its letter is a draft again. Raises NotAllowed."""
    with desk.store.transaction():
        wish = seen_wish(desk, approval_id)
        if wish.state != "asked" or wish.asked_by != desk.operator.name:
            raise NotAllowed("只能撤回自己送审、还没有决定的事项")
        at = desk.now()
        acts.decide_approval(desk.store, wish.id, state="taken_back", at=at, by=desk.operator.name)
        desk.record("take_wish_back", f"撤回送审：{MOVES[wish.act].label}", wish.case_number)
        drafts = _draft_again(desk, wish) if wish.letter else ()
    return Changes((wish.case_number,), approvals=1, drafts=drafts)


def _draft_again(desk: Desk, wish: Approval) -> tuple[str, ...]:
    """Keep a letter as the draft that it was; nothing of a sealed case is kept. Inside the transaction."""
    if _case(desk, wish).sealed:
        return ()
    key = draft_key(wish.case_number, wish.act)
    station.put_draft(desk.store, key, wish.as_form, desk.now())
    return (key,)


def _to_decide(desk: Desk, approval_id: int) -> Approval:
    """A wish that still waits, for a leader who did not ask for it himself. Raises NotAllowed."""
    wish = seen_wish(desk, approval_id)
    if Role.LEADER not in desk.operator.roles:
        raise NotAllowed("审批由负责人办理")
    if wish.state != "asked":
        raise NotAllowed("这一项已经决定过了")
    if wish.asked_by == desk.operator.name:
        raise NotAllowed("不能批准自己送审的事项，由其他负责人决定；没有其他负责人的，撤回送审后自行办理")
    if not may_answer(desk, wish):
        raise NotAllowed("不能决定关于自己的或者已经回避的事项，由其他负责人决定")
    return wish


def seen_wish(desk: Desk, approval_id: int) -> Approval:
    """A wish about a case that this operator may see, and that does not complain about him.

    Raises NotFound in the words of one that is not there.
    """
    wish = acts.get_approval(desk.store, approval_id)
    if not sees_number(desk, wish.case_number) or is_accused(_case(desk, wish), desk.operator):
        raise NotFound("审批", approval_id)
    return wish
