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


def test_a_faulty_template_of_the_unit_is_named_with_its_line(desk: Desk) -> None:
    assert {line.name: line.text for line in check_desk(desk)}["文书模板"] == "都是程序自带的"
    desk.templates_folder.mkdir()
    path = desk.templates_folder / "reply.toml"
    path.write_text('title = "答复书"\naddressee = "${nobody}"\nbody = "答复"\n', encoding="utf-8")
    line = {line.name: line for line in check_desk(desk)}["文书模板"]
    assert not line.ok
    assert "reply.toml第2行" in line.text
    path.write_text('title = "答复书"\naddressee = "${petitioner}"\nbody = "答复"\n', encoding="utf-8")
    assert {line.name: line.text for line in check_desk(desk)}["文书模板"] == "本单位的1份，没有错误"
