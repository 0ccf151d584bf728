"""Sealed cases: who may see one, and opening it to somebody with a reason (Arts. 30, 46)."""

from __future__ import annotations

from app.actions.desk import Desk
from app.domain.cases import Case
from app.domain.changes import Changes
from app.domain.codes import CaseClass, CaseState, Role
from app.domain.errors import InvalidField, NotAllowed, NotFound
from app.domain.station import Operator
from app.storage import cases, sealed
from app.storage import station as stations


def is_accused(case: Case, operator: Operator) -> bool:
    """Whether an operator is whom a case complains about: by name, or by post and unit (Art. 30 ¶3)."""
    named = case.respondent
    if named.name and named.name == operator.name:
        return True
    if not named.post or named.post != operator.post:
        return False
    return not named.unit or not operator.unit or named.unit == operator.unit


def may_see(desk: Desk, case: Case) -> bool:
    """Whether this operator may see a case: every open one; a sealed one its registrar until it is handed over,
    and those it was opened to; never the accused."""
    if not case.sealed:
        return True
    if is_accused(case, desk.operator):
        return False
    if sealed.is_opened_to(desk.store, case.id, desk.operator.name):
        return True
    gone = case.case_class is CaseClass.B and case.state in {CaseState.HANDED_OVER, CaseState.ARCHIVED}
    return case.registered_by == desk.operator.name and not gone


def seen_case(desk: Desk, number: str) -> Case:
    """A case, whole. Raises NotFound for one that this operator may not see, in the words of one that is not there."""
    case = cases.get_case(desk.store, number)
    if not may_see(desk, case):
        raise NotFound("信访事项", number)
    return case


def open_sealed(desk: Desk, *, number: str, operator: str, reason: str) -> Changes:
    """Let somebody see a sealed case, with a reason; the history keeps who, whom and when.

    Raises NotFound for an operator this desk does not have, NotAllowed for the accused and for administrators.
    """
    if not reason.strip():
        raise InvalidField("reason", "请写明为什么开放给这个人")
    with desk.store.transaction():
        case = seen_case(desk, number)
        if not case.sealed:
            raise NotAllowed(f"{case.number}不是密封事项，不需要开放")
        reader = next((one for one in stations.list_operators(desk.store) if one.name == operator), None)
        if reader is None:
            raise NotFound("操作人员", operator)
        if is_accused(case, reader):
            raise NotAllowed("不能开放给被反映人（条例第三十条第三款）")
        if not {Role.CLERK, Role.LEADER} & set(reader.roles):
            raise NotAllowed("只能开放给登记员或负责人，管理员和监督员不看密封事项的内容")
        at, by = desk.now(), desk.operator.name
        sealed.open_to(desk.store, case.id, operator=operator, reason=reason.strip(), at=at, by=by)
        desk.record("open_sealed", f"向{operator}开放密封事项：{reason.strip()}", case.number)
    return Changes(cases=(case.number,))


def read_sealed(desk: Desk, *, number: str, reason: str) -> Changes:
    """Note that somebody looks into a sealed case, and why. Raises NotFound for whoever may not."""
    if not reason.strip():
        raise InvalidField("reason", "请写明查看的理由")
    with desk.store.transaction():
        case = seen_case(desk, number)
        desk.record("read_sealed", f"查看密封事项：{reason.strip()}", case.number)
    return Changes(cases=(case.number,))


def own_sealed(desk: Desk) -> list[str]:
    """The numbers of the sealed cases that wait with this operator for their hand-over: for the day's page."""
    numbers = sealed.sealed_waiting(desk.store, desk.operator.name)
    return [number for number in numbers if may_see(desk, cases.get_case(desk.store, number))]
