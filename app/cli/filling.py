"""What is filled in on the command line: ``--set FIELD=VALUE`` and ``--fields FILE.json``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from app.cli.console import plain
from app.cli.reading import LONGEST_TEXT, as_text, parse_json, read_text
from app.domain.errors import InvalidField
from app.domain.fields import Field

Command = TypeVar("Command", bound=Callable[..., Any])


def filling(command: Command) -> Command:
    """The two options of a command that fills something in: ``choices`` and ``file``."""
    named = click.option(
        "--set", "choices", multiple=True, metavar="FIELD=VALUE", help="填一个栏目；可写多次"
    )
    whole = click.option("--fields", "file", metavar="FILE.json", help="各栏目的 JSON 对象，“-”从标准输入读")
    return named(whole(command))


def filled(choices: Sequence[str], file: str | None) -> dict[str, str]:
    """What was filled in: the file, and over it every ``--set``. Raises InvalidField and UnreadableFile."""
    fields = _of_file(file) if file else {}
    for choice in choices:
        name, equals, value = choice.partition("=")
        if not equals:
            raise InvalidField("set", f"“{plain(choice)[:40]}”请写成 栏目=内容 的样子。")
        fields[name] = as_text(value, plain(name), LONGEST_TEXT)
    return fields


def _of_file(file: str) -> dict[str, str]:
    """The fields of a JSON object. Raises UnreadableFile and InvalidField."""
    content = parse_json(read_text(file), file)
    if not isinstance(content, dict):
        raise InvalidField("fields", "--fields 的文件应是一个 JSON 对象（{…}）。")
    return {str(name): as_text(text, plain(str(name)), LONGEST_TEXT) for name, text in content.items()}


def field_json(field: Field, value: str = "") -> dict[str, Any]:
    """A field as a script needs it, with what the desk fills in beforehand."""
    return {
        "name": field.name,
        "label": field.label,
        "kind": field.kind.value,
        "required": field.required,
        "hint": field.hint,
        "choices": [{"value": key, "label": word} for key, word in field.choices],
        "value": value,
    }


def field_line(field: Field, value: str = "") -> str:
    """One field for people: name, label, whether it must be there, choices, what stands in it."""
    must = "（必填）" if field.required else ""
    choices = (
        "，可选：" + "、".join(f"{key}（{word}）" for key, word in field.choices) if field.choices else ""
    )
    hint = f"，{field.hint}" if field.hint else ""
    return plain(f"{field.name}  {field.label}{must}{choices}{hint}{f'：{value}' if value else ''}")
