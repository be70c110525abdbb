"""Golden cases of reductions, layout, contractions and random bits, computed by JAX."""

import itertools

import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.extend.random import threefry2x32_p

from exact import ALL, COMPLEX, FLOATS, INTEGERS, NUMERIC, NUMPY, PART, REAL

GENERATOR = np.random.default_rng()


def restart():
    """Draws the same numbers again: no file depends on the others."""
    global GENERATOR
    GENERATOR = np.random.default_rng(20240517)


def sample(shape, dtype):
    """Small numbers: sums and products of a few of them are exact in the wide formats."""
    if dtype == "bool":
        return GENERATOR.integers(0, 2, shape).astype(np.bool_)
    if dtype in INTEGERS:
        return GENERATOR.integers(0 if dtype[0] == "u" else -9, 10, shape).astype(NUMPY[dtype])
    values = GENERATOR.integers(-16, 17, shape) / 8
    if dtype in COMPLEX:
        values = values + 1j * GENERATOR.integers(-16, 17, shape) / 8
    return values.astype(NUMPY[dtype])


def with_specials(shape, dtype):
    x = np.array(sample(shape, dtype))
    if x.size < 4:
        return x
    if dtype in FLOATS:
        x.flat[1], x.flat[x.size // 2], x.flat[-1] = np.nan, np.inf, -np.inf
    if dtype in INTEGERS:
        x.flat[1], x.flat[-1] = np.iinfo(x.dtype).max, np.iinfo(x.dtype).min
    return x


def exactly(function, x, dtype):
    """The value in double precision, rounded once; JAX adds in the dtype itself."""
    wide = {"f16": "f64", "bf16": "f64", "f32": "f64", "c64": "c128"}.get(dtype, dtype)
    return np.asarray(function(jnp.asarray(x.astype(NUMPY[wide])))).astype(NUMPY[dtype])


def add_reductions(file):
    functions = {
        "reduce_sum": (lax.reduce_sum, NUMERIC), "reduce_prod": (lax.reduce_prod, NUMERIC),
        "reduce_max": (lax.reduce_max, ["bool"] + REAL), "reduce_min": (lax.reduce_min, ["bool"] + REAL),
        "reduce_and": (lax.reduce_and, ["bool"] + INTEGERS), "reduce_or": (lax.reduce_or, ["bool"] + INTEGERS),
    }  # fmt: skip
    for name, (function, dtypes) in functions.items():
        for dtype in dtypes:
            for shape, axes in [([2, 3], [0]), ([2, 3], [0, 1]), ([2, 3, 2], [0, 2]), ([0, 2], [0]), ([2], [])]:
                x = sample(shape, dtype)
                file.add(name, {"axes": axes}, [x], [exactly(lambda v: function(v, axes), x, dtype)])
            if dtype not in COMPLEX and dtype != "bool":
                x = with_specials([3, 3], dtype)
                file.add(name, {"axes": [1]}, [x], [exactly(lambda v: function(v, [1]), x, dtype)])


def add_arg_reductions(file):
    for name, function in [("argmax", lax.argmax), ("argmin", lax.argmin)]:
        for dtype in ["bool"] + REAL:
            index = INTEGERS[len(file.lines) % len(INTEGERS)]
            for shape, axis in [([5], 0), ([2, 3], 1), ([3, 2, 2], 0), ([0, 2], 1)]:
                x = sample(shape, dtype)
                y = np.asarray(function(x, axis, NUMPY[index]))
                file.add(name, {"axis": axis, "indexDType": index}, [x], [y])
            x = with_specials([3, 3], dtype)
            y = np.asarray(function(x, 1, np.int32))
            file.add(name, {"axis": 1, "indexDType": "i32"}, [x], [y])


def add_layout(file):
    for number, dtype in enumerate(ALL):
        x = sample([2, 3, 1], dtype)
        full = dtype in ("f32", "i32")
        shapes = [[3, 2], [6], [1, 2, 1, 3]]
        for shape in shapes if full else [shapes[number % 3]]:
            file.add("reshape", {"shape": shape}, [x], [lax.reshape(x, shape)])
        orders = list(itertools.permutations(range(3)))
        for order in orders if full else [orders[1 + number % 5]]:
            file.add("transpose", {"permutation": list(order)}, [x], [lax.transpose(x, order)])
        broadcasts = [([2, 3, 4], [0, 1, 2]), ([2, 2, 3, 1], [1, 2, 3]), ([0, 2, 3, 1], [1, 2, 3])]
        for shape, axes in broadcasts if full else [broadcasts[number % 2]]:
            y = lax.broadcast_in_dim(x, shape, axes)
            file.add("broadcast_in_dim", {"shape": shape, "dimensions": axes}, [x], [y])
        file.add("broadcast_in_dim", {"shape": [2], "dimensions": []}, [x[0, 0, 0]], [np.full(2, x[0, 0, 0])])
        for axes in [[0], [1, 0], []] if full else [[1]]:
            file.add("rev", {"axes": axes}, [x], [lax.rev(x, axes)])
        add_slices(file, dtype, full)
        add_joining(file, dtype, full)
        if dtype != "bool":
            for shape, axis in [([4], 0), ([2, 3], 1), ([2, 0], 0)]:
                y = lax.broadcasted_iota(NUMPY[dtype], shape, axis)
                file.add("iota", {"type": {"dtype": dtype, "shape": shape}, "axis": axis}, [], [y])


def add_slices(file, dtype, full):
    x = sample([4, 5], dtype)
    cases = [([1, 0], [3, 5], [1, 2]), ([0, 2], [4, 3], [3, 1]), ([2, 5], [2, 5], [1, 1]), ([0, 0], [4, 5], [1, 1])]
    for starts, limits, strides in cases if full else cases[:1]:
        y = lax.slice(x, starts, limits, strides)
        file.add("slice", {"starts": starts, "limits": limits, "strides": strides}, [x], [y])


def add_joining(file, dtype, full):
    x, y = sample([2, 3], dtype), sample([2, 1], dtype)
    file.add("concatenate", {"axis": 1}, [x, y, x], [lax.concatenate([x, y, x], 1)])
    empty = sample([0, 3], dtype)
    file.add("concatenate", {"axis": 0}, [x, empty], [lax.concatenate([x, empty], 0)])
    file.add("concatenate", {"axis": 0}, [x], [x])
    for sizes, axis in [([1, 0, 2], 1), ([2], 0), ([1, 1], 0)] if full else [([2, 1], 1)]:
        file.add("split", {"sizes": sizes, "axis": axis}, [x], lax.split(x, sizes, axis))
    widths = [
        [(1, 2, 0), (0, 0, 2)], [(-1, 1, 0), (2, -2, 1)], [(0, 0, 0), (0, 0, 0)], [(-1, -1, 0), (0, 1, 0)],
        [(1, -2, 3), (-3, -3, 2)],
    ]  # fmt: skip
    fill = np.asarray(sample([3], dtype)[1])
    for config in widths if full else widths[:2]:
        named = [{"before": before, "after": after, "interior": inside} for before, after, inside in config]
        file.add("pad", {"widths": named}, [x, fill], [lax.pad(x, fill, config)])
    empty = sample([0, 2], dtype)
    named = [{"before": 1, "after": 1, "interior": 3}, {"before": 0, "after": 0, "interior": 0}]
    file.add("pad", {"widths": named}, [empty, fill], [lax.pad(empty, fill, [(1, 1, 3), (0, 0, 0)])])


PRODUCTS = [
    # Two matrices, an inner, an outer product.
    ([2, 3], [3, 2], ([1], [0]), ([], [])),
    ([4], [4], ([0], [0]), ([], [])),
    ([2], [3], ([], []), ([], [])),
    # Batched, with the batch axis in different places.
    ([2, 3, 2], [2, 2, 3], ([2], [1]), ([0], [0])),
    ([3, 2, 2], [2, 2, 3], ([1], [1]), ([2], [0])),
    # Two contracting axes in different order; two batch axes.
    ([2, 3, 2], [3, 2, 2], ([0, 1], [2, 0]), ([], [])),
    ([2, 2, 3], [2, 3, 2], ([2], [1]), ([0, 1], [2, 0])),
    # Nothing to add, and no results.
    ([2, 0], [0, 3], ([1], [0]), ([], [])),
    ([0, 2], [2, 3], ([1], [0]), ([], [])),
    ([], [], ([], []), ([], [])),
]


def add_contractions(file):
    for dtype in ALL:
        for position, (left, right, contracting, batch) in enumerate(PRODUCTS):
            if dtype not in ("f32", "i32") and position not in (0, 3, 7):
                continue
            x, y = sample(left, dtype), sample(right, dtype)
            wide = {"bool": "i32", "f16": "f64", "bf16": "f64", "f32": "f64", "c64": "c128"}.get(dtype, dtype)
            z = lax.dot_general(x.astype(NUMPY[wide]), y.astype(NUMPY[wide]), (contracting, batch))
            parameters = {
                "leftContracting": contracting[0], "rightContracting": contracting[1],
                "leftBatch": batch[0], "rightBatch": batch[1],
            }  # fmt: skip
            file.add("dot_general", parameters, [x, y], [np.asarray(z).astype(NUMPY[dtype])])
    add_products_of_other_dtypes(file)


# Operands, and the dtype that is asked for.
WIDE_PRODUCTS = [
    ("i8", "i8", "i32"), ("u8", "u8", "i32"), ("bool", "bool", "i32"), ("i16", "i16", "f32"), ("i8", "i8", "u32"),
    ("bf16", "bf16", "f32"), ("f16", "f16", "f32"), ("f32", "f32", "f64"), ("f32", "f32", "bf16"),
    ("c64", "c64", "c128"), ("f32", "bf16", None), ("bf16", "f16", None), ("i32", "f32", None), ("i64", "bf16", None),
    ("f32", "c64", None), ("u32", "i32", None), ("bool", "i8", None), ("u8", "i8", "i32"),
]  # fmt: skip


def add_products_of_other_dtypes(file):
    for left, right, preferred in WIDE_PRODUCTS:
        x, y = sample([2, 3], left), sample([3, 2], right)
        dimensions = (((1,), (0,)), ((), ()))
        z = lax.dot_general(x, y, dimensions, preferred_element_type=preferred and NUMPY[preferred])
        if jnp.issubdtype(z.dtype, jnp.inexact):
            # In double precision, rounded once.
            wide = jnp.complex128 if jnp.iscomplexobj(z) else jnp.float64
            z = lax.dot_general(x.astype(wide), y.astype(wide), dimensions).astype(z.dtype)
        parameters = {"leftContracting": [1], "rightContracting": [0], "leftBatch": [], "rightBatch": []}
        if preferred:
            parameters["preferredElementType"] = preferred
        file.add("dot_general", parameters, [x, y], [np.asarray(z)])


def add_random(file):
    words = GENERATOR.integers(0, 2**32, [4, 3, 3], dtype=np.uint32)
    words[:, 0, 0] = 0
    words[:, 0, 1] = 2**32 - 1
    for operands in [words, words[:, 0, 0], words[:, :0]]:
        operands = [np.asarray(word) for word in operands]
        results = [np.asarray(word) for word in threefry2x32_p.bind(*operands)]
        file.add("threefry2x32", {}, operands, results)
