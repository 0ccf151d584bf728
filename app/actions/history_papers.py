"""The history on paper and in files: what an auditor filtered as a workbook or PDF, and the monthly seal."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.actions.desk import Desk
from app.actions.history import (
    count_history,
    head_code,
    history_head,
    list_history,
    prove_history,
    require_reader,
)
from app.domain.changes import Progress, Steps
from app.domain.errors import HistoryBroken, InvalidField
from app.domain.history import HistoryCheck, HistoryEntry, HistoryFilter
from app.domain.history_export import COLUMNS, cells_of, filter_words, printed_list, seal_form
from app.files.atomic import write_bytes, writing

ENDINGS = (".xlsx", ".pdf")
PAGE = 500
MOST_IN_PDF = 2_000
"""Lines on paper: some eighty pages; more is for a workbook."""


@dataclass(frozen=True, slots=True)
class ExportedHistory:
    """A file with lines of the history."""

    path: Path
    sha256: str
    lines: int


def export_history(desk: Desk, *, path: Path, where: HistoryFilter | None = None) -> Steps[ExportedHistory]:
    """Write what a filter finds, newest first, as .xlsx or .pdf, and note in the history that it was exported.

    Names of petitioners are covered, of sealed cases nothing is said. Closing the generator leaves no file. Raises
    NotAllowed, InvalidField for another ending and for more lines than paper takes, FileExists, CannotWrite.
    """
    require_reader(desk)
    where, ending = where or HistoryFilter(), path.suffix.lower()
    if ending not in ENDINGS:
        raise InvalidField("path", f"操作记录只能导出成{'或'.join(ENDINGS)}文件，请改文件名的结尾")
    total = count_history(desk, where=where)
    if ending == ".pdf" and total > MOST_IN_PDF:
        words = f"PDF最多{MOST_IN_PDF}条，这里有{total}条：请缩小日期范围，或者导出成.xlsx"
        raise InvalidField("path", words)
    yield Progress(0, total, "导出操作记录")
    made = yield from (_book if ending == ".xlsx" else _paper)(desk, path, where, total)
    with desk.store.transaction():
        desk.record("export_history", f"导出操作记录{made.lines}条（{ending.removeprefix('.')}）")
    return made


def _pages(desk: Desk, where: HistoryFilter) -> Iterator[list[HistoryEntry]]:
    """All lines, some hundred at a time."""
    before = 0
    while page := list_history(desk, where=where, before=before, limit=PAGE):
        yield page
        before = page[-1].number


def _book(desk: Desk, path: Path, where: HistoryFilter, total: int) -> Steps[ExportedHistory]:
    """The workbook, streamed."""
    from app.files.history_book import writing_history_book  # here: openpyxl costs start-up time

    rows = (tuple(map(cells_of, page)) for page in _pages(desk, where))
    lines = 0
    with writing(path) as work:
        steps = writing_history_book(
            work.out,
            rows,
            unit=desk.station.unit_name,
            columns=COLUMNS,
            notes=_notes(desk, where),
            made_on=desk.today(),
        )
        for lines in steps:
            yield Progress(lines, max(total, lines), "导出操作记录")
    return ExportedHistory(path, work.sha256, lines)


def _paper(desk: Desk, path: Path, where: HistoryFilter, total: int) -> Steps[ExportedHistory]:
    """The printed list."""
    from app.files.list_pdf import render_list  # here: reportlab costs start-up time

    entries: list[HistoryEntry] = []
    for page in _pages(desk, where):
        entries += page
        yield Progress(len(entries), total, "导出操作记录")
    yield Progress(len(entries), total, "排版")
    out = io.BytesIO()
    unit, today = desk.station.unit_name, desk.today()
    render_list(printed_list(entries, unit=unit, notes=_notes(desk, where), made_on=today), out)
    return ExportedHistory(path, write_bytes(path, out.getvalue()), len(entries))


def _notes(desk: Desk, where: HistoryFilter) -> str:
    """What was filtered by, who exported it, and how far the history went."""
    chosen = filter_words(where) or "全部"
    return f"范围：{chosen}。导出人：{desk.operator.name}。操作记录校验码：{head_code(history_head(desk))}"


# --- the seal -----------------------------------------------------------------------------------------------


def seal_history(desk: Desk, *, path: Path) -> Steps[HistoryCheck]:
    """Write 操作记录封条 for this month, one page: the proved length of the history and its head, to be signed and kept
    away from the PC. Raises HistoryBroken instead of sealing a broken chain, NotAllowed, FileExists, CannotWrite."""
    from app.files.form_pdf import render_form  # here: reportlab costs start-up time

    require_reader(desk)
    checked = yield from prove_history(desk)
    if checked.fault:
        raise HistoryBroken(checked.fault.sentence, line=checked.fault.line)
    out = io.BytesIO()
    render_form(
        seal_form(
            desk.station,
            lines=checked.lines,
            code=head_code(checked.head),
            operator=desk.operator.name,
            today=desk.today(),
        ),
        out,
    )
    write_bytes(path, out.getvalue())
    with desk.store.transaction():
        desk.record("history_seal", f"出具操作记录封条，共{checked.lines}条")
    return checked
