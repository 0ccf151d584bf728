"""A member of a plain zip, written block by block: a large photograph goes onto a slow stick in steps, not in one."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

_BLOCK = 1 << 20


def storing(archive: zipfile.ZipFile, member: zipfile.ZipInfo, content: bytes | memoryview) -> Iterator[None]:
    """Write a member, pausing after each block; its bytes are those that ``writestr`` would write."""
    member.file_size = len(content)
    with archive.open(member, "w") as inside:
        for place in range(0, len(content), _BLOCK):
            inside.write(content[place : place + _BLOCK])
            yield
