"""The one palette, the one style sheet, the fonts and the text scale. Colour is never the only signal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from app.domain.codes import CaseState
from app.domain.deadlines import Deadline, DeadlineState, Level, Near
from app.resources import resource

ACCENT = "#1f4e79"
ACCENT_SOFT = "#e3ecf5"
INK = "#1f2933"
QUIET = "#5b6670"
LINE = "#ccd3da"
PAPER = "#ffffff"
GROUND = "#f4f6f8"
FAULT = "#a4161a"
FAULT_SOFT = "#fdecec"
WARN_SOFT = "#fff6de"
MONOSPACE = 'font-family: "Consolas", "DejaVu Sans Mono", monospace; font-size: {size}px;'
"""The style of codes that are read character by character; the style sheet overrides fonts set otherwise."""
SCALES = (100, 115, 130, 150)
"""Text sizes in percent that the settings offer."""

CHINESE_FONTS = (
    "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC",
    "WenQuanYi Micro Hei", "PingFang SC",
)  # fmt: skip
LEVEL_SHAPES = {
    Level.OVERDUE: ("■", FAULT),
    Level.TODAY: ("▲", "#b45309"),
    Level.SOON: ("◆", "#8a6100"),
    Level.WEEK: ("●", ACCENT),
    Level.NORMAL: ("○", QUIET),
}
"""A shape and a colour per level; the word stands beside them."""
STATE_SHAPES = {
    CaseState.REGISTERED: "○",
    CaseState.HANDLING: "◐",
    CaseState.AWAITING_TRANSFER: "△",
    CaseState.IN_TRANSFER: "▷",
    CaseState.TRANSFERRED: "▶",
    CaseState.REPLIED: "◑",
    CaseState.CONCLUDED: "●",
    CaseState.OBJECTED: "◇",
    CaseState.RETURNED: "◁",
    CaseState.REFERRED: "▽",
    CaseState.GUIDED: "⇨",
    CaseState.DECLINED: "⊘",
    CaseState.DECLINED_FINAL: "⊗",
    CaseState.UNDER_REVIEW: "◒",
    CaseState.REVIEWED: "◓",
    CaseState.UNDER_FINAL_REVIEW: "▤",
    CaseState.FINALISED: "◉",
    CaseState.WITHDRAWN: "◀",
    CaseState.MERGED: "◎",
    CaseState.HANDED_OVER: "▣",
    CaseState.ARCHIVED: "▦",
}
"""Every shape is one that the window's own font has, for a PC without other fonts."""
CLOCK_SHAPES = {
    DeadlineState.MET: ("✓", "#2f6f3e"),
    DeadlineState.MET_LATE: ("×", FAULT),
    DeadlineState.STOPPED: ("□", QUIET),
}
"""A shape and a colour for clocks that run no more; a running one has the shape of its level."""


@dataclass(frozen=True)
class Theme:
    """What was chosen for this window: the font's family and the scale in percent."""

    family: str
    scale: int

    def px(self, size: int) -> int:
        """A length in pixels that grows with the text."""
        return round(size * self.scale / 100)


def level_words(level: Level) -> str:
    """The shape and the word of a level: ■ 已逾期."""
    return LEVEL_SHAPES[level][0] + " " + level.label


def level_words_short(level: Level) -> str:
    """The same for a narrow column: ● 七日内."""
    return level_words(level).replace("已逾期", "逾期").removesuffix("到期")


def state_words(state: CaseState) -> str:
    """The shape and the word of a state: ○ 已登记."""
    return STATE_SHAPES[state] + " " + state.label


def clock_words(clock: Deadline, today: dt.date, near: Near) -> tuple[str, str]:
    """The shape and the word of a clock, and its colour: ◆ 三日内到期, ✓ 已按期完成."""
    if clock.state is DeadlineState.RUNNING:
        level = near.level(clock.due_on, today)
        return level_words(level), LEVEL_SHAPES[level][1]
    shape, colour = CLOCK_SHAPES[clock.state]
    return shape + " " + clock.state.label, colour


def icon(name: str) -> QIcon:
    """One of resources/icons by its name."""
    return QIcon(str(resource(f"icons/{name}.svg")))


def icon_size(scale: int) -> QSize:
    return QSize(round(22 * scale / 100), round(22 * scale / 100))


def chinese_family() -> str:
    """A Chinese font of the system, else our own."""
    families = set(QFontDatabase.families())
    for name in CHINESE_FONTS:
        if name in families:
            return name
    number = QFontDatabase.addApplicationFont(str(resource("fonts/NotoSansSC-Regular.ttf")))
    found = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return found[0] if found else QApplication.font().family()


def apply_theme(application: QApplication, scale: int = 100) -> Theme:
    """Fonts, palette and style sheet for the whole program; may be called again with another scale."""
    scale = min(max(scale, SCALES[0]), SCALES[-1])
    theme = Theme(chinese_family(), scale)
    application.setStyle("Fusion")
    font = QFont(theme.family)
    font.setPixelSize(theme.px(14))
    application.setFont(font)
    application.setPalette(palette())
    application.setStyleSheet(style_sheet(theme))
    application.setProperty("textScale", scale)
    return theme


def text_scale() -> int:
    """The scale that stands, in percent."""
    application = QCoreApplication.instance()
    value = application.property("textScale") if application else None
    return int(value) if isinstance(value, int) else 100


def scaled(size: int) -> int:
    """A length in pixels that grows with the text."""
    return round(size * text_scale() / 100)


def palette() -> QPalette:
    """Light, calm, one accent."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, GROUND), (roles.Base, PAPER), (roles.AlternateBase, "#f8fafb"), (roles.Button, "#eef1f4"),
        (roles.Text, INK), (roles.WindowText, INK), (roles.ButtonText, INK), (roles.PlaceholderText, "#7b8791"),
        (roles.Highlight, ACCENT), (roles.HighlightedText, PAPER), (roles.Link, ACCENT), (roles.ToolTipBase, PAPER),
        (roles.ToolTipText, INK), (roles.Mid, LINE),
    ):  # fmt: skip
        made.setColor(role, QColor(colour))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor("#8a949d"))
    return made


_SHEET = """
QWidget {{ font-family: "{family}"; font-size: {text}px; }}
QFrame#sideBar {{ background: {paper}; border: none; border-right: 1px solid {line}; }}
QFrame#sideBar QToolButton {{ border: none; border-left: {edge}px solid transparent; padding: {p10}px {p12}px;
    text-align: left; color: {ink}; }}
QFrame#sideBar QToolButton:hover {{ background: {ground}; }}
QFrame#sideBar QToolButton:checked {{ background: {soft}; border-left-color: {accent}; font-weight: 600;
    color: {accent}; }}
QFrame#sideBar QToolButton:focus {{ border-left-color: #9fb3c8; text-decoration: underline; }}
QFrame#card, QFrame#pane {{ background: {paper}; border: 1px solid {line}; border-radius: 6px; }}
QLabel#title {{ font-size: {title}px; font-weight: 600; }}
QLabel#heading {{ font-size: {heading}px; font-weight: 600; color: {accent}; }}
QLabel#quiet {{ color: {quiet}; }}
QLabel#problem {{ color: {fault}; }}
QLabel#notice {{ background: {warn}; border: 1px solid #e6d28e; border-radius: 4px; padding: {p4}px {p8}px; }}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QDateEdit, QSpinBox {{ background: {paper};
    border: 1px solid {line}; border-radius: 4px; padding: {p4}px {p6}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QDateEdit:focus, QSpinBox:focus {{
    border: 2px solid {accent}; padding: {p3}px {p5}px; }}
QLineEdit[faulty="true"], QPlainTextEdit[faulty="true"], QDateEdit[faulty="true"], QComboBox[faulty="true"] {{
    border: 2px solid {fault}; }}
QComboBox, QDateEdit {{ padding-right: {p20}px; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: {p20}px; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: url({down}); width: {p10}px; height: {p10}px; }}
QPushButton {{ background: #eef1f4; border: 1px solid {line}; border-radius: 4px; padding: {p5}px {p12}px; }}
QPushButton:hover {{ background: {soft}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: {p4}px {p11}px; }}
QPushButton:disabled {{ color: #8a949d; }}
QPushButton#primary {{ background: {accent}; color: {paper}; border-color: {accent}; font-weight: 600; }}
QPushButton#primary:hover {{ background: #2a6399; }}
QPushButton#primary:focus {{ border: 2px solid #0b2947; }}
QPushButton#primary:disabled {{ background: #9fb3c8; border-color: #9fb3c8; color: {paper}; }}
QPushButton[tight="true"] {{ padding: {p4}px {p5}px; }}
QPushButton[tight="true"]:focus {{ padding: {p3}px {p4}px; }}
QPushButton#act {{ text-align: left; padding: {p4}px {p5}px; }}
QPushButton#act:focus {{ padding: {p3}px {p4}px; }}
QPushButton#act[next="true"] {{ border-color: {accent}; color: {accent}; font-weight: 600; background: {soft}; }}
QPushButton#link {{ background: transparent; border: none; color: {accent}; padding: {p3}px {p4}px;
    text-decoration: underline; }}
QPushButton#link:focus {{ border: 1px dotted {accent}; }}
QTableView, QTableWidget, QListWidget, QTreeView {{ background: {paper}; border: 1px solid {line};
    gridline-color: #e8ecef; selection-background-color: {soft}; selection-color: {ink}; outline: none; }}
QFrame#card QListWidget, QFrame#pane QTextBrowser {{ border: none; padding: 0px; }}
QListWidget::item {{ padding: {p4}px {p6}px; }}
QCheckBox:focus, QRadioButton:focus {{ color: {accent}; text-decoration: underline; }}
QTableView:focus, QListWidget:focus {{ border: 1px solid {accent}; }}
QHeaderView::section {{ background: #eef1f4; border: none; border-right: 1px solid {line};
    border-bottom: 1px solid {line}; padding: {p5}px {p6}px; font-weight: 600; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {line}; background: {paper}; }}
QTabBar::tab {{ padding: {p5}px {p10}px; border: none; color: {quiet}; background: transparent; }}
QTabWidget[tight="true"] QTabBar::tab {{ padding: {p5}px {p4}px; }}
QTabBar::tab:selected {{ color: {accent}; font-weight: 600; border-bottom: 2px solid {accent}; }}
QFrame#wish {{ background: {warn}; border: 1px solid #e6d28e; border-radius: 4px; }}
QFrame#messageBar {{ background: {soft}; border: 1px solid #b9cce0; border-radius: 4px; }}
QFrame#messageBar[fault="true"] {{ background: {faultsoft}; border-color: #e3a4a6; }}
QToolTip {{ background: {paper}; color: {ink}; border: 1px solid {line}; padding: {p4}px; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollArea > QWidget > QWidget#scrolled {{ background: transparent; }}
QProgressBar {{ border: 1px solid {line}; border-radius: 4px; text-align: center; background: {paper}; }}
QProgressBar::chunk {{ background: {accent}; }}
"""


def style_sheet(theme: Theme) -> str:
    """The one style sheet; every length grows with the text."""
    lengths = {f"p{n}": theme.px(n) for n in (3, 4, 5, 6, 8, 10, 11, 12, 20)}
    return _SHEET.format(
        family=theme.family, text=theme.px(14), title=theme.px(20), heading=theme.px(15), edge=theme.px(3),
        ink=INK, quiet=QUIET, line=LINE, paper=PAPER, ground=GROUND, accent=ACCENT, soft=ACCENT_SOFT, fault=FAULT,
        faultsoft=FAULT_SOFT, warn=WARN_SOFT, down=resource("icons/down.svg").as_posix(), **lengths,
    )  # fmt: skip
