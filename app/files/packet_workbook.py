"""移送包: one workbook that a clerk carries to headquarters (format: ``docs/packet-format.md``).

Written in one walk over the cases, so that neither their JSON nor their rows ever stand whole in memory:
every case goes as JSON into the hidden sheet and as rows into all tables, each deflated as it grows. What
stands before the rows comes from a draft of the frame; the frame itself, with hash and counts, is made last.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from app.domain.changes import Progress, Steps, run_through
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
from app.files.packet_frame import build_frame
from app.files.packet_layout import META_SHEET, TABLES, CaseJson, HeadJson
from app.files.packet_parts import Part, write_container
from app.files.packet_rows import TableRows, text_cell
from app.files.packet_text import chunks

LARGEST_CONTENT = 100_000_000
"""Bytes of JSON in one packet; a reader refuses more, so a writer does not write more."""

Signer = Callable[[str], str]
"""Signs the SHA-256 of a packet's content."""

_STEP = 100
"""Cases that are written between two steps."""
_KEPT_LEVEL = 1
_META_BEGIN = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<cols><col min="1" max="1" width="12" customWidth="1"/><col min="2" max="2" width="80" customWidth="1"/>'
    b"</cols><sheetData>"
)
_META_END = b'</sheetData><sheetProtection sheet="1" objects="1" scenarios="1"/></worksheet>'


@dataclass(frozen=True, slots=True)
class WrittenContent:
    """What went into a packet: the hash of its canonical JSON, its signature, and the JSON itself, compressed."""

    sha256: str
    signature: str
    compressed: bytes


def write_packet(packet: Packet, out: BinaryIO, *, sign: Signer | None = None) -> WrittenContent:
    """Write the workbook of a packet; what its content was.

    ``sign`` signs for ``packet.head.sender_key``. The same packet gives the same bytes. ``out`` is only written to,
    never sought in. Raises NotAllowed when a sealed case is among the cases of an open packet (Art. 30), or when the
    packet is too large to be carried as one.
    """
    return run_through(writing_packet(packet, out, sign=sign))


def writing_packet(packet: Packet, out: BinaryIO, *, sign: Signer | None = None) -> Steps[WrittenContent]:
    """The same in steps."""
    require_open(packet)
    cases = (case_json(entry, packet.shown) for entry in packet.cases)
    return (yield from _write(packet_head_json(packet), cases, _known_counts(packet), out, sign))


def writing_content(content: HeadJson, out: BinaryIO, *, sign: Signer | None = None) -> Steps[WrittenContent]:
    """Write a packet's workbook from its content (``app.domain.packets.packet_json``) in steps: one that was sent is
    written again, to the byte."""
    head = {key: value for key, value in content.items() if key != "cases"}
    return (yield from _write(head, content["cases"], _counts_in(content["cases"]), out, sign))


def _write(
    head: HeadJson,
    cases: Iterable[CaseJson],
    counts: dict[str, int],
    out: BinaryIO,
    sign: Signer | None,
) -> Steps[WrittenContent]:
    """One walk over the cases."""
    made_at = dt.datetime.fromisoformat(head["packet"]["made_at"])
    draft = build_frame(head, "", counts, made_at)
    tables = [TableRows(table, draft) for table in TABLES]
    total = head["packet"]["case_count"]
    meta, content = yield from _write_meta(head, _written_cases(cases, tables), sign, tables[0])
    yield Progress(total, total, "排版封面和表头")
    frame = build_frame(head, content.sha256, {table.name: table.count for table in tables}, made_at)
    streamed = {frame.sheets[META_SHEET]: meta}
    for table in tables:
        if table.name in frame.sheets:
            streamed[frame.sheets[table.name]] = table.close(frame)
    parts = {name: streamed.get(name) or _whole(data) for name, data in frame.parts.items()}
    write_container(out, parts, made_at)
    return content


def _known_counts(packet: Packet) -> dict[str, int]:
    """How many rows each table will get; of those whose number nobody knows yet, one."""
    cases = packet.cases
    return {
        "事项清单": len(cases),
        "诉求": sum(len(entry.case.requests) for entry in cases),
        "办理过程": sum(len(entry.timeline) + len(entry.notes) for entry in cases),
        "附件清单": sum(len(entry.attachments) + len(entry.letters) for entry in cases),
        "全文": 1,
        "密封内容": 1,
        "回复": sum(len(entry.case.requests) or 1 for entry in cases),
    }


def _counts_in(cases: Sequence[CaseJson]) -> dict[str, int]:
    """The same of cases that are JSON already."""
    return {
        "事项清单": len(cases),
        "诉求": sum(len(case["requests"]) for case in cases),
        "办理过程": sum(len(case["timeline"]) for case in cases),
        "附件清单": sum(len(case["attachments"]) for case in cases),
        "全文": 1,
        "密封内容": 1,
        "回复": sum(len(case["requests"]) or 1 for case in cases),
    }


def _written_cases(cases: Iterable[CaseJson], tables: Sequence[TableRows]) -> Iterator[CaseJson]:
    """Every case, after its rows went into all tables."""
    for place, case in enumerate(cases, 1):
        for table in tables:
            table.write(place, case)
        yield case


def _write_meta(
    head: HeadJson, cases: Iterable[CaseJson], sign: Signer | None, listed: TableRows
) -> Steps[tuple[Part, WrittenContent]]:
    """The hidden sheet, and the content as it is kept; ``listed`` counts the cases that went into it."""
    part = Part()
    digest, size = hashlib.sha256(), 0
    deflate, deflated = zlib.compressobj(_KEPT_LEVEL), list[bytes]()

    def hashed() -> Iterator[str]:
        nonlocal size
        for piece in canonical_pieces(head, cases):
            data = piece.encode("utf-8")
            digest.update(data)
            deflated.append(deflate.compress(data))
            size += len(data)
            if size > LARGEST_CONTENT:
                raise NotAllowed("移送包太大，请分成几个包。", size=size)
            yield piece

    part.write(_META_BEGIN)
    signature, told = "", 0
    for row, (key, value) in enumerate(_meta_rows(hashed(), digest.hexdigest, head, sign), 1):
        cells = text_cell("A", row, key) + text_cell("B", row, value)
        part.write(f'<row r="{row}">{cells}</row>'.encode())
        signature = value if key == "signature" else ""
        if listed.count - told >= _STEP:
            told = listed.count
            yield Progress(told, head["packet"]["case_count"], "写入移送包")
    part.write(_META_END)
    deflated.append(deflate.flush())
    return part, WrittenContent(digest.hexdigest(), signature, b"".join(deflated))


def _meta_rows(
    json_pieces: Iterable[str], sha256: Callable[[], str], head: HeadJson, sign: Signer | None
) -> Iterator[tuple[str, str]]:
    """Format, version, the JSON in parts, and last its hash, which is known only then, with the signature over it."""
    yield "format", FORMAT
    yield "version", str(FORMAT_VERSION)
    for chunk in chunks(json_pieces):
        yield "json", chunk
    yield "sha256", sha256()
    if sign:
        yield "key", head["packet"]["from"]["key"]
        yield "signature", sign(sha256())


def _whole(data: bytes) -> Part:
    """A part that is there already."""
    part = Part()
    part.write(data)
    return part
