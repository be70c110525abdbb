// The products and solutions that blocked algorithms are made of. Values are those of the C interface of BLAS.
#pragma once

#include "CNumericLibraries.h"

enum {
  JacobiRowMajor = 101,
  JacobiColumnMajor = 102,
  JacobiPlain = 111,
  JacobiTransposed = 112,
  JacobiAdjoint = 113,
  JacobiUpper = 121,
  JacobiLower = 122,
  JacobiNonUnit = 131,
  JacobiUnit = 132,
  JacobiLeft = 141,
  JacobiRight = 142,
};

size_t jacobi_element_size(JacobiElement element);

/// C - op(A) op(B) in column-major order.
void jacobi_blas_subtract(
    JacobiElement element, int opA, int opB, int32_t m, int32_t n, int32_t k, const void *a, int32_t lda, const void *b,
    int32_t ldb, void *c, int32_t ldc);

void jacobi_blas_trsm(
    JacobiElement element, int order, int side, int triangle, int operation, int diagonal, int32_t m, int32_t n,
    const void *a, int32_t lda, void *b, int32_t ldb);
