"""移送包: one workbook that a clerk carries to headquarters (format: ``docs/packet-format.md``).

Written in two walks over the cases, so that neither their JSON nor their rows ever stand whole in memory:
the first writes the hidden sheet, counts and hashes; the second writes the rows of all tables side by side
into the frame that openpyxl has made by then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from app.domain.errors import NotAllowed
from app.domain.packets import (
    FORMAT,
    FORMAT_VERSION,
    Packet,
    canonical_pieces,
    case_json,
    packet_head_json,
    require_open,
)
from app.files.packet_frame import Frame, build_frame
from app.files.packet_layout import META_SHEET, TABLES, CaseJson
from app.files.packet_parts import Part, write_container
from app.files.packet_rows import TableRows, text_cell
from app.files.packet_text import chunks

Progress = Callable[[int, int], None]
"""Told how many cases of how many are done; raises to cancel."""

LARGEST_CONTENT = 200_000_000
"""Bytes of JSON in one packet; a reader refuses more, so a writer does not write more."""

_STEP = 100
_META_BEGIN = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<cols><col min="1" max="1" width="12" customWidth="1"/><col min="2" max="2" width="80" customWidth="1"/>'
    b"</cols><sheetData>"
)
_META_END = b'</sheetData><sheetProtection sheet="1" objects="1" scenarios="1"/></worksheet>'


def write_packet(packet: Packet, out: BinaryIO, *, progress: Progress | None = None) -> str:
    """Write the workbook of a packet and return the SHA-256 of its content (its canonical JSON).

    The same packet gives the same bytes. ``out`` is only written to, never sought in. Raises NotAllowed
    when a sealed case is among the cases (Art. 30), or when the packet is too large to be carried as one.
    """
    require_open(packet)
    counter = _Counter(packet, progress)
    meta, counts, sha256 = _write_meta(packet, counter)
    frame = build_frame(packet_head_json(packet), sha256, counts, packet.head.made_at)
    meta.name = frame.sheets[META_SHEET]
    written = {part.name: part for part in (*_write_tables(frame, counter), meta)}
    parts = [written.get(name) or _whole(name, data) for name, data in frame.parts.items()]
    write_container(out, parts, packet.head.made_at)
    return sha256


class _Counter:
    """Hands out the cases of a packet, one walk after the other, and tells how far it is."""

    def __init__(self, packet: Packet, progress: Progress | None) -> None:
        self._packet = packet
        self._progress = progress
        self._done = 0

    def cases(self) -> Iterator[CaseJson]:
        """Every case as JSON; two walks make one whole."""
        total = len(self._packet.cases)
        for entry in self._packet.cases:
            yield case_json(entry)
            self._done += 1
            if self._progress and (self._done % _STEP == 0 or self._done == 2 * total):
                self._progress(self._done // 2, total)


def _write_meta(packet: Packet, counter: _Counter) -> tuple[Part, dict[str, int], str]:
    """The hidden sheet; with the number of rows that each table will have, and the hash of the content."""
    part = Part(META_SHEET)
    counts = dict.fromkeys((table.name for table in TABLES), 0)
    digest, size = hashlib.sha256(), 0

    def counted() -> Iterator[CaseJson]:
        for case in counter.cases():
            for table in TABLES:
                counts[table.name] += table.count(case)
            yield case

    def hashed() -> Iterator[str]:
        nonlocal size
        for piece in canonical_pieces(packet_head_json(packet), counted()):
            data = piece.encode("utf-8")
            digest.update(data)
            size += len(data)
            if size > LARGEST_CONTENT:
                raise NotAllowed("移送包太大，请分成几个包。", size=size)
            yield piece

    part.write(_META_BEGIN)
    for row, (key, value) in enumerate(_meta_rows(hashed(), digest.hexdigest), 1):
        cells = text_cell("A", row, key) + text_cell("B", row, value)
        part.write(f'<row r="{row}">{cells}</row>'.encode())
    part.write(_META_END)
    part.close()
    return part, counts, digest.hexdigest()


def _meta_rows(json_pieces: Iterable[str], sha256: Callable[[], str]) -> Iterator[tuple[str, str]]:
    """Format, version, the JSON in parts, and last its hash, which is known only then."""
    yield "format", FORMAT
    yield "version", str(FORMAT_VERSION)
    for chunk in chunks(json_pieces):
        yield "json", chunk
    yield "sha256", sha256()


def _write_tables(frame: Frame, counter: _Counter) -> list[Part]:
    """All tables in one walk over the cases."""
    tables = [TableRows(table, frame) for table in TABLES if table.name in frame.sheets]
    for place, case in enumerate(counter.cases(), 1):
        for table in tables:
            table.write(place, case)
    return [table.close() for table in tables]


def _whole(name: str, data: bytes) -> Part:
    """A part that is there already."""
    part = Part(name)
    part.write(data)
    part.close()
    return part
