"""What a leader reads before deciding: the paper that a wish would issue, and what differs from the one before."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.actions import looks, papers, procedure
from app.actions.approvals import approvals_of, may_answer, seen_wish
from app.actions.desk import Desk
from app.actions.drafts import load_draft
from app.actions.facts import facts_of
from app.actions.sealed import seen_case
from app.domain.acts import Approval
from app.domain.asked import asked_fields
from app.domain.documents import LETTER_FIELDS
from app.domain.errors import NotAllowed
from app.domain.fields import Field
from app.domain.looks import FieldChange, Look, wish_changes
from app.domain.procedure import MOVES


@dataclass(frozen=True, slots=True)
class WishView:
    """A wish with everything that a leader looks at: ``asked`` are its fields as (label, words), ``before`` the wish for
    the same act that came back, ``changes`` what differs from it. ``decides``: this operator may answer."""

    wish: Approval
    asked: tuple[tuple[str, str], ...]
    look: Look
    before: Approval | None
    changes: tuple[FieldChange, ...]
    has_paper: bool
    decides: bool


def view_wish(desk: Desk, *, approval_id: int) -> WishView:
    """A wish as a leader looks at it; nothing is kept. Raises NotFound."""
    wish = seen_wish(desk, approval_id)
    facts = facts_of(desk, seen_case(desk, wish.case_number))
    move = MOVES[wish.act]
    fields = asked_fields(move, facts)
    labels = LETTER_FIELDS | {field.name: field.label for field in fields}
    before, worded = _one_before(desk, wish), _worded(wish, fields)
    return WishView(
        wish,
        tuple((labels.get(name, name), words) for name, words in worded.fields.items()),
        looks.changed_since_look(desk, number=wish.case_number),
        before,
        wish_changes(_worded(before, fields), worded, labels) if before else (),
        move.document is not None,
        wish.state == "asked" and may_answer(desk, wish),
    )


@dataclass(frozen=True, slots=True)
class Resumed:
    """A wish that came back, to go on with: its form or letter as it was; ``fields`` empty where a draft is kept."""

    number: str
    act: str
    fields: dict[str, str]
    letter: bool


def resume_wish(desk: Desk, *, approval_id: int) -> Resumed:
    """What its writer goes on with; a draft that was begun since is not thrown away. Raises NotFound."""
    wish = seen_wish(desk, approval_id)
    kept = load_draft(desk, key=papers.draft_key(wish.case_number, wish.act)) if wish.letter else None
    texts = {} if kept else wish.as_form
    return Resumed(wish.case_number, wish.act, texts, bool(wish.letter))


def returned_word(desk: Desk, *, number: str, act: str) -> str:
    """With which word an act was sent back last, and by whom; empty when it was not, or was asked for again."""
    wishes = [wish for wish in approvals_of(desk, number=number) if wish.act == act]
    if not wishes or wishes[-1].state != "returned":
        return ""
    return f"{wishes[-1].decided_by}退回：{wishes[-1].word}"


def _worded(wish: Approval, fields: tuple[Field, ...]) -> Approval:
    """The wish with the words of its choices instead of their codes."""
    choices = {field.name: dict(field.choices) for field in fields}
    words = {name: choices.get(name, {}).get(text, text) for name, text in wish.fields.items()}
    return replace(wish, fields=words)


def _one_before(desk: Desk, wish: Approval) -> Approval | None:
    """The newest wish for the same act before this one that came back or was taken back."""
    earlier = [w for w in approvals_of(desk, number=wish.case_number) if w.act == wish.act and w.id < wish.id]
    back = [w for w in earlier if w.state in ("returned", "taken_back")]
    return back[-1] if back else None


def preview_wish(desk: Desk, *, approval_id: int) -> bytes:
    """The paper as it would be issued, marked 草稿. Raises NotFound, NotAllowed for an act without a paper."""
    wish = seen_wish(desk, approval_id)
    facts = facts_of(desk, seen_case(desk, wish.case_number))
    if MOVES[wish.act].document is None:
        raise NotAllowed(f"{MOVES[wish.act].label}没有文书，不用预览")
    facts = replace(facts, waiting=facts.waiting - {wish.act})
    after = procedure.tried(desk, facts, wish.act, wish.on, wish.fields)
    return papers.preview(desk, after, wish.act, wish.fields, wish.letter)
