// Numeric libraries of the system, loaded when they are first needed, so that nothing depends on them at build time.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The element types of the libraries.
typedef enum JacobiElement {
  JacobiElementFloat,
  JacobiElementDouble,
  JacobiElementComplexFloat,
  JacobiElementComplexDouble,
} JacobiElement;

typedef enum JacobiLibrary {
  JacobiLibraryOpenBLAS,
  JacobiLibraryLAPACKE,
  JacobiLibraryFFTW,
} JacobiLibrary;

/// Loads a library if it is not loaded yet. Returns what to do about it when that fails, null when it is there.
const char *_Nullable jacobi_library_problem(JacobiLibrary library);

// OpenBLAS. All matrices are in row-major order; the leading dimension is the distance between rows.
// These functions may be called only after `jacobi_library_problem(JacobiLibraryOpenBLAS)` has given null.

/// C = A B, where `transposedA` says that the memory holds A transposed. `k` is at least 1.
void jacobi_gemm(
    JacobiElement element, bool transposedA, bool transposedB, int32_t m, int32_t n, int32_t k, const void *_Nonnull a,
    int32_t lda, const void *_Nonnull b, int32_t ldb, void *_Nonnull c, int32_t ldc);

/// y = A x for A of `m` rows and `n` columns, or y = Aᵀ x.
void jacobi_gemv(
    JacobiElement element, bool transposed, int32_t m, int32_t n, const void *_Nonnull a, int32_t lda,
    const void *_Nonnull x, int32_t incx, void *_Nonnull y);

/// The sum of products, without conjugation.
void jacobi_dot(
    JacobiElement element, int32_t n, const void *_Nonnull x, int32_t incx, const void *_Nonnull y, int32_t incy,
    void *_Nonnull result);

/// How many threads OpenBLAS itself uses: one, since the pool divides the work. For measurements.
void jacobi_openblas_set_threads(int32_t count);

#ifdef __cplusplus
}
#endif
