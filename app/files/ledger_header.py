"""Finding the header of a clerk's sheet, and proposing which of its columns is which of the ledger's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from app.domain.ledger import COLUMN_BY_KEY, SheetMapping
from app.domain.ledger_rows import LedgerRules, TitleMeaning, plain
from app.files.ledger_books import Book, Cell

_LONGEST_TITLE = 24
_FEWEST_COLUMNS = 2
_SURE = 90.0
"""Likeness in percent from which a mistyped title counts; 接访人姓名 and 来访人姓名 have 80, 被反映人 and 反映人 86."""
_SHORTEST_LIKE = 4
_TELLING = frozenset({"received_on", "content", "name", "requests"})


@dataclass(frozen=True)
class Header:
    """A header that may be one: its rows (from 0), its titles, and what they mean (None where it is not known)."""

    rows: tuple[int, ...]
    titles: tuple[str, ...]
    meanings: tuple[TitleMeaning | None, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The columns of the ledger that are in it."""
        return frozenset(meaning.key for meaning in self.meanings if meaning)

    @property
    def shape(self) -> str:
        """A hash of the titles, by which a mapping is remembered."""
        return hashlib.sha256("\0".join(map(plain, self.titles)).encode("utf-8", "replace")).hexdigest()[:32]


def propose_mappings(
    book: Book, rules: LedgerRules, remembered: Mapping[str, Mapping[str, str]]
) -> tuple[SheetMapping, ...]:
    """A mapping for each sheet that has cells.

    What the clerk chose for sheets of the same shape (``remembered``: shape → title → ledger key, or an empty
    text for a column to leave out) goes before the proposal. A sheet in which no header is found comes with
    an empty mapping, whose ``missing`` says so; only hidden sheets without one are passed over.
    """
    proposals = [_propose(sheet, book.head(sheet), rules, remembered) for sheet in book.sheets]
    return tuple(found for found in proposals if found.columns or not book.hidden(found.sheet))


def _propose(
    sheet: str, head: list[list[Cell]], rules: LedgerRules, remembered: Mapping[str, Mapping[str, str]]
) -> SheetMapping:
    """The mapping of one sheet."""
    headers = list(_candidates(head, rules))
    known = next((header for header in headers if header.shape in remembered), None)
    header = known or _best(headers) or _first_line_of_words(head)
    if header is None:
        return SheetMapping(sheet, (), ())
    columns = _as_remembered(header, remembered[header.shape]) if known else _assign(header, rules)
    return SheetMapping(sheet, tuple(row + 1 for row in header.rows), header.titles, columns, header.shape)


def _candidates(head: list[list[Cell]], rules: LedgerRules) -> Iterator[Header]:
    """Every row of the sheet's beginning, and every two, as if they were the header."""
    lines = [_texts(row) for row in head]
    for at, line in enumerate(lines):
        if not any(line):
            continue
        yield _header((at,), line, [""] * len(line), rules)
        if at + 1 < len(lines) and any(lines[at + 1]):
            width = max(len(line), len(lines[at + 1]))
            upper, lower = (texts + [""] * (width - len(texts)) for texts in (line, lines[at + 1]))
            yield _header((at, at + 1), upper, lower, rules)


def _texts(row: Sequence[Cell]) -> list[str]:
    """The words of a row that titles can be made of; numbers and dates are none."""
    return [" ".join(cell.split()) if isinstance(cell, str) else "" for cell in row]


def _header(rows: tuple[int, ...], upper: list[str], lower: list[str], rules: LedgerRules) -> Header:
    """The titles of one or two lines, and their meanings."""
    groups = _spread(upper, lower)
    pairs = [_title(*words, rules) for words in zip(upper, groups, lower, strict=True)]
    while pairs and not pairs[-1][0]:
        pairs.pop()
    titles = _told_apart([title for title, _ in pairs], groups)
    return Header(rows, titles, tuple(meaning for _, meaning in pairs))


def _spread(upper: list[str], lower: list[str]) -> list[str]:
    """The group above each column: a merged cell keeps its text in its first column only."""
    groups, group = [], ""
    for over, under in zip(upper, lower, strict=True):
        group = over or (group if under else "")
        groups.append(group)
    return groups


def _title(upper: str, group: str, lower: str, rules: LedgerRules) -> tuple[str, TitleMeaning | None]:
    """A column's title and meaning out of its own upper word, its group's, and its lower one.

    信访人 over 姓名 is a group, 联系 over 电话 one word in two lines. A lower word that says too little (时间
    under 办理情况) counts only in a group of the petitioner's.
    """
    if not lower:
        return upper, rules.meaning(upper) if len(upper) <= _LONGEST_TITLE else None
    if len(group + lower) > 2 * _LONGEST_TITLE:
        return lower, None
    if joined := rules.meaning(group + lower):
        return (group + lower if upper else lower), joined
    return lower, rules.meaning_in(group, lower)


def _told_apart(titles: list[str], groups: list[str]) -> tuple[str, ...]:
    """The titles, those that stand twice with their group or a number, so that each names one column."""
    apart: list[str] = []
    for at, title in enumerate(titles):
        name = title
        if title and title in apart and groups[at] not in ("", title):
            name = f"{groups[at]}·{title}"
        repeated, number = name, 2
        while name and name in apart:
            name, number = f"{repeated}（{number}）", number + 1
        apart.append(name)
    return tuple(apart)


def _best(headers: list[Header]) -> Header | None:
    """The header with the most known columns; of equal ones the shorter, then the upper."""
    telling = [h for h in headers if len(h.keys) >= _FEWEST_COLUMNS and h.keys & _TELLING]
    return max(telling, key=lambda h: (len(h.keys), -len(h.rows), -h.rows[0]), default=None)


def _first_line_of_words(head: list[list[Cell]]) -> Header | None:
    """For a sheet that is not understood: the line the clerk can map by hand, the first with several words."""
    for at, row in enumerate(head):
        titles = _texts(row)
        filled = [cell for cell in row if cell != ""]
        if len(filled) >= _FEWEST_COLUMNS and all(isinstance(cell, str) for cell in filled):
            while titles and not titles[-1]:
                titles.pop()
            return Header((at,), _told_apart(titles, titles), (None,) * len(titles))
    return None


def _as_remembered(header: Header, chosen: Mapping[str, str]) -> dict[int, str]:
    """The clerk's own choice, as far as the ledger still has those columns."""
    picked = {at: chosen.get(title, "") for at, title in enumerate(header.titles)}
    return {at: key for at, key in picked.items() if key in COLUMN_BY_KEY and COLUMN_BY_KEY[key].importable}


def _assign(header: Header, rules: LedgerRules) -> dict[int, str]:
    """Each ledger column to the sheet's column whose title speaks most clearly for it."""
    best: dict[str, tuple[int, int]] = {}
    for at, meaning in enumerate(header.meanings):
        if meaning:
            best[meaning.key] = min(best.get(meaning.key, (meaning.rank, at)), (meaning.rank, at))
    columns = {at: key for key, (_, at) in best.items()}
    for at, title in enumerate(header.titles):
        like = _like(title, rules) if header.meanings[at] is None else ""
        if like and like not in columns.values():
            columns[at] = like
    _requests_for_content(columns)
    return dict(sorted(columns.items()))


def _like(title: str, rules: LedgerRules) -> str:
    """The key of the known title that a mistyped one surely means, else an empty text: the last resort."""
    word = plain(title)
    if not _SHORTEST_LIKE <= len(word) <= _LONGEST_TITLE or rules.about_others(word):
        return ""
    found = process.extractOne(word, rules.titles.keys(), scorer=fuzz.ratio, score_cutoff=_SURE)
    return rules.titles[found[0]].key if found else ""


def _requests_for_content(columns: dict[int, str]) -> None:
    """A sheet that has 诉求 and nothing else for the matter tells the matter there."""
    if "content" not in columns.values():
        for at, key in columns.items():
            if key == "requests":
                columns[at] = "content"


def column_letter(at: int) -> str:
    """The letters a spreadsheet shows above a column that is counted from 0: A, Z, AA."""
    letters, number = "", at + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_title(mapping: SheetMapping, at: int) -> str:
    """What a message calls a column: its title, or its letter where it has none."""
    title = mapping.titles[at] if at < len(mapping.titles) else ""
    return title or f"{column_letter(at)}列"
