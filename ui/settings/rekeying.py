"""A fresh database key from the window: one's own passphrase, the work, then everything that must be handed out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from app.actions.desk import Desk
from app.domain.documents import RecoverySheetContent
from app.domain.errors import InvalidField
from ui import acts
from ui.ask import AskDialog
from ui.forms import Row
from ui.panels import WorkBar
from ui.refresh import Refresh
from ui.settings.handing_out import OneTimeDialog, SheetDialog
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from app.actions.rekey import Rekeyed


class Rekeying(QObject):
    """``ask`` begins; ``said`` at its end, ``failed`` with whatever went wrong. The window is still meanwhile."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh, page: QWidget, work: WorkBar) -> None:
        super().__init__(page)
        self._desk, self._tasks, self._refresh, self._page, self._work = desk, tasks, refresh, page, work
        self.asking: AskDialog | None = None
        self.shown: QDialog | None = None
        self._sheets: list[RecoverySheetContent] = []

    @Slot()
    def ask(self) -> None:
        """Say what will happen, and ask for the administrator's own passphrase."""
        words = self.tr(
            "全部数据换用新的密钥重新加密，先自动备份一次。您的口令不变；其他人的口令都作废，各得一个一次性口令；"
            "恢复单（包括上级那张）都要重做。以前的备份仍用旧口令打开，请收好或销毁。"
        )
        rows = (Row("passphrase", self.tr("您现在的口令"), "secret"),)
        self.asking = AskDialog(
            self.tr("更换数据库密钥"),
            words,
            rows,
            self.tr("更换 (Enter)"),
            self._page,
            needed=("passphrase",),
        )
        self.asking.answered.connect(self._on_answer)
        self.asking.open()

    @Slot(object)
    def _on_answer(self, answer: dict[str, str]) -> None:
        """Nothing else may ask the desk while its key changes: the window takes no keys until it is done."""
        self.asking = None
        self._page.window().setEnabled(False)
        self._desk.release()
        task = self._tasks.run(
            partial(acts.rekey().rekey_desk, self._desk, passphrase=str(answer["passphrase"])),
            on_success=self._on_done,
            on_failure=self._on_failure,
            on_finish=self._on_over,
        )
        self._work.follow(task, self.tr("正在更换数据库密钥…"))

    @Slot()
    def _on_over(self) -> None:
        self._page.window().setEnabled(True)

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        """A wrong passphrase has no field any more when it is known."""
        if isinstance(error, InvalidField):
            error = InvalidField("", self.tr("口令不对，密钥没有换。请再试一次。"))
        self.failed.emit(error)

    @Slot(object)
    def _on_done(self, made: Rekeyed) -> None:
        self._page.window().setEnabled(True)
        self._refresh.tell(made.changes, self._page)
        self._sheets = list(made.sheets)
        if made.one_time:
            self.shown = OneTimeDialog(made.one_time, self._page)
            self.shown.finished.connect(self._next_sheet)
            self.shown.open()
        else:
            self._next_sheet()

    @Slot()
    def _next_sheet(self) -> None:
        """The new recovery sheets, one after the other."""
        self.shown = None
        if not self._sheets:
            self.said.emit(self.tr("数据库密钥已更换。以前的备份仍用旧口令打开，请收好或销毁。"))
            return
        dialog = SheetDialog(self._sheets.pop(0), self._desk, self._tasks, self._page)
        dialog.finished.connect(self._next_sheet)
        self.shown = dialog
        dialog.open()
