r"""Smaller variants of an exported graph: float16 weights, or 8-bit convolutions with ranges seen on training pictures.

    Q="/usr/bin/python3 models/training/quantise.py"
    $Q fp16 --model models/classifier.onnx --out /tmp/classifier-fp16.onnx
    $Q probe --model models/classifier.onnx --out /tmp/probe.onnx
    node models/training/activation_ranges.mjs /tmp/probe.onnx CASES.jsonl /tmp/ranges.json
    $Q int8 --model models/classifier.onnx --ranges /tmp/ranges.json --out /tmp/classifier-int8.onnx
    node bench/classifier-variants.ts /tmp/classifier-fp16.onnx /tmp/classifier-int8.onnx

fp16 halves the file; the weights are cast back when the graph is loaded. int8 is static quantisation in QDQ form:
weights per output channel and symmetric, activations per tensor between their 0.01st and 99.99th percentiles.
models/EVALUATION.md says what either costs; neither ships.
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def initialisers(graph: onnx.GraphProto) -> dict[str, onnx.TensorProto]:
    return {item.name: item for item in graph.initializer}


def half_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Stores every matrix and kernel as float16 with a cast to float32 behind it."""
    graph = model.graph
    casts = []
    for item in graph.initializer:
        array = numpy_helper.to_array(item)
        if array.dtype != np.float32 or array.ndim < 2:
            continue
        name = item.name
        item.CopyFrom(numpy_helper.from_array(array.astype(np.float16), f"{name}/half"))
        casts.append(helper.make_node("Cast", [f"{name}/half"], [name], to=TensorProto.FLOAT))
    for node in reversed(casts):
        graph.node.insert(0, node)
    return model


class Convolutions:
    """The convolutions of a graph with the tensors they read and write; an activation that follows belongs to them."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        readers: dict[str, list[onnx.NodeProto]] = {}
        for node in graph.node:
            for name in node.input:
                readers.setdefault(name, []).append(node)
        self.nodes = [node for node in graph.node if node.op_type == "Conv"]
        self.tensors: list[str] = []
        for node in self.nodes:
            after = readers.get(node.output[0], [])
            clipped = len(after) == 1 and after[0].op_type in ("Clip", "Relu")
            self.tensors += [node.input[0], after[0].output[0] if clipped else node.output[0]]
        for node in graph.node:   # sums of two such tensors stay in eight bits
            if node.op_type == "Add" and all(name in self.tensors for name in node.input):
                self.tensors.append(node.output[0])
        self.tensors = list(dict.fromkeys(self.tensors))


def probe(model: onnx.ModelProto) -> onnx.ModelProto:
    """The graph with every tensor that int8 would quantise as an output, and no other."""
    tensors = Convolutions(model.graph).tensors
    del model.graph.output[:]
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, list("nchw")) for name in tensors)
    return model


def quantise(model: onnx.ModelProto, ranges: dict[str, list[float]]) -> onnx.ModelProto:
    """Puts QuantizeLinear and DequantizeLinear around every convolution."""
    graph = model.graph
    found, weights = Convolutions(graph), initialisers(graph)
    scales: dict[str, float] = {}
    added: list[onnx.TensorProto] = []
    inserted: dict[str, list[onnx.NodeProto]] = {}

    def constant(name: str, array: np.ndarray) -> str:
        added.append(numpy_helper.from_array(array, name))
        return name

    for name in found.tensors:
        low, high = min(ranges[name][0], 0.0), max(ranges[name][1], 0.0)
        scale = max((high - low) / 255, 1e-8)
        scales[name] = scale
        parameters = [constant(f"{name}/scale", np.float32(scale)),
                      constant(f"{name}/zero", np.uint8(round(-low / scale)))]
        inserted[name] = [helper.make_node("QuantizeLinear", [name, *parameters], [f"{name}/q"]),
                          helper.make_node("DequantizeLinear", [f"{name}/q", *parameters], [f"{name}/dq"])]
    dequantised: list[onnx.NodeProto] = []
    for index, node in enumerate(found.nodes):
        kernel, bias = (numpy_helper.to_array(weights[name]) for name in node.input[1:3])
        largest = np.abs(kernel).reshape(len(kernel), -1).max(1)
        # The bias is an int32 in units of both scales: a channel without weights must not make it overflow.
        least = np.abs(bias) / (2 ** 30 * scales[node.input[0]])
        scale = np.maximum(np.maximum(largest / 127, least), 1e-8).astype(np.float32)
        bias_scale = (scale * scales[node.input[0]]).astype(np.float32)
        stem = f"conv{index}"
        integer = np.clip(np.round(kernel / scale[:, None, None, None]), -127, 127).astype(np.int8)
        for part, values, by, zero in (("kernel", integer, scale, np.zeros(len(scale), np.int8)),
                                       ("bias", np.round(bias / bias_scale).astype(np.int32), bias_scale,
                                        np.zeros(len(scale), np.int32))):
            operands = [constant(f"{stem}/{part}", values), constant(f"{stem}/{part}/scale", by),
                        constant(f"{stem}/{part}/zero", zero)]
            dequantised.append(helper.make_node("DequantizeLinear", operands, [f"{stem}/{part}/float"], axis=0))
        node.input[1], node.input[2] = f"{stem}/kernel/float", f"{stem}/bias/float"
    nodes = list(dequantised)
    for node in graph.node:
        for place, name in enumerate(node.input):
            if name in scales:
                node.input[place] = f"{name}/dq"
        nodes += [node, *(extra for name in node.output for extra in inserted.get(name, []))]
    del graph.node[:]
    graph.node.extend(nodes)
    graph.initializer.extend(added)
    used = {name for node in graph.node for name in node.input}
    kept = [item for item in graph.initializer if item.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("variant", choices=("fp16", "probe", "int8"))
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--ranges", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    model = onnx.load(args.model)
    if args.variant == "int8":
        made = quantise(model, json.loads(args.ranges.read_text()))
    else:
        made = half_weights(model) if args.variant == "fp16" else probe(model)
    onnx.checker.check_model(made)
    onnx.save(made, args.out)
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
