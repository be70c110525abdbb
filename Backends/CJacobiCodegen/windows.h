// What a moving window lies on.
#pragma once

#include "CJacobiKernels.h"

// The element of the operand at one position, or -1.
static inline int64_t element_at(const JacobiWindowAxis *axis, int64_t position, int64_t tap) {
  int64_t place = position * axis->stride + tap * axis->dilation - axis->before;
  if (place < 0 || place % axis->base) return -1;
  return place / axis->base < axis->size ? place / axis->base : -1;
}
