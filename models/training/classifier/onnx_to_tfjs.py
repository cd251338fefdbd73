"""Rewrites a part of an ONNX graph as a TensorFlow.js graph model, with pictures channels last.

It knows the operators of the classifier and refuses any other by name; a new one is a line in a table or a method
named after it.
"""
from __future__ import annotations

import base64
from typing import Sequence

import numpy as np
import onnx
from onnx import helper, numpy_helper

ELEMENTWISE = {"Add": "AddV2", "Sub": "Sub", "Mul": "Mul", "Div": "RealDiv", "Sigmoid": "Sigmoid"}
REDUCE = {"ReduceMean": "Mean"}
CHANNELS_LAST, CHANNELS_FIRST = (0, 2, 3, 1), (0, 3, 1, 2)


def strings(values: Sequence[str]) -> dict:
    """A list of strings as the value of an attribute."""
    return {"list": {"s": [string(value)["s"] for value in values]}}


def string(value: str) -> dict:
    return {"s": base64.b64encode(value.encode()).decode()}


def integers(values: list[int]) -> dict:
    return {"list": {"i": [str(value) for value in values]}}


class TfjsRewriter:
    """Makes the TensorFlow nodes that compute ONNX tensors; `nodes` and `weights` are what to store."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self.onnx = model.graph
        self.producers = {name: node for node in self.onnx.node for name in node.output}
        self.constants = {item.name: numpy_helper.to_array(item) for item in self.onnx.initializer}
        self.constants |= {node.output[0]: numpy_helper.to_array(node.attribute[0].t)
                           for node in self.onnx.node if node.op_type == "Constant"}
        self.nodes: list[dict] = []
        self.weights: dict[str, np.ndarray] = {}
        self._names = 0
        self._made: dict[str, str] = {}       # ONNX tensor -> TensorFlow node
        self._pictures: dict[str, int] = {}   # TensorFlow nodes of shape [N,S,S,C], and their side S

    def input(self, tensor: str, name: str, side: int) -> None:
        """Makes an ONNX tensor [N,3,side,side] the input [N,side,side,3] of the new graph."""
        shape = {"shape": {"dim": [{"size": str(size)} for size in (-1, side, side, 3)]}}
        self.nodes.append({"name": name, "op": "Placeholder", "attr": {"dtype": {"type": "DT_FLOAT"}, "shape": shape}})
        self._made[tensor] = name
        self._pictures[name] = side

    def output(self, tensor: str) -> int | None:
        """Computes an ONNX tensor under its own name and layout; the side of a picture, None of anything else."""
        source = self._convert(tensor)
        if source in self._pictures:
            order = self._weight(f"{tensor}/order", np.array(CHANNELS_FIRST, np.int32))
            self._node("Transpose", tensor, [source, order], Tperm={"type": "DT_INT32"})
        else:
            self._node("Identity", tensor, [source])
        return self._pictures.get(source)

    def _node(self, op: str, name: str, inputs: list[str], **attributes: dict) -> str:
        self.nodes.append({"name": name, "op": op, "input": inputs, "attr": {"T": {"type": "DT_FLOAT"}, **attributes}})
        return name

    def _weight(self, name: str, array: np.ndarray) -> str:
        kind = "DT_INT32" if array.dtype == np.int32 else "DT_FLOAT"
        self.nodes.append({"name": name, "op": "Const", "attr": {"dtype": {"type": kind}}})
        self.weights[name] = array
        return name

    def _convert(self, tensor: str) -> str:
        if tensor not in self._made:
            node = self.producers[tensor]
            attributes = {item.name: helper.get_attribute_value(item) for item in node.attribute}
            rule = ("_elementwise" if node.op_type in ELEMENTWISE else "_reduce" if node.op_type in REDUCE
                    else f"_{node.op_type.lower()}")
            if not hasattr(self, rule):
                raise ValueError(f"{node.name}: there is no rule for the operator {node.op_type}")
            self._names += 1
            self._made[tensor] = getattr(self, rule)(node, attributes, f"n{self._names}")
        return self._made[tensor]

    def _operand(self, tensor: str, name: str, beside_picture: bool) -> str:
        """An operand of an elementwise node; a constant that meets a picture is turned channels last."""
        if tensor not in self.constants:
            return self._convert(tensor)
        array = self.constants[tensor].astype(np.float32)
        return self._weight(name, array.transpose(CHANNELS_LAST) if beside_picture and array.ndim == 4 else array)

    def _elementwise(self, node: onnx.NodeProto, _: dict, name: str) -> str:
        computed = [self._convert(tensor) for tensor in node.input if tensor not in self.constants]
        sides = [self._pictures[source] for source in computed if source in self._pictures]
        operands = [self._operand(tensor, f"{name}/{i}", bool(sides)) for i, tensor in enumerate(node.input)]
        if sides:
            self._pictures[name] = sides[0]
        return self._node(ELEMENTWISE[node.op_type], name, operands)

    def _reduce(self, node: onnx.NodeProto, attributes: dict, name: str) -> str:
        source, axes = self._convert(node.input[0]), attributes["axes"]
        if attributes["keepdims"]:
            raise ValueError(f"{node.name}: there is no rule for a reduction that keeps its axes")
        if source in self._pictures:
            axes = [CHANNELS_LAST.index(axis % 4) for axis in axes]
        axis = self._weight(f"{name}/axis", np.array(axes, np.int32))
        return self._node(REDUCE[node.op_type], name, [source, axis], keep_dims={"b": False})

    def _softmax(self, node: onnx.NodeProto, _: dict, name: str) -> str:
        return self._node("Softmax", name, [self._convert(node.input[0])])

    def _gemm(self, node: onnx.NodeProto, attributes: dict, name: str) -> str:
        kernel = self.constants[node.input[1]]
        operands = [self._convert(node.input[0]),
                    self._weight(f"{name}/kernel", kernel.T if attributes.get("transB") else kernel),
                    self._weight(f"{name}/bias", self.constants[node.input[2]])]
        return self._node("_FusedMatMul", name, operands, num_args={"i": "1"}, epsilon={"f": 0},
                          transpose_a={"b": False}, transpose_b={"b": False}, fused_ops=strings(("BiasAdd",)))

    def _matmul(self, node: onnx.NodeProto, _: dict, name: str) -> str:
        operands = [self._convert(node.input[0]), self._weight(f"{name}/kernel", self.constants[node.input[1]])]
        return self._node("MatMul", name, operands, transpose_a={"b": False}, transpose_b={"b": False})

    def _slice(self, node: onnx.NodeProto, _: dict, name: str) -> str:
        """Only columns of a matrix."""
        start, end, axis, step = (int(self.constants[tensor]) for tensor in node.input[1:])
        if (axis, step) != (1, 1):
            raise ValueError(f"{node.name}: there is no rule for a Slice that does not take whole columns")
        limits = {"begin": [0, start], "size": [-1, end - start]}
        return self._node("Slice", name, [self._convert(node.input[0]), *(
            self._weight(f"{name}/{key}", np.array(value, np.int32)) for key, value in limits.items())])

    def _concat(self, node: onnx.NodeProto, attributes: dict, name: str) -> str:
        axis = self._weight(f"{name}/axis", np.array(attributes["axis"], np.int32))
        return self._node("ConcatV2", name, [*map(self._convert, node.input), axis], N={"i": str(len(node.input))})

    def _squeeze(self, node: onnx.NodeProto, _: dict, name: str) -> str:
        axes = [int(axis) for axis in self.constants[node.input[1]]]
        return self._node("Squeeze", name, [self._convert(node.input[0])], squeeze_dims=integers(axes))

    def _clip(self, node: onnx.NodeProto, _: dict, name: str) -> str:
        """Only ReLU6 after a convolution, which becomes part of it."""
        producer = self.producers.get(node.input[0])
        limits = [float(self.constants[bound]) for bound in node.input[1:]]
        alone = sum(node.input[0] in other.input for other in self.onnx.node) == 1
        if producer is None or producer.op_type != "Conv" or limits != [0.0, 6.0] or not alone:
            raise ValueError(f"{node.name}: there is no rule for a Clip that is not the ReLU6 of a convolution")
        attributes = {item.name: helper.get_attribute_value(item) for item in producer.attribute}
        return self._conv(producer, attributes, name, ("BiasAdd", "Relu6"))

    def _conv(self, node: onnx.NodeProto, attributes: dict, name: str, fused: tuple[str, ...] = ("BiasAdd",)) -> str:
        source, kernel = self._convert(node.input[0]), self.constants[node.input[1]]
        depthwise = attributes["group"] > 1
        if depthwise and kernel.shape[:2] != (attributes["group"], 1):
            raise ValueError(f"{node.name}: neither a plain nor a depthwise convolution")
        order = (2, 3, 0, 1) if depthwise else (2, 3, 1, 0)
        operands = [source, self._weight(f"{name}/kernel", kernel.transpose(order)),
                    self._weight(f"{name}/bias", self.constants[node.input[2]])]
        top, left, bottom, right = attributes["pads"]
        self._pictures[name] = (self._pictures[source] + top + bottom - kernel.shape[2]) // attributes["strides"][0] + 1
        return self._node(
            "FusedDepthwiseConv2dNative" if depthwise else "_FusedConv2D", name, operands,
            strides=integers([1, *attributes["strides"], 1]), dilations=integers([1, *attributes["dilations"], 1]),
            padding=string("EXPLICIT"), explicit_paddings=integers([0, 0, top, bottom, left, right, 0, 0]),
            data_format=string("NHWC"), num_args={"i": "1"}, epsilon={"f": 0}, fused_ops=strings(fused))
