"""Learning: focal loss on the heat, absolute error on the sizes, cross-entropy on what lies inside; a mean of the last weights is kept."""

import time
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from tests.bench.train_openings.net import Weights, fresh, maps_of
from tests.bench.train_openings.plans import Plan, Targets, batch_of

TILES, PEAK, WARM, LAST = 8, 2e-3, 40, 1e-5
KEPT = 0.995
"""Of the mean of the weights at each step."""


def loss_of(weights: Weights, running: Weights, tiles: Any, wanted: Targets) -> tuple[Any, Weights]:
    maps, after = maps_of(weights, running, tiles)
    heat, sizes, inside = maps[..., :2], maps[..., 2:6], maps[..., 6:]
    yes, no, sure = jax.nn.log_sigmoid(heat), jax.nn.log_sigmoid(-heat), jax.nn.sigmoid(heat)
    middle = wanted.heat >= 0.999
    focal = -jnp.where(middle, (1 - sure) ** 2 * yes, (1 - wanted.heat) ** 4 * sure**2 * no) * wanted.weight
    size = (jnp.abs(sizes - wanted.size) * jnp.repeat(wanted.sized, 2, -1)).sum() / jnp.maximum(wanted.sized.sum(), 1)
    within = wanted.inside * jax.nn.log_sigmoid(inside) + (1 - wanted.inside) * jax.nn.log_sigmoid(-inside)
    filled = -(within * wanted.weight * (1 + 3 * wanted.inside)).mean()
    return focal.sum() / jnp.maximum(middle.sum(), 1) + 0.3 * size + filled, after


def learned(plans: Sequence[Plan], steps: int, seed: int) -> tuple[Weights, Weights]:
    """The mean weights after that many steps of 8 tiles, and the means and variances that go with them."""
    state = fresh(seed)
    kept, rng = state, np.random.default_rng(seed)
    rates = optax.warmup_cosine_decay_schedule(0.2 * PEAK, PEAK, WARM, steps, LAST)
    rule = optax.chain(optax.clip_by_global_norm(5.0), optax.adamw(rates, weight_decay=1e-3))
    memory = rule.init(state[0])

    @jax.jit
    def step(state: Any, memory: Any, kept: Any, tiles: Any, wanted: Targets) -> Any:
        (loss, after), slopes = jax.value_and_grad(loss_of, has_aux=True)(*state, tiles, wanted)
        moves, memory = rule.update(slopes, memory, state[0])
        state = optax.apply_updates(state[0], moves), after
        kept = jax.tree.map(lambda old, new: KEPT * old + (1 - KEPT) * new, kept, state)
        return state, memory, kept, loss

    losses: list[float] = []
    for number in range(1, steps + 1):
        tiles, wanted = batch_of(plans, rng, TILES)
        state, memory, kept, loss = step(state, memory, kept, tiles, wanted)
        losses.append(float(loss))
        if number % 50 == 0:
            print(f"{time.strftime('%X')} step {number}: loss {np.mean(losses[-50:]):.3f}", flush=True)
    return jax.tree.map(np.asarray, kept)
