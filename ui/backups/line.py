"""One line that says how old the last backup and the last tried restore are, louder with every week, and does both."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout

from app.actions.desk import Desk
from app.domain.backups import BackupState, Loudness, Said, Trial
from ui import acts
from ui.panels import Notice, WorkBar, push_button
from ui.refresh import Refresh
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from app.actions.backup import VerifiedBackup

SHAPES = {Loudness.CALM: "○", Loudness.NOTE: "◆", Loudness.LOUD: "▲", Loudness.ALARM: "■"}
"""The shape of each level, as the limits have them."""
BACKUP_KEYS, DRILL_KEYS = "Ctrl+B", "Ctrl+Shift+R"


def back_up(desk: Desk) -> object:
    """The generator of a backup to where backups go; made on the worker thread."""
    return acts.backup().make_backup(desk)


def back_up_to(desk: Desk, folder: str) -> object:
    """Choose where backups go, and back up there."""
    acts.backup_places().set_backup_target(desk, folder=Path(folder))
    return acts.backup().make_backup(desk)


def drill(desk: Desk) -> object:
    """The generator of a restore drill."""
    return acts.restore_drill().drill(desk)


class BackupLine(QFrame):
    """``failed(error)`` is our own fault; ``done`` after a backup or a drill."""

    failed = Signal(object)
    done = Signal()

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> None:
        super().__init__()
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self.state: BackupState | None = None
        self.setObjectName("card")
        self.backup_words, self.trial_words = QLabel(), QLabel()
        for words in (self.backup_words, self.trial_words):
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
        self.backup_button = push_button(self.tr("备份"), self.back_up, keys=BACKUP_KEYS)
        self.drill_button = push_button(self.tr("恢复演练"), self.drill, keys=DRILL_KEYS)
        self.notice, self.work = Notice(), WorkBar()
        self.work.cancelled.connect(self._on_cancelled)
        self._lay_out()
        refresh.changed.connect(self._on_changed)

    def _lay_out(self) -> None:
        row, column = QHBoxLayout(), QVBoxLayout(self)
        words = QVBoxLayout()
        words.addWidget(self.backup_words)
        words.addWidget(self.trial_words)
        row.addLayout(words, 1)
        row.addWidget(self.backup_button)
        row.addWidget(self.drill_button)
        column.addLayout(row)
        column.addWidget(self.work)
        column.addWidget(self.notice)

    @Slot()
    def look(self) -> None:
        """Ask anew how old they are."""
        self._tasks.run(
            acts.later(acts.backup_places, "backup_state", self._desk),
            on_success=self._on_state,
            on_failure=self._on_failure,
        )

    @Slot(object, object)
    def _on_changed(self, changes: object, initiator: object) -> None:
        if self.isVisible() and initiator is not self:
            self.look()

    @Slot(object)
    def _on_state(self, state: BackupState) -> None:
        """Both in one line while nothing is amiss."""
        self.state = state
        tried = state.last is not None
        calm = tried and state.level is Loudness.CALM
        _show(self.backup_words, state.backup)
        _show(self.trial_words, state.trial)
        if calm:
            self.backup_words.setText(f"{self.backup_words.text()}　　{self.trial_words.text()}")
        self.trial_words.setVisible(tried and not calm)
        self.drill_button.setVisible(tried)

    @Slot()
    def back_up(self) -> None:
        """Back up where backups go; while no place was chosen, or it is not there, ask for one."""
        if self.work.busy or self.state is None:
            return
        if self.state.target and Path(self.state.target).is_dir():
            self._start(partial(back_up, self._desk), self._on_backup, self.tr("正在备份…"))
        else:
            self.choose()

    @Slot()
    def choose(self) -> None:
        """Choose where backups go from now on, and back up there at once."""
        if self.work.busy:
            return
        dialog = QFileDialog(self, self.tr("备份存到哪里：选另一块硬盘或U盘上的文件夹"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.back_up_to)
        dialog.open()

    @Slot(str)
    def back_up_to(self, folder: str) -> None:
        """Backups go there from now on; the first at once."""
        self._start(partial(back_up_to, self._desk, folder), self._on_backup, self.tr("正在备份…"))

    @Slot()
    def drill(self) -> None:
        """Try to restore the newest backup."""
        if not self.work.busy:
            self._start(partial(drill, self._desk), self._on_trial, self.tr("正在演练恢复…"))

    def _start(self, make: object, on_success: object, words: str) -> None:
        self.notice.tell("")
        self._enable(False)
        task = self._tasks.run(
            make,  # type: ignore[arg-type]
            on_success=on_success,  # type: ignore[arg-type]
            on_failure=self._on_failure,
            on_finish=self._on_over,
        )
        self.work.follow(task, words)

    def _enable(self, ready: bool) -> None:
        self.backup_button.setEnabled(ready)
        self.drill_button.setEnabled(ready)

    @Slot(object)
    def _on_backup(self, made: VerifiedBackup) -> None:
        words = self.tr(
            "已备份并打开清点：事项 {cases} 件，文书 {documents} 份，操作记录 {history} 条\n{path}"
        )
        said = words.format(cases=made.cases, documents=made.documents, history=made.history, path=made.path)
        if made.instead:
            self.notice.complain(f"{made.instead}\n{said}")
        else:
            self.notice.tell(said)

    @Slot(object)
    def _on_trial(self, tried: Trial) -> None:
        if tried.passed:
            words = self.tr("演练通过：{name} 能恢复，事项 {cases} 件、操作记录 {history} 条都在，链条完整。")
            self.notice.tell(words.format(name=tried.file_name, cases=tried.cases, history=tried.history))
        else:
            words = self.tr("演练没有通过：{name}：{words}。请马上重新备份，再演练一次。")
            self.notice.complain(words.format(name=tried.file_name, words=tried.words))

    @Slot()
    def _on_cancelled(self) -> None:
        self.notice.tell(self.tr("已取消，什么都没有留下。"))

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)

    @Slot()
    def _on_over(self) -> None:
        self._enable(True)
        self.look()
        self.done.emit()


_STYLE = {Loudness.CALM: "quiet", Loudness.NOTE: "", Loudness.LOUD: "problem", Loudness.ALARM: "problem"}
"""Under which name each level is drawn; the loudest is bold as well."""


def _show(label: QLabel, said: Said) -> None:
    """Words with the shape, the colour and the weight of their level."""
    label.setText(f"{SHAPES[said.level]} {said.words}")
    label.setObjectName(_STYLE[said.level])
    label.style().unpolish(label)
    label.style().polish(label)
    font = label.font()
    font.setBold(said.level is Loudness.ALARM)
    label.setFont(font)
