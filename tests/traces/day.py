"""A day's work in a process of its own, whose folders are all new: on the console, in the window, ended by a crash.

    python -m tests.traces.day FOLDER

FOLDER/asked holds what the clerk brought and what she asked for; nothing of that day's people may be anywhere else.
"""

from __future__ import annotations

import csv
import io
import os
import resource
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from app.bootstrap import desk_exists, forbid_core_dumps, open_desk
from tests.console_desk import PASSPHRASE, WAGES, ConsoleDesk, make_home
from tests.test_cli_papers import REASONS, settings
from ui.main import Session, fixed_today

NAMES = ("欧阳秉烛", "慕容听澜", "司徒望舒", "端木拾遗", "令狐问渠")
"""At the counter, in a packet, in the old ledger, in a sealed case, half typed in the window."""
ACCUSED = "皇甫藏锋"
PHONES = ("13977712301", "13977712302", "13977712303", "13977712304", "13977712305")
ID_NUMBER = "140203198803140013"
WORDS = (*NAMES, ACCUSED, *PHONES, ID_NUMBER, "井下风筒旁的那笔钱")
"""What must be nowhere but in encrypted files and in what was asked for."""
PACKET_PASSWORD = "K7MD-2QXW-9RTA-4HVE"


def a_case(place: int, **changes: Any) -> dict[str, Any]:
    """A case of one of the day's people."""
    person = {"name": NAMES[place], "phone": PHONES[place], "id_number": ID_NUMBER, "unit": "综采一区"}
    return {**WAGES, "petitioners": [person], "content": f"{WORDS[-1]}没有发给{NAMES[place]}。", **changes}


def on_the_console(folder: Path) -> list[str]:
    """Register, import, print, send up, take in the answer, back up; the numbers."""
    asked = folder / "asked"
    (asked / "stick").mkdir(parents=True)
    (folder / "backups").mkdir()
    desk = ConsoleDesk(make_home(folder / "desk"))
    desk.env["PETITION_DESK_PACKET_PASSWORD"] = PACKET_PASSWORD
    counter = desk.register(a_case(0))
    sealed = {"respondent": {"name": ACCUSED, "post": "区长", "unit": "综采一区"}, "class": "B"}
    numbers = [counter, desk.register(a_case(3, **sealed))]
    with (asked / "旧台账.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["来访日期", "姓名", "联系电话", "反映事项"])
        rows.writerows(
            [["2026-01-06", NAMES[2], PHONES[2], "奖金没有公示"], ["那天", NAMES[2], PHONES[2], ""]]
        )
    desk.json("ledger", "import", asked / "旧台账.csv", "--rejects", asked / "退回.xlsx")
    desk.json("document", "issue", counter, "slip", "--out", asked / "回执.pdf")
    for seal in ((), ("--seal", "password")):
        numbers.append(desk.register(a_case(1)))
        desk.json("case", "waits", numbers[-1])
        letter = asked / f"原因说明{len(numbers)}.pdf"
        desk.json("document", "issue", numbers[-1], "explanation_letter", "--out", letter, *settings(REASONS))
        made = desk.json("packet", "export", "--out", asked / "stick", "--case", numbers[-1], *seal)
        if not seal:
            answered(Path(made["path"]), asked / "回复.xlsx")
    desk.json("reply", "import", asked / "回复.xlsx")
    desk.json("ledger", "export", asked / "台账.xlsx")
    desk.json("backup", "create", folder / "backups")
    desk.refused("case", "show", NAMES[0])
    return numbers


def answered(packet: Path, out: Path) -> None:
    """The reply sheet as headquarters fills it in."""
    with zipfile.ZipFile(packet) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".xlsx"))
        book = openpyxl.load_workbook(io.BytesIO(archive.read(name)))
    for place, said in (("F2", "2026-11-23"), ("G2", "信-17"), ("H2", "接收")):
        book["回复"][place].value = said
    book.save(out)


def until(ready: Callable[[], object]) -> None:
    """Let the window go on until something is so; a moment later it may be otherwise."""
    loop, timer, seen = QEventLoop(), QTimer(), list[bool]()

    def look() -> None:
        if ready():
            seen.append(True)
            loop.quit()

    timer.timeout.connect(look)
    timer.start(5)
    QTimer.singleShot(180_000, loop.quit)
    loop.exec()
    timer.stop()
    assert seen


def in_the_window(folder: Path, numbers: list[str]) -> Session:
    """Look at cases and papers, leave a form half typed, meet a fault of our own, lock."""
    home = folder / "desk"
    session = Session(home, exists=desk_exists(home), today=fixed_today())
    session.hold_folder()
    session.errors.install(home)
    session.start.show()
    session.on_opened(open_desk(home, PASSPHRASE, today=fixed_today()))
    window, tasks = session.window, session.tasks
    assert window is not None and tasks is not None
    for place in ("today", "cases", "documents", "packets", "ledger", "settings"):
        window.go(place)
        until(lambda: not tasks.running)
    for number in (*numbers, NAMES[0]):
        window.show_case(number)
        until(lambda: not tasks.running)
    window.search()
    type_into(QApplication.focusWidget(), NAMES[0])
    until(lambda: not tasks.running)
    window.register()
    until(lambda: not tasks.running)
    for field in window.stack.currentWidget().findChildren(QLineEdit)[:6]:
        field.isVisible() and type_into(field, NAMES[4])
    for text in window.stack.currentWidget().findChildren(QPlainTextEdit)[:2]:
        type_into(text, f"{NAMES[4]} {PHONES[4]} {WORDS[-1]}")
    until(lambda: not tasks.running)
    try:
        raise RuntimeError(f"{NAMES[0]} {PHONES[0]} {folder}")
    except RuntimeError as error:
        session.errors.present(error)
        sys.excepthook(type(error), error, error.__traceback__)
    assert session.errors.window is not None
    session.errors.window.copy()
    session.errors.window.reject()
    session.lock.lock()
    until(lambda: not tasks.running and session.lock.page is not None)
    return session


def type_into(field: QWidget | None, text: str) -> None:
    """As an input method does."""
    if isinstance(field, QLineEdit):
        field.insert(text)
    elif isinstance(field, QPlainTextEdit):
        field.insertPlainText(text)


def main(folder: Path) -> None:
    """The day, and its end: the process dies as of a fault in a library, with cores allowed as far as they go."""
    resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
    forbid_core_dumps()
    application = QApplication([])
    application.setApplicationName("petition-desk")
    session = in_the_window(folder, on_the_console(folder))
    assert session.window is not None
    os.abort()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
