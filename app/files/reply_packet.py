"""HF-….zip: a reply packet, its signed list, its reply sheets, its letters; plain, or sealed to the unit's key."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from app.domain.changes import Progress, Steps
from app.domain.errors import UnreadableFile
from app.domain.packet_codes import SignatureState
from app.domain.packets import canonical_json
from app.domain.reply_packets import (
    LIST_NAME,
    LIST_SHAPE,
    REPLY_FORMAT,
    REPLY_VERSION,
    ReplyFile,
    ReplyList,
    list_from_json,
    list_json,
)
from app.files.packet_opening import careful_zip, not_a_packet, open_zip, refusing_damage
from app.files.packet_seal import is_sealed, open_sealed
from app.files.packet_verify import hash_of
from app.files.signed_file import (
    ASK_AGAIN,
    SignedFormat,
    check_signature,
    open_plain,
    parse_signed,
    write_signed,
)
from app.files.zip_steps import storing

LARGEST_LIST = 8_000_000
LARGEST_FILE = 100_000_000

REPLY = SignedFormat(
    format=REPLY_FORMAT,
    version=REPLY_VERSION,
    key="reply",
    shape=LIST_SHAPE,
    signed_as="reply",
    name="回复包",
    most=LARGEST_LIST,
)


def writing_reply_packet(
    content: ReplyList, files: Sequence[Callable[[], bytes]], sign_secret: str, out: BinaryIO
) -> Steps[None]:
    """Write the zip in steps: the signed list, then every file in the list's order, one at a time in memory."""
    moment = content.head.made_at.timetuple()[:6]
    with zipfile.ZipFile(out, "w") as archive:
        text = write_signed(REPLY, list_json(content), sign_secret)
        archive.writestr(_member(LIST_NAME, moment), text.encode("utf-8"))
        for done, (file, read) in enumerate(zip(content.files, files, strict=True)):
            for _ in storing(archive, _member(file.place, moment), read()):
                yield Progress(done, len(files), "写入回复包")


def list_sha256(content: ReplyList) -> str:
    """The hash of the list as it is signed: by it the next packet names the one before."""
    body = {"format": REPLY.format, "version": REPLY.version, REPLY.key: list_json(content)}
    return hashlib.sha256(canonical_json(body).encode("utf-8")).hexdigest()


def _member(place: str, moment: tuple[int, ...]) -> zipfile.ZipInfo:
    """A member that is stored as it is."""
    info = zipfile.ZipInfo(place, moment)  # type: ignore[arg-type]
    info.create_system = 3
    info.external_attr = 0o600 << 16
    return info


@dataclass(frozen=True)
class OpenedReply:
    """A reply packet whose list was read, and whose files are all as listed.

    ``sha256`` is that of the signed list (the content of the packet), ``file_sha256`` of the file on the stick.
    """

    content: ReplyList
    sha256: str
    signature: str
    signed: SignatureState
    file_sha256: str
    archive: zipfile.ZipFile

    def read(self, file: ReplyFile) -> bytes:
        """A file of the packet, hashed again. Raises UnreadableFile."""
        return _listed(self.archive, file, self.content.head.number)


def is_reply_packet(path: Path, *, password: str | None = None, age_secret: str | None = None) -> bool:
    """Whether a file is a reply packet and no filled sheet; a sealed file is opened to see."""
    try:
        with _opened(path, password, age_secret) as stream:
            return zipfile.is_zipfile(stream) and LIST_NAME in careful_zip(stream).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


@contextmanager
def opened_reply_packet(
    path: Path, *, password: str | None = None, age_secret: str | None = None
) -> Iterator[OpenedReply]:
    """Open a reply packet and compare every file with its list.

    Whose signature it is, is for the caller to ask of the address book. Raises UnreadableFile for what is none, is
    damaged, hostile, incomplete or of a newer program, and what ``packet_seal.open_sealed`` raises.
    """
    with open_plain(path) as plain:
        file_sha256 = hash_of(plain, path.name)
    with _opened(path, password, age_secret) as stream:
        archive = open_zip(stream, path.name)
        yield _checked(archive, path.name, file_sha256)


@contextmanager
def _opened(path: Path, password: str | None, age_secret: str | None) -> Iterator[BinaryIO]:
    """The zip itself, whatever is round it."""
    if is_sealed(path) is None:
        with open_plain(path) as stream:
            yield stream
    else:
        with open_sealed(path, password=password, age_secret=age_secret) as stream:
            yield stream


def _checked(archive: zipfile.ZipFile, name: str, file_sha256: str) -> OpenedReply:
    """The list, its signature, and whether everything listed is there and nothing else."""
    if LIST_NAME not in archive.namelist() or archive.getinfo(LIST_NAME).file_size > LARGEST_LIST:
        raise not_a_packet(name, "不是回复包")
    with refusing_damage(name):
        signed = parse_signed(REPLY, archive.read(LIST_NAME), name)
    try:
        content = list_from_json(signed.body)
    except ValueError as error:
        raise UnreadableFile(name, "回复清单的内容不合格式", ASK_AGAIN) from error
    members = {member.filename for member in archive.infolist() if not member.is_dir()}
    if members != {LIST_NAME, *(file.place for file in content.files)}:
        raise UnreadableFile(name, "回复包里的文件与清单不符", ASK_AGAIN)
    for file in content.files:
        _listed(archive, file, name)
    try:
        check_signature(REPLY, signed, content.head.sender_key)
        state = SignatureState.GOOD
    except UnreadableFile:
        state = SignatureState.BAD
    return OpenedReply(content, signed.sha256, signed.signature, state, file_sha256, archive)


def _listed(archive: zipfile.ZipFile, file: ReplyFile, name: str) -> bytes:
    """One file, when it is as listed. Raises UnreadableFile."""
    if archive.getinfo(file.place).file_size > LARGEST_FILE:
        raise not_a_packet(name, "里面的文件过大")
    with refusing_damage(name):
        data = archive.read(file.place)
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise UnreadableFile(name, f"里面的“{file.place}”被改动过", ASK_AGAIN)
    return data


def sheet_stream(data: bytes) -> BinaryIO:
    """A reply sheet out of a packet, as the reader of reply sheets takes it."""
    return BytesIO(data)
