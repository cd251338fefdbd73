"""Task-aligned assignment of anchors to true boxes (TOOD, Feng et al. 2021, arXiv 2108.07755).

Alignment of an anchor with a true box is score^ALPHA * IoU^BETA. The `top` best-aligned anchors of each box are its
positives: 10 for the one-to-many head, 1 for the one-to-one head, with the same metric for both, which is what
makes their supervision consistent (YOLOv10, arXiv 2405.14458, section 3.1).
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from boxes import iou

ALPHA, BETA = 0.5, 6.0
MIN_SIDE = 12.0
"""Smaller boxes are widened to this many working pixels when anchors inside them are sought."""


@dataclass
class Assignment:
    """positive bool [B,A]; box [B,A,4]; soft class targets [B,A,3] in 0..1, zero off the positives."""

    positive: Tensor
    box: Tensor
    target: Tensor


def anchors_inside(points: Tensor, boxes: Tensor) -> Tensor:
    """Which points [A,2] lie in which boxes [B,M,4], at least `MIN_SIDE` wide: bool [B,M,A]."""
    centre, half = (boxes[..., :2] + boxes[..., 2:]) / 2, (boxes[..., 2:] - boxes[..., :2]) / 2
    half = half.clamp(min=MIN_SIDE / 2)
    return ((points - centre[:, :, None]).abs() < half[:, :, None]).all(-1)


@torch.no_grad()
def assign(
    scores: Tensor, predicted: Tensor, points: Tensor, boxes: Tensor, kinds: Tensor, real: Tensor, top: int
) -> Assignment:
    """Assigns anchors to true boxes.

    scores [B,A,3] and predicted boxes [B,A,4] are the head's; points [A,2]; true boxes [B,M,4] and kinds [B,M] are
    padded, real bool [B,M] marks the true ones.
    """
    overlap = iou(boxes[:, :, None], predicted[:, None])  # [B,M,A]
    kind_score = scores.transpose(1, 2).gather(1, kinds[..., None].expand(-1, -1, scores.shape[1]))
    eligible = anchors_inside(points, boxes) & real[..., None]
    alignment = kind_score.pow(ALPHA) * overlap.pow(BETA) * eligible

    best = alignment.topk(top, dim=-1).indices
    chosen = torch.zeros_like(eligible).scatter_(-1, best, True) & eligible
    contested = chosen.sum(1, keepdim=True) > 1
    closest = torch.zeros_like(chosen).scatter_(1, (overlap * chosen).argmax(1, keepdim=True), True)
    chosen = torch.where(contested, chosen & closest, chosen)

    alignment, overlap = alignment * chosen, overlap * chosen
    strength = alignment / (alignment.amax(-1, keepdim=True) + 1e-9) * overlap.amax(-1, keepdim=True)
    owner = chosen.float().argmax(1)  # [B,A]
    positive = chosen.any(1)
    quality = strength.amax(1)
    target = torch.zeros_like(scores).scatter_(-1, kinds.gather(1, owner)[..., None], quality[..., None])
    return Assignment(positive, boxes.gather(1, owner[..., None].expand(-1, -1, 4)), target)
