"""Restoring in the window: choose a backup, open it, see what it holds and what would be lost, then put it in place."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.errors import DeskError, InvalidField, WrongPassphrase
from ui import acts
from ui.backups.look_words import holding_words, lost_words
from ui.errors import sentence
from ui.forms import FormRows, Row
from ui.packets.target import plugged_in
from ui.panels import Notice, WorkBar, push_button, quiet_label
from ui.settings.subject import Line, LinesTable
from ui.tasks import TaskRunner
from ui.theme import scaled

if TYPE_CHECKING:
    from app.actions.restoring import BackupLook

WIDTHS = (330, 150, 90, 300)


def look_into(path: Path, home: Path, passphrase: str, code: str, live: Desk | None) -> object:
    """The generator that unpacks, opens and compares; made on the worker thread."""
    return acts.restoring().look_into(path, home=home, passphrase=passphrase, code=code, live=live)


def found_backups(home: Path) -> list[Path]:
    """The backups at hand: where this PC keeps them, and on the sticks that are plugged in, newest first."""
    sticks = [root for _, root in plugged_in()]
    return list(acts.backup_places().list_backups(home, sticks))


class RestoreView(QWidget):
    """``confirmed(look)`` when what was seen shall be the desk; whoever shows this closes the desk and replaces it."""

    confirmed = Signal(object)
    failed = Signal(object)

    def __init__(self, home: Path, tasks: TaskRunner, live: Desk | None = None) -> None:
        super().__init__()
        self.home, self._tasks, self._live = home, tasks, live
        self.look: BackupLook | None = None
        self.code = ""
        self._taken: list[Path] = []
        titles = (self.tr("备份文件"), self.tr("写好的时间"), self.tr("大小"), self.tr("在哪里"))
        self.files = LinesTable(self.tr("找到的备份"), titles, WIDTHS)
        self.files.setMaximumHeight(scaled(150))
        self.empty = quiet_label(self.tr("没有找到备份文件。插上存备份的U盘后按 F5，或者按 Ctrl+O 选文件。"))
        self.form = FormRows(
            (
                Row("passphrase", self.tr("备份当时的口令"), "secret"),
                Row(
                    "code",
                    self.tr("或者恢复码"),
                    note=self.tr("忘记口令时，照恢复单抄入8组；口令和恢复码填一样就行"),
                ),
            ),
            self,
        )
        self.look_button = push_button(self.tr("打开看看"), self.open, keys="Alt+L", primary=True)
        self.restore_button = push_button(
            self.tr("就用这份恢复"), self.confirm, keys="Ctrl+Return", primary=True
        )
        self.holds, self.loses = QLabel(), Notice()
        self.notice, self.work = Notice(), WorkBar()
        self._lay_out()
        self._connect()
        self.find_files()
        self.show_look(None)

    def _lay_out(self) -> None:
        column, row, go = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(8))
        row.addWidget(self.empty, 1)
        row.addStretch(0)
        row.addWidget(push_button(self.tr("重找"), self.find_files, keys="F5"))
        row.addWidget(push_button(self.tr("选文件…"), self.choose, keys="Ctrl+O"))
        column.addWidget(self.files)
        column.addLayout(row)
        column.addWidget(self.form)
        go.addStretch(1)
        go.addWidget(self.look_button)
        column.addLayout(go)
        self.holds.setWordWrap(True)
        for widget in (self.work, self.notice, self.holds, self.loses):
            column.addWidget(widget)
        end = QHBoxLayout()
        end.addStretch(1)
        end.addWidget(self.restore_button)
        column.addLayout(end)
        column.addStretch(1)

    def _connect(self) -> None:
        self.form.submitted.connect(self._on_entered)
        self.form.left.connect(self.open)
        self.form.edited.connect(self._on_edited)
        self.files.picked.connect(self._on_picked)
        self.setFocusProxy(self.form.fields["passphrase"])

    @Slot()
    def find_files(self) -> None:
        """Look for backups where they usually are."""
        self._tasks.run(
            partial(found_backups, self.home), on_success=self._on_found, on_failure=self._on_failure
        )

    @Slot(object)
    def _on_found(self, paths: list[Path]) -> None:
        """What was chosen by hand stays on top."""
        rest = [path for path in paths if path not in self._taken]
        self._show_files([*self._taken, *rest], self.files.key)

    def _show_files(self, paths: list[Path], key: str = "") -> None:
        self.files.show_lines([_line(path) for path in paths], key or (str(paths[0]) if paths else ""))
        self.files.setVisible(bool(paths))
        words = self.tr("找到 {count} 份，最新的在最上面。") if paths else ""
        self.empty.setText(
            words.format(count=len(paths))
            or self.tr("没有找到备份文件。插上存备份的U盘后按 F5，或者按 Ctrl+O 选文件。")
        )

    @Slot()
    def choose(self) -> None:
        """Choose a backup file somewhere else."""
        dialog = QFileDialog(self, self.tr("选备份文件"), "", self.tr("工作台的备份 (*.backup)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.open()

    @Slot(str)
    def take(self, path: str) -> None:
        """A backup file, or the folder of a desk that was replaced."""
        self._taken = [Path(path), *(one for one in self._taken if one != Path(path))]
        rest = [Path(line.key) for line in self.files.lines.lines]
        self._show_files([*self._taken, *(one for one in rest if one not in self._taken)], path)
        self.form.fields["passphrase"].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_entered(self) -> None:
        """Ctrl+Enter goes on: first it opens, then it restores."""
        if self.look is None:
            self.open()
        else:
            self.confirm()

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        """Another passphrase: what was seen no longer counts."""
        self.drop()

    @Slot(str)
    def _on_picked(self, key: str) -> None:
        """Another backup; the same one again after a new search is none."""
        if self.look is not None and key and Path(key) != self.look.path:
            self.drop()

    @Slot()
    def open(self) -> None:
        """Open the chosen backup and see what is in it."""
        path = self.files.key
        if self.work.busy:
            return
        self.drop()
        self.notice.tell("")
        self.form.show_problems(())
        if not path:
            self.notice.complain(self.tr("请先选一份备份。"))
            return
        self.code = self.form.text("code")
        self.look_button.setEnabled(False)
        make = partial(
            look_into, Path(path), self.home, str(self.form.value("passphrase") or ""), self.code, self._live
        )
        task = self._tasks.run(
            make, on_success=self._on_look, on_failure=self._on_failure, on_finish=self._on_over
        )
        self.work.follow(task, self.tr("正在打开备份…"))

    @Slot(object)
    def _on_look(self, look: BackupLook) -> None:
        self.show_look(look)
        self.restore_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_look(self, look: BackupLook | None) -> None:
        """Show what is in it; None shows that nothing is open."""
        self.look = look
        for widget in (self.holds, self.restore_button):
            widget.setVisible(look is not None)
        self.form.setVisible(look is None)  # on a small screen there is no room for both
        self.look_button.setVisible(look is None)
        self.files.setMaximumHeight(scaled(150 if look is None else 84))
        self.loses.tell("")
        if look is None:
            return
        self.holds.setText(holding_words(self, look))
        words, bad = lost_words(self, look)
        if bad:
            self.loses.complain(words)
        else:
            self.loses.tell(words)

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if isinstance(error, WrongPassphrase):
            field = "code" if self.code else "passphrase"
            words = self.tr(
                "打不开。要用做这份备份的时候的口令（后来改过口令的，用旧的），或者那时的恢复单。"
            )
            self.form.show_problems([InvalidField(field, words)])
        elif isinstance(error, InvalidField):
            field = "code" if error.field == "recovery_code" else "passphrase"
            self.form.show_problems([InvalidField(field, error.message)])
        elif isinstance(error, DeskError):
            self.notice.complain(sentence(error))
        else:
            self.failed.emit(error)

    @Slot()
    def _on_over(self) -> None:
        self.look_button.setEnabled(True)

    @Slot()
    def confirm(self) -> None:
        """This one shall be the desk."""
        look, self.look = self.look, None
        if look is not None:
            self.restore_button.setEnabled(False)
            self.confirmed.emit(look)

    def drop(self) -> None:
        """Forget what was opened."""
        if self.look is not None:
            acts.restoring().drop_look(self.look)
            self.show_look(None)


def _line(path: Path) -> Line:
    """A backup file in the table."""
    try:
        found = path.stat()
        at = dt.datetime.fromtimestamp(found.st_mtime).astimezone().strftime("%Y-%m-%d %H:%M")
        size = QLocale().formattedDataSize(found.st_size) if path.is_file() else ""
    except OSError:
        at = size = "–"
    return Line(str(path), (path.name, at, size, str(path.parent)))
