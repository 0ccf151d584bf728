"""How this PC prints and shows: slips, printers, text size, and whether it reminds of what is due."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QApplication, QHBoxLayout

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.document_specs import SPECS, Layout
from app.domain.documents import SlipLayout
from ui import acts
from ui.forms import FormRows, Row
from ui.panels import push_button
from ui.refresh import Refresh
from ui.settings.subject import Subject, card, scrolled
from ui.tasks import TaskRunner
from ui.theme import SCALES, apply_theme, scaled, text_scale

TRAY = "tray.notice"
DIFFERENT = "different"
"""The kinds of one layout go to different printers: they are left as they are."""


def save_choices(desk: Desk, choices: dict[str, object]) -> Changes:
    """Remember several choices."""
    changes = Changes()
    for name, value in choices.items():
        changes |= acts.station().put_preference(desk, name, value)
    return changes


def printer_names(layout: Layout) -> tuple[str, ...]:
    """The names under which the printers of a layout's kinds are remembered."""
    return tuple(f"printer.{kind.value}" for kind, spec in SPECS.items() if spec.layout is layout)


class PreferencesPage(Subject):
    """打印与显示."""

    form: FormRows

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> None:
        super().__init__(desk, tasks, refresh)
        column = self.column(self.tr("打印与显示"), self.tr("只影响这台电脑上的工作台。"))
        self.form = FormRows(self._rows(), self)
        self.form.setMaximumWidth(scaled(620))
        self.save_button = push_button(self.tr("保存"), self.save, keys="Ctrl+S", primary=True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button)
        buttons.addStretch(1)
        column.addWidget(scrolled(card(self.form), self.form), 1)
        column.addLayout(buttons)
        self.form.edited.connect(self.on_typed)
        self.form.submitted.connect(self.save)
        self.form.left.connect(self.save)

    def _rows(self) -> tuple[Row, ...]:
        printers = (
            ("", self.tr("每次选择")),
            *((name, name) for name in QPrinterInfo.availablePrinterNames()),
            (DIFFERENT, self.tr("各文种不同，不改")),
        )
        words = {
            Layout.SLIP: self.tr("打印机：回执"),
            Layout.LETTER: self.tr("打印机：公文"),
            Layout.FORM: self.tr("打印机：表格"),
            Layout.LIST: self.tr("打印机：清单"),
            Layout.FILE: self.tr("打印机：卷宗"),
        }
        scales = tuple((str(scale), self.tr("{scale}%").format(scale=scale)) for scale in SCALES)
        return (
            Row(
                "slip.layout",
                self.tr("回执版式"),
                "choice",
                choices=tuple((layout.value, layout.label) for layout in SlipLayout),
            ),
            *(
                Row(f"printers.{layout.value}", words[layout], "choice", choices=printers)
                for layout in Layout
            ),
            Row("ui.scale", self.tr("文字大小"), "choice", choices=scales),
            Row(TRAY, self.tr("在任务栏托盘提醒今日到期和逾期（只说件数，不说姓名）"), "check"),
        )

    def activate(self) -> None:
        if self.touched:
            return
        get = acts.station().get_preference
        chosen: dict[str, object] = {
            "slip.layout": get(self._desk, "slip.layout", "") or SlipLayout.A4.value,
            "ui.scale": str(text_scale()),
            TRAY: get(self._desk, TRAY, True),
        }
        for layout in Layout:
            names = {str(get(self._desk, name, "") or "") for name in printer_names(layout)}
            chosen[f"printers.{layout.value}"] = names.pop() if len(names) == 1 else DIFFERENT
        self.form.set_values(chosen)

    @Slot()
    def save(self) -> None:
        """Remember printers, paper, text size and reminding; the text changes at once."""
        values: dict[str, object] = {
            "slip.layout": self.form.value("slip.layout"),
            TRAY: self.form.value(TRAY),
            "ui.scale": int(str(self.form.value("ui.scale"))),
        }
        for layout in Layout:
            printer = self.form.value(f"printers.{layout.value}")
            if printer != DIFFERENT:
                values |= dict.fromkeys(printer_names(layout), printer)
        self.run(partial(save_choices, self._desk, values), self._on_saved)

    @Slot(object)
    def _on_saved(self, changes: Changes) -> None:
        self.touched = False
        self._refresh.tell(changes, self)
        scale = int(str(self.form.value("ui.scale")))
        application = QApplication.instance()
        if scale != text_scale() and isinstance(application, QApplication):
            apply_theme(application, scale)
            self.said.emit(self.tr("已保存。文字大小已改变；个别间距在下次打开时调整。"))
        else:
            self.said.emit(self.tr("打印与显示已保存。"))
