"""Correctly rounded values of elementwise functions, from rational and 300-bit arithmetic.

XLA's approximations are off by up to some hundred units in the last place, and it flushes subnormal numbers to
zero; a golden value has to be better than what is tested against it.
"""

import math
from fractions import Fraction

import ml_dtypes
import mpmath
import numpy as np
import scipy.special

mpmath.mp.prec = 300

# Bits of precision and the exponent range of normal numbers.
FORMATS = {"f16": (11, -14, 15), "bf16": (8, -126, 127), "f32": (24, -126, 127), "f64": (53, -1022, 1023)}

NUMPY = {
    "bool": np.bool_, "i8": np.int8, "i16": np.int16, "i32": np.int32, "i64": np.int64,
    "u8": np.uint8, "u16": np.uint16, "u32": np.uint32, "u64": np.uint64,
    "f16": np.float16, "bf16": ml_dtypes.bfloat16, "f32": np.float32, "f64": np.float64,
    "c64": np.complex64, "c128": np.complex128,
}  # fmt: skip
SIGNED = ["i8", "i16", "i32", "i64"]
UNSIGNED = ["u8", "u16", "u32", "u64"]
INTEGERS = SIGNED + UNSIGNED
FLOATS = ["f16", "bf16", "f32", "f64"]
COMPLEX = ["c64", "c128"]
REAL = INTEGERS + FLOATS
NUMERIC = REAL + COMPLEX
ALL = ["bool"] + NUMERIC
PART = {"c64": "f32", "c128": "f64"}


def rounded(value, dtype):
    """A Fraction or mpf as the nearest number of a floating format, ties to even."""
    precision, least, greatest = FORMATS[dtype]
    if not isinstance(value, Fraction):
        if mpmath.isnan(value):
            return math.nan
        if mpmath.isinf(value):
            return math.inf if value > 0 else -math.inf
        if value == 0:
            return 0.0
        if mpmath.mag(value) > 1200:
            return math.inf if value > 0 else -math.inf
        if mpmath.mag(value) < -1200:
            return 0.0 if value > 0 else -0.0
        sign, mantissa, exponent, _ = value._mpf_
        value = Fraction(int(mantissa)) * Fraction(2) ** exponent * (-1 if sign else 1)
    if value == 0:
        return 0.0
    magnitude = abs(value)
    exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    if magnitude < Fraction(2) ** exponent:
        exponent -= 1
    unit = Fraction(2) ** (max(exponent, least) - (precision - 1))
    result = round(magnitude / unit) * unit
    result = math.inf if result >= Fraction(2) ** (greatest + 1) else float(result)
    return -result if value < 0 else result


def exact(x):
    return mpmath.mpf(float(x))


# Of each function: its value by NumPy in double precision, which settles zeros, infinities, NaN and poles, and by mpmath.
UNARY = {
    "exp": (np.exp, mpmath.exp),
    "exp2": (np.exp2, lambda x: mpmath.power(2, x)),
    "expm1": (np.expm1, lambda x: with_precision(2000, lambda: mpmath.exp(x) - 1)),
    "log": (np.log, mpmath.log),
    "log1p": (np.log1p, lambda x: with_precision(2500, lambda: mpmath.log(1 + x))),
    "logistic": (scipy.special.expit, lambda x: 1 / (1 + mpmath.exp(-x))),
    "sqrt": (np.sqrt, mpmath.sqrt),
    "rsqrt": (lambda x: np.float64(1) / np.sqrt(np.float64(x)), lambda x: 1 / mpmath.sqrt(x)),
    "cbrt": (np.cbrt, lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x))),
    "sin": (np.sin, mpmath.sin),
    "cos": (np.cos, mpmath.cos),
    "tan": (np.tan, mpmath.tan),
    "asin": (np.arcsin, mpmath.asin),
    "acos": (np.arccos, mpmath.acos),
    "atan": (np.arctan, mpmath.atan),
    "sinh": (np.sinh, lambda x: with_precision(2500, lambda: mpmath.sinh(x))),
    "cosh": (np.cosh, mpmath.cosh),
    "tanh": (np.tanh, lambda x: with_precision(2500, lambda: mpmath.tanh(x))),
    "asinh": (np.arcsinh, lambda x: with_precision(2500, lambda: mpmath.asinh(x))),
    "acosh": (np.arccosh, mpmath.acosh),
    "atanh": (np.arctanh, lambda x: with_precision(2500, lambda: mpmath.atanh(x))),
    "erf": (scipy.special.erf, lambda x: mpmath.erf(min(max(x, -1000), 1000))),
    # mpmath cannot do huge numbers here, for which the value is 0 or 2.
    "erfc": (scipy.special.erfc, lambda x: mpmath.erfc(min(max(x, -1000), 1000))),
    "erf_inv": (scipy.special.erfinv, mpmath.erfinv),
}


def with_precision(bits, function):
    """Enough bits for `1 + x` to keep a subnormal x."""
    with mpmath.workprec(bits):
        return function()


def unary(name, x, dtype):
    """The correctly rounded value of a real function of one number."""
    approximate, precise = UNARY[name]
    guess = float(approximate(np.float64(x)))
    if math.isnan(guess) or not math.isfinite(x) or x == 0 or (math.isinf(guess) and abs(x) <= 1):
        return rounded(exact(guess), dtype) if guess != 0 else guess
    result = rounded(mpmath.re(precise(exact(x))), dtype)
    return math.copysign(0.0, guess) if result == 0 else result


def complex_unary(name, z):
    """The value of a complex function off its branch cuts."""
    z = mpmath.mpc(float(z.real), float(z.imag))
    special = {"logistic": lambda: 1 / (1 + mpmath.exp(-z)), "sign": lambda: z / abs(z)}
    return special[name]() if name in special else UNARY[name][1](z)


def quotient(x, y, dtype):
    if x == 0 or y == 0 or not (math.isfinite(x) and math.isfinite(y)):
        return float(np.float64(x) / np.float64(y))
    result = rounded(Fraction(x) / Fraction(y), dtype)
    return math.copysign(0.0, math.copysign(1, x) * math.copysign(1, y)) if result == 0 else result


def arithmetic(operation, x, y, dtype):
    """A sum, difference or product, rounded once."""
    guess = float(operation(np.float64(x), np.float64(y)))
    if not (math.isfinite(x) and math.isfinite(y)) or x == 0 or y == 0:
        return guess
    result = rounded(operation(Fraction(x), Fraction(y)), dtype)
    return math.copysign(0.0, guess) if result == 0 else result


def power(x, y, dtype):
    # Not by a NumPy scalar: it takes the root of x for y = 0.5, which differs at minus infinity.
    guess = float(np.power(np.array([x, x, x]), np.array([y, y, 1.0]))[0])
    if math.isnan(guess) or not (math.isfinite(x) and math.isfinite(y)) or x == 0 or y == 0:
        return guess
    result = mpmath.power(abs(exact(x)), exact(y))
    odd = y == math.floor(y) and math.fmod(y, 2) != 0
    return rounded(-result if x < 0 and odd else result, dtype)


def arctangent(y, x, dtype):
    guess = float(np.arctan2(np.float64(y), np.float64(x)))
    if not (math.isfinite(x) and math.isfinite(y)) or x == 0 or y == 0:
        # A multiple of π/4: the nearest double rounds to narrower formats as the number itself does.
        return rounded(exact(guess), dtype) if guess != 0 else guess
    result = rounded(mpmath.atan2(exact(y), exact(x)), dtype)
    return math.copysign(0.0, y) if result == 0 else result


def maximum(x, y):
    """NaN if either is; of zeros the positive one."""
    if math.isnan(x) or math.isnan(y):
        return math.nan
    if x == y:
        return x if math.copysign(1, x) > 0 else y
    return max(x, y)


def minimum(x, y):
    return -maximum(-x, -y)
