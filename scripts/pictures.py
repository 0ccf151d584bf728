"""Takes the pictures of README and manual from the running program: `make pictures`.

Makes a demonstration desk in a temporary folder, opens its window, goes from place to place and keeps what
is shown under docs/pictures/. The people in it are invented.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
TODAY = dt.date(2026, 11, 23)
WORDS = "pictures of the desk"
TOLD = {
    "procedure": "属于本单位职责：清点发放记录，按标准补发，并查明没有按时发的原因。",
    "time_limit": "核实后尽快回复，最迟不超过十五日。",
}
EXPLAINED = {
    "policy": "有关班中餐的规定",
    "reason": "食堂和送餐不归本单位管理，本单位无权调整份量和送餐时间。",
    "suggestion": "请后勤服务中心答复，并告知本单位。",
}
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from PySide6.QtCore import QBuffer, QByteArray, QIODevice  # noqa: E402
from PySide6.QtGui import QImage  # noqa: E402
from PySide6.QtPdf import QPdfDocument  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from app.actions.approvals import approvals_of, return_wish  # noqa: E402
from app.actions.backup import create_backup  # noqa: E402
from app.actions.backup_places import set_backup_target  # noqa: E402
from app.actions.cases import list_cases  # noqa: E402
from app.actions.desk import Desk  # noqa: E402
from app.actions.documents import list_documents  # noqa: E402
from app.actions.inbox import import_packet  # noqa: E402
from app.actions.operators import add_operator  # noqa: E402
from app.actions.packets import export_packet  # noqa: E402
from app.actions.procedure import perform  # noqa: E402
from app.actions.restore_drill import drill  # noqa: E402
from app.bootstrap import open_desk  # noqa: E402
from app.domain.cases import CaseFilter  # noqa: E402
from app.domain.codes import CaseClass, CaseState, Role  # noqa: E402
from app.domain.documents import DocumentKind  # noqa: E402
from app.domain.petitioners import Petitioner  # noqa: E402
from app.domain.station import Operator  # noqa: E402
from app.domain.today import APPROVE  # noqa: E402
from tests.desks import PASSPHRASE, exhaust  # noqa: E402
from tests.two_desks import acquaint, make_headquarters, make_workshop, waiting  # noqa: E402
from ui.garbage import Collector  # noqa: E402
from ui.main_window import MainWindow  # noqa: E402
from ui.start.window import StartWindow  # noqa: E402
from ui.tasks import TaskRunner  # noqa: E402
from ui.theme import apply_theme  # noqa: E402

OPERATORS = (
    (Operator("贺立新", (Role.LEADER,), post="党支部书记", unit="综采一区"), "贺立新自己的一句口令"),
    (Operator("郑小荷", (Role.CLERK,), post="信访信息员", unit="综采一区"), "郑小荷自己的一句口令"),
    (Operator("庞守诚", (Role.AUDITOR,), post="纪检委员", unit="综采一区"), "庞守诚自己的一句口令"),
)
"""Who works at the demonstration's desk besides its clerk; the first is the leader."""


def main() -> int:
    """Every picture; the exit status."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    scale = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    application = QApplication(sys.argv[:1])
    apply_theme(application, scale)
    collector = Collector(application)  # as in the program: no widget is destroyed in another thread
    with tempfile.TemporaryDirectory() as folder:
        home = make_desk(Path(folder) / "demo")
        start_pictures(application, Path(folder) / "none", scale)
        lock_picture(application, home, scale)
        rescue_picture(application, home, scale)
        window_pictures(application, home, scale)
        headquarters_pictures(application, home.parent / "headquarters", scale)
        packets_pictures(application, Path(folder), scale)
        people_pictures(application, home, scale)
    collector.stop()
    return 0


def make_desk(folder: Path) -> Path:
    """The demonstration's desk."""
    settings = os.environ | {"PETITION_DESK_PASSPHRASE": WORDS, "PETITION_DESK_TODAY": TODAY.isoformat()}
    command = [sys.executable, "-m", "app.cli", "demo", str(folder)]
    subprocess.run(command, cwd=ROOT, env=settings, check=True, stdout=subprocess.DEVNULL)
    return folder / "desk"


def settle(application: QApplication, seconds: float = 1.2) -> None:
    """Let the window work for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        application.sendPostedEvents()
        application.processEvents()
        time.sleep(0.01)


def keep(application: QApplication, widget: QWidget, name: str, scale: int) -> None:
    """Keep what a window shows."""
    settle(application)
    suffix = "" if scale == 100 else f"-{scale}"
    write(widget.grab().toImage(), PICTURES / f"{name}{suffix}.png")


def write(image: QImage, path: Path) -> None:
    """A picture of its own 256 colours, so that the files stay small."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "png")
    whole = Image.open(io.BytesIO(data.data())).convert("RGB")
    whole.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path.relative_to(ROOT))


def start_pictures(application: QApplication, home: Path, scale: int) -> None:
    """The first run, and a desk that is locked."""
    tasks = TaskRunner(None)
    window = StartWindow(home, tasks, exists=False, today=TODAY)
    window.resize(1366, 728)
    window.show()
    keep(application, window, "first-run", scale)
    window.close()
    tasks.stop()


def lock_picture(application: QApplication, home: Path, scale: int) -> None:
    """What stands over a desk that its operator locked."""
    tasks = TaskRunner(None)
    window = StartWindow(home, tasks, exists=True, today=TODAY, locked_by="郭晓梅")
    window.resize(980, 520)
    window.show()
    keep(application, window, "lock", scale)
    window.close()
    tasks.stop()


def rescue_picture(application: QApplication, home: Path, scale: int) -> None:
    """What is left of a desk in whose copy a few bytes were turned over; no path of this machine is in the picture."""
    copy = shutil.copytree(home, home.parent / "工作台")
    raw = bytearray((copy / "desk.db").read_bytes())
    for place in (2000, len(raw) // 3, len(raw) // 2):
        raw[place] ^= 1
    (copy / "desk.db").write_bytes(raw)
    with chdir(copy.parent):
        tasks = TaskRunner(None)
        window = StartWindow(Path(copy.name), tasks, exists=True, today=TODAY)
        window.resize(1366, 728)
        window.show()
        window.page().form.set_values({"passphrase": WORDS})
        window.page().submit()
        settle(application, 12)
        keep(application, window, "rescue", scale)
        window.close()
        tasks.stop()


@contextmanager
def open_window(home: Path, words: str = WORDS) -> Iterator[MainWindow]:
    """The window of a desk on a screen of 1366 × 768."""
    desk = open_desk(home, words, today=TODAY)
    tasks = TaskRunner(desk)
    window = MainWindow(desk, tasks)
    window.resize(1366, 728)
    window.show()
    yield window
    window.close()
    tasks.stop()
    desk.close()


def window_pictures(application: QApplication, home: Path, scale: int) -> None:
    """The six places, what is done with a case, the calendar, and papers as they print."""
    with open_window(home) as window:
        desk = window.desk
        for place in ("today", "cases", "documents", "packets", "ledger", "settings"):
            window.go(place)
            if place == "cases":
                waiting = CaseFilter(states=(CaseState.IN_TRANSFER,))
                window.show_case(list_cases(desk, where=waiting, limit=1)[0].number)
            keep(application, window, place, scale)
        window.register()
        keep(application, window, "register", scale)
        case_pictures(application, window, scale)
        window.go("settings").subject("calendar")
        keep(application, window, "calendar", scale)
        window.go("settings").subject("history")
        keep(application, window, "history", scale)
        templates = window.go("settings").subject("templates")
        settle(application)
        templates.place.setText(templates.place.text().replace(str(home), "…"))  # no path of this machine
        keep(application, window, "templates", scale)
        if scale == 100:
            for kind in (DocumentKind.SLIP, DocumentKind.EXPLANATION_LETTER):
                paper(kind, desk_pdf(desk, kind))


def case_pictures(application: QApplication, window: MainWindow, scale: int) -> None:
    """One case: its list of all acts, the dialog of an act, its letter."""
    number = list_cases(window.desk, where=CaseFilter(text="防尘口罩"), limit=1)[0].number
    window.cases_place().show_list()
    window.show_case(number)
    settle(application)
    detail = window.cases_place().page.detail
    detail.show_all_acts()
    keep(application, detail.all_acts, "acts", scale)
    detail.all_acts.close()
    detail.do("receipt_notice")
    settle(application)
    dialog = detail.flow.asking
    dialog.form.set_values(TOLD)
    keep(application, dialog, "act", scale)
    dialog.close()
    window.open_letter(number, "receipt_notice", TOLD)
    settle(application, 3)  # the paper beside it is drawn
    keep(application, window, "letter", scale)


def headquarters_pictures(application: QApplication, home: Path, scale: int) -> None:
    """The unit table, and why a date is that date."""
    with open_window(home) as window:
        window.go("settings").subject("units")
        keep(application, window, "units", scale)
        number = list_cases(window.desk, where=CaseFilter(text="王春林"), limit=1)[0].number
        window.show_case(number)
        settle(application)
        detail = window.cases_place().page.detail
        detail.tabs.setCurrentWidget(detail.proceedings)
        keep(application, window, "course", scale)
        detail.clock.ask_why()
        keep(application, detail.clock.why, "why", scale)
        detail.clock.why.close()


def packets_pictures(application: QApplication, folder: Path, scale: int) -> None:
    """Headquarters' register of what two workshops sent, and what looks like one matter told to both."""
    office = make_headquarters(folder / "office", TODAY)
    told = {"王建国": "13812344321", "李桂兰": "13812344322", "孙福": "13812344323"}
    for code, name, people in (
        ("ZC01", "综采一区", ("王建国", "李桂兰", "孙福")),
        ("ZC02", "综采二区", ("王建国", "李桂兰")),
    ):
        with make_workshop(folder / code, code, name, TODAY) as shop:
            acquaint(shop, office)
            for person in people:
                who = (Petitioner(person, phone=told[person], unit=name),)
                waiting(shop, person, petitioners=who, case_class=CaseClass.C6)
            exhaust(import_packet(office, exhaust(export_packet(shop, folder=folder)).path))
    office.close()
    with open_window(folder / "office", PASSPHRASE) as window:
        packets = window.go("packets")
        for view, name in ((packets.register, "office-register"), (packets.repeats, "repeats")):
            packets.tabs.setCurrentWidget(view)
            keep(application, window, name, scale)


def people_pictures(application: QApplication, home: Path, scale: int) -> None:
    """Who works at the desk, what a leader reads before he decides, and the backups on another disk."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as stick:
        with open_desk(home, WORDS, today=TODAY) as desk:
            for operator, words in OPERATORS:
                add_operator(desk, operator=operator, passphrase=words)
            ask_leader(desk)
            set_backup_target(desk, folder=Path(stick))
            create_backup(desk, folder=Path(stick))
            exhaust(drill(desk))
        with open_window(home) as window:
            settings = window.go("settings")
            settings.subject("operators")
            keep(application, window, "operators", scale)
            backups_picture(application, window, Path(stick), scale)
    with open_window(home, OPERATORS[0][1]) as window:
        today = window.go("today")
        settle(application)
        today.decide(next(line for line in today.waiting.rows.lines() if line.act == APPROVE))
        settle(application, 2)
        keep(application, today.dialog, "approval", scale)
        today.dialog.close()


def ask_leader(desk: Desk) -> None:
    """A letter that came back once and is asked for again."""
    number = list_cases(desk, where=CaseFilter(text="班中餐"), limit=1)[0].number
    perform(desk, number=number, act="classify", fields={"case_class": "C6", "reason": "要后勤部门一起解决"})
    perform(desk, number=number, act="explanation_letter", fields=EXPLAINED)
    clerk, desk.operator = desk.operator, OPERATORS[0][0]
    return_wish(desk, approval_id=approvals_of(desk, number=number)[-1].id, word="请写明是哪一条规定")
    desk.operator = clerk
    again = EXPLAINED | {"policy": "《班中餐供应办法》第八条：食堂和送餐由后勤服务中心管理"}
    perform(desk, number=number, act="explanation_letter", fields=again)


def backups_picture(application: QApplication, window: MainWindow, stick: Path, scale: int) -> None:
    """The backups, as if the other disk were called E:; no path of this machine is in the picture."""
    page = window.go("settings").subject("backups")
    settle(application)
    page.place.setText(page.place.text().replace(str(stick), "E:"))
    lines = [
        replace(line, cells=tuple(cell.replace(str(stick), "E:") for cell in line.cells))
        for line in page.table.lines.lines
        if line.key.startswith(str(stick))
    ]
    page.table.show_lines(lines, lines[0].key)
    keep(application, window, "backups", scale)


def desk_pdf(desk: object, kind: DocumentKind) -> Callable[[], bytes]:
    """The newest document of a kind, when asked for."""
    from app.actions.documents import document_pdf

    assert isinstance(desk, Desk)
    newest = list_documents(desk, kind=kind, limit=1)[0]
    return lambda: document_pdf(desk, document_id=newest.id)


def paper(kind: DocumentKind, pdf: Callable[[], bytes]) -> None:
    """The first page of a document as a picture on white."""
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QColor, QPainter

    data = QByteArray(pdf())
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument(None)
    document.load(buffer)
    page = document.render(0, QSize(744, 1052))
    sheet = QImage(page.size(), QImage.Format.Format_RGB32)
    sheet.fill(QColor("white"))
    painter = QPainter(sheet)
    painter.drawImage(0, 0, page)
    painter.end()
    write(sheet, PICTURES / f"{kind.value}.png")


if __name__ == "__main__":
    sys.exit(main())
