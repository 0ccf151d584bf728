"""The workshop takes a reply over: nothing is overwritten without a decision, and all of it can be taken back."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from app.actions.backup import before_import
from app.actions.desk import Desk
from app.actions.differences import ReadReply, judge_reply, reading_reply_of
from app.actions.inbox_check import require_confirmed
from app.actions.procedure import perform, undo
from app.actions.sealed import sees_number, words_for
from app.actions.stations import trust_station
from app.domain.acts import ActRecord
from app.domain.changes import Changes, Progress
from app.domain.codes import StationRole
from app.domain.errors import InvalidField, NotAllowed
from app.domain.inbox import Finding, ImportCheck
from app.domain.packet_codes import PacketState
from app.domain.packets import PacketHead, canonical_json
from app.domain.procedure import MOVES
from app.domain.received import ReceivedPacket, ReceivedState
from app.domain.reply_packets import list_from_json, list_json
from app.domain.reply_plan import (
    OURS,
    THEIRS,
    CasePlan,
    Decisions,
    FieldDifference,
    ReplyCheck,
    SheetCheck,
    acts_of_reply,
    field_label,
    opinion_stands,
    ours_of,
    settled,
)
from app.domain.reply_records import ReplyDecision, ReplyRecord
from app.domain.stations import StationCard, StationKind
from app.storage import acts, cases, documents, packets, received, replies
from app.storage import inbox as kept

_STEP = 50
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class ImportedReply:
    """What a reply brought. ``reply_ids`` has one for each packet that it answers; empty when it brought nothing new.

    ``blocked`` are cases of which nothing was taken over, each with its reason.
    """

    changes: Changes
    check: ReplyCheck
    reply_ids: tuple[int, ...] = ()
    cases: tuple[str, ...] = ()
    acts: int = 0
    blocked: tuple[CasePlan, ...] = ()


def import_reply(
    desk: Desk,
    path: Path,
    *,
    decisions: Decisions | None = None,
    password: str | None = None,
    confirmed: frozenset[Finding] = frozenset(),
    packet: str = "",
    seen: ReplyCheck | None = None,
) -> Generator[Progress, None, ImportedReply]:
    """Take a reply over, by acts of the procedure, in one transaction; closing the generator leaves nothing.

    ``decisions`` says of every difference whether ours or theirs holds: (case, field) → ``ours`` or ``theirs``, of a
    changed cell ("", place) → ``ours``. ``seen`` is what was decided upon: where file or desk say something else by now,
    nobody decided that. The same reply twice brings nothing. Raises NotAllowed naming what is not decided or not
    confirmed, and what ``check_reply`` raises.
    """
    said = dict(decisions or {})
    with ExitStack() as stack:
        reply = yield from reading_reply_of(desk, path, stack, password=password, packet=packet)
        yield from before_import(desk)
        stack.enter_context(desk.store.transaction())
        check = judge_reply(desk, reply)
        if check.known:
            return ImportedReply(Changes(), check)
        if seen is not None and seen != check:
            raise NotAllowed(
                f"{path.name}：比对以后，文件或本单位的记录又变了，没有导入。请重新读这份回复，再决定。"
            )
        _require_settled(check, said, confirmed)
        work = _Takeover(desk, reply, said)
        for sheet in check.sheets:
            yield from work.take(sheet)
        if check.head and reply.opened:
            _enter(desk, check.head, reply, confirmed)
        return work.done(check)


def _require_settled(check: ReplyCheck, decisions: Decisions, confirmed: frozenset[Finding]) -> None:
    """Raise NotAllowed as long as anything is open."""
    require_confirmed(ImportCheck(check.file, check.notices, check.head), confirmed)
    if open_ := check.undecided(decisions):
        more = f"……共{len(open_)}处" if len(open_) > _MOST_NAMED else ""
        raise NotAllowed(
            f"{check.file}：以下不同之处还没有决定采用哪一方，没有导入：{'；'.join(open_[:_MOST_NAMED])}{more}。",
            undecided=list(open_),
        )
    if standing := [why for plan in check.plans if (why := opinion_stands(plan, decisions))]:
        raise NotAllowed("".join(standing[:_MOST_NAMED]))


def _enter(desk: Desk, head: PacketHead, reply: ReadReply, confirmed: frozenset[Finding]) -> None:
    """Enter a program's packet in the register of what came in. Inside the transaction."""
    opened = reply.opened
    if opened is None:
        return
    if Finding.UNKNOWN_STATION in confirmed:
        _trust(desk, head)
    line = ReceivedPacket(
        head.number, head.sender_code, head.sender_name, head.sequence, head.purpose, head.made_at, head.made_by,
        desk.now(), desk.operator.name, reply.file, reply.file_sha256, opened.sha256, head.previous_sha256,
        ReceivedState.IMPORTED, len({file.case for file in opened.content.files if file.case}),
    )  # fmt: skip
    received.insert_received(desk.store, line, canonical_json(list_json(opened.content)))


def _trust(desk: Desk, head: PacketHead) -> None:
    """Trust the level above, when somebody compared its fingerprint with the paper."""
    card = StationCard(
        head.sender_code, head.sender_name, StationRole.HEADQUARTERS, head.sender_key, head.sender_age,
        head.made_at.date(), StationKind.RECEPTION,
    )  # fmt: skip
    trust_station(desk, card=card, fingerprint_confirmed=True)


class _Takeover:
    """A reply on its way into the cases."""

    def __init__(self, desk: Desk, reply: ReadReply, decisions: Mapping[tuple[str, str], str]) -> None:
        self.desk, self.reply, self.decisions = desk, reply, decisions
        self._ids: list[int] = []
        self._cases: list[str] = []
        self._blocked: list[CasePlan] = []
        self._acts = 0

    def take(self, sheet: SheetCheck) -> Iterator[Progress]:
        """All of one sheet; a sheet that brings nothing leaves no line in the register."""
        self._blocked += [plan for plan in sheet.plans if plan.blocked]
        news = [plan for plan in sheet.plans if self._brings(plan)]
        if not news:
            return
        desk, packet = self.desk, sheet.packet_number
        record = ReplyRecord(
            packet, desk.now(), desk.operator.name, self.reply.file, self.reply.file_sha256, self.reply.source
        )
        reply_id = replies.insert_reply(desk.store, record)
        desk.record("import_reply", f"导入对{packet}的回复（{len(news)}件）")
        position = 0
        for done, plan in enumerate(news):
            if done % _STEP == 0:
                yield Progress(done, len(news), "登记回复")
            position = self._take_case(reply_id, plan, position)
        state = PacketState.ANSWERED if sheet.complete else PacketState.RECEIVED
        if packets.get_packet(desk.store, packet).state is not PacketState.ANSWERED:
            packets.set_packet_state(desk.store, packet, state)
        self._ids.append(reply_id)

    def _brings(self, plan: CasePlan) -> bool:
        """Whether anything of a plan is to be entered: news, a letter, or a decision."""
        return not plan.blocked and plan.state is not None and (plan.news or bool(self._new_letters(plan)))

    def _take_case(self, reply_id: int, plan: CasePlan, position: int) -> int:
        """One case: its decisions, its acts, its letters; the next position among the reply's acts."""
        desk = self.desk
        case = cases.get_case(desk.store, plan.number)
        self._decide(reply_id, case.id, plan)
        planned = acts_of_reply(
            case,
            acts.acts_of(desk.store, case.id),
            settled(plan, self.decisions),
            received_on=plan.received_on,
            today=desk.today(),
            unit=desk.station.superior_name,
        )
        for one in planned:
            perform(desk, number=case.number, act=one.act, on=one.on, fields=one.fields)
            replies.add_reply_act(desk.store, reply_id, kept.newest_act(desk.store, case.id), position)
            position += 1
        note_their_number(desk, case.number)
        self._attach(case.id, plan)
        self._cases.append(case.number)
        self._acts += len(planned)
        return position

    def _decide(self, reply_id: int, case_id: int, plan: CasePlan) -> None:
        """Keep how was decided where both had written something."""
        desk = self.desk
        for one in plan.differences:
            word = self.decisions[plan.number, one.field]
            decision = ReplyDecision(
                case_id, one.field, one.ours, one.theirs, word, desk.now(), desk.operator.name
            )
            replies.add_reply_decision(desk.store, reply_id, decision)
            kept_ = "保留本单位的" if word == OURS else "采用回复的"
            said = words_for(desk, plan.number, f"{field_label(one.field)}{kept_}")
            desk.record("reply_decision", f"与回复不同之处：{said}", plan.number)

    def _new_letters(self, plan: CasePlan) -> list[str]:
        """The hashes of the letters that the case does not have yet."""
        wanted = [file.sha256 for file in self.reply.letters_of(plan.number)]
        if not wanted or plan.state is None:
            return []
        case_id = cases.case_id(self.desk.store, plan.number)
        have = {one.sha256 for one in cases.attachments_of(self.desk.store, case_id)}
        return [sha256 for sha256 in wanted if sha256 not in have]

    def _attach(self, case_id: int, plan: CasePlan) -> None:
        """Keep the letters that came along as attachments of the case."""
        new, opened = set(self._new_letters(plan)), self.reply.opened
        for file in self.reply.letters_of(plan.number):
            if opened is None or file.sha256 not in new:
                continue
            new.discard(file.sha256)
            documents.insert_attachment(
                self.desk.store,
                case_id,
                name=file.name,
                media_type=mimetypes.guess_type(file.name)[0] or "application/octet-stream",
                content=opened.read(file),
                at=self.desk.now(),
                by=self.desk.operator.name,
            )
            self.desk.record("attach", "添加回复附来的文书", plan.number)

    def done(self, check: ReplyCheck) -> ImportedReply:
        """What was brought."""
        numbers = tuple(dict.fromkeys(sheet.packet_number for sheet in check.sheets)) if self._ids else ()
        changes = Changes(cases=tuple(self._cases), packets=numbers, bulk=len(self._cases) > _STEP)
        ids, taken = tuple(self._ids), tuple(self._cases)
        return ImportedReply(changes, check, ids, taken, self._acts, tuple(self._blocked))


def note_their_number(desk: Desk, number: str) -> None:
    """Keep headquarters' number beside the case as its standing acts tell it. Inside a transaction."""
    case = cases.get_case(desk.store, number)
    ours = ours_of(case, acts.acts_of(desk.store, case.id))
    replies.put_office_number(desk.store, case.id, ours.get("their_number", ""))


# --- the register, and taking back -----------------------------------------------------------------------------


def list_replies(desk: Desk) -> list[ReplyRecord]:
    """The replies that were taken over, newest first, those taken back too."""
    return replies.list_replies(desk.store)


def decisions_of(desk: Desk, *, reply_id: int) -> list[ReplyDecision]:
    """How was decided where a reply and the desk differed; of the cases that this operator may see."""
    found = replies.reply_decisions(desk.store, reply_id)
    numbers = kept.numbers_of(desk.store, [one.case_id for one in found])
    seen = {case_id for case_id, number in numbers.items() if sees_number(desk, number)}
    return [one for one in found if one.case_id in seen]


def decision_lines(desk: Desk, *, reply_id: int) -> list[str]:
    """The same as a sentence each, for whoever reads it later."""
    found = decisions_of(desk, reply_id=reply_id)
    numbers = kept.numbers_of(desk.store, [one.case_id for one in found])
    words = {OURS: "保留本单位的", THEIRS: "采用回复的"}
    return [
        f"{numbers[one.case_id]}　{FieldDifference(one.field, one.ours, one.theirs)}。{words[one.decision]}"
        f"（{one.by}，{one.at:%Y-%m-%d}）"
        for one in found
    ]


def undo_reply(desk: Desk, *, reply_id: int, reason: str) -> Changes:
    """Take a reply back: its acts from the last to the first, its letters, its mark on the packet.

    Raises NotFound, and NotAllowed naming what was done upon it since.
    """
    if not reason.strip():
        raise InvalidField("reason", "请写明撤销的理由")
    with desk.store.transaction():
        reply = replies.get_reply(desk.store, reply_id)
        if not reply.stands:
            raise NotAllowed(f"对{reply.packet_number}的这份回复已经撤销。")
        done = replies.reply_acts(desk.store, reply_id)
        numbers = kept.numbers_of(desk.store, [case_id for case_id, _ in done])
        letters = _letters_of(desk, reply)
        touched = tuple(dict.fromkeys([*numbers.values(), *letters]))
        if not all(sees_number(desk, number) for number in touched):
            raise NotAllowed(f"这份回复里有您看不到的密封事项，请由导入它的{reply.by}撤销。")
        bare = [number for number in letters if number not in numbers.values()]
        if hindering := [*_in_the_way(desk, done, numbers), *_upon_letters(desk, bare, reply)]:
            more = f"等{len(hindering)}件" if len(hindering) > _MOST_NAMED else ""
            raise NotAllowed(f"这份回复不能撤销：{'；'.join(hindering[:_MOST_NAMED])}{more}。")
        for case_id, _ in reversed(done):
            undo(desk, number=numbers[case_id], reason=reason)
        for number in numbers.values():
            note_their_number(desk, number)
        replies.mark_reply_undone(desk.store, reply_id, at=desk.now(), by=desk.operator.name)
        for number, hashes in letters.items():
            case_id = cases.case_id(desk.store, number)
            kept.drop_attachments_of(desk.store, case_id, hashes, since=reply.at)
        _take_back_packet(desk, reply, reason.strip())
        desk.record("undo_reply", f"撤销导入对{reply.packet_number}的回复：{reason.strip()}")
    return Changes(cases=touched, packets=(reply.packet_number,))


def _in_the_way(desk: Desk, done: list[tuple[int, int]], numbers: Mapping[int, str]) -> Iterator[str]:
    """What was done upon the cases since: the reply's acts must still be the newest."""
    by_case: dict[int, list[int]] = {}
    for case_id, act_id in done:
        by_case.setdefault(case_id, []).append(act_id)
    for case_id, act_ids in by_case.items():
        standing = [record for record in acts.acts_of(desk.store, case_id) if record.stands]
        if [record.id for record in standing[-len(act_ids) :]] != act_ids:
            yield f"{numbers[case_id]}{_since(standing, act_ids)}"


def _since(standing: list[ActRecord], act_ids: list[int]) -> str:
    """What was done afterwards, or which act of the reply was taken back by itself."""
    later = [MOVES[record.act].label for record in standing if record.id > act_ids[-1]]
    return f"之后又有“{'、'.join(later)}”" if later else "已经单独撤销过回复带来的步骤"


def _upon_letters(desk: Desk, numbers: list[str], reply: ReplyRecord) -> Iterator[str]:
    """What was done since upon cases to which the reply brought letters alone."""
    for number in numbers:
        records = acts.acts_of(desk.store, cases.case_id(desk.store, number))
        if later := [MOVES[record.act].label for record in records if record.stands and record.at > reply.at]:
            yield f"{number}之后又有“{'、'.join(later)}”"


def _take_back_packet(desk: Desk, reply: ReplyRecord, reason: str) -> None:
    """The packet waits for its answer again, the file can be taken over again."""
    line_id = kept.received_file(desk.store, reply.file_sha256)
    if line_id is not None and not kept.taken_over(desk.store, reply.file_sha256):
        at, by = desk.now(), desk.operator.name
        received.set_received_state(desk.store, line_id, ReceivedState.UNDONE, at=at, by=by, reason=reason)
    packet = packets.get_packet(desk.store, reply.packet_number)
    others = any(one.stands for one in replies.replies_to(desk.store, reply.packet_number))
    state = PacketState.RECEIVED if others or packet.receipt_at else PacketState.SENT
    packets.set_packet_state(desk.store, reply.packet_number, state)


def _letters_of(desk: Desk, reply: ReplyRecord) -> dict[str, list[str]]:
    """The hashes of the letters that this reply brought, by the number of their case."""
    line_id = kept.received_file(desk.store, reply.file_sha256)
    if line_id is None:
        return {}
    letters: dict[str, list[str]] = {}
    for file in list_from_json(json.loads(received.received_content(desk.store, line_id))).files:
        if file.case and file.packet == reply.packet_number:
            letters.setdefault(file.case, []).append(file.sha256)
    return letters
