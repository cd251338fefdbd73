"""Box arithmetic. Boxes are float tensors [..., 4] as x1, y1, x2, y2 in pixels."""

import math

import torch
from torch import Tensor

EPSILON = 1e-7


def area(boxes: Tensor) -> Tensor:
    """Areas [...] in square pixels; a reversed side counts as zero."""
    return (boxes[..., 2:] - boxes[..., :2]).clamp(min=0).prod(-1)


def iou(a: Tensor, b: Tensor) -> Tensor:
    """Intersection over union [...] of boxes that broadcast against each other."""
    top_left = torch.maximum(a[..., :2], b[..., :2])
    bottom_right = torch.minimum(a[..., 2:], b[..., 2:])
    intersection = (bottom_right - top_left).clamp(min=0).prod(-1)
    return intersection / (area(a) + area(b) - intersection + EPSILON)


def complete_iou(predicted: Tensor, target: Tensor) -> Tensor:
    """CIoU [n]: IoU less a centre-distance and an aspect-ratio term (Zheng et al. 2020, arXiv 1911.08287)."""
    overlap = iou(predicted, target)
    size_p, size_t = predicted[..., 2:] - predicted[..., :2], target[..., 2:] - target[..., :2]
    hull = torch.maximum(predicted[..., 2:], target[..., 2:]) - torch.minimum(predicted[..., :2], target[..., :2])
    offset = (predicted[..., :2] + predicted[..., 2:] - target[..., :2] - target[..., 2:]) / 2
    distance = offset.square().sum(-1) / (hull.square().sum(-1) + EPSILON)
    angle_p = torch.atan(size_p[..., 0] / (size_p[..., 1] + EPSILON))
    angle_t = torch.atan(size_t[..., 0] / (size_t[..., 1] + EPSILON))
    aspect = (4 / math.pi**2) * (angle_t - angle_p).square()
    with torch.no_grad():
        trade_off = aspect / (1 - overlap + aspect + EPSILON)
    return overlap - distance - trade_off * aspect


def from_distances(points: Tensor, distances: Tensor) -> Tensor:
    """Boxes from anchor points [..., 2] and their distances [..., 4] to the left, top, right and bottom side."""
    return torch.cat((points - distances[..., :2], points + distances[..., 2:]), -1)


def to_distances(points: Tensor, boxes: Tensor) -> Tensor:
    """Inverse of `from_distances`."""
    return torch.cat((points - boxes[..., :2], boxes[..., 2:] - points), -1)
