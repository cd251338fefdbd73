"""Training batches drawn by source and class, and plain batches for evaluation."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator

import numpy as np
import torch
from torch import Tensor

import augment
from cell_store import CellStore
from crops import CONTEXT, warp_crop

#: Share of each laboratory in an epoch; shares of absent sources fall to the others.
SOURCE_SHARE = {"pbc": 0.64, "bccd": 0.16, "bangkok": 0.16, "sim": 0.10}
CLASS_BALANCE = 0.5     # draws a class in proportion to count ** this
SWAP_CHANCE = 0.25      # surroundings taken from another cell
SWAP_CHANCE_BANGKOK = 0.6   # there the surroundings tell the class
DETAILED_SOURCES = ("pbc", "sim")   # with fine labels
MILD_CHANCE = 0.35      # share of their crops that keep their detail
SCALE_RANGE = (0.78, 1.3)
SHIFT = 0.05            # standard deviation of the centre, in longer sides of the box


@dataclass(frozen=True)
class Batch:
    """crops float32 [N,3,S,S] in 0..255; mask bool [N,11]: the classes that each label leaves possible."""

    crops: Tensor
    mask: Tensor


def draw_weights(store: CellStore, rows: np.ndarray) -> np.ndarray:
    """Probability of each row in an epoch: by source share, then by the class's count within the source."""
    weights = np.zeros(len(rows))
    for source in np.unique(store.source[rows]):
        here = store.source[rows] == source
        _, label, counts = np.unique(store.mask[rows[here]], axis=0, return_inverse=True, return_counts=True)
        weight = counts[label] ** (CLASS_BALANCE - 1.0)
        weights[here] = SOURCE_SHARE[source] * weight / weight.sum()
    return weights / weights.sum()


def balanced(crop: np.ndarray, gains: np.ndarray) -> np.ndarray:
    return np.clip(crop * gains.astype(np.float32), 0, 255)


def plain_crop(store: CellStore, i: int, size: int) -> np.ndarray:
    """Crop i as the exported graph makes it, float32 [S,S,3]."""
    crop = warp_crop(store.patch(i), store.box[i], store.mean[i], size)
    return balanced(crop, store.gains[i])


def jittered_crop(store: CellStore, i: int, size: int, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """Crop i turned, scaled and moved, and the factor on its side."""
    scale = float(np.exp(rng.uniform(*np.log(SCALE_RANGE))))
    fill = store.mean[i] if rng.random() < 0.7 else rng.uniform(40, 250, 3)
    crop = warp_crop(store.patch(i), store.box[i], fill, size, augment.random_turn(rng), scale, rng.normal(0, SHIFT, 2))
    return balanced(crop, store.gains[i]), scale


def training_crop(store: CellStore, i: int, rows: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """One augmented crop, float32 [S,S,3]."""
    crop, scale = jittered_crop(store, i, size, rng)
    if rng.random() < (SWAP_CHANCE_BANGKOK if store.source[i] == "bangkok" else SWAP_CHANCE):
        other, _ = jittered_crop(store, int(rng.choice(rows)), size, rng)
        crop = augment.swap_surroundings(crop, other, radius=0.56 / (CONTEXT * scale))
    detailed = store.source[i] in DETAILED_SOURCES and rng.random() < MILD_CHANCE
    return augment.mild(crop, rng) if detailed else augment.hard(crop, rng)


def stack(crops: list[np.ndarray]) -> Tensor:
    """Crops [S,S,3] to one channels-last batch [N,3,S,S]."""
    return torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)


def training_batches(store: CellStore, rows: np.ndarray, count: int, batch: int, size: int,
                     rng: np.random.Generator) -> Iterator[Batch]:
    """About `count` augmented crops of `rows`, drawn with `draw_weights`."""
    weights = draw_weights(store, rows)
    for _ in range(count // batch):
        picked = rng.choice(rows, batch, p=weights)
        crops = [training_crop(store, int(i), rows, size, rng) for i in picked]
        yield Batch(stack(crops), torch.from_numpy(store.mask[picked]))


def plain_batches(store: CellStore, rows: np.ndarray, batch: int, size: int) -> Iterator[Batch]:
    """Every row once, in order, as the exported graph sees it."""
    for start in range(0, len(rows), batch):
        part = rows[start:start + batch]
        yield Batch(stack([plain_crop(store, int(i), size) for i in part]), torch.from_numpy(store.mask[part]))
