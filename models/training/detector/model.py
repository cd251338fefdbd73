"""The detector: MobileNetV2 backbone, depthwise PAN neck, and two dense heads on one pyramid.

Dual heads after YOLOv10 (Wang et al. 2024, arXiv 2405.14458): the one-to-many head supervises the features
richly while training, the one-to-one head learns to give each cell exactly one box and is the only one that is
exported, so no non-maximum suppression runs on the appliance. Box sides are discrete distributions, read as
their expectation (Generalized Focal Loss, Li et al. 2020, arXiv 2006.04388).
"""

from pathlib import Path

import numpy as np
import torch
import torchvision
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from boxes import from_distances

STRIDES = (8, 16, 32)
KIND_COUNT = 3
BINS = 16
"""Bins of a side's distribution: a side lies 0 to 15 strides away from its anchor point."""
WIDTH = 96
FROZEN_BLOCKS = 4
"""Backbone blocks (up to stride 4) that keep their ImageNet weights."""
PRIOR = 0.01
"""Score that every anchor starts with, so that the background does not flood the first steps."""


def fold_batch_norm(module: nn.Module) -> None:
    """Folds each batch norm into the convolution before it, which freezes the statistics and saves their cost."""
    for child in module.children():
        fold_batch_norm(child)
    if not isinstance(module, nn.Sequential):
        return
    named = list(module.named_children())
    for (conv_name, conv), (norm_name, norm) in zip(named, named[1:]):
        if isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
            setattr(module, conv_name, fuse_conv_bn_eval(conv, norm))
            setattr(module, norm_name, nn.Identity())


class Backbone(nn.Module):
    """MobileNetV2 1.0 without its classifier; taps the wide expansions at strides 8 and 16, as SSDLite does."""

    CHANNELS = (192, 576, 320)

    def __init__(self, weights: Path | None) -> None:
        super().__init__()
        features = torchvision.models.mobilenet_v2(num_classes=1001).features[:18].eval()
        if weights is not None:
            stored = np.load(weights)
            keys = [key for key in features.state_dict() if not key.endswith("num_batches_tracked")]
            features.load_state_dict({key: torch.from_numpy(stored[f"features.{key}"]) for key in keys}, strict=False)
        fold_batch_norm(features)
        self.stem = features[:FROZEN_BLOCKS].requires_grad_(False)
        self.to8 = features[FROZEN_BLOCKS:7]
        self.expand8, self.reduce8 = features[7].conv[0], features[7].conv[1:]
        self.to16 = features[8:14]
        self.expand16, self.reduce16 = features[14].conv[0], features[14].conv[1:]
        self.to32 = features[15:18]

    def forward(self, image: Tensor) -> list[Tensor]:
        """image [B,3,H,W] in -1..1 to features at strides 8, 16 and 32, `CHANNELS` deep."""
        early = self.stem(image)
        wide8 = self.expand8(self.to8(early))
        wide16 = self.expand16(self.to16(self.reduce8(wide8)))
        return [wide8, wide16, self.to32(self.reduce16(wide16))]


def pointwise(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


def separable(channels: int, stride: int = 1) -> nn.Sequential:
    """5x5 depthwise, then pointwise convolution, each with batch norm and ReLU."""
    depthwise = nn.Conv2d(channels, channels, 5, stride, 2, groups=channels, bias=False)
    return nn.Sequential(depthwise, nn.BatchNorm2d(channels), nn.ReLU(inplace=True), *pointwise(channels, channels))


class Neck(nn.Module):
    """Top-down, then bottom-up path aggregation (PANet, arXiv 1803.01534) by addition, `WIDTH` channels a level."""

    def __init__(self) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(pointwise(channels, WIDTH) for channels in Backbone.CHANNELS)
        self.merge_down = nn.ModuleList(separable(WIDTH) for _ in range(2))
        self.shrink = nn.ModuleList(separable(WIDTH, stride=2) for _ in range(2))
        self.merge_up = nn.ModuleList(separable(WIDTH) for _ in range(2))

    def forward(self, features: list[Tensor]) -> list[Tensor]:
        p8, p16, p32 = (lateral(feature) for lateral, feature in zip(self.lateral, features))
        p16 = self.merge_down[0](p16 + nn.functional.interpolate(p32, scale_factor=2.0, mode="nearest"))
        p8 = self.merge_down[1](p8 + nn.functional.interpolate(p16, scale_factor=2.0, mode="nearest"))
        p16 = self.merge_up[0](p16 + self.shrink[0](p8))
        p32 = self.merge_up[1](p32 + self.shrink[1](p16))
        return [p8, p16, p32]


class Head(nn.Module):
    """Class logits and side distributions at every anchor; towers of their own at each level."""

    def __init__(self) -> None:
        super().__init__()
        levels = range(len(STRIDES))
        self.kind_towers = nn.ModuleList(nn.Sequential(separable(WIDTH), separable(WIDTH)) for _ in levels)
        self.side_towers = nn.ModuleList(nn.Sequential(separable(WIDTH), separable(WIDTH)) for _ in levels)
        self.kinds = nn.ModuleList(nn.Conv2d(WIDTH, KIND_COUNT, 1) for _ in levels)
        self.sides = nn.ModuleList(nn.Conv2d(WIDTH, 4 * BINS, 1) for _ in levels)
        for kinds, sides in zip(self.kinds, self.sides):
            nn.init.constant_(kinds.bias, -float(np.log(1 / PRIOR - 1)))
            sides.bias.data = -0.3 * torch.arange(BINS, dtype=torch.float32).repeat(4)

    def forward(self, pyramid: list[Tensor]) -> tuple[Tensor, Tensor]:
        """Pyramid to class logits [B,A,3] and side logits [B,A,4*BINS] over all A anchors."""
        kinds = [flat(conv(tower(level))) for conv, tower, level in zip(self.kinds, self.kind_towers, pyramid)]
        sides = [flat(conv(tower(level))) for conv, tower, level in zip(self.sides, self.side_towers, pyramid)]
        return torch.cat(kinds, 1), torch.cat(sides, 1)


def flat(grid: Tensor) -> Tensor:
    """[B,C,h,w] to [B,h*w,C]."""
    return grid.flatten(2).transpose(1, 2)


def anchor_points(pyramid: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Cell centres [A,2] in working pixels and their strides [A,1], in the heads' order."""
    points, strides = [], []
    for level, stride in zip(pyramid, STRIDES):
        ys = (torch.arange(level.shape[2], dtype=torch.float32) + 0.5) * stride
        xs = (torch.arange(level.shape[3], dtype=torch.float32) + 0.5) * stride
        rows, columns = torch.meshgrid(ys, xs, indexing="ij")
        points.append(torch.stack((columns.flatten(), rows.flatten()), -1))
        strides.append(torch.full_like(points[-1][:, :1], stride))
    return torch.cat(points), torch.cat(strides)


def decode(side_logits: Tensor, points: Tensor, strides: Tensor) -> Tensor:
    """Side logits [...,A,4*BINS] to boxes [...,A,4] in working pixels: each side is its distribution's mean."""
    distribution = side_logits.reshape(*side_logits.shape[:-1], 4, BINS).softmax(-1)
    mean = distribution @ torch.arange(BINS, dtype=torch.float32)
    return from_distances(points, mean * strides)


def peaks(scores: Tensor, pyramid: list[Tensor]) -> Tensor:
    """Zeroes the scores [B,A,3] that a neighbouring anchor of the same kind beats: one of the eight around it, the one
    above it on the coarser level, or one of the four below it on the finer level.

    The max filter over space and scale of DeFCN (Wang et al. 2021, arXiv 2012.03544): two anchors that the one-to-one
    head likes equally well for one cell are told apart without comparing boxes.
    """
    sizes = [level.shape[2:] for level in pyramid]
    parts = scores.transpose(1, 2).split([height * width for height, width in sizes], -1)
    maps = [part.reshape(-1, KIND_COUNT, height, width) for part, (height, width) in zip(parts, sizes)]
    kept = []
    for index, level in enumerate(maps):
        best = nn.functional.max_pool2d(level, 3, 1, 1)
        if index + 1 < len(maps):
            above = nn.functional.interpolate(maps[index + 1], scale_factor=2.0, mode="nearest")
            best = torch.maximum(best, above)
        if index > 0:
            best = torch.maximum(best, nn.functional.max_pool2d(maps[index - 1], 2))
        kept.append(flat(level * (level >= best)))
    return torch.cat(kept, 1)


class Detector(nn.Module):
    def __init__(self, backbone_weights: Path | None = None) -> None:
        super().__init__()
        self.backbone = Backbone(backbone_weights)
        self.neck = Neck()
        self.one_to_many = Head()
        self.one_to_one = Head()

    def pyramid(self, image: Tensor) -> list[Tensor]:
        return self.neck(self.backbone(image / 127.5 - 1))

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """RGB image [B,3,H,W] in 0..255, sides multiples of 32, to scores [B,A,3] and boxes [B,A,4]."""
        pyramid = self.pyramid(image)
        kind_logits, side_logits = self.one_to_one(pyramid)
        points, strides = anchor_points(pyramid)
        return peaks(kind_logits.sigmoid(), pyramid), decode(side_logits, points, strides)
