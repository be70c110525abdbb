// The functions of OpenBLAS through its C interface. (http://www.netlib.org/blas/#_cblas)
#include "blas.h"
#include "loading.h"
#include "small_systems.h"

#include <string.h>

typedef void (*SGemm)(int, int, int, int, int, int, float, const void *, int, const void *, int, float, void *, int);
typedef void (*DGemm)(int, int, int, int, int, int, double, const void *, int, const void *, int, double, void *, int);
typedef void (*ZGemm)(
    int, int, int, int, int, int, const void *, const void *, int, const void *, int, const void *, void *, int);
typedef void (*SGemv)(int, int, int, int, float, const void *, int, const void *, int, float, void *, int);
typedef void (*DGemv)(int, int, int, int, double, const void *, int, const void *, int, double, void *, int);
typedef void (*ZGemv)(
    int, int, int, int, const void *, const void *, int, const void *, int, const void *, void *, int);

typedef void (*STrsm)(int, int, int, int, int, int, int, float, const void *, int, void *, int);
typedef void (*DTrsm)(int, int, int, int, int, int, int, double, const void *, int, void *, int);
typedef void (*ZTrsm)(int, int, int, int, int, int, int, const void *, const void *, int, void *, int);

static struct {
  STrsm strsm;
  DTrsm dtrsm;
  ZTrsm ctrsm, ztrsm;
  SGemm sgemm;
  DGemm dgemm;
  ZGemm cgemm, zgemm;
  SGemv sgemv;
  DGemv dgemv;
  ZGemv cgemv, zgemv;
  float (*sdot)(int, const void *, int, const void *, int);
  double (*ddot)(int, const void *, int, const void *, int);
  void (*cdotu_sub)(int, const void *, int, const void *, int, void *);
  void (*zdotu_sub)(int, const void *, int, const void *, int, void *);
  void (*set_num_threads)(int);
} blas;

static const float float_one[2] = {1, 0}, float_zero[2] = {0, 0};
static const double double_one[2] = {1, 0}, double_zero[2] = {0, 0};

const char *jacobi_load_openblas(void) {
  const JacobiSymbol symbols[] = {
      {"cblas_sgemm", &blas.sgemm},         {"cblas_dgemm", &blas.dgemm},
      {"cblas_cgemm", &blas.cgemm},         {"cblas_zgemm", &blas.zgemm},
      {"cblas_sgemv", &blas.sgemv},         {"cblas_dgemv", &blas.dgemv},
      {"cblas_cgemv", &blas.cgemv},         {"cblas_zgemv", &blas.zgemv},
      {"cblas_sdot", &blas.sdot},           {"cblas_ddot", &blas.ddot},
      {"cblas_cdotu_sub", &blas.cdotu_sub}, {"cblas_zdotu_sub", &blas.zdotu_sub},
      {"cblas_strsm", &blas.strsm},         {"cblas_dtrsm", &blas.dtrsm},
      {"cblas_ctrsm", &blas.ctrsm},         {"cblas_ztrsm", &blas.ztrsm},
      {"openblas_set_num_threads", &blas.set_num_threads},
  };
  const char *const files[] = {"libopenblas.so.0", "libopenblas.so", "libopenblas.dylib", NULL};
  const char *problem =
      jacobi_load(files, "libopenblas0-pthread", "OpenBLAS", symbols, sizeof symbols / sizeof symbols[0]);
  if (!problem) blas.set_num_threads(1);
  return problem;
}

void jacobi_openblas_set_threads(int32_t count) { blas.set_num_threads(count); }

void jacobi_gemm(
    JacobiElement element, bool transposedA, bool transposedB, int32_t m, int32_t n, int32_t k, const void *a,
    int32_t lda, const void *b, int32_t ldb, void *c, int32_t ldc) {
  int ta = transposedA ? JacobiTransposed : JacobiPlain, tb = transposedB ? JacobiTransposed : JacobiPlain;
  switch (element) {
    case JacobiElementFloat:
      blas.sgemm(JacobiRowMajor, ta, tb, m, n, k, 1, a, lda, b, ldb, 0, c, ldc);
      break;
    case JacobiElementDouble:
      blas.dgemm(JacobiRowMajor, ta, tb, m, n, k, 1, a, lda, b, ldb, 0, c, ldc);
      break;
    case JacobiElementComplexFloat:
      blas.cgemm(JacobiRowMajor, ta, tb, m, n, k, float_one, a, lda, b, ldb, float_zero, c, ldc);
      break;
    case JacobiElementComplexDouble:
      blas.zgemm(JacobiRowMajor, ta, tb, m, n, k, double_one, a, lda, b, ldb, double_zero, c, ldc);
      break;
  }
}

void jacobi_gemv(
    JacobiElement element, bool transposed, int32_t m, int32_t n, const void *a, int32_t lda, const void *x,
    int32_t incx, void *y) {
  int t = transposed ? JacobiTransposed : JacobiPlain;
  static const size_t byte_counts[] = {4, 8, 8, 16};
  // Some versions multiply what is there by zero, and there may be a NaN.
  memset(y, 0, byte_counts[element] * (size_t)(transposed ? n : m));
  switch (element) {
    case JacobiElementFloat: blas.sgemv(JacobiRowMajor, t, m, n, 1, a, lda, x, incx, 0, y, 1); break;
    case JacobiElementDouble: blas.dgemv(JacobiRowMajor, t, m, n, 1, a, lda, x, incx, 0, y, 1); break;
    case JacobiElementComplexFloat:
      blas.cgemv(JacobiRowMajor, t, m, n, float_one, a, lda, x, incx, float_zero, y, 1);
      break;
    case JacobiElementComplexDouble:
      blas.zgemv(JacobiRowMajor, t, m, n, double_one, a, lda, x, incx, double_zero, y, 1);
      break;
  }
}

void jacobi_dot(
    JacobiElement element, int32_t n, const void *x, int32_t incx, const void *y, int32_t incy, void *result) {
  switch (element) {
    case JacobiElementFloat: *(float *)result = blas.sdot(n, x, incx, y, incy); break;
    case JacobiElementDouble: *(double *)result = blas.ddot(n, x, incx, y, incy); break;
    case JacobiElementComplexFloat: blas.cdotu_sub(n, x, incx, y, incy, result); break;
    case JacobiElementComplexDouble: blas.zdotu_sub(n, x, incx, y, incy, result); break;
  }
}

static const size_t element_sizes[] = {4, 8, 8, 16};
size_t jacobi_element_size(JacobiElement element) { return element_sizes[element]; }

void jacobi_blas_subtract(
    JacobiElement element, int opA, int opB, int32_t m, int32_t n, int32_t k, const void *a, int32_t lda, const void *b,
    int32_t ldb, void *c, int32_t ldc) {
  static const float float_minus[2] = {-1, 0};
  static const double double_minus[2] = {-1, 0};
  switch (element) {
    case JacobiElementFloat:
      blas.sgemm(JacobiColumnMajor, opA, opB, m, n, k, -1, a, lda, b, ldb, 1, c, ldc);
      break;
    case JacobiElementDouble:
      blas.dgemm(JacobiColumnMajor, opA, opB, m, n, k, -1, a, lda, b, ldb, 1, c, ldc);
      break;
    case JacobiElementComplexFloat:
      blas.cgemm(JacobiColumnMajor, opA, opB, m, n, k, float_minus, a, lda, b, ldb, float_one, c, ldc);
      break;
    case JacobiElementComplexDouble:
      blas.zgemm(JacobiColumnMajor, opA, opB, m, n, k, double_minus, a, lda, b, ldb, double_one, c, ldc);
      break;
  }
}

void jacobi_blas_trsm(
    JacobiElement element, int order, int side, int triangle, int operation, int diagonal, int32_t m, int32_t n,
    const void *a, int32_t lda, void *b, int32_t ldb) {
  switch (element) {
    case JacobiElementFloat:
      blas.strsm(order, side, triangle, operation, diagonal, m, n, 1, a, lda, b, ldb);
      break;
    case JacobiElementDouble:
      blas.dtrsm(order, side, triangle, operation, diagonal, m, n, 1, a, lda, b, ldb);
      break;
    case JacobiElementComplexFloat:
      blas.ctrsm(order, side, triangle, operation, diagonal, m, n, float_one, a, lda, b, ldb);
      break;
    case JacobiElementComplexDouble:
      blas.ztrsm(order, side, triangle, operation, diagonal, m, n, double_one, a, lda, b, ldb);
      break;
  }
}

void jacobi_trsm(
    JacobiElement element, bool left, bool lower, bool transposed, bool conjugated, bool unit, int32_t m, int32_t n,
    const void *a, int32_t lda, void *b, int32_t ldb) {
  if (element < JacobiElementComplexFloat) conjugated = false;
  int32_t unknowns = left ? m : n, sides = left ? n : m;
  // Few right sides: several at a time are what the library is good at.
  if (element < JacobiElementComplexFloat && unknowns <= JACOBI_SMALL_SYSTEM && sides <= 4 && lda == unknowns) {
    jacobi_small_solve(
        element, unknowns, lower, transposed == left, unit, a, sides, b, left ? ldb : 1, left ? 1 : ldb);
    return;
  }
  int operation = transposed ? JacobiTransposed : JacobiPlain;
  // OpenBLAS also has what BLAS has not: the conjugate without the transpose.
  if (conjugated) operation = transposed ? JacobiAdjoint : 114;
  jacobi_blas_trsm(
      element, JacobiRowMajor, left ? JacobiLeft : JacobiRight, lower ? JacobiLower : JacobiUpper, operation,
      unit ? JacobiUnit : JacobiNonUnit, m, n, a, lda, b, ldb);
}
