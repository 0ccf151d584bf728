"""A packet with its enclosures: a plain zip of the workbook and the folder 附件."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable
from typing import BinaryIO

from app.domain.errors import Incomplete, NotAllowed
from app.domain.packets import Packet, case_json, packet_file_stem
from app.files.packet_workbook import Progress, Signer, WrittenContent, write_packet


def write_archive(
    packet: Packet,
    enclosures: Iterable[tuple[str, bytes]],
    out: BinaryIO,
    *,
    sign: Signer | None = None,
    progress: Progress | None = None,
) -> WrittenContent:
    """Write the zip of a packet: its workbook, and every listed enclosure under 附件/<case>/<nn>_<name>.

    ``enclosures`` are (name, content), in any order, one at a time in memory; the content's hash says which
    listed file it is, the name is for messages only. A file that is listed several times may come once or
    each time. Returns what the packet's content was, as ``write_packet`` does. Raises NotAllowed for
    a file that is not listed (or whose content is not what was registered) and Incomplete for a listed one
    that did not come. Whatever is raised, ``out`` holds no whole packet.
    """
    wanted = _wanted(packet)
    workbook = io.BytesIO()
    written = write_packet(packet, workbook, sign=sign, progress=progress)
    moment = packet.head.made_at.timetuple()[:6]
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(_member(f"{packet_file_stem(packet.head)}.xlsx", moment), workbook.getbuffer())
        left = dict(wanted)
        for name, content in enclosures:
            found = hashlib.sha256(content).hexdigest()
            if found not in wanted:
                raise NotAllowed(
                    f"附件“{name}”与登记时的内容不符，没有装入移送包。请重新添加该附件。", name=name
                )
            for path in left.pop(found, ()):
                archive.writestr(_member(path, moment), content)
        if left:
            raise Incomplete("移送包", [path for paths in left.values() for path in paths])
    return written


def _wanted(packet: Packet) -> dict[str, list[str]]:
    """The places in the zip of every listed enclosure, by the hash of its content."""
    wanted: dict[str, list[str]] = {}
    for entry in packet.cases:
        for file in case_json(entry, packet.shown)["attachments"]:
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
