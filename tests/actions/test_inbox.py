"""Headquarters takes packets in: every finding before anything is written, one transaction, receipt, undo."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from app.actions.attachments import add_attachment
from app.actions.cases import cannot_settle, find_cases, get_case, note_handling, view_case
from app.actions.checks import verify_history
from app.actions.desk import Desk
from app.actions.inbox import import_packet, inbox, refuse_packet, undo_import
from app.actions.inbox_check import check_import
from app.actions.outbox import import_receipt
from app.actions.packets import list_packets
from app.actions.procedure import perform, undo
from app.actions.receipts import receipt_pdf, write_receipt_again
from app.actions.replies import import_reply
from app.actions.reply_export import export_replies
from app.actions.stations import card_of, own_card, trust_station
from app.domain.codes import CaseState, Role
from app.domain.errors import CannotWrite, NotAllowed, NotFound, WrongSealPassword
from app.domain.inbox import Finding, ImportCheck, Weight
from app.domain.packet_codes import PacketState, Seal
from app.domain.received import ReceivedState
from app.domain.station import Operator
from app.domain.stations import StationCard
from tests.desks import exhaust
from tests.made_packets import KEYS, OTHERS, an_entry, made
from tests.two_desks import acquaint, make_headquarters, make_workshop, send, take, waiting

DAY = dt.date(2026, 11, 24)
PASSWORD = "7K3M-Q9WD-2F5H-8XTR"


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[Desk]:
    with make_headquarters(tmp_path / "hq", DAY) as made_desk:
        yield made_desk


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Desk]:
    with make_workshop(tmp_path / "shop", "ZC01", "综采一区", DAY) as made_desk:
        yield made_desk


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def know(hq: Desk, keys: object = KEYS) -> None:
    """Headquarters trusts the maker of ``made`` packets."""
    card = StationCard(
        "ZC01",
        "综采一区",
        own_card(hq).role,
        keys.sign_public,  # type: ignore[attr-defined]
        keys.age_public,  # type: ignore[attr-defined]
        DAY,
    )
    trust_station(hq, card=card, fingerprint_confirmed=True)


def found(check: ImportCheck) -> dict[Finding, Weight]:
    return {notice.finding: notice.weight for notice in check.notices}


def refuses(hq: Desk, path: Path, *confirmed: Finding) -> str:
    """The import is refused and nothing is there afterwards."""
    before = hq.store.value("SELECT count(*) FROM history")
    with pytest.raises(NotAllowed) as refusal:
        take(hq, path, *confirmed)
    assert hq.store.value("SELECT count(*) FROM received_packets") == 0
    assert hq.store.value("SELECT count(*) FROM cases") == 0
    assert hq.store.value("SELECT count(*) FROM serials WHERE kind = 'office'") == 0
    assert hq.store.value("SELECT count(*) FROM history") - before <= 1  # its keys, the first time
    assert not list(path.parent.glob("HZ-*"))
    return str(refusal.value)


# --- taking in ------------------------------------------------------------------------------------------------


def test_cases_come_in_under_the_senders_number_with_an_own_one_beside_and_own_clocks(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    acquaint(hq, shop)
    number = waiting(shop, received_on=dt.date(2026, 11, 3))
    path = send(shop, stick)
    hq.fixed_today = dt.date(2026, 11, 26)
    done = take(hq, path)
    case = get_case(hq, number=number)
    assert done.imported == (number,)
    assert (case.office_number, case.source_unit, case.state) == (
        "HQ01-2026-0001",
        "ZC01",
        CaseState.REGISTERED,
    )
    assert case.received_on == dt.date(2026, 11, 26)
    assert [(d.rule, d.due_on) for d in view_case(hq, number=number).deadlines] == [
        ("T2", dt.date(2026, 12, 11))
    ]
    kept = hq.store.value("SELECT content FROM received_cases")
    assert '"received_on":"2026-11-03"' in kept
    assert [row.number for row in find_cases(hq, text="井津贴")] == [number]
    assert case.petitioners[0].phone == "138****4321"


def test_letters_and_attachments_come_along(hq: Desk, shop: Desk, stick: Path, tmp_path: Path) -> None:
    acquaint(hq, shop)
    number = waiting(shop)
    (tmp_path / "工资条.txt").write_bytes(b"pay slip")
    add_attachment(shop, number=number, path=tmp_path / "工资条.txt")
    done = take(hq, send(shop, stick))
    names = [attachment.name for attachment in view_case(hq, number=number).attachments]
    assert names[0] == "工资条.txt" and names[1].endswith(".pdf") and len(names) == 2
    assert done.missing_files == ()


def test_the_receipt_closes_the_loop_at_the_sender(hq: Desk, shop: Desk, stick: Path) -> None:
    acquaint(hq, shop)
    done = take(hq, send(shop, stick, "王建国", "李芳"))
    assert done.receipt.path == stick / "HZ-YS-ZC01-00001.json"
    import_receipt(shop, path=done.receipt.path)
    assert list_packets(shop)[0].state is PacketState.RECEIVED
    case = get_case(shop, number=done.imported[1])
    assert case.state is CaseState.TRANSFERRED
    assert receipt_pdf(hq, number="YS-ZC01-00001").startswith(b"%PDF")
    again = write_receipt_again(hq, number="YS-ZC01-00001", folder=stick)
    assert again == done.receipt.path


def test_the_receipt_goes_where_it_is_told_and_a_folder_that_is_not_there_is_said_before_anything_is_written(
    hq: Desk, shop: Desk, stick: Path, tmp_path: Path
) -> None:
    acquaint(hq, shop)
    path = send(shop, stick, "王建国")
    with pytest.raises(CannotWrite):
        take(hq, path, receipts=tmp_path / "nowhere")
    with pytest.raises(CannotWrite):
        exhaust(refuse_packet(hq, path, reason="缺页", receipts=tmp_path / "nowhere"))
    assert hq.store.value("SELECT count(*) FROM cases") == 0
    assert inbox(hq) == []
    (tmp_path / "other").mkdir()
    assert take(hq, path, receipts=tmp_path / "other").receipt.path.parent == tmp_path / "other"


def test_a_medium_that_takes_no_receipt_undoes_nothing_and_the_receipt_is_written_again(
    hq: Desk, shop: Desk, stick: Path, tmp_path: Path
) -> None:
    acquaint(hq, shop)
    path = send(shop, stick, "王建国")
    (stick / "HZ-YS-ZC01-00001.json").mkdir()
    done = take(hq, path)
    assert done.receipt.path is None and "HZ-YS-ZC01-00001.json" in done.receipt.trouble
    assert "没有改变" not in done.receipt.trouble  # the packet is in the register
    assert [line.packets[0].state.value for line in inbox(hq)] == ["imported"]
    again = write_receipt_again(hq, number="YS-ZC01-00001", folder=tmp_path)
    assert import_receipt(shop, path=again).packet.state is PacketState.RECEIVED


def test_closing_the_import_in_the_middle_leaves_nothing(hq: Desk, tmp_path: Path) -> None:
    know(hq)
    path = made(tmp_path / "p.xlsx", *(an_entry(f"ZC01-20261110-{n:04d}-7") for n in range(450)))
    work = import_packet(hq, path)
    assert any((step.done, step.doing) == (200, "登记事项") for step in work)
    work.close()
    assert hq.store.value("SELECT count(*) FROM cases") == 0
    assert inbox(hq) == []
    assert not list(tmp_path.glob("HZ-*"))
    assert len(take(hq, path).imported) == 450


def test_a_look_writes_nothing(hq: Desk, shop: Desk, stick: Path) -> None:
    path = send(shop, stick, "王建国")
    before = hq.store.value("SELECT count(*) FROM history")
    assert check_import(hq, path).can_go_on
    assert hq.store.value("SELECT count(*) FROM history") == before
    assert hq.store.value("SELECT count(*) FROM cases") == 0
    assert [p.name for p in stick.iterdir()] == [path.name]


def test_a_workshop_imports_no_packets(shop: Desk, stick: Path) -> None:
    path = send(shop, stick, "王建国")
    with pytest.raises(NotAllowed, match="信访接待部门的工作台上办"):
        check_import(shop, path)
    with pytest.raises(NotAllowed):
        take(shop, path)


# --- who sent it ----------------------------------------------------------------------------------------------


def test_an_unknown_station_is_trusted_after_its_fingerprint_was_compared(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    path = send(shop, stick, "王建国")
    check = check_import(hq, path)
    assert found(check)[Finding.UNKNOWN_STATION] is Weight.CONFIRM
    assert len(check.fingerprint) == 4
    assert "指纹" in refuses(hq, path)
    take(hq, path, Finding.UNKNOWN_STATION)
    assert card_of(hq, "ZC01") == StationCard(
        "ZC01", "综采一区", own_card(shop).role, own_card(shop).sign_public, own_card(shop).age_public, DAY
    )


def test_a_file_that_was_changed_after_it_was_checked_is_not_imported(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    path = send(shop, stick, "王建国")
    check = check_import(hq, path)
    path.write_bytes(send(shop, stick, "李芳").read_bytes())
    with pytest.raises(NotAllowed, match="核对以后，文件或本单位的登记又变了"):
        take(hq, path, *Finding, seen=check)
    assert inbox(hq) == []
    take(hq, path, *Finding, seen=check_import(hq, path))


def test_another_key_than_the_cards_is_not_believed(hq: Desk, tmp_path: Path) -> None:
    know(hq, OTHERS)
    path = made(tmp_path / "p.xlsx")
    assert found(check_import(hq, path))[Finding.KEY_CHANGED] is Weight.STOP
    assert "名片" in refuses(hq, path, *Finding)


def test_a_signature_of_somebody_else_is_bad_whatever_is_confirmed(hq: Desk, tmp_path: Path) -> None:
    know(hq)
    path = made(tmp_path / "p.xlsx", signer=OTHERS)
    assert found(check_import(hq, path))[Finding.BAD_SIGNATURE] is Weight.STOP
    assert "签名" in refuses(hq, path, *Finding)


def test_a_packet_without_signature_needs_the_paper_and_from_a_known_station_is_refused(
    hq: Desk, tmp_path: Path
) -> None:
    path = made(tmp_path / "p.xlsx", keys=None)
    assert found(check_import(hq, path))[Finding.UNSIGNED] is Weight.CONFIRM
    know(hq)
    assert found(check_import(hq, path))[Finding.UNSIGNED] is Weight.STOP
    assert "没有" in refuses(hq, path, *Finding)


def test_a_packet_for_somebody_else_is_not_taken(hq: Desk, tmp_path: Path) -> None:
    know(hq)
    path = made(tmp_path / "p.xlsx", receiver_code="HQ02", receiver_name="别的接待室")
    assert "HQ02" in refuses(hq, path, *Finding)


def test_another_name_of_the_receiver_is_asked_about(hq: Desk, tmp_path: Path) -> None:
    know(hq)
    path = made(tmp_path / "p.xlsx", receiver_code="", receiver_name="信访办")
    assert "信访办" in refuses(hq, path)
    assert len(take(hq, path, Finding.NAMED_OTHERWISE).imported) == 1


@pytest.mark.parametrize(
    "cover",
    [
        {"number": "../../etc/x"},
        {"sequence": 0, "number": "YS-ZC01-00000"},
        {"sequence": 10**30, "number": "YS-ZC01-00001"},
        {"sender_code": "zc 01"},
        {"sender_name": "综采\u202e一区"},
        {"made_by": "李敏\n"},
        {"receiver_code": "HQ01\n"},
        {"previous_sha256": "上一包"},
    ],
)
def test_a_cover_that_is_not_sound_is_refused(hq: Desk, tmp_path: Path, cover: dict[str, object]) -> None:
    path = made(tmp_path / "p.xlsx", **cover)
    assert found(check_import(hq, path)) == {Finding.UNSOUND: Weight.STOP}
    refuses(hq, path, *Finding)
    with pytest.raises(NotAllowed, match="不能退回"):
        exhaust(refuse_packet(hq, path, reason="封面不对"))


def test_a_reply_packet_is_no_transfer(hq: Desk, tmp_path: Path) -> None:
    know(hq)
    path = made(tmp_path / "p.xlsx", purpose="reply")
    assert "不是移送包" in refuses(hq, path, *Finding)


# --- its place in the sequence ---------------------------------------------------------------------------------


def sent_three(shop: Desk, stick: Path) -> list[Path]:
    return [send(shop, stick, name) for name in ("王建国", "李芳", "赵军")]


def test_the_same_packet_twice_brings_nothing(hq: Desk, shop: Desk, stick: Path) -> None:
    acquaint(hq, shop)
    path = send(shop, stick, "王建国")
    take(hq, path)
    assert found(check_import(hq, path)) == {Finding.KNOWN: Weight.STOP}
    with pytest.raises(NotAllowed, match="已于2026-11-24由周敏导入"):
        take(hq, path, *Finding)
    assert hq.store.value("SELECT count(*) FROM cases") == 1


def test_a_missing_packet_is_named_and_the_one_that_came_late_fits_in(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    acquaint(hq, shop)
    first, second, third = sent_three(shop, stick)
    take(hq, first)
    check = check_import(hq, third)
    assert found(check)[Finding.MISSING] is Weight.CONFIRM
    assert "第2包还没有收到" in check.to_confirm[0].sentence
    with pytest.raises(NotAllowed, match="第2包还没有收到"):
        take(hq, third)
    take(hq, third, Finding.MISSING)
    assert inbox(hq)[0].missing == (2,)
    assert found(check_import(hq, second)) == {Finding.NEW: Weight.NOTE, Finding.OVERTAKEN: Weight.NOTE}
    take(hq, second)
    assert inbox(hq)[0].missing == ()


def test_a_chain_that_does_not_hold_is_said_from_both_sides(hq: Desk, tmp_path: Path) -> None:
    know(hq)
    take(hq, made(tmp_path / "1.xlsx", sequence=1))
    second = made(tmp_path / "2.xlsx", an_entry("ZC01-20261110-0002-7"), sequence=2, previous_sha256="0" * 64)
    assert found(check_import(hq, second))[Finding.BROKEN] is Weight.CONFIRM
    with pytest.raises(NotAllowed, match="与收到的第1包不符"):
        take(hq, second)
    third = made(tmp_path / "3.xlsx", an_entry("ZC01-20261110-0003-7"), sequence=3, previous_sha256="1" * 64)
    take(hq, third, Finding.MISSING)
    check = check_import(hq, second)
    assert sum(notice.finding is Finding.BROKEN for notice in check.notices) == 2


def test_another_packet_under_a_number_that_came_is_asked_about(hq: Desk, tmp_path: Path) -> None:
    know(hq)
    take(hq, made(tmp_path / "1.xlsx"))
    other = made(tmp_path / "2.xlsx", an_entry("ZC01-20261110-0002-7"))
    assert found(check_import(hq, other))[Finding.TWICE] is Weight.CONFIRM
    with pytest.raises(NotAllowed, match="内容与这一个不同"):
        take(hq, other)


# --- what is inside --------------------------------------------------------------------------------------------


def changed_cell(path: Path, place: str, value: str) -> Path:
    """The packet with another text in a cell of its list, as Excel would save it."""
    out = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.namelist():
            data = source.read(member)
            if member.endswith(".xlsx"):
                book = openpyxl.load_workbook(BytesIO(data))
                book["事项清单"][place] = value
                saved = BytesIO()
                book.save(saved)
                data = saved.getvalue()
            target.writestr(member, data)
    return out


def test_a_cell_that_was_changed_is_named_and_not_taken_over(hq: Desk, shop: Desk, stick: Path) -> None:
    acquaint(hq, shop)
    path = changed_cell(send(shop, stick, "王建国"), "R2", "改过的概况")
    check = check_import(hq, path)
    assert found(check)[Finding.ALTERED] is Weight.CONFIRM
    assert any("事项清单!R2" in difference for difference in check.differences)
    assert "事项清单!R2" in refuses(hq, path)
    (number,) = take(hq, path, Finding.ALTERED).imported
    assert get_case(hq, number=number).subject != "改过的概况"


def test_a_bare_workbook_out_of_its_zip_says_that_the_files_are_missing(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    acquaint(hq, shop)
    path = send(shop, stick, "王建国")
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".xlsx"))
        bare = stick / "bare.xlsx"
        bare.write_bytes(archive.read(name))
    assert found(check_import(hq, bare))[Finding.NOT_ENCLOSED] is Weight.CONFIRM
    assert len(take(hq, bare, Finding.NOT_ENCLOSED).missing_files) == 1


def test_a_case_that_cannot_be_registered_stays_out_alone_and_is_named(hq: Desk, tmp_path: Path) -> None:
    know(hq)
    path = made(
        tmp_path / "p.xlsx",
        an_entry(),
        an_entry("ZC02-20261110-0001-7"),
        an_entry("ZC01-20261110-0002-7", content="", requests=()),
        an_entry(),
    )
    done = take(hq, path)
    assert done.imported == ("ZC01-20261110-0001-7",)
    assert [(v.number, v.why) for v in done.rejected] == [
        ("ZC02-20261110-0001-7", "编号ZC02-20261110-0001-7不是ZC01登记的"),
        ("ZC01-20261110-0002-7", "请填写反映的内容或诉求"),
        ("ZC01-20261110-0001-7", "ZC01-20261110-0001-7在包里列了两次"),
    ]


def test_a_number_that_no_store_can_hold_is_rejected_like_any_other_that_is_none(
    hq: Desk, tmp_path: Path
) -> None:
    know(hq)
    odd = ["\ud83d", "ZC01-20\ud83d61110-0002-7", "ZC01-20261110-０００2-7"]
    done = take(hq, made(tmp_path / "p.xlsx", *map(an_entry, odd), an_entry()))
    assert done.imported == ("ZC01-20261110-0001-7",)
    told = [number.replace("\ud83d", "\ufffd") for number in odd]
    assert [verdict.why for verdict in done.rejected] == [f"编号“{number}”不合格式" for number in told]


def test_odd_characters_are_kept_as_far_as_a_store_can(hq: Desk, tmp_path: Path) -> None:
    know(hq)
    path = made(tmp_path / "p.xlsx", an_entry(content="半个\ud83d字和\x00零，还有=SUM(A1)"))
    (number,) = take(hq, path).imported
    assert get_case(hq, number=number).content == "半个\ufffd字和\ufffd零，还有=SUM(A1)"


def test_what_is_here_already_is_not_registered_twice(hq: Desk, tmp_path: Path) -> None:
    know(hq)
    first = take(hq, made(tmp_path / "1.xlsx"))
    second = made(
        tmp_path / "2.xlsx",
        an_entry(),
        an_entry("ZC01-20261110-0002-7"),
        sequence=2,
        previous_sha256=first.packet.content_sha256,
    )
    done = take(hq, second)
    assert done.imported == ("ZC01-20261110-0002-7",)
    assert [v.number for v in done.skipped] == ["ZC01-20261110-0001-7"]
    assert hq.store.value("SELECT count(*) FROM cases") == 2
    listed = json.loads(done.receipt.path.read_text(encoding="utf-8"))["receipt"]["cases"]
    assert [(c["number"], c["their_number"]) for c in listed] == [
        ("ZC01-20261110-0001-7", "HQ01-2026-0001"),
        ("ZC01-20261110-0002-7", "HQ01-2026-0002"),
    ]
    undo_import(hq, number=done.packet.number, reason="导错了")
    assert get_case(hq, number="ZC01-20261110-0001-7").office_number == "HQ01-2026-0001"
    assert hq.store.value("SELECT count(*) FROM cases") == 1


def test_the_same_person_from_two_units_is_noticed_and_nobody_links_them(
    hq: Desk, shop: Desk, stick: Path, tmp_path: Path
) -> None:
    with make_workshop(tmp_path / "shop2", "ZC02", "综采二区", DAY) as other:
        acquaint(hq, shop), acquaint(hq, other)
        (one,) = take(hq, send(shop, stick, "王建国")).imported
        done = take(hq, send(other, stick, "王建国", "李芳"))
    assert [(n.number, n.other, n.why) for n in done.repeats] == [
        (done.imported[0], one, "姓名和电话（遮盖后）相同")
    ]
    assert get_case(hq, number=one).repeat_of == get_case(hq, number=done.imported[0]).repeat_of == ""


# --- sealed -----------------------------------------------------------------------------------------------------


def test_a_packet_sealed_to_a_password_asks_for_it(hq: Desk, shop: Desk, stick: Path) -> None:
    acquaint(hq, shop)
    path = send(shop, stick, "王建国", seal=Seal.PASSWORD, password=PASSWORD)
    assert found(check_import(hq, path)) == {Finding.SEALED: Weight.STOP}
    assert "口令不对" in check_import(hq, path, password="another-word-12").notices[0].sentence
    with pytest.raises(WrongSealPassword):
        take(hq, path, password="another-word-12")
    assert len(take(hq, path, password=PASSWORD).imported) == 1


def test_a_packet_sealed_to_our_key_opens_and_one_to_another_says_so(
    hq: Desk, shop: Desk, stick: Path, tmp_path: Path
) -> None:
    acquaint(hq, shop)
    secret = waiting(shop, "李芳", confidential=True)
    path = send(shop, stick, seal=Seal.KEY)
    with make_headquarters(tmp_path / "hq2", DAY) as other:
        assert found(check_import(other, path)) == {Finding.SEALED: Weight.STOP}
    (verdict,) = check_import(hq, path).cases
    assert (verdict.people, verdict.subject) == ("（要求保密）", "要求保密的事项")
    done = take(hq, path)
    case = get_case(hq, number=secret)
    assert done.imported == (secret,)
    assert (case.sealed, case.seal_number[:5], case.petitioners[0].name) == (True, "F2026", "李芳")
    assert find_cases(hq, text="井津贴") == []


@pytest.mark.parametrize(
    ("content", "finding"), [(b"", Finding.UNREADABLE), (b"PK\3\4" + bytes(40), Finding.UNREADABLE)]
)
def test_what_is_no_packet_is_a_finding(hq: Desk, tmp_path: Path, content: bytes, finding: Finding) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    assert found(check_import(hq, tmp_path / "x.zip")) == {finding: Weight.STOP}
    assert found(check_import(hq, tmp_path / "nothing.zip")) == {Finding.UNREADABLE: Weight.STOP}


def test_a_newer_format_says_both_numbers(
    hq: Desk, shop: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = send(shop, stick, "王建国")
    monkeypatch.setattr("app.files.packet_content.FORMAT_VERSION", 1)
    notice = check_import(hq, path).notices[0]
    assert (notice.finding, notice.weight) == (Finding.NEWER, Weight.STOP)
    assert "第2版" in notice.sentence and "第1版" in notice.sentence


# --- refusing ---------------------------------------------------------------------------------------------------


def test_a_refused_packet_gets_its_receipt_and_the_sender_sends_again(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    acquaint(hq, shop)
    path = send(shop, stick, "王建国")
    refused = exhaust(refuse_packet(hq, path, reason="缺少纸面移交清单"))
    assert refused.packet.state is ReceivedState.REFUSED
    assert hq.store.value("SELECT count(*) FROM cases") == 0
    assert receipt_pdf(hq, number=refused.packet.number).startswith(b"%PDF")
    import_receipt(shop, path=refused.receipt.path)
    assert list_packets(shop)[0].state is PacketState.REFUSED
    again = send(shop, stick)
    assert found(check_import(hq, again)) == {Finding.NEW: Weight.NOTE}
    assert len(take(hq, again).imported) == 1
    assert inbox(hq)[0].missing == ()


def test_what_was_refused_can_be_taken_after_all(hq: Desk, shop: Desk, stick: Path) -> None:
    acquaint(hq, shop)
    path = send(shop, stick, "王建国")
    exhaust(refuse_packet(hq, path, reason="先看纸面"))
    assert found(check_import(hq, path)) == {Finding.REFUSED_BEFORE: Weight.CONFIRM}
    with pytest.raises(NotAllowed, match="先看纸面"):
        take(hq, path)
    take(hq, path, Finding.REFUSED_BEFORE)
    assert [packet.state for packet in inbox(hq)[0].packets] == [ReceivedState.IMPORTED]
    with pytest.raises(NotAllowed, match="不能退回"):
        exhaust(refuse_packet(hq, path, reason="反悔"))


# --- taking back ------------------------------------------------------------------------------------------------


def test_an_import_is_taken_back_whole_and_can_come_again(hq: Desk, shop: Desk, stick: Path) -> None:
    acquaint(hq, shop)
    path = send(shop, stick, "王建国", "李芳")
    done = take(hq, path)
    undo_import(hq, number=done.packet.number, reason="导错了")
    for table in (
        "cases",
        "petitioners",
        "requests",
        "deadlines",
        "attachments",
        "received_cases",
        "case_grams",
    ):
        assert hq.store.value(f"SELECT count(*) FROM {table}") == 0, table
    assert inbox(hq)[0].packets[0].state is ReceivedState.UNDONE
    assert inbox(hq)[0].missing == ()
    with pytest.raises(NotAllowed, match="已撤销"):
        undo_import(hq, number=done.packet.number, reason="再来")
    assert take(hq, path).imported == done.imported
    assert verify_history(hq).broken_at is None


def act(hq: Desk, number: str) -> None:
    perform(hq, number=number, act="accept")


def note(hq: Desk, number: str) -> None:
    note_handling(hq, number=number, on=DAY, text="电话询问劳资科")


def print_slip(hq: Desk, number: str) -> None:
    perform(hq, number=number, act="slip")


def attach(hq: Desk, number: str) -> None:
    path = hq.home / "证言.txt"
    path.write_bytes(b"x")
    add_attachment(hq, number=number, path=path)


@pytest.mark.parametrize(
    ("what", "words"),
    [(act, "办理步骤"), (note, "办理记录"), (print_slip, "出具的文书"), (attach, "添加的附件")],
)
def test_an_import_stays_when_something_was_done_upon_a_case(
    hq: Desk, shop: Desk, stick: Path, what: Callable[[Desk, str], None], words: str
) -> None:
    acquaint(hq, shop)
    done = take(hq, send(shop, stick, "王建国", "李芳"))
    what(hq, done.imported[1])
    with pytest.raises(NotAllowed, match=f"{done.imported[1]}已有.*{words}"):
        undo_import(hq, number=done.packet.number, reason="导错了")
    assert hq.store.value("SELECT count(*) FROM cases") == 2


def test_an_answered_case_and_one_with_repeats_keep_their_import(hq: Desk, shop: Desk, stick: Path) -> None:
    acquaint(hq, shop)
    done = take(hq, send(shop, stick, "王建国"))
    exhaust(export_replies(hq, folder=stick, unit_code="ZC01"))
    with pytest.raises(NotAllowed, match="发出的回复"):
        undo_import(hq, number=done.packet.number, reason="导错了")


def test_an_act_that_was_taken_back_is_not_in_the_way(hq: Desk, shop: Desk, stick: Path) -> None:
    acquaint(hq, shop)
    done = take(hq, send(shop, stick, "王建国"))
    perform(
        hq,
        number=done.imported[0],
        act="report_urgent",
        fields={"reported_to": "值班领导", "way": "电话", "measures": "已安抚"},
    )
    undo(hq, number=done.imported[0], reason="误")
    undo_import(hq, number=done.packet.number, reason="导错了")
    with pytest.raises(NotFound):
        get_case(hq, number=done.imported[0])


def test_a_returned_case_comes_again_with_new_clocks_and_that_can_be_taken_back(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    acquaint(hq, shop)
    (number,) = take(hq, send(shop, stick, "王建国")).imported
    perform(hq, number=number, act="return_down", fields={"reason": "请先核实工时"})
    exhaust(import_reply(shop, exhaust(export_replies(hq, folder=stick, unit_code="ZC01")).path))
    hq.fixed_today = shop.fixed_today = dt.date(2026, 12, 3)
    cannot_settle(shop, number=number)
    done = take(hq, send(shop, stick))
    assert (done.imported, done.again) == ((), (number,))
    case = get_case(hq, number=number)
    assert (case.state, case.office_number) == (CaseState.REGISTERED, "HQ01-2026-0001")
    running = [d for d in view_case(hq, number=number).deadlines if d.state.value == "running"]
    assert [(d.rule, d.starts_on) for d in running] == [("T2", dt.date(2026, 12, 3))]
    undo_import(hq, number=done.packet.number, reason="导错了")
    assert get_case(hq, number=number).state is CaseState.RETURNED
    done = take(hq, stick / done.packet.file_name)
    perform(hq, number=number, act="accept")
    with pytest.raises(NotAllowed, match="再次收到，又已办理"):
        undo_import(hq, number=done.packet.number, reason="导错了")


def test_what_nobody_sent_is_not_returned(hq: Desk) -> None:
    from tests.desks import register  # here: only this test registers at headquarters

    number = register(hq)
    with pytest.raises(NotAllowed, match="不是基层单位移送上来"):
        perform(hq, number=number, act="return_down", fields={"reason": "x"})


def test_the_inbox_shows_each_sender_with_what_never_came(
    hq: Desk, shop: Desk, stick: Path, tmp_path: Path
) -> None:
    with make_workshop(tmp_path / "shop2", "ZC02", "综采二区", DAY) as other:
        acquaint(hq, shop), acquaint(hq, other)
        paths = sent_three(shop, stick)
        take(hq, paths[2], Finding.MISSING)
        exhaust(refuse_packet(hq, paths[0], reason="x"))
        take(hq, send(other, stick, "李芳"))
    lines = inbox(hq)
    assert [(line.code, line.name, line.missing, len(line.packets)) for line in lines] == [
        ("ZC01", "综采一区", (2,), 2),
        ("ZC02", "综采二区", (), 1),
    ]


def test_a_secret_case_is_in_no_notice_of_repeats(hq: Desk, shop: Desk, stick: Path, tmp_path: Path) -> None:
    with make_workshop(tmp_path / "shop2", "ZC02", "综采二区", DAY) as other:
        acquaint(hq, shop), acquaint(hq, other)
        take(hq, send(shop, stick, "王建国"))
        waiting(other, "王建国", confidential=True)
        assert take(hq, send(other, stick, seal=Seal.KEY)).repeats == ()


def test_who_may_not_see_a_secret_case_neither_undoes_its_import_nor_prints_its_receipt(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    acquaint(hq, shop)
    number = waiting(shop, confidential=True)
    done = take(hq, send(shop, stick, seal=Seal.KEY))
    hq.operator = Operator("吴兰", (Role.CLERK,))
    for ask in (
        lambda: undo_import(hq, number=done.packet.number, reason="x"),
        lambda: receipt_pdf(hq, number=done.packet.number),
        lambda: write_receipt_again(hq, number=done.packet.number, folder=stick),
    ):
        with pytest.raises(NotAllowed, match="看不到的密封事项") as refusal:
            ask()
        assert number not in str(refusal.value)
