"""A flat file of cell patches, so that an epoch reads no JPEG twice.

A patch is the part of the picture within PATCH_SIDE x the box's longer side; with it stand the box in patch
coordinates, the picture's mean colour and the white gains of the crop. Build (about 2 minutes, 3 GB):

    /usr/bin/python3 models/training/classifier/cell_store.py --data ../shared/data --out /tmp/train-classifier/store
    … --pbc-boxes BOXES.json   to take Barcelona's boxes from the detector (detect_boxes.mjs)
    … --simulated DIR          to add simulator cells (simulated_cells.py)
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


def build(cells, out: Path) -> None:
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pbc-boxes", type=Path)
    parser.add_argument("--simulated", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    boxes = json.loads(args.pbc_boxes.read_text()) if args.pbc_boxes else None
    cells = [sources.pbc(args.data, boxes), sources.bccd(args.data), sources.bangkok(args.data)]
    if args.simulated:
        cells.append(sources.simulated(args.simulated))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    build(itertools.chain(*cells), args.out)


if __name__ == "__main__":
    main()
