"""Golden cases of linear solves and factorisations, computed by JAX (LAPACK) in double precision and rounded once."""

import jax.numpy as jnp
import numpy as np
from jax._src.lax.linalg import geqrf
from jax.lax import linalg

from exact import COMPLEX, FLOATS, NUMPY
import structural_cases as structural

WIDE = {"f16": "f64", "bf16": "f64", "f32": "f64", "c64": "c128"}
INEXACT = FLOATS + COMPLEX


def some(cases, dtype):
    """Fewer cases for the formats that differ from another one in rounding only."""
    return cases if dtype in ("f64", "c128") else cases[:2]


def random(shape, dtype):
    """Numbers of moderate size that no two formats round differently: sixteenths."""
    values = structural.GENERATOR.integers(-32, 33, shape) / 16
    if dtype in COMPLEX:
        values = values + 1j * structural.GENERATOR.integers(-32, 33, shape) / 16
    return values.astype(NUMPY[dtype])


def far_from_singular(shape, dtype):
    """Random matrices with a large element in each row, not on the diagonal."""
    rows, columns = shape[-2:]
    shift = np.roll(np.eye(rows, columns), 1, axis=0) * 4
    return (random(shape, dtype) + shift).astype(NUMPY[dtype])


def positive_definite(shape, dtype):
    """Of small numbers, so that even narrow formats hold the products exactly, or nearly."""
    x = np.round(random(shape, dtype).astype(np.complex128) * 2) / 2
    y = x @ np.conj(np.swapaxes(x, -1, -2)) + 2 * np.eye(shape[-1])
    return (y if dtype in COMPLEX else y.real).astype(NUMPY[dtype])


def wide(x, dtype):
    return np.asarray(x).astype(NUMPY[WIDE.get(dtype, dtype)])


def narrow(values, dtype):
    """Results in the dtype; integers as they are."""
    values = [np.asarray(value) for value in values]
    return [value if value.dtype.kind == "i" else value.astype(NUMPY[dtype]) for value in values]


def add(file, name, parameters, operands, function, dtype):
    results = function(*[wide(operand, dtype) for operand in operands])
    results = results if isinstance(results, (tuple, list)) else [results]
    file.add(name, parameters, operands, narrow(results, dtype))


def add_triangular(file):
    variants = [
        ([3, 3], [3, 2], True, True, False, False, False),
        ([3, 3], [3, 2], True, False, True, True, False),
        ([2, 3, 3], [2, 2, 3], False, True, False, True, True),
        ([3, 3], [2, 3], False, False, True, False, False),
        ([1, 1], [1, 1], True, False, False, False, False),
        ([0, 0], [0, 2], True, True, False, False, False),
    ]
    for dtype in INEXACT:
        for matrix, sides, left, lower, transpose, conjugate, unit in some(variants, dtype):
            a = (random(matrix, dtype) + 3 * np.eye(matrix[-1])).astype(NUMPY[dtype])
            b = random(sides, dtype)
            parameters = {
                "leftSide": left, "lower": lower, "transposeA": transpose, "conjugateA": conjugate, "unitDiagonal": unit,
            }  # fmt: skip
            add(file, "triangular_solve", parameters, [a, b], lambda a, b: linalg.triangular_solve(
                a, b, left_side=left, lower=lower, transpose_a=transpose, conjugate_a=conjugate,
                unit_diagonal=unit), dtype)  # fmt: skip
        # Zeros on the diagonal, and NaN.
        parameters = {
            "leftSide": True, "lower": True, "transposeA": False, "conjugateA": False, "unitDiagonal": False,
        }  # fmt: skip
        for a, b in [([[2, 0], [1, 0]], [[2, 1], [1, 1]]), ([[1, 0], [0, 1]], [[np.nan, 1], [1, 1]])]:
            a, b = np.array(a, NUMPY[dtype]), np.array(b, NUMPY[dtype])
            if dtype not in COMPLEX:
                add(file, "triangular_solve", parameters, [a, b],
                    lambda a, b: linalg.triangular_solve(a, b, left_side=True, lower=True), dtype)  # fmt: skip


def add_tridiagonal(file):
    for dtype in INEXACT:
        for vector, sides in some([([4], [4, 2]), ([2, 3], [2, 3, 1]), ([1], [1, 2])], dtype):
            below, diagonal, above = (random(vector, dtype) for _ in range(3))
            diagonal = (diagonal + np.array(0.75)).astype(NUMPY[dtype])
            add(file, "tridiagonal_solve", {}, [below, diagonal, above, random(sides, dtype)],
                linalg.tridiagonal_solve, dtype)  # fmt: skip
        # Rows have to be exchanged; singular; the elements that are not read.
        for below, diagonal, above in [
            ([0, 2, 1], [0, 1, 1], [1, 1, 0]), ([0, 1], [1, 1], [1, 0]), ([5, 1], [1, 3], [1, 7]),
        ]:  # fmt: skip
            vectors = [np.array(x, NUMPY[dtype]) for x in (below, diagonal, above)]
            add(file, "tridiagonal_solve", {}, vectors + [random([len(below), 1], dtype)],
                linalg.tridiagonal_solve, dtype)  # fmt: skip


def add_solves(file):
    add_triangular(file)
    add_tridiagonal(file)


def add_cholesky(file):
    def cholesky(x):
        return linalg.cholesky(x, symmetrize_input=False)

    for dtype in INEXACT:
        for shape in some([[3, 3], [2, 2, 2], [1, 1], [0, 0]], dtype):
            add(file, "cholesky", {}, [positive_definite(shape, dtype)], cholesky, dtype)
        # Not positive definite, singular, and what the upper triangle holds does not matter.
        for x in [[[1, 2], [2, 1]], [[1, 1], [1, 1]], [[0, 0], [0, 1]], [[4, np.nan], [2, 3]]]:
            add(file, "cholesky", {}, [np.array(x, NUMPY[dtype])], cholesky, dtype)
        if dtype in COMPLEX:
            # Nor does the imaginary part of the diagonal.
            add(file, "cholesky", {}, [np.array([[4 + 1j, 0], [1 - 2j, 5]], NUMPY[dtype])], cholesky, dtype)


def add_lu(file):
    for dtype in INEXACT:
        for shape in some([[3, 3], [2, 3], [3, 2], [2, 2, 2], [1, 1], [0, 2], [2, 0]], dtype):
            add(file, "lu", {}, [far_from_singular(shape, dtype)], linalg.lu, dtype)
        # Singular, nothing but zeros, and columns in which several elements are the largest.
        for x in [[[1, 2], [2, 4]], np.zeros([3, 2]), [[1, 2, 3], [-1, 1, 1], [1, 1, 0]]]:
            add(file, "lu", {}, [np.array(x, NUMPY[dtype])], linalg.lu, dtype)
        if dtype in COMPLEX:
            # The pivot is the element with the largest sum of parts, not the one of the largest absolute value.
            add(file, "lu", {}, [np.array([[2.75, 1], [2 + 2j, 1j]], NUMPY[dtype])], linalg.lu, dtype)
            add(file, "lu", {}, [np.array([[3, 1], [2 + 2j, 1j]], NUMPY[dtype])], linalg.lu, dtype)
    pivots = [([1, 2, 2], 3), ([[1, 2], [2, 2]], 5), ([7, -1, 2], 3), ([0], 1), ([], 3), ([], 0), ([-4, 1, -1], 4)]
    for vector, size in pivots:
        x = np.array(vector, np.int32)
        y = np.asarray(linalg.lu_pivots_to_permutation(x, size))
        file.add("lu_pivots_to_permutation", {"permutationSize": size}, [x], [y])


def add_det(file):
    for dtype in INEXACT:
        for shape in some([[4, 4], [2, 5, 5], [1, 1], [2, 2, 2], [0, 0]], dtype):
            add(file, "det", {}, [far_from_singular(shape, dtype)], jnp.linalg.det, dtype)
        add(file, "det", {}, [np.zeros([4, 4], NUMPY[dtype])], jnp.linalg.det, dtype)


def add_qr(file):
    for dtype in INEXACT:
        for shape in some([[3, 2], [2, 3], [3, 3], [2, 2, 2], [1, 1], [2, 0], [0, 2], [4, 1]], dtype):
            x = far_from_singular(shape, dtype)
            for full in [True, False]:
                for pivoting in [False, True]:
                    add(file, "qr", {"fullMatrices": full, "pivoting": pivoting}, [x],
                        lambda x: linalg.qr(x, full_matrices=full, pivoting=pivoting), dtype)  # fmt: skip
            if 0 not in shape:
                add(file, "geqrf", {}, [x], geqrf, dtype)
        # Nothing to eliminate; nothing but zeros; an imaginary diagonal.
        special = [[[-2, 1], [0, 3]], np.zeros([3, 2])] + ([[[2j, 1], [0, 3j]]] if dtype in COMPLEX else [])
        for x in special:
            add(file, "qr", {"fullMatrices": True, "pivoting": False}, [np.array(x, NUMPY[dtype])], linalg.qr, dtype)


def add_reflections(file):
    for dtype in INEXACT:
        shapes = [([3, 2], [2]), ([3, 3], [1]), ([2, 3, 2], [2, 2]), ([2, 2], [0]), ([1, 1], [1])]
        for vectors, scales in some(shapes, dtype):
            add(file, "householder_product", {}, [random(vectors, dtype), random(scales, dtype)],
                linalg.householder_product, dtype)  # fmt: skip


def add_updates(file):
    for dtype in INEXACT:
        cases = [([3, 2], [2], [3, 2], True, False), ([2, 3, 2], [2, 1], [2, 2, 3], False, True), ([2, 2], [2], [2, 2], True, True)]
        for vectors, scales, shape, left, transpose in some(cases, dtype):
            # Factors that make the reflections unitary, as LAPACK assumes.
            v = np.tril(random(vectors, dtype).astype(np.complex128), -1) + np.eye(*vectors[-2:])
            norms = np.sum(np.abs(v) ** 2, axis=-2)[..., : scales[-1]]
            taus = (2 / norms).astype(NUMPY[dtype])
            operands = [v.astype(NUMPY[dtype]) if dtype in COMPLEX else v.real.astype(NUMPY[dtype]), taus]
            add(file, "ormqr", {"left": left, "transpose": transpose}, operands + [random(shape, dtype)],
                lambda a, t, c: linalg.ormqr(a, t, c, left=left, transpose=transpose), dtype)  # fmt: skip
    for dtype in FLOATS:
        upper = np.triu(random([3, 3], dtype).astype(np.float64) + 3 * np.eye(3)).astype(NUMPY[dtype])
        add(file, "cholesky_update", {}, [upper, random([3], dtype)], linalg.cholesky_update, dtype)
        add(file, "cholesky_update", {}, [-upper, np.array([0, 0, 2], NUMPY[dtype])], linalg.cholesky_update, dtype)
        for alpha, beta in [(1, 0), (0.5, -2)]:
            add(file, "symmetric_product", {"alpha": alpha, "beta": beta},
                [random([2, 3], dtype), random([2, 2], dtype)],
                lambda a, c: linalg.symmetric_product(a, c, alpha=alpha, beta=beta), dtype)  # fmt: skip


def add_factorizations(file):
    add_cholesky(file)
    add_lu(file)
    add_det(file)
    add_qr(file)
    add_reflections(file)
    add_updates(file)
