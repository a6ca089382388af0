"""The learned network as ONNX: norms folded into the convolutions, weights in half precision."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from tests.bench.train_openings.net import LAYERS, TINY, Weights


class Graph:
    """Nodes as they are added; each call gives the name of what comes out."""

    def __init__(self, weights: Weights, running: Weights) -> None:
        self.weights, self.running = weights, running
        self.nodes: list[Any] = []
        self.given = [numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32), "twice")]

    def layer(self, name: str, x: str, step: int = 1, apart: int = 1, plus: str = "", bent: bool = True) -> str:
        side = LAYERS[name][0]
        around = (side - 1) // 2 * apart
        for part, values in zip("wb", self._folded(name), strict=True):
            half = np.ascontiguousarray(values, np.float16)
            self.given.append(numpy_helper.from_array(half, f"{name}{part}half"))
            self._node("Cast", [f"{name}{part}half"], name + part, to=TensorProto.FLOAT)
        shape = {"kernel_shape": [side] * 2, "strides": [step] * 2, "dilations": [apart] * 2, "pads": [around] * 4}
        out = self._node("Conv", [x, name + "w", name + "b"], name + "conv", **shape)
        out = self._node("Add", [out, plus], name + "sum") if plus else out
        return self._node("Relu", [out], name + "relu") if bent else out

    def doubled_plus(self, x: str, other: str) -> str:
        how = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
        return self._node("Add", [self._node("Resize", [x, "", "twice"], x + "twice", **how), other], x + "sum")

    def _folded(self, name: str) -> tuple[Any, Any]:
        kernel = np.transpose(self.weights[name + "/w"], (3, 2, 0, 1))
        if name == "o":
            return kernel, self.weights["o/b"]
        gain = self.weights[name + "/g"] / np.sqrt(self.running[name + "/v"] + TINY)
        return kernel * gain[:, None, None, None], self.weights[name + "/b"] - self.running[name + "/m"] * gain

    def _node(self, kind: str, inputs: list[str], out: str, **settings: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [out], **settings))
        return out


def exported(weights: Weights, running: Weights, path: Path) -> None:
    """Input `grey`, 1 × 1 × rows × columns, 0 for paper to 1 for ink; output `maps`, 1 × 8 × a quarter of each side."""
    g = Graph(weights, running)
    b = g.layer("b0", g.layer("a0", "grey", 2), 2)
    b = g.layer("b2", g.layer("b1", b), plus=b)
    c = g.layer("c0", b, 2)
    c = g.layer("c2", g.layer("c1", c), plus=c)
    d = g.layer("d0", c, 2)
    d = g.layer("d2", g.layer("d1", d), apart=2, plus=d)
    d = g.layer("d4", g.layer("d3", d, apart=4), plus=d)
    u = g.layer("u1", g.doubled_plus(g.layer("u0", d, bent=False), c), plus=c)
    v = g.layer("v1", g.doubled_plus(g.layer("v0", u, bent=False), b), plus=b)
    g.nodes.append(helper.make_node("Identity", [g.layer("o", g.layer("h", v), bent=False)], ["maps"]))
    grey = helper.make_tensor_value_info("grey", TensorProto.FLOAT, [1, 1, "rows", "columns"])
    maps = helper.make_tensor_value_info("maps", TensorProto.FLOAT, [1, 8, "rows4", "columns4"])
    graph = helper.make_graph(g.nodes, "openings", [grey], [maps], g.given)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
