"""Cells that say "as above" in one way or another, and formulas: filled in before the row is understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from app.domain.ledger import COLUMN_BY_KEY, SheetMapping
from app.domain.ledger_rows import LedgerRules
from app.domain.petitioners import mask_id_number, mask_phone
from app.files.ledger_books import Cell, Merge
from app.files.ledger_cells import cell_text
from app.files.ledger_formulas import is_constant, is_formula, shown_label
from app.files.ledger_header import column_title

_NOT_TOLD: dict[str, Callable[[str], str]] = {"id_number": mask_id_number, "phone": mask_phone}


class Mending:
    """Knows the nearest filled cell above each column, the merged cells and the formulas without a value."""

    def __init__(
        self,
        mapping: SheetMapping,
        rules: LedgerRules,
        say: Callable[..., None],
        merges: Sequence[Merge],
        formulas: Mapping[tuple[int, int], str],
    ) -> None:
        self._mapping, self._dittos, self._say = mapping, rules.ditto_words, say
        self._keys = {at: key for at, key in mapping.columns.items() if key != "serial"}
        self._name_at = next((at for at, key in self._keys.items() if key == "name"), -1)
        self._above: dict[int, Cell] = dict.fromkeys(self._keys, "")
        self._above[-1] = ""
        self._tops: set[tuple[int, int]] = set()
        self._merged: dict[tuple[int, int], int] = {}
        self._note_merges(merges)
        self._formulas: dict[int, dict[int, str]] = {}
        for (row, at), formula in formulas.items():
            if at in self._keys:
                self._formulas.setdefault(row, {})[at] = formula

    def _note_merges(self, merges: Sequence[Merge]) -> None:
        """The cells that lie below another one in a merged block, and the blocks' own first cells."""
        below_header = max(self._mapping.header_rows, default=0)
        for (top, left), (bottom, _) in merges:
            if left in self._keys and top >= below_header and bottom > top:
                self._tops.add((top + 1, left))
                self._merged.update({(row + 1, left): top + 1 for row in range(top + 1, bottom + 1)})

    def has_formula(self, number: int) -> bool:
        """Whether a row that looks empty is not."""
        return number in self._formulas

    def mend(self, number: int, cells: list[Cell], texts: list[str]) -> None:
        """Fill in what the cells of a row refer to, in place, and say so."""
        for at, formula in self._formulas.get(number, {}).items():
            cells[at] = texts[at] = formula
        above, name_above, merged = self._above, self._above[self._name_at], []
        for at in self._keys:
            text = texts[at]
            if not text:
                if self._merged and self._take_from_merged(number, at, cells, texts):
                    merged.append(at)
                continue
            if text in self._dittos:
                self._take_from_above(at, cells, texts, name_above)
            elif text[0] == "=" and is_formula(text):
                self._take_from_formula(at, text, cells, texts)
            if texts[at]:
                above[at] = cells[at]
        if merged:
            titles = "、".join(column_title(self._mapping, at) for at in merged)
            self._say(merged[0], "merged_cell", "", self._merged[number, merged[0]], column=titles)

    def _take_from_merged(self, number: int, at: int, cells: list[Cell], texts: list[str]) -> bool:
        """What a merged cell shows in this row too; whether there was anything."""
        if (number, at) in self._tops:
            self._above[at] = ""
        value = self._above[at] if (number, at) in self._merged else ""
        cells[at], texts[at] = value, cell_text(value)
        return bool(texts[at])

    def _take_from_above(self, at: int, cells: list[Cell], texts: list[str], name_above: Cell) -> None:
        """同上: the nearest filled cell above; an identity number only when the person is the same."""
        key, written, value = self._keys[at], texts[at], self._above[at]
        cells[at], texts[at] = value, cell_text(value)
        if not texts[at]:
            required = COLUMN_BY_KEY[key].required
            self._say(at, "nothing_above" if required else "nothing_above_left_out", written)
        elif key == "id_number" and not self._same_name(texts, name_above):
            cells[at] = texts[at] = ""
            self._say(at, "id_number_above_left_out", written)
        else:
            self._say(at, "same_as_above", written, _NOT_TOLD.get(key, str)(texts[at]))

    def _same_name(self, texts: list[str], name_above: Cell) -> bool:
        """Whether the row names the person above again, or refers to him."""
        name = texts[self._name_at] if self._name_at >= 0 else ""
        return name in self._dittos or (name != "" and name == cell_text(name_above))

    def _take_from_formula(self, at: int, formula: str, cells: list[Cell], texts: list[str]) -> None:
        """What Excel shows, where that stands in the formula itself."""
        label = shown_label(formula)
        cells[at] = texts[at] = (label or "").strip()
        if label is None:
            required = COLUMN_BY_KEY[self._keys[at]].required
            self._say(at, "formula_without_value" if required else "formula_left_out", formula)
        elif not is_constant(formula):
            self._say(at, "formula", formula, texts[at])
