"""No workbook that the program makes lies in plain text in the temporary folder, not even while it is made."""

from __future__ import annotations

import io
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from app.files import sheet_spool

NAME = "欧阳测漪"
FILES = Path(sheet_spool.__file__).parent


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder of its own, and so little memory that every sheet needs it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sheet_spool, "IN_MEMORY", 1)
    yield tmp_path


@pytest.mark.parametrize("streamed", [True, False])
def test_nothing_lies_in_the_temporary_folder_while_a_workbook_is_made(folder: Path, streamed: bool) -> None:
    book = openpyxl.Workbook(write_only=streamed)
    sheet = book.create_sheet("台账")
    for n in range(200):
        sheet.append([n, NAME])
    assert os.listdir(folder) == []
    out = io.BytesIO()
    book.save(out)
    assert os.listdir(folder) == []
    rows = list(openpyxl.load_workbook(out)["台账"].values)
    assert (len(rows), rows[-1]) == (200, (199, NAME))


def test_every_module_that_makes_a_workbook_keeps_its_sheets_off_the_disk() -> None:
    makers = [
        path
        for path in sorted(FILES.glob("*.py"))
        if re.search(r"\bWorkbook\((?!name)", path.read_text("utf-8"))
    ]
    assert len(makers) >= 3
    assert [path.name for path in makers if "import sheet_spool" not in path.read_text("utf-8")] == []
