"""The exceptions of the desk, split by who must act, with the sentence the clerk reads.

    DeskError
    ├── ClerkError            the clerk can mend it: a field, a file, a choice
    │   ├── InvalidField      one field of one form
    │   ├── InvalidCase       a case with several faulty fields
    │   │   └── InvalidFields an act with several faulty fields
    │   ├── NotFound          no such case, document, packet, operator
    │   ├── NotAllowed        the procedure does not allow this act now
    │   ├── Incomplete        a document or packet still lacks something
    │   ├── UnprintableText   a character that no font at hand can print
    │   ├── UnreadableFile    a file that is not what it should be
    │   ├── AlteredPacket     a packet that is not as it was written
    │   ├── UnknownStation    signed by somebody who is not in the address book
    │   ├── WrongSealPassword the password does not open the seal
    │   ├── WrongSealKey      sealed to another's key
    │   ├── DamagedSeal       a sealed file that is not whole
    │   ├── OtherDesksBackup  a backup of another desk
    │   ├── WrongPassphrase   the passphrase or recovery code opens nothing
    │   └── TooManyTries      after wrong passphrases: wait first
    ├── MachineError          the machine must be helped: a disk, a stick, a printer
    │   ├── FileExists        the target is there already
    │   ├── CannotWrite       full, read-only, pulled
    │   ├── ReadBackDiffers   what was written reads back differently
    │   ├── NoDesk            there is no desk in this folder yet
    │   ├── StoreMissing      the database is not where its keys are
    │   ├── StoreExists       there is a desk here already
    │   ├── StoreDamaged      the database or the key file cannot be read
    │   ├── HistoryBroken     a line of the history does not fit, or its tail was cut
    │   ├── PrintingFailed    the printer did not take the pages
    │   ├── StoreNewer        written by a newer program
    │   ├── StoreBusy         another window holds the desk
    │   └── DeskInUse         somebody has the desk open, or must be alone with it
    └── (anything else is our own fault and reaches the crash window)

Exceptions carry data; ``str(error)`` is the one sentence in Chinese, what is wrong and what to do.
``error.code`` is the word that the console prints with ``--json``.
"""

from __future__ import annotations

from collections.abc import Sequence


class DeskError(Exception):
    """Something that the desk expects to go wrong and can explain."""

    code = "error"

    def __init__(self, message: str, **data: object) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class ClerkError(DeskError):
    """The clerk can mend it."""

    code = "refused"


class InvalidField(ClerkError):
    """A field does not hold what it should."""

    code = "invalid_field"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message, field=field)
        self.field = field


class InvalidCase(ClerkError):
    """A case cannot be registered; ``problems`` has every faulty field."""

    code = "invalid_case"

    def __init__(self, problems: Sequence[InvalidField]) -> None:
        super().__init__("；".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class InvalidFields(InvalidCase):
    """An act cannot be done; ``problems`` has every faulty field."""

    code = "invalid_fields"


class NotFound(ClerkError):
    """There is no such thing; ``what`` is its kind in Chinese."""

    code = "not_found"

    def __init__(self, what: str, key: object) -> None:
        super().__init__(f"没有找到{what}“{key}”，请核对后再试。", what=what, key=key)


class NotAllowed(ClerkError):
    """The procedure does not allow this act in this state."""

    code = "not_allowed"


class Incomplete(ClerkError):
    """A document or packet lacks something; ``missing`` names each in Chinese."""

    code = "incomplete"

    def __init__(self, what: str, missing: Sequence[str]) -> None:
        super().__init__(f"{what}还缺：{'、'.join(missing)}。请补齐后再试。", missing=list(missing))
        self.missing = tuple(missing)


class UnprintableText(ClerkError):
    """Characters that none of the fonts at hand can print; ``places`` has (text, position, character)."""

    code = "unprintable_text"

    def __init__(self, places: Sequence[tuple[str, int, str]]) -> None:
        named = "；".join(
            f"“{text}”的第{position + 1}个字“{char}”（U+{ord(char):04X}）" for text, position, char in places
        )
        super().__init__(
            f"{named}没有可用字体，打印不出来。请换用通用字并在备注中写明原字。", places=list(places)
        )
        self.places = tuple(places)


class UnreadableFile(ClerkError):
    """A file that is not what its name says, or cannot be understood."""

    code = "unreadable_file"

    def __init__(self, name: str, reason: str, remedy: str) -> None:
        super().__init__(f"文件“{name}”读不出来：{reason}。{remedy}", name=name, reason=reason)


class AlteredPacket(ClerkError):
    """A packet whose content is not what was written; ``differences`` has one sentence a place."""

    code = "altered_packet"

    def __init__(self, name: str, differences: Sequence[str]) -> None:
        super().__init__(
            f"移送包“{name}”与导出时不一致：{'；'.join(differences[:20])}。请向导出单位重新索取。",
            differences=list(differences),
        )
        self.differences = tuple(differences)


class UnknownStation(ClerkError):
    """Something signed in the name of a station whose card is not in the address book; ``station`` is the code it gives."""

    code = "unknown_station"

    def __init__(self, name: str, station: str, station_name: str) -> None:
        super().__init__(
            f"文件“{name}”是“{station_name}”（{station}）签发的，通讯录里没有它的名片。"
            "请先导入它的名片，并与纸面核对指纹。",
            name=name,
            station=station,
        )
        self.station = station


class WrongSealPassword(ClerkError):
    """The password is not the one the file was sealed with."""

    code = "wrong_seal_password"

    def __init__(self, name: str) -> None:
        super().__init__(f"封口口令不对，“{name}”没有打开。请向寄件单位核对口令后重试。", name=name)


class WrongSealKey(ClerkError):
    """The file is sealed to another station's key, or to an earlier one of this station."""

    code = "wrong_seal_key"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{name}”不是封给本工作台的，本机的密钥打不开它。请交给收件单位；确是给本单位的，请对方换用本单位现在的名片重封。",
            name=name,
        )


class DamagedSeal(ClerkError):
    """A sealed file that is cut or changed; nothing of it is used."""

    code = "damaged_seal"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"封口文件“{name}”已损坏或不完整，里面的内容一概没有采用。请换一份完好的文件，或请寄件单位重新导出。",
            name=name,
        )


class WrongPassphrase(ClerkError):
    """No key of the desk opens with these words."""

    code = "wrong_passphrase"

    def __init__(self) -> None:
        super().__init__("口令不对，没有打开。请检查大写锁定和输入法后重试；忘记口令请用恢复单。")


class TooManyTries(ClerkError):
    """Too many wrong passphrases: the next try must wait for so many ``seconds``."""

    code = "too_many_tries"

    def __init__(self, seconds: int) -> None:
        long = f"{seconds}秒" if seconds < 60 else f"{seconds // 60}分{seconds % 60:02d}秒"
        super().__init__(f"口令连续输错，请等{long}再试；忘记口令请用恢复单。", seconds=seconds)
        self.seconds = seconds


class OtherDesksBackup(ClerkError):
    """A backup of another desk; restoring it here would put one desk in place of another."""

    code = "other_desks_backup"

    def __init__(self, unit: str, theirs: str, ours: str) -> None:
        super().__init__(
            f"这是“{unit}”（工作台编号{theirs}）的备份，不是本工作台（编号{ours}）的，没有恢复。请选本工作台的备份。",
            theirs=theirs,
            ours=ours,
        )


class MachineError(DeskError):
    """The machine must be helped."""

    code = "machine"


class FileExists(MachineError):
    """The target file is there already and is not overwritten."""

    code = "file_exists"

    def __init__(self, path: object) -> None:
        super().__init__(f"“{path}”已经存在，没有覆盖。请换一个名字或文件夹。", path=str(path))


class CannotWrite(MachineError):
    """A file could not be written; ``reason`` is the plain word for why."""

    code = "cannot_write"

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(
            f"写不进“{path}”：{reason}。什么都没有改变，请处理后重试。", path=str(path), reason=reason
        )


class ReadBackDiffers(MachineError):
    """What was written reads back differently: the medium cannot be trusted."""

    code = "read_back_differs"

    def __init__(self, path: object) -> None:
        super().__init__(f"“{path}”写入后读回不一致，该U盘或磁盘不可靠。请换一个再导出。", path=str(path))


class StoreMissing(MachineError):
    """The key file is there and the database is not, or the other way round."""

    code = "store_missing"

    def __init__(self, path: object) -> None:
        super().__init__(f"数据文件“{path}”不见了，没有新建。请找回该文件或从备份恢复。", path=str(path))


class NoDesk(MachineError):
    """There is no desk in this folder yet."""

    code = "no_desk"

    def __init__(self, path: object) -> None:
        super().__init__(
            f"“{path}”里还没有工作台。请先建立（窗口首次启动，或 petition-desk-cli init）。", path=str(path)
        )


class StoreExists(MachineError):
    """There is a desk here already; nothing is recreated."""

    code = "store_exists"

    def __init__(self, path: object) -> None:
        super().__init__(f"“{path}”里已经有一个工作台，没有改动它。请换一个文件夹。", path=str(path))


class StoreDamaged(MachineError):
    """The database or the key file is damaged."""

    code = "store_damaged"

    def __init__(self, path: object) -> None:
        super().__init__(
            f"数据文件“{path}”已损坏（口令没有错）。请不要继续使用，从备份恢复。", path=str(path)
        )


class StoreNewer(MachineError):
    """The store was written by a newer program; both numbers are named."""

    code = "store_newer"

    def __init__(self, stored: int, known: int) -> None:
        super().__init__(
            f"数据是新版程序写的（数据版本{stored}，本程序只到{known}）。请换用新版程序打开。",
            stored=stored,
            known=known,
        )


class HistoryBroken(MachineError):
    """A line of the history does not fit the one before it, or a head from elsewhere."""

    code = "history_broken"


class StoreBusy(MachineError):
    """Another window or program holds the desk."""

    code = "store_busy"

    def __init__(self) -> None:
        super().__init__("工作台正被另一个窗口占用。请先关闭它，或稍等片刻再试。")


class DeskInUse(MachineError):
    """The desk is open elsewhere, or somebody must be alone with it; ``user`` is his name at this machine."""

    code = "desk_in_use"

    def __init__(self, user: str = "") -> None:
        whose = f"（电脑用户“{user}”）" if user else ""
        super().__init__(
            f"这个工作台正在别处使用{whose}。请先关闭那边的窗口或命令，再试一次；什么都没有改变。", user=user
        )


class PrintingFailed(MachineError):
    """The printer did not take the pages."""

    code = "printing_failed"

    def __init__(self, printer: str, reason: str) -> None:
        super().__init__(f"打印机“{printer}”没有接收：{reason}。请检查打印机后重试，或另存为文件。")
