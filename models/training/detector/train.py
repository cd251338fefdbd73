#!/usr/bin/env python3
"""Trains the cell detector. Resumes from OUT/last.pt after an interruption; OUT/best.pt is the best averaged model.

    python3 models/training/detector/train.py --out /tmp/train-detector/first --epochs 10
    python3 models/training/detector/train.py --out /tmp/train-detector/second --epochs 13 --rate 1.2e-3 --seed 2 \\
        --start /tmp/train-detector/first/last.pt --simulated /tmp/train-detector/films
"""

import argparse
import copy
import json
import math
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader

from assign import Truth
from augment import TrainingSet, collate
from data import DEFAULT_DATA, KINDS, Picture, read_bangkok, read_fields, refuse_shared
from loss import head_loss
from metrics import average_precision, match_kind
from model import Detector, anchor_points
from predict import predict, source_scales
from simulated import read_simulated

BATCH = 16
POSITIVES_MANY, POSITIVES_ONE = 10, 1
EMA_DECAY = 0.998
BACKBONE_RATE = 0.25
"""The pretrained backbone learns at this share of the learning rate."""
WARM_UP_STEPS = 100
FRAMES_PER_FILM = 32
CALM_SHARE, CALM_STRENGTH = 0.4, 0.3
"""The last two fifths of the epochs sees little of what real pictures seldom show."""


def training_pictures(data: Path, simulated: Path | None) -> list[Picture]:
    """fields/train, half of Bangkok, simulated frames; crowded sources and pictures with platelets stand in twice."""
    pictures = []
    for picture in read_fields(data, "train"):
        scarce = KINDS.index("platelet") in picture.kinds or picture.pixels.shape[1] in (416, 640)
        pictures += [picture] * (2 if scarce else 1)
    pictures += read_bangkok(data, train=True)
    return pictures + (read_simulated(simulated, FRAMES_PER_FILM) if simulated else [])


def optimizer_for(detector: Detector, rate: float) -> torch.optim.AdamW:
    """AdamW with a slower backbone and no decay of biases and batch norms."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in detector.named_parameters():
        if parameter.requires_grad:
            groups.setdefault((name.startswith("backbone"), parameter.ndim > 1), []).append(parameter)
    return torch.optim.AdamW(
        {"params": parameters, "peak": rate * (BACKBONE_RATE if slow else 1), "weight_decay": 0.02 if decay else 0.0}
        for (slow, decay), parameters in groups.items()
    )


def rate_share(step: int, steps: int) -> float:
    """Linear warm-up, then half a cosine down to 1 %."""
    if step < WARM_UP_STEPS:
        return (step + 1) / WARM_UP_STEPS
    progress = (step - WARM_UP_STEPS) / max(1, steps - WARM_UP_STEPS)
    return 0.01 + 0.99 * (1 + math.cos(math.pi * progress)) / 2


@torch.no_grad()
def average_in(average: Detector, detector: Detector, step: int) -> None:
    """Exponential moving average of weights and statistics, quicker in the first steps."""
    decay = min(EMA_DECAY, (1 + step) / (10 + step))
    for kept, new in zip(average.state_dict().values(), detector.state_dict().values()):
        if kept.dtype.is_floating_point:
            kept.lerp_(new, 1 - decay)


def training_loss(detector: Detector, images: torch.Tensor, truth: Truth) -> tuple[torch.Tensor, torch.Tensor]:
    """Loss of both heads, which shape the features together."""
    pyramid = detector.pyramid(images.contiguous(memory_format=torch.channels_last))
    points, strides = anchor_points(pyramid)
    many, many_parts = head_loss(detector.one_to_many(pyramid), points, strides, truth, POSITIVES_MANY)
    one, one_parts = head_loss(detector.one_to_one(pyramid), points, strides, truth, POSITIVES_ONE)
    return many + one, torch.cat((many_parts, one_parts))


def validate(detector: Detector, pictures: list[Picture]) -> dict[str, float]:
    """mAP50, mAP50-95 and AP50 of each kind on whole pictures."""
    found = predict(detector, pictures, source_scales(pictures))
    table = np.array([average_precision(match_kind(pictures, found, kind)) for kind in range(len(KINDS))])
    report = {"map50": table[:, 0].mean(), "map5095": table.mean()}
    report.update({name: row[0] for name, row in zip(KINDS, table)})
    return {name: round(float(value), 4) for name, value in report.items()}


class Run:
    """State of a training run, stored after every epoch."""

    def __init__(self, options: argparse.Namespace, steps: int) -> None:
        self.detector = Detector(options.data / "weights" / "mobilenet_v2_imagenet1001.npz")
        if options.start:
            self.detector.load_state_dict(torch.load(options.start)["average"])
        self.detector.backbone.requires_grad_(not options.freeze)
        self.detector.backbone.stem.requires_grad_(False)
        self.detector = self.detector.to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.detector)
        self.optimizer = optimizer_for(self.detector, options.rate)
        self.steps, self.step, self.epoch, self.best = steps, 0, 0, 0.0
        self.out: Path = options.out
        if (self.out / "last.pt").exists():
            self.restore(torch.load(self.out / "last.pt"))

    def restore(self, stored: dict) -> None:
        self.detector.load_state_dict(stored["detector"])
        self.average.load_state_dict(stored["average"])
        self.optimizer.load_state_dict(stored["optimizer"])
        self.step, self.epoch, self.best = stored["step"], stored["epoch"], stored["best"]

    def learn(self, images: torch.Tensor, truth: Truth) -> torch.Tensor:
        """One optimisation step; returns the loss parts for the log."""
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * rate_share(self.step, self.steps)
        loss, parts = training_loss(self.detector, images, truth)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.detector.parameters(), 10.0)
        self.optimizer.step()
        average_in(self.average, self.detector, self.step)
        self.step += 1
        return parts

    def store(self, report: dict) -> None:
        """Writes last.pt, and best.pt where the mean of mAP50 and mAP50-95 rose."""
        score = report.get("map50", 0.0) + report.get("map5095", 0.0)
        improved = score > self.best
        self.best = max(self.best, score)
        state = {"detector": self.detector, "average": self.average, "optimizer": self.optimizer}
        state = {name: part.state_dict() for name, part in state.items()}
        state.update(step=self.step, epoch=self.epoch, best=self.best, report=report)
        for name in ["last.pt"] + ["best.pt"] * improved:
            torch.save(state, self.out / f"{name}.new")
            (self.out / f"{name}.new").replace(self.out / name)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--out", type=Path, required=True, help="folder of checkpoints and log.jsonl")
    parser.add_argument("--start", type=Path, help="checkpoint whose averaged weights to start from")
    parser.add_argument("--freeze", action="store_true", help="leave the backbone as it is: a third less time a step")
    parser.add_argument("--simulated", type=Path, help="folder of simulated films and their truth")
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--side", type=int, default=320, help="training canvas, pixels")
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--validate-every", type=int, default=2, help="epochs between validations")
    return parser.parse_args()


def main() -> None:
    chosen = options()
    torch.set_num_threads(chosen.threads)
    cv2.setNumThreads(0)
    torch.manual_seed(chosen.seed)
    chosen.out.mkdir(parents=True, exist_ok=True)
    pictures, held_out = training_pictures(chosen.data, chosen.simulated), read_fields(chosen.data, "val")
    refuse_shared(pictures, held_out)
    samples = TrainingSet(pictures, chosen.side, chosen.seed)
    run = Run(chosen, chosen.epochs * (len(samples) // BATCH))
    while run.epoch < chosen.epochs:
        began, parts = time.time(), []
        samples.epoch = run.epoch
        samples.strength = CALM_STRENGTH if run.epoch >= (1 - CALM_SHARE) * chosen.epochs else 1.0
        order = torch.Generator().manual_seed(chosen.seed * 1000 + run.epoch)
        loader = DataLoader(
            samples, BATCH, shuffle=True, generator=order, drop_last=True, num_workers=1, collate_fn=collate
        )
        run.detector.train()
        for images, truth in loader:
            parts.append(run.learn(images, truth))
        run.epoch += 1
        due = run.epoch % chosen.validate_every == 0 or run.epoch == chosen.epochs
        report = validate(run.average, held_out) if due else {}
        run.store(report)
        losses = [round(value, 3) for value in torch.stack(parts).mean(0).tolist()]
        line = {"epoch": run.epoch, "losses": losses, **report, "seconds": round(time.time() - began)}
        with (chosen.out / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
