"""Backups and restoring: where they go, which there are, trying one, putting one in place, putting a replaced desk back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from app.actions.desk import Desk
from app.domain.backups import BackupState, GoodBackup
from ui import acts
from ui.backups.dialog import RestoreDialog
from ui.backups.line import BackupLine
from ui.panels import push_button, quiet_label
from ui.refresh import Refresh
from ui.settings.subject import Line, LinesTable, Subject
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from app.actions.backup import VerifiedBackup
    from app.actions.restoring import Replaced

WIDTHS = (150, 80, 70, 80, 190, 320)


def read(desk: Desk) -> tuple[BackupState, list[GoodBackup], list[Replaced]]:
    """How the backups stand, which there are, and which desks were replaced."""
    places = acts.backup_places()
    return places.backup_state(desk), places.good_backups(desk), acts.restoring().list_replaced(desk.home)


class BackupsPage(Subject):
    """备份与恢复. ``restore_wanted(look)``: the window closes the desk and puts in place what was looked into."""

    restore_wanted = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> None:
        super().__init__(desk, tasks, refresh)
        words = self.tr(
            "备份都是加密的，写好后打开副本清点过才算数；关闭时、每天、导入和升级之前自动做，旧的按天、周、月留存。"
            "恢复时要用备份当时的口令。"
        )
        column = self.column(self.tr("备份与恢复"), words)
        self.line = BackupLine(desk, tasks, refresh)
        self.line.done.connect(self.activate)
        self.line.failed.connect(self.failed)
        self.place = quiet_label()
        titles = (
            self.tr("时间"), self.tr("缘由"), self.tr("事项"), self.tr("文书"), self.tr("文件"), self.tr("在哪里"),
        )  # fmt: skip
        self.table = LinesTable(self.tr("备份"), titles, WIDTHS)
        self.dialog: RestoreDialog | None = None
        column.addWidget(self.line)
        column.addLayout(self._place_row())
        column.addWidget(self.table, 1)
        column.addLayout(self._acts_row())

    def _place_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.place_button = push_button(self.tr("换备份位置…"), self.line.choose, keys="Ctrl+T")
        self.copy_button = push_button(self.tr("另存一份到…"), self.choose_copy, keys="Ctrl+Shift+S")
        row.addWidget(self.place, 1)
        row.addWidget(self.place_button)
        row.addWidget(self.copy_button)
        return row

    def _acts_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.restore_button = push_button(self.tr("从选中的恢复…"), self.restore, keys="Ctrl+R")
        self.other_button = push_button(self.tr("从别的文件恢复…"), self.restore_other, keys="Ctrl+O")
        self.ages = quiet_label(
            self.tr("每处按天、周、月各留最后一份；手动备份不自动删。销毁的事项约一年后从自动备份里消失。")
        )
        row.addWidget(self.ages, 1)
        row.addWidget(self.restore_button)
        row.addWidget(self.other_button)
        return row

    def activate(self) -> None:
        self.line.look()
        self.run(partial(read, self._desk), self._on_read)

    @Slot(object)
    def _on_read(self, found: tuple[BackupState, list[GoodBackup], list[Replaced]]) -> None:
        state, backups, replaced = found
        self.place.setText(self._place_words(state))
        lines = [self._line(one) for one in backups]
        lines += [self._replaced_line(one) for one in replaced]
        self.table.show_lines(lines, self.table.key or (lines[0].key if lines else ""))
        self.restore_button.setEnabled(bool(lines))

    def _place_words(self, state: BackupState) -> str:
        """Where backups go, and whether that helps when the disk breaks."""
        if not state.target:
            return self.tr(
                "还没有指定备份位置，自动备份先存在本机的工作台文件夹里：硬盘坏了它也会坏。按 Ctrl+T 选U盘或另一块硬盘。"
            )
        if not Path(state.target).is_dir():
            words = self.tr("备份位置 {folder} 现在找不到（U盘没插？），自动备份先存在本机。")
        elif state.here:
            words = self.tr("备份位置：{folder}（另一个盘，好）")
        else:
            words = self.tr(
                "备份位置：{folder}。它和工作台在同一个盘上，盘坏了会一起坏；请换U盘或另一块硬盘。"
            )
        return words.format(folder=state.target)

    def _line(self, one: GoodBackup) -> Line:
        """A backup that was made."""
        there = "" if (Path(one.folder) / one.file_name).is_file() else self.tr("（不在手边）")
        return Line(
            str(Path(one.folder) / one.file_name),
            (
                f"{one.at:%Y-%m-%d %H:%M}",
                one.occasion.label,
                f"{one.cases:,}",
                f"{one.documents:,}",
                one.file_name,
                one.folder + there,
            ),
        )

    def _replaced_line(self, one: Replaced) -> Line:
        """A desk that a restore replaced, to be put back."""
        at = f"{one.at[:4]}-{one.at[4:6]}-{one.at[6:8]} {one.at[9:11]}:{one.at[11:13]}"
        cells = (at, self.tr("恢复时换下"), "–", "–", one.folder.name, str(one.folder.parent))
        return Line(str(one.folder), cells, self.tr("恢复时换下来的原数据，选中后按 Ctrl+R 可以换回去"))

    @Slot()
    def choose_copy(self) -> None:
        """Choose where one more backup goes; where backups go stays as it is."""
        dialog = QFileDialog(self, self.tr("另存一份备份到哪个文件夹"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.copy_to)
        dialog.open()

    @Slot(str)
    def copy_to(self, folder: str) -> None:
        """Write one more backup there, and open and count it."""
        self.copy_button.setEnabled(False)
        self.notice.tell(self.tr("正在备份并清点副本…"))
        make = acts.later(acts.backup, "create_backup", self._desk, folder=Path(folder))
        self.run(make, self._on_copy, self._on_copy_over)

    @Slot(object)
    def _on_copy(self, made: VerifiedBackup) -> None:
        words = self.tr("已备份并清点：事项 {cases} 件，文书 {documents} 份，操作记录 {history} 条\n{path}")
        self.notice.tell(
            words.format(cases=made.cases, documents=made.documents, history=made.history, path=made.path)
        )
        self.activate()

    @Slot()
    def _on_copy_over(self) -> None:
        self.copy_button.setEnabled(True)

    @Slot()
    def restore(self) -> None:
        """Look into the chosen one."""
        self._open_dialog(self.table.key)

    @Slot()
    def restore_other(self) -> None:
        """Look into a file that is chosen there."""
        self._open_dialog("")

    def _open_dialog(self, path: str) -> None:
        if not self.is_administrator:
            self.notice.complain(self.tr("只有管理员可以恢复数据。"))
            return
        dialog = RestoreDialog(self._desk, self._tasks, path, self.window())
        dialog.confirmed.connect(self.restore_wanted)
        dialog.view.failed.connect(self.failed)
        self.dialog = dialog
        dialog.open()
