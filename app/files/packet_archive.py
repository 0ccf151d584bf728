"""A packet with its enclosures: a plain zip of the workbook and the folder 附件."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from app.domain.changes import Progress, Steps
from app.domain.errors import Incomplete, NotAllowed
from app.domain.packets import Packet, case_json, packet_file_stem
from app.files.packet_layout import CaseJson
from app.files.packet_workbook import Signer, WrittenContent, writing_content, writing_packet
from app.files.zip_steps import storing


def writing_archive(
    packet: Packet,
    enclosures: Iterable[tuple[str, bytes]],
    out: BinaryIO,
    *,
    sign: Signer | None = None,
) -> Steps[WrittenContent]:
    """Write in steps the zip of a packet: its workbook, and every listed enclosure under 附件/<case>/<nn>_<name>.

    ``enclosures`` are (name, content), in any order, one at a time in memory; the content's hash says which
    listed file it is, the name is for messages only. A file that is listed several times may come once or
    each time. Returns what the packet's content was, as ``write_packet`` does. Raises NotAllowed for
    a file that is not listed (or whose content is not what was registered) and Incomplete for a listed one
    that did not come. Whatever is raised, ``out`` holds no whole packet.
    """
    cases = (case_json(entry, packet.shown) for entry in packet.cases)
    head = packet.head
    container = _Container(packet_file_stem(head), head.made_at, _wanted(cases))
    return (
        yield from container.write(
            lambda workbook: writing_packet(packet, workbook, sign=sign), enclosures, out
        )
    )


def writing_archive_again(
    content: CaseJson, stem: str, enclosures: Iterable[tuple[str, bytes]], out: BinaryIO, *, sign: Signer
) -> Steps[WrittenContent]:
    """The same from a packet's content, as it was sent; ``stem`` is the file's name without its ending."""
    made_at = dt.datetime.fromisoformat(content["packet"]["made_at"])
    container = _Container(stem, made_at, _wanted(content["cases"]))
    return (
        yield from container.write(
            lambda workbook: writing_content(content, workbook, sign=sign), enclosures, out
        )
    )


@dataclass(frozen=True, slots=True)
class _Container:
    """A zip about to be written; ``wanted`` are the places of every listed enclosure by its hash."""

    stem: str
    made_at: dt.datetime
    wanted: dict[str, list[str]]

    def write(
        self,
        write_workbook: Callable[[BinaryIO], Steps[WrittenContent]],
        enclosures: Iterable[tuple[str, bytes]],
        out: BinaryIO,
    ) -> Steps[WrittenContent]:
        """The workbook, then the enclosures as they come."""
        workbook = io.BytesIO()
        written = yield from write_workbook(workbook)
        moment = self.made_at.timetuple()[:6]
        left = dict(self.wanted)
        with zipfile.ZipFile(out, "w") as archive:
            for _ in storing(archive, _member(f"{self.stem}.xlsx", moment), workbook.getbuffer()):
                yield Progress(0, len(self.wanted), "写入清单")
            for done, (name, content) in enumerate(enclosures):
                for path in left.pop(self._hash(name, content), ()):
                    for _ in storing(archive, _member(path, moment), content):
                        yield Progress(done, len(self.wanted), "装入附件")
            if left:
                raise Incomplete("移送包", [path for paths in left.values() for path in paths])
        return written

    def _hash(self, name: str, content: bytes) -> str:
        """The hash of an enclosure that is listed. Raises NotAllowed for any other."""
        found = hashlib.sha256(content).hexdigest()
        if found not in self.wanted:
            raise NotAllowed(f"附件“{name}”与登记时的内容不符，没有装入移送包。请重新添加该附件。", name=name)
        return found


def _wanted(cases: Iterable[CaseJson]) -> dict[str, list[str]]:
    """The places in the zip of every listed enclosure, by the hash of its content."""
    wanted: dict[str, list[str]] = {}
    for case in cases:
        for file in case["attachments"]:
            wanted.setdefault(file["sha256"], []).append(file["file"])
    places = [path.casefold() for paths in wanted.values() for path in paths]
    if len(set(places)) != len(places):
        raise NotAllowed("两个信访事项的编号太相似，附件会放到同一处。请分成两个包。", numbers=places)
    return wanted


def _member(path: str, moment: tuple[int, ...]) -> zipfile.ZipInfo:
    """A member that is stored as it is: a photograph or PDF packs no smaller, and a stick is slow."""
    year, *rest = moment
    info = zipfile.ZipInfo(path, (min(max(year, 1980), 2107), *rest))  # type: ignore[arg-type]
    info.create_system = 3
    info.external_attr = 0o600 << 16
    return info
