// Sorting numbers along the last axis by the digits of keys.
#include "lines.h"
#include "quicksort.h"

#include <string.h>

#define ELEMENT uint32_t
#define KEY(x) (x)
#define NAME(name) name##_32
#include "radix.inc"
#define ELEMENT uint64_t
#define KEY(x) (x)
#define NAME(name) name##_64
#include "radix.inc"

// What keys do not tell: which zeros are negative, and the bits of NaNs. All are written in the order that they had.
#define RESTORE(Name, Unsigned, Signed)                                                                    \
  static void Name(const Unsigned *source, Unsigned *target, int64_t count, JacobiNumber number) {         \
    const Unsigned sign = (Unsigned)1 << (8 * sizeof(Unsigned) - 1), infinity = (Unsigned)number.infinity; \
    int64_t negative = 0, positive = 0, below = 0, missing = 0;                                            \
    for (int64_t i = 0; i < count; i++) {                                                                  \
      Unsigned bits = source[i], magnitude = bits & (Unsigned)~sign;                                       \
      missing += magnitude > infinity;                                                                     \
      negative += bits == sign;                                                                            \
      positive += bits == 0;                                                                               \
      below += bits > sign && magnitude <= infinity;                                                       \
    }                                                                                                      \
    if (!missing && !(negative && positive)) {                                                             \
      if (negative) {                                                                                      \
        for (int64_t i = 0; i < negative; i++) target[below + i] = sign;                                   \
      }                                                                                                    \
      return;                                                                                              \
    }                                                                                                      \
    Unsigned *zero = target + below, *last = target + (count - missing);                                   \
    for (int64_t i = 0; i < count; i++) {                                                                  \
      Unsigned magnitude = source[i] & (Unsigned)~sign;                                                    \
      if (magnitude == 0) *zero++ = source[i];                                                             \
      if (magnitude > infinity) *last++ = source[i];                                                       \
    }                                                                                                      \
  }
RESTORE(restore_16, uint16_t, int16_t)
RESTORE(restore_32, uint32_t, int32_t)
RESTORE(restore_64, uint64_t, int64_t)
#undef RESTORE

#define STORE(Unsigned, keys)                                                                        \
  {                                                                                                  \
    const Unsigned sign = (Unsigned)1 << (8 * sizeof(Unsigned) - 1);                                 \
    Unsigned *result = target;                                                                       \
    if (number.kind == JacobiNumberUnsigned) {                                                       \
      for (int64_t i = 0; i < count; i++) result[i] = (Unsigned)(keys)[i];                           \
    } else if (number.kind == JacobiNumberSigned) {                                                  \
      for (int64_t i = 0; i < count; i++) result[i] = (Unsigned)((keys)[i] ^ sign);                  \
    } else {                                                                                         \
      for (int64_t i = 0; i < count; i++) {                                                          \
        Unsigned key = (Unsigned)(keys)[i];                                                          \
        result[i] = key & sign ? (Unsigned)(key & (Unsigned)~sign) : (Unsigned)~key;                 \
      }                                                                                              \
    }                                                                                                \
  }

static void store_keys(JacobiNumber number, const void *keys, int64_t count, void *target) {
  switch (number.width) {
    case 1: STORE(uint8_t, (const uint32_t *)keys) break;
    case 2: STORE(uint16_t, (const uint32_t *)keys) break;
    case 4: STORE(uint32_t, (const uint32_t *)keys) break;
    case 8: STORE(uint64_t, (const uint64_t *)keys) break;
  }
}

static void restore(JacobiNumber number, const void *source, void *target, int64_t count) {
  if (number.kind != JacobiNumberFloating) return;
  switch (number.width) {
    case 2: restore_16(source, target, count, number); break;
    case 4: restore_32(source, target, count, number); break;
    case 8: restore_64(source, target, count, number); break;
  }
}

void jacobi_sort_keys_by_digits(int32_t *keys, int32_t *other, int64_t count, bool intoOther) {
  const uint32_t sign = 0x80000000;
  uint32_t *elements = (uint32_t *)keys, *target = (uint32_t *)(intoOther ? other : keys);
  for (int64_t i = 0; i < count; i++) elements[i] ^= sign;
  uint32_t *sorted = sort_32(elements, (uint32_t *)other, count, 4);
  for (int64_t i = 0; i < count; i++) target[i] = sorted[i] ^ sign;
}

// Replaces floats by signed integers in the same order, NaN the largest. Returns whether keys do not tell everything.
#define FLOAT_KEYS                                                                              \
  int32_t missing = 0, negative = 0, positive = 0;                                              \
  for (int64_t i = 0; i < count; i++) {                                                         \
    int32_t bits = source[i], magnitude = bits & INT32_MAX;                                     \
    int32_t key = bits ^ ((bits >> 31) & INT32_MAX);                                            \
    missing |= magnitude > 0x7F800000 ? -1 : 0;                                                 \
    negative |= bits == INT32_MIN ? -1 : 0;                                                     \
    positive |= bits == 0 ? -1 : 0;                                                             \
    keys[i] = magnitude > 0x7F800000 ? INT32_MAX : key;                                         \
  }                                                                                             \
  return missing || (negative && positive);

#ifdef JACOBI_X86
AVX2 static bool float_keys(const int32_t *restrict source, int32_t *restrict keys, int64_t count) { FLOAT_KEYS }
#else
static bool float_keys(const int32_t *restrict source, int32_t *restrict keys, int64_t count) { FLOAT_KEYS }
#endif
#undef FLOAT_KEYS

// Keys that take the place of the result.
static void sort_line_32(JacobiNumber number, const void *source, void *target, int64_t count, Room *room) {
  int32_t *keys = target;
  bool restores = false;
  switch (number.kind) {
    case JacobiNumberFloating: restores = float_keys(source, keys, count); break;
    case JacobiNumberSigned: memcpy(keys, source, sizeof *keys * (size_t)count); break;
    case JacobiNumberUnsigned:
      for (int64_t i = 0; i < count; i++) keys[i] = ((const int32_t *)source)[i] ^ INT32_MIN;
      break;
  }
  jacobi_quicksort(keys, (int32_t *)room->second, count, room->parts > 1);
  switch (number.kind) {
    case JacobiNumberFloating:
      for (int64_t i = 0; i < count; i++) keys[i] ^= (keys[i] >> 31) & INT32_MAX;
      break;
    case JacobiNumberSigned: break;
    case JacobiNumberUnsigned:
      for (int64_t i = 0; i < count; i++) keys[i] ^= INT32_MIN;
      break;
  }
  if (restores) restore(number, source, target, count);
}

static void sort_line(JacobiNumber number, const void *source, void *target, int64_t count, Room *room) {
  void *sorted;
  if (number.width == 4 && jacobi_can_quicksort()) {
    sort_line_32(number, source, target, count, room);
    return;
  }
  if (number.width == 8) {
    jacobi_load_keys_64(number, key_sort, false, source, count, 1, (uint64_t *)room->first);
    sorted = SORT(64, uint64_t, room, count, 8);
  } else {
    jacobi_load_keys_32(number, key_sort, false, source, count, 1, (uint32_t *)room->first);
    sorted = SORT(32, uint32_t, room, count, number.width);
  }
  store_keys(number, sorted, count, target);
  restore(number, source, target, count);
}

static void sort_lines(void *context, int64_t begin, int64_t end) {
  Lines *lines = context;
  JacobiNumber number = lines->numbers[0];
  Room room;
  if (!make_room(&room, lines->size, number.width == 8 ? 8 : 4, lines->count == 1)) {
    lines->failed = true;
    return;
  }
  int64_t bytes = lines->size * number.width;
  for (; begin < end; begin++) {
    sort_line(number, (const char *)lines->sources[0] + begin * bytes, (char *)lines->target + begin * bytes, lines->size, &room);
  }
  free(room.first);
}

bool jacobi_sort(JacobiNumber number, int64_t count, int64_t size, const void *source, void *target) {
  if (count == 0 || size == 0) return true;
  const void *sources[1] = {source};
  Lines lines = {.numbers = &number, .sources = sources, .target = target, .size = size, .count = count};
  if (count == 1) sort_lines(&lines, 0, 1);
  else jacobi_parallel_for(count, line_grain(size), sort_lines, &lines);
  return !lines.failed;
}
