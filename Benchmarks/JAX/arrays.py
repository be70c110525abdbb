"""Overhead of calls, elementwise operations, reductions, sorting, indexing."""
import functools
import math
import operator

import jax
import jax.numpy as jnp
from jax import lax

from fills import ints, sym, unit
from suite import by_hand, chained, device, prepared, workload

# Overhead


@by_hand("overhead.jit_scalar")
def _():
    increment, x = jax.jit(lambda x: x + 1), jnp.float32(1.5)
    return prepared(lambda: increment(x))


@by_hand("overhead.jit_scalar_chain")
def _():
    increment, start = jax.jit(lambda x: x + 1), jnp.float32(1.5)
    return prepared(lambda: functools.reduce(lambda x, _: increment(x), range(100), start))


def twenty():
    return {f"a{i:02}": sym((16,), 100 + i) for i in range(20)}


workload("overhead.jit_20in_1out", twenty)(lambda arrays: functools.reduce(operator.add, arrays.values()))
workload("overhead.jit_20in_20out", twenty)(lambda arrays: jax.tree.map(lambda x: x + 1, arrays))
workload(
    "overhead.jit_tree100",
    lambda: {f"g{i}": {f"a{j}": sym((16,), 200 + 10 * i + j) for j in range(10)} for i in range(10)},
)(lambda tree: jax.tree.map(lambda x: x + 1, tree))


def ten_operations(x):
    y = jnp.exp(jnp.tanh((x + 1) * 0.5) - 0.1) + x
    return jnp.maximum(-jnp.sqrt(y * y), x)


@by_hand("overhead.eager_chain10")
def _():
    x = device(sym((16,), 1))
    return prepared(lambda: ten_operations(x))


@by_hand("overhead.eager_add_1000x1000")
def _():
    x, y = device([sym((1000, 1000), 1), sym((1000, 1000), 2)])
    return prepared(lambda: x + y)


# Elementwise operations and reductions in three sizes


def axpy(x, y):
    return 2.5 * x + y


def call_price(price, strike, time):
    rate, volatility = 0.02, 0.3
    normal = lambda d: 0.5 * (1 + lax.erf(d * math.sqrt(0.5)))
    deviation = volatility * jnp.sqrt(time)
    d1 = (jnp.log(price / strike) + (rate + volatility**2 / 2) * time) / deviation
    return price * normal(d1) - strike * jnp.exp(-rate * time) * normal(d1 - deviation)


def declare_sizes(tag, count, side):
    x, y = lambda: sym((count,), 1), lambda: sym((count,), 2)
    workload(f"ew.axpy.{tag}", x, y)(axpy)

    @by_hand(f"ew.axpy_inplace.{tag}")
    def _():
        return chained(lambda state, x: axpy(x, state), y(), device(x()))

    workload(f"ew.gelu.{tag}", lambda: sym((count,), 1, 4))(lambda x: jax.nn.gelu(x, approximate=True))
    quote = [lambda salt=salt: unit((count,), salt, 100, 10) for salt in (1, 2)]
    workload(f"ew.blackscholes.{tag}", *quote, lambda: unit((count,), 3, 2, 0.1))(call_price)
    workload(f"red.sum.{tag}", lambda: unit((count,), 1))(jnp.sum)
    workload(f"red.meanvar.{tag}", lambda: sym((side, side), 1))(lambda x: (x.mean(-1), x.var(-1)))
    workload(f"red.argmax.{tag}", x)(jnp.argmax)


for size in (("1e4", 10**4, 100), ("1e6", 10**6, 1000), ("1.6e7", 16 * 10**6, 4000)):
    declare_sizes(*size)

# Rows

ROWS, COLUMNS = 4096, 1024
rows = lambda: sym((ROWS, COLUMNS), 1, 3)
gain, bias = lambda: unit((COLUMNS,), 2), lambda: sym((COLUMNS,), 3)
labels = lambda: ints((ROWS,), 5, COLUMNS)
row = lambda name, *arguments: workload(f"{name}.{ROWS}x{COLUMNS}", *arguments)


def normalized(x, gain, bias):
    centred = x - x.mean(-1, keepdims=True)
    return centred * lax.rsqrt(x.var(-1, keepdims=True) + 1e-5) * gain + bias


def one_hot_cross_entropy(x, labels):
    return -(jax.nn.one_hot(labels, x.shape[-1]) * jax.nn.log_softmax(x)).sum(-1).mean()


row("nn.softmax", rows)(jax.nn.softmax)
row("nn.logsumexp", rows)(lambda x: jax.nn.logsumexp(x, axis=-1))
row("nn.layernorm_fwd", rows, gain, bias)(normalized)
row("nn.layernorm_fwdbwd", rows, gain, bias, lambda: sym((ROWS, COLUMNS), 4))(
    lambda x, gain, bias, weights: jax.grad(lambda *p: (normalized(*p) * weights).sum(), (0, 1, 2))(x, gain, bias)
)
row("nn.xent_onehot_fwd", rows, labels)(one_hot_cross_entropy)
row("nn.xent_onehot_fwdbwd", rows, labels)(jax.grad(one_hot_cross_entropy))
row("red.argmax_rows", rows)(lambda x: x.argmax(-1))
row("red.sum_cols", rows)(lambda x: x.sum(0))

# Order and places

million = lambda: sym((10**6,), 1)
ids = lambda: ints((8192,), 2, 50_000)

workload("scan.cumsum.1e6", million)(jnp.cumsum)
workload("sort.sort.1e6", million)(jnp.sort)
workload("sort.sort_rows.1000x1000", lambda: sym((1000, 1000), 1))(jnp.sort)
workload("sort.topk.1e6", million)(lambda x: lax.top_k(x, 100)[0])
workload("sort.topk_rows.64x50000", lambda: sym((64, 50_000), 1))(lambda x: lax.top_k(x, 50)[0])
workload("idx.gather.50000x256.8192", lambda: sym((50_000, 256), 1), ids)(lambda table, ids: table[ids])
workload("idx.scatter_add.50000x256.8192", lambda: sym((8192, 256), 3), ids)(
    lambda update, ids: jnp.zeros((50_000, 256), jnp.float32).at[ids].add(update)
)
workload("mem.transpose.4096", lambda: sym((4096, 4096), 1))(jnp.transpose)


@by_hand("sort.argsort.1e6")
def _():
    x, permutation = device(million()), jax.jit(jnp.argsort)
    return prepared(lambda: permutation(x), lambda order: x[order])
