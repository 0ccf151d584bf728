"""Address cards: whole, self-signed, read back from file, QR code and paper; anything else is refused."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest
import segno

from app.domain.errors import FileExists, InvalidFields, UnprintableText, UnreadableFile
from app.domain.stations import StationKind
from app.files.document_pdf import render_station_card
from app.files.station_card import (
    card_paper,
    card_text,
    fingerprint_of,
    read_card,
    read_card_text,
    write_card,
)
from tests.files.pdf_reading import (
    Paper,
    expect_embedded,
    expect_golden,
    expect_inside,
    operands_of,
    read_pdf,
)
from tests.files.stations import a_card, office_card, office_keys, unit_keys
from tests.files.test_slip_pdf import image_of, modules_of

SECRET = unit_keys().sign_secret
LONG = a_card(name="某煤业集团有限责任公司东山煤矿综采一区𬱖" * 3, kind=StationKind.DISCIPLINE)


def card_pdf(card: object = None) -> bytes:
    out = io.BytesIO()
    render_station_card(card_paper(card or a_card(), SECRET), out)  # type: ignore[arg-type]
    return out.getvalue()


def paper_of(card: object = None) -> Paper:
    return read_pdf(card_pdf(card))


def test_a_card_comes_back_from_its_file(tmp_path: Path) -> None:
    path = write_card(a_card(), SECRET, tmp_path)
    assert path.name == "名片_ZC01.json"
    assert read_card(path) == a_card()
    assert write_card(office_card(), office_keys().sign_secret, tmp_path).name == "名片_JT00.json"


def test_a_card_that_is_there_is_not_overwritten_unasked(tmp_path: Path) -> None:
    write_card(a_card(), SECRET, tmp_path)
    with pytest.raises(FileExists):
        write_card(a_card(), SECRET, tmp_path)
    changed = a_card(name="综采二区")
    assert read_card(write_card(changed, SECRET, tmp_path, overwrite=True)) == changed


def test_the_same_card_gives_the_same_bytes() -> None:
    assert card_text(a_card(), SECRET) == card_text(a_card(), SECRET)
    assert card_text(a_card(), SECRET).startswith('{"card":{"age_public":"age1')


def test_a_card_that_is_not_whole_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(InvalidFields, match="单位全称"):
        write_card(a_card(name=""), SECRET, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_card_signed_by_another_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="签名不符"):
        read_card_text(card_text(a_card(), office_keys().sign_secret))


def test_a_card_whose_name_was_changed_is_refused() -> None:
    text = card_text(a_card(), SECRET).replace("综采一区", "综采二区")
    with pytest.raises(UnreadableFile, match="签名不符"):
        read_card_text(text)


def test_a_key_that_is_none_is_refused_even_when_signed() -> None:
    broken = a_card(age_public=unit_keys().age_public[:-1] + "q")
    with pytest.raises(UnreadableFile, match="不是公钥"):
        read_card_text(card_text(broken, SECRET))


def test_the_printed_card_is_the_golden_one() -> None:
    paper = paper_of()
    expect_golden("station_card.txt", paper)
    expect_embedded(paper)
    expect_inside(paper)


def test_the_longest_name_fits_on_the_one_page_with_everything_else() -> None:
    paper = paper_of(LONG)
    assert len(paper.pages) == 1
    expect_inside(paper)
    assert LONG.name in paper.text
    assert "不得封给其他单位" in paper.text
    assert "不得封给其他单位" not in paper_of().text
    lowest_word = paper.pages[0].find("信访工作条例")[0].y
    assert lowest_word > paper.pages[0].find("制作单位")[0].y + 20


def test_the_groups_of_the_fingerprint_are_large_and_equally_wide() -> None:
    glyphs = [glyph for glyph in paper_of().pages[0].glyphs if glyph.size >= 24]
    assert "".join(glyph.char for glyph in glyphs) == "".join(fingerprint_of(a_card()))
    assert len({round(glyph.right - glyph.x, 3) for glyph in glyphs}) == 1


def test_a_name_that_no_font_has_is_refused_before_anything_is_drawn() -> None:
    out = io.BytesIO()
    with pytest.raises(UnprintableText):
        render_station_card(card_paper(a_card(name="矿\U00013000"), SECRET), out)
    assert out.getvalue() == b""


@pytest.mark.parametrize("card", [a_card(), LONG], ids=["short", "long"])
def test_the_code_carries_the_whole_card_in_ascii(card: object) -> None:
    qr = card_paper(card, SECRET).qr  # type: ignore[arg-type]
    assert qr.isascii()
    assert read_card_text(qr) == card


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("card", [a_card(), LONG], ids=["short", "long"])
def test_the_code_drawn_is_the_one_of_the_card(card: object) -> None:
    data = card_pdf(card)
    module, _, _, _, x, top = next(m for m in operands_of(data, 0, "cm") if 1 < m[0] < 6)
    expected = segno.make(card_paper(card, SECRET).qr, error="m", micro=False).matrix  # type: ignore[arg-type]
    side = module * len(expected)
    drawn = modules_of(image_of(data, 200), (x, top - side, side), len(expected), read_pdf(data).pages[0])
    assert drawn == [[bool(dark) for dark in row] for row in expected]


@pytest.mark.usefixtures("qapp")
@pytest.mark.skipif(not shutil.which("zbarimg"), reason="no QR reader on this machine")
@pytest.mark.parametrize("card", [a_card(), LONG], ids=["short", "long"])
def test_a_reader_reads_the_card_from_the_image(card: object, tmp_path: Path) -> None:
    image_of(card_pdf(card), 150).save(str(tmp_path / "page.png"))
    done = subprocess.run(
        ["zbarimg", "-q", "--raw", str(tmp_path / "page.png")], capture_output=True, text=True
    )
    assert read_card_text(done.stdout.strip()) == card
