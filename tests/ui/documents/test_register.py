"""The register fetches what is scrolled to, block by block, and never shows a block that is out of date."""

import datetime as dt

from pytestqt.qtbot import QtBot

from app.domain.documents import DocumentKind, IssuedDocument
from ui.block_model import BLOCK
from ui.documents.register import RegisterModel


def documents(count: int, first: int = 1) -> list[IssuedDocument]:
    at = dt.datetime(2026, 11, 23, 9, 30)
    return [
        IssuedDocument(n, "ZC01-1", DocumentKind.SLIP, "ZC01-1", "回执", at, "李敏", "ab" * 32, 1, 0, 0)
        for n in range(first, first + count)
    ]


def test_a_full_block_asks_for_the_next_when_the_view_gets_there(qtbot: QtBot) -> None:
    model, asked = RegisterModel(), []
    model.wanted.connect(lambda turn, offset: asked.append((turn, offset)))
    model.start_again()
    assert not model.canFetchMore(model.index(-1, -1))
    model.add_block(1, documents(BLOCK))
    model.fetchMore(model.index(-1, -1))
    model.add_block(1, documents(3, first=BLOCK + 1))
    assert asked == [(1, 0), (1, BLOCK)]
    assert model.rowCount() == BLOCK + 3
    assert model.row_of(BLOCK + 2) == BLOCK + 1
    assert not model.canFetchMore(model.index(-1, -1))


def test_a_block_from_before_a_new_start_is_left_out(qtbot: QtBot) -> None:
    model = RegisterModel()
    model.start_again()
    model.start_again()
    assert not model.add_block(1, documents(2))
    assert model.add_block(2, documents(1))
    assert model.rowCount() == 1


def test_a_block_that_failed_can_be_asked_for_again(qtbot: QtBot) -> None:
    model = RegisterModel()
    model.start_again()
    model.add_block(1, documents(BLOCK))
    model.fetchMore(model.index(-1, -1))
    model.stop_waiting()
    assert model.canFetchMore(model.index(-1, -1))
