"""The diagnostic bundle is read before it is saved, and saved as it was read."""

import zipfile
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from tests.ui.desk import a_case
from ui.diagnostics import DiagnosticsDialog
from ui.tasks import TaskRunner


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk, tasks: TaskRunner) -> DiagnosticsDialog:
    a_case(desk)
    made = DiagnosticsDialog(desk.home, tasks, desk)
    qtbot.addWidget(made)
    made.show()
    assert not made.save_button.isEnabled()
    qtbot.waitUntil(made.save_button.isEnabled)
    return made


def test_all_of_it_is_shown_and_that_is_what_is_saved(
    qtbot: QtBot, tmp_path: Path, dialog: DiagnosticsDialog
) -> None:
    shown = dialog.text.toPlainText()
    assert "正常  数据文件" in shown
    assert "屏幕1" in shown
    assert "王建国" not in shown
    dialog.save(str(tmp_path / "诊断包.zip"))
    qtbot.waitUntil(lambda: "已存" in dialog.notice.text())
    with zipfile.ZipFile(tmp_path / "诊断包.zip") as bundle:
        for name in bundle.namelist():
            assert bundle.read(name).decode("utf-8") in shown


def test_a_file_that_is_there_is_not_written_over(
    qtbot: QtBot, tmp_path: Path, dialog: DiagnosticsDialog
) -> None:
    path = tmp_path / "诊断包.zip"
    path.write_bytes(b"x")
    dialog.save(str(path))
    qtbot.waitUntil(lambda: "已经存在" in dialog.notice.text())
    assert path.read_bytes() == b"x"
