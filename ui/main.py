"""Start-up: arguments, theme, the start window, then the window of the open desk.

Only what the first picture needs is imported here; the store and the libraries of paper and workbooks come
later, on worker threads.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QObject, QTimer, QTranslator, Slot
from PySide6.QtWidgets import QApplication

from app.domain.errors import CannotWrite, DeskInUse
from ui import acts
from ui.backups.ending import Ending
from ui.errors import ErrorPresenter
from ui.garbage import Collector
from ui.instance import Doorbell, bring_forward, leave
from ui.lock.lock import Lock
from ui.start.window import StartWindow
from ui.start_check import StartCheck
from ui.tasks import Releases, TaskRunner
from ui.theme import apply_theme, text_scale

if TYPE_CHECKING:
    from app.actions.desk import Desk
    from ui.main_window import MainWindow

TODAY = "PETITION_DESK_TODAY"


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="petition-desk", description="信访工作台")
    parser.add_argument("--home", type=Path, help="工作台所在的文件夹")
    parser.add_argument("--scale", type=int, default=100, help="文字大小，100 至 150（%%）")
    parser.add_argument("--check-start", action="store_true", help="打开窗口，画一次，退出")
    return parser.parse_args(argv)


def fixed_today() -> dt.date | None:
    """The date that tests and demonstrations fix; a word that is no date ends the program with a sentence."""
    text = os.environ.get(TODAY, "")
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise SystemExit(f"{TODAY}={text}：不是日期，请写成 2026-11-23 的样子") from None


class Session(QObject):
    """From the start window to the open desk."""

    def __init__(self, home: Path, *, exists: bool, today: dt.date | None, kdf: object = None) -> None:
        super().__init__()
        self.home = home
        self.errors = ErrorPresenter(self)
        self.start_tasks = TaskRunner(None, self)
        self.start_tasks.unhandled.connect(self.errors.present)
        self.today = today
        self.start = StartWindow(home, self.start_tasks, exists=exists, today=today, kdf=kdf)
        self.errors.said.connect(self.start.say_fault)
        self.start.opened.connect(self.on_opened)
        self.ending = Ending(self)
        self.lock = Lock(self)
        self.desk: Desk | None = None
        self.tasks: TaskRunner | None = None
        self.window: MainWindow | None = None
        self.hold: Releases | None = None
        self.bell: Doorbell | None = None
        self.check: StartCheck | None = None

    def hold_folder(self) -> None:
        """Be the one window of this desk as soon as it has a folder, and hear who rings. Raises DeskInUse."""
        if self.bell is not None or not self.home.is_dir():
            return
        try:
            self.hold = acts.window_hold().hold_window(self.home)
        except CannotWrite:
            return  # opening the desk says so in its place
        self.bell = Doorbell(self.home, self)
        self.bell.rung.connect(self.come_forward)

    @Slot()
    def come_forward(self) -> None:
        """A second window was started: this one is the desk's."""
        window = self.lock.page or self.window or self.start
        bring_forward(window)
        window.bar.say(self.tr("工作台已经开着，这就是它的窗口。"))

    def leave(self) -> None:
        """Let go of the desk's folder."""
        if self.hold is not None:
            self.hold.release()
            self.hold = None

    @Slot(object)
    def on_opened(self, desk: Desk) -> None:
        """The desk is open: its window takes the start window's place."""
        from ui.main_window import MainWindow  # start-up time: not needed while the passphrase is typed

        scale = acts.station().get_preference(desk, "ui.scale", 0)
        application = QApplication.instance()
        if isinstance(application, QApplication) and scale and int(scale) != text_scale():
            apply_theme(application, int(scale))
        self.desk = desk
        self.tasks = TaskRunner(desk, self)
        self.window = MainWindow(desk, self.tasks, self.errors)
        self.window.closed.connect(self._on_closed)
        self.ending.begin_day()
        self.window.show_fitting()
        before = getattr(self.hold, "before", "")
        self.check = StartCheck(desk, self.tasks, self.window, before)
        self.lock.begin()
        self.start.close()
        self.hold_folder()  # a first desk's was made just now

    def switch_to(self, desk: Desk) -> None:
        """Another operator takes over: what the first one has half typed is kept, then his window goes."""
        before = self.window
        if before is not None:
            before.closed.disconnect(self._on_closed)
            before.close()
            before.deleteLater()
        self.ending.break_off()
        self.close_desk()
        self.on_opened(desk)

    @Slot()
    def _on_closed(self) -> None:
        """The window closes: the backup of the day comes before the desk's own end."""
        if self.desk is not None:
            self.ending.back_up()

    def close_desk(self) -> None:
        """Leave the desk."""
        if self.desk is not None:
            self.desk.close()
            self.desk = None


def translate_qt(application: QApplication) -> None:
    """Qt's own words (OK, Cancel, the file dialog) in Chinese, where Qt brings them."""
    translator = QTranslator(application)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)


def check_start(application: QApplication, session: Session) -> int:
    """Paint the first page once and see that the pages behind it can be brought in: for the bundle's test."""
    import ui.documents.page  # only here: everything that a clerk will need later must be in the bundle
    import ui.ledger.page
    import ui.main_window
    import ui.packets.page
    import ui.settings.page  # noqa: F401

    picture = session.start.grab()
    QTimer.singleShot(0, application.quit)
    application.exec()
    return 0 if not picture.isNull() else 1


def main(argv: list[str] | None = None) -> int:
    """Open the desk; the exit status."""
    options = arguments(argv)
    today = fixed_today()
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("petition-desk")
    translate_qt(application)
    apply_theme(application, options.scale)
    bootstrap = acts.bootstrap()
    bootstrap.forbid_core_dumps()
    home = options.home or bootstrap.default_home()
    session = Session(home, exists=bootstrap.desk_exists(home), today=today)
    try:
        session.hold_folder()
    except DeskInUse as error:
        return leave(home, error)
    give_back = session.errors.install(home)
    collector = Collector(session)
    session.start.show()
    status = check_start(application, session) if options.check_start else application.exec()
    session.start_tasks.stop()
    session.start.close()
    session.leave()
    give_back()
    collector.stop()
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
