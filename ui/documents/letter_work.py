"""What the letter editor works on: the letter of an act to be done, or a paper to be issued anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.documents import LETTER_FIELDS, DocumentKind
from app.domain.fields import Field
from app.domain.procedure import MOVES
from ui import acts

Texts = dict[str, str]


@dataclass(frozen=True)
class Opened:
    """A letter as the editor begins with it: all its texts and fields, what its act asks, whether it waits."""

    fields: Texts
    asked: tuple[Field, ...] = ()
    waits: bool = False
    word: str = ""
    """With which word the leader sent it back."""
    own: str = ""
    """What will be recorded when nobody else can approve it."""
    pattern: str = ""
    """The text whose sections have to stay."""


class LetterWork(Protocol):
    """Every method but the first three runs on a worker thread."""

    @property
    def number(self) -> str: ...
    @property
    def kind(self) -> DocumentKind: ...
    @property
    def act(self) -> str: ...
    def open(self) -> Opened: ...
    def again(self, own: Mapping[str, str]) -> Texts: ...
    def preview(self, fields: Texts) -> bytes: ...
    def save(self, fields: Texts) -> Changes: ...
    def issue(self, fields: Texts) -> Changes: ...


def own_fields(fields: Mapping[str, str]) -> Texts:
    """The fields of the act among a letter's fields: all but the texts that stand on the paper."""
    return {name: text for name, text in fields.items() if name not in LETTER_FIELDS}


def letter_kind(act: str) -> DocumentKind:
    """The paper of an act."""
    kind = MOVES[act].document
    assert kind is not None, act
    return kind


def _pattern(desk: Desk, kind: DocumentKind) -> str:
    """The text whose sections a letter has to keep."""
    pattern: str = acts.templates().letter_pattern(desk, kind)
    return pattern


@dataclass(frozen=True)
class ActLetter:
    """The letter of an act: kept as a draft while it is written, issued together with the act."""

    desk: Desk
    number: str
    act: str
    given: Mapping[str, str]

    @property
    def kind(self) -> DocumentKind:
        return letter_kind(self.act)

    def open(self) -> Opened:
        """The draft that was kept, or composed from what the dialog was given."""
        form = acts.procedure().prepare(self.desk, number=self.number, act=self.act)
        fields = acts.documents().compose_letter(
            self.desk, number=self.number, act=self.act, fields=dict(self.given)
        )
        if "body" not in fields:  # what was kept is the dialog, before any letter was written
            fields = self.again(fields)
        word = acts.wishes().returned_word(self.desk, number=self.number, act=self.act)
        return Opened(fields, form.fields, form.act.waits, word, form.act.own, _pattern(self.desk, self.kind))

    def again(self, own: Mapping[str, str]) -> Texts:
        """Composed anew from other fields."""
        composed: Texts = acts.documents().compose_letter(
            self.desk, number=self.number, act=self.act, fields=dict(own)
        )
        return composed

    def preview(self, fields: Texts) -> bytes:
        pdf: bytes = acts.documents().preview_letter(
            self.desk, number=self.number, act=self.act, fields=fields
        )
        return pdf

    def save(self, fields: Texts) -> Changes:
        changes: Changes = acts.documents().save_letter_draft(
            self.desk, number=self.number, act=self.act, fields=fields
        )
        return changes

    def issue(self, fields: Texts) -> Changes:
        changes: Changes = acts.documents().issue_letter(
            self.desk, number=self.number, act=self.act, fields=fields
        )
        return changes


@dataclass(frozen=True)
class ReissuedLetter:
    """A letter that is taken back and issued anew with other words; its act stands as it is."""

    desk: Desk
    number: str
    kind: DocumentKind
    document_id: int
    reason: str
    act: str = ""

    def open(self) -> Opened:
        """The words it was issued with."""
        texts = acts.reissuing().kept_texts(self.desk, document_id=self.document_id)
        return Opened(texts, pattern=_pattern(self.desk, self.kind))

    def again(self, own: Mapping[str, str]) -> Texts:
        return self.open().fields

    def preview(self, fields: Texts) -> bytes:
        pdf: bytes = acts.reissuing().preview_reissue(self.desk, document_id=self.document_id, fields=fields)
        return pdf

    def save(self, fields: Texts) -> Changes:
        """Nothing is kept: the paper that stands is still there to begin from."""
        return Changes()

    def issue(self, fields: Texts) -> Changes:
        changes: Changes = acts.documents().reissue(
            self.desk, document_id=self.document_id, reason=self.reason, fields=fields
        )
        return changes
