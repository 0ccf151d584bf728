"""Likely repeats across units: two matters side by side, linked by a human, or found to be two and remembered so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, groupby
from typing import Any

from app.actions.desk import Desk
from app.actions.inbox_check import require_headquarters
from app.actions.sealed import seen_case
from app.domain.changes import Changes, Progress, Steps
from app.domain.errors import NotAllowed, NotFound
from app.domain.inbox import RepeatNotice, is_secret
from app.domain.repeats import NotRepeat, RepeatPair, likeness
from app.files.packet_verify import VerifiedPacket
from app.storage import inbox, repeats

MOST_PAIRS = 300
"""Pairs shown at once, the newest; deciding them brings up the rest."""
_MOST_ALIKE = 2_000
_STEP = 200
_ALIKE = 60
"""Of 100: how much two matters of people of one name must read alike."""
_SHORTEST = 6
"""Characters of a matter below which nothing is said of how it reads."""


def repeats_in(desk: Desk, packet: VerifiedPacket, taken: set[str]) -> Iterator[RepeatNotice]:
    """New cases of a packet that may be somebody's matter that came from elsewhere before; a human links them."""
    people = [
        (case, person)
        for case in packet.cases
        if case["number"] in taken and not is_secret(case)
        for person in case["petitioners"]
        if person["name"]
    ]
    names = sorted({person["name"] for _, person in people})
    by_name: dict[str, list[dict[str, Any]]] = {}
    for row in inbox.same_names(desk.store, names, packet.head.sender_code, limit=_MOST_ALIKE):
        by_name.setdefault(row["name"], []).append(row)
    for case, person in people:
        for row in by_name.get(person["name"], ()):
            if why := _why({**person, "content": case["content"]}, row):
                yield RepeatNotice(case["number"], row["number"], why)


def _why(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Why the matters of two people of one name may be one: by a number, or by how they read; empty when nothing says
    so."""
    if why := likeness(one, other):
        return why
    from rapidfuzz import fuzz  # here: only when two people have one name

    text = one["content"][:200]
    alike = len(text) >= _SHORTEST and fuzz.partial_ratio(text, other["content"]) >= _ALIKE
    return "姓名相同，反映的内容相近" if alike else ""


def likely_repeats(desk: Desk) -> Steps[tuple[RepeatPair, ...]]:
    """The newest pairs of open cases from different units that may be one matter and about which nobody decided.

    Names are masked; sealed cases are never among them. Raises NotAllowed at a workshop's desk.
    """
    require_headquarters(desk)
    yield Progress(0, 0, "查找可能的重复件")
    rows, decided = repeats.of_one_name(desk.store), repeats.decided_pairs(desk.store)
    found: dict[tuple[int, int], str] = {}
    done = 0
    for _, group in groupby(rows, key=lambda row: row["name"]):
        for one, other in combinations(group, 2):
            done += 1
            if done % _STEP == 0:
                yield Progress(0, 0, f"比对第{done:,}对")
            pair = (one["id"], other["id"])
            if one["source_unit"] == other["source_unit"] or one["root"] == other["root"]:
                continue
            if pair not in decided and pair not in found and (why := _why(one, other)):
                found[pair] = why
    newest = sorted(found, key=lambda pair: (pair[1], pair[0]), reverse=True)[:MOST_PAIRS]
    known = repeats.sides(desk.store, sorted({case_id for pair in newest for case_id in pair}))
    return tuple(
        RepeatPair(known[first], known[second], found[first, second])
        for first, second in newest
        if first in known and second in known
    )


def not_a_repeat(desk: Desk, *, first: str, second: str, reason: str = "") -> tuple[Changes, int]:
    """Remember that two cases are two matters; they are not shown as a pair again. What changed, and the decision's
    id, by which it is taken back. Raises NotFound, NotAllowed."""
    require_headquarters(desk)
    with desk.store.transaction():
        one, two = sorted((seen_case(desk, first), seen_case(desk, second)), key=lambda case: case.id)
        if one.sealed or two.sealed:
            raise NotFound("信访事项", first if one.sealed else second)
        if one.id == two.id:
            raise NotAllowed("请选两件不同的事项")
        if (one.id, two.id) in repeats.decided_pairs(desk.store):
            raise NotAllowed("这两件已经判定过不是重复件")
        at, by = desk.now(), desk.operator.name
        decision = repeats.put_not_repeat(desk.store, one.id, two.id, at=at, by=by, reason=reason.strip())
        for number in (one.number, two.number):
            desk.record("not_repeat", "与另一件比对，不是重复件", number)
    return Changes(cases=(one.number, two.number)), decision


def decided_repeats(desk: Desk) -> list[NotRepeat]:
    """The pairs that somebody found to be two matters, newest first."""
    require_headquarters(desk)
    return repeats.list_not_repeats(desk.store)


def take_back_not_repeat(desk: Desk, *, decision_id: int) -> Changes:
    """Take such a decision back: the pair is shown again. Raises NotFound."""
    require_headquarters(desk)
    with desk.store.transaction():
        found = [one for one in repeats.list_not_repeats(desk.store, limit=10_000) if one.id == decision_id]
        if not found:
            raise NotFound("判定", decision_id)
        repeats.undo_not_repeat(desk.store, decision_id, at=desk.now(), by=desk.operator.name)
        for number in (found[0].first, found[0].second):
            desk.record("repeat_again", "撤销“不是重复件”的判定", number)
    return Changes(cases=(found[0].first, found[0].second))
