"""The desk's examination of itself ends also when something is wrong."""

from app.actions.checks import check_desk
from app.actions.desk import Desk


def test_a_wrong_rule_file_is_a_line_of_the_examination_and_ends_nothing(desk: Desk) -> None:
    names = [line.name for line in check_desk(desk)]
    desk.rules_folder.mkdir()
    (desk.rules_folder / "deadlines.toml").write_text("[T7]\nlength = 90\n", encoding="utf-8")
    lines = {line.name: line for line in check_desk(desk)}
    assert list(lines) == names
    assert not lines["期限和日历"].ok
    assert "T7" in lines["期限和日历"].text
