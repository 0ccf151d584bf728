"""Faults in a template, each with its line: what a unit wrote is checked before it is used.

A template is a TOML file named after its kind. A letter has title, addressee and body. A form has title and rows,
and may have head (else the unit), statement, signatures, seal, dated and remarks. ``${name}`` stands for a field
or a value of the case.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.document_specs import SPECS, Layout, template_names
from app.domain.documents import DocumentKind

FIELD = re.compile(r"\$\{([^}\n]*)\}")
LETTER_PARTS = ("title", "addressee", "body")
FORM_PARTS = ("title", "rows")
FORM_EXTRAS = ("head", "statement", "signatures", "seal", "dated", "remarks")
CELL_PARTS: dict[str, type | tuple[type, ...]] = {
    "label": str,
    "value": str,
    "width": (int, float),
    "lines": int,
    "blank": str,
    "foot": str,
}
MOST_LINES = 40
LONGEST_LABEL = 20
WITH_TEMPLATES = frozenset(
    kind for kind, spec in SPECS.items() if spec.layout in (Layout.LETTER, Layout.FORM)
)
"""The kinds that have a template."""

_KINDS: dict[str, tuple[Any, str]] = {
    "rows": (list, "一组"),
    "signatures": (list, "一组"),
    "dated": (bool, "true 或 false"),
}
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """What is wrong in a template: the file's name, line and column from 1, and the sentence."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        """The fault as the clerk reads it."""
        return f"{self.file}第{self.line}行：{self.message}"


def check_template(path: Path) -> list[TemplateFault]:
    """Every fault of a template file, in the order of its lines; its name says which kind it is for."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return [TemplateFault(path.name, 1, 1, "不是UTF-8编码的文本，请另存为UTF-8")]
    return check_text(path.name, text)


def check_templates(folder: Path) -> list[TemplateFault]:
    """Every fault of every template in a folder; none when there is no such folder."""
    return [fault for path in sorted(folder.glob("*.toml")) for fault in check_template(path)]


def check_text(name: str, text: str) -> list[TemplateFault]:
    """Every fault of a template's text; ``name`` is the file's name."""
    kind = name.removesuffix(".toml")
    if kind not in WITH_TEMPLATES:
        return [TemplateFault(name, 1, 1, f"没有叫“{kind}”的文种模板，文件名应是文种代码")]
    try:
        parts = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [_syntax_fault(name, text, error)]
    faults = [*_part_faults(name, text, DocumentKind(kind), parts), *_field_faults(name, text, kind)]
    found = sorted(faults, key=lambda fault: (fault.line, fault.column))
    return found or list(_unsaid_faults(name, text, DocumentKind(kind)))


def _syntax_fault(name: str, text: str, error: tomllib.TOMLDecodeError) -> TemplateFault:
    """A fault of the file's grammar, where the reader stopped."""
    found = _PLACE.search(str(error))
    line, column = map(int, found.groups()) if found else (max(len(text.splitlines()), 1), 1)
    return TemplateFault(name, line, column, f"写法有误，引号、括号或者等号不配对（{error}）")


def _field_faults(name: str, text: str, kind: str) -> Iterator[TemplateFault]:
    """Fields that nobody knows, each with its line; comments may name what they like."""
    known = template_names(DocumentKind(kind))
    for number, found in _fields(text):
        if found[1] not in known:
            yield TemplateFault(name, number, found.start() + 1, f"不认识的字段“{found[0]}”")


def _fields(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Every field outside comments with its line, from 1."""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.lstrip().startswith("#"):
            yield from ((number, found) for found in FIELD.finditer(line))


def _unsaid_faults(name: str, text: str, kind: DocumentKind) -> Iterator[TemplateFault]:
    """What the document has to say (domain facts 6) and the template leaves out; the line is that of the text."""
    said = {found[1] for _, found in _fields(text)}
    line = _line_of(text, "body" if SPECS[kind].layout is Layout.LETTER else "rows")
    for field, label in SPECS[kind].labels.items():
        if field not in said:
            yield TemplateFault(name, line, 1, f"缺少必写的字段“${{{field}}}”（{label}）")


def _part_faults(name: str, text: str, kind: DocumentKind, parts: dict[str, Any]) -> Iterator[TemplateFault]:
    """Parts that are missing, unknown or of the wrong kind."""
    letter = SPECS[kind].layout is Layout.LETTER
    needed, extra = (LETTER_PARTS, ()) if letter else (FORM_PARTS, FORM_EXTRAS)
    for part in needed:
        if not parts.get(part):
            yield TemplateFault(name, _line_of(text, part), 1, f"缺少 {part}")
    for part, value in parts.items():
        if said := _part_fault(part, value, (*needed, *extra)):
            yield TemplateFault(name, _line_of(text, part), 1, said)
    if not letter and isinstance(parts.get("rows"), list):
        yield from _row_faults(name, text, parts["rows"])


def _part_fault(part: str, value: Any, known: tuple[str, ...]) -> str:
    """What is wrong with one part, but for the cells of its rows."""
    if part not in known:
        return f"不认识的项 {part}，只能有 {'、'.join(known)}"
    wanted, said = _KINDS.get(part, (str, "一段文字"))
    if not isinstance(value, wanted):
        return f"{part} 应当是{said}"
    if part == "signatures" and not all(isinstance(entry, str) for entry in value):
        return "signatures 的每一项应当是一段文字"
    return ""


def _row_faults(name: str, text: str, rows: list[Any]) -> Iterator[TemplateFault]:
    """What is wrong with the rows of a form; the line is that of the cell's label where it can be found."""
    for number, row in enumerate(rows, start=1):
        cells = row if isinstance(row, list) and row else [None]
        label = next(
            (c["label"] for c in cells if isinstance(c, dict) and isinstance(c.get("label"), str)), ""
        )
        line = _line_of(text, "rows")
        if label and (place := text.find(f'"{label}"')) >= 0:
            line = text.count("\n", 0, place) + 1
        for said in _cells_faults(cells):
            yield TemplateFault(name, line, 1, f"表格第{number}行：{said}")


def _cells_faults(cells: list[Any]) -> Iterator[str]:
    """What is wrong with the cells of one row."""
    if not all(isinstance(cell, dict) for cell in cells):
        yield "每一格应当写成 { label = …, value = … }"
        return
    for cell in cells:
        yield from (f"不认识的项 {part}" for part in cell if part not in CELL_PARTS)
        yield from (f"{part} 写法不对" for part, kind in CELL_PARTS.items() if _wrong(cell.get(part), kind))
        yield from (f"缺少 {part}" for part in ("label", "value") if part not in cell)
        if len(str(cell.get("label", ""))) > LONGEST_LABEL:
            yield f"label 超过{LONGEST_LABEL}字"
        if isinstance(lines := cell.get("lines", 1), int) and not 1 <= lines <= MOST_LINES:
            yield f"lines 应在1到{MOST_LINES}之间"
    yield from _width_faults([cell.get("width") for cell in cells])


def _wrong(value: Any, kind: type | tuple[type, ...]) -> bool:
    """Whether a value that is there is not of its kind."""
    return value is not None and (not isinstance(value, kind) or isinstance(value, bool))


def _width_faults(widths: list[Any]) -> Iterator[str]:
    """Widths stand in every cell of a row or in none, and add up to one."""
    given = [width for width in widths if isinstance(width, int | float)]
    if given and (len(given) < len(widths) or abs(sum(given) - 1) > 0.01 or min(given) < 0.15):
        yield "width 要么每格都写、加起来等于1、每格不小于0.15，要么都不写"


def _line_of(text: str, part: str) -> int:
    """The line where a part begins; the first when it does not stand there."""
    found = re.search(rf"^\s*{re.escape(part)}\s*=", text, re.MULTILINE)
    return text.count("\n", 0, found.start(0) + len(found[0])) + 1 if found else 1
