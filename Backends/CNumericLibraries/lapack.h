// The parts of LAPACK that blocked algorithms are made of, in column-major order.
#pragma once

#include "CNumericLibraries.h"

int32_t jacobi_lapack_potrf(JacobiElement element, int32_t n, void *a, int32_t lda);
int32_t jacobi_lapack_getrf(JacobiElement element, int32_t m, int32_t n, void *a, int32_t lda, int32_t *pivots);
int32_t jacobi_lapack_geqrf(JacobiElement element, int32_t m, int32_t n, void *a, int32_t lda, void *tau);

/// The triangular factor of a block of reflections.
void jacobi_lapack_larft(
    JacobiElement element, int32_t m, int32_t k, const void *vectors, int32_t ldv, const void *tau, void *factor,
    int32_t ldt);

/// Applies a block of reflections, or its adjoint, from the left.
void jacobi_lapack_larfb(
    JacobiElement element, bool adjoint, int32_t m, int32_t n, int32_t k, const void *vectors, int32_t ldv,
    const void *factor, int32_t ldt, void *c, int32_t ldc, void *work, int32_t ldwork);

// The algorithms of blocked.c.
int32_t jacobi_blocked_cholesky(JacobiElement element, int32_t n, void *a);
int32_t jacobi_blocked_lu(JacobiElement element, int32_t m, int32_t n, void *a, int32_t *pivots);
int32_t jacobi_blocked_reflections(JacobiElement element, int32_t m, int32_t n, void *a, void *tau);
int32_t jacobi_blocked_reflection_product(
    JacobiElement element, int32_t m, int32_t n, int32_t k, void *a, const void *tau);
