"""Frames of simulated slides (`./hematovision simulate --out NAME.mp4 --truth NAME.truth.json`) as pictures.

The truth holds, per frame, the stage's offset in the mosaic and the blur, and every cell with its box in the mosaic.
"""

import json
from pathlib import Path

import cv2
import numpy as np

from data import KINDS, Picture

KIND_OF_TYPE = {"WBC": "wbc", "Erythroblast": "wbc", "RBC": "rbc", "Platelets": "platelet"}
MIN_VISIBLE_SHARE = 0.15


def truth_boxes(cells: list[dict]) -> tuple[np.ndarray, np.ndarray]:
    """All cells of a mosaic as boxes [n,4] x1,y1,x2,y2 and kinds [n]."""
    boxes = np.array([[c["x"], c["y"], c["x"] + c["w"], c["y"] + c["h"]] for c in cells], np.float32).reshape(-1, 4)
    return boxes, np.array([KINDS.index(KIND_OF_TYPE[cell["type"]]) for cell in cells], np.int64)


def in_view(boxes: np.ndarray, offset: tuple[float, float], width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
    """Boxes moved into a frame and clipped to it, and which of them show enough of their cell."""
    moved = boxes - np.array([*offset, *offset], np.float32)
    clipped = np.clip(moved, 0, np.array([width, height, width, height], np.float32))
    share = (clipped[:, 2:] - clipped[:, :2]).prod(1) / (moved[:, 2:] - moved[:, :2]).prod(1)
    return clipped, share > MIN_VISIBLE_SHARE


def read_video(path: Path, frames: int) -> list[Picture]:
    """`frames` pictures spread evenly over a simulated film whose truth lies beside it."""
    truth = json.loads(path.with_suffix(".truth.json").read_text())
    boxes, kinds = truth_boxes(truth["cells"])
    red_cells = boxes[kinds == KINDS.index("rbc")]
    red_cell = float(np.median((red_cells[:, 2:] - red_cells[:, :2]).prod(1) ** 0.5))
    wanted = set(np.linspace(0, len(truth["frames"]) - 1, frames).astype(int).tolist())
    film, pictures = cv2.VideoCapture(str(path)), []
    for index, (left, top, _) in enumerate(truth["frames"]):
        readable, pixels = film.read()
        if not readable:
            break
        if index in wanted:
            height, width = pixels.shape[:2]
            clipped, shown = in_view(boxes, (left, top), width, height)
            name = path.with_name(f"{path.stem}-{index}")
            rgb = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)
            pictures.append(Picture(name, rgb, clipped[shown], kinds[shown], np.ones(3, bool), red_cell))
    return pictures


def read_simulated(folder: Path, frames_per_film: int) -> list[Picture]:
    """Frames of every film in a folder."""
    return [picture for path in sorted(folder.glob("*.mp4")) for picture in read_video(path, frames_per_film)]
