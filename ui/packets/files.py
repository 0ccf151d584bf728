"""Choosing a file or a folder, without a dialog that blocks the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

ARRIVING = (".xlsx", ".xlsm", ".xls", ".ods", ".zip", ".age", ".json")
"""The endings of what stations send each other."""


def choose_file(parent: QWidget, title: str, kinds: str, slot: object) -> QFileDialog:
    """Ask for a file that is there; ``slot(path)`` when one was chosen."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(kinds)
    dialog.fileSelected.connect(slot)
    dialog.open()
    return dialog


def choose_folder(parent: QWidget, title: str, slot: object) -> QFileDialog:
    """Ask for a folder; ``slot(path)`` when one was chosen."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(slot)
    dialog.open()
    return dialog
