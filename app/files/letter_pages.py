"""How the lines of a letter fall on its pages."""

from __future__ import annotations

from collections.abc import Sequence

from app.files.letter_lines import LINES, LetterLine

COMPANY = 2
"""How many lines of text at least share the page with signature and seal (GB/T 9704, 7.3.5.3: no blank seal page)."""


HELD = LINES // 2
"""How many lines of the closing block stay in one piece: signature and date, and a contact of ordinary length."""


def paginate(text: Sequence[LetterLine], closing: Sequence[LetterLine], first: int) -> list[list[LetterLine]]:
    """The lines of each page; the first takes ``first``, every other 22.

    A heading never ends a page; ``closing`` stays in one piece with text above it, but for what of an endless
    contact goes beyond half a page. It begins with empty lines; one is given up when that saves a page (7.3.5.3).
    """
    pages: list[list[LetterLine]] = [[]]
    for line in text:
        _add(pages, line, first)
    held = closing[:HELD]
    over = len(pages[-1]) + len(held) - _room(pages, first)
    if over > 1:
        pages.append([])
    _accompany(pages)
    pages[-1] += held[1:] if over == 1 else held
    for line in closing[HELD:]:
        _add(pages, line, first)
    return pages


def _room(pages: Sequence[object], first: int) -> int:
    """How many lines the last page takes."""
    return first if len(pages) == 1 else LINES


def _add(pages: list[list[LetterLine]], line: LetterLine, first: int) -> None:
    """Put a line on the last page, or on a new one; no page begins with an empty line."""
    if len(pages[-1]) >= _room(pages, first):
        _turn(pages)
    if line.text or pages[-1]:
        pages[-1].append(line)


def _turn(pages: list[list[LetterLine]]) -> None:
    """A new page that takes along what may not end the old one."""
    page = pages[-1]
    keep = len(page)
    while keep and page[keep - 1].keeps_next:
        keep -= 1
    taken = page[keep:] if keep else []
    if taken and not taken[0].text:
        taken = taken[1:]
    pages[-1] = page[:keep] or page
    pages.append(taken)


def _accompany(pages: list[list[LetterLine]]) -> None:
    """Fetch lines from the page before until the last has text for the signature to share it with."""
    last = pages[-1]
    while len(pages) > 1 and len(pages[-2]) > 1 and len(last) < LINES - HELD:
        if sum(bool(line.text) for line in last) >= COMPANY and not pages[-2][-1].keeps_next:
            break
        last.insert(0, pages[-2].pop())
    if last and not last[0].text:
        del last[0]
