r"""Finds the BCCD picture that each original of the four-class copies (wbc4) was, by matching key points.

    /usr/bin/python3 models/training/classifier/match_originals.py --data ../shared/data --out originals.json

The copies are named `_N_M`: N counts the originals of one class's folder, and says nothing about BCCD's own number.
Without this table a copy of a training field could be held out. Writes { "CLASS/N": "BloodImage_00001" } for those found.
"""
from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np

COPIES = 3          # copies of an original that are looked at
CANDIDATES = 3      # pictures with the most votes that are verified
DISTINCT = 0.85     # a match is this much nearer than the second best
INLIERS = 24        # key points on one affine map; all 193 originals with 30 or more also carry the picture's label
SIZE = (320, 240)   # of the copies

Features = tuple[tuple, np.ndarray]


def features(sift: cv2.SIFT, path: Path) -> Features:
    """Key points and descriptors of a picture at the copies' size."""
    grey = cv2.resize(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), SIZE, interpolation=cv2.INTER_AREA)
    return sift.detectAndCompute(grey, None)


def inliers(copy: Features, picture: Features) -> int:
    """Key points of the copy that one affine map (a turn, a mirror) takes onto the picture."""
    pairs = cv2.BFMatcher().knnMatch(copy[1], picture[1], k=2)
    good = [first for first, second in pairs if first.distance < DISTINCT * second.distance]
    if len(good) < 6:
        return 0
    from_points = np.float32([copy[0][match.queryIdx].pt for match in good])
    to_points = np.float32([picture[0][match.trainIdx].pt for match in good])
    _, mask = cv2.estimateAffine2D(from_points, to_points, ransacReprojThreshold=3)
    return 0 if mask is None else int(mask.sum())


class Pictures:
    """All BCCD pictures behind one index of descriptors."""

    def __init__(self, paths: list[Path], sift: cv2.SIFT) -> None:
        self.names = [path.stem for path in paths]
        self.features = [features(sift, path) for path in paths]
        self.owner = np.concatenate([np.full(len(d), i) for i, (_, d) in enumerate(self.features)])
        self.index = cv2.FlannBasedMatcher({"algorithm": 1, "trees": 4}, {"checks": 64})
        self.index.add([np.concatenate([d for _, d in self.features])])
        self.index.train()

    def best(self, copies: list[Features]) -> tuple[int, str]:
        """Inliers and name of the picture that the copies fit best."""
        votes = np.zeros(len(self.names))
        for _, descriptors in copies:
            for first, second in self.index.knnMatch(descriptors, k=2):
                votes[self.owner[first.trainIdx]] += first.distance < DISTINCT * second.distance
        likely = np.argsort(-votes)[:CANDIDATES]
        return max((inliers(copy, self.features[i]), self.names[i]) for i in likely for copy in copies)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    sift = cv2.SIFT_create(400)
    pictures = Pictures(sorted((args.data / "bccd" / "images").glob("*.jpg")), sift)
    copies: dict[str, list[Path]] = defaultdict(list)
    for path in sorted((args.data / "wbc4" / "train").glob("*/*.jpeg")):
        copies[f"{path.parent.name}/{path.stem.split('_')[1]}"].append(path)
    found = {key: pictures.best([features(sift, path) for path in paths[:COPIES]]) for key, paths in copies.items()}
    table = {key: name for key, (count, name) in sorted(found.items()) if count >= INLIERS}
    args.out.write_text(json.dumps(table, indent=0) + "\n")
    print(f"{len(table)} of {len(copies)} originals found")


if __name__ == "__main__":
    main()
