"""`make bench`: every benchmark in one run, each beside its baseline; exit status 1 when a target is missed."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench import backup, history, inbox, packet, paper, reply, start, store, today, window


def main(scale: int = 1) -> int:
    """Run all; ``scale`` divides the sizes (1: the sizes of the targets)."""
    lines = []

    def tell(measured: object) -> None:
        text = measured.line()  # type: ignore[attr-defined]
        lines.append(text)
        print(text, flush=True)

    with store.folder() as name:
        folder = Path(name)
        tell(store.registration(folder, 200 // scale))
        imported, desk = store.ledger_import(folder, 100_000 // scale)
        for result in imported:
            tell(result)
        for bound in store.search(desk, 300 // scale):
            tell(bound)
        for measured in backup.backups(desk, folder, runs=3 if scale == 1 else 1):
            tell(measured)
        desk.close()
        for measured in start.starts(folder / "import"):
            tell(measured)
        for measured in window.painted(folder / "import", runs=5 if scale == 1 else 1):
            tell(measured)
        for measured in today.todays(folder, 100_000 // scale, 5_000 // scale):
            tell(measured)
        for measured in history.histories(folder, 1_000_000 // scale):
            tell(measured)
        for measured in packet.packets(folder, 10_000 // scale):
            tell(measured)
        tell(reply.reply(folder, 5_000 // scale))
        for measured in inbox.imports(folder, 5_000 // scale):
            tell(measured)
        for measured in paper.slips(1_000 // scale):
            tell(measured)
    return 1 if any(line.endswith("MISSED") for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
