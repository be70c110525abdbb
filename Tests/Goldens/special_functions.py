"""The gamma function and its relatives to 300 bits, and their values at poles, infinities and NaN."""

import math

import mpmath
import numpy as np

INFINITY, NAN = math.inf, math.nan


def lgamma(x):
    return mpmath.re(mpmath.loggamma(x))


def hurwitz(s, q):
    """The sum of (q + k)^-s, term by term where the base is negative."""
    total = mpmath.mpf(0)
    while q < 0:
        total += mpmath.power(q, -int(s))
        q += 1
    return total + mpmath.zeta(s, q)


def polygamma(m, x):
    return mpmath.digamma(x) if m == 0 else (-1) ** (int(m) + 1) * mpmath.factorial(m) * hurwitz(m + 1, x)


def lower(a, x):
    """By the series x^a exp(-x) / Γ(a + 1) (1 + x/(a+1) + x²/((a+1)(a+2)) + ...), whose terms are all positive."""
    a, x = mpmath.mpf(a), mpmath.mpf(x)
    term = total = mpmath.mpf(1)
    divisor = a
    while term > mpmath.ldexp(total, -mpmath.mp.prec):
        divisor += 1
        term *= x / divisor
        total += term
    return mpmath.exp(a * mpmath.log(x) - x - mpmath.loggamma(a + 1)) * total


def upper(a, x):
    """What is left of 1, with bits to spare."""
    with mpmath.workprec(mpmath.mp.prec + 300):
        return 1 - lower(a, x)


def derivative(function, a):
    """The central difference with an error of h^4, at 900 bits."""
    with mpmath.workprec(900):
        h = mpmath.mpf(2) ** -120 * a
        near = function(a + h) - function(a - h)
        far = function(a + 2 * h) - function(a - 2 * h)
        return (8 * near - far) / (12 * h)


def lower_by_parameter(a, x):
    if x < a:
        return derivative(lambda b: lower(b, x), a)
    return -derivative(lambda b: upper(b, x), a)


def sample_by_parameter(a, x):
    density = mpmath.exp((a - 1) * mpmath.log(x) - x - mpmath.loggamma(a))
    return -lower_by_parameter(a, x) / density


def incomplete_beta(a, b, x):
    return mpmath.betainc(a, b, 0, x, regularized=True)


def bessel(order):
    return lambda x: mpmath.besseli(order, x) * mpmath.exp(-abs(x))


# Of each function: its value, and a list of operands with results that are definitions rather than computed.
FUNCTIONS = {
    "lgamma": lgamma,
    "digamma": mpmath.digamma,
    "polygamma": polygamma,
    "zeta": hurwitz,
    "igamma": lower,
    "igammac": upper,
    "igamma_grad_a": lower_by_parameter,
    "random_gamma_grad": sample_by_parameter,
    "regularized_incomplete_beta": incomplete_beta,
    "bessel_i0e": bessel(0),
    "bessel_i1e": bessel(1),
}
