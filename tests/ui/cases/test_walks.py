"""Cases walked in the window from registration to their end: a suggestion, an accusation, arbitration, and the
unit's own matter up to the final review."""

import datetime as dt
import re
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.actions.cases import list_cases, view_case
from app.actions.desk import Desk
from app.actions.documents import document_pdf, get_document
from app.domain.cases import CaseFilter
from app.domain.codes import CaseState, StationRole
from app.domain.documents import DocumentKind
from app.domain.errors import NotFound
from app.domain.station import Station
from tests.desks import make_desk
from ui.act_dialog import ActDialog
from ui.cases.detail import CaseDetail
from ui.documents.page import DocumentsPage
from ui.main_window import MainWindow
from ui.tasks import TaskRunner

DAY = dt.date(2026, 9, 1)
WORKSHOP = Station(
    "ZC01", "综采一区", "云岭集团信访接待部", document_mark="综采一区信访", phone="0352-1", leader="赵志强"
)
HEADQUARTERS = Station(
    "HQ01",
    "云岭集团信访接待部",
    "云岭集团公司",
    StationRole.HEADQUARTERS,
    "云岭信访",
    "0352-2",
    leader="赵志强",
)
ANSWERS = {"facts": "经查，7月至9月漏计21个班次。", "basis": "《薪酬管理办法》第三章", "officer": "李敏"}
REMEDY = {"remedy_unit": "云岭集团公司", "remedy_way": "邮寄或当面", "remedy_materials": "身份证明、意见书"}


class Clerk:
    """Works at the window: registers, does acts by their dialogs, writes letters, serves papers."""

    def __init__(self, qtbot: QtBot, desk: Desk, tasks: TaskRunner) -> None:
        self.qtbot, self.desk, self.tasks = qtbot, desk, tasks
        self.window = MainWindow(desk, tasks)
        self.window.show()
        self.number = ""
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.running, timeout=30_000)

    @property
    def detail(self) -> CaseDetail:
        return self.window.cases_place().page.detail

    @property
    def state(self) -> CaseState:
        return view_case(self.desk, number=self.number).case.state

    def register(self, **more: object) -> None:
        self.window.register()
        page = self.window.cases_place().registration
        assert page is not None
        page.first.set_values({"name": "王建国", "phone": "13800004321", "unit": "综采一区"})
        page.first.set_values({"content": "下井津贴少发，多次询问没有答复", "requests": "补发津贴\n说明算法"})
        page.first.set_values(more)
        page.more.set_values(more)
        with self.qtbot.waitSignal(page.registered, timeout=30_000) as registered:
            page.submit()
        (self.number,) = registered.args
        page.left.emit()
        self.settle()

    def show(self) -> None:
        self.window.show_case(self.number)
        self.settle()

    def dialog(self, act: str) -> ActDialog:
        self.show()
        assert self.detail.acts.acts[act].allowed, self.detail.acts.acts[act].why
        self.detail.do(act)
        self.qtbot.waitUntil(lambda: self.detail.flow.asking is not None, timeout=30_000)
        dialog = self.detail.flow.asking
        assert dialog is not None
        return dialog

    def act(self, act: str, **texts: object) -> None:
        """An act with its dialog."""
        dialog = self.dialog(act)
        dialog.form.set_values(texts)
        dialog.submit()
        self.settle()
        shown = (
            [label.text() for label in dialog.form.problems.values() if label.text()]
            if (self.detail.flow.asking is not None)
            else []
        )
        assert self.detail.flow.asking is None, shown

    def letter(self, act: str, **texts: object) -> int:
        """An act with its letter: dialog, editor, issue; the id of the paper."""
        self.show()
        assert self.detail.acts.acts[act].allowed, self.detail.acts.acts[act].why
        self.detail.do(act)
        self.settle()
        if (dialog := self.detail.flow.asking) is not None:
            dialog.form.set_values(texts)
            dialog.submit()
            self.settle()
        documents = self.window.pages["documents"]
        assert isinstance(documents, DocumentsPage)
        editor = documents.editor
        assert editor is not None
        filled = {
            name: re.sub("〔请填写：[^〕]*〕", "已写明", text) for name, text in editor.form.fields().items()
        }
        editor.form.set_fields(filled)
        with self.qtbot.waitSignal(editor.issued, timeout=30_000) as issued:
            editor.issue()
        self.settle()
        (document_id,) = issued.args
        return int(document_id)

    def at_once(self, act: str) -> None:
        """An act that asks nothing."""
        self.show()
        self.detail.do(act)
        self.settle()

    def serve(self, document_id: int, on: dt.date) -> None:
        """Note the service of a paper from the list of papers."""
        self.show()
        papers = self.detail.documents
        for row in range(papers.list.count()):
            papers.list.setCurrentRow(row)
            chosen = papers.chosen()
            if chosen is not None and chosen.id == document_id:
                break
        papers.serve()
        self.qtbot.waitUntil(lambda: self.detail.flow.asking is not None, timeout=30_000)
        dialog = self.detail.flow.asking
        assert dialog is not None
        number = get_document(self.desk, document_id=document_id).number
        assert dialog.form.value("document") == number
        dialog.form.set_values({"way": "personal", "received_on": on.isoformat(), "receiver": "王建国"})
        dialog.submit()
        self.settle()
        assert get_document(self.desk, document_id=document_id).served_on == on

    def day(self, day: dt.date) -> None:
        self.desk.fixed_today = day

    def close(self) -> None:
        self.settle()
        self.window.close()


@pytest.fixture
def clerk_at(qtbot: QtBot, tmp_path: Path):
    """A clerk at a desk of a station."""
    made: list[Clerk] = []

    def at(station: Station) -> Clerk:
        desk, _ = make_desk(tmp_path / station.unit_code, station=station, today=DAY)
        made.append(Clerk(qtbot, desk, TaskRunner(desk)))
        return made[-1]

    yield at
    for clerk in made:
        clerk.close()
        clerk.desk.close()


def test_a_suggestion_is_studied_answered_rated_and_archived(clerk_at) -> None:
    clerk = clerk_at(WORKSHOP)
    clerk.register(content="建议班车提前十分钟发车")
    clerk.act("classify", case_class="A", reason="对生产管理提出建议")
    assert clerk.detail.acts.steps.next == "suggestion_reply"
    clerk.day(dt.date(2026, 9, 10))
    paper = clerk.letter("suggestion_reply", adopted="full", opinion="自10月起提前十分钟。")
    assert clerk.state is CaseState.REPLIED
    clerk.day(dt.date(2026, 9, 11))
    assert get_document(clerk.desk, document_id=paper).kind is DocumentKind.SUGGESTION_REPLY
    clerk.serve(paper, dt.date(2026, 9, 11))
    clerk.act("rate", office_rating="satisfied", unit_rating="satisfied")
    clerk.at_once("conclude")
    assert clerk.state is CaseState.CONCLUDED
    clerk.act("archive", archive_number="XF-2026-1")
    assert clerk.state is CaseState.ARCHIVED
    clerk.show()
    assert "没有下一步" in clerk.detail.acts.next_words.text()


def test_an_accusation_is_sealed_handed_over_and_gone(clerk_at) -> None:
    clerk = clerk_at(WORKSHOP)
    clerk.register(
        case_class="B",
        respondent_name="钱大用",
        respondent_post="队长",
        content="克扣奖金",
        class_reason="反映谋私",
    )
    assert list_cases(clerk.desk, where=CaseFilter()) == []
    clerk.show()
    assert clerk.detail.stack.currentWidget() is clerk.detail.gate
    clerk.detail.gate.ask()
    asking = clerk.detail.gate.asking
    assert asking is not None
    asking.form.fields["reason"].insert("办理密封移交")
    asking.submit()
    clerk.settle()
    assert clerk.detail.acts.steps.next == "seal_handover"
    clerk.detail.do("seal_handover")
    clerk.qtbot.waitUntil(lambda: clerk.detail.flow.asking is not None, timeout=30_000)
    dialog = clerk.detail.flow.asking
    assert dialog is not None
    dialog.form.set_values({"pages": "3", "seal_number": "F20260001", "receiver_office": "云岭集团纪委"})
    dialog.submit()
    clerk.settle()
    with pytest.raises(NotFound):
        view_case(clerk.desk, number=clerk.number)
    documents = clerk.window.pages["documents"]
    assert isinstance(documents, DocumentsPage)
    shown = documents.register._shown
    assert shown is not None
    assert shown.kind is DocumentKind.SEALED_HANDOVER
    clerk.qtbot.waitUntil(lambda: documents.register.preview.page_count > 0, timeout=30_000)
    for text in (clerk.window.windowTitle(), clerk.window.bar.label.text(), documents.register.facts.text()):
        assert "王建国" not in text
        assert "钱大用" not in text
    assert b"%PDF" in document_pdf(clerk.desk, document_id=shown.id)[:8]


def test_a_wage_dispute_is_guided_to_arbitration_in_time(clerk_at) -> None:
    clerk = clerk_at(WORKSHOP)
    clerk.register()
    clerk.act("classify", case_class="C2", reason="劳动报酬争议")
    assert clerk.detail.acts.steps.next == "guide"
    clerk.day(dt.date(2026, 9, 3))
    paper = clerk.letter(
        "guide",
        procedure="劳动争议仲裁",
        basis="劳动争议调解仲裁法第二十七条",
        organ="矿区仲裁委",
        organ_address="矿区路1号",
        organ_phone="0352-3",
        right_from="2026-08-31",
        materials="身份证、工资条",
    )
    assert clerk.state is CaseState.GUIDED
    rules = {clock.rule for clock in view_case(clerk.desk, number=clerk.number).deadlines}
    assert "T20" in rules
    clerk.show()
    assert "信访人的权利" in clerk.detail.proceedings.text.toPlainText()
    clerk.serve(paper, dt.date(2026, 9, 3))
    clerk.day(dt.date(2026, 9, 20))
    clerk.act("route_taken", organ="矿区仲裁委")
    clerk.at_once("conclude")
    assert clerk.state is CaseState.CONCLUDED
    assert clerk.detail.number == clerk.number
    clerk.act("archive", archive_number="XF-2026-2")
    assert clerk.state is CaseState.ARCHIVED


def test_the_units_own_matter_goes_to_the_end_of_the_final_review(clerk_at) -> None:
    clerk = clerk_at(HEADQUARTERS)
    clerk.register()
    clerk.act("classify", case_class="C6", reason="属本单位职责")
    clerk.day(dt.date(2026, 9, 3))
    accepted = clerk.letter("accept")
    clerk.serve(accepted, dt.date(2026, 9, 3))
    clerk.day(dt.date(2026, 10, 20))
    told = {"told_on": "2026-10-20", "told_way": "当面"}
    approver = {"approver": "赵志强", "approver_post": "主任", "approved_on": "2026-10-20"}
    extended = clerk.letter("extend", days="30", reason="需核对三个月考勤", **approver, **told)
    clerk.serve(extended, dt.date(2026, 10, 20))
    clerk.day(dt.date(2026, 11, 1))
    results = {
        "result_1": "supported",
        "answer_1": "补发630元",
        "result_2": "explained",
        "answer_2": "见办法第三章",
    }
    decided = clerk.letter("decision_letter", **results, **ANSWERS, **REMEDY)
    assert clerk.state is CaseState.REPLIED
    clerk.day(dt.date(2026, 11, 3))
    clerk.serve(decided, dt.date(2026, 11, 2))
    clerk.act("rate", office_rating="satisfied", unit_rating="basically")
    clerk.day(dt.date(2026, 11, 20))
    clerk.act("review_apply", way="书面", grounds="数额不对", reviewer="云岭集团公司")
    clerk.day(dt.date(2026, 12, 1))
    opinion = {
        "unit": "云岭集团公司",
        "number": "云岭复查〔2026〕3号",
        "dated_on": "2026-12-01",
        "result": "维持",
    }
    clerk.act("record_review", **opinion)
    assert clerk.state is CaseState.REVIEWED
    clerk.day(dt.date(2026, 12, 3))
    clerk.act("note_received", received_on="2026-12-02")
    clerk.day(dt.date(2026, 12, 20))
    clerk.act("final_review_apply", way="书面", grounds="数额不对", reviewer="省国资委")
    clerk.day(dt.date(2027, 1, 5))
    last = {"unit": "省国资委", "number": "复核3号", "dated_on": "2027-01-05", "result": "维持"}
    clerk.act("record_final_review", **last, received_on="2027-01-05")
    assert clerk.state is CaseState.FINALISED
    clerk.act("archive", archive_number="XF-2027-1")
    assert clerk.state is CaseState.ARCHIVED
    case = view_case(clerk.desk, number=clerk.number).case
    assert [request.answer for request in case.requests] == ["补发630元", "见办法第三章"]
