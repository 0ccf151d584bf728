"""接收回执: A4 in two parts, A5, or plain lines for continuous paper (domain facts 6.1).

What a slip must say and must not say is decided before it comes here (``SlipContent``); this module adds
the rights of every petitioner (``resources/rules/phrases.toml``) and draws. A text that is too long makes
the part smaller, down to a size that can still be read; what is longer still goes in full on a 续页.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import BinaryIO

from app.domain.documents import DocumentKind, SlipContent, SlipLayout
from app.files.fonts import Face, FontBook, bundled_fonts
from app.files.paper import A4, About, Sheet
from app.files.slip_lines import CONTINUOUS, draw_lines, fitted_lines
from app.files.slip_parts import HALF, draw_receipt, draw_stub, draw_tear_line, fitted
from app.files.slip_words import draw_continuation
from app.files.typeset import texts_of, tidy

_PAPER = {SlipLayout.A4: A4, SlipLayout.A5: HALF, SlipLayout.CONTINUOUS: CONTINUOUS}


def render_slips(
    slips: Iterable[SlipContent],
    layout: SlipLayout,
    out: BinaryIO,
    *,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Draw slips into one PDF and return its number of pages: one a slip, and 续页 for endless texts.

    ``progress`` hears after each slip how many are done. Raises UnprintableText, before anything is written
    to ``out``, when a character has no glyph.
    """
    fonts = bundled_fonts()
    sheet: Sheet | None = None
    done = 0
    for done, slip in enumerate(map(tidy, slips), start=1):
        fonts.require_printable(texts_of(slip), Face.FORM)
        sheet = sheet or _open(out, layout, slip, fonts)
        _draw(sheet, layout, slip)
        if progress:
            progress(done)
    if sheet is None:
        return 0
    if done > 1:
        sheet.retitle(f"{DocumentKind.SLIP.label}（{done}份）")
    return sheet.save()


def _open(out: BinaryIO, layout: SlipLayout, slip: SlipContent, fonts: FontBook) -> Sheet:
    """A file for slips, dated like its first one."""
    about = About(f"{DocumentKind.SLIP.label} {slip.number}", slip.unit, slip.issued_on)
    return Sheet(out, _PAPER[layout], about, fonts, Face.FORM)


def _draw(sheet: Sheet, layout: SlipLayout, slip: SlipContent) -> None:
    """One slip on its page, and what did not fit on the next."""
    shown, scale = (fitted_lines if layout is SlipLayout.CONTINUOUS else fitted)(sheet.fonts, slip)
    if layout is SlipLayout.CONTINUOUS:
        draw_lines(sheet, shown, scale)
    else:
        draw_receipt(sheet, shown, scale)
    if layout is SlipLayout.A4:
        draw_stub(sheet, shown, scale)
        draw_tear_line(sheet, slip.number)
    sheet.end_page()
    if shown is not slip:
        draw_continuation(sheet, slip, shown)
