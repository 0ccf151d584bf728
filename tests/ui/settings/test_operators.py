"""Somebody is let in with a passphrase of their own, and only by an administrator."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from app.actions.operators import list_operators
from app.bootstrap import open_desk
from app.domain.codes import Role
from tests.ui.desk import PASSPHRASE, TODAY
from ui.refresh import Refresh
from ui.settings.operators import OperatorsPage
from ui.tasks import TaskRunner

OTHER = "早班点名在七点半整"


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> OperatorsPage:
    made = OperatorsPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    settled(qtbot, tasks)
    return made


def settled(qtbot: QtBot, tasks: TaskRunner) -> None:
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=30_000)


def fill(page: OperatorsPage, **changes: object) -> None:
    typed = {
        "name": "赵卫国",
        "leader": True,
        "clerk": False,
        "post": "区长",
        "passphrase": OTHER,
        "again": OTHER,
    }
    page.form.set_values({**typed, **changes})


def test_whoever_works_here_is_listed_and_whoever_is_at_work_is_marked(page: OperatorsPage) -> None:
    assert page.table.lines.lines[0].cells[:2] == ("★ 李敏", "登记员、负责人、管理员")


def test_every_role_is_explained_in_a_line(page: OperatorsPage) -> None:
    assert [words.partition("：")[0] for words in page.role_words()] == [role.label for role in Role]


def test_a_new_operator_opens_the_desk_with_the_own_passphrase(
    qtbot: QtBot, desk: Desk, page: OperatorsPage, tasks: TaskRunner
) -> None:
    fill(page)
    with qtbot.waitSignal(page.said, timeout=30_000):
        page.save()
    settled(qtbot, tasks)
    assert page.table.lines.lines[1].cells[:3] == ("赵卫国", "负责人", "区长")
    assert page.form.text("passphrase") == page.form.text("again") == ""
    desk.close()
    with open_desk(desk.home, OTHER, today=TODAY) as theirs:
        assert (theirs.operator.name, theirs.operator.roles) == ("赵卫国", (Role.LEADER,))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"again": "早班点名七点"}, "again", "不一样"),
        ({"passphrase": "短", "again": "短"}, "passphrase", "至少8个字符"),
        ({"passphrase": PASSPHRASE, "again": PASSPHRASE}, "passphrase", "不能用"),
        ({"name": ""}, "name", "姓名"),
        ({"name": "李敏"}, "name", "已经有"),
        ({"leader": False}, "auditor", "角色"),
    ],
)
def test_a_fault_stands_under_its_field_and_nobody_is_let_in(
    qtbot: QtBot,
    desk: Desk,
    page: OperatorsPage,
    tasks: TaskRunner,
    changes: dict[str, object],
    field: str,
    words: str,
) -> None:
    fill(page, **changes)
    page.save()
    settled(qtbot, tasks)
    assert words in page.form.problems[field].text()
    assert page.form.problems[field].isVisible()
    assert len(list_operators(desk)) == 1
    assert page.save_button.isEnabled()


def test_the_strength_follows_what_is_typed(qtbot: QtBot, page: OperatorsPage) -> None:
    assert "太短" in page.strength.text()
    qtbot.keyClicks(page.form.fields["passphrase"], "a long sentence of words 7")
    assert "好" in page.strength.text()


def test_whoever_is_no_administrator_only_reads(
    qtbot: QtBot, desk: Desk, page: OperatorsPage, tasks: TaskRunner
) -> None:
    desk.operator = replace(desk.operator, roles=(Role.LEADER,))
    page.activate()
    settled(qtbot, tasks)
    assert not page.form.isEnabled()
    assert not page.save_button.isEnabled()
    assert "只有管理员" in page.notice.text()
