"""A zip with one member under a password (WinZip AES-256), written for 7-Zip and WinRAR and read from them.

A password is told from damage exactly in our own files: their directory carries the SHA-256 of the encrypted
bytes, in a field that other programs pass over. It says nothing of what is inside and protects nothing; that is
done by the format's own authentication code.
"""

from __future__ import annotations

import contextlib
import hashlib
import lzma
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import pyzipper
from pyzipper.zipfile_aes import WZ_AES, AESZipEncrypter, AESZipInfo

from app.domain.errors import DamagedSeal, UnreadableFile, WrongSealPassword
from app.files.sealed_spool import SealedSpool

_LARGEST_DIRECTORY = 1 << 20
_MOST_MEMBERS = 100
_END = b"PK\5\6"
_END_SIZE = 22
_LONGEST_COMMENT = 0xFFFF
_ZIP64_END = b"PK\6\7"
_ZIP64_SIZE = 20
_SUM = 0x5044
"""The number of our field in the directory."""

_OVERHEAD = 16 + 2 + 10
"""Salt, password check and authentication code of WinZip AES-256."""

_LOCAL = struct.Struct("<4s5H3L2H")
_BLOCK = 1 << 18
_DAMAGE = (
    pyzipper.BadZipFile,
    pyzipper.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    LookupError,
    OverflowError,
    ValueError,
)
_BAD_PASSWORD, _BAD_CODE = "Bad password", "Bad HMAC"
"""What pyzipper says when the quick check fails, and when the authentication code does."""

_AES_256 = 3


class _Encrypter(AESZipEncrypter):
    """pyzipper's, keeping the SHA-256 of what it gave out."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.sum = hashlib.sha256()

    def encryption_header(self) -> bytes:
        """Salt and password check."""
        return self._summed(super().encryption_header())

    def encrypt(self, data: bytes) -> bytes:
        """The next bytes of the member."""
        return self._summed(super().encrypt(data))

    def flush(self) -> bytes:
        """The authentication code."""
        return self._summed(super().flush())

    def _summed(self, data: bytes) -> bytes:
        """Bytes on their way out."""
        self.sum.update(data)
        return data


class _Member(AESZipInfo):
    """pyzipper's, with the sum in its line of the directory."""

    __slots__ = ("sum",)

    def __init__(self, *settings: Any, **more: Any) -> None:
        super().__init__(*settings, **more)
        self.sum = b""

    def encode_central_directory(self, *, extra_data: bytes, **settings: Any) -> Any:
        """The line, our field added."""
        field = struct.pack("<HH", _SUM, len(self.sum)) + self.sum if self.sum else b""
        return super().encode_central_directory(extra_data=extra_data + field, **settings)


class _LockedZip(pyzipper.AESZipFile):
    """pyzipper's, with our encrypter and directory."""

    zipinfo_cls = _Member
    encrypter: _Encrypter

    def get_encrypter(self) -> _Encrypter:
        """The one encrypter of the one member."""
        self.encrypter = _Encrypter(pwd=self.pwd, nbits=256)
        return self.encrypter


@contextlib.contextmanager
def write_locked_zip(out: BinaryIO, member: str, password: str) -> Iterator[BinaryIO]:
    """A zip with one member to write in the block. It is stored as it is: a packet is compressed already."""
    archive = _LockedZip(out, "w", compression=pyzipper.ZIP_STORED, encryption=WZ_AES, allowZip64=False)
    archive.setpassword(password.encode("utf-8"))
    info = _Member(member)
    try:
        with archive.open(info, "w") as inside:
            yield inside
        info.sum = archive.encrypter.sum.digest()
        archive.close()
    except BaseException:
        archive.fp = None  # given up: the library must not try to end the file once more
        raise


def is_locked_zip(begin: bytes) -> bool:
    """Whether a file that begins so is a zip whose first member is encrypted."""
    return begin.startswith(b"PK\3\4") and len(begin) > 6 and bool(begin[6] & 1)


def read_locked_zip(file: BinaryIO, name: str, passwords: Sequence[str], into: SealedSpool) -> None:
    """Bring over the one member of a zip; ``passwords`` are spellings of one. What ``into`` has counts only at the end.

    Raises WrongSealPassword, DamagedSeal, UnreadableFile for ways of packing that are not taken; what
    ``into`` raises when it is full.
    """
    _refuse_large_directory(file, name)
    with _damage(name), pyzipper.AESZipFile(file, allowZip64=False) as archive:
        info = _only_member(archive, name)
        whole = _matches_sum(file, info)
        if whole is False:
            raise DamagedSeal(name)
        _copy(archive, info, name, passwords, into, surely_whole=whole is True)


@contextlib.contextmanager
def _damage(name: str) -> Iterator[None]:
    """Turn whatever a damaged file makes the library say into one DamagedSeal."""
    try:
        yield
    except (*_DAMAGE, RuntimeError) as error:
        raise DamagedSeal(name) from error


def _refuse_large_directory(file: BinaryIO, name: str) -> None:
    """Weigh the directory before the library reads it whole. Raises DamagedSeal, UnreadableFile."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - _END_SIZE - _LONGEST_COMMENT - _ZIP64_SIZE, 0))
    tail = file.read()
    file.seek(0)
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_SIZE:
        raise DamagedSeal(name)
    members, directory = struct.unpack("<HL", tail[place + 10 : place + 16])
    large = tail[max(place - _ZIP64_SIZE, 0) :].startswith(_ZIP64_END)
    if large or members > _MOST_MEMBERS or directory > _LARGEST_DIRECTORY:
        raise UnreadableFile(name, "压缩包里文件过多或过大，不像封口的移送包", "请向寄件单位核对。")


def _only_member(archive: Any, name: str) -> Any:
    """The one file inside, sealed as we take it. Raises UnreadableFile."""
    inside = [info for info in archive.infolist() if not info.is_dir()]
    if len(inside) != 1:
        raise UnreadableFile(name, f"封口的压缩包里有{len(inside)}个文件", "请让寄件单位只装一个移送包。")
    info = inside[0]
    if not info.flag_bits & 1 or not info.wz_aes_version:
        raise UnreadableFile(name, "不是用 AES 加密的压缩包", "请寄件单位改用 AES-256 加密重新封口。")
    if info.compress_type not in (pyzipper.ZIP_STORED, pyzipper.ZIP_DEFLATED):
        raise UnreadableFile(name, "压缩方法不常见", "请寄件单位改用“存储”或“Deflate”重新封口。")
    return info


def _matches_sum(file: BinaryIO, info: Any) -> bool | None:
    """Whether the member is as our directory names it; None when it names no sum."""
    extra, place = info.extra, 0
    while place + 4 <= len(extra):
        number, size = struct.unpack("<HH", extra[place : place + 4])
        if number == _SUM and size == 32:
            whole = _sum_of(file, info) == extra[place + 4 : place + 36]
            return whole and bool(info.wz_aes_strength == _AES_256)
        place += 4 + size
    return None


def _sum_of(file: BinaryIO, info: Any) -> bytes:
    """SHA-256 of a member's encrypted bytes."""
    file.seek(info.header_offset)
    header = _LOCAL.unpack(file.read(_LOCAL.size))
    file.seek(header[-2] + header[-1], os.SEEK_CUR)
    digest, left = hashlib.sha256(), info.compress_size
    while left > 0 and (block := file.read(min(left, _BLOCK))):
        digest.update(block)
        left -= len(block)
    return digest.digest()


def _copy(
    archive: Any, info: Any, name: str, passwords: Sequence[str], into: SealedSpool, *, surely_whole: bool
) -> None:
    """Decrypt the member. Of its size only what was really there counts: the library would cut a longer one."""
    claimed, info.file_size = info.file_size, 1 << 62
    member = _opened(archive, info, name, passwords)
    found = 0
    try:
        with member:
            while block := member.read(_BLOCK):
                found += into.write(block)
    except _DAMAGE as error:
        if not surely_whole or _BAD_CODE not in str(error):
            raise
        raise WrongSealPassword(name) from error  # one wrong password in 65,536 passes the first check
    if found != claimed:
        raise DamagedSeal(name)


def _opened(archive: Any, info: Any, name: str, passwords: Sequence[str]) -> Any:
    """The member, opened by the first spelling that passes the format's quick check. Raises WrongSealPassword."""
    for password in passwords:
        try:
            return archive.open(info, pwd=password.encode("utf-8", "replace"))
        except RuntimeError as error:
            if _BAD_PASSWORD not in str(error):
                raise
    raise WrongSealPassword(name)
