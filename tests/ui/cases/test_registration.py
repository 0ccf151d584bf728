"""The registration page: keyboard only, earlier cases beside it, a draft that survives a killed process."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.actions.cases import list_cases, view_case
from app.actions.codes import group_visit_from
from app.actions.desk import Desk
from app.actions.drafts import load_draft, save_draft
from app.actions.procedure import undo
from app.bootstrap import open_desk
from app.domain.cases import CaseFilter
from app.domain.codes import CaseClass, Channel, Origin
from app.domain.petitioners import MOST_REPRESENTATIVES
from tests.ui.desk import PASSPHRASE, TODAY, a_case, make_desk
from ui.cases.registration import DRAFT_KEY, RegistrationPage
from ui.refresh import Refresh
from ui.tasks import TaskRunner

ROOT = Path(__file__).parents[3]
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> RegistrationPage:
    made = RegistrationPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.activate()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(lambda: tasks.running == 0)
    return made


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def type_and_enter(qtbot: QtBot, text: str, *, enters: int = 1) -> None:
    """Put a text where the cursor is, as an input method does, and press Enter."""
    field = focused()
    if text:
        (field.insertPlainText if hasattr(field, "insertPlainText") else field.insert)(text)
    for _ in range(enters):
        qtbot.keyClick(focused(), Qt.Key.Key_Return)


def only_case(desk: Desk):
    rows = list_cases(desk, where=CaseFilter())
    assert len(rows) == 1
    return view_case(desk, number=rows[0].number).case


def test_a_worker_is_registered_with_the_keyboard_alone(
    qtbot: QtBot, desk: Desk, page: RegistrationPage
) -> None:
    type_and_enter(qtbot, "王建国")
    type_and_enter(qtbot, "13800004321")
    type_and_enter(qtbot, "综采1队")
    type_and_enter(qtbot, "9月份夜班津贴没发")
    type_and_enter(qtbot, "补发480元")
    type_and_enter(qtbot, "说明以后怎么发", enters=2)
    type_and_enter(qtbot, "")
    assert focused() is page.first.fields["channel"]
    qtbot.keyClick(focused(), Qt.Key.Key_Down)
    with qtbot.waitSignal(page.registered) as registered:
        qtbot.keyClick(focused(), Qt.Key.Key_Return, CONTROL)
    case = only_case(desk)
    assert registered.args == [case.number]
    assert case.petitioners[0].name == "王建国"
    assert [request.text for request in case.requests] == ["补发480元", "说明以后怎么发"]
    assert (case.channel, case.received_on) == (Channel.LETTER, TODAY)
    assert case.number in page.done.label.text()
    assert page.first.text("name") == ""
    assert focused() is page.first.fields["name"]


def test_only_name_and_matter_are_wanted_and_said_where_they_are_missing(
    qtbot: QtBot, page: RegistrationPage
) -> None:
    page.submit()
    qtbot.waitUntil(lambda: bool(page.first.problems["name"].text()))
    assert "姓名" in page.first.problems["name"].text()
    assert "内容" in page.first.problems["content"].text()
    assert focused() is page.first.fields["name"]


def test_an_anonymous_case_needs_no_name(qtbot: QtBot, desk: Desk, page: RegistrationPage) -> None:
    page.first.fields["anonymous"].setChecked(True)
    assert not page.first.fields["name"].isEnabled()
    page.first.fields["content"].insertPlainText("宿舍暖气不热")
    with qtbot.waitSignal(page.registered):
        page.submit()
    assert only_case(desk).anonymous


def test_an_identity_number_is_checked_while_typing(qtbot: QtBot, page: RegistrationPage) -> None:
    page.more_button.setChecked(True)
    page.more.fields["id_number"].insert("140211198001011234")
    qtbot.waitUntil(lambda: "校验" in page.more.problems["id_number"].text())
    page.more.fields["id_number"].setText("11010519491231002X")
    qtbot.waitUntil(lambda: not page.more.problems["id_number"].text())


def test_further_people_are_representatives(qtbot: QtBot, desk: Desk, page: RegistrationPage) -> None:
    page.first.fields["name"].insert("王建国")
    page.first.fields["content"].insertPlainText("拖欠津贴")
    page.people.set_people([["赵秀兰", "13900001111", "", "综采2队"]])
    with qtbot.waitSignal(page.registered):
        page.submit()
    case = only_case(desk)
    assert [person.name for person in case.petitioners] == ["王建国", "赵秀兰"]
    assert all(person.representative for person in case.petitioners)
    assert case.people_count == 2


def test_an_accusation_is_sealed_and_says_so(qtbot: QtBot, desk: Desk, page: RegistrationPage) -> None:
    page.first.fields["name"].insert("王建国")
    page.first.fields["content"].insertPlainText("反映队长克扣奖金")
    page.more.set_values({"case_class": CaseClass.B.value, "respondent_name": "某队长"})
    page.more.set_values({"class_reason": "反映的是克扣"})
    with qtbot.waitSignal(page.registered):
        page.submit()
    assert list_cases(desk, where=CaseFilter()) == []
    assert "密封" in page.done.label.text()


@pytest.mark.parametrize(("field", "text"), [("name", "王建国"), ("name", "wjg"), ("phone", "13800004321")])
def test_earlier_cases_of_the_same_person_appear_and_one_key_links(
    qtbot: QtBot, desk: Desk, page: RegistrationPage, field: str, text: str
) -> None:
    earlier = a_case(desk, name="王建国", phone="13800004321")
    page.first.fields[field].insert(text)
    qtbot.waitUntil(lambda: page.earlier.list.count() == 1)
    page.first.fields["name"].setText("王建国")
    page.first.fields["content"].insertPlainText("津贴还是没发")
    qtbot.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.earlier.first == earlier)
    with qtbot.waitSignal(page.registered) as registered:
        page.submit()
    assert view_case(desk, number=registered.args[0]).case.repeat_of == earlier


def test_a_like_matter_of_the_unit_appears(qtbot: QtBot, desk: Desk, page: RegistrationPage) -> None:
    a_case(desk, name="赵秀兰", content="拖欠9月份夜班津贴，班组长说没有指标")
    page.first.fields["unit"].insert("综采1队")
    page.first.fields["content"].insertPlainText("拖欠9月份夜班津贴没有发")
    qtbot.waitUntil(lambda: page.earlier.list.count() == 1)
    assert "内容相近" in page.earlier.list.item(0).text()


def test_the_draft_goes_with_the_registration(qtbot: QtBot, desk: Desk, page: RegistrationPage) -> None:
    page.first.fields["name"].insert("王建国")
    page.first.fields["content"].insertPlainText("拖欠津贴")
    with qtbot.waitSignal(page.drafts.kept):
        pass
    assert load_draft(desk, key=DRAFT_KEY) is not None
    with qtbot.waitSignal(page.registered):
        page.submit()
    assert load_draft(desk, key=DRAFT_KEY) is None


def test_discarding_throws_the_draft_away(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh
) -> None:
    save_draft(desk, key=DRAFT_KEY, content={"name": "王建国", "people": [], "repeat_of": ""})
    page = RegistrationPage(desk, tasks, refresh)
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: page.first.text("name") == "王建国")
    with qtbot.waitSignal(page.drafts.kept):
        page.discard()
    assert load_draft(desk, key=DRAFT_KEY) is None
    assert page.first.text("name") == ""


TYPING = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.bootstrap import open_desk
from tests.ui.desk import PASSPHRASE, TODAY
from ui.cases.registration import RegistrationPage
from ui.refresh import Refresh
from ui.tasks import TaskRunner

application = QApplication([])
desk = open_desk(Path(sys.argv[1]), PASSPHRASE, today=TODAY)
page = RegistrationPage(desk, TaskRunner(desk), Refresh())
page.show()
page.drafts.kept.connect(lambda: print("kept", flush=True))
page.first.fields["name"].insert("王建国")
page.first.fields["content"].insertPlainText("话说到一半")
application.exec()
"""


def test_what_was_typed_survives_a_killed_process(qtbot: QtBot, tmp_path: Path) -> None:
    home = tmp_path / "home"
    make_desk(home).close()
    process = subprocess.Popen(
        [sys.executable, "-c", TYPING, str(home)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "kept\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with open_desk(home, PASSPHRASE, today=TODAY) as desk:
        tasks = TaskRunner(desk)
        page = RegistrationPage(desk, tasks, Refresh())
        qtbot.addWidget(page)
        qtbot.waitUntil(lambda: page.first.text("content") == "话说到一半")
        assert page.first.text("name") == "王建国"
        assert "已恢复" in page.notice.text()
        qtbot.waitUntil(lambda: tasks.running == 0)


# --- origin, group, proxy, the accused -------------------------------------------------------------------------


def test_who_brought_it_is_chosen_with_the_keyboard(qtbot: QtBot, desk: Desk, page: RegistrationPage) -> None:
    page.first.fields["name"].insert("王建国")
    page.first.fields["content"].insertPlainText("拖欠津贴")
    page.first.fields["channel"].setFocus()
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    assert focused() is page.first.fields["origin"]
    qtbot.keyClick(focused(), Qt.Key.Key_Down)
    with qtbot.waitSignal(page.registered):
        qtbot.keyClick(focused(), Qt.Key.Key_Return, CONTROL)
    assert only_case(desk).origin is Origin.SUPERIOR


def test_from_the_number_in_the_rule_file_on_it_is_a_group_visit(
    qtbot: QtBot, page: RegistrationPage, desk: Desk
) -> None:
    page.more_button.setChecked(True)
    page.more.fields["people_count"].setValue(group_visit_from(desk) - 1)
    qtbot.waitUntil(lambda: not page._check_timer.isActive())
    assert page.group.isHidden()
    page.more.fields["people_count"].setValue(group_visit_from(desk))
    qtbot.waitUntil(page.group.isVisible)
    assert f"{MOST_REPRESENTATIVES} 名代表" in page.group.text()
    page.first.set_values({"channel": "letter"})
    page._check()
    assert page.group.isHidden()
    page.first.set_values({"channel": "outreach"})
    page._check()
    assert page.group.isVisible()


def test_a_class_is_chosen_with_a_reason_that_can_be_read_and_taken_back(
    qtbot: QtBot, desk: Desk, page: RegistrationPage
) -> None:
    page.first.fields["name"].insert("王建国")
    page.first.fields["content"].insertPlainText("拖欠津贴")
    page.more.set_values({"case_class": CaseClass.C2.value})
    page.submit()
    qtbot.waitUntil(lambda: "为什么归入" in page.more.problems["class_reason"].text())
    assert list_cases(desk, where=CaseFilter()) == []
    reason = page.more.fields["class_reason"]
    assert focused() is reason
    qtbot.waitUntil(lambda: not reason.visibleRegion().isEmpty())
    page.more.set_values({"class_reason": "劳动报酬争议"})
    with qtbot.waitSignal(page.registered):
        page.submit()
    (record,) = view_case(desk, number=page.last_number).records
    assert (record.act, record.fields) == ("classify", {"case_class": "C2", "reason": "劳动报酬争议"})
    undo(desk, number=page.last_number, reason="选错了")
    assert only_case(desk).case_class is None


def test_a_proxy_is_named_with_the_registration(qtbot: QtBot, desk: Desk, page: RegistrationPage) -> None:
    page.first.fields["name"].insert("王建国")
    page.first.fields["content"].insertPlainText("拖欠津贴")
    page.more.set_values({"proxy": "王小明", "relation": "儿子", "scope": "代为提出", "written": True})
    with qtbot.waitSignal(page.registered):
        page.submit()
    (record,) = view_case(desk, number=page.last_number).records
    assert (record.act, record.fields["proxy"]) == ("name_proxy", "王小明")


def test_a_proxy_without_written_authority_is_refused_before_anything_is_kept(
    qtbot: QtBot, desk: Desk, page: RegistrationPage
) -> None:
    page.first.fields["name"].insert("王建国")
    page.first.fields["content"].insertPlainText("拖欠津贴")
    page.more.set_values({"proxy": "王小明", "scope": "代为提出"})
    page.submit()
    qtbot.waitUntil(lambda: "书面" in page.more.problems["written"].text())
    assert list_cases(desk, where=CaseFilter()) == []
    assert page.save_button.isEnabled()


def test_where_an_accused_person_would_be_read_of_is_said_and_one_key_seals(
    qtbot: QtBot, desk: Desk, page: RegistrationPage
) -> None:
    page.more_button.setChecked(True)
    assert "先选检举控告类" in page.warning.words.text()
    page.first.fields["name"].insert("周芳")
    page.first.fields["content"].insertPlainText("队长钱大用克扣奖金")
    page.more.fields["respondent_name"].insert("钱大用")
    qtbot.waitUntil(lambda: "钱大用" in page.warning.words.text())
    assert "台账" in page.warning.words.text()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.more.value("case_class") == "B")
    assert "登记后密封" in page.warning.words.text()
    assert page.warning.button.isHidden()
    with qtbot.waitSignal(page.registered):
        page.submit()
    assert list_cases(desk, where=CaseFilter()) == []


def test_whoever_is_accused_is_told_to_let_somebody_else_register(
    qtbot: QtBot, desk: Desk, page: RegistrationPage
) -> None:
    page.more_button.setChecked(True)
    page.more.fields["respondent_name"].insert(desk.operator.name)
    qtbot.waitUntil(lambda: "您可能就是被反映人" in page.warning.words.text())
