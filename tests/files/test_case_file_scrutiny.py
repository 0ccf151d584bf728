"""PDFs from elsewhere: what is merged, what is mended, what is kept aside and why."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from tests.files.case_files import (
    a_foreign_pdf,
    a_photo,
    an_attachment,
    build_from,
    with_everything_that_acts,
    with_plain_helvetica,
)
from tests.files.documents import a_letter, letter_pdf
from tests.files.pdfa_checking import breaches

Change = Callable[[pikepdf.Pdf, pikepdf.Page], None]
MANY = 1 << 20


def outcome(data: bytes) -> str:
    """Why a PDF is kept aside; nothing when it was merged. The file is a good one in either case."""
    made, built = build_from((an_attachment("函.pdf", "application/pdf"), data))
    assert breaches(made) == []
    return built.aside[0].reason if built.aside else ""


def drawing(content: bytes, **resources: object) -> Change:
    """A page with these operators and resources."""

    def change(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        page.Contents = pdf.make_stream(content)
        page.Resources = Dictionary(**resources)

    return change


def picture(**entries: object) -> Change:
    """A page with a picture of one pixel."""

    def change(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        image = pdf.make_stream(b"\x80\x80\x80\x80")
        kept = {"ColorSpace": Name.DeviceGray, "Filter": None, **entries}
        for key, value in {
            "Type": Name.XObject,
            "Subtype": Name.Image,
            "Width": 1,
            "Height": 1,
            **kept,
        }.items():
            if value is not None:
                image["/" + key] = value
        image.BitsPerComponent = 8
        page.Resources = Dictionary(XObject=Dictionary(Im=image))
        page.Contents = pdf.make_stream(b"q 50 0 0 50 50 50 cm /Im Do Q")

    return change


def saved(**options: object) -> bytes:
    """A PDF saved with options, such as a password."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_foreign_pdf())) as pdf:
        pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def with_a_layer(off: bool) -> Change:
    """A layer that is shown or hidden."""

    def change(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="底图"))
        configuration = Dictionary(Order=Array([layer]), OFF=Array([layer] if off else []))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=configuration)
        page.Resources = Dictionary(Properties=Dictionary(MC0=layer))
        page.Contents = pdf.make_stream(b"/OC /MC0 BDC 0 0 9 9 re f EMC")

    return change


def unpacking_to_far_more(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """A drawing of 200 megabytes in one."""
    packer = zlib.compressobj(1)
    packed = b"".join([packer.compress(b"q Q " * (MANY // 4)) for _ in range(200)] + [packer.flush()])
    stream = pdf.make_stream(b"")
    stream.write(packed, filter=Name.FlateDecode)
    page.Contents = stream


def test_a_plain_page_is_merged() -> None:
    assert outcome(a_foreign_pdf()) == ""


def test_scripts_links_and_attached_files_stay_behind_and_a_stamp_is_drawn() -> None:
    made, built = build_from(
        (an_attachment("函.pdf", "application/pdf"), a_foreign_pdf(with_everything_that_acts))
    )
    assert built.aside == ()
    assert breaches(made) == []
    with pikepdf.open(io.BytesIO(made)) as pdf:
        page = pdf.pages[2]
        drawn = list(page.obj.Resources.XObject.as_dict().values())
    assert len(drawn) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (with_plain_helvetica, "字体“Helvetica”没有嵌入"),
        (drawing(b"0 0 0 1 k 0 0 9 9 re f"), "使用了印刷用的CMYK颜色"),
        (drawing(b"/DeviceCMYK cs 0 0 0 1 sc 0 0 9 9 re f"), "使用了印刷用的CMYK颜色"),
        (
            drawing(b"/C cs", ColorSpace=Dictionary(C=Array([Name.Indexed, Name.DeviceCMYK, 0, b"abcd"]))),
            "CMYK",
        ),
        (picture(ColorSpace=Name.DeviceCMYK), "使用了印刷用的CMYK颜色"),
        (picture(Filter=Name.LZWDecode), "LZWDecode"),
        (picture(Filter=Name.JPXDecode), "JPXDecode"),
        (picture(F="other.bin"), "引用了文件以外的内容"),
        (drawing(b"q q Q"), "保存与恢复"),
        (drawing(b"Q"), "保存与恢复"),
        (drawing(b"BX 1 odd EX"), "不规范的绘图指令"),
        (drawing(b"q " * 27 + b"Q " * 27), "嵌套过深"),
        (drawing(b"BI /W 1 /H 1 /BPC 8 /CS /CMYK ID abcd\nEI"), "CMYK"),
        (drawing(b"BI /W 1 /H 1 /BPC 8 /CS /G /F /LZW ID abcd\nEI"), "内嵌图片"),
        (drawing(b"/G gs", ExtGState=Dictionary(G=Dictionary(BM=Name.Strange))), "混合模式"),
        (drawing(b"/G gs", ExtGState=Dictionary(G=Dictionary(TR2=Name.Identity))), "传递函数"),
        (drawing(b"/Odd ri"), "呈色意向"),
        (drawing(b"", XObject=Dictionary(X=Dictionary(Type=Name.Catalog))), "动作、链接"),
        (with_a_layer(off=True), "有隐藏的图层"),
        (unpacking_to_far_more, "PDF内部结构不规范"),
    ],
)
def test_what_cannot_stand_in_the_archive_is_kept_aside(change: Change, reason: str) -> None:
    assert reason in outcome(a_foreign_pdf(change))


@pytest.mark.parametrize(
    "change",
    [
        picture(Interpolate=True, Alternates=Array([])),
        picture(SMask=None, StructParent=3),
        with_a_layer(off=False),
        drawing(b"/G gs", ExtGState=Dictionary(G=Dictionary(BM=Name.Multiply, ca=0.5))),
        drawing(b"/A gs /B gs", ExtGState=Dictionary(A=Dictionary(LW=1), B=Dictionary(LW=2))),
        drawing(b"/U cs", ColorSpace=Dictionary(U=Name.DeviceRGB, Unused=Name.DeviceCMYK)),
        drawing(b"/P /M BDC EMC", Properties=Dictionary(M=Dictionary(Metadata=Dictionary(JS="x")))),
    ],
)
def test_what_can_be_left_out_without_a_change_to_the_page_is_left_out(change: Change) -> None:
    assert outcome(a_foreign_pdf(change)) == ""


def test_passwords_and_locks_keep_a_file_aside() -> None:
    assert outcome(saved(encryption=pikepdf.Encryption(owner="a", user="b"))) == "有打开密码"
    assert outcome(saved(encryption=pikepdf.Encryption(owner="a", user=""))) == "有密码或权限保护"


def test_files_packed_in_the_newer_way_are_merged() -> None:
    assert outcome(saved(object_stream_mode=pikepdf.ObjectStreamMode.generate)) == ""


@pytest.mark.parametrize("keep", [20, 200, 400, -1, -40])
def test_a_truncated_file_is_kept_aside(keep: int) -> None:
    letter = letter_pdf(a_letter())
    assert outcome(letter[:keep]) in ("PDF文件已损坏或不完整", "")
    assert outcome(letter[: len(letter) // 2]) == "PDF文件已损坏或不完整"
    assert outcome(letter[:200]) == "PDF文件已损坏或不完整"


def test_objects_that_unpack_to_far_more_are_kept_aside() -> None:
    packer = zlib.compressobj(1)
    packed = b"".join([packer.compress(b" " * MANY) for _ in range(200)] + [packer.flush()])
    body = b"%PDF-1.7\n1 0 obj\n<</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length "
    body += b"%d>>stream\n" % len(packed) + packed + b"\nendstream\nendobj\n"
    rows = ((0, 0, 255), (1, 9, 0), (2, 1, 0), (1, len(body), 0))
    table = b"".join(bytes([kind]) + place.to_bytes(4, "big") + bytes([rest]) for kind, place, rest in rows)
    body += b"3 0 obj\n<</Type /XRef /Size 4 /W [1 4 1] /Root 2 0 R /Length %d>>stream\n" % len(table) + table
    start = body.rindex(b"3 0 obj")
    assert (
        outcome(body + b"\nendstream\nendobj\nstartxref\n%d\n" % start + b"%%EOF") == "PDF文件已损坏或不完整"
    )


# --- fonts ---------------------------------------------------------------------------------------------------------


def with_the_letters_font(**changes: object) -> Change:
    """Text in an embedded TrueType font, its dictionary changed."""

    def change(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        with pikepdf.open(io.BytesIO(letter_pdf(a_letter()))) as letter:
            font = pdf.copy_foreign(next(iter(letter.pages[0].obj.Resources.Font.as_dict().values())))
        for key, value in changes.items():
            if value is None:
                del font["/" + key]
            else:
                font["/" + key] = value
        page.Resources = Dictionary(Font=Dictionary(F=font))
        page.Contents = pdf.make_stream(b"BT /F 12 Tf 100 700 Td (2026) Tj ET")

    return change


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, ""),
        ({"Encoding": Name.WinAnsiEncoding}, "字符编码不符合归档格式"),
        ({"Widths": None}, "缺少宽度数据"),
        ({"Widths": Array([1] * 256)}, "宽度与字体文件不一致"),
        ({"FirstChar": 100}, "缺少宽度数据"),
        ({"FontDescriptor": None}, "没有嵌入"),
        ({"Subtype": Name.Odd}, "类型不被归档格式接受"),
    ],
)
def test_a_font_must_be_embedded_and_certain_of_its_codes(changes: dict[str, object], reason: str) -> None:
    told = outcome(a_foreign_pdf(with_the_letters_font(**changes)))
    assert reason in told
    assert bool(reason) == bool(told)


def with_a_composite_font(width_off: int = 0, **changes: object) -> Change:
    """Text in a font of many characters, as Word and WPS write it, without the map that may be left out."""

    def change(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        with pikepdf.open(io.BytesIO(letter_pdf(a_letter()))) as letter:
            simple = next(iter(letter.pages[0].obj.Resources.Font.as_dict().values()))
            descriptor = pdf.copy_foreign(simple.FontDescriptor)
            width = float(simple.Widths[50])
        descriptor.CIDSet = pdf.make_stream(b"\x80")
        descendant = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=descriptor.FontName, FontDescriptor=descriptor
        )
        descendant.CIDSystemInfo = Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0)
        descendant.W = Array([51, Array([width + width_off])])
        font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=descriptor.FontName)
        font.Encoding = changes.get("Encoding", Name("/Identity-H"))
        font.DescendantFonts = Array([pdf.make_indirect(descendant)])
        page.Resources = Dictionary(Font=Dictionary(F=font))
        page.Contents = pdf.make_stream(b"BT /F 12 Tf 100 700 Td <0033> Tj ET")

    return change


def test_a_composite_font_gets_its_map_and_loses_its_list_of_characters() -> None:
    made, built = build_from(
        (an_attachment("函.pdf", "application/pdf"), a_foreign_pdf(with_a_composite_font()))
    )
    assert built.aside == ()
    assert breaches(made) == []
    with pikepdf.open(io.BytesIO(made)) as pdf:
        font = pdf.pages[2].obj.Resources.Font.F.DescendantFonts[0]
        assert font.CIDToGIDMap == "/Identity"
        assert "/CIDSet" not in font.FontDescriptor


def test_a_composite_font_whose_widths_or_codes_are_uncertain_is_kept_aside() -> None:
    assert "宽度与字体文件不一致" in outcome(a_foreign_pdf(with_a_composite_font(width_off=40)))
    assert "编码没有嵌入" in outcome(a_foreign_pdf(with_a_composite_font(Encoding=Name("/GBK-EUC-H"))))


# --- whatever is done to a file ------------------------------------------------------------------------------------

SOUND = (
    letter_pdf(a_letter()),
    a_foreign_pdf(with_everything_that_acts),
    a_foreign_pdf(with_a_composite_font()),
    saved(object_stream_mode=pikepdf.ObjectStreamMode.generate),
    a_photo(),
    a_photo("TIFF"),
    a_photo("PNG", "P"),
)
ODD = (
    b"/Catalog",
    b"/Page",
    b"null",
    b"[",
    b">>",
    b" 0 R",
    b"-1",
    b"999999999",
    b"/DeviceCMYK",
    b"(",
    b"1 0 R",
    b"",
)


@given(
    sound=st.sampled_from(SOUND),
    changes=st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from(ODD), st.integers(0, 20)), min_size=1, max_size=6
    ),
)
def test_whatever_is_done_to_a_file_the_case_file_keeps_every_clause(
    sound: bytes, changes: list[tuple[float, bytes, int]]
) -> None:
    for place, put, gone in changes:
        at = int(place * len(sound))
        sound = sound[:at] + put + sound[at + gone :]
    outcome(sound)
