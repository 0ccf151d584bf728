"""What was half-written, waited or came from an old ledger: it is nobody's but its writer's, and goes with the sealing."""

from pathlib import Path

import openpyxl
import pytest

from app.actions.cases import classify, count_cases, register_case
from app.actions.desk import Desk
from app.actions.documents import compose_letter, save_letter_draft
from app.actions.drafts import drop_draft, list_drafts, load_draft, save_draft
from app.actions.ledger import check_ledger, import_ledger
from app.actions.procedure import perform, undo
from app.actions.today import todays_work
from app.domain.cases import CaseFilter
from app.domain.codes import CaseClass, CaseState
from app.domain.errors import NotFound
from app.domain.station import Operator
from app.domain.today import Part
from app.storage import cases, history, station
from tests.desks import a_draft, exhaust, register
from tests.sealed.world import World

OTHER = Operator("郭晓梅")


def half_written(desk: Desk) -> str:
    """All half-written forms and letters as they lie in the store."""
    return str(desk.store.rows("SELECT key, content FROM drafts"))


# --- drafts -------------------------------------------------------------------------------------------------


def test_a_half_typed_form_is_nobody_s_but_its_writer_s(desk: Desk) -> None:
    save_draft(desk, key="register", content={"content": "爩反映区长私分"})
    writer, desk.operator = desk.operator, OTHER
    assert list_drafts(desk) == []
    assert load_draft(desk, key="register") is None
    assert [s for s in todays_work(desk).sections if s.part is Part.DRAFTS] == []
    save_draft(desk, key="register", content={"content": "另一件事"})
    drop_draft(desk, key="register")
    desk.operator = writer
    assert [key for key, _ in list_drafts(desk)] == ["register"]
    kept = load_draft(desk, key="register")
    assert kept is not None
    assert kept[0] == {"content": "爩反映区长私分"}


def test_registering_forgets_the_writer_s_own_form_alone(desk: Desk) -> None:
    save_draft(desk, key="register", content={"content": "我的"})
    desk.operator = OTHER
    save_draft(desk, key="register", content={"content": "她的"})
    register_case(desk, draft=a_draft(), draft_key="register")
    assert "她的" not in half_written(desk)
    assert "我的" in half_written(desk)


def test_half_written_letters_go_with_the_sealing_and_no_other_case_s(desk: Desk) -> None:
    number, other = register(desk, case_class=CaseClass.C6), register(desk, case_class=CaseClass.C6)
    for one in (number, other):
        save_letter_draft(desk, number=one, act="transfer_notice", fields={"body": f"爩写了一半{one}"})
        save_draft(desk, key=f"form:note:{one}", content={"text": f"爩打了电话{one}"})
    classify(desk, number=number, case_class=CaseClass.B, reason="举报")
    assert number not in half_written(desk)
    assert other in half_written(desk)
    assert {key for key, _ in list_drafts(desk)} == {
        f"letter:transfer_notice:{other}",
        f"form:note:{other}",
    }


def test_of_a_sealed_case_no_letter_is_kept_half_written(desk: Desk) -> None:
    number = register(desk, case_class=CaseClass.C6, confidential=True)
    before = half_written(desk)
    save_letter_draft(desk, number=number, act="transfer_notice", fields={"body": "爩写了一半"})
    for key in (f"letter:transfer_notice:{number}", f"form:note:{number}"):
        save_draft(desk, key=key, content={"body": "爩写了一半"})
    assert half_written(desk) == before
    assert load_draft(desk, key=f"letter:transfer_notice:{number}") is None
    assert "爩" not in str(compose_letter(desk, number=number, act="transfer_notice"))


def test_a_letter_that_an_older_program_kept_of_a_sealed_case_is_not_listed(desk: Desk) -> None:
    number = register(desk, case_class=CaseClass.B)
    with desk.store.transaction():
        station.put_draft(desk.store, f"letter:explanation_letter:{number}", {"body": "爩"}, desk.now())
    assert list_drafts(desk) == []
    assert load_draft(desk, key=f"letter:explanation_letter:{number}") is None


def test_a_letter_of_somebody_else_s_sealed_case_is_refused(desk: Desk) -> None:
    number = register(desk, case_class=CaseClass.B)
    desk.operator = OTHER
    with pytest.raises(NotFound, match="信访事项"):
        save_draft(desk, key=f"letter:reply:{number}", content={"body": "爩"})


# --- ledgers ------------------------------------------------------------------------------------------------

TITLES = ["序号", "收到日期", "信访人姓名", "联系电话", "反映内容", "类别"]


def old_ledger(folder: Path) -> Path:
    """A ledger with an allowance and an accusation."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(TITLES)
    sheet.append([1, "2026-03-02", "王建国", "13812344321", "井下津贴少发三个月", "工资薪酬"])
    sheet.append([2, "2026-03-03", "龘某", "13900001111", "爩私分材料款", "检举控告"])
    path = folder / "旧台账.xlsx"
    book.save(path)
    return path


def test_what_the_old_ledger_calls_an_accusation_comes_in_sealed(desk: Desk, tmp_path: Path) -> None:
    _, report = exhaust(import_ledger(desk, path=old_ledger(tmp_path)))
    assert report.imported == 2
    assert count_cases(desk, where=CaseFilter()) == 1
    number = desk.store.value("SELECT number FROM cases WHERE sealed = 1")
    case = cases.get_case(desk.store, number)
    assert (case.case_class, case.seal_number, case.content) == (CaseClass.B, "F20260001", "爩私分材料款")


def test_a_row_that_is_here_sealed_is_known_again_without_its_number(desk: Desk, tmp_path: Path) -> None:
    path = old_ledger(tmp_path)
    exhaust(import_ledger(desk, path=path))
    sealed = desk.store.value("SELECT number FROM cases WHERE sealed = 1")
    report = exhaust(check_ledger(desk, path=path))
    said = "\n".join(problem.message for problem in (*report.warnings, *report.errors, *report.notices))
    assert report.duplicates == 2
    assert sealed not in said
    assert "第3行以前已经导入" in said


# --- acts ---------------------------------------------------------------------------------------------------


def test_a_withdrawal_leaves_no_words_in_the_history_of_a_secret_case(own_world: World) -> None:
    desk, number = own_world.desk, own_world.sealed["secret"]
    fields = {"way": "书面申请", "statement": "戁本人原话", "voluntary": "yes"}
    perform(desk, number=number, act="withdraw", fields=fields)
    assert cases.get_case(desk.store, number).state is CaseState.WITHDRAWN
    undo(desk, number=number, reason="戁本人又要求办理")
    lines = [line.text for line in history.timeline(desk.store, number)][-2:]
    assert lines == ["信访人撤回", "撤销信访人撤回"]
