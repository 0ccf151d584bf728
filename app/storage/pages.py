"""The pages of an encrypted database as they lie on the disk, each proved by its own HMAC: for a damaged file.

SQLCipher 4 with its defaults: pages of 4096 bytes, AES-256-CBC, the last 80 bytes of a page its IV and its HMAC-SHA512;
the first 16 bytes of the file are the salt of the HMAC's key. What the write-ahead log holds up to its last whole
commit lies over the file. Nothing is written anywhere.

A log ends where its chain of sums does, and a power cut may end it anywhere in the last act: nobody was told that this
one was done. Where two acts lie behind the end, the first of them was on the medium before the second was begun: that
is damage, which SQLite would take for the end, without a word, and cut off for good.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.domain.errors import StoreDamaged

SIZE = 4096
RESERVED = 80
USABLE = SIZE - RESERVED
"""Bytes of a page that SQLite itself uses."""
_IV, _MAC, _SALT = 16, 64, 16
_SALT_MASK = 0x3A
_HEADER = b"SQLite format 3\0"
_PLAIN_HEADER = 16
_WAL_HEADER, _FRAME_HEADER = 32, 24
_FRAME = _FRAME_HEADER + SIZE
_SURE = 2
"""So many acts behind the end of the chain are no torn end: the first was on the medium before the second was begun."""
_WAL_MAGIC = (0x377F0682, 0x377F0683)
_TRIED_FOR_SALT = 64


def require_whole_log(path: Path) -> None:
    """Raise StoreDamaged when acts lie behind a damaged place of a database's log. Asked before SQLite opens it, and
    while nobody else has it open."""
    log = _Log(path.with_name(path.name + "-wal"))
    log.close()
    if log.broken:
        raise StoreDamaged(path)


class Pages:
    """Every page of a database that can be proved, by its number from 1 on. Raises OSError when there is no file."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._key = key
        self._file: BinaryIO = path.open("rb")
        size = path.stat().st_size
        self._in_file = -(-size // SIZE)
        self._log = _Log(path.with_name(path.name + "-wal"))
        self.count = self._log.pages or max(self._in_file, 1)
        if self._log.broken:  # the number itself may be what was damaged
            self.count = min(self.count, self._in_file + self._log.frames)
        """Pages that the database has or had."""
        self._mac_key = b""
        self._choose_salt()

    def __enter__(self) -> Pages:
        """The pages themselves."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the files."""
        self._file.close()
        self._log.close()

    @property
    def log_cut(self) -> bool:
        """Whether the write-ahead log ends in something that is no whole act."""
        return self._log.cut

    def page(self, number: int) -> bytes | None:
        """The readable content of a page, 4096 bytes of which the last 80 are noise; None when it is damaged."""
        raw = self._raw(number)
        return self._opened(number, raw) if len(raw) == SIZE and self._proved(number, raw) else None

    def _raw(self, number: int) -> bytes:
        """The encrypted bytes of a page: the log's if it is there, else the file's."""
        if (newer := self._log.raw(number)) is not None:
            return newer
        self._file.seek((number - 1) * SIZE)
        return self._file.read(SIZE)

    def _proved(self, number: int, raw: bytes) -> bool:
        """Whether a page is as it was written."""
        start = _SALT if number == 1 else 0
        content, mac = raw[start : SIZE - RESERVED + _IV], raw[SIZE - RESERVED + _IV :]
        made = hmac.digest(self._mac_key, content + struct.pack("<I", number), "sha512")
        return hmac.compare_digest(made, mac[:_MAC])

    def _opened(self, number: int, raw: bytes) -> bytes:
        """A proved page in the clear, in memory."""
        start = _SALT if number == 1 else 0
        iv = raw[USABLE : USABLE + _IV]
        decryptor = Cipher(algorithms.AES(self._key), modes.CBC(iv)).decryptor()
        clear = decryptor.update(raw[start:USABLE]) + decryptor.finalize()
        return (_HEADER if number == 1 else b"") + clear + raw[USABLE:]

    def _choose_salt(self) -> None:
        """The salt under which pages are proved: the file's, the log's copy of it, or the file's with one byte mended."""
        for salt in self._salts():
            self._mac_key = _mac_key(self._key, salt)
            if self._fits():
                return

    def _salts(self) -> Iterator[bytes]:
        """Salts to try, the likeliest first."""
        self._file.seek(0)
        stored = self._file.read(_SALT).ljust(_SALT, b"\0")
        yield stored
        if (newer := self._log.raw(1)) is not None:
            yield newer[:_SALT]
        for place in range(_SALT):
            for byte in range(256):
                yield stored[:place] + bytes([byte]) + stored[place + 1 :]
        yield stored

    def _fits(self) -> bool:
        """Whether any of the pages that are tried is proved."""
        step = max(1, self.count // _TRIED_FOR_SALT)
        tried = [*range(1, self.count + 1, step)][:_TRIED_FOR_SALT]
        return any(self._proved(n, raw) for n in tried if len(raw := self._raw(n)) == SIZE)


def _mac_key(key: bytes, salt: bytes) -> bytes:
    """The key of the HMACs of a file."""
    masked = bytes(byte ^ _SALT_MASK for byte in salt)
    return hashlib.pbkdf2_hmac("sha512", key, masked, 2, 32)


class _Log:
    """The write-ahead log beside a database, up to its last whole commit; of a broken one up to the last there is."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO | None = path.open("rb") if path.is_file() else None
        self._places: dict[int, int] = {}
        self._pending: dict[int, int] = {}
        self.frames = path.stat().st_size // _FRAME if self._file else 0
        self.pages = 0
        self.cut = self.broken = False
        if self._file is not None:
            self._read(self._file)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def raw(self, number: int) -> bytes | None:
        """The encrypted bytes of a page, or None when the log does not have it."""
        place = self._places.get(number)
        if place is None or self._file is None:
            return None
        self._file.seek(place)
        return self._file.read(SIZE)

    def _read(self, file: BinaryIO) -> None:
        """Find the newest committed place of every page, as SQLite does: the chain of sums decides."""
        header = file.read(_WAL_HEADER)
        if not header:
            return
        if len(header) < _WAL_HEADER:
            self.cut = True
            return
        magic, _, size, _, salt, sums = *struct.unpack(">IIII", header[:16]), header[16:24], header[24:]
        order = ">" if magic & 1 else "<"
        so_far = _sums(header[:24], (0, 0), order)
        if magic not in _WAL_MAGIC or size != SIZE or so_far != struct.unpack(">II", sums):
            self.cut = True
            salt = file.read(_FRAME_HEADER)[8:16]  # as the first frame has it
            file.seek(_WAL_HEADER)
        else:
            self._read_frames(file, salt, so_far, order)
        self._read_behind(file, salt)

    def _read_frames(self, file: BinaryIO, salt: bytes, so_far: tuple[int, int], order: str) -> None:
        """Frame after frame until the chain ends; only what a commit closes counts."""
        pending: dict[int, int] = {}
        while len(frame := file.read(_FRAME)) == _FRAME:
            number, commit = struct.unpack(">II", frame[:8])
            if frame[8:16] != salt:
                break  # left from an earlier round of the log: that is how an ordinary log ends
            so_far = _sums(frame[:8] + frame[_FRAME_HEADER:], so_far, order)
            if so_far != struct.unpack(">II", frame[16:24]):
                self.cut = True
                break
            pending[number] = file.tell() - SIZE
            if commit:
                self._places.update(pending)
                self.pages = commit
                pending.clear()
        else:
            self.cut = self.cut or bool(frame)
        self.cut = self.cut or bool(pending)
        if frame:
            file.seek(-len(frame), os.SEEK_CUR)
        self._pending = pending

    def _read_behind(self, file: BinaryIO, salt: bytes) -> None:
        """What lies behind the end of the chain, from where the file stands. Of two acts of this round of the log the
        first was whole: then every page counts, and each must prove itself."""
        found, acts, pages = dict(self._pending), 0, 0
        behind: dict[int, int] = {}
        while len(head := file.read(_FRAME_HEADER)) == _FRAME_HEADER:
            place, (number, commit) = file.tell(), struct.unpack(">II", head[:8])
            file.seek(SIZE, os.SEEK_CUR)
            if head[8:16] != salt:
                continue
            found[number] = place
            if not commit:
                continue
            acts, pages, behind = acts + 1, commit, dict(found)
        if acts >= _SURE:
            self.cut = self.broken = True
            self._places.update(behind)
            self.pages = pages


def _sums(data: bytes, so_far: tuple[int, int], order: str) -> tuple[int, int]:
    """SQLite's running sum over a piece of the log."""
    first, second = so_far
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second
