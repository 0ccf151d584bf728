"""The chain of the history: what the triggers refuse, and what a proof finds that was done behind their back.

Every attack is done with the key in hand, on a real encrypted file whose triggers were dropped.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from peewee import DatabaseError

from app.actions.cases import cannot_settle, reveal
from app.actions.checks import check_desk
from app.actions.desk import Desk
from app.actions.history import history_head, verify_history
from app.domain.codes import Role
from app.domain.history import Fault, HistoryFault, HistoryLine
from app.storage import history
from app.storage.database import Store, create_store
from app.storage.history import FIRST, append, fault_in, timeline
from tests.desks import register

MORNING = dt.datetime(2026, 11, 24, 8, 0)
TRIGGERS = ("history_keeps", "history_stays", "history_appends")
OLD, ALL = 3, 8
"""Of eight lines the first three are of form 1, as an older program wrote them."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An encrypted store with a chain that began before roles were kept."""
    made = create_store(tmp_path / "desk.db", b"\x07" * 32)
    for number in range(1, OLD + 1):
        put(made, old_line(made, number))
    for number in range(OLD + 1, ALL + 1):
        append(made, a_line(number))
    yield made
    made.close()


def a_line(number: int, **changes: Any) -> HistoryLine:
    given = {
        "at": MORNING + dt.timedelta(minutes=number),
        "operator": "李敏",
        "act": "note",
        "text": f"第{number}件事",
        "case_number": "ZC01-20261124-0001-K",
        "roles": (Role.CLERK, Role.LEADER),
        "was": "已登记",
        "became": "办理中",
    }
    return HistoryLine(**{**given, **changes})


def old_line(store: Store, number: int) -> dict[str, Any]:
    """A line as a program of schema 3 wrote it."""
    previous = store.value("SELECT hash FROM history ORDER BY id DESC LIMIT 1") or FIRST
    parts = (f"2026-11-23T08:0{number}:00", "李敏", "register", "", f"旧的第{number}件事")
    row = dict(zip(("at", "operator", "act", "case_number", "text"), parts, strict=True))
    return {**row, "id": number, "form": 1, "previous": previous, "hash": history._hash(previous, *parts)}


def put(store: Store, row: dict[str, Any]) -> None:
    marks = ", ".join("?" * len(row))
    store.execute(f"INSERT INTO history ({', '.join(row)}) VALUES ({marks})", *row.values())


def attacked(store: Store, *statements: str) -> tuple[int, Fault] | None:
    """What the proof finds after somebody with the key did this without the triggers."""
    for trigger in TRIGGERS:
        store.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    for statement in statements:
        store.execute(statement)
    return found(store)


def found(store: Store) -> tuple[int, Fault] | None:
    faults = [one for one in fault_in(store) if isinstance(one, HistoryFault)]
    return (faults[0].line, faults[0].fault) if faults else None


def rehashed(store: Store, number: int) -> None:
    """Give a line, and every one after it, the hash that its content should have."""
    rows = store.rows("SELECT * FROM history WHERE id >= ? ORDER BY id", number)
    previous = store.value("SELECT hash FROM history WHERE id = ?", number - 1) or FIRST
    for row in rows:
        parts = [
            row[name] for name in ("at", "operator", "act", "case_number", "text", "role", "was", "became")
        ]
        own = history._proof(row["form"], row["id"], previous, parts)
        store.execute("UPDATE history SET previous = ?, hash = ? WHERE id = ?", previous, own, row["id"])
        previous = own


def test_a_chain_that_began_with_an_older_program_is_whole(store: Store) -> None:
    assert found(store) is None
    assert list(fault_in(store)) == [ALL]
    assert history.head(store).lines == ALL


def test_an_empty_history_is_whole(tmp_path: Path) -> None:
    store = create_store(tmp_path / "new.db", b"\x01" * 32)
    assert list(fault_in(store)) == [] and history.head(store) == history.HistoryHead(0, FIRST)
    store.close()


# --- what the triggers refuse -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET text = 'x' WHERE id = 5",
        "UPDATE OR REPLACE history SET id = 4 WHERE id = 5",
        "DELETE FROM history WHERE id = 5",
        "DELETE FROM history",
        "REPLACE INTO history SELECT * FROM history WHERE id = 5",
        "INSERT OR REPLACE INTO history SELECT * FROM history WHERE id = 5",
        "INSERT INTO history SELECT * FROM history WHERE id = 5 ON CONFLICT (id) DO UPDATE SET text = 'x'",
        "INSERT OR IGNORE INTO history SELECT * FROM history WHERE id = 5",
    ],
)
def test_the_history_is_append_only(store: Store, statement: str) -> None:
    before = store.rows("SELECT * FROM history")
    with pytest.raises(DatabaseError, match="append-only"), store.transaction():
        store.execute(statement)
    assert store.rows("SELECT * FROM history") == before and found(store) is None


# --- what the proof finds ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "where", "what"),
    [
        ("UPDATE history SET text = '什么也没发生' WHERE id = 2", 2, Fault.CHANGED),
        ("UPDATE history SET text = '什么也没发生' WHERE id = 6", 6, Fault.CHANGED),
        ("UPDATE history SET operator = '别人' WHERE id = 5", 5, Fault.CHANGED),
        ("UPDATE history SET role = 'auditor' WHERE id = 5", 5, Fault.CHANGED),
        ("UPDATE history SET was = '办理中' WHERE id = 7", 7, Fault.CHANGED),
        ("UPDATE history SET became = was, was = became WHERE id = 7", 7, Fault.CHANGED),
        ("UPDATE history SET at = '2020-01-01T00:00:00' WHERE id = 4", 4, Fault.CHANGED),
        ("UPDATE history SET act = act || case_number, case_number = '' WHERE id = 8", 8, Fault.CHANGED),
        ("UPDATE history SET hash = (SELECT hash FROM history WHERE id = 2) WHERE id = 3", 3, Fault.CHANGED),
        ("UPDATE history SET previous = hash WHERE id = 6", 6, Fault.CHANGED),
        ("UPDATE history SET became = '后来加上的' WHERE id = 1", 1, Fault.CHANGED),
        ("UPDATE history SET role = 'leader' WHERE id = 3", 3, Fault.CHANGED),
        ("UPDATE history SET at = 20261124 WHERE id = 5", 5, Fault.CHANGED),
        ("UPDATE history SET text = x'00' WHERE id = 5", 5, Fault.CHANGED),
        ("UPDATE history SET form = 3 WHERE id = 5", 5, Fault.CHANGED),
        ("UPDATE history SET form = 'x' WHERE id = 5", 5, Fault.CHANGED),
        ("DELETE FROM history WHERE id = 3", 3, Fault.MISSING),
        ("DELETE FROM history WHERE id = 1", 1, Fault.MISSING),
        ("DELETE FROM history WHERE id BETWEEN 4 AND 6", 4, Fault.MISSING),
        ("UPDATE history SET id = -5 WHERE id = 8", 1, Fault.ORDER),
    ],
)
def test_a_line_that_was_changed_behind_the_desks_back_is_named(
    store: Store, statement: str, where: int, what: Fault
) -> None:
    assert attacked(store, statement) == (where, what)


def test_two_lines_that_changed_places_are_named(store: Store) -> None:
    swap = "UPDATE history SET id = {} WHERE id = {}"
    moves = [swap.format(90, 5), swap.format(5, 6), swap.format(6, 90)]
    assert attacked(store, *moves) == (5, Fault.CHANGED)


def test_two_old_lines_that_changed_places_are_named(store: Store) -> None:
    swap = "UPDATE history SET id = {} WHERE id = {}"
    moves = [swap.format(90, 2), swap.format(2, 3), swap.format(3, 90)]
    assert attacked(store, *moves) == (2, Fault.ORDER)


def test_a_line_put_into_the_middle_is_named(store: Store) -> None:
    moved = [f"UPDATE history SET id = {number + 1} WHERE id = {number}" for number in range(ALL, 4, -1)]
    attacked(store, *moved)
    put(store, {**store.rows("SELECT * FROM history WHERE id = 4")[0], "id": 5, "text": "从来没有发生"})
    assert found(store) == (5, Fault.CHANGED)
    rehashed_alone = "UPDATE history SET previous = (SELECT hash FROM history WHERE id = 4) WHERE id = 5"
    assert attacked(store, rehashed_alone) == (5, Fault.CHANGED)


def test_a_line_with_a_right_hash_of_its_own_breaks_the_one_after_it(store: Store) -> None:
    attacked(store, "UPDATE history SET text = '改过，并重新计算' WHERE id = 5")
    row = store.rows("SELECT * FROM history WHERE id = 5")[0]
    parts = [row[name] for name in ("at", "operator", "act", "case_number", "text", "role", "was", "became")]
    own = history._proof(row["form"], 5, row["previous"], parts)
    assert attacked(store, f"UPDATE history SET hash = '{own}' WHERE id = 5") == (6, Fault.ORDER)


def test_a_line_cannot_be_passed_off_as_an_old_one(store: Store) -> None:
    assert attacked(store, "UPDATE history SET form = 1 WHERE id = 6") == (6, Fault.DOWNGRADED)


def test_not_even_when_all_that_follows_is_hashed_anew(store: Store) -> None:
    attacked(store, "UPDATE history SET form = 1, role = '', was = '', became = '' WHERE id = 6")
    rehashed(store, 6)
    assert found(store) == (6, Fault.DOWNGRADED)


def test_the_proof_goes_on_over_the_end_of_a_batch(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "BATCH", 3)
    assert list(fault_in(store)) == [3, 6, 8]
    assert attacked(store, "DELETE FROM history WHERE id = 7") == (7, Fault.MISSING)


# --- on a desk --------------------------------------------------------------------------------------------


def test_a_broken_chain_is_seen_by_the_desks_self_examination(desk: Desk) -> None:
    for _ in range(4):
        register(desk)
    assert (verify_history(desk).lines, verify_history(desk).broken_at) == (5, None)
    attacked(desk.store, "UPDATE history SET text = '什么也没发生' WHERE id = 3")
    assert verify_history(desk).broken_at == 3
    line = {line.name: line for line in check_desk(desk)}["操作记录"]
    assert not line.ok and "第3条" in line.text


def test_a_case_has_its_own_time_line_and_nobody_elses(desk: Desk) -> None:
    one, other = register(desk), register(desk, "李芳")
    cannot_settle(desk, number=one, reason="无权决定")
    reveal(desk, number=other, position=0, field="phone", reason="回访")
    lines = timeline(desk.store, one)
    assert [line.act for line in lines] == ["register", "cannot_settle"]
    assert lines[1].text == "本单位不能解决，待移送：无权决定"
    assert {line.operator for line in lines} == {"李敏"}
    assert {line.roles for line in lines} == {(Role.CLERK, Role.LEADER, Role.ADMINISTRATOR)}
    assert {line.at.date() for line in lines} == {desk.today()}


def test_no_number_in_full_stands_in_the_history(desk: Desk) -> None:
    number = register(desk)
    value, _ = reveal(desk, number=number, position=0, field="phone", reason="回访")
    with desk.store.transaction():
        desk.record(
            "station", "证件14020219800101123X", was="14020219800101123X", became="a\n14020219800101123X"
        )
    rows = desk.store.rows("SELECT text, was, became FROM history ORDER BY id")
    texts = "".join(str(value) for row in rows for value in row.values())
    assert value == "13812344321"
    assert "13812344321" not in texts and "王建国" not in texts
    covered = "14020219800101123X" if "14020219800101123X" in texts else "1402**********123X"
    assert covered == "1402**********123X" and rows[-1]["became"] == "a 1402**********123X"


def test_a_long_value_is_kept_by_its_beginning(desk: Desk) -> None:
    with desk.store.transaction():
        desk.record("station", "修改", was="旧" * 500, became="新")
    assert desk.store.rows("SELECT was FROM history ORDER BY id")[-1]["was"] == "旧" * 199 + "…"


def test_a_clock_that_ran_backwards_marks_the_line_and_stops_nobody(desk: Desk) -> None:
    register(desk)
    assert desk.clock_step is None
    desk.fixed_today = desk.today() - dt.timedelta(days=3)
    register(desk)
    step = desk.clock_step
    assert step is not None and (step.last - step.now).days in (2, 3)
    assert "时钟倒退" in step.sentence
    assert desk.store.rows("SELECT at FROM history ORDER BY id")[-1]["at"].startswith("2026-11-21")
    assert verify_history(desk).broken_at is None and history_head(desk).lines == 3
