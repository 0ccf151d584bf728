"""Text as a packet's cells can hold it: what XML, Excel and paper cannot carry gets a visible stand-in.

The canonical JSON keeps every text as it is; only what the visible sheets show goes through here, so that
writing and verifying say the same of the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

CELL_LIMIT = 32_767
"""What an Excel cell holds, in UTF-16 units."""

CHUNK = 15_000
"""Characters of JSON in one cell of the hidden sheet: 30,000 UTF-16 units at the worst."""

LONG = 450
"""More characters than this stand in the list only in part, and whole in the sheet 全文."""

PIECE = 1_500
"""Characters of a row of the sheet 全文: what fits a row of the greatest height that Excel knows."""

LINE = 15
"""A line break counts as so many characters: the rest of a line in a narrow column."""

MARK = "……（全文见“全文”表）"
CUT_MARK = "……（全文见隐藏数据）"

_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)|\r\n?")
_INSIDE_ESCAPE = re.compile("(?<=_x)(?=[0-9A-Fa-f]{4}_)")


def show(text: str) -> str:
    """The text for a visible cell.

    Control characters become their pictures (␋), half surrogate pairs and non-characters become �, every
    line end a line feed, and the low line of what Excel would take for an escape (_x000D_) a wide one.
    What is longer than a cell is cut with a mark.
    """
    if _UNSHOWABLE.search(text):
        text = _UNSHOWABLE.sub(_stand_in, text)
    return text if len(text) * 2 <= CELL_LIMIT else _cut_to_cell(text)


def _stand_in(found: re.Match[str]) -> str:
    """What is seen instead of something that no cell can hold."""
    char = found.group()
    if char[0] == "\r":
        return "\n"
    if char == "_":
        return "\uff3f"
    if char == "\x7f":
        return "\u2421"
    return chr(0x2400 + ord(char)) if char < " " else "\ufffd"


def _cut_to_cell(text: str) -> str:
    """The text, or as much of it as a cell holds beside the mark."""
    if _units(text) <= CELL_LIMIT:
        return text
    kept = text[: CELL_LIMIT - len(CUT_MARK)]
    while _units(kept) > CELL_LIMIT - len(CUT_MARK):
        kept = kept[: -max((_units(kept) - CELL_LIMIT + len(CUT_MARK)) // 2, 1)]
    return kept + CUT_MARK


def _units(text: str) -> int:
    """Length as Excel counts: a character beyond the BMP is two."""
    return len(text) + sum(char > "\uffff" for char in text)


def is_long(text: str) -> bool:
    """Whether a text would not be printed whole in a row of the list."""
    return len(text) > LONG or (len(text) + LINE * text.count("\n")) > LONG


def show_start(text: str) -> str:
    """A text that may be long: whole, or its beginning with the mark that points to the sheet 全文."""
    return show(text) if not is_long(text) else show(text[: _end_of_piece(text, LONG)]) + MARK


def pieces(text: str) -> Iterator[str]:
    """A long text in the rows of the sheet 全文; put together they are the text."""
    while text:
        end = _end_of_piece(text, PIECE)
        yield show(text[:end])
        text = text[end:]


def _end_of_piece(text: str, budget: int) -> int:
    """How many characters fill so much room, never between the two characters of a line end; at least one."""
    end = 0
    for char in text[:budget]:
        budget -= 1 + LINE * (char == "\n")
        if budget < 0:
            break
        end += 1
    if text[end - 1 : end + 1] == "\r\n" and end > 1:
        end -= 1
    return max(end, 1)


def chunks(texts: Iterable[str]) -> Iterator[str]:
    """A JSON text, given in pieces, in parts for the cells of the hidden sheet; joined they are the text.

    A part begins at a quotation mark where it can, so that no program takes it for a formula or trims it,
    and never holds what Excel takes for an escape (_x000D_) whole.
    """
    waiting = ""
    for text in texts:
        waiting += text
        start = 0
        while len(waiting) - start > CHUNK:
            end = waiting.rfind('"', start + CHUNK // 2, start + CHUNK)
            end = start + CHUNK if end < 0 else end
            yield from _INSIDE_ESCAPE.split(waiting[start:end])
            start = end
        waiting = waiting[start:]
    yield from _INSIDE_ESCAPE.split(waiting)
