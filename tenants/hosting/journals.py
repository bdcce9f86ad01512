"""The logs of the children: one file each, and one former file once it is full."""

import shutil
from pathlib import Path

LARGEST = 5 * 1024 * 1024


def rotate(folder: Path, largest: int = LARGEST) -> None:
    """Children hold their log open in append mode, so it is copied then emptied, never renamed."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > largest:
            shutil.copy2(log, log.with_name(f"{log.name}.1"))
            with log.open("r+b") as full:
                full.truncate(0)
