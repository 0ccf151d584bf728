import json
from pathlib import Path

import pytest

from app.actions.desk import Desk
from app.bootstrap import open_desk, operators, recover_desk
from app.domain.documents import RecoverySheetContent
from app.domain.errors import InvalidField, StoreDamaged, StoreMissing, WrongPassphrase
from app.storage.keyring import (
    RECOVERY_ALPHABET,
    KeyDerivation,
    WrappedKey,
    new_key,
    new_recovery_code,
    read_keys,
    read_recovery_code,
    unlock,
    unlock_with_recovery,
    wrap_passphrase,
    write_keys,
)
from tests.desks import CHEAP, DESK_DAY, PASSPHRASE, make_desk

NEW = "换过以后的新口令"


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, RecoverySheetContent]:
    desk, sheet = make_desk(tmp_path / "home")
    desk.close()
    return tmp_path / "home", sheet


def wrapped(key: bytes, secret: str, name: str, kind: str = "operator") -> WrappedKey:
    return WrappedKey.wrap(key, secret, kind=kind, name=name, kdf=CHEAP)


def test_the_recovery_sheet_really_unlocks(made: tuple[Path, RecoverySheetContent]) -> None:
    home, sheet = made
    with recover_desk(home, code="-".join(sheet.code_groups), operator="李敏", passphrase=NEW) as desk:
        assert desk.operator.name == "李敏"
        acts = [row["act"] for row in desk.store.rows("SELECT act FROM history ORDER BY id")]
    assert acts == ["create", "recover"]
    open_desk(home, NEW).close()
    with pytest.raises(WrongPassphrase):
        open_desk(home, PASSPHRASE)


def test_the_same_sheet_unlocks_a_second_time(made: tuple[Path, RecoverySheetContent]) -> None:
    home, sheet = made
    for passphrase in (NEW, NEW + "又"):
        code = "-".join(sheet.code_groups)
        recover_desk(home, code=code, operator="李敏", passphrase=passphrase).close()
    open_desk(home, NEW + "又").close()


def test_a_code_may_be_typed_as_people_type(made: tuple[Path, RecoverySheetContent]) -> None:
    home, sheet = made
    typed = "  ".join(sheet.code_groups).lower().replace("0", "o").replace("1", "l")
    assert unlock_with_recovery(home / "keys.json", typed)[0] == unlock(home / "keys.json", PASSPHRASE)[0]


@pytest.mark.parametrize("position", range(8))
def test_a_mistyped_group_is_named_and_nothing_changes(
    made: tuple[Path, RecoverySheetContent], position: int
) -> None:
    home, sheet = made
    groups, before = list(sheet.code_groups), (home / "keys.json").read_bytes()
    first = groups[position][0]
    other = RECOVERY_ALPHABET[(RECOVERY_ALPHABET.index(first) + 1) % len(RECOVERY_ALPHABET)]
    groups[position] = other + groups[position][1:]
    with pytest.raises(InvalidField, match=f"第{position + 1}组“{groups[position]}”") as refused:
        recover_desk(home, code="-".join(groups), operator="李敏", passphrase=NEW)
    assert refused.value.field == "recovery_code"
    assert (home / "keys.json").read_bytes() == before


def test_a_code_with_a_group_too_few_or_too_many_is_refused() -> None:
    code = new_recovery_code()
    with pytest.raises(InvalidField, match="现在是7组"):
        read_recovery_code("-".join(code[:7]))
    with pytest.raises(InvalidField, match="现在是9组"):
        read_recovery_code("-".join((*code, code[0])))
    with pytest.raises(InvalidField, match="现在是0组"):
        read_recovery_code("")


def test_the_code_of_another_desk_opens_nothing(
    made: tuple[Path, RecoverySheetContent], tmp_path: Path
) -> None:
    other, sheet = make_desk(tmp_path / "other")
    other.close()
    with pytest.raises(WrongPassphrase):
        recover_desk(made[0], code="-".join(sheet.code_groups), operator="李敏", passphrase=NEW)
    open_desk(made[0], PASSPHRASE).close()


def test_a_short_new_passphrase_is_refused_before_anything_else(
    made: tuple[Path, RecoverySheetContent],
) -> None:
    with pytest.raises(InvalidField, match="至少8个字符"):
        recover_desk(made[0], code="-".join(made[1].code_groups), operator="李敏", passphrase="短")


def test_two_recovery_codes_are_never_alike() -> None:
    codes = {new_recovery_code() for _ in range(50)}
    assert len(codes) == 50
    assert all(len(code) == 8 and {len(group) for group in code} == {5} for code in codes)


def test_there_is_room_for_several_operators(tmp_path: Path) -> None:
    key, path = new_key(), tmp_path / "keys.json"
    write_keys(path, [wrapped(key, "甲的口令甲的口令", "甲"), wrapped(key, "乙的口令乙的口令", "乙")])
    assert unlock(path, "乙的口令乙的口令") == (key, "乙")
    wrap_passphrase(path, key, name="乙", passphrase="乙的新口令乙的新口令")
    assert unlock(path, "乙的新口令乙的新口令") == (key, "乙")
    assert unlock(path, "甲的口令甲的口令") == (key, "甲")
    with pytest.raises(WrongPassphrase):
        unlock(path, "乙的口令乙的口令")
    assert len(read_keys(path)) == 2
    assert not path.with_name("keys.json.new").exists()


def test_a_recovery_code_is_not_a_passphrase_and_the_other_way_round(tmp_path: Path) -> None:
    key, path, code = new_key(), tmp_path / "keys.json", "-".join(new_recovery_code())
    write_keys(path, [wrapped(key, code, "", "recovery")])
    with pytest.raises(WrongPassphrase):
        unlock(path, code)
    assert unlock_with_recovery(path, code) == (key, "")


def test_a_wrapped_key_cannot_be_passed_off_as_somebody_elses(tmp_path: Path) -> None:
    entry = wrapped(new_key(), "甲的口令甲的口令", "甲").to_json()
    assert WrappedKey.from_json(entry).unwrap("甲的口令甲的口令") is not None
    assert WrappedKey.from_json({**entry, "name": "乙"}).unwrap("甲的口令甲的口令") is None


def test_the_parameters_that_were_used_stand_beside_the_key(made: tuple[Path, RecoverySheetContent]) -> None:
    assert {key.kdf for key in read_keys(made[0] / "keys.json")} == {CHEAP}
    default = KeyDerivation()
    assert default.memory_kib >= 64 * 1024 and default.iterations >= 3
    assert operators(made[0]) == ["李敏"]


def test_neither_key_nor_passphrase_nor_code_stands_in_the_key_file(
    made: tuple[Path, RecoverySheetContent],
) -> None:
    home, sheet = made
    text = (home / "keys.json").read_text()
    key, _ = unlock(home / "keys.json", PASSPHRASE)
    for secret in (key.hex(), PASSPHRASE, PASSPHRASE.encode("unicode_escape").decode(), *sheet.code_groups):
        assert secret not in text


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: '{"keys": []}',
        lambda text: text.replace('"salt": "', '"salt": "!!'),
        lambda text: text.replace('"iterations": 1', '"iterations": 2'),
        lambda text: text.replace('"kind": "operator"', '"kind": "operatox"'),
    ],
)  # fmt: skip
def test_a_damaged_key_file_is_damage_and_not_a_wrong_passphrase(
    made: tuple[Path, RecoverySheetContent], damage: object
) -> None:
    path = made[0] / "keys.json"
    path.write_text(damage(path.read_text()))  # type: ignore[operator]
    with pytest.raises(StoreDamaged):
        open_desk(made[0], PASSPHRASE)


def test_a_flipped_bit_within_a_sealed_key_is_damage(made: tuple[Path, RecoverySheetContent]) -> None:
    path = made[0] / "keys.json"
    content = json.loads(path.read_text())
    sealed = content["keys"][0]["sealed"]
    content["keys"][0]["sealed"] = ("B" if sealed[0] == "A" else "A") + sealed[1:]
    path.write_text(json.dumps(content))
    with pytest.raises(StoreDamaged):
        open_desk(made[0], PASSPHRASE)


def test_bytes_that_are_no_text_are_damage(made: tuple[Path, RecoverySheetContent]) -> None:
    (made[0] / "keys.json").write_bytes(b"\xff\xfe\x00" * 100)
    with pytest.raises(StoreDamaged):
        open_desk(made[0], PASSPHRASE)


def test_without_a_key_file_it_is_missing(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        unlock(tmp_path / "keys.json", PASSPHRASE)


def test_the_key_of_one_desk_does_not_open_the_database_of_another(
    made: tuple[Path, RecoverySheetContent], tmp_path: Path
) -> None:
    other, _ = make_desk(tmp_path / "other")
    other.close()
    (made[0] / "desk.db").write_bytes((tmp_path / "other" / "desk.db").read_bytes())
    with pytest.raises(StoreDamaged):
        open_desk(made[0], PASSPHRASE, today=DESK_DAY)


def test_the_store_keeps_its_key_for_wrapping_it_anew(desk: Desk) -> None:
    assert desk.store.key == unlock(desk.home / "keys.json", PASSPHRASE)[0]
