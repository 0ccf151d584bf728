"""Printing many papers at once: one PDF for the printer, every copy counted; and the register of all printings."""

from __future__ import annotations

import io
from collections.abc import Generator, Sequence

from app.actions.desk import Desk
from app.actions.documents import MANY, get_document, print_copy
from app.domain.changes import Changes, Progress
from app.domain.document_specs import SPECS, Layout
from app.domain.documents import DocumentKind, ListColumn, ListContent, Printing
from app.files.document_rules import document_rules
from app.storage import documents

PRINTED = 500
"""Lines of the register on paper."""


def print_documents(
    desk: Desk, *, document_ids: Sequence[int]
) -> Generator[Progress, None, tuple[Changes, bytes]]:
    """The PDF of some issued papers one behind the other; each is counted as printed, 补打 from the second time."""
    from app.files.joined_pdf import join_pdfs  # here: pikepdf costs start-up time

    changes, pdfs = Changes(), list[bytes]()
    for done, document_id in enumerate(document_ids):
        yield Progress(done, len(document_ids))
        pdf, change = print_copy(desk, document_id=document_id, target=MANY, reason=MANY)
        pdfs.append(pdf)
        changes |= change
    return changes, join_pdfs(pdfs)


def copies_wanted(*, kind: DocumentKind) -> tuple[int, str]:
    """How many copies of a paper are made by the rules, and for whom in words; both parts of a slip stand on one
    sheet."""
    rule = document_rules()[kind]
    return (1 if SPECS[kind].layout is Layout.SLIP else len(rule.copies)), rule.copies_line


def list_printings(
    desk: Desk, *, document_id: int = 0, offset: int = 0, limit: int = PRINTED
) -> list[Printing]:
    """The newest printings, of one paper or of all: who, when, how many copies, where to, and why once more.

    Raises NotFound for a paper that is not there, or of a case that this operator may not see.
    """
    if document_id:
        get_document(desk, document_id=document_id)
    return documents.list_printings(desk.store, document_id=document_id, offset=offset, limit=limit)


def printings_pdf(desk: Desk, *, document_id: int = 0) -> bytes:
    """The register of printings to print; papers by their kind and number, nobody's name but the operators'."""
    from app.files.list_pdf import render_list  # here: reportlab costs start-up time

    found = list_printings(desk, document_id=document_id, limit=PRINTED)
    more = (f"只列最近的{PRINTED}次。",) if len(found) == PRINTED else ()
    content = ListContent(
        unit=desk.station.unit_name,
        title="文书打印登记簿",
        columns=(
            ListColumn("时间", 3.4, centred=True),
            ListColumn("文书", 4),
            ListColumn("文号或者编号", 5.2),
            ListColumn("第几次", 2, centred=True),
            ListColumn("份数", 1.2, centred=True),
            ListColumn("打到哪里", 3),
            ListColumn("打印人", 2),
            ListColumn("补打理由", 4),
        ),
        rows=tuple(map(_row, found)),
        made_on=desk.today(),
        notes=more,
        empty="还没有打印过文书。",
        landscape=True,
    )
    out = io.BytesIO()
    render_list(content, out)
    return out.getvalue()


def _row(one: Printing) -> tuple[str, ...]:
    """A line of the register on paper."""
    return (
        f"{one.at:%Y-%m-%d %H:%M}",
        one.kind.label.removeprefix("信访事项"),
        one.number,
        f"补打{one.reprint}" if one.reprint else "首次",
        str(one.copies),
        one.target,
        one.operator,
        one.reason,
    )
