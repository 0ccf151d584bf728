"""Photographs and scans as they go onto pages: a JPEG as it was taken, all else unpacked and packed anew.

What a camera writes beside the picture (place, time, device, a small picture, a film) stays behind. Transparency
is laid on white, CMYK becomes RGB, and every picture stands upright.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from PIL import Image, ImageFile, ImageOps
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from app.files.case_file_reasons import Unfit
from app.files.pdf_archive import LEVEL, ArchiveWriter

MOST_PIXELS = 80_000_000
"""What is unpacked at once: a sheet of A3 at 600 dpi; as RGB 240 MB."""

MOST_JPEG_PIXELS = 250_000_000
MOST_SHEETS = 300
_ORIENTATION = 0x0112
_QUALITY = 92

_READERS: tuple[tuple[re.Pattern[bytes], type[ImageFile.ImageFile]], ...] = (
    (re.compile(rb"\xff\xd8\xff"), JpegImageFile),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PngImageFile),
    (re.compile(rb"GIF8[79]a"), GifImageFile),
    (re.compile(rb"BM"), BmpImageFile),
    (re.compile(rb"II\*\0|MM\0\*"), TiffImageFile),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WebPImageFile),
)
"""By the first bytes, whatever the name says; readers are named one by one, so that no other format is tried."""

_UPRIGHT = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""How each EXIF orientation turns the unit square."""

_MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
_PLAIN_JPEG = frozenset((0xC0, 0xC1, 0xC2))
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END, _ADOBE = 0xDA, 0xD9, 0xEE


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the archive's file: its object's number, its size as it stands upright, how it is turned."""

    number: int
    width: int
    height: int
    turn: tuple[int, int, int, int, int, int]


def is_picture(data: bytes) -> bool:
    """Whether the first bytes are those of a picture that can be put on a page."""
    return any(start.match(data) for start, _ in _READERS)


def pictures(data: bytes, writer: ArchiveWriter) -> list[Picture]:
    """Every sheet of a picture file, written into the archive's file. Raises Unfit for a damaged or too large one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # a picture that can be unpacked is good enough, odd notes in it or not
            return _written(data, writer)
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        struct.error,
        KeyError,
        IndexError,
        TypeError,
    ) as error:
        raise Unfit("图片已损坏或不完整") from error
    except (MemoryError, OverflowError, Image.DecompressionBombError) as error:
        raise Unfit("图片太大") from error


def _written(data: bytes, writer: ArchiveWriter) -> list[Picture]:
    """A JPEG as it is, or every sheet packed anew."""
    with _open(data) as image:
        if isinstance(image, JpegImageFile) and _as_taken(image, data):
            return [_keep_jpeg(image, data, writer)]
        found = []
        for sheet in range(_sheets(image)):
            image.seek(sheet)
            found.append(_repack(image, writer))
        return found


def _open(data: bytes) -> ImageFile.ImageFile:
    """The reader of a picture's kind. Raises Unfit for more pixels than one may have."""
    reader = next(reader for start, reader in _READERS if start.match(data))
    image = reader(io.BytesIO(data))
    most = MOST_JPEG_PIXELS if reader is JpegImageFile else MOST_PIXELS
    _refuse_large(image, most)
    return image


def _refuse_large(image: Image.Image, most: int) -> None:
    """Raise Unfit for a picture of too many pixels."""
    if image.width * image.height > most:
        raise Unfit(f"图片太大（{image.width}×{image.height}像素）")


def _sheets(image: Image.Image) -> int:
    """How many sheets a file has: those of a fax or scan; of a moving picture only the first."""
    count = int(getattr(image, "n_frames", 1)) if isinstance(image, TiffImageFile) else 1
    if count > MOST_SHEETS:
        raise Unfit(f"超过{MOST_SHEETS}页")
    return count


def _as_taken(image: JpegImageFile, data: bytes) -> bool:
    """Whether a JPEG can be put into a PDF byte for byte: grey or RGB, of a kind that every reader knows."""
    kinds = {kind for kind, _, _ in _segments(data)} & _FRAMES
    return image.mode in ("L", "RGB") and bool(kinds) and kinds <= _PLAIN_JPEG


def _keep_jpeg(image: JpegImageFile, data: bytes, writer: ArchiveWriter) -> Picture:
    """A JPEG as it is, once it was seen that it can be unpacked."""
    width, height = image.size
    orientation = _orientation(image)
    colour = "DeviceGray" if image.mode == "L" else "DeviceRGB"
    bare = bare_jpeg(data)
    if width * height <= MOST_PIXELS:
        _require_whole(bare)
    else:  # too large to unpack at once: an eighth of it shows whether it goes on to its end
        image.draft(image.mode, (width // 8, height // 8))
        image.load()
    number = _write(writer, (width, height), colour, 8, "DCTDecode", bare)
    return _picture(number, width, height, orientation)


def _require_whole(jpeg: bytes) -> None:
    """Unpack a JPEG as readers of PDF do, who forgive less than Pillow. Raises Unfit for a damaged one."""
    with pikepdf.new() as pdf:
        stream = pikepdf.Stream(pdf, jpeg)
        stream.Filter = pikepdf.Name.DCTDecode
        try:
            stream.read_bytes(decode_level=pikepdf.StreamDecodeLevel.all)
        except (pikepdf.PdfError, RuntimeError) as error:
            raise Unfit("图片已损坏或不完整") from error
        if pdf.get_warnings():
            raise Unfit("图片已损坏或不完整")


def _orientation(image: Image.Image) -> int:
    """How the camera was held; upright when what it wrote cannot be read."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except (SyntaxError, ValueError, TypeError, KeyError, struct.error, OSError):
        return 1


def _picture(number: int, width: int, height: int, orientation: int) -> Picture:
    """A picture as it stands upright."""
    turn = _UPRIGHT.get(orientation, _UPRIGHT[1])
    return Picture(number, *((width, height) if turn[0] else (height, width)), turn)


def _repack(image: Image.Image, writer: ArchiveWriter) -> Picture:
    """A picture unpacked, made plain, upright, and packed without loss; what was lossy as a JPEG again."""
    _refuse_large(image, MOST_PIXELS)
    lossy = isinstance(image, JpegImageFile | WebPImageFile)
    plain = _plain(ImageOps.exif_transpose(image))
    if lossy and plain.mode != "1":
        packed = io.BytesIO()
        plain.save(packed, "JPEG", quality=_QUALITY)
        data, packing = packed.getvalue(), "DCTDecode"
    else:
        data, packing = zlib.compress(plain.tobytes(), LEVEL), "FlateDecode"
    colour = "DeviceRGB" if plain.mode == "RGB" else "DeviceGray"
    number = _write(writer, plain.size, colour, 1 if plain.mode == "1" else 8, packing, data)
    return _picture(number, plain.width, plain.height, 1)


def _plain(image: Image.Image) -> Image.Image:
    """Black and white, grey or RGB, without transparency."""
    if image.mode in ("1", "L", "RGB") and "transparency" not in image.info:
        return image.copy()
    if image.mode.startswith("I"):
        deep = image.convert("I").point(lambda value: value * (1 / 257))
        return deep.convert("L")
    if image.mode in ("LA", "La", "RGBA", "RGBa", "PA") or "transparency" in image.info:
        seen = image.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return image.convert("RGB")


def _write(
    writer: ArchiveWriter, size: tuple[int, int], colour: str, bits: int, packing: str, data: bytes
) -> int:
    """The object of a picture."""
    number = writer.reserve()
    entries = (
        f"/Type /XObject /Subtype /Image /Width {size[0]} /Height {size[1]}"
        f" /ColorSpace /{colour} /BitsPerComponent {bits} /Filter /{packing}"
    )
    writer.write_stream(number, entries.encode("ascii"), data)
    return number


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG without what the camera wrote beside the picture, and without what follows its end."""
    parts = [b"\xff\xd8"]
    for kind, start, end in _segments(data):
        told = 0xE0 <= kind <= 0xEF or kind == 0xFE
        if not told or (kind == _ADOBE and data[start + 4 : start + 9] == b"Adobe"):
            parts.append(data[start:end])
    return b"".join(parts)


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start and end of every segment after the first; a scan has its packed picture with it."""
    place = 2
    while found := _MARKER.search(data, place):
        kind, start = found[1][0], found.start()
        if kind == _END:
            yield kind, start, start + 2
            return
        end = start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")
        if kind == _SCAN:
            following = _MARKER.search(data, end)
            end = following.start() if following else len(data)
        yield kind, start, end
        place = end
