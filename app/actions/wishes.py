"""What a leader reads before deciding: the paper that a clerk's wish would issue."""

from __future__ import annotations

from dataclasses import replace

from app.actions import papers, procedure
from app.actions.desk import Desk
from app.actions.facts import facts_of
from app.actions.sealed import seen_case
from app.domain.errors import NotAllowed
from app.domain.procedure import MOVES


def preview_wish(desk: Desk, *, approval_id: int) -> bytes:
    """The paper as it would be issued, marked 草稿. Raises NotFound, NotAllowed for an act without a paper."""
    wish = procedure.seen_wish(desk, approval_id)
    facts = facts_of(desk, seen_case(desk, wish.case_number))
    if MOVES[wish.act].document is None:
        raise NotAllowed(f"{MOVES[wish.act].label}没有文书，不用预览")
    facts = replace(facts, waiting=facts.waiting - {wish.act})
    after = procedure.tried(desk, facts, wish.act, wish.on, wish.fields)
    return papers.preview(desk, after, wish.act, wish.fields, wish.letter)
