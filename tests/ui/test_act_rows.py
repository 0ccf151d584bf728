"""From an act's fields to rows, and from what was typed to the texts that actions take."""

import datetime as dt

from app.domain.fields import Field, FieldKind
from app.domain.procedure import MOVES
from ui.act_rows import faults, rows_for, shown_values, texts_of

FIELDS = (
    Field("why", "理由", FieldKind.TEXT),
    Field("day", "日期", FieldKind.DATE, required=False),
    Field("days", "日数", FieldKind.NUMBER),
    Field("way", "方式", FieldKind.CHOICE, choices=(("a", "当面"), ("b", "邮寄"))),
    Field("sure", "自愿", FieldKind.CHECK),
)


def test_required_fields_are_marked_and_choices_begin_with_none() -> None:
    rows = {row.name: row for row in rows_for(FIELDS)}
    assert rows["why"].label == "理由 *"
    assert rows["day"].label == "日期"
    assert rows["way"].choices[0][0] == ""
    assert [row.kind for row in rows.values()] == ["date", "text", "day", "digits", "choice", "check"]


def test_typed_values_become_texts_and_the_day_of_the_act_stays_out() -> None:
    typed = {
        "on": dt.date(2026, 1, 1),
        "day": dt.date(2026, 11, 23),
        "sure": True,
        "why": " 因为 ",
        "days": "7",
    }
    assert texts_of(typed) == {"day": "2026-11-23", "sure": "yes", "why": "因为", "days": "7"}
    assert texts_of({"sure": False, "first": "zc01-1"}) == {"sure": "", "first": "ZC01-1"}


def test_kept_texts_are_shown_as_they_were() -> None:
    shown = shown_values(FIELDS, {"sure": "yes", "way": "b"}, rows_for(FIELDS))
    assert (shown["sure"], shown["way"], shown["why"]) == (True, "b", "")


def test_of_a_letter_its_own_empty_requirements_may_wait_but_results_and_clocks_may_not() -> None:
    move = MOVES["extend"]
    fields = (*move.fields, Field("days", "延长日数", FieldKind.NUMBER), Field("reason", "延期理由"))
    told = {"told_on": "2026-11-23", "told_way": "当面"}
    assert [p.field for p in faults(move, fields, told, letter=True)] == ["days"]
    assert [p.field for p in faults(move, fields, told, letter=False)] == ["days", "reason"]
    wrong = {**told, "days": "x", "reason": ""}
    assert "整数" in faults(move, fields, wrong, letter=True)[0].message
