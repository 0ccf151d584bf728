import pytest
from peewee import DatabaseError

from app.actions.cases import cannot_settle, reveal
from app.actions.checks import check_desk, verify_history
from app.actions.desk import Desk
from app.storage.history import timeline
from tests.desks import register


def test_an_untouched_chain_is_whole(desk: Desk) -> None:
    for _ in range(3):
        register(desk)
    checked = verify_history(desk)
    assert (checked.lines, checked.broken_at) == (4, None)


@pytest.mark.parametrize(
    "statement", ["UPDATE history SET text = 'x' WHERE id = 2", "DELETE FROM history WHERE id = 2"]
)
def test_the_history_is_append_only(desk: Desk, statement: str) -> None:
    register(desk)
    with pytest.raises(DatabaseError, match="append-only"), desk.store.transaction():
        desk.store.execute(statement)
    assert verify_history(desk).broken_at is None


@pytest.mark.parametrize(
    ("statement", "found_at"),
    [
        ("UPDATE history SET text = '什么也没发生' WHERE id = 3", 3),
        ("UPDATE history SET operator = '别人' WHERE id = 2", 2),
        ("UPDATE history SET at = '2020-01-01T00:00:00' WHERE id = 4", 4),
        ("UPDATE history SET act = act || case_number, case_number = '' WHERE id = 2", 2),
        ("DELETE FROM history WHERE id = 3", 3),
        ("UPDATE history SET hash = (SELECT hash FROM history WHERE id = 2) WHERE id = 3", 3),
        ("UPDATE history SET previous = hash WHERE id = 2", 2),
    ],
)
def test_a_line_that_was_changed_behind_the_desks_back_is_found(
    desk: Desk, statement: str, found_at: int
) -> None:
    for _ in range(4):
        register(desk)
    raw = desk.store.database.connection()
    raw.execute("DROP TRIGGER history_keeps")
    raw.execute("DROP TRIGGER history_stays")
    raw.execute(statement)
    assert verify_history(desk).broken_at == found_at
    assert not {line.name: line.ok for line in check_desk(desk)}["历史记录"]


def test_a_case_has_its_own_time_line_and_nobody_elses(desk: Desk) -> None:
    one, other = register(desk), register(desk, "李芳")
    cannot_settle(desk, number=one, reason="无权决定")
    reveal(desk, number=other, position=0, field="phone", reason="回访")
    lines = timeline(desk.store, one)
    assert [line.act for line in lines] == ["register", "cannot_settle"]
    assert lines[1].text == "本单位不能解决，待移送：无权决定"
    assert {line.operator for line in lines} == {"李敏"}
    assert {line.at.date() for line in lines} == {desk.today()}


def test_no_number_in_full_stands_in_the_history(desk: Desk) -> None:
    number = register(desk)
    value, _ = reveal(desk, number=number, position=0, field="phone", reason="回访")
    texts = "".join(str(row["text"]) for row in desk.store.rows("SELECT text FROM history"))
    assert value == "13812344321"
    assert "13812344321" not in texts and "王建国" not in texts
