"""Case files for tests: invented people and papers, and the odd files that people hand in."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from app.domain.case_files import BuiltCaseFile, CaseFileContent, CaseFileEntry
from app.files.case_file_pdf import Part, build_case_file
from tests.desks import exhaust
from tests.files.documents import a_letter, a_slip, letter_pdf, slips_pdf

LETTER = CaseFileEntry(
    "关于ZC01-20261110-0001-7号信访事项的原因说明",
    dt.date(2026, 11, 20),
    "原因说明",
    "综采一区信访〔2026〕1号",
    "东山煤矿综采一区",
)
SLIP = CaseFileEntry("信访事项接收回执", dt.date(2026, 11, 10), "信访事项接收回执", "", "东山煤矿综采一区")


def an_attachment(title: str, media_type: str = "image/jpeg", **changes: Any) -> CaseFileEntry:
    """The line of something the petitioner handed in."""
    entry = CaseFileEntry(
        title, dt.date(2026, 11, 10), "附件", responsible="王*", media_type=media_type, name=title
    )
    return replace(entry, **changes)


def a_case_file(entries: Sequence[CaseFileEntry] = (), **changes: Any) -> CaseFileContent:
    """The file of a case about an allowance."""
    content = CaseFileContent(
        unit="某煤业集团东山煤矿综采一区",
        case_number="ZC01-20261110-0001-7",
        archive_number="XF·2026-30年-0007",
        title="关于井下津贴少发问题的信访事项",
        period="30年",
        opened_on=dt.date(2026, 11, 10),
        closed_on=dt.date(2027, 1, 8),
        made_on=dt.date(2027, 1, 12),
        made_by="李敏",
        petitioner="王*等3人",
        entries=tuple(entries),
    )
    return replace(content, **changes)


def a_photo(kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (640, 480), **saved: Any) -> bytes:
    """A picture with a dark upper left quarter, so that its direction shows."""
    image = Image.new("RGB", size, (200, 220, 240))
    image.paste((160, 30, 30), (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **saved)
    return out.getvalue()


def an_oriented_photo(orientation: int) -> bytes:
    """A photograph as a telephone writes it, with its place and the device's name beside it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Secret Camera"
    return a_photo(exif=exif.tobytes())


def a_foreign_pdf(change: Callable[[pikepdf.Pdf, pikepdf.Page], None] | None = None) -> bytes:
    """A PDF from another program: a page with a grey square, changed as wanted."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    page.Contents = pdf.make_stream(b"q 0.5 g 100 100 200 200 re f Q")
    if change:
        change(pdf, page)
    out = io.BytesIO()
    as_it_is = pikepdf.StreamDecodeLevel.none
    pdf.save(out, deterministic_id=True, compress_streams=False, stream_decode_level=as_it_is)
    return out.getvalue()


def with_plain_helvetica(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Text in a font that is not in the file."""
    page.Resources = Dictionary(
        Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    )
    page.Contents = pdf.make_stream(b"BT /F1 12 Tf 100 700 Td (hello) Tj ET")


def with_everything_that_acts(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Scripts, links, attached files, an opening action, a note with an appearance."""
    script = Dictionary(S=Name.JavaScript, JS="app.alert('x')")
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    page.obj.AA = Dictionary(O=script)
    pdf.attachments["geheim.txt"] = b"secret attachment"
    drawing = pdf.make_stream(b"1 0 0 rg 0 0 50 50 re f")
    drawing.Type, drawing.Subtype, drawing.BBox = Name.XObject, Name.Form, Array([0, 0, 50, 50])
    stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([300, 300, 350, 350]), F=4)
    stamp.AP = Dictionary(N=drawing)
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([0, 0, 9, 9]),
        A=Dictionary(S=Name.URI, URI="http://x.invalid"),
    )
    page.Annots = pdf.make_indirect(Array([pdf.make_indirect(stamp), pdf.make_indirect(link)]))


def build(content: CaseFileContent, parts: Sequence[Part]) -> tuple[bytes, BuiltCaseFile]:
    """The finished file and what is said of it."""
    out = io.BytesIO()
    built = exhaust(build_case_file(content, parts, out))
    return out.getvalue(), built


def build_from(*papers: tuple[CaseFileEntry, bytes]) -> tuple[bytes, BuiltCaseFile]:
    """A file of these papers."""
    content = a_case_file([entry for entry, _ in papers])
    return build(content, [(entry.name, entry.media_type, data) for entry, data in papers])


def own_papers() -> list[tuple[CaseFileEntry, bytes]]:
    """A slip and a letter as the desk makes them."""
    return [(SLIP, slips_pdf([a_slip()])), (LETTER, letter_pdf(a_letter()))]


def mixed_papers() -> list[tuple[CaseFileEntry, bytes]]:
    """Papers of the desk, and a little of everything that petitioners bring."""
    return [
        *own_papers(),
        (an_attachment("工资条照片.jpg"), an_oriented_photo(6)),
        (an_attachment("考勤表.png", "image/png"), a_photo("PNG", "RGBA")),
        (an_attachment("来信扫描.tif", "image/tiff"), a_photo("TIFF", "1")),
        (
            an_attachment("经过.txt", "text/plain"),
            "2026年7月至9月，井下津贴每月少发210元。\n".encode("gb18030"),
        ),
        (an_attachment("另一单位的函.pdf", "application/pdf"), a_foreign_pdf(with_everything_that_acts)),
        (an_attachment("证明.docx", "application/vnd.openxmlformats"), b"PK\x03\x04 not really a document"),
        (an_attachment("没有嵌入字体.pdf", "application/pdf"), a_foreign_pdf(with_plain_helvetica)),
    ]
