import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.petitioners import (
    Petitioner,
    check_petitioners,
    mask_address,
    mask_id_number,
    mask_name,
    mask_phone,
    petitioners_line,
    same_person,
)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王建国", "王*国"),
        ("王芳", "王*"),
        ("王", "王"),
        ("", ""),
        ("欧阳建国", "欧**国"),
        ("王𬱖", "王*"),
        ("王𬱖玉", "王*玉"),
    ],
)
def test_a_name_is_covered_in_its_middle(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("14022519800101123X", "1402**********123X"),
        ("140225800101123", "1402*******1123"),
        ("1402251", "*******"),
        ("", ""),
    ],
)
def test_an_identity_number_keeps_four_characters_at_each_end(number: str, shown: str) -> None:
    assert mask_id_number(number) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812344321", "138****4321"), ("03527010001", "035****0001"), ("7010001", "*****01"), ("", "")],
)
def test_a_phone_is_covered_in_its_middle(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


def test_an_address_keeps_its_district_only() -> None:
    assert mask_address("云冈区新平旺街道1号楼2单元301") == "云冈区新平旺****"
    assert mask_address("矿区") == "矿区"


@given(st.text(alphabet="王李赵建国芳𬱖·", min_size=3, max_size=12))
def test_no_middle_character_of_any_name_is_shown(name: str) -> None:
    shown = mask_name(name)
    assert len(shown) == len(name)
    assert shown[0] == name[0] and shown[-1] == name[-1]
    assert set(shown[1:-1]) == {"*"}


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True))
def test_no_middle_digit_of_any_identity_number_is_shown(number: str) -> None:
    shown = mask_id_number(number)
    assert len(shown) == 18
    assert shown[4:14] == "**********"
    assert number[4:14] not in shown


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_middle_digit_of_any_phone_is_shown(phone: str) -> None:
    shown = mask_phone(phone)
    assert len(shown) == 11
    assert shown[3:7] == "****" and shown[:3] == phone[:3] and shown[7:] == phone[7:]


def test_masking_a_person_leaves_no_number_and_no_name() -> None:
    shown = str(
        Petitioner("王建国", "14022519800101123X", "13812344321", address="云冈区新平旺街道1号楼").masked()
    )
    for secret in ("建", "19800101", "1234432", "街道1号楼"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("names", "anonymous", "line"),
    [
        (("王建国",), False, "王建国"),
        (("王建国", "李芳", "赵强"), False, "王建国等3人"),
        (("王建国",), True, "匿名"),
        ((), False, "匿名"),
        (("", "李芳"), False, "李芳等2人"),
    ],
)
def test_the_name_line_of_a_case(names: tuple[str, ...], anonymous: bool, line: str) -> None:
    assert petitioners_line(tuple(map(Petitioner, names)), anonymous=anonymous) == line


def test_five_representatives_are_allowed_and_six_are_not() -> None:
    people = [Petitioner(f"职工{n}", representative=True) for n in range(6)]
    assert check_petitioners(tuple(people[:5]), anonymous=False, people_count=7) == []
    problems = check_petitioners(tuple(people), anonymous=False, people_count=7)
    assert [problem.field for problem in problems] == ["representatives"]
    assert "5人" in str(problems[0]) and "第二十条" in str(problems[0])


def test_fewer_people_than_names_is_refused() -> None:
    two = (Petitioner("王建国"), Petitioner("李芳"))
    assert [p.field for p in check_petitioners(two, anonymous=False, people_count=1)] == ["people_count"]
    assert check_petitioners(two, anonymous=False, people_count=2) == []


def test_cleaning_a_person_takes_blanks_out_and_spells_the_x_large() -> None:
    typed = Petitioner(" 王  建国 ", "140225 19800101 123x", "138 1234 4321", " 综采一区 ")
    assert typed.cleaned() == Petitioner("王 建国", "14022519800101123X", "13812344321", "综采一区")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Petitioner("王建国"), Petitioner("王建国"), False),
        (Petitioner("王建国", phone="1"), Petitioner("王建国", phone="1"), True),
        (Petitioner("王建国", phone="1"), Petitioner("李芳", phone="1"), False),
        (Petitioner("王建国", id_number="A"), Petitioner("王健国", id_number="A"), True),
        (Petitioner(""), Petitioner(""), False),
    ],
)
def test_a_name_alone_never_makes_two_records_one_person(
    one: Petitioner, other: Petitioner, same: bool
) -> None:
    assert same_person(one, other) is same
