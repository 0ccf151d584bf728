"""The printers that the operating system knows, by name."""

from __future__ import annotations

import shutil
import subprocess
import sys


def printer_names() -> list[str]:
    """The names of the installed printers; empty where there is none or no way to ask."""
    return _from_registry() if sys.platform == "win32" else _from_cups()


def _from_cups() -> list[str]:
    """What CUPS lists: one name at the beginning of each line."""
    program = shutil.which("lpstat")
    if program is None:
        return []
    asked = [program, "-e"]
    try:
        listed = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [line.split()[0] for line in listed.splitlines() if line.strip()]


if sys.platform == "win32":
    import winreg

    def _from_registry() -> list[str]:
        """What Windows keeps for the person at this PC."""
        names: list[str] = []
        place = r"Software\Microsoft\Windows NT\CurrentVersion\Devices"
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, place) as key:
                for index in range(winreg.QueryInfoKey(key)[1]):
                    names.append(winreg.EnumValue(key, index)[0])
        except OSError:
            return names
        return names
else:

    def _from_registry() -> list[str]:
        """There is no registry here."""
        return []
