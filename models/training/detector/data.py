"""Reads the detector's pictures and their boxes into memory."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

REPOSITORY = Path(__file__).resolve().parents[3]
DEFAULT_DATA = REPOSITORY.parent / "shared" / "data"
KINDS = ("wbc", "rbc", "platelet")
WORKING_RED_CELL = 64.0
"""Red-cell diameter, in working pixels, that the detector is centred on."""

RED_CELL_BY_WIDTH = {575: 123.0, 416: 75.0, 360: 70.0, 366: 73.0, 640: 97.0}
"""Median red-cell box (square root of its area, pixels) of each source of fields/train, told by picture width."""
BANGKOK_RED_CELL = 34.0
BANGKOK_TRAIN_SLIDES = frozenset(
    "B-30 B-53 B-59 E-3B E-8 E-11 L-4B L-8 L-10 M-3B M-4B N-1B".split()
)
"""Half of the Bangkok pictures, by whole slides; the others are for validation only."""


@dataclass
class Picture:
    """One picture with its true boxes.

    pixels uint8 [H,W,3] RGB; boxes float32 [n,4] as x1,y1,x2,y2 in pixels; kinds int64 [n]; labelled bool [3] says
    which kinds are boxed at all; red_cell is the usual red-cell diameter of the source in pixels.
    """

    path: Path
    pixels: np.ndarray
    boxes: np.ndarray
    kinds: np.ndarray
    labelled: np.ndarray
    red_cell: float


class DegenerateBox(ValueError):
    """A label file holds a box without area, or far outside its picture."""


def read_rgb(path: Path) -> np.ndarray:
    """A picture as uint8 [H,W,3] RGB."""
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if pixels is None:
        raise ValueError(f"{path} is not a readable picture")
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)


def read_yolo(path: Path, width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
    """YOLO label lines `class cx cy w h` (fractions) as boxes [n,4] clipped to the picture and class numbers [n]."""
    rows = [line.split() for line in path.read_text().splitlines() if line.strip()]
    values = np.array([[float(value) for value in row[1:5]] for row in rows], np.float32).reshape(-1, 4)
    boxes = np.concatenate((values[:, :2] - values[:, 2:] / 2, values[:, :2] + values[:, 2:] / 2), 1)
    boxes = np.clip(boxes, 0, 1) * np.array([width, height, width, height], np.float32)
    if len(boxes) and ((boxes[:, 2:] - boxes[:, :2]).min() < 1):
        raise DegenerateBox(f"{path} holds a box less than a pixel wide")
    return boxes.astype(np.float32), np.array([int(row[0]) for row in rows], np.int64)


def read_field(path: Path) -> Picture:
    """A picture of fields/, whose labels cover all three kinds."""
    pixels = read_rgb(path)
    height, width = pixels.shape[:2]
    boxes, kinds = read_yolo(path.parents[1] / "labels" / f"{path.stem}.txt", width, height)
    return Picture(path, pixels, boxes, kinds, np.ones(3, bool), RED_CELL_BY_WIDTH[width])


def read_fields(data: Path, split: str) -> list[Picture]:
    """fields/train or fields/val, by file name."""
    return [read_field(path) for path in sorted((data / "fields" / split / "images").iterdir())]


def read_bangkok(data: Path, train: bool) -> list[Picture]:
    """The Bangkok pictures of the training or the validation slides: white cells only, whatever their class."""
    pictures = []
    for path in sorted((data / "bangkok" / "images").iterdir()):
        slide = path.stem.split("_")[0]
        if (slide in BANGKOK_TRAIN_SLIDES) != train:
            continue
        pixels = read_rgb(path)
        boxes, classes = read_yolo(data / "bangkok" / "labels" / f"{path.stem}.txt", pixels.shape[1], pixels.shape[0])
        labelled = np.array([True, False, False])
        pictures.append(Picture(path, pixels, boxes, np.zeros_like(classes), labelled, BANGKOK_RED_CELL))
    return pictures


def refuse_shared(train: list[Picture], validation: list[Picture]) -> None:
    """Refuses a split in which the very pixels of a validation picture also stand in the training pictures."""
    def digests(pictures: list[Picture]) -> dict[str, Path]:
        return {hashlib.sha256(picture.pixels.data).hexdigest(): picture.path for picture in pictures}

    seen, held = digests(train), digests(validation)
    shared = seen.keys() & held.keys()
    if shared:
        example = shared.pop()
        raise ValueError(f"{seen[example]} and {held[example]} are the same picture, in training and in validation")
