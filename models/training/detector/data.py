"""Reads the detector's pictures and their boxes into memory."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

REPOSITORY = Path(__file__).resolve().parents[3]
DEFAULT_DATA = REPOSITORY.parent / "shared" / "data"
KINDS = ("wbc", "rbc", "platelet")
WORKING_RED_CELL = 72.0
"""Diameter of a whole red cell, in working pixels, that the detector is centred on."""

RED_CELL_BY_WIDTH = {575: 137.0, 416: 81.0, 360: 79.0, 366: 80.0, 640: 103.0}
"""Median box (square root of its area, pixels) of the red cells that lie whole in the pictures of each source of
fields/train, told by picture width."""
BANGKOK_RED_CELL = 52.0
BANGKOK_TRAIN_SLIDES = frozenset(
    "B-30 B-53 B-59 E-3B E-8 E-11 L-4B L-8 L-10 M-3B M-4B N-1B".split()
)
"""Half of the Bangkok pictures, by whole slides; the others are for validation only."""
TWINS_OF_VALIDATION = frozenset(
    (
        "01252e0c 1f0d220f 2469e6d9 30bc4b3c 3c1dd8f0 40192586 52748251 61ca7e4a 6afb78a3 6e5c651a 8890b26b a8af22e0 "
        "aa5559a0 b80ef11a b87844d3 da110c71"
    ).split()
)
"""Starts of names in fields/train: the same view as a picture of fields/val, turned, cut or at another size."""
FINGERPRINT_SIDE = 24
ALIKE = 0.92
"""Correlation of two fingerprints above which pictures show the same view. Different views on slides seen through
one dirty lens reach 0.90."""


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
    if len(boxes) and not (boxes[:, 2:] - boxes[:, :2]).min() >= 1:  # not a number is refused, too
        raise DegenerateBox(f"{path} holds a box less than a pixel wide")
    return boxes.astype(np.float32), np.array([int(row[0]) for row in rows], np.int64)


def read_field(path: Path) -> Picture:
    """A picture of fields/, whose labels cover all three kinds."""
    pixels = read_rgb(path)
    height, width = pixels.shape[:2]
    boxes, kinds = read_yolo(path.parents[1] / "labels" / f"{path.stem}.txt", width, height)
    return Picture(path, pixels, boxes, kinds, np.ones(3, bool), RED_CELL_BY_WIDTH[width])


def read_fields(data: Path, split: str) -> list[Picture]:
    """fields/train, without twins of validation pictures, or fields/val, by file name."""
    paths = sorted((data / "fields" / split / "images").iterdir())
    return [read_field(path) for path in paths if split == "val" or path.stem[:8] not in TWINS_OF_VALIDATION]


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


def fingerprint(pixels: np.ndarray) -> np.ndarray:
    """Fine detail of a small grey copy [FINGERPRINT_SIDE,FINGERPRINT_SIDE], of unit length: lamp and size drop out."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (FINGERPRINT_SIDE,) * 2, interpolation=cv2.INTER_AREA).astype(np.float32)
    detail = small - cv2.GaussianBlur(small, (0, 0), 5)
    return detail / max(float(np.linalg.norm(detail)), 1e-6)


def refuse_shared(train: list[Picture], validation: list[Picture]) -> None:
    """Refuses a split in which a view of the validation pictures, however turned, also stands in training."""
    seen = np.stack([fingerprint(picture.pixels).ravel() for picture in train])
    for picture in validation:
        held = fingerprint(picture.pixels)
        turns = [side[::y, ::x].ravel() for side in (held, held.T) for y in (1, -1) for x in (1, -1)]
        likeness = (seen @ np.stack(turns, 1)).max(1)
        if likeness.max() > ALIKE:
            twin = train[int(likeness.argmax())].path
            raise ValueError(f"{twin} and {picture.path} show the same view, in training and in validation")
