"""Papers with contents that nobody expects: nothing leaves the page, nothing stands on anything, nothing is lost."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.documents import SlipLayout
from tests.files.documents import (
    a_handover,
    a_letter,
    a_recovery_sheet,
    a_slip,
    handover_paper,
    letter_paper,
    recovery_paper,
    slip_paper,
)
from tests.files.pdf_reading import Glyph, Page, Paper, expect_inside

SIGNED = "东山煤矿综采一区"
DATE = "2026年11月20日"
PIECES = [
    "综采一区",
    "王𬱖",
    "𠀀",
    "，",
    "。",
    "（",
    "）",
    "“",
    "”",
    "——",
    "……",
    "2026年",
    "Ab-12/9",
    " ",
    "津贴",
]


def texts(longest: int) -> st.SearchStrategy[str]:
    """Mixed texts, and the same character again and again: the widest, a mark, a word without a break."""
    mixed = st.lists(st.sampled_from(PIECES), max_size=longest // 2).map(
        lambda parts: "".join(parts)[:longest]
    )
    alone = st.builds(str.__mul__, st.sampled_from(["国", "W", "（", "，"]), st.integers(1, longest))
    return mixed | alone


def _near(page: Page) -> Iterator[tuple[Glyph, Glyph]]:
    """Every pair of glyphs close enough to touch, once."""
    cells: defaultdict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for glyph in page.glyphs:
        if glyph.char.strip():
            for other in (
                other
                for column in (-1, 0, 1)
                for row in (-1, 0, 1)
                for other in cells[int(glyph.x // 40) + column, int(glyph.y // 40) + row]
            ):
                yield glyph, other
            cells[int(glyph.x // 40), int(glyph.y // 40)].append(glyph)


def expect_apart(paper: Paper) -> None:
    """No glyph covers more of another than brackets set close together do."""
    for number, page in enumerate(paper.pages, start=1):
        for one, other in _near(page):
            least = min(one.size, other.size)
            across = min(one.right, other.right) - max(one.x, other.x)
            up = min(one.y + 0.8 * one.size, other.y + 0.8 * other.size) - max(one.y, other.y)
            assert across < 0.25 * least or up < 0.15 * least, f"page {number}: {one} and {other}"


@pytest.mark.parametrize("layout", list(SlipLayout))
@settings(max_examples=12)
@given(long=texts(260), name=texts(60), warnings=st.lists(texts(200), max_size=4), reprint=st.integers(0, 12))
def test_slips(layout: SlipLayout, long: str, name: str, warnings: list[str], reprint: int) -> None:
    slip = a_slip(
        unit=name, petitioner=name, subject=long, evidence=long, next_step=long, clock=long, query_way=long,
        clerk=name, phone=name, received=name, channel=name, warnings=tuple(warnings), reprint=reprint,
    )  # fmt: skip
    paper = slip_paper(slip, layout)
    expect_inside(paper)
    expect_apart(paper)


@settings(max_examples=15)
@given(
    name=texts(300), title=texts(300), paragraphs=st.lists(texts(400), max_size=8),
    attachments=st.lists(texts(120), max_size=10), contact=texts(600), draft=st.booleans(),
)  # fmt: skip
def test_letters(
    name: str, title: str, paragraphs: list[str], attachments: list[str], contact: str, draft: bool
) -> None:
    letter = a_letter(
        unit=name, number=name, title=title, addressee=name, paragraphs=tuple(paragraphs), signature=name,
        attachments=tuple(attachments), contact=contact, draft=draft, reprint=1,
    )  # fmt: skip
    paper = letter_paper(letter)
    expect_inside(paper)
    expect_apart(paper)
    assert all("补打（第1次）" in page.text and draft == ("草稿" in page.text) for page in paper.pages)


@settings(max_examples=12)
@given(name=texts(120), rows=st.lists(st.tuples(texts(40), texts(60), texts(900), texts(12)), max_size=12))
def test_hand_over_lists(name: str, rows: list[tuple[str, str, str, str]]) -> None:
    content = a_handover(sender=name, receiver=name, made_by=name, file_name=name)
    object.__setattr__(content, "rows", tuple(rows))
    paper = handover_paper(content)
    expect_inside(paper)
    expect_apart(paper)
    assert (
        sum("接收人（签名）：" in page.text and "移交人（签名）：" in page.text for page in paper.pages) == 1
    )


@settings(max_examples=10)
@given(name=texts(120))
def test_recovery_sheets(name: str) -> None:
    content = a_recovery_sheet(unit=name, operator=name)
    paper = recovery_paper(content)
    assert len(paper.pages) == 1
    assert all(group in paper.text for group in content.code_groups)
    expect_inside(paper)
    expect_apart(paper)


@pytest.mark.parametrize("count", [*range(1, 45), 60, 61, 62, 63, 64, 120])
def test_the_signature_never_stands_alone(count: int) -> None:
    told = [f"第{number}条说明。" for number in range(1, count + 1)]
    attachments = ("登记表",) if count % 3 == 0 else ()
    paper = letter_paper(a_letter(paragraphs=tuple(told), attachments=attachments, contact=""))
    *before, last = paper.pages
    lines = last.lines
    assert all(DATE not in page.text for page in before)
    place = next(index for index, line in enumerate(lines) if line == SIGNED)
    assert lines[place + 1] == DATE
    above = [line for line in lines[:place] if re.search("第.+条说明|附件：登记表", line)]
    assert len(above) >= min(2, count)
    assert re.findall(r"第\d+条说明。", paper.text) == told
    for number, page in enumerate(paper.pages, start=1):
        assert (f"—{number}—" in page.text) == (number > 1)


def test_an_endless_contact_after_a_long_note_of_attachments_stays_above_the_page_number() -> None:
    for length in (360, 388, 420, 900):
        paper = letter_paper(
            a_letter(paragraphs=(), attachments=("", "国" * 22, "W" * 41), contact="W" * length)
        )
        expect_inside(paper)
        expect_apart(paper)
        assert paper.text.count("W") == 41 + length


@pytest.mark.parametrize("layout", list(SlipLayout))
def test_no_slip_speaks_of_sixty_days(layout: SlipLayout) -> None:
    assert not re.search("60日|60天|六十日", slip_paper(a_slip(), layout).text)
