"""Readers of the labelled sources: picture, whole-cell box, label, split group.

Boxes come reviewed with the source (bccd, bangkok), or from the product's own choice of the cell, as lines of
`hematovision classify --jsonl` (pbc, wbc4). Splitting is by name only, so it repeats exactly on every machine.
"""
from __future__ import annotations

import csv
import json
import logging
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

import cv2
import numpy as np

from classes import CLASSES, FIELD_LABEL, PBC_PREFIX, label_mask

Box = tuple[float, float, float, float]

#: Slides held out of Bangkok: at least one of each class that has more than one slide.
BANGKOK_VAL_SLIDES = {"B-53", "E-12", "E-14", "L-10", "L-3B", "L-4B", "M-3B", "M-4B", "M-5B", "N-1B", "HF-M-8"}
VAL_EVERY = 5           # each fifth original of bccd and wbc4 is held out
MIN_SIDE = 8            # px, smaller boxes are degenerate
OFF_CENTRE = 0.25       # of the picture's side: a Barcelona box farther from the middle is a neighbour's


@dataclass(frozen=True)
class Cell:
    """One labelled cell. `box` is x, y, w, h in pixels; `mask` bool [11] are the classes its label leaves possible,
    none for what is no cell; `group` names the original picture or slide that must not be split."""

    picture: Path
    box: Box
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


def is_usable(box: Box, file: Path) -> bool:
    """Whether a box can be a cell's; a degenerate one is refused with the name of its file."""
    usable = min(box[2:]) >= MIN_SIDE
    if not usable:
        logging.warning("%s: box %s is degenerate (a side under %d px), refused", file, [round(v, 1) for v in box], MIN_SIDE)
    return usable


def voc_boxes(annotation: Path) -> Iterator[tuple[str, Box]]:
    """Kind and box of every usable object of a VOC file."""
    for item in ElementTree.parse(annotation).iter("object"):
        x0, y0, x1, y1 = (float(item.find(f"bndbox/{k}").text) for k in ("xmin", "ymin", "xmax", "ymax"))
        box = (x0, y0, x1 - x0, y1 - y0)
        if is_usable(box, annotation):
            yield item.find("name").text, box


def yolo_boxes(label: Path, width: int, height: int) -> Iterator[tuple[int, Box]]:
    """Kind and box, in pixels, of every usable object of a YOLO file of a picture of that size."""
    for line in label.read_text().splitlines():
        kind, x, y, w, h = map(float, line.split())
        box = ((x - w / 2) * width, (y - h / 2) * height, w * width, h * height)
        if is_usable(box, label):
            yield int(kind), box


def product_boxes(lines: Path) -> Iterator[tuple[Path, Box]]:
    """Picture and chosen cell of each line of `hematovision classify --jsonl`; pictures without a cell are left out."""
    for line in lines.read_text().splitlines():
        row = json.loads(line)
        picture = Path(row["file"])
        if row["crop"] and is_usable(row["crop"], picture):
            yield picture, tuple(row["crop"])


def in_the_middle(box: Box, width: int, height: int) -> bool:
    """Whether a box lies where Barcelona's pictures have their cell."""
    x, y = box[0] + box[2] / 2 - width / 2, box[1] + box[3] / 2 - height / 2
    return max(abs(x) / width, abs(y) / height) <= OFF_CENTRE


def pbc(lines: Path) -> Iterator[Cell]:
    """Barcelona cells in `train/` and `val/` folders. Where the product chose a neighbour, the label is not its."""
    for path, box in product_boxes(lines):
        height, width = read_rgb(path).shape[:2]
        if in_the_middle(box, width, height):
            fine = PBC_PREFIX[path.name.split("_")[0]]
            yield Cell(path, box, label_mask(fine), "pbc", path.stem, path.parts[-3])


def bccd_split(number: int) -> str:
    """Side of an original, by the number in its BCCD name."""
    return "val" if number % VAL_EVERY == 0 else "train"


def bccd(data: Path) -> Iterator[Cell]:
    """White cells of fields that hold one class, and every boxed platelet; a few fields have no annotation."""
    folder = data / "bccd"
    with open(folder / "labels.csv", newline="") as file:
        classes = {row["image"]: set(row["classes"].lower().split("|")) for row in csv.DictReader(file)}
    for path in sorted((folder / "images").glob("*.jpg")):
        split = bccd_split(int(path.stem.split("_")[1]))
        annotation = folder / "annotations" / f"{path.stem}.xml"
        for kind, box in voc_boxes(annotation) if annotation.exists() else ():
            names = {"WBC": classes.get(path.name, set()), "Platelets": {"platelet"}}.get(kind, set())
            if len(names) == 1 and (name := next(iter(names))) in FIELD_LABEL:
                yield Cell(path, box, label_mask(FIELD_LABEL[name]), "bccd", path.stem, split)


def wbc4_origin(picture: Path, originals: dict[str, str]) -> tuple[str, str]:
    """Original and side of a copy. `originals` (match_originals.py) maps CLASS/N to the BCCD picture it was made from,
    and a copy stands on that picture's side; N alone counts anew in each class's folder."""
    number = picture.stem.split("_")[1]
    key = f"{picture.parent.name}/{number}"
    group = originals.get(key, key)
    return group, bccd_split(int(group.split("_")[1] if key in originals else number))


def wbc4(lines: Path, originals: dict[str, str]) -> Iterator[Cell]:
    """Kaggle's augmented copies."""
    for path, box in product_boxes(lines):
        group, split = wbc4_origin(path, originals)
        yield Cell(path, box, label_mask(FIELD_LABEL[path.parent.name.lower()]), "wbc4", group, split)


def bangkok(data: Path) -> Iterator[Cell]:
    """White cells of the Bangkok fields, split by slide (the name before `_`)."""
    names = (data / "bangkok" / "classes.txt").read_text().split()
    for path in sorted((data / "bangkok" / "images").glob("*.jpg")):
        slide = path.stem.split("_")[0]
        split = "val" if slide in BANGKOK_VAL_SLIDES else "train"
        height, width = read_rgb(path).shape[:2]
        for kind, box in yolo_boxes(data / "bangkok" / "labels" / f"{path.stem}.txt", width, height):
            yield Cell(path, box, label_mask(FIELD_LABEL[names[kind]]), "bangkok", slide, split)


def listed(folder: Path, source: str) -> Iterator[Cell]:
    """Cells that simulated_cells.py or negatives.py cut out, listed in `{split}.jsonl`: file, class or kind, box."""
    for split in ("train", "val"):
        for line in (folder / f"{split}.jsonl").read_text().splitlines():
            row = json.loads(line)
            fine = (row["class"],) if row["class"] in CLASSES else ()
            yield Cell(folder / row["file"], tuple(row["box"]), label_mask(fine), source, row["file"], split)
