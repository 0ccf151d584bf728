"""What the operating system refuses, in plain Chinese words: one table for all that write."""

from __future__ import annotations

import errno

REASONS: dict[int, str] = {
    errno.ENOSPC: "磁盘或U盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件太大，该磁盘或U盘放不下这么大的单个文件",
    errno.EROFS: "磁盘或U盘是只读的（请检查写保护开关）",
    errno.EACCES: "没有权限写这个文件夹，或者文件正被别的程序打开",
    errno.EPERM: "没有权限写这个文件夹",
    errno.ENOENT: "文件夹不存在（U盘可能已拔出）",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹，不是文件",
    errno.EIO: "设备出错，或U盘已被拔出",
    errno.ENODEV: "设备已被拔出",
    errno.ENXIO: "设备已被拔出",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EINVAL: "文件名中有该磁盘不接受的字符",
    errno.EBUSY: "文件或设备正被别的程序占用",
    errno.EMFILE: "打开的文件太多，请关闭一些程序",
}
"""The plain word for each number that an operating system gives."""


def reason_for(error: OSError) -> str:
    """The plain Chinese word for why the operating system refused."""
    number = error.errno or 0
    return REASONS.get(number, f"系统报告“{error.strerror or error}”（{number}）")
