"""Looking for words in whatever a day has left: names of files and their bytes, packed or not, in every spelling."""

from __future__ import annotations

import contextlib
import html
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import pikepdf

from tests.sealed.marks import pieces


def spellings(word: str) -> Iterator[bytes]:
    """A word in the encodings of this program, of Windows and of an older one; in JSON, in an address, in XML."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        yield word.encode(encoding)
    if not word.isascii():
        escaped = word.encode("unicode_escape")
        yield from (escaped, escaped.upper().replace(b"\\U", b"\\u"))
        yield from (quote(word).encode(), quote(word).lower().encode())
        yield "".join(f"&#{ord(letter)};" for letter in word).encode()
        yield "".join(f"&#x{ord(letter):x};" for letter in word).encode()


def words_in(raw: bytes, words: Iterable[str]) -> list[str]:
    """The words that stand in some bytes, in whatever is packed in them, and in their text; what is locked with a
    password stays locked."""
    found = set[str]()
    with contextlib.suppress(RuntimeError):  # a member of the zip is encrypted
        for piece in pieces(raw):
            data = piece.encode("utf-8", "surrogatepass") if isinstance(piece, str) else piece
            found.update(word for word in words if any(spelt in data for spelt in spellings(word)))
    return sorted(found)


def traces(root: Path, words: Iterable[str], *, but: Iterable[Path] = ()) -> list[str]:
    """Where words stand below a folder, ``but`` some folders: in the names of files, or in the files."""
    left_out, wanted = [path.resolve() for path in but], tuple(words)
    found = []
    for path in sorted(root.rglob("*")):
        if any(path.resolve().is_relative_to(one) for one in left_out):
            continue
        where = path.relative_to(root).as_posix()
        found += [f"{where}: {word} in its name" for word in wanted if word in path.name]
        if path.is_file():
            found += [f"{where}: {word}" for word in words_in(path.read_bytes(), wanted)]
    return found


def about_a_file(raw: bytes) -> str:
    """What a paper or a workbook says of itself beside its content."""
    if raw[:5] == b"%PDF-":
        with pikepdf.open(io.BytesIO(raw)) as pdf:
            about = [f"{key} {value}" for key, value in pdf.docinfo.items()]
            if "/Metadata" in pdf.Root:
                about.append(html.unescape(pdf.Root.Metadata.read_bytes().decode("utf-8", "replace")))
            return "\n".join(about)
    if raw[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return "\n".join(archive.namelist()) + "".join(
                html.unescape(archive.read(name).decode("utf-8", "replace"))
                for name in archive.namelist()
                if name.startswith("docProps/")
            )
    return ""
