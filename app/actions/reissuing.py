"""A paper that is taken back and issued anew: what it said, and how the new one will print."""

from __future__ import annotations

from collections.abc import Mapping

from app.actions import papers
from app.actions.desk import Desk
from app.actions.documents import get_document
from app.actions.facts import facts_of
from app.actions.sealed import seen_case
from app.domain.acts import ActRecord
from app.domain.documents import IssuedDocument
from app.domain.errors import NotAllowed
from app.domain.moves import Facts
from app.storage import documents


def kept_texts(desk: Desk, *, document_id: int) -> dict[str, str]:
    """The fields and letter texts that a paper was issued with. Raises NotFound, NotAllowed for a packet's list."""
    _facts(desk, get_document(desk, document_id=document_id))
    kept = documents.document_fields(desk.store, document_id).get("fields", {})
    return {name: str(text) for name, text in kept.items()}


def preview_reissue(desk: Desk, *, document_id: int, fields: Mapping[str, str]) -> bytes:
    """The new paper as it would print, marked 草稿; its act stands already and is not asked again."""
    document = get_document(desk, document_id=document_id)
    facts = _facts(desk, document)
    texts = {name: text for name, text in fields.items() if name in papers.OWN_TEXTS}
    own = {name: text for name, text in fields.items() if name not in papers.OWN_TEXTS}
    return papers.preview(desk, facts, act_of_paper(facts.records, document), own, texts)


def act_of_paper(records: tuple[ActRecord, ...], document: IssuedDocument) -> str:
    """The act that issued a paper, or the one that issues its kind."""
    found = next((record.act for record in records if record.id == document.act_id), "")
    return found or papers.act_of(document.kind)


def _facts(desk: Desk, document: IssuedDocument) -> Facts:
    """The facts of a paper's case. Raises NotAllowed for a paper of no case."""
    if not document.case_number:
        raise NotAllowed("移交清单随移送包，不能重新出具")
    return facts_of(desk, seen_case(desk, document.case_number))
