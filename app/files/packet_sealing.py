"""A packet written straight into its sealed file: at no moment does it lie on a disk in plain.

It is made into encrypted memory, compared there as a receiver will compare it, sealed onto the medium and read back.
Sealed to a password it is opened again from the medium; sealed to a receiver's key, which the sender cannot open, the
medium's bytes are compared with those that were sealed.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from app.domain.changes import Progress, Steps
from app.domain.errors import CannotWrite
from app.domain.packet_codes import Seal
from app.files.atomic import Naming, bringing, reason_for
from app.files.packet_seal import MOST_SEALED, check_seal_password, seal_to_key, seal_with_password
from app.files.packet_verify import require_unaltered, verifying_sealed, verifying_stream
from app.files.packet_workbook import WrittenContent
from app.files.sealed_spool import IN_MEMORY, SealedSpool

Make = Callable[[BinaryIO], Steps[WrittenContent]]
"""Writes a packet in steps into an open file that is only written to."""


@dataclass(frozen=True, slots=True)
class Locking:
    """How a file is sealed: ``secret`` is the password, or the receiver's age key."""

    seal: Seal
    secret: str

    @property
    def ending(self) -> str:
        """Of the sealed file's name."""
        return ".age" if self.seal is Seal.KEY else ".zip"

    def check(self) -> None:
        """Raise InvalidField for a password that is no good, before any work is done."""
        if self.seal is Seal.PASSWORD:
            check_seal_password(self.secret)


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A sealed packet that stands on the medium and was read back; ``sha256`` is that of the sealed file."""

    sha256: str
    content: WrittenContent


def writing_sealed(
    path: Path, make: Make, locking: Locking, *, ending: str, naming: Naming | None = None
) -> Steps[SealedFile]:
    """Make a packet in steps and seal it into ``path``; ``ending`` (.xlsx or .zip) says what is inside.

    Raises what ``atomic.writing`` and ``packet_seal`` raise, AlteredPacket when what was made is not what was meant.
    """
    with SealedSpool(MOST_SEALED + 1) as spool:
        content = yield from make(forward(spool))
        with spool.written() as stream:
            require_unaltered((yield from verifying_stream(stream, path.name)))
            stream.seek(0)
            sha256 = yield from bringing_sealed(
                lambda out: _seal(stream, out, locking, ending), path, naming=naming
            )
    if locking.seal is Seal.PASSWORD:
        yield from _open_again(path, locking.secret)
    return SealedFile(sha256, content)


def bringing_sealed(
    seal: Callable[[BinaryIO], None], path: Path, *, naming: Naming | None = None
) -> Steps[str]:
    """What ``seal`` writes, onto a medium in steps; returns its SHA-256. It waits in a temporary file: it is sealed.

    Raises what ``atomic.writing`` raises, CannotWrite also for a full temporary folder.
    """
    yield Progress(0, 0, "封口")
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as sealed:
        try:
            seal(cast(BinaryIO, sealed))
        except OSError as error:
            raise CannotWrite("临时文件夹", reason_for(error)) from error
        return (yield from bringing(cast(BinaryIO, sealed), path, naming=naming))


def _seal(stream: BinaryIO, out: BinaryIO, locking: Locking, ending: str) -> None:
    """Bring the packet over, sealed."""
    if locking.seal is Seal.KEY:
        seal_to_key(stream, out, locking.secret)
    else:
        seal_with_password(stream, out, locking.secret, ending=ending)


def _open_again(path: Path, password: str) -> Steps[None]:
    """Open the file with the password as the receiver will; one that does not open is taken away."""
    try:
        require_unaltered((yield from verifying_sealed(path, password=password)))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def forward(spool: SealedSpool) -> BinaryIO:
    """Encrypted memory to write a packet into."""
    return cast(BinaryIO, _Forward(spool))


class _Forward(io.RawIOBase):
    """Encrypted memory as a file that only goes forward: a zip written into it does not turn back to its headers."""

    def __init__(self, spool: SealedSpool) -> None:
        super().__init__()
        self._spool = spool

    def write(self, data: Any) -> int:
        """Write on."""
        self._spool.write(data)
        return memoryview(data).nbytes

    def writable(self) -> bool:
        """Yes."""
        return True
