"""Looks whether the pages of a PDF may stand in a PDF/A-2b (ISO 19005-2, 6), and says in Chinese why not.

A file that is not fit is kept aside with the reason; nothing of it is redrawn, for what the archive keeps must
be what was received. What only decorates or acts (links, scripts, attached files) is not copied at all.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import settings as qpdf

from app.files.case_file_copying import kept
from app.files.case_file_drawing import CMYK, INTENTS, check_drawing, content_streams
from app.files.case_file_fonts import DESCENDANTS, check_font, check_shown
from app.files.case_file_reasons import Unfit
from app.files.case_file_stamp import Box

MOST_PAGES = 3000
MOST_OBJECTS = 200_000
LARGEST_STREAM = 64 << 20
"""Bytes that one stream may unpack to: a page's drawing has a few hundred kilobytes."""

_FILTERS = frozenset(
    [
        *("/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/RunLengthDecode"),
        *("/ASCII85Decode", "/ASCIIHexDecode"),
    ]
)
_TYPES_THAT_ACT = frozenset(
    ("/Action", "/Annot", "/Catalog", "/EmbeddedFile", "/Filespec", "/Page", "/Pages", "/Sig", "/ObjStm")
)
_KEYS_THAT_ACT = ("/AA", "/JS", "/EF", "/OpenAction", "/PS", "/Ref", "/HTP", "/CIDSet", "/FFilter")
_BLEND_MODES = frozenset(
    [
        *("/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge"),
        *("/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation"),
        *("/Color", "/Luminosity"),
    ]
)
_PROFILE_CLASSES = (b"prtr", b"mntr", b"scnr", b"spac")
_COLOURS = {b"GRAY": 1, b"RGB ": 3, b"Lab ": 3, b"CMYK": 4}
_DEFAULTS = frozenset(("/DefaultGray", "/DefaultRGB", "/DefaultCMYK"))
_LONGEST_SIDE, _SHORTEST_SIDE = 14400, 3


def open_pdf(data: bytes) -> pikepdf.Pdf:
    """A PDF made ready to be copied: form fields and notes drawn into its pages.

    Raises Unfit for one that is damaged, encrypted, has hidden layers or packs more than it should.
    """
    # a few kilobytes may unpack to gigabytes; these limits hold for the whole process and are the same each time
    qpdf.set_qpdf_limits(
        doc_max_warnings=50,
        flate_max_memory=LARGEST_STREAM,
        run_length_max_memory=LARGEST_STREAM,
        png_max_memory=LARGEST_STREAM,
        tiff_max_memory=LARGEST_STREAM,
    )
    try:
        return _readied(pikepdf.open(io.BytesIO(data), suppress_warnings=True))
    except pikepdf.PasswordError as error:
        raise Unfit("有打开密码") from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as error:
        raise Unfit("PDF文件已损坏或不完整") from error


def _readied(pdf: pikepdf.Pdf) -> pikepdf.Pdf:
    """The same file once it was looked at as a whole."""
    if pdf.is_encrypted:
        raise Unfit("有密码或权限保护")
    if pdf.get_warnings():
        raise Unfit("PDF文件已损坏或不完整")
    if not 0 < len(pdf.pages) <= MOST_PAGES:
        raise Unfit(f"没有页面或超过{MOST_PAGES}页")
    _refuse_hidden_layers(pdf.Root)
    if "/AcroForm" in pdf.Root and "/XFA" in pdf.Root.AcroForm:
        raise Unfit("是XFA动态表单")
    if any("/Annots" in page for page in pdf.pages):
        pdf.flatten_annotations("print")
    return pdf


def _refuse_hidden_layers(root: Any) -> None:
    """Layers that are switched off would show in a copy that knows no layers."""
    configuration = root.get("/OCProperties", {}).get("/D", {})
    if len(configuration.get("/OFF", [])) or configuration.get("/BaseState", "/ON") != "/ON":
        raise Unfit("有隐藏的图层")


def require_fit(pdf: pikepdf.Pdf) -> None:
    """Look at everything that is drawn on the pages. Raises Unfit with the first reason found."""
    try:
        scrutiny = _Scrutiny()
        for page in pdf.pages:
            scrutiny.page(page)
        scrutiny.colour_spaces()
        scrutiny.fonts()
        if pdf.get_warnings():
            raise Unfit("PDF文件已损坏或不完整")
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise Unfit("PDF内部结构不规范") from error


class _Scrutiny:
    """One walk over a file; every object is looked at once."""

    def __init__(self) -> None:
        self._seen: set[tuple[int, int]] = set()
        self._looked_at = 0
        self._colours: set[str] = set()
        self._colour_spaces: list[Any] = []
        self._shown: dict[Any, tuple[Any, set[int]]] = {}

    def page(self, page: pikepdf.Page) -> None:
        """A page, its contents, and everything they use."""
        box = Box.of(page)
        if not all(_SHORTEST_SIDE <= side <= _LONGEST_SIDE for side in (box.width, box.height)):
            raise Unfit("页面尺寸超出归档格式的范围")
        if box.rotation % 90:
            raise Unfit("页面方向不规范")
        streams = content_streams(page)
        if {stream.objgen for stream in streams} - self._seen:
            self._seen.update(stream.objgen for stream in streams)
            for stream in streams:
                _check_stream(stream)
            self._drawing(page, page.obj.get("/Resources", page.resources))
        self._walk(self._resources(page.obj.get("/Resources", page.resources)))
        self._walk([page.obj.get("/Group")])

    def colour_spaces(self) -> None:
        """Last, the colour spaces that are named: one that no drawing chooses is taken out, others looked at.

        Qt and some printers name a CMYK space in every file and use none.
        """
        for named in self._colour_spaces:
            for name in set(named.keys()) - self._colours - _DEFAULTS:
                del named[name]
            self._walk(list(named.as_dict().values()))

    def _walk(self, waiting: list[Any]) -> None:
        """Values, and all that they hold."""
        while waiting:
            value = waiting.pop()
            if not isinstance(value, pikepdf.Object) or self._known(value):
                continue
            self._looked_at += 1
            if self._looked_at > MOST_OBJECTS:
                raise Unfit("PDF内部对象过多")
            waiting += self._look_at(value)

    def _known(self, value: pikepdf.Object) -> bool:
        """Whether an object of its own was looked at before."""
        if not value.is_indirect:
            return False
        known = value.objgen in self._seen
        self._seen.add(value.objgen)
        return known

    def _look_at(self, value: pikepdf.Object) -> list[Any]:
        """Check one value; what it holds."""
        if isinstance(value, pikepdf.Name) and value in CMYK:
            raise Unfit("使用了印刷用的CMYK颜色")
        if isinstance(value, pikepdf.Array):
            return _items(value)
        if not isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            return []
        _check_dictionary(value)
        if value.get("/Type") == "/Font" and value.get("/Subtype") not in DESCENDANTS:
            check_font(value, self._colours)
        if isinstance(value, pikepdf.Stream):
            _check_stream(value)
            self._check_kind(value)
        return list(self._values(value))

    def _check_kind(self, stream: pikepdf.Stream) -> None:
        """A drawing inside a drawing, a pattern, a PostScript piece."""
        subtype = stream.get("/Subtype")
        if subtype == "/PS" or "/Subtype2" in stream:
            raise Unfit("含有PostScript内容")
        if subtype == "/Form" or stream.get("/PatternType") == 1:
            self._drawing(stream, stream.get("/Resources"))

    def _drawing(self, drawing: Any, resources: Any) -> None:
        """The operators of a drawing; what it shows in which font is looked at when all is known."""
        shown = check_drawing(drawing, self._colours)
        fonts = resources.get("/Font", pikepdf.Dictionary()) if resources is not None else {}
        for name, codes in shown.items():
            if name in fonts:
                font = fonts[name]
                self._shown.setdefault(font.objgen if font.is_indirect else id(font), (font, set()))[
                    1
                ].update(codes)

    def fonts(self) -> None:
        """Last, every font against all that is shown in it."""
        for font, codes in self._shown.values():
            check_shown(font, codes)

    def _values(self, value: Any) -> Iterator[Any]:
        """What the copy would take along of a dictionary."""
        for name, each in kept(value):
            if name == "/Resources":
                yield from self._resources(each)
            else:
                yield each

    def _resources(self, resources: Any) -> list[Any]:
        """What the copy would take along of resources; property lists stay behind, colour spaces wait."""
        values: list[Any] = []
        for kind, named in kept(resources, resources=True) if resources is not None else ():
            if kind == "/ColorSpace":
                self._colour_spaces.append(named)
            elif kind != "/Properties":
                values += named.as_dict().values()
            if kind == "/Font" and any(font.get("/Type") != "/Font" for font in named.as_dict().values()):
                raise Unfit("字体不规范")
        return values


def _items(array: pikepdf.Array) -> list[Any]:
    """What an array holds; a colour profile is looked at."""
    items = list(array)
    if len(items) == 2 and items[0] == "/ICCBased":
        _check_profile(items[1])
    return items


def _check_profile(stream: Any) -> None:
    """A colour profile: of a version, a class and a number of colours that PDF/A-2 knows (6.2.4.2)."""
    _check_stream(stream)
    data = stream.read_bytes()
    known = data[36:40] == b"acsp" and data[8] < 5 and data[12:16] in _PROFILE_CLASSES
    if not known or _COLOURS.get(data[16:20]) != stream.get("/N"):
        raise Unfit("嵌入的颜色配置文件不符合归档格式")


def _check_dictionary(value: Any) -> None:
    """What no object of a page may hold."""
    names = {name for name, _ in kept(value)}
    if str(value.get("/Type", "")) in _TYPES_THAT_ACT or not names.isdisjoint(_KEYS_THAT_ACT):
        raise Unfit("含有归档格式不允许的动作、链接或外部内容")
    if value.get("/TR2", "/Default") != "/Default" or value.get("/TR", "/Identity") != "/Identity":
        raise Unfit("使用了归档格式不允许的传递函数")
    modes = value.get("/BM", "/Normal")
    for mode in modes if isinstance(modes, pikepdf.Array) else [modes]:
        if str(mode) not in _BLEND_MODES:
            raise Unfit("使用了归档格式不允许的混合模式")
    for key in ("/RI", "/Intent"):
        if str(value.get(key, "/Perceptual")) not in INTENTS:
            raise Unfit("使用了归档格式不允许的呈色意向")


def _check_stream(stream: pikepdf.Stream) -> None:
    """How a stream is packed, and that it is in the file."""
    if "/F" in stream:
        raise Unfit("引用了文件以外的内容")
    filters = stream.get("/Filter", pikepdf.Array())
    for name in filters if isinstance(filters, pikepdf.Array) else [filters]:
        if str(name) not in _FILTERS:
            raise Unfit(f"使用了归档格式不接受的压缩方式（{str(name)[1:]}）")
