"""Golden cases of the elementwise primitives: exact values where rounding is involved, JAX's where meaning is."""

import itertools
import math
import operator
from fractions import Fraction

import ml_dtypes
import mpmath
import numpy as np
from jax import lax

from exact import (
    ALL, COMPLEX, FLOATS, FORMATS, INTEGERS, NUMERIC, NUMPY, PART, UNARY,
    arctangent, arithmetic, complex_unary, exact, maximum, minimum, power, quotient, rounded, unary,
)  # fmt: skip

POINTS = {
    "exp": [0.3, 10, -10, 80, 700, -700, -103.5, 88.8], "exp2": [0.3, 10, -10, 127.5, -140, 1023.5, -1070],
    "expm1": [1e-10, -1e-5, 0.3, -30, 80], "log": [0.3, 1.0001, 10, 1e30], "log1p": [1e-10, -1e-5, -0.9, 10, 1e30],
    "logistic": [0.3, -0.3, 20, -20, -80, 700, -700], "sqrt": [0.3, 10, 1e30], "rsqrt": [0.3, 10, 1e30],
    "cbrt": [0.3, -27, 1e30], "sin": [0.3, 3.14159, 22, 1e5], "cos": [0.3, 1.5708, 22, 1e5],
    "tan": [0.3, 1.5708, 22, 1e5], "asin": [0.3, -0.99, 1e-4], "acos": [0.3, -0.99, 0.9999], "atan": [0.3, -10, 1e5],
    "sinh": [0.3, 1e-4, 20, -88.9, 710], "cosh": [0.3, 1e-4, 20, -88.9, 710], "tanh": [0.3, 1e-4, 8, -20],
    "asinh": [0.3, 1e-4, -1e5, 1e30], "acosh": [1.0001, 1.5, 10, 1e30], "atanh": [0.3, 1e-4, -0.9999],
    "erf": [0.3, 1e-4, 2.5, -4.5], "erfc": [0.3, -1.5, 2.5, 9.5, 26],
    "erf_inv": [0.3, 1e-4, -0.99, 0.999, 0.9999999],
}  # fmt: skip
COMPLEX_POINTS = [0.3 + 0.4j, -0.7 + 1.2j, 1.5 - 0.25j, -2 - 1j, 0.01 + 3j, 4 - 0.001j, -0.3 + 1e-3j, 1e-3 - 1e-4j]
BRANCHES = {"sqrt": np.sqrt, "log": np.log, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan}
INEXACT_COMPLEX = [name for name in UNARY if name not in ("cbrt", "erf", "erfc", "erf_inv")]


def array(values, dtype):
    return np.array(values, dtype=np.float64).astype(NUMPY[dtype])


def float_specials(dtype):
    limits = ml_dtypes.finfo(NUMPY[dtype])
    tiny, subnormal, largest = float(limits.tiny), float(limits.smallest_subnormal), float(limits.max)
    signless = [0.0, 1.0, 0.5, 2.5, tiny, subnormal * 3, largest, math.inf]
    return array([sign * x for x in signless for sign in (1, -1)] + [math.nan], dtype)


def integer_specials(dtype):
    limits = np.iinfo(NUMPY[dtype])
    wanted = [0, 1, 2, 7, limits.max, limits.min, limits.max // 3, -1, -3]
    return np.array([x for x in wanted if limits.min <= x <= limits.max], dtype=NUMPY[dtype])


def specials(dtype):
    if dtype == "bool":
        return np.array([False, True])
    if dtype in INTEGERS:
        return integer_specials(dtype)
    if dtype in FLOATS:
        return float_specials(dtype)
    return np.array(COMPLEX_POINTS, dtype=NUMPY[dtype])


def few(dtype):
    """Fewer special values, for taking all pairs of them."""
    values = specials(dtype)
    return values[[0, 1, 2, 3, 4, 7, 8, 10, 11, 12, 14, 15, 16]] if dtype in FLOATS else values


def pairs(dtype):
    left, right = zip(*itertools.product(few(dtype), repeat=2))
    return np.array(left, dtype=NUMPY[dtype]), np.array(right, dtype=NUMPY[dtype])


def complex_array(values, dtype):
    parts = [(rounded(value.real, PART[dtype]), rounded(value.imag, PART[dtype])) for value in values]
    return np.array([complex(*part) for part in parts], dtype=NUMPY[dtype])


def jax_values(function, *operands):
    return np.asarray(function(*operands))


def cross_check(name, dtype, expected, function, *operands):
    """XLA's value must be roughly the exact one, so that a misunderstood function does not become a golden value.

    Where a number is subnormal or overflows, XLA's own rounding decides; those are not compared.
    """
    actual = jax_values(function, *operands).astype(np.complex128)
    expected = expected.astype(np.complex128)
    tiny = float(np.finfo(np.float32).tiny) if FORMATS.get(PART.get(dtype, dtype), (0, 0))[1] != -1022 else 1e-307
    bits = FORMATS[PART.get(dtype, dtype)][0]
    for index in range(expected.size):
        x, y = expected.flat[index], actual.flat[index]
        subject = [operand.flat[index] for operand in operands]
        small = any(0 < abs(complex(s)) <= tiny * 4 for s in subject) or 0 < abs(x) <= tiny * 4
        huge = any(abs(complex(s)) > 1e30 and np.isfinite(complex(s)) for s in subject)
        if small or huge or (np.isnan(x) and np.isnan(y)) or x == y:
            continue
        if not abs(x - y) <= abs(x) * 2.0 ** (8 - bits if dtype != "bf16" else -5):
            print(f"note: {name} of {subject} in {dtype}: exactly {x}, by JAX {y}")


KEEP_ZERO = [
    "sin", "tan", "asin", "atan", "sinh", "tanh", "asinh", "atanh", "expm1", "log1p", "cbrt", "erf", "erf_inv", "sqrt",
]  # fmt: skip


def add_unary_floats(file):
    for name in UNARY:
        for dtype in FLOATS:
            x = np.concatenate([specials(dtype), array(POINTS[name], dtype)])
            y = array([unary(name, float(value), dtype) for value in x], dtype)
            if name in KEEP_ZERO:
                # SciPy loses the sign of a zero.
                y = np.where(x == 0, x, y)
            cross_check(name, dtype, y, getattr(lax, name), x)
            if name == "erf_inv":
                file.add(name, {"algorithm": "accurate"}, [x], [y])
                # Normal random numbers are to be those of JAX, so there is also XLA's function with its inaccuracy.
                y = np.where(np.abs(x) >= 1e-4, jax_values(lax.erf_inv, x), y)
            file.add(name, {"algorithm": "giles"} if name == "erf_inv" else {}, [x], [y])


def add_unary_complex(file):
    for name in INEXACT_COMPLEX + ["sign"]:
        for dtype in COMPLEX:
            x = specials(dtype)
            y = complex_array([complex_unary(name, z) for z in x], dtype)
            if name in BRANCHES:
                on_cut = np.array([complex(-2, 0.0), complex(-2, -0.0), complex(3, 0.0), complex(3, -0.0)])
                on_cut = np.append(on_cut, [complex(0.0, 2), complex(-0.0, 2)])
                x = np.append(x, on_cut.astype(x.dtype))
                y = np.append(y, BRANCHES[name](on_cut).astype(y.dtype))
            if name != "exp2":
                cross_check(name, dtype, y, getattr(lax, name), x)
            file.add(name, {}, [x], [y])


def add_simple_unary(file):
    for dtype in NUMERIC:
        x = specials(dtype)
        file.add("neg", {}, [x], [-x])
        file.add("square", {}, [x], [products(x, x, dtype)])
        if dtype not in COMPLEX:
            # NumPy's sign of -0 is 0.
            file.add("sign", {}, [x], [np.where(x == 0, x, np.sign(x))])
            magnitude = x if dtype[0] == "u" else jax_values(lax.abs, x)
        else:
            magnitude = array([rounded(abs_exact(z), PART[dtype]) for z in x], PART[dtype])
        file.add("abs", {}, [x], [magnitude])
        for exponent in [-3, -1, 0, 1, 2, 5]:
            if exponent >= 0 or dtype not in INTEGERS:
                file.add("integer_pow", {"exponent": exponent}, [x], [integer_powers(x, exponent, dtype)])
    for dtype in FLOATS:
        x = np.append(specials(dtype), array([1.5, -1.5, 2.25, -2.75, 0.49, 1e6], dtype))
        wide = x.astype(np.float64)
        file.add("floor", {}, [x], [array(np.floor(wide), dtype)])
        file.add("ceil", {}, [x], [array(np.ceil(wide), dtype)])
        file.add("round", {"ties": "toEven"}, [x], [array(np.rint(wide), dtype)])
        away = np.where(np.isfinite(wide), np.copysign(np.floor(np.abs(wide) + 0.5), wide), wide)
        file.add("round", {"ties": "awayFromZero"}, [x], [array(away, dtype)])
    for dtype in FLOATS:
        file.add("is_finite", {}, [specials(dtype)], [np.isfinite(specials(dtype))])
    for dtype in ["f32", "f64"]:
        file.add("conj", {}, [specials(dtype)], [jax_values(lax.conj, specials(dtype))])
    for dtype in COMPLEX:
        x = complex_with_specials(dtype)
        file.add("is_finite", {}, [x], [np.isfinite(x)])
        file.add("real", {}, [x], [x.real])
        file.add("imag", {}, [x], [x.imag])
        file.add("conj", {}, [x], [np.conj(x)])
        file.add("complex", {}, [x.real, x.imag], [x])
    for dtype in COMPLEX:
        # Infinite, or infinite in a power.
        x = np.array([complex(math.inf, 1), complex(0, math.inf), 1e200, 3 + 4j], NUMPY[dtype])
        for exponent in [-3, -1, 1, 2]:
            y = jax_values(lambda z: lax.integer_pow(z, exponent), x)
            file.add("integer_pow", {"exponent": exponent}, [x], [y])
    for dtype in ALL:
        file.add("stop_gradient", {}, [specials(dtype)], [specials(dtype)])


def abs_exact(z):
    return mpmath.hypot(exact(z.real), exact(z.imag))


def complex_with_specials(dtype):
    extremes = [complex(math.inf, 1), complex(2, -math.inf), complex(math.nan, 0), complex(-0.0, 0.0)]
    return np.append(specials(dtype), np.array(extremes, dtype=NUMPY[dtype]))


def products(x, y, dtype):
    return values_of(operator.mul, x, y, dtype)


def values_of(operation, x, y, dtype):
    """Sums, differences or products: wrapping around for integers, rounded once for floating numbers."""
    if dtype in FLOATS:
        return array([arithmetic(operation, float(a), float(b), dtype) for a, b in zip(x, y)], dtype)
    if dtype in COMPLEX:
        return complex_array([operation(Complex.of(a), Complex.of(b)) for a, b in zip(x, y)], dtype)
    return jax_values({operator.add: lax.add, operator.sub: lax.sub, operator.mul: lax.mul}[operation], x, y)


class Complex:
    """A complex number with rational parts."""

    def __init__(self, real, imag):
        self.real, self.imag = real, imag

    @staticmethod
    def of(z):
        return Complex(Fraction(float(z.real)), Fraction(float(z.imag)))

    def __add__(self, other):
        return Complex(self.real + other.real, self.imag + other.imag)

    def __sub__(self, other):
        return Complex(self.real - other.real, self.imag - other.imag)

    def __mul__(self, other):
        real = self.real * other.real - self.imag * other.imag
        return Complex(real, self.real * other.imag + self.imag * other.real)

    def __truediv__(self, other):
        norm = other.real**2 + other.imag**2
        product = self * Complex(other.real, -other.imag)
        return Complex(product.real / norm, product.imag / norm)


def integer_powers(x, exponent, dtype):
    if dtype in INTEGERS:
        bits = 8 * x.dtype.itemsize
        return np.array([int(value) ** exponent % 2**bits for value in x], dtype=f"uint{bits}").view(x.dtype)
    if dtype in COMPLEX:
        result = [Complex(Fraction(1), Fraction(0)) for _ in x]
        for _ in range(abs(exponent)):
            result = [a * Complex.of(z) for a, z in zip(result, x)]
        one = Complex(Fraction(1), Fraction(0))
        return complex_array([one / a if exponent < 0 else a for a in result], dtype)
    values = []
    for value in map(float, x):
        if value == 0 or not math.isfinite(value):
            values.append(float(np.float64(value) ** exponent))
        else:
            values.append(rounded(Fraction(value) ** exponent, dtype))
            if values[-1] == 0 and value < 0 and exponent % 2:
                values[-1] = -0.0
    return array(values, dtype)


def add_binary(file):
    for dtype in ALL:
        x, y = pairs(dtype)
        if dtype == "bool":
            file.add("add", {}, [x, y], [x | y])
            file.add("mul", {}, [x, y], [x & y])
            file.add("max", {}, [x, y], [x | y])
            file.add("min", {}, [x, y], [x & y])
            continue
        for name, operation in [("add", operator.add), ("sub", operator.sub), ("mul", operator.mul)]:
            result = values_of(operation, x, y, dtype)
            if dtype not in INTEGERS:
                cross_check(name, dtype, result, getattr(lax, name), x, y)
            file.add(name, {}, [x, y], [result])
        add_quotients(file, x, y, dtype)
        add_extremes(file, x, y, dtype)


def add_quotients(file, x, y, dtype):
    if dtype in INTEGERS:
        file.add("div", {}, [x, y], [jax_values(lax.div, x, y)])
        file.add("rem", {}, [x, y], [jax_values(lax.rem, x, y)])
    elif dtype in COMPLEX:
        file.add("div", {}, [x, y], [complex_array([Complex.of(a) / Complex.of(b) for a, b in zip(x, y)], dtype)])
        # A power is exp(y log x), and the exponential enlarges the error of a large y log x.
        x, y = map(np.array, zip(*[pair for pair in zip(x, y) if abs(pair[1] * np.log(pair[0])) < 4]))
        powers = complex_array([mpmath.power(mpc(a), mpc(b)) for a, b in zip(x, y)], dtype)
        cross_check("pow", dtype, powers, lax.pow, x, y)
        file.add("pow", {}, [x, y], [powers])
        add_complex_angles(file, dtype)
    else:
        rest = np.fmod(x.astype(np.float64), y.astype(np.float64))
        file.add("rem", {}, [x, y], [array(rest, dtype)])
        for name, function in [("div", quotient), ("pow", power), ("atan2", arctangent)]:
            result = array([function(float(a), float(b), dtype) for a, b in zip(x, y)], dtype)
            cross_check(name, dtype, result, getattr(lax, name), x, y)
            file.add(name, {}, [x, y], [result])
        x, y = array([0.3, 1.7, 9.2, 0.999], dtype), array([2.2, -3.3, 0.11, 300], dtype)
        result = array([power(float(a), float(b), dtype) for a, b in zip(x, y)], dtype)
        file.add("pow", {}, [x, y], [result])


def add_complex_angles(file, dtype):
    numbers = [1 + 2j, -0.5 + 0.25j, 2 - 1j, 3, 0.125j, -1.5 - 2.5j]
    pairs = [(y, x) for y in numbers for x in numbers if abs(x * x + y * y) > 0.1]
    y, x = (np.array([pair[side] for pair in pairs], NUMPY[dtype]) for side in (0, 1))
    angles = [
        -1j * mpmath.log((mpc(b) + 1j * mpc(a)) / mpmath.sqrt(mpc(b) ** 2 + mpc(a) ** 2)) for a, b in zip(y, x)
    ]
    angles = complex_array(angles, dtype)
    cross_check("atan2", dtype, angles, lax.atan2, y, x)
    file.add("atan2", {}, [y, x], [angles])


def mpc(z):
    return mpmath.mpc(float(z.real), float(z.imag))


def add_extremes(file, x, y, dtype):
    if dtype in FLOATS:
        larger = array([maximum(float(a), float(b)) for a, b in zip(x, y)], dtype)
        smaller = array([minimum(float(a), float(b)) for a, b in zip(x, y)], dtype)
        cross_check("max", dtype, larger, lax.max, x, y)
        cross_check("min", dtype, smaller, lax.min, x, y)
    else:
        larger, smaller = jax_values(lax.max, x, y), jax_values(lax.min, x, y)
    file.add("max", {}, [x, y], [larger])
    file.add("min", {}, [x, y], [smaller])


def add_bits(file):
    for dtype in ["bool"] + INTEGERS:
        x, y = pairs(dtype)
        file.add("not", {}, [specials(dtype)], [jax_values(lax.bitwise_not, specials(dtype))])
        for name in ["and", "or", "xor"]:
            file.add(name, {}, [x, y], [jax_values(getattr(lax, f"bitwise_{name}"), x, y)])
        if dtype == "bool":
            continue
        width = 8 * x.dtype.itemsize
        counts = np.array([0, 1, width // 2, width - 1, width, width + 1, 100], dtype=NUMPY[dtype])
        if dtype not in ("u8", "u16", "u32", "u64"):
            counts = np.append(counts, np.array([-1], dtype=NUMPY[dtype]))
        x, count = map(np.array, zip(*itertools.product(integer_specials(dtype), counts)))
        for name in ["shift_left", "shift_right_logical", "shift_right_arithmetic"]:
            file.add(name, {}, [x, count], [jax_values(getattr(lax, name), x, count)])


def add_comparisons(file):
    for dtype in ALL:
        x, y = complex_pairs(dtype) if dtype in COMPLEX else pairs(dtype)
        for name in ["eq", "ne"] + ([] if dtype in COMPLEX else ["lt", "le", "gt", "ge"]):
            compare = getattr(operator, name)
            file.add(name, {}, [x, y], [np.asarray(compare(x, y), dtype=np.bool_)])
    for dtype in FLOATS:
        x, y = pairs(dtype)
        # NumPy's of half precision gives x where both are zero; C gives y.
        file.add("nextafter", {}, [x, y], [np.where(x == y, y, np.nextafter(x, y))])


def complex_pairs(dtype):
    values = np.array([1 + 2j, 1 - 2j, complex(0.0, -0.0), complex(-0.0, 0.0), complex(math.nan, 1)], dtype=NUMPY[dtype])
    left, right = zip(*itertools.product(values, repeat=2))
    return np.array(left, dtype=NUMPY[dtype]), np.array(right, dtype=NUMPY[dtype])


def add_selections(file):
    for dtype in ALL:
        x = specials(dtype)
        y = x[::-1].copy()
        mask = np.arange(x.size) % 3 == 0
        file.add("select_n", {}, [mask, x, y], [np.where(mask, y, x)])
        file.add("select_n", {}, [np.array(True), x, y], [y])
        which = (np.arange(x.size) % 3).astype(np.int32)
        z = np.roll(x, 1)
        file.add("select_n", {}, [which, x, y, z], [np.choose(which, [x, y, z])])
        file.add("select_n", {}, [np.array(2, np.int32), x, y, z], [z])
        if dtype in COMPLEX:
            bounds = np.array(-1 + 1j, NUMPY[dtype]), complex_with_specials(dtype), np.array(1 - 2j, NUMPY[dtype])
            file.add("clamp", {}, bounds, [jax_values(lax.clamp, *bounds)])
            continue
        lower, upper = (np.array(value, dtype=NUMPY[dtype]) for value in ((False, True) if dtype == "bool" else (1, 2)))
        clamped = np.minimum(np.maximum(lower, x), upper)
        file.add("clamp", {}, [lower, x, upper], [clamped])
        if dtype in FLOATS:
            bounds, middle, others = (v.ravel() for v in np.meshgrid(few(dtype)[::2], few(dtype)[::2], few(dtype)[1::2]))
            result = [minimum(maximum(float(m), float(a)), float(b)) for a, m, b in zip(bounds, middle, others)]
            cross_check("clamp", dtype, array(result, dtype), lax.clamp, bounds, middle, others)
            file.add("clamp", {}, [bounds, middle, others], [array(result, dtype)])


def add_conversions(file):
    for source in ALL:
        x = complex_with_specials(source) if source in COMPLEX else specials(source)
        if source in FLOATS:
            x = np.append(x, array([1.5, -1.75, 300, -300, 70000, 3e9, 1e19, 0.1], source))
        for target in ALL:
            result = jax_values(lambda v: lax.convert_element_type(v, NUMPY[target]), x)
            if source in FLOATS and target not in INTEGERS:
                # XLA flushes subnormal numbers to zero.
                result = x.astype(NUMPY[target])
            file.add("convert_element_type", {"dtype": target}, [x], [result])
    for dtype in ["bool"] + COMPLEX:
        file.add("bitcast_convert_type", {"dtype": dtype}, [specials(dtype)], [specials(dtype)])
    for group in [["i8", "u8"], ["i16", "u16", "f16", "bf16"], ["i32", "u32", "f32"], ["i64", "u64", "f64"]]:
        for source, target in itertools.permutations(group, 2):
            x = specials(source)
            file.add("bitcast_convert_type", {"dtype": target}, [x], [x.view(NUMPY[target])])
