"""Forms: nothing clipped over however many pages, the seal's place free, the place to sign never alone."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.documents import DocumentKind, FormCell, FormContent
from app.domain.errors import UnprintableText
from app.files.document_pdf import render_form
from app.files.fonts import bundled_fonts
from tests.files.forms import KINDS, a_form, a_list, form_paper, form_pdf, list_paper, preview_paper
from tests.files.pdf_reading import (
    GOLDEN,
    MM,
    Page,
    expect_embedded,
    expect_golden,
    expect_inside,
    operands_of,
)
from tests.files.test_paper_extremes import expect_apart, texts


def sentences(count: int) -> str:
    """So many paragraphs, each one line."""
    return "\n".join(f"第{n}句。" for n in range(1, count + 1))


def circle(form: FormContent, page: int = 0) -> tuple[float, float, float, float]:
    """Left, lower, right, upper edge of the seal's circle on a page."""
    curves = operands_of(form_pdf(form), page, "c")
    starts = operands_of(form_pdf(form), page, "m")
    points = [(o[4], o[5]) for o in curves] + [(x, y) for x, y in starts[-1:]]
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def rules(page: int, form: FormContent) -> list[float]:
    """The heights of the lines across the table, from above."""
    data = form_pdf(form)
    lines = zip(operands_of(data, page, "m"), operands_of(data, page, "l"), strict=False)
    return sorted({round(y1, 1) for (_, y1), (_, y2) in lines if y1 == y2}, reverse=True)


def words(page: Page) -> str:
    return "".join(glyph.char for glyph in page.glyphs)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_every_document_is_the_golden_one(kind: DocumentKind) -> None:
    paper = preview_paper(kind)
    expect_golden(f"documents/{kind.value}.txt", paper)
    expect_embedded(paper)
    expect_inside(paper)
    expect_apart(paper)


def test_there_is_a_golden_text_of_every_document_and_no_other() -> None:
    assert {path.stem for path in (GOLDEN / "documents").glob("*.txt")} == {*map(str, KINDS), "list"}


# --- pages ----------------------------------------------------------------------------------------------------


def test_a_short_form_is_one_page_of_a4_with_its_numbers() -> None:
    paper = form_paper(a_form())
    (page,) = paper.pages
    assert (page.width / MM, page.height / MM) == pytest.approx((210, 297))
    assert "信访事项编号：ZC01-20261110-0001-7 综采一区信访登〔2026〕3号" in page.lines
    assert "第1页，共1页" in page.text and "（续）" not in page.text


def test_a_text_of_twenty_thousand_characters_prints_whole() -> None:
    paper = form_paper(a_form("井" * 20_000))
    assert sum(words(page).count("井") for page in paper.pages) == 20_000
    assert len(paper.pages) > 15
    expect_inside(paper)
    expect_apart(paper)
    for number, page in enumerate(paper.pages, start=1):
        assert f"第{number}页，共{len(paper.pages)}页" in page.text
        assert ("信访事项登记表（续）" in page.text) == (number > 1)
        assert ("反映内容（续）" in page.text) == (number > 1)


def test_a_long_text_goes_on_in_order_without_losing_or_doubling_a_line() -> None:
    pages = form_paper(a_form(sentences(150))).pages
    said = [line for page in pages for line in "\n".join(page.lines).split() if line.endswith("句。")]
    assert said == sentences(150).split()


def test_a_long_row_leaves_at_least_four_lines_on_each_of_its_pages() -> None:
    for count in range(18, 80):
        pages = form_paper(a_form(sentences(count), signatures=(), seal="", statement=())).pages
        parts = [sum("句。" in line for line in page.lines) for page in pages]
        assert sum(parts) == count
        assert all(part >= 4 for part in parts if part), (count, parts)
        assert parts[0] >= 10, (count, parts)


def test_two_long_cells_in_one_row_go_on_side_by_side() -> None:
    row = (FormCell("甲", "甲" * 3000, 0.5), FormCell("乙", "乙" * 900, 0.5))
    paper = form_paper(a_form(rows=(row,)))
    expect_apart(paper)
    drawn = "".join(map(words, paper.pages))
    pages_with_labels = len(paper.pages)
    assert drawn.count("甲") == 3000 + pages_with_labels
    assert drawn.count("乙") == 900 + pages_with_labels


def test_a_form_just_over_its_page_is_set_smaller_and_stays_one() -> None:
    sizes = {}
    for count in range(15, 45):
        pages = form_paper(a_form(sentences(count))).pages
        sizes[count] = (len(pages), pages[0].find("第1句。")[0].size)
    assert (1, 12.0) in sizes.values()
    assert any(pages == 1 and 10.7 < size < 12 for pages, size in sizes.values())
    assert {size for pages, size in sizes.values() if pages > 1} == {12.0}


def test_the_place_to_sign_is_never_alone_on_a_page() -> None:
    for seal in ("", "单位盖章处"):
        for statement in ((), ("以上内容已经本人核对。", "没有遗漏。")):
            for count in range(15, 60):
                form = a_form(sentences(count), seal=seal, statement=statement)
                (page,) = [page for page in form_paper(form).pages if "信访人（签名）：" in page.text]
                company = [*statement, "与受送达"] if statement else ["与受送达"]
                assert any(text[:4] in page.text for text in company), (seal, statement, count)


# --- cells ----------------------------------------------------------------------------------------------------


def test_a_cell_keeps_lines_free_to_write_in_and_a_foot_at_its_lower_edge() -> None:
    def height(lines: int, foot: str = "") -> float:
        rows = (
            (FormCell("甲", "一"),),
            (FormCell("乙", "二", lines=lines, foot=foot),),
            (FormCell("丙", "三"),),
        )
        edges = rules(0, a_form(rows=rows, signatures=(), seal=""))
        return edges[0] - edges[1]

    assert height(5) - height(1) == pytest.approx(4 * 18, abs=0.2)
    assert height(5, "签名：") - height(5) == pytest.approx(18, abs=0.2)
    page = form_paper(a_form()).pages[0]
    assert page.find("签名：")[0].y < page.find("拟办意见")[0].y


def test_a_foot_without_end_goes_on_over_pages_like_any_text() -> None:
    paper = form_paper(a_form(rows=((FormCell("意见", "同意。", foot="签" * 5000),),)))
    assert sum(words(page).count("签") for page in paper.pages) == 5000 + 1  # one in the place to sign
    expect_inside(paper)


def test_marks_that_come_along_when_text_is_pasted_are_left_out_of_cells() -> None:
    assert "井下津贴少发" in form_paper(a_form("井\u200b下\u2060津贴\ufeff少发")).text


def test_a_long_label_takes_two_lines_inside_its_box() -> None:
    page = form_paper(a_form()).pages[0]
    label = page.find("与受送达人的关系")
    assert len({round(glyph.y, 1) for glyph in label}) == 2
    assert min(glyph.x for glyph in label) >= 25 * MM and max(glyph.right for glyph in label) <= 55 * MM


# --- seal and marks -------------------------------------------------------------------------------------------


def test_the_seal_has_42_mm_free_of_other_print_and_the_date_below() -> None:
    left, lower, right, upper = circle(a_form())
    assert right - left == pytest.approx(42 * MM, abs=0.1) and upper - lower == pytest.approx(
        42 * MM, abs=0.1
    )
    page = form_paper(a_form()).pages[0]
    inside = [g for g in page.glyphs if left < (g.x + g.right) / 2 < right and lower < g.y < upper]
    assert "".join(glyph.char for glyph in inside) == "单位盖章处"
    date = page.find("2026年11月24日")
    assert date[0].y < lower
    assert (date[0].x + date[-1].right) / 2 == pytest.approx((left + right) / 2, abs=1)


def test_without_a_seal_or_a_day_neither_is_drawn() -> None:
    assert operands_of(form_pdf(a_form(seal="")), 0, "c") == []
    assert "2026年11月24日" not in form_paper(a_form(dated=False)).text


def test_reprint_and_draft_are_marked_on_every_page() -> None:
    for page in form_paper(a_form(sentences(90), reprint=2, draft=True)).pages:
        assert "补打（第2次）" in page.text and "草稿" in page.text
    assert "补打" not in form_paper(a_form()).text and "草稿" not in form_paper(a_form()).text


# --- the file -------------------------------------------------------------------------------------------------


def test_the_file_names_number_and_unit_but_never_a_petitioner() -> None:
    info = form_paper(a_form()).info
    assert info["Title"] == "信访文书 综采一区信访登〔2026〕3号"
    assert not any("王" in value for value in info.values())
    assert form_paper(a_form(number="")).info["Title"] == "信访文书 ZC01-20261110-0001-7"


def test_the_same_form_gives_the_same_bytes() -> None:
    assert form_pdf(a_form()) == form_pdf(a_form())


def test_the_number_of_pages_is_returned_with_the_machines_own_faces() -> None:
    out = io.BytesIO()
    assert render_form(a_form(sentences(150)), out) == 5


@pytest.mark.parametrize("place", ["title", "cell", "label", "foot", "statement", "signatures", "remarks"])
def test_an_unprintable_character_is_named_and_nothing_is_written(place: str) -> None:
    bad = "王\U0003fffd"
    cells = {"cell": FormCell("甲", bad), "label": FormCell(bad, ""), "foot": FormCell("甲", "", foot=bad)}
    if place in cells:
        form = a_form(rows=((cells[place],),))
    else:
        form = a_form(**{place: bad if place == "title" else (bad,)})
    out = io.BytesIO()
    with pytest.raises(UnprintableText) as refused:
        render_form(form, out, fonts=bundled_fonts())
    assert refused.value.places == ((bad, 1, "\U0003fffd"),)
    assert out.getvalue() == b""


@settings(max_examples=30)
@given(
    name=texts(200), label=texts(20), cells=st.lists(st.tuples(texts(600), texts(200)), min_size=1, max_size=6),
    statement=st.lists(texts(200), max_size=4), signatures=st.lists(texts(30), max_size=5), seal=texts(8),
)  # fmt: skip
def test_forms_with_contents_that_nobody_expects(
    name: str,
    label: str,
    cells: list[tuple[str, str]],
    statement: list[str],
    signatures: list[str],
    seal: str,
) -> None:
    rows = tuple(
        (FormCell(label, text, 0.5, foot=foot), FormCell(label, foot, 0.5, lines=3)) for text, foot in cells
    )
    form = a_form(
        unit=name, title=name, rows=rows, number=name, statement=tuple(statement),
        signatures=tuple(signatures), seal=seal, remarks=(name,), copies=name, reprint=3, draft=True,
    )  # fmt: skip
    paper = form_paper(form)
    expect_inside(paper)
    expect_apart(paper)


# --- lists ----------------------------------------------------------------------------------------------------


def test_a_list_is_the_golden_one_with_embedded_fonts() -> None:
    paper = list_paper(a_list())
    expect_golden("documents/list.txt", paper)
    expect_embedded(paper)


def test_a_long_list_repeats_its_header_and_loses_no_line() -> None:
    paper = list_paper(a_list(120))
    expect_inside(paper)
    expect_apart(paper)
    assert all(f"第{n}件：书面告知" in paper.text for n in range(1, 121))
    lowest = [min(glyph.y for glyph in page.glyphs if glyph.size > 9) for page in paper.pages]
    assert all(y >= 20 * MM for y in lowest) and min(lowest) < 30 * MM
    assert all("序号 编号 事项 期限" in page.lines for page in paper.pages)
    assert f"第{len(paper.pages)}页，共{len(paper.pages)}页" in paper.pages[-1].text
    assert [i for i, page in enumerate(paper.pages) if "经办人：" in page.text] == [len(paper.pages) - 1]


def test_an_empty_list_says_so_and_a_wide_one_lies_on_its_side() -> None:
    paper = list_paper(a_list(0, landscape=True))
    assert "（无）" in paper.text
    assert (paper.pages[0].width / MM, paper.pages[0].height / MM) == pytest.approx((297, 210))


def test_a_cell_of_many_lines_and_long_closing_words_stay_on_the_page() -> None:
    for count in range(30, 42):
        content = a_list(count, closing=("说明。" * 60, "经办人："), notes=("依据。" * 100,))
        expect_inside(list_paper(content))
    paper = list_paper(a_list(rows=0, landscape=False, title="工作清单" * 30))
    expect_inside(paper)
    expect_apart(paper)


@settings(max_examples=15)
@given(
    title=texts(200), rows=st.lists(st.tuples(texts(20), texts(60), texts(900), texts(40)), max_size=12),
    notes=st.lists(texts(200), max_size=4), closing=st.lists(texts(200), max_size=3), landscape=st.booleans(),
)  # fmt: skip
def test_lists_with_contents_that_nobody_expects(
    title: str, rows: list[tuple[str, ...]], notes: list[str], closing: list[str], landscape: bool
) -> None:
    content = replace(
        a_list(title=title, notes=tuple(notes), closing=tuple(closing), landscape=landscape), rows=tuple(rows)
    )
    paper = list_paper(content)
    expect_inside(paper)
    expect_apart(paper)
