"""The demonstration's papers: its cases go on through the procedure until every kind of document exists once.

The workshop's cases go on at its own desk; what only headquarters signs is made at a second desk. The papers lie in
the folder 文书, named by their kind alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.actions.case_files import write_case_file
from app.actions.cases import register_case
from app.actions.deadlines import why_pdf
from app.actions.desk import Desk
from app.actions.documents import document_pdf, list_documents, save_document
from app.actions.procedure import perform
from app.actions.today import day_list_pdf
from app.actions.units import put_unit
from app.bootstrap import create_desk
from app.cli.console import Console
from app.cli.demo_headquarters import CLERK, HEADQUARTERS, HEADQUARTERS_WALKS, UNITS, WHY
from app.cli.demo_walks import WHOLE_FILE, WORKSHOP_WALKS, DemoAct, DemoWalk
from app.domain.document_specs import SPECS
from app.domain.documents import DocumentKind, IssuedDocument

FOLDER = "文书"
LISTS = "今日工作清单", "期限计算说明"
"""The day's list and a calculation: printed, but no kinds of the catalogue."""
DAY = re.compile(r"[+-]\d+")


@dataclass(frozen=True, slots=True)
class Paper:
    """A file in the folder of papers: of which kind (empty: a list), about which case, under which 文号."""

    path: Path
    what: str
    sha256: str
    kind: str = ""
    case_number: str = ""
    number: str = ""


@dataclass
class Papers:
    """What was printed so far, and the numbers of the cases by their key."""

    folder: Path
    console: Console
    numbers: dict[str, str]
    made: list[Paper] = field(default_factory=list)

    def has(self, kind: DocumentKind) -> bool:
        """Whether a kind lies there already."""
        return any(paper.kind == kind.value for paper in self.made)


def print_every_kind(
    desk: Desk, *, folder: Path, numbers: dict[str, str], passphrase: str, console: Console
) -> list[Paper]:
    """Every kind of document once, the day's list and a calculation, in ``folder``; ``numbers`` are the cases so far."""
    (folder / FOLDER).mkdir()
    papers = Papers(folder / FOLDER, console, dict(numbers))
    for walk in WORKSHOP_WALKS:
        _walk(desk, papers, walk)
    _keep_issued(desk, papers, list_documents(desk, limit=200))
    _write_whole_file(desk, papers)
    _write(papers, LISTS[0], day_list_pdf(desk))
    _at_headquarters(desk, papers, folder / "headquarters", passphrase)
    papers.made.sort(key=lambda paper: paper.path.name)
    return papers.made


def _at_headquarters(workshop: Desk, papers: Papers, home: Path, passphrase: str) -> None:
    """The second desk, with its unit table and what only it may sign."""
    desk, _ = create_desk(
        home, station=HEADQUARTERS, operator=CLERK, passphrase=passphrase, today=workshop.fixed_today
    )
    with desk:
        for unit in UNITS:
            put_unit(desk, unit=unit)
        for walk in HEADQUARTERS_WALKS:
            _walk(desk, papers, walk)
        _keep_issued(desk, papers, list_documents(desk, limit=200))
        _write(papers, LISTS[1], why_pdf(desk, number=papers.numbers[WHY]))


def _walk(desk: Desk, papers: Papers, walk: DemoWalk) -> None:
    """One case, step by step, each on its day: a paper bears the date on which it was issued."""
    today = desk.today()
    if walk.case:
        with set_back(desk, walk.case.days_ago):
            draft = replace(walk.case.draft, received_on=desk.today())
            papers.numbers[walk.key] = register_case(desk, draft=draft).cases[0]
    number = papers.numbers[walk.key]
    for step in walk.acts:
        fields = _fields(desk, number, step, today)
        if step.act == "link_repeat":
            fields["first"] = papers.numbers[walk.first]
        with set_back(desk, step.days_ago):
            changes = perform(desk, number=number, act=step.act, fields=fields)
        if step.act == "seal_handover":  # in no register: kept while its number is at hand
            _keep(desk, papers, changes.documents[0], number)


@contextmanager
def set_back(desk: Desk, days: int) -> Iterator[None]:
    """So many days ago, for a while."""
    fixed = desk.fixed_today
    desk.fixed_today = desk.today() - dt.timedelta(days=days)
    try:
        yield
    finally:
        desk.fixed_today = fixed


def _fields(desk: Desk, number: str, step: DemoAct, today: dt.date) -> dict[str, str]:
    """What was filled in, with days as dates and the kind of a paper as its 文号."""
    fields = {
        name: (today + dt.timedelta(days=int(text))).isoformat() if DAY.fullmatch(text) else text
        for name, text in step.fields.items()
    }
    if kind := fields.get("document"):
        standing = [p for p in list_documents(desk, kind=DocumentKind(kind)) if p.case_number == number]
        fields["document"] = standing[0].number
    return fields


def _keep_issued(desk: Desk, papers: Papers, issued: Iterable[IssuedDocument]) -> None:
    """The newest paper of each kind that does not lie there yet."""
    for document in issued:
        if not papers.has(document.kind):
            _keep(desk, papers, document.id, document.case_number, document)


def _keep(
    desk: Desk, papers: Papers, document_id: int, case_number: str, document: IssuedDocument | None = None
) -> None:
    """One paper under the name of its kind; what was printed before is copied, so that it is no 补打."""
    kind = document.kind if document else DocumentKind.SEALED_HANDOVER
    path = papers.folder / _name(kind)
    if document and document.copies:
        pdf = document_pdf(desk, document_id=document_id)
        path.write_bytes(pdf)
        sha256 = hashlib.sha256(pdf).hexdigest()
    else:
        sha256 = save_document(desk, document_id=document_id, path=path)
    number = document.number if document else ""
    papers.made.append(Paper(path, kind.label, sha256, kind.value, case_number, number))


def _name(kind: DocumentKind) -> str:
    """D06_信访事项受理告知书.pdf: the catalogue's number, so that a folder lists them in its order."""
    number = SPECS[kind].catalogue.removeprefix("D")
    return f"D{int(number):02}_{kind.label}.pdf" if number else f"{kind.label}.pdf"


def _write_whole_file(desk: Desk, papers: Papers) -> None:
    """All papers of one case as one PDF/A."""
    number, kind = papers.numbers[WHOLE_FILE], DocumentKind.CASE_FILE
    path = papers.folder / _name(kind)
    written = papers.console.exhaust(write_case_file(desk, number=number, path=path))
    papers.made.append(Paper(path, f"{kind.label}（PDF/A）", written.sha256, kind.value, number))


def _write(papers: Papers, what: str, pdf: bytes) -> None:
    """A list, which is printed and not kept."""
    path = papers.folder / f"{what}.pdf"
    path.write_bytes(pdf)
    papers.made.append(Paper(path, what, hashlib.sha256(pdf).hexdigest()))
