"""Papers: slips and letters composed, previewed, issued, printed and counted."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path

from app.actions import papers, procedure
from app.actions.cases import require
from app.actions.desk import Desk
from app.actions.facts import facts_of
from app.actions.sealed import is_accused, seen_case, sees_number, words_for
from app.actions.slips import NO_NAME, slip_content
from app.domain.approving import no_leader, own_decision, waits
from app.domain.asked import answer_fields, asked_fields
from app.domain.cases import Case
from app.domain.changes import Changes, Progress
from app.domain.document_specs import SPECS, Layout
from app.domain.documents import DocumentKind, HandoverContent, IssuedDocument, SlipContent, SlipLayout
from app.domain.errors import ClerkError, InvalidField, InvalidFields, NotAllowed, NotFound
from app.domain.fields import check_fields
from app.domain.moves import Facts
from app.domain.procedure import MOVES
from app.files.atomic import write_bytes
from app.storage import cases, documents, station

ON = "on"
"""In a letter's form: the day of the act."""
MANY = "批量打印"
"""Where a run of many goes, and why it prints once more what was printed before."""


def preview_slip(desk: Desk, *, number: str, layout: SlipLayout = SlipLayout.A4) -> bytes:
    """The slip as it will print; nothing is recorded."""
    facts = facts_of(desk, require(desk, "slip", number))
    return papers.slip_pdf([slip_content(desk, facts.case, facts.deadlines)], layout)[0]


def issue_slip(desk: Desk, *, number: str, layout: SlipLayout = SlipLayout.A4) -> Changes:
    """Issue the slip of a case (Art. 23); a slip that stands is returned instead of a second one."""
    with desk.store.transaction():
        case = require(desk, "slip", number)
        standing = _standing_slip(desk, case)
        if standing:
            return Changes((case.number,), (standing.id,))
        document_id = papers.issue_slip(desk, facts_of(desk, case), layout)
        desk.record("slip", "出具接收回执", case.number)
        return Changes((case.number,), (document_id,))


def _standing_slip(desk: Desk, case: Case) -> IssuedDocument | None:
    """The slip that stands; of a sealed case only one without name and matter, not what was issued before."""
    standing = documents.find_document(desk.store, case.id, DocumentKind.SLIP)
    if standing is None or not case.sealed:
        return standing
    kept = documents.document_fields(desk.store, standing.id)["slip"]
    return standing if kept["petitioner"] == NO_NAME else None


def issue_slips(
    desk: Desk, *, numbers: Sequence[str], layout: SlipLayout = SlipLayout.A4
) -> Generator[Progress, None, tuple[Changes, bytes]]:
    """Slips for many cases: each issued where none stands, then one PDF for the printer.

    A slip that stands prints as it was issued; one that was printed before carries 补打. The run counts as
    a printing of each, in one transaction when the PDF is made.
    """
    changes, contents = Changes(), list[SlipContent]()
    for done, number in enumerate(numbers):
        yield Progress(done, len(numbers), number)
        issued = issue_slip(desk, number=number, layout=layout)
        document = documents.get_document(desk.store, issued.documents[0])
        kept = documents.document_fields(desk.store, document.id)["slip"]
        contents.append(papers.kept_slip(kept, document.reprints + 1 if document.copies else 0))
        changes |= issued
    pdf = papers.slip_pdf(contents, layout)[0]
    with desk.store.transaction():
        for document_id in changes.documents:
            _count_printing(desk, documents.get_document(desk.store, document_id), target=MANY, reason=MANY)
        desk.record("print", f"批量打印接收回执{len(contents)}份")
    return changes, pdf


def _count_printing(
    desk: Desk, document: IssuedDocument, *, target: str, reason: str, copies: int = 1
) -> int:
    """Enter a printing into the register, inside a transaction; the number of this reprint, 0 for the first printing.

    Raises InvalidField for one copy more that nobody gives a reason for.
    """
    if document.copies and not reason.strip():
        raise InvalidField("reason", f"{document.kind.label}打印过，再打一份是补打：请写明补打的理由")
    return documents.record_printing(
        desk.store,
        document.id,
        at=desk.now(),
        by=desk.operator.name,
        copies=copies,
        target=target,
        reason=reason.strip() if document.copies else "",
    )


def compose_letter(
    desk: Desk, *, number: str, act: str, fields: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The form of a letter: the draft that was kept, or composed afresh from the case.

    It holds the letter's texts (``LETTER_FIELDS``) and, beside them, the act's own ``fields``; given fields compose
    it afresh, a given body (of a wish that came back) stands as it is.
    """
    case = require(desk, act, number)
    if fields and fields.get("body"):
        return dict(fields)
    kept = station.get_draft(desk.store, papers.draft_key(case.number, act))
    if kept and not fields:
        return {name: str(text) for name, text in kept[0].items()}
    own, _, day = _split(fields or {})
    texts = procedure.compose(desk, number=case.number, act=act, on=day, fields=own)
    return {**dict(fields or {}), **texts}


def save_letter_draft(desk: Desk, *, number: str, act: str, fields: dict[str, str]) -> Changes:
    """Keep a letter that is not finished; nothing of a sealed case is kept. Raises NotFound, NotAllowed."""
    desk.require_hand()
    case = seen_case(desk, number)
    key = papers.draft_key(case.number, act)
    if case.sealed:
        return Changes()
    with desk.store.transaction():
        station.put_draft(desk.store, key, fields, desk.now())
    return Changes(drafts=(key,))


def preview_letter(desk: Desk, *, number: str, act: str, fields: Mapping[str, str]) -> bytes:
    """A letter or form as it will print, marked 草稿."""
    facts = facts_of(desk, require(desk, act, number))
    own, texts, day = _split(fields)
    tried = procedure.tried(desk, facts, act, day or desk.today(), own)
    return papers.preview(desk, tried, act, own, texts)


def issue_letter(desk: Desk, *, number: str, act: str, fields: Mapping[str, str]) -> Changes:
    """Do the act whose paper this is, and issue it: number, PDF and draft in one transaction.

    Raises Incomplete naming what is missing, UnprintableText naming the character, NotAllowed.
    """
    if SPECS[papers.kind_of(act)].layout not in (Layout.LETTER, Layout.FORM):
        raise NotAllowed(f"{papers.kind_of(act).label}不能这样签发")
    own, texts, day = _split(fields)
    return procedure.perform(desk, number=number, act=act, on=day, fields=own, letter=texts)


def _split(fields: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str], dt.date | None]:
    """The act's own fields, the letter's texts, and the day of the act, out of a letter's form."""
    own = {name: text for name, text in fields.items() if name not in papers.OWN_TEXTS and name != ON}
    texts = {name: text for name, text in fields.items() if name in papers.OWN_TEXTS}
    return own, texts, dt.date.fromisoformat(fields[ON]) if fields.get(ON) else None


def issue_documents(
    desk: Desk, *, numbers: Sequence[str], act: str, fields: Mapping[str, str] | None = None
) -> Generator[Progress, None, tuple[Changes, tuple[tuple[str, str], ...]]]:
    """One paper for each of many cases, a transaction each; what was issued, and (number, why not) of the rest.

    A case whose paper lacks something, or for which the act is not possible, is named and left as it was.
    """
    changes, failures = Changes(), list[tuple[str, str]]()
    for done, number in enumerate(numbers):
        yield Progress(done, len(numbers), number)
        try:
            changes |= issue_letter(desk, number=number, act=act, fields=fields or {})
        except ClerkError as error:
            failures.append((number, str(error)))
    return changes, tuple(failures)


def freeze_handover(desk: Desk, content: HandoverContent, packet_id: int) -> int:
    """Keep the hand-over list of a packet; inside the export's transaction; its document id."""
    from app.files.document_pdf import render_handover  # here: reportlab costs start-up time

    out = io.BytesIO()
    pages = render_handover(content, out)
    return documents.insert_document(
        desk.store,
        kind=DocumentKind.HANDOVER_LIST,
        number=content.packet_number,
        title=DocumentKind.HANDOVER_LIST.label,
        fields={},
        pdf=out.getvalue(),
        pages=pages,
        at=desk.now(),
        by=desk.operator.name,
        packet_id=packet_id,
    )


def list_documents(
    desk: Desk, *, kind: DocumentKind | None = None, offset: int = 0, limit: int = 50
) -> list[IssuedDocument]:
    """The newest issued documents, of one kind or all."""
    return documents.list_documents(desk.store, kind=kind, offset=offset, limit=limit)


def get_document(desk: Desk, *, document_id: int) -> IssuedDocument:
    """An issued document without its PDF. Raises NotFound."""
    return _seen_document(desk, document_id)


def document_pdf(desk: Desk, *, document_id: int) -> bytes:
    """The frozen PDF. Raises NotFound."""
    return documents.document_pdf(desk.store, _seen_document(desk, document_id).id)


def print_copy(
    desk: Desk, *, document_id: int, copies: int = 1, target: str, reason: str = ""
) -> tuple[bytes, Changes]:
    """The PDF to send to a printer; counted, and from the second printing on marked 补打, with the reason.

    Raises InvalidField for a reprint without a reason.
    """
    with desk.store.transaction():
        document = _seen_document(desk, document_id)
        reprint = _count_printing(desk, document, target=target, reason=reason, copies=copies)
        act = f"补打{document.kind.label}第{reprint}次" if reprint else f"打印{document.kind.label}"
        why = words_for(desk, document.case_number, f"，{reason}") if reprint else ""
        desk.record("print", f"{act}，{copies}份{why}", document.case_number)
        pdf = _pdf(desk, document, reprint)
    return pdf, Changes((document.case_number,) if document.case_number else (), (document_id,))


def _pdf(desk: Desk, document: IssuedDocument, reprint: int) -> bytes:
    """The frozen PDF, or the same document drawn again from its frozen content with the mark 补打."""
    if reprint:
        drawn = papers.reprinted(documents.document_fields(desk.store, document.id), reprint)
        if drawn is not None:
            return drawn
    return documents.document_pdf(desk.store, document.id)


def _seen_document(desk: Desk, document_id: int) -> IssuedDocument:
    """A document that this operator may see. Raises NotFound in the words of one that is not there.

    Whoever handed a sealed case over still prints the hand-over for the two signatures: it says nothing of the case
    but number, pages and seal number (D27).
    """
    document = documents.get_document(desk.store, document_id)
    number = document.case_number
    if number and not sees_number(desk, number) and not _handed_over_by_me(desk, document):
        raise NotFound("文书", document_id)
    return document


def _handed_over_by_me(desk: Desk, document: IssuedDocument) -> bool:
    """Whether it is the hand-over that this operator signs, and he is not whom it is about."""
    mine = document.kind is DocumentKind.SEALED_HANDOVER and document.issued_by == desk.operator.name
    return mine and not is_accused(cases.get_case(desk.store, document.case_number), desk.operator)


def save_document(desk: Desk, *, document_id: int, path: Path, reason: str = "") -> str:
    """Print to a file: written beside, replaced, read back; counted like a printing, with the reason; its SHA-256.

    Raises InvalidField for a reprint without a reason.
    """
    document = _seen_document(desk, document_id)
    with desk.store.transaction():
        reprint = _count_printing(desk, document, target="文件", reason=reason)
        sha256 = write_bytes(path, _pdf(desk, document, reprint))
        act = f"补打{document.kind.label}第{reprint}次，" if reprint else document.kind.label
        why = words_for(desk, document.case_number, f"，{reason}") if reprint else ""
        desk.record("print", f"{act}另存为文件{why}", document.case_number)
    return sha256


def withdraw_document(desk: Desk, *, document_id: int, reason: str) -> Changes:
    """Take a paper back that carries a mistake; it is kept with the reason, and another is issued in its place.

    Only a paper that was not served: what the petitioner holds is corrected by a new act. A paper whose act still
    counts is replaced by ``reissue``. Raises NotAllowed.
    """
    if not reason.strip():
        raise InvalidField("reason", "请写明收回的理由")
    with desk.store.transaction():
        document = _seen_document(desk, document_id)
        _require_withdrawable(document)
        if document.act_id:
            raise NotAllowed(f"出具{document.number}的那一步仍然有效：请收回重出，或者撤销那一步")
        _withdraw(desk, document, reason.strip())
    return Changes((document.case_number,), (document_id,))


def _require_withdrawable(document: IssuedDocument) -> None:
    """Raise NotAllowed for what stands no more, was served, or belongs to a packet."""
    if not document.stands:
        raise NotAllowed(f"{document.number}已经收回")
    if document.served_on:
        raise NotAllowed(f"{document.number}已于{document.served_on}送达，不能收回；请先撤销送达登记")
    if not document.case_number:
        raise NotAllowed("移交清单随移送包，不能收回")


def _withdraw(desk: Desk, document: IssuedDocument, reason: str) -> None:
    """Mark a paper as taken back; inside a transaction."""
    at, by = desk.now(), desk.operator.name
    documents.withdraw_document(desk.store, document.id, at=at, by=by, reason=reason)
    why = words_for(desk, document.case_number, f"：{reason}")
    desk.record(
        "withdraw_document", f"收回{document.kind.label} {document.number}{why}", document.case_number
    )


def reissue(desk: Desk, *, document_id: int, reason: str, fields: Mapping[str, str]) -> Changes:
    """Take a paper back and issue it anew with other texts, under a new number; its act stands as it is.

    Both papers are kept. ``fields`` are the texts and fields that differ. What another leader approved is not written
    anew past him: he takes the step back, and it is asked for again. Raises NotAllowed, InvalidFields, Incomplete.
    """
    if not reason.strip():
        raise InvalidField("reason", "请写明收回重出的理由")
    with desk.store.transaction():
        document = _seen_document(desk, document_id)
        _require_withdrawable(document)
        facts = facts_of(desk, seen_case(desk, document.case_number))
        act, kept = _act_and_texts(desk, facts, document)
        own = _own_decision(act, facts)
        changed = {name: text for name, text in fields.items() if text.strip() != kept.get(name, "").strip()}
        _require_rewordable(act, facts, changed)
        filled, texts, _ = _split(papers.reworded(desk, facts, act, kept, changed))
        _withdraw(desk, document, reason.strip())
        new = papers.issue(desk, facts, act, act_id=document.act_id, fields=filled, letter=texts)
        if document.act_id:
            procedure.replace_document(desk, document.act_id, new)
        desk.record("reissue", f"重新出具{document.kind.label}{own}", document.case_number)
    return Changes((document.case_number,), (document_id, new))


def _require_rewordable(act: str, facts: Facts, changed: Mapping[str, str]) -> None:
    """Raise InvalidFields for what the paper does not have, what its act decided and the clocks follow, and what is
    wrong in itself."""
    move, kind = MOVES[act], papers.kind_of(act)
    own = {field.name: field for field in SPECS[kind].fields}
    labels = own | {field.name: field for field in asked_fields(move, facts)}
    of_act = {field.name for field in (*move.fields, *answer_fields(move, facts))}
    decided = (of_act | move.computed | procedure.ENGINE_FIELDS) & labels.keys()
    problems = []
    for name in changed.keys() - papers.OWN_TEXTS:
        if move.recorded and name in decided:
            words = f"“{labels[name].label}”记在办理的步骤里，收回重出改不了：请撤销这一步，改好再办"
            problems.append(InvalidField(name, words))
        elif name not in own:
            problems.append(InvalidField(name, f"{kind.label}没有“{name}”这一栏"))
    problems += check_fields([field for name, field in own.items() if name in changed], changed)
    if problems:
        raise InvalidFields(problems)


def _own_decision(act: str, facts: Facts) -> str:
    """What the history says of a paper written anew that a leader should approve and nobody else can (decision 18).

    Raises NotAllowed where another leader can.
    """
    move = MOVES[act]
    if waits(act, move, facts):
        words = f"{move.label}要由另一位负责人批准，不能自行改字重出：请负责人撤销这一步，改好再送审"
        raise NotAllowed(words)
    if why := no_leader(act, move, facts):
        raise NotAllowed(why)
    own = own_decision(act, move, facts)
    return f"，{own}" if own else ""


def _act_and_texts(desk: Desk, facts: Facts, document: IssuedDocument) -> tuple[str, dict[str, str]]:
    """The act of a paper, and what it was issued with."""
    act = next((r.act for r in facts.records if r.id == document.act_id), "") or papers.act_of(document.kind)
    kept = documents.document_fields(desk.store, document.id).get("fields", {})
    return act, {name: str(text) for name, text in kept.items()}
