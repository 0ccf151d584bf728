"""The calculation of a case's dates on paper."""

import pytest

from app.actions.deadlines import why_due, why_pdf
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
