"""Past its period: listed, asked for, decided by another one, erased whole; figures and proofs stay."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.actions import retention
from app.actions.attachments import add_attachment
from app.actions.cases import count_cases, find_cases, get_case, list_cases, reveal, view_case
from app.actions.checks import check_desk, verify_history
from app.actions.desk import Desk
from app.actions.documents import document_pdf, issue_slip, list_documents
from app.actions.procedure import perform
from app.actions.today import todays_work
from app.domain.cases import CaseFilter
from app.domain.codes import CaseClass, Origin, Role
from app.domain.documents import DocumentKind
from app.domain.errors import InvalidField, NotAllowed, NotFound, UnreadableFile
from app.domain.petitioners import Petitioner
from app.domain.retention import ErasureState
from app.domain.station import Operator
from app.domain.today import Part
from app.storage.database import check_integrity
from app.storage.pages import Pages
from tests.desks import copied_desk, exhaust, register
from tests.faults.invariants import broken

OLD = dt.date(2012, 3, 5)
MARK = "漪澜沚"
TEXT = "井下津贴少发三个月，要求补发"
APART, PAIR = "𬱖、𪚥", "𬱖𪚥"
"""Two characters that stand apart in the text, and the pair that only the search index has of them."""
REASON = "保管期限已满，没有继续保存的价值"
LEADER = Operator("赵志强", (Role.LEADER,))
CLERK = Operator("李敏", (Role.CLERK,))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose clock can be set; its clerk is no leader."""
    made, _ = copied_desk(tmp_path / "desk")
    made.operator = CLERK
    yield made
    made.close()


def old_case(desk: Desk, n: int = 0, **changes: object) -> str:
    """A case of 2012 that was told its lawful way and closed with it."""
    now, desk.fixed_today = desk.fixed_today, OLD
    person = Petitioner(
        f"{'赵钱孙李周'[n]}{MARK}", phone=f"1397170000{n}", unit="综采一区", address=f"{MARK}路1号"
    )
    given = {"petitioners": (person,), "content": f"{MARK}反映：{TEXT}{APART}", "received_on": OLD, **changes}
    number = register(desk, **given)
    issue_slip(desk, number=number)
    settle(desk, number)
    desk.fixed_today = now
    return number


def settle(desk: Desk, number: str) -> None:
    """Nobody handles it any more."""
    fields = {"way": "书面申请", "statement": f"{MARK}本人书面撤回", "voluntary": "yes"}
    perform(desk, number=number, act="withdraw", fields=fields)


def wished(desk: Desk, *numbers: str) -> int:
    """A wish that a leader approved; its id."""
    retention.propose(desk, numbers=numbers, reason=REASON)
    erasure = retention.list_erasures(desk)[0]
    with_leader(desk, erasure.id)
    return erasure.id


def with_leader(desk: Desk, erasure_id: int, **how: object) -> None:
    """The leader decides."""
    desk.operator = LEADER
    retention.decide(desk, erasure_id=erasure_id, **{"approve": True, **how})
    desk.operator = CLERK


def readable(desk: Desk) -> bytes:
    """Every page of the database in the clear, the free ones too."""
    with Pages(desk.home / "desk.db", desk.store.key) as pages:
        return b"".join(pages.page(number) or b"" for number in range(1, pages.count + 1))


# --- what is past its period --------------------------------------------------------------------------------


def test_what_is_past_its_period_is_listed_with_the_rule_that_kept_it(desk: Desk) -> None:
    number = old_case(desk)
    register(desk)
    (found,) = retention.list_due(desk)
    assert (found.case.number, found.rule, found.kept_until) == (
        number,
        "10年（没有处理意见）",
        dt.date(2022, 12, 31),
    )
    assert found.hindrance == ""


def test_the_period_ends_with_the_last_day_of_its_last_year(desk: Desk) -> None:
    old_case(desk)
    desk.fixed_today = dt.date(2022, 12, 31)
    assert retention.list_due(desk) == []
    desk.fixed_today = dt.date(2023, 1, 1)
    assert len(retention.list_due(desk)) == 1


def test_the_unit_s_own_period_counts_and_a_wrong_one_lists_nothing(desk: Desk) -> None:
    old_case(desk)
    desk.rules_folder.mkdir()
    own = desk.rules_folder / "archive.toml"
    own.write_text('[retention.without_opinion]\nperiod = "20年"\n', encoding="utf-8")
    assert retention.list_due(desk) == []
    own.write_text('[retention.without_opinion]\nperiod = "2年"\n', encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"archive\.toml"):
        retention.list_due(desk)
    assert not next(line for line in check_desk(desk) if line.name == "期限和日历").ok


def test_what_is_kept_for_good_or_still_handled_or_was_sealed_is_never_listed(desk: Desk) -> None:
    old_case(desk, origin=Origin.INSTRUCTED, urgent=True)
    desk.fixed_today = OLD
    register(desk, received_on=OLD)
    secret = register(desk, received_on=OLD, confidential=True)
    desk.store.execute("UPDATE cases SET state = 'withdrawn' WHERE number = ?", secret)
    opened = old_case(desk, 1)
    desk.store.execute("UPDATE cases SET seal_number = 'F20120001' WHERE number = ?", opened)
    desk.fixed_today = dt.date(2060, 1, 1)
    assert retention.list_due(desk) == []


def test_a_case_that_a_running_one_repeats_stays_and_says_why(desk: Desk) -> None:
    number = old_case(desk)
    again = register(desk, repeat_of=number)
    (found,) = retention.list_due(desk)
    assert again in found.hindrance
    with pytest.raises(NotAllowed, match="重信重访"):
        retention.propose(desk, numbers=[number], reason=REASON)


# --- asking and deciding -----------------------------------------------------------------------------------


def test_only_what_is_past_its_period_can_be_asked_for_and_only_with_an_appraisal(desk: Desk) -> None:
    number, young = old_case(desk), register(desk)
    with pytest.raises(NotAllowed, match="保管期限未满"):
        retention.propose(desk, numbers=[young], reason=REASON)
    settle(desk, young)
    with pytest.raises(NotAllowed, match="保管期限未满"):
        retention.propose(desk, numbers=[young], reason=REASON)
    with pytest.raises(NotFound):
        retention.propose(desk, numbers=["ZC01-20990101-0001-X"], reason=REASON)
    for numbers, reason in (((), REASON), ((number,), " ")):
        with pytest.raises(InvalidField):
            retention.propose(desk, numbers=numbers, reason=reason)


def test_a_case_stands_in_one_wish_only_and_is_listed_no_more(desk: Desk) -> None:
    number = old_case(desk)
    retention.propose(desk, numbers=[number, number], reason=REASON)
    assert retention.list_due(desk) == []
    with pytest.raises(NotAllowed, match="另一项"):
        retention.propose(desk, numbers=[number], reason=REASON)
    (wish,) = retention.list_erasures(desk)
    assert [line.number for line in wish.lines] == [number]


def test_a_leader_decides_and_nobody_on_his_own_wish(desk: Desk) -> None:
    number = old_case(desk)
    desk.operator = replace(LEADER, roles=(Role.CLERK, Role.LEADER))
    retention.propose(desk, numbers=[number], reason=REASON)
    (wish,) = retention.list_erasures(desk)
    with pytest.raises(NotAllowed, match="另一位负责人"):
        retention.decide(desk, erasure_id=wish.id, approve=True)
    desk.operator = CLERK
    with pytest.raises(NotAllowed, match="负责人"):
        retention.decide(desk, erasure_id=wish.id, approve=True)
    with pytest.raises(NotAllowed, match=ErasureState.ASKED.label):
        exhaust(retention.erase(desk, erasure_id=wish.id))
    assert retention.get_erasure(desk, erasure_id=wish.id).state is ErasureState.ASKED


def test_what_was_returned_with_a_word_can_be_asked_for_again(desk: Desk) -> None:
    number = old_case(desk)
    retention.propose(desk, numbers=[number], reason=REASON)
    (wish,) = retention.list_erasures(desk)
    desk.operator = LEADER
    with pytest.raises(InvalidField):
        retention.decide(desk, erasure_id=wish.id, approve=False)
    with_leader(desk, wish.id, approve=False, word="再留一年")
    found = retention.get_erasure(desk, erasure_id=wish.id)
    assert (found.state, found.word, found.decided_by) == (ErasureState.RETURNED, "再留一年", "赵志强")
    assert len(retention.list_due(desk)) == 1
    with pytest.raises(NotAllowed, match="已退回"):
        exhaust(retention.erase(desk, erasure_id=wish.id))


def test_whoever_asked_can_take_it_back_until_it_is_carried_out(desk: Desk) -> None:
    erasure_id = wished(desk, old_case(desk))
    desk.operator = LEADER
    with pytest.raises(NotAllowed, match="提出人李敏"):
        retention.take_back(desk, erasure_id=erasure_id)
    desk.operator = CLERK
    retention.take_back(desk, erasure_id=erasure_id)
    with pytest.raises(NotAllowed, match="已撤回"):
        exhaust(retention.erase(desk, erasure_id=erasure_id))


def answered(desk: Desk, part: Part) -> list[str]:
    """What the day's page says to whoever asked."""
    return [line.what for line in todays_work(desk).section(part).lines]


def test_whoever_asked_reads_on_the_day_s_page_what_was_decided(desk: Desk) -> None:
    back, number = old_case(desk), old_case(desk, 1)
    retention.propose(desk, numbers=[back], reason=REASON)
    (returned,) = retention.list_erasures(desk)
    assert retention.answered_erasures(desk) == []
    with_leader(desk, returned.id, approve=False, word="再留一年")
    assert answered(desk, Part.RETURNED) == ["销毁到期档案1件　“再留一年”"]
    approved = wished(desk, number)
    assert answered(desk, Part.ERASING) == [f"销毁到期档案1件　{REASON}"]
    desk.operator = LEADER
    assert retention.answered_erasures(desk) == []
    desk.operator = CLERK
    exhaust(retention.erase(desk, erasure_id=approved))
    assert [wish.id for wish in retention.answered_erasures(desk)] == [returned.id]


def test_what_came_back_is_named_until_it_is_asked_for_again_or_taken_back(desk: Desk) -> None:
    one, other = old_case(desk), old_case(desk, 1)
    for number in (one, other):
        retention.propose(desk, numbers=[number], reason=REASON)
        with_leader(desk, retention.list_erasures(desk)[0].id, approve=False, word="再留一年")
    retention.propose(desk, numbers=[other], reason="又满一年")
    (left,) = retention.answered_erasures(desk)
    assert [line.number for line in left.lines] == [one]
    retention.take_back(desk, erasure_id=left.id)
    assert retention.answered_erasures(desk) == []
    found = retention.get_erasure(desk, erasure_id=left.id)
    assert (found.state, found.word) == (ErasureState.TAKEN_BACK, "再留一年")
    assert len(retention.list_due(desk)) == 1


def test_an_auditor_reads_and_does_nothing(desk: Desk) -> None:
    number = old_case(desk)
    desk.operator = Operator("周岚", (Role.AUDITOR,))
    assert len(retention.list_due(desk)) == 1
    with pytest.raises(NotAllowed):
        retention.propose(desk, numbers=[number], reason=REASON)


# --- erasing -----------------------------------------------------------------------------------------------


def test_names_and_texts_go_from_every_page_of_the_database(desk: Desk, tmp_path: Path) -> None:
    number, other = old_case(desk), old_case(desk, 1)
    fill_every_table(desk, number, tmp_path)
    marks = [text.encode() for text in (f"赵{MARK}", "13971700000", f"{MARK}反映")]
    pair = PAIR.encode()
    desk.store.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    before = readable(desk)
    assert all(mark in before for mark in [*marks, pair])
    exhaust(retention.erase(desk, erasure_id=wished(desk, number)))
    after = readable(desk)
    assert [mark.decode() for mark in marks[:2] if mark in after] == []
    exhaust(retention.erase(desk, erasure_id=wished(desk, other)))
    assert [mark.decode() for mark in (MARK.encode(), pair) if mark in readable(desk)] == []


def fill_every_table(desk: Desk, number: str, folder: Path) -> None:
    """What a full life leaves, written where the acts write it."""
    scan = folder / f"赵{MARK}.txt"
    scan.write_text(f"赵{MARK} 13971700000", encoding="utf-8")
    store, case_id = desk.store, get_case(desk, number=number).id
    said = json.dumps({"reason": f"赵{MARK}反映", "body": "13971700000"}, ensure_ascii=False)
    state = "UPDATE cases SET state = ? WHERE id = ?"
    store.execute(state, "handling", case_id)
    add_attachment(desk, number=number, path=scan)
    store.execute(state, "withdrawn", case_id)
    row = 'INSERT INTO approvals (case_id, act, "on", fields, letter, asked_at, asked_by, state, decided_at, word) VALUES'
    store.execute(
        f"{row} (?, 'reply', '2012-03-06', ?, ?, '2012-03-06', '李敏', 'returned', '2012-03-07', ?)",
        case_id,
        said,
        said,
        f"赵{MARK}",
    )
    note = 'INSERT INTO handling_notes (case_id, "on", kind, text, operator) VALUES (?, ?, ?, ?, ?)'
    store.execute(note, case_id, "2012-03-06", "其他", f"赵{MARK}来谈", "李敏")
    store.execute(
        "INSERT INTO drafts (key, saved_at, content) VALUES (?, '2012-03-06', ?)",
        f"letter:reply:{number}",
        said,
    )
    slip = store.value("SELECT id FROM documents WHERE case_id = ?", case_id)
    put(desk, "printings", document_id=slip, reason=said)
    put(desk, "packets", id=1, number="YS-1", content=said.encode())
    put(desk, "packet_cases", packet_id=1, case_id=case_id, position=1)
    put(desk, "documents", packet_id=1, kind="handover", fields=said, pdf=said.encode())
    put(desk, "replies", id=1, packet_id=1)
    put(desk, "reply_decisions", reply_id=1, case_id=case_id, ours=said, theirs=said)
    put(desk, "received_packets", id=1, number="YS-2", content=said.encode())
    put(desk, "received_cases", packet_id=1, case_id=case_id, position=1, content=said)


def put(desk: Desk, table: str, **values: object) -> None:
    """A line of a table; what must be there and is of no matter is empty."""
    columns = desk.store.rows(
        f"SELECT name, type FROM pragma_table_info('{table}') WHERE \"notnull\" AND dflt_value IS NULL"
    )
    line = {row["name"]: 0 if row["type"] == "INTEGER" else "" for row in columns} | values
    names = ", ".join(f'"{name}"' for name in line)
    desk.store.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(line))})", *line.values())


def test_figures_are_the_same_before_and_after(desk: Desk) -> None:
    numbers = [
        old_case(desk, n, case_class=CaseClass.C6, category="工资薪酬", people_count=n + 1) for n in range(3)
    ]
    before = figures(desk)
    exhaust(retention.erase(desk, erasure_id=wished(desk, *numbers)))
    assert figures(desk) == before


def figures(desk: Desk) -> object:
    """What reports count: by class, unit, month, channel, state, category, people, clocks, acts and papers."""
    columns = "class, unit, substr(received_on, 1, 7), channel, origin, state, category, office, urgent, registered_by"
    store = desk.store
    return (
        store.rows(
            f"SELECT {columns}, count(*), sum(people_count) FROM cases GROUP BY {columns} ORDER BY 1, 2, 3, 4"
        ),
        store.rows("SELECT result, count(*) FROM requests GROUP BY 1"),
        store.rows("SELECT rule, state, count(*) FROM deadlines GROUP BY 1, 2"),
        store.rows('SELECT act, "on", count(*) FROM case_acts GROUP BY 1, 2'),
        store.rows("SELECT kind, number, sha256 FROM documents WHERE kind <> 'destruction_list'"),
        count_cases(desk, where=CaseFilter(unit="综采一区")),
    )


def test_an_erased_case_is_whole_in_its_way_and_nothing_is_done_on_it_any_more(desk: Desk) -> None:
    number = old_case(desk)
    slip = view_case(desk, number=number).documents[0]
    exhaust(retention.erase(desk, erasure_id=wished(desk, number)))
    assert list(broken(desk)) == []
    assert check_integrity(desk.store) == []
    view = view_case(desk, number=number)
    assert (view.case.petitioners, view.case.content, view.case.erased_on) == ((), "", desk.today())
    assert not any(act.allowed for act in view.acts)
    assert "按保管期限销毁" in view.acts[0].why
    assert [row.number for row in list_cases(desk, where=CaseFilter())] == [number]
    assert [row.number for row in find_cases(desk, text=number)] == [number]
    assert find_cases(desk, text=MARK) == []
    with pytest.raises(NotFound):
        document_pdf(desk, document_id=slip.id)
    assert retention.list_due(desk) == []


def test_the_history_stays_whole_and_names_nobody(desk: Desk) -> None:
    number = old_case(desk)
    reveal(desk, number=number, position=0, field="phone", reason=f"赵{MARK}本人来问")
    lines = verify_history(desk).lines
    exhaust(retention.erase(desk, erasure_id=wished(desk, number)))
    check = verify_history(desk)
    assert (check.broken_at, check.lines) == (None, lines + 4)
    texts = [row["text"] for row in desk.store.rows("SELECT text FROM history")]
    assert "按保管期限销毁" in texts[-2] and "销毁到期档案1件" in texts[-1]
    assert [text for text in texts if f"赵{MARK}" in text] == []


def test_the_destruction_list_has_its_number_and_nobodys_name(desk: Desk) -> None:
    number = old_case(desk)
    erased = exhaust(retention.erase(desk, erasure_id=wished(desk, number)))
    (paper,) = list_documents(desk, kind=DocumentKind.DESTRUCTION_LIST)
    assert (paper.id, paper.number) == (erased.document_id, "综采一区信访销〔2026〕1号")
    text = pdf_text(document_pdf(desk, document_id=paper.id))
    assert number in text and "赵志强" in text and "监销人" in text and "10年" in text
    assert MARK not in text
    found = retention.list_erasures(desk)[0]
    assert (found.state, found.document_id) == (ErasureState.DONE, paper.id)
    assert "备份中最迟到20" in erased.statement


def pdf_text(pdf: bytes) -> str:
    """The words of a PDF."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().replace("\n", "").replace(" ", "")


def test_a_cancel_before_the_end_leaves_everything(desk: Desk) -> None:
    numbers = [old_case(desk, n) for n in range(3)]
    erasure_id = wished(desk, *numbers)
    lines, work = verify_history(desk).lines, retention.erase(desk, erasure_id=erasure_id)
    for _ in range(3):
        next(work)
    work.close()
    assert verify_history(desk).lines == lines
    assert get_case(desk, number=numbers[0]).first_name == f"赵{MARK}"
    assert retention.get_erasure(desk, erasure_id=erasure_id).state is ErasureState.APPROVED
    assert exhaust(retention.erase(desk, erasure_id=erasure_id)).count == 3


def test_what_must_stay_by_the_time_of_erasing_stays_with_all_the_others(desk: Desk) -> None:
    one, other = old_case(desk), old_case(desk, 1)
    erasure_id = wished(desk, one, other)
    register(desk, repeat_of=other)
    with pytest.raises(NotAllowed, match="重信重访"):
        exhaust(retention.erase(desk, erasure_id=erasure_id))
    assert get_case(desk, number=one).first_name == f"赵{MARK}"
