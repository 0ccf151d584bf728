"""The numbers of headings are those of GB/T 9704."""

import pytest

from ui.documents.headings import chinese_number, heading_level, next_heading, without_heading


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")]
)
def test_a_number_is_written_as_it_is_said(number: int, text: str) -> None:
    assert chinese_number(number) == text


@pytest.mark.parametrize(
    ("line", "level"),
    [("一、问题", 1), ("（二）经过", 2), ("十二、附则", 1), ("一般情况下", 0), ("1. 补发", 0)],
)
def test_a_heading_is_known_by_its_mark(line: str, level: int) -> None:
    assert heading_level(line) == level


def test_headings_count_on_and_the_second_level_starts_anew_under_each_first() -> None:
    before = ["一、问题", "（一）经过", "正文", "（二）证据", "二、依据"]
    assert next_heading(before, 1) == "三、"
    assert next_heading(before, 2) == "（一）"
    assert next_heading(before[:4], 2) == "（三）"


def test_a_heading_can_be_made_body_text_again() -> None:
    assert without_heading("（三）证据") == "证据"
    assert without_heading("二、依据") == "依据"
