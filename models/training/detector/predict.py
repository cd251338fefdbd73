"""Runs a detector over whole pictures, as the exported graph does: resize to multiples of 32, then the 300 best."""

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from data import WORKING_RED_CELL, Picture
from model import KIND_COUNT

BATCH = 16
"""Pictures at once; with fewer than 16, one-threaded Debian PyTorch takes a ten times slower convolution."""
LIMIT = 300


@dataclass
class Found:
    """boxes [n,4] x1,y1,x2,y2 in the picture's pixels, scores [n] falling, kinds [n]."""

    boxes: np.ndarray
    scores: np.ndarray
    kinds: np.ndarray


def working_size(height: int, width: int, scale: float) -> tuple[int, int]:
    """Height and width, multiples of 32, at which a picture is looked at."""
    return max(32, round(height * scale / 32) * 32), max(32, round(width * scale / 32) * 32)


def shrink(pixels: np.ndarray, height: int, width: int) -> np.ndarray:
    smaller = height * width < pixels.shape[0] * pixels.shape[1]
    return cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)


def select(scores: Tensor, boxes: Tensor, picture: Picture, height: int, width: int) -> Found:
    """The best boxes of one picture, from scores [A,3] and boxes [A,4] in working pixels."""
    best, place = scores.flatten().topk(min(LIMIT, scores.numel()))
    rows, columns = picture.pixels.shape[:2]
    factor = torch.tensor([columns / width, rows / height]).repeat(2)
    limit = torch.tensor([columns, rows]).repeat(2)
    chosen = torch.minimum(boxes[place // KIND_COUNT] * factor, limit).clamp(min=0)
    return Found(chosen.numpy(), best.numpy(), (place % KIND_COUNT).numpy())


@torch.no_grad()
def predict(detector: nn.Module, pictures: list[Picture], scales: list[float]) -> list[Found]:
    """Cells of each picture at its own scale; pictures of one working size share batches."""
    detector.eval()
    groups: dict[tuple[int, int], list[int]] = {}
    for index, (picture, scale) in enumerate(zip(pictures, scales)):
        groups.setdefault(working_size(*picture.pixels.shape[:2], scale), []).append(index)
    found: dict[int, Found] = {}
    for (height, width), members in groups.items():
        for start in range(0, len(members), BATCH):
            chunk = members[start : start + BATCH]
            padded = chunk + chunk[:1] * (BATCH - len(chunk))
            pixels = np.stack([shrink(pictures[index].pixels, height, width) for index in padded])
            batch = torch.from_numpy(pixels).permute(0, 3, 1, 2).float().contiguous(memory_format=torch.channels_last)
            scores, boxes = detector(batch)
            for row, index in enumerate(chunk):
                found[index] = select(scores[row], boxes[row], pictures[index], height, width)
    return [found[index] for index in range(len(pictures))]


def source_scales(pictures: list[Picture]) -> list[float]:
    """Scales that bring each source's usual red cell to `WORKING_RED_CELL`."""
    return [WORKING_RED_CELL / picture.red_cell for picture in pictures]
