"""Task-aligned assignment of anchors to true boxes (TOOD, Feng et al. 2021, arXiv 2108.07755).

Alignment of an anchor with a true box is score^ALPHA * IoU^BETA * place, where `place` slightly prefers the anchor
nearest to the box's middle on the level whose stride fits its size: among anchors that see a cell equally well the
choice is the same in every picture, so that the one-to-one head can learn it. The `top` best-aligned anchors of each
box are its positives: 10 for the one-to-many head, 1 for the one-to-one head, with the same metric for both, which is
what makes their supervision consistent (YOLOv10, arXiv 2405.14458, section 3.1).
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from boxes import iou

ALPHA, BETA = 0.5, 6.0
MIN_SIDE = 12.0
"""Smaller boxes are widened to this many working pixels when anchors inside them are sought."""
OCTAVES, SPREAD = 2.0, 2.0
"""Box side over stride, in octaves, that suits a level best; strides and octaves off by which `place` falls to 0.6."""


@dataclass
class Truth:
    """Padded truth of a batch: boxes [B,M,4], kinds [B,M], real bool [B,M], labelled bool [B,3].

    `labelled` says which kinds a picture's labels cover: an unlabelled kind has no background either, so its class
    loss is masked out.
    """

    boxes: Tensor
    kinds: Tensor
    real: Tensor
    labelled: Tensor


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


def place(points: Tensor, strides: Tensor, boxes: Tensor) -> Tensor:
    """How well anchors suit boxes by their place alone, 0 to 1, [B,M,A]."""
    centre, side = (boxes[..., :2] + boxes[..., 2:]) / 2, (boxes[..., 2:] - boxes[..., :2]).prod(-1).clamp(min=1).sqrt()
    offset = (points - centre[:, :, None]).square().sum(-1) / strides[:, 0].square()
    octaves = torch.log2(side[..., None] / strides[:, 0]) - OCTAVES
    return torch.exp(-(offset + octaves.square()) / (2 * SPREAD**2))


@torch.no_grad()
def assign(scores: Tensor, predicted: Tensor, anchors: tuple[Tensor, Tensor], truth: Truth, top: int) -> Assignment:
    """Assigns anchors, points [A,2] and strides [A,1], to true boxes by the head's scores [B,A,3] and boxes [B,A,4]."""
    (points, strides), boxes, kinds = anchors, truth.boxes, truth.kinds
    overlap = iou(boxes[:, :, None], predicted[:, None])  # [B,M,A]
    kind_score = scores.transpose(1, 2).gather(1, kinds[..., None].expand(-1, -1, scores.shape[1]))
    eligible = anchors_inside(points, boxes) & truth.real[..., None]
    alignment = kind_score.pow(ALPHA) * overlap.pow(BETA) * place(points, strides, boxes) * eligible

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
