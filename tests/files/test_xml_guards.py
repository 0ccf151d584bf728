"""XML that somebody brings is parsed with every entity refused, whoever parses it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import openpyxl.xml
import pytest

from app.files.ledger_formulas import formulas_without_value
from tests.files.test_ledger_formulas import CELLS, EXPECTED, package
from tests.files.workbook_surgery import rebuilt
from tests.test_architecture import imports_of, modules

ROOT = Path(__file__).resolve().parents[2]
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
PARSERS = {"app/files/packet_cells.py": "xml.parsers", "app/files/packet_opening.py": "xml.parsers"}
"""Where expat is named: the one reader that refuses every document type, and the list of its errors."""


def test_openpyxl_finds_defusedxml_wherever_the_desk_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert any(line.startswith("defusedxml") for line in project["dependencies"])
    assert openpyxl.xml.DEFUSEDXML


def test_no_module_parses_xml_with_a_parser_that_follows_entities() -> None:
    found = {
        module.where: found.target.rpartition(".")[0] if found.target.count(".") > 1 else found.target
        for module in modules("app")
        for found in imports_of(module)
        if found.target.partition(".")[0] in ("xml", "lxml")
        and not found.target.startswith("xml.sax.saxutils")
    }
    assert found == PARSERS


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_entities_in_a_ledger_are_not_followed(tmp_path: Path, part: str) -> None:
    path = package(tmp_path / "a.xlsx", CELLS)
    assert formulas_without_value(path, "台账") == EXPECTED
    assert formulas_without_value(rebuilt(path, {part: lambda data: ENTITIES + data}), "台账") == {}


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_torn_parts_of_a_ledger_show_no_formula(tmp_path: Path, part: str) -> None:
    path = rebuilt(package(tmp_path / "a.xlsx", CELLS), {part: lambda data: data[:-20]})
    assert formulas_without_value(path, "台账") == {}
