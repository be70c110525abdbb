// What sorting along the last axis has in common: the lines, and the memory to sort them in.
#pragma once

#include "keys.h"

#include <stdatomic.h>
#include <stdlib.h>

// Lines of fewer elements are not divided among threads.
enum { least_divided = 1 << 16, maximum_parts = 64 };

// Memory of one thread for the lines that it sorts.
typedef struct Room {
  char *first, *second;
  int64_t (*places)[256];
  int parts;
} Room;

static inline bool make_room(Room *room, int64_t count, int64_t width, bool divides) {
  room->parts = divides && count >= least_divided ? jacobi_thread_limit() : 1;
  if (room->parts > maximum_parts) room->parts = maximum_parts;
  size_t size = ((size_t)(count * width) + 63) & ~(size_t)63;
  void *memory = NULL;
  size_t extra = room->parts > 1 ? sizeof room->places[0] * (size_t)room->parts : 0;
  if (posix_memalign(&memory, 64, 2 * size + extra + 64)) return false;
  room->first = memory;
  room->second = room->first + size;
  room->places = (int64_t(*)[256])(room->second + size);
  return true;
}

#define SORT(name, Type, room, count, bytes)                                                                      \
  ((room)->parts > 1 ? sort_parallel_##name(                                                                      \
                           (Type *)(room)->first, (Type *)(room)->second, count, bytes, (room)->parts,            \
                           (room)->places)                                                                        \
                     : sort_##name((Type *)(room)->first, (Type *)(room)->second, count, bytes))

typedef struct Lines {
  int32_t key_count;
  const JacobiNumber *numbers;
  const void *const *sources;
  void *target;
  int64_t size, count, k;
  bool descends;
  KeyOrder order;
  void *values;
  _Atomic bool failed;
} Lines;

static inline int64_t line_grain(int64_t size) { return (1 << 13) / (size + 1) + 1; }
