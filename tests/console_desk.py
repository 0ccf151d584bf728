"""A desk for the console's tests, and how a command line is run against it."""

import datetime as dt
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from app.cli.commands import cli
from app.domain.station import Station
from app.storage.keyring import KeyDerivation
from tests.desks import put_desk

PASSPHRASE = "corridor-lamp-7"
TODAY = "2026-11-23"
FAST = KeyDerivation(memory_kib=64, iterations=1, lanes=1)
STATION = Station("ZC01", "示例煤业综采一区", "示例煤业信访接待部门", phone="0352-0000101", leader="孙立平")

WAGES: dict[str, Any] = {
    "received_on": "2026-11-20",
    "channel": "visit",
    "petitioners": [
        {
            "name": "王建国",
            "id_number": "140203198803140013",
            "phone": "13800004321",
            "unit": "综采一区",
            "address": "云岭小区三号楼二单元401",
            "staff_number": "A0071",
        }
    ],
    "people_count": 1,
    "subject": "夜班津贴少发",
    "content": "七月到九月夜班津贴少算了十五个。",
    "requests": ["补发津贴", "说明怎样核对"],
    "class": "C6",
    "category": "E01",
}


def make_home(folder: Path) -> Path:
    """A new desk whose passphrase is quick to check."""
    made_on = dt.date(2026, 11, 1)
    put_desk(folder, station=STATION, operator="郭晓梅", passphrase=PASSPHRASE, kdf=FAST, today=made_on)
    return folder


class ConsoleDesk:
    """A desk and its console."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.env: dict[str, str | None] = {
            "PETITION_DESK_PASSPHRASE": PASSPHRASE,
            "PETITION_DESK_TODAY": TODAY,
        }

    def run(self, *words: str | Path, given: str | bytes | io.BytesIO | None = None) -> Result:
        """Run a command line; whatever it is, it must end by itself."""
        args = ["--home", str(self.home), *map(str, words)]
        result = CliRunner().invoke(cli, args, input=given, env=self.env, prog_name="petition-desk-cli")
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        return result

    def json(self, *words: str | Path, given: str | None = None) -> Any:
        """What a command answers with --json."""
        result = self.run(*words, "--json", given=given)
        assert (result.exit_code, result.stderr) == (0, ""), result.output
        return json.loads(result.stdout)

    def refused(self, *words: str | Path, given: str | bytes | None = None) -> str:
        """The one line of a refusal; with --json the same sentence."""
        result = self.run(*words, given=given)
        assert result.exit_code == 1, result.output
        assert result.stdout == ""
        assert result.stderr.startswith("错误：")
        assert result.stderr.count("\n") == 1
        again = self.run(*words, "--json", given=given)
        assert (again.exit_code, again.stderr) == (1, "")
        error = json.loads(again.stdout)["error"]
        assert result.stderr == f"错误：{error['message']}\n"
        assert error["code"]
        return result.stderr

    def register(self, case: Mapping[str, Any] | None = None, **changes: Any) -> str:
        """Register a case and return its number."""
        content = {**(case or WAGES), **changes}
        return str(self.json("case", "register", "-", given=json.dumps(content))["number"])
