"""Writes a PDF/A-2b (ISO 19005-2) object by object, so that a file of any length needs little memory.

What the archive asks of the whole file is settled here: a colour profile as output intent, metadata in XMP that
say the same as the document information, a file identifier, no encryption, nothing that acts. What goes onto the
pages must be fit by itself: ``case_file_scrutiny.py`` looks at that.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from typing import BinaryIO

from app.files.paper import About
from app.files.pdf_colour import srgb_profile
from app.files.pdf_metadata import document_information, xmp_packet

CATALOG, PAGES = 1, 2
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
LEVEL = 6


class ArchiveWriter:
    """A PDF/A that grows at its end. Objects may be written in any order; pages come first or last."""

    def __init__(self, out: BinaryIO) -> None:
        """Begin the file; ``out`` needs nothing but ``write``."""
        self._out = out
        self._digest = hashlib.sha256()
        self._position = 0
        self._offsets: list[int] = [0, 0, 0]
        self._tags = -1
        self._front: list[int] = []
        self._pages: list[int] = []
        self._put(_HEADER)

    @property
    def page_count(self) -> int:
        """How many pages there are by now."""
        return len(self._front) + len(self._pages)

    def _put(self, data: bytes) -> None:
        """Write bytes and count them."""
        self._out.write(data)
        self._digest.update(data)
        self._position += len(data)

    def reserve(self) -> int:
        """A number for an object that is written later."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def next_tag(self) -> str:
        """Six letters for the name of a subset font, each time others."""
        self._tags += 1
        return "".join(chr(65 + self._tags // 26**place % 26) for place in reversed(range(6)))

    def write(self, number: int, body: bytes) -> None:
        """Write an object under a number that was reserved."""
        self._offsets[number] = self._position
        self._put(b"%d 0 obj\n" % number)
        self._put(body)
        self._put(b"\nendobj\n")

    def write_stream(self, number: int, entries: bytes, data: bytes) -> None:
        """Write a stream as it is; ``entries`` are those of its dictionary but for the length."""
        self._offsets[number] = self._position
        self._put(b"%d 0 obj\n<<%s /Length %d>>\nstream\n" % (number, entries, len(data)))
        self._put(data)
        self._put(b"\nendstream\nendobj\n")

    def add_stream(self, entries: bytes, data: bytes, *, compress: bool = True) -> int:
        """Write a stream of our own; its number."""
        number = self.reserve()
        if compress:
            entries, data = entries + b" /Filter /FlateDecode", zlib.compress(data, LEVEL)
        self.write_stream(number, entries, data)
        return number

    def add_page(self, entries: bytes, *, front: bool = False) -> int:
        """Add a page from the entries of its dictionary but for type and parent; its number as an object."""
        number = self.reserve()
        self.write(number, b"<</Type /Page /Parent %d 0 R %s>>" % (PAGES, entries))
        (self._front if front else self._pages).append(number)
        return number

    def forget_pages(self, count: int) -> None:
        """Take the last pages back, when what they came from turned out to be damaged."""
        del self._pages[len(self._pages) - count :]

    def finish(self, about: About) -> int:
        """Write what closes the file; the number of its pages."""
        kids = b" ".join(b"%d 0 R" % number for number in (*self._front, *self._pages))
        self.write(PAGES, b"<</Type /Pages /Count %d /Kids [%s]>>" % (self.page_count, kids))
        profile = self.add_stream(b"/N 3", srgb_profile())
        metadata = self.add_stream(b"/Type /Metadata /Subtype /XML", xmp_packet(about), compress=False)
        information = self.reserve()
        self.write(information, _spelled(document_information(about)))
        self.write(CATALOG, _catalog(profile, metadata))
        self._close(information)
        return self.page_count

    def _close(self, information: int) -> None:
        """The table of objects and the trailer; the identifier is drawn from all that was written."""
        identifier = self._digest.hexdigest()[:32].encode("ascii")
        start, size = self._position, len(self._offsets)
        self._put(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for offset in self._offsets[1:]:
            self._put(b"%010d 00000 n \n" % offset if offset else b"0000000000 65535 f \n")
        self._put(
            b"trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (size, CATALOG, information, identifier, identifier, start)
        )


def _catalog(profile: int, metadata: int) -> bytes:
    """The root of the file, with its output intent."""
    intent = (
        b"<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1)"
        b" /RegistryName (http://www.color.org) /Info (sRGB IEC61966-2.1) /DestOutputProfile %d 0 R>>"
    ) % profile
    return (
        b"<</Type /Catalog /Version /1.7 /Pages %d 0 R /Metadata %d 0 R /Lang (zh-CN) /PageMode /UseNone"
        b" /ViewerPreferences <</DisplayDocTitle true>> /OutputIntents [%s]>>"
    ) % (PAGES, metadata, intent)


def _spelled(information: Mapping[str, str]) -> bytes:
    """The document information as a dictionary of UTF-16 texts."""
    entries = (
        b"/%s <%s>" % (key.encode("ascii"), (b"\xfe\xff" + text.encode("utf-16-be")).hex().upper().encode())
        for key, text in information.items()
    )
    return b"<<%s>>" % b" ".join(entries)
