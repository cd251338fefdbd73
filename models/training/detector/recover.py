#!/usr/bin/env python3
"""Reads a checkpoint to start from out of an exported graph, so that training can go on from the shipped weights.

    python3 models/training/detector/recover.py --model models/detector.onnx --out /tmp/train-detector/start.pt

The graph holds each convolution with its batch norm folded in. The norm gets back statistics measured on training
pictures and the scale and shift that undo them: the same function, and one that trains. The one-to-many head is not in
the graph; it starts as a copy of the one-to-one head.
"""

import argparse
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from augment import TrainingSet, collate
from data import DEFAULT_DATA, read_fields
from model import Detector

MEASURED_BATCHES = 12
BATCH = 16


def folded_convolutions(model: Path) -> dict[str, tuple[Tensor, Tensor]]:
    """Weight and bias of each convolution of the graph by its module's name."""
    graph = onnx.load(model).graph
    values = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer}
    found = {}
    for node in graph.node:
        if node.op_type == "Conv":
            found[module_name(node.name)] = (values[node.input[1]], values[node.input[2]])
    return found


def module_name(node: str) -> str:
    """`/neck/lateral/lateral.0/lateral.0.0/Conv` to `neck.lateral.0.0`: each part repeats the one it lies in, or is new."""
    parts: list[str] = []
    for part in node.strip("/").split("/")[:-1]:
        if parts and part.startswith(parts[-1] + "."):
            parts[-1] = part
        else:
            parts.append(part)
    return ".".join(parts)


def conv_norm_pairs(module: nn.Module) -> list[tuple[nn.Conv2d, nn.BatchNorm2d]]:
    """Every convolution that a batch norm follows."""
    pairs = []
    for sequence in module.modules():
        parts = list(sequence.children()) if isinstance(sequence, nn.Sequential) else []
        pairs += [(a, b) for a, b in zip(parts, parts[1:]) if isinstance(a, nn.Conv2d) and isinstance(b, nn.BatchNorm2d)]
    return pairs


@torch.no_grad()
def fill(detector: Detector, folded: dict[str, tuple[Tensor, Tensor]]) -> None:
    """Weights from the graph; norms that only add the bias, until their statistics are known."""
    norms = dict(conv_norm_pairs(detector))
    for name, module in detector.named_modules():
        if not isinstance(module, nn.Conv2d) or name.startswith("one_to_many"):
            continue
        weight, bias = folded.pop(name)
        module.weight.copy_(weight)
        norm = norms.get(module)
        if norm is None:
            module.bias.copy_(bias)
            continue
        norm.running_mean.zero_()
        norm.running_var.fill_(1 - norm.eps)
        norm.weight.fill_(1)
        norm.bias.copy_(bias)
    if folded:
        raise ValueError(f"the graph has convolutions that the network has not: {sorted(folded)}")


@torch.no_grad()
def measure_norms(detector: Detector, batches: list[Tensor]) -> None:
    """Gives each norm the statistics of what its convolution puts out, and undoes them by scale and shift."""
    sums = {norm: [0, torch.zeros_like(norm.bias), torch.zeros_like(norm.bias)] for _, norm in conv_norm_pairs(detector)}

    def note(norm: nn.Module, inputs: tuple[Tensor]) -> None:
        values = inputs[0].transpose(0, 1).flatten(1)
        kept = sums[norm]
        kept[0] += values.shape[1]
        kept[1] += values.sum(1)
        kept[2] += values.square().sum(1)

    hooks = [norm.register_forward_pre_hook(note) for norm in sums]
    for images in batches:
        detector(images)
    for hook in hooks:
        hook.remove()
    for norm, (count, total, squares) in sums.items():
        if count == 0:
            continue
        mean = total / count
        variance = (squares / count - mean.square()).clamp(min=1e-6)
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.copy_((variance + norm.eps).sqrt())
        norm.bias.add_(mean)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    detector = Detector().eval()
    fill(detector, folded_convolutions(chosen.model))
    training = TrainingSet(read_fields(chosen.data, "train"), 320, 1)
    images = [collate([training[BATCH * batch + item] for item in range(BATCH)])[0] for batch in range(MEASURED_BATCHES)]
    before = detector(images[0])
    measure_norms(detector, images)
    after = detector(images[0])
    print("largest change of a score", float((before[0] - after[0]).abs().max()))
    detector.one_to_many.load_state_dict(detector.one_to_one.state_dict())
    torch.save({"average": detector.state_dict()}, chosen.out)


if __name__ == "__main__":
    main()
