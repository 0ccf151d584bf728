"""Several people at one desk, each with a passphrase of their own."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.actions.desk import Desk
from app.actions.operators import (
    add_operator,
    change_operator,
    former_operators,
    list_operators,
    remove_operator,
)
from app.bootstrap import open_desk, operators
from app.domain.codes import Role
from app.domain.errors import CannotWrite, InvalidField, InvalidFields, NotAllowed, NotFound, WrongPassphrase
from app.domain.station import Operator
from tests.desks import PASSPHRASE, make_desk

OTHER = "田小雨自己的口令2026"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made, _ = make_desk(tmp_path / "home")
    with made:
        yield made


def keys_of(desk: Desk) -> bytes:
    return (desk.home / "keys.json").read_bytes()


def test_whose_passphrase_opens_the_desk_works_there(desk: Desk) -> None:
    new = Operator("田小雨", (Role.CLERK, Role.AUDITOR), "0352-1", "信访信息员", "综采一区")
    changes = add_operator(desk, operator=new, passphrase=OTHER)
    assert changes.settings == ("operators",)
    with open_desk(desk.home, OTHER) as opened:
        assert opened.operator == new
    with open_desk(desk.home, PASSPHRASE) as opened:
        assert opened.operator.name == "李敏"
    assert operators(desk.home) == ["李敏", "田小雨"]  # who opened it last comes first
    assert [one.name for one in list_operators(desk)] == ["李敏", "田小雨"]


def test_the_key_file_keeps_the_others_and_never_shows_a_passphrase_or_a_role(desk: Desk) -> None:
    before = {(key["kind"], key["name"]): key for key in json.loads(keys_of(desk))["keys"]}
    add_operator(desk, operator=Operator("田小雨"), passphrase=OTHER)
    after = {(key["kind"], key["name"]): key for key in json.loads(keys_of(desk))["keys"]}
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {("operator", "田小雨")}
    assert OTHER.encode() not in keys_of(desk)
    assert b"clerk" not in keys_of(desk)


@pytest.mark.parametrize("roles", [(Role.CLERK,), (Role.LEADER,), (Role.AUDITOR,), (Role.CLERK, Role.LEADER)])
def test_only_an_administrator_lets_anybody_in(desk: Desk, roles: tuple[Role, ...]) -> None:
    add_operator(desk, operator=Operator("田小雨", roles), passphrase=OTHER)
    with open_desk(desk.home, OTHER) as opened:
        before = keys_of(desk)
        with pytest.raises(NotAllowed, match="田小雨不是管理员"):
            add_operator(opened, operator=Operator("韩文"), passphrase="韩文的口令2026年")
        assert keys_of(desk) == before
        assert len(list_operators(opened)) == 2


@pytest.mark.parametrize(
    ("operator", "field"),
    [
        (Operator("李敏"), "name"),
        (Operator(""), "name"),
        (Operator("田" * 61), "name"),
        (Operator("田小雨", ()), "roles"),
    ],
)
def test_a_name_that_is_taken_or_nobody_is_refused(desk: Desk, operator: Operator, field: str) -> None:
    before = keys_of(desk)
    with pytest.raises(InvalidFields) as refusal:
        add_operator(desk, operator=operator, passphrase=OTHER)
    assert [problem.field for problem in refusal.value.problems] == [field]
    assert keys_of(desk) == before


@pytest.mark.parametrize(("passphrase", "said"), [("short", "至少8个字符"), (PASSPHRASE, "请换一个")])
def test_a_passphrase_that_tells_nobody_apart_is_refused(desk: Desk, passphrase: str, said: str) -> None:
    with pytest.raises(InvalidField, match=said):
        add_operator(desk, operator=Operator("田小雨"), passphrase=passphrase)
    assert len(list_operators(desk)) == 1


def test_nobody_comes_when_the_key_file_cannot_be_written(desk: Desk) -> None:
    (desk.home / "keys.json.new").mkdir()
    before = keys_of(desk)
    with pytest.raises((OSError, CannotWrite)):
        add_operator(desk, operator=Operator("田小雨"), passphrase=OTHER)
    assert keys_of(desk) == before
    assert len(list_operators(desk)) == 1
    with pytest.raises(WrongPassphrase):
        open_desk(desk.home, OTHER)


def test_the_history_says_who_came_and_as_what(desk: Desk) -> None:
    add_operator(desk, operator=Operator("田小雨", (Role.CLERK, Role.AUDITOR)), passphrase=OTHER)
    line = desk.store.rows("SELECT act, text, operator FROM history ORDER BY id DESC LIMIT 1")[0]
    assert (line["act"], line["text"], line["operator"]) == (
        "add_operator",
        "增加操作人员：田小雨（登记员、监督员）",
        "李敏",
    )


# --- changed and removed --------------------------------------------------------------------------------------------

TIAN = Operator("田小雨", (Role.CLERK,), "0352-1", "信访信息员", "综采一区")


@pytest.fixture
def two(desk: Desk) -> Desk:
    add_operator(desk, operator=TIAN, passphrase=OTHER)
    return desk


def last_line(desk: Desk) -> tuple[str, str, str]:
    row = desk.store.rows("SELECT text, was, became FROM history ORDER BY id DESC LIMIT 1")[0]
    return row["text"], row["was"], row["became"]


def test_a_change_is_kept_with_what_was_before(two: Desk) -> None:
    changed = replace(TIAN, roles=(Role.CLERK, Role.LEADER), post="副区长")
    change_operator(two, operator=changed)
    assert list_operators(two)[1] == changed
    assert last_line(two) == (
        "修改操作人员：田小雨",
        "角色：登记员；职务：信访信息员",
        "角色：登记员、负责人；职务：副区长",
    )
    change_operator(two, operator=TIAN)
    assert list_operators(two)[1] == TIAN


def test_no_change_leaves_no_line(two: Desk) -> None:
    before = last_line(two)
    change_operator(two, operator=TIAN)
    assert last_line(two) == before


def test_one_s_own_roles_hold_at_once(two: Desk) -> None:
    change_operator(two, operator=replace(TIAN, roles=(Role.ADMINISTRATOR,)))
    change_operator(two, operator=replace(two.operator, roles=(Role.CLERK,)))
    with pytest.raises(NotAllowed, match="李敏不是管理员"):
        change_operator(two, operator=TIAN)


def test_the_last_administrator_stays_one(two: Desk) -> None:
    with pytest.raises(NotAllowed, match="唯一的管理员"):
        change_operator(two, operator=replace(two.operator, roles=(Role.CLERK,)))
    assert Role.ADMINISTRATOR in two.operator.roles


def test_somebody_without_a_role_or_unknown_is_refused(two: Desk) -> None:
    with pytest.raises(InvalidFields):
        change_operator(two, operator=replace(TIAN, roles=()))
    with pytest.raises(NotFound):
        change_operator(two, operator=Operator("韩文"))


def test_whoever_was_removed_opens_nothing_and_keeps_his_name(two: Desk) -> None:
    remove_operator(two, name="田小雨")
    assert operators(two.home) == ["李敏"]
    assert list_operators(two) == [two.operator]
    assert former_operators(two) == [TIAN]
    assert last_line(two)[0] == "移出操作人员：田小雨（登记员）"
    with pytest.raises(WrongPassphrase):
        open_desk(two.home, OTHER)
    with pytest.raises(InvalidFields, match="已经有名叫“田小雨”"):
        add_operator(two, operator=TIAN, passphrase="又一个田小雨的口令")


def test_a_key_file_kept_from_before_does_not_let_him_in(two: Desk) -> None:
    kept = keys_of(two)
    remove_operator(two, name="田小雨")
    (two.home / "keys.json").write_bytes(kept)
    with pytest.raises(NotAllowed, match="田小雨已不在操作人员名单里"):
        open_desk(two.home, OTHER)
    open_desk(two.home, PASSPHRASE).close()


def test_nobody_removes_himself_or_whom_there_is_not(two: Desk) -> None:
    with pytest.raises(NotAllowed, match="不能移出自己"):
        remove_operator(two, name="李敏")
    with pytest.raises(NotFound):
        remove_operator(two, name="韩文")


def test_only_an_administrator_changes_or_removes_anybody(two: Desk) -> None:
    with open_desk(two.home, OTHER) as opened:
        with pytest.raises(NotAllowed, match="田小雨不是管理员"):
            remove_operator(opened, name="李敏")
        with pytest.raises(NotAllowed, match="田小雨不是管理员"):
            change_operator(opened, operator=replace(TIAN, roles=(Role.ADMINISTRATOR,)))


def test_nobody_goes_when_the_key_file_cannot_be_written(two: Desk) -> None:
    (two.home / "keys.json.new").mkdir()
    with pytest.raises(CannotWrite):
        remove_operator(two, name="田小雨")
    assert len(list_operators(two)) == 2
    open_desk(two.home, OTHER).close()
