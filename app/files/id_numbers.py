"""Identity numbers of the People's Republic (GB 11643), checked with python-stdnum.

Only ``calc_check_digit`` of ``stdnum.cn.ric`` is used, not its ``validate``: that also wants the area code to
have existed in the year of birth. But the code is the one of the first registration, which for whoever was
born before the middle of the eighties came later; three quarters of the right numbers in an ordinary ledger
would be called wrong.
"""

from __future__ import annotations

import datetime as dt
import re

from stdnum.cn import ric

_NEW = re.compile(r"[0-9]{17}[0-9X]")
_OLD = re.compile(r"[0-9]{15}")
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")


def id_number_fault(number: str) -> str:
    """What is wrong with an identity number, in Chinese and without the number; empty when nothing is.

    ``number`` has 18 characters with a capital X, or the 15 digits of the old form, which has no check digit.
    """
    if _OLD.fullmatch(number):
        return _fault_of_parts(number, f"19{number[6:12]}")
    if not _NEW.fullmatch(number):
        return "应为18位数字（末位可以是X）"
    if number[17] != ric.calc_check_digit(number):
        return "校验位不符，可能写错了某一位"
    return _fault_of_parts(number, number[6:14])


def _fault_of_parts(number: str, born: str) -> str:
    """The province and the day of birth, which a right check digit alone does not vouch for."""
    if not _PROVINCE.match(number):
        return "前两位不是省份代码"
    try:
        dt.date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return "出生日期不存在"
    return ""
