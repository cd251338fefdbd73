"""Average precision as ../shared/score/detect.mjs counts it, in a form that can be resampled by picture.

A predicted box matches the best free truth box of its kind, boxes taken by falling score; average precision is
COCO's 101-point interpolation. Since matching never crosses a picture, it is done once and bootstrap samples only
join the pictures' hits anew.
"""

from dataclasses import dataclass

import numpy as np

from data import Picture
from predict import Found

THRESHOLDS = np.arange(0.5, 0.96, 0.05)
RECALLS = np.arange(101) / 100


@dataclass
class Hits:
    """One kind in one picture: scores [n], hit bool [n, len(THRESHOLDS)], number of true boxes."""

    scores: np.ndarray
    hit: np.ndarray
    truth: int


def overlaps(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Intersection over union [n,m] of boxes x1,y1,x2,y2."""
    top_left, bottom_right = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:], b[None, :, 2:])
    intersection = np.clip(bottom_right - top_left, 0, None).prod(-1)
    areas = (a[:, 2:] - a[:, :2]).prod(-1)[:, None] + (b[:, 2:] - b[:, :2]).prod(-1)[None]
    return intersection / (areas - intersection + 1e-9)


def match(boxes: np.ndarray, scores: np.ndarray, truth: np.ndarray) -> Hits:
    """Matches the boxes of one kind in one picture with its true boxes, at every threshold."""
    order = np.argsort(-scores, kind="stable")
    overlap = overlaps(boxes[order], truth)
    hit = np.zeros((len(order), len(THRESHOLDS)), bool)
    if len(truth):
        for column, threshold in enumerate(THRESHOLDS):
            free = np.ones(len(truth), bool)
            for row in np.flatnonzero(overlap.max(1, initial=0) >= threshold):
                best = int(np.argmax(overlap[row] * free))
                if free[best] and overlap[row, best] >= threshold:
                    free[best], hit[row, column] = False, True
    return Hits(scores[order], hit, len(truth))


def match_kind(pictures: list[Picture], found: list[Found], kind: int) -> list[Hits]:
    """Matches of one kind in each picture."""
    return [
        match(cells.boxes[cells.kinds == kind], cells.scores[cells.kinds == kind], picture.boxes[picture.kinds == kind])
        for picture, cells in zip(pictures, found)
    ]


def average_precision(pictures: list[Hits]) -> np.ndarray:
    """Average precision at each of THRESHOLDS; NaN where there is no true box."""
    total = sum(picture.truth for picture in pictures)
    if total == 0:
        return np.full(len(THRESHOLDS), np.nan)
    scores = np.concatenate([picture.scores for picture in pictures])
    hit = np.concatenate([picture.hit for picture in pictures])[np.argsort(-scores, kind="stable")]
    found = hit.cumsum(0)
    recall, precision = found / total, found / np.arange(1, len(hit) + 1)[:, None]
    precision = np.maximum.accumulate(precision[::-1], 0)[::-1]
    result = []
    for column in range(len(THRESHOLDS)):
        place = np.searchsorted(recall[:, column], RECALLS - 1e-12)
        result.append(np.append(precision[:, column], 0)[np.minimum(place, len(hit))].mean())
    return np.array(result)


def precision_recall(pictures: list[Hits], score: float) -> tuple[float, float]:
    """Precision and recall at IoU 0.5 of the boxes that score at least `score`."""
    kept = sum(int((picture.scores >= score).sum()) for picture in pictures)
    found = sum(int(picture.hit[picture.scores >= score, 0].sum()) for picture in pictures)
    total = sum(picture.truth for picture in pictures)
    return found / max(kept, 1), found / max(total, 1)


def best_threshold(pictures: list[Hits], beta: float) -> float:
    """The score threshold, to two decimals, with the highest F-beta at IoU 0.5; beta above 1 favours recall."""
    def f_beta(score: float) -> float:
        precision, recall = precision_recall(pictures, score)
        return (1 + beta**2) * precision * recall / max(beta**2 * precision + recall, 1e-9)

    return max((round(step / 100, 2) for step in range(5, 96)), key=f_beta)
