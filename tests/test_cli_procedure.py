"""The procedure's commands one by one: lists, forms, many papers at once, channels, groups, people, units."""

import json
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.console_desk import PASSPHRASE, WAGES, ConsoleDesk, make_home
from tests.walks.papers import REPLY, ROUTE


@pytest.fixture(scope="module")
def fresh_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("made") / "desk")


@pytest.fixture
def desk(fresh_home: Path, tmp_path: Path) -> ConsoleDesk:
    shutil.copytree(fresh_home, tmp_path / "desk")
    return ConsoleDesk(tmp_path / "desk")


def settings(fields: dict[str, str]) -> list[str]:
    return [word for name, text in fields.items() for word in ("--set", f"{name}={text}")]


def registered(desk: ConsoleDesk, **changes: Any) -> Any:
    return desk.json("case", "register", "-", given=json.dumps({**WAGES, **changes}))


# --- acts and forms -------------------------------------------------------------------------------------------


def test_what_may_be_done_is_listed_and_with_all_why_the_rest_may_not(desk: ConsoleDesk) -> None:
    number = desk.register()
    possible = desk.json("case", "acts", number)
    assert all(act["allowed"] and not act["why"] for act in possible["acts"])
    everything = desk.json("case", "acts", number, "--all")
    assert everything["total"] > possible["total"] == len(possible["acts"])
    refused = {act["name"]: act["why"] for act in everything["acts"] if not act["allowed"]}
    assert "有权处理" in refused["accept"]
    assert "只有待移送" in refused["export"]
    shown = desk.json("case", "show", number)["acts"]
    assert {(a["name"], a["allowed"], a["why"]) for a in shown} == {
        (a["name"], a["allowed"], a["why"]) for a in everything["acts"]
    }
    lines = desk.run("case", "acts", number, "--all").stdout
    assert "不能：" in lines
    assert "cannot_settle" in lines


def test_a_form_names_its_fields_choices_and_what_stands_in_them(desk: ConsoleDesk) -> None:
    number = desk.register()
    form = desk.json("case", "form", number, "reply")
    fields = {field["name"]: field for field in form["fields"]}
    assert list(fields) == ["result_1", "answer_1", "result_2", "answer_2", "facts", "basis", "officer"]
    assert {"value": "supported", "label": "支持"} in fields["result_1"]["choices"]
    assert fields["result_1"]["hint"] == "补发津贴"
    assert (fields["officer"]["value"], fields["facts"]["required"]) == ("郭晓梅", True)
    assert (form["document"], form["letter"]) == ("reply", True)
    assert "必填" in desk.run("case", "form", number, "reply").stdout
    assert "有权处理" in desk.refused("case", "form", number, "accept")
    assert "没有“punish”" in desk.refused("case", "form", number, "punish")


def test_fields_come_from_a_file_and_from_the_line(desk: ConsoleDesk, tmp_path: Path) -> None:
    number = desk.register()
    file = tmp_path / "fields.json"
    file.write_text(json.dumps({**REPLY, "basis": "旧的依据"}), encoding="utf-8")
    out = tmp_path / "reply.pdf"
    done = desk.json(
        "case",
        "act",
        number,
        "reply",
        "--on",
        "2026-11-22",
        "--fields",
        file,
        "--set",
        "basis=第六条",
        "--out",
        out,
    )
    assert (done["state"], done["act"], done["waits_for_leader"]) == ("replied", "reply", False)
    assert done["document"]["path"] == str(out)
    assert out.read_bytes().startswith(b"%PDF-")
    record = done["records"][0]
    assert (record["on"], record["fields"]["basis"], record["state_before"]) == (
        "2026-11-22",
        "第六条",
        "registered",
    )
    assert record["document_id"] == done["document"]["id"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("punish",), "没有“punish”"),
        (("accept",), "有权处理"),
        (("undo",), "case undo"),
        (("export",), "packet export"),
        (("attach",), "case attach"),
        (("case_file",), "case_file"),
        (("cannot_settle", "--set", "colour=red"), "没有“colour”这一栏"),
        (("cannot_settle", "--set", "reason"), "栏目=内容"),
        (("cannot_settle", "--on", "2026-11-24"), "今天之后"),
        (("cannot_settle", "--on", "2026-13-01"), "2026-11-23"),
        (("cannot_settle", "--out", "x.pdf"), "没有文书"),
        (("classify", "--set", "case_class=C9", "--set", "reason=x"), "分类只能是"),
        (("reply", "--fields", "nowhere.json"), "nowhere.json"),
        (("reply", "--out", "nowhere/x.pdf"), "文件夹不存在"),
    ],
)
def test_an_act_that_cannot_be_done_says_why_and_does_nothing(
    desk: ConsoleDesk, words: tuple[str, ...], said: str
) -> None:
    number = desk.register()
    assert said in desk.refused("case", "act", number, *words)
    assert desk.json("case", "records", number)["total"] == 0


def test_records_keep_what_was_taken_back_and_why(desk: ConsoleDesk) -> None:
    number = desk.register()
    assert "没有可以撤销" in desk.refused("case", "undo", number, "--reason", "记错")
    desk.json("case", "act", number, "cannot_settle", "--set", "reason=公司核定")
    undone = desk.json("case", "undo", number, "--reason", "可以自己解决")
    assert (undone["state"], undone["undone"]["act"]) == ("registered", "cannot_settle")
    (record,) = desk.json("case", "records", number)["records"]
    assert (record["undone"]["by"], record["undone"]["reason"]) == ("郭晓梅", "可以自己解决")
    assert "已撤销（郭晓梅：可以自己解决）" in desk.run("case", "records", number).stdout
    assert desk.run("case", "undo", number, "--reason", "x", "--act", "reply").exit_code == 2


def test_what_is_shown_of_a_sealed_case_tells_nothing_of_it(desk: ConsoleDesk) -> None:
    number = desk.register(confidential=True)
    desk.json("case", "act", number, "classify", "--set", "case_class=C2", "--set", "reason=津贴争议")
    text = json.dumps(desk.json("case", "show", number), ensure_ascii=False)
    for word in ("津贴", "王建国", "1402", "13800004321"):
        assert word not in text
    shown = json.loads(text)
    assert shown["seal_number"] == "F20260001"
    assert shown["records"][0]["fields"] == {}
    assert "seal_number" not in desk.json("case", "show", desk.register())


def test_neither_a_form_nor_a_record_of_a_sealed_case_says_its_words(desk: ConsoleDesk) -> None:
    number = desk.register(confidential=True)
    form = desk.run("case", "form", number, "receipt_notice", "--json").stdout
    assert '"name": "procedure"' in form
    desk.json("case", "act", number, "classify", "--set", "case_class=C2", "--set", "reason=津贴争议")
    desk.json("case", "undo", number, "--reason", "王建国说不是争议")
    said = (
        form
        + desk.run("case", "records", number).stdout
        + desk.run("case", "records", number, "--json").stdout
    )
    for words in ("津贴", "王建国", "补发"):
        assert words not in said
    assert "已撤销（郭晓梅）" in said


def test_clocks_are_shown_with_whose_they_are_and_every_step(desk: ConsoleDesk) -> None:
    number = desk.register(origin="superior")
    desk.json(
        "case", "act", number, "name_due_date", "--set", "assign_number=3号", "--set", "due_on=2026-12-31"
    )
    clocks = {clock["rule"]: clock for clock in desk.json("case", "show", number)["deadlines"]}
    assert set(clocks) == {"T3", "T4", "T6"}
    assert (clocks["T3"]["whose"], clocks["T3"]["extend_days"], clocks["T3"]["pauses"]) == ("duty", 0, [])
    why = {one["rule"]: one for one in desk.json("deadline", "why", number)["deadlines"]}
    assert why["T6"]["steps"][-1] == "到期：2026-12-31（由交办单位指定，T6 交办反馈）"
    assert (why["T4"]["unit"], why["T4"]["due_on"]) == ("working_days", "2026-11-27")


def test_a_date_moves_with_the_calendar_only_when_it_is_confirmed(desk: ConsoleDesk) -> None:
    number = desk.register(origin="superior")
    assert desk.json("deadline", "moved")["total"] == 0
    desk.json("calendar", "set", "2026-11-26", "holiday", "--note", "停电检修放假")

    def objection() -> str:
        clocks = desk.json("case", "show", number)["deadlines"]
        return str(next(clock["due_on"] for clock in clocks if clock["rule"] == "T4"))

    assert objection() == "2026-11-27"
    (moved,) = desk.json("deadline", "moved")["moved"]
    assert (moved["number"], moved["rule"], moved["old"], moved["new"]) == (
        number,
        "T4",
        "2026-11-27",
        "2026-11-30",
    )
    assert desk.json("deadline", "confirm")["cases"] == [number]
    assert objection() == "2026-11-30"
    assert desk.json("deadline", "moved")["total"] == 0


# --- registering ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["visit", "letter", "phone", "online", "fax", "outreach"])
@pytest.mark.parametrize("origin", ["direct", "superior", "instructed"])
def test_every_channel_and_origin_is_registered_each_in_its_own_column(
    desk: ConsoleDesk, channel: str, origin: str
) -> None:
    case = registered(desk, channel=channel, origin=origin)
    assert (case["channel"], case["origin"]) == (channel, origin)
    rules = {clock["rule"] for clock in case["deadlines"]}
    assert rules == ({"T3", "T4"} if origin == "superior" else {"T2"})


def people(count: int, representatives: int) -> list[dict[str, Any]]:
    names = "赵钱孙李周吴郑王冯陈"
    return [{"name": f"{names[at]}某", "representative": at < representatives} for at in range(count)]


@pytest.mark.parametrize(
    ("changes", "warned"),
    [
        ({"people_count": 5, "petitioners": people(2, 0)}, True),
        ({"people_count": 12, "petitioners": people(1, 0)}, True),
        ({"people_count": 5, "petitioners": people(2, 2)}, False),
        ({"people_count": 9, "petitioners": people(5, 5)}, False),
        ({"people_count": 4, "petitioners": people(2, 0)}, False),
        ({"people_count": 30, "petitioners": people(2, 0), "channel": "letter"}, False),
        ({"people_count": 6, "petitioners": people(2, 0), "channel": "outreach"}, True),
    ],
)
def test_a_group_visit_without_representatives_is_registered_with_a_warning(
    desk: ConsoleDesk, changes: dict[str, Any], warned: bool
) -> None:
    case = registered(desk, **changes)
    assert [("推选代表" in warning) for warning in case["warnings"]] == ([True] if warned else [])


def test_more_than_five_representatives_are_refused(desk: ConsoleDesk) -> None:
    crowd = json.dumps({**WAGES, "people_count": 9, "petitioners": people(6, 6)})
    assert "代表不得超过5人" in desk.refused("case", "register", "-", given=crowd)
    assert desk.json("case", "list")["total"] == 0


def test_a_file_is_kept_with_a_case(desk: ConsoleDesk, tmp_path: Path) -> None:
    number = desk.register()
    (tmp_path / "回证.txt").write_text("扫描的回证", encoding="utf-8")
    done = desk.json("case", "attach", number, tmp_path / "回证.txt")
    assert [one["name"] for one in done["attachments"]] == ["回证.txt"]
    assert "nothing.txt" in desk.refused("case", "attach", number, tmp_path / "nothing.txt")
    paper = desk.json("document", "issue", number, "slip", "--out", tmp_path / "1.pdf")["document"]["id"]
    proof = desk.json("case", "attach", number, tmp_path / "回证.txt", "--document", str(paper))
    assert [one["document_id"] for one in proof["attachments"]] == [0, paper]
    assert "99" in desk.refused("case", "attach", number, tmp_path / "回证.txt", "--document", "99")


# --- papers ---------------------------------------------------------------------------------------------------


def test_a_paper_is_issued_by_the_act_that_it_belongs_to(desk: ConsoleDesk, tmp_path: Path) -> None:
    number = desk.register(**{"class": "C2"})
    out = tmp_path / "notice.pdf"
    written = desk.json("document", "issue", number, "lawful_route_notice", "--out", out, *settings(ROUTE))
    assert (written["document"]["kind"], written["document"]["serve"]) == ("lawful_route_notice", True)
    assert desk.json("case", "show", number)["state"] == "guided"
    form = tmp_path / "form.pdf"
    assert desk.json("document", "issue", number, "registration_form", "--out", form)["sha256"]
    assert desk.json("case", "show", number)["state"] == "guided"


def test_many_papers_at_once_name_what_could_not_be_issued(desk: ConsoleDesk, tmp_path: Path) -> None:
    good = [desk.register(**{"class": "C2"}) for _ in range(2)]
    bad = desk.register(**{"class": "A"})
    run = desk.json(
        "document",
        "batch",
        "lawful_route_notice",
        *good,
        bad,
        "ZC01-19990101-0001-X",
        "--out",
        tmp_path,
        *settings(ROUTE),
    )
    assert [one["document"]["case_number"] for one in run["documents"]] == good
    assert all(Path(one["path"]).read_bytes().startswith(b"%PDF-") for one in run["documents"])
    assert [one["number"] for one in run["failures"]] == [bad, "ZC01-19990101-0001-X"]
    assert "引导法定途径只用于" in run["failures"][0]["message"]
    assert desk.json("case", "show", bad)["state"] == "registered"
    assert "引导法定途径" in desk.refused(
        "document", "batch", "lawful_route_notice", bad, "--out", tmp_path, *settings(ROUTE)
    )
    assert "逐件" in desk.refused("document", "batch", "slip", bad, "--out", tmp_path)


def test_a_paper_is_taken_back_and_issued_anew_and_both_are_kept(desk: ConsoleDesk, tmp_path: Path) -> None:
    number = desk.register()
    fields = {"procedure": "属于本单位职责", "time_limit": "尽快"}
    first = desk.json(
        "document", "issue", number, "receipt_notice", "--out", tmp_path / "1.pdf", *settings(fields)
    )
    again = desk.json(
        "document", "reissue", str(first["document"]["id"]), "--reason", "写错了期限", "--out", tmp_path / "2.pdf",
        "--set", "time_limit=一个月内",
    )  # fmt: skip
    papers = {paper["id"]: paper for paper in desk.json("document", "list", number)["documents"]}
    assert papers[first["document"]["id"]]["withdrawn"] == "写错了期限"
    assert papers[again["document"]["id"]]["withdrawn"] is None
    assert papers[again["document"]["id"]]["number"] != papers[first["document"]["id"]]["number"]
    assert "已经收回" in desk.refused(
        "document", "withdraw", str(first["document"]["id"]), "--reason", "再收一次"
    )


def test_a_copy_more_is_marked_and_its_reason_is_registered(desk: ConsoleDesk, tmp_path: Path) -> None:
    number = desk.register()
    slip = desk.json("document", "issue", number, "slip", "--out", tmp_path / "1.pdf")["document"]["id"]
    more = desk.json("document", "print", str(slip), "--out", tmp_path / "2.pdf", "--reason", "信访人遗失")
    assert more["document"]["reprints"] == 1
    register = desk.json("document", "printings", str(slip))["printings"]
    assert [(line["reprint"], line["reason"]) for line in register] == [(1, "信访人遗失"), (0, "")]
    assert "补打1" in desk.run("document", "printings").stdout
    assert "补打的理由" in desk.refused("document", "print", str(slip), "--out", tmp_path / "3.pdf")
    assert (tmp_path / "1.pdf").read_bytes() != (tmp_path / "2.pdf").read_bytes()
    assert "99" in desk.refused("document", "print", "99", "--out", tmp_path / "3.pdf")


def test_a_slip_may_be_taken_back(desk: ConsoleDesk, tmp_path: Path) -> None:
    number = desk.register()
    slip = desk.json("document", "issue", number, "slip", "--out", tmp_path / "1.pdf")["document"]["id"]
    assert desk.json("document", "withdraw", str(slip), "--reason", "打印机卡纸")["document"]["withdrawn"]
    new = desk.json("document", "issue", number, "slip", "--out", tmp_path / "2.pdf")["document"]["id"]
    assert new != slip


def test_the_whole_file_of_a_case_is_written(desk: ConsoleDesk, tmp_path: Path) -> None:
    number = desk.register()
    desk.json("document", "issue", number, "slip", "--out", tmp_path / "slip.pdf")
    written = desk.json("document", "issue", number, "case_file", "--out", tmp_path / "file.pdf")
    with pikepdf.open(tmp_path / "file.pdf") as pdf:
        assert len(pdf.pages) == written["pages"]
    assert "不能另外填写" in desk.refused(
        "document", "issue", number, "case_file", "--out", tmp_path / "x.pdf", "--set", "title=x"
    )


# --- people and units -----------------------------------------------------------------------------------------


def test_an_operator_comes_in_with_a_passphrase_of_his_own(desk: ConsoleDesk) -> None:
    desk.env["PETITION_DESK_NEW_PASSPHRASE"] = "lamp-room-bench-3"
    made = desk.json(
        "operator", "add", "田小雨", "--role", "clerk", "--role", "登记员", "--post", "信访信息员"
    )
    assert made == {"name": "田小雨", "roles": ["clerk"], "post": "信访信息员", "unit": "", "phone": ""}
    desk.env["PETITION_DESK_PASSPHRASE"] = "lamp-room-bench-3"
    assert [one["name"] for one in desk.json("operator", "list")["operators"]] == ["郭晓梅", "田小雨"]
    assert desk.json("case", "register", "-", given=json.dumps(WAGES))["registered_by"] == "田小雨"


@pytest.mark.parametrize(
    ("name", "words", "passphrase", "said"),
    [
        ("郭晓梅", ("--role", "clerk"), "lamp-room-bench-3", "已经有名叫"),
        ("田小雨", ("--role", "king"), "lamp-room-bench-3", "clerk（登记员）"),
        ("田小雨", ("--role", "clerk"), "short", "至少8个字符"),
        ("田小雨", ("--role", "clerk"), PASSPHRASE, "请换一个"),
        ("田小雨", ("--role", "clerk"), None, "PETITION_DESK_NEW_PASSPHRASE"),
    ],
)
def test_an_operator_that_cannot_come_is_told_why(
    desk: ConsoleDesk, name: str, words: tuple[str, ...], passphrase: str | None, said: str
) -> None:
    desk.env["PETITION_DESK_NEW_PASSPHRASE"] = passphrase
    assert said in desk.refused("operator", "add", name, *words)
    assert desk.json("operator", "list")["total"] == 1
    assert desk.run("operator", "add", name).exit_code == 2


def test_units_are_put_listed_and_dropped(desk: ConsoleDesk) -> None:
    put = desk.json(
        "unit", "put", "KY01", "--name", "一矿", "--competent", "--address", "云岭大街1号", "--phone", "1"
    )
    assert (put["competent"], put["kind"]) == (True, "unit")
    desk.json("unit", "put", "ZC01", "--name", "示例煤业综采一区", "--superior", "KY01")
    assert [one["code"] for one in desk.json("unit", "list")["units"]] == ["KY01", "ZC01"]
    assert "有权处理" in desk.run("unit", "list").stdout
    assert "请先登记上一级" in desk.refused("unit", "put", "XX01", "--name", "洗选厂", "--superior", "NONE")
    assert "不能又是它的上一级" in desk.refused("unit", "put", "KY01", "--name", "一矿", "--superior", "ZC01")
    assert "上一级" in desk.refused("unit", "drop", "KY01")
    assert desk.json("unit", "drop", "ZC01")["total"] == 1
    assert "没有找到" in desk.refused("unit", "drop", "ZC01")


def test_a_workshop_that_the_table_calls_competent_may_accept(desk: ConsoleDesk) -> None:
    number = desk.register()
    desk.json("unit", "put", "ZC01", "--name", "示例煤业综采一区", "--competent")
    assert desk.json("case", "act", number, "accept")["state"] == "handling"


def test_people_read_what_was_done(desk: ConsoleDesk, tmp_path: Path) -> None:
    number = desk.register()
    out = desk.run("case", "act", number, "reply", *settings(REPLY), "--out", tmp_path / "reply.pdf").stdout
    assert "答复，现在是已答复" in out
    assert "文书：信访事项答复书" in out
    assert str(tmp_path / "reply.pdf") in out
    listed = desk.run("document", "list", number).stdout
    assert "信访事项答复书" in listed
    assert "共0项" in desk.run("approval", "list").stdout
    assert "共0件" in desk.run("sealed", "list").stdout
