"""A packet is signed by its sender: what the signature covers, and what a packet without one is worth."""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.domain.cases import Respondent
from app.domain.changes import Steps, run_through
from app.domain.codes import CaseClass
from app.domain.errors import AlteredPacket, NotAllowed, UnreadableFile
from app.domain.packet_codes import Seal, Shown, SignatureState
from app.domain.packets import Packet, canonical_json, content_sha256, packet_json
from app.files.packet_archive import writing_archive
from app.files.packet_sealing import Locking, Make, SealedFile, writing_sealed
from app.files.packet_verify import require_unaltered, verify_packet, verify_sealed
from app.files.packet_workbook import WrittenContent, write_packet, writing_packet
from app.files.station_keys import fingerprint, new_station_keys, sign, spoken
from tests.builders import a_case, a_packet, a_packet_case, a_petitioner
from tests.files.test_packet_archive import LETTER, SLIP
from tests.files.test_packet_verify import with_content
from tests.files.workbook_surgery import edited

KEYS, OTHERS = new_station_keys(), new_station_keys()
OLD = Path(__file__).parent.parent / "fixtures" / "packets"


def signed_packet(**changes: Any) -> Packet:
    """A packet of the unit that has KEYS, to headquarters."""
    keys = {"sender_key": KEYS.sign_public, "sender_age": KEYS.age_public, "receiver_code": "JT00"}
    return a_packet(**{**keys, **changes})


def by(secret: str) -> Callable[[str], str]:
    return lambda sha256: sign(secret, "packet", sha256)


def signed_file(folder: Path, packet: Packet | None = None, secret: str = KEYS.sign_secret) -> Path:
    path = folder / "YS-ZC01-00003_20261123.xlsx"
    with path.open("wb") as out:
        write_packet(packet or signed_packet(), out, sign=by(secret))
    return path


def test_a_signed_packet_is_read_with_its_key_its_receiver_and_a_good_signature(tmp_path: Path) -> None:
    packet = verify_packet(signed_file(tmp_path))
    require_unaltered(packet)
    assert packet.signed is SignatureState.GOOD
    assert packet.head == signed_packet().head
    assert packet.version == 2


def test_the_cover_shows_the_fingerprint_that_stands_on_paper(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(signed_file(tmp_path))
    assert book["封面"]["A16"].value == "移送单位密钥指纹"
    assert book["封面"]["B16"].value == spoken(fingerprint(KEYS.sign_public, KEYS.age_public))


def test_the_signature_lives_through_saving_by_another_program(tmp_path: Path) -> None:
    assert verify_packet(edited(signed_file(tmp_path), lambda book: None)).signed is SignatureState.GOOD


def test_what_somebody_else_signed_in_the_sender_s_name_is_altered(tmp_path: Path) -> None:
    packet = verify_packet(signed_file(tmp_path, secret=OTHERS.sign_secret))
    assert packet.signed is SignatureState.BAD
    with pytest.raises(AlteredPacket, match="移送单位的签名"):
        require_unaltered(packet)


def in_meta(change: Callable[[dict[str, str]], dict[str, str]]) -> Callable[[openpyxl.Workbook], None]:
    """An edit of the hidden sheet's single values."""

    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["_meta"]
        kept = [(row[0].value, row[1].value) for row in sheet.iter_rows()]
        single = change({key: value for key, value in kept if key != "json"})
        rows = [pair for pair in kept if pair[0] == "json"] + list(single.items())
        sheet.delete_rows(1, sheet.max_row)
        for row in rows:
            sheet.append(row)

    return edit


def test_who_signs_with_a_key_of_his_own_beside_a_content_that_names_another_is_not_the_sender(
    tmp_path: Path,
) -> None:
    """The forger's signature is good by itself, and the content names the key that headquarters trusts."""
    path = edited(
        signed_file(tmp_path, secret=OTHERS.sign_secret),
        in_meta(lambda values: {**values, "key": OTHERS.sign_public}),
    )
    packet = verify_packet(path)
    assert packet.head.sender_key == KEYS.sign_public
    assert packet.signed is SignatureState.BAD


@pytest.mark.parametrize(
    "change",
    [
        lambda values: {k: v for k, v in values.items() if k != "signature"},
        lambda values: {k: v for k, v in values.items() if k != "key"},
        lambda values: {k: v for k, v in values.items() if k not in ("key", "signature")},
        lambda values: {**values, "key": OTHERS.sign_public},
        lambda values: {**values, "signature": "A" * 88},
        lambda values: {**values, "signature": "不是签名"},
    ],
)
def test_a_signature_taken_away_or_changed_is_a_bad_one(
    tmp_path: Path, change: Callable[[dict[str, str]], dict[str, str]]
) -> None:
    path = edited(signed_file(tmp_path), in_meta(change))
    packet = verify_packet(path)
    assert packet.signed is SignatureState.BAD
    assert [d.place for d in packet.differences] == ["_meta（移送单位的签名）"]


def test_a_content_changed_together_with_its_hash_does_not_pass(tmp_path: Path) -> None:
    """Hash and cover alike can be made anew by anybody; the signature cannot."""

    def forge(book: openpyxl.Workbook) -> None:
        sheet = book["_meta"]
        rows = {row[0].value: row[1] for row in sheet.iter_rows()}
        content = json.loads(rows["json"].value)
        content["packet"]["made_by"] = "别人"
        text = canonical_json(content)
        rows["json"].value = text
        rows["sha256"].value = hashlib.sha256(text.encode()).hexdigest()
        book["封面"]["B13"].value = rows["sha256"].value
        book["封面"]["B7"].value = "别人"

    packet = verify_packet(edited(signed_file(tmp_path), forge))
    assert [d.place for d in packet.differences] == ["_meta（移送单位的签名）"]


@pytest.mark.parametrize("key", ["x", "A" * 44, KEYS.sign_public + "\n"], ids=["short", "no-key", "line-end"])
def test_a_key_that_is_none_is_no_packet(tmp_path: Path, key: str) -> None:
    packet = signed_packet(sender_key=key)
    with pytest.raises(UnreadableFile, match="隐藏的校验数据"):
        verify_packet(signed_file(tmp_path, packet))


def test_a_key_that_no_text_can_hold_is_no_packet(tmp_path: Path) -> None:
    content = packet_json(signed_packet())
    content["packet"]["from"]["key"] = "\ud83d"
    with pytest.raises(UnreadableFile, match="隐藏的校验数据"):
        verify_packet(with_content(signed_file(tmp_path), canonical_json(content)))


def test_a_packet_nobody_signed_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as out:
        write_packet(a_packet(), out)
    packet = verify_packet(path)
    assert (packet.signed, packet.unaltered) == (SignatureState.ABSENT, True)


@pytest.mark.parametrize(("name", "enclosures"), [("v1.xlsx", None), ("v1.zip", 2)])
def test_a_packet_of_the_first_format_is_read_as_it_was_written(name: str, enclosures: int | None) -> None:
    packet = verify_packet(OLD / name)
    require_unaltered(packet)
    assert (packet.version, packet.signed, packet.enclosures) == (1, SignatureState.ABSENT, enclosures)
    assert (packet.head.sender_key, packet.head.receiver_code) == ("", "")


def test_a_changed_cell_of_an_old_packet_is_still_found(tmp_path: Path) -> None:
    old = tmp_path / "old.xlsx"
    old.write_bytes((OLD / "v1.xlsx").read_bytes())

    def edit(book: openpyxl.Workbook) -> None:
        book["封面"]["B8"].value = 7

    assert [d.place for d in verify_packet(edited(old, edit)).differences] == ["封面!B8"]


def test_an_old_packet_cannot_call_itself_new_nor_a_new_one_old(tmp_path: Path) -> None:
    for source, version in ((OLD / "v1.xlsx", "2"), (signed_file(tmp_path), "1")):
        path = tmp_path / "turned.xlsx"
        path.write_bytes(source.read_bytes())

        def edit(book: openpyxl.Workbook, version: str = version) -> None:
            book["_meta"]["B2"].value = version

        with pytest.raises(UnreadableFile, match="不合格式"):
            verify_packet(edited(path, edit))


def test_the_kept_content_is_what_was_written(tmp_path: Path) -> None:
    written = write_packet(signed_packet(), io.BytesIO(), sign=by(KEYS.sign_secret))
    assert zlib.decompress(written.compressed).decode("utf-8") == canonical_json(packet_json(signed_packet()))
    assert written.sha256 == content_sha256(packet_json(signed_packet()))
    assert written.signature == sign(KEYS.sign_secret, "packet", written.sha256)


# --- what a sealed packet says, and an open one does not -------------------------------------------------------

ACCUSED = Respondent("孙大伟", "区长", "采煤一区")
PETITIONER = a_petitioner("何平", id_number="14020219800101123X", phone="13812344321", address="矿区东街7号")


def secret(case_class: CaseClass = CaseClass.C6, shown: Shown = Shown.OPEN) -> Packet:
    case = a_case(
        petitioners=(PETITIONER,),
        confidential=case_class is not CaseClass.B,
        case_class=case_class,
        respondent=ACCUSED,
        seal_number="F20260007",
        content="请打13812344321找我",
    )
    return Packet(signed_packet().head, (a_packet_case(case=case, attachments=(), letters=()),), shown)


@pytest.mark.parametrize("case_class", [CaseClass.B, CaseClass.C6])
def test_an_open_packet_takes_no_sealed_case(case_class: CaseClass) -> None:
    with pytest.raises(NotAllowed, match="密封"):
        write_packet(secret(case_class), io.BytesIO())


def test_an_accusation_goes_into_a_packet_of_its_own_alone() -> None:
    with pytest.raises(NotAllowed, match="密封"):
        write_packet(secret(CaseClass.B, Shown.CONFINED), io.BytesIO())


def test_a_confined_packet_names_who_asked_for_secrecy_and_covers_the_numbers(tmp_path: Path) -> None:
    text = canonical_json(packet_json(secret(shown=Shown.CONFINED)))
    assert "何平" in text and "F20260007" in text and "138****4321" in text
    for kept in ("13812344321", "14020219800101123X", "东街", "孙大伟"):
        assert kept not in text


def test_a_whole_packet_says_all_and_shows_it(tmp_path: Path) -> None:
    path = signed_file(tmp_path, secret(CaseClass.B, Shown.WHOLE))
    assert verify_packet(path).unaltered
    shown = list(openpyxl.load_workbook(path)["密封内容"].iter_rows(min_row=2, values_only=True))
    number = secret().cases[0].case.number
    assert shown == [
        (number, "封号", "F20260007"),
        (number, "被反映人", "孙大伟"),
        (number, "被反映人职务", "区长"),
        (number, "被反映人单位", "采煤一区"),
        (number, "信访人住址", "矿区东街7号"),
    ]
    assert openpyxl.load_workbook(path)["事项清单"]["H2"].value == "14020219800101123X"


def test_a_packet_without_secrets_has_no_sheet_for_them(tmp_path: Path) -> None:
    assert "密封内容" not in openpyxl.load_workbook(signed_file(tmp_path)).sheetnames


# --- straight into the sealed file ------------------------------------------------------------------------------

PASSWORD = "K7MD-2QXW-9RTA-4HVE"


def write_sealed(*about: Any, **how: Any) -> SealedFile:
    return run_through(writing_sealed(*about, **how))


def made(enclosed: bool) -> Make:
    packet, signer = signed_packet(), by(KEYS.sign_secret)
    if enclosed:
        return lambda out: writing_archive(packet, (("a", SLIP), ("b", LETTER)), out, sign=signer)
    return lambda out: writing_packet(packet, out, sign=signer)


@pytest.mark.parametrize("enclosed", [False, True])
@pytest.mark.parametrize(
    ("locking", "key"),
    [
        (Locking(Seal.PASSWORD, PASSWORD), {"password": PASSWORD}),
        (Locking(Seal.KEY, OTHERS.age_public), {"age_secret": OTHERS.age_secret}),
    ],
)
def test_a_packet_sealed_as_it_is_made_opens_whole(
    tmp_path: Path, locking: Locking, key: dict[str, str], enclosed: bool
) -> None:
    path = tmp_path / f"YS{locking.ending}"
    file = write_sealed(path, made(enclosed), locking, ending=".zip" if enclosed else ".xlsx")
    packet = verify_sealed(path, **key)
    require_unaltered(packet)
    assert (packet.signed, packet.seal) == (SignatureState.GOOD, locking.seal)
    assert packet.enclosures == (2 if enclosed else None)
    assert packet.file_sha256 == file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_packet_that_is_not_what_was_meant_is_never_sealed(tmp_path: Path) -> None:
    def spoilt(out: Any) -> Steps[WrittenContent]:
        whole = io.BytesIO()
        content = yield from writing_packet(signed_packet(), whole, sign=by(OTHERS.sign_secret))
        out.write(whole.getvalue())
        return content

    with pytest.raises(AlteredPacket):
        write_sealed(tmp_path / "a.age", spoilt, Locking(Seal.KEY, OTHERS.age_public), ending=".xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_locked_zip_says_it_wants_its_password_when_read_as_a_plain_one(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    write_sealed(path, made(enclosed=True), Locking(Seal.PASSWORD, PASSWORD), ending=".zip")
    with pytest.raises(UnreadableFile, match="密码"):
        verify_packet(path)
