"""The unit's own templates of letters and forms: read, checked, previewed, kept, and taken back.

An own template is ``<home>/templates/<kind>.toml`` and stands in the program's place for every paper that is drawn
up from now on; papers that were issued keep the text they were issued with.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.codes import Role
from app.domain.document_specs import SPECS, Layout
from app.domain.documents import PRESCRIBED, DocumentKind
from app.domain.errors import CannotWrite, InvalidField, NotAllowed, NotFound, UnreadableFile
from app.files.atomic import reason_for, write_bytes
from app.files.template_check import WITH_TEMPLATES, check_template, check_text
from app.files.template_check import TemplateFault as TemplateFault  # the screens show them
from app.files.template_preview import render_preview
from app.files.templates import load_template, parse_template, template_path, template_version

CHANGED = Changes(settings=("templates",))
LONGEST_TEMPLATE = 100_000
"""Characters of a template: the longest of the program's own has 3,000."""
OLD = ".bak"
SHIPPED = "程序自带的"


@dataclass(frozen=True, slots=True)
class TemplateState:
    """A kind's template: its number in the catalogue, how it is laid out, whether it is the unit's own, its faults.

    ``path`` is where the unit's own stands or would stand; ``kept`` says that an earlier own one lies beside it.
    """

    kind: DocumentKind
    catalogue: str
    layout: Layout
    own: bool
    version: str
    path: Path
    kept: bool
    faults: tuple[TemplateFault, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A template as it stands, and the program's own beside it."""

    kind: DocumentKind
    own: bool
    text: str
    shipped: str


def list_templates(desk: Desk) -> tuple[TemplateState, ...]:
    """Every kind that has a template, in the order of the catalogue."""
    kinds = [kind for kind in SPECS if kind in WITH_TEMPLATES]
    return tuple(_state(desk, kind) for kind in kinds)


def _state(desk: Desk, kind: DocumentKind) -> TemplateState:
    """One kind's template; the program's own need no check, tests hold them faultless."""
    spec, path = SPECS[kind], _own_path(desk, kind)
    own = path.is_file()
    faults = tuple(check_template(path)) if own else ()
    unreadable = any(fault.line == 1 and "UTF-8" in fault.message for fault in faults)
    version = "" if unreadable else template_version(kind, desk.templates_folder)
    kept = _kept_path(path).is_file()
    return TemplateState(kind, spec.catalogue, spec.layout, own, version, path, kept, faults)


def read_template(desk: Desk, kind: DocumentKind) -> TemplateText:
    """The text of the template that stands, faults or not. Raises NotFound, UnreadableFile."""
    kind = _with_template(kind)
    own = _own_path(desk, kind).is_file()
    try:
        text = template_path(kind, desk.templates_folder).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{kind.value}.toml", "不是UTF-8编码的文本", "请另存为UTF-8，或者恢复程序自带的模板。"
        ) from error
    return TemplateText(kind, own, text, template_path(kind).read_text(encoding="utf-8-sig"))


def letter_pattern(desk: Desk, kind: DocumentKind) -> str:
    """The text whose sections a letter of this kind has to keep; empty where that is its writer's choice.

    Raises UnreadableFile for a faulty template.
    """
    return load_template(kind, desk.templates_folder).body if kind in PRESCRIBED else ""


def check_template_text(kind: DocumentKind, text: str) -> tuple[TemplateFault, ...]:
    """Every fault of a text as the template of a kind, in the order of its lines. Raises NotFound."""
    return tuple(check_text(f"{_with_template(kind).value}.toml", text))


def preview_template(desk: Desk, kind: DocumentKind, text: str) -> bytes:
    """The text as the template of a kind, filled in with the invented case, as a PDF.

    Raises UnreadableFile with every fault and its line, UnprintableText.
    """
    out = io.BytesIO()
    render_preview(parse_template(_with_template(kind), text), out)
    return out.getvalue()


def save_template(desk: Desk, kind: DocumentKind, text: str) -> Changes:
    """Keep a text as the unit's own template of a kind, whole or not at all.

    Raises NotAllowed for anybody but an administrator or a leader, UnreadableFile with every fault, InvalidField
    for a text that is too long, UnprintableText, CannotWrite, ReadBackDiffers; then the earlier one stands.
    """
    _require_keeper(desk)
    kind = _with_template(kind)
    if len(text) > LONGEST_TEMPLATE:
        raise InvalidField("text", f"模板最长{LONGEST_TEMPLATE}个字，请缩短")
    preview_template(desk, kind, text)
    path = _own_path(desk, kind)
    with desk.store.transaction():
        own = f"本单位的（校验{_digest(_lines(text).encode())}）"
        desk.record("template", f"文书模板：{kind.label}用本单位的", was=_standing(path), became=own)
        _make_folder(desk.templates_folder)
        write_bytes(path, _lines(text).encode(), overwrite=True)
    return CHANGED


def reset_template(desk: Desk, kind: DocumentKind) -> Changes:
    """Go back to the program's own template; the unit's stays beside it under the name ``<kind>.toml.bak``.

    Raises NotAllowed, NotFound when the unit has none of its own, CannotWrite.
    """
    _require_keeper(desk)
    kind = _with_template(kind)
    path = _own_path(desk, kind)
    if not path.is_file():
        raise NotFound("本单位的模板", kind.label)
    with desk.store.transaction():
        text = f"文书模板：{kind.label}恢复程序自带的"
        desk.record("template", text, was=_standing(path), became=SHIPPED)
        try:
            path.replace(_kept_path(path))
        except OSError as error:
            raise CannotWrite(path, reason_for(error)) from error
    return CHANGED


def _standing(path: Path) -> str:
    """Which template stood, for the history: the program's own, or the unit's by the first characters of its hash."""
    return f"本单位的（校验{_digest(path.read_bytes())}）" if path.is_file() else SHIPPED


def _digest(data: bytes) -> str:
    """The first characters of a SHA-256, to tell two versions of a template apart."""
    return hashlib.sha256(data).hexdigest()[:8]


def _own_path(desk: Desk, kind: DocumentKind) -> Path:
    """Where the unit's own template of a kind stands or would stand."""
    return desk.templates_folder / f"{kind.value}.toml"


def _kept_path(path: Path) -> Path:
    """Where the unit's earlier template lies."""
    return path.with_name(path.name + OLD)


def _make_folder(folder: Path) -> None:
    """The unit's folder of templates. Raises CannotWrite."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise CannotWrite(folder, reason_for(error)) from error


def _lines(text: str) -> str:
    """The text with plain line ends, the last one too."""
    return "\n".join(text.splitlines()) + "\n"


def _with_template(kind: DocumentKind) -> DocumentKind:
    """The kind itself when it has a template. Raises NotFound."""
    if kind not in WITH_TEMPLATES:
        raise NotFound("文书模板", kind)
    return DocumentKind(kind)


def _require_keeper(desk: Desk) -> None:
    """What papers say is for the administrator or the leader to decide. Raises NotAllowed."""
    if not {Role.ADMINISTRATOR, Role.LEADER} & set(desk.operator.roles):
        raise NotAllowed("只有管理员或负责人可以修改文书模板。请由他们登录后再改。")
