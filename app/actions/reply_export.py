"""Headquarters answers: one reply packet to a unit, with all that is new about the cases it sent up."""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from app.actions.desk import Desk
from app.actions.inbox_check import require_headquarters
from app.actions.packet_making import overtaken, require_untouched
from app.actions.sealed import may_see
from app.actions.stations import card_of, own_keys
from app.actions.unregistered import Unsettled, clear_unregistered, until_registered
from app.domain.acts import ActRecord
from app.domain.cases import Case
from app.domain.changes import Changes, Progress, Steps
from app.domain.documents import IssuedDocument
from app.domain.errors import NotAllowed, ReadBackDiffers
from app.domain.history import HistoryHead
from app.domain.packet_codes import Purpose, Seal, packet_number, series_of
from app.domain.packet_texts import enclosure_path
from app.domain.packets import PacketHead, PacketRecord, canonical_json
from app.domain.replies import CaseReply
from app.domain.reply_packets import (
    ANSWERS,
    LETTER_FOLDER,
    SHEET_FOLDER,
    ReplyFile,
    ReplyList,
    answer_json,
    answer_of,
    list_json,
)
from app.files.atomic import Naming, writing
from app.files.packet_seal import MOST_SEALED, seal_to_key
from app.files.packet_sealing import bringing_sealed, forward
from app.files.reply_packet import list_sha256, opened_reply_packet, writing_reply_packet
from app.files.reply_workbook import write_reply_workbook
from app.files.sealed_spool import SealedSpool
from app.storage import acts, cases, documents, history, packets, received
from app.storage import inbox as kept
from app.storage.station import coming_serial, next_serial

_STEP = 50


@dataclass(frozen=True, slots=True)
class ExportedReply:
    """A reply packet that is on the stick, read back and recorded."""

    changes: Changes
    number: str
    path: Path
    sha256: str
    cases: tuple[str, ...]
    letters: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A case with what is to be said of it, and the letters that go along."""

    case: Case
    packet_id: int
    packet_number: str
    reply: CaseReply
    letters: tuple[IssuedDocument, ...]


def waiting_answers(desk: Desk, *, unit_code: str) -> list[Answered]:
    """What is new about the cases of a unit since it was answered last, by the packets in which they came."""
    require_headquarters(desk)
    return list(_news(desk, unit_code))


def units_to_answer(desk: Desk) -> list[tuple[str, int]]:
    """The units about whose cases there is something new, and about how many."""
    require_headquarters(desk)
    codes = sorted({line.sender_code for line in received.list_received(desk.store, limit=10_000)})
    counted = ((code, sum(1 for _ in _news(desk, code))) for code in codes)
    return [(code, count) for code, count in counted if count]


def _news(desk: Desk, unit_code: str) -> Iterator[Answered]:
    """Every case of the unit that this operator may see and whose answer is another than was sent."""
    said: dict[str, dict[str, Any]] = {}
    for case_id, number in kept.cases_from(desk.store, unit_code):
        case = cases.get_case(desk.store, number)
        if not may_see(desk, case):
            continue
        answered = _answered(desk, case)
        last = kept.last_answer(desk.store, case_id)
        if last and last not in said:
            said[last] = json.loads(packets.packet_content(desk.store, last) or "{}").get("answers", {})
        if not last or said[last].get(number) != answer_json(answered.reply):
            yield answered


def _answered(desk: Desk, case: Case) -> Answered:
    """What is to be said of a case now."""
    records, papers = acts.acts_of(desk.store, case.id), documents.documents_of(desk.store, case.id)
    reply = answer_of(case, records, papers, contact=desk.operator.name, contact_phone=desk.station.phone)
    packet_id = kept.last_packet(desk.store, case.id)
    line = received.get_received(desk.store, packet_id)
    return Answered(case, packet_id, line.number, reply, _letters(records, papers))


def _letters(
    records: tuple[ActRecord, ...], papers: tuple[IssuedDocument, ...]
) -> tuple[IssuedDocument, ...]:
    """The papers that answer the petitioner, as far as they stand."""
    issued = {record.document_id for record in records if record.stands and record.act in ANSWERS}
    return tuple(paper for paper in papers if paper.id in issued and paper.stands)


def export_replies(desk: Desk, *, folder: Path, unit_code: str) -> Generator[Progress, None, ExportedReply]:
    """Write one reply packet for a unit and read it back: for each of its packets the sheet with what is new.

    Signed; sealed to the unit's card as soon as a sealed case is among them. Registered as ``export_packet`` does:
    whatever fails leaves no file and uses no number. Raises NotAllowed when there is nothing new, no card to seal to, or
    somebody was quicker, and what ``atomic.writing`` raises.
    """
    require_headquarters(desk)
    own_keys(desk)  # made before the act, so that a cancelled export does not unmake them
    clear_unregistered(desk)
    yield Progress(0, 0, "找出新的办理情况")
    since = history.head(desk.store)
    news = sorted(_news(desk, unit_code), key=lambda one: (one.packet_id, one.case.id))
    if not news:
        raise NotAllowed(f"{unit_code}移送的事项没有新的办理情况，不用回复。")
    work = _Export(desk, unit_code, news)
    yield from work.collect()
    with until_registered(desk, work.head) as file:
        path, sha256 = yield from work.write(folder, file)
        with desk.store.transaction():
            work.require_unchanged(since)
            file.settle()
            return work.record(path, sha256)


class _Export:
    """One reply packet while it is put together."""

    def __init__(self, desk: Desk, unit_code: str, news: list[Answered]) -> None:
        self.desk, self.unit_code, self.news = desk, unit_code, news
        self._files: list[ReplyFile] = []
        self._readers: list[Callable[[], bytes]] = []
        self.head = _head(desk, unit_code)
        self._secret = any(one.case.sealed for one in news)
        self._card = card_of(desk, unit_code)
        if self._secret and self._card is None:
            raise NotAllowed(f"有要求保密的事项，回复包须封口：请先导入{unit_code}的名片并核对指纹。")

    def collect(self) -> Iterator[Progress]:
        """The sheets, one a packet, and the letters."""
        done = 0
        for (packet_id, number), group in groupby(
            self.news, key=lambda one: (one.packet_id, one.packet_number)
        ):
            answered = list(group)
            sheet = _sheet(self.desk, packet_id, number, answered)
            self._add(
                ReplyFile(f"{SHEET_FOLDER}/{number}.xlsx", _sha256(sheet), number), partial(bytes, sheet)
            )
            for one in answered:
                self._add_letters(one)
                done += 1
                if done % _STEP == 0:
                    yield Progress(done, len(self.news), "汇总答复")

    def _add_letters(self, one: Answered) -> None:
        """The letters of one case; they are read again when they are written."""
        for position, letter in enumerate(one.letters, 1):
            name = f"{letter.title} {letter.number}.pdf"
            place = enclosure_path(one.case.number, position, name).replace("附件/", f"{LETTER_FOLDER}/", 1)
            file = ReplyFile(place, letter.sha256, one.packet_number, one.case.number, name[-120:])
            self._add(file, partial(documents.document_pdf, self.desk.store, letter.id))

    def _add(self, file: ReplyFile, read: Callable[[], bytes]) -> None:
        """One file more."""
        self._files.append(file)
        self._readers.append(read)

    def write(self, folder: Path, file: Unsettled) -> Steps[tuple[Path, str]]:
        """Write the file in steps, sealed where it must be; the path and the hash."""
        content = ReplyList(self.head, tuple(self._files))
        secret = own_keys(self.desk).sign_secret
        stem = f"{self.head.number}_{self.head.made_at:%Y%m%d}.zip"
        path = folder / (f"{stem}.age" if self._secret else stem)
        if self._secret and self._card:
            sha256 = yield from self._seal(path, content, secret, self._card.age_public, file.note)
            file.named = path
            return path, sha256
        with writing(path, naming=file.note) as work:
            yield from writing_reply_packet(content, self._readers, secret, work.out)
            yield from work.reading_back()
        file.named = path
        _read_back(path, content)
        return path, work.sha256

    def _seal(
        self, path: Path, content: ReplyList, secret: str, age_public: str, naming: Naming
    ) -> Steps[str]:
        """Write the packet into encrypted memory, and from there sealed onto the medium; the hash."""
        with SealedSpool(MOST_SEALED + 1) as spool:
            yield from writing_reply_packet(content, self._readers, secret, forward(spool))
            with spool.written() as stream:
                seal = partial(seal_to_key, stream, age_public=age_public)
                return (yield from bringing_sealed(seal, path, naming=naming))

    def require_unchanged(self, since: HistoryHead) -> None:
        """Raise NotAllowed when somebody was quicker: with another reply packet, or with a case of this one. Inside the
        transaction."""
        now = _head(self.desk, self.unit_code)
        if replace(now, made_at=self.head.made_at, history=self.head.history) != self.head:
            raise overtaken(f"编号{self.head.number}已给了别的回复包，或者本单位的资料改了")
        news = {one.case.number: one for one in self.news}

        def same(number: str) -> bool:
            now = _answered(self.desk, cases.get_case(self.desk.store, number))
            return now.letters == news[number].letters and now.reply == news[number].reply

        require_untouched(self.desk, since, news, same)

    def record(self, path: Path, sha256: str) -> ExportedReply:
        """Enter the packet in the register of what was sent, with what it says of each case, and take its number."""
        desk, head = self.desk, self.head
        next_serial(desk.store, "packet", _scope(desk, self.unit_code))
        content = ReplyList(head, tuple(self._files))
        answers = {one.case.number: answer_json(one.reply) for one in self.news}
        text = canonical_json({"packet": list_json(content), "answers": answers}).encode("utf-8")
        line = PacketRecord(
            head.number, head.sequence, head.receiver_name, head.made_at, head.made_by, path.name, sha256,
            list_sha256(content), len(self.news), Purpose.REPLY, head.receiver_code, "",
            Seal.KEY if self._secret else Seal.NONE,
        )  # fmt: skip
        ids = [one.case.id for one in self.news]
        packets.insert_packet(
            desk.store, line, series_of(Purpose.REPLY, self.unit_code), ids, zlib.compress(text)
        )
        for one in self.news:
            said = "" if one.case.sealed else f"（{head.number}）"
            desk.record("reply_packet", f"装入回复包{said}", one.case.number)
        numbers = tuple(one.case.number for one in self.news)
        letters = sum(bool(file.case) for file in self._files)
        changes = Changes(cases=numbers, packets=(head.number,), bulk=len(numbers) > _STEP)
        return ExportedReply(changes, head.number, path, sha256, numbers, letters)


def _sheet(desk: Desk, packet_id: int, number: str, answered: list[Answered]) -> bytes:
    """The reply sheet of one packet, each case as it was sent."""
    sent = {case.case_id: case.content for case in received.received_cases(desk.store, packet_id)}
    out = io.BytesIO()
    rows = [(json.loads(sent[one.case.id]), one.reply) for one in answered]
    write_reply_workbook(number, desk.station.unit_name, rows, out)
    return out.getvalue()


def _sha256(data: bytes) -> str:
    """In lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def _scope(desk: Desk, unit_code: str) -> str:
    """Within which the sequence is counted in the store."""
    return f"{desk.station.unit_code}:{series_of(Purpose.REPLY, unit_code)}"


def _head(desk: Desk, unit_code: str) -> PacketHead:
    """The cover of the next reply packet to a unit, whose number nobody has taken yet."""
    own, series, keys = desk.station, series_of(Purpose.REPLY, unit_code), own_keys(desk)
    last = packets.last_in_series(desk.store, series)
    sequence = coming_serial(desk.store, "packet", _scope(desk, unit_code))
    names = [
        line.sender_name
        for line in received.list_received(desk.store, limit=10_000)
        if line.sender_code == unit_code
    ]
    return PacketHead(
        packet_number(own.unit_code, sequence, Purpose.REPLY, unit_code),
        sequence,
        own.unit_code,
        own.unit_name,
        names[0],
        desk.now(),
        desk.operator.name,
        last.content_sha256 if last else "",
        Purpose.REPLY.value,
        unit_code,
        keys.sign_public,
        keys.age_public,
        history.head(desk.store),
    )


def _read_back(path: Path, content: ReplyList) -> None:
    """Open what was written as the unit will. Raises ReadBackDiffers."""
    with opened_reply_packet(path) as opened:
        if opened.content != content:
            raise ReadBackDiffers(path)
