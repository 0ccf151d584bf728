"""Walking a case through the procedure on the console: a walk is a table of days, acts, states and clocks."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.bootstrap import create_desk
from app.domain.codes import StationRole
from app.domain.procedure import MOVES
from app.domain.station import Station
from tests.console_desk import FAST, PASSPHRASE, WAGES, ConsoleDesk
from tests.files.pdf_reading import read_pdf

YEAR = 2026
PRINTED_ALONE = frozenset({"slip", "note", "undo", "packet", "attach", "case_file"})
WORKSHOP = Station("ZC01", "云岭煤业综采一区", "云岭煤业信访接待部", phone="0352-0000101", leader="孙立平")
HEADQUARTERS = Station(
    "YL00",
    "云岭煤业有限公司",
    "云岭集团有限公司",
    role=StationRole.HEADQUARTERS,
    document_mark="云岭信访",
    phone="0352-0000001",
    leader="赵志强",
)
UNITS = (
    ("JT00", "云岭集团有限公司", ""),
    ("YL00", "云岭煤业有限公司", "JT00"),
    ("ZC01", "云岭煤业综采一区", "YL00"),
)
"""Group, company and workshop: the company signs decisions, the group reviews them."""


@dataclass(frozen=True)
class Step:
    """One line of a walk: what was done on a day, and where the case then stands.

    ``clocks`` is ``T2 met, T7 2026-11-02``: a rule with its date as long as it runs, else with its end.
    """

    day: str
    act: str
    state: str
    clocks: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """A line that must not be possible, with what the desk says."""

    day: str
    act: str
    why: str
    fields: dict[str, str] = field(default_factory=dict)


def on(day: str, act: str, state: str, clocks: str = "", **fields: str) -> Step:
    """A line of a walk; the day is month-day of 2026, or whole."""
    return Step(_whole(day), act, state, clocks, fields)


def served(day: str, document: str, state: str, clocks: str = "", **fields: str) -> Step:
    """A paper reached the petitioner in person; on that day, unless another is given."""
    given = {"document": document, "way": "personal", "received_on": _whole(day), **fields}
    return Step(_whole(day), "serve", state, clocks, given)


def no(day: str, act: str, why: str, **fields: str) -> Refused:
    """A line that the desk refuses."""
    return Refused(_whole(day), act, why, fields)


def _whole(day: str) -> str:
    """9-01 → 2026-09-01."""
    parts = [int(part) for part in day.split("-")]
    return dt.date(*(parts if len(parts) == 3 else (YEAR, *parts))).isoformat()


def make_station(folder: Path, station: Station) -> Path:
    """A desk on 1 August 2026 with its unit table."""
    desk, _ = create_desk(
        folder, station=station, operator="郭晓梅", passphrase=PASSPHRASE, kdf=FAST, today=dt.date(YEAR, 8, 1)
    )
    desk.close()
    console = ConsoleDesk(folder)
    console.env["PETITION_DESK_TODAY"] = f"{YEAR}-08-01"
    for code, name, above in UNITS:
        words = ["--superior", above] if above else []
        words += ["--competent"] if code != "ZC01" else []
        console.json("unit", "put", code, "--name", name, *words)
    return folder


class Walk:
    """One case on one desk, with the papers that were printed on the way."""

    def __init__(self, desk: ConsoleDesk, folder: Path) -> None:
        self.desk = desk
        self.folder = folder
        self.number = ""
        self.papers: list[str] = []
        """The kinds of paper, in the order in which they were printed."""
        self.place = ""
        """Where it goes: workshop or headquarters."""
        self.texts: dict[str, str] = {}
        """What the newest paper of each kind says."""

    def set_day(self, day: str) -> None:
        """The desk's date."""
        self.desk.env["PETITION_DESK_TODAY"] = _whole(day)

    def register(self, day: str, **changes: Any) -> str:
        """Register the case of the walk on the day on which it came in."""
        self.set_day(day)
        content = {**WAGES, "received_on": _whole(day), **changes}
        self.number = str(self.desk.json("case", "register", "-", given=json.dumps(content))["number"])
        return self.number

    def go(self, steps: Sequence[Step | Refused]) -> Any:
        """Walk line by line; what the last one answered."""
        answer: Any = None
        for at, step in enumerate(steps, start=1):
            self.set_day(step.day)
            where = f"line {at}: {step.day} {step.act}"
            if isinstance(step, Refused):
                said = self.desk.refused(*self._words(step, written=False))
                assert step.why in said, f"{where}: {said}"
                continue
            answer = self.desk.json(*self._words(step, written=True))
            self._check_paper(step.act, where)
            shown = answer if step.act != "packet" else self.show()
            assert shown["state"] == step.state, f"{where}: {shown['state']}"
            check_clocks(shown.get("deadlines", []), step.clocks, where)
        return answer

    def go_waiting(self, step: Step) -> int:
        """Do a step that a leader must approve first; the number of the wish."""
        self.set_day(step.day)
        answer = self.desk.json(*self._words(step, written=True))
        assert (answer["waits_for_leader"], answer["state"]) == (True, step.state)
        assert not self._out().exists()
        check_clocks(answer["deadlines"], step.clocks, step.act)
        return int(answer["approval"])

    def show(self) -> Any:
        """The case as it stands."""
        return self.desk.json("case", "show", self.number)

    def allowed(self) -> set[str]:
        """The names of what may be done now."""
        return {act["name"] for act in self.desk.json("case", "acts", self.number)["acts"]}

    def _words(self, step: Step | Refused, *, written: bool) -> list[str | Path]:
        """The command line of a line."""
        fields = dict(step.fields)
        if step.act == "packet":
            (self.folder / "stick").mkdir(exist_ok=True)
            return ["packet", "export", "--out", self.folder / "stick", "--case", self.number]
        if step.act == "undo":
            which = ["--act", fields["only"]] if "only" in fields else []
            return ["case", "undo", self.number, "--reason", fields["reason"], *which]
        if step.act == "serve" or (step.act == "proof_of_service" and "document" in fields):
            fields["document"] = self.paper_number(fields["document"])
        out: list[str | Path] = ["--out", self._out()] if written and self._prints(step.act) else []
        settings: list[str | Path] = [
            word for name, text in fields.items() for word in ("--set", f"{name}={text}")
        ]
        return ["case", "act", self.number, step.act, *settings, *out]

    def _prints(self, act: str) -> bool:
        """Whether an act has a paper."""
        return act in MOVES and MOVES[act].document is not None

    def _out(self) -> Path:
        """The file of the next paper."""
        return self.folder / f"{len(self.papers) + 1}.pdf"

    def paper_number(self, kind: str) -> str:
        """The number of the newest standing paper of a kind, or the text itself."""
        found = [
            paper for paper in self.show()["documents"] if paper["kind"] == kind and not paper["withdrawn"]
        ]
        return str(found[-1]["number"]) if found else kind

    def _check_paper(self, act: str, where: str) -> None:
        """The paper of an act is a PDF that opens, with nothing left to fill in and no name that was not replaced."""
        if not self._prints(act):
            return
        path = self._out()
        kind = str(MOVES[act].document)
        text = "".join(line for page in read_pdf(path.read_bytes()).pages for line in page.lines)
        assert text, where
        for mark in ("请填写", "${", "None"):
            assert mark not in text, f"{where}: {text}"
        self.papers.append(kind)
        self.texts[kind] = text


def check_clocks(deadlines: Sequence[dict[str, Any]], wanted: str, where: str) -> None:
    """Compare the newest clock of each rule that a line names."""
    newest = {clock["rule"]: clock for clock in deadlines}
    for words in filter(None, (part.strip() for part in wanted.split(","))):
        rule, says = words.split(" ", 1)
        if says == "none":
            assert rule not in newest, f"{where}: {rule} {newest.get(rule)}"
            continue
        assert rule in newest, f"{where}: no {rule} among {sorted(newest)}"
        clock = newest[rule]
        found = clock["due_on"] if clock["state"] in {"running", "overdue", "lapsed"} else clock["state"]
        assert found == says, f"{where}: {rule} is {found}, not {says}"
