"""The lock: nothing on the screen, everything as it was for the same operator, his own desk for another one."""

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.actions.cases import list_cases
from app.actions.drafts import load_draft
from app.actions.locking import set_idle_minutes
from app.actions.operators import add_operator
from app.bootstrap import open_desk
from app.domain.cases import CaseFilter
from app.domain.station import Operator
from tests.ui.desk import PASSPHRASE, TODAY, a_case, make_desk
from ui.ask import AskDialog
from ui.cases.place import CasesPlace
from ui.cases.registration import DRAFT_KEY
from ui.forms import Row
from ui.lock.idle import IdleWatch
from ui.main import Session
from ui.start.unlock import LockedPage
from ui.start.window import StartWindow

OTHER, CONTROL = "早班点名在七点半整", Qt.KeyboardModifier.ControlModifier
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    """李敏 is at work; 田小雨 has a passphrase too."""
    with make_desk(tmp_path / "desk") as desk:
        add_operator(desk, operator=Operator("田小雨"), passphrase=OTHER)
        a_case(desk, "王建国")
    made = Session(tmp_path / "desk", exists=True, today=TODAY)
    made.start.show()
    made.on_opened(open_desk(tmp_path / "desk", PASSPHRASE, today=TODAY))
    settled(qtbot, made)
    yield made
    if made.lock.page is not None:
        made.lock.page.close()
    elif made.window is not None:
        made.window.close()
    if made.ending.closing is not None:
        qtbot.waitUntil(lambda: made.desk is None)
    made.start_tasks.stop()
    made.leave()


def settled(qtbot: QtBot, session: Session) -> None:
    def quiet() -> bool:
        return session.tasks.running == 0 and session.start_tasks.running == 0

    qtbot.waitUntil(lambda: quiet() and session.window.place != "", timeout=20_000)


def on_screen() -> list[QWidget]:
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]


def locked(session: Session) -> LockedPage:
    page = session.lock.page.page()
    assert isinstance(page, LockedPage)
    return page


def switch(qtbot: QtBot, session: Session, passphrase: str, operator: str) -> None:
    """Another operator comes, once nothing is under way any more."""
    qtbot.waitUntil(lambda: session.tasks.running == 0)
    unlock(qtbot, session, passphrase, operator)
    settled(qtbot, session)


def unlock(qtbot: QtBot, session: Session, passphrase: str, operator: str = "李敏") -> None:
    page = locked(session)
    choice = page.form.fields["operator"]
    choice.setCurrentIndex(choice.findData(operator))
    page.form.fields["passphrase"].insert(passphrase)
    qtbot.keyClick(page.form.fields["passphrase"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.start_tasks.running == 0, timeout=20_000)


def registration(session: Session):  # type: ignore[no-untyped-def]
    place = session.window.pages["cases"]
    assert isinstance(place, CasesPlace)
    return place.registration


def half_typed(session: Session) -> None:
    session.window.register()
    registration(session).first.fields["content"].insertPlainText("井下照明坏了")


def test_ctrl_l_leaves_nothing_but_the_lock_on_the_screen(qtbot: QtBot, session: Session) -> None:
    qtbot.keyClick(session.window, Qt.Key.Key_L, CONTROL)
    assert on_screen() == [session.lock.page]
    assert "王建国" not in session.lock.page.windowTitle()
    assert locked(session).operator == "李敏"


def test_the_button_in_the_side_bar_locks_too(qtbot: QtBot, session: Session) -> None:
    session.window.side_bar.lock_button.click()
    assert on_screen() == [session.lock.page]


def test_the_same_operator_finds_everything_as_it_was(qtbot: QtBot, session: Session) -> None:
    half_typed(session)
    dialog = AskDialog("理由", "", (Row("reason", "理由"),), "好", session.window)
    dialog.open()
    dialog.form.fields["reason"].insert("写到一半")
    session.lock.lock()
    assert on_screen() == [session.lock.page]
    unlock(qtbot, session, PASSPHRASE)
    assert set(on_screen()) == {session.window, dialog}
    assert dialog.form.text("reason") == "写到一半"
    assert dialog.isModal()
    assert session.window.place == "cases"
    assert "井下照明坏了" in registration(session).first.text("content")
    assert session.lock.page is None
    dialog.reject()


def test_a_wrong_passphrase_shows_nothing(qtbot: QtBot, session: Session) -> None:
    session.lock.lock()
    unlock(qtbot, session, "不是这一句话啊")
    assert on_screen() == [session.lock.page]
    assert "口令不对" in locked(session).form.problems["passphrase"].text()
    assert "姓名选对了吗" in locked(session).form.problems["passphrase"].text()


def test_another_operator_gets_a_desk_of_his_own_and_the_draft_waits(qtbot: QtBot, session: Session) -> None:
    half_typed(session)
    first = session.window
    session.lock.lock()
    switch(qtbot, session, OTHER, "田小雨")
    assert session.desk.operator.name == "田小雨"
    assert on_screen() == [session.window]
    assert session.window is not first
    assert load_draft(session.desk, key=DRAFT_KEY) is None
    session.lock.lock()
    switch(qtbot, session, PASSPHRASE, "李敏")
    assert session.desk.operator.name == "李敏"
    session.window.register()
    qtbot.waitUntil(lambda: "井下照明坏了" in registration(session).first.text("content"))


def test_a_half_written_note_waits_for_its_writer_alone(qtbot: QtBot, session: Session) -> None:
    number = list_cases(session.desk, where=CaseFilter())[0].number

    def note() -> QPlainTextEdit:
        session.window.show_case(number)
        handling = session.window.pages["cases"].page.detail.handling
        qtbot.waitUntil(lambda: handling.number == number)
        settled(qtbot, session)
        return handling.form.fields["text"]

    note().insertPlainText("给队长打了电话")
    for passphrase, operator, text in ((OTHER, "田小雨", ""), (PASSPHRASE, "李敏", "给队长打了电话")):
        session.lock.lock()
        switch(qtbot, session, passphrase, operator)
        assert note().toPlainText() == text


def test_before_somebody_else_comes_it_is_said_what_stays(qtbot: QtBot, session: Session) -> None:
    session.lock.lock()
    page = locked(session)
    assert not page.switch_words.isVisible()
    choice = page.form.fields["operator"]
    choice.setCurrentIndex(choice.findData("田小雨"))
    assert "李敏没写完的登记表、办理记录和文书已经存好" in page.switch_words.text()
    assert page.switch_words.isVisible()


def test_long_work_goes_on_and_nobody_else_cuts_it_off(qtbot: QtBot, session: Session) -> None:
    go_on, done = threading.Event(), []
    session.tasks.run(go_on.wait, on_success=done.append)
    session.lock.lock()
    unlock(qtbot, session, OTHER, "田小雨")
    assert session.desk.operator.name == "李敏"
    assert "还在进行" in locked(session).damage.text()
    go_on.set()
    qtbot.waitUntil(lambda: done == [True])
    unlock(qtbot, session, PASSPHRASE)
    assert on_screen() == [session.window]


def test_what_work_under_way_wants_to_show_waits_for_the_operator(qtbot: QtBot, session: Session) -> None:
    session.lock.lock()
    late = AskDialog("结果", "王建国", (Row("reason", "理由"),), "好", session.window)
    late.open()
    qtbot.waitUntil(lambda: not late.isVisible())
    assert on_screen() == [session.lock.page]
    unlock(qtbot, session, PASSPHRASE)
    assert set(on_screen()) == {session.window, late}
    assert not late.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    late.reject()


def test_the_notice_in_the_tray_opens_nothing_while_locked(qtbot: QtBot, session: Session) -> None:
    session.lock.lock()
    session.window.tray.chosen.emit()
    session.come_forward()
    assert on_screen() == [session.lock.page]


class Clipboard:
    """A clipboard that says whose its content is, as real desktops do and the screenless one does not."""

    def __init__(self, *, ours: bool) -> None:
        self.ours, self.cleared = ours, []

    def ownsClipboard(self) -> bool:
        return self.ours

    def ownsSelection(self) -> bool:
        return self.ours

    def clear(self, mode: QClipboard.Mode) -> None:
        self.cleared.append(mode)


def test_what_was_copied_here_is_forgotten_and_what_came_from_elsewhere_stays(
    qtbot: QtBot, session: Session
) -> None:
    for ours, cleared in ((False, []), (True, [QClipboard.Mode.Clipboard, QClipboard.Mode.Selection])):
        session.lock.clipboard = Clipboard(ours=ours)
        session.lock.lock()
        assert session.lock.clipboard.cleared == cleared
        unlock(qtbot, session, PASSPHRASE)


def test_closing_the_lock_closes_the_desk_and_keeps_the_draft(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    half_typed(session)
    session.lock.lock()
    session.lock.page.close()
    qtbot.waitUntil(lambda: session.desk is None, timeout=20_000)
    with open_desk(tmp_path / "desk", PASSPHRASE, today=TODAY) as desk:
        content, _ = load_draft(desk, key=DRAFT_KEY)
    assert "井下照明坏了" in str(content)


# --- idle -----------------------------------------------------------------------------------------------------------


class Clock:
    """A clock that stands until it is told otherwise."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        return self.now

    def go(self, minutes: float) -> None:
        self.now += dt.timedelta(minutes=minutes)


@pytest.fixture
def clock(session: Session) -> Clock:
    made = Clock()
    session.lock.idle.now = made
    session.lock.idle.start(session.lock.idle.minutes)
    return made


def test_it_locks_when_nobody_touched_anything_for_ten_minutes(session: Session, clock: Clock) -> None:
    clock.go(9.9)
    session.lock.idle.look()
    assert session.lock.page is None
    clock.go(0.1)
    session.lock.idle.look()
    assert on_screen() == [session.lock.page]


def test_a_key_or_the_mouse_begins_the_ten_minutes_anew(session: Session, clock: Clock) -> None:
    clock.go(9)
    QTest.keyClick(session.window.windowHandle(), Qt.Key.Key_Shift)
    clock.go(9)
    QTest.mouseMove(session.window.windowHandle())
    session.lock.idle.look()
    assert session.lock.page is None


def test_ctrl_l_locks_from_within_a_dialog(qtbot: QtBot, session: Session) -> None:
    dialog = AskDialog("理由", "", (Row("reason", "理由"),), "好", session.window)
    dialog.open()
    qtbot.waitExposed(dialog)
    session.lock.idle.watch(dialog.windowHandle())
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_L, CONTROL)
    assert on_screen() == [session.lock.page]
    unlock(qtbot, session, PASSPHRASE)
    dialog.reject()


def test_another_time_holds_at_once_and_none_never_locks(
    qtbot: QtBot, session: Session, clock: Clock
) -> None:
    session.window.refresh.tell(set_idle_minutes(session.desk, minutes=0))
    clock.go(600)
    session.lock.idle.look()
    assert session.lock.page is None
    session.window.refresh.tell(set_idle_minutes(session.desk, minutes=1))
    clock.go(1)
    session.lock.idle.look()
    assert session.lock.page is not None


def test_a_clock_set_back_begins_anew() -> None:
    clock = Clock()
    watch, rung = IdleWatch(now=clock), []
    watch.idle.connect(lambda: rung.append(1))
    watch.start(10)
    clock.go(-600)
    watch.look()
    clock.go(9)
    watch.look()
    assert rung == []
    clock.go(1)
    watch.look()
    assert rung == [1]
    watch.stop()


def test_a_window_over_nothing_is_the_start_window(qtbot: QtBot, session: Session) -> None:
    assert not isinstance(session.start.page(), LockedPage)
    session.lock.lock()
    assert isinstance(session.lock.page, StartWindow)


def test_no_other_act_has_the_key_of_the_lock() -> None:
    ui = Path(__file__).parents[3] / "ui"
    having = {path.name for path in ui.rglob("*.py") if '"Ctrl+L"' in path.read_text(encoding="utf-8")}
    assert having == {"lock.py"}
