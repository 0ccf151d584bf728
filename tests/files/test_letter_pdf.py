"""Letters against GB/T 9704-2012: the grid, the head, the levels, the place of the seal, the page numbers."""

from __future__ import annotations

import datetime as dt
import io
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.documents import LetterContent
from app.domain.errors import UnprintableText
from app.files.document_pdf import render_letter
from app.files.fonts import bundled_fonts
from app.files.typeset import CLOSING, OPENING
from tests.files.documents import PARAGRAPHS, a_letter, letter_paper, letter_pdf
from tests.files.pdf_reading import (
    MM,
    Glyph,
    Page,
    expect_embedded,
    expect_golden,
    expect_inside,
    operands_of,
)

LEFT, RIGHT = 28 * MM, (28 + 156) * MM
TOP, BOTTOM = (297 - 37) * MM, 35 * MM
PITCH = 225 * MM / 22
EM = 156 * MM / 28
CHARACTERS = "".join(chr(0x4E00 + n) for n in range(28 * 80))


def full_of(count: int) -> tuple[str, ...]:
    """A text of so many lines, a paragraph each."""
    return tuple(f"第{n}段。" for n in range(1, count + 1))


def words(page: Page) -> str:
    return "".join(glyph.char for glyph in page.glyphs)


def with_signature(pages: list[Page]) -> Page:
    return next(page for page in pages if "2026年11月20日" in page.lines)


def last_line_above(page: Page, place: Glyph) -> float:
    """The baseline of the text nearest above a glyph."""
    return min(glyph.y for glyph in page.glyphs if glyph.y > place.y + 1)


def test_the_letter_is_the_golden_one() -> None:
    expect_golden("letter.txt", letter_paper(a_letter()))


def test_the_letter_is_on_a4_in_embedded_fonts_inside_its_type_area() -> None:
    paper = letter_paper(a_letter())
    expect_embedded(paper)
    for page in paper.pages:
        assert (page.width / MM, page.height / MM) == pytest.approx((210, 297))
        for glyph in page.glyphs:
            red = len(glyph.colour) == 3 and glyph.colour[0] > glyph.colour[1]
            if not red and not glyph.y < BOTTOM:
                assert glyph.x >= LEFT - 0.1 and glyph.right <= RIGHT + 0.3, glyph
                assert glyph.y + 0.88 * glyph.size <= TOP + 0.1, glyph


# --- the grid -------------------------------------------------------------------------------------------------


def test_a_page_takes_22_lines_of_28_characters() -> None:
    page = letter_paper(a_letter(paragraphs=(CHARACTERS,))).pages[1]
    body = [line for line in page.lines if line[0] in CHARACTERS]
    assert len(body) == 22
    assert {len(line) for line in body} == {28}
    baselines = sorted({round(g.y, 2) for g in page.glyphs if g.char in CHARACTERS}, reverse=True)
    assert [a - b for a, b in itertools.pairwise(baselines)] == pytest.approx([PITCH] * 21, abs=0.02)
    last = max((g for g in page.glyphs if g.char in CHARACTERS), key=lambda g: g.x)
    assert last.right == pytest.approx(RIGHT, abs=0.3)


def test_body_is_size_3_and_title_size_2() -> None:
    page = letter_paper(a_letter(title="关于井下津贴的原因说明")).pages[0]
    assert {glyph.size for glyph in page.find("关于井下津贴的原因说明")} == {22}
    assert {glyph.size for glyph in page.find("现将有关情况")} == {16}


def test_addressee_is_flush_left_and_paragraphs_begin_two_characters_in() -> None:
    page = letter_paper(a_letter()).pages[0]
    assert page.find("某煤业集团信访接待部门：")[0].x == pytest.approx(LEFT, abs=0.01)
    assert page.find("一、信访人的诉求")[0].x == pytest.approx(LEFT + 2 * EM, abs=0.01)
    assert page.find("信访事项（编号")[0].x == pytest.approx(LEFT, abs=0.01)


def test_full_lines_end_at_the_edge_and_last_lines_do_not() -> None:
    page = letter_paper(a_letter()).pages[0]
    assert page.find("提出的")[-1].right == pytest.approx(RIGHT, abs=0.5)
    assert page.find("说明如下。")[-1].right < RIGHT - 5 * EM


def test_levels_have_their_faces_and_a_run_on_heading_ends_with_its_sentence() -> None:
    page = letter_paper(a_letter()).pages[0]
    fonts = {
        phrase: {glyph.font.split("+")[1] for glyph in page.find(phrase)}
        for phrase in (
            "一、信访人的诉求",
            "（一）调查核实。",
            "2026年11月12日",
            "（二）与信访人沟通",
            "1. 补发",
        )
    }
    assert fonts == {
        "一、信访人的诉求": {"NotoSansSC-Bold"},
        "（一）调查核实。": {"NotoSerifSC-Bold"},
        "2026年11月12日": {"NotoSerifSC-Regular"},
        "（二）与信访人沟通": {"NotoSerifSC-Bold"},
        "1. 补发": {"NotoSerifSC-Regular"},
    }


# --- the head -------------------------------------------------------------------------------------------------


def test_the_units_name_is_red_and_30_mm_below_the_edge() -> None:
    page = letter_paper(a_letter()).pages[0]
    mark = page.glyphs[: len(a_letter().unit)]
    assert "".join(glyph.char for glyph in mark) == a_letter().unit
    assert mark[0].colour[0] > 0.6 > 0.2 > max(mark[0].colour[1:])
    assert page.height - mark[0].y - 0.88 * mark[0].size == pytest.approx(30 * MM, abs=0.5)
    assert (mark[0].x + mark[-1].right) / 2 == pytest.approx(page.width / 2, abs=0.5)


def test_red_double_lines_of_170_mm_stand_below_the_name_and_20_mm_above_the_foot() -> None:
    data = letter_pdf(a_letter())
    starts, ends = operands_of(data, 0, "m"), operands_of(data, 0, "l")
    widths = [operands[0] for operands in operands_of(data, 0, "w")]
    rules = [
        (y, x2 - x1, w) for (x1, y), (x2, _), w in zip(starts, ends, widths[-len(starts) :], strict=True)
    ]
    assert [length for _, length, _ in rules] == pytest.approx([170 * MM] * 4)
    (upper_thick, upper_thin, lower_thick, lower_thin) = rules
    assert upper_thick[2] > upper_thin[2] and upper_thick[0] > upper_thin[0]
    assert lower_thick[2] > lower_thin[2] and lower_thick[0] < lower_thin[0]
    assert (lower_thick[0] + lower_thin[0]) / 2 == pytest.approx(20 * MM)
    mark = letter_paper(a_letter()).pages[0].glyphs[0]
    foot = mark.y - 0.12 * mark.size
    assert foot - (upper_thick[0] + upper_thin[0]) / 2 == pytest.approx(4 * MM, abs=1)
    assert operands_of(data, 1, "l") == []


def test_the_number_stands_right_below_the_line_and_above_the_title() -> None:
    page = letter_paper(a_letter()).pages[0]
    number, title = page.find("综采一区信访〔2026〕1号"), page.find("信访事项的原因说明")
    assert number[-1].right == pytest.approx(RIGHT, abs=0.5)
    assert number[0].y > title[0].y + 2 * PITCH


def test_a_long_title_is_parted_evenly_and_never_inside_the_case_number() -> None:
    page = letter_paper(a_letter()).pages[0]
    assert "关于ZC01-20261110-0001-7号" in page.lines
    for glyphs in (page.find("关于ZC01-20261110-0001-7号"), page.find("信访事项的原因说明")):
        assert (glyphs[0].x + glyphs[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)


# --- the seal -------------------------------------------------------------------------------------------------


def test_the_date_ends_four_characters_from_the_right_and_the_unit_is_centred_above_it() -> None:
    page = with_signature(letter_paper(a_letter()).pages)
    date, unit = page.find("2026年11月20日"), page.find("东山煤矿综采一区")
    assert RIGHT - date[-1].right == pytest.approx(4 * EM, abs=0.5)
    assert unit[0].y - date[0].y == pytest.approx(PITCH, abs=0.02)
    assert (unit[0].x + unit[-1].right) / 2 == pytest.approx((date[0].x + date[-1].right) / 2, abs=0.5)


def test_a_seal_over_unit_and_date_touches_no_line_of_the_text_but_comes_within_one_of_it() -> None:
    for count in range(1, 40):
        letter = a_letter(paragraphs=full_of(count), attachments=(), signature="综采第一工区")
        page = with_signature(letter_paper(letter).pages)
        unit = page.find("综采第一工区")[0]
        # unit and date stand in the middle of the seal or a little below it, here up to 3 mm (7.3.5.1)
        middle = unit.y - PITCH / 2 + 0.4 * unit.size
        space = last_line_above(page, unit) - 0.12 * unit.size - (middle + 21 * MM)
        assert space >= 0 and space - 3 * MM <= PITCH, (count, space)


def test_a_long_unit_ends_at_the_edge_with_the_date_below_its_middle() -> None:
    signature = "某某能源化工集团有限责任公司东山煤业分公司综采一区"
    page = with_signature(letter_paper(a_letter(signature=signature)).pages)
    date, unit = page.find("2026年11月20日"), page.find(signature)
    assert unit[-1].right == pytest.approx(RIGHT, abs=0.5)
    assert (unit[0].x + unit[-1].right) / 2 == pytest.approx((date[0].x + date[-1].right) / 2, abs=0.5)


def test_the_page_with_the_seal_always_carries_text() -> None:
    for count in range(1, 75):
        for names in ((), ("登记表",), ("登记表", "工资条", "考勤表")):
            pages = letter_paper(a_letter(paragraphs=full_of(count), attachments=names)).pages
            lines = [line for line in with_signature(pages).lines if "段。" in line or line[-1] in "表条"]
            assert lines, (count, names)
            assert all(page.glyphs for page in pages)


def test_a_note_of_attachments_is_not_parted_and_its_names_stand_below_each_other() -> None:
    for count in range(1, 45):
        pages = letter_paper(a_letter(paragraphs=full_of(count))).pages
        page = next(page for page in pages if "附件：1." in words(page))
        assert "各一份" in words(page), count
    first, second = page.find("1. 信访事项登记表")[0], page.find("2. 王")[0]
    assert first.x == pytest.approx(second.x, abs=0.1)
    assert page.find("王𬱖等3人2026年7月")[0].x == pytest.approx(page.find("复印件和下井")[0].x, abs=0.1)
    assert page.find("附件：")[0].x == pytest.approx(LEFT + 2 * EM, abs=0.01)


def test_one_attachment_has_no_number() -> None:
    lines = [line for page in letter_paper(a_letter(attachments=("登记表",))).pages for line in page.lines]
    assert "附件：登记表" in lines


def test_a_heading_never_stands_at_the_foot_of_a_page() -> None:
    for count in range(1, 45):
        paragraphs = (*full_of(count), "二、办理情况", "已办理完毕。")
        for page in letter_paper(a_letter(paragraphs=paragraphs)).pages:
            if "二、办理情况" in page.lines:
                assert "已办理完毕。" in page.lines, count


# --- marks and numbers ----------------------------------------------------------------------------------------


def test_the_first_page_has_no_number_even_pages_left_odd_ones_right() -> None:
    pages = letter_paper(a_letter(paragraphs=full_of(60))).pages
    assert len(pages) == 4
    assert not any(glyph.char == "—" and glyph.y < BOTTOM for glyph in pages[0].glyphs)
    for number, page in enumerate(pages[1:], start=2):
        dash, *_, end = page.find(f"— {number} —")
        assert dash.size == 14
        assert dash.y + 0.4 * 14 == pytest.approx(BOTTOM - 7 * MM, abs=1)
        if number % 2:
            assert RIGHT - end.right == pytest.approx(14, abs=0.5)
        else:
            assert dash.x - LEFT == pytest.approx(14, abs=0.5)


def test_a_draft_says_so_on_every_page_and_a_reprint_which_it_is() -> None:
    for page in letter_paper(a_letter(draft=True, paragraphs=full_of(40))).pages:
        assert "草稿" in page.lines
    for page in letter_paper(a_letter(reprint=3, paragraphs=full_of(40))).pages:
        assert "补打（第3次）" in page.lines
    assert not any("草稿" in words(p) or "补打" in words(p) for p in letter_paper(a_letter()).pages)


def test_the_contact_stands_in_brackets_on_one_line_when_it_nearly_fits() -> None:
    lines = with_signature(letter_paper(a_letter()).pages).lines
    assert "（联系人：李敏，电话：0351-6612345；负责人：赵卫国）" in lines
    for contact in ("（联系人：李敏）", "(联系人：李敏)", " 联系人：李敏 "):
        assert "（联系人：李敏）" in with_signature(letter_paper(a_letter(contact=contact)).pages).lines
    assert not any("（）" in words(page) for page in letter_paper(a_letter(contact="")).pages)


# --- any letter -----------------------------------------------------------------------------------------------

TEXT = st.text(alphabet="信访事项原因说明王𬱖“”‘’（）《》〔〕，。、；：！？——……0123456789ABc. ", max_size=150)
LONG = st.text(alphabet="某煤业集团东山煤矿综采一区信访办公室", min_size=1, max_size=60)


@given(
    paragraphs=st.lists(st.one_of(TEXT, st.sampled_from(PARAGRAPHS)), max_size=14).map(tuple),
    unit=LONG,
    title=LONG,
    signature=LONG,
    addressee=LONG,
    attachments=st.lists(LONG, max_size=12).map(tuple),
    contact=TEXT,
)
def test_every_word_of_any_letter_is_on_its_pages(**fields: object) -> None:
    letter = a_letter(**fields)
    paper = letter_paper(letter)
    expect_inside(paper, margin=8)
    drawn = paper.text
    for text in (letter.unit, letter.signature, letter.addressee, *letter.paragraphs, *letter.attachments):
        assert "".join(text.split()) in drawn


@given(st.text(alphabet="信访事项，。、；：！？（）《》“”〔〕2026年", min_size=40, max_size=400))
def test_no_line_begins_or_ends_with_the_wrong_mark(text: str) -> None:
    # runs of marks longer than a line have to break somewhere
    if any(len(run) > 12 for run in "".join(c if c in OPENING + CLOSING else " " for c in text).split()):
        return
    for page in letter_paper(a_letter(paragraphs=(text,))).pages:
        body = [line for line in page.lines if line.strip() and set(line) <= set(text)]
        for line, following in itertools.pairwise(body):
            assert line[-1] not in OPENING
            assert following[0] not in CLOSING


# --- the file -------------------------------------------------------------------------------------------------


def test_the_file_names_its_number_and_unit_and_nobody() -> None:
    info = letter_paper(a_letter()).info
    assert info["Title"] == "信访公文 综采一区信访〔2026〕1号"
    assert info["Author"] == "某煤业集团东山煤矿综采一区"
    assert info["CreationDate"] == info["ModDate"] == "D:20261120000000+08'00'"
    assert not any("王" in value for value in info.values())


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert letter_pdf(a_letter()) == letter_pdf(a_letter())
    assert letter_pdf(a_letter(signed_on=dt.date(2026, 11, 21))) != letter_pdf(a_letter())


def test_the_number_of_pages_is_returned_and_the_default_faces_work() -> None:
    out = io.BytesIO()
    assert render_letter(a_letter(paragraphs=full_of(60)), out) == 4
    assert out.getvalue().startswith(b"%PDF")


@pytest.mark.parametrize("field", ["unit", "title", "addressee", "signature", "contact", "number"])
def test_an_unprintable_character_is_named_and_nothing_is_written(field: str) -> None:
    out = io.BytesIO()
    letter: LetterContent = a_letter(**{field: "王\U0003fffd"})
    with pytest.raises(UnprintableText) as refused:
        render_letter(letter, out, fonts=bundled_fonts())
    assert refused.value.places == (("王\U0003fffd", 1, "\U0003fffd"),)
    assert out.getvalue() == b""
