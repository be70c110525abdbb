// Positions of the largest or smallest elements along the last axis.
#include "keys.h"
#include "processor.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

// The largest key of a range and where it is first.
typedef struct Best {
  uint64_t key;
  int64_t position;
} Best;

enum { block_size = 512 };

// The order of the keys: of a minimum it is inverted, but for NaN, which is to be found in both.
#define BLOCKS(Name, Key, load)                                                                          \
  static inline __attribute__((always_inline)) Best Name(                                                \
      JacobiNumber number, bool isMinimum, const char *source, int64_t count) {                          \
    Key keys[block_size], best = 0;                                                                      \
    Key missing = isMinimum && number.kind == JacobiNumberFloating ? 1 : 0;                              \
    int64_t best_block = 0;                                                                              \
    for (int64_t block = 0; block < count; block += block_size) {                                        \
      int64_t size = count - block < block_size ? count - block : block_size;                            \
      load(number, key_sort, isMinimum, source + block * number.width, size, 1, keys);                   \
      Key largest = 0;                                                                                   \
      for (int64_t i = 0; i < size; i++) {                                                               \
        Key key = (Key)(keys[i] - missing);                                                              \
        largest = key > largest ? key : largest;                                                         \
      }                                                                                                  \
      if (largest > best || block == 0) {                                                                \
        best = largest;                                                                                  \
        best_block = block;                                                                              \
      }                                                                                                  \
    }                                                                                                    \
    int64_t size = count - best_block < block_size ? count - best_block : block_size, position = 0;      \
    load(number, key_sort, isMinimum, source + best_block * number.width, size, 1, keys);                \
    while ((Key)(keys[position] - missing) != best) position++;                                          \
    return (Best){best, best_block + position};                                                          \
  }
BLOCKS(best_32, uint32_t, jacobi_load_keys_32)
BLOCKS(best_64, uint64_t, jacobi_load_keys_64)
#undef BLOCKS

// Floating-point numbers are compared themselves, a vector at a time, and NaN is looked for beside.
#define FLOATING(Name, T, Integer, Key, key, lanes)                                                          \
  typedef T Name##_vector __attribute__((ext_vector_type(lanes), aligned(sizeof(T))));                       \
  typedef Integer Name##_mask __attribute__((ext_vector_type(lanes)));                                       \
  static inline __attribute__((always_inline)) bool Name##_extreme(                                          \
      bool isMinimum, const T *x, int64_t count, T *extreme) {                                               \
    T best = x[0];                                                                                           \
    bool missing = false;                                                                                    \
    int64_t i = 0;                                                                                           \
    if (count >= 4 * lanes) {                                                                                \
      const Name##_vector *vectors = (const Name##_vector *)x;                                               \
      Name##_vector a[4] = {vectors[0], vectors[1], vectors[2], vectors[3]};                                 \
      Name##_mask unordered = 0;                                                                             \
      for (; i + 4 * lanes <= count; i += 4 * lanes, vectors += 4) {                                         \
        for (int j = 0; j < 4; j++) {                                                                        \
          Name##_vector y = vectors[j];                                                                      \
          a[j] = isMinimum ? (y < a[j] ? y : a[j]) : (y > a[j] ? y : a[j]);                                  \
          unordered |= (Name##_mask)(y != y);                                                                \
        }                                                                                                    \
      }                                                                                                      \
      for (int j = 0; j < 4 * lanes; j++) {                                                                  \
        T y = a[j / lanes][j % lanes];                                                                       \
        best = isMinimum ? (y < best ? y : best) : (y > best ? y : best);                                    \
        missing |= unordered[j % lanes] != 0;                                                                \
      }                                                                                                      \
    }                                                                                                        \
    for (; i < count; i++) {                                                                                 \
      best = isMinimum ? (x[i] < best ? x[i] : best) : (x[i] > best ? x[i] : best);                          \
      missing |= x[i] != x[i];                                                                               \
    }                                                                                                        \
    *extreme = best;                                                                                         \
    return missing;                                                                                          \
  }                                                                                                          \
  static inline __attribute__((always_inline)) Best Name(                                                    \
      JacobiNumber number, bool isMinimum, const T *x, int64_t count) {                                      \
    T best = x[0];                                                                                           \
    int64_t best_block = 0;                                                                                  \
    for (int64_t block = 0; block < count; block += block_size) {                                            \
      int64_t size = count - block < block_size ? count - block : block_size;                                \
      T extreme;                                                                                             \
      if (Name##_extreme(isMinimum, x + block, size, &extreme)) {                                            \
        while (x[block] == x[block]) block++;                                                                \
        return (Best){UINT64_MAX, block};                                                                    \
      }                                                                                                      \
      if (isMinimum ? extreme < best : extreme > best) {                                                     \
        best = extreme;                                                                                      \
        best_block = block;                                                                                  \
      }                                                                                                      \
    }                                                                                                        \
    while (x[best_block] != best) best_block++;                                                              \
    Key bits;                                                                                                \
    memcpy(&bits, &best, sizeof bits);                                                                       \
    bits = key(bits, number, key_sort);                                                                      \
    return (Best){isMinimum ? (Key)~bits : bits, best_block};                                                \
  }
FLOATING(best_float, float, int32_t, uint32_t, jacobi_key_32, 8)
FLOATING(best_double, double, int64_t, uint64_t, jacobi_key_64, 4)
#undef FLOATING

static inline __attribute__((always_inline)) Best find(
    JacobiNumber number, bool isMinimum, const char *source, int64_t count) {
  if (number.kind == JacobiNumberFloating && number.width == 4) {
    return isMinimum ? best_float(number, true, (const float *)source, count)
                     : best_float(number, false, (const float *)source, count);
  }
  if (number.kind == JacobiNumberFloating && number.width == 8) {
    return isMinimum ? best_double(number, true, (const double *)source, count)
                     : best_double(number, false, (const double *)source, count);
  }
  return number.width == 8 ? best_64(number, isMinimum, source, count) : best_32(number, isMinimum, source, count);
}

#ifdef JACOBI_X86
AVX2 static Best find_avx2(JacobiNumber number, bool isMinimum, const char *source, int64_t count) {
  return find(number, isMinimum, source, count);
}
#endif

static Best find_best(JacobiNumber number, bool isMinimum, const char *source, int64_t count) {
#ifdef JACOBI_X86
  if (jacobi_has_avx2()) return find_avx2(number, isMinimum, source, count);
#endif
  return find(number, isMinimum, source, count);
}

typedef struct Search {
  JacobiNumber number;
  bool is_minimum;
  const char *source;
  int64_t size;
  int32_t index_width;
  void *target;
  Best *parts;
} Search;

static void store_index(const Search *search, int64_t line, int64_t position) {
  switch (search->index_width) {
    case 1: ((int8_t *)search->target)[line] = (int8_t)position; break;
    case 2: ((int16_t *)search->target)[line] = (int16_t)position; break;
    case 4: ((int32_t *)search->target)[line] = (int32_t)position; break;
    case 8: ((int64_t *)search->target)[line] = position; break;
  }
}

static void search_lines(void *context, int64_t begin, int64_t end) {
  const Search *search = context;
  for (; begin < end; begin++) {
    const char *line = search->source + begin * search->size * search->number.width;
    store_index(search, begin, find_best(search->number, search->is_minimum, line, search->size).position);
  }
}

enum { part_size = 1 << 16, part_count = 64 };

static void search_parts(void *context, int64_t begin, int64_t end) {
  const Search *search = context;
  int64_t part = begin / ((search->size + part_count - 1) / part_count);
  Best best = find_best(
      search->number, search->is_minimum, search->source + begin * search->number.width, end - begin);
  best.position += begin;
  search->parts[part] = best;
}

void jacobi_arg_extreme(
    JacobiNumber number, bool isMinimum, int64_t count, int64_t size, const void *source, int32_t index_width,
    void *target) {
  Best parts[part_count];
  Search search = {number, isMinimum, source, size, index_width, target, parts};
  if (count > 1 || size < part_size) {
    jacobi_parallel_for(count, (1 << 14) / (size + 1) + 1, search_lines, &search);
    return;
  }
  int64_t part = (size + part_count - 1) / part_count, used = (size + part - 1) / part;
  jacobi_parallel_for(size, part, search_parts, &search);
  Best best = parts[0];
  for (int64_t i = 1; i < used; i++) {
    if (parts[i].key > best.key) best = parts[i];
  }
  store_index(&search, 0, best.position);
}
