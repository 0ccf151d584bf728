"""卷宗 as one PDF/A-2b: cover, index, every paper and attachment in its order, closing sheet.

The file is written from front to back, one paper in memory at a time. Page numbers run on over all papers; cover,
index and closing sheet carry none (GB/T 11822). What cannot stand in a PDF/A is listed with name, size, SHA-256
and reason, and goes to the archive beside the file.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Generator, Iterable
from dataclasses import fields, replace
from typing import Any, BinaryIO, TypeVar

import pikepdf

from app.domain.case_files import BuiltCaseFile, CaseFileContent, CaseFileEntry, KeptAside
from app.domain.changes import Progress
from app.domain.documents import DocumentKind
from app.domain.errors import Incomplete
from app.files.case_file_copying import Copier
from app.files.case_file_pictures import Picture, is_picture, pictures
from app.files.case_file_reasons import Unfit
from app.files.case_file_scrutiny import open_pdf, require_fit
from app.files.case_file_sheets import (
    about_file,
    caption_size,
    draw_caption,
    draw_closing,
    draw_cover,
    draw_index,
    sheet_bytes,
)
from app.files.case_file_text import draw_text, printable, read_text
from app.files.fonts import Face, FontBook, bundled_fonts
from app.files.paper import Sheet
from app.files.pdf_archive import ArchiveWriter
from app.files.typeset import Style, mm

Part = tuple[str, str, bytes]
"""Name, media type and content of one file, in the order of the content's entries."""

Content = TypeVar("Content", CaseFileContent, CaseFileEntry)
_DIGITS = Style(Face.FORM, 10, 14)
_PICTURE_MARGIN, _PICTURE_FLOOR = 15 * mm, 24 * mm
_PIXEL = 0.75
"""A picture is drawn no larger than 96 pixels to the inch."""


def build_case_file(
    content: CaseFileContent, parts: Iterable[Part], out: BinaryIO
) -> Generator[Progress, None, BuiltCaseFile]:
    """Write the case file; what was made. Yields Progress once a paper; closing it stops the work.

    ``parts`` come one for each entry of ``content`` and in the same order, and are taken one at a time. ``out``
    needs nothing but ``write``, and holds no whole file when anything is raised: Incomplete when there are
    fewer or more parts than entries. A part that is damaged, protected, too large or of another kind is kept
    aside; characters that no font has print as 〓.
    """
    fonts = bundled_fonts()
    content = _printable(fonts, content)
    work = _Work(content, fonts, out)
    total = len(content.entries)
    arriving = iter(parts)
    for done, entry in enumerate(content.entries):
        yield Progress(done, total, f"并入第{done + 1}件：{entry.kind}")
        part = next(arriving, None)
        if part is None:
            raise Incomplete(DocumentKind.CASE_FILE.label, [entry.title for entry in content.entries[done:]])
        work.add(entry, part)
    if (extra := next(arriving, None)) is not None:
        raise Incomplete(f"{DocumentKind.CASE_FILE.label}目录", [extra[0]])
    yield Progress(total, total, "编写卷内目录")
    return work.finish()


def _printable(fonts: FontBook, content: CaseFileContent) -> CaseFileContent:
    """The content with nothing in it that cannot be printed."""
    entries = tuple(_printable_fields(fonts, entry) for entry in content.entries)
    return replace(_printable_fields(fonts, content), entries=entries)


def _printable_fields(fonts: FontBook, content: Content) -> Content:
    """One record, its texts printable."""
    values: dict[str, Any] = {field.name: getattr(content, field.name) for field in fields(content)}
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    return replace(content, **{**values, **{name: printable(fonts, text) for name, text in texts.items()}})


class _Work:
    """A case file that is being written."""

    def __init__(self, content: CaseFileContent, fonts: FontBook, out: BinaryIO) -> None:
        self._content = content
        self._fonts = fonts
        self._writer = ArchiveWriter(out)
        self._numbered = 0
        self._first_pages: list[int] = []
        self._aside: list[KeptAside] = []
        self._stamp_font = self._write_stamp_font()

    def _write_stamp_font(self) -> int:
        """The font of the page numbers, once for the whole file."""

        def draw(sheet: Sheet) -> None:
            sheet.text(0, 0, "0123456789", _DIGITS)
            sheet.end_page()

        with pikepdf.open(io.BytesIO(sheet_bytes(self._content, self._fonts, draw))) as pdf:
            drawn = next(iter(pdf.pages[0].obj.Resources.Font.as_dict().values()))
            return Copier(self._writer).font(drawn)

    def add(self, entry: CaseFileEntry, part: Part) -> None:
        """Put one paper into the file, or on the list of those beside it."""
        name, media_type, data = part
        before = self._numbered
        try:
            self._merge(entry, media_type, data)
            self._first_pages.append(before + 1)
        except Unfit as unfit:
            self._first_pages.append(0)
            digest = hashlib.sha256(data).hexdigest()
            shown = printable(self._fonts, name)
            order = len(self._first_pages)
            self._aside.append(KeptAside(order, entry.title, shown, len(data), digest, unfit.reason))

    def _merge(self, entry: CaseFileEntry, media_type: str, data: bytes) -> None:
        """Put one paper into the file by what it is. Raises Unfit before any of its pages is there."""
        if not data:
            raise Unfit("是空文件")
        if data.lstrip()[:5] == b"%PDF-":
            self._add_pdf(data)
        elif is_picture(data):
            for place, picture in enumerate(pictures(data, self._writer), start=1):
                self._add_picture(entry.title if place == 1 else f"{entry.title}（第{place}张）", picture)
        elif media_type == "text/plain":
            text = read_text(data)
            self._add_own(lambda sheet: draw_text(sheet, text))
        else:
            raise Unfit("不是可以并入的文件类型（PDF、图片、纯文本）")

    def _add_pdf(self, data: bytes, *, numbered: bool = True, front: bool = False) -> None:
        """The pages of a PDF, looked at first."""
        pages, before = self._writer.page_count, self._numbered
        try:
            with open_pdf(data) as pdf:
                require_fit(pdf)
                copier = Copier(self._writer)
                for page in pdf.pages:
                    self._numbered += numbered
                    number = self._numbered if numbered else 0
                    copier.page(page, number=number, stamp_font=self._stamp_font, front=front)
        except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as error:
            self._writer.forget_pages(self._writer.page_count - pages)
            self._numbered = before
            raise Unfit("PDF文件已损坏或不完整") from error

    def _add_own(self, draw: Callable[[Sheet], None], *, numbered: bool = True, front: bool = False) -> None:
        """Pages that are drawn here, held to the same rules."""
        self._add_pdf(sheet_bytes(self._content, self._fonts, draw), numbered=numbered, front=front)

    def _add_picture(self, caption: str, picture: Picture) -> None:
        """A picture on a page of its own, its caption below."""
        size = caption_size(picture.width, picture.height)
        made = sheet_bytes(self._content, self._fonts, lambda sheet: draw_caption(sheet, caption), size)
        self._numbered += 1
        with open_pdf(made) as pdf:
            Copier(self._writer).page(
                pdf.pages[0],
                number=self._numbered,
                stamp_font=self._stamp_font,
                drawing=_picture_drawing(picture, size),
                pictures={"DeskPicture": picture.number},
            )

    def finish(self) -> BuiltCaseFile:
        """Cover and index before the papers, the closing sheet after them; close the file."""
        content, numbered, aside = self._content, self._numbered, tuple(self._aside)
        first_pages = tuple(self._first_pages)
        self._add_own(lambda sheet: draw_cover(sheet, content, numbered), numbered=False, front=True)
        self._add_own(
            lambda sheet: draw_index(sheet, content, first_pages, aside), numbered=False, front=True
        )
        self._add_own(lambda sheet: draw_closing(sheet, content, numbered, aside), numbered=False)
        pages = self._writer.finish(about_file(content))
        return BuiltCaseFile(pages, numbered, first_pages, aside)


def _picture_drawing(picture: Picture, size: tuple[float, float]) -> bytes:
    """The operators that draw a picture upright in the middle of its sheet."""
    wide, high = size[0] - 2 * _PICTURE_MARGIN, size[1] - _PICTURE_MARGIN - _PICTURE_FLOOR
    scale = min(wide / picture.width, high / picture.height, _PIXEL)
    width, height = picture.width * scale, picture.height * scale
    x, y = (size[0] - width) / 2, _PICTURE_FLOOR + (high - height) / 2
    turn = " ".join(map(str, picture.turn))
    placed = f"q {width:.3f} 0 0 {height:.3f} {x:.3f} {y:.3f} cm {turn} cm /DeskPicture Do Q"
    return placed.encode("ascii")
