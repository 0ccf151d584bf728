import json
from pathlib import Path

import pytest

from tests.console_desk import ConsoleDesk, make_home


@pytest.fixture
def console(tmp_path: Path) -> ConsoleDesk:
    return ConsoleDesk(make_home(tmp_path / "desk"))


def a_calendar(folder: Path, days: int = 12) -> Path:
    path = folder / "2027.csv"
    path.write_text("\n".join(f"2027-02-{n:02},放假,春节" for n in range(1, days + 1)), encoding="gb18030")
    return path


def test_a_published_year_is_shown(console: ConsoleDesk) -> None:
    year = console.json("calendar", "show", "2026")
    assert (year["published"], year["workdays"], year["total"]) == (True, 248, 39)
    assert year["days"][-1] == {
        "day": "2026-10-10", "kind": "workday", "word": "调休上班", "note": "国庆节", "own": False,
    }  # fmt: skip
    shown = console.run("calendar", "show", "2026").stdout
    assert "2026-10-10  周六  调休上班  国庆节\n" in shown
    assert "1800" in console.refused("calendar", "show", "1800")
    assert "尚未公布" in console.run("calendar", "show", "2027").stdout


def test_a_day_is_set_and_reset(console: ConsoleDesk) -> None:
    made = console.json("calendar", "set", "2026-12-01", "holiday", "--note", "矿庆")
    assert (made["kind"], made["note"], made["own"]) == ("holiday", "矿庆", True)
    assert "本单位日历1天" in made["version"]
    assert console.json("calendar", "set", "2026-12-01", "上班")["kind"] == "workday"
    assert console.json("calendar", "show", "2026")["total"] == 40  # a plain Tuesday, but entered
    assert console.json("calendar", "reset", "2026-12-01")["own"] is False
    assert "2026-12-01" in console.refused("calendar", "reset", "2026-12-01")
    assert "workday" in console.refused("calendar", "set", "2026-12-01", "feast")
    assert "2026-02-30" in console.refused("calendar", "set", "2026-02-30", "holiday")


def test_a_calendar_is_imported_and_makes_the_year_known(console: ConsoleDesk, tmp_path: Path) -> None:
    done = console.json("calendar", "import", a_calendar(tmp_path))
    # 6 and 7 February 2027 are a weekend, but named
    assert (done["read"], done["imported"], done["published_years"], done["open_years"]) == (
        12,
        12,
        [2027],
        [],
    )
    assert console.json("calendar", "show", "2027")["published"] is True


def test_a_short_calendar_says_how_to_make_it_count(console: ConsoleDesk, tmp_path: Path) -> None:
    short = a_calendar(tmp_path, days=3)
    assert "--year-complete" in console.run("calendar", "import", short).stdout
    assert console.json("calendar", "import", short, "--year-complete")["published_years"] == [2027]


def test_a_wrong_or_missing_file_is_one_line(console: ConsoleDesk, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("2027-02-01,放假\n2027-02-31,放假\n", encoding="utf-8")
    assert "第2行" in console.refused("calendar", "import", tmp_path / "bad.csv")
    assert "没有这个文件" in console.refused("calendar", "import", tmp_path / "none.csv")


def test_a_year_is_declared_and_withdrawn(console: ConsoleDesk) -> None:
    declared = console.json("calendar", "declare", "2027", "--source", "放假通知")
    assert (declared["published"], declared["source"]) == (True, "放假通知")
    assert console.json("calendar", "withdraw", "2027")["published"] is False
    assert "2027" in console.refused("calendar", "withdraw", "2027")


def test_a_year_is_exported_and_nothing_is_overwritten(console: ConsoleDesk, tmp_path: Path) -> None:
    out = tmp_path / "2026.xlsx"
    written = console.json("calendar", "export", out, "--year", "2026")
    assert written["path"] == str(out) and len(written["sha256"]) == 64
    assert "已经存在" in console.refused("calendar", "export", out)
    assert "文件夹不存在" in console.refused("calendar", "export", tmp_path / "no" / "2026.xlsx")


def test_the_calculator_needs_no_desk_and_uses_the_published_calendar(tmp_path: Path) -> None:
    nowhere = ConsoleDesk(tmp_path / "nowhere")
    due = nowhere.json("deadline", "compute", "T4", "--start", "2026-09-28")
    assert (due["due_on"], due["unit"], due["provisional"]) == ("2026-10-10", "working_days", False)
    assert json.dumps(due["steps"], ensure_ascii=False).count("国庆节") == 8
