"""Golden cases of cumulative operations, sorting and reductions by programs, computed by JAX."""

import mpmath
import numpy as np
from jax import lax

import structural_cases as structural
from exact import ALL, COMPLEX, FLOATS, INTEGERS, NUMERIC, NUMPY, PART, REAL, exact, rounded

SHORT = {"bool": "bool"} | {name: name for name in NUMERIC}


def with_specials(shape, dtype):
    """Numbers with NaN, infinities and zeros of both signs among them; of complex numbers in both parts."""
    x = np.array(structural.with_specials(shape, dtype))
    if dtype in FLOATS and x.size >= 6:
        x.flat[2], x.flat[4] = -0.0, 0.0
    if dtype in COMPLEX and x.size >= 6:
        x.flat[1], x.flat[2], x.flat[4], x.flat[5] = complex(np.nan, 1), complex(0, np.nan), complex(-0.0, 2), 2j
    return x


def add_exclusive_or(file):
    for dtype in ["bool"] + INTEGERS:
        for shape, axes in [([5], [0]), ([2, 3], [0, 1]), ([2, 3, 2], [0, 2]), ([0, 2], [0])]:
            x = structural.sample(shape, dtype)
            file.add("reduce_xor", {"axes": axes}, [x], [lax.reduce_xor(x, axes)])


def add_complex_extremes(file):
    for dtype in COMPLEX:
        for shape, axes in [([2, 3], [0]), ([2, 3, 2], [0, 2]), ([0, 2], [0]), ([2], [])]:
            x = structural.sample(shape, dtype)
            file.add("reduce_max", {"axes": axes}, [x], [lax.reduce_max(x, axes)])
            file.add("reduce_min", {"axes": axes}, [x], [lax.reduce_min(x, axes)])


CUMULATIVE = {"cumsum": lax.cumsum, "cumprod": lax.cumprod, "cummax": lax.cummax, "cummin": lax.cummin}
LINES = [([5], 0, False), ([2, 4], 1, True), ([3, 2, 2], 1, False), ([2, 0], 1, False), ([1, 2], 0, True)]


def add_cumulative(file):
    for name, function in CUMULATIVE.items():
        for dtype in NUMERIC:
            for shape, axis, reverse in LINES:
                x = structural.sample(shape, dtype)
                y = structural.exactly(lambda v: function(v, axis, reverse), x, dtype)
                file.add(name, {"axis": axis, "reverse": reverse}, [x], [y])
            if dtype not in COMPLEX:
                x = with_specials([3, 4], dtype)
                for reverse in [False, True]:
                    y = structural.exactly(lambda v: function(v, 1, reverse), x, dtype)
                    file.add(name, {"axis": 1, "reverse": reverse}, [x], [y])


def log_sum_exp(values, dtype):
    """Of finite numbers, correctly rounded; JAX settles the rest."""
    if dtype in COMPLEX:
        total = mpmath.log(sum(mpmath.exp(mpmath.mpc(float(z.real), float(z.imag))) for z in values))
        return complex(rounded(total.real, PART[dtype]), rounded(total.imag, PART[dtype]))
    if not all(np.isfinite(values.astype(np.float64))):
        return float(lax.cumlogsumexp(values.astype(np.float64), 0)[-1])
    return rounded(mpmath.log(sum(mpmath.exp(exact(x)) for x in values)), dtype)


def add_cumulative_log_sum_exp(file):
    for dtype in FLOATS + COMPLEX:
        samples = [(structural.sample(shape, dtype), axis, reverse) for shape, axis, reverse in LINES]
        if dtype in FLOATS:
            special = np.array([[1, np.nan, 2], [-np.inf, -np.inf, 3], [2, np.inf, np.inf], [-np.inf, np.inf, 1]])
            far = np.array([[900, -900, 900], [-90, 0, 90]]) / (1 if dtype == "f64" else 8)
            samples += [(special.astype(NUMPY[dtype]), 1, False), (special.astype(NUMPY[dtype]), 1, True)]
            samples += [(far.astype(NUMPY[dtype]), 1, False)]
        for x, axis, reverse in samples:
            lines = np.moveaxis(x, axis, -1)
            lines = lines[..., ::-1] if reverse else lines
            y = np.zeros_like(lines)
            for index in np.ndindex(*lines.shape):
                y[index] = log_sum_exp(lines[index[:-1]][: index[-1] + 1], dtype)
            y = np.moveaxis(y[..., ::-1] if reverse else y, -1, axis)
            file.add("cumlogsumexp", {"axis": axis, "reverse": reverse}, [x], [y])


def add_sorting(file):
    def add(operands, axis, keys=1, stable=True):
        results = lax.sort(tuple(operands), dimension=axis, num_keys=keys, is_stable=stable)
        parameters = {"axis": axis, "keyCount": keys, "isStable": stable, "operandCount": len(operands)}
        file.add("sort", parameters, operands, results)

    for dtype in ALL:
        for shape, axis in [([5], 0), ([3, 2, 2], 1), ([2, 0], 1)]:
            add([structural.sample(shape, dtype)], axis)
        x = with_specials([2, 6], dtype)
        position = np.arange(12, dtype=np.int32).reshape(2, 6)
        add([x, position], 1)
        add([np.sort(structural.sample([2, 6], "i8") // 5), x, position], 1, keys=2)
        add([structural.sample([4, 3], "i8") // 5, structural.sample([4, 3], dtype)], 0)


def add_largest(file):
    for dtype in ["bool"] + REAL:
        for shape, k, axis in [([5], 3, 0), ([2, 4], 2, 1), ([3, 2, 2], 3, 0), ([3], 0, 0), ([0, 2], 1, 1)]:
            x = structural.sample(shape, dtype)
            file.add("top_k", {"k": k, "axis": axis}, [x], lax.top_k(x, k, axis=axis))
        x = with_specials([2, 6], dtype)
        file.add("top_k", {"k": 6, "axis": 1}, [x], lax.top_k(x, 6, axis=1))


def program(dtype, count, equations, results):
    inputs = ", ".join(f"%{index}: {SHORT[dtype]}[]" for index in range(count))
    lines = [f"  %{count + index}: {SHORT[dtype]}[] = {text}" for index, text in enumerate(equations)]
    return "\n".join([f"({inputs}) {{", *lines, f"  return {', '.join(results)}", "}"])


def circled(a, b):
    return a | b | (a & b) if a.dtype == bool else a + b + a * b


def composed(a, b):
    if a[0].dtype == bool:
        return a[0] & b[0], (b[0] & a[1]) | b[1]
    return a[0] * b[0], b[0] * a[1] + b[1]


def add_program_reductions(file):
    for dtype in ALL:
        circle = program(dtype, 2, ["add(%0, %1)", "mul(%0, %1)", "add(%2, %3)"], ["%4"])
        composition = program(dtype, 4, ["mul(%0, %2)", "mul(%2, %1)", "add(%5, %3)"], ["%4", "%6"])
        zero, one = np.array(0, NUMPY[dtype]), np.array(1, NUMPY[dtype])
        for shape, axes in [([4], [0]), ([2, 3, 2], [0, 2]), ([0, 2], [0]), ([2], [])]:
            x, y = structural.sample(shape, dtype), structural.sample(shape, dtype)
            z = lax.reduce(x, zero, circled, axes)
            file.add("reduce", {"axes": axes, "body": circle}, [x, zero], [z])
            z = lax.reduce((x, y), (one, zero), composed, axes)
            file.add("reduce", {"axes": axes, "body": composition}, [x, y, one, zero], z)
