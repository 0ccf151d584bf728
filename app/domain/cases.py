"""信访事项: one matter with its number, its people and its requests."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from app.domain.codes import CaseClass, CaseState, Channel, Origin, Role
from app.domain.errors import InvalidField
from app.domain.petitioners import Petitioner, check_petitioners, petitioners_line

LONGEST_SUBJECT = 60
LONGEST_CONTENT = 20_000
SEALED_SUBJECT = "检举控告类事项"
"""All that a slip or list may say of class B (Art. 30 ¶3; domain facts 6.1)."""


SECRET_SUBJECT = "要求保密的事项"
"""All that they may say of what the petitioner asked to be kept secret (Art. 46)."""


@dataclass(frozen=True, slots=True)
class Request:
    """诉求: one thing asked, answered one by one (Art. 32)."""

    text: str
    result: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Respondent:
    """被反映人: P2, never in an open packet (Art. 30)."""

    name: str = ""
    post: str = ""
    unit: str = ""

    def __bool__(self) -> bool:
        """Whether anybody is named."""
        return bool(self.name or self.post or self.unit)


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A case as the clerk typed it, before it has a number."""

    received_on: dt.date
    channel: Channel = Channel.VISIT
    origin: Origin = Origin.DIRECT
    petitioners: tuple[Petitioner, ...] = ()
    anonymous: bool = False
    confidential: bool = False
    people_count: int = 1
    subject: str = ""
    content: str = ""
    requests: tuple[Request, ...] = ()
    respondent: Respondent = Respondent()
    case_class: CaseClass | None = None
    class_reason: str = ""
    """Why this class was chosen (Arts. 29 to 31); kept as the act that chose it."""
    category: str = ""
    unit: str = ""
    urgent: bool = False
    evidence: str = ""
    office: str = ""
    outcome: str = ""
    note: str = ""
    repeat_of: str = ""
    state: CaseState = CaseState.REGISTERED

    def cleaned(self) -> CaseDraft:
        """The draft without stray spaces, empty people and empty requests; a subject made from the content.

        Nobody becomes anonymous by leaving the name empty: that is the petitioner's own choice (Art. 19).
        """
        requests = tuple(replace(r, text=r.text.strip()) for r in self.requests if r.text.strip())
        content = self.content.strip() or "\n".join(request.text for request in requests)
        people = tuple(p for p in (p.cleaned() for p in self.petitioners) if p != Petitioner())
        return replace(
            self,
            petitioners=people,
            people_count=max(self.people_count, 1),
            subject=self.subject.strip() or shorten(content, LONGEST_SUBJECT),
            content=content,
            class_reason=self.class_reason.strip(),
            requests=requests or ((Request(content),) if content else ()),
            unit=self.unit.strip() or next((p.unit for p in people if p.unit), ""),
        )


@dataclass(frozen=True, slots=True)
class Case:
    """A registered case, whole."""

    number: str
    query_code: str
    received_on: dt.date
    registered_at: dt.datetime
    registered_by: str
    state: CaseState
    channel: Channel
    origin: Origin
    petitioners: tuple[Petitioner, ...]
    anonymous: bool
    confidential: bool
    people_count: int
    subject: str
    content: str
    requests: tuple[Request, ...]
    respondent: Respondent
    case_class: CaseClass | None
    category: str
    unit: str
    urgent: bool
    evidence: str
    office: str
    outcome: str
    note: str
    repeat_of: str
    seal_number: str = ""
    """封号 of a sealed case: all that a paper may name it by besides its own number."""
    id: int = 0
    source_unit: str = ""
    """The code of the unit that sent it up in a packet; empty for what was registered here."""
    office_number: str = ""
    """At headquarters: its own number beside the sender's."""
    erased_on: dt.date | None = None
    """When names and texts were erased after the period of keeping; what is left is for figures."""

    @property
    def sealed(self) -> bool:
        """Class B is sealed, and so is what the petitioner asked to keep secret (Arts. 30, 46)."""
        return self.case_class is CaseClass.B or self.confidential

    @property
    def people_line(self) -> str:
        """王建国等3人, unmasked."""
        return petitioners_line(self.petitioners, anonymous=self.anonymous)

    @property
    def first_name(self) -> str:
        """The name of the first who gave one, or 匿名; unmasked."""
        names = [person.name for person in self.petitioners if person.name and not self.anonymous]
        return names[0] if names else "匿名"

    @property
    def public_subject(self) -> str:
        """What a slip may show as the matter (domain facts 6.1)."""
        if self.case_class is CaseClass.B:
            return SEALED_SUBJECT
        return SECRET_SUBJECT if self.confidential else self.subject


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A line of the cases table: masked, and only what the table shows."""

    id: int
    number: str
    received_on: dt.date
    people: str
    unit: str
    subject: str
    case_class: CaseClass | None
    category: str
    state: CaseState
    due_on: dt.date | None
    repeat: bool
    urgent: bool


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the cases page shows: empty fields do not filter.

    ``text`` finds any Chinese substring, pinyin initials, a number or phone.
    ``due_by`` wants a running clock that ends on or before that day.
    """

    text: str = ""
    states: tuple[CaseState, ...] = ()
    case_class: CaseClass | None = None
    unit: str = ""
    received_from: dt.date | None = None
    received_to: dt.date | None = None
    due_by: dt.date | None = None


@dataclass(frozen=True, slots=True)
class HandlingNote:
    """办理过程: what was done on which day."""

    on: dt.date
    text: str
    kind: str = "其他"
    operator: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of a case's time line, for people to read."""

    at: dt.datetime
    operator: str
    act: str
    text: str
    roles: tuple[Role, ...] = ()
    was: str = ""
    became: str = ""
    """What the act changed a kept value from and to; empty when it changed none."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file kept encrypted in the store; ``content`` is fetched only when asked for."""

    id: int
    name: str
    size: int
    sha256: str
    added_at: dt.datetime
    media_type: str = "application/octet-stream"
    document_id: int = 0
    """The paper whose signed proof of service it is a scan of."""


def shorten(text: str, length: int) -> str:
    """The first line of a text, cut to so many characters with an ellipsis."""
    first = text.strip().splitlines()[0] if text.strip() else ""
    return first if len(first) <= length else first[: length - 1] + "…"


def check_draft(draft: CaseDraft, *, today: dt.date) -> list[InvalidField]:
    """Everything that keeps a cleaned draft from being registered (Arts. 19, 20).

    Only a name (or anonymous) and what is asked are wanted; the rest is optional.
    """
    problems = check_petitioners(
        draft.petitioners, anonymous=draft.anonymous, people_count=draft.people_count
    )
    if not draft.content:
        problems.append(InvalidField("content", "请填写反映的内容或诉求"))
    if len(draft.content) > LONGEST_CONTENT:
        problems.append(InvalidField("content", f"内容超过{LONGEST_CONTENT}字，请放到附件里"))
    if draft.received_on > today:
        problems.append(InvalidField("received_on", f"收到日期{draft.received_on}在今天之后，请改正"))
    if draft.received_on.year < 1990:
        problems.append(InvalidField("received_on", f"收到日期{draft.received_on}太早，请改正"))
    return problems
