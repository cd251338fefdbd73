"""Copies of platelets, the scarcest kind, set between the cells of other pictures."""

import cv2
import numpy as np
from numpy.random import Generator

from data import KINDS, WORKING_RED_CELL, Picture
from tile import Tile, resize, turn

PLATELET = KINDS.index("platelet")
MARGIN = 0.2
"""Background around a copied platelet, as a share of its longer side."""
TRIES = 8


def platelet_tiles(pictures: list[Picture]) -> list[Tile]:
    """Every whole platelet with a little background, at the working scale, its own box inside."""
    tiles = []
    for picture in pictures:
        limit = np.array(picture.pixels.shape[1::-1])
        for box in picture.boxes[picture.kinds == PLATELET]:
            margin = MARGIN * (box[2:] - box[:2]).max()
            first, last = np.floor(box[:2] - margin).astype(int), np.ceil(box[2:] + margin).astype(int)
            if (first < 0).any() or (last > limit).any():
                continue
            pixels = picture.pixels[first[1] : last[1], first[0] : last[0]]
            tile = Tile(pixels, (box - np.tile(first, 2))[None].astype(np.float32), np.array([PLATELET]))
            tiles.append(resize(tile, *[WORKING_RED_CELL / picture.red_cell] * 2))
    return tiles


def covered(boxes: np.ndarray, box: np.ndarray) -> float:
    """Largest share of `box` that one of the boxes covers."""
    side = np.minimum(boxes[:, 2:], box[2:]) - np.maximum(boxes[:, :2], box[:2])
    return float(np.clip(side, 0, None).prod(1).max(initial=0) / (box[2:] - box[:2]).prod())


def blend(ground: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    """The platelet on other ground, faded out toward its margin and lit like that ground."""
    height, width = pixels.shape[:2]
    edge = np.concatenate((pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]))
    lit = pixels * (np.median(ground, (0, 1)) / np.maximum(np.median(edge, 0), 1)).clip(0.5, 2)
    ys, xs = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    share = np.clip((1 - np.hypot(xs, ys)) / MARGIN, 0, 1)[..., None]
    return np.clip(ground * (1 - share) + lit * share, 0, 255).astype(np.uint8)


def paste(canvas: Tile, tiles: list[Tile], rng: Generator) -> Tile:
    """One to four platelets more on a square canvas, each where it hardly covers a cell."""
    pixels, boxes, kinds = canvas.pixels, canvas.boxes, canvas.kinds
    for _ in range(int(rng.integers(1, 5))):
        tile = turn(tiles[rng.integers(len(tiles))], rng)
        tile = resize(tile, *[2.0 ** float(np.clip(rng.normal(0, 0.25), -0.7, 0.7))] * 2)
        height, width = tile.pixels.shape[:2]
        for _ in range(TRIES):
            left, top = (int(rng.integers(0, len(canvas.pixels) - side)) for side in (width, height))
            box = tile.boxes[0] + np.array([left, top, left, top], np.float32)
            if covered(boxes, box) < 0.1:
                place = slice(top, top + height), slice(left, left + width)
                pixels[place] = blend(pixels[place], tile.pixels)
                boxes, kinds = np.concatenate((boxes, box[None])), np.append(kinds, PLATELET)
                break
    return Tile(pixels, boxes, kinds)
