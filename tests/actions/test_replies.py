"""A reply comes home: by program and by hand, in parts, with differences, twice, and taken back."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.actions.cases import cannot_settle, get_case, view_case
from app.actions.desk import Desk
from app.actions.differences import check_reply
from app.actions.outbox import import_receipt
from app.actions.packets import list_packets
from app.actions.procedure import perform
from app.actions.replies import ImportedReply, decisions_of, import_reply, list_replies, undo_reply
from app.actions.reply_export import export_replies, units_to_answer, waiting_answers
from app.actions.stations import card_of, forget_station
from app.domain.cases import Request
from app.domain.codes import CaseState, Role
from app.domain.errors import InvalidField, NotAllowed, NotFound, UnreadableFile, WrongSealKey
from app.domain.inbox import Finding, Weight
from app.domain.packet_codes import PacketState, Seal
from app.domain.station import Operator
from tests.desks import exhaust
from tests.two_desks import HQ, acquaint, make_headquarters, make_workshop, send, take, waiting

DAY = dt.date(2026, 11, 24)
TITLES = [
    "信访事项编号",
    "信访人",
    "摘要",
    "诉求序号",
    "诉求",
    "接收日期",
    "总部编号",
    "是否受理",
    "退回原因",
    "承办科室",
]
LETTER = {
    "facts": "经查",
    "basis": "薪酬办法",
    "remedy_unit": "集团公司",
    "remedy_way": "邮寄",
    "remedy_materials": "身份证明",
    "officer": "周敏",
}


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[Desk]:
    with make_headquarters(tmp_path / "hq", DAY) as made_desk:
        yield made_desk


@pytest.fixture
def shop(tmp_path: Path, hq: Desk) -> Iterator[Desk]:
    with make_workshop(tmp_path / "shop", "ZC01", "综采一区", DAY) as made_desk:
        acquaint(hq, made_desk)
        yield made_desk


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def answer(hq: Desk, stick: Path) -> Path:
    """Headquarters' reply packet."""
    return exhaust(export_replies(hq, folder=stick, unit_code="ZC01")).path


def decide(hq: Desk, number: str, word: str = "supported") -> None:
    """Headquarters accepts and issues its decision letter."""
    count = len(get_case(hq, number=number).requests)
    results = {f"result_{at}": word for at in range(1, count + 1)}
    answers = {f"answer_{at}": f"已核实第{at}项。" for at in range(1, count + 1)}
    perform(hq, number=number, act="accept")
    perform(hq, number=number, act="decision_letter", fields={**results, **answers, **LETTER})


def filled(path: Path, out: Path, *rows: dict[str, Any], drop_meta: bool = False) -> Path:
    """The packet's workbook with its reply sheet filled in, row after row, as Excel would save it."""
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".xlsx"))
        book = openpyxl.load_workbook(BytesIO(archive.read(name)))
    sheet = book["回复"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for place, row in enumerate(rows, 2):
        for title, value in row.items():
            sheet.cell(place, columns[title]).value = value
    if drop_meta:
        for gone in set(book.sheetnames) - {"回复"}:
            del book[gone]
    book.save(out)
    return out


def bring(shop: Desk, path: Path, **how: Any) -> ImportedReply:
    return exhaust(import_reply(shop, path, **how))


def states(desk: Desk, *numbers: str) -> list[str]:
    return [get_case(desk, number=number).state.value for number in numbers]


# --- by program -----------------------------------------------------------------------------------------------


def test_a_decision_comes_home_with_its_letter_its_number_and_the_result_of_each_request(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    number = waiting(shop, requests=(Request("补发津贴"), Request("说明算法")))
    take(hq, send(shop, stick))
    decide(hq, number)
    done = bring(shop, answer(hq, stick))
    view = view_case(shop, number=number)
    assert view.case.state is CaseState.REPLIED
    assert view.case.office_number == "HQ01-2026-0001"
    assert [(r.result, r.answer) for r in view.case.requests] == [
        ("supported", "已核实第1项。"),
        ("supported", "已核实第2项。"),
    ]
    opinion = view.records[-1]
    assert (opinion.act, opinion.fields["number"], opinion.fields["unit"]) == (
        "record_decision",
        "集团信访意〔2026〕1号",
        HQ.unit_name,
    )
    assert [one.name for one in view.attachments] == ["信访事项处理意见书 集团信访意〔2026〕1号.pdf"]
    assert done.cases == (number,) and done.acts == 3
    assert list_packets(shop)[0].state is PacketState.ANSWERED


def test_a_returned_case_is_the_workshops_again_with_the_reason(hq: Desk, shop: Desk, stick: Path) -> None:
    (number,) = take(hq, send(shop, stick, "王建国")).imported
    perform(hq, number=number, act="return_down", fields={"reason": "工时没有核实"})
    bring(shop, answer(hq, stick))
    view = view_case(shop, number=number)
    assert view.case.state is CaseState.HANDLING
    assert view.records[-1].act == "transfer_returned"
    assert view.records[-1].fields["reason"] == "工时没有核实"


def test_headquarters_answers_only_what_is_new_and_says_when_nothing_is(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    one, two = take(hq, send(shop, stick, "王建国", "李芳")).imported
    assert units_to_answer(hq) == [("ZC01", 2)]
    bring(shop, answer(hq, stick))
    assert units_to_answer(hq) == []
    with pytest.raises(NotAllowed, match="没有新的办理情况"):
        answer(hq, stick)
    decide(hq, two)
    assert [one.case.number for one in waiting_answers(hq, unit_code="ZC01")] == [two]
    bring(shop, answer(hq, stick))
    assert states(shop, one, two) == ["transferred", "replied"]


def test_one_packet_answers_several_transfers(hq: Desk, shop: Desk, stick: Path) -> None:
    first = take(hq, send(shop, stick, "王建国")).imported
    second = take(hq, send(shop, stick, "李芳")).imported
    done = bring(shop, answer(hq, stick))
    assert (done.cases, len(done.reply_ids)) == (first + second, 2)
    assert [r.packet_number for r in list_replies(shop)] == ["YS-ZC01-00002", "YS-ZC01-00001"]


def test_the_reply_sheet_of_the_program_opens_as_a_plain_workbook(hq: Desk, shop: Desk, stick: Path) -> None:
    (number,) = take(hq, send(shop, stick, "王建国")).imported
    decide(hq, number)
    with zipfile.ZipFile(answer(hq, stick)) as archive:
        book = openpyxl.load_workbook(BytesIO(archive.read("回复/YS-ZC01-00001.xlsx")))
        assert json.loads(archive.read("回复清单.json"))["reply"]["number"] == "HF-HQ01-ZC01-00001"
    rows = list(book["回复"].iter_rows(values_only=True))
    assert list(rows[0][:10]) == TITLES
    assert rows[1][0] == number
    assert rows[1][7] == "接收"


def test_a_secret_case_is_answered_in_a_sealed_packet_alone(hq: Desk, shop: Desk, stick: Path) -> None:
    number = waiting(shop, confidential=True)
    take(hq, send(shop, stick, seal=Seal.KEY))
    path = answer(hq, stick)
    assert path.name.endswith(".zip.age")
    assert number.encode() not in path.read_bytes()
    bring(shop, path)
    assert states(shop, number) == ["transferred"]
    forget_station(hq, code="ZC01")
    perform(hq, number=number, act="return_down", fields={"reason": "x"})
    with pytest.raises(NotAllowed, match="须封口"):
        answer(hq, stick)


def test_a_sealed_reply_for_another_says_so(hq: Desk, shop: Desk, stick: Path, tmp_path: Path) -> None:
    waiting(shop, confidential=True)
    take(hq, send(shop, stick, seal=Seal.KEY))
    path = answer(hq, stick)
    with make_workshop(tmp_path / "other", "ZC02", "综采二区", DAY) as other, pytest.raises(WrongSealKey):
        check_reply(other, path)


# --- what is noticed of a program's packet ----------------------------------------------------------------------


def resigned(path: Path, **changes: Any) -> Path:
    """The packet with another list under the old signature."""
    out = path.with_name(f"other-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.namelist():
            data = source.read(member)
            if member == "回复清单.json":
                content = json.loads(data)
                content["reply"] |= changes
                data = json.dumps(content, ensure_ascii=False).encode()
            target.writestr(member, data)
    return out


def found(shop: Desk, path: Path) -> dict[Finding, Weight]:
    return {notice.finding: notice.weight for notice in check_reply(shop, path).notices}


def test_a_list_that_was_changed_is_not_believed(hq: Desk, shop: Desk, stick: Path) -> None:
    take(hq, send(shop, stick, "王建国"))
    path = resigned(answer(hq, stick), made_by="别人")
    assert found(shop, path)[Finding.BAD_SIGNATURE] is Weight.STOP
    with pytest.raises(NotAllowed, match="签名"):
        bring(shop, path, confirmed=frozenset(Finding))
    assert list_replies(shop) == []


def test_a_reply_for_another_unit_is_not_taken(hq: Desk, shop: Desk, stick: Path, tmp_path: Path) -> None:
    take(hq, send(shop, stick, "王建国"))
    path = answer(hq, stick)
    with make_workshop(tmp_path / "other", "ZC02", "综采二区", DAY) as other:
        acquaint(hq, other)
        assert found(other, path)[Finding.MISDIRECTED] is Weight.STOP
        with pytest.raises(NotAllowed, match="ZC01"):
            bring(other, path, confirmed=frozenset(Finding))


def test_headquarters_is_trusted_after_its_fingerprint_was_compared(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    (number,) = take(hq, send(shop, stick, "王建国")).imported
    forget_station(shop, code="HQ01")
    path = answer(hq, stick)
    assert found(shop, path)[Finding.UNKNOWN_STATION] is Weight.CONFIRM
    with pytest.raises(NotAllowed, match="指纹"):
        bring(shop, path)
    bring(shop, path, confirmed=frozenset({Finding.UNKNOWN_STATION}))
    card = card_of(shop, "HQ01")
    assert card is not None and card.kind.value == "reception"
    assert states(shop, number) == ["transferred"]


def test_a_reply_packet_that_never_came_is_named(hq: Desk, shop: Desk, stick: Path) -> None:
    one, two = take(hq, send(shop, stick, "王建国", "李芳")).imported
    answer(hq, stick)
    decide(hq, one)
    path = answer(hq, stick)
    assert found(shop, path)[Finding.MISSING] is Weight.CONFIRM
    with pytest.raises(NotAllowed, match="第1包还没有收到"):
        bring(shop, path)
    bring(shop, path, confirmed=frozenset({Finding.MISSING}))
    assert states(shop, one, two) == ["replied", "in_transfer"]


@pytest.mark.parametrize("what", ["changed", "more", "gone"])
def test_a_file_that_is_not_as_listed_is_refused(hq: Desk, shop: Desk, stick: Path, what: str) -> None:
    take(hq, send(shop, stick, "王建国"))
    path, out = answer(hq, stick), stick / "other.zip"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.namelist():
            sheet = member.startswith("回复/")
            if not (sheet and what == "gone"):
                target.writestr(member, source.read(member) + (b" " if sheet and what == "changed" else b""))
        if what == "more":
            target.writestr("回复/more.xlsx", b"x")
    with pytest.raises(UnreadableFile):
        check_reply(shop, out)


# --- by hand ----------------------------------------------------------------------------------------------------


def test_a_sheet_filled_in_by_hand_comes_home_in_several_returns(hq: Desk, shop: Desk, stick: Path) -> None:
    one, two = waiting(shop, "王建国"), waiting(shop, "李芳")
    path = send(shop, stick)
    first = filled(path, stick / "1.xlsx", {"接收日期": DAY, "总部编号": "信-17", "是否受理": "接收"})
    bring(shop, first)
    assert states(shop, one, two) == ["transferred", "in_transfer"]
    assert get_case(shop, number=one).office_number == "信-17"
    assert list_packets(shop)[0].state is PacketState.RECEIVED
    second = filled(
        path,
        stick / "2.xlsx",
        {
            "总部编号": "信-17",
            "诉求处理结果": "支持",
            "处理意见": "补发",
            "意见书文号": "意1号",
            "意见书日期": DAY,
        },
        {"是否受理": "退回", "退回原因": "先核实"},
    )
    done = bring(shop, second)
    assert states(shop, one, two) == ["replied", "handling"]
    assert done.acts == 4
    assert list_packets(shop)[0].state is PacketState.ANSWERED


def test_a_sheet_that_lost_everything_else_finds_its_packet_by_the_cases(shop: Desk, stick: Path) -> None:
    number = waiting(shop)
    path = send(shop, stick)
    bare = filled(path, stick / "bare.xlsx", {"是否受理": "接收", "总部编号": "8"}, drop_meta=True)
    check = check_reply(shop, bare)
    assert check.sheets[0].packet_number == "YS-ZC01-00001"
    bring(shop, bare, decisions=check.decide_all("theirs"))
    assert states(shop, number) == ["transferred"]


def test_a_packet_of_somebody_else_is_no_reply_to_us(
    hq: Desk, shop: Desk, stick: Path, tmp_path: Path
) -> None:
    with make_workshop(tmp_path / "other", "ZC02", "综采二区", DAY) as other:
        path = send(other, stick, "王建国")
    with pytest.raises(NotFound):
        check_reply(shop, filled(path, stick / "x.xlsx", {"是否受理": "接收"}))
    with pytest.raises(NotAllowed, match="基层单位导入"):
        check_reply(hq, path)


def test_a_faulty_case_stays_out_and_the_others_come_in(shop: Desk, stick: Path) -> None:
    one, two = waiting(shop, "王建国"), waiting(shop, "李芳")
    path = send(shop, stick)
    sheet = filled(path, stick / "1.xlsx", {"是否受理": "退回"}, {"是否受理": "接收", "总部编号": "5"})
    done = bring(shop, sheet)
    assert states(shop, one, two) == ["in_transfer", "transferred"]
    assert [plan.number for plan in done.blocked] == [one]


# --- differences ------------------------------------------------------------------------------------------------


def both_answered(shop: Desk, stick: Path) -> tuple[str, Path]:
    """A case with a result of the workshop's own, and a reply that says something else."""
    number = waiting(
        shop,
        requests=(Request("补发津贴", "explained", "已按规定发放"), Request("说明算法")),
        office="劳资科",
    )
    path = send(shop, stick)
    sheet = filled(
        path,
        stick / "filled.xlsx",
        {"总部编号": "9", "承办科室": "薪酬处", "诉求处理结果": "支持", "处理意见": "补发630元"},
        {"诉求处理结果": "解释说明", "处理意见": "见附表"},
    )
    return number, sheet


def test_nothing_is_overwritten_before_every_difference_is_decided(shop: Desk, stick: Path) -> None:
    number, sheet = both_answered(shop, stick)
    check = check_reply(shop, sheet)
    assert {d.field: (d.ours, d.theirs) for d in check.plans[0].differences} == {
        "office": ("劳资科", "薪酬处"),
        "result_1": ("explained", "supported"),
        "answer_1": ("已按规定发放", "补发630元"),
    }
    said = {(number, "office"): "theirs", (number, "result_1"): "theirs"}
    for decisions in ({}, said):
        with pytest.raises(NotAllowed, match="诉求1处理意见：本单位是“已按规定发放”，回复是“补发630元”"):
            bring(shop, sheet, decisions=decisions)
        assert states(shop, number) == ["in_transfer"]
        assert list_replies(shop) == []


def test_each_decision_holds_for_its_field_and_is_kept(shop: Desk, stick: Path) -> None:
    number, sheet = both_answered(shop, stick)
    decisions = {(number, "office"): "ours", (number, "result_1"): "theirs", (number, "answer_1"): "theirs"}
    done = bring(shop, sheet, decisions=decisions)
    case = get_case(shop, number=number)
    assert case.office == "劳资科"
    assert [(r.result, r.answer) for r in case.requests] == [
        ("supported", "补发630元"),
        ("explained", "见附表"),
    ]
    kept = {d.field: (d.ours, d.theirs, d.decision) for d in decisions_of(shop, reply_id=done.reply_ids[0])}
    assert kept["office"] == ("劳资科", "薪酬处", "ours")
    assert kept["result_1"] == ("explained", "supported", "theirs")
    texts = [line.text for line in view_case(shop, number=number).timeline if line.act == "reply_decision"]
    assert len(texts) == 3 and any("承办科室保留本单位的" in text for text in texts)


def test_what_was_decided_upon_must_still_be_so(shop: Desk, stick: Path) -> None:
    number, sheet = both_answered(shop, stick)
    seen = check_reply(shop, sheet)
    book = openpyxl.load_workbook(sheet)
    book["回复"]["J2"] = "保卫科"
    book.save(sheet)
    with pytest.raises(NotAllowed, match="比对以后，文件或本单位的记录又变了"):
        bring(shop, sheet, decisions=seen.decide_all("theirs"), seen=seen)
    assert states(shop, number) == ["in_transfer"]
    again = check_reply(shop, sheet)
    bring(shop, sheet, decisions=again.decide_all("theirs"), seen=again)
    assert get_case(shop, number=number).office == "保卫科"


def test_a_letter_that_was_said_to_be_served_and_was_not_is_asked_about(shop: Desk, stick: Path) -> None:
    number, path = waiting(shop, requests=(Request("补发津贴"),)), send(shop, stick)
    row = {"诉求处理结果": "支持", "处理意见": "补发630元", "意见书文号": "1号", "意见书日期": DAY}
    assert (
        "served"
        not in check_reply(shop, filled(path, stick / "0.xlsx", {**row, "是否送达": "否"})).plans[0].takes
    )
    bring(shop, filled(path, stick / "1.xlsx", {**row, "是否送达": "是"}))
    second = filled(path, stick / "2.xlsx", {**row, "是否送达": "否"})
    (difference,) = check_reply(shop, second).plans[0].differences
    assert str(difference) == "是否送达：本单位是“是”，回复是“否”"
    bring(shop, second, decisions={(number, "served"): "theirs"})
    assert check_reply(shop, filled(path, stick / "3.xlsx", {**row, "是否送达": "否"})).undecided({}) == ()
    assert len(check_reply(shop, stick / "1.xlsx").undecided({})) == 1


def test_what_was_turned_down_is_not_asked_again(shop: Desk, stick: Path) -> None:
    number, sheet = both_answered(shop, stick)
    bring(shop, sheet, decisions=check_reply(shop, sheet).decide_all("ours"))
    book = openpyxl.load_workbook(sheet)
    book["回复"]["R2"] = "又寄一次"
    book.save(stick / "again.xlsx")
    check = check_reply(shop, stick / "again.xlsx")
    assert check.undecided({}) == ()
    assert dict(check.plans[0].takes) == {"note_1": "又寄一次"}
    bring(shop, stick / "again.xlsx")
    assert get_case(shop, number=number).requests[0].result == "explained"


def test_a_cell_besides_the_reply_that_was_changed_is_named_and_never_taken_over(
    shop: Desk, stick: Path
) -> None:
    number = waiting(shop)
    sheet = filled(send(shop, stick), stick / "1.xlsx", {"是否受理": "接收", "总部编号": "5"})
    book = openpyxl.load_workbook(sheet)
    book["事项清单"]["R2"] = "别的概况"
    book.save(sheet)
    check = check_reply(shop, sheet)
    assert [one.place for one in check.sheets[0].differences] == ["事项清单!R2"]
    for decisions in ({}, {("", "事项清单!R2"): "theirs"}):
        with pytest.raises(NotAllowed, match="事项清单!R2"):
            bring(shop, sheet, decisions=decisions)
    bring(shop, sheet, decisions={("", "事项清单!R2"): "ours"})
    assert get_case(shop, number=number).subject != "别的概况"
    assert states(shop, number) == ["transferred"]


def test_another_decision_letter_needs_the_first_one_taken_back(shop: Desk, stick: Path) -> None:
    number = waiting(shop)
    path = send(shop, stick)
    row = {"诉求处理结果": "支持", "处理意见": "补发", "意见书文号": "意1号", "意见书日期": DAY}
    bring(shop, filled(path, stick / "1.xlsx", row))
    other = filled(path, stick / "2.xlsx", {**row, "意见书文号": "意2号"})
    with pytest.raises(NotAllowed, match="撤销“登记上级或有权单位的意见”这一步"):
        bring(shop, other, decisions={(number, "decision_number"): "theirs"})
    bring(shop, other, decisions={(number, "decision_number"): "ours"})
    opinions = [
        r.fields["number"] for r in view_case(shop, number=number).records if r.act == "record_decision"
    ]
    assert opinions == ["意1号"]


def test_a_late_reply_to_an_older_packet_does_not_touch_the_new_round(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    number = waiting(shop)
    path = send(shop, stick)
    bring(shop, filled(path, stick / "1.xlsx", {"是否受理": "退回", "退回原因": "先核实"}))
    shop.fixed_today = dt.date(2026, 11, 25)
    cannot_settle(shop, number=number)
    send(shop, stick)
    late = filled(path, stick / "2.xlsx", {"诉求处理结果": "支持", "处理意见": "补发"})
    done = bring(shop, late)
    assert "后来又装入YS-ZC01-00002" in done.blocked[0].blocked
    assert states(shop, number) == ["in_transfer"]


def test_a_reply_to_a_case_that_went_on_says_why_it_has_no_place(shop: Desk, stick: Path) -> None:
    number = waiting(shop)
    path = send(shop, stick)
    bring(shop, filled(path, stick / "1.xlsx", {"是否受理": "退回", "退回原因": "先核实"}))
    done = bring(shop, filled(path, stick / "2.xlsx", {"诉求处理结果": "支持", "处理意见": "补发"}))
    assert "现在是“办理中”" in done.blocked[0].blocked
    assert (done.reply_ids, states(shop, number)) == ((), ["handling"])


# --- twice, and back ----------------------------------------------------------------------------------------------


def test_the_same_reply_twice_brings_nothing(hq: Desk, shop: Desk, stick: Path) -> None:
    (number,) = take(hq, send(shop, stick, "王建国")).imported
    decide(hq, number)
    path = answer(hq, stick)
    bring(shop, path)
    before = shop.store.value("SELECT count(*) FROM history WHERE act <> 'backup'")
    line = shop.store.rows("SELECT * FROM received_packets")
    shop.fixed_today = dt.date(2026, 11, 27)
    assert check_reply(shop, path).known
    assert bring(shop, path).reply_ids == ()
    assert shop.store.value("SELECT count(*) FROM history WHERE act <> 'backup'") == before
    assert shop.store.rows("SELECT * FROM received_packets") == line


def test_the_same_answers_in_another_file_bring_nothing(shop: Desk, stick: Path) -> None:
    waiting(shop)
    path = send(shop, stick)
    row = {"接收日期": DAY, "总部编号": "7", "是否受理": "接收", "承办科室": "薪酬处"}
    bring(shop, filled(path, stick / "1.xlsx", row))
    done = bring(shop, filled(path, stick / "2.xlsx", {**row, "接收日期": "2026年11月24日"}))
    assert (done.reply_ids, len(list_replies(shop))) == ((), 1)


def test_a_reply_is_taken_back_whole_and_can_come_again(hq: Desk, shop: Desk, stick: Path) -> None:
    one, two, three = take(hq, send(shop, stick, "王建国", "李芳", "赵军")).imported
    before = {n: view_case(shop, number=n) for n in (one, two, three)}
    decide(hq, one)
    perform(hq, number=two, act="return_down", fields={"reason": "先核实"})
    path = answer(hq, stick)
    done = bring(shop, path)
    with pytest.raises(InvalidField):
        undo_reply(shop, reply_id=done.reply_ids[0], reason=" ")
    undo_reply(shop, reply_id=done.reply_ids[0], reason="导错了")
    for number, view in before.items():
        now = view_case(shop, number=number)
        assert (now.case, now.attachments) == (view.case, view.attachments)
        assert [(d.rule, d.state) for d in now.deadlines] == [(d.rule, d.state) for d in view.deadlines]
    assert list_packets(shop)[0].state is PacketState.SENT
    with pytest.raises(NotAllowed, match="已经撤销"):
        undo_reply(shop, reply_id=done.reply_ids[0], reason="再来")
    assert bring(shop, path).acts == done.acts
    assert states(shop, one, two, three) == ["replied", "handling", "transferred"]


def test_a_reply_stays_when_something_was_done_upon_it(hq: Desk, shop: Desk, stick: Path) -> None:
    one, two = take(hq, send(shop, stick, "王建国", "李芳")).imported
    decide(hq, one)
    done = bring(shop, answer(hq, stick))
    perform(shop, number=one, act="note_received", fields={"received_on": DAY.isoformat()})
    with pytest.raises(NotAllowed, match=f"{one}之后又有“登记信访人收到日期”"):
        undo_reply(shop, reply_id=done.reply_ids[0], reason="导错了")
    assert states(shop, one, two) == ["replied", "transferred"]


def only_a_letter(hq: Desk, shop: Desk, stick: Path) -> tuple[str, int]:
    """A case whose filled sheet came home first, and the reply that brings the decision letter after it."""
    sent = send(shop, stick, "王建国")
    (number,) = take(hq, sent).imported
    decide(hq, number)
    path = answer(hq, stick)
    with zipfile.ZipFile(path) as archive:
        book = openpyxl.load_workbook(BytesIO(archive.read("回复/YS-ZC01-00001.xlsx")))
    titles, row = list(book["回复"].iter_rows(values_only=True))[:2]
    bring(shop, filled(sent, stick / "filled.xlsx", dict(zip(titles, row, strict=True))))
    done = bring(shop, path)
    assert (done.acts, len(view_case(shop, number=number).attachments)) == (0, 1)
    return number, done.reply_ids[0]


def test_a_letter_that_came_alone_is_taken_back(hq: Desk, shop: Desk, stick: Path) -> None:
    number, reply_id = only_a_letter(hq, shop, stick)
    assert undo_reply(shop, reply_id=reply_id, reason="导错了").cases == (number,)
    assert view_case(shop, number=number).attachments == ()
    assert states(shop, number) == ["replied"]


def test_a_letter_that_came_alone_stays_when_something_was_done_since(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    number, reply_id = only_a_letter(hq, shop, stick)
    shop.fixed_today = DAY + dt.timedelta(days=1)
    perform(shop, number=number, act="note_received", fields={"received_on": DAY.isoformat()})
    with pytest.raises(NotAllowed, match=f"{number}之后又有“登记信访人收到日期”"):
        undo_reply(shop, reply_id=reply_id, reason="导错了")
    assert len(view_case(shop, number=number).attachments) == 1


def test_who_may_not_see_a_case_does_not_take_its_letter_back(hq: Desk, shop: Desk, stick: Path) -> None:
    number, reply_id = only_a_letter(hq, shop, stick)
    shop.store.execute("UPDATE cases SET sealed = 1, confidential = 1 WHERE number = ?", number)
    shop.operator = Operator("吴兰", (Role.CLERK,))
    with pytest.raises(NotAllowed, match="看不到的密封事项"):
        undo_reply(shop, reply_id=reply_id, reason="导错了")


def test_closing_the_import_in_the_middle_leaves_nothing(hq: Desk, shop: Desk, stick: Path) -> None:
    (number,) = take(hq, send(shop, stick, "王建国")).imported
    work = import_reply(shop, answer(hq, stick))
    next(work), next(work)
    work.close()
    assert list_replies(shop) == []
    assert states(shop, number) == ["in_transfer"]


def test_an_export_that_is_closed_leaves_no_file_and_uses_no_number(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    take(hq, send(shop, stick, "王建国"))
    work = export_replies(hq, folder=stick, unit_code="ZC01")
    next(work)
    work.close()
    assert not list(stick.glob("HF-*"))
    assert answer(hq, stick).name == "HF-HQ01-ZC01-00001_20261124.zip"


def test_a_receipt_that_comes_after_the_answer_still_counts(hq: Desk, shop: Desk, stick: Path) -> None:
    done = take(hq, send(shop, stick, "王建国"))
    decide(hq, done.imported[0])
    bring(shop, answer(hq, stick))
    import_receipt(shop, path=done.receipt.path)
    packet = list_packets(shop)[0]
    assert (packet.state, packet.receipt_by) == (PacketState.ANSWERED, "周敏")
    assert states(shop, *done.imported) == ["replied"]


def test_a_case_that_headquarters_could_not_register_is_not_counted_as_received(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    number = waiting(shop, content="内容")
    other = waiting(shop, "李芳")
    shop.store.execute("UPDATE cases SET content = '' WHERE number = ?", number)
    shop.store.execute("DELETE FROM requests WHERE case_id = (SELECT id FROM cases WHERE number = ?)", number)
    done = take(hq, send(shop, stick))
    assert [verdict.number for verdict in done.rejected] == [number]
    import_receipt(shop, path=done.receipt.path)
    assert states(shop, number, other) == ["in_transfer", "transferred"]


def test_who_may_not_see_a_secret_case_learns_nothing_of_its_reply(hq: Desk, shop: Desk, stick: Path) -> None:
    number = waiting(shop, confidential=True, office="劳资科")
    take(hq, send(shop, stick, seal=Seal.KEY))
    path = answer(hq, stick)
    done = bring(shop, path)
    shop.operator = Operator("吴兰", (Role.CLERK,))
    assert decisions_of(shop, reply_id=done.reply_ids[0]) == []
    with pytest.raises(NotAllowed, match="看不到的密封事项") as refusal:
        undo_reply(shop, reply_id=done.reply_ids[0], reason="x")
    assert number not in str(refusal.value)
    assert all(plan.state is None and not plan.takes for plan in check_reply(shop, path).plans)
