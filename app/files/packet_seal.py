"""Sealing a packet in formats that others can open: an AES-256 zip for a password, the age format for a key.

What is sealed is never on the disk in plain, neither on the way in nor on the way out. Sealed to a password, the
one member is named ``packet.xlsx`` or ``packet.zip`` and dated 1980: it says nothing.
"""

from __future__ import annotations

import contextlib
import io
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias, cast

import pyrage

from app.domain.errors import DamagedSeal, InvalidField, NotAllowed, UnreadableFile, WrongSealKey
from app.files.sealed_spool import SealedSpool, SpoolFull
from app.files.sealed_zip import is_locked_zip, read_locked_zip, write_locked_zip
from app.files.signed_file import open_plain
from app.files.station_keys import ALPHABET

Source: TypeAlias = BinaryIO | Callable[[BinaryIO], object]
"""What is to be sealed: an open file, or something that writes it."""

MOST_SEALED = 2_000_000_000
"""Bytes inside one sealed packet, both ways: what a stick formatted with FAT and every unpacker can take."""

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 64
PASSWORD_GROUPS = 4
GROUP_LENGTH = 4
_BLOCK = 1 << 18
_AGE_BEGINS = b"age-encryption.org/v1\n"
_LONGEST_HEADER = 1 << 16
_NOT_FOR_US = "No matching keys found"
"""What pyrage says when none of the receivers is ours; its other words mean damage."""


class SealKind(StrEnum):
    """How a file is sealed."""

    PASSWORD = "password"
    KEY = "key"


def new_seal_password() -> str:
    """A password for one packet that can be read out over the telephone: 4 groups of 4 (80 random bits)."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(PASSWORD_GROUPS))
    return "-".join(groups)


def check_seal_password(password: str) -> None:
    """Raise InvalidField when a password is too easily guessed, or when other programs would not take it.

    The key of such a zip is quickly derived, so it is longer than a passphrase of the desk; unpackers
    disagree on how to spell anything beyond ASCII.
    """
    if not password.isascii() or not password.isprintable() or password != password.strip():
        raise InvalidField(
            "password", "封口口令只能用半角的英文字母、数字和符号，首尾不留空格（别的解压软件才打得开）"
        )
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        wanted = f"{SHORTEST_PASSWORD}至{LONGEST_PASSWORD}个字符"
        raise InvalidField("password", f"封口口令须有{wanted}，建议用程序给出的口令")
    if len(set(password)) < SHORTEST_PASSWORD // 2:
        raise InvalidField("password", "封口口令重复的字符太多，容易猜到，建议用程序给出的口令")


def seal_with_password(source: Source, out: BinaryIO, password: str, *, ending: str = ".xlsx") -> None:
    """Seal into an AES-256 zip that 7-Zip and WinRAR open; ``ending`` (.xlsx or .zip) is the member's.

    Raises InvalidField for the password, NotAllowed for too large a packet; an OSError of the medium passes.
    """
    check_seal_password(password)
    if ending not in (".xlsx", ".zip"):
        raise ValueError(ending)
    with write_locked_zip(out, f"packet{ending}", password) as member:
        _pour(source, _limited(member))


def seal_to_key(source: Source, out: BinaryIO, age_public: str) -> None:
    """Seal to a receiver's key, in the age format that this program and the ``age`` command open.

    A source that writes is held (encrypted) until it is done, because the format's library reads. Raises InvalidField
    for a key that is none, NotAllowed for too large a packet; an OSError of the medium passes.
    """
    try:
        receiver = pyrage.x25519.Recipient.from_str(age_public)
    except pyrage.RecipientError as error:
        raise InvalidField("age_public", "收件单位的封口公钥不对，请重新导入它的名片") from error
    with contextlib.ExitStack() as stack:
        if callable(source):
            spool = stack.enter_context(SealedSpool(MOST_SEALED + 1))
            _pour(source, _limited(spool))
            source = stack.enter_context(spool.written())
        reader, writer = _Remembering(_limited(source)), _Remembering(out)
        with _original_errors(reader, writer):
            pyrage.encrypt_io(reader, writer, [receiver])


def is_sealed(path: Path) -> SealKind | None:
    """How a file is sealed, by its first bytes; None when it is not. Raises UnreadableFile when it cannot be read."""
    with open_plain(path) as file:
        return _kind(file)


def open_sealed(
    path: Path, *, password: str | None = None, age_secret: str | None = None, limit: int = MOST_SEALED
) -> BinaryIO:
    """What is inside a sealed file, complete and unchanged, to read and seek in; close it when done.

    It is kept encrypted, in memory or in a temporary file, and never more than ``limit`` bytes of it. Raises
    WrongSealPassword, WrongSealKey, DamagedSeal; InvalidField when the password is missing; UnreadableFile for
    what is not sealed, sealed in a way that is not taken, or too large.
    """
    with open_plain(path) as file:
        kind = _kind(file)
        if kind is None:
            raise UnreadableFile(path.name, "没有封口，不是封口的移送包", "没有封口的包请直接导入。")
        spool = SealedSpool(limit)
        try:
            if kind is SealKind.PASSWORD:
                read_locked_zip(file, path.name, _spellings(password), spool)
            else:
                _read_age(file, path.name, age_secret, spool)
        except SpoolFull as error:
            spool.close()
            raise UnreadableFile(path.name, "里面的内容过大，不像移送包", "请向寄件单位核对。") from error
        except BaseException:
            spool.close()
            raise
    return spool.written()


def _kind(file: BinaryIO) -> SealKind | None:
    """How an open file is sealed; it then stands at its beginning."""
    begin = file.read(32)
    file.seek(0)
    if begin.startswith((_AGE_BEGINS, b"-----BEGIN AGE ENCRYPTED")):
        return SealKind.KEY
    return SealKind.PASSWORD if is_locked_zip(begin) else None


def _spellings(password: str | None) -> list[str]:
    """The password as typed, and as it was given when it is one of ours typed another way."""
    if not password:
        raise InvalidField("password", "这个文件是用口令封的，请输入封口口令")
    plain = unicodedata.normalize("NFKC", password).strip()
    bare = re.sub(r"[\s-]+", "", plain).upper().translate(str.maketrans("OIL", "011"))
    spellings = [password, plain]
    if len(bare) == PASSWORD_GROUPS * GROUP_LENGTH and not set(bare) - set(ALPHABET):
        spellings.append("-".join(bare[at : at + GROUP_LENGTH] for at in range(0, len(bare), GROUP_LENGTH)))
    return list(dict.fromkeys(spellings))


def _read_age(file: BinaryIO, name: str, age_secret: str | None, into: SealedSpool) -> None:
    """Open a file in the age format."""
    _check_age_header(file, name)
    if not age_secret:
        raise WrongSealKey(name)
    identity = pyrage.x25519.Identity.from_str(age_secret)
    reader, writer = _Remembering(file), _Remembering(into)
    try:
        with _original_errors(reader, writer):
            pyrage.decrypt_io(reader, writer, [identity])
    except pyrage.DecryptError as error:
        raise (WrongSealKey(name) if str(error) == _NOT_FOR_US else DamagedSeal(name)) from error
    except OSError as error:
        if error in (reader.error, writer.error):
            raise
        raise DamagedSeal(name) from error


def _check_age_header(file: BinaryIO, name: str) -> None:
    """Refuse a header without an end, and ways of sealing that are not a station's key."""
    header = file.read(_LONGEST_HEADER)
    file.seek(0)
    if not header.startswith(_AGE_BEGINS):
        raise UnreadableFile(name, "是文本形式的 age 文件", "请寄件单位不带 -a 参数重新封口。")
    end = header.find(b"\n---")
    if end < 0:
        raise DamagedSeal(name)
    if b"\n-> scrypt " in header[:end]:
        raise UnreadableFile(
            name, "是用口令封的 age 文件", "请用 age 命令解开，或请寄件单位按本单位名片重新封口。"
        )


def _pour(source: Source, into: BinaryIO) -> None:
    """Bring a source's bytes over."""
    if callable(source):
        source(into)
        return
    while block := source.read(_BLOCK):
        into.write(block)


def _limited(stream: BinaryIO | io.RawIOBase) -> BinaryIO:
    """The stream as far as one sealed packet goes."""
    return cast(BinaryIO, _Limited(stream))


class _Limited(io.RawIOBase):
    """A stream that passes on no more than one sealed packet may hold. Raises NotAllowed."""

    def __init__(self, stream: BinaryIO | io.RawIOBase) -> None:
        super().__init__()
        self._stream = stream
        self._left = MOST_SEALED

    def _take(self, size: int) -> None:
        """Count bytes."""
        self._left -= size
        if self._left < 0:
            raise NotAllowed("移送包太大，封不进一个文件。请减少件数或附件，分成几个包。")

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        data: bytes = self._stream.read(size) or b""
        self._take(len(data))
        return data

    def write(self, data: Any) -> int:
        """Write on."""
        size = memoryview(data).nbytes
        self._take(size)
        self._stream.write(data)
        return size

    def readable(self) -> bool:
        """As the stream is."""
        return True

    def writable(self) -> bool:
        """As the stream is."""
        return True


class _Remembering:
    """A stream that keeps the error it raised: pyrage turns errors into its own words, without their number."""

    def __init__(self, stream: BinaryIO | io.RawIOBase) -> None:
        self._stream = stream
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        with self._kept():
            return self._stream.read(size) or b""

    def write(self, data: bytes) -> int:
        """Write on."""
        with self._kept():
            return self._stream.write(data) or len(data)

    def flush(self) -> None:
        """Pass everything on."""
        with self._kept():
            self._stream.flush()

    @contextlib.contextmanager
    def _kept(self) -> Iterator[None]:
        """Keep what goes wrong, and let it go on."""
        try:
            yield
        except BaseException as error:
            self.error = error
            raise


@contextlib.contextmanager
def _original_errors(*streams: _Remembering) -> Iterator[None]:
    """Raise what a stream raised instead of what pyrage made of it."""
    try:
        yield
    except (pyrage.EncryptError, pyrage.DecryptError, OSError):
        for stream in streams:
            if stream.error is not None:
                raise stream.error from None
        raise
