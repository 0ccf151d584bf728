"""A clerk's ledger on the console: what would happen, the import, and the desk's own ledger as a workbook."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from app.actions.ledger import check_ledger, export_ledger, import_ledger
from app.cli.console import Console, pass_console, plain
from app.cli.documents import require_free
from app.cli.shapes import report_json
from app.domain.errors import UnreadableFile
from app.domain.ledger import ImportReport, RowProblem

MOST_LINES = 200
ledger = click.Group("ledger", help="台账。")


@ledger.command("check")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--sheet", help="只看某个工作表")
@pass_console
def check(console: Console, file: Path, sheet: str | None) -> None:
    """读一份旧台账，说出会发生什么；什么都不写。"""
    _require_file(file)
    with console.desk() as desk:
        report = console.exhaust(check_ledger(desk, path=file, sheet=sheet))
    console.tell(report_json(report), *_report_lines(report))


@ledger.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--sheet", help="只导入某个工作表")
@click.option("--rejects", type=click.Path(path_type=Path), help="把退回的行写成一个工作簿，改好后可再导入")
@pass_console
def import_(console: Console, file: Path, sheet: str | None, rejects: Path | None) -> None:
    """导入一份旧台账；要么全部写入，要么一行不写。"""
    _require_file(file)
    if rejects is not None:
        require_free(rejects)
    with console.desk() as desk:
        _, report = console.exhaust(import_ledger(desk, path=file, sheet=sheet, rejects=rejects))
    content = report_json(report)
    content["rejects"] = None
    if report.rejects_path:
        written = Path(report.rejects_path)
        content["rejects"] = {"path": str(written), "sha256": _sha256(written)}
    console.tell(content, *_report_lines(report))


def _require_file(path: Path) -> None:
    """Raise UnreadableFile when there is no such file."""
    if not path.is_file():
        raise UnreadableFile(plain(path.name), "没有这个文件", "请核对路径后再试。")


def _sha256(path: Path) -> str:
    """The hash of a file that was just written."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _report_lines(report: ImportReport) -> list[str]:
    """A report for people: the counts, then a line a problem."""
    counts = (
        f"读到{report.read}行：导入{report.imported}，重复{report.duplicates}，退回{report.rejected}，"
        f"跳过{report.skipped}"
    )
    named = len(report.mappings) > 1
    found = (*report.errors, *report.warnings, *report.notices)
    problems = [_problem_line(problem, named=named) for problem in found]
    lines = [counts if report.written else f"（试读，未写入）{counts}", *problems[:MOST_LINES]]
    if len(problems) > MOST_LINES:
        lines.append(f"……还有{len(problems) - MOST_LINES}条，用 --json 看全部")
    if report.rejects_path:
        lines.append(f"退回的行：{report.rejects_path}")
    return lines


def _problem_line(problem: RowProblem, *, named: bool) -> str:
    """The sentence, which names row and column; the sheet before it when the book has several."""
    return plain(f"{problem.sheet}：{problem.message}" if named else problem.message)


@ledger.command("export")
@click.argument("out", metavar="OUT.xlsx", type=click.Path(path_type=Path))
@pass_console
def export(console: Console, out: Path) -> None:
    """把台账写成一个工作簿。"""
    require_free(out)
    with console.desk() as desk:
        sha256 = console.exhaust(export_ledger(desk, path=out))
    console.tell({"path": str(out), "sha256": sha256}, f"已写好：{out}")
