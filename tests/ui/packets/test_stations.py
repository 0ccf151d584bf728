"""The address book: our own card for others, and others' cards, their fingerprints compared."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.actions.desk import Desk
from app.actions.stations import list_stations, own_card, own_fingerprint, read_card, write_own_card
from app.domain.codes import Role
from app.domain.stations import StationKind
from tests.ui.packets.conftest import Open, Opened

BOOK = "stations"


@pytest.fixture
def card(office: Desk, stick: Path) -> Path:
    write_own_card(office, path=stick / "名片_JT00.json")
    return stick / "名片_JT00.json"


def book(opened: Open, desk: Desk) -> Opened:
    at = opened(desk)
    at.tab(BOOK)
    return at


def look_at(at: Opened, path: Path) -> None:
    at.page.stations.look_at(str(path))
    at.settle()


def test_an_empty_book_tells_the_two_steps_and_shows_our_own_fingerprint(opened: Open, shop: Desk) -> None:
    at = book(opened, shop)
    assert at.page.stations._stack.currentIndex() == 1
    assert at.page.stations.fingerprint.groups == own_fingerprint(shop)
    assert "综采一区" in at.page.stations.own.text()


def test_our_own_card_is_written_for_others(opened: Open, shop: Desk, office: Desk, stick: Path) -> None:
    at = book(opened, shop)
    at.page.stations.write_card(str(stick))
    at.settle()
    assert read_card(office, path=stick / "名片_ZC01.json").fingerprint == own_fingerprint(shop)
    assert "名片_ZC01.json" in at.page.stations.notice.text()


def test_a_card_is_shown_with_its_fingerprint_before_it_is_kept(
    opened: Open, shop: Desk, office: Desk, card: Path
) -> None:
    at = book(opened, shop)
    look_at(at, card)
    pane = at.page.stations.card
    assert pane.isVisible()
    assert pane.fingerprint.groups == own_fingerprint(office)
    assert list_stations(shop) == []


def test_a_typed_fingerprint_trusts_and_a_wrong_one_is_refused(
    opened: Open, shop: Desk, office: Desk, card: Path
) -> None:
    at = book(opened, shop)
    look_at(at, card)
    pane = at.page.stations.card
    pane.typed.setText("0000-0000-0000-0000")
    pane.take()
    at.settle()
    assert "指纹" in pane.notice.text()
    assert list_stations(shop) == []
    pane.typed.setText("-".join(own_fingerprint(office)))
    pane.take()
    at.settle()
    assert [(one.code, one.trusted) for one in list_stations(shop)] == [("JT00", True)]
    assert "已核对" in at.page.stations.model.index(0, 3).data()


def test_a_card_kept_unchecked_is_compared_later(opened: Open, shop: Desk, card: Path) -> None:
    at = book(opened, shop)
    look_at(at, card)
    at.page.stations.card.take()
    at.settle()
    assert [one.trusted for one in list_stations(shop)] == [False]
    assert at.page.stations.compare_button.isEnabled()
    at.page.stations.compare()
    at.page.stations.card.agrees.setChecked(True)
    at.page.stations.card.take()
    at.settle()
    assert [one.trusted for one in list_stations(shop)] == [True]
    assert not at.page.stations.compare_button.isEnabled()


def test_our_own_card_is_not_taken_in(opened: Open, shop: Desk, stick: Path) -> None:
    write_own_card(shop, path=stick / "名片_ZC01.json")
    at = book(opened, shop)
    look_at(at, stick / "名片_ZC01.json")
    assert not at.page.stations.card.take_button.isEnabled()
    assert "本单位自己" in at.page.stations.card.warning.text()


def test_the_discipline_office_is_marked(opened: Open, shop: Desk, introduced: None) -> None:
    at = book(opened, shop)
    kinds = [at.page.stations.model.index(row, 2).data() for row in range(2)]
    assert kinds == ["信访接待", "▣ 纪委"]


def test_a_station_is_forgotten_after_it_was_said_what_that_means(
    opened: Open, shop: Desk, introduced: None
) -> None:
    at = book(opened, shop)
    at.page.stations.ask_forget()
    at.page.stations.asking.submit()
    at.settle()
    assert [one.code for one in list_stations(shop)] == ["JW00"]


def test_a_card_dropped_into_the_inbox_opens_here(opened: Open, shop: Desk, card: Path) -> None:
    at = opened(shop)
    at.tab("inbox")
    at.page.inbox.look_at(str(card))
    at.settle()
    assert at.front == BOOK
    assert at.page.stations.card.isVisible()


def test_a_file_that_is_no_card_is_refused(opened: Open, shop: Desk, stick: Path) -> None:
    (stick / "x.json").write_text("{}")
    at = book(opened, shop)
    look_at(at, stick / "x.json")
    assert "x.json" in at.page.stations.notice.text()


def test_a_discipline_office_marks_its_own_card(opened: Open, office: Desk) -> None:
    at = opened(office)
    at.tab(BOOK)
    view = at.page.stations
    assert view.kind.currentData() == StationKind.RECEPTION.value
    view.kind.setCurrentIndex(view.kind.findData(StationKind.DISCIPLINE.value))
    view.set_kind()
    at.settle()
    assert own_card(office).kind is StationKind.DISCIPLINE
    assert StationKind.DISCIPLINE.label in view.own.text()
    assert "重新导出" in view.notice.text()


def test_only_an_administrator_says_what_the_office_is(opened: Open, office: Desk) -> None:
    office.operator = replace(office.operator, roles=(Role.CLERK,))
    at = opened(office)
    at.tab(BOOK)
    assert not at.page.stations.kind.isEnabled()
