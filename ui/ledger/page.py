"""The ledger page: choose a file, look at its columns, check every row, import; or export."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes, Progress, Steps
from app.domain.ledger import ImportReport, SheetMapping
from ui import acts
from ui.drop_box import DropBox
from ui.ledger.mapping_view import MappingView, SheetSample
from ui.ledger.report_view import ReportView
from ui.panels import Notice, WorkBar, push_button, quiet_label, title_label
from ui.refresh import Refresh
from ui.tasks import TaskRunner

ENDINGS = (".xlsx", ".xls", ".ods", ".csv")
SAMPLE_ROWS = 4

Imported = tuple[Changes, ImportReport]


class LedgerPage(QWidget):
    """What the side bar opens. ``openCases`` asks the main window for the list of cases."""

    said = Signal(str)
    failed = Signal(object)
    openCases = Signal()

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self.path = Path()
        self.notice = Notice()
        self.work = WorkBar()
        self.work.cancelled.connect(self._on_cancelled)
        self.mapping = MappingView()
        self.report = ReportView()
        self._connect()
        self.steps = quiet_label()
        self.stack = QStackedWidget()
        for view in (self._start_view(), self.mapping, self.report):
            self.stack.addWidget(view)
        layout = QVBoxLayout(self)
        layout.addLayout(self._head())
        layout.addWidget(self.steps)
        layout.addWidget(self.notice)
        layout.addWidget(self.work)
        layout.addWidget(self.stack, 1)
        self._go(0)

    def _connect(self) -> None:
        self.mapping.accepted.connect(self.check)
        self.mapping.left.connect(self.start_again)
        self.report.importWanted.connect(self.import_rows)
        self.report.rejectsWanted.connect(self.save_rejects)
        self.report.mappingWanted.connect(self._back_to_mapping)
        self.report.anotherWanted.connect(self.start_again)
        self.report.casesWanted.connect(self.openCases)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(title_label(self.tr("台账")))
        row.addStretch(1)
        self.export_button = push_button(self.tr("导出本单位台账…"), self.choose_export, keys="Ctrl+E")
        row.addWidget(self.export_button)
        return row

    def _start_view(self) -> QWidget:
        self.choose_button = push_button(self.tr("选台账文件…"), self.choose, keys="Ctrl+O", primary=True)
        self.drop = DropBox(
            self.tr(
                "把您原来的台账拖到这里\n\n能读 Excel（.xlsx .xls）、WPS/LibreOffice（.ods）和 .csv；"
                "几个月的表在一本里也可以，标题行、空行、合计行会自己认出来。\n"
                "先逐行检查，给您看了再导入；原来的文件不会被改动。"
            ),
            ENDINGS,
            self.choose_button,
        )
        self.drop.dropped.connect(self.open_file)
        view = QWidget()
        layout = QVBoxLayout(view)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(self.drop)
        layout.addStretch(2)
        return view

    @Slot()
    def activate(self) -> None:
        """Nothing to fetch: the page stays where the clerk left it."""
        if self.stack.currentIndex() == 0:
            self.choose_button.setFocus()

    # --- the steps ------------------------------------------------------------------------------------------

    def _go(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        names = [
            self.tr("① 选文件"),
            self.tr("② 看列的对应"),
            self.tr("③ 逐行检查"),
            self.tr("④ 导入"),
        ]
        now = 3 if step == 2 and self.report.report.written else step
        names[now] = "【" + names[now] + "】"
        self.steps.setText("  →  ".join(names))

    @Slot()
    def start_again(self) -> None:
        """Another file."""
        self.notice.tell("")
        self._go(0)

    @Slot()
    def _back_to_mapping(self) -> None:
        self._go(1)

    @Slot()
    def choose(self) -> None:
        """Choose the clerk's file."""
        dialog = QFileDialog(self, self.tr("选台账文件"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("台账 (*.xlsx *.xls *.ods *.csv)"))
        dialog.setDirectory(_documents_folder())
        dialog.fileSelected.connect(self.open_file)
        dialog.open()

    @Slot(str)
    def open_file(self, path: str) -> None:
        """Read the file's headers and propose what each column is."""
        if self.work.busy:
            return
        self.notice.tell("")
        self.path = Path(path)
        task = self._tasks.run(
            partial(self._propose, self.path), on_success=self._on_proposed, on_failure=self._on_failure
        )
        self.work.follow(task, self.tr("正在打开 {name} …").format(name=self.path.name))

    def _propose(self, path: Path) -> Steps[list[SheetSample]]:
        found = yield from acts.ledger().propose_with_samples(self._desk, path=path, limit=SAMPLE_ROWS)
        return [SheetSample(mapping, rows) for mapping, rows in found]

    @Slot(object)
    def _on_proposed(self, sheets: list[SheetSample]) -> None:
        if not any(sheet.mapping.titles for sheet in sheets):
            self.notice.complain(
                self.tr("“{name}”里没有找到表头。请确认表里有“日期”“姓名”“内容”这样的标题行。").format(
                    name=self.path.name
                )
            )
            return
        self.mapping.show_sheets(sheets)
        self._go(1)
        self.mapping.next_button.setFocus()

    @Slot()
    def check(self) -> None:
        """The dry run: what an import would do, row by row; writes nothing but the columns the clerk changed."""
        if self.work.busy:
            return
        self.notice.tell("")
        for mapping in self.mapping.changed_mappings:
            self._tasks.run(partial(self._remember, mapping), on_failure=self._on_failure)
        task = self._tasks.run(
            partial(self._check, self.path, self.mapping.mappings),
            on_success=self._on_checked,
            on_failure=self._on_failure,
        )
        self.work.follow(task, self.tr("正在逐行检查…"))

    def _remember(self, mapping: SheetMapping) -> Changes:
        changes: Changes = acts.ledger().remember_mapping(self._desk, mapping=mapping)
        return changes

    def _check(self, path: Path, mappings: tuple[SheetMapping, ...]) -> object:
        return acts.ledger().check_ledger(self._desk, path=path, mappings=mappings)

    @Slot(object)
    def _on_checked(self, report: ImportReport) -> None:
        self.report.show_report(report, free_name(self.path, self.tr("退回行")))
        self._go(2)
        self.report.import_button.setFocus()

    @Slot()
    def import_rows(self) -> None:
        """Bring the good rows in, in one go; a cancelled import leaves nothing."""
        if not self.work.busy and self.report.report.imported and not self.report.report.written:
            self._import(self.report.rejects_path)

    @Slot(str)
    def save_rejects(self, path: str) -> None:
        """Write the rejected rows after the import: reading the file again brings nothing twice."""
        if not self.work.busy:
            self._import(Path(path))

    def _import(self, rejects: Path | None) -> None:
        self.notice.tell("")
        task = self._tasks.run(
            partial(self._bring_in, self.path, self.report.report.mappings, rejects),
            on_success=self._on_imported,
            on_failure=self._on_failure,
        )
        self.work.follow(task, self.tr("正在导入…"))

    def _bring_in(self, path: Path, mappings: tuple[SheetMapping, ...], rejects: Path | None) -> object:
        return acts.ledger().import_ledger(self._desk, path=path, mappings=mappings, rejects=rejects)

    @Slot(object)
    def _on_imported(self, done: Imported) -> None:
        changes, report = done
        if self.report.report.written:
            # the file was read a second time for its rejected rows only: the figures are those of the first
            report = replace(self.report.report, rejects_path=report.rejects_path)
        self.report.show_report(report, free_name(self.path, self.tr("退回行")))
        self._go(2)
        self._refresh.tell(changes, self)

    @Slot()
    def _on_cancelled(self) -> None:
        self.notice.tell(self.tr("已取消，什么都没有写入。可以重新来。"))

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)

    # --- out ------------------------------------------------------------------------------------------------

    @Slot()
    def choose_export(self) -> None:
        """Choose where the desk's own ledger goes."""
        dialog = QFileDialog(self, self.tr("导出台账为"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setDefaultSuffix("xlsx")
        dialog.setNameFilter(self.tr("工作簿 (*.xlsx)"))
        dialog.setDirectory(_documents_folder())
        name = self.tr("{unit}信访台账_{day}.xlsx")
        dialog.selectFile(name.format(unit=self._desk.station.unit_name, day=self._desk.today()))
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    @Slot(str)
    def export_to(self, path: str) -> None:
        """Write the desk's own ledger; numbers masked, sealed cases left out."""
        if self.work.busy:
            return
        self.notice.tell("")
        task = self._tasks.run(
            partial(self._export, Path(path)),
            on_success=self._on_exported,
            on_failure=self._on_failure,
        )
        self.work.follow(task, self.tr("正在导出台账…"))

    def _export(self, path: Path) -> Generator[Progress, None, Path]:
        yield from acts.ledger().export_ledger(self._desk, path=path)
        return path

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self.notice.tell(self.tr("台账已导出到 {path}（证件号码已遮盖，密封事项不在内）").format(path=path))


def free_name(path: Path, suffix: str) -> Path:
    """Beside the clerk's file, a name that is not taken: 台账_退回行.xlsx, 台账_退回行2.xlsx …"""
    for count in range(1, 1000):
        name = f"{path.stem}_{suffix}{'' if count == 1 else count}.xlsx"
        if not (path.parent / name).exists():
            return path.parent / name
    return path.parent / f"{path.stem}_{suffix}.xlsx"


def _documents_folder() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
