"""The one rule of a split: no original and no identical file stands on both sides."""
from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

from sources import Cell

#: Sources whose pictures come from the same originals.
FAMILY = {"wbc4": "bccd"}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check_splits(cells: list[Cell]) -> None:
    """Raises ValueError with names where an original or an identical file is both in training and held out."""
    sides: dict[tuple[str, str], dict[str, Path]] = defaultdict(dict)
    for cell in cells:
        sides[FAMILY.get(cell.source, cell.source), cell.group][cell.split] = cell.picture
    for picture, split in {cell.picture: cell.split for cell in cells}.items():
        sides["identical file", _digest(picture)][split] = picture
    shared = [f"{family} {group}: {' and '.join(map(str, found.values()))}"
              for (family, group), found in sides.items() if len(found) > 1]
    if shared:
        raise ValueError("in training and held out at once:\n  " + "\n  ".join(shared[:20]))
