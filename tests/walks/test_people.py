"""Who may do what on the console: clerk and leader, auditor and administrator, the one who withdraws."""

from typing import Any

import pytest

from tests.console_desk import PASSPHRASE, ConsoleDesk
from tests.walks.papers import ANSWERS, EXTENSION, REPLY
from tests.walks.walking import Walk, no, on

CLERK = "lamp-room-bench-3"
OTHER = "tunnel-door-spare-9"


def join(desk: ConsoleDesk, name: str, passphrase: str, *roles: str, **more: str) -> Any:
    """Somebody comes to work here."""
    desk.env["PETITION_DESK_NEW_PASSPHRASE"] = passphrase
    words = [word for role in roles for word in ("--role", role)]
    words += [word for key, text in more.items() for word in (f"--{key}", text)]
    return desk.json("operator", "add", name, *words)


def as_clerk(walk: Walk) -> None:
    walk.desk.env["PETITION_DESK_PASSPHRASE"] = CLERK


def as_leader(walk: Walk) -> None:
    walk.desk.env["PETITION_DESK_PASSPHRASE"] = PASSPHRASE


def test_a_clerk_asks_and_the_leader_lets_the_reply_go_out(workshop: Walk) -> None:
    join(workshop.desk, "田小雨", CLERK, "clerk")
    number = workshop.register("9-01")
    as_clerk(workshop)
    workshop.set_day("9-03")
    settings = [word for name, text in REPLY.items() for word in ("--set", f"{name}={text}")]
    asked = workshop.desk.json("case", "act", number, "reply", *settings)
    assert (asked["waits_for_leader"], asked["state"], asked["document"]) == (True, "registered", None)
    assert "已送负责人审批" in workshop.desk.refused("case", "act", number, "reply", *settings)
    assert "审批由负责人办理" in workshop.desk.refused("approval", "approve", str(asked["approval"]))

    as_leader(workshop)
    workshop.set_day("9-04")
    waiting = workshop.desk.json("approval", "list")["approvals"]
    assert [(one["number"], one["act"], one["asked_by"], one["people"]) for one in waiting] == [
        (number, "reply", "田小雨", "王*国")
    ]
    done = workshop.desk.json("approval", "approve", str(asked["approval"]))
    assert (done["state"], done["document"]["kind"]) == ("replied", "reply")
    record = done["records"][-1]
    assert (record["on"], record["approved_by"]) == ("2026-09-03", "郭晓梅")
    assert ANSWERS["answer_1"] in record["fields"]["answer_1"]
    assert "已经决定过了" in workshop.desk.refused("approval", "approve", str(asked["approval"]))

    as_clerk(workshop)
    workshop.go([no("9-05", "undo", "由负责人撤销", reason="写错了")])


def test_the_leader_returns_it_with_a_word_and_the_clerk_asks_again(headquarters: Walk) -> None:
    join(headquarters.desk, "田小雨", CLERK, "clerk")
    headquarters.register("9-01")
    headquarters.go([on("9-01", "accept", "handling", "T7 2026-10-31")])
    as_clerk(headquarters)
    extend = on("10-20", "extend", "handling", "T7 2026-10-31", days="30", told_on="2026-10-20", **EXTENSION)
    asked = headquarters.go_waiting(extend)
    as_leader(headquarters)
    assert "--word" in str(headquarters.desk.run("approval", "return", str(asked)).stderr)
    headquarters.desk.json("approval", "return", str(asked), "--word", "先写清理由")
    assert headquarters.desk.json("approval", "list")["total"] == 0
    as_clerk(headquarters)
    again = headquarters.go_waiting(extend)
    headquarters.desk.json("approval", "take-back", str(again))
    words = [(one["state"], one["word"]) for one in headquarters.show()["approvals"]]
    assert words == [("returned", "先写清理由"), ("taken_back", "")]
    third = headquarters.go_waiting(extend)
    as_leader(headquarters)
    assert "自己送审" in headquarters.desk.refused("approval", "take-back", str(third))
    headquarters.desk.json("approval", "approve", str(third))
    headquarters.go([no("10-21", "extend", "只能延期一次", days="1", told_on="2026-10-21", **EXTENSION)])


@pytest.mark.parametrize("roles", [("auditor",), ("administrator",), ("auditor", "administrator")])
def test_who_only_looks_or_keeps_the_desk_does_no_act(workshop: Walk, roles: tuple[str, ...]) -> None:
    join(workshop.desk, "韩文", OTHER, *roles)
    number = workshop.register("9-01")
    workshop.desk.env["PETITION_DESK_PASSPHRASE"] = OTHER
    assert workshop.allowed() == set()
    workshop.go(
        [
            no("9-02", "note", "由登记员或负责人办理", text="看看"),
            no("9-02", "cannot_settle", "由登记员或负责人办理"),
            no("9-02", "slip", "由登记员或负责人办理"),
            no("9-02", "undo", "由登记员或负责人办理", reason="看看"),
        ]
    )
    assert workshop.desk.json("case", "show", number)["state"] == "registered"


def test_only_an_administrator_lets_people_in_and_keeps_the_unit_table(workshop: Walk) -> None:
    join(workshop.desk, "田小雨", CLERK, "clerk", post="信访信息员", unit="综采一区", phone="0352-0000102")
    as_clerk(workshop)
    workshop.desk.env["PETITION_DESK_NEW_PASSPHRASE"] = OTHER
    assert "由管理员维护" in workshop.desk.refused("operator", "add", "韩文", "--role", "leader")
    assert "由管理员维护" in workshop.desk.refused("unit", "put", "XX01", "--name", "洗选厂")
    assert "由管理员维护" in workshop.desk.refused("unit", "drop", "JT00")
    people = workshop.desk.json("operator", "list")["operators"]
    assert [(one["name"], one["roles"]) for one in people] == [
        ("郭晓梅", ["clerk", "leader", "administrator"]),
        ("田小雨", ["clerk"]),
    ]


def test_whose_recusal_was_decided_does_nothing_more_on_the_case(workshop: Walk) -> None:
    join(workshop.desk, "田小雨", CLERK, "clerk")
    workshop.register("9-01")
    decision = {"applicant": "王建国", "reason": "是信访人的亲属", "decided_by": "郭晓梅，负责人"}
    workshop.go(
        [
            no("9-02", "decide_recusal", "没有人申请回避", decision="recused", staff="田小雨", relation="亲属", **decision),
            no("9-02", "ask_recusal", "请只写姓名“田小雨”", staff="田小雨 登记员", relation="表亲", asked_by="petitioner"),
            on("9-02", "ask_recusal", "registered", staff="田小雨", relation="表亲", asked_by="petitioner"),
            on("9-03", "decide_recusal", "registered", decision="recused", **decision),
            no("9-03", "decide_recusal", "已经决定", decision="recused", **decision),
        ]
    )  # fmt: skip
    as_clerk(workshop)
    workshop.go(
        [no("9-04", "note", "已经回避", text="问过了"), no("9-04", "undo", "已经回避", reason="不对")]
    )
    as_leader(workshop)
    workshop.go([on("9-04", "note", "handling", text="换人核对")])


def test_a_sealed_case_is_opened_to_one_person_with_a_reason_and_never_to_the_accused(workshop: Walk) -> None:
    desk = workshop.desk
    join(desk, "田小雨", CLERK, "clerk")
    join(desk, "钱某", OTHER, "leader", post="区长", unit="综采一区")
    number = workshop.register(
        "9-01",
        **{
            "class": "B",
            "content": "虚报领料",
            "respondent": {"name": "", "post": "区长", "unit": "综采一区"},
        },
    )
    as_clerk(workshop)
    assert number in desk.refused("case", "show", number)
    as_leader(workshop)
    assert "不能开放给被反映人" in desk.refused(
        "sealed", "open", number, "--to", "钱某", "--reason", "请他看"
    )
    assert "没有找到" in desk.refused("sealed", "open", number, "--to", "何人", "--reason", "请他看")
    desk.json("sealed", "open", number, "--to", "田小雨", "--reason", "代为移交")
    as_clerk(workshop)
    assert desk.json("case", "show", number)["sealed"] is True
    assert desk.json("sealed", "list")["cases"] == [{"number": number}]
    workshop.go([on("9-02", "seal_handover", "handed_over", pages="1", receiver_office="纪委办公室")])
    assert workshop.papers == ["sealed_handover"]


def test_the_console_shows_what_changed_since_the_last_look_and_what_differs(workshop: Walk) -> None:
    desk = workshop.desk
    join(desk, "田小雨", CLERK, "clerk")
    join(desk, "赵军", OTHER, "leader")
    number = workshop.register("9-01")
    first = workshop.go_waiting(on("9-02", "reply", "registered", **REPLY))
    assert "自己送审" in desk.refused("approval", "approve", str(first))
    desk.env["PETITION_DESK_PASSPHRASE"] = OTHER
    assert [one["decides"] for one in desk.json("approval", "list")["approvals"]] == [True]
    shown = desk.json("approval", "show", str(first))
    assert (shown["last_look"], shown["before"], shown["decides"]) == (None, None, True)
    assert [line["act"] for line in shown["changes"]] == ["register", "ask_approval"]
    assert desk.json("approval", "show", str(first))["changes"] == []
    desk.json("approval", "return", str(first), "--word", "写明哪个月")
    as_leader(workshop)
    assert [one["word"] for one in desk.json("approval", "list")["returned"]] == ["写明哪个月"]
    assert "退回" in desk.run("approval", "list").stdout
    workshop.go([on("9-03", "note", "handling", text="查了九月的考勤")])
    again = workshop.go_waiting(on("9-03", "reply", "handling", **{**REPLY, "answer_1": "九月补发。"}))
    desk.env["PETITION_DESK_PASSPHRASE"] = OTHER
    shown = desk.json("approval", "show", str(again))
    assert shown["before"] == first
    assert any(one["became"] == "九月补发。" for one in shown["differences"])
    assert any("查了九月的考勤" in str(line["details"]) for line in shown["changes"])
    said = desk.run("approval", "show", str(again)).stdout
    assert "上次查看" in said and "写明哪个月" in said
    done = desk.json("approval", "approve", str(again))
    record = done["records"][-1]
    assert (record["operator"], record["approved_by"], record["own_decision"]) == ("郭晓梅", "赵军", "")
    assert number == done["number"]


def test_a_desk_of_one_decides_alone_and_the_record_says_so(workshop: Walk) -> None:
    workshop.register("9-01")
    done = workshop.go([on("9-02", "reply", "replied", **REPLY)])
    record = done["records"][-1]
    assert (record["approved_by"], record["own_decision"]) == ("", "自行决定（本台没有其他负责人）")
    assert "自行决定" in workshop.desk.run("case", "records", workshop.number).stdout


def test_a_sealed_wish_is_read_with_a_reason_and_by_no_other(workshop: Walk) -> None:
    desk = workshop.desk
    join(desk, "赵军", OTHER, "leader")
    join(desk, "田小雨", CLERK, "clerk")
    number = workshop.register(
        "9-01", **{"class": "B", "content": "虚报领料", "respondent": {"name": "钱某"}}
    )
    assert (
        desk.json("sealed", "open", number, "--to", "赵军", "--reason", "请阅批")["waits_for_leader"] is False
    )
    assert (
        desk.json("sealed", "open", number, "--to", "田小雨", "--reason", "代为移交")["waits_for_leader"]
        is True
    )
    desk.env["PETITION_DESK_PASSPHRASE"] = OTHER
    (wish,) = desk.json("approval", "list")["approvals"]
    assert (wish["number"], wish["people"], wish["decides"]) == (number, "", True)
    assert "理由" in desk.refused("approval", "show", str(wish["id"]))
    shown = desk.json("approval", "show", str(wish["id"]), "--reason", "审批")
    assert shown["fields"] == {"operator": "田小雨", "reason": "代为移交"}
    as_clerk(workshop)
    assert desk.json("approval", "list")["approvals"] == []
    desk.env["PETITION_DESK_PASSPHRASE"] = OTHER
    desk.json("approval", "approve", str(wish["id"]))
    as_clerk(workshop)
    assert desk.json("case", "show", number)["sealed"] is True
