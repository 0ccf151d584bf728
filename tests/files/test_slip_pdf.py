"""Slips: what they must say and must not, that no text is clipped, that the code can be read and the seal fits."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument

from app.domain.documents import SlipContent, SlipLayout
from app.domain.errors import UnprintableText
from app.files.document_pdf import render_slips
from tests.files.documents import C2, C4, a_slip, slip_paper, slips_pdf
from tests.files.pdf_reading import (
    MM,
    Page,
    Paper,
    expect_embedded,
    expect_golden,
    expect_inside,
    operands_of,
    read_pdf,
)

SIZES = {SlipLayout.A4: (210, 297), SlipLayout.A5: (210, 148.5), SlipLayout.CONTINUOUS: (241, 140)}
SEALED = a_slip(
    petitioner="（要求保密）",
    people_count=1,
    subject="检举控告类事项",
    evidence="",
    next_step="按规定转往有权机关处理（条例第三十条）",
    warnings=(),
)


def halves(paper: Paper) -> tuple[str, str]:
    """The texts of stub and receipt of an A4 slip, without spaces."""
    page = paper.pages[0]
    middle = page.height / 2
    parts = ("".join(g.char for g in page.glyphs if (g.y > middle) is upper) for upper in (True, False))
    above, below = (re.sub(r"\s", "", part) for part in parts)
    return above, below


def every_text(slip: SlipContent) -> list[str]:
    """What a slip must show somewhere in full, without spaces."""
    texts = [
        slip.unit, slip.petitioner, slip.received, slip.channel, slip.subject, slip.evidence, slip.next_step,
        slip.clock, slip.query_way, slip.clerk, slip.phone, *slip.warnings,
    ]  # fmt: skip
    return [re.sub(r"\s", "", text) for text in texts]


def seal_circle(data: bytes, page: int = 0) -> tuple[float, float, float]:
    """Middle and radius of the largest circle on a page, from its curves."""
    points = [point for curve in operands_of(data, page, "c") for point in (curve[4:6],)]
    quarters = [points[place : place + 4] for place in range(0, len(points), 4)]
    found = max(quarters, key=lambda four: max(x for x, _ in four) - min(x for x, _ in four))
    xs, ys = [x for x, _ in found], [y for _, y in found]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, (max(xs) - min(xs)) / 2


# --- what it says ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", list(SlipLayout))
def test_the_slip_is_the_golden_one(layout: SlipLayout) -> None:
    expect_golden(f"slip_{layout.value}.txt", slip_paper(a_slip(), layout))


@pytest.mark.parametrize("layout", list(SlipLayout))
def test_the_petitioner_reads_everything_he_must(layout: SlipLayout) -> None:
    slip = a_slip()
    text = slip_paper(slip, layout).text
    for said in every_text(slip):
        assert said in text
    for right in ("回避", "保密", "更正", "任何组织和个人不得打击报复信访人", "个人信息处理告知书"):
        assert right in text
    assert "王𬱖等3人" in text
    assert slip.query_code in text
    assert "受理单位盖章处" in text
    assert "原件：□已退还□留存" in text


def test_both_parts_of_a4_name_case_clock_and_clerk() -> None:
    slip = a_slip()
    for part in halves(slip_paper(slip)):
        for said in (slip.number, slip.petitioner, slip.subject, slip.clock, slip.next_step, slip.clerk):
            assert said in part


def test_the_stub_is_for_two_signatures_and_does_not_give_the_query_code_away() -> None:
    stub, receipt = halves(slip_paper(a_slip()))
    assert "存根" in stub and "存根" not in receipt
    assert "信访人签收：" in stub and "经办人签名：" in stub
    assert a_slip().query_code not in stub


def test_a_sealed_case_shows_nothing_but_its_class() -> None:
    for layout in SlipLayout:
        text = slip_paper(SEALED, layout).text
        assert "检举控告类事项" in text
        assert "（要求保密）" in text
        assert "权利时限提醒" not in text
        assert "井下津贴" not in text
        assert "原件" not in text


def test_the_other_layouts_are_the_receipt_alone() -> None:
    assert "存根" not in slip_paper(a_slip(), SlipLayout.A5).text
    assert "信访人签收：" in slip_paper(a_slip(), SlipLayout.CONTINUOUS).text


def test_a_reprint_says_which_one_it_is_on_every_part() -> None:
    assert slip_paper(a_slip(reprint=2)).text.count("补打（第2次）") == 2
    assert slip_paper(a_slip(reprint=1), SlipLayout.CONTINUOUS).text.count("补打（第1次）") == 1
    assert "补打" not in slip_paper(a_slip()).text


# --- how it looks ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", list(SlipLayout))
def test_the_page_has_the_size_of_its_paper_and_embedded_fonts(layout: SlipLayout) -> None:
    paper = slip_paper(a_slip(), layout)
    assert (paper.pages[0].width / MM, paper.pages[0].height / MM) == pytest.approx(SIZES[layout])
    assert len(paper.pages) == 1
    expect_embedded(paper)
    expect_inside(paper)


def test_the_number_lies_across_the_tear_line() -> None:
    page = slip_paper(a_slip()).pages[0]
    across = [g for g in page.glyphs if g.y < page.height / 2 < g.y + 0.73 * g.size]
    assert "".join(g.char for g in across) == a_slip().number


@pytest.mark.parametrize("layout", list(SlipLayout))
def test_the_place_of_the_seal_is_42_mm_and_free(layout: SlipLayout) -> None:
    data = slips_pdf([a_slip()], layout)
    x, y, radius = seal_circle(data)
    assert radius == pytest.approx(21 * MM, rel=1e-3)
    page = read_pdf(data).pages[0]
    inside = [g for g in page.glyphs if overlaps(g.x, g.y, g.right, g.y + 0.8 * g.size, (x, y, radius))]
    assert "".join(g.char for g in inside) == "受理单位盖章处"
    assert x - radius > 4 * MM and x + radius < page.width - 4 * MM and y - radius > 4 * MM


def overlaps(left: float, low: float, right: float, high: float, circle: tuple[float, float, float]) -> bool:
    """Whether a rectangle reaches into a circle."""
    x, y, radius = circle
    return math.hypot(x - min(max(x, left), right), y - min(max(y, low), high)) < radius


# --- the code -------------------------------------------------------------------------------------------------


def image_of(data: bytes, dots: int) -> QImage:
    """The first page as Qt draws it at a resolution, on white."""
    buffer, document = QBuffer(), QPdfDocument()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    size = document.pagePointSize(0)
    drawn = document.render(0, QSize(round(size.width() * dots / 72), round(size.height() * dots / 72)))
    document.close()
    paper = QImage(drawn.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return paper


def modules_of(image: QImage, square: tuple[float, float, float], count: int, page: Page) -> list[list[bool]]:
    """The dark modules of a code in a square of the page (lower left corner and side, in points)."""
    x, y, side = square
    scale = image.width() / page.width
    step = side / count
    return [
        [is_dark(image, (x + (c + 0.5) * step) * scale, (page.height - y - side + (r + 0.5) * step) * scale)
         for c in range(count)]
        for r in range(count)
    ]  # fmt: skip


def is_dark(image: QImage, x: float, y: float) -> bool:
    return image.pixelColor(int(x), int(y)).lightness() < 128


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("layout", list(SlipLayout))
def test_the_code_drawn_is_number_and_query_code(layout: SlipLayout) -> None:
    data = slips_pdf([a_slip()], layout)
    # the one drawing in modules: its matrix says where it stands and how large a module is
    module, _, _, _, x, top = next(m for m in operands_of(data, 0, "cm") if 1 < m[0] < 6)
    expected = segno.make("PD1|ZC01-20261110-0001-7|4821907365", error="m", micro=False).matrix
    side = module * len(expected)
    drawn = modules_of(image_of(data, 150), (x, top - side, side), len(expected), read_pdf(data).pages[0])
    assert drawn == [[bool(dark) for dark in row] for row in expected]


@pytest.mark.usefixtures("qapp")
@pytest.mark.skipif(not shutil.which("zbarimg"), reason="no QR reader on this machine")
@pytest.mark.parametrize("layout", list(SlipLayout))
def test_a_reader_reads_the_code_from_the_image(layout: SlipLayout, tmp_path: Path) -> None:
    page = image_of(slips_pdf([a_slip(reprint=1)], layout), 150)
    page.save(str(tmp_path / "page.png"))
    done = subprocess.run(
        ["zbarimg", "-q", "--raw", str(tmp_path / "page.png")], capture_output=True, text=True
    )
    assert done.stdout.strip() == "PD1|ZC01-20261110-0001-7|4821907365"


# --- any text fits --------------------------------------------------------------------------------------------

WORDS = st.text(alphabet="综采一区东山煤矿井下津贴王𬱖欧阳·買—Ann 7，。（）", min_size=1, max_size=90)
SHORT = st.text(alphabet="李敏欧阳娜仁高娃·0351-", min_size=1, max_size=40)


@pytest.mark.parametrize("layout", list(SlipLayout))
@settings(max_examples=25)
@given(unit=WORDS, petitioner=SHORT, subject=WORDS, evidence=WORDS, query_way=WORDS, clerk=SHORT, phone=SHORT,
       warned=st.booleans())  # fmt: skip
def test_no_text_leaves_the_page_or_is_lost(layout: SlipLayout, warned: bool, **texts: str) -> None:
    slip = a_slip(**texts, warnings=(C2, C4) if warned else ())
    data = slips_pdf([slip], layout)
    paper = read_pdf(data)
    expect_inside(paper)
    for said in every_text(slip):
        assert said in paper.text
    circle = seal_circle(data)
    for glyph in paper.pages[0].glyphs:
        if glyph.char not in "受理单位盖章处":
            assert not overlaps(glyph.x, glyph.y, glyph.right, glyph.y + 0.7 * glyph.size, circle), glyph


@pytest.mark.parametrize("layout", list(SlipLayout))
def test_texts_and_signatures_do_not_run_into_each_other(layout: SlipLayout) -> None:
    long = a_slip(unit="某煤业" * 30, subject="津贴" * 60, evidence="工资条、" * 30, query_way="办公楼" * 30)
    for slip in (a_slip(), long):
        page = slip_paper(slip, layout).pages[0]
        for glyph in page.glyphs:
            for other in page.glyphs:
                if glyph is not other and glyph.y > other.y + 0.5 and glyph.y - other.y < other.size * 0.75:
                    assert glyph.right <= other.x + 0.01 or other.right <= glyph.x + 0.01, (glyph, other)


def test_a_four_character_name_and_a_long_unit_stay_at_a_readable_size() -> None:
    slip = a_slip(
        petitioner="欧阳娜仁高娃", unit="某能源化工集团有限责任公司东山煤业分公司综合机械化采煤第一工区"
    )
    page = slip_paper(slip).pages[0]
    assert min(glyph.size for glyph in page.find(slip.unit[:10])) >= 9


def test_an_endless_text_goes_on_to_a_further_page_and_is_all_there() -> None:
    subject = "".join(f"第{n}件事，" for n in range(900))
    for layout, least in ((SlipLayout.A4, 2), (SlipLayout.A5, 2), (SlipLayout.CONTINUOUS, 3)):
        paper = slip_paper(a_slip(subject=subject), layout)
        assert len(paper.pages) >= least
        assert "（全文见续页）" in paper.pages[0].text
        further = "".join(
            re.sub(r"信访事项接收回执（续页）\S{20}", "", page.text) for page in paper.pages[1:]
        )
        assert f"反映事项{subject}" in further
        assert a_slip().query_way not in further
        expect_inside(paper)


# --- the file -------------------------------------------------------------------------------------------------


def test_the_file_names_nobody_and_carries_the_date_of_its_slip() -> None:
    info = slip_paper(a_slip()).info
    assert info["Title"] == "信访事项接收回执 ZC01-20261110-0001-7"
    assert info["Author"] == a_slip().unit
    assert info["Producer"] == info["Creator"] == "Petition Desk"
    assert info["CreationDate"] == "D:20261110000000+08'00'"
    assert not any("王" in value for value in info.values())


def test_the_same_slips_give_the_same_bytes() -> None:
    slips = [a_slip(), SEALED]
    assert slips_pdf(slips) == slips_pdf(slips)
    assert slips_pdf([a_slip(issued_on=dt.date(2026, 11, 11))]) != slips_pdf([a_slip()])


def test_many_slips_share_their_fonts_and_report_each() -> None:
    slips = [a_slip(number=f"ZC01-20261110-{n:04d}-7") for n in range(1, 13)]
    heard: list[int] = []
    out = io.BytesIO()
    assert render_slips(iter(slips), SlipLayout.A4, out, progress=heard.append) == 12
    assert heard == list(range(1, 13))
    paper = read_pdf(out.getvalue())
    assert [slip.number in page.text for slip, page in zip(slips, paper.pages, strict=True)] == [True] * 12
    assert len(paper.fonts) == len(slip_paper(slips[0]).fonts)
    assert paper.info["Title"] == "信访事项接收回执（12份）"


def test_a_name_that_cannot_be_printed_stops_before_anything_is_written() -> None:
    out = io.BytesIO()
    with pytest.raises(UnprintableText) as refused:
        render_slips([a_slip(), a_slip(petitioner="王\U0003fffd")], SlipLayout.A4, out)
    assert refused.value.places == (("王\U0003fffd", 1, "\U0003fffd"),)
    assert out.getvalue() == b""


def test_no_slips_write_no_file() -> None:
    out = io.BytesIO()
    assert render_slips([], SlipLayout.A5, out) == 0
    assert out.getvalue() == b""


def test_pasted_breaks_and_invisible_marks_do_not_reach_the_page() -> None:
    slip = a_slip(subject="第一行\r\n第二行\u200b", evidence="甲\x0b乙")
    text = slip_paper(slip).text
    assert "第一行第二行" in text
    assert "甲乙（原件" in text
    assert slips_pdf([slip]) == slips_pdf([replace(slip, subject="第一行\n第二行", evidence="甲\n乙")])
