"""The old container of .xls files and of encrypted workbooks, looked at before a reader trusts it.

A torn compound file makes the workbook reader panic, or ask for all the memory there is. So its own tables
are walked first: every sector that they name must be in the file ([MS-CFB] 2.2 to 2.6).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_HEADER = struct.Struct("<30xHH10xII8xIIII")
"""Sector shifts, then numbers and first sectors of the tables, by their places in the header."""
_IN_HEADER = 109
_LAST_REGULAR = 0xFFFFFFFA
_ENTRY = 128
_STREAM, _ROOT = 2, 5
_SMALL = 4096
_PIECE = 64


class DamagedContainer(Exception):
    """The tables of the container name what is not there."""


def stream_names(data: bytes) -> frozenset[str]:
    """The names of the streams in a compound file. Raises DamagedContainer when it is cut or garbled."""
    try:
        return frozenset(_Container(data).streams())
    except (struct.error, IndexError) as error:
        raise DamagedContainer(str(error)) from error


def stream_contents(data: bytes, names: frozenset[str]) -> tuple[bytes, ...]:
    """What every stream with one of the names (in small letters) holds. Raises DamagedContainer.

    Names are taken as a careless reader takes them, up to their first zero, whatever length is claimed.
    """
    try:
        return tuple(_Container(data).contents(names))
    except (struct.error, IndexError, ValueError) as error:
        raise DamagedContainer(str(error)) from error


class _Container:
    """The sectors and the allocation table of one compound file."""

    def __init__(self, data: bytes) -> None:
        shift, mini_shift, fats, directory, mini_fat, mini_fats, difat, difats = _HEADER.unpack_from(data)
        if data[:8] != SIGNATURE or shift not in (9, 12) or mini_shift != 6:
            raise DamagedContainer("header")
        self.data, self.size = data, 1 << shift
        self.count = -(-len(data) // self.size) - 1
        if max(fats, mini_fats, difats) > self.count:
            raise DamagedContainer("more tables than sectors")
        self.table = self._read_table(fats, difat)
        self.mini_fat = mini_fat
        self.directory = list(self._chain(directory))
        if mini_fats and len(list(self._chain(mini_fat))) < mini_fats:
            raise DamagedContainer("mini table")

    def _sector(self, number: int) -> bytes:
        """One whole sector."""
        start = (number + 1) * self.size
        sector = self.data[start : start + self.size]
        if number >= self.count or len(sector) < self.size:
            raise DamagedContainer(f"sector {number}")
        return sector

    def _numbers(self, number: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self.size // 4}I", self._sector(number))

    def _read_table(self, fats: int, difat: int) -> list[int]:
        """The allocation table: for each sector the next one of its chain."""
        places = list(struct.unpack_from(f"<{_IN_HEADER}I", self.data, 76))
        seen: set[int] = set()
        while difat <= _LAST_REGULAR and difat not in seen:
            seen.add(difat)
            *more, difat = self._numbers(difat)
            places += more
        return [entry for place in places[:fats] for entry in self._numbers(place)]

    def _chain(self, number: int) -> Iterator[int]:
        """The sectors of a stream, in order."""
        passed = 0
        while number <= _LAST_REGULAR:
            if number >= self.count or passed > self.count:
                raise DamagedContainer(f"chain to {number}")
            yield number
            passed += 1
            number = self.table[number]

    def streams(self) -> Iterator[str]:
        """The name of each stream whose sectors are all there."""
        for sector in self.directory:
            content = self._sector(sector)
            for start in range(0, self.size, _ENTRY):
                yield from self._entry(content[start : start + _ENTRY])

    def _entry(self, entry: bytes) -> Iterator[str]:
        """The name in a directory entry; nothing for folders and free places."""
        length, kind = struct.unpack_from("<HB", entry, 64)
        start, size = struct.unpack_from("<II", entry, 116)
        if kind not in (_STREAM, _ROOT):
            return
        if (size >= _SMALL or kind == _ROOT) and size > len(list(self._chain(start))) * self.size:
            raise DamagedContainer("stream is cut")
        if kind == _STREAM:
            yield entry[: max(length - 2, 0)].decode("utf-16-le", "replace")

    def contents(self, names: frozenset[str]) -> Iterator[bytes]:
        """What the named streams hold; small ones stand together in the stream of the root."""
        entries = [
            self._sector(sector)[start : start + _ENTRY]
            for sector in self.directory
            for start in range(0, self.size, _ENTRY)
        ]
        for entry in entries:
            start, size = struct.unpack_from("<II", entry, 116)
            if entry[:64].decode("utf-16-le", "replace").partition("\0")[0].casefold() not in names:
                continue
            if size >= _SMALL:
                yield b"".join(map(self._sector, self._chain(start)))[:size]
            else:
                yield self._small(entries, start)[:size]

    def _small(self, entries: list[bytes], number: int) -> bytes:
        """The pieces of 64 bytes of a small stream."""
        (root,) = (struct.unpack_from("<I", entry, 116)[0] for entry in entries if entry[66] == _ROOT)
        whole = b"".join(map(self._sector, self._chain(root)))
        following = [entry for sector in self._chain(self.mini_fat) for entry in self._numbers(sector)]
        pieces: list[bytes] = []
        while number <= _LAST_REGULAR and len(pieces) * _PIECE < _SMALL:
            pieces.append(whole[number * _PIECE : (number + 1) * _PIECE])
            number = following[number]
        return b"".join(pieces)
