// The order of lines by one or several keys, and the largest elements of each line.
#include "lines.h"

#include <string.h>

typedef struct Pair {
  uint64_t key, index;
} Pair;

// The key in the upper half, an index in the lower one.
#define ELEMENT uint64_t
#define KEY(x) ((uint32_t)((x) >> 32))
#define NAME(name) name##_indexed
#include "radix.inc"
#define ELEMENT Pair
#define KEY(x) ((x).key)
#define NAME(name) name##_pair
#include "radix.inc"

// Sorts indices by a key; those in `order`, if it is not null, are in the order of keys after it already.
static void order_by_key(Lines *lines, int key, int64_t line, int32_t *order, bool is_first, Room *room) {
  JacobiNumber number = lines->numbers[key];
  int64_t size = lines->size;
  const char *source = (const char *)lines->sources[key] + line * size * number.width * number.parts;
  source += number.part * number.width;
  if (number.width == 8) {
    Pair *pairs = (Pair *)room->first;
    for (int64_t i = 0; i < size; i++) {
      int64_t index = is_first ? i : order[i];
      uint64_t bits = *(const uint64_t *)(source + index * 8 * number.parts);
      uint64_t sorted_key = jacobi_key_64(bits, number, lines->order);
      pairs[i] = (Pair){lines->descends ? ~sorted_key : sorted_key, (uint64_t)index};
    }
    const Pair *sorted = SORT(pair, Pair, room, size, 8);
    for (int64_t i = 0; i < size; i++) order[i] = (int32_t)sorted[i].index;
    return;
  }
  uint64_t *indexed = (uint64_t *)room->first;
  uint32_t *keys = (uint32_t *)room->second;
  jacobi_load_keys_32(number, lines->order, lines->descends, source, size, number.parts, keys);
  for (int64_t i = 0; i < size; i++) {
    int64_t index = is_first ? i : order[i];
    indexed[i] = (uint64_t)keys[index] << 32 | (uint64_t)index;
  }
  const uint64_t *sorted = SORT(indexed, uint64_t, room, size, number.width);
  for (int64_t i = 0; i < size; i++) order[i] = (int32_t)sorted[i];
}

static void order_lines(void *context, int64_t begin, int64_t end) {
  Lines *lines = context;
  int64_t width = 8;
  for (int key = 0; key < lines->key_count; key++) {
    if (lines->numbers[key].width == 8) width = sizeof(Pair);
  }
  Room room;
  if (!make_room(&room, lines->size, width, lines->count == 1)) {
    lines->failed = true;
    return;
  }
  for (; begin < end; begin++) {
    for (int key = lines->key_count - 1; key >= 0; key--) {
      order_by_key(
          lines, key, begin, (int32_t *)lines->target + begin * lines->size, key == lines->key_count - 1, &room);
    }
  }
  free(room.first);
}

bool jacobi_sort_order(
    int32_t key_count, const JacobiNumber *numbers, int64_t count, int64_t size, const void *const *keys,
    int32_t *order) {
  if (count == 0 || size == 0) return true;
  Lines lines = {
      .key_count = key_count, .numbers = numbers, .sources = keys, .target = order, .size = size, .count = count};
  if (count == 1) order_lines(&lines, 0, 1);
  else jacobi_parallel_for(count, line_grain(size), order_lines, &lines);
  return !lines.failed;
}

typedef struct Take {
  int32_t width;
  int64_t size, count;
  const char *source;
  const int32_t *order;
  char *target;
} Take;

static void take_range(void *context, int64_t begin, int64_t end) {
  const Take *take = context;
  typedef struct { uint64_t parts[2]; } Wide;
#define TAKE(Type)                                                                     \
  {                                                                                    \
    for (int64_t i = begin; i < end; i++) {                                            \
      int64_t line = i / take->size * take->size;                                      \
      ((Type *)take->target)[i] = ((const Type *)take->source)[line + take->order[i]]; \
    }                                                                                  \
    break;                                                                             \
  }
  switch (take->width) {
    case 1: TAKE(uint8_t)
    case 2: TAKE(uint16_t)
    case 4: TAKE(uint32_t)
    case 8: TAKE(uint64_t)
    case 16: TAKE(Wide)
  }
#undef TAKE
}

void jacobi_take_order(
    int32_t width, int64_t count, int64_t size, const void *source, const int32_t *order, void *target) {
  Take take = {.width = width, .size = size, .count = count, .source = source, .order = order, .target = target};
  if (size) jacobi_parallel_for(count * size, 1 << 14, take_range, &take);
}

// The largest elements by a threshold: what has been found so far is in `best`, its `k` largest ones first.
static int64_t select_largest(uint64_t *best, uint64_t *other, int64_t found, int64_t k) {
  uint64_t *sorted = sort_indexed(best, other, found, 4);
  if (sorted != best) memcpy(best, sorted, sizeof *best * (size_t)(found < k ? found : k));
  return found < k ? found : k;
}

// Blocks whose largest element is no larger than the threshold are skipped.
static void find_largest_32(Lines *lines, const void *source, int64_t line, Room *room, uint32_t *keys) {
  int64_t size = lines->size, k = lines->k, capacity = 4 * k + 1024, found = 0;
  uint64_t *best = (uint64_t *)room->first, *other = (uint64_t *)room->second;
  JacobiNumber number = lines->numbers[0];
  uint32_t threshold = UINT32_MAX;  // keys are inverted: the largest element has the least key
  bool is_full = false;
  for (int64_t block = 0; block < size; block += 256) {
    int64_t end = size - block < 256 ? size - block : 256;
    jacobi_load_keys_32(number, key_total, true, (const char *)source + block * number.width, end, 1, keys);
    uint32_t least = UINT32_MAX;
    for (int64_t i = 0; i < end; i++) least = keys[i] < least ? keys[i] : least;
    if (is_full && least >= threshold) continue;
    for (int64_t i = 0; i < end; i++) {
      if (is_full && keys[i] >= threshold) continue;
      best[found++] = (uint64_t)keys[i] << 32 | (uint64_t)(block + i);
      if (found < capacity) continue;
      found = select_largest(best, other, found, k);
      threshold = (uint32_t)(best[k - 1] >> 32);
      is_full = true;
    }
  }
  select_largest(best, other, found, k);
  char *values = (char *)lines->values + line * k * number.width;
  int32_t *indices = (int32_t *)lines->target + line * k;
  for (int64_t i = 0; i < k; i++) {
    indices[i] = (int32_t)best[i];
    memcpy(values + i * number.width, (const char *)source + (int64_t)(uint32_t)best[i] * number.width, (size_t)number.width);
  }
}

static void top_lines(void *context, int64_t begin, int64_t end) {
  Lines *lines = context;
  Room room;
  uint32_t keys[256];
  if (!make_room(&room, 4 * lines->k + 1024, 8, false)) {
    lines->failed = true;
    return;
  }
  for (; begin < end; begin++) {
    const char *source = (const char *)lines->sources[0] + begin * lines->size * lines->numbers[0].width;
    find_largest_32(lines, source, begin, &room, keys);
  }
  free(room.first);
}

static bool sort_top(JacobiNumber number, int64_t count, int64_t size, int64_t k, const void *source, void *values, int32_t *indices) {
  int32_t *order;
  const void *sources[1] = {source};
  if (!(order = malloc(sizeof *order * (size_t)(count * size)))) return false;
  Lines lines = {.key_count = 1, .numbers = &number, .sources = sources, .target = order, .size = size, .count = count};
  lines.descends = true;
  lines.order = key_total;
  if (count == 1) order_lines(&lines, 0, 1);
  else jacobi_parallel_for(count, line_grain(size), order_lines, &lines);
  for (int64_t line = 0; line < count && !lines.failed; line++) {
    memcpy(indices + line * k, order + line * size, sizeof *order * (size_t)k);
    for (int64_t i = 0; i < k; i++) {
      memcpy(
          (char *)values + (line * k + i) * number.width,
          (const char *)source + (line * size + order[line * size + i]) * number.width, (size_t)number.width);
    }
  }
  free(order);
  return !lines.failed;
}

bool jacobi_top_k(
    JacobiNumber number, int64_t count, int64_t size, int64_t k, const void *source, void *values, int32_t *indices) {
  if (count == 0 || k == 0) return true;
  if (number.width == 8 || k > size / 16) return sort_top(number, count, size, k, source, values, indices);
  const void *sources[1] = {source};
  Lines lines = {.numbers = &number, .sources = sources, .target = indices, .values = values, .size = size, .count = count, .k = k};
  jacobi_parallel_for(count, line_grain(size), top_lines, &lines);
  return !lines.failed;
}
