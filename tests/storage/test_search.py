"""Search against a plain substring test, lists against sorting in Python."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.actions.attachments import add_attachment
from app.actions.cases import (
    classify,
    count_cases,
    earlier_cases,
    find_cases,
    like_cases,
    link_repeat,
    list_cases,
    note_handling,
    unit_names,
)
from app.actions.desk import Desk
from app.actions.drafts import save_draft
from app.domain.cases import CaseFilter, CaseRow, Request
from app.domain.codes import CaseClass, CaseState
from app.domain.petitioners import Petitioner, mask_line
from app.storage.search import index_texts, initials, normalise, phrase
from tests.desks import make_desk, register

LETTERS = "井下津贴少发工资矿区𬱖𠮷ABab12９Ｘ，。 \n"


def found(desk: Desk, text: str) -> set[str]:
    return {row.number for row in find_cases(desk, text=text)}


def listed(desk: Desk, **where: object) -> set[str]:
    return {row.number for row in list_cases(desk, where=CaseFilter(**where), limit=1000)}  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def random_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made, _ = make_desk(tmp_path_factory.mktemp("search") / "desk")
    yield made
    made.close()


@settings(max_examples=60)
@given(
    texts=st.lists(st.text(LETTERS, min_size=1, max_size=30), min_size=1, max_size=6),
    length=st.sampled_from([1, 2, 3, 6]),
    choice=st.integers(0, 10**6),
    other=st.text(LETTERS, min_size=1, max_size=6),
)
def test_search_finds_exactly_the_texts_with_the_words_in_them(
    random_desk: Desk, texts: list[str], length: int, choice: int, other: str
) -> None:
    store = random_desk.store
    with store.transaction():
        for table in ("case_grams", "case_chars"):
            store.execute(f"DELETE FROM {table}")
        for rowid, text in enumerate(texts, start=1):
            grams, chars = index_texts([text])
            store.execute("INSERT INTO case_grams (rowid, grams) VALUES (?, ?)", rowid, grams)
            store.execute("INSERT INTO case_chars (rowid, chars) VALUES (?, ?)", rowid, chars)
        store.execute("DELETE FROM cases")
    plain = normalise("".join(texts))
    start = choice % max(len(plain), 1)
    for wanted in (plain[start : start + length], normalise(other)):
        if not wanted:
            continue
        with_it = {rowid for rowid, text in enumerate(texts, start=1) if wanted in normalise(text)}
        assert ids_of(random_desk, wanted) == with_it


def ids_of(desk: Desk, wanted: str) -> set[int]:
    table, question = ("case_chars", f'"{wanted}"') if len(wanted) == 1 else ("case_grams", phrase(wanted))
    rows = desk.store.rows(f"SELECT rowid AS id FROM {table} WHERE {table} MATCH ?", question)
    return {row["id"] for row in rows}


@pytest.mark.parametrize(
    "wanted",
    [
        "津", "津贴", "下津贴", "井下津贴少发",       # 1, 2, 3, 6 characters
        "𬱖", "王𬱖", "王𬱖玉",                     # beyond the BMP
        "wdy", "WDY",  # initials: 𬱖 reads dí
        "1381234", "4321", "138 1234",             # parts of the phone
        "A3", "a3型", "Ａ３",                       # letters and digits, in any width and case
        "机电", "补发", "ZC01-20261120", "1120-0001",  # unit, request, number
        "津贴，少发".replace("，", ""),
    ],
)  # fmt: skip
def test_a_case_is_found_by_any_part_of_what_was_said(desk: Desk, wanted: str) -> None:
    number = register(
        desk,
        petitioners=(Petitioner("王𬱖玉", phone="13812344321"),),
        content="今年井下津贴，少发。A3型支架工。",
        requests=(Request("补发三个月"),),
        unit="机电队",
    )
    register(desk, "李芳", petitioners=(Petitioner("李芳", phone="15900008888"),), content="宿舍冬季不供暖",
             unit="通风队", received_on=dt.date(2026, 10, 8))  # fmt: skip
    assert found(desk, wanted) == {number}
    assert listed(desk, text=wanted) == {number}


@pytest.mark.parametrize("wanted", ["", " ", "，。", "贴津", "津发", "玉今", "14", '"', "*", "津贴 OR 供暖"])
def test_what_nobody_said_is_not_found(desk: Desk, wanted: str) -> None:
    register(desk, petitioners=(Petitioner("王𬱖玉", phone="13812344321"),), content="今年井下津贴少发")
    assert found(desk, wanted) == set()


def test_two_fields_never_run_into_each_other(desk: Desk) -> None:
    register(desk, "王建国", content="反映甲", requests=(Request("乙丙"),))
    assert found(desk, "甲乙") == set()
    assert len(found(desk, "乙丙")) == 1


def test_initials_are_those_of_the_readings() -> None:
    assert initials("王建国") == "wjg"
    assert initials("欧阳娜娜") == "oynn"
    assert initials("Tom 王") == "tomw"
    assert initials("") == ""


def test_an_identity_number_cannot_be_searched(desk: Desk) -> None:
    register(desk, petitioners=(Petitioner("王建国", "14020219800101123X"),))
    assert found(desk, "19800101") == set()


def test_a_class_b_case_vanishes_from_every_list_and_comes_back_when_it_was_an_error(desk: Desk) -> None:
    number = register(desk, "孙大伟", content="反映区长收受礼品", unit="采煤队")
    assert found(desk, "收受礼品") == {number} == listed(desk)
    classify(desk, number=number, case_class=CaseClass.B, reason="检举")
    for wanted in ("收受礼品", "礼", "孙大伟", "sdw", "采煤队", "13812344321", number, "ZC01"):
        assert found(desk, wanted) == listed(desk, text=wanted) == set()
    assert listed(desk) == listed(desk, unit="采煤队") == listed(desk, case_class=CaseClass.B) == set()
    assert count_cases(desk, where=CaseFilter()) == 0
    assert unit_names(desk) == []
    assert earlier_cases(desk, person=Petitioner("孙大伟", phone="13812344321")) == []
    assert like_cases(desk, content="反映区长收受礼品", unit="采煤队") == []
    classify(desk, number=number, case_class=CaseClass.C6, reason="看错了")
    assert found(desk, "收受礼品") == found(desk, "sdw") == {number} == listed(desk)


@pytest.mark.parametrize("secret", [{"case_class": CaseClass.B}, {"confidential": True}])
def test_a_case_registered_as_sealed_is_never_found(desk: Desk, secret: dict[str, object]) -> None:
    open_case = register(desk, content="区长收受礼品二")
    number = register(desk, content="区长收受礼品一", **secret)
    assert found(desk, "收受礼品") == listed(desk) == {open_case}
    assert found(desk, number) == set()


def test_sealed_cases_do_not_crowd_open_ones_out(desk: Desk) -> None:
    number = register(desk)
    for _ in range(6):
        register(desk, confidential=True)
    assert [row.number for row in find_cases(desk, text="ZC01", limit=3)] == [number]
    assert [row.number for row in earlier_cases(desk, person=Petitioner("王建国"), limit=3)] == [number]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Sixty cases: several on one day, in three units, of some classes and states, some repeats, some sealed."""
    made, _ = make_desk(tmp_path_factory.mktemp("many") / "desk")
    first = ""
    for n in range(60):
        number = register(
            made,
            f"职工{n % 7}",
            received_on=dt.date(2026, 10, 1) + dt.timedelta(days=(n * 5) % 11),
            unit=("采煤队", "机电队", "通风队")[n % 3],
            content=f"第{n}件，津贴" + ("和供暖" if n % 4 == 0 else ""),
            case_class=(None, CaseClass.C6, CaseClass.A, CaseClass.B)[n % 4] if n % 8 < 4 else None,
            state=CaseState.CONCLUDED if n % 5 == 0 else CaseState.REGISTERED,
        )
        first = first or number
        if n % 9 == 4 and n % 4 != 3:
            note_handling(made, number=number, on=made.today(), text="已核实") if n % 5 else None
            link_repeat(made, number=number, first=first)
    yield made
    made.close()


FILTERS = [
    CaseFilter(),
    CaseFilter(text="津贴"),
    CaseFilter(text="暖"),
    CaseFilter(states=(CaseState.HANDLING, CaseState.CONCLUDED)),
    CaseFilter(case_class=CaseClass.C6),
    CaseFilter(unit="机电队"),
    CaseFilter(received_from=dt.date(2026, 10, 3), received_to=dt.date(2026, 10, 5)),
    CaseFilter(due_by=dt.date(2026, 10, 20)),
    CaseFilter(text="津贴", unit="采煤队", states=(CaseState.REGISTERED,)),
]


@pytest.mark.parametrize("where", FILTERS, ids=str)
@pytest.mark.parametrize("sort", ["received_on", "due_on", "number"])
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("size", [1, 7])
def test_the_pages_together_are_the_whole_list(
    many: Desk, where: CaseFilter, sort: str, descending: bool, size: int
) -> None:
    def page(offset: int, limit: int) -> list[CaseRow]:
        return list_cases(many, where=where, offset=offset, limit=limit, sort=sort, descending=descending)

    whole = page(0, 1000)
    pages = [row for offset in range(0, len(whole) + size, size) for row in page(offset, size)]
    assert pages == whole
    assert len({row.id for row in whole}) == len(whole) == count_cases(many, where=where) > 0


@pytest.mark.parametrize("descending", [True, False])
def test_the_sort_is_the_one_that_was_asked_for(many: Desk, descending: bool) -> None:
    def column(sort: str) -> list[object]:
        rows = list_cases(many, where=CaseFilter(), limit=1000, sort=sort, descending=descending)
        return [getattr(row, sort) for row in rows]

    for sort in ("received_on", "number"):
        assert column(sort) == sorted(column(sort), reverse=descending)
    due = column("due_on")
    with_date = [day for day in due if day]
    assert due == sorted(with_date, reverse=descending) + [None] * (len(due) - len(with_date))
    assert None in due


@pytest.mark.parametrize("where", FILTERS, ids=str)
def test_a_filter_keeps_what_fits_and_nothing_else(many: Desk, where: CaseFilter) -> None:
    def fits(row: CaseRow) -> bool:
        return (
            (not where.states or row.state in where.states)
            and (where.case_class is None or row.case_class is where.case_class)
            and (not where.unit or row.unit == where.unit)
            and (where.received_from is None or row.received_on >= where.received_from)
            and (where.received_to is None or row.received_on <= where.received_to)
            and (where.due_by is None or (row.due_on is not None and row.due_on <= where.due_by))
            and where.text in row.subject
        )

    everything = list_cases(many, where=CaseFilter(), limit=1000)
    kept = {row.id for row in list_cases(many, where=where, limit=1000)}
    assert kept == {row.id for row in everything if fits(row)}


def test_the_units_of_the_filter(many: Desk) -> None:
    assert set(unit_names(many)) == {"采煤队", "机电队", "通风队"}
    assert len(unit_names(many)) == 3


def test_names_in_lists_are_masked(many: Desk) -> None:
    assert {row.people for row in list_cases(many, where=CaseFilter(), limit=100)} <= {
        f"职*{n}" for n in range(7)
    }
    assert mask_line("王建国等3人") == "王*国等3人"
    assert mask_line("王等国") == "王*国"
    assert mask_line("匿名") == "匿名"
    assert mask_line("等等2人") == "等等2人"


@pytest.mark.parametrize(
    "typed",
    [
        Petitioner("王建国"),
        Petitioner("王建"),
        Petitioner("wjg"),
        Petitioner("WJ"),
        Petitioner(phone="13812344321"),
        Petitioner(phone="138 1234 4321"),
        Petitioner(id_number="14020219800101123x"),
        Petitioner("王建*"),
    ],
)
def test_earlier_cases_of_the_same_person_come_up_while_she_types(desk: Desk, typed: Petitioner) -> None:
    old = register(desk, petitioners=(Petitioner("王建国", "14020219800101123X", "13812344321"),))
    new = register(desk, petitioners=(Petitioner("李芳"), Petitioner("王建国", "14020219800101123X", "13812344321")),
                   people_count=2)  # fmt: skip
    register(desk, petitioners=(Petitioner("李强", phone="13812340000"),))
    assert [row.number for row in earlier_cases(desk, person=typed)] == [new, old]


@pytest.mark.parametrize(
    "typed",
    [
        Petitioner("王"),
        Petitioner("w"),
        Petitioner(),
        Petitioner("王*"),
        Petitioner(phone="138"),
        Petitioner("*"),
    ],
)
def test_too_little_brings_nobody_up(desk: Desk, typed: Petitioner) -> None:
    register(desk)
    assert earlier_cases(desk, person=typed) == []


def test_a_like_matter_of_the_same_unit_comes_up(desk: Desk) -> None:
    number = register(desk, content="今年7月至9月井下津贴少发，多次询问没有答复。", unit="采煤队")
    register(desk, content="宿舍冬季不供暖，请维修管道。", unit="采煤队")
    register(desk, content="今年7月至9月井下津贴少发，多次询问没有答复。", unit="机电队")
    rows = like_cases(desk, content="7月到9月的井下津贴少发，问了没有答复", unit="采煤队")
    assert [row.number for row in rows] == [number]
    assert like_cases(desk, content="津贴", unit="采煤队") == []


def test_no_readable_name_in_any_file_of_the_desk(tmp_path: Path) -> None:
    desk, _ = make_desk(tmp_path / "home")
    paper = tmp_path / "工资条.txt"
    paper.write_text("附件里的名字孙大伟", encoding="utf-8")
    person = Petitioner("王𬱖玉", "14020219800101123X", "13812344321", address="云冈区新平旺街道")
    number = register(desk, petitioners=(person,), content="井下津贴少发")
    save_draft(desk, key="new-case", content={"name": "赵草稿"})
    add_attachment(desk, number=number, path=paper)
    classify(desk, number=register(desk, "周密封"), case_class=CaseClass.B, reason="检举")

    def in_the_open() -> list[tuple[str, str]]:
        secrets = ("王𬱖玉", "14020219800101123X", "13812344321", "井下津贴", "赵草稿", "孙大伟", "周密封", "李敏",
                   "综采一区", "新平旺", "register", "CREATE TABLE")  # fmt: skip
        # nothing of three bytes, such as initials: they stand somewhere in a megabyte of ciphertext by chance
        spelled = [(s, s.encode(code)) for s in secrets for code in ("utf-8", "utf-16-le", "gb18030")]
        spelled += [(s, s.encode("unicode_escape")) for s in secrets if s != "李敏"]
        files = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
        assert {"desk.db", "keys.json"} <= {path.name for path in files}
        return [(path.name, s) for path in files for s, raw in spelled if raw in path.read_bytes()]

    assert "desk.db-wal" in {path.name for path in (tmp_path / "home").iterdir()}
    assert in_the_open() == []
    desk.close()
    assert in_the_open() == []


def test_a_filter_by_text_keeps_the_newest_first(many: Desk) -> None:
    rows = list_cases(many, where=replace(FILTERS[1]), limit=1000)
    assert [row.id for row in rows] == sorted((row.id for row in rows), reverse=True)
