"""Cuts cells of simulated slides into pictures, boxed as our own detector sees them, so that the simulator trains as
one more domain, motion and defocus included.

    for seed in 11 12 13 14; do ./hematovision simulate --out SIM/train/$seed.mp4 --truth SIM/train/$seed.truth.json \
        --seed $seed --seconds 2 --mix uniform --pace stills; done      # and other seeds into SIM/val
    /usr/bin/python3 models/training/classifier/simulated_cells.py --films SIM --out /tmp/train-classifier/sim

Truth of a film: per frame the stage's offset in the mosaic (px) and the blur; per cell its mosaic box, type and class.
What the detector takes for a white cell or a platelet where the truth has none is listed as `debris`.
"""
from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path
from typing import Iterator

import cv2
import numpy as np

from cell_store import cut_patch
from classes import CLASSES

MAX_BLUR = 1.6        # frames blurred more show nothing that a person would classify
LEAST_OVERLAP = 0.45  # of a detection with the cell that it is taken for
PLATELETS = 3         # of a frame; there are ten times as many as white cells
FRAME_STEP = {"stills": 1, "scan": 25}


def write_frames(film: Path, truth: dict, folder: Path) -> Iterator[tuple[Path, np.ndarray]]:
    """Writes the usable frames as pictures; each with the stage's place in it."""
    stages = np.array(truth["frames"], float)
    apart = np.abs(np.diff(stages[:, :2], axis=0)).max(initial=0) > truth["width"] / 2
    reader = cv2.VideoCapture(str(film))
    for number, (x, y, blur) in enumerate(stages):
        readable, bgr = reader.read()
        if readable and blur <= MAX_BLUR and number % FRAME_STEP["stills" if apart else "scan"] == 0:
            path = folder / f"{film.parent.name}-{film.stem}-{number}.png"
            cv2.imwrite(str(path), bgr)
            yield path, np.array([x, y])


def detect(command: Path, folder: Path) -> dict[str, list[dict]]:
    """Detections of each picture of a folder, by the product."""
    done = subprocess.run([command, "detect", "--jsonl", "--threads", "1", folder], check=True, capture_output=True, text=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {Path(row["file"]).name: row["cells"] for row in rows}


def overlap(box: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """Intersection over union of x,y,w,h with each of [N,4]."""
    span = np.minimum(box[:2] + box[2:], boxes[:, :2] + boxes[:, 2:]) - np.maximum(box[:2], boxes[:, :2])
    common = np.prod(np.maximum(span, 0), axis=1)
    return common / (np.prod(box[2:]) + np.prod(boxes[:, 2:], axis=1) - common)


def name_detections(found: list[dict], truth: dict, stage: np.ndarray) -> Iterator[tuple[np.ndarray, str]]:
    """Box and class of each detected cell that is no red cell, `debris` where the truth has nothing."""
    boxes = np.array([[c["x"] - stage[0], c["y"] - stage[1], c["w"], c["h"]] for c in truth["cells"]])
    platelets = 0
    for cell in found:
        box = np.array(cell["box"])
        shared = overlap(box, boxes)
        best = int(shared.argmax())
        name = truth["cells"][best].get("fineClass") if shared[best] >= LEAST_OVERLAP else "debris"
        platelets += name == "platelet"
        if cell["kind"] != "rbc" and name and (name != "platelet" or platelets <= PLATELETS):
            yield box, name


def cut_film(film: Path, command: Path, out: Path) -> Iterator[dict]:
    """Writes the pictures of one film and yields their rows for the listing."""
    truth = json.loads(film.with_suffix(".truth.json").read_text())
    frames = out / "frames" / f"{film.parent.name}-{film.stem}"
    frames.mkdir(parents=True, exist_ok=True)
    stages = dict(write_frames(film, truth, frames))
    found = detect(command, frames)
    for path, stage in stages.items():
        bgr = cv2.imread(str(path))
        for i, (box, name) in enumerate(name_detections(found[path.name], truth, stage)):
            picture, local = cut_patch(bgr, box)
            file = f"{path.stem}-{i}.png"
            cv2.imwrite(str(out / file), picture)
            yield {"file": file, "class": name, "box": [round(float(v), 1) for v in local]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--films", type=Path, required=True, help="folder with train/*.mp4 and val/*.mp4")
    parser.add_argument("--command", type=Path, default=Path("./hematovision"))
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for split in ("train", "val"):
        films = sorted((args.films / split).glob("*.mp4"))
        rows = [row for film in films for row in cut_film(film, args.command.resolve(), args.out)]
        (args.out / f"{split}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        print(split, len(films), "films", len(rows), "cells", sum(row["class"] in CLASSES for row in rows), "with a class")


if __name__ == "__main__":
    main()
