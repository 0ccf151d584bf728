"""What an act asks for: its own fields, those of the paper it issues, and an answer to each request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.domain.cases import Request
from app.domain.codes import RequestResult
from app.domain.document_specs import SPECS
from app.domain.fields import Field, FieldKind
from app.domain.moves import Facts, Move

RESULTS = tuple((result.value, result.label) for result in RequestResult)


def asked_fields(move: Move, facts: Facts) -> tuple[Field, ...]:
    """The fields that a form shows for an act, in order; what the desk works out itself is not among them."""
    own = {field.name for field in move.fields}
    paper = SPECS[move.document].fields if move.document else ()
    more = tuple(f for f in paper if f.name not in own and f.name not in move.computed)
    asked = (*move.fields, *answer_fields(move, facts), *more)
    return tuple(_chosen(field, move, facts) for field in asked)


def _chosen(field: Field, move: Move, facts: Facts) -> Field:
    """The field with what may be chosen on this case, where its act says from what."""
    choices = move.chosen.get(field.name)
    return replace(field, kind=FieldKind.CHOICE, choices=choices(facts)) if choices else field


def answer_fields(move: Move, facts: Facts) -> tuple[Field, ...]:
    """A result and an answer for every request (Art. 32: per request); none for acts that answer nothing."""
    if not move.answers:
        return ()
    return tuple(
        field
        for at, request in enumerate(facts.case.requests, start=1)
        for field in (
            Field(
                f"result_{at}",
                f"诉求{at}的处理结果",
                FieldKind.CHOICE,
                hint=request.text[:60],
                choices=RESULTS,
            ),
            Field(f"answer_{at}", f"对诉求{at}的答复", FieldKind.TEXT, hint=request.text[:60]),
        )
    )


def answered(requests: tuple[Request, ...], fields: Mapping[str, str]) -> tuple[Request, ...]:
    """The requests with what the fields answer."""
    return tuple(
        Request(request.text, fields.get(f"result_{at}", ""), fields.get(f"answer_{at}", "").strip())
        for at, request in enumerate(requests, start=1)
    )


def results_text(requests: tuple[Request, ...], fields: Mapping[str, str]) -> str:
    """The answers as a letter says them, request by request; empty as long as one has no result, or a wrong one."""
    lines, words = [], dict(RESULTS)
    for at, request in enumerate(answered(requests, fields), start=1):
        word = words.get(request.result)
        if not word or not request.answer:
            return ""
        number = f"{at}. " if len(requests) > 1 else ""
        lines.append(f"{number}关于“{request.text}”：{word}。{request.answer}")
    return "\n".join(lines)
