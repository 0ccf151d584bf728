"""What the repository itself promises: locks without addresses, one version number, no trace of one machine."""

import hashlib
import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import app
from scripts.set_up import STARTERS

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = ("requirements.lock", "requirements-dev.lock")
LARGEST_FILE = 1_500_000
ADDRESSES = re.compile(
    "|".join(
        [
            r"(?<![\w.}>/])/(?:root|work|home|Users|opt|mnt|srv)/[\w.-]",
            r"[A-Z]:\\Users\\\w",
            r"pypi\.org|pythonhosted|npmjs|/simple\b",
            r"--(?:extra-)?index-url|--find-links|--trusted-host",
        ]
    )
)
NAMES_THEM_ON_PURPOSE = {"tests/test_repository.py"}


def kept_files() -> list[Path]:
    """Every file that git keeps, and each new one that it does not ignore."""
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def locked(name: str) -> dict[str, tuple[Requirement, list[str]]]:
    """The requirements of a lock file with the hashes of each."""
    text = (ROOT / name).read_text(encoding="utf-8")
    logical = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", text))
    found = {}
    for line in filter(None, map(str.strip, logical.splitlines())):
        words, *hashes = re.split(r"\s*--hash=", line)
        requirement = Requirement(words)
        found[canonicalize_name(requirement.name)] = (requirement, [word.strip() for word in hashes])
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_one_version_and_its_hashes_for_each_library(name: str) -> None:
    requirements = locked(name)
    assert len(requirements) > 20
    for requirement, hashes in requirements.values():
        assert [specifier.operator for specifier in requirement.specifier] == ["=="], requirement
        assert requirement.url is None
        assert hashes and all(re.fullmatch(r"sha256:[0-9a-f]{64}", word) for word in hashes), requirement


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|file:|--index|--find|--extra-index|--trusted| @ ", text)


def test_both_locks_agree() -> None:
    runtime, development = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name: str(entry[0]) for name, entry in runtime.items()} == {
        name: str(development[name][0]) for name in runtime
    }


def test_the_locks_hold_what_the_project_asks_for() -> None:
    runtime, development = locked("requirements.lock"), locked("requirements-dev.lock")
    extras = PROJECT["optional-dependencies"]
    wanted = [(runtime, line) for line in PROJECT["dependencies"]]
    wanted += [(development, line) for line in extras["dev"] + extras["bundle"]]
    for lock, line in wanted:
        asked = Requirement(line)
        held = lock[canonicalize_name(asked.name)][0]
        version = next(iter(held.specifier)).version
        assert asked.specifier.contains(version), f"{line}, but {held} is locked: make lock"


def test_the_locks_serve_windows_too() -> None:
    development = locked("requirements-dev.lock")
    for name in ("tzdata", "colorama", "pefile", "pywin32-ctypes"):
        marker = development[name][0].marker
        assert marker is not None and marker.evaluate({"sys_platform": "win32"}), name
        assert not marker.evaluate({"sys_platform": "linux"}), name


def test_version_numbers_agree() -> None:
    newest = re.search(
        r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert newest is not None
    assert app.__version__ == PROJECT["version"] == newest[1]


def test_the_starters_are_those_of_the_project() -> None:
    programs = PROJECT["scripts"] | PROJECT["gui-scripts"]
    assert {name: f"{module}:main" for name, module in STARTERS.items()} == programs


def test_no_file_names_a_machine_or_a_package_index() -> None:
    files = [path for path in kept_files() if path.relative_to(ROOT).as_posix() not in NAMES_THEM_ON_PURPOSE]
    assert len(files) > 20
    found = []
    for path in files:
        content = path.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
            if match := ADDRESSES.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match[0]}")
    assert not found, "\n" + "\n".join(found)


def test_only_fonts_are_large() -> None:
    large = [path.relative_to(ROOT) for path in kept_files() if path.stat().st_size > LARGEST_FILE]
    assert {path.suffix for path in large} == {".ttf"}, large


def test_the_fonts_are_those_that_are_described() -> None:
    folder = ROOT / "resources" / "fonts"
    described = dict(
        reversed(line.split())
        for line in re.findall(r"(?m)^[0-9a-f]{64}  \S+$", (folder / "README.md").read_text("utf-8"))
    )
    present = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.ttf")}
    assert present
    assert described == present


def test_each_font_family_has_its_licence() -> None:
    folder = ROOT / "resources" / "fonts"
    for font in folder.glob("*.ttf"):
        family = font.stem.partition("-")[0]
        assert (
            "SIL OPEN FONT LICENSE" in (folder / f"{family}-LICENSE.txt").read_text(encoding="utf-8").upper()
        ), family


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no executable bit, nor make")
@pytest.mark.parametrize("name", [".ci/run", "scripts/system-packages.sh"])
def test_a_shell_script_can_be_run(name: str) -> None:
    script = ROOT / name
    assert script.stat().st_mode & stat.S_IXUSR
    assert b"\r" not in script.read_bytes()


def test_every_command_has_its_line_of_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    helped = set(re.findall(r"(?m)^([a-z]+):.* ## \S", makefile))
    assert helped == {
        *(
            "help",
            "run",
            "demo",
            "test",
            "check",
            "bench",
            "fuzz",
            "faults",
            "guards",
            "pictures",
            "procedure",
            "bundle",
            "lock",
            "clean",
        )
    }
