r"""Exports a checkpoint with cropping, colour balance and every output inside one graph, and the head beside it.

    /usr/bin/python3 models/training/classifier/export_onnx.py --checkpoint /tmp/train-classifier/c/last.pt \
        --heads /tmp/train-classifier/c/heads.npz --size 224 --out models/classifier.onnx

Inputs: image uint8 [H,W,3] RGB; boxes float32 [N,4] x,y,w,h in its pixels, N >= 1.
Outputs: probabilities float32 [N,11], calibrated, in the order of classes.py; embedding float32 [N,1280]; maps float32
[N,1280,7,7], whose mean is the embedding; known float32 [N], the probability that the crop is a cell fit to be named;
attributes float32 [N,A], a softmax within each attribute of attributes.py, one after the other.
"""
from __future__ import annotations

import argparse
import base64
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from attributes import ATTRIBUTES, output_slices
from cell_net import CellNet, from_checkpoint
from classes import CLASSES
from crops import CONTEXT, crop_cells

OPSET = 16  # the first whose RoiAlign samples at pixel centres
OUTPUTS = ("probabilities", "embedding", "maps", "known", "attributes")


class ClassifierGraph(nn.Module):
    """The exported computation; `heads` are the arrays of fit_heads.py."""

    def __init__(self, net: CellNet, heads: dict[str, np.ndarray], size: int) -> None:
        super().__init__()
        self.net, self.size = net, size
        self.temperature, self.known_below = float(heads["temperature"]), float(heads["known_below"])
        for name in ("known_weight", "known_bias", "attribute_weight", "attribute_bias"):
            self.register_buffer(name, torch.from_numpy(np.asarray(heads[name], np.float32)))

    def forward(self, image: Tensor, boxes: Tensor) -> tuple[Tensor, ...]:
        logits, embedding, maps = self.net(crop_cells(image, boxes, self.size))
        known = (embedding @ self.known_weight.T + self.known_bias).sigmoid().squeeze(1)
        values = embedding @ self.attribute_weight.T + self.attribute_bias
        attributes = torch.cat([values[:, part].softmax(dim=1) for part in output_slices().values()], dim=1)
        return (logits / self.temperature).softmax(dim=1), embedding, maps, known, attributes


def load_graph(checkpoint: Path, heads: Path, size: int) -> ClassifierGraph:
    """The graph of a checkpoint and its fitted heads in evaluation mode, norms folded for good."""
    return ClassifierGraph(from_checkpoint(checkpoint), dict(np.load(heads)), size).eval()


def describe(path: Path, graph: ClassifierGraph) -> None:
    """Writes what a reader of the file must know into its metadata."""
    model = onnx.load(path)
    onnx.checker.check_model(model)
    facts = {
        "classes": ",".join(CLASSES), "context_factor": str(CONTEXT), "crop_side": str(graph.size),
        "temperature": f"{graph.temperature:.4f}", "known_below": f"{graph.known_below:.4f}",
        "attributes": json.dumps([{"name": name, "values": values} for name, values in ATTRIBUTES.items()]),
        "licence": "Apache-2.0", "intended_use": "decision support; a qualified person verifies every cell",
    }
    onnx.helper.set_model_props(model, facts)
    onnx.save(model, path)


def export(graph: ClassifierGraph, out: Path) -> None:
    """Writes the ONNX file in one move."""
    partial = out.with_suffix(".tmp")
    image = torch.randint(0, 255, (300, 400, 3), dtype=torch.uint8)
    boxes = torch.tensor([[20.0, 30.0, 90.0, 80.0], [200.0, 100.0, 120.0, 150.0]])
    axes = {name: {0: "cells"} for name in ("boxes", *OUTPUTS)}
    torch.onnx.export(graph, (image, boxes), partial, opset_version=OPSET, input_names=["image", "boxes"],
                      output_names=list(OUTPUTS), dynamic_axes={"image": {0: "height", 1: "width"}, **axes})
    describe(partial, graph)
    partial.replace(out)


def export_head(graph: ClassifierGraph, out: Path) -> None:
    """Writes the shipped head as the file that the product applies to the embedding, and refits from corrections."""
    head = graph.net.head
    weights = head.weight.detach().numpy().astype("<f4")
    out.write_text(json.dumps({
        "schema": 1, "classes": CLASSES, "embedding": head.in_features, "temperature": round(graph.temperature, 4),
        "weights": base64.b64encode(weights.tobytes()).decode(), "bias": head.bias.detach().tolist(),
    }) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--heads", type=Path, required=True)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    graph = load_graph(args.checkpoint, args.heads, args.size)
    export(graph, args.out)
    export_head(graph, args.out.with_name("classifier-head.json"))
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
