"""口令与恢复单: one's own passphrase, the recovery sheets, the database's key, and when the window locks by itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.documents import RecoverySheetContent
from ui import acts
from ui.ask import AskDialog
from ui.forms import FormRows, Row
from ui.panels import WorkBar, push_button, quiet_label, set_words
from ui.refresh import Refresh
from ui.settings.handing_out import SheetDialog
from ui.settings.key_dialogs import OwnPassphraseDialog, TryDialog
from ui.settings.rekeying import Rekeying
from ui.settings.subject import Line, LinesTable, Subject, card, scrolled
from ui.start.page import label
from ui.tasks import TaskRunner
from ui.theme import scaled

if TYPE_CHECKING:
    from app.actions.recovery import SheetState

IDLE = "lock.idle_minutes"


class KeysPage(Subject):
    """口令与恢复单."""

    form: FormRows

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> None:
        super().__init__(desk, tasks, refresh)
        words = self.tr("口令忘了，只有恢复单能打开：它要在纸上，要试过，要锁在别处。")
        column = self.column(self.tr("口令与恢复单"), words)
        self.shown: QDialog | None = None
        self.sheets: list[SheetState] = []
        self.work = WorkBar()
        self.rekeying = Rekeying(desk, tasks, refresh, self, self.work)
        self.rekeying.said.connect(self._on_rekeyed)
        self.rekeying.failed.connect(self.on_failure)
        row = QHBoxLayout()
        row.addWidget(self._sheets_card(), 3)
        row.addWidget(self._own_card(), 2)
        column.addWidget(self.work)
        column.addLayout(row, 1)

    def _sheets_card(self) -> QWidget:
        titles = (self.tr("恢复单"), self.tr("制作"), self.tr("试过"))
        self.table = LinesTable(self.tr("恢复单"), titles, (220, 110, 110))
        self.table.setMinimumHeight(scaled(100))
        self.try_button = push_button(self.tr("从纸上抄一遍，试一试…"), self.try_sheet, keys="F4")
        self.new_button = push_button(self.tr("重做本单位的恢复单…"), self.renew_first, keys="F6")
        self.second_button = push_button("", self.renew_second, keys="F7")
        self.drop_button = push_button(self.tr("上级那张作废…"), self.ask_drop, keys="F8")
        self.rekey_button = push_button(self.tr("更换数据库密钥…"), self.rekeying.ask, keys="Ctrl+K")
        about = quiet_label(
            self.tr(
                "第二张恢复单装信封交上级保险柜：本单位的人和恢复单都不在了，上级还能打开。重做一张，旧的随即作废。\n"
                "有人带走过数据和密钥文件、或恢复单被人看过，就更换数据库密钥。"
            )
        )
        self.administrator_buttons = (
            self.new_button,
            self.second_button,
            self.drop_button,
            self.rekey_button,
        )
        made = card(self.table, self.try_button, *self.administrator_buttons[:3], about, self.rekey_button)
        return scrolled(made)

    def _own_card(self) -> QWidget:
        self.own_button = push_button(self.tr("换自己的口令…"), self.change_own, keys="F2")
        self.form = FormRows(
            (
                Row(
                    IDLE,
                    self.tr("闲置多少分钟锁屏"),
                    "digits",
                    most=60,
                    note=self.tr(
                        "没人碰键盘和鼠标满这么久，自动锁屏；随时可按 Ctrl+L。0 为不自动锁，只有管理员能设。"
                    ),
                ),
            ),
            self,
            beside=False,
        )
        self.save_button = push_button(self.tr("保存"), self.save, keys="Ctrl+S", primary=True)
        self.form.edited.connect(self.on_typed)
        self.form.submitted.connect(self.save)
        self.form.left.connect(self.save)
        made = card(
            label(self.tr("自己的口令"), "heading"),
            self.own_button,
            label(self.tr("锁屏"), "heading"),
            self.form,
            self.save_button,
        )
        return scrolled(made, self.form)

    def activate(self) -> None:
        for button in self.administrator_buttons:
            button.setEnabled(self.is_administrator)
        if not self.touched:
            self.form.set_values({IDLE: acts.locking().idle_minutes(self._desk)})
        self.run(acts.later(acts.recovery, "list_sheets", self._desk), self._on_sheets)

    @Slot(object)
    def _on_sheets(self, sheets: list[SheetState]) -> None:
        self.sheets = sheets
        never, unknown = self.tr("⚠ 还没有试过"), self.tr("不详")
        self.table.show_lines(
            [
                Line(one.name, (one.words, str(one.made_on or unknown), str(one.tried_on or never)))
                for one in sheets
            ]
        )
        has_second = any(one.second for one in sheets)
        words = self.tr("重做上级的恢复单…") if has_second else self.tr("做第二张，交上级保险柜…")
        set_words(self.second_button, words, "F7")
        self.drop_button.setEnabled(has_second and self.is_administrator)

    # --- the recovery sheets ------------------------------------------------------------------------------------

    @Slot()
    def try_sheet(self) -> None:
        """Type a code from paper."""
        dialog = self.shown = TryDialog(self._desk, self._tasks, self)
        dialog.tried.connect(self._on_tried)
        dialog.open()

    @Slot()
    def _on_tried(self) -> None:
        self.said.emit(self.tr("恢复码有效，已记下。"))
        self.activate()

    @Slot()
    def renew_first(self) -> None:
        """A new sheet of the unit's own."""
        self._renew(second=False)

    @Slot()
    def renew_second(self) -> None:
        """A sheet for headquarters' safe."""
        self._renew(second=True)

    def _renew(self, *, second: bool) -> None:
        self.run(acts.later(acts.recovery, "new_sheet", self._desk, second=second), self._on_made)

    @Slot(object)
    def _on_made(self, sheet: RecoverySheetContent) -> None:
        dialog = self.shown = SheetDialog(sheet, self._desk, self._tasks, self)
        dialog.finished.connect(self.activate)
        dialog.tried.connect(self._on_tried)
        dialog.open()
        self.activate()

    @Slot()
    def ask_drop(self) -> None:
        """Somebody else may have seen the second sheet, or headquarters gave it back."""
        words = self.tr("上级保险柜里那张恢复单从此打不开工作台；以后可以再做一张。")
        dialog = AskDialog(self.tr("第二张恢复单作废"), words, (), self.tr("作废 (Enter)"), self)
        dialog.answered.connect(self._on_drop)
        self.shown = dialog
        dialog.open()

    @Slot(object)
    def _on_drop(self, answer: object) -> None:
        self.run(acts.later(acts.recovery, "drop_second_sheet", self._desk), self._on_dropped)

    @Slot(object)
    def _on_dropped(self, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        self.said.emit(self.tr("上级保险柜的恢复单已作废。"))
        self.activate()

    @Slot(str)
    def _on_rekeyed(self, words: str) -> None:
        self.said.emit(words)
        self.activate()

    # --- one's own ----------------------------------------------------------------------------------------------

    @Slot()
    def change_own(self) -> None:
        """The old passphrase, and a new one twice."""
        dialog = self.shown = OwnPassphraseDialog(self._desk, self._tasks, self)
        dialog.changed.connect(self._on_own)
        dialog.failed.connect(self.failed)
        dialog.open()

    @Slot()
    def _on_own(self) -> None:
        self.said.emit(self.tr("口令已换。下次用新口令打开。"))

    @Slot()
    def save(self) -> None:
        """When the window locks by itself."""
        minutes = int(self.form.text(IDLE) or 0)
        self.run(partial(acts.locking().set_idle_minutes, self._desk, minutes=minutes), self._on_saved)

    @Slot(object)
    def _on_saved(self, changes: Changes) -> None:
        self.touched = False
        self.form.show_problems(())
        self.notice.tell("")
        self._refresh.tell(changes, self)
        self.said.emit(self.tr("锁屏的时间已保存。"))
