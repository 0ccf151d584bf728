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

LINES = 30
"""Lines of print that a row of the greatest height that Excel knows (409 points) has room for."""

MARK = "……（全文见“全文”表）"
CUT_MARK = "……（全文见隐藏数据）"

_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)|\r\n?"
)
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
    """The text, or the half of a cell's room that even characters of two units each never exceed."""
    units = len(text) + sum(char > "\uffff" for char in text)
    return text if units <= CELL_LIMIT else text[: CELL_LIMIT // 2 - len(CUT_MARK)] + CUT_MARK


def is_long(text: str, width: float) -> bool:
    """Whether a text would not be printed whole in a row of a column that is so many characters wide."""
    if len(text) < LINES:
        return False
    return len(text) + text.count("\n") * room_in(width) > room_in(width) * LINES


def show_start(text: str, width: float) -> str:
    """A text that may be long: whole, or its beginning with the mark that points to the sheet 全文."""
    return show(text) if not is_long(text, width) else show(text[: _room(text, width)]) + MARK


def room_in(width: float) -> int:
    """Chinese characters of 9 points on a line of a column; a unit of width is 7 pixels, 5 are lost."""
    return max(int((width * 7 - 5) / 12), 1)


def printed_lines(text: str, room: int) -> int:
    """About how many lines a text fills in a column that has room for so many Chinese characters.

    A Latin letter or digit takes half of one; some room is lost where a word does not fit any more.
    """
    if "\n" in text:
        return sum(printed_lines(paragraph, room) for paragraph in text.split("\n"))
    halves = len(text) if text.isascii() else len(text) + (len(text.encode("utf-8")) - len(text)) // 2
    return max(-(-halves * 21 // (room * 40)), 1)


def pieces(text: str, width: float) -> Iterator[str]:
    """A long text in rows of a column so wide; put together they are the text."""
    while text:
        end = _room(text, width)
        yield show(text[:end])
        text = text[end:]


def _room(text: str, width: float) -> int:
    """How many characters fill a row, never cut between the two characters of a line end; at least one."""
    line = room_in(width)
    left = line * (LINES - 1)
    end = 0
    for char in text[:left]:
        left -= line if char == "\n" else 1
        if left < 0:
            break
        end += 1
    if text[end - 1 : end + 1] == "\r\n":
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
