"""What a leader has not seen of a case yet, and that he has seen it now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TypeAlias

from app.actions.desk import Desk
from app.actions.sealed import seen_case, shown_records, shown_timeline
from app.domain.acts import ActRecord
from app.domain.cases import Case, TimelineEntry
from app.domain.changes import Changes
from app.domain.codes import Role
from app.domain.looks import NOT_A_CHANGE, Look, LookLine
from app.domain.procedure import MOVES
from app.storage import acts, looks

Details: TypeAlias = tuple[tuple[str, str], ...]
"""What was kept with a line: (label, words)."""
LONGEST = 120
"""Characters of what was filled in that a line shows."""


def changed_since_look(desk: Desk, *, number: str) -> Look:
    """What others did on a case since this operator last looked at it, oldest first; nothing is kept by asking.

    Before the first look everything is new. Raises NotFound.
    """
    case = seen_case(desk, number)
    last = looks.last_look(desk.store, case.id, desk.operator.name)
    since, seen = (last[1], last[0]) if last else (None, 0)
    newest = looks.newest_line(desk.store, case.number)
    lines = shown_timeline(desk, case, looks.lines_after(desk.store, case.number, seen))
    news = [one for one in lines if one.operator != desk.operator.name and one.act not in NOT_A_CHANGE]
    return Look(case.number, since, newest, tuple(_detailed(desk, case, news, since)))


def note_look(desk: Desk, *, number: str, head: int) -> Changes:
    """A leader has seen a case up to a line of the history (``Look.head``); of others nothing is kept."""
    if Role.LEADER not in desk.operator.roles:
        return Changes()
    with desk.store.transaction():
        case = seen_case(desk, number)
        newest = looks.newest_line(desk.store, case.number)
        looks.put_look(desk.store, case.id, desk.operator.name, head=min(head, newest), at=desk.now())
    return Changes()


def look_now(desk: Desk, number: str) -> None:
    """Whoever decided on a case has seen it. Inside the act's transaction."""
    case = seen_case(desk, number)
    newest = looks.newest_line(desk.store, case.number)
    looks.put_look(desk.store, case.id, desk.operator.name, head=newest, at=desk.now())


def _detailed(
    desk: Desk, case: Case, news: list[TimelineEntry], since: dt.datetime | None
) -> Iterable[LookLine]:
    """The lines with what was noted, filled in or attached: the newest line of an act has its newest record."""
    kept = _kept(desk, case, news, since)
    found = list[LookLine]()
    for line in reversed(news):
        details = kept.get(line.act, [])
        about = details.pop(0) if details else ()
        found.append(LookLine(line.at, line.operator, line.act, line.text, line.was, line.became, about))
    return reversed(found)


def _kept(
    desk: Desk, case: Case, news: list[TimelineEntry], since: dt.datetime | None
) -> dict[str, list[Details]]:
    """By act, the newest first: what was kept with each."""
    notes = sum(line.act == "note" for line in news)
    kept: dict[str, list[Details]] = {
        "note": [(("内容", _short(text)),) for text in looks.newest_notes(desk.store, case.id, notes)]
    }
    names = looks.attached_since(desk.store, case.id, since or dt.datetime.min)
    kept["attach"] = [(("文件", name),) for name in names]
    records = shown_records(desk, case, acts.acts_of(desk.store, case.id))
    for record in reversed(records):
        if since is None or record.at >= since:
            kept.setdefault(record.act, []).append(_filled_in(record))
    return kept


def _filled_in(record: ActRecord) -> tuple[tuple[str, str], ...]:
    """What an act's own fields say, and who approved it."""
    move = MOVES.get(record.act)
    found = []
    for field in move.fields if move else ():
        text = record.fields.get(field.name, "")
        words = dict(field.choices).get(text, text)
        if words and field.name != "reason":  # the reason stands in the line itself
            found.append((field.label, _short(words)))
    return tuple(found)


def _short(text: str) -> str:
    """The text in one line, cut."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
