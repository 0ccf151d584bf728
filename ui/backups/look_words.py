"""What a backup holds and what restoring it would lose, in words; of sealed cases nothing is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui import acts

if TYPE_CHECKING:
    from app.actions.restoring import BackupLook


def holding_words(page: QWidget, look: BackupLook) -> str:
    """Whose desk it is, what it holds, and until when."""
    held = look.holding
    lines = [
        page.tr("这份备份：{unit}（工作台编号 {desk}）").format(
            unit=look.station.unit_name, desk=look.station.desk_id
        ),
        page.tr("事项 {cases} 件，文书 {documents} 份，移送包 {packets} 个，操作记录 {history} 条").format(
            cases=held.cases, documents=held.documents, packets=held.packets, history=held.history
        ),
    ]
    if held.first and held.last:
        lines.append(page.tr("收件日期：{first} 至 {last}").format(first=held.first, last=held.last))
    if held.until:
        until = page.tr("最后一次操作：{at:%Y-%m-%d %H:%M}，{by}")
        lines.append(until.format(at=held.until, by=held.by))
    return "\n".join(lines)


def lost_words(page: QWidget, look: BackupLook) -> tuple[str, bool]:
    """What would be lost, and whether that is anything."""
    lost = look.lost
    if lost is None:
        return look.unknown or page.tr("这台电脑上还没有工作台，恢复不会丢失什么。"), bool(look.unknown)
    if lost.nothing:
        return page.tr("现在的数据都在这份备份里，恢复不会丢失什么。"), False
    lines = [acts.restoring().loss_words(lost)]
    if lost.numbers:
        more = page.tr("……等") if lost.cases > len(lost.numbers) else ""
        lines.append(page.tr("其中登记的编号：{numbers}").format(numbers="、".join(lost.numbers) + more))
    if lost.parted:
        lines.append(page.tr("这份备份里也有现在没有的操作：两边各自走过一段。"))
    lines.append(page.tr("现在的数据不会删除：原样留在工作台文件夹里（desk-replaced-…），随时可以换回来。"))
    return "\n".join(lines), lost.named
