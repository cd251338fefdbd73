#!/usr/bin/env python3
"""Counts false boxes on held-out fields with stain precipitate, debris, smudges, eyepieces and black corners.

    python3 models/training/detector/negatives.py paint --out $W/littered
    ./hematovision detect --jsonl $W/littered/images > $W/littered.jsonl
    ./hematovision detect --jsonl ../shared/data/fields/val/images > $W/clean.jsonl
    python3 models/training/detector/negatives.py count --clean $W/clean.jsonl --littered $W/littered.jsonl \\
        --truth $W/littered

A false box overlaps no true cell of any kind by 0.3. The artefacts are painted by the code that paints them in
training, over pictures nobody trained on: this shows that the lesson was learned, not that real dirt is harmless.
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from artefacts import DIRT, SHUTTERS
from data import DEFAULT_DATA, Picture, read_field, read_fields
from evaluate import read_found
from metrics import overlaps
from predict import Found
from tile import Tile, hide

PAINTERS = (*DIRT, *SHUTTERS)
EVERY = 3
"""Every third field of the validation set is littered."""
TOUCHES = 0.3


def paint(data: Path, out: Path) -> None:
    """Writes littered pictures to out/images and what remains to be seen of their cells to out/labels."""
    for name in ("images", "labels"):
        (out / name).mkdir(parents=True, exist_ok=True)
    for index, picture in enumerate(read_fields(data, "val")[::EVERY]):
        painter, rng = PAINTERS[index % len(PAINTERS)], np.random.default_rng(index)
        pixels, mask = painter(picture.pixels, picture.red_cell, rng)
        tile = Tile(pixels, picture.boxes, picture.kinds)
        tile = hide(tile, mask) if painter in SHUTTERS else tile
        stem, size = f"{painter.__name__}-{picture.path.stem}", np.tile(pixels.shape[1::-1], 2)
        cv2.imwrite(str(out / "images" / f"{stem}.png"), cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
        corners = tile.boxes / size
        shares = np.concatenate(((corners[:, :2] + corners[:, 2:]) / 2, corners[:, 2:] - corners[:, :2]), 1)
        lines = [f"{kind} " + " ".join(f"{share:.6f}" for share in row) for kind, row in zip(tile.kinds, shares)]
        (out / "labels" / f"{stem}.txt").write_text("\n".join(lines))


def false_boxes(picture: Picture, found: Found) -> int:
    return int((overlaps(found.boxes, picture.boxes).max(1, initial=0) < TOUCHES).sum())


def count(chosen: argparse.Namespace) -> dict[str, dict[str, float]]:
    """False boxes a picture by artefact: on the clean picture and on the littered one."""
    clean, littered = read_found(chosen.clean), read_found(chosen.littered)
    report = {}
    for offset, painter in enumerate(PAINTERS):
        originals = read_fields(chosen.data, "val")[::EVERY][offset :: len(PAINTERS)]
        before = [false_boxes(picture, clean[picture.path.stem]) for picture in originals]
        painted = [read_field(path) for path in sorted((chosen.truth / "images").glob(f"{painter.__name__}-*"))]
        after = [false_boxes(picture, littered[picture.path.stem]) for picture in painted]
        rows = {"clean": np.mean(before), "littered": np.mean(after)}
        report[painter.__name__] = {"pictures": len(painted), **{name: round(float(v), 3) for name, v in rows.items()}}
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    commands = parser.add_subparsers(required=True, dest="command")
    painting, counting = commands.add_parser("paint"), commands.add_parser("count")
    painting.add_argument("--out", type=Path, required=True)
    for name in ("clean", "littered", "truth"):
        counting.add_argument(f"--{name}", type=Path, required=True)
    counting.add_argument("--scores", type=Path, default=Path(__file__).with_name("scores.json"))
    chosen = parser.parse_args()
    if chosen.command == "paint":
        paint(chosen.data, chosen.out)
        return
    stored = json.loads(chosen.scores.read_text())
    stored["artefacts"] = {"data": "every third picture of fields/val, false boxes a picture", **count(chosen)}
    chosen.scores.write_text(json.dumps(stored, indent=2) + "\n")


if __name__ == "__main__":
    main()
