"""What every command has in common: where the desk is, how it is opened, how it speaks and refuses.

A refusal is one line on standard error and exit status 1; wrong usage is status 2. With ``--json`` there is one
JSON object on standard output and nothing else, for a refusal too.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import sys
import unicodedata
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from app.actions.desk import Desk
from app.actions.history import clock_behind
from app.actions.passphrases import must_renew
from app.bootstrap import open_desk
from app.domain.changes import Progress
from app.domain.deadlines import Pause
from app.domain.errors import ClerkError, DeskError, InvalidCase, InvalidField, MachineError, NotAllowed
from app.domain.history import ClockStep

PROGRAM = "petition-desk-cli"
PASSPHRASE = "PETITION_DESK_PASSPHRASE"
OPERATOR = "PETITION_DESK_OPERATOR"
RECOVERY = "PETITION_DESK_RECOVERY"
TODAY = "PETITION_DESK_TODAY"

Result = TypeVar("Result")


class NoPassphrase(ClerkError):
    """There is nobody to ask for the passphrase."""

    code = "no_passphrase"

    def __init__(self, variable: str, what: str) -> None:
        super().__init__(f"没有{what}：不在终端上运行时，请用环境变量 {variable} 给出。", variable=variable)


@dataclass
class Console:
    """The choices before every command. ``home`` is the desk's folder; nothing is opened until it is needed."""

    home: Path
    as_json: bool
    _desk: Desk | None = None
    _step: ClockStep | None = None

    @contextmanager
    def desk(self, *, renewing: bool = False) -> Iterator[Desk]:
        """The open desk, closed afterwards. Raises what ``open_desk`` raises.

        With the operator's name in the environment only his passphrase is tried. Raises NotAllowed for a passphrase
        for one opening, unless it is about to be renewed.
        """
        today, operator = fixed_today(), os.environ.get(OPERATOR, "")
        desk = open_desk(self.home, ask_secret(PASSPHRASE, "口令"), operator=operator, today=today)
        self._desk, self._step = desk, clock_behind(desk)
        try:
            if must_renew(desk) and not renewing:
                raise NotAllowed(
                    "这是一次性口令：请先用“petition-desk-cli operator passphrase”换成自己的口令。"
                )
            yield desk
        finally:
            desk.close()

    def _clock_step(self) -> ClockStep | None:
        """Whether the PC's clock ran backwards, as the desk was opened or while something was done."""
        return (self._desk and self._desk.clock_step) or self._step

    def tell(self, content: dict[str, Any], *lines: str) -> None:
        """The result: with ``--json`` the object, else the lines for people; and that the clock ran backwards."""
        step = self._clock_step()
        if step and self.as_json:
            content = {**content, "clock_warning": step.sentence}
        elif step:
            say(f"注意：{step.sentence}", error=True)
        if self.as_json:
            say(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False))
            return
        for line in lines:
            say(line)

    def exhaust(self, work: Generator[Progress, None, Result]) -> Result:
        """Do long work to its end; at a terminal its progress is shown. Ctrl+C cancels it whole."""
        shown = sys.stderr.isatty() and not self.as_json
        try:
            while True:
                progress = next(work)
                if shown:
                    click.echo(f"\r{progress_line(progress)}\x1b[K", nl=False, err=True)
        except StopIteration as end:
            result: Result = end.value
            return result
        finally:
            work.close()
            if shown:
                click.echo("\r\x1b[K", nl=False, err=True)


pass_console = click.make_pass_decorator(Console)


def progress_line(progress: Progress) -> str:
    """正在导入 300/1000."""
    of = f"/{progress.total}" if progress.total else ""
    return f"{plain(progress.doing)} {progress.done}{of}"


def say(text: str, *, error: bool = False) -> None:
    """Print one text that the terminal can surely take: lone surrogates are written as escapes."""
    click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"), err=error)


def plain(text: str) -> str:
    """A text of somebody else's on one line, without characters that steer a terminal."""
    return "".join(char if unicodedata.category(char) not in {"Cc", "Cf"} else " " for char in text).strip()


def date_line(desk: Desk) -> str:
    """今天：2026-11-23, and whether that date was set from outside."""
    return f"今天：{desk.today()}" + (f"（由 {TODAY} 指定）" if desk.fixed_today else "")


def today_json(desk: Desk) -> dict[str, Any]:
    """The desk's date, and whether it was set from outside."""
    return {"today": desk.today().isoformat(), "fixed_today": desk.fixed_today is not None}


def fixed_today() -> dt.date | None:
    """The date that the environment sets for tests and demonstrations. Raises InvalidField."""
    text = os.environ.get(TODAY, "")
    return read_date(text, TODAY) if text else None


def ask_secret(variable: str, what: str, *, twice: bool = False) -> str:
    """A passphrase from the environment, else typed without echo. Raises NoPassphrase without a terminal."""
    given = os.environ.get(variable)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise NoPassphrase(variable, what)
    asked = click.prompt(what, hide_input=True, err=True, confirmation_prompt="再输一遍" if twice else False)
    return str(asked)


def has_passphrase() -> bool:
    """Whether the passphrase is given, so that nobody has to be asked."""
    return PASSPHRASE in os.environ


def read_date(text: str, field: str) -> dt.date:
    """A date written 2026-11-23. Raises InvalidField."""
    try:
        day = dt.date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2200:
        raise InvalidField(field, f"日期“{plain(text)}”不对（{field}），请写成 2026-11-23 的样子。")
    return day


class DateWord(click.ParamType[dt.date]):
    """A date on the command line."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The date of 2026-11-23. Raises InvalidField."""
        return (
            value if isinstance(value, dt.date) else read_date(str(value), (param and param.name) or "date")
        )


class PauseWord(click.ParamType[Pause]):
    """A pause on the command line; both days count as paused."""

    name = "FROM..TO"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Pause:
        """The pause of 2026-11-23..2026-11-30. Raises InvalidField."""
        if isinstance(value, Pause):
            return value
        first, dots, last = str(value).partition("..")
        if not dots:
            raise InvalidField(
                "pause", f"中止期间“{plain(str(value))}”请写成 2026-11-23..2026-11-30 的样子。"
            )
        return Pause(read_date(first, "pause"), read_date(last, "pause"))


class RootGroup(click.Group):
    """The whole program: takes ``--json`` and ``--home`` anywhere, and turns every refusal into one line."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Move the choices that every command has to the front, where click looks for them."""
        return super().parse_args(ctx, hoist(args))

    def main(self, args: Sequence[str] | None = None, *more: Any, **extra: Any) -> NoReturn:
        """Run a command line and leave with its exit status: 0 done, 1 refused, 2 wrong usage."""
        words = list(sys.argv[1:] if args is None else args)
        extra["standalone_mode"] = False
        try:
            status = super().main(words, *more, **extra)
        except (DeskError, OSError, click.ClickException, click.Abort) as error:
            status = refuse(error, as_json="--json" in before_dashes(words))
        sys.exit(status if isinstance(status, int) else 0)


def before_dashes(words: Sequence[str]) -> list[str]:
    """The words before ``--``."""
    return list(words[: words.index("--")] if "--" in words else words)


def hoist(words: Sequence[str]) -> list[str]:
    """The same words with ``--json`` and ``--home DIR`` in front; nothing after ``--`` is touched."""
    early = before_dashes(words)
    front: list[str] = []
    rest: list[str] = []
    following = iter(early)
    for word in following:
        if word == "--json" or word.startswith("--home="):
            front.append(word)
        elif word == "--home":
            front += [word, *islice(following, 1)]
        else:
            rest.append(word)
    return front + rest + list(words[len(early) :])


def refuse(error: Exception, *, as_json: bool) -> int:
    """Say what is wrong in one line; the exit status."""
    code, message, status = explain(error)
    if as_json:
        content = {"error": {"code": code, "message": message, **details(error)}}
        say(json.dumps(content, ensure_ascii=False, indent=2, default=str))
    elif isinstance(error, click.exceptions.NoArgsIsHelpError):
        say(error.format_message(), error=True)
    elif not is_broken_pipe(error):
        say(f"错误：{message}", error=True)
    return status


def explain(error: Exception) -> tuple[str, str, int]:
    """The code, the sentence and the exit status of a refusal."""
    if isinstance(error, DeskError):
        return error.code, plain(error.message), 1
    if isinstance(error, click.Abort):
        return "cancelled", "已取消。", 1
    if isinstance(error, OSError):
        return MachineError.code, os_error_words(error), 1
    return "usage", usage_words(error), 2


def is_broken_pipe(error: Exception) -> bool:
    """Whether nobody reads what is printed any more (``| head``): no reason to complain."""
    if not isinstance(error, BrokenPipeError):
        return False
    # what is still buffered must not be written to the closed pipe when Python ends
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    return True


def os_error_words(error: OSError) -> str:
    """The clerk's sentence for what the operating system refused."""
    path = f"“{plain(str(error.filename))}”" if error.filename else "文件"
    known = {
        FileNotFoundError: "不存在",
        PermissionError: "没有权限读写",
        IsADirectoryError: "是文件夹，不是文件",
        NotADirectoryError: "不是文件夹",
        FileExistsError: "已经存在",
    }
    reason = next((words for kind, words in known.items() if isinstance(error, kind)), None)
    return f"{path}{reason or '读写失败：' + plain(error.strerror or str(error))}。请检查后再试。"


def usage_words(error: Exception) -> str:
    """The clerk's sentence for a command line that cannot be understood."""
    context = getattr(error, "ctx", None)
    where = context.command_path if context else PROGRAM
    return f"{_usage_reason(error)}。用“{where} --help”看用法。"


def _usage_reason(error: Exception) -> str:
    """What is wrong with the command line."""
    if isinstance(error, click.MissingParameter) and error.param:
        return f"缺少 {param_word(error.param)}"
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {plain(error.option_name)}"
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"没有命令 {plain(error.command_name)}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {plain(error.option_name)} 用法不对"
    if isinstance(error, click.BadParameter) and error.param:
        return f"{param_word(error.param)} 的值不对"
    if isinstance(error, click.ClickException):
        return plain(error.format_message()).rstrip(".")
    return plain(str(error))


def param_word(param: click.Parameter) -> str:
    """An option by its name, an argument by the word in the help."""
    if isinstance(param, click.Option):
        return param.opts[0]
    return param.metavar or str(param.name).upper()


def details(error: Exception) -> dict[str, Any]:
    """What a script may want to know besides the sentence: the faulty fields, the altered places."""
    if isinstance(error, InvalidCase):
        return {"problems": [{"field": p.field, "message": p.message} for p in error.problems]}
    if isinstance(error, DeskError) and error.data:
        return {"details": error.data}
    return {}
