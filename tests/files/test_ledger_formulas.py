"""Formulas without a value, found in the sheet's own XML."""

import zipfile
from pathlib import Path

import pytest

from app.files.ledger_formulas import formulas_without_value, is_formula, shown_label

CELLS = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>1x</v></c>'
    '<c r="C1" s="2"><f>HYPERLINK("a","&lt;反映&gt;")</f><v/></c><c r="AA1"><f>1+1</f></c>'
    '<c r="D1"><f t="shared" si="0"/><v></v></c><c r="E1"><f t="shared" si="0"/><v>7</v></c>'
    '<c r="F1" t="inlineStr"><is><t>a f &lt;f&gt;</t></is></c></row>'
)


def package(path: Path, cells: str, prefix: str = "") -> Path:
    """A package with one sheet called 台账 whose part has an unusual name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(
            "xl/workbook.xml",
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            '<sheets><sheet name="别的" sheetId="1" r:id="rId1"/><sheet name="台账" sheetId="2" r:id="rId7"/></sheets>'
            "</workbook>",
        )
        target.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId7" Target="/xl/worksheets/first.xml"/></Relationships>',
        )
        target.writestr(
            "xl/worksheets/first.xml",
            f"<{prefix}worksheet><{prefix}sheetData>{cells}</{prefix}sheetData></{prefix}worksheet>",
        )
    return path


EXPECTED = {(1, 2): '=HYPERLINK("a","<反映>")', (1, 26): "=1+1", (1, 3): "="}


def test_only_formulas_without_a_value_are_found(tmp_path: Path) -> None:
    assert formulas_without_value(package(tmp_path / "a.xlsx", CELLS), "台账") == EXPECTED


def test_they_are_found_under_another_prefix_too(tmp_path: Path) -> None:
    cells = CELLS
    for name in ("row", "c", "f", "v"):
        cells = cells.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>")
        cells = cells.replace(f"</{name}>", f"</x:{name}>").replace(f"<{name}/>", f"<x:{name}/>")
    assert formulas_without_value(package(tmp_path / "a.xlsx", cells, "x:"), "台账") == EXPECTED


def test_they_are_found_where_the_file_is_read_in_pieces(tmp_path: Path) -> None:
    filler = '<c r="B{0}" t="inlineStr"><is><t>' + "内容" * 100 + "</t></is></c>"
    formula = '<c r="A{0}"><f>HYPERLINK("a","' + "标题" * 50 + '")</f><v></v></c>'
    rows = "".join(f'<row r="{n}">{formula.format(n)}{filler.format(n)}</row>' for n in range(1, 4001))
    found = formulas_without_value(package(tmp_path / "a.xlsx", rows), "台账")
    assert sorted(found) == [(n, 0) for n in range(1, 4001)]


@pytest.mark.parametrize("sheet", ["别的", "没有"])
def test_a_sheet_that_cannot_be_located_has_none(tmp_path: Path, sheet: str) -> None:
    assert formulas_without_value(package(tmp_path / "a.xlsx", CELLS), sheet) == {}


@pytest.mark.parametrize(
    ("formula", "label"),
    [
        ('=HYPERLINK("x","反映食堂涨价")', "反映食堂涨价"),
        ('=HYPERLINK("x")', "x"),
        ('=HYPERLINK("x","")', ""),
        ('="0352"', "0352"),
        ("=0352", "0352"),
        ("=A1", None),
        ('=HYPERLINK(A1,"x")', None),
        ('=HYPERLINK("x",A1)', None),
        ('="a"&"b"', None),
    ],
)
def test_what_excel_shows_without_reckoning(formula: str, label: str | None) -> None:
    assert shown_label(formula) == label


@pytest.mark.parametrize(
    ("text", "yes"),
    [("=A1", True), ("=-1", True), ('="x"', True), ("=反映", False), ("=", False), ("==", False)],
)
def test_what_is_a_formula(text: str, yes: bool) -> None:
    assert is_formula(text) is yes


@pytest.mark.parametrize("shift", range(12))
def test_a_single_formula_on_the_edge_of_a_piece_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shift: int
) -> None:
    monkeypatch.setattr("app.files.ledger_formulas._BLOCK", 256)
    filler = '<row r="1"><c r="B1"><v>' + "1" * (160 + shift) + "</v></c></row>"
    path = package(
        tmp_path / "a.xlsx", f'{filler}<row r="2"><c r="A2"><f>HYPERLINK("a","b")</f><v/></c></row>{filler}'
    )
    assert formulas_without_value(path, "台账") == {(2, 0): '=HYPERLINK("a","b")'}
