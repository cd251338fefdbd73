"""A classical finder for the one stained cell near the middle of a Barcelona picture.

Only bootstraps the boxes of the training crops; the product takes its boxes from the detector.
Check it against the reviewed boxes of the 360x363 pictures under fields/:

    /usr/bin/python3 models/training/classifier/finder.py --data ../shared/data
"""
from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

NUCLEUS_MIN_AREA = 120  # px, a small platelet at Barcelona's 360 px
CENTRE_SPREAD = 60.0    # px, how fast a blob's weight falls with its distance from the middle


def _stain(rgb: np.ndarray) -> np.ndarray:
    """Purple or orange stain per pixel [H,W], smoothed: how far green lies under the stronger of red and blue,
    after the background's cast is removed."""
    image = cv2.GaussianBlur(rgb, (0, 0), 1.5).astype(np.float32)
    background = np.percentile(image.reshape(-1, 3), 85, axis=0)
    image *= 240.0 / np.maximum(background, 1.0)
    red, green, blue = image[..., 0], image[..., 1], image[..., 2]
    return 0.6 * blue + 0.4 * red - green + 0.35 * np.maximum(blue - red, 0)


def _central_blob(mask: np.ndarray, seed: np.ndarray | None = None) -> np.ndarray | None:
    """The component of mask nearest the middle for its size, or the one that overlaps `seed` most."""
    count, labels, stats, centroids = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2:
        return None
    if seed is not None:
        weight = np.bincount(labels[seed], minlength=count)[1:].astype(float)
    else:
        middle = np.array(mask.shape[::-1]) / 2
        distance = np.linalg.norm(centroids[1:] - middle, axis=1)
        area = stats[1:, cv2.CC_STAT_AREA]
        weight = np.sqrt(area) * np.exp(-((distance / CENTRE_SPREAD) ** 2)) * (area >= NUCLEUS_MIN_AREA)
    return labels == 1 + int(np.argmax(weight)) if weight.max() > 0 else None


def _box(mask: np.ndarray) -> np.ndarray:
    x, y, w, h = cv2.boundingRect(mask.astype(np.uint8))
    return np.array([x, y, w, h], np.float32)


def find_cell(rgb: np.ndarray) -> np.ndarray | None:
    """Whole-cell box x, y, w, h in pixels of the stained cell in the middle of `rgb` [H,W,3], or None."""
    stain = _stain(rgb)
    scaled = np.clip(stain * 2, 0, 255).astype(np.uint8)
    otsu = cv2.threshold(scaled, 0, 255, cv2.THRESH_OTSU)[0] / 2
    nucleus = _central_blob(stain > otsu)
    if nucleus is None:
        return None
    rest = stain[stain < otsu]
    cytoplasm_level = np.median(rest) + 0.28 * (otsu - np.median(rest)) + 4
    cell = cv2.morphologyEx((stain > cytoplasm_level).astype(np.uint8), cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    reach = max(_box(nucleus)[2:]) * 0.55 + 6
    near = cv2.distanceTransform((~nucleus).astype(np.uint8), cv2.DIST_L2, 3) <= reach
    whole = _central_blob(((cell > 0) & near) | nucleus, seed=nucleus)
    return _box(whole)


def _iou(a: np.ndarray, b: np.ndarray) -> float:
    size = np.minimum(a[:2] + a[2:], b[:2] + b[2:]) - np.maximum(a[:2], b[:2])
    overlap = float(np.prod(np.maximum(size, 0)))
    return overlap / (a[2] * a[3] + b[2] * b[3] - overlap)


def _true_cell(label: Path, width: int, height: int) -> np.ndarray | None:
    """The white-cell box nearest the picture's middle from a YOLO label file."""
    rows = [list(map(float, line.split())) for line in label.read_text().splitlines()]
    boxes = [np.array([(x - w / 2) * width, (y - h / 2) * height, w * width, h * height])
             for kind, x, y, w, h in rows if int(kind) == 0]
    middle = np.array([width, height]) / 2
    return min(boxes, key=lambda b: np.linalg.norm(b[:2] + b[2:] / 2 - middle), default=None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    fields = parser.parse_args().data / "fields"
    overlaps, ratios = [], []
    for path in sorted(fields.glob("*/images/*.jpg")):
        rgb = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
        if rgb.shape[:2] != (363, 360):
            continue
        truth = _true_cell(path.parent.parent / "labels" / f"{path.stem}.txt", 360, 363)
        found = find_cell(rgb)
        if truth is not None:
            overlaps.append(_iou(found, truth) if found is not None else 0.0)
            ratios.append(max(found[2:]) / max(truth[2:]) if found is not None else 0.0)
    print(f"{len(overlaps)} cells  IoU median {np.median(overlaps):.3f}  p10 {np.percentile(overlaps, 10):.3f}"
          f"  IoU>0.5 {np.mean(np.array(overlaps) > 0.5):.3f}"
          f"  side ratio p5/p50/p95 {np.percentile(ratios, [5, 50, 95]).round(2)}")


if __name__ == "__main__":
    main()
