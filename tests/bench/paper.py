"""Many slips in one PDF against the same pages on a bare reportlab canvas, and the memory the run takes.

The baseline knows where everything stands: the strings, fonts and places of every page are taken down from our
own layout before the clock starts. It then draws them as one would by hand, ``setFont`` and ``drawString`` for
each string and one ``rect`` for each run of dark modules of the QR code, which it computes itself.
"""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import segno
from reportlab.pdfgen.canvas import Canvas

from app.domain.documents import SlipContent, SlipLayout
from app.files.document_pdf import render_slips
from app.files.fonts import Face, bundled_fonts
from app.files.paper import A4, BLACK, About, Sheet
from app.files.slip_parts import draw_receipt, draw_stub, draw_tear_line, fitted
from app.files.typeset import Style
from tests.bench.measure import Bound, Result, paired

PEOPLE = (
    "王国强",
    "李秀兰",
    "赵铁柱",
    "欧阳建国",
    "孙玉梅",
    "（要求保密）",
    "陈永贵",
    "匿名",
    "刘桂香",
    "王𬱖",
)
MATTERS = (
    "夜班津贴少发",
    "井下补贴核算",
    "宿舍供暖",
    "年休假安排",
    "班车停靠",
    "食堂价格",
    "工龄认定",
    "劳保用品发放",
)
WARNING = "劳动争议申请仲裁的时效为一年，从知道或者应当知道权利被侵害之日起计算。"
Call = tuple[str, tuple[Any, ...]]


def a_slip(n: int) -> SlipContent:
    """A slip unlike any other: number, code, name, matter, dates, evidence and warnings vary."""
    day = dt.date(2026, 1, 5) + dt.timedelta(days=n % 300)
    due = day + dt.timedelta(days=15)
    return SlipContent(
        number=f"ZC01-{day:%Y%m%d}-{n:05d}-{n % 10}",
        query_code=f"{n * 7919 % 10**10:010d}",
        unit="综采一区",
        received=f"{day.year}年{day.month}月{day.day}日{8 + n % 9}时{n % 60}分",
        channel=("来访", "来信", "来电")[n % 3],
        petitioner=PEOPLE[n % len(PEOPLE)],
        people_count=1 + (n % 7 == 0) * (n % 5),
        subject=f"反映{MATTERS[n % len(MATTERS)]}问题，涉及第{n}号考勤记录，请求核实并书面答复",
        evidence=f"工资条复印件{1 + n % 9}页，考勤表{1 + n % 3}份",
        next_step="按申诉求决类调查核实，属本单位职责的依规办理（条例第三十一条）",
        clock=f"最迟于{due.year}年{due.month}月{due.day}日前书面告知（自收到之日起15日内，条例第二十三条）",
        clerk="李敏",
        phone="0351-5550123",
        query_way="凭编号和查询码到综采一区办公楼102室查询，工作日8:30至17:30",
        issued_on=day,
        warnings=(WARNING,) if n % 3 == 0 else (),
    )


class _Tape:
    """A canvas that draws nothing and takes down what it is told."""

    def __init__(self, calls: list[Call]) -> None:
        self.calls = calls

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args: self.calls.append((name, args))


class _Taker(Sheet):
    """A sheet that takes down what stands on it, string by string."""

    def __init__(self, slip: SlipContent) -> None:
        about = About("", slip.unit, slip.issued_on)
        super().__init__(io.BytesIO(), A4, about, bundled_fonts(), Face.FORM)
        self.calls: list[Call] = []
        self.canvas = _Tape(self.calls)

    def text(self, x: float, y: float, text: str, style: Style, *, colour: Any = BLACK) -> None:
        if colour != BLACK:
            self.calls.append(("setFillGray", (colour,)))
        for font, piece in self.fonts.runs(text, style.face):
            self.calls.append(("setFont", (font, style.size)))
            self.calls.append(("drawString", (x, y, piece, None, style.spacing)))
            x += self.fonts.width(piece, style.face, style.size) + style.spacing * len(piece)
        if colour != BLACK:
            self.calls.append(("setFillGray", (BLACK,)))

    def qr_code(self, x: float, y: float, side: float, content: str) -> None:
        self.calls.append(("qr", (x, y, side, content)))


def taken_down(slip: SlipContent) -> list[Call]:
    """Every call that draws this slip's A4 page."""
    sheet = _Taker(slip)
    shown, scale = fitted(sheet.fonts, slip)
    assert shown is slip, "the benchmark's slips stand on one page"
    draw_receipt(sheet, shown, scale)
    draw_stub(sheet, shown, scale)
    draw_tear_line(sheet, slip.number)
    return sheet.calls


def _by_hand(canvas: Canvas, x: float, y: float, side: float, content: str) -> None:
    """A QR code as path runs."""
    matrix = segno.make(content, error="m", micro=False).matrix
    module, path = side / len(matrix), canvas.beginPath()
    for row, modules in enumerate(matrix, start=1):
        column = 0
        while column < len(modules):
            start = column
            while column < len(modules) and modules[column]:
                column += 1
            if column > start:
                path.rect(x + start * module, y + side - row * module, (column - start) * module, module)
            column += 1
    canvas.drawPath(path, stroke=0, fill=1)


def bare(pages: Sequence[Sequence[Call]]) -> bytes:
    """The same pages on a bare canvas."""
    out = io.BytesIO()
    canvas = Canvas(out, A4, pageCompression=1, invariant=1)
    for calls in pages:
        for name, args in calls:
            if name == "qr":
                _by_hand(canvas, *args)
            else:
                getattr(canvas, name)(*args)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def ours(slips: Sequence[SlipContent]) -> bytes:
    """The pages as the desk makes them."""
    out = io.BytesIO()
    assert render_slips(slips, SlipLayout.A4, out) == len(slips)
    return out.getvalue()


def _own_peak() -> float:
    """The highest memory of this program in MB; ``ru_maxrss`` would count the process that started it too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


def slips(count: int) -> tuple[Result, Bound]:
    """The time beside the baseline's, and the highest memory of a process that does nothing else."""
    contents = [a_slip(n) for n in range(count)]
    pages = [taken_down(slip) for slip in contents]
    ours(contents[:2]), bare(pages[:2])  # fonts opened on both sides
    time = paired(
        f"{count} slips in one PDF", lambda: ours(contents), lambda: bare(pages), runs=3, target=1.6
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.paper", str(count)],
        cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, check=True,
    )  # fmt: skip
    return time, Bound(f"{count} slips in one PDF, memory", float(done.stdout), 150, "MB")


if __name__ == "__main__":
    ours([a_slip(n) for n in range(int(sys.argv[1]))])
    print(_own_peak())
