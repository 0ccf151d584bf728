"""The columns of the procedure's table: what a row says of an act, and the facts its guards look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from app.domain.acts import ActRecord
from app.domain.cases import Case
from app.domain.codes import CaseClass, CaseState, Role, StationRole
from app.domain.deadlines import Deadline, DeadlineState
from app.domain.documents import DocumentKind
from app.domain.fields import Field


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that decides what may be done on a case now.

    ``records`` are the standing acts, oldest first; ``deadlines`` all clocks. ``competent`` says that this unit
    may sign decisions (有权处理). ``group_from`` is the number of people from which a visit is a group visit.
    ``first_state`` is the state of the first case of a repeat, of an archived one the state before; ``to_serve`` how
    many papers have no proof of service; ``waiting`` the acts that wait for the leader. ``other_leaders`` are the other
    leaders of the desk who may decide on this case: not accused by it, not withdrawn from it, and able to see it;
    ``leaders_barred`` that there are others who may not.
    """

    case: Case
    today: dt.date
    station: StationRole = StationRole.WORKSHOP
    roles: frozenset[Role] = frozenset({Role.CLERK})
    records: tuple[ActRecord, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    documents: frozenset[DocumentKind] = frozenset()
    own_unit: str = ""
    operator: str = ""
    competent: bool = False
    group_from: int = 5
    first_state: CaseState | None = None
    to_serve: int = 0
    waiting: frozenset[str] = frozenset()
    other_leaders: frozenset[str] = frozenset()
    leaders_barred: bool = False

    def last(self, *acts: str) -> ActRecord | None:
        """The newest standing record of one of these acts."""
        return next((record for record in reversed(self.records) if record.act in acts), None)

    def done(self, *acts: str) -> bool:
        """Whether one of these acts was done and stands."""
        return self.last(*acts) is not None

    def running(self, *rules: str) -> Deadline | None:
        """The running clock of one of these rules."""
        wanted = (d for d in self.deadlines if d.rule in rules and d.state is DeadlineState.RUNNING)
        return next(wanted, None)


class Secrecy(StrEnum):
    """For which cases an act is there: open ones, those kept secret at the petitioner's wish, accusations."""

    OPEN = "open"
    """Open cases only: the act writes the case into lists or packets that others read."""
    KEPT = "kept"
    """Open cases and those kept secret; not class B, which this unit does not handle (Art. 30)."""
    ANY = "any"
    SECRET = "secret"
    """Only those kept secret at the petitioner's wish; not class B (Art. 46)."""
    SEALED = "sealed"
    """Only sealed ones, of either kind."""
    ACCUSATION = "accusation"
    """Class B only."""


Guard: TypeAlias = Callable[[Facts], str]
"""Why an act may not be done now, in Chinese; empty when it may."""


@dataclass(frozen=True, slots=True)
class Start:
    """A clock that an act starts.

    It runs from the act's day, or from the date in ``field``, or from the day of the last ``from_act``, or
    ``from_receipt``. ``after``
    and ``unless`` name acts that must, or must not, stand; ``documents`` and ``classes`` narrow by the served
    paper and by the case's class when the act was done. ``due_field`` holds a due date that the sender named.
    """

    rule: str
    field: str = ""
    from_act: str = ""
    after: str = ""
    unless: str = ""
    documents: frozenset[DocumentKind] = frozenset()
    classes: frozenset[CaseClass] = frozenset()
    due_field: str = ""
    from_receipt: bool = False
    """From the day on which the case came in, whenever the act is done."""
    by: str = ""
    """The field that names who owes it; a limit that another unit owes is shown here and is nobody's fault here."""


ALL_CLOCKS = "*"
"""In ``halts``: every clock that still runs, but what is owed upward."""
DUTIES = "duties"
"""In ``halts``: every clock of the unit's own duties."""
OWED_UPWARD = frozenset({"T6"})
"""The report to whoever assigned a case is owed whatever becomes of it (Art. 22 ¶1(3)): neither of the two above ends
its clock, only an act that names it."""


@dataclass(frozen=True, slots=True)
class Move:
    """One row: an act, from which states, to which (None: the state stays), by whom, and what comes of it.

    ``classes`` None: whatever the class. ``stops`` are clocks that the act meets (in time or late), ``halts`` those
    that end without being met. ``approval``: a wish that another leader turns into the act; ``approval_for``: only of
    cases of these classes; ``alone``: also a clerk may do it where no leader can (decision 18).
    """

    label: str
    group: str
    states: frozenset[CaseState]
    article: str
    leads_to: CaseState | None = None
    by: frozenset[Role] = frozenset({Role.CLERK, Role.LEADER})
    at: frozenset[StationRole] = frozenset(StationRole)
    classes: frozenset[CaseClass] | None = None
    guards: tuple[Guard, ...] = ()
    fields: tuple[Field, ...] = ()
    chosen: Mapping[str, Callable[[Facts], tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    """Fields that are chosen among what was asked before on the case: which, and from what."""
    document: DocumentKind | None = None
    computed: frozenset[str] = frozenset()
    """Fields of its paper that come from the case and its clocks and are never asked."""
    starts: tuple[Start, ...] = ()
    stops: frozenset[str] = frozenset()
    halts: frozenset[str] = frozenset()
    pauses: frozenset[str] = frozenset()
    extends: str = ""
    approval: bool = False
    approval_for: frozenset[CaseClass] = frozenset()
    alone: bool = False
    secrecy: Secrecy = Secrecy.KEPT
    answers: bool = False
    """Whether every request gets a result and an answer (Art. 32)."""
    recorded: bool = True
    """Whether the act leaves a record; a slip or a note leaves a paper or a note instead."""
    undoable: bool = True


@dataclass(frozen=True, slots=True)
class Act:
    """An act on one case: may it be done now, and if not, why."""

    name: str
    label: str
    allowed: bool
    why: str = ""
    group: str = ""
    waits: bool = False
    """Whether it goes to another leader first when this operator does it."""
    own: str = ""
    """What is recorded of it when it should be approved and nobody else can."""


Moves: TypeAlias = Mapping[str, Move]
