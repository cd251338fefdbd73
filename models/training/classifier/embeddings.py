r"""Embeddings of stored cells by one checkpoint, for everything that is fitted on them afterwards.

    /usr/bin/python3 models/training/classifier/embeddings.py --store /tmp/train-classifier/store \
        --checkpoint /tmp/train-classifier/c/last.pt --size 224 --out /tmp/train-classifier/c/embeddings.npz
"""
from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from batches import plain_batches
from cell_net import from_checkpoint
from cell_store import CellStore

MOST_CELLS = {"train": 2400, "val": 2000}   # of a source, evenly spread


@dataclass(frozen=True)
class EmbeddedCells:
    """Columns of N stored cells beside their embedding float32 [N,1280] and their logits [N,11]."""

    embedding: np.ndarray
    logits: np.ndarray
    mask: np.ndarray
    source: np.ndarray
    split: np.ndarray
    name: np.ndarray


def load_embedded(path: Path) -> EmbeddedCells:
    return EmbeddedCells(**np.load(path))


def spread_rows(store: CellStore) -> np.ndarray:
    """Row numbers of at most MOST_CELLS of each source's splits."""
    parts = []
    for source in np.unique(store.source):
        for split, most in MOST_CELLS.items():
            rows = store.select(source, split)
            parts.append(rows[::max(1, -(-len(rows) // most))])
    return np.sort(np.concatenate(parts))


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    store, net = CellStore(args.store), from_checkpoint(args.checkpoint).eval().to(memory_format=torch.channels_last)
    rows = spread_rows(store)
    found = [net(batch.crops)[:2] for batch in plain_batches(store, rows, 32, args.size)]
    logits, embedding = (torch.cat(parts).numpy() for parts in zip(*found))
    np.savez(args.out, embedding=embedding, logits=logits,
             **{name: getattr(store, name)[rows] for name in ("mask", "source", "split", "name")})


if __name__ == "__main__":
    main()
