"""The lawful procedure as one table: states × acts, and for each who, when, why not, and what comes of it.

The rows stand in ``procedure_intake.py`` (receiving, telling, passing on), ``procedure_handling.py`` (handling,
answering) and ``procedure_closing.py`` (service, review, the end). Window and console ask ``acts_on`` what may be
done now; nothing else decides. ``docs/procedure.md`` is printed from this table.
"""

from __future__ import annotations

from app.domain import approving
from app.domain.acts import ActRecord
from app.domain.codes import CaseClass, CaseState, Role
from app.domain.fields import Field, FieldKind
from app.domain.moves import Act, Facts, Move, Secrecy
from app.domain.procedure_closing import CLOSING
from app.domain.procedure_handling import HANDLING
from app.domain.procedure_intake import INTAKE

GROUPS = ("登记告知", "办理", "答复", "送达评价", "复查复核", "转送移送", "结案归档", "密封", "撤销")
"""In which order the window and the printed table show the acts."""


def undo_target(facts: Facts) -> ActRecord | None:
    """The act that 撤销上一步 would take back: the newest that stands."""
    return facts.records[-1] if facts.records else None


def _last_step_undoable(facts: Facts) -> str:
    """A step is taken back as long as nothing was built upon it."""
    record = undo_target(facts)
    if record is None:
        return "没有可以撤销的步骤"
    return undo_fault(facts, record)


def undo_fault(facts: Facts, record: ActRecord) -> str:
    """Why one act may not be taken back; empty when it may."""
    move = MOVES[record.act]
    if not move.undoable:
        return f"{move.label}不能撤销"
    packed = CaseState.IN_TRANSFER
    if facts.case.state is packed and record.state_before is not packed:
        return f"事项已经装入移送包，“{move.label}”不能撤销"
    if move.leads_to not in (None, facts.case.state):
        return f"“{move.label}”之后事项又有了新的进展，不能撤销"
    if _unseals(record) and (approving.waits("classify", move, facts) or Role.LEADER not in facts.roles):
        return "撤销会解除密封：请改用“分类”，由负责人批准"
    by_leader = record.approved_by or record.operator != facts.operator
    if move.approval and by_leader and Role.LEADER not in facts.roles:
        return f"{move.label}是负责人批准的，由负责人撤销"
    return ""


def _unseals(record: ActRecord) -> bool:
    """Whether taking an act back would open an accusation to everybody."""
    return record.act == "classify" and record.fields.get("case_class") == CaseClass.B.value


MOVES: dict[str, Move] = {
    **INTAKE,
    **HANDLING,
    **CLOSING,
    "undo": Move(
        "撤销上一步",
        "撤销",
        frozenset(CaseState),
        "",
        guards=(_last_step_undoable,),
        fields=(Field("reason", "理由", FieldKind.TEXT),),
        secrecy=Secrecy.ANY,
        recorded=False,
        undoable=False,
    ),
}
"""The whole table."""


def act_on(name: str, facts: Facts) -> Act:
    """Whether an act may be done on a case now."""
    move = MOVES[name]
    why = _why_not(name, move, facts)
    waits, own = approving.waits(name, move, facts), approving.own_decision(name, move, facts)
    return Act(name, move.label, not why, why, move.group, waits, own)


def acts_on(facts: Facts) -> tuple[Act, ...]:
    """Every act with whether it may be done now."""
    return tuple(act_on(name, facts) for name in MOVES)


def _why_not(name: str, move: Move, facts: Facts) -> str:
    """The first reason against an act: who, which unit, secrecy, state, class, what waits, then its guards."""
    if facts.case.erased_on:
        return f"事项已于{facts.case.erased_on}按保管期限销毁，不能再办理"
    for question in (_role, _recusal, _station, _secrecy, _state, _class):
        if why := question(move, facts):
            return why
    if name in facts.waiting:
        return f"{move.label}已送负责人审批，等待决定"
    why = next((why for guard in move.guards if (why := guard(facts))), "")
    return why or approving.no_leader(name, move, facts)


def _role(move: Move, facts: Facts) -> str:
    """Who may do it."""
    if move.by & facts.roles:
        return ""
    return f"{move.label}由{'或'.join(role.label for role in Role if role in move.by)}办理"


def _recusal(move: Move, facts: Facts) -> str:
    """Whoever has to withdraw does nothing on the case (Art. 28 ¶3)."""
    if approving.recused(facts.records, facts.operator):
        return f"{facts.operator}已经回避，不能办理本事项（条例第二十八条第三款）"
    return ""


def _station(move: Move, facts: Facts) -> str:
    """Which side of the packets may do it."""
    if facts.station in move.at:
        return ""
    return f"{move.label}由{'、'.join(sorted(role.label for role in move.at))}办理，本单位是{facts.station.label}"


def _secrecy(move: Move, facts: Facts) -> str:
    """What an accusation and what a secret case allow (Arts. 30, 46)."""
    accusation = facts.case.case_class is CaseClass.B
    if move.secrecy is Secrecy.ACCUSATION and not accusation:
        return f"只有检举控告类事项才{move.label}（条例第三十条）"
    if accusation and move.secrecy not in (Secrecy.ANY, Secrecy.ACCUSATION, Secrecy.SEALED):
        return "密封事项：内容不进入本单位的办理，须走密封移交（条例第三十条）"
    if move.secrecy is Secrecy.SECRET and not facts.case.sealed:
        return f"只有信访人要求保密的事项才{move.label}（条例第四十六条）"
    if move.secrecy is Secrecy.SEALED and not facts.case.sealed:
        return f"{facts.case.number}不是密封事项，不需要开放"
    if facts.case.sealed and move.secrecy is Secrecy.OPEN:
        return f"信访人要求保密，不能{move.label}：会写进别人看得到的列表或移送包"
    return ""


def _state(move: Move, facts: Facts) -> str:
    """In which states it is possible."""
    state = facts.case.state
    if state in move.states:
        return ""
    allowed = "、".join(one.label for one in CaseState if one in move.states)
    return f"现在是“{state.label}”，只有{allowed}时可以{move.label}"


def _class(move: Move, facts: Facts) -> str:
    """For which classes it is there (Arts. 29 to 31)."""
    if move.classes is None or facts.case.case_class in move.classes:
        return ""
    if facts.case.case_class is None:
        return f"还没有分类，先选定类别和路径，再{move.label}（条例第二十九至三十一条）"
    wanted = "、".join(f"{one.value}（{one.label}）" for one in CaseClass if one in move.classes)
    return f"本事项是{facts.case.case_class.label}，{move.label}只用于{wanted}"


def state_after(name: str, facts: Facts) -> CaseState:
    """The state an act leads to; a note on a waiting case leaves it waiting."""
    move, state = MOVES[name], facts.case.state
    if name == "note" and state is CaseState.AWAITING_TRANSFER:
        return state
    return move.leads_to or state
