"""The clerk's ledger comes in, checked row by row first; and goes out as a workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from app.actions.backup import before_import
from app.actions.desk import Desk
from app.actions.registering import number_drafts
from app.domain.cases import CaseDraft, CaseFilter
from app.domain.changes import Changes, Progress, Steps
from app.domain.codes import CaseClass, Origin
from app.domain.errors import Incomplete, InvalidField, UnreadableFile
from app.domain.ledger import ImportReport, RowFate, RowProblem, SheetMapping, SheetRow
from app.domain.sealing import ACCUSATIONS
from app.files import ledger_export, ledger_rejects, ledger_sheet
from app.files.atomic import write_file
from app.files.ledger_cells import cell_text
from app.storage import case_lists, cases, imports, station

CHUNK = 2_000
MATTER = 12
"""Characters of the matter that make two rows of one person alike."""
MOST_KEPT = 5_000
"""Problems kept for the report; beyond that they are counted only, so that memory stays flat."""


@dataclass
class _Tally:
    """What was found so far."""

    read: int = 0
    imported: int = 0
    duplicates: int = 0
    rejected: int = 0
    skipped: int = 0
    warnings: list[RowProblem] = field(default_factory=list)
    errors: list[RowProblem] = field(default_factory=list)
    notices: list[RowProblem] = field(default_factory=list)
    rejected_rows: list[SheetRow] = field(default_factory=list)

    def add(self, row: SheetRow) -> None:
        """Count a row and keep its problems."""
        if row.fate is RowFate.SKIPPED:
            self.skipped += 1
        else:
            self.read += 1
        if row.fate is RowFate.REJECTED:
            self.rejected += 1
            self.rejected_rows.append(row)
        self.duplicates += row.fate is RowFate.DUPLICATE
        self.imported += row.fate in (RowFate.IMPORTED, RowFate.WARNED)
        for problem in row.problems:
            kept = self.notices if problem.notice else self.errors if problem.error else self.warnings
            if len(kept) < MOST_KEPT:
                kept.append(problem)

    def report(self, path: Path, mappings: Sequence[SheetMapping]) -> ImportReport:
        """The figures so far."""
        return ImportReport(
            path.name,
            self.read,
            self.imported,
            self.duplicates,
            self.rejected,
            self.skipped,
            tuple(self.warnings),
            tuple(self.errors),
            tuple(self.notices),
            tuple(mappings),
        )


def propose_mappings(desk: Desk, *, path: Path) -> tuple[SheetMapping, ...]:
    """Which column of which sheet is which of the ledger's; what the clerk chose last time wins."""
    with ledger_sheet.open_book(path) as book:
        return _proposed(desk, book)


def _proposed(desk: Desk, book: ledger_sheet.Book) -> tuple[SheetMapping, ...]:
    """The mappings of an open book."""
    remembered = station.remembered_mappings(desk.store)
    return ledger_sheet.propose_mappings(book, ledger_sheet.load_rules(), remembered)


Sampled = tuple[SheetMapping, tuple[tuple[str, ...], ...]]
"""A sheet's mapping, and its first rows below the header as text."""


def propose_with_samples(desk: Desk, *, path: Path, limit: int = 4) -> Steps[tuple[Sampled, ...]]:
    """The same in steps, each sheet with its first rows, so that the clerk sees what each column holds."""
    yield Progress(0, 0, "打开工作簿")
    found: list[Sampled] = []
    with ledger_sheet.open_book(path) as book:
        yield Progress(0, len(book.sheets), "看表头")
        mappings = _proposed(desk, book)
        for done, mapping in enumerate(mappings):
            yield Progress(done, len(mappings), f"看“{mapping.sheet}”的前几行")
            below = max(mapping.header_rows, default=0)
            rows = book.head(mapping.sheet)[below : below + limit]
            found.append((mapping, tuple(tuple(cell_text(cell) for cell in row) for row in rows)))
    return tuple(found)


def remember_mapping(desk: Desk, *, mapping: SheetMapping) -> Changes:
    """Keep the clerk's choice for the next file of this shape."""
    columns = {title: mapping.columns.get(n, "") for n, title in enumerate(mapping.titles) if title}
    with desk.store.transaction():
        station.remember_mapping(desk.store, mapping.shape, columns, desk.now())
    return Changes(settings=("ledger_mapping",))


def check_ledger(
    desk: Desk, *, path: Path, sheet: str | None = None, mappings: Sequence[SheetMapping] | None = None
) -> Generator[Progress, None, ImportReport]:
    """Say what an import would do, row by row; writes nothing. Raises UnreadableFile, Incomplete."""
    tally, seen = _Tally(), _Seen(desk)
    with ledger_sheet.open_book(path) as book:
        chosen = _chosen(desk, book, sheet, mappings)
        for chunk in _chunks(_rows(desk, book, chosen)):
            for row in seen.judge(chunk):
                tally.add(row)
            yield Progress(tally.read, 0, "检查")
    return tally.report(path, chosen)


def import_ledger(
    desk: Desk,
    *,
    path: Path,
    sheet: str | None = None,
    mappings: Sequence[SheetMapping] | None = None,
    rejects: Path | None = None,
) -> Generator[Progress, None, tuple[Changes, ImportReport]]:
    """Bring a ledger in, in one transaction; closing the generator cancels and leaves nothing behind.

    Rows already here (the same content, from whatever file) come in once. ``rejects`` gets a workbook of the
    rejected rows, ready to be corrected and read in again. Raises UnreadableFile, Incomplete, FileExists.
    """
    digest = _sha256(path)
    yield from before_import(desk)
    tally, seen = _Tally(), _Seen(desk)
    with ledger_sheet.open_book(path) as book, desk.store.roomy(), desk.store.transaction():
        chosen = _chosen(desk, book, sheet, mappings)
        import_id = imports.begin(desk.store, desk.now(), desk.operator.name, path.name, digest)
        for chunk in _chunks(_rows(desk, book, chosen)):
            judged = seen.judge(chunk)
            good = [row for row in judged if row.fate in (RowFate.IMPORTED, RowFate.WARNED)]
            _bring_in(desk, good, import_id)
            seen.forget()
            for row in judged:
                tally.add(row)
            yield Progress(tally.read, 0, "导入")
        imports.finish(desk.store, import_id, tally.imported, tally.duplicates, tally.rejected)
        desk.record(
            "import", f"导入台账：{tally.imported}件，重复{tally.duplicates}行，退回{tally.rejected}行"
        )
        if rejects is not None and tally.rejected_rows:
            _write_rejects(rejects, tally.rejected_rows, chosen)
    where = str(rejects) if rejects is not None and tally.rejected_rows else ""
    report = replace(tally.report(path, chosen), written=True, rejects_path=where)
    return Changes(bulk=True), report


def _write_rejects(path: Path, rows: list[SheetRow], mappings: Sequence[SheetMapping]) -> None:
    """Write the workbook of the rejected rows."""

    def write(out: BinaryIO) -> None:
        ledger_rejects.write_rejects(out, rows, mappings)

    write_file(path, write)


def _bring_in(desk: Desk, rows: list[SheetRow], import_id: int) -> None:
    """Number and write the good rows of a chunk."""
    drafts = [_from_ledger(row.draft) for row in rows if row.draft is not None]
    marks = [(row.fingerprint, row.row) for row in rows]
    cases.insert_cases(desk.store, number_drafts(desk, drafts, import_id=import_id, marks=marks))


def _from_ledger(draft: CaseDraft) -> CaseDraft:
    """The draft with its origin: the old ledger, unless the ledger itself names another.

    What the ledger's own class column calls an accusation comes in sealed (domain facts 9.4, E09).
    """
    if draft.category == ACCUSATIONS and draft.case_class is None:
        draft = replace(draft, case_class=CaseClass.B)
    return replace(draft, origin=Origin.LEDGER) if draft.origin is Origin.DIRECT else draft


class _Seen:
    """What is known already: rows of this file that are not in the store yet, and what the store has."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.fingerprints: dict[str, int] = {}
        self.matters: dict[tuple[str, str], int] = {}

    def judge(self, rows: list[SheetRow]) -> list[SheetRow]:
        """The rows of a chunk, doubled ones marked and repeat visits pointed out."""
        store = self.desk.store
        known = imports.known_fingerprints(store, [row.fingerprint for row in rows if row.draft])
        numbers = [key[0] for row in rows if (key := _matter(row))]
        matters = imports.known_matters(store, numbers, MATTER)
        return [self._judge(row, known, matters) if row.draft is not None else row for row in rows]

    def forget(self) -> None:
        """The rows so far are in the store: it answers for them, and memory stays flat."""
        self.fingerprints.clear()
        self.matters.clear()

    def _judge(self, row: SheetRow, known: dict[str, str], matters: dict[tuple[str, str], str]) -> SheetRow:
        """One row."""
        if row.fingerprint in known:
            number = known[row.fingerprint]
            return _doubled(row, f"与已登记的{number}相同" if number else "以前已经导入")
        if row.fingerprint in self.fingerprints:
            return _doubled(row, f"与第{self.fingerprints[row.fingerprint]}行相同")
        self.fingerprints[row.fingerprint] = row.row
        key = _matter(row)
        if key is None:
            return row
        earlier = self.matters.setdefault(key, row.row)
        if earlier != row.row:
            return _repeated(row, f"第{earlier}行")
        return _repeated(row, f"已登记的{matters[key]}") if key in matters else row


def _matter(row: SheetRow) -> tuple[str, str] | None:
    """Who and what a row is about: an identity number and the first characters of the matter."""
    people = row.draft.petitioners if row.draft else ()
    number = next((person.id_number for person in people if person.id_number), "")
    return (number, row.draft.content[:MATTER]) if row.draft and number else None


def _repeated(row: SheetRow, earlier: str) -> SheetRow:
    """A row that may be a repeat petition; a person decides."""
    message = (
        f"第{row.row}行与{earlier}是同一人、内容相近，可能是重复信访。已分别导入，请在事项页确认是否关联。"
    )
    problem = RowProblem(row.row, "姓名", "", "repeat_suspected", message, sheet=row.sheet)
    return replace(row, fate=RowFate.WARNED, problems=(*row.problems, problem))


def _doubled(row: SheetRow, why: str) -> SheetRow:
    """A row that is here already."""
    message = f"第{row.row}行{why}，没有再导入。若确是另一件事，请补充内容后重新导入。"
    problem = RowProblem(row.row, "", "", "duplicate", message, sheet=row.sheet)
    return replace(row, fate=RowFate.DUPLICATE, problems=(problem,))


def _chosen(
    desk: Desk, book: ledger_sheet.Book, sheet: str | None, mappings: Sequence[SheetMapping] | None
) -> tuple[SheetMapping, ...]:
    """The mappings to read by. Raises Incomplete when a required column is not mapped on any sheet."""
    found = tuple(mappings) if mappings is not None else _proposed(desk, book)
    if sheet is not None:
        found = tuple(mapping for mapping in found if mapping.sheet == sheet)
        if not found:
            raise InvalidField("sheet", f"文件里没有名为“{sheet}”的工作表，请核对表名")
    understood = tuple(mapping for mapping in found if not mapping.missing)
    if found and not understood:
        raise Incomplete("台账的列对应", found[0].missing)
    if not understood:
        raise UnreadableFile(book.path.name, "没有找到表头", "请确认表里有“日期”“姓名”“内容”这样的标题行。")
    return understood


def _rows(desk: Desk, book: ledger_sheet.Book, mappings: Sequence[SheetMapping]) -> Iterator[SheetRow]:
    """The rows of every understood sheet."""
    rules = ledger_sheet.load_rules()
    for mapping in mappings:
        yield from ledger_sheet.read_rows(book, mapping, rules, today=desk.today())


def _chunks(rows: Iterator[SheetRow]) -> Iterator[list[SheetRow]]:
    """Rows in handfuls."""
    chunk: list[SheetRow] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _sha256(path: Path) -> str:
    """The hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def export_ledger(
    desk: Desk, *, path: Path, where: CaseFilter | None = None
) -> Generator[Progress, None, str]:
    """Write the ledger as a workbook, numbers masked, sealed cases left out; its SHA-256."""
    where = where or CaseFilter()
    total = case_lists.count_cases(desk.store, where)
    yield Progress(0, total, "导出台账")
    rows = case_lists.ledger_rows(desk.store, where)

    def write(out: BinaryIO) -> None:
        ledger_export.write_ledger(out, rows, unit=desk.station.unit_name, made_on=desk.today())

    sha256 = write_file(path, write)
    with desk.store.transaction():
        desk.record("export_ledger", f"导出台账{total}件")
    return sha256
