"""Who lets an act be done: another leader where there is one, else whoever acts, and the record says so.

Nobody approves his own act (decision 18). Whether an act waits, may be done alone or has to go another way follows
from the row of the table and from ``Facts.other_leaders``; window, console and documents ask these functions alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.acts import ActRecord
from app.domain.codes import CaseClass, Role
from app.domain.moves import Facts, Move
from app.domain.open_requests import open_recusals

NO_OTHER_LEADER = "自行决定（本台没有其他负责人）"
"""What the record and the history say of an act that nobody else could approve."""
NO_FREE_LEADER = "自行决定（其他负责人被反映、已回避或者看不到本事项）"
"""The same where the desk has other leaders, none of whom may decide on this case."""


def recused(records: Iterable[ActRecord], name: str) -> bool:
    """Whether it was decided, last of all, that somebody withdraws from a case (Art. 28 ¶3)."""
    decided = {r.fields.get("staff"): r.fields.get("decision") for r in records if r.act == "decide_recusal"}
    return bool(name) and decided.get(name) == "recused"


def needs_leader(move: Move, case_class: CaseClass | None) -> bool:
    """Whether an act is a leader's to let be done: always, or for the classes that its row names."""
    return move.approval or case_class in move.approval_for


def deciders(name: str, facts: Facts) -> frozenset[str]:
    """The other leaders who may decide on an act; on a recusal none whose own was asked for."""
    if name != "decide_recusal":
        return facts.other_leaders
    return facts.other_leaders - {asked.fields.get("staff", "") for asked in open_recusals(facts.records)}


def waits(name: str, move: Move, facts: Facts) -> bool:
    """Whether an act waits for another leader when this operator does it."""
    return needs_leader(move, facts.case.case_class) and bool(deciders(name, facts))


def own_decision(name: str, move: Move, facts: Facts) -> str:
    """What is recorded of an act that a leader should let be done and nobody else can; empty for every other."""
    if not needs_leader(move, facts.case.case_class) or deciders(name, facts):
        return ""
    return NO_FREE_LEADER if facts.leaders_barred else NO_OTHER_LEADER


def no_leader(name: str, move: Move, facts: Facts) -> str:
    """Why a clerk may not do it where no leader can let it be done: what decides on a petition goes to the level above
    then; what only passes it on, or protects it, may be done alone."""
    if Role.LEADER in facts.roles or move.alone or not own_decision(name, move, facts):
        return ""
    if facts.case.sealed:
        return f"没有能看到本事项的负责人，不能{move.label}：先向一位负责人开放，由他批准；或者密封移送上级"
    return f"本台没有可以批准“{move.label}”的负责人：请移送上级，或者由管理员增加一位负责人（条例第二十八条第三款）"
