"""Our own keys and card, and the address book: what is trusted, by whom, and what is said of a changed key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.actions.desk import Desk
from app.actions.stations import (
    card_of,
    find_receiver,
    forget_station,
    list_stations,
    own_card,
    own_card_pdf,
    own_fingerprint,
    own_keys,
    read_card,
    sender_trust,
    set_own_kind,
    trust_sender,
    trust_station,
    write_own_card,
)
from app.bootstrap import open_desk
from app.domain.address_book import SenderTrust
from app.domain.codes import Role
from app.domain.errors import FileExists, InvalidField, NotAllowed, NotFound
from app.domain.packet_codes import SignatureState
from app.domain.stations import StationKind
from app.files.station_card import write_card
from app.files.station_keys import new_station_keys, spoken
from app.storage.history import timeline
from tests.builders import a_packet_head
from tests.desks import DESK_DAY, PASSPHRASE, copied_desk
from tests.files.pdf_reading import read_pdf
from tests.stations import introduce, make_discipline, make_office

GOOD = SignatureState.GOOD


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    return make_office(tmp_path / "office")


def acts(desk: Desk) -> list[str]:
    return [line.act for line in timeline(desk.store, "")]


def test_the_keys_are_made_once_and_outlive_the_program(tmp_path: Path) -> None:
    desk, _ = copied_desk(tmp_path / "home")
    first = own_keys(desk)
    assert own_keys(desk) == first
    desk.close()
    with open_desk(tmp_path / "home", PASSPHRASE, today=DESK_DAY) as again:
        assert own_keys(again) == first


def test_the_secret_keys_are_in_no_file_in_plain_and_not_in_the_history(tmp_path: Path) -> None:
    desk, _ = copied_desk(tmp_path / "home")
    keys = own_keys(desk)
    texts = [row["text"] for row in desk.store.rows("SELECT text FROM history")]
    assert any(spoken(own_fingerprint(desk)) in text for text in texts)
    assert not any(secret in text for text in texts for secret in (keys.sign_secret, keys.age_secret))
    desk.close()
    for path in (tmp_path / "home").iterdir():
        data = path.read_bytes()
        assert keys.sign_secret.encode() not in data and keys.age_secret.encode() not in data


def test_a_card_goes_over_on_a_stick_and_is_trusted_by_its_fingerprint(
    desk: Desk, office: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "名片_JT00.json"
    write_own_card(office, path=path)
    preview = read_card(desk, path=path)
    assert (preview.card.name, preview.known, preview.own) == ("集团公司信访接待室", None, False)
    assert preview.card.kind is StationKind.RECEPTION
    trust_station(desk, card=preview.card, typed=spoken(own_fingerprint(office)).lower().replace("-", " "))
    assert card_of(desk, "JT00") == preview.card
    again = read_card(desk, path=path)
    assert again.same_key and not again.key_changed


def test_another_fingerprint_than_the_one_on_paper_is_refused(desk: Desk, office: Desk) -> None:
    with pytest.raises(InvalidField, match="指纹与名片不符"):
        trust_station(desk, card=own_card(office), typed=spoken(own_fingerprint(desk)))
    with pytest.raises(InvalidField, match="第1组"):
        trust_station(desk, card=own_card(office), typed="AAAAA-AAAAA-AAAAA-AAAAA")
    assert list_stations(desk) == []


def test_a_card_nobody_compared_stands_in_the_book_and_is_not_believed(desk: Desk, office: Desk) -> None:
    trust_station(desk, card=own_card(office))
    assert [known.trusted for known in list_stations(desk)] == [False]
    assert card_of(desk, "JT00") is None
    with pytest.raises(NotFound):
        find_receiver(desk, "JT00", kind=StationKind.RECEPTION)


def test_other_keys_under_a_known_code_want_to_be_compared_anew(
    desk: Desk, office: Desk, tmp_path: Path
) -> None:
    introduce(desk, office)
    keys = new_station_keys()
    changed = replace(own_card(office), sign_public=keys.sign_public, age_public=keys.age_public)
    path = write_card(changed, keys.sign_secret, tmp_path)
    preview = read_card(desk, path=path)
    assert preview.key_changed and preview.known is not None
    with pytest.raises(NotAllowed, match="密钥和通讯录里的不同"):
        trust_station(desk, card=preview.card)
    assert card_of(desk, "JT00") == own_card(office)
    trust_station(desk, card=preview.card, fingerprint_confirmed=True)
    assert card_of(desk, "JT00") == changed


def test_the_same_card_again_keeps_the_trust_it_had(desk: Desk, office: Desk) -> None:
    trust_station(desk, card=own_card(office), fingerprint_confirmed=True, note="当面核对")
    trust_station(desk, card=own_card(office))
    known = list_stations(desk)[0]
    assert (known.trusted, known.note) == (True, "当面核对")


def test_our_own_card_is_not_taken_in(desk: Desk) -> None:
    with pytest.raises(NotAllowed, match="自己的名片"):
        trust_station(desk, card=own_card(desk), fingerprint_confirmed=True)


def test_every_change_of_the_book_is_in_the_history_and_an_auditor_makes_none(
    desk: Desk, office: Desk
) -> None:
    introduce(desk, office)
    forget_station(desk, code="JT00")
    assert acts(desk)[-3:] == ["trust_station", "station_keys", "forget_station"]
    with pytest.raises(NotFound):
        forget_station(desk, code="JT00")
    desk.operator = replace(desk.operator, roles=(Role.AUDITOR,))
    with pytest.raises(NotAllowed):
        trust_station(desk, card=own_card(office), fingerprint_confirmed=True)
    with pytest.raises(NotAllowed):
        forget_station(desk, code="JT00")


def test_only_the_administrator_says_what_the_office_is(desk: Desk, tmp_path: Path) -> None:
    assert own_card(make_discipline(tmp_path / "d")).kind is StationKind.DISCIPLINE
    desk.operator = replace(desk.operator, roles=(Role.CLERK,))
    with pytest.raises(NotAllowed):
        set_own_kind(desk, kind=StationKind.DISCIPLINE)


def test_the_printed_card_shows_the_fingerprint(desk: Desk) -> None:
    text = "".join(page.text for page in read_pdf(own_card_pdf(desk)).pages)
    for group in own_fingerprint(desk):
        assert group in text.replace(" ", "")


def test_a_card_is_not_written_over_another_file(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("x", encoding="ascii")
    with pytest.raises(FileExists):
        write_own_card(desk, path=path)
    assert path.read_text(encoding="ascii") == "x"


def test_a_packet_goes_to_the_only_office_of_its_kind(desk: Desk, office: Desk, tmp_path: Path) -> None:
    assert find_receiver(desk, "", kind=StationKind.RECEPTION) is None
    introduce(desk, office, make_discipline(tmp_path / "d"))
    found = find_receiver(desk, "", kind=StationKind.DISCIPLINE)
    assert found is not None and found.code == "JW00"
    second = replace(own_card(office), code="JT01")
    trust_station(desk, card=second, fingerprint_confirmed=True)
    assert find_receiver(desk, "", kind=StationKind.RECEPTION) is None


def test_what_the_book_says_of_a_signer(desk: Desk, office: Desk) -> None:
    theirs = own_keys(office)
    head = a_packet_head(
        sender_code="JT00",
        sender_name="集团公司信访接待室",
        sender_key=theirs.sign_public,
        sender_age=theirs.age_public,
    )
    assert sender_trust(desk, head, SignatureState.ABSENT) is SenderTrust.NOBODY
    assert sender_trust(desk, head, GOOD) is SenderTrust.UNKNOWN
    trust_station(desk, card=own_card(office))
    assert sender_trust(desk, head, GOOD) is SenderTrust.UNTRUSTED
    trust_sender(desk, head)
    assert sender_trust(desk, head, GOOD) is SenderTrust.TRUSTED
    assert list_stations(desk)[0].card.kind is StationKind.RECEPTION
    other = new_station_keys()
    assert sender_trust(desk, replace(head, sender_key=other.sign_public), GOOD) is SenderTrust.OTHER_KEY
    mine = replace(head, sender_code="ZC01", sender_key=own_keys(desk).sign_public)
    assert sender_trust(desk, mine, GOOD) is SenderTrust.OWN
    with pytest.raises(NotAllowed, match="没有签名"):
        trust_sender(desk, a_packet_head())
