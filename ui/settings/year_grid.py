"""Twelve months on one page: each day by colour and sign, walked with the arrow keys."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygon,
    QResizeEvent,
)
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QWidget

from app.domain.workdays import ONE_DAY, DayInfo, YearView
from ui.theme import ACCENT, FAULT, FAULT_SOFT, GROUND, INK, LINE, PAPER, QUIET, WARN_SOFT, scaled

WEEK = "一二三四五六日"
MAKE_UP = "#8a6100"
CELL_WIDTH, CELL_HEIGHT, TITLE, WEEKDAYS, GAP = 34, 23, 22, 18, 14
MOST_COLUMNS = 4
STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}


class YearGrid(QWidget):
    """``picked(day)`` when another day is the current one, ``activated(day)`` with Enter or a double click,
    ``year_wanted(year)`` when the keys lead beyond the year that is shown."""

    picked = Signal(object)
    activated = Signal(object)
    year_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: YearView | None = None
        self.today = self.day = dt.date(2000, 1, 1)
        self.columns = MOST_COLUMNS
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("全年日历"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit()

    # --- what is shown --------------------------------------------------------------------------------------

    def show_year(self, view: YearView, day: dt.date, today: dt.date) -> None:
        """Show a year with one of its days as the current one."""
        self.view, self.today = view, today
        self.pick(day)

    def pick(self, day: dt.date) -> None:
        """Make a day of the year the current one."""
        self.day = day
        self.setAccessibleDescription(self.words(day))
        self.update()
        self.picked.emit(day)

    def info(self, day: dt.date) -> DayInfo | None:
        """What is known of a day of the year that is shown."""
        if self.view is None or day.year != self.view.year:
            return None
        return self.view.months[day.month - 1][day.day - 1]

    def words(self, day: dt.date) -> str:
        """A day in words: 2026-10-01 星期四　节假日（国庆节）."""
        info = self.info(day)
        if info is None:
            return ""
        name = self.tr("（{name}）").format(name=info.name) if info.name else ""
        own = self.tr("　本单位改过") if info.own else ""
        return self.tr("{day} 星期{week}　{word}{name}{own}").format(
            day=day, week=WEEK[day.weekday()], word=info.word, name=name, own=own
        )

    def sign(self, info: DayInfo) -> str:
        """The sign beside a day's number: 休 on a holiday, 班 on a make-up day."""
        return {"节假日": self.tr("休"), "调休上班": self.tr("班")}.get(info.word, "")

    # --- where things are -----------------------------------------------------------------------------------

    @property
    def month_size(self) -> QSize:
        return QSize(7 * scaled(CELL_WIDTH), scaled(TITLE) + scaled(WEEKDAYS) + 6 * scaled(CELL_HEIGHT))

    def month_rect(self, month: int) -> QRect:
        """Where a month (1 to 12) stands."""
        size, gap = self.month_size, scaled(GAP)
        row, column = divmod(month - 1, self.columns)
        return QRect(QPoint(column * (size.width() + gap), row * (size.height() + gap)), size)

    def day_rect(self, day: dt.date) -> QRect:
        """Where a day stands."""
        month = self.month_rect(day.month)
        row, column = divmod(day.replace(day=1).weekday() + day.day - 1, 7)
        top = month.top() + scaled(TITLE) + scaled(WEEKDAYS) + row * scaled(CELL_HEIGHT)
        left = month.left() + column * scaled(CELL_WIDTH)
        return QRect(left, top, scaled(CELL_WIDTH), scaled(CELL_HEIGHT))

    def day_at(self, point: QPoint) -> dt.date | None:
        """The day under a point."""
        days = self.view.days if self.view else ()
        return next((info.day for info in days if self.day_rect(info.day).contains(point)), None)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.month_size.width(), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As many months beside each other as there is room for."""
        gap = scaled(GAP)
        fitting = (self.width() + gap) // (self.month_size.width() + gap)
        self.columns = next(n for n in (4, 3, 2, 1) if n <= max(fitting, 1))
        rows = -(-12 // self.columns)
        self.setFixedHeight(rows * (self.month_size.height() + gap))

    # --- drawing --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.view is None:
            return
        for number, days in enumerate(self.view.months, start=1):
            if self.month_rect(number).intersects(event.rect()):
                self._paint_month(painter, number)
                for info in days:
                    self._paint_day(painter, info)
        painter.end()

    def _paint_month(self, painter: QPainter, number: int) -> None:
        """A month's name and the days of the week."""
        place = self.month_rect(number)
        bold = QFont(self.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(ACCENT))
        title = QRect(place.left(), place.top(), place.width(), scaled(TITLE))
        painter.drawText(title, Qt.AlignmentFlag.AlignCenter, self.tr("{month}月").format(month=number))
        painter.setFont(self._small())
        for column, word in enumerate(WEEK):
            left = place.left() + column * scaled(CELL_WIDTH)
            cell = QRect(left, title.bottom() + 1, scaled(CELL_WIDTH), scaled(WEEKDAYS))
            painter.setPen(QColor(FAULT if column > 4 else QUIET))
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, word)

    def _paint_day(self, painter: QPainter, info: DayInfo) -> None:
        """One day: ground, number, sign, the corner of an own entry, the frames of today and of the current day."""
        place = self.day_rect(info.day).adjusted(1, 1, -1, -1)
        sign = self.sign(info)
        ground, ink = self._colours(info)
        painter.fillRect(place, QColor(ground))
        painter.setPen(QColor(ink))
        painter.setFont(self.font())
        number = QRect(place.left(), place.top(), place.width() - (scaled(12) if sign else 0), place.height())
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(info.day.day))
        painter.setFont(self._small())
        painter.drawText(place.adjusted(0, 0, -scaled(2), 0), _SIGN, sign)
        if info.own:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ACCENT))
            corner, side = place.topLeft(), scaled(8)
            painter.drawPolygon(QPolygon([corner, corner + QPoint(side, 0), corner + QPoint(0, side)]))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if info.day == self.today:
            painter.setPen(QPen(QColor(INK), 1, Qt.PenStyle.DashLine))
            painter.drawRect(place.adjusted(1, 1, -2, -2))
        if info.day == self.day:
            painter.setPen(QPen(QColor(ACCENT if self.hasFocus() else QUIET), 2))
            painter.drawRect(place.adjusted(0, 0, -1, -1))

    def _colours(self, info: DayInfo) -> tuple[str, str]:
        """Ground and ink of a day."""
        sign = self.sign(info)
        if sign == self.tr("休"):
            return FAULT_SOFT, FAULT
        if sign == self.tr("班"):
            return WARN_SOFT, MAKE_UP
        return (PAPER, INK) if info.workday else (GROUND if info.own else "#e9edf0", QUIET)

    def _small(self) -> QFont:
        """The font of the signs."""
        font = QFont(self.font())
        font.setPixelSize(scaled(11))
        return font

    # --- keys and pointer -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self.view is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit(self.day)
        elif (day := self._led_to(key)) is not None:
            self._go(day)
        else:
            super().keyPressEvent(event)

    def _led_to(self, key: Qt.Key) -> dt.date | None:
        """The day that a key leads to from the current one."""
        if key in STEPS:
            return self.day + STEPS[key] * ONE_DAY
        if key == Qt.Key.Key_Home:
            return self.day.replace(day=1)
        last = self.day.replace(day=1) + 31 * ONE_DAY
        if key == Qt.Key.Key_End:
            return last.replace(day=1) - ONE_DAY
        if key == Qt.Key.Key_PageDown:
            return last.replace(day=1)
        return (self.day.replace(day=1) - ONE_DAY).replace(day=1) if key == Qt.Key.Key_PageUp else None

    def _go(self, day: dt.date) -> None:
        """To a day, of another year too."""
        if self.view is not None and day.year != self.view.year:
            self.day = day
            self.year_wanted.emit(day.year)
            return
        self.pick(day)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        day = self.day_at(event.position().toPoint())
        if day is not None:
            self.pick(day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position().toPoint())
        if day is not None:
            self.activated.emit(day)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self.day_at(event.pos())
            QToolTip.showText(event.globalPos(), self.words(day) if day else "", self)
            return True
        return super().event(event)


_SIGN = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class YearArea(QScrollArea):
    """Scrolls the months; the current day stays in view, also when the room for them changes."""

    def __init__(self, grid: YearGrid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(grid)
        grid.picked.connect(self.show_day)

    @Slot()
    def show_day(self) -> None:
        """Bring the current day into view."""
        place = self._grid.day_rect(self._grid.day).center()
        self.ensureVisible(place.x(), place.y(), scaled(60), scaled(60))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_day()


class Legend(QWidget):
    """What the colours and signs mean, drawn as the days are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries = (
            (PAPER, INK, "9", self.tr("工作日")),
            ("#e9edf0", QUIET, "9", self.tr("周末")),
            (FAULT_SOFT, FAULT, self.tr("9休"), self.tr("节假日")),
            (WARN_SOFT, MAKE_UP, self.tr("9班"), self.tr("调休上班")),
            (PAPER, INK, "◤9", self.tr("本单位改过")),
            (PAPER, INK, self.tr("虚框"), self.tr("今天")),
        )
        self.setFixedHeight(scaled(24))
        self.setAccessibleName("、".join(word for _, _, _, word in self.entries))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics, left = painter.fontMetrics(), 0
        for ground, ink, sign, word in self.entries:
            box = QRect(left, scaled(2), scaled(36), scaled(20))
            painter.fillRect(box, QColor(ground))
            painter.setPen(QColor(LINE))
            painter.drawRect(box)
            painter.setPen(QColor(ink))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)
            painter.setPen(QColor(INK))
            width = metrics.horizontalAdvance(word)
            place = QRect(box.right() + scaled(6), 0, width + 2, self.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, word)
            left = place.right() + scaled(16)
        painter.end()
