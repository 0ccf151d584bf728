"""The console: what it prints of sealed cases, to whom, and what it says before a name is read by everybody."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.actions.sealed import warn_readable
from app.bootstrap import open_desk
from app.domain.cases import CaseDraft, Respondent
from app.domain.codes import CaseClass, Role
from app.domain.sealing import is_accused, readable_places
from app.domain.station import Operator
from tests.console_desk import PASSPHRASE, ConsoleDesk, make_home
from tests.desks import DESK_DAY
from tests.sealed.marks import in_text, person, texts
from tests.sealed.world import RECEIVED

REGISTRAR, CLERK = PASSPHRASE, "lamp-corridor-9-综采"


def case_file(letter: str, **changes: Any) -> str:
    """The sealed case of a letter as the console reads it."""
    said, who, accused = texts(letter), person(letter), texts(letter)["respondent"]
    content = {
        "received_on": RECEIVED.isoformat(),
        "petitioners": [{"name": who.name, "id_number": who.id_number, "phone": who.phone, "unit": who.unit}],
        "subject": said["subject"],
        "content": said["content"],
        "requests": [said["requests"][0].text],
        "note": said["note"],
        "evidence": said["evidence"],
        "respondent": {"name": accused.name, "post": accused.post, "unit": accused.unit},
        "class": "B",
    }
    return json.dumps({**content, **changes}, ensure_ascii=False)


@pytest.fixture
def console(tmp_path: Path) -> ConsoleDesk:
    from app.actions.operators import add_operator

    home = make_home(tmp_path / "home")
    with open_desk(home, PASSPHRASE) as desk:
        add_operator(desk, operator=Operator("周立本", (Role.CLERK,), post="区长"), passphrase=CLERK)
    return ConsoleDesk(home)


def test_registering_an_accusation_prints_neither_name_nor_word_of_it(console: ConsoleDesk) -> None:
    for words in ((), ("--json",)):
        result = console.run("case", "register", "-", *words, given=case_file("甲"))
        assert result.exit_code == 0
        assert in_text(result.stdout + result.stderr) == []


def test_to_somebody_else_the_console_says_nothing_of_it(console: ConsoleDesk, tmp_path: Path) -> None:
    number = json.loads(console.run("case", "register", "-", "--json", given=case_file("甲")).stdout)[
        "number"
    ]
    console.register()
    console.env["PETITION_DESK_PASSPHRASE"] = CLERK
    missing = console.run("case", "show", "ZC01-20261110-9999-0").stderr
    for command in (
        ("case", "show", number),
        ("case", "show", number, "--full", "--reason", "看看"),
        ("case", "note", number, "记"),
        ("case", "waits", number),
    ):
        for words in ((), ("--json",)):
            result = console.run(*command, *words)
            assert result.exit_code == 1
            assert in_text(result.stdout + result.stderr) == []
    assert console.run("case", "show", number).stderr == missing.replace("ZC01-20261110-9999-0", number)
    for command in (("case", "list"), ("case", "find", "龘甲"), ("sealed", "list"), ("case", "find", number)):
        for words in ((), ("--json",)):
            result = console.run(*command, *words)
            assert in_text(result.stdout + result.stderr, [number]) == []
    assert console.json("case", "list")["total"] == 1


def test_the_console_warns_where_the_accused_would_be_read_of(console: ConsoleDesk) -> None:
    open_case = case_file("甲", **{"class": "C6", "content": "驫甲人多次私分材料款"})
    warnings = json.loads(console.run("case", "register", "-", "--json", given=open_case).stdout)["warnings"]
    assert any("“事项内容”里写有被反映人“驫甲人”" in line for line in warnings)
    told = console.run("case", "register", "-", given=open_case).stdout
    assert "注意：“被反映人”一栏" in told
    assert (
        json.loads(console.run("case", "register", "-", "--json", given=case_file("乙")).stdout)["warnings"]
        == []
    )


def test_who_registers_a_case_against_himself_is_told_its_number_and_to_withdraw(
    console: ConsoleDesk,
) -> None:
    console.env.update(PETITION_DESK_PASSPHRASE=CLERK, PETITION_DESK_TODAY=f"{DESK_DAY}")
    against = case_file("丙", respondent={"name": "", "post": "区长", "unit": ""})
    shown = json.loads(console.run("case", "register", "-", "--json", given=against).stdout)
    assert set(shown) == {"number", "warnings"}
    assert any("第二十八条第三款" in line for line in shown["warnings"])
    assert console.run("case", "show", shown["number"]).exit_code == 1


# --- the rules behind it ----------------------------------------------------------------------------------


def a_draft(**changes: Any) -> CaseDraft:
    return CaseDraft(
        received_on=RECEIVED, **{"respondent": Respondent("张大力", "区长", "综采一区"), **changes}
    )


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"subject": "反映张大力克扣奖金"}, "事项名称"),
        ({"content": "区长张 大力多次克扣"}, "事项内容"),
        ({"content": "综采一区区长多次克扣"}, "事项内容"),
        ({"note": "张大力已知情"}, "备注"),
        ({"evidence": "张大力签字的单子"}, "证据材料"),
        ({"office": "区长办公室"}, "承办部门"),
    ],
)
def test_each_field_that_names_the_accused_is_said_with_where_it_is_read(
    changes: dict[str, str], word: str
) -> None:
    said = readable_places(a_draft(**changes))
    assert [line.split("”")[0][1:] for line in said] == [word, "被反映人"]
    assert all("看到" in line for line in said)


def test_nothing_is_said_of_what_will_be_sealed_or_of_nobody() -> None:
    assert readable_places(a_draft(case_class=CaseClass.B, content="张大力")) == ()
    assert readable_places(a_draft(confidential=True, content="张大力")) == ()
    assert readable_places(a_draft(respondent=Respondent(), content="张大力")) == ()


def test_the_subject_of_accusations_without_their_class_is_said() -> None:
    assert "没有按检举控告类密封" in readable_places(a_draft(respondent=Respondent(), category="E09"))[0]


@pytest.mark.parametrize(
    ("named", "operator", "accused"),
    [
        (Respondent("张大力"), Operator("张大力"), True),
        (Respondent("张 大力"), Operator("张大力"), True),
        (Respondent("区长张大力"), Operator("张大力"), True),
        (Respondent("李某、张大力"), Operator("张大力"), True),
        (Respondent("张大"), Operator("张大力"), False),
        (Respondent("", "区长", "综采一区"), Operator("周", post="区长", unit="综采一区"), True),
        (Respondent("", "区长", "综采一区"), Operator("周", post="区长", unit="云岭矿综采一区"), True),
        (Respondent("", "区长"), Operator("周", post="区长", unit="综采一区"), True),
        (Respondent("", "区长", "综采一区"), Operator("周", post="区长"), True),
        (Respondent("", "综采一区区长"), Operator("周", post="区长", unit="综采一区"), True),
        (Respondent("综采一区区长"), Operator("周", post="区长", unit="综采一区"), True),
        (Respondent("", "区长", "综采一区"), Operator("周", post="综采一区区长"), True),
        (Respondent("", "区长", "综采二区"), Operator("周", post="区长", unit="综采一区"), False),
        (Respondent("", "副区长", "综采一区"), Operator("周", post="区长", unit="综采一区"), False),
        (Respondent("", "", "综采一区"), Operator("周", post="区长", unit="综采一区"), False),
        (Respondent(), Operator("周", post=""), False),
        (Respondent("周立本"), Operator("周"), False),
    ],
)
def test_the_accused_is_known_by_name_and_by_post(
    named: Respondent, operator: Operator, accused: bool
) -> None:
    assert is_accused(named, operator) is accused


def test_the_warning_before_registering_keeps_nothing(console: ConsoleDesk) -> None:
    with open_desk(console.home, PASSPHRASE) as desk:
        lines = desk.store.value("SELECT count(*) FROM history")
        assert len(warn_readable(desk, draft=a_draft(content="张大力"))) == 5
        assert desk.store.value("SELECT count(*) FROM history") == lines
        assert desk.store.value("SELECT count(*) FROM cases") == 0
