r"""Fits the temperature of the softmax on a held-out slice and reports the calibration error on the rest.

    /usr/bin/python3 models/training/classifier/calibrate.py --store /tmp/train-classifier/store \
        --checkpoint /tmp/train-classifier/b/last.pt --out /tmp/train-classifier/b/temperature.json

The slice is every second held-out cell (by file name) of each source; the other half measures the error.
"""
from __future__ import annotations

import argparse
import json
import zlib
from pathlib import Path

import cv2
import numpy as np
import torch

from cell_store import CellStore
from evaluation import expected_calibration_error, predict, softmax
from mobilenet import from_checkpoint

CANDIDATES = np.exp(np.linspace(np.log(0.4), np.log(3.0), 160))


def fitting_half(names: np.ndarray) -> np.ndarray:
    """Bool [N]: the cells that fit the temperature, chosen by a checksum of the file name."""
    return np.array([zlib.crc32(name.encode()) % 2 == 0 for name in names])


def loss_at(logits: np.ndarray, mask: np.ndarray, temperature: float) -> float:
    """Mean negative log of the probability on the classes that a label leaves possible."""
    probabilities = softmax(logits / temperature)
    return float(-np.log(np.maximum((probabilities * mask).sum(1), 1e-9)).mean())


def fit_temperature(logits: np.ndarray, mask: np.ndarray) -> float:
    """The candidate with the lowest loss."""
    return float(CANDIDATES[int(np.argmin([loss_at(logits, mask, t) for t in CANDIDATES]))])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    store = CellStore(args.store)
    rows = np.flatnonzero(store.split == "val")
    logits = predict(from_checkpoint(args.checkpoint).eval(), store, rows, args.size)
    fits = fitting_half(store.name[rows])
    temperature = fit_temperature(logits[fits], store.mask[rows[fits]])
    report = {"temperature": round(temperature, 4), "n_fit": int(fits.sum()), "ece_on_the_rest": {}}
    for source in np.unique(store.source[rows]):
        here = (store.source[rows] == source) & ~fits
        probabilities = softmax(logits[here] / temperature)
        report["ece_on_the_rest"][str(source)] = round(expected_calibration_error(probabilities, store.mask[rows[here]]), 4)
    args.out.write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
