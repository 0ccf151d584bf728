"""A small signed file: canonical JSON of a format, a version, one body, and the signature over these.

Whoever brings such a file may be anyone: it is read once, whole, up to a size, from a plain file, and every
doubt is an UnreadableFile with one line.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from app.domain.errors import UnreadableFile
from app.domain.packets import canonical_json
from app.files.station_keys import sign, verify

ASK_AGAIN = "请向对方重新索取。"
_HIGHEST_VERSION = 9_999


@dataclass(frozen=True, slots=True)
class SignedFormat:
    """A kind of file: its format and version, the key and shape of its body, and its Chinese name.

    ``signed_as`` is the kind of message that the signature names, ``most`` the largest size in bytes.
    """

    format: str
    version: int
    key: str
    shape: dict[str, Any]
    signed_as: str
    name: str
    most: int


@dataclass(frozen=True, slots=True)
class SignedBody:
    """A body whose signature is still to be checked against the key of whoever it names."""

    file: str
    body: dict[str, Any]
    sha256: str
    signature: str


def write_signed(kind: SignedFormat, body: dict[str, Any], sign_secret: str) -> str:
    """The text of a signed file."""
    content = {"format": kind.format, "version": kind.version, kind.key: body}
    return canonical_json({**content, "signature": sign(sign_secret, kind.signed_as, _hash(content))})


def read_signed(kind: SignedFormat, path: Path) -> SignedBody:
    """Read a signed file without trusting it yet. Raises UnreadableFile."""
    with open_plain(path) as file:
        data = file.read(kind.most + 1)
    return parse_signed(kind, data, path.name)


def parse_signed(kind: SignedFormat, data: bytes, name: str) -> SignedBody:
    """The same from bytes that are here already. Raises UnreadableFile; ``name`` is for its sentence."""
    if not data:
        raise UnreadableFile(name, "文件是空的", ASK_AGAIN)
    if len(data) > kind.most:
        raise UnreadableFile(name, f"文件过大，不像{kind.name}", ASK_AGAIN)
    content = _parsed(kind, data, name)
    if not isinstance(content, dict) or content.get("format") != kind.format:
        raise UnreadableFile(name, f"不是{kind.name}", ASK_AGAIN)
    _check_version(kind, content.get("version"), name)
    shape = {"format": str, "version": int, kind.key: kind.shape, "signature": str}
    if not _fits(content, shape):
        raise UnreadableFile(name, f"{kind.name}的内容不合格式", ASK_AGAIN)
    signature = content.pop("signature")
    return SignedBody(name, content[kind.key], _hash(content), signature)


def check_signature(kind: SignedFormat, signed: SignedBody, sign_public: str) -> None:
    """Raise UnreadableFile when the body is not what the owner of a key signed."""
    if not verify(sign_public, kind.signed_as, signed.sha256, signed.signature):
        raise UnreadableFile(signed.file, f"{kind.name}的签名不符，内容被改动过，或不是该单位签的", ASK_AGAIN)


def _hash(content: dict[str, Any]) -> str:
    """What is signed: SHA-256 of the canonical JSON of everything but the signature."""
    return hashlib.sha256(canonical_json(content).encode("utf-8")).hexdigest()


def _parsed(kind: SignedFormat, data: bytes, name: str) -> Any:
    """The JSON of a file: no key twice, no number that is not whole."""
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_once,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(name, f"不是{kind.name}，或已损坏", ASK_AGAIN) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are all different. Raises ValueError."""
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a key stands twice")
    return values


def _no_number(text: str) -> NoReturn:
    """Refuse fractions, NaN and Infinity."""
    raise ValueError(text)


def _check_version(kind: SignedFormat, version: Any, name: str) -> None:
    """Say both numbers when the format is newer than this program."""
    if type(version) is not int or not 1 <= version <= _HIGHEST_VERSION:
        raise UnreadableFile(name, f"不是{kind.name}", ASK_AGAIN)
    if version > kind.version:
        reason = f"由新版程序制作（{kind.name}格式第{version}版，本程序只到第{kind.version}版）"
        raise UnreadableFile(name, reason, "请换用新版程序打开。")


def _fits(value: object, shape: Any) -> bool:
    """Whether a JSON value has the shape; a boolean is no number, no key is missing. Further keys are a later
    program's: they are signed with the rest, and not read."""
    if isinstance(shape, dict):
        return (
            isinstance(value, dict)
            and value.keys() >= shape.keys()
            and all(_fits(value[key], shape[key]) for key in shape)
        )
    if isinstance(shape, list):
        return isinstance(value, list) and all(_fits(item, shape[0]) for item in value)
    return type(value) is shape


@contextlib.contextmanager
def open_plain(path: Path) -> Iterator[BinaryIO]:
    """A file that somebody brought, open for reading, when it is a plain file and no link, pipe or device.

    Raises UnreadableFile, also for an error of the medium while the block reads.
    """
    try:
        with _opened(path) as file:
            yield file
    except OSError as error:
        raise UnreadableFile(
            path.name, "打不开，或读取时设备出错", "请检查文件和U盘，在Excel或WPS中关闭它后重试。"
        ) from error


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The file itself; asked of the open handle, so that nothing can be put in its place between."""
    if path.is_symlink():  # where the system has no O_NOFOLLOW
        raise _not_plain(path)
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    with open(os.open(path, flags), "rb") as file:  # noqa: PTH123 - a pipe must not make us wait
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise _not_plain(path)
        yield file


def _not_plain(path: Path) -> UnreadableFile:
    """The refusal of a link, pipe, device or folder."""
    return UnreadableFile(path.name, "是链接、文件夹或设备，不是普通文件", "请选择文件本身。")
