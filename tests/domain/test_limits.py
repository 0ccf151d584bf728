from dataclasses import replace

import pytest

from app.domain.deadlines import Rule, Unit, Whose
from app.domain.limits import AT_LEAST, DUTIES, RIGHTS, breach_of, breach_of_internal
from app.files.rules import deadline_rules, internal_rules

RULES = deadline_rules()


def test_the_shipped_limits_are_exactly_the_law_s_own() -> None:
    for key, law in {**DUTIES, **RIGHTS}.items():
        assert (RULES[key].length, RULES[key].unit) == (law.length, law.unit), key
    assert [breach_of(rule) for rule in RULES.values()] == [None] * 24
    assert {key for key in DUTIES if RULES[key].whose is not Whose.DUTY} == set()
    assert {key for key in RIGHTS if RULES[key].whose is not Whose.RIGHT} == set()


@pytest.mark.parametrize("rule", sorted(DUTIES))
def test_a_duty_may_be_shorter_and_never_longer(rule: str) -> None:
    shorter = replace(RULES[rule], length=RULES[rule].length - 1)
    longer = replace(RULES[rule], length=RULES[rule].length + 1)
    assert breach_of(shorter) is None
    breach = breach_of(longer)
    assert breach and breach.key == "length" and DUTIES[rule].article in breach.problem


@pytest.mark.parametrize("rule", sorted(RIGHTS))
@pytest.mark.parametrize("by", [-1, 1])
def test_a_right_is_neither_cut_nor_lengthened(rule: str, by: int) -> None:
    breach = breach_of(replace(RULES[rule], length=RULES[rule].length + by))
    assert breach and breach.key == "length" and RIGHTS[rule].article in breach.problem


@pytest.mark.parametrize(
    ("rule", "changes", "key"),
    [
        ("T7", {"longest_extension": 31}, "longest_extension"),
        ("T2", {"longest_extension": 1, "extended_by": "负责人"}, "longest_extension"),
        ("T11", {"longest_extension": 1, "extended_by": "负责人"}, "longest_extension"),
        ("T8", {"longest_extension": 10, "extended_by": "负责人"}, "longest_extension"),
        ("T9", {"longest_extension": 30}, "extended_by"),
        ("T7", {"unit": Unit.WORKING}, "length"),
        ("T4", {"unit": Unit.NATURAL}, "length"),
        ("T7", {"length": 0}, "length"),
        ("T7", {"length": -1}, "length"),
        ("T13", {"length": 100_000}, "length"),
        ("T7", {"rolls_forward": True}, "rolls_forward"),
        ("T2", {"pausable": True}, "pausable"),
        ("T7", {"whose": Whose.RIGHT}, "whose"),
        ("T8", {"whose": Whose.DUTY, "rolls_forward": False}, "whose"),
    ],
)
def test_what_the_law_does_not_allow_is_named_by_its_key(
    rule: str, changes: dict[str, object], key: str
) -> None:
    breach = breach_of(replace(RULES[rule], **changes))  # type: ignore[arg-type]
    assert breach and breach.key == key and breach.problem and breach.remedy


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("T7", {"length": 45, "longest_extension": 15}),
        ("T7", {"pausable": False}),
        ("T9", {"longest_extension": 30, "extended_by": "复查机关负责人"}),  # where a province allows it
        ("T13", {"length": 5}),  # a number that is not verified may be put right either way
        ("T22", {"longest_extension": 60}),  # the law has no number for it
        ("T8", {"rolls_forward": False}),
        ("T19", {"length": 1}),
    ],
)
def test_what_a_unit_may_change(rule: str, changes: dict[str, object]) -> None:
    assert breach_of(replace(RULES[rule], **changes)) is None  # type: ignore[arg-type]


def test_an_internal_limit_is_never_longer_than_the_law_s() -> None:
    def internal(length: int, unit: Unit = Unit.NATURAL) -> Rule:
        return Rule("T26-9", "试", "试", length, unit, "本单位")

    assert breach_of_internal(internal(60), RULES["T7"]) is None
    assert breach_of_internal(internal(30, Unit.WORKING), RULES["T7"]) is None
    for longer in (internal(61), internal(44, Unit.WORKING), internal(1, Unit.YEARS)):
        breach = breach_of_internal(longer, RULES["T7"])
        assert breach and "长于法定的60自然日" in breach.problem


def test_an_assessment_is_kept_for_at_least_three_years() -> None:
    kept = internal_rules()["T25"]
    assert (kept.length, kept.unit) == (AT_LEAST["T25"].length, AT_LEAST["T25"].unit)
    assert breach_of_internal(replace(kept, length=5), None) is None
    breach = breach_of_internal(replace(kept, length=2), None)
    assert breach and "短于个人信息保护法第五十六条" in breach.problem
