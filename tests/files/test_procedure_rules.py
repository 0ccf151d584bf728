"""The numbers that a unit decides: its own file above the program's, checked key by key."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from app.actions.codes import group_visit_from
from app.actions.deadlines import levels_ahead
from app.actions.desk import Desk
from app.actions.outbox import outbox
from app.actions.packets import export_packet
from app.domain.errors import UnreadableFile
from app.files.procedure_rules import PROCEDURE, procedure_numbers
from tests.desks import DESK_DAY, exhaust
from tests.stations import waiting


def own(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / PROCEDURE).write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_of_its_own_a_unit_has_the_shipped_numbers(tmp_path: Path) -> None:
    shipped = procedure_numbers()
    assert procedure_numbers(tmp_path) == shipped
    assert (shipped.group_from, shipped.soon, shipped.week) == (5, 3, 7)
    assert (shipped.long_right, shipped.receipt_days) == (30, 10)


def test_a_unit_changes_single_numbers_and_an_edit_counts_at_once(tmp_path: Path) -> None:
    folder = own(tmp_path, "[packets]\nreceipt_days = 15\n")
    assert procedure_numbers(folder).receipt_days == 15
    assert procedure_numbers(folder).group_from == procedure_numbers().group_from
    own(tmp_path, "[group_visit]\nfrom = 6\n")
    assert (procedure_numbers(folder).receipt_days, procedure_numbers(folder).group_from) == (10, 6)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[packets]\nreceipt_days = 0\n", "1至90"),
        ("[packets]\nreceipt_days = 91\n", "1至90"),
        ('[packets]\nreceipt_days = "十"\n', "整数"),
        ("[packets]\nreceipt_days = true\n", "整数"),
        ("[packets]\nother = 3\n", "没有这一项"),
        ("[levels]\nsoon = 9\nweek = 8\n", "soon"),
        ("receipt_days = 3\n", "不是一段"),
        ("[packets\n", "写法不对"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words) as caught:
        procedure_numbers(own(tmp_path, text))
    assert PROCEDURE in str(caught.value)


def test_another_spelling_of_characters_is_refused(tmp_path: Path) -> None:
    (tmp_path / PROCEDURE).write_bytes("# 口径\n[packets]\nreceipt_days = 3\n".encode("gbk"))
    with pytest.raises(UnreadableFile, match="UTF-8"):
        procedure_numbers(tmp_path)


def test_the_desk_counts_by_its_own_file(desk: Desk, tmp_path: Path) -> None:
    own(
        desk.rules_folder,
        "[packets]\nreceipt_days = 2\n[levels]\nsoon = 5\nweek = 9\n[group_visit]\nfrom = 8\n",
    )
    waiting(desk)
    (tmp_path / "stick").mkdir()
    exhaust(export_packet(desk, folder=tmp_path / "stick"))
    assert outbox(desk)[0].receipt_due == DESK_DAY + dt.timedelta(2)
    assert levels_ahead(desk).soon == 5
    assert group_visit_from(desk) == 8
