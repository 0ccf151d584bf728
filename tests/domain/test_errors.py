"""Every sentence says what is wrong and what to do, and carries its data."""

import inspect

import pytest

from app.domain import errors

SAMPLES = [
    errors.InvalidField("phone", "电话少一位，请改正"),
    errors.NotFound("信访事项", "ZC01-X"),
    errors.Incomplete("原因说明", ["负责人"]),
    errors.UnprintableText([("王𬱖", 1, "𬱖")]),
    errors.UnreadableFile("台账.xlsx", "不是工作簿", "请另存为xlsx后再试。"),
    errors.AlteredPacket("YS-ZC01-00001.xlsx", ["“清单”C5被改动"]),
    errors.WrongPassphrase(),
    errors.UnknownStation("HZ-1.json", "ZC01", "综采一区"),
    errors.WrongSealPassword("a.zip"),
    errors.WrongSealKey("a.age"),
    errors.DamagedSeal("a.zip"),
    errors.FileExists("/media/x.xlsx"),
    errors.CannotWrite("/media/x.xlsx", "磁盘已满"),
    errors.ReadBackDiffers("/media/x.xlsx"),
    errors.StoreMissing("desk.db"),
    errors.NoDesk("desk"),
    errors.StoreExists("desk"),
    errors.StoreDamaged("desk.db"),
    errors.StoreNewer(7, 1),
    errors.StoreBusy(),
    errors.PrintingFailed("HP", "脱机"),
]


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_a_sentence_says_what_to_do(error: errors.DeskError) -> None:
    assert any(word in str(error) for word in ("请", "没有改变"))
    assert error.code != "error"


def test_no_two_kinds_share_a_code() -> None:
    kinds = [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.DeskError)
        and kind not in (errors.DeskError, errors.ClerkError, errors.MachineError)
    ]
    codes = [kind.code for kind in kinds]
    assert len(set(codes)) == len(codes)


def test_a_case_names_every_faulty_field() -> None:
    error = errors.InvalidCase(
        [errors.InvalidField("name", "请填姓名"), errors.InvalidField("content", "请填内容")]
    )
    assert [problem.field for problem in error.problems] == ["name", "content"]
    assert str(error) == "请填姓名；请填内容"


def test_a_character_without_a_font_is_named_with_its_place() -> None:
    error = errors.UnprintableText([("王𬱖", 1, "𬱖")])
    assert "“王𬱖”的第2个字“𬱖”（U+2CC56）" in str(error)
    assert error.places == (("王𬱖", 1, "𬱖"),)


def test_a_newer_store_is_named_with_both_numbers() -> None:
    assert "数据版本7" in str(errors.StoreNewer(7, 1)) and "只到1" in str(errors.StoreNewer(7, 1))


def test_a_wrong_passphrase_and_a_damaged_file_are_two_messages() -> None:
    assert "口令不对" in str(errors.WrongPassphrase())
    assert "已损坏" in str(errors.StoreDamaged("x")) and "口令没有错" in str(errors.StoreDamaged("x"))


def test_a_hundred_changed_cells_do_not_make_an_endless_sentence() -> None:
    assert len(str(errors.AlteredPacket("x", [f"第{n}处" for n in range(1000)]))) < 400
