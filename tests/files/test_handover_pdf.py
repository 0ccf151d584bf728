"""The hand-over list: all cases on numbered pages with their header, hashes to compare aloud, two signatures."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UnprintableText
from app.files.document_pdf import render_handover
from tests.files.documents import a_handover, handover_paper
from tests.files.pdf_reading import expect_embedded, expect_golden, expect_inside

HEADER = "序号 信访事项编号 信访人 事项 附件"


def test_the_list_is_the_golden_one() -> None:
    paper = handover_paper(a_handover())
    expect_golden("handover_list.txt", paper)
    expect_embedded(paper)
    expect_inside(paper)


def test_every_page_of_a_long_list_has_the_header_and_its_number() -> None:
    paper = handover_paper(a_handover(rows=120))
    assert len(paper.pages) > 3
    for number, page in enumerate(paper.pages, start=1):
        assert HEADER in page.lines
        assert f"移送包 YS-ZC01-00003　第{number}页，共{len(paper.pages)}页" in page.lines
    numbers = re.findall(r"ZC01-20261110-\d{4}-7", paper.text)
    assert numbers == [row[0] for row in a_handover(rows=120).rows]
    expect_inside(paper)


def test_the_signatures_stand_below_a_row_of_the_list_whatever_its_length() -> None:
    for rows in range(1, 70):
        last = handover_paper(a_handover(rows=rows)).pages[-1]
        assert HEADER in last.lines, rows
        assert {"移交人（签名）： 接收人（签名）："} <= set(last.lines), rows
        assert last.text.count("时间：") >= 2
        assert "已阅知保密要求" in last.text


def test_hashes_are_in_groups_of_eight_in_a_face_of_equal_widths() -> None:
    content = a_handover()
    page = handover_paper(content).pages[0]
    grouped = " ".join(re.findall("." * 8, content.file_sha256))
    assert grouped in page.lines[page.lines.index("文件校验值") + 1]
    glyphs = page.find(grouped)
    assert len({round(glyph.right - glyph.x, 3) for glyph in glyphs}) == 1
    assert {glyph.font.split("+")[1] for glyph in glyphs} == {"NotoSansMono-Regular"}


def test_how_far_the_senders_history_went_stands_on_the_paper() -> None:
    code = "1234-7K3Q8-AAAA0-BBBB1-CCCC2-DDDD3-EEEE4"
    paper = handover_paper(replace(a_handover(), history=code))
    assert code in paper.text and "操作记录" in paper.text
    assert "操作记录" not in handover_paper(a_handover()).text
    expect_inside(paper)


def test_an_empty_packet_still_has_its_page() -> None:
    paper = handover_paper(a_handover(rows=0))
    assert len(paper.pages) == 1
    assert "共0件" in paper.text


NAMES = st.text(alphabet="某煤业集团东山煤矿综采一区𬱖Ann-7（）", min_size=1, max_size=120)


@given(
    sender=NAMES,
    receiver=NAMES,
    file_name=NAMES,
    made_by=NAMES,
    rows=st.lists(
        st.tuples(NAMES, NAMES, st.one_of(NAMES, st.just("很长的事项，" * 200)), NAMES), max_size=12
    ),
)
def test_no_text_leaves_the_page_or_is_lost(rows: list[tuple[str, str, str, str]], **fields: str) -> None:
    paper = handover_paper(replace(a_handover(**fields), rows=tuple(rows)))
    expect_inside(paper)
    for text in fields.values():
        assert text in paper.text
    for row in rows:
        if len(row[2]) < 200:
            for cell in row:
                assert set(cell) <= set(paper.text)


def test_the_file_is_dated_like_its_packet_and_the_same_each_time() -> None:
    paper = handover_paper(a_handover())
    assert paper.info["CreationDate"] == "D:20261123000000+08'00'"
    assert paper.info["Title"] == "移交清单 YS-ZC01-00003"
    assert paper.raw == handover_paper(a_handover()).raw
    assert (
        handover_paper(a_handover(made_at="2026年1月6日 9时")).info["CreationDate"].startswith("D:20260106")
    )
    assert handover_paper(a_handover(made_at="今天")).info["CreationDate"].startswith("D:2000")


def test_an_unprintable_character_in_a_row_is_named() -> None:
    out = io.BytesIO()
    with pytest.raises(UnprintableText) as refused:
        render_handover(replace(a_handover(), rows=(("1", "王\U0003fffd", "事项", ""),)), out)
    assert refused.value.places == (("王\U0003fffd", 1, "\U0003fffd"),)
    assert out.getvalue() == b""
