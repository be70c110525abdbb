"""Golden cases of Fourier transforms: types and conventions by JAX, numbers by the definition in extended precision."""

import numpy as np
from jax import lax

from structural_cases import sample

PI = 4 * np.arctan(np.longdouble(1))


def transformed(x, axis, sign):
    """The sum of the definition along one axis."""
    n = x.shape[axis]
    powers = np.outer(np.arange(n), np.arange(n)) % max(n, 1)
    angles = 2 * PI * powers.astype(np.longdouble) / max(n, 1)
    matrix = np.cos(angles) + sign * 1j * np.sin(angles)
    return np.moveaxis(np.tensordot(x, matrix, ([axis], [0])), -1, axis)


def full_spectrum(half, n):
    """The last axis filled up with conjugates. Parts that no real numbers give are dropped."""
    full = np.zeros(half.shape[:-1] + (n,), np.clongdouble)
    for k in range(n):
        z = half[..., k] if 2 * k <= n else np.conj(half[..., n - k])
        full[..., k] = z.real if k == 0 or 2 * k == n else z
    return full


def exact_transform(kind, x, lengths):
    axes = list(range(x.ndim - len(lengths), x.ndim))
    y = x.astype(np.clongdouble)
    sign = -1 if kind in ("fft", "rfft") else 1
    for axis in axes[:-1]:
        y = transformed(y, axis, sign)
    if kind == "irfft":
        y = full_spectrum(y, lengths[-1])
    y = transformed(y, axes[-1], sign)
    if kind in ("ifft", "irfft"):
        y = y / max(np.prod(lengths), 1)
    if kind == "rfft":
        y = y[..., : lengths[-1] // 2 + 1]
    return y.real if kind == "irfft" else y


def add(file, kind, x, lengths):
    by_jax = np.asarray(lax.fft(x, kind, tuple(lengths)))
    y = exact_transform(kind, x, lengths).astype(by_jax.dtype)
    scale = np.abs(y).max(initial=0)
    epsilon = np.finfo(y.dtype).eps
    assert by_jax.shape == y.shape and np.all(np.abs(by_jax - y) <= 16 * epsilon * scale), (kind, x.shape, lengths)
    file.add("fft", {"kind": kind, "lengths": list(lengths)}, [x], [y])


def add_transforms(file):
    shapes = [([1], 1), ([2], 1), ([3], 1), ([8], 1), ([12], 1), ([2, 5], 1), ([3, 4], 2), ([2, 3, 5], 2), ([2, 3, 4], 3)]
    for dtype in ["c64", "c128"]:
        for kind in ["fft", "ifft"]:
            for shape, axes in shapes:
                add(file, kind, sample(shape, dtype), shape[-axes:])
            add(file, kind, sample([0, 3], dtype), [3])
        for shape, lengths in [
            ([1], [1]), ([2], [2]), ([2], [3]), ([5], [8]), ([2, 3], [5]), ([3, 3], [3, 4]), ([3, 3], [3, 5]),
            ([2, 3, 2], [2, 3, 3]), ([0, 3], [4]),
        ]:  # fmt: skip
            add(file, "irfft", sample(shape, dtype), lengths)
    for dtype in ["f32", "f64"]:
        for shape, axes in shapes:
            add(file, "rfft", sample(shape, dtype), shape[-axes:])
        add(file, "rfft", sample([0, 4], dtype), [4])
    # A prime that is transformed as a convolution, and its multiple.
    for n in [67, 134]:
        add(file, "fft", sample([n], "c128"), [n])
        add(file, "rfft", sample([n], "f32"), [n])
