"""A sentence for what the desk expects, the crash window for the rest, and nobody's name in its details."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import WrongPassphrase
from ui.errors import CrashLog, CrashWindow, ErrorPresenter, details_of

ROOT = Path(__file__).parents[2]


def failure() -> Exception:
    try:
        raise KeyError("王建国 13800004321")
    except KeyError as error:
        return error


def test_an_expected_error_is_a_sentence(qtbot: QtBot) -> None:
    presenter = ErrorPresenter()
    with qtbot.waitSignal(presenter.said) as said:
        presenter.present(WrongPassphrase())
    assert "口令不对" in said.args[0]
    assert presenter.window is None


def test_our_own_fault_opens_one_window(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    presenter = ErrorPresenter(owner)
    presenter.present(failure())
    first = presenter.window
    presenter.present(failure())
    assert presenter.window is first
    first.reject()
    assert presenter.window is None


def test_details_have_kinds_and_places_but_no_values() -> None:
    details = details_of(failure())
    assert "builtins.KeyError" in details
    assert "test_errors.py" in details
    assert "王建国" not in details
    assert "13800004321" not in details


def test_details_can_be_copied(qtbot: QtBot) -> None:
    window = CrashWindow(failure())
    qtbot.addWidget(window)
    window.copy()
    assert "KeyError" in QApplication.clipboard().text()


# --- whatever nobody catches ----------------------------------------------------------------------------------


@pytest.fixture
def installed(qtbot: QtBot, tmp_path: Path) -> Iterator[ErrorPresenter]:
    """A presenter that has taken over all hooks, and gives them back."""
    owner = QWidget()
    qtbot.addWidget(owner)
    presenter = ErrorPresenter(owner)
    give_back = presenter.install(tmp_path)
    yield presenter
    give_back()
    if presenter.window is not None:
        presenter.window.reject()


def test_a_fault_in_a_thread_of_its_own_opens_the_window(qtbot: QtBot, installed: ErrorPresenter) -> None:
    def fail() -> None:
        raise failure()

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: installed.window is not None)
    assert "KeyError" in installed.window.details.toPlainText()
    assert "王建国" not in installed.window.details.toPlainText()


def test_a_fault_in_a_slot_opens_the_window(qtbot: QtBot, installed: ErrorPresenter) -> None:
    error = failure()
    sys.excepthook(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: installed.window is not None)


def test_a_fault_in_a_destructor_goes_into_the_log(installed: ErrorPresenter, tmp_path: Path) -> None:
    class Dies:
        def __del__(self) -> None:
            raise failure()

    Dies().__del__  # noqa: B018 - it lives until here
    log = (tmp_path / CrashLog.NAME).read_text(encoding="utf-8")
    assert "builtins.KeyError" in log
    assert "王建国" not in log


def test_what_went_wrong_stands_in_the_log_without_its_values(
    installed: ErrorPresenter, tmp_path: Path
) -> None:
    installed.present(failure())
    log = (tmp_path / CrashLog.NAME).read_text(encoding="utf-8")
    assert "tests/ui/test_errors.py" in log
    assert "王建国" not in log


def test_the_log_never_grows_large(tmp_path: Path) -> None:
    log = CrashLog(tmp_path)
    log.path.write_text("2026-11-24 15:10:00\n" * 4000, encoding="utf-8")
    assert log.path.stat().st_size > CrashLog.LARGEST
    log.write(failure())
    assert 0 < log.path.stat().st_size <= CrashLog.LARGEST
    log.write(failure())
    assert log.path.read_text(encoding="utf-8").endswith("\n")
    log.close()


def test_a_log_in_which_nothing_stands_is_taken_away(tmp_path: Path) -> None:
    log = CrashLog(tmp_path)
    assert log.path.is_file()
    log.close()
    assert not log.path.exists()


def test_python_s_own_end_leaves_its_places_in_the_log(tmp_path: Path) -> None:
    script = (
        "import sys, faulthandler, pathlib; from ui.errors import CrashLog;"
        "log = CrashLog(pathlib.Path(sys.argv[1])); name = '王建国'; faulthandler._sigabrt()"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, capture_output=True)
    assert done.returncode != 0
    log = (tmp_path / CrashLog.NAME).read_text(encoding="utf-8")
    assert "Fatal Python error" in log
    assert "王建国" not in log


def test_qt_s_complaints_name_no_file(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from PySide6.QtCore import QObject, qWarning; from ui.errors import ErrorPresenter;"
        "ErrorPresenter().install(); qWarning('cannot open 王建国.pdf')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "Qt QtWarningMsg" in done.stderr
    assert "王建国" not in done.stderr
