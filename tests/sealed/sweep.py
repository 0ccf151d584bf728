"""Every public function of app/actions, and how to ask it for what a sealed case would betray.

``ASKED`` are called with a desk at which somebody works who may see none of the sealed cases. An action that is in
neither table fails ``test_every_action_is_in_the_sweep``: write its row before it is merged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeAlias

from app.actions import (
    approvals,
    attachments,
    backup,
    backup_places,
    case_files,
    cases,
    checks,
    deadlines,
    diagnostics,
    document_runs,
    documents,
    drafts,
    history,
    history_papers,
    inbox,
    ledger,
    looks,
    moved_dates,
    office_register,
    opening,
    operators,
    outbox,
    packet_again,
    packets,
    procedure,
    receipt_back,
    receipts,
    reissuing,
    repeats,
    replies,
    reply_export,
    restore_drill,
    restoring,
    retention,
    sealed,
    sealed_packets,
    station,
    today,
    unregistered,
    wishes,
)
from app.actions.desk import Desk
from app.domain.backups import Occasion
from app.domain.cases import CaseFilter
from app.domain.codes import CaseClass, CaseState
from app.domain.deadlines import Whose
from app.domain.documents import DocumentKind, SlipLayout
from app.domain.history import HistoryFilter
from app.domain.office_register import OfficeFilter
from app.domain.packet_codes import Seal
from app.domain.petitioners import Petitioner
from tests.desks import DESK_DAY, PASSPHRASE, exhaust
from tests.sealed.marks import ID_NUMBER, LETTERS, PHONE, RARE, person, texts
from tests.sealed.world import World

Ask: TypeAlias = Callable[[Desk, World, Path], Iterator[Callable[[], Any]]]
ACTS = (
    "slip",
    "registration_form",
    "note",
    "classify",
    "transfer_notice",
    "seal_handover",
    "withdraw",
    "undo",
)


KIND_OF: dict[Ask, str] = {}
"""Of the rows that ask by id: whose ids those are."""


def numbered(call: Callable[[Desk, str], Any]) -> Ask:
    """Ask with the number of each sealed case."""

    def ask(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
        for number in world.numbers:
            yield lambda number=number: call(desk, number)

    return ask


def by_id(kind: str, call: Callable[[Desk, int, Path], Any]) -> Ask:
    """Ask with the id of each document, attachment or approval of a sealed case."""

    def ask(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
        for one in getattr(world, kind):
            yield lambda one=one: call(desk, one, folder / f"{kind}-{one}")

    KIND_OF[ask] = kind
    return ask


def once(call: Callable[[Desk], Any]) -> Ask:
    """Ask once."""

    def ask(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
        yield lambda: call(desk)

    return ask


def words() -> Iterator[str]:
    """What somebody might type who guesses: every mark, whole and in parts, initials, phones, identity numbers."""
    yield from RARE
    yield from (PHONE, ID_NUMBER, "wjg")
    for letter in LETTERS:
        who, said = person(letter), texts(letter)
        yield from (who.name, who.name[:2], who.phone, who.phone[-4:], who.id_number, who.unit, who.address)
        yield from (said["subject"], said["content"][:4], said["requests"][0].text, said["note"])


def _filters(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
    """Lists and counts under every filter there is."""
    wheres = [CaseFilter(), CaseFilter(due_by=DESK_DAY + dt.timedelta(3650))]
    wheres += [CaseFilter(text=word) for word in words()]
    wheres += [CaseFilter(unit=texts(letter)["unit"]) for letter in LETTERS]
    wheres += [CaseFilter(states=(state,)) for state in CaseState]
    wheres += [CaseFilter(case_class=one) for one in CaseClass]
    for where in wheres:
        yield lambda where=where: cases.list_cases(desk, where=where, limit=1000)
    for sort in ("received_on", "due_on", "number"):
        yield lambda sort=sort: cases.list_cases(desk, where=CaseFilter(), sort=sort, limit=1000)


def _searches(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
    """Searches for every guess, and for the numbers."""
    for word in (*words(), *world.numbers, *(number[-8:] for number in world.numbers)):
        yield lambda word=word: cases.find_cases(desk, text=word, limit=1000)


def _people(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
    """Earlier cases of the petitioners, by whatever is known of them."""
    for letter in LETTERS:
        who = person(letter)
        for known in (
            who,
            Petitioner(who.name),
            Petitioner(phone=who.phone),
            Petitioner(id_number=who.id_number),
            Petitioner("d"),
        ):
            yield lambda known=known: cases.earlier_cases(desk, person=known)


def _alike(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
    """Matters that read alike."""
    for letter in LETTERS:
        said = texts(letter)
        for unit in (said["unit"], "综采一队", ""):
            yield lambda said=said, unit=unit: cases.like_cases(desk, content=said["content"], unit=unit)


def _drafts_of(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
    """Half-written letters of sealed cases, and other people's forms."""
    for number in world.numbers:
        for act in ("transfer_notice", "explanation_letter", "suggestion_reply"):
            yield lambda number=number, act=act: drafts.load_draft(desk, key=f"letter:{act}:{number}")
    for key in ("register", "register@李敏"):
        yield lambda key=key: drafts.load_draft(desk, key=key)


def _ledger_out(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
    """The exported ledger."""

    def export() -> Path:
        exhaust(ledger.export_ledger(desk, path=folder / "台账.xlsx"))
        return folder / "台账.xlsx"

    yield export


def _case_files_out(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
    """The case file of each sealed case."""

    def write(number: str) -> tuple[Any, Path]:
        path = folder / f"卷宗-{number}.pdf"
        return exhaust(case_files.write_case_file(desk, number=number, path=path)), path

    for number in world.numbers:
        yield lambda number=number: write(number)


def _packets_out(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
    """Packets asked for by the numbers of sealed cases."""
    for number in world.numbers:
        yield lambda number=number: exhaust(packets.export_packet(desk, folder=folder, numbers=[number]))
        sealed_too = {"seal": Seal.PASSWORD, "password": SEAL_PASSWORD}
        yield lambda number=number, way=sealed_too: exhaust(
            packets.export_packet(desk, folder=folder, numbers=[number], **way)
        )


def _again(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
    """Packets that were sent, written once more."""
    for sent in packets.list_packets(desk):
        yield (
            lambda sent=sent: (
                exhaust(packet_again.write_packet_again(desk, number=sent.number, folder=folder))[0].path
            )
        )


SEAL_PASSWORD = "K7MD-2QXW-9RTA-4HVE"


def _old_ledger(ask: Callable[[Desk, Path], Any]) -> Ask:
    """A ledger that holds the row of a sealed case, once more."""
    return once_with_path("旧台账.xlsx", ask)


def _history_read(call: Callable[..., Any]) -> Ask:
    """The history: as it is, of each sealed case, and by whatever somebody might look for."""

    def ask(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
        yield lambda: call(desk, where=HistoryFilter())
        for number in world.numbers:
            yield lambda number=number: call(desk, where=HistoryFilter(case_number=number))
        for word in (*words(), *world.numbers):
            yield lambda word=word: call(desk, where=HistoryFilter(text=word))

    return ask


def _history_exported(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
    """All that an auditor could carry away, read back."""
    for ending in (".xlsx", ".pdf"):
        path = Path(mkdtemp(dir=folder)) / f"history{ending}"
        yield lambda path=path: exhaust(history_papers.export_history(desk, path=path))


def once_with_path(name: str, call: Callable[[Desk, Path], Any]) -> Ask:
    """Ask once about a file of the world."""

    def ask(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
        yield lambda: call(desk, world.folder / name)

    return ask


def _acts_tried(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
    """Every act on every sealed case."""
    for number in world.numbers:
        for act in ACTS:
            yield lambda number=number, act=act: procedure.perform(desk, number=number, act=act)


def _links(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
    """Open cases linked to sealed ones."""
    for number in world.numbers:
        yield lambda number=number: cases.link_repeat(desk, number=world.open["孙立平"], first=number)
    repeat = world.open["repeat of a sealed one"]
    yield lambda: cases.link_repeat(desk, number=world.open["孙立平"], first=repeat)
    yield lambda: cases.view_case(desk, number=world.open["孙立平"])


def _opened(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
    """What an open case still says that was sealed for a while, or whose first case is sealed."""
    for number in (world.open["opened again"], world.open["repeat of a sealed one"]):
        yield lambda number=number: cases.view_case(desk, number=number)
        yield lambda number=number: procedure.acts_of(desk, number=number)
        yield lambda number=number: documents.preview_letter(
            desk, number=number, act="registration_form", fields={}
        )
        yield lambda number=number: documents.preview_slip(desk, number=number)


def _both(*asks: Ask) -> Ask:
    """One after the other."""

    def ask(desk: Desk, world: World, folder: Path) -> Iterator[Callable[[], Any]]:
        for one in asks:
            yield from one(desk, world, folder)

    return ask


def _moved(desk: Desk) -> moved_dates.MovedDates:
    """The dates that a shorter limit of the unit's own would move."""
    desk.rules_folder.mkdir(exist_ok=True)
    (desk.rules_folder / "deadlines.toml").write_text("[T2]\nlength = 10\n", encoding="utf-8")
    return exhaust(moved_dates.moved_dates(desk))


def _moved_and_confirmed(desk: Desk) -> Any:
    """The dates moved."""
    _moved(desk)
    return moved_dates.confirm_moved(desk)


def _counted(made: backup.VerifiedBackup) -> tuple[int, int]:
    """The figures of a backup."""
    return made.cases, made.documents


def _in_time(desk: Desk) -> Desk:
    """The same desk when every period of keeping is over."""
    return replace(desk, fixed_today=dt.date(2090, 1, 1))


ASKED: dict[str, Ask] = {
    "attachments.add_attachment": numbered(
        lambda d, n: attachments.add_attachment(d, number=n, path=Path(__file__))
    ),
    "attachments.remove_attachment": numbered(
        lambda d, n: attachments.remove_attachment(d, number=n, attachment_id=1)
    ),
    "attachments.save_attachment": by_id(
        "attachments", lambda d, i, p: (attachments.save_attachment(d, attachment_id=i, path=p), p)
    ),
    "retention.list_due": once(lambda d: retention.list_due(_in_time(d))),
    "retention.propose": numbered(lambda d, n: retention.propose(_in_time(d), numbers=[n], reason="期满")),
    "case_files.case_file_content": numbered(lambda d, n: case_files.case_file_content(d, number=n)),
    "cases.get_case": numbered(lambda d, n: cases.get_case(d, number=n)),
    "cases.view_case": _both(numbered(lambda d, n: cases.view_case(d, number=n)), _opened),
    "cases.list_cases": _filters,
    "cases.unit_names": once(cases.unit_names),
    "cases.find_cases": _searches,
    "cases.earlier_cases": _people,
    "cases.like_cases": _alike,
    "cases.require": numbered(lambda d, n: cases.require(d, "slip", n)),
    "cases.note_handling": numbered(lambda d, n: cases.note_handling(d, number=n, on=DESK_DAY, text="记")),
    "cases.classify": numbered(
        lambda d, n: cases.classify(d, number=n, case_class=CaseClass.C6, reason="看看")
    ),
    "cases.link_repeat": _both(
        numbered(lambda d, n: cases.link_repeat(d, number=n, first="ZC01-20261110-0001-U")), _links
    ),
    "cases.cannot_settle": numbered(lambda d, n: cases.cannot_settle(d, number=n)),
    "cases.take_back": numbered(lambda d, n: cases.take_back(d, number=n)),
    "cases.reveal": numbered(
        lambda d, n: cases.reveal(d, number=n, position=0, field="phone", reason="看看")
    ),
    "history.verify_history": once(history.verify_history),
    "history.prove_history": once(lambda d: exhaust(history.prove_history(d))),
    "history.list_history": _history_read(history.list_history),
    "history.count_history": _history_read(history.count_history),
    "history.carried_heads": once(history.carried_heads),
    "history_papers.export_history": _history_exported,
    "history_papers.seal_history": lambda d, w, folder: iter(
        [lambda: exhaust(history_papers.seal_history(d, path=folder / "seal.pdf"))]
    ),
    "history.case_timeline": numbered(lambda d, n: history.case_timeline(d, number=n)),
    "history.history_operators": once(history.history_operators),
    "history.history_acts": once(history.history_acts),
    "checks.check_desk": once(checks.check_desk),
    "checks.check_start": once(checks.check_start),
    "diagnostics.diagnostics": once(lambda desk: diagnostics.diagnostics(desk.home, program="1", desk=desk)),
    "checks.full_check_due": once(checks.full_check_due),
    "checks.full_check": once(lambda desk: exhaust(checks.full_check(desk))),
    "deadlines.list_deadlines": _both(
        once(lambda d: deadlines.list_deadlines(d)),
        once(lambda d: deadlines.list_deadlines(d, whose=Whose.RIGHT)),
    ),
    "deadlines.count_by_level": once(deadlines.count_by_level),
    "deadlines.why_due": numbered(lambda d, n: deadlines.why_due(d, number=n)),
    "deadlines.why": numbered(lambda d, n: deadlines.why(d, number=n)),
    "deadlines.why_pdf": numbered(lambda d, n: deadlines.why_pdf(d, number=n)),
    "document_runs.print_documents": by_id(
        "documents", lambda d, i, p: exhaust(document_runs.print_documents(d, document_ids=[i]))
    ),
    "documents.preview_slip": numbered(lambda d, n: documents.preview_slip(d, number=n)),
    "documents.issue_slip": numbered(lambda d, n: documents.issue_slip(d, number=n, layout=SlipLayout.A5)),
    "documents.issue_slips": numbered(lambda d, n: exhaust(documents.issue_slips(d, numbers=[n]))),
    "documents.compose_letter": numbered(
        lambda d, n: documents.compose_letter(d, number=n, act="transfer_notice")
    ),
    "documents.save_letter_draft": numbered(
        lambda d, n: documents.save_letter_draft(d, number=n, act="transfer_notice", fields={"body": "写"})
    ),
    "documents.preview_letter": numbered(
        lambda d, n: documents.preview_letter(d, number=n, act="transfer_notice", fields={})
    ),
    "documents.issue_letter": numbered(
        lambda d, n: documents.issue_letter(d, number=n, act="transfer_notice", fields={})
    ),
    "documents.issue_documents": numbered(
        lambda d, n: exhaust(documents.issue_documents(d, numbers=[n], act="registration_form"))
    ),
    "documents.list_documents": _both(
        once(lambda d: documents.list_documents(d, limit=1000)),
        *(once(lambda d, kind=kind: documents.list_documents(d, kind=kind)) for kind in DocumentKind),
    ),
    "documents.get_document": by_id("documents", lambda d, i, p: documents.get_document(d, document_id=i)),
    "documents.document_pdf": by_id("documents", lambda d, i, p: documents.document_pdf(d, document_id=i)),
    "documents.print_copy": by_id(
        "documents", lambda d, i, p: documents.print_copy(d, document_id=i, target="打印机", reason="遗失")
    ),
    "documents.save_document": by_id(
        "documents", lambda d, i, p: (documents.save_document(d, document_id=i, path=p, reason="遗失"), p)
    ),
    "document_runs.list_printings": _both(
        once(lambda d: document_runs.list_printings(d)),
        by_id("documents", lambda d, i, p: document_runs.list_printings(d, document_id=i)),
    ),
    "document_runs.printings_pdf": _both(
        once(lambda d: document_runs.printings_pdf(d)),
        by_id("documents", lambda d, i, p: document_runs.printings_pdf(d, document_id=i)),
    ),
    "documents.withdraw_document": by_id(
        "documents", lambda d, i, p: documents.withdraw_document(d, document_id=i, reason="看看")
    ),
    "documents.reissue": by_id(
        "documents", lambda d, i, p: documents.reissue(d, document_id=i, reason="看看", fields={})
    ),
    "drafts.load_draft": _drafts_of,
    "drafts.save_draft": numbered(lambda d, n: drafts.save_draft(d, key=f"letter:reply:{n}", content={})),
    "drafts.list_drafts": once(drafts.list_drafts),
    "case_files.write_case_file": _case_files_out,
    "ledger.export_ledger": _ledger_out,
    "moved_dates.dates_are_stale": once(moved_dates.dates_are_stale),
    "moved_dates.moved_dates": once(_moved),
    "moved_dates.confirm_moved": once(_moved_and_confirmed),
    "moved_dates.moved_pdf": once(lambda d: moved_dates.moved_pdf(d, _moved(d))),
    "moved_dates.moved_list": once(lambda d: moved_dates.moved_list(d, _moved(d))),
    "ledger.check_ledger": _old_ledger(lambda d, p: exhaust(ledger.check_ledger(d, path=p)).warnings),
    "operators.list_operators": once(operators.list_operators),
    "unregistered.left_unregistered": once(unregistered.left_unregistered),
    "unregistered.clear_unregistered": once(unregistered.clear_unregistered),
    "packets.waiting_cases": once(packets.waiting_cases),
    "packets.list_packets": once(packets.list_packets),
    "packets.cases_in_packet": once(
        lambda d: [packets.cases_in_packet(d, number=p.number) for p in packets.list_packets(d)]
    ),
    "packets.export_packet": _packets_out,
    "packets.waiting_secret_cases": once(packets.waiting_secret_cases),
    "packets.sent_content": once(
        lambda d: [packets.sent_content(d, number=p.number) for p in packets.list_packets(d)]
    ),
    "packet_again.write_packet_again": _again,
    "outbox.outbox": once(outbox.outbox),
    "outbox.note_paper_receipt": once(
        lambda d: [outbox.note_paper_receipt(d, number=p.number, by="某人") for p in packets.list_packets(d)]
    ),
    "sealed_packets.export_accusations": numbered(
        lambda d, n: exhaust(sealed_packets.export_accusations(d, folder=Path(mkdtemp()), numbers=[n]))
    ),
    "inbox.inbox": once(inbox.inbox),
    "office_register.office_register": once(
        lambda d: office_register.office_register(d, where=OfficeFilter())
    ),
    "office_register.known_offices": once(office_register.known_offices),
    "office_register.do_for_many": numbered(
        lambda d, n: exhaust(office_register.do_for_many(d, numbers=[n], act="assign", fields={}))
    ),
    "office_register.undo_for_many": numbered(
        lambda d, n: exhaust(office_register.undo_for_many(d, numbers=[n], act="assign", reason="看看"))
    ),
    "repeats.likely_repeats": once(lambda d: exhaust(repeats.likely_repeats(d))),
    "repeats.not_a_repeat": numbered(lambda d, n: repeats.not_a_repeat(d, first=n, second=n)),
    "repeats.decided_repeats": once(repeats.decided_repeats),
    "repeats.take_back_not_repeat": once(lambda d: repeats.take_back_not_repeat(d, decision_id=1)),
    "inbox.undo_import": once(lambda d: inbox.undo_import(d, number="YS-ZC01-00001", reason="看看")),
    "receipt_back.undo_receipt": once(
        lambda d: [
            receipt_back.undo_receipt(d, number=p.number, reason="看看") for p in packets.list_packets(d)
        ]
    ),
    "receipts.receipt_pdf": once(lambda d: receipts.receipt_pdf(d, number="YS-ZC01-00001")),
    "receipts.save_receipt_pdf": once(
        lambda d: receipts.save_receipt_pdf(d, number="YS-ZC01-00001", path=Path(mkdtemp()) / "回执.pdf")
    ),
    "receipts.write_receipt_again": once(
        lambda d: receipts.write_receipt_again(d, number="YS-ZC01-00001", folder=Path(mkdtemp()))
    ),
    "replies.list_replies": once(replies.list_replies),
    "replies.decisions_of": once(
        lambda d: [replies.decisions_of(d, reply_id=one.id) for one in replies.list_replies(d)]
    ),
    "replies.decision_lines": once(
        lambda d: [replies.decision_lines(d, reply_id=one.id) for one in replies.list_replies(d)]
    ),
    "replies.undo_reply": once(lambda d: replies.undo_reply(d, reply_id=1, reason="看看")),
    "reply_export.units_to_answer": once(reply_export.units_to_answer),
    "reply_export.waiting_answers": once(lambda d: reply_export.waiting_answers(d, unit_code="ZC01")),
    "reply_export.export_replies": once(
        lambda d: exhaust(reply_export.export_replies(d, folder=Path(mkdtemp()), unit_code="ZC01"))
    ),
    "procedure.possible_acts": numbered(lambda d, n: procedure.possible_acts(d, number=n)),
    "procedure.acts_of": numbered(lambda d, n: procedure.acts_of(d, number=n)),
    "procedure.prepare": numbered(lambda d, n: procedure.prepare(d, number=n, act="classify")),
    "procedure.compose": numbered(lambda d, n: procedure.compose(d, number=n, act="transfer_notice")),
    "procedure.perform": _acts_tried,
    "procedure.check_act": numbered(lambda d, n: procedure.check_act(d, number=n, act="slip", fields={})),
    "procedure.undo": numbered(lambda d, n: procedure.undo(d, number=n, reason="看看")),
    "approvals.waiting_approvals": once(approvals.waiting_approvals),
    "approvals.approvals_of": numbered(lambda d, n: approvals.approvals_of(d, number=n)),
    "approvals.approve": by_id("approvals", lambda d, i, p: approvals.approve(d, approval_id=i)),
    "approvals.return_wish": by_id(
        "approvals", lambda d, i, p: approvals.return_wish(d, approval_id=i, word="看看")
    ),
    "approvals.take_wish_back": by_id(
        "approvals", lambda d, i, p: approvals.take_wish_back(d, approval_id=i)
    ),
    "approvals.sealed_approvals": once(approvals.sealed_approvals),
    "approvals.returned_wishes": once(approvals.returned_wishes),
    "approvals.seen_wish": by_id("approvals", lambda d, i, p: approvals.seen_wish(d, i)),
    "reissuing.kept_texts": by_id("documents", lambda d, i, p: reissuing.kept_texts(d, document_id=i)),
    "reissuing.preview_reissue": by_id(
        "documents", lambda d, i, p: reissuing.preview_reissue(d, document_id=i, fields={})
    ),
    "sealed.seen_case": numbered(sealed.seen_case),
    "sealed.sees_number": numbered(sealed.sees_number),
    "looks.changed_since_look": numbered(lambda d, n: looks.changed_since_look(d, number=n)),
    "looks.note_look": numbered(lambda d, n: looks.note_look(d, number=n, head=1)),
    "opening.open_sealed": numbered(
        lambda d, n: opening.open_sealed(d, number=n, operator="赵志强", reason="看看")
    ),
    "sealed.read_sealed": numbered(lambda d, n: sealed.read_sealed(d, number=n, reason="看看")),
    "sealed.possible_readers": numbered(lambda d, n: sealed.possible_readers(d, number=n)),
    "sealed.own_sealed": once(sealed.own_sealed),
    "station.get_preference": once(lambda d: station.get_preference(d, "packet_folder")),
    "today.todays_work": once(lambda d: today.todays_work(d, limit=1000)),
    "today.count_due": once(today.count_due),
    "today.day_list": once(lambda d: today.day_list(d, today.todays_work(d))),
    "today.day_list_pdf": once(today.day_list_pdf),
    "wishes.view_wish": by_id("approvals", lambda d, i, p: wishes.view_wish(d, approval_id=i)),
    "wishes.resume_wish": by_id("approvals", lambda d, i, p: wishes.resume_wish(d, approval_id=i)),
    "wishes.returned_word": numbered(lambda d, n: wishes.returned_word(d, number=n, act="suggestion_reply")),
    "wishes.preview_wish": by_id("approvals", lambda d, i, p: wishes.preview_wish(d, approval_id=i)),
    "backup.create_backup": lambda d, w, p: iter([lambda: backup.create_backup(d, folder=p)]),
    "backup.make_backup": lambda d, w, p: iter([lambda: exhaust(backup.make_backup(d, folder=p))]),
    "backup.automatic_backup": lambda d, w, p: iter(
        [lambda: exhaust(backup.automatic_backup(d, occasion=Occasion.CLOSE))]
    ),
    "backup_places.backup_state": once(backup_places.backup_state),
    "backup_places.good_backups": once(backup_places.good_backups),
    "restoring.look_into": lambda d, w, p: iter(
        [
            lambda: exhaust(
                restoring.look_into(
                    backup.create_backup(d, folder=p).path, home=d.home, passphrase=PASSPHRASE, live=d
                )
            )
        ]
    ),
    "restore_drill.drill": lambda d, w, p: iter(
        [lambda: (backup.create_backup(d, folder=p), exhaust(restore_drill.drill(d)))]
    ),
    "backup.verify_backup": lambda d, w, p: iter(
        [lambda: backup.verify_backup(path=backup.create_backup(d, folder=p).path, passphrase=PASSPHRASE)]
    ),
}
"""Action → how it is asked."""

COUNTED: dict[str, Callable[[Desk], Any]] = {
    "cases.count_cases": lambda d: [
        cases.count_cases(d, where=where)
        for where in (
            CaseFilter(),
            CaseFilter(due_by=DESK_DAY + dt.timedelta(3650)),
            *(CaseFilter(states=(state,)) for state in CaseState),
            *(CaseFilter(case_class=one) for one in CaseClass),
            *(CaseFilter(text=word) for word in words()),
        )
    ],
    "deadlines.count_by_level": deadlines.count_by_level,
    "cases.unit_names": cases.unit_names,
    "documents.list_documents": lambda d: len(documents.list_documents(d, limit=1000)),
    "packets.waiting_cases": lambda d: len(packets.waiting_cases(d)),
    "approvals.waiting_approvals": lambda d: len(approvals.waiting_approvals(d)),
    "approvals.sealed_approvals": lambda d: len(approvals.sealed_approvals(d)),
    "drafts.list_drafts": lambda d: len(drafts.list_drafts(d)),
    "moved_dates.moved_dates": lambda d: (
        [(m.rule, m.old, m.new) for m in _moved(d).dates] + [_moved(d).count]
    ),
    "today.count_due": today.count_due,
    "today.todays_work": lambda d: [(s.part, s.count, len(s.lines)) for s in today.todays_work(d).sections],
    "backup.create_backup": lambda d: _counted(backup.create_backup(d, folder=Path(mkdtemp()))),
}
"""Figures that must be the same with and without the sealed cases."""

NOTHING_TO_TELL = {
    "holds no case that is or was sealed": (
        "retention.list_erasures retention.get_erasure retention.decide retention.take_back retention.erase"
        " retention.backup_statement retention.erasures_to_decide retention.may_decide"
        " retention.answered_erasures"
    ),
    "shows a plain file that whoever holds it can read": "arrivals.recognise arrivals.peek_receipt",
    "says nothing of cases": (
        "calendar.desk_calendar calendar.calendar_year calendar.set_day calendar.reset_day calendar.publish_year"
        " calendar.withdraw_year calendar.preview_import calendar.import_calendar calendar.export_calendar"
        " history.history_head history.head_code history.clock_behind history.require_reader"
        " codes.categories codes.group_visit_from cases.check_id_number deadlines.compute deadlines.rules"
        " deadlines.levels_ahead moved_dates.remember_basis"
        " facts.own_entry facts.is_competent facts.level_above operators.require_administrator"
        " operators.add_operator operators.change_operator operators.remove_operator operators.former_operators"
        " passphrases.must_renew passphrases.change_own_passphrase passphrases.set_passphrase"
        " passphrases.reset_passphrase passphrases.return_operator passphrases.wrap_one_time"
        " passphrases.mark_one_time passphrases.check_own_passphrase passphrases.require_new"
        " recovery.sheet_words recovery.sheet_file_name recovery.read_group recovery.list_sheets"
        " recovery.untried_sheets recovery.try_sheet"
        " recovery.new_sheet recovery.drop_second_sheet recovery.remember_sheet recovery.note_tried recovery.sheet_content"
        " locking.idle_minutes locking.set_idle_minutes entrance.enter entrance.tell_wrong_tries"
        " rekey.rekey_desk papers.is_letter papers.kind_of papers.act_of registering.case_number"
        " registering.query_code rules.list_rules station.recovery_sheet_pdf station.write_recovery_sheet"
        " station.change_station station.put_preference templates.list_templates templates.read_template"
        " templates.check_template_text templates.letter_pattern templates.preview_template templates.save_template"
        " stations.own_keys stations.own_fingerprint stations.own_kind stations.set_own_kind stations.own_card"
        " stations.own_card_text stations.write_own_card stations.own_card_pdf stations.save_card_pdf"
        " stations.sign_packet stations.read_card stations.read_card_text stations.trust_station"
        " stations.trust_sender stations.list_stations stations.forget_station stations.card_of"
        " stations.find_receiver stations.sender_fingerprint stations.sender_trust packets.proposed_password"
        " packets.seal_of packets.shows_packet packet_making.locking_for"
        " backup.before_import backup.is_due backup.daily_is_due backup.before_migration backup.enter"
        " backup.unpacked backup.clear_left_behind backup_places.backup_target backup_places.set_backup_target"
        " backup_places.list_backups"
        " backup_places.local_folder restoring.drop_look restoring.replace_with restoring.finish_replacement"
        " restoring.list_replaced restoring.loss_words restoring.require_restorer"
        " templates.reset_template units.list_units units.put_unit units.drop_unit"
    ),
    "knows of files and windows only": (
        "window_hold.hold_window window_hold.call_first window_hold.take_call diagnostics.write_diagnostics"
    ),
    "reads a damaged desk that nobody has open, and counts no sealed case": (
        "rescue.unlock_ruin rescue.examine rescue.salvage_desk"
    ),
    "works on what its caller was allowed to see": (
        "inbox.head_json inbox_check.judged inbox_check.reading_arrived inbox_check.require_confirmed"
        " inbox_check.require_headquarters differences.judge_reply receipts.receipt_of receipts.write_receipt"
        " receipts.receipt_folder receipts.try_receipt"
        " receipts.require_all_seen receipt_back.move_back receipt_back.require_seen replies.note_their_number repeats.repeats_in"
        " sealed.knew_it_sealed cases.registration_warnings document_values.case_values document_values.requests_text"
        " document_values.notes_text document_values.case_guidance document_values.known_values"
        " documents.freeze_handover drafts.drop_kept act_checks.check_values effects.apply_effect"
        " effects.take_back_effect effects.new_seal_number effects.first_case effects.clock_named facts.facts_of"
        " packets.verify_packet packets.verify_sealed_packet packet_making.next_head packet_making.packet_entry"
        " packet_making.writing_file_of packet_making.writing_to_stick packet_making.record_packet packets.verifying"
        " packet_making.require_unchanged packet_making.require_untouched packet_making.overtaken"
        " unregistered.until_registered"
        " papers.all_values papers.prefilled papers.compose_letter papers.unfilled papers.reworded document_runs.copies_wanted"
        " papers.require_complete papers.issue papers.preview papers.issue_slip papers.freeze papers.reprinted"
        " papers.kept_slip papers.letter_content papers.form_content papers.letter_pdf papers.form_pdf"
        " papers.slip_pdf papers.plain papers.draft_key papers.drop_draft procedure.tried"
        " procedure.replace_document procedure.work_out_clocks procedure.keep_wish procedure.carry_out_wish"
        " procedure.note_first_class"
        " approvals.may_answer looks.look_now opening.let_in_as_asked opening.require_reader sealed.other_leaders"
        " sealed.may_decide registering.first_clocks"
        " registering.number_drafts sealed.is_accused sealed.may_see sealed.shown_case sealed.root_of sealed.shown_records"
        " sealed.shown_timeline sealed.file_stem reissuing.act_of_paper sealed.words_for slips.slip_content"
    ),
    "works on the clerk's own draft or file": (
        "inbox.import_packet inbox.refuse_packet inbox_check.check_import inbox_check.needs_password"
        " inbox_check.checking_import differences.check_reply differences.checking_reply differences.reading_reply_of"
        " replies.import_reply"
        " cases.register_case drafts.drop_draft ledger.propose_mappings ledger.propose_with_samples"
        " outbox.import_receipt ledger.remember_mapping ledger.import_ledger"
        " sealed.warn_readable restoring.restore_backup"
    ),
}
"""Why an action is not asked → the actions."""
