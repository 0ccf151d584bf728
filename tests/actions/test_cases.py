import datetime as dt
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.actions.attachments import LARGEST, add_attachment, remove_attachment, save_attachment
from app.actions.cases import (
    cannot_settle,
    check_id_number,
    classify,
    count_cases,
    get_case,
    link_repeat,
    list_cases,
    note_handling,
    register_case,
    reveal,
    take_back,
    view_case,
)
from app.actions.checks import verify_history
from app.actions.desk import Desk
from app.actions.drafts import drop_draft, list_drafts, load_draft, save_draft
from app.actions.procedure import undo
from app.actions.sealed import seen_case
from app.bootstrap import open_desk
from app.domain.cases import CaseDraft, CaseFilter, Request, Respondent
from app.domain.codes import CaseClass, CaseState, Channel, Origin
from app.domain.deadlines import DeadlineState
from app.domain.errors import InvalidCase, InvalidField, InvalidFields, NotAllowed, NotFound, UnreadableFile
from app.domain.petitioners import Petitioner
from tests.desks import DESK_DAY, PASSPHRASE, a_draft, make_desk, register


def acts_of(desk: Desk, number: str) -> list[str]:
    return [line.act for line in view_case(desk, number=number).timeline]


def test_name_and_matter_are_enough_and_the_first_clock_starts(desk: Desk) -> None:
    number = register_case(
        desk, draft=CaseDraft(DESK_DAY, petitioners=(Petitioner("王建国"),), content="少发津贴")
    ).cases[0]
    view = view_case(desk, number=number)
    assert (view.case.state, view.case.subject, view.case.requests) == (
        CaseState.REGISTERED, "少发津贴", (Request("少发津贴"),)
    )  # fmt: skip
    clock = view.deadlines[0]
    assert (clock.rule, clock.due_on, clock.state) == ("T2", dt.date(2026, 12, 9), DeadlineState.RUNNING)
    assert acts_of(desk, number) == ["register"]


def test_everything_that_was_typed_comes_back(desk: Desk) -> None:
    draft = CaseDraft(
        received_on=dt.date(2026, 11, 19), channel=Channel.PHONE, origin=Origin.SUPERIOR,
        petitioners=(Petitioner("王𬱖", "14020219800101123X", "13812344321", "机电队", "云冈区", "0012", "电工", True),),
        people_count=9, subject="津贴", content="少发津贴\n三个月", requests=(Request("补发"), Request("道歉")),
        respondent=Respondent("孙大伟", "区长", "采煤队"), case_class=CaseClass.C6, category="工资薪酬", unit="机电队",
        urgent=True, evidence="工资条", office="劳资科", outcome="", note="备注",
    )  # fmt: skip
    number = register_case(desk, draft=draft).cases[0]
    case = seen_case(desk, number.lower())
    assert get_case(desk, number=number).petitioners == tuple(one.covered() for one in case.petitioners)
    for name in set(CaseDraft.__dataclass_fields__) - {
        "class_reason"
    }:  # kept as the act that chose the class
        assert getattr(case, name) == getattr(draft, name), name
    assert len(case.query_code) == 10 and case.registered_by == "李敏"
    # a matter that a superior passed on runs under its own rule
    assert [clock.rule for clock in view_case(desk, number=case.number).deadlines] == ["T3", "T4"]


def test_everything_wrong_is_named_per_field_and_nothing_is_kept(desk: Desk) -> None:
    draft = CaseDraft(
        dt.date(2026, 11, 25), petitioners=(Petitioner("", "14020219800101123"), Petitioner(phone="1"))
    )
    with pytest.raises(InvalidCase) as refused:
        register_case(desk, draft=draft)
    assert sorted(p.field for p in refused.value.problems) == ["content", "id_number", "name", "received_on"]
    assert count_cases(desk, where=CaseFilter()) == 0
    assert verify_history(desk).lines == 1


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("1402021980010112", "现在是16位"),
        ("140202196204177346", "校验位不符"),
        ("140202198013011237", "出生日期不存在"),  # a thirteenth month under a right check digit
        ("990202196204177343", "前两位"),
        ("14020219800101 12X", "18位"),
    ],
)
def test_the_fault_of_an_identity_number_is_named(number: str, fault: str) -> None:
    assert fault in check_id_number(number)


@pytest.mark.parametrize("number", ["", "14020219800101123X", "140202196204177345", "140202620417734"])
def test_a_right_identity_number_of_18_or_15_digits_has_no_fault(number: str) -> None:
    assert check_id_number(number) == ""


def test_a_miner_born_before_his_district_had_its_code_is_not_refused(desk: Desk) -> None:
    # 140202 (大同市城区) is a code from 1983 to 2018; its owner was born in 1962
    assert check_id_number("410402196204017348") == ""
    register(desk, petitioners=(Petitioner("王建国", "410402196204017348"),))


def test_the_draft_goes_with_the_registration_and_only_with_it(desk: Desk) -> None:
    save_draft(desk, key="new-case", content={"name": "王建", "count": 2})
    with pytest.raises(InvalidCase):
        register_case(desk, draft=a_draft(content=""), draft_key="new-case")
    kept = load_draft(desk, key="new-case")
    assert kept is not None and kept[0] == {"name": "王建", "count": 2}
    assert kept[1].date() == DESK_DAY
    assert register_case(desk, draft=a_draft(), draft_key="new-case").drafts == ("new-case",)
    assert load_draft(desk, key="new-case") is None


def test_drafts_are_listed_replaced_and_dropped(desk: Desk) -> None:
    for content in ({"a": 1}, {"a": 2}):
        save_draft(desk, key="one", content=content)
    save_draft(desk, key="two", content={})
    assert {key for key, _ in list_drafts(desk)} == {"one", "two"}
    drop_draft(desk, key="one")
    assert load_draft(desk, key="one") is None


KILLED = """
import os, signal, sys
from pathlib import Path
from app.actions import cases
from app.actions.desk import Desk
from app.bootstrap import open_desk
from tests.desks import DESK_DAY, PASSPHRASE, a_draft, register
desk = open_desk(Path(sys.argv[1]), PASSPHRASE, today=DESK_DAY)
register(desk, "先登记的")
def die(*args):
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "record":
    Desk.record = die
elif sys.argv[2] == "insert":
    desk.store.database.connection().execute("PRAGMA cache_spill = 1")
    desk.store.database.connection().execute("PRAGMA cache_size = 1")
    Desk.record = die
else:
    cases.drop_kept = die
cases.register_case(desk, draft=a_draft("写了一半的", content="半" * 15000), draft_key="new-case")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("where", ["record", "insert", "draft"])
def test_a_process_killed_within_an_act_leaves_nothing_of_it(tmp_path: Path, where: str) -> None:
    desk, _ = make_desk(tmp_path / "home")
    save_draft(desk, key="new-case", content={"name": "写了一半的"})
    desk.close()
    root = Path(__file__).parent.parent.parent
    done = subprocess.run([sys.executable, "-c", KILLED, tmp_path / "home", where], cwd=root, check=False)
    assert done.returncode == -signal.SIGKILL
    with open_desk(tmp_path / "home", PASSPHRASE, today=DESK_DAY) as desk:
        assert [row.people for row in list_cases(desk, where=CaseFilter())] == ["先**的"]
        for table in ("cases", "petitioners", "requests", "deadlines", "case_grams"):
            assert desk.store.value(f"SELECT count(*) FROM {table}") == 1, table
        assert verify_history(desk).lines == 2 and verify_history(desk).broken_at is None
        assert load_draft(desk, key="new-case") is not None
        assert register(desk)[14:18] == "0002"


def test_opening_a_number_is_recorded_with_who_which_and_why(desk: Desk) -> None:
    people = (
        Petitioner("王建国", phone="13812344321"),
        Petitioner("李芳", "14020219800101123X", address="云冈区"),
    )
    number = register(desk, petitioners=people, people_count=2)
    value, changes = reveal(desk, number=number, position=1, field="id_number", reason=" 核对证件 ")
    assert (value, changes.cases) == ("14020219800101123X", (number,))
    line = view_case(desk, number=number).timeline[-1]
    assert (line.operator, line.act, line.text) == ("李敏", "reveal", "查看第2位信访人的证件号码：核对证件")


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"field": "name"}, "field"),
        ({"position": 1}, "position"),
        ({"position": -1}, "position"),
    ],
)
def test_without_a_reason_nothing_is_opened(desk: Desk, how: dict[str, object], field: str) -> None:
    number = register(desk)
    asked: dict[str, object] = {"position": 0, "field": "phone", "reason": "回访", **how}
    with pytest.raises(InvalidField) as refused:
        reveal(desk, number=number, **asked)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert acts_of(desk, number) == ["register"]


def test_a_repeat_names_the_first_case_even_when_linked_to_a_repeat(desk: Desk) -> None:
    first, second, third = (register(desk) for _ in range(3))
    link_repeat(desk, number=second, first=first)
    assert set(link_repeat(desk, number=third, first=second).cases) == {third, first}
    assert get_case(desk, number=third).repeat_of == first
    fourth = register(desk, repeat_of=second.lower())
    assert get_case(desk, number=fourth).repeat_of == first


def test_links_never_run_in_a_circle(desk: Desk) -> None:
    first, second, third = (register(desk) for _ in range(3))
    link_repeat(desk, number=second, first=first)
    for number, target in ((first, first), (first, second)):
        with pytest.raises(InvalidField):
            link_repeat(desk, number=number, first=target)
    # the first one turns out to be a repeat itself: what was linked to it moves along
    link_repeat(desk, number=first, first=third)
    assert [get_case(desk, number=n).repeat_of for n in (first, second, third)] == [third, third, ""]
    with pytest.raises(InvalidField):
        link_repeat(desk, number=third, first=second)


def test_what_is_linked_must_be_there(desk: Desk) -> None:
    number = register(desk)
    for act in (
        lambda: link_repeat(desk, number=number, first="ZC01-X"),
        lambda: register(desk, repeat_of="ZC01-X"),
    ):
        with pytest.raises(NotFound):
            act()
    assert get_case(desk, number=number).repeat_of == ""


def test_to_the_waiting_list_and_back(desk: Desk) -> None:
    number = register(desk)
    with pytest.raises(NotAllowed, match="只有待移送时"):
        take_back(desk, number=number)
    cannot_settle(desk, number=number, reason="无权决定")
    assert get_case(desk, number=number).state is CaseState.AWAITING_TRANSFER
    with pytest.raises(NotAllowed):
        cannot_settle(desk, number=number)
    with pytest.raises(NotAllowed, match="分类"):
        classify(desk, number=number, case_class=CaseClass.B, reason="检举")
    take_back(desk, number=number)
    assert get_case(desk, number=number).state is CaseState.HANDLING
    assert acts_of(desk, number) == ["register", "cannot_settle", "take_back"]


def test_a_note_opens_the_handling(desk: Desk) -> None:
    number = register(desk)
    note_handling(desk, number=number, on=dt.date(2026, 11, 23), text=" 到劳资科查表 ", kind="调查取证")
    view = view_case(desk, number=number)
    assert view.case.state is CaseState.HANDLING
    assert [(n.text, n.kind, n.operator) for n in view.notes] == [("到劳资科查表", "调查取证", "李敏")]


@pytest.mark.parametrize(("day", "text", "field"), [(25, "明天再说", "on"), (24, "  ", "text")])
def test_a_note_in_the_future_or_without_words_is_refused(
    desk: Desk, day: int, text: str, field: str
) -> None:
    number = register(desk)
    with pytest.raises(InvalidField) as refused:
        note_handling(desk, number=number, on=dt.date(2026, 11, day), text=text)
    assert refused.value.field == field
    assert view_case(desk, number=number).notes == ()
    assert get_case(desk, number=number).state is CaseState.REGISTERED


def test_class_b_stops_every_handling_here_and_its_reason_is_nowhere(desk: Desk) -> None:
    number = register(desk)
    classify(desk, number=number, case_class=CaseClass.B, reason="检举孙大伟收受礼品")
    view = view_case(desk, number=number)
    assert view.case.sealed
    assert {act.name for act in view.acts if act.allowed} == {
        "slip", "classify", "attach", "seal_handover", "open_sealed", "undo",
    }  # fmt: skip
    for refused in (
        lambda: note_handling(desk, number=number, on=DESK_DAY, text="问过"),
        lambda: cannot_settle(desk, number=number),
        lambda: link_repeat(desk, number=number, first=number),
    ):
        with pytest.raises(NotAllowed, match="第三十条"):
            refused()
    assert "孙大伟" not in "".join(line.text for line in view.timeline)


@pytest.mark.parametrize("chosen", [CaseClass.C2, CaseClass.B])
def test_the_reason_for_the_class_of_a_new_case_is_kept(desk: Desk, chosen: CaseClass) -> None:
    number = register(desk, received_on=DESK_DAY, case_class=chosen, class_reason="看了材料")
    view = view_case(desk, number=number)
    (record,) = view.records
    assert (record.act, record.on, record.fields["reason"]) == ("classify", DESK_DAY, "看了材料")
    words = "分类为申诉求决类·仲裁：看了材料" if chosen is CaseClass.C2 else "分类"
    assert view.timeline[-1].text == words
    undo(desk, number=number, reason="选错了")
    after = view_case(desk, number=number).case
    assert (after.case_class, after.sealed) == (None, False)


def test_a_class_wants_its_reason(desk: Desk) -> None:
    number = register(desk)
    with pytest.raises(InvalidFields, match="请填写理由"):
        classify(desk, number=number, case_class=CaseClass.C2, reason=" ")
    classify(desk, number=number, case_class=CaseClass.C2, reason="劳动争议")
    assert get_case(desk, number=number).case_class is CaseClass.C2
    assert view_case(desk, number=number).timeline[-1].text == "分类为申诉求决类·仲裁：劳动争议"


def test_an_attachment_comes_back_byte_for_byte(desk: Desk, tmp_path: Path) -> None:
    number, content = register(desk), bytes(range(256)) * 700
    (tmp_path / "录音.mp3").write_bytes(content)
    add_attachment(desk, number=number, path=tmp_path / "录音.mp3")
    kept = view_case(desk, number=number).attachments[0]
    assert (kept.name, kept.size, kept.media_type) == ("录音.mp3", 179_200, "audio/mpeg")
    # sha256sum of the same bytes
    assert kept.sha256 == save_attachment(desk, attachment_id=kept.id, path=tmp_path / "out.mp3")
    assert (tmp_path / "out.mp3").read_bytes() == content


def test_an_attachment_lies_in_no_file_readable(desk: Desk, tmp_path: Path) -> None:
    number = register(desk)
    (tmp_path / "a.txt").write_bytes(b"readable attachment " * 1000)
    add_attachment(desk, number=number, path=tmp_path / "a.txt")
    assert all(b"readable attachment" not in path.read_bytes() for path in desk.home.iterdir())


def test_an_attachment_is_removed_and_the_history_keeps_that_it_was_there(desk: Desk, tmp_path: Path) -> None:
    number, other = register(desk), register(desk)
    (tmp_path / "a.txt").write_bytes(b"x")
    add_attachment(desk, number=number, path=tmp_path / "a.txt")
    kept = view_case(desk, number=number).attachments[0]
    with pytest.raises(NotFound):
        remove_attachment(desk, number=other, attachment_id=kept.id)
    remove_attachment(desk, number=number, attachment_id=kept.id)
    assert view_case(desk, number=number).attachments == ()
    assert acts_of(desk, number) == ["register", "attach", "detach"]
    with pytest.raises(NotFound):
        save_attachment(desk, attachment_id=kept.id, path=tmp_path / "out")


def test_an_empty_a_missing_and_a_huge_file_are_refused(desk: Desk, tmp_path: Path) -> None:
    number = register(desk)
    (tmp_path / "empty").touch()
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(LARGEST + 1)
    for name, kind in (("empty", InvalidField), ("huge", InvalidField), ("gone", UnreadableFile)):
        with pytest.raises(kind, match=name):
            add_attachment(desk, number=number, path=tmp_path / name)
    assert view_case(desk, number=number).attachments == ()


def test_a_number_nobody_has_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound, match="ZC01-X"):
        view_case(desk, number="ZC01-X")
