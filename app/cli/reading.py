"""From the JSON object of ``case register`` to a draft; every wrong key and value is refused by name.

Nothing is guessed: a missing ``petitioners`` is not an anonymous case, an empty one is.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from app.cli.console import plain, read_date
from app.domain.cases import CaseDraft, Request, Respondent
from app.domain.codes import CaseClass, Channel, Labelled, Origin
from app.domain.errors import InvalidField, UnreadableFile
from app.domain.petitioners import Petitioner

LARGEST_INPUT = 4 * 1024 * 1024
MOST_PEOPLE = 100_000
CASE_KEYS = [
    "received_on",
    "channel",
    "origin",
    "petitioners",
    "anonymous",
    "confidential",
    "people_count",
    "subject",
    "content",
    "requests",
    "respondent",
    "class",
    "class_reason",
    "category",
    "unit",
    "urgent",
    "evidence",
    "office",
    "note",
    "repeat_of",
]
PERSON_KEYS = ["name", "id_number", "phone", "unit", "address", "staff_number", "post", "representative"]
RESPONDENT_KEYS = ["name", "post", "unit"]
LONGEST_SHORT_TEXT = 200
LONGEST_TEXT = 50_000

Member = TypeVar("Member", bound=Labelled)


def read_text(file: str) -> str:
    """The text of a file, or of standard input for "-". Raises UnreadableFile."""
    try:
        if file == "-":
            raw = sys.stdin.buffer.read(LARGEST_INPUT + 1)
        else:
            with Path(file).open("rb") as stream:
                raw = stream.read(LARGEST_INPUT + 1)
        if len(raw) > LARGEST_INPUT:
            raise UnreadableFile(plain(file), "超过4 MB", "一件事项不会这么大，请检查。")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(plain(file), "不是 UTF-8 编码", "请另存为 UTF-8 后再试。") from error


def parse_json(text: str, name: str) -> Any:
    """A JSON value out of a file. Raises UnreadableFile."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f"第{error.lineno}行有错" if isinstance(error, json.JSONDecodeError) else "嵌套或数字过大"
        raise UnreadableFile(plain(name), f"不是有效的 JSON（{line}）", "请改正后再试。") from error


def read_draft(content: Any, *, today: dt.date, categories: Mapping[str, str]) -> CaseDraft:
    """The draft of a case. ``categories`` is the unit's subject table. Raises InvalidField."""
    case = _object(content, "case", CASE_KEYS)
    if "petitioners" not in case and not _flag(case, "anonymous"):
        raise InvalidField("petitioners", "缺少 petitioners：请列出信访人；匿名的写空数组 []。")
    people = tuple(_petitioner(person, at) for at, person in enumerate(_list(case, "petitioners"), start=1))
    received = _text(case, "received_on", LONGEST_SHORT_TEXT)
    return CaseDraft(
        received_on=read_date(received, "received_on") if received else today,
        channel=_member(case, "channel", Channel) or Channel.VISIT,
        origin=_member(case, "origin", Origin) or Origin.DIRECT,
        petitioners=people,
        anonymous=_flag(case, "anonymous") or not people,
        confidential=_flag(case, "confidential"),
        people_count=_count(case, "people_count") or max(len(people), 1),
        subject=_text(case, "subject", LONGEST_SHORT_TEXT),
        content=_text(case, "content", LONGEST_TEXT),
        requests=_requests(case),
        respondent=_respondent(case.get("respondent")),
        case_class=_member(case, "class", CaseClass),
        class_reason=_text(case, "class_reason", LONGEST_SHORT_TEXT),
        category=_category(case, categories),
        unit=_text(case, "unit", LONGEST_SHORT_TEXT),
        urgent=_flag(case, "urgent"),
        evidence=_text(case, "evidence", LONGEST_TEXT),
        office=_text(case, "office", LONGEST_SHORT_TEXT),
        note=_text(case, "note", LONGEST_TEXT),
        repeat_of=_text(case, "repeat_of", LONGEST_SHORT_TEXT),
    )


def _requests(case: Mapping[str, Any]) -> tuple[Request, ...]:
    """The requests, each a text."""
    lines = _list(case, "requests")
    return tuple(
        Request(as_text(line, f"requests 第{at}项", LONGEST_TEXT)) for at, line in enumerate(lines, 1)
    )


def _petitioner(content: Any, position: int) -> Petitioner:
    """One person; ``position`` counts from 1."""
    where = f"petitioners 第{position}项"
    person = _object(content, where, PERSON_KEYS)
    texts = {
        key: _text(person, key, LONGEST_SHORT_TEXT, where) for key in PERSON_KEYS if key != "representative"
    }
    return Petitioner(**texts, representative=_flag(person, "representative"))


def _respondent(content: Any) -> Respondent:
    """Who is complained about."""
    if content is None:
        return Respondent()
    person = _object(content, "respondent", RESPONDENT_KEYS)
    return Respondent(
        **{key: _text(person, key, LONGEST_SHORT_TEXT, "respondent") for key in RESPONDENT_KEYS}
    )


def _category(case: Mapping[str, Any], categories: Mapping[str, str]) -> str:
    """A subject by its code or by its name."""
    text = _text(case, "category", LONGEST_SHORT_TEXT)
    by_name = {name: code for code, name in categories.items()}
    code = by_name.get(text, text)
    if code and code not in categories:
        refuse_value("category", text, [f"{code}（{name}）" for code, name in categories.items()])
    return code


def _object(content: Any, where: str, known: Collection[str]) -> dict[str, Any]:
    """An object with known keys only."""
    if not isinstance(content, dict):
        raise InvalidField(where, f"{where} 应是一个 JSON 对象（{{…}}）。")
    unknown = [plain(str(key)) for key in content if key not in known]
    if unknown:
        named = "、".join(unknown[:5])
        raise InvalidField(where, f"{where} 中有不认识的键：{named}。可用的键：{'、'.join(known)}。")
    return content


def _list(content: Mapping[str, Any], key: str) -> list[Any]:
    """An array; a missing one is empty."""
    return _typed(content, key, list, "数组（[…]）") or []


def _flag(content: Mapping[str, Any], key: str) -> bool:
    """True or false; a missing one is false."""
    return _typed(content, key, bool, "true 或 false") or False


def _count(content: Mapping[str, Any], key: str) -> int | None:
    """A number of people, at least 1."""
    number = _typed(content, key, int, "整数")
    if number is not None and (isinstance(number, bool) or not 1 <= number <= MOST_PEOPLE):
        raise InvalidField(key, f"{key} 应是 1 到 {MOST_PEOPLE} 的整数。")
    return number


def _text(content: Mapping[str, Any], key: str, longest: int, where: str = "") -> str:
    """A text; a missing one is empty."""
    return as_text(content.get(key), f"{where} {key}".strip(), longest)


def as_text(value: Any, where: str, longest: int) -> str:
    """A text that can be kept and printed: no lone surrogates, no control characters but new lines."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidField(where, f"{where} 应是文字（加引号）。")
    if len(value) > longest:
        raise InvalidField(where, f"{where} 太长，最多{longest}字。")
    if any(_unprintable(char) for char in value):
        raise InvalidField(where, f"{where} 里有不能保存的控制字符，请删去。")
    return value


def _unprintable(char: str) -> bool:
    """Whether a character is a control character or half of a surrogate pair."""
    return (char < " " and char not in "\n\r\t") or char == "\x7f" or "\ud800" <= char <= "\udfff"


Wanted = TypeVar("Wanted")


def _typed(content: Mapping[str, Any], key: str, kind: type[Wanted], words: str) -> Wanted | None:
    """A value of a type, or nothing when the key is missing or null."""
    value = content.get(key)
    if value is None:
        return None
    if not isinstance(value, kind):
        raise InvalidField(key, f"{key} 应是{words}。")
    return value


def _member(content: Mapping[str, Any], key: str, codes: type[Member]) -> Member | None:
    """A code of a table by its word; null and empty are no choice."""
    text = _text(content, key, LONGEST_SHORT_TEXT)
    return member(codes, key, text) if text else None


def member(codes: type[Member], key: str, text: str) -> Member:
    """The code whose value or Chinese word is given. Raises InvalidField that names all of them."""
    found = next((code for code in codes if text in (code.value, code.label)), None)
    if found is None:
        refuse_value(key, text, [f"{code.value}（{code.label}）" for code in codes])
    return found


def refuse_value(key: str, text: str, allowed: Collection[str]) -> NoReturn:
    """Raise InvalidField for a word that is not in its table."""
    raise InvalidField(key, f"{key} 没有“{plain(text)[:40]}”，可用：{'、'.join(allowed)}。")
