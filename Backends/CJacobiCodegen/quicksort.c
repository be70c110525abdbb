// Sorting of 32-bit keys by vectors of eight: partitions from one memory into another, and networks for what is left.
//
// Each element of a vector goes to the left or to the right end of the other memory, by a permutation that is looked up for
// the outcome of eight comparisons. (S. Gueron, V. Krasnov: "Fast quicksort implementation using AVX instructions", 2016;
// K. Batcher: "Sorting networks and their applications", 1968)
#include "quicksort.h"

#ifdef JACOBI_X86
#include <pthread.h>
#include <string.h>

// For each mask the lanes that are not in it, and then those that are.
static uint32_t permutations[256][8] __attribute__((aligned(32)));
static pthread_once_t prepared = PTHREAD_ONCE_INIT;

static void prepare(void) {
  for (int mask = 0; mask < 256; mask++) {
    int place = 0;
    for (int lane = 0; lane < 8; lane++) {
      if (!(mask >> lane & 1)) permutations[mask][place++] = (uint32_t)lane;
    }
    for (int lane = 0; lane < 8; lane++) {
      if (mask >> lane & 1) permutations[mask][place++] = (uint32_t)lane;
    }
  }
}

// Copies elements below the pivot to the front of the target and others to its end; or those up to the pivot, if `inclusive`.
AVX2 static int64_t partition(const int32_t *source, int32_t *target, int64_t count, int32_t pivot, bool inclusive) {
  int64_t left = 0, right = count, first = count % 8;
  // What is left over comes first: from then on the gap between both ends is a multiple of a vector.
  for (int64_t i = 0; i < first; i++) {
    bool isRight = inclusive ? source[i] > pivot : source[i] >= pivot;
    target[isRight ? --right : left++] = source[i];
  }
  __m256i limit = _mm256_set1_epi32(pivot);
  for (int64_t i = first; i < count; i += 8) {
    __m256i x = _mm256_loadu_si256((const __m256i *)(source + i));
    int mask = inclusive ? _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(x, limit)))
                         : _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(limit, x))) ^ 255;
    x = _mm256_permutevar8x32_epi32(x, _mm256_load_si256((const __m256i *)permutations[mask]));
    _mm256_storeu_si256((__m256i *)(target + left), x);
    _mm256_storeu_si256((__m256i *)(target + right - 8), x);
    int moved = __builtin_popcount((unsigned)mask);
    left += 8 - moved;
    right -= moved;
  }
  return left;
}

#define INLINE AVX2 static inline __attribute__((always_inline))

INLINE void exchange(__m256i *a, __m256i *b) {
  __m256i least = _mm256_min_epi32(*a, *b);
  *b = _mm256_max_epi32(*a, *b);
  *a = least;
}

INLINE __m256i reversed(__m256i x) {
  return _mm256_permutevar8x32_epi32(x, _mm256_set_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

// A vector that rises and then falls, in order.
INLINE __m256i merged(__m256i x) {
  __m256i y = _mm256_permute2x128_si256(x, x, 1);
  x = _mm256_blend_epi32(_mm256_min_epi32(x, y), _mm256_max_epi32(x, y), 0xF0);
  y = _mm256_shuffle_epi32(x, 0x4E);
  x = _mm256_blend_epi32(_mm256_min_epi32(x, y), _mm256_max_epi32(x, y), 0xCC);
  y = _mm256_shuffle_epi32(x, 0xB1);
  return _mm256_blend_epi32(_mm256_min_epi32(x, y), _mm256_max_epi32(x, y), 0xAA);
}

// Merges the sorted vectors before `half` with as many behind.
INLINE void merge(__m256i *v, int half) {
  for (int i = 0; i < half / 2 + half % 2; i++) {
    int j = half - 1 - i;
    __m256i x = reversed(v[half + j]), y = reversed(v[half + i]);
    __m256i a = v[i], b = v[j];
    v[i] = _mm256_min_epi32(a, x);
    v[half + i] = _mm256_max_epi32(a, x);
    if (i != j) {
      v[j] = _mm256_min_epi32(b, y);
      v[half + j] = _mm256_max_epi32(b, y);
    }
  }
  for (int distance = half / 2; distance >= 1; distance /= 2) {
    for (int i = 0; i < 2 * half; i++) {
      if (!(i & distance)) exchange(&v[i], &v[i + distance]);
    }
  }
  for (int i = 0; i < 2 * half; i++) v[i] = merged(v[i]);
}

INLINE void transpose(__m256i *v) {
  __m256i a[8], b[8];
  for (int i = 0; i < 8; i += 2) {
    a[i] = _mm256_unpacklo_epi32(v[i], v[i + 1]);
    a[i + 1] = _mm256_unpackhi_epi32(v[i], v[i + 1]);
  }
  for (int i = 0; i < 8; i += 4) {
    b[i] = _mm256_unpacklo_epi64(a[i], a[i + 2]);
    b[i + 1] = _mm256_unpackhi_epi64(a[i], a[i + 2]);
    b[i + 2] = _mm256_unpacklo_epi64(a[i + 1], a[i + 3]);
    b[i + 3] = _mm256_unpackhi_epi64(a[i + 1], a[i + 3]);
  }
  for (int i = 0; i < 4; i++) {
    v[i] = _mm256_permute2x128_si256(b[i], b[i + 4], 0x20);
    v[i + 4] = _mm256_permute2x128_si256(b[i], b[i + 4], 0x31);
  }
}

enum { network_size = 64 };

// At most 64 elements, from one memory to another, which may be the same.
AVX2 static void sort_few(const int32_t *source, int32_t *target, int64_t count) {
  __m256i v[8];
  int32_t padded[network_size] __attribute__((aligned(32)));
  const int32_t *from = source;
  if (count < network_size) {
    for (int i = 0; i < 8; i++) _mm256_store_si256((__m256i *)padded + i, _mm256_set1_epi32(INT32_MAX));
    memcpy(padded, source, sizeof *source * (size_t)count);
    from = padded;
  }
  for (int i = 0; i < 8; i++) v[i] = _mm256_loadu_si256((const __m256i *)from + i);
  // Columns by the network of least size for eight elements.
  static const int8_t pairs[19][2] = {{0, 2}, {1, 3}, {4, 6}, {5, 7}, {0, 4}, {1, 5}, {2, 6}, {3, 7}, {0, 1}, {2, 3},
                                      {4, 5}, {6, 7}, {2, 4}, {3, 5}, {1, 4}, {3, 6}, {1, 2}, {3, 4}, {5, 6}};
#pragma clang loop unroll(full)
  for (int i = 0; i < 19; i++) exchange(&v[pairs[i][0]], &v[pairs[i][1]]);
  transpose(v);
  for (int i = 0; i < 8; i += 2) merge(v + i, 1);
  for (int i = 0; i < 8; i += 4) merge(v + i, 2);
  merge(v, 4);
  if (count == network_size) {
    for (int i = 0; i < 8; i++) _mm256_storeu_si256((__m256i *)target + i, v[i]);
    return;
  }
  for (int i = 0; i < 8; i++) _mm256_store_si256((__m256i *)padded + i, v[i]);
  memcpy(target, padded, sizeof *source * (size_t)count);
}

// An element near the middle: the median of some that are spread over the range.
static int32_t choose_pivot(const int32_t *elements, int64_t count) {
  int32_t sample[16];
  for (int i = 0; i < 16; i++) sample[i] = elements[(count - 1) * i / 15];
  sort_few(sample, sample, 16);
  return sample[8];
}

// Sorts what is in `source` into it, or into `other`, which is used in any case. Partitions that do not get smaller are counted
// against `depth`, at the end of which the rest is left to the caller's other method.
static void sort_range(int32_t *source, int32_t *other, int64_t count, bool intoOther, int depth) {
  while (count > network_size) {
    if (depth-- == 0) {
      jacobi_sort_keys_by_digits(source, other, count, intoOther);
      return;
    }
    int32_t pivot = choose_pivot(source, count);
    int64_t left = partition(source, other, count, pivot, false);
    if (left == 0) {
      // The pivot is the least element: all that are equal to it are in their places.
      left = partition(source, other, count, pivot, true);
      if (!intoOther) memcpy(source, other, sizeof *source * (size_t)left);
    } else {
      sort_range(other, source, left, !intoOther, depth);
    }
    int32_t *rest = source + left;
    source = other + left;
    other = rest;
    count -= left;
    intoOther = !intoOther;
  }
  sort_few(source, intoOther ? other : source, count);
}

static int depth_for(int64_t count) { return 2 * (64 - __builtin_clzll((unsigned long long)count | 1)) + 8; }

enum { levels = 4, range_count = 1 << levels };

typedef struct Ranges {
  int32_t *source, *other;
  int64_t bounds[range_count + 1];
  int level;
} Ranges;

static void split_ranges(void *context, int64_t begin, int64_t end) {
  Ranges *ranges = context;
  int step = range_count >> ranges->level;
  for (; begin < end; begin++) {
    int64_t first = ranges->bounds[begin * step], count = ranges->bounds[(begin + 1) * step] - first, left = 0;
    if (count) left = partition(ranges->source + first, ranges->other + first, count, choose_pivot(ranges->source + first, count), true);
    ranges->bounds[begin * step + step / 2] = first + left;
  }
}

static void sort_ranges(void *context, int64_t begin, int64_t end) {
  Ranges *ranges = context;
  for (; begin < end; begin++) {
    int64_t first = ranges->bounds[begin], count = ranges->bounds[begin + 1] - first;
    sort_range(ranges->source + first, ranges->other + first, count, false, depth_for(count));
  }
}

bool jacobi_can_quicksort(void) { return jacobi_has_avx2(); }

void jacobi_quicksort(int32_t *keys, int32_t *other, int64_t count, bool divides) {
  pthread_once(&prepared, prepare);
  if (!divides) {
    sort_range(keys, other, count, false, depth_for(count));
    return;
  }
  Ranges ranges = {.source = keys, .other = other};
  ranges.bounds[range_count] = count;
  // An even number of partitions ends where it began.
  for (ranges.level = 0; ranges.level < levels; ranges.level++) {
    jacobi_parallel_for(1 << ranges.level, 1, split_ranges, &ranges);
    int32_t *source = ranges.source;
    ranges.source = ranges.other;
    ranges.other = source;
  }
  jacobi_parallel_for(range_count, 1, sort_ranges, &ranges);
}
#else
bool jacobi_can_quicksort(void) { return false; }
void jacobi_quicksort(int32_t *keys, int32_t *other, int64_t count, bool divides) {
  (void)divides;
  jacobi_sort_keys_by_digits(keys, other, count, false);
}
#endif
