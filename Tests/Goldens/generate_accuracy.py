"""Writes accuracy.json: correctly rounded values of the elementwise functions over their domains, to measure errors with.

Operands are random numbers of several ranges with a fixed seed, and points where algorithms are in difficulty: near
roots, poles and the ends of the domain.
"""

import json
import math
import pathlib
import random

import mpmath
import numpy as np

from exact import UNARY, arctangent, exact, power, rounded, unary
from special_functions import FUNCTIONS

# Of each function and dtype so many numbers of each range; ranges with "log" are even in the logarithm.
COUNT = {"f32": 5, "f64": 8}

LARGE = {"f32": 80, "f64": 700}
UNARY_RANGES = {
    "exp": [(-1, 1), ("-limit", "limit"), (-1e-5, 1e-5)], "exp2": [(-1, 1), ("-limit", "limit")],
    "expm1": [(-1, 1), (-1e-5, 1e-5), (-40, "limit")], "log": [(0.5, 2), ("log", 1e-30, 1e30), (0.9999, 1.0001)],
    "log1p": [(-0.5, 1), ("log", 1e-20, 1e20), (-1e-6, 1e-6)], "logistic": [(-5, 5), ("-limit", "limit")],
    "sqrt": [("log", 1e-30, 1e30)], "rsqrt": [("log", 1e-30, 1e30)], "cbrt": [("log", 1e-30, 1e30), (-10, 10)],
    "sin": [(-4, 4), (-1e5, 1e5), (3.14, 3.143)], "cos": [(-4, 4), (-1e5, 1e5), (1.57, 1.572)],
    "tan": [(-4, 4), (-1e5, 1e5), (1.57, 1.572)], "asin": [(-1, 1), (0.999, 1)], "acos": [(-1, 1), (0.999, 1)],
    "atan": [(-3, 3), ("log", 1e-10, 1e10)], "sinh": [(-1, 1), (-3, 3), ("-limit", "limit"), (-1e-4, 1e-4)],
    "cosh": [(-1, 1), (-3, 3), ("-limit", "limit")], "tanh": [(-1, 1), (-10, 10), (-1e-4, 1e-4)],
    "asinh": [(-1, 1), ("log", 1e-10, 1e10), (-10, 10)], "acosh": [(1, 2), ("log", 1, 1e20), (1, 1.001)],
    "atanh": [(-0.5, 0.5), (-1, 1), (0.999, 1)], "erf": [(-1, 1), (-4, 4), (-1e-5, 1e-5)],
    "erfc": [(-3, 1), (0.5, 3), (3, 9)], "erf_inv": [(-1, 1), (-0.1, 0.1), (0.99, 1), (0.99999, 1)],
    "lgamma": [(0, 3), (0.99, 1.01), (1.99, 2.01), (3, 50), ("log", 1e2, 1e20), (-10, 0), (-3.2, -2.2)],
    "digamma": [(0, 3), (1.46, 1.463), (3, 50), ("log", 1e2, 1e20), (-10, 0), (-0.51, -0.5)],
    "bessel_i0e": [(-5, 5), (5, 40), ("log", 40, 1e20)], "bessel_i1e": [(-5, 5), (5, 40), ("log", 40, 1e20)],
}  # fmt: skip
POINTS = {
    "lgamma": [1 + 1e-7, 2 - 1e-7, -2.4570247382208006, -2.7476826467274127, -3.1435808883499798, -4.039361839740537],
    "digamma": [1.4616321449683622, -0.5040830082644554, -1.5734984731623904],
    "erf_inv": [1e-300, 1e-20], "logistic": [-87.5], "asinh": [1e-300], "sinh": [1e-20],
}  # fmt: skip
SEVERAL = {
    "pow": [[(0.1, 10), (-10, 10)], [(0.99, 1.01), (-300, 300)], [("log", 1e-10, 1e10), (-3, 3)]],
    "atan2": [[(-3, 3), (-3, 3)], [("log", 1e-5, 1e5), (-1, 1)]],
    "polygamma": [[(1, 2, 3, 5, 10), (0, 3)], [(1, 2, 3, 5, 10), (3, 50)], [(1, 2, 3, 4), (-4, 0)]],
    "zeta": [[(1, 3), (0, 3)], [(3, 20), (0.5, 20)], [(1.001, 1.1), (0.5, 2)]],
    "igamma": [[(0, 3), (0, 3)], [(3, 100), (0, 120)], [("log", 1e2, 1e4), "near"], [("log", 1e4, 1e6), "near"]],
    "igammac": [[(0, 3), (0, 3)], [(3, 100), (0, 120)], [("log", 1e2, 1e4), "near"], [("log", 1e4, 1e6), "near"]],
    "igamma_grad_a": [[(0.1, 3), (0.1, 3)], [(3, 50), (1, 60)]],
    "random_gamma_grad": [[(0.1, 3), (0.1, 3)], [(3, 50), (1, 60)]],
    "regularized_incomplete_beta": [[(0, 3), (0, 3), (0, 1)], [(3, 50), (3, 50), (0.2, 0.8)], [(0.1, 2), (10, 99), (0, 0.3)]],
}  # fmt: skip


def draw(generator, bounds, dtype, before):
    if bounds == "near":
        return before * generator.uniform(1 - 2 / math.sqrt(before), 1 + 2 / math.sqrt(before))
    if bounds[0] == "log":
        return math.exp(generator.uniform(math.log(bounds[1]), math.log(bounds[2])))
    if len(bounds) > 2:
        return generator.choice(bounds)
    limits = {"limit": LARGE[dtype], "-limit": -LARGE[dtype]}
    return generator.uniform(*(limits.get(bound, bound) for bound in bounds))


def points(name, dtype):
    generator = random.Random(f"{name} {dtype}")
    domains = SEVERAL.get(name) or [[bounds] for bounds in UNARY_RANGES[name]]
    for domain in domains:
        for _ in range(COUNT[dtype]):
            point = []
            for bounds in domain:
                x = draw(generator, bounds, dtype, point[-1] if point else None)
                point.append(rounded(exact(x), dtype))
            yield tuple(point)
    for x in POINTS.get(name, []):
        yield (rounded(exact(x), dtype),)


def value(name, point, dtype):
    if name in FUNCTIONS:
        return rounded(FUNCTIONS[name](*map(exact, point)), dtype)
    several = {"pow": power, "atan2": arctangent}
    return several[name](*point, dtype) if name in several else unary(name, *point, dtype)


def encoded(numbers, dtype):
    return np.array(numbers, dtype={"f32": ">f4", "f64": ">f8"}[dtype]).tobytes().hex()


lines = []
for name in list(UNARY_RANGES) + list(SEVERAL):
    assert name in UNARY or name in FUNCTIONS or name in SEVERAL, name
    for dtype in COUNT:
        pairs = [(point, value(name, point, dtype)) for point in points(name, dtype)]
        tiny = float(np.finfo({"f32": np.float32, "f64": np.float64}[dtype]).tiny)
        # Units in the last place mean little where the result is subnormal or overflows.
        pairs = [(point, y) for point, y in pairs if math.isfinite(y) and abs(y) >= tiny]
        operands = [encoded(column, dtype) for column in zip(*(point for point, _ in pairs))]
        case = {"primitive": name, "dtype": dtype, "operands": operands, "result": encoded([y for _, y in pairs], dtype)}
        lines.append(json.dumps(case, separators=(",", ":")))

text = "[\n" + ",\n".join(lines) + "\n]\n"
(pathlib.Path(__file__).parent / "accuracy.json").write_text(text)
print(f"accuracy.json: {len(lines)} cases, {len(text)} bytes")
