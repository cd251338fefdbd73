"""The convolutional trunks that train.py knows, by name: crops [N,3,S,S] to maps [N,width,S/32,S/32].

Each is taken up to its last feature map; CellNet averages that map and adds the head. What its paper puts after the
map is left out: in VGG16 two dense layers of 4096, nine tenths of its weights.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from torch import nn
from torchvision.models import mobilenet_v2, shufflenet_v2_x1_0
from torchvision.models.vgg import cfgs, make_layers

#: DarkNet-19: output channels of its convolutions, one list a resolution (YOLO9000, arXiv 1612.08242, table 6).
DARKNET_CHANNELS = ((32,), (64,), (128, 64, 128), (256, 128, 256), (512, 256, 512, 256, 512),
                    (1024, 512, 1024, 512, 1024))


@dataclass(frozen=True)
class Architecture:
    """A trunk with random weights, its blocks in one Sequential, and the channels of its last map."""

    trunk: Callable[[], nn.Sequential]
    width: int


def shufflenet_v2() -> nn.Sequential:
    """ShuffleNetV2 1.0 (arXiv 1807.11164)."""
    net = shufflenet_v2_x1_0()
    return nn.Sequential(net.conv1, net.maxpool, net.stage2, net.stage3, net.stage4, net.conv5)


def darknet_19() -> nn.Sequential:
    """DarkNet-19: 3x3 convolutions, squeezed by a 1x1 between two of them, halved in size between resolutions."""
    layers: list[nn.Module] = []
    seen = 3
    for stage, channels in enumerate(DARKNET_CHANNELS):
        layers += [nn.MaxPool2d(2)] if stage > 0 else []
        for i, width in enumerate(channels):
            side = 3 if i % 2 == 0 else 1
            layers += [nn.Conv2d(seen, width, side, padding=side // 2, bias=False), nn.BatchNorm2d(width), nn.LeakyReLU(0.1)]
            seen = width
    return nn.Sequential(*layers)


def vgg16() -> nn.Sequential:
    """VGG16 (arXiv 1409.1556) with batch norm, without which it does not start from random weights."""
    return make_layers(cfgs["D"], batch_norm=True)


ARCHITECTURES = {
    "mobilenet-v2": Architecture(lambda: mobilenet_v2().features, 1280),
    "shufflenet-v2": Architecture(shufflenet_v2, 1024),
    "darknet-19": Architecture(darknet_19, 1024),
    "vgg16": Architecture(vgg16, 512),
}
