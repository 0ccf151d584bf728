"""到期鉴定销毁: what is past its period is listed, asked for, decided by another one, and erased with a printed list.

Names and texts go, figures stay: number, days, class, unit, channel, state and the coded results of a case are kept
(decision 23). Sealed cases, and those that once were, are not among them.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.actions.desk import Desk
from app.domain.backups import gone_by
from app.domain.changes import Changes, Progress, Steps
from app.domain.codes import Role
from app.domain.documents import DocumentKind, document_number
from app.domain.errors import InvalidField, NotAllowed
from app.domain.fields import FieldKind
from app.domain.procedure import MOVES
from app.domain.retention import DueCase, Erasure, ErasureState, destruction_list, due, earliest_end
from app.files.backup_rules import keeping
from app.files.case_file_rules import retention_rules
from app.files.document_rules import number_mark
from app.storage import documents, erasing
from app.storage.station import next_serial

CODED = frozenset({FieldKind.CHOICE, FieldKind.DATE, FieldKind.NUMBER, FieldKind.CHECK})
"""What stays of an act's fields: what figures are counted from, and nothing that somebody wrote."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasing did: the destruction list, how many cases, and until when backups still hold them."""

    changes: Changes
    document_id: int
    count: int
    statement: str


# --- listing -----------------------------------------------------------------------------------------------


def list_due(desk: Desk) -> list[DueCase]:
    """The cases past their period, oldest first; those that must stay all the same say why. What stands in a wish
    already is not among them."""
    rules, today = retention_rules(desk.rules_folder), desk.today()
    asked = erasing.asked_for(desk.store)
    old = erasing.old_cases(desk.store, earliest_end(today))
    return [found for case in old if case.id not in asked and (found := due(case, rules, today))]


def list_erasures(desk: Desk) -> list[Erasure]:
    """All wishes to erase, newest first."""
    return erasing.list_erasures(desk.store)


def erasures_to_decide(desk: Desk) -> list[Erasure]:
    """The wishes that wait for this operator: a leader who did not ask; oldest first."""
    waiting = [wish for wish in list_erasures(desk) if wish.state is ErasureState.ASKED]
    return [wish for wish in reversed(waiting) if may_decide(desk, wish)]


def answered_erasures(desk: Desk) -> list[Erasure]:
    """What this operator asked for and was answered: approved and not carried out, or returned, until he asks for one of
    its cases again or takes it back."""
    mine = [wish for wish in list_erasures(desk) if wish.asked_by == desk.operator.name]
    back = [wish for wish in mine if wish.state is ErasureState.RETURNED]
    due_now = {one.case.number for one in list_due(desk)} if back else set[str]()
    return [
        wish
        for wish in mine
        if wish.state is ErasureState.APPROVED
        or (wish.state is ErasureState.RETURNED and any(line.number in due_now for line in wish.lines))
    ]


def may_decide(desk: Desk, wish: Erasure) -> bool:
    """Whether this operator is a leader, and another one asked."""
    return Role.LEADER in desk.operator.roles and wish.asked_by != desk.operator.name


def get_erasure(desk: Desk, *, erasure_id: int) -> Erasure:
    """One wish. Raises NotFound."""
    return erasing.get_erasure(desk.store, erasure_id)


def backup_statement(desk: Desk) -> str:
    """Until when backups still hold what is erased today."""
    gone = gone_by(desk.today(), keeping())
    return (
        f"备份中最迟到{gone:%Y-%m-%d}仍有这些内容：工作台天天备份，旧备份轮换后自动清除。"
        "手工备份、拿到别处的备份和换下来的旧数据不会自动清除，要另行销毁。"
    )


# --- asking and deciding -----------------------------------------------------------------------------------


def propose(desk: Desk, *, numbers: Sequence[str], reason: str) -> Changes:
    """Ask a leader to let cases be erased; ``reason`` is the appraisal (鉴定意见).

    Raises InvalidField without a reason or a case, NotFound, NotAllowed naming a case that is not past its period or
    must stay.
    """
    wanted = list(dict.fromkeys(number.strip().upper() for number in numbers if number.strip()))
    if not wanted:
        raise InvalidField("numbers", "请选择要销毁的事项")
    if not reason.strip():
        raise InvalidField("reason", "请写明鉴定意见：为什么可以销毁")
    _require_role(desk, Role.CLERK, Role.LEADER)
    with desk.store.transaction():
        asked = erasing.asked_for(desk.store)
        chosen = [_erasable(desk, number) for number in wanted]
        if twice := [one.case.number for one in chosen if one.case.id in asked]:
            raise NotAllowed(f"{twice[0]}已在另一项销毁申请里")
        at, by = desk.now(), desk.operator.name
        erasing.insert_erasure(desk.store, at=at, by=by, reason=reason.strip(), cases=chosen)
        desk.record("retention_propose", f"申请销毁到期档案{len(chosen)}件：{reason.strip()}")
    return Changes(approvals=1)


def decide(desk: Desk, *, erasure_id: int, approve: bool, word: str = "") -> Changes:
    """A leader who did not ask approves, or returns it with a word. Raises NotAllowed, InvalidField, NotFound."""
    if not approve and not word.strip():
        raise InvalidField("word", "请写明退回的理由")
    with desk.store.transaction():
        wish = _waiting(desk, erasure_id, ErasureState.ASKED)
        _require_role(desk, Role.LEADER)
        if wish.asked_by == desk.operator.name:
            raise NotAllowed("自己提出的销毁申请由另一位负责人决定")
        state = ErasureState.APPROVED if approve else ErasureState.RETURNED
        _settle(desk, wish, state, word.strip())
    return Changes(approvals=1)


def take_back(desk: Desk, *, erasure_id: int) -> Changes:
    """Whoever asked takes the wish back, also when it is approved and not yet carried out, or came back: he lets it be.

    Raises NotAllowed.
    """
    with desk.store.transaction():
        wish = _waiting(desk, erasure_id, ErasureState.ASKED, ErasureState.APPROVED, ErasureState.RETURNED)
        if wish.asked_by != desk.operator.name:
            raise NotAllowed(f"只能由提出人{wish.asked_by}撤回")
        _settle(desk, wish, ErasureState.TAKEN_BACK, wish.word)
    return Changes(approvals=1)


def _settle(desk: Desk, wish: Erasure, state: ErasureState, word: str) -> None:
    """Keep a decision. Inside the transaction."""
    erasing.decide_erasure(desk.store, wish.id, state, at=desk.now(), by=desk.operator.name, word=word)
    labels = {
        ErasureState.APPROVED: "批准",
        ErasureState.RETURNED: "退回",
        ErasureState.TAKEN_BACK: "撤回",
    }
    said = f"{labels[state]}销毁到期档案{len(wish.lines)}件"
    desk.record(f"retention_{state.value}", f"{said}：{word}" if state is ErasureState.RETURNED else said)


def _waiting(desk: Desk, erasure_id: int, *states: ErasureState) -> Erasure:
    """A wish in one of some states. Raises NotAllowed, NotFound."""
    wish = erasing.get_erasure(desk.store, erasure_id)
    if wish.state not in states:
        raise NotAllowed(f"这项销毁申请{wish.state.label}")
    return wish


def _require_role(desk: Desk, *roles: Role) -> None:
    """Raise NotAllowed for whoever has none of these roles."""
    if not set(roles) & set(desk.operator.roles):
        raise NotAllowed(f"到期鉴定销毁由{'或'.join(role.label for role in roles)}办理")


def _erasable(desk: Desk, number: str) -> DueCase:
    """A case that may be erased now. Raises NotFound, NotAllowed with the reason."""
    found = due(erasing.kept_case(desk.store, number), retention_rules(desk.rules_folder), desk.today())
    if found is None:
        raise NotAllowed(f"{number}还在办理，或者保管期限未满，不能销毁")
    if found.hindrance:
        raise NotAllowed(f"{number}不能销毁：{found.hindrance}")
    return found


# --- erasing -----------------------------------------------------------------------------------------------


def erase(desk: Desk, *, erasure_id: int) -> Steps[Erased]:
    """Carry an approved wish out, in one transaction; closing the generator leaves everything as it was.

    Every case is looked at once more. Raises NotAllowed naming one that must stay now, NotFound.
    """
    _require_role(desk, Role.CLERK, Role.LEADER)
    with desk.store.roomy(), desk.store.transaction():
        wish = _waiting(desk, erasure_id, ErasureState.APPROVED)
        cases = [_erasable(desk, line.number) for line in wish.lines]
        number = _list_number(desk)
        for done, one in enumerate(cases):
            yield Progress(done, len(cases), f"清除{one.case.number}")
            erasing.erase_case(desk.store, one.case.id, one.case.number, desk.now(), _coded)
            desk.record("erase", f"按保管期限销毁（销毁清单{number}）", one.case.number)
        yield Progress(len(cases), len(cases), "整理检索索引")
        erasing.merge_indexes(desk.store)
        document_id = _freeze_list(desk, wish, cases, number)
        erasing.finish_erasure(desk.store, wish.id, at=desk.now(), document_id=document_id)
        desk.record("retention_done", f"销毁到期档案{len(cases)}件，销毁清单{number}")
    erasing.fold_log(desk.store)
    changes = Changes(tuple(one.case.number for one in cases), (document_id,), bulk=True, approvals=1)
    return Erased(changes, document_id, len(cases), backup_statement(desk))


def _coded(act: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What stays of an act's fields."""
    known = {field.name for field in MOVES[act].fields if field.kind in CODED} if act in MOVES else set()
    return {name: value for name, value in fields.items() if name in known}


def _list_number(desk: Desk) -> str:
    """文号 of the destruction list."""
    year = desk.today().year
    mark = number_mark(DocumentKind.DESTRUCTION_LIST, desk.station.document_mark)
    return document_number(mark, year, next_serial(desk.store, "letter", f"{mark}-{year}"))


def _freeze_list(desk: Desk, wish: Erasure, cases: Sequence[DueCase], number: str) -> int:
    """Keep the destruction list; its document id. Inside the transaction."""
    from app.files.list_pdf import render_list  # here: reportlab costs start-up time

    out = io.BytesIO()
    content = destruction_list(wish, cases, unit=desk.station.unit_name, number=number, made_on=desk.today())
    return documents.insert_document(
        desk.store,
        kind=DocumentKind.DESTRUCTION_LIST,
        number=number,
        title=DocumentKind.DESTRUCTION_LIST.label,
        fields={},
        pages=render_list(content, out),
        pdf=out.getvalue(),
        at=desk.now(),
        by=desk.operator.name,
    )
