"""When the desk does not open: what is left, the newest backup, and a new desk made of what can be read.

Nothing here changes the damaged files. Whatever takes their place is looked at first; what it replaces is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.domain.errors import InvalidField, TooManyTries, WrongPassphrase
from app.domain.rescue import Findings, KeyFile, Part, Salvaged
from ui import acts
from ui.diagnostics import DiagnosticsDialog
from ui.errors import sentence
from ui.forms import FormRows, Row
from ui.panels import Notice, WorkBar, push_button, quiet_label
from ui.settings.subject import Line, LinesTable
from ui.start.page import CardPage, label
from ui.tasks import TaskRunner
from ui.theme import scaled

if TYPE_CHECKING:
    from app.actions.rescue import Rescuer
    from app.actions.restoring import BackupLook


class RescuePage(CardPage):
    """``done(sentence)``: another desk took the damaged one's place; ``back`` to try once more to open it."""

    done = Signal(str)
    back = Signal()

    def __init__(
        self, home: Path, tasks: TaskRunner, why: str, passphrase: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(QCoreApplication.translate("RescuePage", "打不开，但不要慌"), 820, parent)
        self.home, self.tasks = home, tasks
        self.passphrase = passphrase
        self.rescuer: Rescuer | None = None
        self.findings: Findings | None = None
        self.look: BackupLook | None = None
        self.column.addWidget(label("⚠ " + why, "notice"))
        promise = self.tr("这一页只读损坏的文件，一个字节也不会改；换上别的以后，原来的也留着。")
        self.column.addWidget(quiet_label(promise))
        self._make_form()
        self.notice, self.work = Notice(), WorkBar()
        self.account = self._make_account()
        self.words = quiet_label()
        for widget in (self.work, self.notice, self.words, self.account):
            self.column.addWidget(widget)
        self._make_buttons()
        self.work.over.connect(self._on_over)
        self._show_buttons()
        if passphrase:
            self._examine()
        else:
            self.setFocusProxy(self.form.fields["passphrase"])

    def _make_form(self) -> None:
        row = Row("passphrase", self.tr("口令，或恢复单上的恢复码"), "secret")
        self.form = FormRows((row,), self, beside=False)
        self.form.setVisible(not self.passphrase)
        self.form.submitted.connect(self.submit)
        self.form.left.connect(self.submit)
        self.column.addWidget(self.form)

    def _make_account(self) -> LinesTable:
        titles = (self.tr("项目"), self.tr("读得出"), self.tr("读不出"), self.tr("从备份补上"))
        table = LinesTable(self.tr("还剩什么"), titles, (220, 110, 230, 110))
        table.setMinimumHeight(scaled(290))
        table.hide()
        return table

    def _make_buttons(self) -> None:
        self.look_button = push_button(self.tr("看看还剩什么"), self.submit, keys="Alt+L", primary=True)
        self.backup_button = push_button(self.tr("从最近的备份恢复"), self.use_newest, keys="Alt+B")
        self.other_button = push_button(self.tr("选别的备份…"), self.choose_backup, keys="Alt+O")
        self.salvage_button = push_button(
            self.tr("救出能读的，另建工作台"), self.salvage, keys="Alt+S", primary=True
        )
        self.use_button = push_button(
            self.tr("换上它，原来的另存"), self.use, keys="Ctrl+Return", primary=True
        )
        self.back_button = push_button(self.tr("返回"), self.go_back, keys="Alt+Left")
        self.diagnostics_button = push_button(self.tr("诊断包…"), self.show_diagnostics, keys="Alt+D")
        ways, ends = QHBoxLayout(), QHBoxLayout()
        for button in (self.look_button, self.salvage_button, self.backup_button, self.other_button):
            ways.addWidget(button)
        ways.addStretch(1)
        ends.addWidget(self.back_button)
        ends.addWidget(self.diagnostics_button)
        ends.addStretch(1)
        ends.addWidget(self.use_button)
        self.column.addLayout(ways)
        self.column.addLayout(ends)

    @Slot()
    def _on_over(self) -> None:
        """Work came to its end, however: what can be done now, the likeliest under the Enter key."""
        self._show_buttons()
        ways = (self.use_button, self.salvage_button, self.backup_button, self.look_button)
        likeliest = [way for way in ways if way.isVisibleTo(self) and way.isEnabled()]
        if likeliest and not self.form.isVisibleTo(self):
            likeliest[0].setFocus()
            self.ensureWidgetVisible(likeliest[0])

    def _show_buttons(self) -> None:
        """Only what can be done now."""
        free, chosen = not self.work.busy, self.look is not None
        backups = acts.rescue().list_backups(self.home)
        self.look_button.setVisible(self.rescuer is None)
        self.look_button.setEnabled(free)
        self.salvage_button.setVisible(self.rescuer is not None and not chosen)
        self.salvage_button.setEnabled(free and self.findings is not None and not self.findings.nothing)
        self.backup_button.setVisible(not chosen)
        self.backup_button.setEnabled(free and bool(backups))
        if backups:
            self.backup_button.setToolTip(str(backups[0]))
        self.other_button.setVisible(not chosen)
        self.other_button.setEnabled(free)
        self.use_button.setVisible(chosen)
        self.use_button.setEnabled(free)
        self.back_button.setEnabled(free)

    # --- what is left ------------------------------------------------------------------------------------------

    @Slot()
    def submit(self) -> None:
        """Try the passphrase on what is left."""
        if typed := str(self.form.value("passphrase")):
            self.passphrase = typed
            self._examine()

    def _examine(self) -> None:
        self.notice.tell("")
        words = self.tr("正在查看还剩什么…")
        self._run(partial(examined, self.home, self.passphrase), self._on_examined, words)

    @Slot(object)
    def _on_examined(self, result: tuple[Rescuer, Findings]) -> None:
        self.rescuer, self.findings = result
        self.form.hide()
        self._show_parts(self.findings.parts)
        self.words.setText("\n".join(self._sentences(self.findings)))

    def _show_parts(self, parts: tuple[Part, ...]) -> None:
        """The account: numbers only."""
        self.account.show_lines([Line(part.name, self._cells(part)) for part in parts])
        self.account.show()

    def _cells(self, part: Part) -> tuple[str, ...]:
        missing = []
        if part.holes:
            missing.append(self.tr("{count} 处，件数不明").format(count=part.holes))
        if part.broken:
            missing.append(self.tr("{count} 条残缺").format(count=part.broken))
        lost = "、".join(missing) or self.tr("没有")
        return (part.name, f"{part.read:,}", lost, f"{part.filled:,}" if part.filled else "")

    def _sentences(self, findings: Findings) -> list[str]:
        """What the numbers mean, and what to do."""
        said = []
        if findings.key_file is not KeyFile.WHOLE:
            said.append(self.tr("密钥文件也坏了，但口令仍然打得开。"))
        pages = self.tr("数据文件共 {pages} 页，坏了 {bad} 页。")
        said.append(pages.format(pages=findings.pages, bad=findings.bad_pages))
        if findings.history_proved:
            proved = self.tr("操作记录核对到第 {line} 条，最后一条写于 {at}。")
            said.append(proved.format(line=findings.history_proved, at=findings.last_at.replace("T", " ")))
        if findings.log_cut:
            said.append(self.tr("最后几分钟的操作可能没有写完。"))
        said += [self._newest_backup(), self._advice(findings)]
        return said

    def _newest_backup(self) -> str:
        backups = acts.rescue().list_backups(self.home)
        if not backups:
            return self.tr("没有找到备份；U盘上有的，按“选别的备份”。")
        made = dt.datetime.fromtimestamp(backups[0].stat().st_mtime).astimezone()
        return self.tr("最近的备份：{name}（{at}）。").format(
            name=backups[0].name, at=f"{made:%Y-%m-%d %H:%M}"
        )

    def _advice(self, findings: Findings) -> str:
        if findings.nothing:
            return self.tr("什么也读不出来：请从备份恢复。")
        if findings.whole:
            return self.tr("要紧的都读得出来：请按 Alt+S 救出。")
        return self.tr(
            "先按 Alt+S 救出能读的：读不出的会从最近的备份里补，补了多少会写明。不满意再从备份恢复。"
        )

    # --- a new desk of what can be read ------------------------------------------------------------------------

    @Slot()
    def salvage(self) -> None:
        """Make a new desk of it."""
        if self.rescuer is not None and not self.work.busy:
            work = partial(salvaged, self.rescuer, self.passphrase)
            self._run(work, self._on_salvaged, self.tr("正在救出…"))

    @Slot(object)
    def _on_salvaged(self, result: tuple[Salvaged, BackupLook]) -> None:
        made, look = result
        self._show_parts(made.parts)
        said = [self.tr("已救出，放在 {folder}").format(folder=made.folder)]
        if made.backup:
            said.append(self.tr("读不出的从备份 {name} 里补，是备份时的样子。").format(name=made.backup))
        if made.apart:
            words = self.tr("{count} 条找不到所属事项，存在新工作台里，不显示。")
            said.append(words.format(count=made.apart))
        if made.history_fault is not None:
            broken = self.tr("操作记录从第 {line} 条起接不上，监督员核对时会看到。")
            said.append(broken.format(line=made.history_fault))
        if made.placeholders:
            again = self.tr("{what}没有读出来，换上以后请管理员在设置里重填。")
            said.append(again.format(what="、".join(made.placeholders)))
        self.words.setText("\n".join(said))
        self._on_looked(look)

    # --- a backup ----------------------------------------------------------------------------------------------

    @Slot()
    def use_newest(self) -> None:
        """Look into the newest backup at hand."""
        if backups := acts.rescue().list_backups(self.home):
            self.look_into_backup(str(backups[0]))

    @Slot()
    def choose_backup(self) -> None:
        """Choose a backup on a stick or another disk."""
        words = self.tr("工作台的备份 (*.backup)")
        dialog = QFileDialog(self, self.tr("选择备份"), "", words)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.look_into_backup)
        dialog.open()

    @Slot(str)
    def look_into_backup(self, path: str) -> None:
        """See what a backup holds before it takes the desk's place."""
        self.passphrase = str(self.form.value("passphrase")) or self.passphrase
        if not self.passphrase:
            self.form.show_problems([InvalidField("passphrase", self.tr("请先输入口令"))])
            return
        self.words.setText("")
        self.account.hide()
        secret = "passphrase" if self.rescuer is None or self.rescuer.name else "code"
        look = partial(acts.restoring().look_into, Path(path), home=self.home, **{secret: self.passphrase})
        self._run(look, self._on_looked, self.tr("正在打开核对…"))

    @Slot(object)
    def _on_looked(self, look: BackupLook) -> None:
        self.look = look
        holding = look.holding
        until = f"{holding.until:%Y-%m-%d %H:%M}" if holding.until else self.tr("没有")
        words = self.tr(
            "“{name}”：事项 {cases} 件，文书 {documents} 份，最后一次操作 {until}。\n确认后按 Ctrl+Enter 换上。"
        )
        told = words.format(
            name=look.path.name, cases=holding.cases, documents=holding.documents, until=until
        )
        self.notice.tell(told)

    # --- taking the place --------------------------------------------------------------------------------------

    @Slot()
    def use(self) -> None:
        """Let it take the damaged desk's place."""
        if self.look is not None and not self.work.busy:
            work = partial(acts.restoring().replace_with, self.home, self.look)
            self._run(work, self._on_replaced, self.tr("正在换上…"))

    @Slot(object)
    def _on_replaced(self, kept: Path | None) -> None:
        self.look = None
        words = self.tr("换好了，请输入口令打开。原来的文件留在 {folder}")
        self.done.emit(words.format(folder=kept) if kept else self.tr("换好了，请输入口令打开。"))

    @Slot()
    def go_back(self) -> None:
        """From what was chosen to the ways out; from those to the unlock page."""
        look, self.look = self.look, None
        if look is None:
            self.back.emit()
            return
        acts.restoring().drop_look(look)
        self.notice.tell("")
        self._show_buttons()

    @Slot()
    def show_diagnostics(self) -> None:
        """What a maintainer may be given; nothing of the desk is in it."""
        DiagnosticsDialog(self.home, self.tasks, parent=self).open()

    # --- work --------------------------------------------------------------------------------------------------

    def _run(self, make: object, done: object, words: str) -> None:
        if self.work.busy:
            return
        task = self.tasks.run(make, on_success=done, on_failure=self._on_failure)  # type: ignore[arg-type]
        self.work.follow(task, words)
        self._show_buttons()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        """A wrong passphrase under its field; what the desk can explain in the notice."""
        self._show_buttons()
        if isinstance(error, WrongPassphrase | TooManyTries):
            self.passphrase = ""
            self.form.show()
            self.form.show_problems([InvalidField("passphrase", sentence(error))])
            self.form.fields["passphrase"].setFocus()
        elif not self.notice.complain_about(error):
            self.tasks.unhandled.emit(error)


def examined(home: Path, passphrase: str) -> Generator[object, None, tuple[Rescuer, Findings]]:
    """Whoever opens what is left, and what that is; for a worker thread."""
    rescuer = acts.rescue().unlock_ruin(home, passphrase, now=dt.datetime.now(dt.UTC))
    findings = yield from acts.rescue().examine(rescuer)
    return rescuer, findings


def salvaged(rescuer: Rescuer, passphrase: str) -> Generator[object, None, tuple[Salvaged, BackupLook]]:
    """A new desk of what is left, opened and counted like a backup; for a worker thread."""
    made = yield from acts.rescue().salvage_desk(rescuer)
    secret = {"passphrase": passphrase} if rescuer.name else {"code": passphrase}
    look = yield from acts.restoring().look_into(made.folder, home=rescuer.home, **secret)
    return made, look
