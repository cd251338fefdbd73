"""Training loss of one head: class cross-entropy, CIoU and distribution focal loss on assigned anchors."""

import torch
from torch import Tensor
from torch.nn import functional

from assign import Truth, assign
from boxes import complete_iou, to_distances
from model import BINS, decode

CLASS_WEIGHT, BOX_WEIGHT, SIDE_WEIGHT = 1.0, 7.5, 1.5


def side_loss(side_logits: Tensor, distances: Tensor) -> Tensor:
    """Distribution focal loss [n] (arXiv 2006.04388, eq. 6): cross-entropy with the two bins next to the target.

    side_logits [n,4*BINS]; distances [n,4] in strides.
    """
    distances = distances.clamp(0, BINS - 1 - 0.01)
    low = distances.floor()
    share_high = distances - low
    log_probability = side_logits.unflatten(-1, (4, BINS)).log_softmax(-1)
    low = low.long()[..., None]
    log_low = log_probability.gather(-1, low)[..., 0]
    log_high = log_probability.gather(-1, low + 1)[..., 0]
    return -((1 - share_high) * log_low + share_high * log_high).mean(-1)


def head_loss(
    output: tuple[Tensor, Tensor], points: Tensor, strides: Tensor, truth: Truth, top: int
) -> tuple[Tensor, Tensor]:
    """Loss of one head and its three weighted parts (class, box, side), detached, for the log.

    output: class logits [B,A,3] and side logits [B,A,4*BINS]; top: positives per true box.
    """
    kind_logits, side_logits = output
    predicted = decode(side_logits, points, strides)
    scores = kind_logits.detach().sigmoid()
    assigned = assign(scores, predicted.detach(), (points, strides), truth, top)
    total = assigned.target.sum().clamp(min=1)

    entropy = functional.binary_cross_entropy_with_logits(kind_logits, assigned.target, reduction="none")
    kind_part = (entropy * truth.labelled[:, None]).sum() / total

    mask = assigned.positive
    weight = assigned.target[mask].sum(-1) / total
    box_part = ((1 - complete_iou(predicted[mask], assigned.box[mask])) * weight).sum()
    distances = (to_distances(points, assigned.box) / strides)[mask]
    side_part = (side_loss(side_logits[mask], distances) * weight).sum()

    parts = torch.stack((CLASS_WEIGHT * kind_part, BOX_WEIGHT * box_part, SIDE_WEIGHT * side_part))
    return parts.sum(), parts.detach()
