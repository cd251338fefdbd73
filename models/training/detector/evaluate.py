#!/usr/bin/env python3
"""Predicts a set of held-out pictures from a checkpoint, or scores predictions of the product or of this script.

    python3 models/training/detector/evaluate.py predict --checkpoint best.pt --set bangkok --out bangkok.jsonl
    ./hematovision detect --jsonl --min-score 0.01 ../shared/data/fields/val/images > fields.jsonl
    node ../shared/score/detect.mjs fields.jsonl ../shared/data/fields/val
    python3 models/training/detector/evaluate.py score --set fields --predictions fields.jsonl

A line is {"file","width","height","cells":[{"kind","box":[x,y,w,h],"score"}]}. `score` counts as the scorer does, adds
bootstrap intervals by picture and stores them in scores.json. `--choose-thresholds` also replaces the thresholds; the
product finds a picture's scale with them, so predict anew afterwards and score without it.
"""

import argparse
import hashlib
import json
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import torch

from data import DEFAULT_DATA, KINDS, REPOSITORY, WORKING_RED_CELL, Picture, read_bangkok, read_fields
from metrics import Hits, average_precision, best_threshold, match_kind, precision_recall
from model import Detector
from predict import Found, predict, source_scales
from simulated import read_simulated

MIN_SCORE = 0.01
RESAMPLES = 500
FRAMES_PER_FILM = 32
BETA = {"wbc": 2.0, "rbc": 1.0, "platelet": 1.0}
"""A missed white cell costs more than a false one, which the classifier still sees."""
DESCRIPTIONS = {
    "fields": "fields/val: TXL-PBC fields nobody trained on",
    "bangkok": "Bangkok slides nobody trained on; white cells only, some of them not boxed",
    "simulated": "simulated slides of seeds nobody trained on",
}


def read_set(chosen: argparse.Namespace) -> list[Picture]:
    if chosen.set == "bangkok":
        return read_bangkok(chosen.data, train=False)
    if chosen.set == "simulated":
        return read_simulated(chosen.films, FRAMES_PER_FILM)
    return read_fields(chosen.data, "val")


def as_line(picture: Picture, found: Found) -> dict:
    """One picture's cells as the product prints them."""
    boxes = np.concatenate((found.boxes[:, :2], found.boxes[:, 2:] - found.boxes[:, :2]), 1).round(2).tolist()
    cells = [
        {"kind": KINDS[kind], "box": box, "score": round(float(score), 5)}
        for box, score, kind in zip(boxes, found.scores, found.kinds)
        if score >= MIN_SCORE
    ]
    height, width = picture.pixels.shape[:2]
    return {"file": picture.path.name, "width": width, "height": height, "cells": cells}


def read_found(path: Path) -> dict[str, Found]:
    """Predictions by picture stem."""
    found = {}
    for line in path.read_text().splitlines():
        row = json.loads(line)
        boxes = np.array([cell["box"] for cell in row["cells"]], np.float64).reshape(-1, 4)
        boxes[:, 2:] += boxes[:, :2]
        scores = np.array([cell["score"] for cell in row["cells"]])
        kinds = np.array([KINDS.index(cell["kind"]) for cell in row["cells"]], int)
        found[Path(row["file"]).stem] = Found(boxes, scores, kinds)
    return found


def hits_by_kind(pictures: list[Picture], found: dict[str, Found]) -> dict[str, list[Hits]]:
    """Matches of each labelled kind, a list over the pictures."""
    ordered = [found[picture.path.stem] for picture in pictures]
    labelled = pictures[0].labelled
    return {name: match_kind(pictures, ordered, kind) for kind, name in enumerate(KINDS) if labelled[kind]}


def figures(hits: dict[str, list[Hits]], thresholds: dict[str, float]) -> dict[str, float]:
    """The flat table of figures that is resampled for intervals."""
    row = {}
    table = np.array([average_precision(pictures) for pictures in hits.values()])
    row["mAP50"], row["mAP50-95"] = np.nanmean(table[:, 0]), np.nanmean(table)
    for (kind, pictures), precisions in zip(hits.items(), table):
        row[f"{kind} AP50"], row[f"{kind} AP50-95"] = precisions[0], precisions.mean()
        row[f"{kind} precision"], row[f"{kind} recall"] = precision_recall(pictures, thresholds[kind])
    return row


def with_intervals(hits: dict[str, list[Hits]], thresholds: dict[str, float]) -> dict[str, dict]:
    """Each figure with its bootstrap 95 % interval, pictures drawn with replacement."""
    rng, count = np.random.default_rng(0), len(next(iter(hits.values())))
    draws = [rng.integers(0, count, count) for _ in range(RESAMPLES)]
    samples = ({kind: [pictures[index] for index in draw] for kind, pictures in hits.items()} for draw in draws)
    rows = [figures(sample, thresholds) for sample in samples]
    return {
        name: {
            "value": round(float(value), 4),
            "interval95": [round(float(end), 4) for end in np.nanpercentile([row[name] for row in rows], (2.5, 97.5))],
        }
        for name, value in figures(hits, thresholds).items()
    }


def command_predict(chosen: argparse.Namespace) -> None:
    cv2.setNumThreads(0)
    torch.set_num_threads(1)
    detector = Detector()
    detector.load_state_dict(torch.load(chosen.checkpoint)["average"])
    detector = detector.to(memory_format=torch.channels_last)
    pictures = read_set(chosen)
    scales = [scale * chosen.zoom for scale in source_scales(pictures)]
    lines = [as_line(picture, found) for picture, found in zip(pictures, predict(detector, pictures, scales))]
    chosen.out.write_text("".join(json.dumps(line) + "\n" for line in lines))


def command_score(chosen: argparse.Namespace) -> None:
    found, stored = read_found(chosen.predictions), json.loads(chosen.scores.read_text())
    pictures = read_set(chosen)
    hits = hits_by_kind(pictures, found)
    if chosen.set == "fields":
        stored["sha256"] = hashlib.sha256(chosen.model.read_bytes()).hexdigest()
        stored["date"], stored["redCellPixels"] = date.today().isoformat(), WORKING_RED_CELL
    if chosen.choose_thresholds:
        stored["thresholds"] = {kind: best_threshold(matches, BETA[kind]) for kind, matches in hits.items()}
    result = {"data": DESCRIPTIONS[chosen.set], "pictures": len(pictures), **with_intervals(hits, stored["thresholds"])}
    if chosen.set == "fields":
        stored["validation"] = result
    else:
        stored.setdefault("held_out", {})[chosen.set] = result
    chosen.scores.write_text(json.dumps(stored, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--set", choices=DESCRIPTIONS, default="fields")
    shared.add_argument("--films", type=Path, help="folder of simulated films, for --set simulated")
    shared.add_argument("--data", type=Path, default=DEFAULT_DATA)
    commands = parser.add_subparsers(required=True)
    predicting = commands.add_parser("predict", parents=[shared])
    predicting.add_argument("--checkpoint", type=Path, required=True)
    predicting.add_argument("--zoom", type=float, default=1.0, help="factor on each source's natural scale")
    predicting.add_argument("--out", type=Path, required=True)
    predicting.set_defaults(run=command_predict)
    scoring = commands.add_parser("score", parents=[shared])
    scoring.add_argument("--predictions", type=Path, required=True)
    scoring.add_argument("--scores", type=Path, default=Path(__file__).with_name("scores.json"))
    scoring.add_argument("--choose-thresholds", action="store_true", help="store those with the best F-score")
    scoring.add_argument("--model", type=Path, default=REPOSITORY / "models" / "detector.onnx")
    scoring.set_defaults(run=command_score)
    chosen = parser.parse_args()
    chosen.run(chosen)


if __name__ == "__main__":
    main()
