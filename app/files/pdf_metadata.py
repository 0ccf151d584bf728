"""What an archived PDF says about itself, twice and alike: document information and XMP (ISO 19005-2, 6.6)."""

from __future__ import annotations

from xml.sax.saxutils import escape

from app.files.paper import PROGRAM, About

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>{program}</xmp:CreatorTool>
<xmp:CreateDate>{day}T00:00:00+08:00</xmp:CreateDate>
<xmp:ModifyDate>{day}T00:00:00+08:00</xmp:ModifyDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{program}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
{padding}
<?xpacket end="w"?>"""
_PADDING = "\n".join([" " * 99] * 20)


def document_information(about: About) -> dict[str, str]:
    """The entries of the information dictionary; the day begins at midnight in China."""
    moment = f"D:{about.made_on:%Y%m%d}000000+08'00'"
    return {
        "Title": _carried(about.title),
        "Author": _carried(about.author),
        "Creator": PROGRAM,
        "Producer": PROGRAM,
        "CreationDate": moment,
        "ModDate": moment,
    }


def xmp_packet(about: About) -> bytes:
    """The same as XMP, with the mark of PDF/A-2b."""
    return _PACKET.format(
        title=escape(_carried(about.title)),
        author=escape(_carried(about.author)),
        program=PROGRAM,
        day=about.made_on.isoformat(),
        padding=_PADDING,
    ).encode("utf-8")


def _carried(text: str) -> str:
    """A text without what XML cannot carry, so that both places say the same."""
    return "".join(char for char in text if char.isprintable() and not "\ud800" <= char <= "\udfff").strip()
