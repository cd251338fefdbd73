r"""Averages the weights of checkpoints of one line of training (arXiv 2203.05482).

    /usr/bin/python3 models/training/classifier/average.py --out /tmp/train-classifier/d/last.pt \
        /tmp/train-classifier/c/last.pt:0.5 /tmp/train-classifier/b/last.pt:0.25 /tmp/train-classifier/start.pt:0.25
"""
from __future__ import annotations

import argparse
from pathlib import Path

import torch

from cell_net import SHIPPED


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoints", nargs="+", help="PATH:SHARE")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    paths, shares = zip(*(given.rsplit(":", 1) for given in args.checkpoints))
    checkpoints = [torch.load(path, map_location="cpu") for path in paths]
    states = [checkpoint["ema"] for checkpoint in checkpoints]
    total = sum(map(float, shares))
    average = {name: sum(state[name] * (float(share) / total) for state, share in zip(states, shares))
               for name, value in states[0].items() if value.is_floating_point()}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    architecture = checkpoints[0].get("architecture", SHIPPED)
    torch.save({"ema": states[0] | average, "architecture": architecture}, args.out)


if __name__ == "__main__":
    main()
