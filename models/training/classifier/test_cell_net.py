"""Checks the networks of train.py; skipped without PyTorch.

    /usr/bin/python3 -m unittest discover -s models/training/classifier
"""
from __future__ import annotations

import importlib.util
import tempfile
import unittest
from pathlib import Path

if importlib.util.find_spec("torch") is None:
    raise unittest.SkipTest("needs PyTorch")

import torch

from architectures import ARCHITECTURES
from cell_net import SHIPPED, CellNet, from_checkpoint, from_random
from train import update_average

CROPS = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(7)) * 255


class Networks(unittest.TestCase):
    def reloaded(self, state: dict) -> CellNet:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = Path(folder.name, "last.pt")
        torch.save(state, path)
        return from_checkpoint(path).eval()

    @torch.no_grad()
    def test_a_checkpoint_gives_the_network_that_was_trained_from_random_weights(self) -> None:
        for name, architecture in ARCHITECTURES.items():
            with self.subTest(name):
                net = from_random(name).train()
                net(CROPS)   # moves the norms' statistics
                logits, embedding, maps = net.eval()(CROPS)
                self.assertEqual((*embedding.shape, *maps.shape[2:]), (2, architecture.width, 2, 2))
                found = self.reloaded({"ema": net.state_dict(), "architecture": name})(CROPS)[0]
                torch.testing.assert_close(found, logits, rtol=1e-4, atol=1e-5)

    def test_a_checkpoint_that_names_no_architecture_is_the_shipped_one(self) -> None:
        self.assertEqual(self.reloaded({"ema": CellNet(SHIPPED).state_dict()}).architecture, SHIPPED)

    def test_the_average_takes_live_statistics_as_they_stand(self) -> None:
        net, average = from_random("shufflenet-v2").train(), from_random("shufflenet-v2")
        with torch.no_grad():
            net(CROPS)
        update_average(average, net, step=1)
        for kept, new in zip(average.buffers(), net.buffers()):
            self.assertTrue(torch.equal(kept, new))
        first_kept, first_new = next(average.parameters()), next(net.parameters())
        self.assertFalse(torch.equal(first_kept, first_new))


if __name__ == "__main__":
    unittest.main()
