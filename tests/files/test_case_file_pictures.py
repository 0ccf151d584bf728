"""Photographs and scans on the pages of a case file."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
import pytest
from PIL import Image, ImageOps

from app.files.case_file_pictures import bare_jpeg
from tests.files.case_files import a_photo, an_attachment, an_oriented_photo, build_from
from tests.files.pdfa_checking import breaches


def reason_for(data: bytes) -> str:
    """Why a picture is kept aside; nothing when it was merged."""
    made, built = build_from((an_attachment("照片"), data))
    assert breaches(made) == []
    return built.aside[0].reason if built.aside else ""


def drawn(data: bytes, page: int = 2) -> tuple[Image.Image, list[list[float]]]:
    """The picture of a page as it is stored, and the matrices it is drawn with."""
    made, built = build_from((an_attachment("照片"), data))
    assert built.aside == ()
    assert breaches(made) == []
    with pikepdf.open(io.BytesIO(made)) as pdf:
        image = pikepdf.PdfImage(pdf.pages[page].obj.Resources.XObject.DeskPicture).as_pil_image()
        moves = [
            [float(value) for value in operands]
            for operands, word in pikepdf.parse_content_stream(pdf.pages[page])
            if str(word) == "cm"
        ]
    return image.convert("RGB"), moves[:2]


def is_dark(image: Image.Image, x: float, y: float) -> bool:
    """Whether a place (0 to 1, from the upper left) is of the dark quarter."""
    _, green, blue = image.getpixel((int(x * image.width), int(y * image.height)))  # type: ignore[misc]
    return green < 130 and blue < 130


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA")),
        *(("PNG", "1"), ("BMP", "RGB"), ("TIFF", "1"), ("TIFF", "CMYK"), ("GIF", "P"), ("WEBP", "RGB")),
    ],
)
def test_pictures_of_every_kind_are_merged(kind: str, mode: str) -> None:
    image, _ = drawn(a_photo(kind, mode))
    assert image.size == (640, 480)
    if mode != "1":
        assert is_dark(image, 0.25, 0.25) and not is_dark(image, 0.75, 0.75)


def test_what_is_transparent_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    assert drawn(out.getvalue())[0].getpixel((20, 20)) == (255, 255, 255)


def test_a_transparent_colour_of_a_palette_becomes_white() -> None:
    palette = Image.new("P", (40, 40), 0)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    out = io.BytesIO()
    palette.save(out, "PNG", transparency=0)
    assert drawn(out.getvalue())[0].getpixel((20, 20)) == (255, 255, 255)


def test_a_jpeg_goes_in_as_it_was_taken() -> None:
    photo = a_photo(quality=77)
    made, _ = build_from((an_attachment("照片"), photo))
    assert photo[photo.index(b"\xff\xdb") :] in made


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright(orientation: int) -> None:
    photo = an_oriented_photo(orientation)
    image, (placing, turning) = drawn(photo)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(photo)))
    assert (placing[0] > placing[3]) == (upright.width > upright.height)
    a, b, c, d, e, f = turning
    u, v = 0.25, 0.75  # the middle of the dark quarter in the stored picture, from the lower left
    x, y = a * u + c * v + e, b * u + d * v + f
    assert is_dark(image, u, 1 - v)
    assert is_dark(upright.convert("RGB"), x, 1 - y)


def test_nothing_that_the_camera_told_is_kept() -> None:
    bare = bare_jpeg(an_oriented_photo(6) + b"a film of forty megabytes")
    assert b"Secret" not in bare and b"Exif" not in bare and b"film" not in bare
    assert Image.open(io.BytesIO(bare)).size == (640, 480)


def test_every_sheet_of_a_scan_is_a_page() -> None:
    sheets = [Image.new("1", (300, 400), n % 2) for n in range(3)]
    out = io.BytesIO()
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:])
    made, built = build_from((an_attachment("扫描.tif"), out.getvalue()))
    assert built.numbered == 3
    assert breaches(made) == []


def test_a_scan_whose_last_sheet_is_damaged_is_kept_aside_whole() -> None:
    sheets = [Image.effect_noise((200, 200), 90) for _ in range(3)]
    out = io.BytesIO()
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:], compression="tiff_lzw")
    data, built = build_from((an_attachment("扫描.tif"), out.getvalue()[:-20_000]))
    assert (built.numbered, built.first_pages) == (0, (0,))
    assert breaches(data) == []


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_a_picture_of_400_million_pixels_is_kept_aside_unopened() -> None:
    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(1_000_000), 9)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    assert reason_for(png) == "图片太大（20000×20000像素）"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "GIF", "BMP", "WEBP"])
@pytest.mark.parametrize("keep", [8, 30, 0.5, 0.9])
def test_a_truncated_picture_is_kept_aside(kind: str, keep: float) -> None:
    out = io.BytesIO()
    Image.effect_noise((300, 300), 90).convert("RGB").save(out, kind)
    data = out.getvalue()
    reason = reason_for(data[: int(keep if keep > 1 else keep * len(data))])
    assert reason in ("图片已损坏或不完整", "不是可以并入的文件类型（PDF、图片、纯文本）")


def test_a_photograph_with_a_torn_middle_is_kept_aside() -> None:
    photo = bytearray(a_photo(size=(900, 900), quality=95))
    middle = len(photo) // 2
    photo[middle : middle + 300] = b"\xff\xd9" + b"\x55" * 298
    assert reason_for(bytes(photo)) == "图片已损坏或不完整"


def test_small_pictures_are_not_blown_up() -> None:
    _, (placing, _) = drawn(a_photo(size=(96, 48)))
    assert (placing[0], placing[3]) == pytest.approx((72, 36))
