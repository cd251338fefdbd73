"""Readers of the labelled sources: picture, whole-cell box, label, split group.

Splits never let an original or a slide stand on both sides: Barcelona (pbc) comes split, bccd is split by field
number, bangkok by slide. Splitting is by name only, so it repeats exactly on every machine.
"""
from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Iterator

import cv2
import numpy as np

from classes import CLASSES, FIELD_LABEL, PBC_PREFIX, label_mask
from finder import find_cell

#: Slides held out of Bangkok: at least one of each class that has more than one slide.
BANGKOK_VAL_SLIDES = {"B-53", "E-12", "E-14", "L-10", "L-3B", "L-4B", "M-3B", "M-4B", "M-5B", "N-1B", "HF-M-8"}
BCCD_VAL_EVERY = 5      # each fifth field number of bccd is held out
MIN_SIDE = 8            # px, smaller boxes are degenerate
UNSEEN_BOX = (90.0, 90.0, 180.0, 180.0)   # of a 360 px Barcelona picture in which nothing was found


@dataclass(frozen=True)
class Cell:
    """One labelled cell. `box` is x, y, w, h in pixels; `mask` bool [11] are the classes its label leaves possible."""

    picture: Path
    box: tuple[float, float, float, float]
    mask: np.ndarray
    source: str
    group: str
    split: str


def read_rgb(path: Path) -> np.ndarray:
    """Picture as uint8 [H,W,3] RGB."""
    bgr = cv2.imread(str(path))
    if bgr is None:
        raise ValueError(f"{path}: not a readable picture")
    return cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)


def _agreed_box(detected: list[float] | None, found: np.ndarray | None) -> tuple[float, ...]:
    """The detector's box where it lies on the cell in the middle that the classical finder sees, else the finder's,
    else the middle of the picture. The detector may have chosen a platelet beside the cell."""
    if found is None:
        return tuple(detected or UNSEEN_BOX)
    if detected:
        offset = np.array(detected[:2]) + np.array(detected[2:]) / 2 - found[:2]
        if (offset > 0).all() and (offset < found[2:]).all():
            return tuple(detected)
    return tuple(map(float, found))


def _pbc_pictures(data: Path, split: str) -> Iterator[Cell]:
    """Barcelona pictures with their labels, not yet with a box."""
    for path in sorted((data / "pbc" / split).glob("*/*.jpg")):
        fine = PBC_PREFIX[path.name.split("_")[0]]
        yield Cell(path, UNSEEN_BOX, label_mask(fine), "pbc", path.stem, split)


def pbc(data: Path, boxes: dict[str, list[float] | None] | None = None) -> Iterator[Cell]:
    """Barcelona cells; `boxes` are the detector's by file name (detect_boxes.mjs)."""
    for cell in (*_pbc_pictures(data, "train"), *_pbc_pictures(data, "val")):
        box = _agreed_box((boxes or {}).get(cell.picture.name), find_cell(read_rgb(cell.picture)))
        yield replace(cell, box=box)


def pbc_end_to_end(data: Path, boxes: dict[str, list[float] | None]) -> Iterator[Cell]:
    """Held-out Barcelona cells with the detector's own box, the whole picture where it found none, as the product."""
    for cell in _pbc_pictures(data, "val"):
        height, width = read_rgb(cell.picture).shape[:2]
        yield replace(cell, box=tuple(boxes[cell.picture.name] or (0.0, 0.0, width, height)))


def _voc_boxes(annotation: Path) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """Kind and box of every usable object of a VOC file; degenerate boxes are left out."""
    for item in ElementTree.parse(annotation).iter("object"):
        x0, y0, x1, y1 = (float(item.find(f"bndbox/{k}").text) for k in ("xmin", "ymin", "xmax", "ymax"))
        if min(x1 - x0, y1 - y0) >= MIN_SIDE:
            yield item.find("name").text, (x0, y0, x1 - x0, y1 - y0)


def bccd(data: Path) -> Iterator[Cell]:
    """White cells of fields that hold one class, and every boxed platelet; a few fields have no annotation."""
    folder = data / "bccd"
    with open(folder / "labels.csv", newline="") as file:
        classes = {row["image"]: set(row["classes"].lower().split("|")) for row in csv.DictReader(file)}
    for path in sorted((folder / "images").glob("*.jpg")):
        split = "val" if int(path.stem.split("_")[1]) % BCCD_VAL_EVERY == 0 else "train"
        annotation = folder / "annotations" / f"{path.stem}.xml"
        for kind, box in _voc_boxes(annotation) if annotation.exists() else ():
            names = {"WBC": classes.get(path.name, set()), "Platelets": {"platelet"}}.get(kind, set())
            if len(names) == 1 and (name := next(iter(names))) in FIELD_LABEL:
                yield Cell(path, box, label_mask(FIELD_LABEL[name]), "bccd", path.stem, split)


def bangkok(data: Path) -> Iterator[Cell]:
    """White cells of the Bangkok fields, split by slide (the name before `_`)."""
    names = (data / "bangkok" / "classes.txt").read_text().split()
    for path in sorted((data / "bangkok" / "images").glob("*.jpg")):
        slide = path.stem.split("_")[0]
        split = "val" if slide in BANGKOK_VAL_SLIDES else "train"
        height, width = read_rgb(path).shape[:2]
        for line in (data / "bangkok" / "labels" / f"{path.stem}.txt").read_text().splitlines():
            kind, x, y, w, h = map(float, line.split())
            box = ((x - w / 2) * width, (y - h / 2) * height, w * width, h * height)
            yield Cell(path, box, label_mask(FIELD_LABEL[names[int(kind)]]), "bangkok", slide, split)


def simulated(folder: Path) -> Iterator[Cell]:
    """Cells of simulator frames written by simulated_cells.py as `{split}.jsonl`: picture, class and box a line."""
    for split in ("train", "val"):
        lines = folder / f"{split}.jsonl"
        for line in lines.read_text().splitlines() if lines.exists() else ():
            row = json.loads(line)
            if row["class"] in CLASSES:
                yield Cell(folder / row["file"], tuple(row["box"]), label_mask((row["class"],)), "sim", row["file"], split)
