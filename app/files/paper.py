"""Drawing Chinese text on a reportlab canvas: runs per font, wrapping, kinsoku, marks on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO

import segno
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.files.fonts import Face, char_width, font_name, require_printable, runs

NOT_AT_START = frozenset("，。、；：？！）》〉」』】〕”’…—％%,.;:?!)]}")
NOT_AT_END = frozenset("（《〈「『【〔“‘([{")
_TOKENS = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-./:]*|.", re.DOTALL)
GREY = 0.45
A4 = (210 * mm, 297 * mm)


def new_canvas(out: BinaryIO, page: tuple[float, float], *, title: str, author: str) -> Canvas:
    """A canvas whose bytes depend on its content alone, with neutral metadata and no font but ours."""
    canvas = Canvas(
        out,
        pagesize=page,
        pageCompression=1,
        invariant=1,
        initialFontName=font_name(Face.BODY),
        lang="zh-CN",
    )
    require_printable([title, author])
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setCreator("Petition Desk")
    canvas.setProducer("Petition Desk")
    return canvas


def width(text: str, size: float, face: Face, spacing: float = 0.0) -> float:
    """How wide a text is, in points."""
    return sum(char_width(char, face) for char in text) * size / 1000 + spacing * len(text)


def draw(
    canvas: Canvas, x: float, y: float, text: str, size: float, face: Face, spacing: float = 0.0
) -> None:
    """Draw one line from its left end, each character in a font that has it."""
    line = canvas.beginText(x, y)
    if spacing:
        line.setCharSpace(spacing)
    for used, run in runs(text, face):
        line.setFont(font_name(used), size)
        line.textOut(run)
    canvas.drawText(line)


def draw_centred(canvas: Canvas, x: float, y: float, text: str, size: float, face: Face) -> None:
    """Draw one line around its middle."""
    draw(canvas, x - width(text, size, face) / 2, y, text, size, face)


def draw_right(canvas: Canvas, x: float, y: float, text: str, size: float, face: Face) -> None:
    """Draw one line up to its right end."""
    draw(canvas, x - width(text, size, face), y, text, size, face)


def wrap(
    text: str, size: float, face: Face, room: float, *, first_indent: float = 0.0, spacing: float = 0.0
) -> list[str]:
    """Cut a paragraph into lines that fit, words and numbers whole, no mark where a line may not begin or end."""
    lines: list[str] = []
    line, used, limit = "", 0.0, room - first_indent
    for token in _pieces(text, size, face, room, spacing):
        wide = width(token, size, face, spacing)
        if line and used + wide > limit + 0.01:
            kept, carried = _break(line, token)
            lines.append(kept)
            line, limit = carried, room
            used = width(line, size, face, spacing)
        line += token
        used += wide
    return [*lines, line] if line or not lines else lines


def _pieces(text: str, size: float, face: Face, room: float, spacing: float) -> Iterable[str]:
    """Words and single characters; a word wider than the line goes by characters."""
    for token in _TOKENS.findall(text):
        if len(token) > 1 and width(token, size, face, spacing) > room / 2:
            yield from token
        else:
            yield token


def _break(line: str, following: str) -> tuple[str, str]:
    """Where to cut before a token: marks that may not begin or end a line take their neighbour along."""
    carried = ""
    while len(line) > 1 and ((carried or following)[0] in NOT_AT_START or line[-1] in NOT_AT_END):
        line, carried = line[:-1], line[-1] + carried
    return line, carried


def draw_lines(
    canvas: Canvas, x: float, y: float, lines: Iterable[str], size: float, face: Face, leading: float
) -> float:
    """Draw lines downwards from a first baseline; the baseline after the last."""
    for line in lines:
        draw(canvas, x, y, line, size, face)
        y -= leading
    return y


def qr_code(canvas: Canvas, x: float, y: float, side: float, content: str) -> None:
    """A QR code as path runs: one rectangle for each run of dark modules in a row."""
    matrix = segno.make(content, error="m", micro=False).matrix
    module = side / len(matrix)
    path = canvas.beginPath()
    for row, modules in enumerate(matrix):
        start = None
        for column, dark in enumerate([*modules, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                path.rect(
                    x + start * module, y + side - (row + 1) * module, (column - start) * module, module
                )
                start = None
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)


def seal_place(canvas: Canvas, x: float, y: float) -> None:
    """A dashed circle of 42 mm around a point: where the seal goes."""
    canvas.saveState()
    canvas.setStrokeGray(0.7)
    canvas.setFillGray(0.6)
    canvas.setDash(2, 2)
    canvas.circle(x, y, 21 * mm)
    draw_centred(canvas, x, y - 3, "单位盖章处", 9, Face.PLAIN)
    canvas.restoreState()


def reprint_mark(canvas: Canvas, right: float, y: float, reprint: int) -> None:
    """补打 in a frame, with its count."""
    if not reprint:
        return
    text = f"补打（第{reprint}次）"
    wide = width(text, 10, Face.HEADING)
    canvas.setLineWidth(0.6)
    canvas.rect(right - wide - 8, y - 4, wide + 8, 16)
    draw(canvas, right - wide - 4, y, text, 10, Face.HEADING)


def draft_mark(canvas: Canvas, page: tuple[float, float]) -> None:
    """草稿 across the page, light."""
    canvas.saveState()
    canvas.setFillGray(0.9)
    canvas.translate(page[0] / 2, page[1] / 2)
    canvas.rotate(45)
    draw_centred(canvas, 0, -40, "草 稿", 110, Face.HEADING)
    canvas.restoreState()
