"""Checks a file against the clauses of ISO 19005-2 (PDF/A-2b) that concern what the desk writes.

Written against the standard and not against our writer: it reads bytes and objects, and knows nothing of how they
came about. ``breaches`` names every clause that is not kept. It looks at fonts down to widths and glyphs for
TrueType with a map of single bytes (what the desk's own papers have); of other fonts it sees that they are embedded.
"""

from __future__ import annotations

import io
import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
PDF = "{http://ns.adobe.com/pdf/1.3/}"
PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
FILTERS = {
    *("/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/RunLengthDecode"),
    *("/ASCII85Decode", "/ASCIIHexDecode"),
}
OPERATORS = {
    *("b", "B", "b*", "B*", "BDC", "BMC", "BT", "BX", "c", "cm", "CS", "cs", "d", "d0", "d1", "Do", "DP"),
    *("EMC", "ET", "EX", "f", "F", "f*", "G", "g", "gs", "h", "i", "j", "J", "K", "k", "l", "m", "M", "MP"),
    *(
        "n",
        "q",
        "Q",
        "re",
        "RG",
        "rg",
        "ri",
        "s",
        "S",
        "SC",
        "sc",
        "SCN",
        "scn",
        "sh",
        "T*",
        "Tc",
        "Td",
        "TD",
    ),
    *("Tf", "Tj", "TJ", "TL", "Tm", "Tr", "Ts", "Tw", "Tz", "v", "w", "W", "W*", "y", "'", '"'),
}
STANDARD_BLENDS = {
    *("/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge"),
    *("/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color"),
    "/Luminosity",
}


def breaches(data: bytes) -> list[str]:
    """What is wrong with a file, each with its clause; empty for a good one."""
    found = list(_of_bytes(data))
    with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
        found += [f"6.1: {problem}" for problem in pdf.check_pdf_syntax()]
        found += [f"6.1: {warning}" for warning in pdf.get_warnings()]
        for part in (_of_catalog, _of_intent, _of_metadata, _of_objects, _of_pages):
            found += part(pdf)
    return found


# --- 6.1 file structure ---------------------------------------------------------------------------------------


def _of_bytes(data: bytes) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}", data):
        yield "6.1.2: header, or its line of binary bytes"
    if not data.endswith(b"%%EOF\n"):
        yield "6.1.3: something after the end"
    trailer = data[data.rindex(b"trailer") :]
    if b"/Encrypt" in trailer:
        yield "6.1.3: encrypted"
    if not re.search(rb"/ID \[<[0-9a-f]{32}> <[0-9a-f]{32}>\]", trailer):
        yield "6.1.3: no file identifier"
    if not re.search(rb"xref\n0 \d+\n(\d{10} \d{5} [nf] \n)+trailer", data):
        yield "6.1.4: cross-reference table"
    for start in re.finditer(rb"/Length (\d+)>>\nstream\n", data):
        end = start.end() + int(start[1])
        if data[end : end + 10] != b"\nendstream":
            yield f"6.1.7: length of the stream at {start.start()}"
    for odd in re.finditer(rb"<([0-9A-Fa-f]*)>(?! ?>)", trailer):
        if len(odd[1]) % 2:
            yield "6.1.6: odd number of hexadecimal digits"


# --- 6.2.3 output intent, 6.6 metadata, what the catalog must not have ------------------------------------------


def _of_catalog(pdf: pikepdf.Pdf) -> Iterator[str]:
    for key in (
        "/OpenAction",
        "/AA",
        "/AcroForm",
        "/OCProperties",
        "/Names",
        "/Requirements",
        "/Perms",
        "/AF",
    ):
        if key in pdf.Root:
            yield f"6.4 to 6.10: {key} in the catalog"


def _of_intent(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = [intent for intent in pdf.Root.get("/OutputIntents", []) if intent.S == "/GTS_PDFA1"]
    if len(intents) != 1:
        yield "6.2.3: not one output intent"
        return
    profile = intents[0].DestOutputProfile
    icc = profile.read_bytes()
    if icc[36:40] != b"acsp" or len(icc) != struct.unpack(">I", icc[:4])[0] or icc[8] >= 5:
        yield "6.2.3: the profile is none"
    if icc[12:16] not in (b"mntr", b"prtr") or icc[16:20] != b"RGB " or profile.N != 3:
        yield "6.2.3: the profile is not RGB of a screen or printer"
    if "/OutputConditionIdentifier" not in intents[0]:
        yield "6.2.3: no OutputConditionIdentifier"


def _of_metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    stream = pdf.Root.get("/Metadata")
    if stream is None or "/Filter" in stream or stream.Type != "/Metadata" or stream.Subtype != "/XML":
        yield "6.6.2: no plain metadata stream"
        return
    packet = stream.read_bytes()
    head = packet[: packet.index(b"?>")]
    if b"bytes=" in head or b"encoding=" in head:
        yield "6.6.2: bytes or encoding in the packet's header"
    xmp = _xmp(packet)
    if (xmp.get(PDFAID + "part"), xmp.get(PDFAID + "conformance")) != ("2", "B"):
        yield "6.6.4: not marked as PDF/A-2b"
    info = {str(key): str(value) for key, value in pdf.docinfo.items()}
    for key, name in (
        ("/Title", DC + "title"),
        ("/Author", DC + "creator"),
        ("/Creator", XMP + "CreatorTool"),
        ("/Producer", PDF + "Producer"),
    ):
        if info.get(key) != xmp.get(name):
            yield f"6.6.3: {key} is {info.get(key)!r} here and {xmp.get(name)!r} in XMP"
    for key, name in (("/CreationDate", XMP + "CreateDate"), ("/ModDate", XMP + "ModifyDate")):
        digits = re.sub(r"\D", "", info.get(key, ""))[:14]
        if not digits or digits != re.sub(r"\D", "", xmp.get(name, ""))[:14]:
            yield f"6.6.3: {key} differs from XMP"
    if extra := set(info) - {"/Title", "/Author", "/Creator", "/Producer", "/CreationDate", "/ModDate"}:
        yield f"6.6.3: {extra} only in the document information"


def _xmp(packet: bytes) -> dict[str, str]:
    """The properties of a packet as plain texts; of a list its one entry."""
    root = ET.fromstring(packet[packet.index(b"?>") + 2 : packet.rindex(b"<?xpacket")].strip())
    return {
        prop.tag: "".join(prop.itertext()).strip()
        for description in root.iter(RDF + "Description")
        for prop in description
    }


# --- 6.2 graphics, over every object of the file -----------------------------------------------------------------


def _of_objects(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, value in enumerate(pdf.objects):
        for inner in _dictionaries(value):
            for problem in _of_dictionary(inner):
                yield f"object {number + 1}: {problem}"


def _dictionaries(value: Any) -> Iterator[Any]:
    """A value and what stands in it directly."""
    if isinstance(value, Dictionary | Stream):
        yield value
        children = [value[key] for key in value.keys()]  # noqa: SIM118
    elif isinstance(value, Array):
        if len(value) and value[0] == "/ICCBased" and value[1].N == 4:
            yield Dictionary(CMYK=True)
        children = list(value)
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            yield from _dictionaries(child)


def _of_dictionary(value: Any) -> Iterator[str]:
    keys = set(value.keys())
    if value.get("/Type") in ("/Annot", "/Action", "/Filespec", "/EmbeddedFile", "/Sig"):
        yield f"6.3, 6.5, 6.8: {value.Type}"
    if keys & {
        "/JS",
        "/AA",
        "/EF",
        "/OPI",
        "/Alternates",
        "/PS",
        "/Ref",
        "/TR",
        "/HTP",
        "/PresSteps",
        "/CIDSet",
    }:
        yield f"6.2, 6.5: {sorted(keys)}"
    if value.get("/S") in (
        "/JavaScript",
        "/Launch",
        "/URI",
        "/GoToR",
        "/SubmitForm",
        "/ImportData",
        "/Movie",
    ):
        yield f"6.5.1: action {value.S}"
    if value.get("/Interpolate") is True:
        yield "6.2.8: Interpolate"
    if "/DeviceCMYK" in {str(value[key]) for key in keys if isinstance(value[key], Name)}:
        yield "6.2.4.3: DeviceCMYK under an RGB output intent"
    if isinstance(value.get("/BM"), Name) and str(value.BM) not in STANDARD_BLENDS:
        yield "6.2.10: blend mode"
    for name in keys:
        if len(name.encode()) - 1 > 127:
            yield "6.1.13: a name of more than 127 bytes"
    if isinstance(value, Stream):
        yield from _of_stream(value)


def _of_stream(stream: Stream) -> Iterator[str]:
    if {"/F", "/FFilter", "/FDecodeParms"} & set(stream.keys()):
        yield "6.1.7: a stream outside the file"
    filters = stream.get("/Filter", Array())
    for name in filters if isinstance(filters, Array) else [filters]:
        if str(name) not in FILTERS:
            yield f"6.1.7: filter {name}"
    if stream.get("/Subtype") == "/Image" and "/SMask" in stream and stream.SMask.ColorSpace != "/DeviceGray":
        yield "6.2.8: soft mask"


# --- pages: operators, resources, fonts --------------------------------------------------------------------------


def _of_pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    known: dict[tuple[int, int], list[str]] = {}
    for number, page in enumerate(pdf.pages, start=1):
        if "/Annots" in page.obj or "/AA" in page.obj:
            yield f"6.3, 6.5 on page {number}"
        if not all(3 <= float(side) <= 14400 for side in page.mediabox[2:]):
            yield f"6.1.13: size of page {number}"
        resources = page.obj.get("/Resources")
        if resources is None:
            yield f"6.2.2: page {number} has no resources of its own"
            continue
        used = yield from _of_drawing(page, resources, f"page {number}")
        for name, font in resources.get("/Font", Dictionary()).items():
            if font.objgen not in known:
                known[font.objgen] = list(_of_font(font, used.get(name, set())))
            else:
                known[font.objgen] += _of_codes(font, used.get(name, set()))
    for problems in known.values():
        yield from problems


def _of_drawing(drawing: Any, resources: Any, where: str) -> Iterator[str]:
    """The operators of a page or form; returns the codes shown in each font."""
    used: dict[str, set[int]] = {}
    depth, font = 0, ""
    for operands, operator in pikepdf.parse_content_stream(drawing):
        word = str(operator)
        if word not in OPERATORS and word != "INLINE IMAGE":
            yield f"6.2.2: operator {word} on {where}"
        if word in ("k", "K"):
            yield f"6.2.4.3: CMYK on {where}"
        depth += {"q": 1, "Q": -1}.get(word, 0)
        if not 0 <= depth <= 28:
            yield f"6.1.13: q and Q on {where}"
        if word == "Tf":
            font = str(operands[0])
            if font not in resources.get("/Font", Dictionary()):
                yield f"6.2.2: no font {font} on {where}"
        if word in ("Tj", "'", "TJ"):
            pieces = operands[0] if word == "TJ" else [operands[0]]
            texts = [bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String)]
            used.setdefault(font, set()).update(*map(set, texts))
        if word == "Do" and operands[0] not in resources.get("/XObject", Dictionary()):
            yield f"6.2.2: no picture {operands[0]} on {where}"
    if depth:
        yield f"6.2.2: q and Q on {where} do not match"
    return used


def _of_font(font: Any, codes: set[int]) -> Iterator[str]:
    """6.2.11: a font is embedded; a plain TrueType one agrees with itself."""
    name = str(font.get("/BaseFont", "?"))
    if font.Subtype == "/Type3":
        return
    if font.Subtype == "/Type0":
        font = font.DescendantFonts[0]
        if font.Subtype == "/CIDFontType2" and "/CIDToGIDMap" not in font:
            yield f"6.2.11.3.2: no CIDToGIDMap in {name}"
    descriptor = font.get("/FontDescriptor", Dictionary())
    if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
        yield f"6.2.11.4: {name} is not embedded"
        return
    if font.Subtype != "/TrueType":
        return
    if str(descriptor.FontName) != name:
        yield f"6.2.11: FontName of {name}"
    symbolic = bool(int(descriptor.Flags) & 4)
    maps = _single_byte_maps(descriptor.FontFile2.read_bytes())
    if symbolic and ("/Encoding" in font or len(maps) != 1):
        yield f"6.2.11.6: encoding of {name}"
    if int(font.LastChar) - int(font.FirstChar) + 1 != len(font.Widths):
        yield f"6.2.11.5: number of widths of {name}"
    yield from _of_codes(font, codes)


def _of_codes(font: Any, codes: set[int]) -> Iterator[str]:
    """6.2.11.5 and 6.2.11.8: each code that is shown has a glyph, as wide as the dictionary says."""
    if (
        font.Subtype != "/TrueType"
        or "/FontFile2" not in font.FontDescriptor
        or not int(font.FontDescriptor.Flags) & 4
    ):
        return
    data = font.FontDescriptor.FontFile2.read_bytes()
    glyph_of = next(iter(_single_byte_maps(data).values()), {})
    widths = _widths(data)
    for code in sorted(codes):
        glyph = glyph_of.get(code, 0)
        if not 0 < glyph < len(widths):
            yield f"6.2.11.8: .notdef for {code} in {font.BaseFont}"
        elif not int(font.FirstChar) <= code <= int(font.LastChar):
            yield f"6.2.11.5: no width for {code} in {font.BaseFont}"
        elif abs(float(font.Widths[code - int(font.FirstChar)]) - widths[glyph]) > 1:
            yield f"6.2.11.5: width of {code} in {font.BaseFont}"


def _table(data: bytes, wanted: bytes) -> bytes:
    for n in range(struct.unpack(">H", data[4:6])[0]):
        tag, _, start, length = struct.unpack(">4sIII", data[12 + 16 * n : 28 + 16 * n])
        if tag == wanted:
            return data[start : start + length]
    return b""


def _widths(data: bytes) -> list[float]:
    """Every glyph's advance, in thousandths of an em."""
    em = struct.unpack(">H", _table(data, b"head")[18:20])[0]
    glyphs = struct.unpack(">H", _table(data, b"maxp")[4:6])[0]
    measured = struct.unpack(">H", _table(data, b"hhea")[34:36])[0]
    metrics = _table(data, b"hmtx")
    advances = [struct.unpack(">H", metrics[4 * n : 4 * n + 2])[0] * 1000 / em for n in range(measured)]
    return advances + [advances[-1]] * (glyphs - measured)


def _single_byte_maps(data: bytes) -> dict[tuple[int, int], dict[int, int]]:
    """Code → glyph of each character map; those of formats 0 and 6 are read, of others only that they are there."""
    cmap, maps = _table(data, b"cmap"), {}
    for n in range(struct.unpack(">H", cmap[2:4])[0]):
        platform, encoding, start = struct.unpack(">HHI", cmap[4 + 8 * n : 12 + 8 * n])
        kind = struct.unpack(">H", cmap[start : start + 2])[0]
        glyphs: dict[int, int] = {}
        if kind == 0:
            glyphs = dict(enumerate(cmap[start + 6 : start + 262]))
        elif kind == 6:
            first, count = struct.unpack(">HH", cmap[start + 6 : start + 10])
            glyphs = {
                first + k: struct.unpack(">H", cmap[start + 10 + 2 * k : start + 12 + 2 * k])[0]
                for k in range(count)
            }
        maps[platform, encoding] = glyphs
    return maps
