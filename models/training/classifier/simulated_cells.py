"""Cuts cells of simulated slides into pictures, so that the simulator trains as one more domain.

    for seed in 1 2 3 4; do ./hematovision simulate --out SIM/train/$seed.mp4 --truth SIM/train/$seed.truth.json \
        --seed $seed --seconds 60 --wbc 60; done      # and other seeds into SIM/val
    /usr/bin/python3 models/training/classifier/simulated_cells.py --films SIM --out /tmp/train-classifier/sim

Truth of a film: per frame the stage's offset in the mosaic (px) and the blur; per cell its mosaic box, type and class.
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Iterator

import cv2
import numpy as np

from cell_store import PATCH_SIDE
from classes import CLASSES

MAX_BLUR = 0.6        # frames blurred more show nothing that a person would classify
MARGIN = 4            # px between a cell and the frame's edge


def cell_class(cell: dict) -> str | None:
    """Fine class of a cell of the truth, None for red cells."""
    name = cell.get("fineClass")
    return name if name in CLASSES else None


def views(truth: dict, per_cell: int, rng: np.random.Generator) -> dict[int, list[tuple[dict, np.ndarray]]]:
    """For each chosen frame the cells to cut there, with their box x,y,w,h in that frame."""
    frames = np.array(truth["frames"], float)
    chosen: dict[int, list[tuple[dict, np.ndarray]]] = {}
    for cell in truth["cells"]:
        if cell_class(cell) is None:
            continue
        x, y = cell["x"] - frames[:, 0], cell["y"] - frames[:, 1]
        inside = (x > MARGIN) & (y > MARGIN) & (frames[:, 2] <= MAX_BLUR)
        inside &= (x + cell["w"] < truth["width"] - MARGIN) & (y + cell["h"] < truth["height"] - MARGIN)
        seen = np.flatnonzero(inside)
        for frame in rng.choice(seen, min(per_cell, len(seen)), replace=False):
            chosen.setdefault(int(frame), []).append((cell, np.array([x[frame], y[frame], cell["w"], cell["h"]])))
    return chosen


def cut(bgr: np.ndarray, box: np.ndarray) -> tuple[np.ndarray, list[float]]:
    """The surroundings of a box and the box within them."""
    half = PATCH_SIDE * max(box[2:]) / 2
    centre = box[:2] + box[2:] / 2
    low = np.maximum(centre - half, 0).astype(int)
    high = np.minimum(centre + half, bgr.shape[1::-1]).astype(int)
    return bgr[low[1]:high[1], low[0]:high[0]], [round(float(v), 1) for v in (*(box[:2] - low), *box[2:])]


def cut_film(film: Path, folder: Path, per_cell: int) -> Iterator[dict]:
    """Writes the pictures of one film and yields their rows for the listing."""
    truth = json.loads(film.with_suffix(".truth.json").read_text())
    chosen = views(truth, per_cell, np.random.default_rng(0))
    reader = cv2.VideoCapture(str(film))
    for number in range(len(truth["frames"])):
        readable, bgr = reader.read()
        if not readable:
            return
        for i, (cell, box) in enumerate(chosen.get(number, ())):
            picture, local = cut(bgr, box)
            path = folder / f"{film.parent.name}-{film.stem}-{number}-{i}.png"
            cv2.imwrite(str(path), picture)
            yield {"file": path.name, "class": cell_class(cell), "box": local}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--films", type=Path, required=True, help="folder with train/*.mp4 and val/*.mp4")
    parser.add_argument("--per-cell", type=int, default=3, help="views of each cell")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for split in ("train", "val"):
        films = sorted((args.films / split).glob("*.mp4"))
        rows = [row for film in films for row in cut_film(film, args.out, args.per_cell)]
        (args.out / f"{split}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        print(split, len(films), "films", len(rows), "cells")


if __name__ == "__main__":
    main()
