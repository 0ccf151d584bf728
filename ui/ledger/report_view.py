"""What an import would do, or did: figures, every problem with its remedy, and the next step."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.ledger import ImportReport
from ui.ledger.problems import ProblemsModel, Weight, lines_of
from ui.panels import push_button, quiet_label, set_words, title_label, whole_rows
from ui.theme import scaled

FILTERS = (None, Weight.ERROR, Weight.WARNING, Weight.NOTICE)


class ReportView(QWidget):
    """A dry run that waits for the import button, or an import that is done."""

    importWanted = Signal()
    rejectsWanted = Signal(str)
    mappingWanted = Signal()
    anotherWanted = Signal()
    casesWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report = ImportReport("")
        self._proposed = ""
        self.headline = title_label("")
        self.headline.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.headline)
        layout.addLayout(self._figures_row())
        layout.addLayout(self._filter_row())
        layout.addWidget(self._problems_table(), 1)
        layout.addWidget(self.detail)
        layout.addLayout(self._rejects_row())
        layout.addLayout(self._buttons())

    # --- how it looks ---------------------------------------------------------------------------------------

    def _figures_row(self) -> QHBoxLayout:
        self.figures: dict[str, QLabel] = {}
        row = QHBoxLayout()
        for name, words in (
            ("read", self.tr("读到的行")),
            ("imported", self.tr("导入")),
            ("duplicates", self.tr("重复，不再导入")),
            ("rejected", self.tr("退回")),
            ("skipped", self.tr("空行、合计，跳过")),
        ):
            row.addWidget(self._figure(name, words), 1)
        return row

    def _figure(self, name: str, words: str) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        number = title_label("0")
        self.figures[name] = number
        column = QVBoxLayout(card)
        column.setContentsMargins(scaled(12), scaled(6), scaled(12), scaled(6))
        column.setSpacing(0)
        column.addWidget(number)
        column.addWidget(quiet_label(words))
        return card

    def _filter_row(self) -> QHBoxLayout:
        self.filters = QButtonGroup(self)
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("要看的：")))
        for place in range(len(FILTERS)):
            button = QToolButton()
            button.setCheckable(True)
            self.filters.addButton(button, place)
            row.addWidget(button)
        row.addStretch(1)
        self.filters.idClicked.connect(self._on_filter)
        return row

    def _problems_table(self) -> QTableView:
        self.model = ProblemsModel(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("发现的问题"))
        whole_rows(self.table)
        self.table.setMinimumHeight(scaled(90))
        for column, width in enumerate((80, 90, 56, 110, 210)):
            self.table.setColumnWidth(column, scaled(width))
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.detail = QLabel()
        self.detail.setObjectName("notice")
        self.detail.setWordWrap(True)
        self.detail.hide()
        return self.table

    def _rejects_row(self) -> QHBoxLayout:
        self.keep_rejects = QCheckBox()
        self.keep_rejects.setChecked(True)
        self.rejects_words = quiet_label()
        self.rejects_words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.rejects_button = push_button(self.tr("换地方…"), self.choose_rejects)
        row = QHBoxLayout()
        row.addWidget(self.keep_rejects)
        row.addWidget(self.rejects_words, 1)
        row.addWidget(self.rejects_button)
        return row

    def _buttons(self) -> QHBoxLayout:
        self.back_button = push_button(self.tr("改列的对应"), self.mappingWanted, keys="Alt+Left")
        self.another_button = push_button(self.tr("换一个文件"), self.anotherWanted)
        self.cases_button = push_button(self.tr("去看事项"), self.casesWanted)
        self.import_button = push_button("", self.importWanted, primary=True)
        row = QHBoxLayout()
        row.addWidget(self.back_button)
        row.addWidget(self.another_button)
        row.addStretch(1)
        row.addWidget(self.cases_button)
        row.addWidget(self.import_button)
        return row

    # --- what it shows --------------------------------------------------------------------------------------

    def show_report(self, report: ImportReport, rejects: Path) -> None:
        """Show a dry run or an import; ``rejects`` is where the rejected rows would go."""
        self.report = report
        self._proposed = str(rejects)
        for name, label in self.figures.items():
            label.setText(f"{getattr(report, name):,}")
        self.headline.setText(self._headline())
        self.model.set_lines(lines_of(report))
        self.table.setColumnHidden(ProblemsModel.SHEET, len(report.mappings) < 2)
        self._name_filters()
        self.filters.button(0).setChecked(True)
        self._on_filter(0)
        self._show_rejects()
        self._show_buttons()

    def _headline(self) -> str:
        report = self.report
        if report.written:
            return self.tr("✓ 已导入 {count} 件").format(count=report.imported)
        if not report.imported:
            return self.tr("没有可以导入的行：都已经在台账里，或者要先改正")
        return self.tr("检查完了，还没有写入：{file}").format(file=report.file_name)

    def _name_filters(self) -> None:
        total = sum(self.model.count(weight) for weight in Weight)
        self.filters.button(0).setText(self.tr("全部 {count}").format(count=total))
        for place, weight in enumerate(FILTERS[1:], 1):
            count = self.model.count(weight) if weight else 0
            self.filters.button(place).setText(f"{weight.words if weight else ''} {count}")
        for place in range(len(FILTERS)):
            self.filters.button(place).setShortcut(f"Alt+{place + 1}")

    def _show_rejects(self) -> None:
        report = self.report
        wanted = bool(report.rejected) and not report.rejects_path
        self.keep_rejects.setVisible(wanted and not report.written)
        self.rejects_button.setVisible(bool(report.rejected))
        self.rejects_words.setVisible(bool(report.rejected))
        self.keep_rejects.setText(
            self.tr("退回的 {count} 行另存，改好可再导入：").format(count=report.rejected)
        )
        if report.rejects_path:
            self.rejects_words.setText(
                self.tr("退回的 {count} 行已存到 {path}，错的格子标了颜色，改好后可以再导入。").format(
                    count=report.rejected, path=report.rejects_path
                )
            )
            self.rejects_button.setText(self.tr("打开文件夹"))
        elif report.written:
            self.rejects_words.setText(self.tr("退回的 {count} 行还没有另存。").format(count=report.rejected))
            self.rejects_button.setText(self.tr("保存退回行工作簿…"))
        else:
            self.rejects_words.setText(self._proposed)
            self.rejects_button.setText(self.tr("换地方…"))

    def _show_buttons(self) -> None:
        written = self.report.written
        self.back_button.setVisible(not written)
        self.cases_button.setVisible(written)
        self.another_button.setText(self.tr("再导入一个文件") if written else self.tr("换一个文件"))
        self.import_button.setVisible(not written)
        self.import_button.setEnabled(self.report.imported > 0)
        words = self.tr("导入这 {count} 件").format(count=self.report.imported)
        set_words(self.import_button, words, "Ctrl+Return")

    @property
    def rejects_path(self) -> Path | None:
        """Where the rejected rows go with the import, or None."""
        if self.report.rejected and self.keep_rejects.isChecked():
            return Path(self._proposed)
        return None

    @Slot(int)
    def _on_filter(self, place: int) -> None:
        self.model.show_weight(FILTERS[place])
        self.detail.hide()
        if self.model.rowCount():
            self.table.selectRow(0)

    @Slot(QModelIndex)
    def _on_current(self, current: QModelIndex) -> None:
        line = self.model.line(current.row())
        self.detail.setVisible(line is not None)
        self.detail.setText(line.problem.message if line else "")

    @Slot()
    def choose_rejects(self) -> None:
        """Choose where the rejected rows go; after the import, save them or open their folder."""
        if self.report.rejects_path:
            folder = Path(self.report.rejects_path).parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
            return
        dialog = QFileDialog(self, self.tr("退回行工作簿存为"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setDefaultSuffix("xlsx")
        dialog.setNameFilter(self.tr("工作簿 (*.xlsx)"))
        dialog.selectFile(self._proposed)
        dialog.fileSelected.connect(self.set_rejects)
        dialog.open()

    @Slot(str)
    def set_rejects(self, path: str) -> None:
        """Take the place for the rejected rows; after the import they are written there at once."""
        self._proposed = path
        if self.report.written:
            self.rejectsWanted.emit(path)
        else:
            self._show_rejects()
