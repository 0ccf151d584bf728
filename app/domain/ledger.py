"""台账: its columns, declared once for screen, import, search and workbook (domain facts 7.1).

What an imported row becomes, and the words for what is wrong with it, stand here too; how files are
read stands in ``app/files/ledger_sheet.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.cases import CaseDraft
from app.domain.codes import Labelled


class Sensitivity(StrEnum):
    """P0 public-ish, P1 personal, P2 sensitive: left out or masked in every export."""

    PUBLIC = "P0"
    PERSONAL = "P1"
    SENSITIVE = "P2"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the ledger. ``width`` is in characters; ``importable`` columns can be mapped."""

    key: str
    title: str
    width: int
    sensitivity: Sensitivity = Sensitivity.PUBLIC
    importable: bool = True
    required: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("number", "信访事项编号", 24, importable=False),
    Column("serial", "序号", 6),
    Column("received_on", "收到日期", 12, required=True),
    Column("name", "信访人姓名", 14, Sensitivity.PERSONAL),
    Column("id_number", "证件号码", 22, Sensitivity.SENSITIVE),
    Column("phone", "联系电话", 16, Sensitivity.PERSONAL),
    Column("unit", "工作单位", 16),
    Column("staff_number", "工号", 12, Sensitivity.PERSONAL),
    Column("address", "住址", 24, Sensitivity.PERSONAL),
    Column("channel", "信访形式", 10),
    Column("people_count", "信访人数", 8),
    Column("content", "反映内容", 50, Sensitivity.PERSONAL, required=True),
    Column("requests", "具体诉求", 40, Sensitivity.PERSONAL),
    Column("category", "内容分类", 14),
    Column("office", "承办部门", 14),
    Column("state", "状态", 10, importable=False),
    Column("outcome", "办理结果", 24),
    Column("due_on", "到期日", 12, importable=False),
    Column("note", "备注", 24),
)
"""Every column, in the order of the ledger."""

COLUMN_BY_KEY: dict[str, Column] = {column.key: column for column in COLUMNS}


class RowFate(Labelled):
    """What happens to a row of a clerk's ledger."""

    IMPORTED = "imported", "导入"
    WARNED = "warned", "导入（有提示）"
    DUPLICATE = "duplicate", "重复，不再导入"
    REJECTED = "rejected", "退回"
    SKIPPED = "skipped", "跳过"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing about one cell: ``row`` counts from 1 as the sheet shows it; ``column`` is its title there.

    ``message`` says in Chinese what is wrong or was mended, and what to do. ``notice`` is neither fault nor
    mending, only worth a look (a possible accusation, a total line). ``error`` is what keeps the row out.
    """

    row: int
    column: str
    value: str
    code: str
    message: str
    notice: bool = False
    sheet: str = ""
    error: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that was read: its draft when it can come in, its problems, and its raw cells as text.

    ``draft`` is already ``cleaned()``; ``cells`` may hold whole identity numbers, so show them masked.
    ``fingerprint`` is the same for two rows that say the same, in one file or in two.
    """

    row: int
    sheet: str
    draft: CaseDraft | None
    fate: RowFate
    problems: tuple[RowProblem, ...] = ()
    cells: tuple[str, ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """Which column of a sheet is which column of the ledger.

    ``header_rows`` are the sheet's row numbers (from 1) that form the header; ``columns`` maps a zero-based
    column to a ledger key; ``shape`` is a hash of the header texts, by which the mapping is remembered.
    """

    sheet: str
    header_rows: tuple[int, ...]
    titles: tuple[str, ...]
    columns: dict[int, str] = field(default_factory=dict)
    shape: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The titles of the required columns that no column of the sheet is mapped to."""
        mapped = set(self.columns.values())
        return tuple(c.title for c in COLUMNS if c.required and c.key not in mapped)


@dataclass(frozen=True)
class ImportReport:
    """What an import did or would do; ``written`` is False for a dry run."""

    file_name: str
    read: int = 0
    imported: int = 0
    duplicates: int = 0
    rejected: int = 0
    skipped: int = 0
    warnings: tuple[RowProblem, ...] = ()
    errors: tuple[RowProblem, ...] = ()
    notices: tuple[RowProblem, ...] = ()
    mappings: tuple[SheetMapping, ...] = ()
    written: bool = False
    rejects_path: str = ""
