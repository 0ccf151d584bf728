"""One's own passphrase, and one for a single opening from the administrator."""

from pathlib import Path

import pytest

from app.actions.desk import Desk
from app.actions.operators import add_operator, former_operators, list_operators, remove_operator
from app.actions.passphrases import change_own_passphrase, must_renew, reset_passphrase, return_operator
from app.bootstrap import open_desk, operators, recover_desk
from app.domain.codes import Role
from app.domain.errors import InvalidField, NotAllowed, NotFound, WrongPassphrase
from app.domain.station import Operator
from tests.desks import PASSPHRASE, make_desk

OTHER = "田小雨自己的口令2026"
NEW = "换过以后的一句口令"


@pytest.fixture
def two(desk: Desk) -> Desk:
    add_operator(desk, operator=Operator("田小雨"), passphrase=OTHER)
    return desk


def last_line(desk: Desk) -> str:
    return str(desk.store.value("SELECT text FROM history ORDER BY id DESC LIMIT 1"))


def test_the_new_passphrase_opens_and_the_old_one_does_not(two: Desk) -> None:
    change_own_passphrase(two, old=PASSPHRASE, new=NEW)
    assert last_line(two) == "换了自己的口令"
    open_desk(two.home, NEW).close()
    open_desk(two.home, OTHER).close()
    with pytest.raises(WrongPassphrase):
        open_desk(two.home, PASSPHRASE)


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ("不是我的口令啊", NEW, "old", "现在的口令"),
        (OTHER, NEW, "old", "现在的口令"),
        (PASSPHRASE, PASSPHRASE, "passphrase", "一样"),
        (PASSPHRASE, OTHER, "passphrase", "请换一个"),
        (PASSPHRASE, "短", "passphrase", "至少8个字符"),
    ],
)
def test_what_may_not_become_a_passphrase(two: Desk, old: str, new: str, field: str, said: str) -> None:
    before = (two.home / "keys.json").read_bytes()
    with pytest.raises(InvalidField, match=said) as refused:
        change_own_passphrase(two, old=old, new=new)
    assert refused.value.field == field
    assert (two.home / "keys.json").read_bytes() == before


def test_who_forgot_it_gets_one_for_a_single_opening(two: Desk) -> None:
    made = reset_passphrase(two, name="田小雨")
    assert made.passphrase not in repr(made)
    with pytest.raises(WrongPassphrase):
        open_desk(two.home, OTHER)
    assert not must_renew(two)
    with open_desk(two.home, made.passphrase) as opened:
        assert opened.operator.name == "田小雨"
        assert must_renew(opened)
        change_own_passphrase(opened, old=made.passphrase, new=NEW)
        assert not must_renew(opened)
    with pytest.raises(WrongPassphrase):
        open_desk(two.home, made.passphrase)
    with open_desk(two.home, NEW) as opened:
        assert not must_renew(opened)


def test_whoever_gives_one_is_named_in_the_history(two: Desk) -> None:
    reset_passphrase(two, name="田小雨")
    line = two.store.row("SELECT operator, act, text FROM history ORDER BY id DESC LIMIT 1")
    assert line is not None
    assert (line["operator"], line["act"]) == ("李敏", "reset_passphrase") and "田小雨" in line["text"]


def test_two_of_them_are_never_alike_and_stand_nowhere(two: Desk) -> None:
    made = [reset_passphrase(two, name="田小雨").passphrase for _ in range(3)]
    assert len(set(made)) == 3
    kept = (two.home / "keys.json").read_text() + str(two.store.rows("SELECT * FROM history"))
    assert not any(one in kept for one in made)


def test_the_recovery_sheet_ends_a_passphrase_for_one_opening_too(tmp_path: Path) -> None:
    desk, sheet = make_desk(tmp_path / "home")
    with desk:
        add_operator(desk, operator=Operator("田小雨"), passphrase=OTHER)
        reset_passphrase(desk, name="田小雨")
    code = "-".join(sheet.code_groups)
    with recover_desk(tmp_path / "home", code=code, operator="田小雨", passphrase=NEW) as opened:
        assert not must_renew(opened)


def test_the_recovery_sheet_sets_nobody_elses_passphrase(tmp_path: Path) -> None:
    desk, sheet = make_desk(tmp_path / "home")
    with desk:
        add_operator(desk, operator=Operator("田小雨"), passphrase=OTHER)
    with pytest.raises(InvalidField, match="请换一个"):
        code = "-".join(sheet.code_groups)
        recover_desk(tmp_path / "home", code=code, operator="李敏", passphrase=OTHER)
    open_desk(tmp_path / "home", PASSPHRASE).close()


def test_one_s_own_is_changed_and_not_reset(two: Desk) -> None:
    with pytest.raises(NotAllowed, match="换自己的口令"):
        reset_passphrase(two, name="李敏")


def test_nobody_unknown_gets_one(two: Desk) -> None:
    with pytest.raises(NotFound):
        reset_passphrase(two, name="韩文")
    with pytest.raises(NotFound):
        return_operator(two, name="田小雨")


def test_only_an_administrator_gives_one(two: Desk) -> None:
    with open_desk(two.home, OTHER) as opened:
        for act in (reset_passphrase, return_operator):
            with pytest.raises(NotAllowed, match="不是管理员"):
                act(opened, name="李敏")


def test_somebody_removed_comes_back_in_the_old_roles(desk: Desk) -> None:
    gone = Operator("田小雨", (Role.CLERK, Role.AUDITOR), "0352-1", "信访信息员", "综采一区")
    add_operator(desk, operator=gone, passphrase=OTHER)
    remove_operator(desk, name="田小雨")
    assert former_operators(desk) == [gone]
    made = return_operator(desk, name="田小雨")
    assert former_operators(desk) == []
    assert list_operators(desk)[1] == gone
    with open_desk(desk.home, made.passphrase) as opened:
        assert opened.operator == gone
        assert must_renew(opened)
    with pytest.raises(WrongPassphrase):
        open_desk(desk.home, OTHER)
    assert set(operators(desk.home)) == {"李敏", "田小雨"}
