"""This station's keys and card, and the address book of the others."""

from __future__ import annotations

import io
from pathlib import Path

from app.actions.desk import Desk
from app.domain.address_book import CardPreview, KnownStation, SenderTrust
from app.domain.changes import Changes
from app.domain.codes import Role, StationRole
from app.domain.errors import InvalidField, NotAllowed, NotFound
from app.domain.packet_codes import SignatureState
from app.domain.packets import PacketHead
from app.domain.stations import StationCard, StationKeys, StationKind
from app.files import station_card
from app.files.atomic import write_bytes
from app.files.station_keys import fingerprint, new_station_keys, read_fingerprint, sign, spoken
from app.storage import station as settings
from app.storage import stations

BOOK = Changes(settings=("stations",))
MAY_KEEP = frozenset({Role.CLERK, Role.LEADER, Role.ADMINISTRATOR})
"""Who keeps the address book; an auditor reads it."""
_KIND = "station_kind"


# --- our own ------------------------------------------------------------------------------------------------


def own_keys(desk: Desk) -> StationKeys:
    """This station's keys; made when they are first asked for, and kept in the encrypted store alone."""
    kept = stations.own_keys(desk.store)
    if kept:
        return kept
    with desk.store.transaction():
        keys = stations.own_keys(desk.store) or new_station_keys()
        stations.put_own_keys(desk.store, keys)
        desk.record("station_keys", f"生成本单位的密钥，指纹{_spoken(keys)}")
    return keys


def _spoken(keys: StationKeys) -> str:
    """The fingerprint of our own keys on one line."""
    return spoken(fingerprint(keys.sign_public, keys.age_public))


def own_fingerprint(desk: Desk) -> tuple[str, ...]:
    """The fingerprint of our own keys, in groups."""
    keys = own_keys(desk)
    return fingerprint(keys.sign_public, keys.age_public)


def own_kind(desk: Desk) -> StationKind:
    """What the office behind this station does: as it was set, else by the station's role."""
    usual = StationKind.RECEPTION if desk.station.role is StationRole.HEADQUARTERS else StationKind.UNIT
    return StationKind(settings.get_setting(desk.store, _KIND, usual.value))


def set_own_kind(desk: Desk, *, kind: StationKind) -> Changes:
    """Say what the office behind this station does: a discipline office says so on its card. Raises NotAllowed."""
    if Role.ADMINISTRATOR not in desk.operator.roles:
        raise NotAllowed("本单位的类别由管理员设置")
    with desk.store.transaction():
        was = own_kind(desk)
        settings.put_setting(desk.store, _KIND, kind.value)
        desk.record("station_kind", f"本单位的类别：{kind.label}", was=was.label, became=kind.label)
    return BOOK


def own_card(desk: Desk) -> StationCard:
    """This station's address card, with its public keys."""
    keys, station = own_keys(desk), desk.station
    return StationCard(
        code=station.unit_code,
        name=station.unit_name,
        role=station.role,
        kind=own_kind(desk),
        sign_public=keys.sign_public,
        age_public=keys.age_public,
        made_on=desk.today(),
    )


def own_card_text(desk: Desk) -> str:
    """The file of our own card, signed."""
    return station_card.card_text(own_card(desk), own_keys(desk).sign_secret)


def write_own_card(desk: Desk, *, path: Path, overwrite: bool = False) -> str:
    """Write our own card for others to take in; its SHA-256. Raises FileExists, CannotWrite, ReadBackDiffers."""
    sha256 = write_bytes(path, own_card_text(desk).encode("utf-8"), overwrite=overwrite)
    with desk.store.transaction():
        desk.record("write_card", "导出本单位名片")
    return sha256


def own_card_pdf(desk: Desk) -> bytes:
    """The printed card: name, fingerprint, QR code."""
    from app.files.station_card_pdf import render_station_card  # here: reportlab costs start-up time

    out = io.BytesIO()
    render_station_card(station_card.card_paper(own_card(desk), own_keys(desk).sign_secret), out)
    return out.getvalue()


def save_card_pdf(desk: Desk, *, path: Path) -> str:
    """Write the printed card; its SHA-256. Raises FileExists, CannotWrite, ReadBackDiffers."""
    return write_bytes(path, own_card_pdf(desk))


def sign_packet(desk: Desk, sha256: str) -> str:
    """Our signature under the content of a packet."""
    return sign(own_keys(desk).sign_secret, "packet", sha256)


# --- the others ---------------------------------------------------------------------------------------------


def read_card(desk: Desk, *, path: Path) -> CardPreview:
    """What a card is, and whether the book knows it or has other keys under its code; nothing is kept.

    Raises UnreadableFile for what is no card, or was changed.
    """
    return _preview(desk, station_card.read_card(path))


def read_card_text(desk: Desk, *, text: str) -> CardPreview:
    """The same of what a scanner read from a printed card's QR code."""
    return _preview(desk, station_card.read_card_text(text))


def _preview(desk: Desk, card: StationCard) -> CardPreview:
    """A card beside what the book has."""
    known = stations.find_known(desk.store, card.code)
    own = card.code == desk.station.unit_code
    return CardPreview(card, station_card.fingerprint_of(card), known, own)


def trust_station(
    desk: Desk,
    *,
    card: StationCard,
    typed: str = "",
    fingerprint_confirmed: bool = False,
    note: str = "",
) -> Changes:
    """Take a card into the book.

    It is trusted when its fingerprint was compared with the one on paper: typed in (``typed``), or confirmed by
    whoever looked at both. Neither: it stands in the book and nothing is sealed to it or believed of it yet. Raises
    InvalidField for a fingerprint that is mistyped or another, NotAllowed for our own card and for other keys under a
    known code that nobody compared.
    """
    _require_keeper(desk)
    preview = _preview(desk, card)
    if preview.own:
        raise NotAllowed("这是本单位自己的名片（单位代码相同），不用导入")
    if typed and read_fingerprint(typed) != preview.fingerprint:
        raise InvalidField("fingerprint", "指纹与名片不符：名片可能不是该单位的，请与该单位当面核对")
    trusted = bool(typed) or fingerprint_confirmed
    if preview.key_changed and not trusted:
        raise NotAllowed(f"{card.name}的密钥和通讯录里的不同，请先与纸面核对指纹，再更换名片")
    with desk.store.transaction():
        kept = preview.known if preview.same_key else None
        _keep(
            desk,
            card,
            trusted=trusted or bool(kept and kept.trusted),
            note=note or (kept.note if kept else ""),
        )
        said = "，指纹已核对" if trusted else "，指纹未核对"
        changed = "，更换了密钥" if preview.key_changed else ""
        desk.record("trust_station", f"通讯录收入{card.name}（{card.code}）{said}{changed}")
    return BOOK


def trust_sender(desk: Desk, head: PacketHead) -> Changes:
    """Trust whoever signed a packet, when somebody compared the packet's fingerprint with the hand-over list.

    What its office does is not known from a packet: a unit, until its card says more. Raises NotAllowed when it
    carries no key.
    """
    if not head.sender_key:
        raise NotAllowed("这个包没有签名，不能据此信任移送单位")
    known = stations.find_known(desk.store, head.sender_code)
    card = StationCard(
        code=head.sender_code,
        name=head.sender_name,
        role=known.card.role if known else StationRole.WORKSHOP,
        kind=known.card.kind if known else StationKind.UNIT,
        sign_public=head.sender_key,
        age_public=head.sender_age,
        made_on=head.made_at.date(),
    )
    return trust_station(desk, card=card, fingerprint_confirmed=True)


def _keep(desk: Desk, card: StationCard, *, trusted: bool, note: str) -> None:
    """Put a line into the book; inside a transaction."""
    groups = spoken(station_card.fingerprint_of(card))
    known = KnownStation(card, groups, desk.now(), desk.operator.name, trusted, note)
    stations.put_known(desk.store, known)


def _require_keeper(desk: Desk) -> None:
    """Raise NotAllowed for an operator who only looks on."""
    if not MAY_KEEP & set(desk.operator.roles):
        raise NotAllowed("通讯录由登记员、负责人或管理员维护")


def list_stations(desk: Desk) -> list[KnownStation]:
    """The address book, by code."""
    return stations.list_known(desk.store)


def forget_station(desk: Desk, *, code: str) -> Changes:
    """Take a station out of the book: what it signs is from nobody we know from now on. Raises NotFound."""
    _require_keeper(desk)
    with desk.store.transaction():
        known = stations.find_known(desk.store, code)
        if known is None:
            raise NotFound("单位名片", code)
        stations.drop_known(desk.store, code)
        desk.record("forget_station", f"通讯录删去{known.name}（{code}）")
    return BOOK


def card_of(desk: Desk, code: str) -> StationCard | None:
    """The card of a station whose fingerprint was compared; None for any other."""
    known = stations.find_known(desk.store, code)
    return known.card if known and known.trusted else None


def find_receiver(desk: Desk, code: str, *, kind: StationKind) -> StationCard | None:
    """To whom a packet goes: the trusted station of a code, else the only trusted one of a kind; None when there is
    none, or more than one to choose from. Raises NotFound for a code that is not in the book or not trusted."""
    if code:
        card = card_of(desk, code)
        if card is None:
            raise NotFound("已核对指纹的单位名片", code)
        return card
    fitting = [
        known.card for known in stations.list_known(desk.store) if known.trusted and known.card.kind is kind
    ]
    return fitting[0] if len(fitting) == 1 else None


def sender_fingerprint(head: PacketHead) -> tuple[str, ...]:
    """The fingerprint of the keys in a packet, in groups; empty when it was not signed."""
    return fingerprint(head.sender_key, head.sender_age) if head.sender_key else ()


def sender_trust(desk: Desk, head: PacketHead, signed: SignatureState) -> SenderTrust:
    """What the book says of whoever signed a packet; its signature itself must be good before this counts."""
    if signed is SignatureState.ABSENT or not head.sender_key:
        return SenderTrust.NOBODY
    own = stations.own_keys(desk.store)
    if own and own.sign_public == head.sender_key:
        return SenderTrust.OWN
    known = stations.find_known(desk.store, head.sender_code)
    if known is None:
        return SenderTrust.UNKNOWN
    if known.card.sign_public != head.sender_key:
        return SenderTrust.OTHER_KEY
    return SenderTrust.TRUSTED if known.trusted else SenderTrust.UNTRUSTED
