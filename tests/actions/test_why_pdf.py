"""The calculation of a case's dates on paper."""

import datetime as dt

import pytest

from app.actions.calendar import set_day
from app.actions.deadlines import why_due, why_pdf
from app.actions.moved_dates import confirm_moved
from app.domain.codes import Origin
from app.domain.workdays import DayKind
from tests.desks import copied_desk, register
from tests.files.pdf_reading import read_pdf


def words_of(pdf: bytes) -> str:
    """All text of a PDF without spaces."""
    return "".join(read_pdf(pdf).text.split())


@pytest.fixture
def desk(tmp_path):
    with copied_desk(tmp_path / "desk")[0] as made:
        yield made


def test_every_step_of_every_clock_is_printed_and_nobody_is_named(desk) -> None:
    number = register(desk)
    text = words_of(why_pdf(desk, number=number))
    for found in why_due(desk, number=number):
        for step in found.steps:
            assert step.replace(" ", "") in text
    assert number in text
    assert "王建国" not in text


def test_a_date_that_was_not_confirmed_is_not_explained_by_another(desk) -> None:
    number = register(desk, origin=Origin.SUPERIOR, received_on=dt.date(2026, 11, 23))

    def said() -> str:
        return "".join(step for one in why_due(desk, number=number) for step in one.steps)

    assert "本事项的到期日仍是" not in said()
    set_day(desk, day=dt.date(2026, 11, 27), kind=DayKind.HOLIDAY, note="矿庆")
    assert "到期：2026-12-01" in said() and "本事项的到期日仍是2026-11-30：日历或期限规则改过" in said()
    confirm_moved(desk, ids=())
    assert "本事项的到期日仍是2026-11-30" in said()
    confirm_moved(desk)
    assert "到期：2026-12-01" in said() and "本事项的到期日仍是" not in said()
