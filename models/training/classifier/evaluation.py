"""Predictions on stored cells and the scores made of them."""
from __future__ import annotations

import numpy as np
import torch

from batches import plain_batches
from cell_store import CellStore
from classes import CLASSES, MATURE, VIEW8, to_view8

ECE_BINS = 10   # as score/classify.mjs


@torch.no_grad()
def predict(net: torch.nn.Module, store: CellStore, rows: np.ndarray, size: int) -> np.ndarray:
    """Logits [N,11] of rows, in their order."""
    parts = [net(batch.crops)[0].numpy() for batch in plain_batches(store, rows, 64, size)]
    return np.concatenate(parts) if parts else np.zeros((0, len(CLASSES)), np.float32)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Rows of [N,11] to probabilities."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def right_fine(values: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Whether the top class is one that the label leaves possible, bool [N]; values are logits or probabilities."""
    return mask[np.arange(len(mask)), values.argmax(1)]


def right_view8(values: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The same after both sides are rolled up to eight classes."""
    return to_view8(values.argmax(1)) == to_view8(mask.argmax(1))


def right_mature(values: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The same when only the mature classes are allowed, for the cells that are mature."""
    mature = mask[:, MATURE].any(axis=1)
    allowed = np.full_like(values, -np.inf)
    allowed[:, MATURE] = values[:, MATURE]
    return right_fine(allowed[mature], mask[mature])


def roll_up(probabilities: np.ndarray) -> np.ndarray:
    """Probabilities [N,11] summed into the eight-class view [N,8]."""
    out = np.zeros((len(probabilities), len(VIEW8)), probabilities.dtype)
    np.add.at(out.T, to_view8(np.arange(len(CLASSES))), probabilities.T)
    return out


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error over equal bins of confidence."""
    bins = np.minimum((confidence * ECE_BINS).astype(int), ECE_BINS - 1)
    gaps = [abs(confidence[bins == b].sum() - right[bins == b].sum()) for b in range(ECE_BINS)]
    return float(sum(gaps) / max(1, len(right)))


def expected_calibration_error(probabilities: np.ndarray, mask: np.ndarray) -> float:
    """Calibration error in the eight-class view, where every label is exact."""
    rolled = roll_up(probabilities)
    return calibration_error(rolled.max(axis=1), rolled.argmax(1) == to_view8(mask.argmax(1)))


def wilson(right: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = right / n, z * z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return round(float(centre - half), 4), round(float(centre + half), 4)


def scores(logits: np.ndarray, mask: np.ndarray) -> dict[str, float]:
    """Accuracies of one slice: fine labels only, 8-class view, mature classes only."""
    fine = mask.sum(1) == 1
    return {
        "n": int(len(mask)),
        "fine": round(float(right_fine(logits[fine], mask[fine]).mean()), 4) if fine.any() else 0.0,
        "view8": round(float(right_view8(logits, mask).mean()), 4),
        "mature": round(float(right_mature(logits, mask).mean()), 4),
    }
