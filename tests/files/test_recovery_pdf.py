"""The recovery sheet: one page, groups that cannot be misread, how to keep it and how to use it."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import UnprintableText
from app.files.document_pdf import render_recovery_sheet
from tests.files.documents import a_recovery_sheet, recovery_paper
from tests.files.pdf_reading import expect_embedded, expect_golden, expect_inside


def test_the_sheet_is_the_golden_one() -> None:
    paper = recovery_paper(a_recovery_sheet())
    expect_golden("recovery_sheet.txt", paper)
    expect_embedded(paper)
    expect_inside(paper)


def test_the_groups_are_large_in_order_and_equally_spaced() -> None:
    content = a_recovery_sheet()
    page = recovery_paper(content).pages[0]
    code = [glyph for glyph in page.glyphs if glyph.size >= 24 and "Mono" in glyph.font]
    assert "".join(glyph.char for glyph in code) == "".join(content.code_groups)
    for start in range(0, len(code), 5):
        steps = [b.x - a.x for a, b in zip(code[start:], code[start + 1 : start + 5], strict=False)]
        assert max(steps) - min(steps) < 0.01
    for number in range(1, 9):
        assert f"第{number}组" in page.text


def test_it_says_how_to_keep_and_use_it_and_who_keeps_it() -> None:
    text = recovery_paper(a_recovery_sheet()).text
    for said in ("保险柜", "忘记口令", "数字0", "保管人（签名）：", "存放地点", "不拍照"):
        assert said in text


@settings(max_examples=30)
@given(
    unit=st.text(alphabet="某煤业集团东山煤矿𬱖", min_size=1, max_size=300),
    operator=st.text(alphabet="李敏欧阳·", min_size=1, max_size=60),
    groups=st.integers(min_value=1, max_value=8),
)
def test_it_is_always_one_page_with_everything_on_it(unit: str, operator: str, groups: int) -> None:
    content = a_recovery_sheet(unit=unit, operator=operator, code_groups=("0A1BC",) * groups)
    paper = recovery_paper(content)
    assert len(paper.pages) == 1
    assert unit in paper.text and operator in paper.text
    expect_inside(paper)
    lowest_advice = paper.pages[0].find("怎样保管")[0].y
    assert lowest_advice > paper.pages[0].find("保管人（签名）")[0].y


def test_the_file_says_which_desk_and_no_code() -> None:
    content = a_recovery_sheet()
    paper = recovery_paper(content)
    assert paper.info["Title"] == "恢复单 ZC01-7Q3K"
    assert paper.info["CreationDate"] == "D:20261123000000+08'00'"
    assert not any(group in value for value in paper.info.values() for group in content.code_groups)
    assert paper.raw == recovery_paper(content).raw


def test_an_unprintable_unit_is_named() -> None:
    out = io.BytesIO()
    with pytest.raises(UnprintableText):
        render_recovery_sheet(a_recovery_sheet(unit="矿\U0003fffd"), out)
    assert out.getvalue() == b""
