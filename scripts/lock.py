"""Writes requirements.lock and requirements-dev.lock: exact versions, with hashes for every platform.

    python scripts/lock.py              keep the versions that stand, add what pyproject.toml newly asks for
    python scripts/lock.py --upgrade    take the newest versions that fit

Resolved with uv for Windows and Linux and both processors at once. No index address, no path and no date gets
in: the lock must serve behind a company's mirror too.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# Exact versions with the hashes of their files on every platform. Made by `make lock`; not edited by hand.
# Install with: pip install --require-hashes -r {name}
"""


def compile_lock(name: str, options: list[str]) -> None:
    """Resolve into ROOT/name and put our header on top."""
    command = [
        *[sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", "--no-config"],
        *["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"],
        # an extra stays named: else older pips take the newest version for it, which has no hash here
        "--no-strip-extras",
        *["--output-file", name, *options],
    ]
    settings = {key: value for key, value in os.environ.items() if not key.startswith("UV_")}
    subprocess.run(command, cwd=ROOT, env=settings, check=True, stdin=subprocess.DEVNULL)
    lock = ROOT / name
    lock.write_text(
        HEADER.format(name=name) + lock.read_text(encoding="utf-8"), encoding="utf-8", newline="\n"
    )


def main() -> None:
    """Write both locks; what the desk runs with is the same in both."""
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv[1:] else []
    compile_lock("requirements.lock", upgrade)
    compile_lock(
        "requirements-dev.lock",
        [*upgrade, "--extra", "dev", "--extra", "bundle", "--constraint", "requirements.lock"],
    )


if __name__ == "__main__":
    main()
