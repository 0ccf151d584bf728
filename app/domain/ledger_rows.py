"""What the words in a clerk's ledger mean: titles, channels, subjects, outcomes, names; and when two rows are one.

The words themselves stand in ``resources/rules/ledger_columns.toml``, where a unit can add its own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.domain.codes import CaseState, Channel, Origin
from app.domain.ledger_spellings import CHINESE_DIGITS, MOST_PEOPLE, chinese_number
from app.domain.petitioners import MOST_REPRESENTATIVES, mask_id_number

_NOT_A_WORD = re.compile(r"[\W_]+")
_IN_BRACKETS = re.compile(r"[(\[【〔{][^)\]】〕}]*[)\]】〕}]?")
_BETWEEN_NAMES = re.compile(r"[、,，;；/／&\r\n\t]+")
_AND_OTHERS = re.compile(
    rf"[(（]?\s*等\s*(?:共)?\s*(\d+|[{CHINESE_DIGITS}]+)?\s*(?:余|多)?\s*(?:人|名|位|户)?\s*(?:职工|工人|员工|同志)?\s*[)）]?$"
)
_REPRESENTATIVE = re.compile(r"[(（]\s*(?:职工|工人)?代表\s*[)）]$")
_PLAIN_NAME = re.compile(r"[^\s、,，;；/／&(（等]+")
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9]{14,17}[0-9Xx](?![0-9])")
_LONGEST_SHOWN = 40


class TitleMeaning(NamedTuple):
    """The ledger's column that a title stands for; the smaller ``rank`` wins among several columns of a sheet."""

    key: str
    rank: int


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """Words in 办理结果 that tell the state: one of ``contains`` is in it, or it ``starts`` so, ``unless`` …"""

    state: CaseState
    contains: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def fits(self, text: str) -> bool:
        """Whether the text says so."""
        said = any(word in text for word in self.contains) or text.startswith(self.starts)
        return said and not any(word in text for word in self.unless)


@dataclass(frozen=True, slots=True)
class LedgerRules:
    """The words of ``ledger_columns.toml``, ready to be looked up; keys are spelt as ``plain()`` spells them."""

    titles: Mapping[str, TitleMeaning]
    generic_titles: frozenset[str]
    person_groups: tuple[str, ...]
    handling_groups: tuple[str, ...]
    handling_titles: Mapping[str, TitleMeaning]
    other_people: tuple[str, ...]
    channels: Mapping[str, Channel]
    origins: Mapping[str, Origin]
    categories: Mapping[str, str]
    outcomes: tuple[OutcomeRule, ...]
    total_words: tuple[str, ...]
    footer_words: tuple[str, ...]
    section_words: re.Pattern[str]
    ditto_words: frozenset[str]
    blank_words: frozenset[str]
    anonymous_words: frozenset[str]
    anonymous_starts: frozenset[str]
    accusation: re.Pattern[str]

    def meaning(self, title: str) -> TitleMeaning | None:
        """What a title stands for, with its brackets or without them; 姓名（被反映人） is not the petitioner's."""
        word = plain(title)
        if found := self.titles.get(word):
            return found
        return None if self.about_others(word) else self.titles.get(plain(_without_brackets(title)))

    def meaning_in(self, group: str, title: str) -> TitleMeaning | None:
        """What a title stands for below a group: 姓名 below 信访人 or 被反映人, 部门 below 办理情况."""
        word, over = plain(title), plain(group)
        if self.about_others(over):
            return None
        if word in self.handling_titles and any(handling in over for handling in self.handling_groups):
            return self.handling_titles[word]
        says_too_little = over and word in self.generic_titles
        return None if says_too_little and not self.about_petitioner(over) else self.meaning(title)

    def about_petitioner(self, word: str) -> bool:
        """Whether a title in plain spelling speaks of the petitioner, and not of whom he complains about (Art. 30)."""
        return any(person in word for person in self.person_groups) and not self.about_others(word)

    def about_others(self, word: str) -> bool:
        """Whether a title in plain spelling speaks of somebody else than the petitioner."""
        return any(other in word for other in self.other_people)

    def says_anonymous(self, name: str) -> bool:
        """Whether a filled cell for the name says that there is none; most are decided by their first character."""
        return name[0] in self.anonymous_starts and plain(name) in self.anonymous_words

    def state_of(self, outcome: str) -> CaseState | None:
        """The state that 办理结果 tells; None when its words are not known."""
        text = plain(outcome)
        return next((rule.state for rule in self.outcomes if rule.fits(text)), None)


class Names(NamedTuple):
    """The people of one cell: 张三、李四等5人 is two names and five people."""

    names: tuple[str, ...]
    people: int | None = None
    representatives: frozenset[str] = frozenset()


def plain(text: str) -> str:
    """A word without what clerks vary: width, spaces, line breaks, punctuation, case."""
    return _NOT_A_WORD.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _without_brackets(text: str) -> str:
    return _IN_BRACKETS.sub("", unicodedata.normalize("NFKC", text))


def ledger_rules(tables: Mapping[str, Any]) -> LedgerRules:
    """The rules out of the plain tables of ``ledger_columns.toml``. Raises KeyError or ValueError on a bad file."""
    words = tables["words"]
    return LedgerRules(
        titles=_titles(tables["titles"]),
        generic_titles=frozenset(map(plain, tables["headers"]["generic"])),
        person_groups=tuple(map(plain, tables["headers"]["person_groups"])),
        handling_groups=tuple(map(plain, tables["headers"]["handling_groups"])),
        handling_titles=_titles(tables["headers"]["handling_titles"]),
        other_people=tuple(map(plain, tables["headers"]["other_people"])),
        channels={word: Channel(key) for key, word in _pairs(tables["channels"])},
        origins={word: Origin(key) for key, word in _pairs(tables["origins"])},
        categories={word: key for key, word in _pairs(tables["categories"])},
        outcomes=tuple(map(_outcome_rule, tables["outcomes"])),
        total_words=tuple(map(plain, words["total"])),
        footer_words=tuple(map(plain, words["footer"])),
        section_words=re.compile("|".join(words["section"])),
        ditto_words=_ditto_words(words["ditto"]),
        blank_words=frozenset(words["blank"]),
        anonymous_words=frozenset(map(plain, words["anonymous"])),
        anonymous_starts=frozenset(["(", "（", "“", '"', *(plain(word)[0] for word in words["anonymous"])]),
        accusation=re.compile("|".join(map(re.escape, words["accusation"]))),
    )


def _pairs(table: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Code and plain word, one pair a word."""
    return [(key, plain(word)) for key, words in table.items() for word in words]


def _titles(table: Mapping[str, Iterable[str]]) -> dict[str, TitleMeaning]:
    """Plain title → meaning; earlier words of a column rank before later ones."""
    return {
        plain(title): TitleMeaning(key, rank)
        for key, titles in table.items()
        for rank, title in reversed(list(enumerate(titles)))
    }


def _outcome_rule(entry: Mapping[str, Any]) -> OutcomeRule:
    """One rule for 办理结果."""
    texts = {name: tuple(map(plain, entry.get(name, ()))) for name in ("contains", "starts", "unless")}
    return OutcomeRule(state=CaseState(entry["state"]), **texts)


def _ditto_words(words: Iterable[str]) -> frozenset[str]:
    """Each ditto word, and the same with a space between its characters."""
    return frozenset(spelt for word in words for spelt in (word, " ".join(word), "\u3000".join(word)))


def split_names(text: str) -> Names:
    """The names of a cell: 张三、李四 · 张三等5人 · 张  三 (a space for looks) · 艾力·买买提 (a dot within).

    A count without a number (张三等) is None, as is the count where only names stand.
    """
    if _PLAIN_NAME.fullmatch(text):
        return Names((text,))
    others = _AND_OTHERS.search(text)
    listed = text[: others.start()] if others and others.start() else text
    people = [person for part in _BETWEEN_NAMES.split(listed) for person in _spaced_names(part)]
    leading = frozenset(_REPRESENTATIVE.sub("", name) for name in people if _REPRESENTATIVE.search(name))
    names = tuple(name for name in (_REPRESENTATIVE.sub("", person).strip() for person in people) if name)
    return Names(
        names, _count_of_others(others), leading if len(leading) <= MOST_REPRESENTATIVES else frozenset()
    )


def _spaced_names(part: str) -> list[str]:
    """王芳 李强 are two people; 张 三 is one, spaced for looks; John Smith is one."""
    words = part.split()
    if len(words) > 1 and all(len(word) >= 2 and not word.isascii() for word in words):
        return words
    joint = " " if part.isascii() else ""
    return [joint.join(words)] if words else []


def _count_of_others(others: re.Match[str] | None) -> int | None:
    """The number in 等5人, 等五人."""
    number = others[1] if others and others.start() else None
    if not number:
        return None
    count = int(number) if number.isdecimal() else chinese_number(number)
    return count if count and count <= MOST_PEOPLE else None


def shown_value(text: str) -> str:
    """A cell's text as a message may show it: short, and no identity number in full."""
    masked = _LONG_NUMBER.sub(lambda found: mask_id_number(found.group()), " ".join(text.split()))
    return masked if len(masked) <= _LONGEST_SHOWN else masked[: _LONGEST_SHOWN - 1] + "…"


def row_fingerprint(
    received_on: dt.date, names: Iterable[str], id_number: str, phone: str, content: str, unit: str
) -> str:
    """The same for two rows that say the same: the day, who, what, where. The serial number does not count.

    The identity number tells who, and the phone where there is none. It is kept in the store, to know what
    an earlier import brought: change nothing here without a migration.
    """
    parts = (received_on.isoformat(), "、".join(names), id_number or phone, content, unit)
    spelt = unicodedata.normalize("NFKC", "\0".join(parts))
    return hashlib.sha256("".join(spelt.split()).casefold().encode("utf-8", "replace")).hexdigest()
