"""The table of limits says what the law and the unit's own file say, and names the fault of a wrong file."""

from app.actions.desk import Desk
from app.actions.rules import RuleLine, list_rules


def line_of(desk: Desk, rule: str) -> RuleLine:
    return next(line for line in list_rules(desk).lines if line.rule.id == rule)


def own_file(desk: Desk, text: str) -> None:
    desk.rules_folder.mkdir(exist_ok=True)
    (desk.rules_folder / "deadlines.toml").write_text(text, encoding="utf-8")


def test_all_limits_are_listed_in_the_order_of_their_numbers(desk: Desk) -> None:
    numbers = [line.rule.id for line in list_rules(desk).lines]
    assert numbers[:24] == [f"T{number}" for number in range(1, 25)]
    assert numbers[24:] == ["T25", "T26-1", "T26-2", "T26-3", "T26-4"]
    assert [line.internal for line in list_rules(desk).lines] == [False] * 24 + [True] * 5


def test_without_an_own_file_nothing_is_the_unit_s(desk: Desk) -> None:
    view = list_rules(desk)
    assert (view.exists, view.fault, view.own) == (False, "", 0)
    assert view.path == desk.home / "rules" / "deadlines.toml"


def test_what_the_unit_changed_stands_beside_what_the_law_says(desk: Desk) -> None:
    own_file(desk, '[T7]\nlength = 45\nnote = "本矿规定"\n')
    line = line_of(desk, "T7")
    assert (line.rule.length, line.shipped.length, line.own_keys) == (45, 60, ("length", "note"))
    assert list_rules(desk).own == 1


def test_a_file_that_breaks_the_law_is_named_and_the_program_s_limits_are_shown(desk: Desk) -> None:
    own_file(desk, "[T7]\nlength = 90\n")
    view = list_rules(desk)
    assert view.exists
    assert "T7" in view.fault
    assert "length" in view.fault
    assert line_of(desk, "T7").rule.length == 60


def test_a_mended_file_counts_at_the_next_look(desk: Desk) -> None:
    own_file(desk, "[T7]\nlength = 90\n")
    assert list_rules(desk).fault
    own_file(desk, "[T7]\nlength = 50\n")
    assert list_rules(desk).fault == ""
    assert line_of(desk, "T7").rule.length == 50
