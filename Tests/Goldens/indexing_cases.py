"""Golden cases of gather, the scatters and dynamic slices, computed by JAX."""

import numpy as np
from jax import lax

from exact import ALL, NUMPY
from structural_cases import sample, with_specials

MODES = {
    "clip": lax.GatherScatterMode.CLIP,
    "fillOrDrop": lax.GatherScatterMode.FILL_OR_DROP,
    "promiseInBounds": lax.GatherScatterMode.PROMISE_IN_BOUNDS,
}

# operand shape, indices, dimension numbers, slice sizes
WINDOWS = [
    # Rows.
    ([4, 3], [[0], [3], [1], [3]], dict(offset=[1], collapsed=[0], start=[0]), [1, 3]),
    # Out of bounds on both sides.
    ([4, 3], [[0], [-1], [4], [100], [-100]], dict(offset=[1], collapsed=[0], start=[0]), [1, 3]),
    # Columns, with the window in front.
    ([3, 4], [[1], [2]], dict(offset=[0], collapsed=[1], start=[1]), [3, 1]),
    # Windows of two axes that reach over the edge.
    ([4, 5], [[0, 0], [2, 3], [3, 4], [-1, 1]], dict(offset=[1, 2], collapsed=[], start=[0, 1]), [2, 3]),
    # Components of the index vector in the other order.
    ([4, 5], [[1, 3], [4, 0]], dict(offset=[], collapsed=[0, 1], start=[1, 0]), [1, 1]),
    # One window.
    ([5], [3], dict(offset=[0], collapsed=[], start=[0]), [2]),
    # Along with the batch.
    ([2, 4], [[[1], [3]], [[0], [0]]], dict(offset=[], collapsed=[1], operandBatching=[0], startIndexBatching=[0], start=[1]), [1, 1]),
    ([4, 2], [[[1], [3]], [[0], [5]]], dict(offset=[], collapsed=[0], operandBatching=[1], startIndexBatching=[1], start=[0]), [1, 1]),
    # No windows at all.
    ([4, 3], np.zeros([0, 1]), dict(offset=[1], collapsed=[0], start=[0]), [1, 3]),
]  # fmt: skip


def window_fits(shape, indices, numbers, sizes):
    indices = np.asarray(indices).reshape(-1, len(numbers["start"]))
    limits = [shape[axis] - sizes[axis] for axis in numbers["start"]]
    return all(0 <= i <= limit for row in indices for i, limit in zip(row, limits))


def add_indexing(file):
    for dtype in ALL:
        for position, (shape, indices, numbers, sizes) in enumerate(WINDOWS):
            if dtype not in ("f32", "i32") and position not in (1, 3, 7):
                continue
            full = {"operandBatching": [], "startIndexBatching": []} | numbers
            index = ["i32", "i64", "u8"][position % 3] if position not in (1, 3) else "i32"
            indices = np.asarray(indices).astype(NUMPY[index])
            for mode in MODES:
                if mode == "promiseInBounds" and not window_fits(shape, indices, numbers, sizes):
                    continue
                for fill in ["missing", "zero", 2.5] if mode == "fillOrDrop" else ["missing"]:
                    if fill != 2.5 or position == 1:
                        add_gather(file, sample(shape, dtype), indices, full, sizes, mode, fill)
                add_scatters(file, shape, indices, full, sizes, mode, dtype, position)


def add_gather(file, x, indices, numbers, sizes, mode, fill):
    dimensions = lax.GatherDimensionNumbers(
        offset_dims=tuple(numbers["offset"]), collapsed_slice_dims=tuple(numbers["collapsed"]),
        start_index_map=tuple(numbers["start"]), operand_batching_dims=tuple(numbers["operandBatching"]),
        start_indices_batching_dims=tuple(numbers["startIndexBatching"]))  # fmt: skip
    value = {"zero": 0, "missing": None}.get(fill, fill)
    if value == 2.5:
        value = x.dtype.type(value)
    y = lax.gather(x, indices, dimensions, sizes, mode=MODES[mode], fill_value=value)
    parameters = {"dimensions": numbers, "sliceSizes": sizes, "mode": mode, "fill": fill} | FLAGS
    file.add("gather", parameters, [x, indices], [y])


FLAGS = {"uniqueIndices": False, "indicesAreSorted": False}

# The wide dtypes in which sums and products of the samples are exact; JAX rounds after each step.
WIDE = {"f16": "f64", "bf16": "f64", "f32": "f64", "c64": "c128"}

SCATTERS = {
    "scatter": lax.scatter, "scatter_add": lax.scatter_add, "scatter_sub": lax.scatter_sub,
    "scatter_mul": lax.scatter_mul, "scatter_min": lax.scatter_min, "scatter_max": lax.scatter_max,
}  # fmt: skip


def add_scatters(file, shape, indices, numbers, sizes, mode, dtype, position):
    """Every kind of scatter for rows, inside and outside; one kind in turn for the other patterns."""
    window = [size for axis, size in enumerate(sizes) if axis not in numbers["collapsed"] + numbers["operandBatching"]]
    batch = list(indices.shape[:-1])
    updates_shape = []
    for axis in range(len(window) + len(batch)):
        updates_shape.append(window.pop(0) if axis in numbers["offset"] else batch.pop(0))
    for number, name in enumerate(SCATTERS):
        if dtype == "bool" and name in ("scatter_add", "scatter_sub", "scatter_mul"):
            continue
        turn = number + position + ALL.index(dtype) + list(MODES).index(mode)
        if turn % (6 if position > 1 else 1 if dtype in ("f32", "i32") else 2) != 0:
            continue
        extreme = name in ("scatter", "scatter_min", "scatter_max")
        draw = with_specials if extreme else sample
        x, updates = draw(shape, dtype), draw(updates_shape, dtype)
        add_scatter(file, name, x, indices, updates, numbers, mode, dtype if extreme else WIDE.get(dtype, dtype))


def add_scatter(file, name, x, indices, updates, numbers, mode, wide):
    dimensions = lax.ScatterDimensionNumbers(
        update_window_dims=tuple(numbers["offset"]), inserted_window_dims=tuple(numbers["collapsed"]),
        scatter_dims_to_operand_dims=tuple(numbers["start"]), operand_batching_dims=tuple(numbers["operandBatching"]),
        scatter_indices_batching_dims=tuple(numbers["startIndexBatching"]))  # fmt: skip
    y = SCATTERS[name](x.astype(NUMPY[wide]), indices, updates.astype(NUMPY[wide]), dimensions, mode=MODES[mode])
    parameters = {"dimensions": numbers, "mode": mode} | FLAGS
    file.add(name, parameters, [x, indices, updates], [np.asarray(y).astype(x.dtype)])


# shape, sizes, starts and their dtypes
SLICES = [
    ([5], [2], [1], ["i32"]), ([5], [2], [4], ["i8"]), ([5], [2], [-3], ["i64"]), ([5], [3], [2**64 - 1], ["u64"]),
    ([5], [3], [-(2**63)], ["i64"]), ([3, 4], [2, 4], [1, 3], ["i32", "i32"]), ([3, 4], [1, 2], [-1, 9], ["i16", "i16"]),
    ([3, 4], [0, 2], [1, 1], ["u8", "u8"]), ([], [], [], []),
]  # fmt: skip


def add_dynamic_slices(file):
    for number, dtype in enumerate(ALL):
        cases = SLICES if dtype in ("f32", "i32") else [SLICES[5], SLICES[number % len(SLICES)]]
        for shape, sizes, starts, names in cases:
            x, update = with_specials(shape, dtype), sample(sizes, dtype)
            x, update = np.asarray(x, NUMPY[dtype]), np.asarray(update, NUMPY[dtype])
            starts = [np.asarray(start, NUMPY[name]) for start, name in zip(starts, names)]
            # The primitives: the functions of the same names take negative starts from the back.
            y = lax.dynamic_slice_p.bind(x, *starts, slice_sizes=tuple(sizes))
            file.add("dynamic_slice", {"sizes": sizes}, [x, *starts], [y])
            y = lax.dynamic_update_slice_p.bind(x, update, *starts)
            file.add("dynamic_update_slice", {}, [x, update, *starts], [y])
