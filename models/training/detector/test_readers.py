#!/usr/bin/env python3
"""Checks the readers and the split on small pictures of its own: python3 models/training/detector/test_readers.py"""

import tempfile
import unittest
from pathlib import Path

import cv2
import numpy as np

from data import DegenerateBox, Picture, read_yolo, refuse_shared


def noise(seed: int, height: int = 200, width: int = 240) -> np.ndarray:
    """Blobs of about a tenth of the picture."""
    grain = np.random.default_rng(seed).integers(0, 256, (height // 20, width // 20, 3), np.uint8)
    return cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC)


def picture(name: str, pixels: np.ndarray) -> Picture:
    return Picture(Path(name), pixels, np.zeros((0, 4), np.float32), np.zeros(0, np.int64), np.ones(3, bool), 50.0)


class Readers(unittest.TestCase):
    def read(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "smear-7.txt"
            path.write_text(text)
            return read_yolo(path, 100, 50)

    def test_box_in_pixels(self) -> None:
        boxes, kinds = self.read("1 0.5 0.5 0.2 0.4\n")
        np.testing.assert_allclose(boxes, [[40, 15, 60, 35]], atol=1e-4)
        self.assertEqual(kinds.tolist(), [1])

    def test_degenerate_boxes_are_refused_by_name(self) -> None:
        for row in ("0 0.5 0.5 0 0.2", "0 0.5 0.5 0.2 -0.1", "0 1.5 0.5 0.2 0.2", "0 nan 0.5 0.2 0.2"):
            with self.subTest(row), self.assertRaisesRegex(DegenerateBox, "smear-7.txt"):
                self.read(row)


class Split(unittest.TestCase):
    def test_same_view_is_refused_by_name_however_turned_sized_and_lit(self) -> None:
        view = noise(1)
        dim = cv2.resize(view, (360, 300), interpolation=cv2.INTER_LINEAR) // 2
        for turned in (view, view[::-1], view[:, ::-1], view.transpose(1, 0, 2), dim):
            twin = picture("twin.jpg", np.ascontiguousarray(turned))
            with self.assertRaisesRegex(ValueError, "twin.jpg and held.jpg"):
                refuse_shared([picture("other.jpg", noise(2)), twin], [picture("held.jpg", view)])

    def test_other_views_pass(self) -> None:
        refuse_shared([picture("a.jpg", noise(2))], [picture("b.jpg", noise(3))])


if __name__ == "__main__":
    unittest.main()
