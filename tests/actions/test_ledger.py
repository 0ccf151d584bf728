import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from app.actions.cases import count_cases, get_case, list_cases, view_case
from app.actions.checks import verify_history
from app.actions.desk import Desk
from app.actions.ledger import (
    CHUNK,
    check_ledger,
    export_ledger,
    import_ledger,
    propose_mappings,
    remember_mapping,
)
from app.actions.sealed import own_sealed, seen_case
from app.domain.cases import CaseFilter
from app.domain.codes import CaseClass, Origin
from app.domain.errors import FileExists, Incomplete, InvalidField, UnreadableFile
from app.domain.petitioners import Petitioner
from tests.desks import exhaust, register

SAMPLE = Path(__file__).parent.parent / "fixtures" / "ledger" / "ledger-sample.xlsx"
TITLES = ["序号", "收到日期", "信访人姓名", "身份证号", "联系电话", "反映内容"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small ledger: three good rows, one without a matter, one month 13, one doubled."""
    rows = [
        [1, "2026-03-02", "王建国", "14020219800101123X", "13812344321", "井下津贴少发三个月"],
        [2, "2026-03-03", "李芳", "", "13900001111", "宿舍冬季不供暖"],
        [3, "2026-03-04", "赵强", "", "", "工伤认定材料未报"],
        [4, "2026-03-05", "孙立", "", "", ""],
        [5, "2026-13-05", "周平", "", "", "加班费未付"],
        [6, "2026-03-02", "王建国", "14020219800101123X", "13812344321", "井下津贴少发三个月"],
    ]
    return written(tmp_path / "台账.xlsx", rows)


def written(path: Path, rows: list[list[object]], titles: list[str] = TITLES) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (titles, *rows):
        sheet.append(row)
    made.save(path)
    return path


def figures(report: object) -> tuple[int, ...]:
    return tuple(getattr(report, name) for name in ("read", "imported", "duplicates", "rejected", "skipped"))


def test_the_dry_run_says_what_the_import_does_and_writes_nothing(desk: Desk, book: Path) -> None:
    lines = verify_history(desk).lines
    said = exhaust(check_ledger(desk, path=book))
    assert figures(said)[1:4] == (3, 1, 2) and not said.written
    assert count_cases(desk, where=CaseFilter()) == 0 and verify_history(desk).lines == lines
    changes, done = exhaust(import_ledger(desk, path=book))
    assert changes.bulk and done.written
    assert figures(done) == figures(said)
    assert (done.errors, done.warnings) == (said.errors, said.warnings)
    assert count_cases(desk, where=CaseFilter()) == 3
    assert {problem.row for problem in done.errors} == {5, 6}


def test_the_sample_does_what_its_dry_run_says(desk: Desk) -> None:
    said = exhaust(check_ledger(desk, path=SAMPLE))
    _, done = exhaust(import_ledger(desk, path=SAMPLE))
    assert figures(said) == figures(done)
    assert said.imported == count_cases(desk, where=CaseFilter()) > 100
    assert verify_history(desk).broken_at is None


def test_the_same_file_twice_and_under_another_name_brings_nothing_twice(
    desk: Desk, book: Path, tmp_path: Path
) -> None:
    exhaust(import_ledger(desk, path=book))
    other = Path(shutil.copy(book, tmp_path / "另存.xlsx"))
    for path in (book, other):
        _, again = exhaust(import_ledger(desk, path=path))
        assert (again.imported, again.duplicates, again.rejected) == (0, 4, 2)
    assert count_cases(desk, where=CaseFilter()) == 3
    assert {p.code for p in again.warnings} >= {"duplicate"}


def test_imported_cases_carry_where_they_came_from(desk: Desk, book: Path) -> None:
    exhaust(import_ledger(desk, path=book))
    row = next(r for r in list_cases(desk, where=CaseFilter(text="井下津贴")))
    case = seen_case(desk, row.number)
    assert (case.origin, case.received_on) == (Origin.LEDGER, dt.date(2026, 3, 2))
    assert case.petitioners[0] == Petitioner("王建国", "14020219800101123X", "13812344321")
    assert view_case(desk, number=row.number).deadlines[0].due_on == dt.date(2026, 3, 17)


def test_a_cancelled_import_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [n, "2026-03-02", f"职工{n}", "", "", f"第{n}件，津贴少发"] for n in range(1, CHUNK + 100)
    ]
    work = import_ledger(desk, path=written(tmp_path / "long.xlsx", rows))
    next(work)
    next(work)
    work.close()
    assert count_cases(desk, where=CaseFilter()) == 0
    for table in ("imports", "serials", "case_grams"):
        assert desk.store.value(f"SELECT count(*) FROM {table}") == 0
    assert register(desk, received_on=dt.date(2026, 3, 2))[14:18] == "0001"


def test_rejects_come_in_once_they_are_corrected(desk: Desk, book: Path, tmp_path: Path) -> None:
    rejects = tmp_path / "退回.xlsx"
    _, report = exhaust(import_ledger(desk, path=book, rejects=rejects))
    assert report.rejects_path == str(rejects)
    opened = openpyxl.load_workbook(rejects)
    sheet = opened.active
    assert sheet is not None
    titles = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[titles.index("信访人姓名")].value == "孙立":
            row[titles.index("反映内容")].value = "房屋漏水"
        else:
            row[titles.index("收到日期")].value = "2026-03-06"
    opened.save(tmp_path / "改好.xlsx")
    _, corrected = exhaust(import_ledger(desk, path=tmp_path / "改好.xlsx"))
    assert (corrected.imported, corrected.rejected) == (2, 0)
    names = {get_case(desk, number=r.number).people_line for r in list_cases(desk, where=CaseFilter())}
    assert names == {"王建国", "李芳", "赵强", "孙立", "周平"}


def test_rejects_never_replace_a_file_and_then_nothing_comes_in(
    desk: Desk, book: Path, tmp_path: Path
) -> None:
    (tmp_path / "there.xlsx").write_bytes(b"mine")
    with pytest.raises(FileExists):
        exhaust(import_ledger(desk, path=book, rejects=tmp_path / "there.xlsx"))
    assert (tmp_path / "there.xlsx").read_bytes() == b"mine"
    assert count_cases(desk, where=CaseFilter()) == 0


def test_without_rejects_no_file_is_written(desk: Desk, tmp_path: Path) -> None:
    good = written(tmp_path / "good.xlsx", [[1, "2026-03-02", "王建国", "", "", "津贴少发"]])
    _, report = exhaust(import_ledger(desk, path=good, rejects=tmp_path / "none.xlsx"))
    assert report.rejects_path == "" and not (tmp_path / "none.xlsx").exists()


def test_a_row_with_a_doubtful_identity_number_still_comes_in_without_it(desk: Desk, tmp_path: Path) -> None:
    path = written(
        tmp_path / "x.xlsx", [[1, "2026-03-02", "王建国", 1.40202198001e17, "13812344321", "津贴少发"]]
    )
    _, report = exhaust(import_ledger(desk, path=path))
    assert (report.imported, report.rejected) == (1, 0)
    case = get_case(desk, number=list_cases(desk, where=CaseFilter())[0].number)
    assert case.petitioners[0].id_number == ""
    assert any(p.column == "身份证号" for p in report.warnings)


def test_a_chosen_mapping_is_remembered_for_the_next_file_of_that_shape(desk: Desk, tmp_path: Path) -> None:
    titles = ["甲", "乙", "丙"]
    path = written(tmp_path / "odd.xlsx", [["2026-03-02", "王建国", "津贴少发"]], titles)
    with pytest.raises((Incomplete, UnreadableFile)):
        exhaust(check_ledger(desk, path=path))
    mapping = propose_mappings(desk, path=path)[0]
    chosen = replace(mapping, columns={0: "received_on", 1: "name", 2: "content"})
    assert exhaust(check_ledger(desk, path=path, mappings=[chosen])).imported == 1
    remember_mapping(desk, mapping=chosen)
    other = written(tmp_path / "next.xlsx", [["2026-03-09", "李芳", "不供暖"]], titles)
    assert exhaust(import_ledger(desk, path=other))[1].imported == 1


def test_a_sheet_nobody_has_and_a_file_that_is_none_are_named(desk: Desk, book: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidField, match="一月"):
        exhaust(check_ledger(desk, path=book, sheet="一月"))
    (tmp_path / "no.xlsx").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(UnreadableFile):
        exhaust(import_ledger(desk, path=tmp_path / "no.xlsx"))
    with pytest.raises(UnreadableFile):
        exhaust(check_ledger(desk, path=tmp_path / "gone.xlsx"))


def test_the_exported_ledger_is_masked_and_without_sealed_cases(desk: Desk, tmp_path: Path) -> None:
    said = "津贴少发，证件14020219800101123X，电话13812344321"
    person = Petitioner("王建国", "14020219800101123X", "13812344321", address="云冈区新平旺街道1号楼")
    number = register(desk, petitioners=(person,), content=said, note=said)
    register(desk, "周密封", case_class=CaseClass.B, content="区长收礼")
    register(desk, "吴保密", confidential=True)
    exhaust(export_ledger(desk, path=tmp_path / "out.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    values = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    text = "\n".join(values)
    for secret in ("王建国", "14020219800101123X", "13812344321", "周密封", "吴保密", "区长收礼", "1号楼"):
        assert secret not in text
    assert {"王*国", "1402**********123X", "138****4321", number, "来访", "已登记"} <= set(values)
    assert sheet.max_row == 3
    assert view_case(desk, number=number).timeline[-1].act == "register"
    assert desk.store.value("SELECT count(*) FROM history WHERE act = 'export_ledger'") == 1


def test_an_exported_ledger_keeps_to_the_filter_and_replaces_no_file(desk: Desk, tmp_path: Path) -> None:
    register(desk, unit="机电队")
    register(desk, "李芳", unit="采煤队")
    exhaust(export_ledger(desk, path=tmp_path / "a.xlsx", where=CaseFilter(unit="机电队")))
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active.max_row == 3  # type: ignore[union-attr]
    with pytest.raises(FileExists):
        exhaust(export_ledger(desk, path=tmp_path / "a.xlsx"))


def test_a_repeat_of_a_case_from_an_earlier_ledger_is_pointed_out(desk: Desk, tmp_path: Path) -> None:
    header = "日期,姓名,身份证号,反映事项\n"
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    matter = "反映家属区供暖温度不达标，多次报修无人处理"
    first.write_text(f"{header}2026-10-08,王建国,14020219800101123X,{matter}\n", encoding="utf-8")
    second.write_text(f"{header}2026-11-08,王建国,14020219800101123X,{matter}，仍未解决\n", encoding="utf-8")
    exhaust(import_ledger(desk, path=first))
    _, report = exhaust(import_ledger(desk, path=second))
    assert report.imported == 1
    assert [problem.code for problem in report.warnings] == ["repeat_suspected"]
    assert "已登记的ZC01-20261008-0001" in report.warnings[0].message


def test_what_the_ledger_itself_calls_an_accusation_comes_in_sealed_and_that_is_said(
    desk: Desk, tmp_path: Path
) -> None:
    rows: list[list[object]] = [
        [1, "2026-03-02", "王建国", "", "", "反映区长私分材料款", "检举控告"],
        [2, "2026-03-03", "李芳", "", "", "宿舍冬季不供暖", "生活后勤"],
    ]
    _, report = exhaust(
        import_ledger(desk, path=written(tmp_path / "台账.xlsx", rows, [*TITLES, "内容分类"]))
    )
    assert report.imported == 2
    (said,) = (problem for problem in report.warnings if problem.code == "accusation_sealed")
    assert said.row == 2 and "密封事项登记" in said.message and not said.notice
    assert [row.people for row in list_cases(desk, where=CaseFilter())] == ["李*"]
    assert len(own_sealed(desk)) == 1
