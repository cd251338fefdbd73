"""Pictures with a box on what is none of the eleven classes, so that the `known` output learns to refuse it.

    /usr/bin/python3 models/training/classifier/negatives.py --data ../shared/data --out /tmp/train-classifier/negative

From real fields: background, red cells, red cells that overlap, seams between fields, white cells blurred or cut so
much that nobody would name them. Drawn: stain precipitate and dirt over a real background, pictures of anything else.
Fields of the train folder train, those of the val folder are held out.
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Callable

import cv2
import numpy as np

from cell_store import cut_patch
from sources import Box, read_rgb, yolo_boxes

Rng = np.random.Generator
WBC, RBC = 0, 1               # kinds of the YOLO files
BLUR = (0.07, 0.16)           # sigma / longer side of the cell: its class cannot be told any more
SEEN = (0.25, 0.5)            # share of a cut cell that remains in the picture
COUNT = {"train": 260, "val": 60}   # of each kind


class Field:
    """A real field with its boxes, int pixels."""

    def __init__(self, path: Path) -> None:
        self.rgb = read_rgb(path)
        self.height, self.width = self.rgb.shape[:2]
        label = path.parent.parent / "labels" / f"{path.stem}.txt"
        found = list(yolo_boxes(label, self.width, self.height))
        self.boxes = np.array([box for _, box in found]).reshape(-1, 4)
        self.kinds = np.array([kind for kind, _ in found])

    def free_box(self, rng: Rng, least: float = 0.06, most: float = 0.35) -> Box | None:
        """A box that touches no white cell and no platelet, and at most the rim of a red cell."""
        for _ in range(30):
            side = min(self.width, self.height) * rng.uniform(least, most)
            x, y = rng.uniform(0, self.width - side), rng.uniform(0, self.height - side)
            span = np.minimum(self.boxes[:, :2] + self.boxes[:, 2:], [x + side, y + side]) - np.maximum(self.boxes[:, :2], [x, y])
            covered = np.prod(np.maximum(span, 0), axis=1) / side ** 2
            if covered[self.kinds != RBC].sum() == 0 and covered.sum() < 0.3:
                return x, y, side, side
        return None

    def pick(self, kind: int, rng: Rng) -> np.ndarray | None:
        rows = np.flatnonzero(self.kinds == kind)
        return self.boxes[rng.choice(rows)] if len(rows) else None


Made = tuple[np.ndarray, Box] | None


def background(field: Field, rng: Rng) -> Made:
    box = field.free_box(rng)
    return box and (field.rgb, box)


def red_cell(field: Field, rng: Rng) -> Made:
    box = field.pick(RBC, rng)
    return None if box is None else (field.rgb, tuple(box))


def overlapping_red_cells(field: Field, rng: Rng) -> Made:
    """The box around two red cells that touch."""
    cells = field.boxes[field.kinds == RBC]
    for i in rng.permutation(len(cells)):
        low, high = cells[i, :2], cells[i, :2] + cells[i, 2:]
        touch = ((cells[:, :2] < high) & (cells[:, :2] + cells[:, 2:] > low)).all(axis=1)
        touch[i] = False
        if touch.any():
            other = cells[rng.choice(np.flatnonzero(touch))]
            start = np.minimum(low, other[:2])
            return field.rgb, (*start, *(np.maximum(high, other[:2] + other[2:]) - start))
    return None


def seam(field: Field, rng: Rng) -> Made:
    """Two backgrounds side by side, as where the fields of a mosaic meet."""
    box = field.free_box(rng)
    if box is None:
        return None
    rgb = field.rgb.copy()
    x, split = int(box[0] + box[2] / 2), int(rng.uniform(0.02, 0.3) * field.height)
    rgb[:, x:] = np.roll(rgb[:, x:], split, axis=0) * rng.uniform(0.85, 1.0)
    return rgb, box


def blurred_cell(field: Field, rng: Rng) -> Made:
    box = field.pick(WBC, rng)
    return None if box is None else (cv2.GaussianBlur(field.rgb, (0, 0), max(box[2:]) * rng.uniform(*BLUR)), tuple(box))


def cut_cell(field: Field, rng: Rng) -> Made:
    """A white cell of which the picture's edge leaves less than half."""
    box = field.pick(WBC, rng)
    if box is None:
        return None
    x, y, w, h = np.round(box).astype(int)
    seen, side = rng.uniform(*SEEN), rng.integers(4)
    if side == 0:
        return field.rgb[:, max(0, x + int(w * (1 - seen))):], (0, y, w * seen, h)
    if side == 1:
        return field.rgb[:, :x + int(w * seen)], (x, y, w * seen, h)
    if side == 2:
        return field.rgb[max(0, y + int(h * (1 - seen))):], (x, 0, w, h * seen)
    return field.rgb[:y + int(h * seen)], (x, y, w, h * seen)


def precipitate(field: Field, rng: Rng) -> Made:
    """Grains and clumps of dye, or dark refractile dirt, over a real background."""
    box = field.free_box(rng, 0.08, 0.25)
    if box is None:
        return None
    side = int(box[2])
    layer = np.zeros((side, side), np.float32)
    for _ in range(int(rng.integers(1, 60))):
        centre = tuple(int(v) for v in rng.normal(0.5, 0.17, 2) * side)
        radius = max(1, int(side * rng.uniform(0.01, 0.09)))
        cv2.ellipse(layer, centre, (radius, max(1, int(radius * rng.uniform(0.2, 1)))), rng.uniform(0, 180), 0, 360, 1.0, -1)
    layer = cv2.GaussianBlur(layer, (0, 0), side * rng.uniform(0.003, 0.02))[..., None]
    dirt = rng.random() < 0.3
    colour = rng.uniform(0, 110, 1).repeat(3) if dirt else rng.uniform((20, 5, 40), (120, 60, 150))
    rgb = field.rgb.copy()
    part = rgb[int(box[1]):, int(box[0]):][:side, :side]
    layer = layer[:part.shape[0], :part.shape[1]]
    part[:] = part * (1 - layer) + colour * layer
    return rgb, box


def something_else(_: Field, rng: Rng) -> Made:
    """Noise, gradients, stripes, discs, text: no microscope at all."""
    size = int(rng.integers(120, 400))
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    kind = rng.integers(5)
    colours = rng.uniform(0, 255, (2, 3))
    if kind == 0:
        rgb = cv2.resize(rng.uniform(0, 255, (int(rng.integers(2, size)),) * 2 + (3,)).astype(np.float32), (size, size))
    elif kind == 1:
        rgb = colours[0] + (colours[1] - colours[0]) * (x * rng.uniform(-1, 1) + y * rng.uniform(-1, 1))[..., None]
    elif kind == 2:
        wave = np.sin((x * rng.uniform(-1, 1) + y * rng.uniform(-1, 1)) * rng.uniform(6, 90))[..., None] > 0
        rgb = np.where(wave, colours[0], colours[1])
    else:
        rgb = np.full((size, size, 3), colours[0])
        for _ in range(int(rng.integers(1, 12))):
            centre, colour = tuple(int(v) for v in rng.integers(0, size, 2)), tuple(rng.uniform(0, 255, 3))
            if kind == 3:
                cv2.circle(rgb, centre, int(rng.integers(4, size // 3)), colour, int(rng.choice([-1, 2, 5])))
            else:
                cv2.putText(rgb, "".join(map(chr, rng.integers(33, 122, 8))), centre, 0, rng.uniform(0.5, 3), colour, 2)
    side = size * rng.uniform(0.3, 0.9)
    low = rng.uniform(0, size - side, 2)
    return np.clip(rgb, 0, 255).astype(np.uint8), (*low, side, side)


KINDS: dict[str, Callable[[Field, Rng], Made]] = {
    made.__name__: made for made in (background, red_cell, overlapping_red_cells, seam, blurred_cell, cut_cell,
                                     precipitate, something_else)}


def make(split: str, data: Path, out: Path) -> list[dict]:
    """Writes the pictures of one split; its listing."""
    rng = np.random.default_rng(len(split))
    paths = sorted((data / "fields" / split / "images").glob("*.jpg"))
    rows: list[dict] = []
    for name, maker in KINDS.items():
        wanted = COUNT[split]
        for path in (paths[i] for i in rng.permutation(len(paths))):
            made = maker(Field(path), rng)
            if made and wanted and min(made[1][2:]) >= 8:
                picture, box = cut_patch(made[0], np.array(made[1], np.float32))
                file = f"{split}-{name}-{wanted}.png"
                cv2.imwrite(str(out / file), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
                rows.append({"file": file, "class": name, "box": [round(float(v), 1) for v in box]})
                wanted -= 1
            if not wanted:
                break
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for split in ("train", "val"):
        rows = make(split, args.data, args.out)
        (args.out / f"{split}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        print(split, len(rows))


if __name__ == "__main__":
    main()
