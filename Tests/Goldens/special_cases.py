"""Golden cases of the gamma function and its relatives, and of the operations on bits that came with them."""

import itertools
import math

import jax
import numpy as np
from jax import lax

import elementwise_cases as elementwise
from exact import ALL, COMPLEX, FLOATS, INTEGERS, NUMPY, REAL, exact, power, rounded
from special_functions import FUNCTIONS, INFINITY, NAN

PARAMETERS = [0.3, 1, 1.5, 2, 4.5, 10, 60]
POINTS = {
    "lgamma": [(x,) for x in [0.1, 0.5, 0.9, 1, 1.1, 1.46, 1.9, 2, 2.1, 3, 10.3, 100, -0.5, -1.7, -2.4, -3.1, -10.3]],
    "digamma": [(x,) for x in [0.1, 0.5, 1, 1.46, 1.5, 2, 10.3, 100, -0.5, -1.7, -2.4, -10.3]],
    "polygamma": [(m, x) for m in [0, 1, 2, 5, 20] for x in [0.1, 0.9, 1, 3.3, 40, -0.4, -3.25]],
    "zeta": [(s, q) for s in [1.1, 1.5, 2, 3, 7.5, 30] for q in [0.1, 0.9, 1, 3.3, 40]]
    + [(s, q) for s in [2, 3, 8] for q in [-0.4, -3.25]],
    "igamma": list(itertools.product(PARAMETERS, [0.1, 0.9, 1.5, 4, 12, 60])),
    "igammac": list(itertools.product(PARAMETERS, [0.1, 0.9, 1.5, 4, 12, 60])),
    "igamma_grad_a": list(itertools.product(PARAMETERS, [0.1, 0.9, 1.5, 4, 12, 60])),
    "random_gamma_grad": list(itertools.product(PARAMETERS, [0.1, 0.9, 1.5, 4, 12, 60])),
    "regularized_incomplete_beta": list(itertools.product([0.3, 1, 2.5, 30], [0.4, 1, 5, 20], [0.02, 0.3, 0.5, 0.97])),
    "bessel_i0e": [(x,) for x in [0.1, -1, 3.5, 8, -20, 31, 500]],
    "bessel_i1e": [(x,) for x in [0.1, -1, 3.5, 8, -20, 31, 500]],
}  # fmt: skip

# Values by definition: as JAX gives them but for the incomplete gamma functions at a = 0, where it is not consistent.
SPECIALS = {
    "lgamma": {(0.0,): INFINITY, (-0.0,): INFINITY, (-1,): INFINITY, (-2,): INFINITY, (INFINITY,): INFINITY,
               (-INFINITY,): INFINITY, (NAN,): NAN},
    "digamma": {(0.0,): NAN, (-0.0,): NAN, (-1,): NAN, (INFINITY,): INFINITY, (-INFINITY,): NAN, (NAN,): NAN},
    "polygamma": {(-1, 2): NAN, (0.5, 2): NAN, (1, 0): INFINITY, (1, -2): INFINITY, (2, -2): NAN, (0, -2): NAN,
                  (1, NAN): NAN, (NAN, 1): NAN, (INFINITY, 1): NAN, (0, INFINITY): INFINITY, (1, INFINITY): NAN},
    "zeta": {(1, 2): INFINITY, (0.5, 2): NAN, (-2, 2): NAN, (2, 0): INFINITY, (2, -3): INFINITY, (3, -3): NAN,
             (2.5, -0.5): NAN, (NAN, 2): NAN, (2, NAN): NAN, (INFINITY, 2): NAN, (2, INFINITY): NAN,
             (2, -INFINITY): INFINITY},
    "igamma": {(2, 0): 0, (2, -0.0): 0, (2, INFINITY): 1, (INFINITY, 2): 0, (0, 0): NAN, (0, 2): 1, (-1, 2): NAN,
               (2, -1): NAN, (NAN, 2): NAN, (2, NAN): NAN},
    "igammac": {(2, 0): 1, (2, -0.0): 1, (2, INFINITY): 0, (INFINITY, 2): 1, (0, 0): NAN, (0, 2): 0, (-1, 2): NAN,
                (2, -1): NAN, (NAN, 2): NAN, (2, NAN): NAN},
    "igamma_grad_a": {(2, 0): 0, (0, 2): NAN, (-1, 2): NAN, (2, -1): NAN, (2, INFINITY): NAN, (NAN, 2): NAN},
    "random_gamma_grad": {(2, 0): 0, (0, 2): NAN, (-1, 2): NAN, (2, -1): NAN, (2, INFINITY): NAN, (NAN, 2): NAN},
    "regularized_incomplete_beta": {
        (2, 3, 0): 0, (2, 3, 1): 1, (2, 3, -0.5): NAN, (2, 3, 1.5): NAN, (-1, 3, 0.5): NAN, (2, -1, 0.5): NAN,
        (0, 3, 0.5): 1, (2, 0, 0.5): 0, (0, 0, 0.5): NAN, (INFINITY, 3, 0.5): 0, (2, INFINITY, 0.5): 1,
        (INFINITY, INFINITY, 0.5): NAN, (NAN, 3, 0.5): NAN, (2, 3, NAN): NAN},
    "bessel_i0e": {(0.0,): 1, (INFINITY,): 0, (-INFINITY,): 0, (NAN,): NAN},
    "bessel_i1e": {(-0.0,): -0.0, (INFINITY,): 0, (-INFINITY,): -0.0, (NAN,): NAN},
}  # fmt: skip

NARROWED = [(1, 0), (2, 1), (4, 3), (5, 2), (5, 10), (8, 0), (8, 7), (8, 23), (11, 52), (12, 60)]


def add_special_functions(file):
    for name, function in FUNCTIONS.items():
        for dtype in FLOATS:
            points = sorted({tuple(rounded(exact(x), dtype) for x in point) for point in POINTS[name]})
            values = [rounded(function(*map(exact, point)), dtype) for point in points]
            points += SPECIALS[name].keys()
            values += SPECIALS[name].values()
            operands = [elementwise.array(column, dtype) for column in zip(*points)]
            results = elementwise.array(values, dtype)
            compare(name, dtype, operands, results)
            file.add(name, {}, operands, [results])


def compare(name, dtype, operands, results):
    """JAX's value must be roughly the exact one: a note tells where its algorithm fails."""
    by_jax = np.asarray(getattr(lax, "betainc" if name.startswith("regularized") else name)(*operands))
    for point, result, other in zip(zip(*operands), results.astype(float), by_jax.astype(float)):
        scale = 1e-3 if dtype in ("f32", "f64") else 3e-2
        if not (result == other or (math.isnan(result) and math.isnan(other)) or abs(result - other) <= scale * abs(result)):
            print(f"note: {name} of {point} in {dtype}: exactly {result}, by JAX {other}")


def add_bit_counts(file):
    for dtype in INTEGERS:
        x = elementwise.integer_specials(dtype)
        file.add("clz", {}, [x], [np.asarray(lax.clz(x))])
        file.add("population_count", {}, [x], [np.asarray(lax.population_count(x))])
        left, right = (np.array(side, dtype=NUMPY[dtype]) for side in zip(*itertools.product(x, repeat=2)))
        width = 8 * x.dtype.itemsize
        high = [int(a) * int(b) >> width for a, b in zip(left, right)]
        file.add("mulhi", {}, [left, right], [np.array(high, dtype=NUMPY[dtype])])


def add_total_order(file):
    for dtype in ["bool"] + REAL:
        x = elementwise.few(dtype)
        if dtype in FLOATS:
            x = np.append(x, [-x[np.isnan(x)][0], -np.inf]).astype(NUMPY[dtype])
        left, right = (np.array(side, dtype=NUMPY[dtype]) for side in zip(*itertools.product(x, repeat=2)))
        for name, primitive in [("eq_to", lax.eq_to_p), ("lt_to", lax.lt_to_p), ("le_to", lax.le_to_p)]:
            file.add(name, {}, [left, right], [np.asarray(primitive.bind(left, right))])


def add_narrowed(file):
    for dtype in FLOATS:
        x = np.append(elementwise.float_specials(dtype), elementwise.array(
            [1.5, -1.75, 3.1415926, 1.25, 1.375, 65504, 65520, 1e-5, 0.3, 0.2, 464, 496, -6.2e-5], dtype))
        for exponent, mantissa in NARROWED:
            with jax.numpy_dtype_promotion("strict"):
                result = np.asarray(lax.reduce_precision(x, exponent, mantissa))
            # XLA may flush subnormal numbers to zero.
            keeps = exponent >= {"f16": 5, "bf16": 8, "f32": 8, "f64": 11}[dtype] and mantissa >= 52
            file.add("reduce_precision", {"exponentBits": exponent, "mantissaBits": mantissa}, [x], [x if keeps else result])
    for dtype in ALL:
        file.add("copy", {}, [elementwise.specials(dtype)], [elementwise.specials(dtype)])


def add_other_widths(file):
    for source, target in itertools.permutations(REAL, 2):
        wide, narrow = np.dtype(NUMPY[source]).itemsize, np.dtype(NUMPY[target]).itemsize
        if wide > narrow:
            x = elementwise.specials(source)[:6]
            parts = x.view(NUMPY[target]).reshape(6 if x.size >= 6 else x.size, wide // narrow)
            file.add("bitcast_convert_type", {"dtype": target}, [x], [parts])
            file.add("bitcast_convert_type", {"dtype": source}, [parts], [x])


def add_integral_powers(file):
    for dtype in FLOATS + COMPLEX:
        for exponent in ["i32", "u8", "i64"]:
            n = np.array([0, 1, 2, 5, 3, 0, 2] if exponent == "u8" else [0, 1, -1, 5, -3, 0, 2], dtype=NUMPY[exponent])
            x = np.array([0, 1.5, 2, -2, 3, np.nan, -0.0], dtype=NUMPY[dtype])
            if dtype in FLOATS:
                values = elementwise.array([power(float(a), float(b), dtype) for a, b in zip(x, n)], dtype)
            else:
                x = np.array([0, 1.5j, 1 + 1j, -2, 2j, 1, 3 - 1j], dtype=NUMPY[dtype])
                values = np.array([complex(a) ** int(b) for a, b in zip(x, n)], dtype=NUMPY[dtype])
            file.add("pow", {}, [x, n], [values])


def add_selectors(file):
    for dtype in INTEGERS:
        which = np.array([0, 1, 2, 1, 100], dtype=NUMPY[dtype])
        if dtype not in ("u8", "u16", "u32", "u64"):
            which = np.append(which, np.array([-1], dtype=NUMPY[dtype]))
        cases = [np.arange(which.size, dtype=np.float32) + 10 * k for k in range(3)]
        file.add("select_n", {}, [which, *cases], [np.asarray(lax.select_n(which, *cases))])
