"""Printing many papers at once: one PDF for the printer, every copy counted."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from app.actions.desk import Desk
from app.actions.documents import print_copy
from app.domain.changes import Changes, Progress


def print_documents(
    desk: Desk, *, document_ids: Sequence[int]
) -> Generator[Progress, None, tuple[Changes, bytes]]:
    """The PDF of some issued papers one behind the other; each is counted as printed, 补打 from the second time."""
    from app.files.joined_pdf import join_pdfs  # here: pikepdf costs start-up time

    changes, pdfs = Changes(), list[bytes]()
    for done, document_id in enumerate(document_ids):
        yield Progress(done, len(document_ids))
        pdf, change = print_copy(desk, document_id=document_id, target="批量打印")
        pdfs.append(pdf)
        changes |= change
    return changes, join_pdfs(pdfs)
