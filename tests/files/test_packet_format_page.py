"""docs/packet-format.md says what is so: its program runs, its columns and keys are those of a packet."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from app.domain.packets import packet_json
from app.files.packet_layout import TABLES
from tests.files.test_packet_verify import change_json, setting
from tests.files.test_packet_workbook import two_cases
from tests.files.workbook_surgery import edited, packet_file

PAGE = (Path(__file__).parents[2] / "docs" / "packet-format.md").read_text(encoding="utf-8")


def checked(path: Path, folder: Path) -> str:
    """What the page's own program says of a file."""
    program = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert program is not None and program[1].count("\n") <= 22
    (folder / "check.py").write_text(program[1], encoding="utf-8")
    command = [sys.executable, "-X", "utf8", folder / "check.py", path]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", cwd=folder).stdout


def test_the_program_on_the_page_finds_a_packet_sound(tmp_path: Path) -> None:
    said = checked(packet_file(tmp_path, two_cases()), tmp_path)
    assert said.splitlines() == [
        "petition-desk/transfer 2 YS-ZC01-00003", "content as hashed", "cover agrees"
    ]  # fmt: skip


def test_the_program_on_the_page_finds_changes(tmp_path: Path) -> None:
    path = edited(packet_file(tmp_path, two_cases()), setting("事项清单", "R2", "别的"))
    assert "概况: sent '反映井下津贴少发', shows '别的'" in checked(path, tmp_path)
    said = checked(edited(path, change_json("王建国", "王建军")), tmp_path)
    assert "content CHANGED" in said and "cover DIFFERS" in said


def test_the_page_names_every_sheet_and_column() -> None:
    for table in TABLES:
        assert f"| {table.name} |" in PAGE
        for column in table.columns:
            assert column.title in PAGE, column.title


def keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(keys(item) for item in value.values()))
    return set().union(*(keys(item) for item in value)) if isinstance(value, list) else set()


def test_the_page_names_every_key_of_the_content() -> None:
    assert [key for key in keys(packet_json(two_cases())) if f'"{key}"' not in PAGE] == []
