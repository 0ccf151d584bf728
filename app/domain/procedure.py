"""The procedure of the main job as one table: which act is possible in which state, and why not.

The whole lawful procedure grows here; window and console ask this table and nothing else decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.cases import Case
from app.domain.codes import CaseState

S = CaseState


@dataclass(frozen=True, slots=True)
class Move:
    """An act: from which states, to which (None: the state stays), and whether a sealed case allows it."""

    label: str
    states: frozenset[CaseState]
    leads_to: CaseState | None = None
    sealed_too: bool = False
    article: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """An act on one case: may it be done now, and if not, why."""

    name: str
    label: str
    allowed: bool
    why: str = ""


_OPEN = frozenset({S.REGISTERED, S.HANDLING})
_ANY = frozenset(S)

MOVES: dict[str, Move] = {
    "slip": Move("打印回执", _ANY, sealed_too=True, article="第二十三条"),
    "note": Move("记录办理", _OPEN | {S.AWAITING_TRANSFER}, S.HANDLING, article="第二十七条"),
    "classify": Move("分类", _OPEN, sealed_too=True, article="第二十九至三十一条"),
    "explanation_letter": Move("写原因说明", _OPEN | {S.AWAITING_TRANSFER}, article="第二十三条"),
    "transfer_notice": Move(
        "写转送告知书", _OPEN | {S.AWAITING_TRANSFER, S.IN_TRANSFER}, article="第二十三条"
    ),
    "cannot_settle": Move("本单位不能解决，待移送", _OPEN, S.AWAITING_TRANSFER, article="第二十三条"),
    "take_back": Move("撤回待移送", frozenset({S.AWAITING_TRANSFER}), S.HANDLING),
    "export": Move("装入移送包", frozenset({S.AWAITING_TRANSFER}), S.IN_TRANSFER, article="第二十三条"),
    "attach": Move("添加附件", _ANY, sealed_too=True),
    "link_repeat": Move("关联重复信访", _ANY),
}


def act_on(name: str, case: Case) -> Act:
    """Whether an act may be done on a case now."""
    move = MOVES[name]
    if case.sealed and not move.sealed_too:
        return Act(name, move.label, False, "密封事项：内容不进入本单位的办理，须走密封移交（条例第三十条）")
    if case.state not in move.states:
        allowed = "、".join(state.label for state in CaseState if state in move.states)
        return Act(name, move.label, False, f"现在是“{case.state.label}”，只有{allowed}时可以{move.label}")
    return Act(name, move.label, True)


def acts_on(case: Case) -> tuple[Act, ...]:
    """Every act with whether it may be done now."""
    return tuple(act_on(name, case) for name in MOVES)


def state_after(name: str, case: Case) -> CaseState:
    """The state an act leads to; a note on a waiting case leaves it waiting."""
    move = MOVES[name]
    if name == "note" and case.state is S.AWAITING_TRANSFER:
        return case.state
    return move.leads_to or case.state
