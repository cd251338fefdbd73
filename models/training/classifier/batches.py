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
SOURCE_SHARE = {"pbc": 0.66, "bccd": 0.09, "wbc4": 0.07, "bangkok": 0.10, "sim": 0.08}
BATCH = 32
CLASS_BALANCE = 0.5     # draws a class in proportion to count ** this
SWAP_CHANCE = 0.25      # surroundings taken from another cell
SWAP_CHANCE_BANGKOK = 0.6   # there the surroundings tell the class
DETAILED_SOURCES = ("pbc", "sim")   # with fine labels


@dataclass(frozen=True)
class Jitter:
    """How a crop may differ from its box: the logarithm of its side, and the standard deviation of its centre in
    longer sides of the box."""

    scale: float
    shift: float


JITTER = Jitter(scale=0.25, shift=0.05)
SMALL_JITTER = Jitter(scale=0.12, shift=0.03)   # of the crops that keep their detail


@dataclass(frozen=True)
class Recipe:
    """How crops are drawn: their side in px, and the share of detailed sources' crops that keep their detail."""

    size: int
    mild_chance: float


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


def jittered_crop(store: CellStore, i: int, size: int, jitter: Jitter, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """Crop i turned, scaled and moved, and the factor on its side."""
    scale = float(np.exp(rng.uniform(-jitter.scale, jitter.scale)))
    fill = store.mean[i] if rng.random() < 0.7 else rng.uniform(40, 250, 3)
    shift = rng.normal(0, jitter.shift, 2)
    crop = warp_crop(store.patch(i), store.box[i], fill, size, augment.random_turn(rng), scale, shift)
    return balanced(crop, store.gains[i]), scale


def training_crop(store: CellStore, i: int, rows: np.ndarray, recipe: Recipe, rng: np.random.Generator) -> np.ndarray:
    """One augmented crop, float32 [S,S,3]."""
    if store.source[i] in DETAILED_SOURCES and rng.random() < recipe.mild_chance:
        return augment.mild(jittered_crop(store, i, recipe.size, SMALL_JITTER, rng)[0], rng)
    crop, scale = jittered_crop(store, i, recipe.size, JITTER, rng)
    if rng.random() < (SWAP_CHANCE_BANGKOK if store.source[i] == "bangkok" else SWAP_CHANCE):
        other, _ = jittered_crop(store, int(rng.choice(rows)), recipe.size, JITTER, rng)
        crop = augment.swap_surroundings(crop, other, radius=0.56 / (CONTEXT * scale))
    return augment.hard(crop, rng)


def stack(crops: list[np.ndarray]) -> Tensor:
    """Crops [S,S,3] to one channels-last batch [N,3,S,S]."""
    return torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)


def training_batches(store: CellStore, rows: np.ndarray, batches: int, recipe: Recipe,
                     rng: np.random.Generator) -> Iterator[Batch]:
    """Batches of BATCH augmented crops of `rows`, drawn with `draw_weights`."""
    weights = draw_weights(store, rows)
    for _ in range(batches):
        picked = rng.choice(rows, BATCH, p=weights)
        crops = [training_crop(store, int(i), rows, recipe, rng) for i in picked]
        yield Batch(stack(crops), torch.from_numpy(store.mask[picked]))


def plain_batches(store: CellStore, rows: np.ndarray, batch: int, size: int) -> Iterator[Batch]:
    """Every row once, in order, as the exported graph sees it."""
    for start in range(0, len(rows), batch):
        part = rows[start:start + batch]
        yield Batch(stack([plain_crop(store, int(i), size) for i in part]), torch.from_numpy(store.mask[part]))
