"""Golden cases of convolutions and of windows, computed by JAX."""

import numpy as np
from jax import lax
from jax._src.lax import windowed_reductions as windowed

from exact import ALL, COMPLEX, FLOATS, INTEGERS, NUMERIC, NUMPY
from structural_cases import sample, with_specials

WIDE = {"f16": "f64", "bf16": "f64", "f32": "f64", "c64": "c128"}


def exactly(function, operands, dtype):
    """The value in double precision, rounded once."""
    wide = [operand.astype(NUMPY[WIDE.get(dtype, dtype)]) for operand in operands]
    return np.asarray(function(*wide)).astype(NUMPY[dtype])


def motion(rank, strides=None, padding=None, base=None, window=None):
    """The motion of a window as JAX's parameters: strides, padding, base and window dilation."""
    return strides or [1] * rank, padding or [(0, 0)] * rank, base or [1] * rank, window or [1] * rank


def encoded_motion(strides, padding, base, window):
    return [
        {"stride": s, "before": p[0], "after": p[1], "baseDilation": b, "windowDilation": w}
        for s, p, b, w in zip(strides, padding, base, window)
    ]


FIRST = {rank: (tuple(range(rank)),) * 3 for rank in range(2, 6)}
LAST = ((0, 3, 1, 2), (3, 2, 0, 1), (0, 3, 1, 2))
MIXED = ((1, 2, 0), (1, 0, 2), (2, 0, 1))

# input, kernel, axes, motion, feature groups, batch groups
CONVOLUTIONS = [
    ([2, 3, 5], [2, 3, 2], FIRST[3], motion(1, padding=[(1, 0)]), 1, 1),
    ([1, 4, 4, 2], [2, 3, 2, 3], LAST, motion(2, [2, 1], [(1, 2), (-1, 1)], [2, 1], [1, 2]), 1, 1),
    ([2, 4, 5], [6, 2, 2], FIRST[3], motion(1, [2], [(0, 1)]), 2, 1),
    ([4, 2, 5], [4, 2, 3], FIRST[3], motion(1, None, [(2, 0)], None, [2]), 1, 2),
    ([6, 2, 1], [1, 3, 2], MIXED, motion(1, [3], [(-1, 2)]), 1, 1),
    ([2, 3], [4, 3], FIRST[2], motion(0), 1, 1),
    ([1, 2, 3, 3, 2], [2, 2, 2, 2, 1], FIRST[5], motion(3, [2, 1, 1], [(1, 1), (0, 0), (0, 1)]), 1, 1),
    # No batch, no positions, no features, no input below the kernel.
    ([0, 1, 3], [2, 1, 2], FIRST[3], motion(1), 1, 1),
    ([1, 1, 2], [2, 1, 3], FIRST[3], motion(1), 1, 1),
    ([1, 0, 3], [2, 0, 2], FIRST[3], motion(1), 1, 1),
    ([1, 1, 0], [2, 1, 2], FIRST[3], motion(1, padding=[(1, 2)]), 1, 1),
    ([1, 6, 4], [6, 1, 2], FIRST[3], motion(1, padding=[(3, -2)]), 6, 1),
]


def convolve(x, w, axes, move, groups, batches, dtype=None):
    strides, padding, base, window = move
    return lax.conv_general_dilated(
        x, w, strides, padding, base, window, lax.ConvDimensionNumbers(*axes), groups, batches,
        preferred_element_type=dtype)  # fmt: skip


def add_convolution(file, x, w, axes, move, groups, batches, dtype, result=None):
    parameters = {
        "axes": dict(zip(["input", "kernel", "output"], map(list, axes))), "motion": encoded_motion(*move),
        "featureGroupCount": groups, "batchGroupCount": batches,
    }  # fmt: skip
    if result:
        y = convolve(x, w, axes, move, groups, batches, NUMPY[result])
        parameters["elementType"] = result
    else:
        y = exactly(lambda a, b: convolve(a, b, axes, move, groups, batches), [x, w], dtype)
    file.add("conv_general_dilated", parameters, [x, w], [y])


def add_convolutions(file):
    for number, dtype in enumerate(ALL):
        for position, (left, right, axes, move, groups, batches) in enumerate(CONVOLUTIONS):
            if dtype not in ("f32", "i32") and position not in (0, 1 + number % 4, 8):
                continue
            add_convolution(file, sample(left, dtype), sample(right, dtype), axes, move, groups, batches, dtype)
    # Sums of products that the narrow dtype does not hold.
    for dtype, result in [("i8", "i32"), ("u8", "i32"), ("i8", "f32"), ("f16", "f32"), ("i32", "i64"), ("c64", "c128")]:
        left, right, axes, move, groups, batches = CONVOLUTIONS[0]
        x, w = (sample(shape, dtype) * NUMPY[dtype](11) for shape in (left, right))
        add_convolution(file, x, w, axes, move, groups, batches, dtype, result)
    x = with_specials([1, 1, 7], "f32")
    add_convolution(file, x, np.ones([1, 1, 2], np.float32), *CONVOLUTIONS[0][2:], "f32")


# operand, sizes, motion
WINDOWS = [
    ([5], [2], motion(1, padding=[(1, 1)])),
    ([2, 6], [1, 3], motion(2, [1, 2], [(0, 0), (-1, 2)], [1, 2], [1, 2])),
    ([4, 4], [2, 3], motion(2, [2, 1], [(0, 0), (1, 1)])),
    ([7], [2], motion(1, [3], None, None, [3])),
    ([3, 2], [2, 2], motion(2, None, [(2, 0), (1, -1)], [3, 1], [2, 1])),
    ([2], [3], motion(1)),
    ([0, 2], [2, 1], motion(2, padding=[(1, 2), (0, 0)])),
    ([], [], motion(0)),
]


def bind(primitive, operand, sizes, move):
    strides, padding, base, window = move
    return primitive.bind(
        operand, window_dimensions=tuple(sizes), window_strides=tuple(strides), padding=tuple(padding),
        base_dilation=tuple(base), window_dilation=tuple(window))  # fmt: skip


def add_window_reductions(file):
    reductions = {
        "reduce_window_sum": (windowed.reduce_window_sum_p, NUMERIC),
        "reduce_window_max": (windowed.reduce_window_max_p, ALL),
        "reduce_window_min": (windowed.reduce_window_min_p, ALL),
    }
    for name, (primitive, dtypes) in reductions.items():
        for number, dtype in enumerate(dtypes):
            for position, (shape, sizes, move) in enumerate(WINDOWS):
                if dtype not in ("f32", "i32") and position not in (0, 1 + number % 4):
                    continue
                # Of no complex numbers XLA's largest has a part that is NaN.
                if dtype in COMPLEX and position == 4:
                    continue
                x = sample(shape, dtype)
                y = exactly(lambda v: bind(primitive, v, sizes, move), [x], dtype)
                file.add(name, {"sizes": sizes, "motion": encoded_motion(*move)}, [x], [y])
            if dtype in FLOATS + INTEGERS:
                x = with_specials([9], dtype)
                y = exactly(lambda v: bind(primitive, v, [2], motion(1, padding=[(0, 1)])), [x], dtype)
                parameters = {"sizes": [2], "motion": encoded_motion(*motion(1, padding=[(0, 1)]))}
                file.add(name, parameters, [x], [y])


BODIES = {
    # Names of the operations, and the same in JAX.
    1: (["{0} = mul(%0, %1)", "{1} = sub(%2, %1)"], lambda a, x: a * x - x),
    2: (["{0} = mul(%1, %2)", "{1} = add(%0, %4)"], lambda a, x: (a[0] + a[1] * x[0], x[1])),
}


# Booleans are neither multiplied nor subtracted in JAX.
BOOLEAN_BODIES = {
    1: (["{0} = and(%0, %1)", "{1} = xor(%2, %1)"], lambda a, x: (a & x) ^ x),
    2: (["{0} = and(%1, %2)", "{1} = or(%0, %4)"], lambda a, x: (a[0] | (a[1] & x[0]), x[1])),
}


def bodies(dtype):
    return BOOLEAN_BODIES if dtype == "bool" else BODIES


def body_text(dtype, count):
    inputs = ", ".join(f"%{i}: {dtype}[]" for i in range(2 * count))
    lines = "".join(
        f"  {line.format(*(f'%{2 * count + i}: {dtype}[]' for i in range(2)))}\n" for line in bodies(dtype)[count][0])  # fmt: skip
    results = "%3" if count == 1 else "%5, %3"
    return f"({inputs}) {{\n{lines}  return {results}\n}}"


def add_general_windows(file):
    for dtype in ALL:
        # Of no axes JAX gives the operand, whatever the start.
        for shape, sizes, move in WINDOWS[:-1] if dtype == "f64" else WINDOWS[:2]:
            for count in (1, 2):
                tensors = [sample(shape, dtype) for _ in range(count)]
                scalars = [sample([3], dtype)[0] for _ in range(count)]

                def reduced(*operands, count=count, sizes=sizes, move=move):
                    first, rest = operands[:count], operands[count:]
                    if count == 1:
                        first, rest = first[0], rest[0]
                    return lax.reduce_window(first, rest, bodies(dtype)[count][1], tuple(sizes), *map(tuple, move))

                wide = [x.astype(NUMPY[WIDE.get(dtype, dtype)]) for x in tensors + scalars]
                y = reduced(*wide)
                y = [np.asarray(part).astype(NUMPY[dtype]) for part in ([y] if count == 1 else y)]
                parameters = {
                    "body": body_text(dtype, count), "sizes": sizes, "motion": encoded_motion(*move),
                }  # fmt: skip
                file.add("reduce_window", parameters, tensors + scalars, y)


def in_parts(function, values, dtype):
    """What a function that is linear over the real numbers, and computes in double precision, gives for any dtype."""
    if dtype in COMPLEX:
        return (function(values.real.astype(np.float64)) + 1j * function(values.imag.astype(np.float64))).astype(NUMPY[dtype])
    result = np.asarray(function(values.astype(np.float64)))
    # Integers wrap around.
    return (result.astype(np.int64) if dtype in INTEGERS else result).astype(NUMPY[dtype])


PART = {"c64": "f32", "c128": "f64"}


def add_selections(file):
    for dtype in ALL:
        for shape, sizes, move in WINDOWS if dtype == "f32" else WINDOWS[:2]:
            for selection, primitive in [("largest", lax.ge_p), ("smallest", lax.le_p)]:
                parameters = {"selection": selection, "sizes": sizes, "motion": encoded_motion(*move)}
                values = sample(shape, dtype)
                # Some of the keys are equal.
                key_dtype = PART.get(dtype, dtype)
                keys = np.asarray(np.round(sample(shape, key_dtype).astype(np.float64))).astype(NUMPY[key_dtype])
                strides, padding, base, window = map(tuple, move)
                if dtype == "bool" or dtype.startswith("u"):
                    # Padding is as small as the smallest number, or as large as the largest Boolean, which ties.
                    keys = np.maximum(keys, NUMPY[dtype](1))
                    if dtype == "bool" and selection == "smallest":
                        keys = np.zeros_like(keys)
                wide = keys.astype(np.float64)
                gathered = in_parts(
                    lambda v: windowed._select_and_gather_add(
                        v, wide, primitive, tuple(sizes), strides, padding, base, window),
                    values, dtype)  # fmt: skip
                file.add("select_and_gather_add", parameters, [values, keys], [gathered])
                if max(base + window, default=1) > 1 or min((min(p) for p in padding), default=0) < 0:
                    continue
                source = sample(list(gathered.shape), dtype)
                if not shape:
                    # XLA fails here.
                    scattered = source
                elif 0 in gathered.shape:
                    scattered = np.zeros(shape, NUMPY[dtype])
                else:
                    scattered = in_parts(
                        lambda s: windowed._select_and_scatter_add(s, wide, primitive, tuple(sizes), strides, padding),
                        source, dtype)  # fmt: skip
                file.add("select_and_scatter_add", parameters, [source, keys], [scattered])
    for keys in ([np.nan, 1, 2], [1, np.nan, -1], [-np.inf, -np.inf, 1], [2, 2, np.nan]):
        for padding in ([(0, 0)], [(1, 1)]):
            keys = np.asarray(keys, np.float32)
            source = np.arange(1, 3 + 2 * padding[0][0]).astype(np.float32)
            scattered = windowed._select_and_scatter_add(source, keys, lax.ge_p, (2,), (1,), tuple(padding))
            parameters = {"selection": "largest", "sizes": [2], "motion": encoded_motion(*motion(1, padding=padding))}
            file.add("select_and_scatter_add", parameters, [source, keys], [scattered])


def add_general_scatters(file):
    for dtype in ALL:
        if dtype in COMPLEX:
            continue
        for shape, sizes, move in WINDOWS if dtype in ("i32", "f32", "f64") else WINDOWS[:3]:
            strides, padding, base, window = map(tuple, move)
            if max(base + window, default=1) > 1 or min((min(p) for p in padding), default=0) < 0 or 0 in shape + [len(shape)]:
                continue
            keys = sample(shape, dtype)
            positions = bind(windowed.reduce_window_max_p, keys, sizes, move).shape
            if 0 in positions:
                continue
            source, initial = sample(list(positions), dtype), sample([2], dtype)[0]
            for select, jax_select in [("ge", lax.ge), ("lt", lax.lt)]:
                for scatter, jax_scatter in combinations(dtype):
                    y = windowed._select_and_scatter(
                        keys, jax_select, tuple(sizes), strides, padding, source, initial, jax_scatter)  # fmt: skip
                    text = "(%0: {0}[], %1: {0}[]) {{\n  %2: {1}[] = {2}(%0, %1)\n  return %2\n}}"
                    parameters = {
                        "select": text.format(dtype, "bool", select), "scatter": text.format(dtype, dtype, scatter),
                        "sizes": sizes, "motion": encoded_motion(*move),
                    }  # fmt: skip
                    file.add("select_and_scatter", parameters, [keys, source, initial], [y])


def combinations(dtype):
    """How sources are combined."""
    if dtype == "bool":
        return [("or", lax.bitwise_or), ("and", lax.bitwise_and)]
    return [("add", lax.add), ("mul", lax.mul)]
