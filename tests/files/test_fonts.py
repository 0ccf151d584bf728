"""Fonts: the fallback per character, what cannot be printed, and text that copies out as it went in."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtPdf import QPdfDocument
from reportlab.pdfbase import pdfmetrics, ttfonts

from app.domain.errors import UnprintableText
from app.files.fonts import Face, FontBook, bundled_fonts, missing_glyphs, require_printable
from app.files.paper import A4, About, Sheet
from app.files.to_unicode import to_unicode_cmap
from app.files.typeset import Style
from app.resources import resource
from tests.files.documents import a_letter as a_letter_content
from tests.files.documents import a_slip, letter_pdf, slips_pdf
from tests.files.pdf_reading import expect_embedded, read_pdf

RARE_NAMES = "王𬱖、李𠮷、张𪚥、赵㐂、欧阳䶮、Ann 7"
ROOT = Path(__file__).resolve().parent.parent.parent


def drawn(text: str, face: Face) -> bytes:
    """A page with one line in a face."""
    out = io.BytesIO()
    about = About("样张", "综采一区", a_slip().issued_on)
    sheet = Sheet(out, A4, about, bundled_fonts(), face)
    sheet.text(60, 700, text, Style(face, 16, 24))
    sheet.end_page()
    sheet.save()
    return out.getvalue()


def test_reportlab_still_writes_wrong_maps_beyond_the_basic_plane() -> None:
    # when this fails, reportlab has mended it: app/files/to_unicode.py can go
    assert "<2CC56>" in ttfonts.makeToUnicodeCMap("F", [0x2CC56])


def test_a_map_has_surrogate_pairs_in_blocks_of_a_hundred() -> None:
    cmap = to_unicode_cmap("F", [0, *range(0x4E00, 0x4E00 + 150), 0x2CC56])
    assert "<97> <D873DC56>" in cmap
    assert "<01> <4E00>" in cmap
    assert cmap.count("100 beginbfchar") == 1
    assert cmap.count("51 beginbfchar") == 1
    assert "<0000>" not in cmap


@pytest.mark.parametrize("face", list(Face))
def test_text_read_from_the_file_is_the_text_put_in(face: Face) -> None:
    paper = read_pdf(drawn(RARE_NAMES, face))
    assert "".join(glyph.char for glyph in paper.pages[0].glyphs) == RARE_NAMES
    expect_embedded(paper)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("face", [Face.BODY, Face.FORM])
def test_qt_copies_the_text_that_was_put_in(face: Face) -> None:
    buffer, document = QBuffer(), QPdfDocument()
    buffer.setData(QByteArray(drawn(RARE_NAMES, face)))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    assert document.getAllText(0).text().strip() == RARE_NAMES
    document.close()


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not on this machine")
def test_poppler_copies_the_text_that_was_put_in(tmp_path: Path) -> None:
    (tmp_path / "line.pdf").write_bytes(drawn(RARE_NAMES, Face.BODY))
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", str(tmp_path / "line.pdf"), "-"], capture_output=True, check=True
    )
    assert done.stdout.decode("utf-8").strip() == RARE_NAMES


def test_a_rare_character_alone_comes_from_the_font_for_rare_names() -> None:
    assert bundled_fonts().runs("李𠮷同志", Face.BODY) == [
        ("NotoSerifSC-Regular", "李"),
        ("HanaMinB", "𠮷"),
        ("NotoSerifSC-Regular", "同志"),
    ]


def test_a_line_is_as_wide_as_its_glyphs_in_the_fonts_that_print_them() -> None:
    glyphs = read_pdf(drawn(RARE_NAMES, Face.FORM)).pages[0].glyphs
    assert bundled_fonts().width(RARE_NAMES, Face.FORM, 16) == pytest.approx(glyphs[-1].right - glyphs[0].x)


def test_the_font_for_rare_names_stays_closed_until_a_name_needs_it() -> None:
    script = """
import io, sys
from reportlab.pdfbase import pdfmetrics
from app.domain.documents import SlipLayout
from app.files.document_pdf import render_letter, render_slips
from tests.files.documents import a_letter, a_slip
out = io.BytesIO()
for unit in sys.argv[1:]:
    render_slips([a_slip(unit=unit)], SlipLayout.A4, out)
    render_letter(a_letter(unit=unit), out)
    print("HanaMinB" in pdfmetrics.getRegisteredFontNames())
"""
    done = subprocess.run(
        [sys.executable, "-c", script, "综采一区", "𠮷野分站"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.split() == ["False", "True"], done.stderr


def test_importing_the_renderer_opens_no_font() -> None:
    script = "import app.files.document_pdf; from reportlab.pdfbase import pdfmetrics; print(sorted(pdfmetrics._fonts))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert "Noto" not in done.stdout, done.stderr
    assert done.returncode == 0, done.stderr


def test_what_no_font_has_is_found_with_its_place() -> None:
    assert missing_glyphs("王\U0003fffd国\ue000") == [(1, "\U0003fffd"), (3, "\ue000")]
    assert missing_glyphs("字\x01") == [(1, "\x01")]


def test_breaks_and_marks_that_come_with_pasting_need_no_glyph() -> None:
    assert missing_glyphs("第一行\r\n第二行\t\u200b\ufeff\u2028末") == []


def test_an_unprintable_name_is_named_whole() -> None:
    with pytest.raises(UnprintableText) as refused:
        require_printable(["李敏", "王\U0003fffd"])
    assert refused.value.places == (("王\U0003fffd", 1, "\U0003fffd"),)
    assert "“王\U0003fffd”的第2个字" in str(refused.value)


def test_in_a_long_text_the_clause_is_named() -> None:
    text = "2026年11月10日，我单位以来访方式收到王\U0003fffd等三人提出的信访事项，现将情况说明如下。"
    with pytest.raises(UnprintableText) as refused:
        require_printable([text])
    assert refused.value.places == (
        ("我单位以来访方式收到王\U0003fffd等三人提出的信访事项，", 11, "\U0003fffd"),
    )


def test_every_character_of_the_common_table_can_be_printed_in_every_face() -> None:
    # the 20,992 unified ideographs and GB/T 15834's marks; 通用规范汉字表 is inside the first and Ext. A to C
    text = "".join(map(chr, range(0x4E00, 0x9FA6))) + "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·￥％‰℃①②③ⅠⅡⅢ"
    for face in Face:
        assert bundled_fonts().missing_glyphs(text, face) == []


@pytest.fixture
def folder_with_official_faces(tmp_path: Path) -> Path:
    """A font folder as on Windows: one face that can be embedded, one file that is no font."""
    folder = tmp_path / "Fonts" / "cn"
    folder.mkdir(parents=True)
    shutil.copy(resource("fonts", "NotoSansMono-Regular.ttf"), folder / "SIMFANG.TTF")
    (folder / "simhei.ttf").write_bytes(b"OTTO is no TrueType")
    return tmp_path / "Fonts"


def test_the_machines_own_face_is_used_where_it_is(folder_with_official_faces: Path) -> None:
    fonts = FontBook([folder_with_official_faces])
    assert fonts.runs("No. 7", Face.BODY) == [("SIMFANG", "No. 7")]
    assert fonts.runs("第7号", Face.BODY) == [
        ("NotoSerifSC-Regular", "第"),
        ("SIMFANG", "7"),
        ("NotoSerifSC-Regular", "号"),
    ]
    assert fonts.runs("第7号", Face.FORM) == [("NotoSansSC-Regular", "第7号")]


def test_a_font_that_cannot_be_embedded_is_passed_over(folder_with_official_faces: Path) -> None:
    fonts = FontBook([folder_with_official_faces])
    assert fonts.runs("一、诉求", Face.HEADING) == [("NotoSansSC-Bold", "一、诉求")]
    assert fonts.missing_glyphs("一、诉求", Face.HEADING) == []


def test_two_threads_write_the_same_bytes_as_one() -> None:
    alone = [slips_pdf([a_slip()]), letter_pdf(a_letter_content())]
    together: dict[int, list[bytes]] = {}

    def work(place: int) -> None:
        together[place] = [slips_pdf([a_slip()]), letter_pdf(a_letter_content())]

    threads = [threading.Thread(target=work, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(together[place] == alone for place in range(4))


def test_a_font_is_registered_once() -> None:
    fonts = [next(FontBook().fonts(Face.BODY)), bundled_fonts().first(Face.BODY)]
    assert fonts[0] is fonts[1] is pdfmetrics.getFont("NotoSerifSC-Regular")
