"""Paper out of stored PDFs: page by page at the printer's resolution, or the PDF itself where CUPS takes it.

Everything here runs in a worker thread; only the QPrinter is set up by the print dialog before.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Generator

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QRectF, QSize, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.actions.desk import Desk
from app.domain.changes import Changes, Progress
from app.domain.documents import IssuedDocument
from app.domain.errors import PrintingFailed
from ui import acts

HIGHEST_DPI = 600
"""Above it a page takes 60 MB and more and looks no better."""

Printed = tuple[str, Changes]


def new_printer(name: str, page_points: QSizeF) -> QPrinter:
    """A printer set up for paper of that size: the remembered one when it is still there."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if name and name in QPrinterInfo.availablePrinterNames():
        printer.setPrinterName(name)
    upright = QSizeF(min(page_points.toTuple()), max(page_points.toTuple()))
    if upright.width() > 0:
        fuzzy = QPageSize.SizeMatchPolicy.FuzzyMatch
        printer.setPageSize(QPageSize(upright, QPageSize.Unit.Point, "", fuzzy))
        lies = page_points.width() > page_points.height()
        way = QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait
        printer.setPageOrientation(way)
    return printer


def print_document(
    desk: Desk, document_id: int, kind: str, printer: QPrinter, reason: str = ""
) -> Generator[Progress, None, Printed]:
    """Print a stored document: counted, marked 补打 with its reason from the second time on."""
    target = target_name(printer)
    copies = printer.copyCount()
    yield Progress(0, 0, "")
    pdf, changes = acts.documents().print_copy(
        desk, document_id=document_id, copies=copies, target=target, reason=reason
    )
    yield from send(pdf, printer)
    return target, changes | remember_printer(desk, kind, printer)


def print_run(desk: Desk, pdf: bytes, kind: str, printer: QPrinter) -> Generator[Progress, None, Printed]:
    """Print one PDF of many slips, whose issue is recorded already."""
    yield from send(pdf, printer)
    return target_name(printer), remember_printer(desk, kind, printer)


def target_name(printer: QPrinter) -> str:
    """What the record says: the printer's name, or the file's."""
    return printer.outputFileName() or printer.printerName()


def remember_printer(desk: Desk, kind: str, printer: QPrinter) -> Changes:
    """Keep the printer for the next document of this kind; a file is no printer."""
    if printer.outputFileName():
        return Changes()
    return acts.station().put_preference(desk, f"printer.{kind}", printer.printerName())


def remembered_printer(desk: Desk, kind: str) -> str:
    """The name of the printer that the last document of this kind went to."""
    return str(acts.station().get_preference(desk, f"printer.{kind}", "") or "")


def proposed(desk: Desk, kind: str, document: IssuedDocument | None) -> tuple[str, int]:
    """Which printer, and how many copies: of a paper's first printing as many as the rules want, else one."""
    first = document is not None and not document.copies
    copies = acts.document_runs().copies_wanted(kind=document.kind)[0] if document and first else 1
    return remembered_printer(desk, kind), copies


def send(pdf: bytes, printer: QPrinter) -> Generator[Progress, None, None]:
    """The pages to the printer; closing the generator takes back what the printer has not drawn yet."""
    if goes_to_cups(printer):
        yield Progress(0, 0, "")
        send_to_cups(pdf, printer)
        return
    yield from draw_pages(pdf, printer)


def goes_to_cups(printer: QPrinter) -> bool:
    """Whether `lp` may take the PDF as it is: sharper and a fiftieth of the size of drawn pages."""
    whole = printer.printRange() == QPrinter.PrintRange.AllPages
    return (
        sys.platform.startswith("linux")
        and whole
        and not printer.outputFileName()
        and shutil.which("lp") is not None
    )


def send_to_cups(pdf: bytes, printer: QPrinter) -> None:
    """Hand the PDF to CUPS."""
    name = printer.printerName()
    two_sided = printer.duplex() not in (QPrinter.DuplexMode.DuplexNone, QPrinter.DuplexMode.DuplexAuto)
    sides = "two-sided-long-edge" if two_sided else "one-sided"
    command = ["lp", "-d", name, "-n", str(printer.copyCount()), "-o", f"sides={sides}", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=False, timeout=60)
    if done.returncode:
        raise PrintingFailed(name, done.stderr.decode(errors="replace").strip() or "lp")


def draw_pages(pdf: bytes, printer: QPrinter) -> Generator[Progress, None, None]:
    """Render each page at the printer's resolution and draw it, one page in memory at a time."""
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    first, last = _page_range(printer, document.pageCount())
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise PrintingFailed(target_name(printer), QCoreApplication.translate("Printing", "打印机没有准备好"))
    try:
        for page in range(first, last + 1):
            yield Progress(page - first, last - first + 1, "")
            if page > first:
                printer.newPage()
            _draw_page(document, page, printer, painter)
    except GeneratorExit:
        printer.abort()
        raise
    finally:
        painter.end()
        document.close()


def _page_range(printer: QPrinter, count: int) -> tuple[int, int]:
    """The first and last page to print, from 0."""
    if printer.printRange() == QPrinter.PrintRange.PageRange:
        return max(printer.fromPage(), 1) - 1, min(printer.toPage() or count, count) - 1
    return 0, count - 1


def _draw_page(document: QPdfDocument, page: int, printer: QPrinter, painter: QPainter) -> None:
    """One page in its own size, in the middle of the paper; only what is too large is made smaller."""
    dpi = printer.resolution()
    points = document.pagePointSize(page)
    paper = printer.paperRect(QPrinter.Unit.DevicePixel)
    width, height = points.width() / 72 * dpi, points.height() / 72 * dpi
    # a tolerance of one per cent: A4 in points is rounded, and must not be scaled for that
    scale = min(1.0, paper.width() * 1.01 / width, paper.height() * 1.01 / height)
    width, height = width * scale, height * scale
    shrink = min(1.0, HIGHEST_DPI / dpi)
    image = document.render(page, QSize(round(width * shrink), round(height * shrink)))
    place = QRectF((paper.width() - width) / 2, (paper.height() - height) / 2, width, height)
    painter.drawImage(place, image)
