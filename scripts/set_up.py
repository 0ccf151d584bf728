"""Builds the virtual environment from a lock file, once, and again when the lock changes.

Runs with any system Python 3.11 or newer, on Linux and on Windows, and with nothing but its standard library:

    python3 scripts/set_up.py           what the desk needs to run
    python3 scripts/set_up.py --dev     and what its tests and its bundle need

The project itself is not installed with pip: an editable install builds, and building wants setuptools from
the network, outside of the hashes. Instead one path file puts the checkout on the environment's module path,
and two small starters stand beside its interpreter: petition-desk and petition-desk-cli work from any folder.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
ON_WINDOWS = os.name == "nt"
PROGRAMS = ENVIRONMENT / ("Scripts" if ON_WINDOWS else "bin")
INTERPRETER = PROGRAMS / ("python.exe" if ON_WINDOWS else "python")
STARTERS = {"petition-desk": "ui.main", "petition-desk-cli": "app.cli"}
"""The same names as [project.scripts] in pyproject.toml; tests/test_repository.py compares them."""


def main() -> int:
    """Bring the environment up to date; the exit status is that of pip when pip fails."""
    parser = argparse.ArgumentParser(description="Build the virtual environment of Petition Desk")
    parser.add_argument("--dev", action="store_true", help="also what tests and bundle need")
    wants_dev = parser.parse_args().dev
    if sys.version_info < (3, 11):  # noqa: UP036  (this file is what an older interpreter meets first)
        print(f"需要 Python 3.11 或更高版本，现在是 {sys.version.split()[0]}", file=sys.stderr)
        print("Python 3.11 or newer is needed", file=sys.stderr)
        return 1
    if is_ready(wants_dev):
        return 0
    if not interpreter_works():
        make_environment()
    lock = lock_file(wants_dev)
    print(
        f"正在安装 {lock.name} 中的程序库 / installing the libraries of {lock.name} …",
        file=sys.stderr,
        flush=True,
    )
    status = install(lock)
    if status:
        print(
            "程序库没有装好，请检查网络后重试 / installing failed; check the network, then again",
            file=sys.stderr,
        )
        return status
    write_starters()
    stamp(wants_dev).write_text(digest(lock), encoding="ascii")
    return 0


def lock_file(dev: bool) -> Path:
    """The lock that names every version; the one for development holds everything of the other."""
    return ROOT / ("requirements-dev.lock" if dev else "requirements.lock")


def stamp(dev: bool) -> Path:
    """Where the digest of the installed lock is noted; it goes away with the environment."""
    return ENVIRONMENT / (".installed-dev" if dev else ".installed")


def digest(lock: Path) -> str:
    """Names the content of a lock, and where the checkout stands: an environment cannot be moved."""
    return hashlib.sha256(lock.read_bytes().replace(b"\r\n", b"\n") + str(ROOT).encode()).hexdigest()


def is_ready(dev: bool) -> bool:
    """Whether the environment already holds what the lock says; a development one serves both."""
    if not INTERPRETER.exists():
        return False
    return any(
        stamp(kind).exists() and stamp(kind).read_text(encoding="ascii") == digest(lock_file(kind))
        for kind in {dev, True}
    )


def interpreter_works() -> bool:
    """Whether an environment is there whose interpreter starts and has pip; a half-made one has not."""
    if not INTERPRETER.exists():
        return False
    command = [str(INTERPRETER), "-c", "import pip, sys; sys.exit(sys.prefix == sys.base_prefix)"]
    return subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL).returncode == 0


def make_environment() -> None:
    """A new, empty environment; what stood there did not work."""
    if ENVIRONMENT.exists():
        shutil.rmtree(ENVIRONMENT)
    print("正在建立运行环境 .venv / building .venv …", file=sys.stderr, flush=True)
    try:
        venv.EnvBuilder(with_pip=True, symlinks=not ON_WINDOWS).create(ENVIRONMENT)
    except (subprocess.CalledProcessError, ImportError):
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        version = sysconfig.get_python_version()
        sys.exit(f"无法建立运行环境，请安装 / cannot build .venv, please install: python{version}-venv")


def install(lock: Path) -> int:
    """Install exactly what the lock names, wheels only; returns the exit status of pip."""
    command = [
        str(INTERPRETER),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--only-binary",
        ":all:",
    ]
    settings = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_USER": "0"}
    settings.pop("PYTHONPATH", None)
    return subprocess.run(
        [*command, "--requirement", str(lock)], env=settings, check=False, stdin=subprocess.DEVNULL
    ).returncode


def write_starters() -> None:
    """The path file and the two starters."""
    command = [str(INTERPRETER), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    libraries = Path(subprocess.check_output(command, text=True, encoding="utf-8").strip())
    # a line that begins with `import` is run; so the file is ASCII whatever the folder is called
    line = f"import sys; sys.path.append({str(ROOT)!a})\n"
    (libraries / "petition_desk.pth").write_text(line, encoding="ascii")
    for name, module in STARTERS.items():
        if ON_WINDOWS:
            interpreter = "pythonw.exe" if module.startswith("ui.") else "python.exe"
            text = f'@"%~dp0{interpreter}" -m {module} %*\r\n'
            (PROGRAMS / f"{name}.cmd").write_text(text, encoding="ascii", newline="")
        else:
            starter = PROGRAMS / name
            starter.write_text(f'#!/bin/sh\nexec "{INTERPRETER}" -m {module} "$@"\n', encoding="utf-8")
            starter.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main())
