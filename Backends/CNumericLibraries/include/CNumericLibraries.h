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
  JacobiLibraryLAPACK,
  JacobiLibraryFFTW,
  JacobiLibraryOneDNN,
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

/// Replaces B by the solution X of op(A) X = B, or X op(A) = B, for a triangular A; B has `m` rows and `n` columns.
void jacobi_trsm(
    JacobiElement element, bool left, bool lower, bool transposed, bool conjugated, bool unit, int32_t m, int32_t n,
    const void *_Nonnull a, int32_t lda, void *_Nonnull b, int32_t ldb);

/// How many threads OpenBLAS itself uses: one, since the pool divides the work. For measurements.
void jacobi_openblas_set_threads(int32_t count);

// LAPACK. These functions may be called only after `jacobi_library_problem(JacobiLibraryLAPACK)` has given null. They return 0,
// a positive number when the operation has no result, or a negative one when there is no memory. Matrices are in column-major
// order, without gaps, but for Cholesky's.

/// Whether all elements are.
bool jacobi_is_finite(JacobiElement element, int64_t count, const void *_Nonnull elements);

/// Sets elements to NaN.
void jacobi_fill_missing(JacobiElement element, int64_t count, void *_Nonnull elements);

/// Replaces a matrix in row-major order, of which the lower triangle is read, by L of L Lᴴ; its lower triangle by NaN if
/// it is not positive definite.
int32_t jacobi_cholesky(JacobiElement element, int32_t n, void *_Nonnull a);

/// Replaces a matrix by the factors of P A; `pivots` and `permutation` count from 0.
int32_t jacobi_lu(
    JacobiElement element, int32_t m, int32_t n, void *_Nonnull a, int32_t *_Nonnull pivots,
    int32_t *_Nullable permutation);

/// Replaces a matrix by R and the vectors of the reflections that make Q, whose factors are `tau`.
int32_t jacobi_reflections(JacobiElement element, int32_t m, int32_t n, void *_Nonnull a, void *_Nonnull tau);

/// The same after a permutation of the columns.
int32_t jacobi_pivoted_reflections(
    JacobiElement element, int32_t m, int32_t n, void *_Nonnull a, int32_t *_Nonnull permutation, void *_Nonnull tau);

/// Replaces the vectors of `k` reflections, the first columns of `a`, by the first `n` columns of their product.
int32_t jacobi_reflection_product(
    JacobiElement element, int32_t m, int32_t n, int32_t k, void *_Nonnull a, const void *_Nonnull tau);

/// Singular values, and vectors unless `left` and `right` are null; `a` is lost.
int32_t jacobi_svd(
    JacobiElement element, bool full, int32_t m, int32_t n, void *_Nonnull a, void *_Nonnull values,
    void *_Nullable left, void *_Nullable right);

/// Replaces a Hermitian matrix by its eigenvectors.
int32_t jacobi_eigh(JacobiElement element, bool lower, int32_t n, void *_Nonnull a, void *_Nonnull values);

/// Complex eigenvalues, and vectors where not null, those of real matrices as pairs of real columns; `a` is lost.
int32_t jacobi_eig(
    JacobiElement element, int32_t n, void *_Nonnull a, void *_Nonnull values, void *_Nullable left,
    void *_Nullable right);

/// Writes the vectors of a real matrix as columns of a complex one in row-major order.
void jacobi_unpack_vectors(
    bool isDouble, int32_t n, const void *_Nonnull values, const void *_Nonnull packed, void *_Nonnull vectors);

/// Replaces a matrix by its Schur form.
int32_t jacobi_schur(JacobiElement element, int32_t n, void *_Nonnull a, void *_Nullable vectors);

/// Replaces a matrix by its Hessenberg form and the vectors of the reflections.
int32_t jacobi_hessenberg(JacobiElement element, int32_t n, void *_Nonnull a, void *_Nonnull tau);

// FFTW. These functions may be called only after `jacobi_library_problem(JacobiLibraryFFTW)` has given null.

typedef enum JacobiFourierKind {
  JacobiFourierForward,
  JacobiFourierInverse,
  JacobiFourierRealForward,
  JacobiFourierRealInverse,
} JacobiFourierKind;

typedef struct JacobiFourier JacobiFourier;

/// Plans a transform along `rank` axes. Null when FFTW has no plan for it.
///
/// - `isDouble`: the precision.
/// - `lengths`: the lengths of the transform, of a real one those of its real side.
JacobiFourier *_Nullable jacobi_fourier_create(
    bool isDouble, JacobiFourierKind kind, int32_t rank, const int32_t *_Nonnull lengths);

void jacobi_fourier_destroy(JacobiFourier *_Nonnull plan);

/// Carries a plan out for `count` transforms, one behind the other in memory, on the threads of the pool; inverse ones are
/// divided by the number of elements. Returns false when there is no memory.
bool jacobi_fourier_execute(
    const JacobiFourier *_Nonnull plan, int64_t count, const void *_Nonnull source, void *_Nonnull target);

typedef struct JacobiLongFourier JacobiLongFourier;

/// Plans a transform of one long line of complex numbers that is divided among the threads of the pool. Null when that is not
/// worth it or the length has no fitting divisors.
JacobiLongFourier *_Nullable jacobi_long_fourier_create(bool isDouble, JacobiFourierKind kind, int64_t length);

void jacobi_long_fourier_destroy(JacobiLongFourier *_Nonnull plan);

/// Carries a plan out; `scratch` has the size of the target. All are at multiples of 16 bytes. Returns false when there is no
/// memory.
bool jacobi_long_fourier_execute(
    const JacobiLongFourier *_Nonnull plan, const void *_Nonnull source, void *_Nonnull scratch,
    void *_Nonnull target);

// oneDNN. These functions may be called only after `jacobi_library_problem(JacobiLibraryOneDNN)` has given null. It runs on the
// calling thread. Elements are of type `float`.

typedef enum JacobiConvolutionKind {
  JacobiConvolutionForward,
  /// From the gradient of the destination to that of the source.
  JacobiConvolutionBackwardData,
  /// From the source and the gradient of the destination to that of the weights.
  JacobiConvolutionBackwardWeights,
} JacobiConvolutionKind;

typedef enum JacobiConvolutionOperand {
  JacobiConvolutionSource,
  JacobiConvolutionWeights,
  JacobiConvolutionDestination,
} JacobiConvolutionOperand;

/// Where the elements of an operand are: distances in elements.
typedef struct JacobiLayout {
  int32_t rank;
  int64_t sizes[12];
  int64_t strides[12];
} JacobiLayout;

/// A convolution, seen forward. Axes are the batch, the features and up to three of space; of the weights, groups if there are
/// several, output features, input features and space.
typedef struct JacobiConvolutionShape {
  JacobiLayout source, weights, destination;
  /// Per axis of space; neighbours in the weights are one more than `dilations` apart.
  int64_t strides[12], dilations[12], before[12], after[12];
} JacobiConvolutionShape;

typedef struct JacobiConvolution JacobiConvolution;

/// Plans a convolution. Null when oneDNN has nothing better for it than its specification.
JacobiConvolution *_Nullable jacobi_convolution_create(
    JacobiConvolutionKind kind, const JacobiConvolutionShape *_Nonnull shape);

void jacobi_convolution_destroy(JacobiConvolution *_Nonnull convolution);

/// Bytes of an operand in the layout that the plan wants; 0 if that is the layout in which it is given.
int64_t jacobi_convolution_copy_bytes(
    const JacobiConvolution *_Nonnull convolution, JacobiConvolutionOperand operand);

/// Bytes of an operand in the layout that the plan wants.
int64_t jacobi_convolution_inner_bytes(
    const JacobiConvolution *_Nonnull convolution, JacobiConvolutionOperand operand);

/// Whether weights in the layout that one plan wants are in that of the other.
bool jacobi_convolution_has_weights(const JacobiConvolution *_Nonnull one, const JacobiConvolution *_Nonnull other);

/// Bytes that the plan needs beside its operands.
int64_t jacobi_convolution_scratch_bytes(const JacobiConvolution *_Nonnull convolution);

/// Copies an operand to the layout that the plan wants, and back. Only for those that are copied.
bool jacobi_convolution_pack(
    const JacobiConvolution *_Nonnull convolution, JacobiConvolutionOperand operand, const void *_Nonnull source,
    void *_Nonnull target);
bool jacobi_convolution_unpack(
    const JacobiConvolution *_Nonnull convolution, JacobiConvolutionOperand operand, const void *_Nonnull source,
    void *_Nonnull target);

/// Carries a plan out; operands are in the layouts that it wants, and the kind says which one is the result. False when
/// oneDNN reports a failure.
bool jacobi_convolution_execute(
    const JacobiConvolution *_Nonnull convolution, void *_Nonnull source, void *_Nonnull weights,
    void *_Nonnull destination, void *_Nullable scratch);

/// Adds numbers to others.
void jacobi_add_floats(int64_t count, const float *_Nonnull source, float *_Nonnull target);

/// Copies a tensor of at most 12 axes turned around along some of them.
void jacobi_reverse_floats(
    int32_t rank, const int64_t *_Nonnull sizes, const bool *_Nonnull reversed, const float *_Nonnull source,
    float *_Nonnull target);

/// C = A B, as `jacobi_gemm`.
void jacobi_onednn_gemm(
    bool transposedA, bool transposedB, int32_t m, int32_t n, int32_t k, const void *_Nonnull a, int32_t lda,
    const void *_Nonnull b, int32_t ldb, void *_Nonnull c, int32_t ldc);

#ifdef __cplusplus
}
#endif
