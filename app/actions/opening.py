"""Opening a sealed case to somebody: with a reason, and with the yes of a leader who sees it (decision 18)."""

from __future__ import annotations

from collections.abc import Mapping

from app.actions.desk import Desk
from app.actions.facts import facts_of
from app.actions.procedure import keep_wish
from app.actions.sealed import READERS, is_accused, possible_readers, seen_case
from app.domain.acts import Approval
from app.domain.approving import deciders
from app.domain.changes import Changes
from app.domain.codes import Role
from app.domain.errors import InvalidField, NotAllowed, NotFound
from app.domain.moves import Facts
from app.domain.procedure import act_on
from app.domain.station import Operator
from app.storage import acts, sealed
from app.storage import station as stations

ACT = "open_sealed"


def open_sealed(desk: Desk, *, number: str, operator: str, reason: str) -> Changes:
    """Let somebody see a sealed case, with a reason, or ask the leader who sees it; the history keeps all of it.

    Raises NotFound for an operator this desk does not have, NotAllowed for the accused, for administrators, and for a
    clerk who could let a leader in first.
    """
    if not reason.strip():
        raise InvalidField("reason", "请写明为什么开放给这个人")
    with desk.store.transaction():
        facts = facts_of(desk, seen_case(desk, number))
        judged = act_on(ACT, facts)
        if not judged.allowed:
            raise NotAllowed(judged.why)
        reader = require_reader(desk, facts, operator)
        fields = {"operator": reader.name, "reason": reason.strip()}
        if deciders(ACT, facts) - {reader.name}:
            wish = acts.NewApproval(ACT, desk.today(), fields, {}, desk.now(), desk.operator.name)
            return keep_wish(desk, facts, wish)
        _require_leader_first(desk, facts, reader)
        return _let_in(desk, facts, fields, judged.own and f"，{judged.own}", desk.operator.name)


def let_in_as_asked(desk: Desk, wish: Approval) -> Changes:
    """Carry out what was asked of this leader. Inside the transaction. Raises NotAllowed, NotFound."""
    facts = facts_of(desk, seen_case(desk, wish.case_number))
    require_reader(desk, facts, wish.fields["operator"])
    signed = f"（{wish.asked_by}送审，{desk.operator.name}批准）"
    return _let_in(desk, facts, wish.fields, signed, wish.asked_by)


def require_reader(desk: Desk, facts: Facts, name: str) -> Operator:
    """Somebody of this desk who may be let in. Raises NotFound, NotAllowed."""
    reader = next((one for one in stations.list_operators(desk.store) if one.name == name), None)
    if reader is None:
        raise NotFound("操作人员", name)
    if is_accused(facts.case, reader):
        raise NotAllowed("不能开放给被反映人（条例第三十条第三款）")
    if not READERS & set(reader.roles):
        raise NotAllowed("只能开放给登记员或负责人，管理员和监督员不看密封事项的内容")
    return reader


def _require_leader_first(desk: Desk, facts: Facts, reader: Operator) -> None:
    """A clerk lets a leader in before anybody else, so that there is one who decides. Raises NotAllowed."""
    if Role.LEADER in reader.roles or Role.LEADER in desk.operator.roles:
        return
    leaders = [o.name for o in possible_readers(desk, number=facts.case.number) if Role.LEADER in o.roles]
    if leaders:
        raise NotAllowed(f"先向一位负责人（{'、'.join(leaders)}）开放，再由他批准向{reader.name}开放")


def _let_in(desk: Desk, facts: Facts, fields: Mapping[str, str], signed: str, by: str) -> Changes:
    """Open the case to the named one from now on. Inside the transaction."""
    case, name, reason = facts.case, fields["operator"], fields["reason"]
    sealed.open_to(desk.store, case.id, operator=name, reason=reason, at=desk.now(), by=by)
    desk.record(ACT, f"向{name}开放密封事项：{reason}{signed}", case.number)
    return Changes(cases=(case.number,))
