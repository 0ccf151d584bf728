"""The recovery sheets: tried, made anew, a second one for headquarters' safe."""

from pathlib import Path

import pytest

from app.actions.desk import Desk
from app.actions.operators import add_operator
from app.actions.recovery import (
    drop_second_sheet,
    list_sheets,
    new_sheet,
    sheet_file_name,
    try_sheet,
    untried_sheets,
)
from app.bootstrap import open_desk, recover_desk
from app.domain.documents import RecoverySheetContent
from app.domain.errors import InvalidField, NotAllowed, NotFound, WrongPassphrase
from app.domain.station import Operator
from app.storage.station import put_setting
from tests.desks import DESK_DAY, make_desk

NEW = "换过以后的新口令"


@pytest.fixture
def made(tmp_path: Path) -> tuple[Desk, RecoverySheetContent]:
    return make_desk(tmp_path / "home")


def code_of(sheet: RecoverySheetContent) -> str:
    return "-".join(sheet.code_groups)


def test_a_new_desk_s_sheet_is_untried_until_its_code_was_typed(
    made: tuple[Desk, RecoverySheetContent],
) -> None:
    desk, sheet = made
    with desk:
        assert [one.words for one in untried_sheets(desk)] == ["恢复单"]
        try_sheet(desk, code=code_of(sheet).lower())
        assert untried_sheets(desk) == []
        (one,) = list_sheets(desk)
        assert (one.made_on, one.tried_on, one.second) == (DESK_DAY, DESK_DAY, False)
        assert (
            desk.store.value("SELECT text FROM history WHERE act = 'try_sheet'") == "试过恢复单，恢复码有效"
        )


def test_a_sheet_that_opened_the_desk_was_tried(made: tuple[Desk, RecoverySheetContent]) -> None:
    desk, sheet = made
    home = desk.home
    desk.close()
    with recover_desk(home, code=code_of(sheet), operator="李敏", passphrase=NEW, today=DESK_DAY) as opened:
        assert untried_sheets(opened) == []
        (one,) = list_sheets(opened)
        assert (one.made_on, one.tried_on) == (DESK_DAY, DESK_DAY)


def test_a_desk_of_an_earlier_version_has_an_untried_sheet(desk: Desk) -> None:
    put_setting(desk.store, "recovery_sheets", {})
    (one,) = untried_sheets(desk)
    assert (one.made_on, one.tried_on) == (None, None)


def test_trying_names_the_wrong_group_and_another_desk_s_code(
    made: tuple[Desk, RecoverySheetContent], tmp_path: Path
) -> None:
    desk, sheet = made
    with desk:
        groups = list(sheet.code_groups)
        groups[2] = ("7" if groups[2][0] != "7" else "8") + groups[2][1:]
        with pytest.raises(InvalidField, match="第3组"):
            try_sheet(desk, code="-".join(groups))
        other, foreign = make_desk(tmp_path / "other")
        other.close()
        with pytest.raises(InvalidField, match="打不开本工作台"):
            try_sheet(desk, code=code_of(foreign))
        assert len(untried_sheets(desk)) == 1


def test_a_new_sheet_makes_the_old_one_worthless(made: tuple[Desk, RecoverySheetContent]) -> None:
    desk, old = made
    with desk:
        try_sheet(desk, code=code_of(old))
        new = new_sheet(desk)
        assert [one.words for one in untried_sheets(desk)] == ["恢复单"]
        assert (
            desk.store.value("SELECT text FROM history WHERE act = 'new_sheet'") == "重做了恢复单，旧的作废"
        )
        home = desk.home
    with pytest.raises(WrongPassphrase):
        recover_desk(home, code=code_of(old), operator="李敏", passphrase=NEW)
    recover_desk(home, code=code_of(new), operator="李敏", passphrase=NEW).close()


def test_the_second_sheet_opens_beside_the_first_and_says_so(made: tuple[Desk, RecoverySheetContent]) -> None:
    desk, first = made
    with desk:
        second = new_sheet(desk, second=True)
        assert second.second
        assert not first.second
        assert [one.words for one in list_sheets(desk)] == ["恢复单", "上级保险柜的恢复单"]
        home = desk.home
    for sheet, said in ((first, "用恢复单打开"), (second, "用上级保险柜的恢复单打开")):
        with recover_desk(home, code=code_of(sheet), operator="李敏", passphrase=NEW) as opened:
            line = str(opened.store.value("SELECT text FROM history ORDER BY id DESC LIMIT 1"))
        assert line.startswith(said)


def test_the_second_sheet_can_be_made_worthless(made: tuple[Desk, RecoverySheetContent]) -> None:
    desk, first = made
    with desk:
        with pytest.raises(NotFound):
            drop_second_sheet(desk)
        second = new_sheet(desk, second=True)
        drop_second_sheet(desk)
        assert [one.second for one in list_sheets(desk)] == [False]
        home = desk.home
    with pytest.raises(WrongPassphrase):
        recover_desk(home, code=code_of(second), operator="李敏", passphrase=NEW)
    recover_desk(home, code=code_of(first), operator="李敏", passphrase=NEW).close()


def test_only_an_administrator_makes_a_sheet_and_anybody_may_try_one(
    made: tuple[Desk, RecoverySheetContent],
) -> None:
    desk, sheet = made
    with desk:
        add_operator(desk, operator=Operator("田小雨"), passphrase=NEW)
        with open_desk(desk.home, NEW) as opened:
            with pytest.raises(NotAllowed):
                new_sheet(opened)
            with pytest.raises(NotAllowed):
                drop_second_sheet(opened)
            try_sheet(opened, code=code_of(sheet))
            assert untried_sheets(opened) == []


def test_no_code_stands_in_the_store(made: tuple[Desk, RecoverySheetContent]) -> None:
    desk, sheet = made
    with desk:
        try_sheet(desk, code=code_of(sheet))
        second = new_sheet(desk, second=True)
        kept = str(desk.store.rows("SELECT * FROM settings")) + str(desk.store.rows("SELECT * FROM history"))
        kept += (desk.home / "keys.json").read_text()
    assert not any(group in kept for group in (*sheet.code_groups, *second.code_groups))


def test_the_files_of_two_sheets_have_two_names() -> None:
    assert sheet_file_name("A1B2C3", second=False) == "恢复单-A1B2C3.pdf"
    assert sheet_file_name("A1B2C3", second=True) == "恢复单-A1B2C3-上级.pdf"
