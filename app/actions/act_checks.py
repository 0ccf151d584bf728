"""What an act's fields must obey besides being filled in: what the law or plain sense refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from app.actions.desk import Desk
from app.domain.codes import RequestResult
from app.domain.errors import InvalidField
from app.domain.fields import as_date
from app.domain.moves import Facts
from app.domain.open_requests import office_names
from app.files.rules import deadline_rules
from app.storage.station import list_operators

Values: TypeAlias = Mapping[str, str]


def check_values(desk: Desk, act: str, facts: Facts, fields: Values) -> list[InvalidField]:
    """What the law or plain sense refuses in an act's fields."""
    rules = deadline_rules(desk.rules_folder)
    if act == "extend":
        return _check_extension(rules["T7"].longest_extension, facts, fields)
    if act == "pause" and (clock := facts.running("T7", "T11")) and not rules[clock.rule].pausable:
        return [InvalidField("first", f"按本单位的期限规则，{clock.rule}（{clock.name}）不扣除听证时间")]
    if act == "ask_recusal":
        return _check_staff([one.name for one in list_operators(desk.store)], fields.get("staff", ""))
    check = _CHECKS.get(act)
    return check(facts, fields) if check else []


def _check_extension(longest: int, facts: Facts, fields: Values) -> list[InvalidField]:
    """Up to thirty days, once (Art. 34); nobody was told tomorrow."""
    told = fields.get("told_on", "")
    if told and as_date(fields, "told_on", "告知日期") > facts.today:
        return [InvalidField("told_on", "告知日期在今天之后；还没有告知的请空着，送达告知书时登记")]
    days = int(fields.get("days") or 0)
    if 1 <= days <= longest:
        return []
    return [InvalidField("days", f"延长日数须在1至{longest}之间（条例第三十四条）")]


def _check_pause(facts: Facts, fields: Values) -> list[InvalidField]:
    """A time that begins before it ends, within the clock that runs."""
    first, last = as_date(fields, "first", "第一天"), as_date(fields, "last", "最后一天")
    if last < first:
        return [InvalidField("last", "最后一天早于第一天")]
    if last > facts.today:
        return [InvalidField("last", "听证所需的时间在听证结束后登记，最后一天不能在今天之后")]
    clock = facts.running("T7", "T11")
    if clock and not clock.starts_on <= first <= clock.due_on:
        return [InvalidField("first", f"听证应在{clock.starts_on}至{clock.due_on}的期限之内开始")]
    return []


def _check_not_late(facts: Facts, fields: Values) -> list[InvalidField]:
    """Nobody received a paper tomorrow, nor before the case came in."""
    if not fields.get("received_on"):
        return []
    day = as_date(fields, "received_on", "收到日期")
    if day > facts.today:
        return [InvalidField("received_on", "收到日期在今天之后，请改正")]
    if day < facts.case.received_on:
        return [InvalidField("received_on", "收到日期早于信访事项的收到日期，请改正")]
    return []


def _check_outside(facts: Facts, fields: Values) -> list[InvalidField]:
    """An opinion of this unit is a paper that a leader lets out, and is not noted down as somebody else's (Art. 32)."""
    problems = _check_not_late(facts, fields)
    if fields["unit"] == facts.own_unit:
        problems.append(InvalidField("unit", "这里登记别的单位作出的意见；本单位的，请出具文书"))
    return problems


def _check_meeting(facts: Facts, fields: Values) -> list[InvalidField]:
    """What was decided together was decided by today."""
    if as_date(fields, "held_on", "会议日期") > facts.today:
        return [InvalidField("held_on", "会议日期在今天之后，开过会再登记")]
    return []


def _check_sharing(facts: Facts, fields: Values) -> list[InvalidField]:
    """One leads, others help, and by a day that comes after the receipt (Art. 24)."""
    problems = _check_due(facts, fields) if fields.get("due_on") else []
    if fields["lead"] in office_names(fields["helpers"]):
        problems.append(InvalidField("helpers", f"{fields['lead']}是牵头部门，不用再列为协办部门"))
    return problems


def _check_service(facts: Facts, fields: Values) -> list[InvalidField]:
    """A refused paper needs its reason and a witness (domain facts 6.2)."""
    problems = _check_not_late(facts, fields)
    if fields.get("way") == "refused":
        for name, word in (("refused_reason", "拒收事由"), ("witness", "见证人")):
            if not fields.get(name, "").strip():
                problems.append(InvalidField(name, f"拒收的，请写明{word}"))
    return problems


def _check_due(facts: Facts, fields: Values) -> list[InvalidField]:
    """A named date does not lie before the case came in."""
    if as_date(fields, "due_on", "期限") < facts.case.received_on:
        return [InvalidField("due_on", "要求的日期早于收到日期，请改正")]
    return []


def _check_receiver(facts: Facts, fields: Values) -> list[InvalidField]:
    """An accusation is never passed to the person or unit that it accuses (Art. 30 ¶3)."""
    accused = facts.case.respondent
    if accused.unit and accused.unit == fields.get("receiver_office", ""):
        return [
            InvalidField("receiver_office", "不得转给被检举、控告的单位（条例第三十条第三款），请改接收单位")
        ]
    if accused.name and accused.name in fields.get("receiver", ""):
        return [InvalidField("receiver", "不得转给被检举、控告的人员（条例第三十条第三款），请改接收人")]
    return []


def _check_staff(operators: list[str], staff: str) -> list[InvalidField]:
    """Whoever works at this desk is named as the desk knows him: else his recusal would keep him from nothing."""
    meant = [name for name in operators if name in staff and name != staff]
    if staff in operators or not meant:
        return []
    return [InvalidField("staff", f"请只写姓名“{meant[0]}”：决定回避后，本台凭姓名不让其再办理")]


def _check_recusal(facts: Facts, fields: Values) -> list[InvalidField]:
    """Nobody decides on his own recusal: the leader's is decided by the head of the unit (domain facts, D24)."""
    staff = fields.get("staff", "")
    if staff and staff in fields.get("decided_by", ""):
        return [InvalidField("decided_by", f"{staff}的回避不能由本人决定，请写明由谁决定")]
    return []


def _check_simple_answer(facts: Facts, fields: Values) -> list[InvalidField]:
    """What is not supported is not answered in the simplified way (简易办理办法)."""
    refused = RequestResult.NOT_SUPPORTED.value
    if not facts.done("simplify") or facts.done("to_ordinary"):
        return []
    return [
        InvalidField(name, "不予支持的诉求不适用简易办理，请先转为普通程序")
        for name in fields
        if name.startswith("result_") and fields[name] == refused
    ]


_CHECKS: dict[str, Callable[[Facts, Values], list[InvalidField]]] = {
    "pause": _check_pause,
    "serve": _check_service,
    "note_received": _check_not_late,
    "record_decision": _check_outside,
    "record_review": _check_outside,
    "record_final_review": _check_outside,
    "decide_together": _check_meeting,
    "share_handling": _check_sharing,
    "name_due_date": _check_due,
    "assign": _check_due,
    "seal_handover": _check_receiver,
    "sealed_transfer": _check_receiver,
    "decide_recusal": _check_recusal,
    "reply": _check_simple_answer,
}
