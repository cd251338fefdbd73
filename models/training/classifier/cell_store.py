"""A flat file of cell patches, so that an epoch reads no JPEG twice.

A patch is the part of the picture within PATCH_SIDE x the box's longer side; with it stand the box in patch
coordinates, the picture's mean colour and the white gains of the crop. Build (about 2 minutes, 3 GB), with the
listings of `hematovision classify --jsonl` and the folders of simulated_cells.py and negatives.py:

    /usr/bin/python3 models/training/classifier/cell_store.py --data ../shared/data --originals originals.json \
        --pbc pbc.jsonl --wbc4 wbc4.jsonl --sim SIM --negative NEGATIVE --out /tmp/train-classifier/store
"""
from __future__ import annotations

import argparse
import itertools
import json
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import torch

import sources
from crops import picture_colours
from splits import check_splits

PATCH_SIDE = 3.0   # patch side / longer side of the box
MAX_PIXELS = 640   # longer patch sides are shrunk to this; far above what a 224 px crop needs


def cut_patch(rgb: np.ndarray, box: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The patch of `rgb` around `box` and the box in its coordinates; the picture's own edge stays an edge."""
    half = PATCH_SIDE * max(box[2], box[3]) / 2
    centre = box[:2] + box[2:] / 2
    low = np.maximum(np.floor(centre - half), 0).astype(int)
    high = np.minimum(np.ceil(centre + half), rgb.shape[1::-1]).astype(int)
    patch = rgb[low[1]:high[1], low[0]:high[0]]
    scale = min(1.0, MAX_PIXELS / max(patch.shape[:2]))
    if scale < 1.0:
        patch = cv2.resize(patch, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return patch, np.array([*(box[:2] - low), *box[2:]], np.float32) * scale


def build(cells: list[sources.Cell], out: Path) -> None:
    """Writes `out`.bin (patches) and `out`.npz (index)."""
    rows, offset = [], 0
    with open(out.with_suffix(".bin"), "wb") as file:
        for path, group in itertools.groupby(cells, key=lambda cell: cell.picture):
            rgb = sources.read_rgb(path)
            for cell in group:
                box = np.array(cell.box, np.float32)
                mean, gains = picture_colours(rgb, box)
                patch, local = cut_patch(rgb, box)
                file.write(np.ascontiguousarray(patch).tobytes())
                rows.append((offset, patch.shape[:2], local, cell.mask, mean, gains, cell.source, cell.group, cell.split, path.name))
                offset += patch.size
    names = ("offset", "shape", "box", "mask", "mean", "gains", "source", "group", "split", "name")
    np.savez(out.with_suffix(".npz"), **{name: np.array([row[i] for row in rows]) for i, name in enumerate(names)})
    for key, count in sorted(Counter((row[6], row[8]) for row in rows).items()):
        print(*key, count)


class CellStore:
    """Read side of `build`: `patch(i)` and the index columns as arrays of length N."""

    def __init__(self, path: Path) -> None:
        index = np.load(path.with_suffix(".npz"))
        self.box, self.mask, self.mean, self.gains = (index[k] for k in ("box", "mask", "mean", "gains"))
        self.source, self.group, self.split, self.name = (index[k] for k in ("source", "group", "split", "name"))
        self._offset, self._shape = index["offset"], index["shape"]
        self._bytes = np.memmap(path.with_suffix(".bin"), np.uint8, "r")

    def patch(self, i: int) -> np.ndarray:
        """Patch i, uint8 [H,W,3] RGB."""
        height, width = self._shape[i]
        start = self._offset[i]
        return self._bytes[start:start + height * width * 3].reshape(height, width, 3)

    def select(self, source: str, split: str) -> np.ndarray:
        """Row numbers of one source's split."""
        return np.flatnonzero((self.source == source) & (self.split == split))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--originals", type=Path, help="of match_originals.py, for wbc4")
    parser.add_argument("--out", type=Path, required=True)
    for name in ("pbc", "wbc4", "sim", "negative"):
        parser.add_argument(f"--{name}", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    readers = [sources.bccd(args.data), sources.bangkok(args.data)]
    readers += [sources.pbc(args.pbc)] if args.pbc else []
    readers += [sources.wbc4(args.wbc4, json.loads(args.originals.read_text()))] if args.wbc4 else []
    readers += [sources.listed(folder, name) for name in ("sim", "negative") if (folder := getattr(args, name))]
    cells = list(itertools.chain(*readers))
    check_splits(cells)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    build(cells, args.out)


if __name__ == "__main__":
    main()
