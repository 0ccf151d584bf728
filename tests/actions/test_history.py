"""Reading the history, proving it, and holding it against heads that were printed or carried away."""

import datetime as dt
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.actions.calendar import set_day
from app.actions.cases import classify, note_handling, reveal
from app.actions.desk import Desk
from app.actions.history import (
    carried_heads,
    case_timeline,
    clock_behind,
    count_history,
    head_code,
    history_acts,
    history_head,
    history_operators,
    list_history,
    prove_history,
    verify_history,
)
from app.actions.history_papers import export_history, seal_history
from app.domain.codes import CaseClass, Role
from app.domain.errors import HistoryBroken, InvalidField, NotAllowed
from app.domain.history import Fault, HistoryFilter, HistoryHead, HistoryLine
from app.domain.history_words import NOT_OF_A_MOVE
from app.domain.procedure import MOVES
from app.domain.station import Operator
from app.domain.workdays import DayKind
from app.storage import history
from tests.desks import DESK_DAY, exhaust, register
from tests.files.pdf_reading import read_pdf
from tests.storage.test_history import attacked, rehashed

AUDITOR = Operator("钱守义", (Role.AUDITOR,))
ALL = HistoryFilter()


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """A desk with an open case, a sealed one, and an auditor before it."""
    number = register(desk)
    classify(desk, number=number, case_class=CaseClass.C6, reason="王建国说本单位能办")
    note_handling(desk, number=number, on=DESK_DAY, text="核对考勤")
    reveal(desk, number=number, position=0, field="phone", reason="回访王建国")
    register(desk, "周桂兰", case_class=CaseClass.B)
    desk.operator = AUDITOR
    return desk


def acts(desk: Desk, where: HistoryFilter) -> list[str]:
    return [line.act for line in list_history(desk, where=where)]


# --- reading ----------------------------------------------------------------------------------------------


def test_the_newest_stand_first_and_are_turned_over_by_pages(busy: Desk) -> None:
    assert acts(busy, ALL) == ["register", "reveal", "note", "classify", "register", "create"]
    assert count_history(busy, where=ALL) == 6
    first = list_history(busy, where=ALL, limit=4)
    assert [line.number for line in first] == [6, 5, 4, 3]
    assert [line.number for line in list_history(busy, where=ALL, before=3, limit=4)] == [2, 1]


def test_a_line_says_who_in_which_roles_what_and_from_what_to_what(busy: Desk) -> None:
    line = list_history(busy, where=HistoryFilter(act="note"))[0]
    assert (line.operator, line.role_words) == ("李敏", "登记员、负责人、管理员")
    assert line.change == "已登记 → 办理中" and line.case_number.startswith("ZC01-")


def test_names_of_petitioners_are_covered(busy: Desk) -> None:
    number = busy.store.value("SELECT number FROM cases WHERE sealed = 0")
    with busy.store.transaction():  # as an older program wrote it
        history.append(busy.store, HistoryLine(busy.now(), "李敏", "note", "王建国又来了一次", number))
    assert list_history(busy, where=ALL)[0].text == "王*国又来了一次"
    texts = "".join(line.text + line.was + line.became for line in list_history(busy, where=ALL))
    assert "王建国" not in texts and "王*国" in texts


def test_of_a_sealed_case_only_who_when_and_which_act_is_told(busy: Desk) -> None:
    line = list_history(busy, where=ALL)[0]
    assert (line.act, line.operator, line.hidden) == ("register", "李敏", True)
    assert (line.case_number, line.text, line.change) == ("", "", "")


def test_a_sealed_case_is_found_neither_by_its_number_nor_by_words(busy: Desk) -> None:
    number = busy.store.value("SELECT number FROM cases WHERE sealed = 1")
    for where in (
        HistoryFilter(case_number=number),
        HistoryFilter(text=number),
        HistoryFilter(case_number="无此号"),
    ):
        assert list_history(busy, where=where) == [] and count_history(busy, where=where) == 0
    assert count_history(busy, where=HistoryFilter(text="收到日期")) == 1
    busy.operator = Operator("李敏", (Role.CLERK, Role.LEADER))
    assert [line.act for line in list_history(busy, where=HistoryFilter(case_number=number))] == ["register"]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (HistoryFilter(operator="李敏"), 6),
        (HistoryFilter(operator="别人"), 0),
        (HistoryFilter(act="register"), 2),
        (HistoryFilter(first=DESK_DAY, last=DESK_DAY), 6),
        (HistoryFilter(last=DESK_DAY - dt.timedelta(days=1)), 0),
        (HistoryFilter(first=DESK_DAY + dt.timedelta(days=1)), 0),
        (HistoryFilter(last=dt.date.max), 6),
        (HistoryFilter(text="能办"), 1),
        (HistoryFilter(text="办理中"), 1),
        (HistoryFilter(text="%"), 0),
        (HistoryFilter(text="_"), 0),
        (HistoryFilter(operator="李敏", act="classify", first=DESK_DAY, text="能办"), 1),
    ],
)
def test_lines_are_found_by_day_operator_act_and_words(busy: Desk, where: HistoryFilter, found: int) -> None:
    assert count_history(busy, where=where) == found == len(list_history(busy, where=where))


def test_all_lines_of_a_case_and_of_no_other(busy: Desk) -> None:
    number = busy.store.value("SELECT number FROM cases WHERE sealed = 0")
    assert acts(busy, HistoryFilter(case_number=number)) == ["reveal", "note", "classify", "register"]


def test_a_day_on_which_the_clock_was_set_back_is_found_whole(desk: Desk) -> None:
    for days in (0, 5, 1, 5, 0):
        desk.fixed_today = DESK_DAY + dt.timedelta(days=days)
        with desk.store.transaction():
            desk.record("note", f"第{days}天")
    day = DESK_DAY + dt.timedelta(days=5)
    found = list_history(desk, where=HistoryFilter(first=day, last=day))
    assert [line.number for line in found] == [5, 3]
    marked = [line.number for line in list_history(desk, where=ALL) if line.rewound]
    assert marked == [6, 4]


def test_of_an_erased_case_no_word_is_left_to_read(busy: Desk) -> None:
    number = busy.store.value("SELECT number FROM cases WHERE sealed = 0")
    busy.store.execute("UPDATE cases SET erased_at = '2036-01-01T00:00:00' WHERE number = ?", number)
    lines = list_history(busy, where=HistoryFilter(case_number=number))
    assert [line.act for line in lines] == ["reveal", "note", "classify", "register"]
    assert {line.text for line in lines} == {""} and lines[1].change == "已登记 → 办理中"
    assert count_history(busy, where=HistoryFilter(text="能办")) == 0


def test_operators_and_acts_are_offered_once_each(busy: Desk) -> None:
    assert history_operators(busy) == ["李敏"]
    words = dict(history_acts(busy))
    assert words["reveal"] == "查看完整号码" and set(words) == {
        "create",
        "register",
        "classify",
        "note",
        "reveal",
    }


def test_a_clerk_reads_the_history_of_a_case_alone(busy: Desk) -> None:
    busy.operator = Operator("小赵", (Role.CLERK,))
    for ask in (list_history, count_history):
        with pytest.raises(NotAllowed, match="监督员"):
            ask(busy, where=ALL)
    for ask in (history_operators, history_acts, carried_heads):
        with pytest.raises(NotAllowed, match="监督员"):
            ask(busy)
    number = busy.store.value("SELECT number FROM cases WHERE sealed = 0")
    assert len(case_timeline(busy, number=number)[0].lines) == 4


def test_a_cases_time_line_is_told_by_day_in_sentences(busy: Desk) -> None:
    number = busy.store.value("SELECT number FROM cases WHERE sealed = 0")
    (day,) = case_timeline(busy, number=number)
    assert day.day == DESK_DAY
    sentences = [line.sentence for line in day.lines]
    assert sentences[0] == "李敏（登记员、负责人、管理员）：登记（来访），收到日期2026-11-20"
    assert sentences[1].endswith("王*国说本单位能办；三类及路径：（空） → 申诉求决类·本单位办理")
    assert sentences[2].endswith("记录办理（2026-11-24）；已登记 → 办理中")


def test_every_act_that_the_program_records_has_its_word() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (Path(__file__).parents[2] / "app").rglob("*.py"))
    recorded = set(re.findall(r"\.record\(\s*\"([a-z_]+)\"", source))
    assert len(recorded) > 40
    assert recorded - set(NOT_OF_A_MOVE) - set(MOVES) == set()


# --- the proof --------------------------------------------------------------------------------------------


def test_the_proof_tells_how_far_it_is_and_can_be_closed(busy: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "BATCH", 2)
    done = [progress.done for progress in prove_history(busy)]
    assert done == [0, 2, 4, 6]
    work = prove_history(busy)
    next(work)
    work.close()
    assert verify_history(busy).head == history_head(busy)


def test_a_printed_head_is_met_by_the_history_that_grew_since(busy: Desk) -> None:
    code = head_code(history_head(busy))
    with busy.store.transaction():
        busy.record("backup", "备份")
    checked = verify_history(busy, head=code)
    assert (checked.fault, checked.heads, checked.lines) == (None, 1, 7)


def test_a_cut_tail_is_found_by_a_printed_head_alone(busy: Desk) -> None:
    code = head_code(history_head(busy))
    assert attacked(busy.store, "DELETE FROM history WHERE id > 4") is None  # the rest is a whole chain
    fault = verify_history(busy, head=code).fault
    assert fault is not None and (fault.line, fault.fault) == (4, Fault.CUT)
    assert "第4条处被截断" in fault.sentence
    assert verify_history(busy).fault is None


def test_a_cut_tail_that_was_filled_up_again_is_found_too(busy: Desk) -> None:
    code = head_code(history_head(busy))
    attacked(busy.store, "DELETE FROM history WHERE id > 4")
    for _ in range(5):
        with busy.store.transaction():
            busy.record("backup", "备份")
    assert verify_history(busy).fault is None
    fault = verify_history(busy, head=code).fault
    assert fault is not None and (fault.line, fault.fault) == (6, Fault.OTHER)


def test_a_chain_that_was_hashed_anew_as_a_whole_is_found_only_by_a_head_from_elsewhere(busy: Desk) -> None:
    code = head_code(history_head(busy))
    attacked(busy.store, "UPDATE history SET operator = '别人' WHERE id = 2")
    rehashed(busy.store, 2)
    assert verify_history(busy).fault is None
    fault = verify_history(busy, head=code).fault
    assert fault is not None and fault.fault is Fault.OTHER and "整个记录被换过" in fault.sentence


def test_the_heads_of_backups_are_held_against_the_chain_by_themselves(busy: Desk) -> None:
    head = history_head(busy)
    busy.store.execute(
        "INSERT INTO backups (at, operator, occasion, folder, file_name, sha256, size, cases, documents, history, head)"
        " VALUES ('2026-11-24T09:00:00', '李敏', 'daily', '/', 'x', '', 0, 0, 0, ?, ?)",
        head.lines,
        head.hash,
    )
    assert verify_history(busy).fault is None and verify_history(busy).heads == 1
    attacked(busy.store, "DELETE FROM history WHERE id = 6")
    fault = verify_history(busy).fault
    assert fault is not None and fault.fault is Fault.CUT and "2026-11-24 09:00的备份记录" in fault.sentence


def test_a_mistyped_head_is_refused_before_anything_is_proved(busy: Desk) -> None:
    with pytest.raises(InvalidField, match="第1组"):
        verify_history(busy, head="6-AAAAA")


def test_a_clock_behind_the_last_line_is_noticed_at_opening(desk: Desk) -> None:
    assert clock_behind(desk) is None
    desk.fixed_today = DESK_DAY - dt.timedelta(days=400)
    step = clock_behind(desk)
    assert step is not None and step.last.date() == DESK_DAY
    set_day(desk, day=dt.date(2026, 12, 7), kind=DayKind.HOLIDAY)
    assert clock_behind(desk) is None and desk.clock_step is not None


def test_a_workshop_has_no_heads_of_others(busy: Desk) -> None:
    assert carried_heads(busy) == []


# --- files ------------------------------------------------------------------------------------------------


def test_what_is_filtered_is_exported_and_the_export_recorded(busy: Desk, tmp_path: Path) -> None:
    path = tmp_path / "记录.xlsx"
    made = exhaust(export_history(busy, path=path, where=HistoryFilter(act="register")))
    assert (made.lines, made.path) == (2, path)
    sheet = load_workbook(path).active
    assert [sheet.cell(row, 1).value for row in (4, 5)] == [6, 2] and sheet.max_row == 5
    assert "操作“登记”" in sheet["A2"].value and "钱守义" in sheet["A2"].value
    line = list_history(busy, where=ALL)[0]
    assert (line.act, line.operator, line.text) == ("export_history", "钱守义", "导出操作记录2条（xlsx）")


def test_the_printed_list_covers_names_and_says_nothing_of_sealed_cases(busy: Desk, tmp_path: Path) -> None:
    path = tmp_path / "记录.pdf"
    assert exhaust(export_history(busy, path=path)).lines == 6
    text = read_pdf(path.read_bytes()).text
    assert "王建国" not in text and "周桂兰" not in text and "密封事项" in text
    assert busy.store.value("SELECT number FROM cases WHERE sealed = 1") not in text


@pytest.mark.parametrize("ending", [".xlsx", ".pdf"])
def test_a_cancelled_export_leaves_neither_file_nor_line(busy: Desk, tmp_path: Path, ending: str) -> None:
    work = export_history(busy, path=tmp_path / f"记录{ending}")
    next(work)
    next(work)
    work.close()
    assert list(tmp_path.iterdir()) == [tmp_path / "desk"] and history_head(busy).lines == 6


def test_another_ending_and_too_much_paper_are_refused(
    busy: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InvalidField, match="xlsx"):
        exhaust(export_history(busy, path=tmp_path / "记录.docx"))
    monkeypatch.setattr("app.actions.history_papers.MOST_IN_PDF", 5)
    with pytest.raises(InvalidField, match="最多5条，这里有6条"):
        exhaust(export_history(busy, path=tmp_path / "记录.pdf"))


def test_the_seal_has_the_head_of_what_was_proved(busy: Desk, tmp_path: Path) -> None:
    head = history_head(busy)
    checked = exhaust(seal_history(busy, path=tmp_path / "封条.pdf"))
    assert checked.head == head
    assert head_code(head) in read_pdf((tmp_path / "封条.pdf").read_bytes()).text
    assert verify_history(busy, head=head_code(head)).fault is None
    assert list_history(busy, where=ALL)[0].act == "history_seal"


def test_a_broken_chain_is_not_sealed(busy: Desk, tmp_path: Path) -> None:
    attacked(busy.store, "UPDATE history SET text = '改过' WHERE id = 3")
    with pytest.raises(HistoryBroken, match="第3条内容被改动过"):
        exhaust(seal_history(busy, path=tmp_path / "封条.pdf"))
    assert not (tmp_path / "封条.pdf").exists()


def test_a_head_of_no_lines_is_one_too() -> None:
    assert head_code(HistoryHead(0, history.FIRST)).startswith("0-")
