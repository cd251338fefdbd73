"""Training samples: pictures cut, turned, scaled, set beside each other and littered on a square canvas."""

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor
from torch.utils.data import Dataset

from artefacts import DIRT, SHUTTERS
from assign import Truth
from data import WORKING_RED_CELL, Picture
from paste import paste, platelet_tiles
from photometry import disturb
from tile import Tile, cut, hide, resize, turn

PASTED, DIRTY, SHUTTERED = 0.3, 0.2, 0.08
"""Shares of the samples with copied platelets, with dirt, and with a black surround."""


def window_start(length: int, window: int, near: float | None, rng: Generator) -> int:
    """Where a window starts on an axis: anywhere, or so that it holds the point `near`."""
    last = max(0, length - window)
    if near is None:
        return int(rng.integers(0, last + 1))
    low, high = max(0, int(near) - window + 1), min(last, int(near))
    return int(rng.integers(low, max(low, high) + 1))


def sample_scale(red_cell: float, strength: float, rng: Generator) -> float:
    """Scale that brings red cells near `WORKING_RED_CELL`: mostly within a quarter, at times 0.5 to 2 times."""
    octaves = rng.uniform(-1, 1) if rng.random() < 0.25 * strength else np.clip(rng.normal(0, 0.25), -1, 1)
    return WORKING_RED_CELL / red_cell * 2.0 ** float(octaves)


def take(picture: Picture, width: int, height: int, scale: float, rng: Generator) -> Tile:
    """A turned window of the picture, scaled by about `scale`, at most width x height working pixels."""
    tile = turn(Tile(picture.pixels, picture.boxes, picture.kinds), rng)
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


def litter(canvas: Tile, strength: float, rng: Generator) -> Tile:
    """Lays dirt over the canvas, or hides part of it."""
    red_cell = WORKING_RED_CELL * 2.0 ** rng.normal(0, 0.3)
    if rng.random() < DIRTY * strength:
        canvas.pixels = rng.choice(DIRT)(canvas.pixels, red_cell, rng)[0]
    if rng.random() < SHUTTERED * strength:
        canvas.pixels, hidden = rng.choice(SHUTTERS)(canvas.pixels, red_cell, rng)
        canvas = hide(canvas, hidden)
    return canvas


class TrainingSet(Dataset):
    """Epochs of augmented samples; sample i of epoch e is the same whenever seed, e and i are.

    `strength` (0 to 1) thins out everything that real pictures seldom show; the last epochs train with little of it.
    """

    def __init__(self, pictures: list[Picture], side: int, seed: int) -> None:
        self.pictures, self.side, self.seed, self.epoch, self.strength = pictures, side, seed, 0, 1.0
        self.complete = [picture for picture in pictures if picture.labelled.all()]
        self.platelets = platelet_tiles(self.complete)

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, index: int) -> tuple[np.ndarray, Tile, np.ndarray]:
        rng = np.random.default_rng((self.seed, self.epoch, index))
        picture = self.pictures[index]
        canvas = self.compose(picture, rng)
        if picture.labelled.all() and rng.random() < PASTED * self.strength:
            canvas = paste(canvas, self.platelets, rng)
        canvas = litter(canvas, self.strength, rng)
        return disturb(canvas.pixels, self.strength, rng), canvas, picture.labelled

    def take(self, picture: Picture, width: int, height: int, rng: Generator) -> Tile:
        return take(picture, width, height, sample_scale(picture.red_cell, self.strength, rng), rng)

    def compose(self, picture: Picture, rng: Generator) -> Tile:
        """One picture, or four around a random point where one leaves much of the canvas empty."""
        side = self.side
        canvas, first = empty_canvas(side, rng), self.take(picture, side, side, rng)
        covered = first.pixels.shape[0] * first.pixels.shape[1] / side**2
        whole = covered > 0.6 and rng.random() > 0.15 * self.strength
        if whole or not picture.labelled.all():
            return place(canvas, first, *(int(rng.integers(0, side - first.pixels.shape[axis] + 1)) for axis in (1, 0)))
        cross_x, cross_y = (int(side * rng.uniform(0.25, 0.75)) for _ in range(2))
        for column, (left, width) in enumerate(((0, cross_x), (cross_x, side - cross_x))):
            for row, (top, height) in enumerate(((0, cross_y), (cross_y, side - cross_y))):
                other = picture if column == row == 0 else self.complete[rng.integers(len(self.complete))]
                canvas = place(canvas, self.take(other, width, height, rng), left, top)
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
