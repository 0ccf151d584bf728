"""Filling a workbook in LibreOffice itself, without a window: as somebody at headquarters would, cell by cell.

Run as a program it needs LibreOffice's own ``uno`` and nothing of this project:

    python3 office_filling.py SOFFICE PROFILE_URL JOB.json

where the job names the file, what is typed into which cells, what is done to rows, and what it is saved as.
Imported by tests it finds the interpreter that has ``uno`` and runs the program.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
}
_PATIENCE = 300
"""Tries to reach the office that starts, a fifth of a second each."""


def office() -> tuple[str, str] | None:
    """LibreOffice and a Python that has its ``uno``; None where they are not installed."""
    soffice = shutil.which("soffice")
    if soffice is None:
        return None
    beside = Path(soffice).resolve().parent / "python"
    for python in (str(beside), "/usr/bin/python3"):
        with contextlib.suppress(OSError):
            if subprocess.run([python, "-c", "import uno"], capture_output=True).returncode == 0:
                return soffice, python
    return None


def fill(path: Path, job: dict[str, Any], folder: Path) -> dict[str, Path]:
    """Do the job upon a copy in LibreOffice; the saved files by their endings."""
    found = office()
    assert found is not None
    soffice, python = found
    saved = {ending: folder / f"{path.stem}{ending}" for ending in FILTERS}
    whole = {**job, "file": path.as_uri(), "save": {saved[e].as_uri(): f for e, f in FILTERS.items()}}
    (folder / "job.json").write_text(json.dumps(whole), encoding="utf-8")
    subprocess.run(
        [python, str(Path(__file__)), soffice, (folder / "profile").as_uri(), str(folder / "job.json")],
        check=True, capture_output=True, timeout=150,
    )  # fmt: skip
    return saved


def main(soffice: str, profile: str, job: str) -> None:
    """Start an office of its own, do the job, and end it."""
    pipe = f"desk{uuid.uuid4().hex}"
    accept = f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext"
    process = subprocess.Popen(
        [soffice, "--headless", "--norestore", "--nologo", f"-env:UserInstallation={profile}", accept]
    )
    desktop = None
    try:
        desktop = _reach(process, pipe)
        _do(desktop, json.loads(Path(job).read_text(encoding="utf-8")))
    finally:
        if desktop is not None:
            with contextlib.suppress(Exception):
                desktop.terminate()
        else:
            process.terminate()
        process.wait(60)


def _reach(process: subprocess.Popen[bytes], pipe: str) -> Any:
    """The office's desktop, as soon as it answers."""
    import uno
    from com.sun.star.connection import NoConnectException

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(_PATIENCE):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.2)
    raise SystemExit("the office does not answer")


def _property(name: str, value: Any) -> Any:
    from com.sun.star.beans import PropertyValue

    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def _do(desktop: Any, job: dict[str, Any]) -> None:
    """Type, do, save."""
    document = desktop.loadComponentFromURL(job["file"], "_blank", 0, (_property("Hidden", True),))
    for name, cells in job["type"].items():
        sheet = document.Sheets.getByName(name)
        for place, text in cells.items():
            sheet.getCellRangeByName(place).setFormula(text)
    for name, cells in job.get("text", {}).items():
        sheet = document.Sheets.getByName(name)
        for place, text in cells.items():
            sheet.getCellRangeByName(place).setString(text)
    for name in job.get("remove", ()):
        document.Sheets.removeByName(name)
    for name in job.get("unprotect", ()):
        document.Sheets.getByName(name).unprotect("")
    for name, ranges in job.get("merge", {}).items():
        for place in ranges:
            document.Sheets.getByName(name).getCellRangeByName(place).merge(True)
    for name, rows in job.get("hide", {}).items():
        for row in rows:
            document.Sheets.getByName(name).Rows.getByIndex(row - 1).IsVisible = False
    for url, kind in job["save"].items():
        document.storeToURL(url, (_property("FilterName", kind),))
    document.close(True)


if __name__ == "__main__":
    main(*sys.argv[1:])
