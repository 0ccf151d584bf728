"""The numbered steps of the manual, followed by their own words: a key is pressed only where its step names it."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

MANUAL = Path(__file__).parents[3] / "docs" / "manual.zh-CN.md"


def steps_of(section: str) -> list[str]:
    """The numbered steps of a section, their lines put together."""
    text = MANUAL.read_text(encoding="utf-8")
    body = text.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    assert body, f"the manual has no section {section}"
    found = re.findall(r"^\d+\. (.*(?:\n(?!\d+\. |\n).*)*)", body, re.MULTILINE)
    return [re.sub(r"\s*\n\s*", "", step).replace("**", "") for step in found]


def press(qtbot: QtBot, widget: QWidget, step: str, keys: str) -> None:
    """Press a key that the step names, where a visible button shows it."""
    assert keys in step, f"the manual does not say {keys}: {step}"
    shown = [
        button
        for button in widget.findChildren(QPushButton)
        if button.isVisible()
        and button.isEnabled()
        and button.shortcut() == QKeySequence(keys.replace("Enter", "Return"))
    ]
    assert shown, f"no button shows {keys}: {step}"
    widget.window().activateWindow()
    qtbot.waitUntil(widget.window().isActiveWindow)
    combination = QKeySequence(keys.replace("Enter", "Return"))[0]
    with qtbot.waitSignal(shown[0].clicked):  # a button shows itself pressed for a moment first
        qtbot.keyClick(widget, combination.key(), combination.keyboardModifiers())


def named(widget: QWidget, step: str, words: str) -> None:
    """The words that the step quotes stand on the screen."""
    assert words in step, f"the manual does not say {words}: {step}"
    texts = [str(child.property("text") or "") for child in widget.findChildren(QWidget) if child.isVisible()]
    assert any(words in text for text in texts), f"the screen does not say {words}"
