"""SQLite's file format, read page by page without SQLite: rows of tables whose other pages may be damaged.

Only what a proved page says is read, so that a row either comes out as it was written or does not come out. The
numbers are those of https://www.sqlite.org/fileformat2.html.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.storage.pages import SIZE, USABLE

PageReader = Callable[[int], bytes | None]
Value = int | float | str | bytes | None

TABLE_LEAF, TABLE_NODE, INDEX_LEAF, INDEX_NODE = 0x0D, 0x05, 0x0A, 0x02
_FILE_HEADER = 100
_LARGEST, _SMALLEST = USABLE - 35, (USABLE - 12) * 32 // 255 - 23
"""Bytes of a table's row that stay on its page at most; at least, when the rest goes to other pages."""
_LARGEST_INDEX = (USABLE - 12) * 64 // 255 - 23
_INTEGERS = (0, 1, 2, 3, 4, 6, 8)
DEEPEST = 64
"""Levels of a tree that are followed: a billion pages have eight."""
LOWEST, HIGHEST = -(1 << 63), (1 << 63) - 1


class Unreadable(ValueError):
    """A part of a row lies on a damaged page, or the bytes are no row."""


@dataclass(slots=True)
class Walk:
    """What walking through a table met: its pages, and the stretches of rowids (above, up to) that it could not reach."""

    pages: list[int] = field(default_factory=list)
    holes: list[tuple[int, int]] = field(default_factory=list)
    rows_lost: int = 0
    """Rows on readable pages whose continuation lies on a damaged one."""
    lost: list[int] = field(default_factory=list)
    """The rowids of those that have one."""


def kind_of(page: bytes, number: int = 0) -> int:
    """The first byte of a page of a tree: table or index, leaf or node."""
    return page[_FILE_HEADER if number == 1 else 0]


def table_rows(read: PageReader, root: int, walk: Walk) -> Iterator[tuple[int, list[Value]]]:
    """Every row of a table that can be reached from its root, in the order of the rowids."""
    for _, number in table_leaves(read, root, walk):
        if (page := read(number)) is not None:
            yield from leaf_rows(read, page, walk, number)


def table_leaves(
    read: PageReader,
    number: int,
    walk: Walk,
    known: Mapping[int, int] = MappingProxyType({}),
    span: tuple[int, int] = (LOWEST, HIGHEST),
    depth: int = 0,
) -> Iterator[tuple[int, int]]:
    """The leaves below a page, in the order of the rowids: the first rowid on each, and its number.

    ``known`` has the first rowids of leaves that were read before. What cannot be read is a hole in the walk.
    """
    if number in known:
        walk.pages.append(number)
        yield known[number], number
        return
    page = read(number) if depth < DEEPEST else None
    kind = kind_of(page, number) if page is not None else 0
    if page is not None and kind == TABLE_LEAF:
        walk.pages.append(number)
        yield first_rowid(page, number), number
    elif page is not None and kind == TABLE_NODE:
        walk.pages.append(number)
        above = span[0]
        for child, key in _children(page, number):
            up_to = span[1] if key is None else key
            yield from table_leaves(read, child, walk, known, (above, up_to), depth + 1)
            above = up_to
    else:
        walk.holes.append(span)


def first_rowid(page: bytes, number: int) -> int:
    """The number of the first row on a leaf; 0 for an empty one."""
    cells = _cells(page, number)
    return _signed(_varint(page, _varint(page, cells[0])[1])[0]) if cells else 0


def leaf_rows(
    read: PageReader, page: bytes, walk: Walk, number: int = 0
) -> Iterator[tuple[int, list[Value]]]:
    """The rows on one leaf of a table."""
    for place in _cells(page, number):
        size, after = _varint(page, place)
        rowid, after = _varint(page, after)
        try:
            yield _signed(rowid), record(_payload(read, page, after, size, _LARGEST))
        except Unreadable:
            walk.rows_lost += 1
            walk.lost.append(_signed(rowid))


def index_rows(read: PageReader, root: int, walk: Walk, depth: int = 0) -> Iterator[list[Value]]:
    """Every row of a table without rowids that can be reached from its root."""
    page = read(root) if depth < DEEPEST else None
    kind = kind_of(page, root) if page is not None else 0
    if page is None or kind not in (INDEX_LEAF, INDEX_NODE):
        walk.holes.append((LOWEST, HIGHEST))
        return
    walk.pages.append(root)
    for place in _cells(page, root):
        if kind == INDEX_NODE:
            yield from index_rows(read, struct.unpack_from(">I", page, place)[0], walk, depth + 1)
        try:
            size, after = _varint(page, place + (4 if kind == INDEX_NODE else 0))
            yield record(_payload(read, page, after, size, _LARGEST_INDEX))
        except Unreadable:
            walk.rows_lost += 1
    if kind == INDEX_NODE:
        yield from index_rows(read, _last_child(page, root), walk, depth + 1)


def free_pages(read: PageReader) -> set[int]:
    """The pages that the file keeps for later, as far as its list of them can be read."""
    first = read(1)
    trunk = struct.unpack_from(">I", first, 32)[0] if first is not None else 0
    found: set[int] = set()
    while trunk and trunk not in found and (page := read(trunk)) is not None:
        following, count = struct.unpack_from(">II", page, 0)
        found.add(trunk)
        found.update(struct.unpack_from(f">{min(count, USABLE // 4 - 2)}I", page, 8))
        trunk = following
    return found


def record(payload: bytes) -> list[Value]:
    """The values of a row. Raises Unreadable."""
    try:
        size, place = _varint(payload, 0)
        kinds = []
        while place < size:
            kind, place = _varint(payload, place)
            kinds.append(kind)
        values = []
        for kind in kinds:
            value, place = _value(payload, place, kind)
            values.append(value)
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise Unreadable from error
    if place > len(payload):
        raise Unreadable
    return values


def _value(payload: bytes, place: int, kind: int) -> tuple[Value, int]:
    """One value and where the next begins."""
    if kind == 0:
        return None, place
    if kind <= 6:
        end = place + _INTEGERS[kind]
        return int.from_bytes(payload[place:end], "big", signed=True), end
    if kind == 7:
        return struct.unpack_from(">d", payload, place)[0], place + 8
    if kind in (8, 9):
        return kind - 8, place
    end = place + (kind - 12) // 2
    raw = payload[place:end]
    return (raw.decode("utf-8") if kind & 1 else raw), end


def _payload(read: PageReader, page: bytes, place: int, size: int, largest: int) -> bytes:
    """The bytes of a row, its continuation on other pages included. Raises Unreadable."""
    if size <= largest:
        return page[place : place + size]
    local = _SMALLEST + (size - _SMALLEST) % (USABLE - 4)
    local = local if local <= largest else _SMALLEST
    parts = [page[place : place + local]]
    following = struct.unpack_from(">I", page, place + local)[0]
    left = size - local
    while left > 0:
        more = read(following) if following else None
        if more is None:
            raise Unreadable
        following = struct.unpack_from(">I", more, 0)[0]
        parts.append(more[4 : 4 + min(left, USABLE - 4)])
        left -= USABLE - 4
    return b"".join(parts)


def _cells(page: bytes, number: int) -> tuple[int, ...]:
    """Where the cells of a page begin."""
    start = _FILE_HEADER if number == 1 else 0
    count = struct.unpack_from(">H", page, start + 3)[0]
    width = 12 if page[start] in (TABLE_NODE, INDEX_NODE) else 8
    return struct.unpack_from(f">{min(count, SIZE // 4)}H", page, start + width)


def _children(page: bytes, number: int) -> Iterator[tuple[int, int | None]]:
    """The pages below a node, each with the highest rowid that it may hold (None: no limit)."""
    for place in _cells(page, number):
        yield struct.unpack_from(">I", page, place)[0], _signed(_varint(page, place + 4)[0])
    yield _last_child(page, number), None


def _last_child(page: bytes, number: int) -> int:
    """The page below a node that stands in its head."""
    return int(struct.unpack_from(">I", page, (_FILE_HEADER if number == 1 else 0) + 8)[0])


def _varint(raw: bytes, place: int) -> tuple[int, int]:
    """A number of one to nine bytes and where it ends; beyond the end of a page there are zeros."""
    value = 0
    for count in range(8):
        byte = raw[place + count] if place + count < len(raw) else 0
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + count + 1
    return value << 8 | (raw[place + 8] if place + 8 < len(raw) else 0), place + 9


def _signed(value: int) -> int:
    """A rowid is a signed number."""
    return value - (1 << 64) if value > HIGHEST else value
