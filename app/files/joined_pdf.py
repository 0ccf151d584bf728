"""Several PDFs one behind the other, for one run of the printer."""

from __future__ import annotations

import io
from collections.abc import Iterable


def join_pdfs(pdfs: Iterable[bytes]) -> bytes:
    """All pages of all PDFs, in order."""
    import pikepdf  # here: it costs start-up time

    with pikepdf.new() as joined:
        for pdf in pdfs:
            with pikepdf.open(io.BytesIO(pdf)) as one:
                joined.pages.extend(one.pages)
        out = io.BytesIO()
        joined.save(out, deterministic_id=True)
    return out.getvalue()
