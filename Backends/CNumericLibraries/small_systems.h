// Systems of few unknowns, of `float` or `double`.
#pragma once

#include "CNumericLibraries.h"

enum { JACOBI_SMALL_SYSTEM = 32 };

/// Replaces the lower triangle of a matrix of up to `JACOBI_SMALL_SYSTEM` rows by its Cholesky factor; returns how many
/// leading rows are not positive definite, or 0.
int32_t jacobi_small_cholesky(JacobiElement element, int32_t n, void *a);

/// Replaces `count` right sides b by the solutions of op(A) x = b, for a triangular A of up to `JACOBI_SMALL_SYSTEM` rows
/// without gaps. Elements of a right side are `step` elements apart, right sides `distance`.
void jacobi_small_solve(
    JacobiElement element, int32_t n, bool lower, bool transposed, bool unit, const void *a, int32_t count, void *b,
    int32_t step, int32_t distance);
