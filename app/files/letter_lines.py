"""The lines of a letter on the grid of GB/T 9704: 22 lines of 28 characters; lengths are in points.

Levels (7.3.3): 一、 in 黑体, （一） in 楷体, all else in 仿宋. A heading that runs on into its paragraph is
set in its face up to the first 。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.domain.documents import LetterContent, chinese_date
from app.files.fonts import Face, FontBook
from app.files.typeset import Line, Style, balanced, mm, stretch, text_width, wrap

LEFT, TOP = 28 * mm, 37 * mm
ROOM = 156 * mm
LINES = 22
PITCH = 225 * mm / LINES
SIZE = 16
EM = ROOM / 28
"""The place of one character: 28 stand in a line, a little closer than 16 pt."""

BODY = Style(Face.BODY, SIZE, PITCH, spacing=EM - SIZE)
_HEADING = re.compile(r"[一二三四五六七八九十]+、")
_SUBHEADING = re.compile(r"（[一二三四五六七八九十]+）")
_WIDEST_GAP = 0.5 * SIZE
_TIGHTEST = -0.06 * SIZE
ATTACHMENTS_TOGETHER = 8
"""A note of attachments of up to so many lines is never parted between two pages."""


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A line at ``x`` from the left edge of the type area. Its first ``led`` characters are set in ``face``.

    ``spread`` is added after each character so that full lines end at the edge; ``keeps_next`` marks what
    never stands at the foot of a page, such as a heading.
    """

    text: str
    x: float = 0.0
    face: Face = Face.BODY
    led: int = 0
    spread: float = 0.0
    keeps_next: bool = False


BLANK = LetterLine("")


def text_lines(fonts: FontBook, letter: LetterContent) -> list[LetterLine]:
    """Addressee, paragraphs and the note of attachments."""
    lines = list(_block(fonts, letter.addressee, indent=0)) if letter.addressee.strip() else []
    for paragraph in letter.paragraphs:
        lines += _paragraph(fonts, paragraph)
    return [*lines, *_attachments(fonts, letter.attachments)]


def closing_lines(fonts: FontBook, letter: LetterContent) -> list[LetterLine]:
    """The block that stays together: space for the seal's upper part, unit, date, contact.

    The date ends four characters from the right; the unit stands above it around the date's middle. A name
    too long for that pushes both to the left until it ends at the edge.
    """
    date = chinese_date(letter.signed_on)
    names = balanced(fonts, letter.signature, BODY, ROOM)
    widths = [text_width(fonts, line.text, BODY) for line in names]
    date_width = text_width(fonts, date, BODY)
    middle = min(ROOM - 4 * EM - date_width / 2, ROOM - max(widths) / 2)
    signed = [LetterLine(line.text, middle - wide / 2) for line, wide in zip(names, widths, strict=True)]
    note = _contact(fonts, letter.contact.strip().strip("（）()").strip())
    return [BLANK, BLANK, *signed, LetterLine(date, middle - date_width / 2), *note]


def _contact(fonts: FontBook, contact: str) -> list[LetterLine]:
    """附注 in brackets, two characters in; drawn a little closer when that saves a line."""
    if not contact:
        return []
    text, room = f"（{contact}）", ROOM - 2 * EM
    spread = (room - text_width(fonts, text, BODY) + BODY.spacing) / (len(text) - 1)
    if _TIGHTEST <= spread < 0:
        return [LetterLine(text, 2 * EM, spread=spread)]
    return list(_block(fonts, text, indent=2 * EM))


def _paragraph(fonts: FontBook, text: str) -> Iterator[LetterLine]:
    """A paragraph, two characters in, in the face of its level."""
    text = text.strip()
    face = Face.BODY
    if _HEADING.match(text):
        face = Face.HEADING
    elif _SUBHEADING.match(text):
        face = Face.SUBHEADING
    ends = text.find("。") + 1
    alone = face is not Face.BODY and ends in (0, len(text))
    led = 0 if face is Face.BODY else ends or len(text)
    yield from _block(fonts, text, indent=2 * EM, face=face, led=led, keeps_next=alone)


def _block(
    fonts: FontBook,
    text: str,
    *,
    indent: float,
    face: Face = Face.BODY,
    led: int = 0,
    keeps_next: bool = False,
) -> Iterator[LetterLine]:
    """Wrapped lines, the first of each paragraph ``indent`` in, full ones spread to the edge."""
    first = True
    for line in wrap(fonts, text, BODY, ROOM, indent):
        x = indent if first else 0.0
        here = min(led, len(line.text))
        yield LetterLine(line.text, x, face, here, _spread(fonts, line, face, here, ROOM - x), keeps_next)
        led, first = led - here, line.ends


def _spread(fonts: FontBook, line: Line, face: Face, led: int, room: float) -> float:
    """What to add after each character; the heading's part may be a little wider than it was measured."""
    lead = line.text[:led]
    heading = Style(face, BODY.size, BODY.leading, BODY.spacing)
    wide = line.width + text_width(fonts, lead, heading) - text_width(fonts, lead, BODY)
    if wide > room:
        return (room - wide) / max(len(line.text) - 1, 1)
    return stretch(Line(line.text, wide, line.ends), room, _WIDEST_GAP)


def _attachments(fonts: FontBook, names: tuple[str, ...]) -> list[LetterLine]:
    """附件：1. …, a line below the text; a long name goes on below its own first character (7.3.4)."""
    lines = []
    for number, name in enumerate(names, start=1):
        label = f"{number}. " if len(names) > 1 else ""
        x = 5 * EM + text_width(fonts, label, BODY)
        first, *others = wrap(fonts, name, BODY, ROOM - x)
        if number == 1:
            lines.append(LetterLine(f"附件：{label}{first.text}", 2 * EM))
        else:
            lines.append(LetterLine(f"{label}{first.text}", 5 * EM))
        lines += [LetterLine(line.text, x) for line in others]
    if not lines:
        return []
    together = len(lines) <= ATTACHMENTS_TOGETHER
    kept = [replace(line, keeps_next=together) for line in (BLANK, *lines[:-1])]
    return [*kept, lines[-1]]
