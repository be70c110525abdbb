// Rows of a matrix read and written at given indices.
#include "CJacobiKernels.h"

#include <string.h>

typedef struct Rows {
  JacobiRows shape;
  JacobiNumber number;
  const void *operand, *indices, *updates;
  void *target;
  const char *fill;
  int64_t fill_width;
  int64_t range;  // rows that one part of the loop owns
} Rows;

// The row of an index, moved inside if it is to be; negative if there is none.
static inline int64_t row_at(const JacobiRows *shape, const void *indices, int64_t i) {
  int64_t row = shape->index_width == 4 ? ((const int32_t *)indices)[i] : ((const int64_t *)indices)[i];
  if (row >= 0 && row < shape->rows) return row;
  if (!shape->moves_inside) return -1;
  return row < 0 ? 0 : shape->rows - 1;
}

static void gather_range(void *context, int64_t begin, int64_t end) {
  const Rows *rows = context;
  int64_t width = rows->shape.row_width;
  for (int64_t i = begin; i < end; i++) {
    int64_t row = row_at(&rows->shape, rows->indices, i);
    char *target = (char *)rows->target + i * width;
    if (row >= 0) {
      memcpy(target, (const char *)rows->operand + row * width, (size_t)width);
    } else {
      for (int64_t j = 0; j < width; j += rows->fill_width) memcpy(target + j, rows->fill, (size_t)rows->fill_width);
    }
  }
}

void jacobi_gather_rows(
    JacobiRows shape, const void *operand, const void *indices, int32_t fill_width, const void *fill, void *target) {
  Rows rows = {
      .shape = shape, .operand = operand, .indices = indices, .target = target, .fill = fill, .fill_width = fill_width};
  jacobi_parallel_for(shape.count, (1 << 15) / (shape.row_width + 64) + 1, gather_range, &rows);
}

#define ADD_ROW(T)                                           \
  {                                                          \
    int64_t count = width / (int64_t)sizeof(T);              \
    T *restrict sums = (T *)target;                          \
    const T *restrict terms = (const T *)update;             \
    for (int64_t j = 0; j < count; j++) sums[j] += terms[j]; \
    break;                                                   \
  }

static void add_row(JacobiNumber number, char *target, const char *update, int64_t width) {
  bool is_floating = number.kind == JacobiNumberFloating;
  switch (number.width) {
    case 1: ADD_ROW(uint8_t)
    case 2: ADD_ROW(uint16_t)
    case 4:
      if (is_floating) ADD_ROW(float)
      else ADD_ROW(uint32_t)
    case 8:
      if (is_floating) ADD_ROW(double)
      else ADD_ROW(uint64_t)
  }
}

// Each part has rows of the target of its own, which it copies and then adds to, in the order of the updates.
static void add_to_range(void *context, int64_t begin, int64_t end) {
  const Rows *rows = context;
  int64_t width = rows->shape.row_width;
  memcpy((char *)rows->target + begin * width, (const char *)rows->operand + begin * width, (size_t)((end - begin) * width));
  for (int64_t i = 0; i < rows->shape.count; i++) {
    int64_t row = row_at(&rows->shape, rows->indices, i);
    if (row < begin || row >= end) continue;
    add_row(rows->number, (char *)rows->target + row * width, (const char *)rows->updates + i * width, width);
  }
}

void jacobi_scatter_add_rows(
    JacobiRows shape, JacobiNumber number, const void *operand, const void *indices, const void *updates, void *target) {
  Rows rows = {
      .shape = shape, .number = number, .operand = operand, .indices = indices, .updates = updates, .target = target};
  // Each part reads all indices, so there are few parts.
  int64_t grain = (shape.rows + 15) / 16, least = (1 << 16) / (shape.row_width + 1) + 1;
  jacobi_parallel_for(shape.rows, grain > least ? grain : least, add_to_range, &rows);
}
