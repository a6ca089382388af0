"""The network in JAX: convolutions down to a sixteenth and up to a quarter of the picture's side, 0.3 million weights."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

Weights = dict[str, Any]
BASE, LOW, MIDDLE, DEEP = 16, 32, 48, 64
LAYERS: dict[str, tuple[int, int, int]] = {
    "a0": (5, 1, BASE), "b0": (3, BASE, LOW), "b1": (3, LOW, LOW), "b2": (3, LOW, LOW),
    "c0": (3, LOW, MIDDLE), "c1": (3, MIDDLE, MIDDLE), "c2": (3, MIDDLE, MIDDLE),
    "d0": (3, MIDDLE, DEEP), "d1": (3, DEEP, DEEP), "d2": (3, DEEP, DEEP), "d3": (3, DEEP, DEEP), "d4": (3, DEEP, DEEP),
    "u0": (1, DEEP, MIDDLE), "u1": (3, MIDDLE, MIDDLE), "v0": (1, MIDDLE, LOW), "v1": (3, LOW, LOW),
    "h": (3, LOW, MIDDLE), "o": (1, MIDDLE, 8),
}  # fmt: skip
"""Side of the kernel, layers in, layers out. The last gives the heat of doors and windows, their sizes, and what lies inside of them."""
FIRST = (-4.0, -4, 1.5, 1.5, 1.5, 1.5, -2, -2)
"""What it says before it has learned: nothing anywhere, of a usual size."""
SLOW, TINY = 0.95, 1e-4


def fresh(seed: int) -> tuple[Weights, Weights]:
    """Weights to learn, and the running means and variances of each layer."""
    rng, weights, running = np.random.default_rng(seed), Weights(), Weights()
    for name, (side, below, above) in LAYERS.items():
        spread = np.sqrt(2 / (side * side * below))
        weights[name + "/w"] = jnp.array(rng.normal(0, spread, (side, side, below, above)), jnp.float32)
        if name != "o":
            weights |= {name + "/g": jnp.ones(above), name + "/b": jnp.zeros(above)}
            running |= {name + "/m": jnp.zeros(above), name + "/v": jnp.ones(above)}
    return weights | {"o/w": weights["o/w"] * 0.1, "o/b": jnp.array(FIRST)}, running


def maps_of(weights: Weights, running: Weights, tiles: jax.Array) -> tuple[jax.Array, Weights]:
    """Tiles × rows × columns × 8, and the running means and variances after them."""
    after: Weights = {}

    def layer(name: str, x: Any, step: int = 1, apart: int = 1, plus: Any = 0.0, bent: bool = True) -> Any:
        y = _convolved(x, weights[name + "/w"], step, apart)
        mean, variance = y.mean((0, 1, 2)), y.var((0, 1, 2))
        for key, value in ((name + "/m", mean), (name + "/v", variance)):
            after[key] = SLOW * running[key] + (1 - SLOW) * value
        y = (y - mean) * (weights[name + "/g"] * lax.rsqrt(variance + TINY)) + weights[name + "/b"] + plus
        return jnp.maximum(y, 0) if bent else y

    b = layer("b0", layer("a0", tiles, 2), 2)
    b = layer("b2", layer("b1", b), plus=b)
    c = layer("c0", b, 2)
    c = layer("c2", layer("c1", c), plus=c)
    d = layer("d0", c, 2)
    d = layer("d2", layer("d1", d), apart=2, plus=d)
    d = layer("d4", layer("d3", d, apart=4), plus=d)
    u = layer("u1", _doubled(layer("u0", d, bent=False)) + c, plus=c)
    v = layer("v1", _doubled(layer("v0", u, bent=False)) + b, plus=b)
    return _convolved(layer("h", v), weights["o/w"], 1, 1) + weights["o/b"], after


def _convolved(x: Any, kernel: Any, step: int, apart: int) -> Any:
    around: Any = "SAME" if step == 1 else [((kernel.shape[0] - 1) // 2,) * 2] * 2
    return lax.conv_general_dilated(
        x, kernel, (step, step), around, rhs_dilation=(apart, apart), dimension_numbers=("NHWC", "HWIO", "NHWC")
    )


def _doubled(x: Any) -> Any:
    tiles, rows, columns, layers = x.shape
    spread = jnp.broadcast_to(x[:, :, None, :, None], (tiles, rows, 2, columns, 2, layers))
    return spread.reshape(tiles, 2 * rows, 2 * columns, layers)
