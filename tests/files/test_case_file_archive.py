"""The file as a PDF/A-2b: our own check, an independent validator where the machine has one, and poppler."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageCms

from app.files.paper import About
from app.files.pdf_archive import ArchiveWriter
from app.files.pdf_colour import srgb_profile
from tests.files.case_files import LETTER, build_from, mixed_papers, own_papers
from tests.files.documents import a_letter, letter_pdf
from tests.files.pdfa_checking import breaches

JARS = [
    Path("/usr/share/java", f"{name}.jar")
    for name in (
        "preflight",
        "pdfbox2",
        "fontbox2",
        "xmpbox",
        "commons-logging",
        "javax.activation",
        "jaxb-api",
    )
]
"""Debian: libpdfbox2-java, libactivation-java, libjaxb-api-java."""

PREFLIGHT = shutil.which("java") and all(jar.exists() for jar in JARS)


@pytest.fixture(scope="module")
def mixed() -> bytes:
    return build_from(*mixed_papers())[0]


def test_a_file_of_everything_keeps_every_clause(mixed: bytes) -> None:
    assert breaches(mixed) == []


def test_a_file_without_any_paper_keeps_every_clause() -> None:
    data, built = build_from()
    assert breaches(data) == []
    assert (built.pages, built.numbered) == (3, 0)


@pytest.mark.skipif(
    not PREFLIGHT, reason="PDFBox Preflight is not on this machine (libpdfbox2-java and two more)"
)
def test_an_independent_validator_finds_nothing_but_the_part(mixed: bytes, tmp_path: Path) -> None:
    # Preflight knows PDF/A-1b only, which is stricter in all that our papers use but the number of the part
    path = tmp_path / "case.pdf"
    path.write_bytes(mixed.replace(b"<pdfaid:part>2<", b"<pdfaid:part>1<"))
    assert "is a valid PDF/A-1b file" in preflight(path)
    path.write_bytes(mixed)
    assert re.findall(r"^(\d[\d.]+)\s*:", preflight(path), re.MULTILINE) == ["7.11.2"]


def preflight(path: Path) -> str:
    classes = os.pathsep.join(map(str, JARS))
    done = subprocess.run(
        ["java", "-cp", classes, "org.apache.pdfbox.preflight.Validator_A1b", str(path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return done.stdout


@pytest.mark.skipif(not shutil.which("pdffonts"), reason="poppler-utils are not on this machine")
def test_poppler_finds_every_font_embedded_as_a_subset(mixed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "case.pdf"
    path.write_bytes(mixed)
    done = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, encoding="utf-8")
    fonts = done.stdout.splitlines()[2:]
    assert done.stderr == ""
    assert len(fonts) > 10
    for font in fonts:
        assert font.split()[-5:-2] == ["yes", "yes", "yes"], font
    names = [font.split()[0] for font in fonts]
    assert len(set(names)) == len(names)


def test_the_same_papers_give_the_same_bytes(mixed: bytes) -> None:
    assert build_from(*mixed_papers())[0] == mixed


def test_another_paper_gives_another_identifier() -> None:
    found = [
        re.search(rb"/ID \[<(\w+)>", build_from(*papers)[0]) for papers in (own_papers(), own_papers()[:1])
    ]
    assert found[0] and found[1]
    assert found[0][1] != found[1][1]


def test_no_name_of_a_file_or_person_stands_in_the_metadata(mixed: bytes) -> None:
    with pikepdf.open(io.BytesIO(mixed)) as pdf:
        told = pdf.Root.Metadata.read_bytes().decode("utf-8") + str(pdf.docinfo)
    for word in ("工资条", "docx", "王", "Secret", "李敏"):
        assert word not in told
    assert "ZC01-20261110-0001-7" in told


def test_what_acts_hides_or_tells_of_a_device_stays_behind(mixed: bytes) -> None:
    with pikepdf.open(io.BytesIO(mixed)) as pdf:
        streams = [value for value in pdf.objects if isinstance(value, pikepdf.Stream)]
        raw = mixed + b"".join(each.read_bytes() for each in streams if each.get("/Subtype") != "/Image")
    for word in (
        b"JavaScript",
        b"app.alert",
        b"secret attachment",
        b"geheim",
        b"x.invalid",
        b"Secret Camera",
        b"/Annot",
    ):
        assert word not in raw


# --- the check itself can fail -------------------------------------------------------------------------------------


SPOILT = {
    "part": ("6.6.4", b"<pdfaid:part>2<", b"<pdfaid:part>3<"),
    "conformance": ("6.6.4", b"<pdfaid:conformance>B<", b"<pdfaid:conformance>X<"),
    "title": (
        "6.6.3",
        '<rdf:li xml:lang="x-default">信'.encode(),
        '<rdf:li xml:lang="x-default">函'.encode(),
    ),
    "date": ("6.6.3", b"<xmp:CreateDate>2027", b"<xmp:CreateDate>2026"),
    "intent": ("6.2.3", b"/GTS_PDFA1", b"/GTS_PDFX1"),
    "profile": ("6.2.3", b"/N 3", b"/N 4"),
    "identifier": ("6.1.3", b"/ID [", b"/IX ["),
    "font": ("6.2.11.4", b"/FontFile2", b"/FontFileX"),
    "action": ("6.4", b"/PageMode /UseNone", b"/OpenAction [0]   "),
    "binary": ("6.1.2", b"\xe2\xe3\xcf\xd3", b"abcd"),
}
"""A clause, and how a good file comes to break it."""


@pytest.mark.parametrize("change", SPOILT)
def test_the_check_names_the_clause_that_is_broken(change: str) -> None:
    clause, before, after = SPOILT[change]
    data = build_from((LETTER, letter_pdf(a_letter())))[0]
    assert before in data
    assert any(breach.startswith(clause) for breach in breaches(data.replace(before, after)))


def test_the_check_measures_glyphs() -> None:
    data = build_from((LETTER, letter_pdf(a_letter())))[0]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        font = next(iter(pdf.pages[3].obj.Resources.Font.as_dict().values()))
        font.Widths = pikepdf.Array([float(width) + 5 for width in font.Widths])
        out = io.BytesIO()
        pdf.save(out)
    assert any("6.2.11.5" in breach for breach in breaches(out.getvalue()))


# --- writer and profile --------------------------------------------------------------------------------------------


def test_the_profile_is_srgb_for_a_reader_of_profiles() -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    assert (profile.profile.device_class, profile.profile.xcolor_space.strip()) == ("mntr", "RGB")
    assert profile.profile.version == pytest.approx(2.1)
    colours = Image.frombytes("RGB", (256, 1), bytes(n * k % 256 for n in range(256) for k in (1, 3, 7)))
    to_screen = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    seen = ImageCms.applyTransform(colours, to_screen)
    assert seen is not None
    assert max(abs(a - b) for a, b in zip(seen.tobytes(), colours.tobytes(), strict=True)) <= 1


def test_metadata_say_the_same_for_texts_that_xml_must_escape() -> None:
    out = io.BytesIO()
    writer = ArchiveWriter(out)
    writer.add_page(b"/MediaBox [0 0 100 100] /Resources <<>>")
    writer.finish(About('甲 & 乙 <丙> "丁" \x00\ufffe', "单位]]>", a_letter().signed_on))
    assert breaches(out.getvalue()) == []


def test_pages_that_are_forgotten_leave_a_whole_file() -> None:
    out = io.BytesIO()
    writer = ArchiveWriter(out)
    for _ in range(3):
        writer.add_page(b"/MediaBox [0 0 100 100] /Resources <<>>")
    writer.reserve()
    writer.forget_pages(2)
    assert writer.finish(About("t", "a", a_letter().signed_on)) == 1
    assert breaches(out.getvalue()) == []


def test_tags_of_subsets_are_six_letters_and_all_different() -> None:
    writer = ArchiveWriter(io.BytesIO())
    tags = [writer.next_tag() for _ in range(2000)]
    assert len(set(tags)) == 2000
    assert all(re.fullmatch("[A-Z]{6}", tag) for tag in tags)
