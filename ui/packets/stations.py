"""The address book: our own card for others, and the cards of others, each with its fingerprint compared or not."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.actions.desk import Desk
from app.domain.address_book import CardPreview, KnownStation
from app.domain.changes import Changes
from app.domain.codes import Role
from app.domain.stations import StationCard, StationKind
from ui import acts
from ui.ask import AskDialog
from ui.check_table import CheckRow, CheckTableModel
from ui.documents.print_job import PrintJob
from ui.drop_box import DropBox
from ui.packets.card_pane import CardPane
from ui.packets.files import choose_file, choose_folder
from ui.packets.fingerprint import FingerprintView
from ui.packets.password_box import A4_POINTS
from ui.panels import Notice, WorkBar, push_button, quiet_label, title_label, whole_rows
from ui.refresh import Refresh
from ui.tasks import Task, TaskRunner
from ui.theme import scaled

Book = tuple[StationCard, tuple[str, ...], list[KnownStation]]


class StationsView(QWidget):
    """The stations on the left, our own card or a card that was just read on the right."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self._known: dict[str, KnownStation] = {}
        self.asking: AskDialog | None = None
        self.notice = Notice()
        self.work = WorkBar()
        self.job = PrintJob(desk, tasks, self)
        self.job.started.connect(self._on_print_started)
        self.job.printed.connect(self._on_printed)
        self.job.failed.connect(self._on_failure)
        self.card = CardPane()
        self.card.trusted.connect(self._on_trusted)
        self.card.left.connect(self.show_own)
        self._right = QStackedWidget()
        self._right.addWidget(self._own_box())
        self._right.addWidget(self.card)
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(self._book_box())
        sides.addWidget(self._right)
        sides.setChildrenCollapsible(False)
        sides.setSizes([scaled(600), scaled(480)])
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(self.work)
        layout.addWidget(sides, 1)

    # --- how it looks ---------------------------------------------------------------------------------------

    def _book_box(self) -> QWidget:
        titles = (self.tr("单位"), self.tr("代码"), self.tr("类别"), self.tr("指纹"))
        self.model = CheckTableModel(titles, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("通讯录里的单位"))
        whole_rows(self.table)
        for column, width in enumerate((160, 62, 112)):
            self.table.setColumnWidth(column, scaled(width))
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        empty = quiet_label(
            self.tr(
                "通讯录还是空的。两步和对方互换名片：\n\n"
                "1. 点右边的“导出名片文件”和“打印名片”，把文件和纸一起交给对方；\n"
                "2. 拿到对方的名片文件，在这里导入，与对方盖章的纸面逐组核对指纹。\n\n"
                "核对过指纹，才能封给对方，才认得出对方签的包和回执。"
            )
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(empty)
        add = push_button(self.tr("导入名片…"), self.choose, keys="Ctrl+O", primary=True)
        self.drop = DropBox(self.tr("把对方的名片文件（名片_….json）拖到这里"), (".json",), add)
        self.drop.tighten()
        self.drop.dropped.connect(self.look_at)
        self.compare_button = push_button(self.tr("核对指纹…"), self.compare, keys="Ctrl+H")
        self.forget_button = push_button(self.tr("从通讯录删去…"), self.ask_forget, keys="Ctrl+Del")
        buttons = QHBoxLayout()
        buttons.addWidget(self.compare_button)
        buttons.addWidget(self.forget_button)
        buttons.addStretch(1)
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack, 1)
        layout.addLayout(buttons)
        layout.addWidget(self.drop)
        return box

    def _own_box(self) -> QWidget:
        self.own = QLabel()
        self.own.setWordWrap(True)
        self.fingerprint = FingerprintView()
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.addWidget(title_label(self.tr("本单位名片")))
        layout.addWidget(self.own)
        layout.addLayout(self._kind_row())
        layout.addWidget(quiet_label(self._kind_words()))
        layout.addWidget(QLabel(self.tr("密钥指纹（对方要核对的就是这几组）")))
        layout.addWidget(self.fingerprint)
        row = QHBoxLayout()
        row.addWidget(push_button(self.tr("导出名片文件…"), self.choose_folder, keys="Ctrl+E"))
        row.addWidget(push_button(self.tr("打印名片…"), self.print_card, keys="Ctrl+P"))
        row.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(
            quiet_label(
                self.tr(
                    "文件和纸一起交给对方：文件给程序导入；纸上有指纹和二维码，盖章后由双方逐组核对。"
                    "名片里只有公钥，给谁看都可以。"
                )
            )
        )
        layout.addStretch(1)
        return box

    def _kind_row(self) -> QHBoxLayout:
        """What the office behind this desk does; on its card others read it."""
        self.kind = QComboBox()
        for kind in StationKind:
            self.kind.addItem(kind.label, kind.value)
        self.kind.setEnabled(Role.ADMINISTRATOR in self._desk.operator.roles)
        self.kind.activated.connect(self.set_kind)
        label = QLabel(self.tr("本单位是(&L)"))
        label.setBuddy(self.kind)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.kind)
        row.addStretch(1)
        return row

    def _kind_words(self) -> str:
        """What it means, and who may say it."""
        if not self.kind.isEnabled():
            return self.tr("类别由管理员设置。")
        return self.tr("纪委在这里标明自己：检举控告只封给标明是纪委的名片。改了以后，名片要重新交给各单位。")

    # --- the book -------------------------------------------------------------------------------------------

    @Slot()
    def fetch(self) -> None:
        """Fetch our own card and the book."""
        self._tasks.run(self._fetch, on_success=self._on_book, on_failure=self._on_failure)

    def _fetch(self) -> Book:
        module = acts.stations()
        return (
            module.own_card(self._desk),
            module.own_fingerprint(self._desk),
            module.list_stations(self._desk),
        )

    @Slot(object)
    def _on_book(self, found: Book) -> None:
        card, groups, known = found
        before = self._code()
        self._known = {one.code: one for one in known}
        words = self.tr("{name}\n代码 {code}　{kind}")
        self.own.setText(words.format(name=card.name, code=card.code, kind=card.kind.label))
        self.kind.setCurrentIndex(self.kind.findData(card.kind.value))
        self.fingerprint.show_groups(groups)
        self.model.set_rows([self._row(one) for one in known])
        self._stack.setCurrentIndex(0 if known else 1)
        if known:
            self.table.selectRow(max(self.model.row_of(before), 0))
        self._on_current()

    def _row(self, one: KnownStation) -> CheckRow:
        kind = one.card.kind
        shape = "▣ " if kind is StationKind.DISCIPLINE else ""
        words = {
            StationKind.UNIT: self.tr("基层单位"),
            StationKind.RECEPTION: self.tr("信访接待"),
            StationKind.DISCIPLINE: self.tr("纪委"),
        }
        trust = self.tr("✓ 已核对") if one.trusted else self.tr("△ 未核对")
        added = f"{one.added_at:%Y-%m-%d} {one.added_by}"
        hint = self.tr("{groups}\n导入：{added}").format(groups=one.fingerprint, added=added)
        return CheckRow(one.code, (one.name, one.code, shape + words[kind], trust), ready=False, hint=hint)

    def _code(self) -> str:
        row = self.model.row(self.table.currentIndex().row())
        return row.key if row else ""

    @Slot(QModelIndex)
    def _on_current(self, current: QModelIndex | None = None) -> None:
        one = self._known.get(self._code())
        self.forget_button.setEnabled(one is not None)
        self.compare_button.setEnabled(one is not None and not one.trusted)

    # --- a card of another ----------------------------------------------------------------------------------

    @Slot()
    def choose(self) -> None:
        """Choose the file of a card."""
        self.choosing = choose_file(self, self.tr("选名片文件"), self.tr("单位名片 (*.json)"), self.look_at)

    @Slot(str)
    def look_at(self, path: str) -> None:
        """Read a card and show what it is; nothing is kept yet."""
        self.notice.tell("")
        self._tasks.run(
            acts.later(acts.stations, "read_card", self._desk, path=Path(path)),
            on_success=self._on_card,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_card(self, preview: CardPreview) -> None:
        self.card.show_card(preview)
        self._right.setCurrentWidget(self.card)

    @Slot()
    def compare(self) -> None:
        """Compare the fingerprint of a station that stands in the book unchecked."""
        if one := self._known.get(self._code()):
            self.card.show_card(CardPreview(one.card, tuple(one.fingerprint.split("-")), one))
            self._right.setCurrentWidget(self.card)

    @Slot(object, str, bool)
    def _on_trusted(self, card: StationCard, typed: str, confirmed: bool) -> None:
        """Take a card into the book, trusted when its fingerprint was compared."""
        self._tasks.run(
            acts.later(
                acts.stations,
                "trust_station",
                self._desk,
                card=card,
                typed=typed,
                fingerprint_confirmed=confirmed,
            ),
            on_success=partial(self._on_taken, card.name, bool(typed or confirmed)),
            on_failure=self._on_card_failure,
        )

    def _on_taken(self, name: str, compared: bool, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        self.show_own()
        self.fetch()
        words = (
            self.tr("“{name}”已收入通讯录，指纹已核对：可以封给它，也认得出它的签名。")
            if compared
            else self.tr("“{name}”已收入通讯录，指纹还没有核对：核对之前不能封给它。")
        )
        self.notice.tell(words.format(name=name))

    @Slot(object)
    def _on_card_failure(self, error: Exception) -> None:
        if not self.card.notice.complain_about(error):
            self.failed.emit(error)

    @Slot()
    def show_own(self) -> None:
        """Back to our own card."""
        self._right.setCurrentIndex(0)

    @Slot()
    def ask_forget(self) -> None:
        """Really out of the book? It can be taken in again from its file."""
        if one := self._known.get(self._code()):
            words = self.tr(
                "删去“{name}”后，它签的包和回执都算不认识的单位，也不能再封给它。"
                "已经导入的事项不变；以后可以用名片文件重新导入。"
            )
            self.asking = AskDialog(
                self.tr("从通讯录删去"), words.format(name=one.name), (), self.tr("删去"), self
            )
            self.asking.answered.connect(partial(self._forget, one.code))
            self.asking.open()

    def _forget(self, code: str, values: object) -> None:
        self._tasks.run(
            acts.later(acts.stations, "forget_station", self._desk, code=code),
            on_success=self._on_forgotten,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_forgotten(self, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        self.fetch()

    @Slot()
    def set_kind(self) -> None:
        """Say what the office behind this desk does."""
        kind = StationKind(str(self.kind.currentData()))
        self._tasks.run(
            acts.later(acts.stations, "set_own_kind", self._desk, kind=kind),
            on_success=partial(self._on_kind, kind),
            on_failure=self._on_failure,
        )

    def _on_kind(self, kind: StationKind, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        self.fetch()
        words = self.tr(
            "本单位的类别已记为“{kind}”。名片变了：请重新导出、打印，交给各单位更新；选回原来的就是撤销。"
        )
        self.notice.tell(words.format(kind=kind.label))

    # --- our own card ---------------------------------------------------------------------------------------

    @Slot()
    def choose_folder(self) -> None:
        """Choose where the file of our own card goes."""
        self.choosing = choose_folder(self, self.tr("名片文件存到哪个文件夹"), self.write_card)

    @Slot(str)
    def write_card(self, folder: str) -> None:
        """Write our own card; an older one of the same name is replaced."""
        path = Path(folder) / f"名片_{self._desk.station.unit_code}.json"
        self.notice.tell("")
        self._tasks.run(
            acts.later(acts.stations, "write_own_card", self._desk, path=path, overwrite=True),
            on_success=partial(self._on_written, str(path)),
            on_failure=self._on_failure,
        )

    def _on_written(self, path: str, sha256: str) -> None:
        self.notice.tell(self.tr("名片已写好：{path}。请连同打印的名片一起交给对方。").format(path=path))

    @Slot()
    def print_card(self) -> None:
        """Print our own card, with fingerprint and QR code."""
        if not self.work.busy:
            self._tasks.run(
                acts.later(acts.stations, "own_card_pdf", self._desk),
                on_success=self._on_pdf,
                on_failure=self._on_failure,
            )

    @Slot(object)
    def _on_pdf(self, pdf: bytes) -> None:
        self.job.start_run(pdf, A4_POINTS, "station_card")

    @Slot(object)
    def _on_print_started(self, task: Task) -> None:
        self.work.follow(task, self.tr("正在打印名片…"))

    @Slot(str, object)
    def _on_printed(self, target: str, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        self.said.emit(self.tr("名片已送到“{target}”").format(target=target))

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)
