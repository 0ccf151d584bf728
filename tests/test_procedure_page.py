"""docs/procedure.md says what the table says: it is printed from it, and printed anew when the table changes."""

from __future__ import annotations

import re

from app.domain.codes import CaseState
from app.domain.document_specs import SPECS
from app.domain.procedure import GROUPS, MOVES
from scripts.procedure_page import CONDITIONS, PAGE, arrows, page
from tests.domain.test_procedure import EXPECTED, expected_states

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_is_the_table_as_it_stands() -> None:
    assert page() == TEXT, "make procedure"


def test_every_act_stands_in_its_group_with_article_and_paper() -> None:
    groups = re.split(r"^### (.+)$", TEXT, flags=re.MULTILINE)[1:]
    by_group = dict(zip(groups[::2], groups[1::2], strict=True))
    assert tuple(by_group) == GROUPS
    for name, move in MOVES.items():
        row = next(line for line in by_group[move.group].splitlines() if f"<br>`{name}` |" in line)
        cells = [cell.strip() for cell in row.strip("|").split(" | ")]
        assert len(cells) == 8
        assert move.label in cells[0]
        assert ("※" in cells[0]) == bool(move.approval or move.approval_for)
        assert ("※※" in cells[0]) == move.alone
        assert not move.document or SPECS[move.document].kind.label == cells[5]
        assert cells[7].rstrip(" |") == move.article


def test_every_condition_has_words_and_no_words_are_left_over() -> None:
    used = {guard.__name__ for move in MOVES.values() for guard in move.guards}
    assert set(CONDITIONS) == used


def test_the_drawing_has_every_state_and_leads_where_the_law_says() -> None:
    for state in CaseState:
        assert f"    {state.value} : {state.label}\n" in TEXT
    frames = {
        "open": {"registered", "handling"},
        "going": {
            "registered",
            "handling",
            "awaiting_transfer",
            "in_transfer",
            "transferred",
            "objected",
            "referred",
        },
    }
    drawn = {
        (before, after)
        for (place, after) in arrows()
        for before in frames.get(place, {place})
        if before != after
    }
    wanted = {
        (state.value, line["to"])
        for name, line in EXPECTED.items()
        if line.get("to")
        for state in expected_states(line["states"])
        if state.value != line["to"] and (name, state.value) != ("note", "awaiting_transfer")
    }
    assert drawn == wanted


def test_the_page_has_no_line_that_breaks_a_table() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("|")]
    assert {line.count(" | ") for line in rows if not line.startswith("|---")} == {7}
