"""Training samples: pictures cut, turned, scaled and set beside each other on a square canvas."""

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor
from torch.utils.data import Dataset

from data import WORKING_RED_CELL, Picture
from loss import Truth
from photometry import disturb

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


def window_start(length: int, window: int, near: float | None, rng: Generator) -> int:
    """Where a window starts on an axis: anywhere, or so that it holds the point `near`."""
    last = max(0, length - window)
    if near is None:
        return int(rng.integers(0, last + 1))
    low, high = max(0, int(near) - window + 1), min(last, int(near))
    return int(rng.integers(low, max(low, high) + 1))


def sample_scale(red_cell: float, rng: Generator) -> float:
    """Scale that brings red cells near `WORKING_RED_CELL`: mostly within a quarter, at times 0.5 to 2 times."""
    octaves = rng.uniform(-1, 1) if rng.random() < 0.3 else np.clip(rng.normal(0, 0.3), -1, 1)
    return WORKING_RED_CELL / red_cell * 2.0 ** float(octaves)


def take(picture: Picture, width: int, height: int, rng: Generator) -> Tile:
    """A turned, scaled window of the picture, at most width x height working pixels."""
    tile = turn(Tile(picture.pixels, picture.boxes, picture.kinds), rng)
    scale = sample_scale(picture.red_cell, rng)
    scale_x, scale_y = scale * np.exp(rng.normal(0, 0.05, 2))
    rows, columns = tile.pixels.shape[:2]
    window_x, window_y = min(columns, int(width / scale_x)), min(rows, int(height / scale_y))
    near = (None, None)
    if len(tile.boxes) and rng.random() < 0.6:
        near = (tile.boxes[rng.integers(len(tile.boxes))].reshape(2, 2).mean(0)).tolist()
    left, top = window_start(columns, window_x, near[0], rng), window_start(rows, window_y, near[1], rng)
    tile = resize(cut(tile, left, top, window_x, window_y), scale_x, scale_y)
    return cut(tile, 0, 0, min(width, tile.pixels.shape[1]), min(height, tile.pixels.shape[0]))


def place(canvas: Tile, tile: Tile, left: int, top: int) -> Tile:
    """Pastes the tile into the canvas, with an abrupt seam at its edge."""
    height, width = tile.pixels.shape[:2]
    canvas.pixels[top : top + height, left : left + width] = tile.pixels
    boxes = tile.boxes + np.array([left, top, left, top], np.float32)
    return Tile(canvas.pixels, np.concatenate((canvas.boxes, boxes)), np.concatenate((canvas.kinds, tile.kinds)))


def empty_canvas(side: int, rng: Generator) -> Tile:
    pixels = np.full((side, side, 3), rng.integers(0, 256, 3), np.uint8)
    return Tile(pixels, np.zeros((0, 4), np.float32), np.zeros(0, np.int64))


class TrainingSet(Dataset):
    """Epochs of augmented samples; sample i of epoch e is the same whenever seed, e and i are."""

    def __init__(self, pictures: list[Picture], side: int, seed: int) -> None:
        self.pictures, self.side, self.seed, self.epoch = pictures, side, seed, 0
        self.complete = [picture for picture in pictures if picture.labelled.all()]

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, index: int) -> tuple[np.ndarray, Tile, np.ndarray]:
        rng = np.random.default_rng((self.seed, self.epoch, index))
        picture = self.pictures[index]
        canvas = self.compose(picture, rng)
        return disturb(canvas.pixels, rng), canvas, picture.labelled

    def compose(self, picture: Picture, rng: Generator) -> Tile:
        """One picture, or four around a random point where one leaves much of the canvas empty."""
        side = self.side
        canvas, first = empty_canvas(side, rng), take(picture, side, side, rng)
        covered = first.pixels.shape[0] * first.pixels.shape[1] / side**2
        if not picture.labelled.all() or (covered > 0.6 and rng.random() < 0.85):
            return place(canvas, first, *(int(rng.integers(0, side - first.pixels.shape[axis] + 1)) for axis in (1, 0)))
        cross_x, cross_y = (int(side * rng.uniform(0.25, 0.75)) for _ in range(2))
        for column, (left, width) in enumerate(((0, cross_x), (cross_x, side - cross_x))):
            for row, (top, height) in enumerate(((0, cross_y), (cross_y, side - cross_y))):
                other = picture if column == row == 0 else self.complete[rng.integers(len(self.complete))]
                canvas = place(canvas, take(other, width, height, rng), left, top)
        return canvas


def collate(samples: list[tuple[np.ndarray, Tile, np.ndarray]]) -> tuple[Tensor, Truth]:
    """Samples to images float [B,3,S,S] in 0..255 and padded truth."""
    images = torch.from_numpy(np.stack([pixels for pixels, _, _ in samples])).permute(0, 3, 1, 2).float()
    most = max(1, max(len(tile.kinds) for _, tile, _ in samples))
    boxes, kinds = torch.zeros(len(samples), most, 4), torch.zeros(len(samples), most, dtype=torch.long)
    real = torch.zeros(len(samples), most, dtype=torch.bool)
    for row, (_, tile, _) in enumerate(samples):
        count = len(tile.kinds)
        boxes[row, :count], kinds[row, :count] = torch.from_numpy(tile.boxes), torch.from_numpy(tile.kinds)
        real[row, :count] = True
    labelled = torch.from_numpy(np.stack([labels for _, _, labels in samples]))
    return images, Truth(boxes, kinds, real, labelled)
