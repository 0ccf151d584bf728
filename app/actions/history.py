"""操作记录: read by the auditor, proved from its first line, held against heads that were printed or carried away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from app.actions.desk import Desk
from app.actions.sealed import SAID_WHILE_SEALED, knew_it_sealed, seen_case, sees_number, shown_timeline
from app.domain.carried_history import newest_carried
from app.domain.cases import TimelineEntry
from app.domain.changes import Progress, Steps, run_through
from app.domain.codes import Role, StationRole
from app.domain.errors import NotAllowed, NotFound
from app.domain.history import (
    CarriedHead,
    ClockStep,
    Fault,
    HistoryCheck,
    HistoryEntry,
    HistoryFault,
    HistoryFilter,
    HistoryHead,
    KnownHead,
)
from app.domain.history_words import TimelineDay, TimelineLine, act_word, covered, timeline_sentence
from app.domain.packet_codes import Purpose
from app.files import history_head as head_words
from app.storage import cases, history, history_heads, history_lines
from app.storage.history_lines import MOST_COUNTED as MOST_COUNTED  # the screens say "more than"
from app.storage.history_lines import FoundLine

READERS = frozenset({Role.AUDITOR, Role.LEADER, Role.ADMINISTRATOR})
"""Who reads the whole history; a clerk reads that of each case."""
ON_PAPER = "抄来的校验码"


# --- the head, the proof ------------------------------------------------------------------------------------


def history_head(desk: Desk) -> HistoryHead:
    """How long the history is and the hash of its last line: for papers, packets and backups."""
    return history.head(desk.store)


def head_code(head: HistoryHead) -> str:
    """A head as it is printed, for people to copy: 1234-7K3QX-…"""
    return head_words.head_code(head)


def verify_history(desk: Desk, *, head: str = "") -> HistoryCheck:
    """Prove the chain at once; see ``prove_history``."""
    return run_through(prove_history(desk, head=head))


def prove_history(desk: Desk, *, head: str = "") -> Steps[HistoryCheck]:
    """Prove the chain from its first line, and hold it against the heads of the backups and against ``head``, one that
    was typed from paper or taken from a packet.

    Closing the generator cancels it. Raises InvalidField for a mistyped head, StoreDamaged.
    """
    known = list(_known_heads(desk, head))
    total, lines = history.head(desk.store).lines, 0
    yield Progress(0, total, "核对操作记录")
    for found in history.fault_in(desk.store):
        if isinstance(found, HistoryFault):
            return HistoryCheck(lines, history.head(desk.store), found, len(known))
        lines = found
        yield Progress(lines, max(total, lines), "核对操作记录")
    end = HistoryHead(lines, history.hash_of_line(desk.store, lines) or "")
    return HistoryCheck(lines, end, _against(desk, known, lines), len(known))


def _known_heads(desk: Desk, typed: str) -> Iterator[KnownHead]:
    """The heads that were kept elsewhere than in the last line."""
    if typed.strip():
        yield KnownHead(head_words.read_head(typed), ON_PAPER)
    for head, at in history.backup_heads(desk.store):
        yield KnownHead(head, f"{at:%Y-%m-%d %H:%M}的备份记录")


def _against(desk: Desk, known: Iterable[KnownHead], lines: int) -> HistoryFault | None:
    """The first head that the history does not have any more: its tail was cut, or it was written anew as a whole."""
    for one in known:
        if one.head.lines > lines:
            return HistoryFault(lines, Fault.CUT, one.source)
        if not one.head.is_of(history.hash_of_line(desk.store, one.head.lines)):
            return HistoryFault(one.head.lines, Fault.OTHER, one.source)
    return None


def clock_behind(desk: Desk) -> ClockStep | None:
    """Whether the PC's clock stands behind the last line now: asked when the desk was opened."""
    last, now = history.last_time(desk.store), desk.now()
    return ClockStep(last, now) if last and last > now else None


def carried_heads(desk: Desk) -> list[CarriedHead]:
    """What each station's newest packet (at a workshop: headquarters' newest reply packet) carried of its history, and
    whether it had carried more before. For people who compare it with what that station proves. Raises NotAllowed."""
    require_reader(desk)
    here = desk.station.role is StationRole.HEADQUARTERS
    purpose = (Purpose.TRANSFER if here else Purpose.REPLY).value
    found = (
        newest_carried(history_heads.received_heads(desk.store, code, purpose))
        for code in history_heads.senders(desk.store, purpose)
    )
    return [one for one in found if one]


# --- reading ------------------------------------------------------------------------------------------------


def list_history(desk: Desk, *, where: HistoryFilter, before: int = 0, limit: int = 50) -> list[HistoryEntry]:
    """The newest lines that a filter finds, below line ``before`` (0: from the end); names of petitioners covered.

    Of a case that is sealed to this operator a line tells who, when and which act. Raises NotAllowed for whoever is
    neither auditor nor leader nor administrator.
    """
    require_reader(desk)
    if _asks_for_hidden(desk, where):
        return []
    found = history_lines.history_page(
        desk.store, where, unsaid=SAID_WHILE_SEALED, before=before, limit=limit
    )
    names = history_lines.names_of(desk.store, (line.entry.case_number for line in found))
    return [_shown(desk, line, names.get(line.entry.case_number, ())) for line in found]


def count_history(desk: Desk, *, where: HistoryFilter) -> int:
    """How many lines a filter finds; ``MOST_COUNTED`` + 1 stands for more. Raises NotAllowed."""
    require_reader(desk)
    if _asks_for_hidden(desk, where):
        return 0
    return history_lines.count_history(desk.store, where, unsaid=SAID_WHILE_SEALED)


def case_timeline(desk: Desk, *, number: str) -> tuple[TimelineDay, ...]:
    """A case's part of the history as people read it: by day, one sentence a line, names covered. Raises NotFound,
    also for a case that this operator may not see."""
    case = seen_case(desk, number)
    lines = shown_timeline(desk, case, history.timeline(desk.store, case.number))
    days = groupby(lines, key=lambda line: line.at.date())
    return tuple(TimelineDay(day, tuple(map(_told, group))) for day, group in days)


def _told(line: TimelineEntry) -> TimelineLine:
    """A line of a case's time line."""
    return TimelineLine(line.at, timeline_sentence(line))


def history_operators(desk: Desk) -> list[str]:
    """Everybody the history names. Raises NotAllowed."""
    require_reader(desk)
    return history_lines.history_words(desk.store, "operator")


def history_acts(desk: Desk) -> list[tuple[str, str]]:
    """Every act in the history, and its word, by word. Raises NotAllowed."""
    require_reader(desk)
    acts = history_lines.history_words(desk.store, "act")
    return sorted(((act, act_word(act)) for act in acts), key=lambda pair: pair[1])


def require_reader(desk: Desk) -> None:
    """Raise NotAllowed for whoever may not read the whole history."""
    if not READERS & set(desk.operator.roles):
        raise NotAllowed("操作记录由监督员、负责人或管理员查阅；一件事项的经过，请看该事项的“办理过程”")


def _asks_for_hidden(desk: Desk, where: HistoryFilter) -> bool:
    """Whether somebody asks for a case that is sealed to him: he finds as much as of one that is not there."""
    if not where.case_number:
        return False
    try:
        cases.get_case(desk.store, where.case_number)
    except NotFound:
        return False
    return not sees_number(desk, where.case_number)


def _shown(desk: Desk, line: FoundLine, names: tuple[str, ...]) -> HistoryEntry:
    """A line as this operator may read it."""
    entry = line.entry
    if line.sealed and not sees_number(desk, entry.case_number):
        return replace(entry, text="", case_number="", was="", became="", hidden=True)
    if line.once_sealed and entry.act in SAID_WHILE_SEALED and not _knew(desk, entry.case_number):
        return replace(entry, text="", case_number="", hidden=True)
    if (
        line.erased and entry.act != "erase"
    ):  # whose names they were is not known any more, so that none could be covered
        return replace(entry, text="")
    return replace(
        entry,
        text=covered(entry.text, names),
        was=covered(entry.was, names),
        became=covered(entry.became, names),
    )


def _knew(desk: Desk, number: str) -> bool:
    """Whether this operator saw a case while it was sealed."""
    return knew_it_sealed(desk, cases.get_case(desk.store, number))
