"""Headquarters takes packets in: what each is, said before anything is written; then one transaction and a receipt."""

from __future__ import annotations

import contextlib
import json
import mimetypes
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from app.actions.backup import before_import
from app.actions.desk import Desk
from app.actions.effects import new_seal_number
from app.actions.inbox_check import judged, reading_arrived, require_confirmed, require_headquarters
from app.actions.procedure import perform, undo
from app.actions.receipts import (
    Answer,
    WrittenReceipt,
    receipt_folder,
    receipt_of,
    require_all_seen,
    try_receipt,
)
from app.actions.registering import first_clocks, query_code
from app.actions.repeats import repeats_in
from app.actions.stations import own_keys, trust_sender
from app.domain.changes import Changes, Progress, Steps
from app.domain.codes import CaseState
from app.domain.errors import InvalidField, NotAllowed
from app.domain.inbox import (
    CaseFate,
    CaseVerdict,
    Finding,
    ImportCheck,
    RepeatNotice,
    SenderLine,
    arrived,
    missing_numbers,
    received_draft,
)
from app.domain.packets import canonical_json, history_json
from app.domain.receipts import ReceiptKind
from app.domain.received import ReceivedCase, ReceivedPacket, ReceivedState
from app.files.inbox_file import Enclosures, enclosures
from app.files.packet_layout import CaseJson
from app.files.packet_verify import VerifiedPacket
from app.storage import acts, cases, documents, received
from app.storage import inbox as kept
from app.storage.cases import NewCase
from app.storage.station import next_serial

BATCH = 200
MOST_LINES = 10_000


@dataclass(frozen=True, slots=True)
class ImportedPacket:
    """What an import did. ``skipped`` are cases that were here, ``rejected`` those that could not be registered;
    ``repeats`` wait for a human's word. ``receipt`` is the file for the sender."""

    changes: Changes
    packet: ReceivedPacket
    imported: tuple[str, ...]
    again: tuple[str, ...]
    skipped: tuple[CaseVerdict, ...]
    rejected: tuple[CaseVerdict, ...]
    repeats: tuple[RepeatNotice, ...]
    missing_files: tuple[str, ...]
    receipt: WrittenReceipt


# --- importing ---------------------------------------------------------------------------------------------


def import_packet(
    desk: Desk,
    path: Path,
    *,
    password: str | None = None,
    confirmed: frozenset[Finding] = frozenset(),
    receipts: Path | None = None,
    seen: ImportCheck | None = None,
) -> Generator[Progress, None, ImportedPacket]:
    """Take a packet in: its cases under the sender's numbers, each with one of this office beside it.

    ``confirmed`` are the findings to which somebody said yes; ``UNKNOWN_STATION`` among them trusts the sender.
    ``seen`` is the check that was shown: where file or register say something else by now, nobody said yes. One
    transaction: whatever fails, and closing the generator, leaves nothing. The receipt is written into ``receipts``
    (default: beside the packet) when all is registered: it speaks of what stands. Raises NotAllowed with the finding
    that stands in the way, CannotWrite when that folder is not there, and what reading raises.
    """
    require_headquarters(desk)
    own_keys(desk)  # made before the act, so that a cancelled import does not unmake them
    folder = receipt_folder(receipts or path.parent)
    packet = yield from reading_arrived(desk, path, password)
    yield from before_import(desk)
    with contextlib.ExitStack() as stack:
        stack.enter_context(desk.store.roomy())
        stack.enter_context(desk.store.transaction())
        check = judged(desk, packet)
        if seen is not None and seen != check:
            raise NotAllowed(f"{path.name}：核对以后，文件或本单位的登记又变了，没有导入。请重新核对。")
        require_confirmed(check, confirmed)
        if check.says(Finding.UNKNOWN_STATION):
            trust_sender(desk, packet.head)
        line = _enter(desk, packet)
        secret = own_keys(desk).age_secret
        opened = stack.enter_context(enclosures(path, password=password, age_secret=secret))
        work = _Import(desk, packet, line, check.cases, opened)
        yield from work.run()
        yield Progress(len(packet.cases), len(packet.cases), "写回执")
        repeats = tuple(repeats_in(desk, packet, {*work.imported, *work.again}))
        answer = Answer(receipt_of(desk, line, ReceiptKind.RECEIVED), folder)
    return ImportedPacket(
        Changes(cases=(*work.imported, *work.again), packets=(line.number,), bulk=len(packet.cases) > BATCH),
        line,
        tuple(work.imported),
        tuple(work.again),
        tuple(verdict for verdict in check.cases if verdict.fate is CaseFate.HERE),
        tuple(verdict for verdict in check.cases if verdict.fate is CaseFate.REJECTED),
        repeats,
        tuple(work.missing_files),
        try_receipt(desk, answer),
    )


def _enter(
    desk: Desk, packet: VerifiedPacket, state: ReceivedState = ReceivedState.IMPORTED, reason: str = ""
) -> ReceivedPacket:
    """Enter a packet in the register of what arrived. Inside the transaction."""
    head = packet.head
    line = ReceivedPacket(
        head.number, head.sender_code, head.sender_name, head.sequence, head.purpose, head.made_at, head.made_by,
        desk.now(), desk.operator.name, packet.name, packet.file_sha256, packet.content_sha256, head.previous_sha256,
        state, len(packet.cases), reason,
    )  # fmt: skip
    content = canonical_json(head_json(packet))  # the cases are kept one by one
    return replace(line, id=received.insert_received(desk.store, line, content))


def head_json(packet: VerifiedPacket) -> dict[str, Any]:
    """What is kept of a packet besides its cases."""
    head = packet.head
    return {
        "version": packet.version,
        "signature": packet.signature,
        "seal": packet.seal.value,
        "key": head.sender_key,
        "age": head.sender_age,
        "to": {"code": head.receiver_code, "name": head.receiver_name},
        **history_json(head.history),
    }


class _Import:
    """The cases of one packet on their way into the register."""

    def __init__(
        self,
        desk: Desk,
        packet: VerifiedPacket,
        line: ReceivedPacket,
        verdicts: Sequence[CaseVerdict],
        opened: Enclosures,
    ) -> None:
        self.desk, self.packet, self.line = desk, packet, line
        self.imported: list[str] = []
        self.again: list[str] = []
        self.missing_files: list[str] = []
        self._verdicts, self._opened = verdicts, opened

    def run(self) -> Iterator[Progress]:
        """Write all, some hundred at a time."""
        total = len(self.packet.cases)
        for start in range(0, total, BATCH):
            yield Progress(start, total, "登记事项")
            batch = list(zip(self.packet.cases, self._verdicts, strict=True))[start : start + BATCH]
            fresh = [case for case, verdict in batch if verdict.fate is CaseFate.NEW]
            again = [case for case, verdict in batch if verdict.fate is CaseFate.AGAIN]
            self._register(fresh)
            for case in again:
                perform(self.desk, number=case["number"], act="receive_again")
            self._enter(start, [case for case, verdict in batch if verdict.fate is not CaseFate.REJECTED])
            self.again += [case["number"] for case in again]

    def _register(self, batch: Sequence[CaseJson]) -> None:
        """New cases with their numbers, clocks and source."""
        if not batch:
            return
        desk, sender = self.desk, self.line.sender_code
        year, code = desk.today().year, desk.station.unit_code
        first = next_serial(desk.store, "office", f"{code}-{year}", count=len(batch))
        cases.insert_cases(desk.store, [self._new_case(case) for case in batch])
        numbers = [
            (case["number"], f"{code}-{year}-{serial:04d}") for serial, case in enumerate(batch, first)
        ]
        kept.mark_source(desk.store, [(sender, office, number) for number, office in numbers])
        for number, office in numbers:
            desk.record("receive", f"收到{sender}移送（{self.line.number}），本单位编号{office}", number)
        self.imported += [number for number, _ in numbers]

    def _new_case(self, case: CaseJson) -> NewCase:
        """A case as this office registers it."""
        desk = self.desk
        draft = received_draft(case, today=desk.today())
        clocks, now, by = first_clocks(desk, draft), desk.now(), desk.operator.name
        new = NewCase(draft, case["number"], query_code(), now, by, clocks)
        return replace(new, seal_number=new_seal_number(desk)) if new.sealed else new

    def _enter(self, start: int, batch: Sequence[CaseJson]) -> None:
        """Keep what was sent word for word, and the files that came along."""
        ids = kept.known_cases(self.desk.store, [case["number"] for case in batch])
        rows = [
            ReceivedCase(ids[case["number"]].id, start + at, canonical_json(case))
            for at, case in enumerate(batch)
        ]
        received.insert_received_cases(self.desk.store, self.line.id, rows)
        for case in batch:
            self._attach(ids[case["number"]].id, case)

    def _attach(self, case_id: int, case: CaseJson) -> None:
        """Letters and attachments of the zip; those that the case has already stay once."""
        have = (
            {one.sha256 for one in cases.attachments_of(self.desk.store, case_id)}
            if case["attachments"]
            else set()
        )
        for file in case["attachments"]:
            if file["sha256"] in have:
                continue
            content = self._opened(file["file"], file["sha256"])
            if content is None:
                self.missing_files.append(f"{case['number']} {file['name']}")
                continue
            documents.insert_attachment(
                self.desk.store,
                case_id,
                name=file["name"],
                media_type=mimetypes.guess_type(file["name"])[0] or "application/octet-stream",
                content=content,
                at=self.desk.now(),
                by=self.desk.operator.name,
            )


# --- refusing, the register ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RefusedPacket:
    """A packet that was given back, and the receipt that says why."""

    changes: Changes
    packet: ReceivedPacket
    receipt: WrittenReceipt


def refuse_packet(
    desk: Desk, path: Path, *, reason: str, password: str | None = None, receipts: Path | None = None
) -> Steps[RefusedPacket]:
    """Give a packet back with a signed receipt that says why; nothing of it is registered but a line of the inbox.

    Raises NotAllowed for one that was imported, or whose cover names nobody to whom it could be given back.
    """
    require_headquarters(desk)
    own_keys(desk)
    folder = receipt_folder(receipts or path.parent)
    packet = yield from reading_arrived(desk, path, password)
    with desk.store.transaction():
        check = judged(desk, packet)
        hindering = [n for n in check.notices if n.finding in {Finding.UNSOUND, Finding.KNOWN}]
        if hindering:
            raise NotAllowed(f"{path.name}不能退回：{hindering[0].sentence}")
        line = _enter(desk, packet, ReceivedState.REFUSED, reason.strip())
        desk.record("refuse_packet", f"退回{line.sender_code}的{line.number}：{line.reason}")
        answer = Answer(receipt_of(desk, line, ReceiptKind.REFUSED), folder)
    return RefusedPacket(Changes(packets=(line.number,)), line, try_receipt(desk, answer))


def inbox(desk: Desk) -> list[SenderLine]:
    """Who sent what and when, and which packets of each sender never came."""
    lines = []
    packets = sorted(
        received.list_received(desk.store, limit=MOST_LINES),
        key=lambda packet: (packet.sender_code, packet.purpose),
    )
    for (code, purpose), group in groupby(packets, key=lambda packet: (packet.sender_code, packet.purpose)):
        found = tuple(group)
        missing = missing_numbers([packet.sequence for packet in found if arrived(packet)])
        lines.append(SenderLine(code, found[0].sender_name, purpose, found, missing))
    return lines


# --- taking an import back -----------------------------------------------------------------------------------


def undo_import(desk: Desk, *, number: str, reason: str) -> Changes:
    """Take the import of a packet back, as long as nothing was done upon any of its cases.

    The line in the register and the history stay; the packet can be imported again. Raises NotFound, and NotAllowed
    naming what stands in the way.
    """
    if not reason.strip():
        raise InvalidField("reason", "请写明撤销导入的理由")
    require_headquarters(desk)
    with desk.store.transaction():
        line = received.find_received(desk.store, number)
        if line.state is not ReceivedState.IMPORTED:
            raise NotAllowed(f"{number}{line.state.label}，没有可以撤销的导入。")
        brought = [_Brought.of(desk, line, case) for case in received.received_cases(desk.store, line.id)]
        require_all_seen(desk, line)
        if hindering := [why for one in brought if (why := one.in_the_way(desk))]:
            more = f"等{len(hindering)}件" if len(hindering) > MOST_HINDERING else ""
            raise NotAllowed(f"{number}不能撤销导入：{'；'.join(hindering[:MOST_HINDERING])}{more}。")
        _take_out(desk, line, brought, reason.strip())
        at, by = desk.now(), desk.operator.name
        received.set_received_state(
            desk.store, line.id, ReceivedState.UNDONE, at=at, by=by, reason=reason.strip()
        )
        desk.record(
            "undo_import", f"撤销导入{line.sender_code}的{number}（{len(brought)}件）：{reason.strip()}"
        )
    return Changes(cases=tuple(one.number for one in brought), packets=(number,), bulk=True)


MOST_HINDERING = 5


@dataclass(frozen=True, slots=True)
class _Brought:
    """A case that a packet brought: ``NEW``, ``AGAIN`` after it was returned, or ``HERE`` before."""

    id: int
    number: str
    fate: CaseFate
    files: tuple[str, ...]

    @classmethod
    def of(cls, desk: Desk, line: ReceivedPacket, case: ReceivedCase) -> _Brought:
        """From the register."""
        content = json.loads(case.content)
        files = tuple(file["sha256"] for file in content["attachments"])
        fate = CaseFate.NEW
        if kept.first_packet(desk.store, case.case_id) != line.id:
            again = (
                r for r in acts.acts_of(desk.store, case.case_id) if r.stands and r.act == "receive_again"
            )
            fate = CaseFate.AGAIN if any(r.at >= line.received_at for r in again) else CaseFate.HERE
        return cls(case.case_id, content["number"], fate, files)

    def in_the_way(self, desk: Desk) -> str:
        """What was done upon it since; empty when nothing was."""
        if self.fate is CaseFate.HERE:
            return ""
        if self.fate is CaseFate.AGAIN:
            last = next(r for r in reversed(acts.acts_of(desk.store, self.id)) if r.stands)
            case = cases.get_case(desk.store, self.number)
            back = last.act == "receive_again" and case.state is CaseState.REGISTERED
            return "" if back else f"{self.number}退回后再次收到，又已办理"
        done = kept.done_upon(desk.store, self.id)
        if kept.attachments_beyond(desk.store, self.id, self.files):
            done = (*done, "添加的附件")
        return f"{self.number}已有{'、'.join(done)}" if done else ""


def _take_out(desk: Desk, line: ReceivedPacket, brought: Sequence[_Brought], reason: str) -> None:
    """Take the cases off the register; what had come before stands as it stood then. Inside the transaction."""
    for one in brought:
        if one.fate is CaseFate.NEW:
            desk.record("undo_import", f"撤销导入（{line.number}）", one.number)
            continue
        if one.fate is CaseFate.AGAIN:
            undo(desk, number=one.number, reason=reason)
        before = json.loads(kept.content_before(desk.store, line.id, one.id))["attachments"]
        old = {file["sha256"] for file in before}
        fresh = [sha256 for sha256 in one.files if sha256 not in old]
        kept.drop_attachments_of(desk.store, one.id, fresh, since=line.received_at)
        kept.forget_case(desk.store, line.id, one.id)
    kept.drop_cases(desk.store, [one.id for one in brought if one.fate is CaseFate.NEW])
