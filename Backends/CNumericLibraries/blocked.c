// Factorizations of large matrices, divided among the threads of the pool.
//
// LAPACK factors a block of columns; what follows from it for the other columns is done in chunks, several at a time. (Golub
// and Van Loan: "Matrix Computations", 4.2, 3.2 and 5.2) Chunks are of fixed sizes, so that the bits of the result do not
// depend on how many threads there are.
#include "CJacobiCodegen.h"
#include "blas.h"
#include "lapack.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

typedef struct Blocks {
  JacobiElement element;
  size_t size;              // bytes of an element
  int32_t m, n;
  char *a;
  int32_t first, block;     // the columns of the present block
  const int32_t *pivots;
  const char *factor;       // the triangular factors of blocks of reflections
  const char *vectors;
  bool adjoint;
  int32_t leading;
  _Atomic bool failed;
} Blocks;

static char *at(const Blocks *blocks, int64_t row, int64_t column) {
  return blocks->a + (row + column * blocks->leading) * (int64_t)blocks->size;
}

enum { cholesky_block = 128, cholesky_rows = 64, lu_block = 64, lu_columns = 64, qr_block = 32, qr_columns = 32 };

// The matrix is in row-major order here: rows of the lower triangle are columns of the upper one.
static void solve_rows(void *context, int64_t begin, int64_t end) {
  Blocks *blocks = context;
  int64_t start = blocks->first + blocks->block + begin;
  jacobi_blas_trsm(
      blocks->element, JacobiColumnMajor, JacobiLeft, JacobiUpper, JacobiAdjoint, JacobiNonUnit, blocks->block,
      (int32_t)(end - begin), at(blocks, blocks->first, blocks->first), blocks->leading,
      at(blocks, blocks->first, start), blocks->leading);
}

static void update_rows(void *context, int64_t begin, int64_t end) {
  Blocks *blocks = context;
  int64_t start = blocks->first + blocks->block;
  // Up to the diagonal and the rest of its tile, which is cleared in the end.
  jacobi_blas_subtract(
      blocks->element, JacobiAdjoint, JacobiPlain, (int32_t)end, (int32_t)(end - begin), blocks->block,
      at(blocks, blocks->first, start), blocks->leading, at(blocks, blocks->first, start + begin), blocks->leading,
      at(blocks, start, start + begin), blocks->leading);
}

int32_t jacobi_blocked_cholesky(JacobiElement element, int32_t n, void *a) {
  Blocks blocks = {.element = element, .size = jacobi_element_size(element), .a = a, .leading = n, .n = n};
  for (int32_t j = 0; j < n; j += cholesky_block) {
    blocks.first = j;
    blocks.block = n - j < cholesky_block ? n - j : cholesky_block;
    int32_t info = jacobi_lapack_potrf(element, blocks.block, at(&blocks, j, j), n);
    if (info) return info;
    int64_t rest = n - j - blocks.block;
    jacobi_parallel_for(rest, cholesky_rows, solve_rows, &blocks);
    jacobi_parallel_for(rest, cholesky_rows, update_rows, &blocks);
  }
  return 0;
}

// Exchanges rows of some columns.
#define EXCHANGE(T)                                                                       \
  for (int64_t column = begin; column < end; column++) {                                  \
    T *elements = (T *)at(blocks, blocks->first, column);                                 \
    for (int32_t i = 0; i < blocks->block; i++) {                                         \
      int32_t other = blocks->pivots[i] - 1;                                              \
      T moved = elements[i];                                                              \
      elements[i] = elements[other];                                                      \
      elements[other] = moved;                                                            \
    }                                                                                     \
  }

static void exchange_rows(const Blocks *blocks, int64_t begin, int64_t end) {
  typedef struct { uint64_t parts[2]; } Wide;
  if (blocks->size == 4) {
    EXCHANGE(uint32_t)
  } else if (blocks->size == 8) {
    EXCHANGE(uint64_t)
  } else {
    EXCHANGE(Wide)
  }
}
#undef EXCHANGE

// The columns before the block are only permuted; those behind it are also eliminated.
static void eliminate_columns(void *context, int64_t begin, int64_t end) {
  Blocks *blocks = context;
  int32_t first = blocks->first, block = blocks->block, count = (int32_t)(end - begin);
  int64_t column = first + block + begin;
  exchange_rows(blocks, column, column + count);
  jacobi_blas_trsm(
      blocks->element, JacobiColumnMajor, JacobiLeft, JacobiLower, JacobiPlain, JacobiUnit, block, count,
      at(blocks, first, first), blocks->leading, at(blocks, first, column), blocks->leading);
  if (blocks->m == first + block) return;
  jacobi_blas_subtract(
      blocks->element, JacobiPlain, JacobiPlain, blocks->m - first - block, count, block,
      at(blocks, first + block, first), blocks->leading, at(blocks, first, column), blocks->leading,
      at(blocks, first + block, column), blocks->leading);
}

static void permute_columns(void *context, int64_t begin, int64_t end) { exchange_rows(context, begin, end); }

int32_t jacobi_blocked_lu(JacobiElement element, int32_t m, int32_t n, void *a, int32_t *pivots) {
  Blocks blocks = {.element = element, .size = jacobi_element_size(element), .a = a, .leading = m, .m = m, .n = n};
  int32_t count = m < n ? m : n;
  for (int32_t j = 0; j < count; j += lu_block) {
    blocks.first = j;
    blocks.block = count - j < lu_block ? count - j : lu_block;
    blocks.pivots = pivots + j;
    int32_t info = jacobi_lapack_getrf(element, m - j, blocks.block, at(&blocks, j, j), m, pivots + j);
    if (info < 0) return info;
    jacobi_parallel_for(j, 8 * lu_columns, permute_columns, &blocks);
    jacobi_parallel_for(n - j - blocks.block, lu_columns, eliminate_columns, &blocks);
    for (int32_t i = 0; i < blocks.block; i++) pivots[j + i] += j;
  }
  return 0;
}

static void reflect_columns(void *context, int64_t begin, int64_t end) {
  Blocks *blocks = context;
  int32_t count = (int32_t)(end - begin);
  char work[qr_columns * qr_block * 16] __attribute__((aligned(64)));
  jacobi_lapack_larfb(
      blocks->element, blocks->adjoint, blocks->m - blocks->first, count, blocks->block, blocks->vectors, blocks->leading,
      blocks->factor, qr_block, at(blocks, blocks->first, begin + blocks->n), blocks->leading, work, count);
}

// Applies the reflections of a block to columns from `column` up to `end`.
static void reflect(Blocks *blocks, const char *vectors, const char *factor, bool adjoint, int32_t column, int32_t end) {
  blocks->vectors = vectors;
  blocks->factor = factor;
  blocks->adjoint = adjoint;
  blocks->n = column;
  jacobi_parallel_for(end - column, qr_columns, reflect_columns, blocks);
}

int32_t jacobi_blocked_reflections(JacobiElement element, int32_t m, int32_t n, void *a, void *tau) {
  Blocks blocks = {.element = element, .size = jacobi_element_size(element), .a = a, .leading = m, .m = m};
  int32_t count = m < n ? m : n;
  char factor[qr_block * qr_block * 16] __attribute__((aligned(64)));
  for (int32_t j = 0; j < count; j += qr_block) {
    blocks.first = j;
    blocks.block = count - j < qr_block ? count - j : qr_block;
    char *scales = (char *)tau + j * blocks.size;
    int32_t info = jacobi_lapack_geqrf(element, m - j, blocks.block, at(&blocks, j, j), m, scales);
    if (info) return info;
    if (j + blocks.block == n) break;
    jacobi_lapack_larft(element, m - j, blocks.block, at(&blocks, j, j), m, scales, factor, qr_block);
    reflect(&blocks, at(&blocks, j, j), factor, true, j + blocks.block, n);
  }
  return 0;
}

int32_t jacobi_blocked_reflection_product(
    JacobiElement element, int32_t m, int32_t n, int32_t k, void *a, const void *tau) {
  size_t size = jacobi_element_size(element);
  char *vectors = malloc(size * (size_t)m * (size_t)k + 64);
  if (!vectors) return -1000;
  memcpy(vectors, a, size * (size_t)m * (size_t)k);
  memset(a, 0, size * (size_t)m * (size_t)n);
  Blocks blocks = {.element = element, .size = size, .a = a, .leading = m, .m = m};
  for (int32_t i = 0; i < n; i++) {
    if (element == JacobiElementDouble || element == JacobiElementComplexDouble) *(double *)at(&blocks, i, i) = 1;
    else *(float *)at(&blocks, i, i) = 1;
  }
  char factor[qr_block * qr_block * 16] __attribute__((aligned(64)));
  for (int32_t j = (k - 1) / qr_block * qr_block; j >= 0; j -= qr_block) {
    blocks.first = j;
    blocks.block = k - j < qr_block ? k - j : qr_block;
    char *panel = vectors + (j + (int64_t)j * m) * (int64_t)size;
    jacobi_lapack_larft(element, m - j, blocks.block, panel, m, (const char *)tau + j * size, factor, qr_block);
    // Columns before it are still those of the identity, with zeros in these rows.
    reflect(&blocks, panel, factor, false, j, n);
  }
  free(vectors);
  return 0;
}
