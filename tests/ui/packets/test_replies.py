"""Replies come home: what each would change, decided with the arrow keys, taken over, taken back; and go out."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.cases import get_case
from app.actions.desk import Desk
from app.actions.inbox import import_packet
from app.actions.packets import cases_in_packet, export_packet, list_packets
from app.actions.replies import list_replies
from app.actions.reply_export import export_replies
from app.domain.codes import CaseClass, CaseState
from app.domain.packet_codes import PacketState, Purpose
from tests.actions.test_replies import decide, filled
from tests.desks import DESK_DAY, exhaust
from tests.stations import waiting
from tests.two_desks import make_workshop
from tests.ui.packets.conftest import Open, Opened

INBOX, REPLIES, ANSWERS = "inbox", "replies", "answers"
TAKEN = {"是否受理": "接收", "总部编号": "XF-1", "承办科室": "劳资科"}
OTHER = {"是否受理": "接收", "总部编号": "XF-1", "承办科室": "财务科", "联系人": "王科"}


@pytest.fixture
def packet(shop: Desk, introduced: None, stick: Path) -> Path:
    for name in ("王建国", "李桂兰"):
        waiting(shop, name, case_class=CaseClass.C6)
    return exhaust(export_packet(shop, folder=stick)).path


def checked(opened: Open, shop: Desk, path: Path) -> Opened:
    """The window of the workshop, a reply having been dropped into the inbox."""
    at = opened(shop)
    at.tab(INBOX)
    drop(at, path)
    return at


def drop(at: Opened, path: Path) -> None:
    at.page.inbox.look_at(str(path))
    at.settle()


def take(at: Opened) -> None:
    at.page.replies.differences.take()
    at.settle()


def numbers(shop: Desk) -> list[str]:
    return sorted(cases_in_packet(shop, number=list_packets(shop)[0].number))


def test_without_replies_it_is_said_where_they_come_from(opened: Open, shop: Desk) -> None:
    at = opened(shop)
    at.tab(REPLIES)
    assert at.page.replies._inner.currentIndex() == 1
    assert not at.page.replies.undo_button.isEnabled()


def test_what_a_reply_would_change_is_listed_before_anything_changes(
    opened: Open, shop: Desk, packet: Path, tmp_path: Path
) -> None:
    at = checked(opened, shop, filled(packet, tmp_path / "回复.xlsx", TAKEN))
    view = at.page.replies.differences
    assert at.front == REPLIES
    assert "承办科室：劳资科" in view.takes.text()
    assert view.import_button.isEnabled()
    assert list_replies(shop) == []
    assert get_case(shop, number=numbers(shop)[0]).state is CaseState.IN_TRANSFER


def test_a_reply_is_taken_over_and_stands_in_the_list(
    opened: Open, shop: Desk, packet: Path, tmp_path: Path
) -> None:
    at = checked(opened, shop, filled(packet, tmp_path / "回复.xlsx", TAKEN))
    take(at)
    assert get_case(shop, number=numbers(shop)[0]).office == "劳资科"
    assert at.page.replies.model.rowCount() == 1
    assert "1 件" in at.page.replies.notice.text()
    assert at.page.replies.undo_button.isEnabled()


def test_nothing_is_imported_while_a_difference_is_open_and_the_arrows_decide(
    qtbot: QtBot, opened: Open, shop: Desk, packet: Path, tmp_path: Path
) -> None:
    at = checked(opened, shop, filled(packet, tmp_path / "一.xlsx", TAKEN))
    take(at)
    drop(at, filled(packet, tmp_path / "二.xlsx", OTHER))
    view = at.page.replies.differences
    assert [view.model.index(0, column).data() for column in range(4)] == [
        "承办科室",
        "劳资科",
        "财务科",
        "？ 待定",
    ]
    assert not view.import_button.isEnabled()
    assert "1 处待定" in view.hint.text()
    qtbot.keyClick(view.table, Qt.Key.Key_Left)
    assert "本单位" in view.model.index(0, 3).data()
    assert view.import_button.isEnabled()
    qtbot.keyClick(view.table, Qt.Key.Key_Right)
    assert "回复" in view.model.index(0, 3).data()
    take(at)
    assert get_case(shop, number=numbers(shop)[0]).office == "财务科"


def test_a_file_that_changed_after_it_was_compared_is_not_imported(
    opened: Open, shop: Desk, packet: Path, tmp_path: Path
) -> None:
    path = tmp_path / "回复.xlsx"
    at = checked(opened, shop, filled(packet, path, TAKEN))
    filled(packet, path, OTHER)
    take(at)
    assert "比对以后，文件或本单位的记录又变了" in at.page.replies.notice.text()
    assert list_replies(shop) == []
    drop(at, path)
    take(at)
    assert get_case(shop, number=numbers(shop)[0]).office == "财务科"


def test_one_key_decides_a_whole_case(opened: Open, shop: Desk, packet: Path, tmp_path: Path) -> None:
    at = checked(opened, shop, filled(packet, tmp_path / "一.xlsx", TAKEN))
    take(at)
    drop(at, filled(packet, tmp_path / "二.xlsx", {**OTHER, "总部编号": "XF-9"}))
    view = at.page.replies.differences
    assert view.model.rowCount() == 2
    view.all_ours()
    take(at)
    assert get_case(shop, number=numbers(shop)[0]).office == "劳资科"


def test_a_changed_cell_is_shown_and_is_never_taken_over(
    qtbot: QtBot, opened: Open, shop: Desk, packet: Path, tmp_path: Path
) -> None:
    at = checked(opened, shop, filled(packet, tmp_path / "回复.xlsx", {**TAKEN, "信访人": "别人"}))
    view = at.page.replies.differences
    assert view.cases.index(0, 0).data() == "被改动的格子"
    assert "别人" in view.model.index(0, 2).data()
    qtbot.keyClick(view.table, Qt.Key.Key_Right)
    assert not view.decisions
    assert not view.import_button.isEnabled()
    qtbot.keyClick(view.table, Qt.Key.Key_Left)
    assert view.import_button.isEnabled()


def test_a_reply_that_was_imported_already_changes_nothing(
    opened: Open, shop: Desk, packet: Path, tmp_path: Path
) -> None:
    path = filled(packet, tmp_path / "回复.xlsx", TAKEN)
    at = checked(opened, shop, path)
    take(at)
    drop(at, path)
    assert "已经导入过" in at.page.replies.differences.title.text()
    assert not at.page.replies.differences.import_button.isEnabled()


def test_a_reply_is_taken_back_with_a_reason(opened: Open, shop: Desk, packet: Path, tmp_path: Path) -> None:
    at = checked(opened, shop, filled(packet, tmp_path / "回复.xlsx", TAKEN))
    take(at)
    replies = at.page.replies
    replies.ask_undo()
    replies.asking.form.set_values({"reason": "填错了行"})
    replies.asking.submit()
    at.settle()
    assert get_case(shop, number=numbers(shop)[0]).state is CaseState.IN_TRANSFER
    assert "已撤销" in replies.model.index(0, 1).data()
    assert not replies.undo_button.isEnabled()


def test_a_file_that_is_no_reply_is_refused_and_the_list_stays(
    opened: Open, shop: Desk, tmp_path: Path
) -> None:
    (tmp_path / "x.xlsx").write_text("no workbook")
    at = checked(opened, shop, tmp_path / "x.xlsx")
    assert "x.xlsx" in at.page.replies.notice.text()
    assert at.page.replies._stack.currentIndex() == 0


def test_headquarters_answers_a_unit_and_the_answer_comes_home(
    opened: Open, shop: Desk, office: Desk, packet: Path, stick: Path
) -> None:
    (first, _) = exhaust(import_packet(office, packet)).imported
    decide(office, first)
    hq = opened(office)
    hq.tab(ANSWERS)
    answers = hq.page.answers
    assert answers.model.index(0, 1).data() == "ZC01"
    answers.target.set_folder(str(stick))
    hq.settle()
    answers.export()
    hq.settle()
    assert "读回核对一致" in answers.notice.text()
    (sent,) = list_packets(office)
    assert sent.purpose is Purpose.REPLY
    at = checked(opened, shop, stick / sent.file_name)
    take(at)
    assert get_case(shop, number=first).state is CaseState.REPLIED
    assert list_packets(shop)[0].state in (PacketState.ANSWERED, PacketState.RECEIVED)


def test_a_unit_without_news_is_not_offered(opened: Open, office: Desk) -> None:
    at = opened(office)
    at.tab(ANSWERS)
    assert at.page.answers._stack.currentIndex() == 1
    assert not at.page.answers.export_button.isEnabled()


def test_headquarters_is_told_that_replies_go_down(
    opened: Open, shop: Desk, office: Desk, packet: Path, stick: Path
) -> None:
    (first, _) = exhaust(import_packet(office, packet)).imported
    decide(office, first)
    reply = exhaust(export_replies(office, folder=stick, unit_code="ZC01")).path
    at = opened(office)
    at.tab(INBOX)
    drop(at, reply)
    assert "回复" in at.page.inbox.notice.text()


def test_a_whole_reply_is_decided_at_once_after_it_was_shown(
    opened: Open, shop: Desk, packet: Path, tmp_path: Path
) -> None:
    at = checked(opened, shop, filled(packet, tmp_path / "一.xlsx", TAKEN))
    take(at)
    drop(at, filled(packet, tmp_path / "二.xlsx", OTHER))
    view = at.page.replies.differences
    view.ask_theirs()
    said = view.asking.form.values()["lines"]
    assert "财务科" in said and "劳资科" in said
    assert not view.decisions
    view.asking.reject()
    assert not view.decisions
    view.ask_theirs()
    view.asking.submit()
    assert view.import_button.isEnabled()
    take(at)
    assert get_case(shop, number=numbers(shop)[0]).office == "财务科"


def test_what_was_decided_stands_below_the_reply(
    opened: Open, shop: Desk, packet: Path, tmp_path: Path
) -> None:
    at = checked(opened, shop, filled(packet, tmp_path / "一.xlsx", TAKEN))
    take(at)
    assert not at.page.replies.decided.isVisible()
    drop(at, filled(packet, tmp_path / "二.xlsx", {**OTHER, "总部编号": "XF-9"}))
    at.page.replies.differences.ask_ours()
    at.page.replies.differences.asking.submit()
    take(at)
    lines = [at.page.replies.decided.item(n).text() for n in range(at.page.replies.decided.count())]
    assert any("承办科室" in line and "保留本单位的" in line for line in lines)
    at.page.replies.table.selectRow(1)
    at.settle()
    assert at.page.replies.decided.count() == 0


def test_another_decision_letter_names_the_way_before_anything_is_imported(
    opened: Open, shop: Desk, packet: Path, tmp_path: Path
) -> None:
    row = {"诉求处理结果": "支持", "处理意见": "补发", "意见书文号": "意1号", "意见书日期": DESK_DAY}
    at = checked(opened, shop, filled(packet, tmp_path / "一.xlsx", row))
    take(at)
    drop(at, filled(packet, tmp_path / "二.xlsx", {**row, "意见书文号": "意2号"}))
    view = at.page.replies.differences
    view.all_theirs()
    assert not view.import_button.isEnabled()
    assert "意1号" in view.bar.text() and "撤销" in view.bar.text()
    view.all_ours()
    assert view.bar.text() == ""


def test_a_sheet_that_says_of_no_packet_is_asked_about(
    opened: Open, shop: Desk, packet: Path, tmp_path: Path
) -> None:
    with make_workshop(tmp_path / "other", "ZC02", "综采二区", DESK_DAY) as other:
        waiting(other, "石桂花", case_class=CaseClass.C6)
        (tmp_path / "others").mkdir()
        theirs = exhaust(export_packet(other, folder=tmp_path / "others")).path
    at = checked(opened, shop, filled(theirs, tmp_path / "无底稿.xlsx", TAKEN, drop_meta=True))
    asking = at.page.replies.asking
    assert asking is not None and asking.windowTitle() == "这份回复答的是哪一包？"
    assert asking.form.values()["packet"] == list_packets(shop)[0].number
    asking.submit()
    at.settle()
    assert at.page.replies._packet == list_packets(shop)[0].number
    assert at.page.replies.differences.isVisible()
    assert not at.page.replies.differences.import_button.isEnabled()
