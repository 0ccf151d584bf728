"""What a text file of a table is written in: its encoding and what stands between its cells."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from app.domain.errors import UnreadableFile

_BLOCK = 1 << 20
_DELIMITERS = (",", "\t", ";")
_SAMPLE = 50


@dataclass(frozen=True, slots=True)
class TextShape:
    """How to read a text file: its encoding, its delimiter, and how many lines it has."""

    encoding: str
    delimiter: str
    lines: int


def text_shape(path: Path) -> TextShape:
    """Find out by reading the file once. Raises UnreadableFile when it is in no encoding that we know."""
    encoding, lines = _encoding(path)
    return TextShape(encoding, _delimiter(path, encoding), lines)


def _encoding(path: Path) -> tuple[str, int]:
    """UTF-8 or UTF-16 by their marks, UTF-8 where all of it is, else GB18030; and the number of lines."""
    with path.open("rb") as stream:
        mark = stream.read(3)
    if mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif mark == codecs.BOM_UTF8:
        candidates = ["utf-8-sig"]
    else:
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        lines = _lines_in(path, encoding)
        if lines is not None:
            return encoding, lines
    raise UnreadableFile(
        path.name, "文字编码认不出来，或者文件不完整", "请用Excel或WPS打开，另存为.xlsx后再导入。"
    )


def _lines_in(path: Path, encoding: str) -> int | None:
    """How many lines there are when all of the file is in this encoding, else None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    with path.open("rb") as stream:
        try:
            while block := stream.read(_BLOCK):
                text = decoder.decode(block)
                lines += text.count("\n")
                if len(block) == _BLOCK and "\n" not in text and "\r" not in text:
                    raise UnreadableFile(path.name, "有一行长得不像表格", "请检查是不是选错了文件。")
        except UnicodeDecodeError:
            return None
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise UnreadableFile(path.name, "文件在最后断了，不完整", "请重新复制或重新另存一份。") from error
    return lines


def _delimiter(path: Path, encoding: str) -> str:
    """The delimiter that makes the most of the first lines equally wide."""
    with path.open(encoding=encoding, newline="") as stream:
        lines = list(islice(stream, _SAMPLE))
    return max(_DELIMITERS, key=lambda delimiter: _regularity(lines, delimiter))


def _regularity(lines: list[str], delimiter: str) -> int:
    """How many cells lie in rows of the commonest width, when that is more than one."""
    try:
        widths = Counter(len(record) for record in csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return 0
    width, often = max(widths.items(), key=lambda item: (item[0] > 1) * item[0] * item[1], default=(0, 0))
    return width * often if width > 1 else 0
