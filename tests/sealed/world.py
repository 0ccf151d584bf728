"""A desk with sealed cases of every sort among open ones, and its twin that never had them."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl

from app.actions.attachments import add_attachment
from app.actions.cases import cannot_settle, classify, note_handling, register_case, take_back
from app.actions.desk import Desk
from app.actions.documents import issue_letter, issue_slip, save_letter_draft
from app.actions.ledger import import_ledger
from app.actions.packets import export_packet
from app.actions.procedure import perform
from app.bootstrap import open_desk
from app.domain.cases import CaseDraft, Respondent
from app.domain.codes import CaseClass, Role
from app.domain.petitioners import Petitioner
from app.domain.station import Operator
from app.storage import station
from tests.desks import DESK_DAY, PASSPHRASE, approved, exhaust, make_desk
from tests.sealed.marks import texts

REGISTRAR = "李敏"
CLERK = Operator("郭晓梅", (Role.CLERK,), unit="综采一区")
LEADER = Operator("赵志强", (Role.LEADER,), unit="综采一区", post="党支部书记")
AUDITOR = Operator("吴静", (Role.AUDITOR,))
ADMINISTRATOR = Operator("郑明", (Role.ADMINISTRATOR,))
EVERYTHING = Operator("孙贵", (Role.CLERK, Role.LEADER, Role.ADMINISTRATOR), unit="综采一区")
BY_NAME = Operator("钱守义", (Role.CLERK, Role.LEADER), unit="综采一区", post="副区长")
BY_POST = Operator("周立本", (Role.CLERK, Role.LEADER), unit="综采一区", post="区长")
HANDED = Operator("冯春", (Role.CLERK, Role.LEADER), unit="综采一区")
BLIND = (CLERK, LEADER, AUDITOR, ADMINISTRATOR, EVERYTHING, BY_NAME, BY_POST, HANDED)
"""Who sees none of the sealed cases of the world."""
RECEIVED = dt.date(2026, 11, 10)
OPEN_NAMES = ("王建国", "李芳", "孙立平")
REASON_OF_OLD = "戁旧由"
"""Why the case that is open again was once taken for an accusation."""


@dataclass
class World:
    """The desk, and the numbers and ids of what is sealed."""

    desk: Desk
    folder: Path
    sealed: dict[str, str] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    documents: list[int] = field(default_factory=list)
    attachments: list[int] = field(default_factory=list)
    approvals: list[int] = field(default_factory=list)
    packet: str = ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the sealed cases."""
        return tuple(self.sealed.values())

    @contextmanager
    def works(self, operator: Operator) -> Iterator[Desk]:
        """The desk with somebody else at it."""
        before = self.desk.operator
        self.desk.operator = operator
        try:
            yield self.desk
        finally:
            self.desk.operator = before

    def seal(self, sort: str, letter: str, **changes: object) -> str:
        """Register a case with the marks of a letter; its number."""
        draft = CaseDraft(received_on=RECEIVED, **{**texts(letter), **changes})
        self.sealed[sort] = register_case(self.desk, draft=draft).cases[0]
        return self.sealed[sort]


def make_world(folder: Path, *, with_sealed: bool = True) -> World:
    """The world, or with ``with_sealed=False`` its twin: the same open cases and nothing sealed."""
    desk, _ = make_desk(folder / "desk")
    with desk.store.transaction():
        for operator in BLIND:
            station.add_operator(desk.store, operator)
    world = World(desk, folder)
    _open_cases(world)
    if with_sealed:
        _registered_sealed(world)
        _sealed_later(world)
        _handed_over(world)
        _from_a_ledger(world)
        _opened_again(world)
        _gather(world)
    else:
        for name in ("许丽", "邓超"):
            register_case(desk, draft=open_draft(name))
    return world


def copy_world(kept: World, folder: Path) -> World:
    """A world like one that was made and closed: a copy of its folder, opened by its registrar."""
    shutil.copytree(kept.folder, folder, dirs_exist_ok=True)
    desk = open_desk(folder / "desk", PASSPHRASE, operator=REGISTRAR, today=DESK_DAY)
    lists = [*kept.documents], [*kept.attachments], [*kept.approvals]
    return World(desk, folder, {**kept.sealed}, {**kept.open}, *lists, kept.packet)


def open_draft(name: str, **changes: object) -> CaseDraft:
    """An open case about an allowance."""
    given = {
        "received_on": RECEIVED,
        "petitioners": (Petitioner(name, phone="13812344321", unit="综采一队"),),
        "content": "今年七月至九月下井津贴少发，多次询问没有答复。",
        "case_class": CaseClass.C6,
        "unit": "综采一队",
    }
    return CaseDraft(**{**given, **changes})


def _open_cases(world: World) -> None:
    """Open cases: one in a packet, one that waits for the next, one whose extension waits for the leader."""
    desk = world.desk
    for name in OPEN_NAMES:
        world.open[name] = register_case(desk, draft=open_draft(name)).cases[0]
    for name in OPEN_NAMES[:2]:
        cannot_settle(desk, number=world.open[name], reason="须由集团决定")
        issue_letter(desk, number=world.open[name], act="explanation_letter", fields=LETTER)
        approved(desk, LEADER, world.open[name])
    world.packet = exhaust(export_packet(desk, folder=world.folder, numbers=[world.open["王建国"]])).number
    accused = Respondent("钱守义", "副区长", "综采一区")
    draft = open_draft("何平", respondent=accused, case_class=CaseClass.A)
    world.open["complains"] = register_case(desk, draft=draft).cases[0]
    with world.works(CLERK):
        ask_for_answer(desk, world.open["complains"])
        ask_for_answer(desk, register_case(desk, draft=open_draft("许丽", case_class=CaseClass.A)).cases[0])


LETTER = {
    "title": "关于事项的原因说明",
    "body": "已经核实，本单位无权决定。",
    "addressee": "集团公司信访接待室",
}


def ask_for_answer(desk: Desk, number: str, body: str = "采纳了。") -> None:
    """A clerk puts the answer to a suggestion before the leader."""
    fields = {"adopted": "full", "opinion": body}
    letter = {"title": "答复", "addressee": "信访人", "body": body}
    perform(desk, number=number, act="suggestion_reply", fields=_asked(desk, number, fields), letter=letter)


def _asked(desk: Desk, number: str, fields: dict[str, str]) -> dict[str, str]:
    """Those of the fields that the act asks."""
    from app.actions.procedure import prepare

    asked = {one.name for one in prepare(desk, number=number, act="suggestion_reply").fields}
    return {name: text for name, text in fields.items() if name in asked}


def _registered_sealed(world: World) -> None:
    """Sealed from the first: accusations, of an operator by name and by post too; secret ones; a repeat."""
    world.seal("accusation", "甲", case_class=CaseClass.B)
    world.seal("by name", "乙", case_class=CaseClass.B, respondent=Respondent("钱守义"))
    world.seal("by post", "丙", case_class=CaseClass.B, respondent=Respondent("", "区长", "综采一区"))
    world.seal("secret", "丁", case_class=CaseClass.C6, confidential=True)
    world.seal("secret anonymous", "戊", confidential=True, anonymous=True, petitioners=())
    world.seal("repeat", "己", case_class=CaseClass.B, repeat_of=world.open["李芳"])
    for sort, letter in (("secret waiting", "子"), ("secret sent up", "丑")):
        number = world.seal(sort, letter, case_class=CaseClass.C6, confidential=True)
        cannot_settle(world.desk, number=number, reason=f"戁{letter}不能解决")
    perform(
        world.desk,
        number=number,
        act="sealed_transfer",
        fields={"pages": "3", "receiver_office": "集团信访室"},
    )
    number = world.sealed["secret"]
    note_handling(world.desk, number=number, on=DESK_DAY, text="灪丁谈话记录")
    for sort, letter in (("accusation", "甲"), ("secret", "丁")):
        attach(world, world.sealed[sort], letter)
        issue_slip(world.desk, number=world.sealed[sort])


def attach(world: World, number: str, letter: str) -> None:
    """A file whose name and content are marked."""
    path = world.folder / f"爨{letter}.txt"
    path.write_text(f"饢{letter}内容", encoding="utf-8")
    add_attachment(world.desk, number=number, path=path)
    path.unlink()


def _sealed_later(world: World) -> None:
    """A case that had papers, notes, a draft, a wish and a place in the next packet before it proved an accusation."""
    desk = world.desk
    number = world.seal("later", "庚", case_class=CaseClass.A)
    issue_slip(desk, number=number)
    perform(desk, number=number, act="registration_form")
    note_handling(desk, number=number, on=DESK_DAY, text="灪庚谈话记录")
    attach(world, number, "庚")
    repeat = register_case(desk, draft=open_draft("许丽", repeat_of=number)).cases[0]
    world.open["repeat of a sealed one"] = repeat
    with world.works(CLERK):
        ask_for_answer(desk, number, "爩庚已经采纳。")
    cannot_settle(desk, number=number, reason="戁庚不能解决")
    letter = {**LETTER, "title": "关于齾庚之事的说明", "body": "爩庚经过属实。"}
    issue_letter(desk, number=number, act="explanation_letter", fields=letter)
    approved(desk, LEADER, number)
    take_back(desk, number=number)
    save_letter_draft(desk, number=number, act="transfer_notice", fields={"body": "爩庚写了一半"})
    classify(desk, number=number, case_class=CaseClass.B, reason="戁庚反映区长私分")


def _handed_over(world: World) -> None:
    """An accusation that its registrar handed over."""
    with world.works(HANDED) as desk:
        number = world.seal("handed over", "辛", case_class=CaseClass.B)
        issue_slip(desk, number=number)
        fields = {"pages": "7", "receiver_office": "集团纪委"}
        changes = perform(desk, number=number, act="seal_handover", fields=fields)
        world.documents += changes.documents


def _from_a_ledger(world: World) -> None:
    """An old ledger with an accusation among its rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    who = texts("壬")["petitioners"][0]
    sheet.append(["序号", "收到日期", "信访人姓名", "身份证号", "联系电话", "反映内容", "类别"])
    sheet.append([1, "2026-03-02", who.name, who.id_number, who.phone, "爩壬私分材料款", "检举控告"])
    path = world.folder / "旧台账.xlsx"
    book.save(path)
    _, report = exhaust(import_ledger(world.desk, path=path))
    assert report.imported == 1
    number = world.desk.store.value("SELECT number FROM cases WHERE import_id IS NOT NULL AND sealed = 1")
    world.sealed["ledger"] = str(number)


def _opened_again(world: World) -> None:
    """A case that was taken for an accusation for an hour."""
    desk = world.desk
    number = register_case(desk, draft=open_draft("邓超")).cases[0]
    classify(desk, number=number, case_class=CaseClass.B, reason=REASON_OF_OLD)
    classify(desk, number=number, case_class=CaseClass.C6, reason="核实为待遇问题")
    world.open["opened again"] = number


def _gather(world: World) -> None:
    """The ids of everything that hangs on sealed cases."""
    marks = ",".join("?" * len(world.numbers))
    for kept, table in (
        (world.documents, "documents"),
        (world.attachments, "attachments"),
        (world.approvals, "approvals"),
    ):
        question = f"SELECT t.id FROM {table} t JOIN cases c ON c.id = t.case_id WHERE c.number IN ({marks})"
        kept[:] = [row["id"] for row in world.desk.store.rows(question, *world.numbers)]
