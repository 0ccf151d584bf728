"""How the lines of a letter fall on its pages."""

from __future__ import annotations

from collections.abc import Sequence

from app.files.letter_lines import LINES, LetterLine

COMPANY = 2
"""How many lines of text at least share the page with signature and seal (GB/T 9704, 7.3.5.3: no blank seal page)."""


def paginate(text: Sequence[LetterLine], closing: Sequence[LetterLine], first: int) -> list[list[LetterLine]]:
    """The lines of each page; the first takes ``first``, every other 22.

    A heading never ends a page; ``closing`` stays in one piece with text above it, unless it alone is
    longer than a page. It begins with empty lines; one is given up when that saves a page (7.3.5.3).
    """
    pages: list[list[LetterLine]] = [[]]
    for line in text:
        _add(pages, line, first)
    if len(closing) > LINES - COMPANY:
        for line in closing:
            _add(pages, line, first)
        return pages
    over = len(pages[-1]) + len(closing) - _room(pages, first)
    if over > 1:
        _turn(pages, COMPANY)
    pages[-1] += closing[1:] if over == 1 else closing
    return pages


def _room(pages: Sequence[object], first: int) -> int:
    """How many lines the last page takes."""
    return first if len(pages) == 1 else LINES


def _add(pages: list[list[LetterLine]], line: LetterLine, first: int) -> None:
    """Put a line on the last page, or on a new one; no page begins with an empty line."""
    if len(pages[-1]) >= _room(pages, first):
        _turn(pages, 0)
    if line.text or pages[-1]:
        pages[-1].append(line)


def _turn(pages: list[list[LetterLine]], carried: int) -> None:
    """A new page that takes the last ``carried`` lines along, and whatever may not end the old one."""
    page = pages[-1]
    keep = max(len(page) - carried, 0)
    while keep and page[keep - 1].keeps_next:
        keep -= 1
    taken = page[keep:] if keep else []
    if taken and not taken[0].text:
        taken = taken[1:]
    pages[-1] = page[:keep] or page
    pages.append(taken)
