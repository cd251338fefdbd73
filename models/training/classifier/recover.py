r"""Turns an exported graph back into a checkpoint that training can go on from.

    /usr/bin/python3 models/training/classifier/recover.py --model models/classifier.onnx \
        --imagenet ../shared/data/weights/mobilenet_v2_imagenet1001.npz --out /tmp/train-classifier/start.pt

The graph holds convolutions with the norms folded in. They are unfolded with the scales of the ImageNet weights, from
which the statistics never moved: the same function, with parameters of about the size that they had in training.
"""
from __future__ import annotations

import argparse
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from cell_net import CellNet, FoldedConv, from_imagenet

LEAST_SCALE = 1e-4   # a channel scaled by less is dead, and is given scale 1


def unfold(conv: FoldedConv, weight: Tensor, bias: Tensor) -> None:
    """Sets a convolution and its norm so that together they have these folded parameters."""
    norm = conv.norm[0]
    deviation = torch.sqrt(norm.running_var + norm.eps)
    scale = norm.weight / deviation
    scale = torch.where(scale.abs() < LEAST_SCALE, torch.ones_like(scale), scale)
    norm.weight.copy_(scale * deviation)
    norm.bias.copy_(bias + scale * norm.running_mean)
    conv.weight.copy_(weight / scale[:, None, None, None])


@torch.no_grad()
def recover(model: Path, imagenet: Path) -> CellNet:
    """The network of an exported graph."""
    graph = onnx.load(model).graph
    values = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer}
    net = from_imagenet(imagenet)
    convs = [module for module in net.features.modules() if isinstance(module, FoldedConv)]
    nodes = [node for node in graph.node if node.op_type == "Conv"]
    for conv, node in zip(convs, nodes, strict=True):
        unfold(conv, values[node.input[1]], values[node.input[2]])
    net.head.weight.copy_(values["net.head.weight"])
    net.head.bias.copy_(values["net.head.bias"])
    return net


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--imagenet", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    net = recover(args.model, args.imagenet)
    torch.save({"ema": net.state_dict(), "architecture": net.architecture}, args.out)


if __name__ == "__main__":
    main()
