"""Words that stand in sealed cases alone, and how to look for them in whatever comes out.

Every text of a sealed case begins with a character of its own that no open case and no paper uses; a mask leaves the
first character, so that a masked line betrays itself too. Numbers begin with digits that nothing else has.
"""

import contextlib
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pikepdf

from app.domain.cases import Request, Respondent
from app.domain.petitioners import Petitioner
from tests.files.pdf_reading import read_pdf

RARE = "龘靐齉齾爩鱻麤龗灪爨饢戁驫籲"
PHONE, ID_NUMBER = "1990777", "650104"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def person(letter: str) -> Petitioner:
    """Who petitions in the sealed case of a letter."""
    at = ord(letter)
    return Petitioner(
        name=f"龘{letter}某",
        phone=f"{PHONE}{at % 10000:04d}",
        id_number=id_number(at),
        unit=f"齉{letter}队",
        address=f"靐{letter}街七号楼三单元",
    )


def id_number(at: int) -> str:
    """An identity number whose check character is right."""
    body = f"{ID_NUMBER}19800101{at % 1000:03d}"
    left = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[left]


def texts(letter: str) -> dict[str, Any]:
    """The words of the sealed case of a letter."""
    return {
        "petitioners": (person(letter),),
        "subject": f"齾{letter}之事",
        "content": f"爩{letter}经过如下：多次私分材料款。",
        "requests": (Request(f"鱻{letter}请求查明"),),
        "note": f"麤{letter}备注",
        "evidence": f"龗{letter}录音",
        "unit": f"齉{letter}队",
        "respondent": Respondent(f"驫{letter}人", f"驫{letter}长", f"驫{letter}处"),
    }


def in_text(text: str, numbers: Iterable[str] = ()) -> list[str]:
    """The marks, and the case numbers, that a text lets out."""
    return [mark for mark in (*RARE, PHONE, ID_NUMBER, *numbers) if mark in text]


def in_bytes(raw: bytes, numbers: Iterable[str] = ()) -> list[str]:
    """The marks in a file: as it lies there, in zip members, in PDF streams and pages, in four encodings.

    In a text one character of a mark is enough. Packed or encrypted bytes hold any two or three bytes by chance:
    there a whole word of a mark must stand.
    """
    found = set[str]()
    for piece in pieces(raw):
        if isinstance(piece, str):
            found.update(in_text(piece, numbers))
        else:
            found.update(in_binary(piece, numbers))
    return sorted(found)


def in_binary(raw: bytes, numbers: Iterable[str] = ()) -> list[str]:
    """The marks, and numbers, that stand in some bytes in any encoding of this program or of a clerk's machine."""
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
    return [
        word for word in (*WORDS, PHONE, ID_NUMBER, *numbers) if any(word.encode(e) in raw for e in encodings)
    ]


def pieces(raw: bytes) -> Iterator[bytes | str]:
    """A file and everything packed in it; what is text comes as text, XML with its characters spelled out."""
    yield raw
    if raw[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            yield "\n".join(archive.namelist())
            for member in archive.infolist():
                yield from pieces(archive.read(member))
    elif raw[:5] == b"%PDF-":
        yield from _pdf_pieces(raw)
    elif b"<?xml" in raw[:200] or raw[:1] == b"<":
        yield html.unescape(raw.decode("utf-8", "replace"))


def _pdf_pieces(raw: bytes) -> Iterator[bytes | str]:
    """Streams, document information and the text of every page."""
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", raw, re.DOTALL):
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(stream)
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        yield "\n".join(f"{key} {value}" for key, value in pdf.docinfo.items())
        if "/Metadata" in pdf.Root:
            yield pdf.Root.Metadata.read_bytes().decode("utf-8", "replace")
    yield "\n".join(line for page in read_pdf(raw).pages for line in page.lines)


LETTERS = "甲乙丙丁戊己庚辛壬癸子丑"
_AFTER = ("某", "队", "街", "之", "经", "请", "备", "录", "人", "长", "处", "谈", "内")
WORDS = (
    *(
        f"{rare}{letter}{after}"
        for letter in LETTERS
        for rare, after in zip("龘齉靐齾爩鱻麤龗驫驫驫灪饢", _AFTER, strict=True)
    ),
    *("爩壬私", "爩庚写", "爩庚已", "戁庚不", "戁庚反", "戁旧由"),
)
"""Whole words of marks."""


def flat(value: Any) -> str:
    """Everything that a result says, as one text; a PDF or workbook by what can be read in it."""
    if isinstance(value, bytes):
        return "\n".join(
            piece if isinstance(piece, str) else "\n".join(in_binary(piece)) for piece in pieces(value)
        )
    if isinstance(value, Path):
        readable = value.is_file() and value.suffix != ".backup"
        return f"{value.name}\n" + (flat(value.read_bytes()) if readable else "")
    if isinstance(value, BaseException):
        return f"{type(value).__name__} {value} {vars(value)}"
    if is_dataclass(value) and not isinstance(value, type):
        return "\n".join(f"{f.name}={flat(getattr(value, f.name))}" for f in fields(value))
    if isinstance(value, dict):
        return "\n".join(f"{flat(key)}={flat(one)}" for key, one in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return "\n".join(map(flat, value))
    return str(value)
