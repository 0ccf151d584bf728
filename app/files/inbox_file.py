"""Opening what came on a stick: a packet, plain or sealed, verified; and its enclosures, one at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.domain.changes import Steps
from app.domain.errors import UnreadableFile
from app.files.packet_opening import is_workbook, open_zip, refusing_damage
from app.files.packet_seal import is_sealed, open_sealed
from app.files.packet_verify import VerifiedPacket, verifying_packet, verifying_sealed
from app.files.signed_file import open_plain

LARGEST_ENCLOSURE = 50 * 1024 * 1024
"""As for an attachment that is added by hand."""

Enclosures = Callable[[str, str], bytes | None]
"""The content of an enclosure by its place in the zip and its SHA-256; None when it is not there as listed."""


def reading_packet(
    path: Path, *, password: str | None = None, age_secret: str | None = None
) -> Steps[VerifiedPacket]:
    """Read and compare a packet in steps, whatever way it is sealed. Raises UnreadableFile, InvalidField without the password,
    WrongSealPassword, WrongSealKey, DamagedSeal."""
    if is_sealed(path) is None:
        return (yield from verifying_packet(path))
    return (yield from verifying_sealed(path, password=password, age_secret=age_secret))


@contextmanager
def enclosures(
    path: Path, *, password: str | None = None, age_secret: str | None = None
) -> Iterator[Enclosures]:
    """What hands out the enclosures of a packet while the block runs; a bare workbook has none."""
    if is_sealed(path) is None:
        with open_plain(path) as stream:
            yield _reader(stream, path.name)
    else:
        with open_sealed(path, password=password, age_secret=age_secret) as stream:
            yield _reader(stream, path.name)


def _reader(stream: BinaryIO, name: str) -> Enclosures:
    """Reads members out of an open packet, each hashed again: the file may have been changed meanwhile."""
    archive = open_zip(stream, name)
    if is_workbook(archive):
        return lambda place, sha256: None
    sizes = {member.filename: member.file_size for member in archive.infolist()}

    def read(place: str, sha256: str) -> bytes | None:
        if sizes.get(place, LARGEST_ENCLOSURE + 1) > LARGEST_ENCLOSURE:
            return None
        with refusing_damage(name):
            content = archive.read(place)
        return content if hashlib.sha256(content).hexdigest() == sha256 else None

    return read


def sealed_with_password(path: Path) -> bool | None:
    """Whether a file is sealed to a password (True) or to a key (False); None when it is not sealed or not there."""
    try:
        kind = is_sealed(path)
    except UnreadableFile:
        return None
    return None if kind is None else kind.value == "password"
