"""A forgotten passphrase and an operator who left, walked through in the window by the manual's words alone.

Every key that is pressed is looked up in the manual's section first.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from app.actions.operators import add_operator, list_operators
from app.actions.recovery import try_sheet, untried_sheets
from app.actions.sealed import sees_number
from app.bootstrap import open_desk
from app.domain.codes import Role
from app.domain.documents import RecoverySheetContent
from app.domain.errors import WrongPassphrase
from app.domain.station import Operator
from tests.ui.desk import PASSPHRASE, TODAY, a_case, make_untried
from ui.ask import AskDialog
from ui.cases.sealed_gate import SealedGate
from ui.cases.sealed_line import SealedLine
from ui.forms import FormRows
from ui.main import Session
from ui.settings.operators import OperatorsPage
from ui.start.code_field import CodeField
from ui.start.renew import RenewPage
from ui.start.unlock import RecoverPage

MANUAL = (Path(__file__).parents[2] / "docs" / "manual.zh-CN.md").read_text(encoding="utf-8")
OTHERS, NEW = {"田小雨": "早班点名在七点半整", "韩文": "韩文自己的口令一二三"}, "换过以后的一句口令"
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


class Walker:
    """Somebody at the keyboard with the manual open at one section."""

    def __init__(self, qtbot: QtBot, home: Path, title: str) -> None:
        self.qtbot, self.home = qtbot, home
        self.section = MANUAL.split(f"\n## {title}\n")[1].split("\n## ")[0]
        self.session: Session | None = None

    def reads(self, words: str) -> None:
        """The manual must say what is done next."""
        assert words in self.section, f"the manual does not say {words}"

    def starts(self) -> None:
        self.session = Session(self.home, exists=True, today=TODAY)
        self.session.start.show()

    def quiet(self) -> None:
        session = self.session

        def still() -> bool:
            window = session.window
            tasks = session.tasks is None or session.tasks.running == 0
            return tasks and session.start_tasks.running == 0 and (window is None or bool(window.place))

        self.qtbot.waitUntil(still, timeout=30_000)

    def presses(
        self, widget: QWidget, key: Qt.Key, words: str, modifier: Qt.KeyboardModifier | None = None
    ) -> None:
        """A key that the manual names; a button's own key clicks it a moment later."""
        self.reads(words)
        wanted = QKeySequence(key | modifier) if modifier else QKeySequence(key)
        buttons = [
            b for b in widget.window().findChildren(QPushButton) if b.shortcut() == wanted and b.isVisible()
        ]
        widget.window().activateWindow()
        self.qtbot.waitUntil(widget.window().isActiveWindow)
        if buttons:
            with self.qtbot.waitSignal(buttons[0].clicked):
                self.qtbot.keyClick(widget, key, modifier or Qt.KeyboardModifier.NoModifier)
        else:
            self.qtbot.keyClick(widget, key, modifier or Qt.KeyboardModifier.NoModifier)
        self.quiet()

    def chooses(self, form: FormRows, name: str) -> None:
        choice = form.fields["operator"]
        assert isinstance(choice, QComboBox)
        choice.setCurrentIndex(choice.findText(name))

    def types(self, form: FormRows, **texts: str) -> None:
        for name, text in texts.items():
            form.fields[name].insert(text)  # as an input method does

    def copies(self, field: CodeField, sheet: RecoverySheetContent) -> None:
        field.boxes[0].setFocus()
        for box, group in zip(field.boxes, sheet.code_groups, strict=True):
            self.qtbot.keyClicks(box, group.lower())

    def unlocks(self, name: str, passphrase: str) -> None:
        window = self.session.lock.page or self.session.start
        form = window.page().form
        if "operator" in form.fields:
            self.chooses(form, name)
        self.types(form, passphrase=passphrase)
        self.qtbot.keyClick(form.fields["passphrase"], Qt.Key.Key_Return)
        self.quiet()

    def goes_to_operators(self, name: str) -> OperatorsPage:
        """设置 (Alt+6) → 操作人员, and whom."""
        self.reads("“设置”（Alt+6）→ 操作人员")
        self.qtbot.waitUntil(self.session.window.isActiveWindow)
        self.qtbot.keyClick(self.session.window, Qt.Key.Key_6, ALT)
        self.qtbot.waitUntil(lambda: self.session.window.place == "settings")
        settings = self.session.window.pages["settings"]
        words = [settings.list.item(row).text() for row in range(settings.list.count())]
        settings.list.setCurrentRow(words.index("操作人员"))
        self.quiet()
        page = settings.subjects["operators"]
        page.table.pick(name)
        return page

    def leaves(self) -> None:
        session = self.session
        if session is None:
            return
        window = session.lock.page or session.window or session.start
        window.close()
        if session.ending.closing is not None:
            self.qtbot.waitUntil(lambda: session.desk is None, timeout=30_000)
        session.start_tasks.stop()
        session.leave()


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, RecoverySheetContent]:
    """A desk at which 李敏 is the administrator, 田小雨 and 韩文 clerks, and whose sheet was tried."""
    desk, sheet = make_untried(tmp_path / "desk")
    with desk:
        try_sheet(desk, code="-".join(sheet.code_groups))
        for name, passphrase in OTHERS.items():
            add_operator(desk, operator=Operator(name, (Role.CLERK,)), passphrase=passphrase)
        a_case(desk)
    return tmp_path / "desk", sheet


@pytest.fixture
def walk(
    qtbot: QtBot, made: tuple[Path, RecoverySheetContent], request: pytest.FixtureRequest
) -> Iterator[Walker]:
    walker = Walker(qtbot, made[0], request.param)
    yield walker
    walker.leaves()


def opens(home: Path, passphrase: str) -> str:
    """Who comes in with these words; nobody is empty."""
    try:
        with open_desk(home, passphrase, today=TODAY) as desk:
            return desk.operator.name
    except WrongPassphrase:
        return ""


@pytest.mark.parametrize("walk", ["口令忘了怎么办"], indirect=True)
def test_a_forgotten_passphrase_with_another_administrator_at_hand(walk: Walker) -> None:
    walk.starts()
    walk.unlocks("李敏", PASSPHRASE)
    page = walk.goes_to_operators("田小雨")
    walk.presses(page, Qt.Key.Key_F4, "按 F4“忘了口令，重设”")
    one_time = page.asking.codes[0].text()
    walk.presses(page.asking, Qt.Key.Key_Return, "按 Ctrl+Enter", CONTROL)
    walk.presses(walk.session.window, Qt.Key.Key_L, "按 Ctrl+L 锁屏", CONTROL)
    walk.reads("本人选自己的姓名，输入一次性口令，按 Enter")
    walk.unlocks("田小雨", one_time)
    renewing = walk.session.lock.page.page()
    assert isinstance(renewing, RenewPage)
    walk.reads("设一个只有自己知道的新口令，输两遍，按 Enter")
    walk.types(renewing.form, passphrase=NEW, again=NEW)
    walk.qtbot.keyClick(renewing.form.fields["again"], Qt.Key.Key_Return)
    walk.qtbot.waitUntil(lambda: walk.session.lock.page is None, timeout=30_000)
    walk.quiet()
    assert walk.session.desk.operator.name == "田小雨"
    assert opens(walk.home, NEW) == "田小雨"
    assert opens(walk.home, one_time) == opens(walk.home, OTHERS["田小雨"]) == ""


@pytest.mark.parametrize("walk", ["口令忘了怎么办"], indirect=True)
def test_a_forgotten_passphrase_with_the_recovery_sheet(
    walk: Walker, made: tuple[Path, RecoverySheetContent]
) -> None:
    walk.starts()
    walk.reads("点“忘记口令，用恢复单打开…”")
    walk.session.start.page().link.click()
    page = walk.session.start.page()
    assert isinstance(page, RecoverPage)
    walk.reads("看着纸抄8组恢复码。不分大小写；抄满一组自动跳到下一组")
    walk.copies(page.code, made[1])
    walk.reads("选自己的姓名，输两遍新口令，按 Ctrl+Enter")
    walk.chooses(page.form, "李敏")
    walk.types(page.form, passphrase=NEW, again=NEW)
    walk.qtbot.keyClick(page.form.fields["again"], Qt.Key.Key_Return, CONTROL)
    walk.qtbot.waitUntil(lambda: walk.session.window is not None, timeout=30_000)
    walk.quiet()
    walk.reads("这件事记入操作记录")
    line = walk.session.desk.store.value("SELECT text FROM history WHERE act = 'recover'")
    assert line == "用恢复单打开工作台并设置了新口令"
    assert opens(walk.home, NEW) == "李敏"
    assert opens(walk.home, PASSPHRASE) == ""


@pytest.mark.parametrize("walk", ["操作人员离开，换人交接"], indirect=True)
def test_an_operator_who_left_with_the_file_and_the_one_who_takes_over(walk: Walker) -> None:
    walk.starts()
    walk.unlocks("李敏", PASSPHRASE)
    page = walk.goes_to_operators("韩文")
    walk.presses(page, Qt.Key.Key_F8, "按 F8“移出…”")
    old = walk.session.desk.store.key
    walk.presses(page.asking, Qt.Key.Key_K, "按 Ctrl+K", CONTROL)
    walk.reads("输入自己的口令，按 Enter")
    asking = page.rekeying.asking
    walk.types(asking.form, passphrase=PASSPHRASE)
    walk.qtbot.keyPress(asking.form.fields["passphrase"], Qt.Key.Key_Return)  # the window is still at once
    walk.qtbot.waitUntil(lambda: page.rekeying.shown is not None, timeout=60_000)
    walk.quiet()
    one_time = page.rekeying.shown.codes[0].text()
    walk.presses(page.rekeying.shown, Qt.Key.Key_Return, "当面交给各人，按 Ctrl+Enter", CONTROL)
    walk.reads("再出现新的恢复单，打印，从纸上抄回恢复码")
    sheet = page.rekeying.shown.page
    walk.copies(sheet.code, sheet.content)
    walk.qtbot.keyClick(sheet.code.boxes[-1], Qt.Key.Key_Return)
    walk.qtbot.waitUntil(lambda: page.rekeying.shown is None, timeout=30_000)
    walk.quiet()
    _takes_over(walk, page)
    desk: Desk = walk.session.desk
    assert desk.store.key != old
    assert untried_sheets(desk) == []
    assert {one.name for one in list_operators(desk)} == {"李敏", "田小雨", "周海"}
    assert opens(walk.home, OTHERS["韩文"]) == opens(walk.home, OTHERS["田小雨"]) == ""
    assert opens(walk.home, one_time) == "田小雨"
    assert opens(walk.home, NEW) == "周海"


@pytest.mark.parametrize("walk", ["操作人员离开，换人交接"], indirect=True)
def test_the_sealed_cases_of_somebody_who_comes_no_more_are_opened_to_a_leader(walk: Walker) -> None:
    with open_desk(walk.home, OTHERS["韩文"], today=TODAY) as desk:
        number = a_case(desk, "钱多多", confidential=True)
    walk.starts()
    walk.unlocks("李敏", PASSPHRASE)
    page = walk.goes_to_operators("韩文")
    walk.presses(page, Qt.Key.Key_F4, "按 F4 重设口令")
    one_time = page.asking.codes[0].text()
    walk.presses(page.asking, Qt.Key.Key_Return, "按 Ctrl+Enter", CONTROL)
    walk.presses(walk.session.window, Qt.Key.Key_L, "再按 Ctrl+L", CONTROL)
    walk.unlocks("韩文", one_time)
    walk.reads("设一个新口令")
    renewing = walk.session.lock.page.page()
    walk.types(renewing.form, passphrase=NEW, again=NEW)
    walk.qtbot.keyClick(renewing.form.fields["again"], Qt.Key.Key_Return)
    walk.qtbot.waitUntil(lambda: walk.session.lock.page is None, timeout=30_000)
    walk.quiet()
    waiting = walk.session.window.pages["today"].waiting
    assert [line.number for line in waiting.rows.lines()] == [number]
    walk.presses(waiting, Qt.Key.Key_Return, "选一件，\n   按 Ctrl+Enter", CONTROL)
    [gate] = walk.session.window.findChildren(SealedGate)
    walk.presses(gate, Qt.Key.Key_O, "写明理由（Alt+O）", ALT)
    answers(walk, gate.asking, reason="交接")
    walk.presses(gate, Qt.Key.Key_K, "按 Alt+K 先开放给一位负责人", ALT)
    [line] = walk.session.window.findChildren(SealedLine)
    walk.chooses(line.asking.form, "李敏")
    answers(walk, line.asking, reason="韩文不来了")
    acts = [row["act"] for row in walk.session.desk.store.rows("SELECT act FROM history ORDER BY id DESC")]
    assert acts[:2] == ["open_sealed", "read_sealed"]
    with open_desk(walk.home, PASSPHRASE, today=TODAY) as desk:
        assert sees_number(desk, number)


def answers(walk: Walker, dialog: AskDialog, **texts: str) -> None:
    """What a small dialog asks, and Enter."""
    walk.types(dialog.form, **texts)
    walk.qtbot.keyClick(dialog.form.fields["reason"], Qt.Key.Key_Return)
    walk.quiet()


def _takes_over(walk: Walker, page: OperatorsPage) -> None:
    """Somebody new comes in the place of whoever left."""
    walk.presses(page, Qt.Key.Key_F2, "按 F2“增加一人”")
    walk.types(page.form, name="周海", post="信访信息员", passphrase=NEW, again=NEW)
    walk.presses(page, Qt.Key.Key_S, "按 Ctrl+S", CONTROL)
