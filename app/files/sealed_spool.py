"""Memory for what was unsealed: may grow beyond memory, and what then lies on the disk is encrypted.

Blocks go through AES-GCM with a key that exists only in this process. When the process ends, by whatever way, what
remains of its temporary file is noise.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.errors import CannotWrite
from app.files.atomic import reason_for

IN_MEMORY = 32 << 20
"""Bytes that are kept (encrypted) in memory before the disk is used."""

_BLOCK = 1 << 16
_TAG = 16


class SpoolFull(Exception):
    """More came than is allowed; whoever reads a file says so in its own words."""


class SealedSpool(io.RawIOBase):
    """Written once from beginning to end, then, after ``written``, read and sought in as often as one likes.

    Raises SpoolFull as soon as more than ``limit`` bytes are written, CannotWrite when the temporary folder takes no more.
    """

    def __init__(self, limit: int, *, in_memory: int = IN_MEMORY) -> None:
        super().__init__()
        self._aead = AESGCM(AESGCM.generate_key(256))
        self._store = tempfile.SpooledTemporaryFile(max_size=max(in_memory, 1))  # noqa: SIM115 - closed with this
        self._limit = limit
        self._waiting = bytearray()
        self._blocks = 0
        self._size = 0
        self._place = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def write(self, data: Any) -> int:
        """Take bytes on."""
        self._size += len(data)
        if self._size > self._limit:
            raise SpoolFull
        self._waiting += data
        while len(self._waiting) >= _BLOCK:
            self._keep(bytes(self._waiting[:_BLOCK]))
            del self._waiting[:_BLOCK]
        return len(data)

    def written(self) -> io.BufferedReader:
        """All is written: a reader from the beginning."""
        if self._waiting:
            self._keep(bytes(self._waiting))
            self._waiting.clear()
        return io.BufferedReader(self, _BLOCK)

    def _keep(self, block: bytes) -> None:
        """Encrypt the next block and put it down."""
        try:
            self._store.write(self._aead.encrypt(self._nonce(self._blocks), block, None))
        except OSError as error:
            raise CannotWrite("临时文件夹", reason_for(error)) from error
        self._blocks += 1

    @staticmethod
    def _nonce(block: int) -> bytes:
        """A nonce for each block; the key is never used for another file."""
        return block.to_bytes(12, "big")

    def _block(self, number: int) -> bytes:
        """A block in plain; the last one is kept, because readers walk in small steps."""
        if self._held[0] != number:
            self._store.seek(number * (_BLOCK + _TAG))
            sealed = self._store.read(_BLOCK + _TAG)
            self._held = (number, self._aead.decrypt(self._nonce(number), sealed, None))
        return self._held[1]

    def readinto(self, into: Any) -> int:
        """Read on; at most to the end of a block."""
        if self._place >= self._size:
            return 0
        number, offset = divmod(self._place, _BLOCK)
        piece = self._block(number)[offset : offset + len(into)]
        into[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a place. Raises ValueError for one before the beginning."""
        place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        if place < 0:
            raise ValueError("negative seek position")
        self._place = place
        return place

    def tell(self) -> int:
        """The place."""
        return self._place

    def readable(self) -> bool:
        """Yes."""
        return True

    def writable(self) -> bool:
        """Yes, until it is read."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def close(self) -> None:
        """Forget everything; what a full disk would not take is not missed."""
        with contextlib.suppress(OSError):
            self._store.close()
        self._held = (-1, b"")
        self._waiting.clear()
        super().close()
