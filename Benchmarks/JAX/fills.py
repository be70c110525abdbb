"""Inputs that every program rebuilds bit for bit, and the checksum of results: what Fill.swift and Checksum.swift do."""
import math

import jax
import numpy as np


def _hashed(count, salt):
    x = np.arange(count, dtype=np.uint32) + np.uint32(salt * 0x9E3779B9 % 2**32)
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        x = (x ^ x >> np.uint32(shift)) * np.uint32(factor)
    return x ^ x >> np.uint32(16)


def unit(shape, salt, scale=1, offset=0):
    """In [0, 1); scaled and shifted in float32, one rounding each."""
    upper = (_hashed(math.prod(shape), salt) >> np.uint32(8)).astype(np.float32)
    numbers = upper * np.float32(2**-24) * np.float32(scale) + np.float32(offset)
    return numbers.reshape(shape)


def sym(shape, salt, scale=1):
    """In [-1, 1), scaled in float32."""
    return (unit(shape, salt) * np.float32(2) - np.float32(1)) * np.float32(scale)


def ints(shape, salt, below):
    return (_hashed(math.prod(shape), salt) % np.uint32(below)).astype(np.int32).reshape(shape)


def glorot(shape, salt, fan_in, fan_out):
    return sym(shape, salt, math.sqrt(6 / (fan_in + fan_out)))


def positive_definite(n, batch=()):
    a = sym((*batch, n, n), 1).astype(np.float64)
    return (a @ np.swapaxes(a, -1, -2) + n * np.eye(n)).astype(np.float32)


_WEIGHTS = sym((65521,), 777).astype(np.float64)


def checksum(tree):
    """Number of elements, Euclidean norm, weighted sum: over all leaves, complex numbers as two."""
    count, squares, weighted = 0, 0.0, 0.0
    for leaf in jax.tree.leaves(tree):
        numbers = np.asarray(leaf).reshape(-1)
        if np.iscomplexobj(numbers):
            numbers = np.stack([numbers.real, numbers.imag], -1).reshape(-1)
        for start in range(0, numbers.size, _WEIGHTS.size):
            part = numbers[start : start + _WEIGHTS.size].astype(np.float64)
            squares += float(part @ part)
            weighted += float(part @ _WEIGHTS[: part.size])
        count += numbers.size
    return {"n": count, "l2": math.sqrt(squares), "wsum": weighted}
