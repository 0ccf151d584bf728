"""Texts as cells hold them: stand-ins that are seen, pieces that join again, parts of JSON that none mistakes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files.packet_text import (
    CHUNK,
    MARK,
    chunks,
    is_long,
    pieces,
    printed_lines,
    room_in,
    show,
    show_start,
)

XML_CANNOT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
EXCEL_ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王建国", "王建国"),
        ("a\x0bb", "a␋b"),
        ("\x00\x1f\x7f", "␀␟␡"),
        ("一\r\n二\r三\n四", "一\n二\n三\n四"),
        ("half \ud83d pair", "half � pair"),
        ("\uffff\ufffe", "��"),
        ("_x000D_", "＿x000D_"),
        ("_x000d_x000A_", "＿x000d＿x000A_"),
        ("_xyz_", "_xyz_"),
        ("\ttab  two ", "\ttab  two "),
        ("𬱖😀", "𬱖😀"),
        ("", ""),
    ],
)
def test_what_a_cell_cannot_hold_gets_a_visible_stand_in(text: str, shown: str) -> None:
    assert show(text) == shown


@given(st.text(st.characters()))
def test_nothing_that_is_shown_breaks_a_workbook(text: str) -> None:
    assert not XML_CANNOT.search(show(text))
    assert not EXCEL_ESCAPE.search(show(text))
    assert "\r" not in show(text)


def test_a_long_text_is_shown_to_its_mark_and_a_short_one_whole() -> None:
    assert show_start("津" * 100, 28) == "津" * 100
    assert show_start("津" * 1000, 28).endswith("津" + MARK)
    assert is_long("\n" * 40, 100)


@given(st.text(st.sampled_from("津贴a \n\r\x0b😀"), max_size=4000))
def test_the_pieces_of_a_long_text_are_the_text(text: str) -> None:
    assert "".join(pieces(text, 28)) == show(text)


@given(st.text(st.sampled_from("津贴ab \n"), min_size=1, max_size=4000))
def test_each_piece_fits_the_tallest_row(text: str) -> None:
    assert max(printed_lines(piece, room_in(28)) for piece in pieces(text, 28)) * 12.5 + 3 <= 409


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("王建国", 4, 1),
        ("一\n二\n三", 10, 3),
        ("津" * 21, 10, 3),
        ("a" * 18, 10, 1),
        ("a" * 30, 10, 2),
        ("", 3, 1),
    ],
)
def test_lines_on_paper(text: str, room: int, lines: int) -> None:
    assert printed_lines(text, room) == lines


@given(st.lists(st.text(st.sampled_from('"=津_x00D0_😀 \\'), max_size=60), max_size=8), st.integers(1, 900))
def test_the_parts_of_a_json_text_are_the_text_and_fit_their_cells(texts: list[str], times: int) -> None:
    texts = [text * times for text in texts]
    parts = list(chunks(texts))
    assert "".join(parts) == "".join(texts)
    assert all(len(part) <= CHUNK for part in parts)
    assert not any(EXCEL_ESCAPE.search(part) for part in parts)
