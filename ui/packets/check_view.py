"""A packet that came, before anything is written: what it is, who sent it, what an import would do, and the clerk's
word where one is needed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QScrollArea,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from app.domain.inbox import CaseFate, Finding, ImportCheck, Weight
from ui.check_table import CheckRow, CheckTableModel
from ui.packets.findings import FindingsBox
from ui.panels import push_button, title_label, whole_rows
from ui.theme import scaled

FATES = {CaseFate.NEW: "＋", CaseFate.AGAIN: "↻", CaseFate.HERE: "＝", CaseFate.REJECTED: "✖"}


class CheckView(QWidget):
    """``wanted(confirmed)``: import it, these findings having been said yes to. ``refused`` asks for the reason."""

    wanted = Signal(object)
    refused = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.check: ImportCheck | None = None
        self.title = title_label("")
        self.title.setWordWrap(True)
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.findings = FindingsBox()
        self.findings.changed.connect(self.count)
        self.differences = QListWidget()
        self.differences.setWordWrap(True)
        self.differences.setAccessibleName(self.tr("被改动的地方"))
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(self._findings_box())
        sides.addWidget(self._cases_box())
        sides.setChildrenCollapsible(False)
        sides.setSizes([scaled(560), scaled(500)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(sides, 1)
        layout.addLayout(self._foot())

    def _findings_box(self) -> QWidget:
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.addWidget(self.title)
        column.addWidget(self.facts)
        column.addWidget(self.findings)
        column.addWidget(self.differences, 1)
        column.addStretch(0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return scroll

    def _cases_box(self) -> QWidget:
        titles = (self.tr("事项编号"), self.tr("将会"), self.tr("信访人"), self.tr("事项"))
        self.model = CheckTableModel(titles, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("包里的事项"))
        whole_rows(self.table)
        for column, width in enumerate((200, 118, 80)):
            self.table.setColumnWidth(column, scaled(width))
        self.counts = QLabel()
        self.counts.setWordWrap(True)
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.counts)
        layout.addWidget(self.table, 1)
        return box

    def _foot(self) -> QHBoxLayout:
        self.import_button = push_button(self.tr("导入"), self.take, keys="Ctrl+Return", primary=True)
        self.refuse_button = push_button(self.tr("退回…"), self.refused, keys="Ctrl+R")
        row = QHBoxLayout()
        row.addWidget(push_button(self.tr("返回"), self.left, keys="Alt+Left"))
        row.addStretch(1)
        row.addWidget(self.refuse_button)
        row.addWidget(self.import_button)
        return row

    # --- what is shown --------------------------------------------------------------------------------------

    def show_check(self, check: ImportCheck) -> None:
        """Another packet. Nothing was written yet."""
        self.check = check
        head = check.head
        self.title.setText(self._verdict(check))
        self.facts.setText(self._facts(check))
        self.findings.show_notices(check.notices, check.fingerprint, self._shorter(check))
        self.differences.clear()
        self.differences.addItems(list(check.differences))
        self.differences.setVisible(bool(check.differences))
        self.model.set_rows(
            [
                CheckRow(
                    one.number,
                    (one.number, FATES[one.fate] + " " + one.fate.label, one.people, one.subject),
                    ready=False,
                    hint=one.why,
                )
                for one in check.cases
            ]
        )
        self.counts.setText(self._counted(check))
        self.refuse_button.setEnabled(
            head is not None and not check.says(Finding.KNOWN) and not check.says(Finding.UNSOUND)
        )
        self.count()
        if not self.findings.take_focus():
            self.import_button.setFocus()

    def _verdict(self, check: ImportCheck) -> str:
        """The gravest finding as the headline."""
        gravest = check.notices[0] if check.notices else None
        if gravest is None:
            return check.file
        words = {
            Weight.STOP: self.tr("✖ 不能导入：{word}"),
            Weight.CONFIRM: self.tr("△ 导入前请核对：{word}"),
            Weight.NOTE: self.tr("✓ 可以导入：{word}"),
        }
        return words[gravest.weight].format(word=gravest.finding.label)

    def _facts(self, check: ImportCheck) -> str:
        """Whose packet it is, in two lines."""
        head = check.head
        if head is None:
            return check.file
        words = self.tr(
            "{number}（第{sequence}包）　{sender}（{code}）送{receiver}\n{made}由{by}导出　{file}"
        )
        return words.format(
            number=head.number,
            sequence=head.sequence,
            sender=head.sender_name,
            code=head.sender_code,
            receiver=head.receiver_name,
            made=f"{head.made_at:%Y-%m-%d %H:%M}",
            by=head.made_by,
            file=check.file,
        )

    def _counted(self, check: ImportCheck) -> str:
        parts = [
            self.tr("{word} {count} 件").format(word=fate.label, count=check.count(fate))
            for fate in CaseFate
            if check.count(fate)
        ]
        return self.tr("包里 {count} 件：{parts}").format(count=len(check.cases), parts="，".join(parts))

    def _shorter(self, check: ImportCheck) -> dict[Finding, str]:
        """The cells of a changed packet stand in the list below, once."""
        words = self.tr("导出后有 {count} 处被改动，逐处列在下面。导入采用导出时的内容，不采用改动。")
        return {Finding.ALTERED: words.format(count=len(check.differences))}

    # --- the clerk's word -----------------------------------------------------------------------------------

    @Slot()
    def count(self) -> None:
        """The import waits for every yes."""
        ready = self.check is not None and self.check.can_go_on
        self.import_button.setEnabled(ready and self.findings.settled)

    @Slot()
    def take(self) -> None:
        """Import it."""
        if self.import_button.isEnabled():
            self.wanted.emit(self.findings.confirmed)
