"""Letter templates under ``resources/templates/``: text with named fields."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from string import Template

from app.domain.errors import UnreadableFile
from app.files.rules import read_rules
from app.resources import resource

PARTS = ("title", "addressee", "body")


def fill_template(name: str, values: Mapping[str, str]) -> dict[str, str]:
    """A template's title, addressee and body with its fields filled in.

    Raises UnreadableFile that names the part and the field when a template has one nobody knows.
    """
    parts = tomllib.loads(resource("templates", f"{name}.toml").read_text(encoding="utf-8"))
    filled = {}
    for part in PARTS:
        try:
            filled[part] = Template(parts[part]).substitute(values).strip()
        except (KeyError, ValueError) as error:
            raise UnreadableFile(f"{name}.toml", f"{part}里有不认识的字段{error}", "请改正模板。") from error
    return filled


def guidance(*keys: str) -> tuple[str, ...]:
    """The warnings of time limits for a class and a subject, each once."""
    table = read_rules("guidance")
    found = []
    for key in keys:
        entry = table.get(key)
        if entry:
            text = str(table[entry["same_as"]]["text"] if "same_as" in entry else entry["text"])
            if text not in found:
                found.append(text)
    return tuple(found)
