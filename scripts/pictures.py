"""Takes the README's pictures from the running program: `make pictures`.

Makes a demonstration desk in a temporary folder, opens its window, goes from place to place and keeps what
is shown under docs/pictures/. The people in it are invented.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
TODAY = dt.date(2026, 11, 23)
WORDS = "pictures of the desk"
sys.path.insert(0, str(ROOT))

from PySide6.QtPdf import QPdfDocument  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from app.actions.cases import list_cases  # noqa: E402
from app.actions.documents import list_documents  # noqa: E402
from app.bootstrap import open_desk  # noqa: E402
from app.domain.cases import CaseFilter  # noqa: E402
from app.domain.codes import CaseState  # noqa: E402
from app.domain.documents import DocumentKind  # noqa: E402
from ui.main_window import MainWindow  # noqa: E402
from ui.start.window import StartWindow  # noqa: E402
from ui.tasks import TaskRunner  # noqa: E402
from ui.theme import apply_theme  # noqa: E402


def main() -> int:
    """Every picture; the exit status."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    scale = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    application = QApplication(sys.argv[:1])
    apply_theme(application, scale)
    with tempfile.TemporaryDirectory() as folder:
        home = make_desk(Path(folder) / "demo")
        start_pictures(application, Path(folder) / "none", scale)
        window_pictures(application, home, scale)
    return 0


def make_desk(folder: Path) -> Path:
    """The demonstration's desk."""
    settings = os.environ | {"PETITION_DESK_PASSPHRASE": WORDS, "PETITION_DESK_TODAY": TODAY.isoformat()}
    command = [sys.executable, "-m", "app.cli", "demo", str(folder)]
    subprocess.run(command, cwd=ROOT, env=settings, check=True, stdout=subprocess.DEVNULL)
    return next(folder.rglob("keys.json")).parent


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
    path = PICTURES / f"{name}{suffix}.png"
    widget.grab().save(str(path))
    print(path.relative_to(ROOT))


def start_pictures(application: QApplication, home: Path, scale: int) -> None:
    """The first run."""
    tasks = TaskRunner(None)
    window = StartWindow(home, tasks, exists=False, today=TODAY)
    window.resize(1366, 728)
    window.show()
    keep(application, window, "first-run", scale)
    window.close()
    tasks.stop()


def window_pictures(application: QApplication, home: Path, scale: int) -> None:
    """The six places, and papers as they print."""
    desk = open_desk(home, WORDS, today=TODAY)
    tasks = TaskRunner(desk)
    window = MainWindow(desk, tasks)
    window.resize(1366, 728)
    window.show()
    for place in ("today", "cases", "documents", "packets", "ledger", "settings"):
        window.go(place)
        if place == "cases":
            waiting = CaseFilter(states=(CaseState.IN_TRANSFER,))
            window.show_case(list_cases(desk, where=waiting, limit=1)[0].number)
        keep(application, window, place, scale)
    window.register()
    keep(application, window, "register", scale)
    if scale == 100:
        paper(DocumentKind.SLIP, desk_pdf(desk, DocumentKind.SLIP))
        paper(DocumentKind.EXPLANATION_LETTER, desk_pdf(desk, DocumentKind.EXPLANATION_LETTER))
    window.close()
    tasks.stop()
    desk.close()


def desk_pdf(desk: object, kind: DocumentKind) -> Callable[[], bytes]:
    """The newest document of a kind, when asked for."""
    from app.actions.desk import Desk
    from app.actions.documents import document_pdf

    assert isinstance(desk, Desk)
    newest = list_documents(desk, kind=kind, limit=1)[0]
    return lambda: document_pdf(desk, document_id=newest.id)


def paper(kind: DocumentKind, pdf: Callable[[], bytes]) -> None:
    """The first page of a document as a picture on white."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
    from PySide6.QtGui import QColor, QImage, QPainter

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
    path = PICTURES / f"{kind.value}.png"
    sheet.save(str(path))
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
