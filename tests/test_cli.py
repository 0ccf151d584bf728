"""Every command of the console, as a script would call it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.console_desk import PASSPHRASE, TODAY, WAGES, ConsoleDesk, make_home

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def fresh_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("made") / "desk")


@pytest.fixture
def desk(fresh_home: Path, tmp_path: Path) -> ConsoleDesk:
    """A desk of one's own: a copy of a closed one."""
    shutil.copytree(fresh_home, tmp_path / "desk")
    return ConsoleDesk(tmp_path / "desk")


# --- making and opening ---------------------------------------------------------------------------------------


def test_init_makes_a_desk_and_its_recovery_code_opens_it(tmp_path: Path) -> None:
    desk = ConsoleDesk(tmp_path / "new")
    words = (
        "--unit-code",
        "ZC01",
        "--unit-name",
        "综采一区",
        "--superior",
        "信访接待部门",
        "--operator",
        "郭晓梅",
    )
    made = desk.json("init", *words, "--recovery-sheet", tmp_path / "sheet.pdf")

    assert made["unit_code"] == "ZC01"
    assert made["today"] == TODAY
    assert made["fixed_today"] is True
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")

    desk.env |= {
        "PETITION_DESK_RECOVERY": made["recovery_code"],
        "PETITION_DESK_PASSPHRASE": "another-lamp-8",
    }
    assert desk.json("recovery", "unlock", "--operator", "郭晓梅")["recovered"] is True
    assert desk.json("case", "list")["total"] == 0
    desk.env["PETITION_DESK_PASSPHRASE"] = PASSPHRASE
    assert "口令不对" in desk.refused("case", "list")


def test_init_never_touches_a_desk_that_is_there(desk: ConsoleDesk) -> None:
    before = {path.name: path.read_bytes() for path in desk.home.iterdir()}
    desk.refused("init", "--unit-code", "ZC02", "--unit-name", "乙", "--superior", "丙")
    assert {path.name: path.read_bytes() for path in desk.home.iterdir()} == before


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"PETITION_DESK_PASSPHRASE": "wrong-lamp-99"}, "口令不对"),
        ({"PETITION_DESK_PASSPHRASE": None}, "PETITION_DESK_PASSPHRASE"),
        ({"PETITION_DESK_TODAY": "23/11/2026"}, "PETITION_DESK_TODAY"),
    ],
)
def test_a_desk_that_cannot_be_opened_says_why(
    desk: ConsoleDesk, changes: dict[str, str | None], said: str
) -> None:
    desk.env |= changes
    assert said in desk.refused("case", "list")


def test_no_desk_is_not_an_empty_desk(tmp_path: Path) -> None:
    assert "还没有工作台" in ConsoleDesk(tmp_path / "nothing").refused("case", "list")
    assert not (tmp_path / "nothing").exists()


def test_the_desk_says_that_its_date_was_set(desk: ConsoleDesk) -> None:
    assert "今天：2026-11-23（由 PETITION_DESK_TODAY 指定）" in desk.run("check").stdout


# --- cases ----------------------------------------------------------------------------------------------------


def test_a_case_comes_back_as_it_was_registered(desk: ConsoleDesk) -> None:
    case = desk.json("case", "register", "-", given=json.dumps(WAGES))

    assert re.fullmatch(r"ZC01-20261120-0001-[0-9A-Z]", case["number"])
    assert re.fullmatch(r"[0-9]{10}", case["query_code"])
    assert case["state"] == "registered"
    assert case["received_on"] == "2026-11-20"
    assert case["subject"] == "夜班津贴少发"
    assert case["requests"] == ["补发津贴", "说明怎样核对"]
    assert case["class"] == "C6"
    person = case["petitioners"][0]
    assert person["name"] == "王建国"
    assert person["id_number"] == "1402**********0013"
    assert person["phone"] == "138****4321"
    clock = case["deadlines"][0]
    wanted = {"rule": "T2", "starts_on": "2026-11-20", "due_on": "2026-12-05", "state": "running"}
    assert {key: clock[key] for key in wanted} == wanted
    assert desk.json("case", "show", case["number"])["query_code"] == case["query_code"]


def test_a_case_is_read_from_a_file_with_a_byte_order_mark(desk: ConsoleDesk, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(WAGES, ensure_ascii=False), encoding="utf-8-sig")
    assert desk.json("case", "register", file)["petitioners"][0]["unit"] == "综采一区"


def test_an_empty_list_of_people_is_anonymous_and_a_missing_one_is_refused(desk: ConsoleDesk) -> None:
    nobody = {"channel": "letter", "content": "班中餐凉了", "petitioners": []}
    case = desk.json("case", "register", "-", given=json.dumps(nobody))
    assert (case["anonymous"], case["petitioners"], case["received_on"]) == (True, [], TODAY)

    del nobody["petitioners"]
    assert "petitioners" in desk.refused("case", "register", "-", given=json.dumps(nobody))
    assert desk.json("case", "list")["total"] == 1


def test_lists_are_masked(desk: ConsoleDesk) -> None:
    number = desk.register()
    for words in (
        ("case", "list"),
        ("case", "find", "津贴"),
        ("case", "find", "王建国"),
        ("case", "find", "4321"),
    ):
        listed = desk.run(*words).stdout
        as_json = desk.run(*words, "--json").stdout
        for text in (listed, as_json):
            assert number in text
            assert "王*国" in text
            for hidden in ("王建国", "140203198803140013", "13800004321", "云岭小区三号楼"):
                assert hidden not in text
    listed_case = desk.json("case", "list")["cases"][0]
    assert listed_case["requests"] == ["补发津贴", "说明怎样核对"]
    assert listed_case["deadlines"][0]["due_on"] == "2026-12-05"


def test_the_list_can_be_cut_and_filtered(desk: ConsoleDesk) -> None:
    numbers = [desk.register(subject=f"第{at}件") for at in range(3)]
    desk.json("case", "waits", numbers[1])
    assert [c["number"] for c in desk.json("case", "list", "--state", "awaiting_transfer")["cases"]] == [
        numbers[1]
    ]
    assert desk.json("case", "list", "--state", "待移送")["total"] == 1
    page = desk.json("case", "list", "--limit", "2", "--offset", "1")
    assert (len(page["cases"]), page["total"]) == (2, 3)
    assert "awaiting_transfer" in desk.refused("case", "list", "--state", "nonsense")


def test_numbers_in_full_want_a_reason_and_are_recorded(desk: ConsoleDesk) -> None:
    number = desk.register()
    assert "--reason" in desk.refused("case", "show", number, "--full")
    shown = desk.json("case", "show", number, "--full", "--reason", "核对补发名单")
    person = shown["petitioners"][0]
    assert (person["id_number"], person["phone"]) == ("140203198803140013", "13800004321")
    assert person["address"] == "云岭小区三号楼二单元401"
    told = [line["text"] for line in desk.json("case", "show", number)["timeline"]]
    assert sum("核对补发名单" in line for line in told) == 3


def test_a_sealed_case_is_in_no_list_and_shows_nothing(desk: ConsoleDesk) -> None:
    words = {
        "class": "B",
        "subject": "虚报领料",
        "content": "材料领用数量不实",
        "requests": ["查清"],
        "respondent": {"name": "钱某某", "post": "副区长", "unit": "综采一区"},
    }
    number = desk.register(**words)
    assert desk.json("case", "list")["total"] == 0
    assert desk.json("case", "find", "领料")["cases"] == []
    for shown in (desk.run("case", "show", number).stdout, desk.run("case", "show", number, "--json").stdout):
        assert "检举控告类事项" in shown
        for hidden in ("领料", "不实", "查清", "钱某某", "王*国", "王建国"):
            assert hidden not in shown
    lines = desk.json("case", "show", number)["timeline"]
    read = desk.json("case", "show", number, "--reason", "密封移交前核对")
    assert (read["content"], read["petitioners"][0]["name"]) == ("材料领用数量不实", "王建国")
    assert "14020319880314" not in desk.run("case", "show", number, "--reason", "再核对一次").stdout
    told = [line["act"] for line in desk.json("case", "show", number)["timeline"][len(lines) :]]
    assert told == ["read_sealed", "read_sealed"]
    opened = desk.json("case", "show", number, "--full", "--reason", "密封移交前核对")
    assert opened["content"] == "材料领用数量不实"
    assert any("密封移交前核对" in line["text"] for line in desk.json("case", "show", number)["timeline"])


def test_a_sealed_anonymous_case_is_not_opened_unrecorded(desk: ConsoleDesk) -> None:
    number = desk.register({"petitioners": [], "content": "虚报领料", "class": "B"})
    assert desk.json("case", "show", number, "--full", "--reason", "看看")["content"] == "虚报领料"
    assert desk.json("case", "show", number)["timeline"][-1]["text"] == "查看密封事项：看看"


def test_handling_is_noted_and_a_case_passed_on(desk: ConsoleDesk) -> None:
    number = desk.register()
    noted = desk.json("case", "note", number, "核对了考勤记录", "--on", "2026-11-21", "--kind", "调查取证")
    assert noted["state"] == "handling"
    assert [(note["on"], note["kind"], note["text"]) for note in noted["notes"]] == [
        ("2026-11-21", "调查取证", "核对了考勤记录")
    ]
    assert "今天之后" in desk.refused("case", "note", number, "明天的事", "--on", "2026-11-24")
    assert desk.json("case", "waits", number, "--reason", "薪酬系统归公司")["state"] == "awaiting_transfer"
    desk.refused("case", "waits", number)


def test_what_is_not_there_is_named(desk: ConsoleDesk) -> None:
    assert "ZC01-19990101-0001-X" in desk.refused("case", "show", "ZC01-19990101-0001-X")
    assert "nowhere.json" in desk.refused("case", "register", "nowhere.json")
    assert "nowhere.xlsx" in desk.refused("ledger", "check", "nowhere.xlsx")


# --- deadlines ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "due_on", "unit"),
    [
        ("T2 --start 2026-11-20", "2026-12-05", "natural_days"),
        ("T7 --start 2026-01-31", "2026-04-01", "natural_days"),
        ("T7 --start 2026-01-31 --extend 30", "2026-05-01", "natural_days"),
        ("T7 --start 2026-11-01 --pause 2026-11-05..2026-11-07", "2027-01-03", "natural_days"),
        (
            "T7 --start 2026-11-01 --pause 2026-11-05..2026-11-06 --pause 2026-11-06..2026-11-07",
            "2027-01-03",
            None,
        ),
        # the week of the national holiday does not count, the working Saturday after it does
        ("T4 --start 2026-09-28", "2026-10-10", "working_days"),
        ("t20 --start 2024-02-29", "2025-02-28", "years"),
    ],
)
def test_the_calculator_needs_no_desk(tmp_path: Path, words: str, due_on: str, unit: str | None) -> None:
    due = ConsoleDesk(tmp_path / "none").json("deadline", "compute", *words.split())
    assert due["due_on"] == due_on
    assert due["unit"] == (unit or due["unit"])
    assert due["provisional"] is False
    assert due["rule"] == words.split()[0].upper()
    assert due["steps"]


@pytest.mark.parametrize("rule", [f"T{number}" for number in range(1, 25)])
def test_every_rule_is_computed_or_refused_with_its_reason(tmp_path: Path, rule: str) -> None:
    desk = ConsoleDesk(tmp_path / "none")
    words = ("deadline", "compute", rule, "--start", "2026-03-02")
    if rule in {"T1", "T6", "T12", "T19"}:
        assert "没有法定天数" in desk.refused(*words)
    else:
        assert desk.json(*words)["due_on"] > "2026-03-02"


@pytest.mark.parametrize(
    "words",
    [
        "T99 --start 2026-01-01",
        "T7 --start 2026-02-30",
        "T7 --start 20260101",
        "T7 --start 9999-12-31",
        "T7 --start 2026-01-01 --extend 31",
        "T7 --start 2026-01-01 --extend -1",
        "T7 --start 2026-01-01 --extend 99999999999999999999",
        "T2 --start 2026-01-01 --extend 1",
        "T7 --start 2026-01-01 --pause 2026-01-05",
        "T7 --start 2026-01-01 --pause 2026-01-05..2026-01-04",
        "T7 --start 2026-01-01 --pause 2026-01-05..soon",
    ],
)
def test_the_calculator_refuses_in_one_line(tmp_path: Path, words: str) -> None:
    ConsoleDesk(tmp_path / "none").refused("deadline", "compute", *words.split())


def test_what_is_due_and_why(desk: ConsoleDesk) -> None:
    number = desk.register()
    listed = desk.json("deadline", "list")
    assert listed["total"] == 1
    assert (listed["deadlines"][0]["number"], listed["deadlines"][0]["level"]) == (number, "normal")
    later = desk.json("deadline", "list", "--on", "2026-12-06")
    assert (later["on"], later["deadlines"][0]["level"]) == ("2026-12-06", "overdue")
    assert later["deadlines"][0]["state"] == "overdue"

    why = desk.json("deadline", "why", number)
    assert why["deadlines"][0]["due_on"] == "2026-12-05"
    assert any("当日不计入" in step for step in why["deadlines"][0]["steps"])


# --- the desk itself ------------------------------------------------------------------------------------------


def test_the_desk_examines_itself(desk: ConsoleDesk) -> None:
    checked = desk.json("check")
    assert checked["ok"] is True
    assert all(line["name"] and line["text"] for line in checked["checks"])
    assert desk.json("history", "verify")["ok"] is True


def test_a_backup_is_made_verified_and_restored(desk: ConsoleDesk, tmp_path: Path) -> None:
    number = desk.register()
    (tmp_path / "stick").mkdir()
    made = desk.json("backup", "create", tmp_path / "stick")
    assert made["cases"] == 1
    assert desk.json("backup", "verify", made["path"])["sha256"] == made["sha256"]

    other = ConsoleDesk(tmp_path / "restored")
    other.json("backup", "restore", made["path"])
    assert other.json("case", "list")["cases"][0]["number"] == number
    other.refused("backup", "restore", made["path"])
    desk.refused("backup", "create", tmp_path / "no-such-folder")
    desk.refused("backup", "verify", tmp_path / "nothing.backup")


# --- the command line -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "nonsense",
        "case nonsense",
        "case list --nonsense",
        "case show",
        "deadline compute T7",
        "case list --limit x",
        "init",
    ],
)
def test_wrong_usage_has_its_own_exit_status(desk: ConsoleDesk, words: str) -> None:
    result = desk.run(*words.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("错误：")
    answer = desk.run(*words.split(), "--json")
    assert answer.exit_code == 2
    assert json.loads(answer.stdout)["error"]["code"] == "usage"


def test_json_and_home_stand_before_or_after(desk: ConsoleDesk) -> None:
    desk.register()
    before = desk.run("--json", "case", "list").stdout
    between = desk.run("case", "--json", "list").stdout
    after = desk.run("case", "list", "--json").stdout
    assert before == between == after
    home = ConsoleDesk(Path("/nowhere"))
    home.env = desk.env
    assert home.run("case", "list", "--home", desk.home, "--json").stdout == after
    # what stands after two dashes is a text to look for, not a choice
    assert desk.run("case", "find", "--", "--json").stdout.startswith("今天")


def run_process(
    *words: str | Path, home: Path, given: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "PETITION_DESK_PASSPHRASE": PASSPHRASE, "PETITION_DESK_TODAY": TODAY}
    line = [sys.executable, "-m", "app.cli", "--home", str(home), *map(str, words)]
    return subprocess.run(line, cwd=ROOT, env=env, input=given, capture_output=True, check=False)


def test_a_process_speaks_utf8_whatever_the_machine_says(desk: ConsoleDesk) -> None:
    os.environ["PYTHONIOENCODING"] = "ascii"
    try:
        done = run_process("case", "register", "-", home=desk.home, given=json.dumps(WAGES).encode())
    finally:
        del os.environ["PYTHONIOENCODING"]
    assert (done.returncode, done.stderr) == (0, b"")
    assert "查询码".encode() in done.stdout


@pytest.mark.parametrize("given", [b"", b"nothing", b'{"a": 1e999}'])
def test_what_is_no_case_is_refused_in_one_line(desk: ConsoleDesk, given: bytes) -> None:
    assert desk.refused("case", "register", "-", given=given)


@pytest.mark.parametrize("given", [b"\xff\xfe\x00", b"[" * 200_000])
def test_a_process_refuses_without_a_traceback(desk: ConsoleDesk, given: bytes) -> None:
    done = run_process("case", "register", "-", home=desk.home, given=given)
    assert done.returncode == 1
    assert done.stderr.decode().startswith("错误：")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close differently there")
def test_nobody_reading_is_no_traceback(desk: ConsoleDesk) -> None:
    read, write = os.pipe()
    os.close(read)
    env = {**os.environ, "PETITION_DESK_PASSPHRASE": PASSPHRASE}
    line = [sys.executable, "-m", "app.cli", "--home", str(desk.home), "document", "kinds"]
    with os.fdopen(write, "wb") as closed:
        done = subprocess.run(line, cwd=ROOT, env=env, stdout=closed, stderr=subprocess.PIPE, check=False)
    assert done.stderr == b""
