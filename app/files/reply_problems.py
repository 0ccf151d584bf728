"""Collecting what is to be said about the cells of a reply, each with its place."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from app.domain.replies import CellProblem
from app.domain.reply_problems import SENTENCES, cell_problem
from app.files.reply_header import ReplyTable

MOST_PROBLEMS = 1_000


class Problems:
    """All that was said; more than ``MOST_PROBLEMS`` are only counted as one."""

    def __init__(self) -> None:
        self._said: list[CellProblem] = []

    @property
    def said(self) -> tuple[CellProblem, ...]:
        """The problems in the order in which they were found."""
        return tuple(self._said)

    def at(
        self, table: ReplyTable, row: int, field: str, code: str, value: str = "", detail: str = ""
    ) -> bool:
        """Say something about a field of a row; whether it is an error."""
        return self._add(code, table.sheet, row, table.letter(field), table.title(field), value, detail)

    def of_column(self, table: ReplyTable, column: int, code: str) -> None:
        """Say something about a whole column that is not read."""
        title, letter = table.titles.get(column, ""), get_column_letter(column + 1)
        self._add(code, table.sheet, table.header, letter, title or f"{letter}列", "", "")

    def of_file(self, code: str, sheet: str = "", cell: str = "", value: str = "", detail: str = "") -> None:
        """Say something about the file as a whole, or a cell of another sheet."""
        row = int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 0)
        self._add(
            code, sheet, row, cell.rstrip("0123456789"), "移送包编号" if cell else "回复表", value, detail
        )

    def _add(self, code: str, sheet: str, row: int, letter: str, title: str, value: str, detail: str) -> bool:
        """Keep one, unless there are too many; whether it is an error."""
        error = SENTENCES[code][0]
        if len(self._said) == MOST_PROBLEMS - 1:
            code, sheet, row, letter, title, value, detail = "more_problems", "", 0, "", "回复表", "", ""
        if len(self._said) < MOST_PROBLEMS:
            self._said.append(
                cell_problem(
                    code, sheet=sheet, row=row, letter=letter, title=title, value=value, detail=detail
                )
            )
        return error
