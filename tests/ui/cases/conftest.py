"""What every test of the cases page needs besides the desk."""

import pytest
from pytestqt.qtbot import QtBot

from ui.message_bar import MessageBar


@pytest.fixture
def bar(qtbot: QtBot) -> MessageBar:
    made = MessageBar()
    qtbot.addWidget(made)
    return made
