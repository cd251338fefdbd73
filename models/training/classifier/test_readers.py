"""Checks the readers and the split rule; needs numpy and OpenCV, no PyTorch.

    /usr/bin/python3 -m unittest discover -s models/training/classifier
"""
from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from attributes import output_slices
from classes import label_mask
from sources import Cell, in_the_middle, product_boxes, voc_boxes, yolo_boxes
from splits import check_splits

VOC = """<annotation>
<object><name>WBC</name><bndbox><xmin>10</xmin><ymin>20</ymin><xmax>90</xmax><ymax>80</ymax></bndbox></object>
<object><name>RBC</name><bndbox><xmin>50</xmin><ymin>33</ymin><xmax>50</xmax><ymax>33</ymax></bndbox></object>
</annotation>"""


class Readers(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def test_a_degenerate_voc_box_is_refused_by_file_name(self) -> None:
        path = self.write("field.xml", VOC)
        with self.assertLogs(level="WARNING") as logs:
            self.assertEqual(list(voc_boxes(path)), [("WBC", (10.0, 20.0, 80.0, 60.0))])
        self.assertIn(str(path), logs.output[0])

    def test_a_degenerate_yolo_box_is_refused_by_file_name(self) -> None:
        path = self.write("field.txt", "2 0.5 0.5 0.25 0.5\n0 0.5 0.5 0.001 0.001\n")
        with self.assertLogs(level="WARNING") as logs:
            self.assertEqual(list(yolo_boxes(path, 400, 200)), [(2, (150.0, 50.0, 100.0, 100.0))])
        self.assertIn(str(path), logs.output[0])

    def test_pictures_in_which_the_product_found_nothing_are_left_out(self) -> None:
        path = self.write("lines.jsonl", '{"file":"a.jpg","crop":null}\n{"file":"b.jpg","crop":[1,2,30,40]}\n')
        self.assertEqual(list(product_boxes(path)), [(Path("b.jpg"), (1, 2, 30, 40))])

    def test_a_neighbour_is_not_in_the_middle(self) -> None:
        self.assertTrue(in_the_middle((140, 150, 80, 80), 360, 363))
        self.assertFalse(in_the_middle((280, 10, 70, 70), 360, 363))


class Splits(unittest.TestCase):
    def cells(self, *rows: tuple[str, str, str, bytes]) -> list[Cell]:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        cells = []
        for i, (source, group, split, content) in enumerate(rows):
            picture = Path(folder.name, f"{i}.jpg")
            picture.write_bytes(content)
            cells.append(Cell(picture, (0, 0, 9, 9), label_mask(("monocyte",)), source, group, split))
        return cells

    def test_other_originals_on_each_side_are_right(self) -> None:
        check_splits(self.cells(("bccd", "7", "train", b"a"), ("bccd", "10", "val", b"b"), ("pbc", "7", "val", b"c")))

    def test_an_original_on_both_sides_is_an_error(self) -> None:
        with self.assertRaisesRegex(ValueError, "bccd 7"):
            check_splits(self.cells(("bccd", "7", "train", b"a"), ("bccd", "7", "val", b"b")))

    def test_a_copy_of_a_training_field_cannot_be_held_out(self) -> None:
        with self.assertRaisesRegex(ValueError, "bccd 7"):
            check_splits(self.cells(("bccd", "7", "train", b"a"), ("wbc4", "7", "val", b"b")))

    def test_an_identical_file_on_both_sides_is_an_error(self) -> None:
        with self.assertRaisesRegex(ValueError, "identical file"):
            check_splits(self.cells(("pbc", "1", "train", b"same"), ("pbc", "2", "val", b"same")))


class Attributes(unittest.TestCase):
    def test_the_output_is_a_chain_of_slices(self) -> None:
        parts = list(output_slices().values())
        self.assertEqual([part.start for part in parts], [0] + [part.stop for part in parts[:-1]])


if __name__ == "__main__":
    unittest.main()
