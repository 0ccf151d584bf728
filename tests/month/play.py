"""Three workshops and one headquarters with nothing between them but sticks that come late, twice, or not at all.

Chance decides everything, from one seed. What the people do is what people do: they write packets, carry them, import
what comes, look at what is said first, refuse now and then, answer, return, fill in a sheet by hand.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from app.actions.cases import cannot_settle, get_case, list_cases
from app.actions.desk import Desk
from app.actions.differences import check_reply
from app.actions.inbox import import_packet, inbox, refuse_packet, undo_import
from app.actions.inbox_check import check_import
from app.actions.outbox import import_receipt
from app.actions.packets import export_packet, waiting_cases
from app.actions.procedure import perform
from app.actions.receipts import write_receipt_again
from app.actions.replies import import_reply
from app.actions.reply_export import Answered, export_replies, units_to_answer, waiting_answers
from app.domain.cases import CaseFilter, Request
from app.domain.codes import CaseState
from app.domain.errors import NotAllowed
from app.domain.inbox import Finding
from app.domain.received import ReceivedState
from app.domain.replies import CaseReply
from tests.desks import exhaust
from tests.month.sheets import fill_by_hand
from tests.two_desks import acquaint, make_headquarters, make_workshop, waiting

FIRST, LAST = dt.date(2026, 11, 2), dt.date(2026, 11, 30)
SHOPS = {"ZC01": "综采一区", "ZC02": "综采二区", "JD03": "机电车间"}
PEOPLE = ("王建国", "李芳", "赵军", "孙丽", "周强", "吴敏", "郑涛", "冯娟", "陈刚", "褚云")
TAKES = frozenset({Finding.MISSING, Finding.TAKEN_BACK})
LETTER = {
    "facts": "经查",
    "basis": "薪酬办法",
    "remedy_unit": "集团公司",
    "remedy_way": "邮寄",
    "remedy_materials": "身份证明",
    "officer": "周敏",
}
S = CaseState


@dataclass
class Stick:
    """A file on its way: to whom (empty: headquarters), and the day on which it comes; None for one that was lost."""

    path: Path
    to: str
    comes: dt.date | None


@dataclass
class Play:
    """The month."""

    folder: Path
    chance: random.Random
    hq: Desk
    shops: dict[str, Desk]
    day: dt.date = FIRST
    sticks: list[Stick] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    imported: dict[str, Path] = field(default_factory=dict)

    def run(self) -> None:
        """Every day of the month, then what is still on the way, until nobody has anything new to say."""
        while self.day <= LAST:
            self._day(busy=True)
        for _ in range(60):
            self._find_what_was_lost()
            self._day(busy=False)
            if not self.sticks and not units_to_answer(self.hq) and not self._waiting():
                return
        raise AssertionError("the month does not come to rest")

    def _day(self, *, busy: bool) -> None:
        """What everybody does on one day."""
        for desk in (self.hq, *self.shops.values()):
            desk.fixed_today = self.day
        self._deliver()
        for code, shop in self.shops.items():
            if busy:
                self._register(shop)
            self._send_again_what_came_back(shop)
            if not busy or self.chance.random() < 0.4:
                self._send(code, shop)
        if busy:
            self._withdraw()
        self._handle(busy)
        for code in self.shops:
            if not busy or self.chance.random() < 0.3:
                self._answer(code)
        self.day += dt.timedelta(days=1)

    # --- carrying

    def _post(self, path: Path, to: str) -> None:
        """Somebody takes a stick along: today or later, twice, or it stays in a pocket."""
        if self.chance.random() < 0.15:
            self.happened["lost"] += 1
            self.sticks.append(Stick(path, to, None))
            return
        copies = 2 if self.chance.random() < 0.2 else 1
        for _ in range(copies):
            self.sticks.append(Stick(path, to, self.day + dt.timedelta(days=self.chance.randint(0, 4))))

    def _find_what_was_lost(self) -> None:
        """At the end of the month every stick turns up."""
        for stick in self.sticks:
            stick.comes = stick.comes or self.day

    def _deliver(self) -> None:
        """Whatever comes today, in any order."""
        came = [stick for stick in self.sticks if stick.comes and stick.comes <= self.day]
        self.sticks = [stick for stick in self.sticks if stick not in came]
        self.chance.shuffle(came)
        for stick in came:
            if stick.to == "":
                self._arrive_at_headquarters(stick.path)
            elif stick.path.suffix == ".json":
                self._receipt(self.shops[stick.to], stick.path)
            else:
                self._reply(self.shops[stick.to], stick.path)

    # --- the workshops

    def _register(self, shop: Desk) -> None:
        """Somebody comes in with something that cannot be settled here."""
        if self.chance.random() < 0.4:
            name = self.chance.choice(PEOPLE)
            count = self.chance.randint(1, 2)
            waiting(shop, name, requests=tuple(Request(f"诉求{n}：补发津贴") for n in range(1, count + 1)))
            self.happened["registered"] += 1

    def _send_again_what_came_back(self, shop: Desk) -> None:
        """A returned case is looked into and goes up once more."""
        for row in list_cases(shop, where=CaseFilter(states=(S.HANDLING,)), limit=100):
            cannot_settle(shop, number=row.number)
            self.happened["sent again"] += 1

    def _send(self, code: str, shop: Desk) -> None:
        """What is ready goes into a packet."""
        if any(case.ready for case in waiting_cases(shop)):
            made = exhaust(export_packet(shop, folder=self._own(code)))
            self._post(made.path, "")
            self.happened["packets"] += 1

    def _receipt(self, shop: Desk, path: Path) -> None:
        """A receipt is taken in; the second copy is refused."""
        try:
            import_receipt(shop, path=path)
            self.happened["receipts"] += 1
        except NotAllowed:
            self.happened["receipts twice"] += 1

    def _reply(self, shop: Desk, path: Path) -> None:
        """A reply is looked at, decided on and taken over."""
        check = check_reply(shop, path)
        before = shop.store.value("SELECT count(*) FROM case_acts")
        done = exhaust(import_reply(shop, path, decisions=check.decide_all("theirs"), confirmed=TAKES))
        if check.known:
            self.happened["replies twice"] += 1
            assert shop.store.value("SELECT count(*) FROM case_acts") == before
        self.happened[f"replies by {check.source}"] += bool(done.reply_ids)
        self.happened["too late"] += len(done.blocked)

    # --- headquarters

    def _arrive_at_headquarters(self, path: Path) -> None:
        """A packet is looked at, refused now and then, and taken in."""
        check = check_import(self.hq, path)
        if check.says(Finding.KNOWN) or check.says(Finding.REFUSED_BEFORE):
            self.happened["packets twice"] += 1
            return
        assert check.head is not None and not check.stops, check.notices
        code = check.head.sender_code
        self.happened["out of order"] += check.says(Finding.MISSING) or check.says(Finding.OVERTAKEN)
        if self.chance.random() < 0.15:
            receipt = exhaust(refuse_packet(self.hq, path, reason="没有附纸面移交清单")).receipt.path
            self.happened["refused"] += 1
        else:
            receipt = exhaust(import_packet(self.hq, path, confirmed=TAKES)).receipt.path
            self.happened["imported"] += 1
            self.imported[check.head.number] = path
        self._hand_back(receipt, code)

    def _hand_back(self, receipt: Path, code: str) -> None:
        """A receipt goes home, under a name of its own."""
        self.happened["receipts written"] += 1
        kept = self._own("HQ01") / f"{self.happened['receipts written']}-{receipt.name}"
        shutil.move(receipt, kept)
        self._post(kept, code)

    def _withdraw(self) -> None:
        """An import of an earlier day was a slip: it is taken back as long as nothing was done upon it, the receipt that
        says so goes home, and the packet is taken in once more on another day."""
        line = self.chance.choice(
            [packet for sender in inbox(self.hq) for packet in sender.packets] or [None]
        )
        if line is None or line.state is not ReceivedState.IMPORTED or line.received_at.date() == self.day:
            return
        try:
            undo_import(self.hq, number=line.number, reason="登记在了别的单位名下")
        except NotAllowed:
            self.happened["too late to withdraw"] += 1
            return
        self.happened["withdrawn"] += 1
        self.happened["withdrawn cases"] += line.case_count
        receipt = write_receipt_again(self.hq, number=line.number, folder=self._own("HQ01"))
        self._hand_back(receipt, line.sender_code)
        self.sticks.append(Stick(self.imported[line.number], "", self.day + dt.timedelta(days=1)))

    def _handle(self, busy: bool) -> None:
        """Some cases are decided, some returned, some lie."""
        for row in list_cases(self.hq, where=CaseFilter(states=(S.REGISTERED, S.HANDLING)), limit=200):
            fate = self.chance.random()
            if fate < 0.1 and busy and row.state is S.REGISTERED:
                perform(self.hq, number=row.number, act="return_down", fields={"reason": "请先核实工时"})
                self.happened["returned"] += 1
            elif fate < 0.25 and row.state is S.REGISTERED:
                perform(self.hq, number=row.number, act="accept")
            elif fate < 0.5 and row.state is S.HANDLING and busy:
                self._decide(row.number)

    def _decide(self, number: str) -> None:
        """A decision letter."""
        requests = get_case(self.hq, number=number).requests
        results = {
            f"result_{at}": self.chance.choice(["supported", "explained"]) for at, _ in enumerate(requests, 1)
        }
        answers = {f"answer_{at}": f"第{at}项已核实。" for at, _ in enumerate(requests, 1)}
        perform(self.hq, number=number, act="decision_letter", fields={**results, **answers, **LETTER})
        self.happened["decided"] += 1

    def _answer(self, code: str) -> None:
        """A reply packet, or a sheet that somebody filled in by hand for one packet."""
        news = waiting_answers(self.hq, unit_code=code)
        if not news:
            return
        if self.chance.random() < 0.3 and self.day <= LAST:
            self._post(self._by_hand(code, news), code)
            return
        made = exhaust(export_replies(self.hq, folder=self._own("HQ01"), unit_code=code))
        self._post(made.path, code)
        self.happened["reply packets"] += 1

    def _by_hand(self, code: str, news: list[Answered]) -> Path:
        """The packet of the first news with its sheet filled in; the program does not know of it."""
        number = news[0].packet_number
        answers: dict[str, CaseReply] = {
            one.case.number: one.reply for one in news if one.packet_number == number
        }
        sent = next(path for path in self._own(code).iterdir() if path.name.startswith(f"{number}_"))
        self.happened["sheets by hand"] += 1
        out = self._own("HQ01") / f"hand-{self.happened['sheets by hand']}.xlsx"
        return fill_by_hand(sent, out, answers, self.chance)

    # --- helpers

    def _own(self, code: str) -> Path:
        """Where a station keeps the copies of its files."""
        folder = self.folder / "files" / code
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _waiting(self) -> bool:
        """Whether a workshop still has something to send."""
        return any(
            list_cases(shop, where=CaseFilter(states=(S.AWAITING_TRANSFER, S.HANDLING)))
            for shop in self.shops.values()
        )


def played(folder: Path, seed: int, stack: ExitStack) -> Play:
    """The month from one seed."""
    hq = stack.enter_context(make_headquarters(folder / "hq", FIRST))
    shops = {
        code: stack.enter_context(make_workshop(folder / code, code, name, FIRST))
        for code, name in SHOPS.items()
    }
    for shop in shops.values():
        acquaint(hq, shop)
    play = Play(folder, random.Random(seed), hq, shops)
    play.run()
    return play
