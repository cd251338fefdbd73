"""The crop classifier: a trunk of architectures.py with an eleven-class head, and where its weights come from."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from architectures import ARCHITECTURES
from classes import CLASSES

SHIPPED = "mobilenet-v2"   # also that of checkpoints that name none


class FrozenNorm(nn.BatchNorm2d):
    """Batch norm whose statistics stay frozen (arXiv 2303.01777), applied by the convolution before it."""

    def forward(self, maps: Tensor) -> Tensor:
        return maps


class FoldedConv(nn.Conv2d):
    """A convolution that applies the frozen norm after it through its own weights: the same function, the same
    parameters, half the memory traffic."""

    norm: tuple[FrozenNorm]   # in a tuple, so that it is not registered twice

    def forward(self, maps: Tensor) -> Tensor:
        norm = self.norm[0]
        scale = norm.weight * torch.rsqrt(norm.running_var + norm.eps)
        weight = self.weight * scale[:, None, None, None]
        mean = norm.running_mean if self.bias is None else norm.running_mean - self.bias
        bias = norm.bias - mean * scale
        return functional.conv2d(maps, weight, bias, self.stride, self.padding, self.dilation, self.groups)


def freeze_norms(features: nn.Module) -> None:
    """Folds every batch norm into the convolution before it; parameter names stay torchvision's."""
    for module in features.modules():
        parts = list(module.children()) if isinstance(module, nn.Sequential) else []
        for conv, norm in zip(parts, parts[1:]):
            if isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                conv.__class__, norm.__class__ = FoldedConv, FrozenNorm
                conv.norm = (norm,)


class CellNet(nn.Module):
    """Crops [N,3,S,S] in 0..255 to logits [N,11], the pooled embedding [N,W] and the last maps [N,W,S/32,S/32].

    Norms are frozen where weights are given; random weights have no statistics yet, so that their norms must live.
    """

    def __init__(self, architecture: str = SHIPPED, frozen_norms: bool = True, dropout: float = 0.2) -> None:
        super().__init__()
        self.architecture = architecture
        trunk = ARCHITECTURES[architecture]
        self.features = trunk.trunk()
        if frozen_norms:
            freeze_norms(self.features)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(trunk.width, len(CLASSES))

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        maps = self.features(crops / 127.5 - 1.0)
        embedding = maps.mean(dim=(2, 3))
        return self.head(self.dropout(embedding)), embedding, maps


def from_random(architecture: str) -> CellNet:
    """A network that learns everything, the norms' statistics included."""
    return CellNet(architecture, frozen_norms=False)


def from_imagenet(weights: Path) -> CellNet:
    """MobileNetV2 whose features come from the ImageNet `.npz` (torchvision's key names)."""
    arrays = np.load(weights)
    state = {k.removeprefix("features."): torch.from_numpy(arrays[k]) for k in arrays.files if k.startswith("features.")}
    net = CellNet()
    missing, unexpected = net.features.load_state_dict(state, strict=False)
    if unexpected or any(not name.endswith("num_batches_tracked") for name in missing):
        raise ValueError(f"{weights}: missing {missing}, unexpected {unexpected}")
    return net


def from_checkpoint(path: Path) -> CellNet:
    """The network of a checkpoint written by train.py with its averaged (EMA) weights, norms frozen as they stand."""
    state = torch.load(path, map_location="cpu")
    net = CellNet(state.get("architecture", SHIPPED))
    net.load_state_dict(state["ema"])
    return net
