"""What a packet is, said before anything is written: one finding after the other, each with its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from app.actions.desk import Desk
from app.actions.stations import card_of
from app.domain.carried_history import check_carried
from app.domain.changes import Progress, Steps, run_through
from app.domain.codes import StationRole
from app.domain.errors import ClerkError, NotAllowed
from app.domain.inbox import (
    MOST_NAMED,
    CaseFate,
    CaseVerdict,
    Finding,
    ImportCheck,
    Notice,
    Weight,
    check_cover,
    check_order,
    judge_case,
)
from app.domain.packet_codes import Purpose, SignatureState
from app.files.inbox_file import reading_packet, sealed_with_password
from app.files.packet_verify import VerifiedPacket
from app.files.station_keys import fingerprint
from app.storage import inbox as kept
from app.storage import received, stations
from app.storage.history_heads import received_heads

TAKEN_IN = frozenset({Purpose.TRANSFER.value, Purpose.SEALED.value})
"""What this office takes in here."""


def check_import(desk: Desk, path: Path, *, password: str | None = None) -> ImportCheck:
    """Everything about a packet before it is imported; nothing is written. What cannot be read is a finding too."""
    return run_through(checking_import(desk, path, password=password))


def checking_import(desk: Desk, path: Path, *, password: str | None = None) -> Steps[ImportCheck]:
    """The same in steps."""
    require_headquarters(desk)
    try:
        packet = yield from reading_arrived(desk, path, password)
        yield Progress(0, 0, "与登记簿比对")
        return judged(desk, packet)
    except ClerkError as error:
        return ImportCheck(path.name, (Notice(_finding_of(error), str(error)),))


def needs_password(path: Path) -> bool:
    """Whether a file is sealed with a password; False also for one that is not there."""
    return bool(sealed_with_password(path))


_CODES = {
    "invalid_field": Finding.SEALED,
    "wrong_seal_password": Finding.SEALED,
    "wrong_seal_key": Finding.SEALED,
}


def _finding_of(error: ClerkError) -> Finding:
    """The word for a file that could not be read."""
    if str(error.data.get("reason", "")).startswith("由新版程序制作"):
        return Finding.NEWER
    return _CODES.get(error.code, Finding.UNREADABLE)


def require_headquarters(desk: Desk) -> None:
    """Raise NotAllowed on a workshop's desk: it sends packets, and gets replies."""
    if desk.station.role is not StationRole.HEADQUARTERS:
        raise NotAllowed("这一步在信访接待部门的工作台上办；基层单位收到的回复，请用“导入回复”。")


def reading_arrived(desk: Desk, path: Path, password: str | None) -> Steps[VerifiedPacket]:
    """Open and compare in steps."""
    keys = stations.own_keys(
        desk.store
    )  # a look makes no keys: what was sealed to us before there were any is not ours
    return (yield from reading_packet(path, password=password, age_secret=keys.age_secret if keys else None))


# --- what is found -----------------------------------------------------------------------------------------


def judged(desk: Desk, packet: VerifiedPacket) -> ImportCheck:
    """Put all findings together, the gravest first."""
    head, station = packet.head, desk.station
    cover = list(check_cover(head, own_code=station.unit_code, own_name=station.unit_name, purpose=TAKEN_IN))
    notices = cover
    if not any(notice.finding is Finding.UNSOUND for notice in cover):
        earlier = received.series_received(desk.store, head.sender_code, head.purpose)
        order = check_order(head, packet.content_sha256, earlier)
        notices = [*cover, *_sender_notices(desk, packet), *order, *_content_notices(packet)]
        notices += check_carried(head, received_heads(desk.store, head.sender_code, head.purpose))
    weights = list(Weight)
    return ImportCheck(
        packet.name,
        tuple(sorted(notices, key=lambda notice: -weights.index(notice.weight))),
        head,
        packet.content_sha256,
        packet.file_sha256,
        tuple(_verdicts(desk, packet)),
        tuple(str(difference) for difference in packet.differences),
        fingerprint(head.sender_key, head.sender_age) if head.sender_key else (),
    )


def _sender_notices(desk: Desk, packet: VerifiedPacket) -> Iterator[Notice]:
    """Who signed it, and do we know that one?"""
    head, card = packet.head, card_of(desk, packet.head.sender_code)
    who = f"{head.sender_name}（{head.sender_code}）"
    if packet.signed is SignatureState.BAD:
        yield Notice(
            Finding.BAD_SIGNATURE, f"{who}的签名与内容不符：内容被换过，或不是它签的，没有导入。请退回。"
        )
    elif packet.signed is SignatureState.ABSENT and card:
        yield Notice(
            Finding.UNSIGNED, f"{who}的包都应有签名，这一个没有：签名可能被人去掉了，没有导入。请退回。"
        )
    elif packet.signed is SignatureState.ABSENT:
        yield Notice(
            Finding.UNSIGNED, f"{who}没有签名。请把校验值与纸面移交清单核对一致后再导入。", Weight.CONFIRM
        )
    elif card is None:
        sentence = f"通讯录里没有{who}。请把指纹与纸面移交清单核对一致，再信任它。"
        yield Notice(Finding.UNKNOWN_STATION, sentence, Weight.CONFIRM)
    elif (card.sign_public, card.age_public) != (head.sender_key, head.sender_age):
        yield Notice(
            Finding.KEY_CHANGED,
            f"{who}签名的密钥与通讯录里的名片不符，没有导入。请先导入它的新名片并核对指纹。",
        )


def _content_notices(packet: VerifiedPacket) -> Iterator[Notice]:
    """Is it as it was written, and is everything there?"""
    if packet.differences:
        named = "；".join(str(difference) for difference in packet.differences[:MOST_NAMED])
        more = f"……共{len(packet.differences)}处" if len(packet.differences) > MOST_NAMED else ""
        sentence = (
            f"导出后有{len(packet.differences)}处被改动：{named}{more}。导入采用导出时的内容，不采用改动。"
        )
        yield Notice(Finding.ALTERED, sentence, Weight.CONFIRM)
    listed = sum(len(case["attachments"]) for case in packet.cases)
    if packet.enclosures is None and listed:
        yield Notice(
            Finding.NOT_ENCLOSED, f"清单里的{listed}个附件没有随这个文件来，只导入事项。", Weight.CONFIRM
        )


def _verdicts(desk: Desk, packet: VerifiedPacket) -> Iterator[CaseVerdict]:
    """What becomes of every case; a number that stands twice counts once."""
    known = kept.known_cases(desk.store, [case["number"] for case in packet.cases])
    seen: set[str] = set()
    for case in packet.cases:
        number = case["number"]
        verdict = judge_case(case, known.get(number), sender=packet.head.sender_code, today=desk.today())
        if number in seen:
            verdict = replace(verdict, fate=CaseFate.REJECTED, why=f"{number}在包里列了两次")
        seen.add(number)
        yield verdict


def require_confirmed(check: ImportCheck, confirmed: frozenset[Finding]) -> None:
    """Raise NotAllowed with what stops the import, or waits for somebody's yes."""
    open_ = [notice for notice in check.to_confirm if notice.finding not in confirmed]
    if stands := [*check.stops, *open_]:
        words = "".join(notice.sentence for notice in stands)
        raise NotAllowed(f"{check.file}：{words}", findings=[notice.finding.value for notice in stands])
