"""Random lawful journeys on a real desk: whatever was done, taking it back one by one restores every earlier state."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.actions.cases import view_case
from app.actions.checks import verify_history
from app.actions.desk import Desk
from app.actions.procedure import perform, possible_acts, prepare, undo
from app.domain.cases import Request
from app.domain.codes import CaseClass, Origin, StationRole
from app.domain.errors import ClerkError
from app.domain.fields import Field, FieldKind
from app.domain.procedure import MOVES
from tests.desks import STATION, make_desk, register

START = dt.date(2026, 9, 1)
LEFT_OUT = {"merge", "link_repeat"}
"""Acts that need another case."""
RARE = {"help_hardship", "withdraw", "decline", "settle", "archive", "classify", "follow_up", "reception"}
"""Acts that lead nowhere or to the end: taken seldom, so that journeys go far."""


class Journey:
    """A case on a desk that goes where chance leads it."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk = desk
        self.chance = random.Random(seed)
        self.number = register(
            desk,
            received_on=START,
            case_class=self.chance.choice(
                [CaseClass.A, CaseClass.C2, CaseClass.C4, CaseClass.C6, CaseClass.C6]
            ),
            origin=self.chance.choice([Origin.DIRECT, Origin.SUPERIOR]),
            requests=(Request("补发津贴"), Request("说明算法")),
        )

    def stands(self) -> dict[str, Any]:
        """Everything that an undo has to restore; ids of clocks and a seal number that was taken may differ."""
        view = view_case(self.desk, number=self.number)
        return {
            "case": replace(view.case, seal_number=""),
            "clocks": [replace(clock, id=0) for clock in view.deadlines],
            "papers": [(p.id, p.served_on) for p in view.documents if p.stands and p.act_id],
        }

    def step(self) -> bool:
        """One act that the table allows, when its fields can be filled in; whether it was done."""
        self.desk.fixed_today = self.desk.today() + dt.timedelta(days=self.chance.randint(0, 9))
        names = [act.name for act in possible_acts(self.desk, number=self.number) if act.allowed]
        names = [name for name in names if MOVES[name].recorded and name not in LEFT_OUT]
        while names:
            weights = [0.02 if name in RARE else 1 for name in names]
            name = self.chance.choices(names, weights)[0]
            names.remove(name)
            try:
                perform(self.desk, number=self.number, act=name, fields=self.fields(name))
            except ClerkError:
                continue
            return True
        return False

    def fields(self, name: str) -> dict[str, str]:
        """Plausible words for what an act asks and does not know."""
        form = prepare(self.desk, number=self.number, act=name)
        return {field.name: self.word(field) for field in form.fields if not form.values[field.name]}

    def word(self, field: Field) -> str:
        """A word for one field."""
        if field.name == "document":
            papers = view_case(self.desk, number=self.number).documents
            return next(str(p.id) for p in papers if p.serve and p.stands and p.served_on is None)
        if field.name == "case_class":
            return self.chance.choice(["A", "C2", "C4", "C6"])
        words = {
            FieldKind.DATE: self.desk.today().isoformat(),
            FieldKind.NUMBER: str(self.chance.randint(1, 30)),
            FieldKind.CHECK: "yes",
        }
        if field.kind is FieldKind.CHOICE:
            return self.chance.choice(field.choices)[0]
        return words.get(field.kind, f"示例{self.chance.randint(1, 99)}")


@pytest.mark.parametrize("seed", range(10))
def test_taking_everything_back_one_by_one_restores_each_earlier_state(tmp_path: Path, seed: int) -> None:
    role = list(StationRole)[seed % 2]
    desk, _ = make_desk(tmp_path / "home", station=replace(STATION, role=role), today=START)
    with desk:
        journey = Journey(desk, seed)
        before = [journey.stands()]
        while len(before) < 9 and journey.step():
            before.append(journey.stands())
        before.pop()
        while before:
            undo(desk, number=journey.number, reason="记错了")
            assert journey.stands() == before.pop()
        assert all(not record.stands for record in view_case(desk, number=journey.number).records)
        assert verify_history(desk).broken_at is None
