"""The desk's own ledger as a workbook."""

import datetime as dt
import io
import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.domain.codes import CaseState, Channel
from app.domain.ledger import COLUMNS
from app.files.ledger_export import write_ledger

MADE_ON = dt.date(2026, 11, 24)


def a_line(**changes: Any) -> dict[str, Any]:
    line: dict[str, Any] = {
        "number": "ZC01-20260106-0001-K",
        "serial": 1,
        "received_on": dt.date(2026, 1, 6),
        "name": "王建国",
        "id_number": "14020219800101123X",
        "phone": "13812344321",
        "unit": "综采一区",
        "channel": Channel.VISIT,
        "people_count": 3,
        "content": "反映2月工资未按时发放",
        "state": CaseState.HANDLING,
        "due_on": None,
    }
    return line | changes


def written(*lines: dict[str, Any], unit: str = "综采一区"):
    stream = io.BytesIO()
    assert write_ledger(stream, lines, unit=unit, made_on=MADE_ON) == len(lines)
    return load_workbook(io.BytesIO(stream.getvalue())).active


def test_a_title_the_columns_and_the_lines() -> None:
    sheet = written(a_line())
    assert sheet["A1"].value == "综采一区信访台账（2026年11月24日导出）"
    assert [cell.value for cell in sheet[2]] == [column.title for column in COLUMNS]
    values = dict(zip([column.key for column in COLUMNS], [cell.value for cell in sheet[3]], strict=True))
    assert {key: value for key, value in values.items() if value is not None} == {
        "number": "ZC01-20260106-0001-K",
        "serial": 1,
        "received_on": dt.datetime(2026, 1, 6),
        "name": "王建国",
        "id_number": "1402**********123X",
        "phone": "138****4321",
        "unit": "综采一区",
        "channel": "来访",
        "people_count": 3,
        "content": "反映2月工资未按时发放",
        "state": "办理中",
    }


def test_no_number_leaves_the_desk_in_full() -> None:
    stream = io.BytesIO()
    write_ledger(stream, [a_line()], unit="综采一区", made_on=MADE_ON)
    sheet = load_workbook(io.BytesIO(stream.getvalue())).active
    text = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert "14020219800101123X" not in text
    assert "13812344321" not in text


def test_what_is_masked_already_stays_as_it_is() -> None:
    sheet = written(a_line(id_number="1402**********123X", phone="138****4321"))
    assert (sheet["E3"].value, sheet["F3"].value) == ("1402**********123X", "138****4321")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", '=HYPERLINK("http://x","y")', "\x01=1"])
def test_text_is_never_a_formula(text: str) -> None:
    cell = written(a_line(content=text))["L3"]
    assert (cell.value, cell.data_type, cell.number_format) == (text.replace("\x01", ""), "s", "@")


def test_dates_are_dates_and_numbers_numbers() -> None:
    sheet = written(a_line())
    assert (sheet["C3"].is_date, sheet["C3"].number_format) == (True, "yyyy-mm-dd")
    assert sheet["B3"].data_type == "n"


def test_lines_do_not_mix_their_cells() -> None:
    sheet = written(
        a_line(), a_line(serial=2, received_on=None, name="", people_count="约3人", due_on=MADE_ON)
    )
    assert [sheet.cell(4, at).value for at in (2, 3, 4, 11)] == [2, None, None, "约3人"]
    assert sheet["R4"].value == dt.datetime(2026, 11, 24)
    assert sheet["C3"].value == dt.datetime(2026, 1, 6)


def test_it_prints_on_landscape_paper_with_its_header_on_every_page() -> None:
    sheet = written(a_line(), unit="A&B区")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (2, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$2", "$A:$A")
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:S3"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:S1"]
    assert sheet.oddFooter.left.text == "A&&B区  2026-11-24导出"
    assert sheet.column_dimensions["L"].width == 50


def test_rows_are_as_high_as_their_text() -> None:
    sheet = written(a_line(), a_line(content="反映" * 60), a_line(content="一\n二\n三"))
    assert [sheet.row_dimensions[row].height for row in (3, 4, 5)] == [None, 75.0, 45.0]


def test_progress_is_told() -> None:
    told: list[int] = []
    lines = (a_line(serial=n) for n in range(1200))
    write_ledger(io.BytesIO(), lines, unit="区", made_on=MADE_ON, progress=told.append)
    assert told == [500, 1000, 1200]


@pytest.mark.parametrize("when", [500, 900])
def test_no_names_lie_in_temporary_files_while_a_ledger_is_written_or_after_a_cancel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: int
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen: list[int] = []

    def cancel(count: int) -> None:
        seen.append(len(list(tmp_path.iterdir())))
        if count == when:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lines = (a_line() for _ in range(900))
        write_ledger(io.BytesIO(), lines, unit="区", made_on=MADE_ON, progress=cancel)
    assert set(seen) == {0}
    assert list(tmp_path.iterdir()) == []


def test_a_long_ledger_needs_no_more_memory_than_a_short_one() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        lines: Iterator[dict[str, Any]] = (a_line(serial=n, content="反映" * 40) for n in range(count))
        write_ledger(io.BytesIO(), lines, unit="区", made_on=MADE_ON)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(1500) < peak(300) + 400_000
