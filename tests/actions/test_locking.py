"""How long the window may stand idle."""

import pytest

from app.actions.desk import Desk
from app.actions.locking import LONGEST, USUAL, idle_minutes, set_idle_minutes
from app.actions.operators import add_operator
from app.bootstrap import open_desk
from app.domain.errors import InvalidField, NotAllowed
from app.domain.station import Operator

OTHER = "田小雨自己的口令2026"


def test_it_locks_after_the_usual_time_unless_told_otherwise(desk: Desk) -> None:
    assert idle_minutes(desk) == USUAL == 10
    assert set_idle_minutes(desk, minutes=3).settings == ("lock.idle_minutes",)
    assert idle_minutes(desk) == 3
    line = desk.store.rows("SELECT act, was, became FROM history ORDER BY id DESC LIMIT 1")[0]
    assert tuple(line.values()) == ("idle_lock", "10分钟", "3分钟")


def test_what_stays_leaves_no_line(desk: Desk) -> None:
    before = desk.store.value("SELECT count(*) FROM history")
    assert set_idle_minutes(desk, minutes=USUAL).settings == ()
    assert desk.store.value("SELECT count(*) FROM history") == before


@pytest.mark.parametrize("minutes", [-1, LONGEST + 1])
def test_a_time_that_is_none_is_refused(desk: Desk, minutes: int) -> None:
    with pytest.raises(InvalidField) as refused:
        set_idle_minutes(desk, minutes=minutes)
    assert refused.value.field == "lock.idle_minutes"


def test_only_an_administrator_switches_it_off(desk: Desk) -> None:
    add_operator(desk, operator=Operator("田小雨"), passphrase=OTHER)
    with open_desk(desk.home, OTHER) as opened:
        with pytest.raises(NotAllowed):
            set_idle_minutes(opened, minutes=0)
        set_idle_minutes(opened, minutes=5)
    assert idle_minutes(desk) == 5
    set_idle_minutes(desk, minutes=0)
    assert idle_minutes(desk) == 0
