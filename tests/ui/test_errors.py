"""A sentence for what the desk expects, the crash window for the rest, and nobody's name in its details."""

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import WrongPassphrase
from ui.errors import CrashWindow, ErrorPresenter, details_of


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
