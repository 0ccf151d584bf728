"""Sealed packets at the sender: what is kept secret goes up sealed, accusations go to the discipline office alone."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from app.actions.cases import classify, get_case
from app.actions.desk import Desk
from app.actions.documents import document_pdf, get_document
from app.actions.operators import add_operator
from app.actions.packets import (
    cases_in_packet,
    export_packet,
    list_packets,
    sent_content,
    verify_packet,
    verify_sealed_packet,
    waiting_cases,
    waiting_secret_cases,
)
from app.actions.sealed_packets import export_accusations
from app.actions.stations import own_card, own_fingerprint, own_keys, trust_station
from app.domain.cases import Respondent
from app.domain.codes import CaseClass, CaseState, Role
from app.domain.documents import DocumentKind
from app.domain.errors import (
    CannotWrite,
    DamagedSeal,
    InvalidField,
    InvalidFields,
    NotAllowed,
    NotFound,
    UnreadableFile,
    WrongSealKey,
    WrongSealPassword,
)
from app.domain.packet_codes import Purpose, Seal, SignatureState
from app.domain.petitioners import Petitioner
from app.domain.station import Operator
from app.files.station_keys import spoken
from tests.desks import exhaust, register
from tests.files.pdf_reading import read_pdf
from tests.stations import PASSWORD, introduce, make_discipline, make_office, waiting

SECRETS = ("孙大伟", "区长", "收受礼品", "何平", "13812344321")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Desk:
    made = make_office(tmp_path / "office")
    introduce(desk, made)
    return made


@pytest.fixture
def discipline(desk: Desk, tmp_path: Path) -> Desk:
    made = make_discipline(tmp_path / "discipline")
    introduce(desk, made)
    return made


def accusation(desk: Desk, **changes: object) -> str:
    given = {"content": "反映区长收受礼品。", "respondent": Respondent("孙大伟", "区长", "采煤一区")}
    number = register(desk, "何平", **{**given, **changes})
    classify(desk, number=number, case_class=CaseClass.B, reason="检举违纪")
    return number


def printed(desk: Desk, document_id: int) -> str:
    return "".join(page.text for page in read_pdf(document_pdf(desk, document_id=document_id)).pages)


def test_a_packet_is_addressed_and_signed_and_kept_word_for_word(
    desk: Desk, office: Desk, stick: Path
) -> None:
    waiting(desk)
    made = exhaust(export_packet(desk, folder=stick))
    packet = verify_packet(made.path)
    assert packet.signed is SignatureState.GOOD
    assert (packet.head.receiver_code, packet.head.receiver_name) == ("JT00", "集团公司信访接待室")
    assert packet.head.sender_key == own_keys(desk).sign_public
    record = list_packets(desk)[0]
    assert (record.receiver_code, record.signature, record.purpose) == (
        "JT00",
        packet.signature,
        Purpose.TRANSFER,
    )
    kept = sent_content(desk, number=made.number)
    assert kept is not None and '"previous_sha256":""' in kept and "下井津贴" in kept


def test_the_hand_over_list_carries_the_fingerprint(desk: Desk, stick: Path) -> None:
    waiting(desk)
    made = exhaust(export_packet(desk, folder=stick))
    assert spoken(own_fingerprint(desk)) in printed(desk, made.handover_id).replace(" ", "").replace("\n", "")


def test_a_packet_sealed_to_the_office_opens_there_alone(
    desk: Desk, office: Desk, discipline: Desk, stick: Path
) -> None:
    number = waiting(desk)
    made = exhaust(export_packet(desk, folder=stick, seal=Seal.KEY))
    assert made.path.name == "YS-ZC01-00001_20261124.age"
    packet = verify_sealed_packet(made.path, desk=office)
    assert (packet.seal, packet.signed, packet.enclosures) == (Seal.KEY, SignatureState.GOOD, 1)
    assert [case["number"] for case in packet.cases] == [number]
    for stranger in (discipline, desk):
        with pytest.raises(WrongSealKey):
            verify_sealed_packet(made.path, desk=stranger)


def test_a_packet_sealed_to_a_password_opens_with_it_alone(desk: Desk, stick: Path) -> None:
    waiting(desk)
    made = exhaust(export_packet(desk, folder=stick, seal=Seal.PASSWORD, password=PASSWORD))
    assert made.path.suffix == ".zip"
    assert verify_sealed_packet(made.path, password=PASSWORD).seal is Seal.PASSWORD
    with pytest.raises(WrongSealPassword):
        verify_sealed_packet(made.path, password=PASSWORD + "x")
    with pytest.raises(UnreadableFile):
        verify_packet(made.path)
    assert "口令封口" in printed(desk, made.handover_id)


def test_a_weak_password_is_refused_before_anything_is_written(desk: Desk, stick: Path) -> None:
    number = waiting(desk)
    with pytest.raises(InvalidField, match="口令"):
        exhaust(export_packet(desk, folder=stick, seal=Seal.PASSWORD, password="short"))
    assert list(stick.iterdir()) == []
    assert get_case(desk, number=number).state is CaseState.AWAITING_TRANSFER


def test_nothing_is_sealed_to_a_card_nobody_compared(desk: Desk, tmp_path: Path, stick: Path) -> None:
    waiting(desk)
    trust_station(desk, card=own_card(make_office(tmp_path / "office")))
    with pytest.raises(NotAllowed, match="没有可以封给的单位"):
        exhaust(export_packet(desk, folder=stick, seal=Seal.KEY))
    with pytest.raises(NotFound):
        exhaust(export_packet(desk, folder=stick, seal=Seal.KEY, receiver_code="JT00"))


def test_what_is_kept_secret_goes_up_in_a_sealed_file_alone(desk: Desk, office: Desk, stick: Path) -> None:
    secret = waiting(desk, "何平", confidential=True)
    assert waiting_cases(desk) == []
    assert [(one.number, one.people) for one in waiting_secret_cases(desk)] == [(secret, "（要求保密）")]
    with pytest.raises(InvalidField, match="没有可以移送的事项"):
        exhaust(export_packet(desk, folder=stick))
    with pytest.raises(NotAllowed):
        exhaust(export_packet(desk, folder=stick, numbers=[secret]))
    open_one = waiting(desk, "李芳")
    made = exhaust(export_packet(desk, folder=stick, seal=Seal.KEY))
    assert get_case(desk, number=secret).state is CaseState.IN_TRANSFER
    packet = verify_sealed_packet(made.path, desk=office)
    names = {case["number"]: case["petitioners"][0]["name"] for case in packet.cases}
    assert names == {secret: "何平", open_one: "李芳"}
    text = printed(desk, made.handover_id)
    assert "封号" in text and secret not in text and "何" not in text


def test_whoever_may_not_see_a_secret_case_learns_nothing_of_it_from_its_packet(
    desk: Desk, office: Desk, stick: Path
) -> None:
    secret, open_one = waiting(desk, "何平", confidential=True), waiting(desk, "李芳")
    made = exhaust(export_packet(desk, folder=stick, seal=Seal.KEY))
    add_operator(desk, operator=Operator("王芳", (Role.CLERK,)), passphrase="王芳自己的口令2026")
    desk.operator = Operator("王芳", (Role.CLERK,))
    assert cases_in_packet(desk, number=made.number) == [open_one]
    with pytest.raises(NotFound):
        sent_content(desk, number=made.number)
    assert secret not in printed(desk, made.handover_id)


def test_numbers_in_full_leave_in_a_sealed_file_alone(desk: Desk, office: Desk, stick: Path) -> None:
    person = Petitioner("王建国", "14020219800101123X", "13812344321", address="矿区东街7号")
    first, _ = (
        waiting(desk, petitioners=(person,), respondent=Respondent("孙大伟", "区长", "采煤一区"))
        for _ in range(2)
    )
    with pytest.raises(NotAllowed, match="只能装入封口的移送包"):
        exhaust(export_packet(desk, folder=stick, whole=True))
    opened = verify_packet(exhaust(export_packet(desk, folder=stick, numbers=[first])).path).cases[0]
    told = json.dumps(opened, ensure_ascii=False)
    assert [word for word in (person.id_number, person.phone, "矿区东街", "孙大伟") if word in told] == []
    made = exhaust(export_packet(desk, folder=stick, seal=Seal.KEY, whole=True))
    case = verify_sealed_packet(made.path, desk=office).cases[0]
    assert case["petitioners"][0]["id_number"] == "14020219800101123X"
    assert case["petitioners"][0]["address"] == "矿区东街7号"
    assert case["respondent"]["name"] == "孙大伟"


# --- accusations ------------------------------------------------------------------------------------------------


def test_an_accusation_goes_to_the_discipline_office_and_leaves_the_desk(
    desk: Desk, office: Desk, discipline: Desk, stick: Path
) -> None:
    number = accusation(desk)
    made = exhaust(export_accusations(desk, folder=stick, numbers=[number], receiver_person="许正"))
    assert re.fullmatch(r"MF-[0-9A-F]{16}\.age", made.path.name)
    packet = verify_sealed_packet(made.path, desk=discipline)
    assert (packet.head.purpose, packet.head.receiver_code) == ("sealed", "JW00")
    case = packet.cases[0]
    assert (case["content"], case["respondent"]["name"]) == ("反映区长收受礼品。", "孙大伟")
    assert case["petitioners"][0]["phone"] == "13812344321"
    for other in (office, desk):
        with pytest.raises(WrongSealKey):
            verify_sealed_packet(made.path, desk=other)
    with pytest.raises(NotFound):
        get_case(desk, number=number)
    state = desk.store.value("SELECT state FROM cases WHERE number = ?", number)
    assert state == CaseState.HANDED_OVER.value


def test_its_hand_over_sheet_says_number_pages_and_seal_alone(
    desk: Desk, discipline: Desk, stick: Path
) -> None:
    number = accusation(desk)
    made = exhaust(export_accusations(desk, folder=stick, numbers=[number]))
    sheet = get_document(desk, document_id=made.changes.documents[0])
    assert (sheet.kind, made.handover_id) == (DocumentKind.SEALED_HANDOVER, 0)
    text = printed(desk, sheet.id)
    assert number in text and made.number in text.replace("\n", "") and "集团公司纪委" in text
    assert not any(word in text for word in SECRETS)


def test_neither_the_file_nor_its_name_says_anything(desk: Desk, discipline: Desk, stick: Path) -> None:
    number = accusation(desk)
    first = exhaust(export_accusations(desk, folder=stick, numbers=[number]))
    second = exhaust(
        export_accusations(
            desk, folder=stick, numbers=[accusation(desk)], seal=Seal.PASSWORD, password=PASSWORD
        )
    )
    for path in (first.path, second.path):
        data = path.read_bytes()
        for word in (*SECRETS, "ZC01", "综采一区", "JW00", number, "YS-"):
            assert word.encode() not in data and word not in path.name
        assert re.fullmatch(r"MF-[0-9A-F]{16}\.(age|zip)", path.name)
    with zipfile.ZipFile(second.path) as archive:
        (member,) = archive.infolist()
        assert (member.filename, member.date_time) == ("packet.xlsx", (1980, 1, 1, 0, 0, 0))
    assert verify_sealed_packet(second.path, password=PASSWORD).head.sequence == 2


def test_accusations_leave_no_gap_in_what_goes_up(
    desk: Desk, office: Desk, discipline: Desk, stick: Path
) -> None:
    waiting(desk)
    first = exhaust(export_packet(desk, folder=stick))
    exhaust(export_accusations(desk, folder=stick, numbers=[accusation(desk)]))
    waiting(desk)
    second = exhaust(export_packet(desk, folder=stick))
    heads = [verify_packet(made.path).head for made in (first, second)]
    assert [head.sequence for head in heads] == [1, 2]
    assert heads[1].previous_sha256 == verify_packet(first.path).content_sha256


def test_the_register_shows_it_to_whoever_made_it_alone(desk: Desk, discipline: Desk, stick: Path) -> None:
    made = exhaust(export_accusations(desk, folder=stick, numbers=[accusation(desk)]))
    assert [one.number for one in list_packets(desk)] == [made.number]
    assert cases_in_packet(desk, number=made.number) == []
    desk.operator = Operator("王芳", (Role.CLERK, Role.LEADER, Role.ADMINISTRATOR))
    assert list_packets(desk) == []
    with pytest.raises(NotFound):
        sent_content(desk, number=made.number)


def test_no_other_office_gets_an_accusation(desk: Desk, office: Desk, stick: Path) -> None:
    number = accusation(desk)
    with pytest.raises(NotAllowed, match="没有已核对指纹的纪委名片"):
        exhaust(export_accusations(desk, folder=stick, numbers=[number]))
    with pytest.raises(NotAllowed, match="不是纪检监察机构"):
        exhaust(export_accusations(desk, folder=stick, numbers=[number], receiver_code="JT00"))
    assert list(stick.iterdir()) == []
    assert get_case(desk, number=number).state is CaseState.REGISTERED


def test_nobody_seals_an_accusation_to_those_it_accuses(desk: Desk, discipline: Desk, stick: Path) -> None:
    number = accusation(desk, respondent=Respondent("许正", "书记", "集团公司纪委"))
    with pytest.raises(InvalidFields, match="第三十条第三款"):
        exhaust(export_accusations(desk, folder=stick, numbers=[number]))
    assert list(stick.iterdir()) == []
    assert list_packets(desk) == []


@pytest.mark.parametrize("seal", [Seal.NONE, Seal.PASSWORD])
def test_an_accusation_is_never_written_in_plain(
    desk: Desk, discipline: Desk, stick: Path, seal: Seal
) -> None:
    with pytest.raises((NotAllowed, InvalidField), match="封口"):
        exhaust(export_accusations(desk, folder=stick, numbers=[accusation(desk)], seal=seal))
    assert list(stick.iterdir()) == []


def test_a_pulled_stick_leaves_the_accusation_where_it_was(
    desk: Desk, discipline: Desk, tmp_path: Path
) -> None:
    number = accusation(desk)
    with pytest.raises(CannotWrite):
        exhaust(export_accusations(desk, folder=tmp_path / "pulled", numbers=[number]))
    assert get_case(desk, number=number).state is CaseState.REGISTERED
    assert list_packets(desk) == []


def test_a_cancelled_hand_over_leaves_no_file(desk: Desk, discipline: Desk, stick: Path) -> None:
    number = accusation(desk)
    work = export_accusations(desk, folder=stick, numbers=[number])
    assert any(step.doing == "登记密封移交" for step in work)
    assert len(list(stick.iterdir())) == 1
    work.close()
    assert list(stick.iterdir()) == []
    assert get_case(desk, number=number).state is CaseState.REGISTERED


@pytest.mark.skipif(shutil.which("age") is None, reason="the age command is not installed")
def test_the_age_command_opens_what_was_sealed_to_a_key(
    desk: Desk, office: Desk, stick: Path, tmp_path: Path
) -> None:
    waiting(desk)
    made = exhaust(export_packet(desk, folder=stick, seal=Seal.KEY))
    (tmp_path / "key.txt").write_text(own_keys(office).age_secret + "\n", encoding="ascii")
    command = ["age", "-d", "-i", tmp_path / "key.txt", "-o", tmp_path / "opened.zip", made.path]
    subprocess.run(command, check=True, capture_output=True)
    assert verify_packet(tmp_path / "opened.zip").signed is SignatureState.GOOD


def test_a_sealed_packet_is_found_changed_by_one_flipped_bit(desk: Desk, office: Desk, stick: Path) -> None:
    waiting(desk)
    made = exhaust(export_packet(desk, folder=stick, seal=Seal.KEY))
    data = bytearray(made.path.read_bytes())
    data[len(data) // 2] ^= 1
    made.path.write_bytes(data)
    with pytest.raises(DamagedSeal):
        verify_sealed_packet(made.path, desk=office)
