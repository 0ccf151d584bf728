"""Where Chinese lines break, and that nothing is lost or too wide."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files.fonts import Face, bundled_fonts
from app.files.typeset import (
    CLOSING,
    OPENING,
    Line,
    Style,
    balanced,
    clean,
    fitting,
    shrink,
    stretch,
    text_width,
    tidy,
    wrap,
)
from tests.files.documents import a_slip

STYLE = Style(Face.BODY, 10, 15)
FONTS = bundled_fonts()
CHINESE = st.text(alphabet="信访事项的原因说明矿井，。、；（）“”《》——……0123456789AZ-. 〔〕", max_size=120)


def lines(text: str, characters: float, indent: float = 0.0) -> list[str]:
    """A text in lines of so many characters."""
    return [line.text for line in wrap(FONTS, text, STYLE, characters * 10, indent * 10)]


def test_a_comma_never_begins_a_line() -> None:
    assert lines("甲乙丙丁，戊己", 4) == ["甲乙丙", "丁，戊己"]


def test_a_bracket_never_ends_a_line() -> None:
    assert lines("甲乙丙（丁戊己）庚", 4) == ["甲乙丙", "（丁戊", "己）庚"]


def test_two_closing_marks_stay_with_their_character() -> None:
    assert lines("甲乙丙丁。”戊", 5) == ["甲乙丙", "丁。”戊"]


def test_a_dash_is_never_cut_in_two() -> None:
    assert lines("甲乙丙——丁", 4) == ["甲乙丙", "——丁"]


def test_a_number_stays_whole_with_its_unit() -> None:
    assert lines("到期日是2026年底", 6) == ["到期日是", "2026年底"]
    assert lines("编号ZC01-20261110-0001-7号", 13) == ["编号", "ZC01-20261110-0001-7号"]


def test_a_word_wider_than_the_line_is_cut() -> None:
    assert "".join(lines("A" * 100, 5)) == "A" * 100


def test_the_first_line_of_each_paragraph_stands_in() -> None:
    assert lines("甲乙丙丁戊\n己庚辛壬癸", 4, indent=2) == ["甲乙", "丙丁戊", "己庚", "辛壬癸"]


def test_a_space_at_a_break_is_dropped() -> None:
    assert lines("甲乙丙丁 戊己", 4) == ["甲乙丙丁", "戊己"]


@given(CHINESE, st.integers(min_value=4, max_value=30))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, characters: int) -> None:
    found = wrap(FONTS, text, STYLE, characters * 10)
    assert "".join(line.text for line in found).replace(" ", "") == text.replace(" ", "")
    for line in found:
        assert line.width == pytest.approx(text_width(FONTS, line.text, STYLE))
        assert line.width <= characters * 10 + 0.01


@given(st.lists(st.sampled_from(["信访", "（矿井）", "“说明”，", "2026年", "的。", "——", "……"]), max_size=40))
def test_no_line_begins_or_ends_with_the_wrong_mark(pieces: list[str]) -> None:
    found = wrap(FONTS, "".join(pieces), STYLE, 200)
    for line, following in itertools.pairwise(found):
        assert line.text[-1] not in OPENING
        assert following.text[0] not in CLOSING


def test_a_title_is_parted_into_even_lines() -> None:
    title = Style(Face.TITLE, 20, 30)
    first, second = balanced(FONTS, "关于综采一区井下津贴核定有关情况的原因说明", title, 400)
    assert abs(len(first.text) - len(second.text)) <= 1


def test_a_title_that_fits_stays_on_one_line() -> None:
    assert len(balanced(FONTS, "原因说明", Style(Face.TITLE, 20, 30), 400)) == 1


def test_a_name_shrinks_to_its_room_but_not_below_its_least() -> None:
    assert text_width(FONTS, "某" * 20, shrink(FONTS, "某" * 20, STYLE, 150)) == pytest.approx(150)
    assert shrink(FONTS, "某" * 200, STYLE, 150).size == 5
    assert shrink(FONTS, "某", STYLE, 150) == STYLE


def test_a_long_unit_is_set_smaller_until_its_lines_are_few_enough() -> None:
    style, found = fitting(FONTS, "某" * 50, STYLE, 100, 3)
    assert len(found) <= 3
    assert style.size < STYLE.size
    assert "".join(line.text for line in found) == "某" * 50


def test_full_lines_are_spread_to_the_edge_and_last_ones_are_not() -> None:
    assert stretch(Line("甲乙丙丁", 40), 46, 3) == pytest.approx(2)
    assert stretch(Line("甲乙丙丁", 40, ends=True), 46, 3) == 0
    assert stretch(Line("甲乙丙丁", 40), 80, 3) == 0


def test_pasted_text_is_made_plain() -> None:
    assert clean("甲\u200b乙\r\n丙\x0b丁\t戊\ufeff") == "甲乙\n丙\n丁 戊"
    assert tidy(a_slip(petitioner="王\u200b𬱖", warnings=("甲\r乙",))) == a_slip(warnings=("甲\n乙",))
