"""Is a packet as it was written? Every shown cell is derived anew from its content and compared."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from app.domain.changes import Progress, Steps, run_through
from app.domain.errors import AlteredPacket
from app.domain.packet_codes import Seal, SignatureState
from app.domain.packet_differences import Difference
from app.domain.packets import PacketHead
from app.files.packet_cells import open_workbook
from app.files.packet_compare import MOST_DIFFERENCES, Found, collected, compare_workbook
from app.files.packet_content import PacketContent, read_content
from app.files.packet_layout import CaseJson
from app.files.packet_opening import is_workbook, not_a_packet, open_zip, refusing_damage
from app.files.packet_seal import is_sealed, open_sealed
from app.files.signed_file import open_plain

_LARGEST_WORKBOOK = 300_000_000
_LARGEST_ENCLOSURE = 1_000_000_000
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class VerifiedPacket:
    """A packet that was read and compared.

    ``cases`` are as in ``app.domain.packets.case_json``; ``content_sha256`` is the hash of what was read.
    ``differences`` is empty for a packet that is as it was written. ``enclosures`` is how many files were
    found with the right hash; None for a bare workbook, whose enclosures were not there to be looked at.
    """

    name: str
    head: PacketHead
    cases: tuple[CaseJson, ...]
    content_sha256: str
    file_sha256: str
    differences: tuple[Difference, ...]
    enclosures: int | None
    signed: SignatureState = SignatureState.ABSENT
    signature: str = ""
    version: int = 1
    seal: Seal = Seal.NONE

    @property
    def unaltered(self) -> bool:
        """Whether nothing but reply cells was touched."""
        return not self.differences


def verify_packet(path: Path) -> VerifiedPacket:
    """Read a packet, workbook or zip, and compare all that it shows with its content.

    Reply cells may hold anything. At most ``MOST_DIFFERENCES`` are named. Raises UnreadableFile for what is
    no packet, damaged, hostile, or written by a newer program.
    """
    return run_through(verifying_packet(path))


def verifying_packet(path: Path) -> Steps[VerifiedPacket]:
    """The same in steps."""
    with open_plain(path) as stream:
        return (yield from verifying_stream(stream, path.name))


def verify_sealed(
    path: Path, *, password: str | None = None, age_secret: str | None = None
) -> VerifiedPacket:
    """The same of a sealed packet, which is opened into encrypted memory; ``file_sha256`` is the sealed file's.

    Raises what ``packet_seal.open_sealed`` and ``verify_packet`` raise.
    """
    return run_through(verifying_sealed(path, password=password, age_secret=age_secret))


def verifying_sealed(
    path: Path, *, password: str | None = None, age_secret: str | None = None
) -> Steps[VerifiedPacket]:
    """The same in steps."""
    kind = is_sealed(path)
    with open_plain(path) as sealed:
        file_sha256 = hash_of(sealed, path.name)
    yield Progress(0, 0, "打开封口")
    with open_sealed(path, password=password, age_secret=age_secret) as stream:
        verified = yield from _verifying(stream, path.name, file_sha256)
    return replace(verified, seal=Seal(kind.value) if kind else Seal.NONE)


def verifying_stream(stream: BinaryIO, name: str) -> Steps[VerifiedPacket]:
    """The same of an open file that stands at its beginning; ``name`` is for messages."""
    return (yield from _verifying(stream, name, hash_of(stream, name)))


def hash_of(stream: BinaryIO, name: str) -> str:
    """SHA-256 of an open file, which then stands at its beginning. Raises UnreadableFile when the device fails."""
    with refusing_damage(name):
        digest = hashlib.sha256()
        while block := stream.read(_BLOCK):
            digest.update(block)
        stream.seek(0)
    return digest.hexdigest()


def require_unaltered(packet: VerifiedPacket) -> None:
    """Raise AlteredPacket, which names every place, unless the packet is as it was written."""
    if packet.differences:
        raise AlteredPacket(packet.name, [str(difference) for difference in packet.differences])


def _verifying(stream: BinaryIO, name: str, file_sha256: str) -> Steps[VerifiedPacket]:
    """Compare the workbook, and what lies beside it."""
    yield Progress(0, 0, "读取内容")
    with open_zip(stream, name) as outer:
        bare = is_workbook(outer)
        inner_name = "" if bare else _workbook_in(outer, name)
        inner = outer if bare else open_zip(_unpacked(outer, inner_name, name), inner_name)
        workbook = open_workbook(inner, name)
        content = read_content(workbook)
        differences = yield from collected(compare_workbook(workbook, content))
        if not bare:
            with refusing_damage(name):
                differences += yield from collected(_compare_enclosures(outer, inner_name, content))
    return VerifiedPacket(
        name=name,
        head=content.packet_head,
        cases=tuple(content.cases),
        content_sha256=content.sha256,
        file_sha256=file_sha256,
        differences=tuple(differences[:MOST_DIFFERENCES]),
        enclosures=None if bare else len(_listed(content)),
        signed=content.signed,
        signature=content.signature,
        version=content.version,
    )


def _workbook_in(outer: zipfile.ZipFile, name: str) -> str:
    """The one workbook beside the folder of enclosures."""
    found = [member for member in outer.namelist() if "/" not in member and member.lower().endswith(".xlsx")]
    if len(found) != 1:
        raise not_a_packet(name, "压缩包里应当有且只有一个 .xlsx 工作簿")
    return found[0]


def _unpacked(outer: zipfile.ZipFile, member: str, name: str) -> BinaryIO:
    """The workbook out of the zip, in memory: nothing is unpacked to disk."""
    if outer.getinfo(member).file_size > _LARGEST_WORKBOOK:
        raise not_a_packet(name, "工作簿过大，不像移送包")
    with refusing_damage(name):
        return io.BytesIO(outer.read(member))


def _listed(content: PacketContent) -> dict[str, dict[str, Any]]:
    """The enclosures that the content lists, by their place in the zip."""
    return {file["file"]: file for case in content.cases for file in case["attachments"]}


def _compare_enclosures(outer: zipfile.ZipFile, workbook: str, content: PacketContent) -> Iterator[Found]:
    """Files that are missing, altered, or in the zip without being listed; a step for each."""
    listed = _listed(content)
    members = {member.filename: member for member in outer.infolist() if not member.is_dir()}
    for done, (path, file) in enumerate(listed.items()):
        yield Progress(done, len(listed), "核对附件")
        if path not in members:
            yield Difference(f"压缩包“{path}”", "有这个文件", "")
        elif found := _found_instead(outer, members[path], file):
            sent = f"大小 {file['size']}" if found.startswith("大小") else f"校验值 {file['sha256']}"
            yield Difference(f"压缩包“{path}”", sent, found)
    for path in members.keys() - listed.keys() - {workbook}:
        yield Difference(f"压缩包“{path}”", "没有这个文件", "多出的文件")


def _found_instead(outer: zipfile.ZipFile, member: zipfile.ZipInfo, file: dict[str, Any]) -> str:
    """Nothing for an enclosure that is as listed; its size alone may say that it is another."""
    if file["size"] and member.file_size != file["size"]:
        return f"大小 {member.file_size}"
    if member.file_size > _LARGEST_ENCLOSURE:
        return f"大小 {member.file_size}（过大）"
    digest = hashlib.sha256()
    with outer.open(member) as stored:
        while block := stored.read(_BLOCK):
            digest.update(block)
    return "" if digest.hexdigest() == file["sha256"] else f"校验值 {digest.hexdigest()}"
