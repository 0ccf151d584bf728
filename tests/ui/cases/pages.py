"""Driving the cases page in tests: open it, choose a case, do an act, answer its dialog."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from pytestqt.qtbot import QtBot

from app.actions.cases import view_case
from app.actions.desk import Desk
from app.domain.codes import Role
from app.domain.station import Operator
from ui.act_dialog import ActDialog
from ui.cases.page import CasesPage
from ui.message_bar import MessageBar
from ui.refresh import Refresh
from ui.tasks import TaskRunner


def open_page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, bar: MessageBar) -> CasesPage:
    page = CasesPage(desk, tasks, refresh, bar)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    with qtbot.waitSignal(page.model.counted):
        page.activate()
    return page


def choose(qtbot: QtBot, page: CasesPage, number: str) -> None:
    with qtbot.waitSignal(page.detail.shown):
        page.show_case(number)


def dialog_of(qtbot: QtBot, page: CasesPage, act: str) -> ActDialog:
    """Start an act that asks something; its dialog."""
    page.detail.do(act)
    qtbot.waitUntil(lambda: page.detail.flow.asking is not None)
    dialog = page.detail.flow.asking
    assert dialog is not None
    assert dialog.asked.act == act
    return dialog


def answer(dialog: ActDialog, texts: Mapping[str, object]) -> None:
    """Fill the dialog and press its button."""
    dialog.form.set_values(texts)
    dialog.submit()


def do_act(qtbot: QtBot, page: CasesPage, act: str, texts: Mapping[str, object]) -> None:
    """An act whose dialog is answered, done to its end."""
    dialog = dialog_of(qtbot, page, act)
    with qtbot.waitSignal(page.detail.shown, timeout=30_000):
        answer(dialog, texts)


def state_of(desk: Desk, number: str) -> str:
    return view_case(desk, number=number).case.state.value


def as_clerk(desk: Desk, name: str = "王小燕") -> None:
    """From now on somebody works here who is no leader."""
    desk.operator = Operator(name, (Role.CLERK,))


def as_leader(desk: Desk, name: str = "赵志强") -> None:
    desk.operator = replace(desk.operator, name=name, roles=(Role.CLERK, Role.LEADER))


def later(desk: Desk, days: int) -> dt.date:
    """So many days go by."""
    desk.fixed_today = desk.today() + dt.timedelta(days=days)
    return desk.fixed_today
