// Copies of tensors with their axes in another order.
#include "CJacobiKernels.h"
#include "processor.h"

#include <string.h>

enum { maximum_rank = 64 };

typedef struct Copy {
  int width;  // bytes of an element
  int rank;   // of the loops around rows or planes
  int64_t sizes[maximum_rank], source_strides[maximum_rank], target_strides[maximum_rank];
  // The plane of both axes that have neighbours side by side, one in the source and one in the target.
  int64_t rows, columns;              // rows are side by side in the source, columns in the target
  int64_t column_stride, row_stride;  // of columns in the source, of rows in the target
  int64_t row_blocks, column_blocks;
  bool streams;
  const char *source;
  char *target;
} Copy;

// Blocks of a plane: small enough for the first cache, and whole cache lines wide.
enum { block_rows = 64, block_columns = 64 };

static void copy_block(
    const char *source, char *target, int width, int64_t rows, int64_t columns, int64_t column_stride,
    int64_t row_stride) {
#define COPY(Type)                                                                                     \
  for (int64_t i = 0; i < rows; i++) {                                                                 \
    const Type *from = (const Type *)source + i;                                                       \
    Type *to = (Type *)target + i * row_stride;                                                        \
    for (int64_t j = 0; j < columns; j++) to[j] = from[j * column_stride];                             \
  }                                                                                                    \
  break;
  typedef struct { uint64_t parts[2]; } Wide;
  switch (width) {
    case 1: COPY(uint8_t)
    case 2: COPY(uint16_t)
    case 4: COPY(uint32_t)
    case 8: COPY(uint64_t)
    case 16: COPY(Wide)
  }
#undef COPY
}

#ifdef JACOBI_X86
// Eight columns of eight elements of 4 bytes as rows of `target`, `step` elements apart.
AVX2 static inline void transpose_8x8(const float *source, int64_t stride, float *target, int64_t step) {
  __m256 a = _mm256_loadu_ps(source), b = _mm256_loadu_ps(source + stride);
  __m256 c = _mm256_loadu_ps(source + 2 * stride), d = _mm256_loadu_ps(source + 3 * stride);
  __m256 e = _mm256_loadu_ps(source + 4 * stride), f = _mm256_loadu_ps(source + 5 * stride);
  __m256 g = _mm256_loadu_ps(source + 6 * stride), h = _mm256_loadu_ps(source + 7 * stride);
  __m256 ab = _mm256_unpacklo_ps(a, b), AB = _mm256_unpackhi_ps(a, b);
  __m256 cd = _mm256_unpacklo_ps(c, d), CD = _mm256_unpackhi_ps(c, d);
  __m256 ef = _mm256_unpacklo_ps(e, f), EF = _mm256_unpackhi_ps(e, f);
  __m256 gh = _mm256_unpacklo_ps(g, h), GH = _mm256_unpackhi_ps(g, h);
  __m256 l0 = _mm256_shuffle_ps(ab, cd, 0x44), l1 = _mm256_shuffle_ps(ab, cd, 0xEE);
  __m256 l2 = _mm256_shuffle_ps(AB, CD, 0x44), l3 = _mm256_shuffle_ps(AB, CD, 0xEE);
  __m256 h0 = _mm256_shuffle_ps(ef, gh, 0x44), h1 = _mm256_shuffle_ps(ef, gh, 0xEE);
  __m256 h2 = _mm256_shuffle_ps(EF, GH, 0x44), h3 = _mm256_shuffle_ps(EF, GH, 0xEE);
  _mm256_storeu_ps(target, _mm256_permute2f128_ps(l0, h0, 0x20));
  _mm256_storeu_ps(target + step, _mm256_permute2f128_ps(l1, h1, 0x20));
  _mm256_storeu_ps(target + 2 * step, _mm256_permute2f128_ps(l2, h2, 0x20));
  _mm256_storeu_ps(target + 3 * step, _mm256_permute2f128_ps(l3, h3, 0x20));
  _mm256_storeu_ps(target + 4 * step, _mm256_permute2f128_ps(l0, h0, 0x31));
  _mm256_storeu_ps(target + 5 * step, _mm256_permute2f128_ps(l1, h1, 0x31));
  _mm256_storeu_ps(target + 6 * step, _mm256_permute2f128_ps(l2, h2, 0x31));
  _mm256_storeu_ps(target + 7 * step, _mm256_permute2f128_ps(l3, h3, 0x31));
}

// A tile of 16 columns of 16 elements, one cache line each, by way of a buffer, from which whole lines are written: past the
// caches, if the target is larger than they are.
AVX2 static void copy_tile_4(const float *source, float *target, int64_t column_stride, int64_t row_stride, bool streams) {
  float tile[16 * 16] __attribute__((aligned(64)));
  for (int j = 0; j < 16; j += 8) {
    transpose_8x8(source + j * column_stride, column_stride, tile + j, 16);
    transpose_8x8(source + j * column_stride + 8, column_stride, tile + 8 * 16 + j, 16);
  }
  for (int i = 0; i < 16; i++) {
    __m256 low = _mm256_load_ps(tile + 16 * i), high = _mm256_load_ps(tile + 16 * i + 8);
    float *row = target + i * row_stride;
    if (streams) {
      _mm256_stream_ps(row, low);
      _mm256_stream_ps(row + 8, high);
    } else {
      _mm256_storeu_ps(row, low);
      _mm256_storeu_ps(row + 8, high);
    }
  }
}

AVX2 static void copy_tile_8(
    const double *source, double *target, int64_t column_stride, int64_t row_stride, bool streams) {
  double tile[8 * 8] __attribute__((aligned(64)));
  for (int j = 0; j < 8; j += 4) {
    for (int i = 0; i < 8; i += 4) {
      const double *from = source + j * column_stride + i;
      __m256d a = _mm256_loadu_pd(from), b = _mm256_loadu_pd(from + column_stride);
      __m256d c = _mm256_loadu_pd(from + 2 * column_stride), d = _mm256_loadu_pd(from + 3 * column_stride);
      __m256d ab = _mm256_unpacklo_pd(a, b), AB = _mm256_unpackhi_pd(a, b);
      __m256d cd = _mm256_unpacklo_pd(c, d), CD = _mm256_unpackhi_pd(c, d);
      double *to = tile + 8 * i + j;
      _mm256_store_pd(to, _mm256_permute2f128_pd(ab, cd, 0x20));
      _mm256_store_pd(to + 8, _mm256_permute2f128_pd(AB, CD, 0x20));
      _mm256_store_pd(to + 16, _mm256_permute2f128_pd(ab, cd, 0x31));
      _mm256_store_pd(to + 24, _mm256_permute2f128_pd(AB, CD, 0x31));
    }
  }
  for (int i = 0; i < 8; i++) {
    __m256d low = _mm256_load_pd(tile + 8 * i), high = _mm256_load_pd(tile + 8 * i + 4);
    double *row = target + i * row_stride;
    if (streams) {
      _mm256_stream_pd(row, low);
      _mm256_stream_pd(row + 4, high);
    } else {
      _mm256_storeu_pd(row, low);
      _mm256_storeu_pd(row + 4, high);
    }
  }
}

// Both loops in the order of the source's columns, so that a line of it is read once.
AVX2 static void copy_block_avx2(const Copy *copy, const char *source, char *target, int64_t rows, int64_t columns) {
  int tile = 64 / copy->width;
  int64_t tiled_rows = rows / tile * tile, tiled_columns = columns / tile * tile;
  for (int64_t j = 0; j < tiled_columns; j += tile) {
    for (int64_t i = 0; i < tiled_rows; i += tile) {
      const char *from = source + (i + j * copy->column_stride) * copy->width;
      char *to = target + (i * copy->row_stride + j) * copy->width;
      if (copy->width == 4) {
        copy_tile_4((const float *)from, (float *)to, copy->column_stride, copy->row_stride, copy->streams);
      } else {
        copy_tile_8((const double *)from, (double *)to, copy->column_stride, copy->row_stride, copy->streams);
      }
    }
  }
  copy_block(
      source + tiled_columns * copy->column_stride * copy->width, target + tiled_columns * copy->width, copy->width, rows,
      columns - tiled_columns, copy->column_stride, copy->row_stride);
  copy_block(
      source + tiled_rows * copy->width, target + tiled_rows * copy->row_stride * copy->width, copy->width,
      rows - tiled_rows, tiled_columns, copy->column_stride, copy->row_stride);
}
#endif

// Where the plane of an index of the outer loops begins.
static void locate(const Copy *copy, int64_t index, int64_t *source, int64_t *target) {
  *source = *target = 0;
  for (int axis = copy->rank - 1; axis >= 0; axis--) {
    int64_t step = index % copy->sizes[axis];
    index /= copy->sizes[axis];
    *source += step * copy->source_strides[axis];
    *target += step * copy->target_strides[axis];
  }
}

static void copy_planes(void *context, int64_t begin, int64_t end) {
  const Copy *copy = context;
  int64_t blocks = copy->row_blocks * copy->column_blocks;
  for (int64_t index = begin; index < end; index++) {
    int64_t from, to, block = index % blocks;
    locate(copy, index / blocks, &from, &to);
    int64_t row = block / copy->column_blocks * block_rows, column = block % copy->column_blocks * block_columns;
    int64_t rows = copy->rows - row < block_rows ? copy->rows - row : block_rows;
    int64_t columns = copy->columns - column < block_columns ? copy->columns - column : block_columns;
    const char *source = copy->source + (from + row + column * copy->column_stride) * copy->width;
    char *target = copy->target + (to + row * copy->row_stride + column) * copy->width;
#ifdef JACOBI_X86
    if ((copy->width == 4 || copy->width == 8) && jacobi_has_avx2()) {
      copy_block_avx2(copy, source, target, rows, columns);
      continue;
    }
#endif
    copy_block(source, target, copy->width, rows, columns, copy->column_stride, copy->row_stride);
  }
#ifdef JACOBI_X86
  // Lines written past the caches are seen by other threads from here on.
  if (copy->streams) _mm_sfence();
#endif
}

static void copy_rows(void *context, int64_t begin, int64_t end) {
  const Copy *copy = context;
  for (int64_t index = begin; index < end; index++) {
    int64_t from, to;
    locate(copy, index, &from, &to);
    memcpy(copy->target + to * copy->width, copy->source + from * copy->width, (size_t)(copy->columns * copy->width));
  }
}

// Takes an axis out of the loops.
static void remove_axis(Copy *copy, int axis) {
  copy->rank--;
  for (int i = axis; i < copy->rank; i++) {
    copy->sizes[i] = copy->sizes[i + 1];
    copy->source_strides[i] = copy->source_strides[i + 1];
    copy->target_strides[i] = copy->target_strides[i + 1];
  }
}

// Drops axes of one element and merges neighbours. Returns how many elements there are.
static int64_t simplify(Copy *copy, int rank, const int64_t *sizes, const int64_t *strides) {
  int64_t count = 1, target_strides[maximum_rank];
  for (int axis = rank - 1; axis >= 0; axis--) {
    target_strides[axis] = count;
    count *= sizes[axis];
  }
  for (int axis = 0; axis < rank && count; axis++) {
    if (sizes[axis] == 1) continue;
    int last = copy->rank - 1;
    if (last >= 0 && copy->source_strides[last] == sizes[axis] * strides[axis]) {
      copy->sizes[last] *= sizes[axis];
    } else {
      copy->sizes[last = copy->rank++] = sizes[axis];
    }
    copy->source_strides[last] = strides[axis];
    copy->target_strides[last] = target_strides[axis];
  }
  return count;
}

// The axis along which elements are side by side in the source, or else the one that is nearest to it.
static int row_axis(const Copy *copy) {
  int axis = 0;
  for (int i = 1; i < copy->rank; i++) {
    if (copy->source_strides[i] < copy->source_strides[axis]) axis = i;
  }
  return axis;
}

static void copy_scattered(Copy *copy, int64_t count) {
  int64_t width = copy->width;
  for (int64_t index = 0; index < count; index++) {
    int64_t from, to;
    locate(copy, index, &from, &to);
    memcpy(copy->target + to * width, copy->source + from * width, (size_t)width);
  }
}

bool jacobi_copy_permuted(
    int32_t width, int32_t rank, const int64_t *sizes, const int64_t *strides, const void *source, void *target) {
  if (rank > maximum_rank) return false;
  Copy copy = {.width = width, .source = source, .target = target};
  int64_t count = simplify(&copy, rank, sizes, strides);
  if (count == 0) return true;
  int last = copy.rank - 1;
  if (copy.rank == 0 || copy.source_strides[last] == 1) {
    copy.columns = copy.rank ? copy.sizes[last] : 1;
    if (copy.rank) remove_axis(&copy, last);
    int64_t grain = (1 << 16) / (copy.columns * width + 16);
    jacobi_parallel_for(count / copy.columns, grain ? grain : 1, copy_rows, &copy);
    return true;
  }
  int row = row_axis(&copy);
  if (copy.source_strides[row] != 1 || row == last) {
    copy_scattered(&copy, count);
    return true;
  }
  copy.columns = copy.sizes[last];
  copy.column_stride = copy.source_strides[last];
  copy.rows = copy.sizes[row];
  copy.row_stride = copy.target_strides[row];
  remove_axis(&copy, last);
  remove_axis(&copy, row);
  copy.row_blocks = (copy.rows + block_rows - 1) / block_rows;
  copy.column_blocks = (copy.columns + block_columns - 1) / block_columns;
  // Larger than the caches, and all rows on boundaries of lines.
  copy.streams = count * width >= (8 << 20) && (uintptr_t)target % 64 == 0 && copy.row_stride * width % 64 == 0;
  for (int axis = 0; axis < copy.rank; axis++) {
    if (copy.target_strides[axis] * width % 64) copy.streams = false;
  }
  int64_t planes = count / (copy.rows * copy.columns);
  int64_t block = copy.rows * copy.columns / (copy.row_blocks * copy.column_blocks);
  jacobi_parallel_for(
      planes * copy.row_blocks * copy.column_blocks, (1 << 14) / (block + 64) + 1, copy_planes, &copy);
  return true;
}
