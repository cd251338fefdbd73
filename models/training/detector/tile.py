"""A picture on its way to a training sample, with its boxes, and what moves both together."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator

MIN_VISIBLE_SIDE = 5.0
"""Working pixels of a cut cell that must remain for it to stay a cell."""
MIN_VISIBLE_SHARE = 0.12


@dataclass
class Tile:
    """pixels uint8 [h,w,3]; boxes float32 [n,4] in its pixels; kinds int64 [n]."""

    pixels: np.ndarray
    boxes: np.ndarray
    kinds: np.ndarray


def turn(tile: Tile, rng: Generator) -> Tile:
    """One of the eight quarter turns and mirror images."""
    pixels, boxes = tile.pixels, tile.boxes
    if rng.random() < 0.5:
        pixels, boxes = pixels.transpose(1, 0, 2), boxes[:, [1, 0, 3, 2]]
    height, width = pixels.shape[:2]
    if rng.random() < 0.5:
        pixels = pixels[:, ::-1]
        boxes = np.stack((width - boxes[:, 2], boxes[:, 1], width - boxes[:, 0], boxes[:, 3]), 1)
    if rng.random() < 0.5:
        pixels = pixels[::-1]
        boxes = np.stack((boxes[:, 0], height - boxes[:, 3], boxes[:, 2], height - boxes[:, 1]), 1)
    return Tile(np.ascontiguousarray(pixels), boxes, tile.kinds)


def cut(tile: Tile, left: int, top: int, width: int, height: int) -> Tile:
    """A window of the tile; cells that hardly reach into it are dropped."""
    window = np.array([left, top, left + width, top + height], np.float32)
    inside = np.concatenate((np.maximum(tile.boxes[:, :2], window[:2]), np.minimum(tile.boxes[:, 2:], window[2:])), 1)
    side = inside[:, 2:] - inside[:, :2]
    share = np.clip(side, 0, None).prod(1) / (tile.boxes[:, 2:] - tile.boxes[:, :2]).prod(1)
    kept = (side.min(1, initial=np.inf) > MIN_VISIBLE_SIDE) & (share > MIN_VISIBLE_SHARE)
    pixels = tile.pixels[top : top + height, left : left + width]
    return Tile(pixels, inside[kept] - window[[0, 1, 0, 1]], tile.kinds[kept])


def resize(tile: Tile, scale_x: float, scale_y: float) -> Tile:
    height, width = tile.pixels.shape[:2]
    size = max(1, round(width * scale_x)), max(1, round(height * scale_y))
    method = cv2.INTER_AREA if min(scale_x, scale_y) < 1 else cv2.INTER_LINEAR
    factor = np.array([size[0] / width, size[1] / height] * 2, np.float32)
    return Tile(cv2.resize(tile.pixels, size, interpolation=method), tile.boxes * factor, tile.kinds)


def hide(tile: Tile, hidden: np.ndarray) -> Tile:
    """Clips boxes to what a mask bool [h,w] leaves to be seen of them; cells that hardly show are dropped."""
    boxes, kept = tile.boxes.copy(), np.ones(len(tile.boxes), bool)
    for index, (left, top, right, bottom) in enumerate(tile.boxes.round().astype(int)):
        seen = ~hidden[top:bottom, left:right]
        if seen.all():
            continue
        columns, rows = np.flatnonzero(seen.any(0)), np.flatnonzero(seen.any(1))
        if seen.mean() < MIN_VISIBLE_SHARE or min(np.ptp(columns), np.ptp(rows)) < MIN_VISIBLE_SIDE:
            kept[index] = False
            continue
        boxes[index] = left + columns[0], top + rows[0], left + columns[-1] + 1, top + rows[-1] + 1
    return Tile(tile.pixels, boxes[kept], tile.kinds[kept])
