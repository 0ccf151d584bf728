"""Copies pages out of a PDF into the archive's file: what is drawn, and nothing that acts, hides or tells.

One rule, ``kept``, says which entries of an object come along; the scrutiny walks the same way as the copy, so
that nothing is written that was not looked at.
"""

from __future__ import annotations

import re
import zlib
from collections import deque
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pikepdf

from app.files.case_file_drawing import content_streams
from app.files.case_file_stamp import Box, framed, stamp
from app.files.pdf_archive import LEVEL, ArchiveWriter

RESOURCES = ("/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/Properties")
_NEVER = frozenset(
    [
        *(
            "/Metadata",
            "/PieceInfo",
            "/LastModified",
            "/StructParent",
            "/StructParents",
            "/OPI",
            "/Alternates",
        ),
        *(
            "/OC",
            "/AF",
            "/Measure",
            "/PtData",
            "/ID",
            "/Length",
            "/SourceModified",
            "/Thumb",
            "/Trans",
            "/DL",
        ),
        "/Interpolate",
    ]
)
"""Entries of drawings and pictures that say where they came from, or offer another picture instead."""

_NEVER_IN: dict[str, frozenset[str]] = {
    "/FontDescriptor": frozenset(("/CIDSet", "/CharSet")),
    "/ExtGState": frozenset(("/HT", "/HTP", "/HTO")),
}
"""Lists that are optional and often wrong, and the dots of one printing press."""

_TAG = re.compile("[A-Z]{6}")
STAMP_FONT = b"/DeskPageNumber"


def kept(value: Any, resources: bool = False) -> Iterator[tuple[str, Any]]:
    """The entries of a dictionary or stream that come along; of ``resources`` only the known kinds."""
    if resources:
        yield from ((name, value[name]) for name in RESOURCES if name in value)
        return
    stream = isinstance(value, pikepdf.Stream)
    never = _NEVER if stream else _NEVER_IN.get(str(value.get("/Type", "")), frozenset())
    yield from ((name, value[name]) for name in sorted(value.keys()) if name not in never)
    if not stream and value.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in value:
        yield "/CIDToGIDMap", pikepdf.Name.Identity


class Copier:
    """Carries pages of one source into the archive's file; what pages share is carried once."""

    def __init__(self, writer: ArchiveWriter) -> None:
        """``writer`` takes the objects."""
        self._writer = writer
        self._numbers: dict[tuple[int, int], int] = {}
        self._tags: dict[str, str] = {}
        self._waiting: deque[tuple[int, Any]] = deque()

    def page(
        self,
        page: pikepdf.Page,
        *,
        number: int = 0,
        stamp_font: int = 0,
        drawing: bytes = b"",
        pictures: Mapping[str, int] | None = None,
        front: bool = False,
    ) -> None:
        """Copy a page; ``number`` > 0 is stamped on it. ``drawing`` is put under it, with its ``pictures``."""
        box = Box.of(page)
        before, after = framed(drawing, stamp(box, number) if number else b"")
        contents = [self._writer.add_stream(b"", before)]
        contents += [self._reference(stream) for stream in content_streams(page)]
        contents.append(self._writer.add_stream(b"", after))
        font = stamp_font if number else 0
        entries = b"/MediaBox %s /Rotate %d /Contents [%s] /Resources %s" % (
            box.spelled,
            box.rotation,
            b" ".join(b"%d 0 R" % each for each in contents),
            self._resources(page.obj.get("/Resources", page.resources), font, pictures or {}),
        )
        if "/Group" in page.obj:
            entries += b" /Group " + self.spell(page.obj.Group)
        self._writer.add_page(entries, front=front)
        self._drain()

    def font(self, font: pikepdf.Object) -> int:
        """Copy one font; its number."""
        number = self._reference(font)
        self._drain()
        return number

    def _reference(self, value: Any) -> int:
        """The number of an object in the new file; it is written when its turn comes."""
        key = value.objgen
        if key not in self._numbers:
            self._numbers[key] = self._writer.reserve()
            self._waiting.append((self._numbers[key], value))
        return self._numbers[key]

    def _drain(self) -> None:
        """Write everything that was referred to, and what that refers to."""
        while self._waiting:
            number, value = self._waiting.popleft()
            if isinstance(value, pikepdf.Stream):
                self._stream(number, value)
            else:
                self._writer.write(number, self._inside(value))

    def _stream(self, number: int, stream: pikepdf.Stream) -> None:
        """Write a stream as it is packed; pack it where it is not."""
        data = stream.read_raw_bytes()
        entries = b" ".join(self._entry(name, value) for name, value in kept(stream))
        if "/Filter" not in stream:
            data, entries = zlib.compress(data, LEVEL), entries + b" /Filter /FlateDecode"
        self._writer.write_stream(number, entries, data)

    def spell(self, value: Any) -> bytes:
        """A value as the file writes it; a reference where it is an object of its own."""
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            return b"%d 0 R" % self._reference(value)
        return self._inside(value)

    def _inside(self, value: Any) -> bytes:
        """A value itself."""
        if value is None:
            return b"null"
        if isinstance(value, bool):
            return b"true" if value else b"false"
        if isinstance(value, int | Decimal):
            return format(value, "f" if isinstance(value, Decimal) else "d").encode("ascii")
        if isinstance(value, pikepdf.Array):
            return b"[%s]" % b" ".join(map(self.spell, value))
        if isinstance(value, pikepdf.Dictionary):
            return b"<<%s>>" % b" ".join(self._entry(name, each) for name, each in kept(value))
        spelled: bytes = value.unparse()
        return spelled

    def _entry(self, name: str, value: Any) -> bytes:
        """A key and its value."""
        if name == "/Resources":
            return b"/Resources " + self._resources(value, 0, {})
        if name in ("/BaseFont", "/FontName"):
            value = self._named_anew(value)
        return pikepdf.Name(name).unparse() + b" " + self.spell(value)

    def _named_anew(self, value: Any) -> Any:
        """A subset font's name with a tag that no other paper of the file has (ISO 32000-1, 9.6.4)."""
        tag, plus, name = str(value)[1:].partition("+")
        if not plus or not _TAG.fullmatch(tag):
            return value
        if tag not in self._tags:
            self._tags[tag] = self._writer.next_tag()
        return pikepdf.Name(f"/{self._tags[tag]}+{name}")

    def _resources(self, resources: Any, stamp_font: int, pictures: Mapping[str, int]) -> bytes:
        """The resources of a page or drawing, with the font of the page number and our pictures."""
        added: dict[str, list[bytes]] = {name: [] for name in RESOURCES}
        for kind, named in kept(resources, resources=True) if resources is not None else ():
            for name, value in named.items():
                spelled = b"<<>>" if kind == "/Properties" else self.spell(value)
                added[kind].append(pikepdf.Name(name).unparse() + b" " + spelled)
        if stamp_font:
            added["/Font"].append(b"%s %d 0 R" % (STAMP_FONT, stamp_font))
        added["/XObject"] += [b"/%s %d 0 R" % (name.encode(), place) for name, place in pictures.items()]
        kinds = (b"%s <<%s>>" % (kind.encode(), b" ".join(each)) for kind, each in added.items() if each)
        return b"<<%s>>" % b" ".join(kinds)
