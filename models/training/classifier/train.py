r"""Trains the crop classifier; one call is one phase, resumable after every epoch.

    P="/usr/bin/python3 models/training/classifier/train.py --store /tmp/train-classifier/store"
    $P --imagenet ../shared/data/weights/mobilenet_v2_imagenet1001.npz --size 128 --epochs 12 --out /tmp/train-classifier/a
    $P --start /tmp/train-classifier/a/last.pt --size 224 --epochs 8 --lr 4e-4 --freeze 3 \
        --out /tmp/train-classifier/b
    $P --random --architecture shufflenet-v2 --size 96 --lr 2e-3 --out /tmp/train-classifier/shufflenet-v2

From ImageNet the head is warmed on the frozen base first; then all weights train with AdamW on one cycle, weights
averaged. Batch-norm statistics stay frozen but in a start from random weights. Leaving a laboratory out:
--leave-out bccd.
"""
from __future__ import annotations

import argparse
import copy
import json
import math
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from architectures import ARCHITECTURES
from batches import BATCH, Recipe, training_batches
from cell_net import SHIPPED, CellNet, from_checkpoint, from_imagenet, from_random
from cell_store import CellStore
from evaluation import predict, scores

WARM_UP_RATE = 3e-3
EMA_DECAY = 0.997
REPORTED = 400   # held-out cells of a source that are scored after each epoch


def mask_loss(logits: Tensor, mask: Tensor) -> Tensor:
    """Mean negative log of the probability that falls on the classes a label leaves possible."""
    log_p = logits.log_softmax(dim=1)
    return -log_p.masked_fill(~mask, -math.inf).logsumexp(dim=1).mean()


def warm_up(net: CellNet, batches) -> None:
    """Fits the head on the frozen base."""
    optimizer = torch.optim.AdamW(net.head.parameters(), WARM_UP_RATE)
    net.eval()
    for batch in batches:
        with torch.no_grad():
            _, embedding, _ = net(batch.crops)
        loss = mask_loss(net.head(embedding), batch.mask)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def parameter_groups(net: nn.Module, decay: float) -> list[dict]:
    """Trainable weights decay, biases and batch-norm scales do not."""
    trainable = [p for p in net.parameters() if p.requires_grad]
    plain = [p for p in trainable if p.ndim <= 1]
    decayed = [p for p in trainable if p.ndim > 1]
    return [{"params": decayed, "weight_decay": decay}, {"params": plain, "weight_decay": 0.0}]


@torch.no_grad()
def update_average(average: nn.Module, net: nn.Module, step: int) -> None:
    """Exponential moving average of the weights, shorter in the first steps; live norms' statistics are averages
    already, and are taken as they stand."""
    decay = min(EMA_DECAY, (1 + step) / (10 + step))
    for kept, new in zip(average.parameters(), net.parameters()):
        kept.lerp_(new, 1 - decay)
    for kept, new in zip(average.buffers(), net.buffers()):
        kept.copy_(new)


def start_of(args: argparse.Namespace) -> CellNet:
    """The network that a phase starts from."""
    if args.start:
        return from_checkpoint(args.start)
    return from_imagenet(args.imagenet) if args.imagenet else from_random(args.architecture)


class Trainer:
    """One phase: the network, its average, the optimiser and the schedule, saved and resumed as a whole."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.store = CellStore(args.store)
        keep = (self.store.split == "train") & self.store.mask.any(axis=1) & ~np.isin(self.store.source, args.leave_out)
        self.rows = np.flatnonzero(keep)
        self.net = start_of(args).to(memory_format=torch.channels_last)
        self.net.features[:args.freeze].requires_grad_(False)
        self.average = copy.deepcopy(self.net)
        self.optimizer = torch.optim.AdamW(parameter_groups(self.net, args.decay), args.lr)
        self.steps = args.epochs * (args.epoch_size // BATCH)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, args.lr, total_steps=self.steps, pct_start=0.2, div_factor=10, final_div_factor=50)
        self.step = self.epoch = 0

    @property
    def checkpoint(self) -> Path:
        return self.args.out / "last.pt"

    def save(self) -> None:
        parts = {"net": self.net, "ema": self.average, "optimizer": self.optimizer, "schedule": self.schedule}
        state = {name: part.state_dict() for name, part in parts.items()}
        state.update(step=self.step, epoch=self.epoch, architecture=self.net.architecture)
        partial = self.checkpoint.with_suffix(".tmp")
        torch.save(state, partial)
        partial.replace(self.checkpoint)

    def resume(self) -> None:
        state = torch.load(self.checkpoint, map_location="cpu")
        parts = {"net": self.net, "ema": self.average, "optimizer": self.optimizer, "schedule": self.schedule}
        for name, part in parts.items():
            part.load_state_dict(state[name])
        self.step, self.epoch = state["step"], state["epoch"]

    def batches(self, count: int, seed: int):
        rng = np.random.default_rng([self.args.seed, seed])
        return training_batches(self.store, self.rows, count // BATCH, Recipe(self.args.size, self.args.mild), rng)

    def run_epoch(self) -> float:
        """One epoch; the mean loss."""
        self.net.train()
        total = 0.0
        for batch in self.batches(self.args.epoch_size, self.epoch + 1):
            logits, _, _ = self.net(batch.crops)
            loss = mask_loss(logits, batch.mask)
            self.optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
            self.optimizer.step()
            self.schedule.step()
            self.step += 1
            update_average(self.average, self.net, self.step)
            total += float(loss.detach())
        self.epoch += 1
        return total / (self.args.epoch_size // BATCH)

    def held_out(self, source: str) -> np.ndarray:
        """Some rows of a source that are never trained on, evenly spread."""
        unseen = (self.store.source == source) & self.store.mask.any(axis=1) & ((self.store.split == "val") | np.isin(source, self.args.leave_out))
        rows = np.flatnonzero(unseen)
        return rows[::math.ceil(len(rows) / REPORTED)]

    def report(self, loss: float, processor_seconds: float) -> None:
        """Scores of the averaged weights on every held-out slice, to the log and to scores.jsonl."""
        self.average.eval()
        row = {"epoch": self.epoch, "loss": round(loss, 4), "processor_seconds": round(processor_seconds)}
        for source in np.unique(self.store.source[self.store.mask.any(axis=1)]):
            rows = self.held_out(source)
            logits = predict(self.average, self.store, rows, self.args.size)
            row[str(source)] = scores(logits, self.store.mask[rows])
        print(json.dumps(row), flush=True)
        with open(self.args.out / "scores.jsonl", "a") as file:
            file.write(json.dumps(row) + "\n")

    def run(self) -> None:
        self.args.out.mkdir(parents=True, exist_ok=True)
        settings = {k: v for k, v in vars(self.args).items() if isinstance(v, (int, float, list))}
        settings["architecture"] = self.net.architecture
        (self.args.out / "settings.json").write_text(json.dumps(settings))
        if self.checkpoint.exists():
            self.resume()
        elif self.args.imagenet:
            warm_up(self.net, self.batches(self.args.warm_up, 0))
            self.average.load_state_dict(self.net.state_dict())
        while self.epoch < self.args.epochs:
            started = time.process_time()
            loss = self.run_epoch()
            self.save()
            self.report(loss, time.process_time() - started)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    start = parser.add_mutually_exclusive_group(required=True)
    start.add_argument("--imagenet", type=Path, help="ImageNet weights, .npz")
    start.add_argument("--start", type=Path, help="checkpoint of an earlier phase")
    start.add_argument("--random", action="store_true", help="random weights, the only start of the other architectures")
    parser.add_argument("--architecture", choices=ARCHITECTURES, default=SHIPPED, help="of a start from random weights")
    parser.add_argument("--size", type=int, default=128, help="crop side, px")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--epoch-size", type=int, default=6400, help="crops an epoch")
    parser.add_argument("--warm-up", type=int, default=3200, help="crops that fit the head alone")
    parser.add_argument("--mild", type=float, default=0.5, help="share of Barcelona's and the simulator's crops that keep their detail")
    parser.add_argument("--lr", type=float, default=8e-4, help="peak of the cycle")
    parser.add_argument("--decay", type=float, default=0.02)
    parser.add_argument("--freeze", type=int, default=0, help="leading feature blocks that keep their weights")
    parser.add_argument("--leave-out", nargs="*", default=[], help="sources never trained on")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=11)
    args = parser.parse_args()
    if args.architecture != SHIPPED and not args.random:
        parser.error(f"--architecture {args.architecture} starts from --random: there are no weights of it")
    return args


def main() -> None:
    args = arguments()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    cv2.setNumThreads(1)
    Trainer(args).run()


if __name__ == "__main__":
    main()
