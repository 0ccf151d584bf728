"""Words that stand in sealed cases alone, and how to look for them in whatever comes out.

Every text of a sealed case begins with a character of its own that no open case and no sheet uses; a mask leaves the
first character, so that a masked line betrays itself too. Numbers begin with digits that nothing else has.
"""

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
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
    """The marks in a file: as it lies there, in zip members, in PDF streams and pages, in three encodings."""
    return sorted({mark for piece in pieces(raw) for mark in _in_plain_bytes(piece, tuple(numbers))})


def pieces(raw: bytes) -> Iterable[bytes]:
    """A file and everything packed in it; XML with its characters spelled out too."""
    yield raw
    if raw[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            yield "\n".join(archive.namelist()).encode()
            for member in archive.infolist():
                yield from pieces(archive.read(member))
    if b"<?xml" in raw[:200] or b"&#" in raw:
        yield html.unescape(raw.decode("utf-8", "replace")).encode()
    if raw[:5] == b"%PDF-":
        yield from _pdf_pieces(raw)


def _pdf_pieces(raw: bytes) -> Iterable[bytes]:
    """Streams, document information and the text of every page."""
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", raw, re.DOTALL):
        try:
            yield zlib.decompress(stream)
        except zlib.error:
            yield stream
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        yield "\n".join(f"{key} {value}" for key, value in pdf.docinfo.items()).encode()
    yield "\n".join(line for page in read_pdf(raw).pages for line in page.lines).encode()


def _in_plain_bytes(raw: bytes, numbers: tuple[str, ...]) -> list[str]:
    """The marks in some bytes, in every encoding that this program or a clerk's machine writes.

    A single character is three bytes in UTF-8; two bytes of another encoding stand in any packed file by chance,
    so there two characters of a mark must follow one another.
    """
    found = [mark for mark in (*RARE, PHONE, ID_NUMBER, *numbers) if mark.encode() in raw]
    for mark in (*WORDS, PHONE, ID_NUMBER, *numbers):
        for encoding in ("utf-16-le", "utf-16-be", "gb18030"):
            if mark.encode(encoding) in raw and mark not in found:
                found.append(mark)
    return found


LETTERS = "甲乙丙丁戊己庚辛壬癸"
WORDS = tuple(rare + letter for rare in RARE for letter in LETTERS)


def flat(value: Any) -> str:
    """Everything that a result says, as one text; a PDF or workbook by what can be read in it."""
    if isinstance(value, bytes):
        return "\n".join(piece.decode("utf-8", "replace") for piece in pieces(value))
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
