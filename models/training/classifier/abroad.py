r"""Scores a laboratory that a run never saw: untouched, adapted to the slide, and after a few corrections.

    /usr/bin/python3 models/training/classifier/abroad.py --store /tmp/train-classifier/store \
        --runs /tmp/train-classifier/without-bccd /tmp/train-classifier/without-bangkok --out abroad.json

Each run is a folder of train.py --leave-out. Cells: all of the left-out sources that belong to the five mature classes.
Corrections: K cells a class, drawn DRAWS times; cells of other originals are the test. The refit is that of the product
(src/inference/head-adaptation.ts) without its cross-validation: one penalty for all.
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch
from scipy.optimize import minimize
from scipy.special import logsumexp

from batches import plain_batches
from cell_net import from_checkpoint
from cell_store import CellStore
from classes import MATURE
from evaluation import calibration_error, softmax, wilson

TEMPERATURE = 1.35
PENALTY = 1e-3
DRAWS = 10
CORRECTED = (5, 20)
MOST_CELLS = 1500   # of a source, evenly spread


def five(probabilities: np.ndarray) -> np.ndarray:
    """[N,11] to the five mature classes [N,5]: band and segmented summed, the rest of 1 elsewhere left out."""
    return np.stack([probabilities[:, 0] + probabilities[:, 1], *(probabilities[:, c] for c in MATURE[2:])], axis=1)


def mature_label(mask: np.ndarray) -> np.ndarray:
    """Index of the mature class of each label [N]."""
    return five(mask.astype(int)).argmax(axis=1)


def refit(cells: np.ndarray, mask: np.ndarray, head: np.ndarray) -> np.ndarray:
    """Head [11,1281] refitted on embeddings with a last column of ones [N,1281] and labels bool [N,11].

    Minimises the mean loss, labels weighted alike, plus the squared distance from `head` scaled by PENALTY. The change
    lies in the span of the cells, so that it is sought there.
    """
    _, label, counts = np.unique(mask, axis=0, return_inverse=True, return_counts=True)
    weights = 1 / (len(counts) * counts[label])
    span, _ = np.linalg.qr(cells.T)
    inside, start = cells @ span, cells @ head.T
    scale = PENALTY * (cells ** 2).sum(axis=1).mean() / TEMPERATURE ** 2

    def objective(flat: np.ndarray) -> tuple[float, np.ndarray]:
        change = flat.reshape(len(head), -1)
        log_p = (start + inside @ change.T) / TEMPERATURE
        log_p = log_p - logsumexp(log_p, axis=1, keepdims=True)
        allowed = np.where(mask, log_p, -np.inf)
        log_right = logsumexp(allowed, axis=1)
        pull = np.exp(log_p) - np.exp(allowed - log_right[:, None])
        slope = (weights[:, None] * pull).T @ inside / TEMPERATURE + scale * change
        return float(-(weights * log_right).sum() + scale / 2 * (change ** 2).sum()), slope.ravel()

    found = minimize(objective, np.zeros(head.shape[0] * span.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return head + found.x.reshape(len(head), -1) @ span.T


def estimate_priors(probabilities: np.ndarray) -> np.ndarray:
    """[N,5] reweighted by the class shares that explain these cells best (EM, Saerens et al. 2002)."""
    shares = np.full(probabilities.shape[1], 1 / probabilities.shape[1])
    known = probabilities / probabilities.sum(axis=1, keepdims=True)
    for _ in range(50):
        posterior = known * shares
        shares = (posterior / posterior.sum(axis=1, keepdims=True)).mean(axis=0)
    return known * shares


def originals(store: CellStore, rows: np.ndarray) -> np.ndarray:
    """What must not be both corrected and tested: the original picture; on a slide of Bangkok, where neighbours in time
    repeat cells, ten pictures in a row."""
    names = [name.rsplit(".", 1)[0].rsplit("_", 1) for name in store.name[rows]]
    return np.array([f"{slide} {int(number) // 10}" if source == "bangkok" else group
                     for source, group, (slide, number) in zip(store.source[rows], store.group[rows], names)])


def accuracy(right: np.ndarray) -> dict:
    return {"n": len(right), "accuracy": round(float(right.mean()), 4), "ci95": wilson(int(right.sum()), len(right))}


def corrected(cells: np.ndarray, mask: np.ndarray, group: np.ndarray, head: np.ndarray) -> dict:
    """Accuracy on five classes after K corrected cells a class, mean and range of the draws."""
    truth, rng, table = mature_label(mask), np.random.default_rng(5), {}
    common = [c for c in range(5) if (truth == c).sum() >= 8]
    for k in CORRECTED:
        shares = []
        for _ in range(DRAWS):
            of_class = [np.flatnonzero(truth == c) for c in common]
            picked = np.concatenate([rng.choice(rows, min(k, len(rows) // 2), replace=False) for rows in of_class])
            test = ~np.isin(group, group[picked]) & np.isin(truth, common)
            changed = refit(cells[picked], mask[picked], head)
            shares.append(float((five(softmax(cells[test] @ changed.T)).argmax(1) == truth[test]).mean()))
        table[f"{k} corrected"] = {"accuracy": round(np.mean(shares), 4), "draws": [round(s, 4) for s in sorted(shares)]}
    return table


def score(cells: np.ndarray, mask: np.ndarray, group: np.ndarray, head: np.ndarray) -> dict:
    """All rows of the table for one source."""
    truth = mature_label(mask)
    probabilities = softmax(cells @ head.T / TEMPERATURE)
    folded = np.column_stack([probabilities[:, 0] + probabilities[:, 1], probabilities[:, 2:]])
    limited = five(probabilities)
    named = limited / limited.sum(axis=1, keepdims=True)
    return {"cells": np.bincount(truth, minlength=5).tolist(), "untouched": accuracy(folded.argmax(1) == truth),
            "five classes": accuracy(limited.argmax(1) == truth),
            "ece five classes": round(calibration_error(named.max(1), limited.argmax(1) == truth), 4),
            "class shares estimated": accuracy(estimate_priors(limited).argmax(1) == truth),
            **corrected(cells, mask, group, head)}


@torch.no_grad()
def embed(store: CellStore, rows: np.ndarray, folder: Path, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Embeddings with a last column of ones [N,1281] and the head [11,1281] of a run."""
    net = from_checkpoint(folder / "last.pt").eval()
    parts = [net(batch.crops)[1].numpy() for batch in plain_batches(store, rows, 32, size)]
    cells = np.concatenate(parts).astype(float)
    head = np.column_stack([net.head.weight.numpy(), net.head.bias.numpy()]).astype(float)
    return np.column_stack([cells, np.ones(len(cells))]), head


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--runs", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    store, table = CellStore(args.store), {}
    for folder in args.runs:
        settings = json.loads((folder / "settings.json").read_text())
        for source in settings["leave_out"]:
            rows = np.flatnonzero((store.source == source) & store.mask[:, MATURE].any(axis=1))
            rows = rows[::max(1, -(-len(rows) // MOST_CELLS))]
            cells, head = embed(store, rows, folder, settings["size"])
            trained = sorted(set(store.source[store.mask.any(axis=1)]) - set(settings["leave_out"]))
            table[source] = {"trained on": trained, **score(cells, store.mask[rows], originals(store, rows), head)}
            print(source, json.dumps(table[source]), flush=True)
    args.out.write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
