r"""Exports a checkpoint with cropping, colour balance, temperature and softmax inside the graph.

    /usr/bin/python3 models/training/classifier/export_onnx.py --checkpoint /tmp/train-classifier/b/last.pt \
        --temperature /tmp/train-classifier/b/temperature.json --size 224 --out models/classifier.onnx

Inputs: image uint8 [H,W,3] RGB; boxes float32 [N,4] x,y,w,h in its pixels, N >= 1.
Outputs: probabilities float32 [N,11], calibrated, in the order of classes.py; embedding float32 [N,1280].
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from classes import CLASSES
from crops import CONTEXT, crop_cells
from mobilenet import CellNet, from_checkpoint

OPSET = 16  # the first whose RoiAlign samples at pixel centres


class ClassifierGraph(nn.Module):
    """The exported computation."""

    def __init__(self, net: CellNet, temperature: float, size: int) -> None:
        super().__init__()
        self.net, self.temperature, self.size = net, temperature, size

    def forward(self, image: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor]:
        logits, embedding = self.net(crop_cells(image, boxes, self.size))
        return (logits / self.temperature).softmax(dim=1), embedding


def load_graph(checkpoint: Path, temperature: Path | None, size: int) -> ClassifierGraph:
    """The graph of a checkpoint in evaluation mode; temperature 1 without a file."""
    value = json.loads(temperature.read_text())["temperature"] if temperature else 1.0
    return ClassifierGraph(from_checkpoint(checkpoint), value, size).eval()


def describe(path: Path, graph: ClassifierGraph) -> None:
    """Writes what a reader of the file must know into its metadata."""
    model = onnx.load(path)
    onnx.checker.check_model(model)
    facts = {
        "classes": ",".join(CLASSES), "context_factor": str(CONTEXT), "crop_side": str(graph.size),
        "temperature": f"{graph.temperature:.4f}", "licence": "Apache-2.0",
        "intended_use": "decision support; a qualified person verifies every cell",
    }
    onnx.helper.set_model_props(model, facts)
    onnx.save(model, path)


def export(graph: ClassifierGraph, out: Path) -> None:
    """Writes the ONNX file in one move."""
    partial = out.with_suffix(".tmp")
    image = torch.randint(0, 255, (300, 400, 3), dtype=torch.uint8)
    boxes = torch.tensor([[20.0, 30.0, 90.0, 80.0], [200.0, 100.0, 120.0, 150.0]])
    torch.onnx.export(
        graph, (image, boxes), partial, opset_version=OPSET,
        input_names=["image", "boxes"], output_names=["probabilities", "embedding"],
        dynamic_axes={"image": {0: "height", 1: "width"}, "boxes": {0: "cells"},
                      "probabilities": {0: "cells"}, "embedding": {0: "cells"}})
    describe(partial, graph)
    partial.replace(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--temperature", type=Path)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    export(load_graph(args.checkpoint, args.temperature, args.size), args.out)
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
