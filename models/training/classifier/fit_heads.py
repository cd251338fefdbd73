r"""Fits what stands on the trained embedding: the temperature, the `known` output and the morphological attributes.

    /usr/bin/python3 models/training/classifier/fit_heads.py \
        --embeddings /tmp/train-classifier/c/embeddings.npz --attributes ../shared/data/pbc/attributes.csv \
        --out /tmp/train-classifier/c/heads

Writes heads.npz for export_onnx.py and heads.json, its report. The linear heads are fitted on the training cells.
Temperature and threshold are fitted on one half of the held-out cells, and all shares are measured on the other.
"""
from __future__ import annotations

import argparse
import json
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from attributes import ATTRIBUTES, read_attributes
from embeddings import EmbeddedCells, load_embedded
from evaluation import expected_calibration_error, right_view8, softmax, wilson

CANDIDATES = np.exp(np.linspace(np.log(0.4), np.log(3.0), 160))
PENALTY = {"known": 0.003, "attributes": 0.001}   # sklearn's C on standardised embeddings
RIGHT_ANSWERS_LOST = 0.01    # of the fitting half, that the threshold of `known` may cost


@dataclass(frozen=True)
class Linear:
    """Weights [K,1280] and bias [K] on the raw embedding."""

    weight: np.ndarray
    bias: np.ndarray

    def __call__(self, embedding: np.ndarray) -> np.ndarray:
        return embedding @ self.weight.T + self.bias


def fitting_half(names: np.ndarray) -> np.ndarray:
    """Bool [N]: the cells that fit temperature and threshold, chosen by a checksum of the file name."""
    return np.array([zlib.crc32(name.encode()) % 2 == 0 for name in names])


def fit_temperature(logits: np.ndarray, mask: np.ndarray) -> float:
    """The candidate with the least mean negative log of the probability on the classes that a label leaves possible."""
    losses = [-np.log(np.maximum((softmax(logits / t) * mask).sum(1), 1e-9)).mean() for t in CANDIDATES]
    return float(CANDIDATES[int(np.argmin(losses))])


def fit_linear(embedding: np.ndarray, label: np.ndarray, penalty: float) -> Linear:
    """Logistic regression on standardised embeddings, classes weighted alike where there are two."""
    mean, deviation = embedding.mean(0), embedding.std(0) + 1e-3
    balance = "balanced" if len(np.unique(label)) == 2 else None
    fitted = LogisticRegression(C=penalty, max_iter=300, class_weight=balance).fit((embedding - mean) / deviation, label)
    weight = fitted.coef_ / deviation
    return Linear(weight.astype(np.float32), (fitted.intercept_ - weight @ mean).astype(np.float32))


def fit_attributes(cells: EmbeddedCells, table: Path) -> tuple[Linear, dict]:
    """One linear head for all attributes, and the held-out accuracy of each."""
    truth = read_attributes(table)
    named = np.array([source == "pbc" and name in truth for source, name in zip(cells.source, cells.name)])
    rows = {split: np.flatnonzero(named & (cells.split == split)) for split in ("train", "val")}
    values = {split: np.array([truth[cells.name[i]] for i in rows[split]]) for split in rows}
    heads, accuracy = [], {}
    for k, (name, names) in enumerate(ATTRIBUTES.items()):
        head = fit_linear(cells.embedding[rows["train"]], values["train"][:, k], PENALTY["attributes"])
        if len(names) == 2:   # sklearn gives one row: the logit of the second value
            head = Linear(np.vstack([-head.weight / 2, head.weight / 2]), np.hstack([-head.bias / 2, head.bias / 2]))
        right = head(cells.embedding[rows["val"]]).argmax(1) == values["val"][:, k]
        accuracy[name] = {"n": len(right), "accuracy": round(float(right.mean()), 4), "ci95": wilson(int(right.sum()), len(right)),
                          "commonest_value": round(float(np.bincount(values["val"][:, k]).max() / len(right)), 4)}
        heads.append(head)
    return Linear(np.vstack([h.weight for h in heads]), np.hstack([h.bias for h in heads])), accuracy


def refused(known: np.ndarray, threshold: float) -> dict:
    low = int((known < threshold).sum())
    return {"n": len(known), "refused": round(low / max(1, len(known)), 4), "ci95": wilson(low, len(known))}


def negative_kind(source: str, name: str) -> str:
    """What a cell without a class is; negatives.py names its files SPLIT-KIND-N."""
    return "simulated debris" if source == "sim" else name.split("-")[1] if source == "negative" else ""


def fit_known(cells: EmbeddedCells) -> tuple[Linear, float, dict]:
    """The `known` head, its threshold, and what it costs and catches."""
    is_cell, train = cells.mask.any(axis=1), cells.split == "train"
    head = fit_linear(cells.embedding[train], is_cell[train].astype(int), PENALTY["known"])
    known = 1 / (1 + np.exp(-head(cells.embedding)[:, 0]))
    right = is_cell & right_view8(cells.logits, cells.mask)
    fits = fitting_half(cells.name)
    threshold = float(np.quantile(known[~train & right & fits], RIGHT_ANSWERS_LOST))
    rest = ~train & ~fits
    groups = {"right answers": right, "wrong answers": is_cell & ~right, "no cell": ~is_cell}
    kinds = np.array([negative_kind(*pair) for pair in zip(cells.source, cells.name)])
    groups |= {f"no cell: {kind}": ~is_cell & (kinds == kind) for kind in np.unique(kinds[~is_cell])}
    groups |= {f"right answers: {source}": right & (cells.source == source) for source in np.unique(cells.source[right])}
    return head, threshold, {name: refused(known[rest & rows], threshold) for name, rows in groups.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--embeddings", type=Path, required=True)
    parser.add_argument("--attributes", type=Path, default=Path("../shared/data/pbc/attributes.csv"))
    parser.add_argument("--out", type=Path, required=True, help="without ending")
    args = parser.parse_args()
    cells = load_embedded(args.embeddings)
    held, fits = (cells.split == "val") & cells.mask.any(axis=1), fitting_half(cells.name)
    temperature = fit_temperature(cells.logits[held & fits], cells.mask[held & fits])
    probabilities = softmax(cells.logits / temperature)
    error = {}
    for source in np.unique(cells.source[held]):
        rows = held & ~fits & (cells.source == source)
        error[str(source)] = round(expected_calibration_error(probabilities[rows], cells.mask[rows]), 4)
    known, threshold, cost = fit_known(cells)
    attributes, accuracy = fit_attributes(cells, args.attributes)
    np.savez(args.out.with_suffix(".npz"), temperature=temperature, known_below=threshold,
             known_weight=known.weight, known_bias=known.bias,
             attribute_weight=attributes.weight, attribute_bias=attributes.bias)
    report = {"temperature": round(temperature, 4), "n_fit": int((held & fits).sum()), "ece_view8_on_the_rest": error,
              "known_below": round(threshold, 4), "known": cost, "attributes": accuracy}
    args.out.with_suffix(".json").write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
