"""Opening what somebody brings on a stick: a zip, bounded in count, size and ratio, with nothing active in it.

Every refusal is an UnreadableFile with one line; no member is read before it was weighed.
"""

from __future__ import annotations

import contextlib
import lzma
import posixpath
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast
from xml.parsers import expat

from app.domain.errors import UnreadableFile

MOST_MEMBERS = 50_000
MOST_BYTES = 4_000_000_000
"""Of a whole archive, unpacked; enclosures are read in blocks and never kept."""

_MOST_DIRECTORY = 20_000_000
"""Of the list of its members, which the standard library reads whole: four hundred bytes for each."""

MOST_PARTS = 1_000
MOST_WORKBOOK_BYTES = 600_000_000
"""Of a workbook, unpacked: seven times a packet of 10,000 cases."""

MOST_RATIO = 500
RATIO_MATTERS_FROM = 10_000_000
"""A reply sheet of empty cells packs 60:1; a bomb 1,000:1."""

_ASK_AGAIN = "请向移送单位重新索取。"
_ACTIVE = re.compile(
    r"vbaProject|macrosheets|dialogsheets|externalLinks|activeX|ctrlProps|embeddings|connections\.xml|queryTables"
    r"|webextensions|attachedToolbars",
    re.IGNORECASE,
)
_OLE = b"\xd0\xcf\x11\xe0"
DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    expat.ExpatError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    LookupError,
    ValueError,
)
"""What the standard library says of a damaged or odd zip, XML or number."""


@contextlib.contextmanager
def refusing_damage(name: str) -> Iterator[None]:
    """Turn whatever a damaged file makes the standard library say into one UnreadableFile."""
    try:
        yield
    except DAMAGE as error:
        raise UnreadableFile(name, "文件已损坏或不完整", _ASK_AGAIN) from error
    except OSError as error:
        raise UnreadableFile(name, "读取时设备出错", "请检查U盘后重试。") from error


def not_a_packet(name: str, reason: str) -> UnreadableFile:
    """The refusal of a file that is no packet."""
    return UnreadableFile(name, reason, _ASK_AGAIN)


def open_zip(stream: BinaryIO, name: str) -> zipfile.ZipFile:
    """Open a zip after looking at its beginning and weighing its directory.

    Raises UnreadableFile for what is no zip, too much, encrypted, or has names that climb or collide.
    """
    begin = stream.read(4)
    if begin == _OLE:
        raise not_a_packet(name, "是旧版 .xls 文件，或设了打开密码")
    if begin != b"PK\3\4":
        raise not_a_packet(name, "不是移送包（既不是 .xlsx 工作簿，也不是 .zip 压缩包）")
    with refusing_damage(name):
        archive = careful_zip(stream)
    _weigh(archive, name)
    return archive


def careful_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """A zip whose list of members is no longer than a packet's can be. Raises BadZipFile."""
    archive = zipfile.ZipFile(cast(BinaryIO, _Sips(stream)))
    archive.fp = stream
    return archive


class _Sips:
    """A file of which nobody reads more than a directory at once."""

    def __init__(self, stream: BinaryIO) -> None:
        self.seek, self.tell, self._read = stream.seek, stream.tell, stream.read

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises BadZipFile for too many."""
        if size > _MOST_DIRECTORY:
            raise zipfile.BadZipFile("a directory without end")
        return self._read(size)


def _weigh(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse by the directory alone."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
        raise not_a_packet(name, "文件过多或展开后过大，不像移送包")
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableFile(name, "压缩包加了密码", "请先用密码解开，再核对解出的文件。")
    seen = {unicodedata.normalize("NFC", member.filename).casefold() for member in members}
    if len(seen) != len(members):
        raise not_a_packet(name, "里面有重名的文件")
    if any(_climbs(member.filename) for member in members):
        raise not_a_packet(name, "里面的文件名指向文件夹之外")


def _climbs(path: str) -> bool:
    """Whether a member's name would lead out of the folder it is unpacked in."""
    return path.startswith("/") or "\\" in path or ":" in path or "\0" in path or ".." in path.split("/")


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether the zip is itself an Office document."""
    return "[Content_Types].xml" in archive.namelist()


def refuse_active(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a workbook that is too large, or could do or fetch anything: macros, links, controls."""
    members = archive.infolist()
    if len(members) > MOST_PARTS or sum(member.file_size for member in members) > MOST_WORKBOOK_BYTES:
        raise not_a_packet(name, "工作簿展开后过大，不像移送包")
    for member in members:
        if member.file_size > RATIO_MATTERS_FROM and member.file_size > MOST_RATIO * member.compress_size:
            raise not_a_packet(name, "压缩得不合常理，可能是有意损害电脑的文件")
        if _ACTIVE.search(member.filename):
            raise not_a_packet(name, "含有宏、控件或外部链接")


def part_target(base: str, target: str) -> str:
    """The path of a part that a relationship of ``base`` names."""
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
