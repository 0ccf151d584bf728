"""Spoiling files as a torn stick, a strange program or a hostile hand would; the same seed spoils the same way.

    for data in mutations(path.read_bytes(), seed=1):   # endless
        ...

A third of them are spoilt as bytes, where a zip's own checksums mostly refuse them; the others inside their
parts, where nothing but the reader's own care helps: bytes of XML, elements doubled, lost or moved, values
replaced by what readers stumble over.
"""

from __future__ import annotations

import copy
import io
import itertools
import json
import random
import re
import zipfile
from collections.abc import Iterator
from typing import Any

NASTY = (
    "", "-1", "0", "1", "99999999999999999999", "1e309", "nan", "inf", "-0", "1.5E-7", "0x10", "１２", "A", "A0", "A1048577",
    "XFE1", "ZZZZZZ1", "1:1", "true", "s", "str", "e", "n", "inlineStr", "d", "2026-02-30", "9999-12-31T24:00:00",
    "46350", "２０２６年１３月４５日",
    "一" * 5000, "9" * 400, "=1+1", "&#xD800;", "&lt;x&gt;", "\t", "_x000D_", "\u202e", "𬱖" * 200,
    "1048576", "16384", "10000000", "回复", "_meta", "../../x", "date", "float", "ZC01-20261110-0001-7",
)  # fmt: skip
"""Values that readers stumble over, as they stand in XML."""

STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 10**30, 2**63, 1.5, [], {}, [None], [[]], {"": ""}, "", " ", "\n", "\0", "\ud83d", "\u202e倒",
    "一" * 5000, "𬱖" * 300, "=1+1", "../../x", "C:\\x", "ZC01-20261110-0001-7", "2026-02-30", "9999-12-31", "0001-01-01",
    "2026-11-23T10:00:00", "A", "B", "C6", "X9", "信访", "' OR 1=1 --", "%s{0}{name}", "</a><b/>", "a/b", "NUL",
)  # fmt: skip
"""Values of JSON that readers stumble over."""

_ATTRIBUTE = re.compile(rb'="[^"<>]*"')
_ELEMENT = re.compile(rb"<(/?)([A-Za-z][\w.:-]*)[^<>]*>")
_TEXT = re.compile(rb">([^<>]+)<")
_LARGEST_PART = 400_000


def mutations(data: bytes, seed: int) -> Iterator[bytes]:
    """Spoilt copies of a file without end; a zip is spoilt in its parts too."""
    for number in itertools.count():
        chance = random.Random(f"{seed}:{number}")
        if data[:2] == b"PK" and chance.random() > 0.33:
            yield spoilt_inside(data, chance)
        elif data[:1] == b"{" and chance.random() > 0.1:
            yield spoilt_json(data, chance)
        else:
            yield spoilt_bytes(data, chance)


def spoilt_bytes(data: bytes, chance: random.Random) -> bytes:
    """Some stretches of bytes changed, lost, doubled, moved, or the end cut off."""
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4, 16))):
        if not spoilt:
            break
        place = chance.randrange(len(spoilt))
        length = chance.choice((1, 1, 2, 4, 16, 512))
        act = chance.randrange(6)
        if act == 0:
            spoilt[place] ^= 1 << chance.randrange(8)
        elif act == 1:
            spoilt[place : place + length] = chance.randbytes(length)
        elif act == 2:
            del spoilt[place : place + length]
        elif act == 3:
            spoilt[place:place] = spoilt[place : place + length]
        elif act == 4:
            spoilt[place : place + length] = chance.choice((b"\0", b"\xff")) * length
        elif chance.random() < 0.2:
            del spoilt[place:]
        else:
            other = chance.randrange(len(spoilt))
            spoilt[place], spoilt[other] = spoilt[other], spoilt[place]
    return bytes(spoilt)


def spoilt_inside(data: bytes, chance: random.Random) -> bytes:
    """The zip made anew with one to three of its parts spoilt, or left out, or doubled under another name.

    One that is locked with a password is spoilt as bytes.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(member.flag_bits & 1 for member in archive.infolist()):
            return spoilt_bytes(data, chance)
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        name = chance.choice(list(parts))
        if chance.random() < 0.03:
            del parts[name]
        elif chance.random() < 0.03:
            parts[name.upper() if chance.random() < 0.5 else f"{name}x"] = parts[name]
        else:
            parts[name] = spoilt_part(parts[name], chance)
        if not parts:
            break
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(_member(name), content)
    return out.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    """A packed member that says nothing of when it was made, so that a seed gives the same bytes."""
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def spoilt_json(data: bytes, chance: random.Random) -> bytes:
    """JSON that is still JSON: values replaced, lost, doubled, or put where others stood."""
    try:
        content = json.loads(data)
    except ValueError:  # it was spoilt before
        return spoilt_bytes(data, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        if not content:
            break
        holder, key = chance.choice(list(_places(content)))
        act = chance.randrange(5)
        if act == 0 and isinstance(holder, dict):
            del holder[key]
        elif act == 1 and isinstance(holder, list):
            holder.insert(key, holder[key])
        elif act == 2:
            other, place = chance.choice(list(_places(content)))
            holder[key] = json.loads(json.dumps(other[place]))
        else:
            holder[key] = copy.deepcopy(chance.choice(STRANGE))
    return json.dumps(content, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value: what holds it, and its key."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in list(keys):
        yield value, key
        yield from _places(value[key])


def spoilt_part(part: bytes, chance: random.Random) -> bytes:
    """XML with something wrong in it: mostly still well formed, so that it is read to the end."""
    act = chance.randrange(8)
    if part[:1] == b"{" and act:
        return spoilt_json(part, chance)
    if act == 0 or not part.lstrip().startswith(b"<") or len(part) > _LARGEST_PART:
        return spoilt_bytes(part, chance)
    if act in (1, 2, 3):
        return _replaced(part, _ATTRIBUTE, '="{}"', chance)
    if act in (4, 5):
        return _replaced(part, _TEXT, ">{}<", chance)
    return _moved(part, chance)


def _replaced(part: bytes, what: re.Pattern[bytes], how: str, chance: random.Random) -> bytes:
    """One to four attributes or texts get a nasty value."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        places = list(what.finditer(part))
        if not places:
            break
        place = chance.choice(places)
        value = how.format(chance.choice(NASTY).replace("<", "&lt;")).encode("utf-8", "surrogatepass")
        part = part[: place.start()] + value + part[place.end() :]
    return part


def _moved(part: bytes, chance: random.Random) -> bytes:
    """An element lost, doubled, many times over, or put where another stood."""
    whole = [span for span in _elements(part) if span[1] - span[0] < 20_000]
    if len(whole) < 2:
        return part
    (start, end), (other, other_end) = chance.choice(whole), chance.choice(whole)
    element = part[start:end]
    act = chance.randrange(4)
    if act == 0:
        return part[:start] + part[end:]
    if act == 1:
        return (
            part[:end] + element * chance.choice((1, 2, 50, 1000 if len(element) < 500 else 3)) + part[end:]
        )
    if act == 2:
        return part[:other] + element + part[other:]
    return part[:other] + element + part[other_end:]


def _elements(part: bytes) -> list[tuple[int, int]]:
    """Where each element begins and ends."""
    spans: list[tuple[int, int]] = []
    open_: list[tuple[bytes, int]] = []
    for tag in _ELEMENT.finditer(part):
        if tag[0].endswith(b"/>"):
            spans.append(tag.span())
        elif not tag[1]:
            open_.append((tag[2], tag.start()))
        elif open_ and open_[-1][0] == tag[2]:
            spans.append((open_.pop()[1], tag.end()))
    return spans
