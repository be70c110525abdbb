"""Golden cases of eigenvalues, singular values and the forms on the way to them, computed by JAX (LAPACK) in the dtype itself,
since the order of eigenvalues depends on it. Signs and phases of vectors, which are not determined, are not compared."""

import jax.numpy as jnp
import numpy as np
from jax.lax import linalg

from exact import NUMPY
from linear_algebra_cases import random

DTYPES = ["f32", "f64", "c64", "c128"]


def add(file, name, parameters, operands, function):
    results = function(*operands)
    results = results if isinstance(results, (tuple, list)) else [results]
    file.add(name, parameters, operands, results)


def hermitian(shape, dtype):
    x = random(shape, dtype)
    return ((x + np.conj(np.swapaxes(x, -1, -2))) / 2).astype(NUMPY[dtype])


def with_nan(shape, dtype):
    x = np.array(random(shape, dtype))
    x[..., 0, 0] = np.nan
    return x


def special(dtype):
    """Nothing but zeros; the identity; already triangular; equal values; of very different sizes."""
    matrices = [np.zeros([2, 2]), np.eye(3), [[1, 2, 3], [0, 4, 5], [0, 0, 6]], [[1, 0, 0], [2, 3, 0], [4, 5, 6]]]
    matrices += [[[2, 1, 1], [1, 2, 1], [1, 1, 2]], [[1e6, 1], [1, 1e-6]], np.diag([3.0, -1.0, 2.0])]
    return [np.array(x, NUMPY[dtype]) for x in matrices]


def add_eigh(file):
    def eigh(lower):
        return lambda x: linalg.eigh(x, lower=lower, symmetrize_input=False)

    for dtype in DTYPES:
        for lower in [True, False]:
            parameters = {"lower": lower, "sortEigenvalues": True}
            for shape in [[3, 3], [2, 2, 2], [5, 5], [1, 1], [0, 0]] if lower else [[4, 4]]:
                add(file, "eigh", parameters, [hermitian(shape, dtype)], eigh(lower))
            # The other triangle is not read.
            add(file, "eigh", parameters, [random([3, 3], dtype)], eigh(lower))
            if lower:
                # The vectors of equal eigenvalues are not determined, but for matrices that are diagonal.
                for x in special(dtype)[:2] + special(dtype)[5:]:
                    add(file, "eigh", parameters, [x], eigh(lower))


def add_svd(file):
    for dtype in DTYPES:
        for shape in [[3, 3], [4, 2], [2, 3], [2, 2, 3], [5, 5], [1, 1], [0, 2], [3, 0]]:
            x = random(shape, dtype)
            for full in [True, False]:
                # JAX gives a matrix of the size of the operand for none at all.
                if full or 0 not in shape:
                    parameters = {"fullMatrices": full, "computeUV": True}
                    add(file, "svd", parameters, [x], lambda x: svd(x, full))
            parameters = {"fullMatrices": True, "computeUV": False}
            add(file, "svd", parameters, [x], lambda x: linalg.svd(x, compute_uv=False))
        for x in special(dtype):
            # The vectors of equal singular values are not determined.
            add(file, "svd", {"fullMatrices": False, "computeUV": False}, [x],
                lambda x: linalg.svd(x, compute_uv=False))  # fmt: skip
        add(file, "svd", {"fullMatrices": False, "computeUV": True}, [with_nan([3, 2], dtype)],
            lambda x: svd(x, False))  # fmt: skip


def svd(x, full):
    u, s, v = linalg.svd(x, full_matrices=full)
    return s, u, v


def add_eig(file):
    for dtype in DTYPES:
        shapes = [[3, 3], [2, 2, 2], [5, 5], [1, 1], [0, 0]]
        for x in [random(shape, dtype) for shape in shapes] + [with_nan([2, 2], dtype)]:
            for left, right in [(True, True), (False, False)]:
                add_eigenvalues(file, x, left, right)
        for x in special(dtype):
            add_eigenvalues(file, x, False, False)


def add_eigenvalues(file, x, left, right):
    parameters = {"computeLeftEigenvectors": left, "computeRightEigenvectors": right}
    add(file, "eig", parameters, [x],
        lambda x: linalg.eig(x, compute_left_eigenvectors=left, compute_right_eigenvectors=right))  # fmt: skip


def add_pinv(file):
    for dtype in DTYPES:
        singular = np.array([[1, 2], [2, 4], [0, 0]], NUMPY[dtype])
        matrices = [random(shape, dtype) for shape in [[3, 3], [4, 2], [2, 2, 3], [1, 1]]]
        for x in matrices + [singular, np.zeros([2, 3], NUMPY[dtype]), with_nan([2, 2], dtype)]:
            add(file, "pinv", {"relativeTolerance": 1e-4}, [x], lambda x: jnp.linalg.pinv(x, rtol=1e-4))


def add_forms(file):
    for dtype in DTYPES:
        for x in [random(shape, dtype) for shape in [[3, 3], [2, 4, 4], [5, 5], [1, 1], [0, 0]]]:
            add(file, "schur", {"computeSchurVectors": True}, [x], linalg.schur)
            add(file, "schur", {"computeSchurVectors": False}, [x],
                lambda x: linalg.schur(x, compute_schur_vectors=False))  # fmt: skip
        for shape in [[4, 4], [2, 3, 3], [2, 2], [1, 1]]:
            add(file, "hessenberg", {}, [random(shape, dtype)], linalg.hessenberg)
            for lower in [True, False]:
                add(file, "tridiagonal", {"lower": lower}, [hermitian(shape, dtype)],
                    lambda x: linalg.tridiagonal(x, lower=lower))  # fmt: skip


def add_spectra(file):
    add_eigh(file)
    add_svd(file)
    add_eig(file)
    add_forms(file)
    add_pinv(file)
