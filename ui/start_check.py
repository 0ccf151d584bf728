"""Right after the desk is open: what is wrong at this PC and with the file, and everything once a week.

Nothing is said when all is well. The window paints first; the looks are taken on another thread.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from app.actions.desk import Desk
from ui import acts
from ui.panels import WorkBar, set_words
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from app.actions.checks import CheckLine
    from ui.main_window import MainWindow

KEYS = "Ctrl+Shift+K"
DATABASE = "数据文件"


def look(desk: Desk, before: str) -> tuple[list[CheckLine], bool]:
    """What is wrong, and whether everything should be examined; on a worker thread."""
    wrong = [line for line in acts.checks().check_start(desk, before=before) if not line.ok]
    damaged = any(line.name == DATABASE for line in wrong)
    return wrong, not damaged and acts.checks().full_check_due(desk)


class StartCheck(QObject):
    """Looks once, and says in the message bar what needs attention; one key leads to the page with all of it."""

    def __init__(self, desk: Desk, tasks: TaskRunner, window: MainWindow, before: str = "") -> None:
        super().__init__(window)
        self.desk, self.tasks, self.window, self.before = desk, tasks, window, before
        if desk.hold is not None:
            desk.hold.before = before  # the page to which the word leads says the same
        self.wrong: list[CheckLine] | None = None
        self.work = WorkBar()
        set_words(self.work.stop_button, self.tr("先不查"))  # Esc belongs to what the clerk is doing
        window.statusBar().addWidget(self.work, 1)
        window.statusBar().hide()
        self.work.over.connect(window.statusBar().hide)
        self.keys = QShortcut(QKeySequence(KEYS), window)
        self.keys.activated.connect(self.show)
        QTimer.singleShot(0, self.begin)

    @Slot()
    def begin(self) -> None:
        """Look."""
        self.tasks.run(partial(look, self.desk, self.before), on_success=self._on_looked)

    @Slot(object)
    def _on_looked(self, found: tuple[list[CheckLine], bool]) -> None:
        self.wrong, due = found
        self._say(self.wrong)
        if due:
            task = self.tasks.run(
                acts.later(acts.checks, "full_check", self.desk), on_success=self._on_examined
            )
            self.work.follow(task, self.tr("每周一次全面检查，不影响办理"))
            self.window.statusBar().show()

    @Slot(object)
    def _on_examined(self, lines: list[CheckLine] | None) -> None:
        self._say([line for line in lines or () if not line.ok])

    def _say(self, wrong: list[CheckLine]) -> None:
        """What needs attention, and the way to it; a damaged file before all else."""
        if damaged := [line for line in wrong if line.name == DATABASE]:
            words = self.tr("{what}。请关闭程序，再打开，在输入口令的页面按 F9 进救援页。")
            self.window.bar.say_fault(words.format(what=damaged[0].text))
        elif wrong:
            words = self.tr("⚠ 自检：{count} 项要注意（{names}）")
            said = words.format(count=len(wrong), names="、".join(line.name for line in wrong))
            self.window.bar.say(said, self.tr("查看 ({keys})").format(keys=KEYS), self.show)

    @Slot()
    def show(self) -> None:
        """The page with every line of the examination."""
        self.window.go("settings").subject("keeping")  # type: ignore[attr-defined]
