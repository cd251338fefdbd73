"""MobileNetV2 1.0 with an eleven-class head, started from the ImageNet weights at hand."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torchvision.models import mobilenet_v2

from classes import CLASSES

EMBEDDING = 1280


class CellNet(nn.Module):
    """Crops [N,3,S,S] in 0..255 to logits [N,11] and the pooled embedding [N,1280]."""

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        self.features = mobilenet_v2().features
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(EMBEDDING, len(CLASSES))

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor]:
        maps = self.features(crops / 127.5 - 1.0)
        embedding = maps.mean(dim=(2, 3))
        return self.head(self.dropout(embedding)), embedding

    def train(self, mode: bool = True) -> "CellNet":
        """Training mode for everything but batch norm, whose statistics stay frozen (arXiv 2303.01777)."""
        super().train(mode)
        for module in self.features.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self


def from_imagenet(weights: Path) -> CellNet:
    """A network whose features come from the ImageNet `.npz` (torchvision's key names)."""
    arrays = np.load(weights)
    state = {k.removeprefix("features."): torch.from_numpy(arrays[k]) for k in arrays.files if k.startswith("features.")}
    net = CellNet()
    missing, unexpected = net.features.load_state_dict(state, strict=False)
    if unexpected or any(not name.endswith("num_batches_tracked") for name in missing):
        raise ValueError(f"{weights}: missing {missing}, unexpected {unexpected}")
    return net


def from_checkpoint(path: Path) -> CellNet:
    """A network with the averaged (EMA) weights of a checkpoint written by train.py."""
    net = CellNet()
    net.load_state_dict(torch.load(path, map_location="cpu")["ema"])
    return net
