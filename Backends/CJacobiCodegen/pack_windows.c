// What a moving window lies on, as a matrix: convolutions are products with it.
#include "CJacobiKernels.h"
#include "windows.h"

#include <string.h>

// One row of the window along the last axis, at one position, taken from a row of elements, or from none if null.
static char *pack_row(
    size_t width, const JacobiWindowAxis *axis, int64_t inner, int64_t features, int64_t position, const char *elements,
    char *target) {
  size_t bytes = width * (size_t)features;
  if (elements && axis->base == 1 && axis->dilation == 1 && features == inner) {
    // Neighbours in the window are neighbours in the operand.
    int64_t start = position * axis->stride - axis->before;
    int64_t first = start < 0 ? -start : 0, end = axis->size - start;
    if (first > axis->window) first = axis->window;
    if (end > axis->window) end = axis->window;
    if (end < first) end = first;
    memset(target, 0, bytes * (size_t)first);
    memcpy(target + bytes * (size_t)first, elements + (start + first) * (int64_t)bytes, bytes * (size_t)(end - first));
    memset(target + bytes * (size_t)end, 0, bytes * (size_t)(axis->window - end));
    return target + bytes * (size_t)axis->window;
  }
  for (int64_t tap = 0; tap < axis->window; tap++, target += bytes) {
    int64_t element = elements ? element_at(axis, position, tap) : -1;
    if (element < 0) memset(target, 0, bytes);
    else memcpy(target, elements + element * inner * (int64_t)width, bytes);
  }
  return target;
}

void jacobi_pack_windows(
    int32_t width, const JacobiWindows *shape, int64_t features, int64_t begin, int64_t end, const void *source,
    void *target) {
  const JacobiWindowAxis *last = &shape->axes[shape->rank - 1];
  int64_t positions = 1, elements = 1, windows = 1, row = last->size * shape->inner * width;
  for (int32_t axis = 0; axis < shape->rank; axis++) {
    positions *= shape->axes[axis].positions;
    elements *= shape->axes[axis].size;
    if (axis < shape->rank - 1) windows *= shape->axes[axis].window;
  }
  char *next = target;
  for (int64_t index = begin; index < end; index++) {
    const char *block = (const char *)source + index / positions * elements * shape->inner * width;
    int64_t place[JACOBI_MAXIMUM_WINDOW_AXES], rest = index % positions;
    for (int32_t axis = shape->rank - 1; axis >= 0; axis--) {
      place[axis] = rest % shape->axes[axis].positions;
      rest /= shape->axes[axis].positions;
    }
    for (int64_t window = 0; window < windows; window++) {
      int64_t number = 0, step = 1, taps = window;
      for (int32_t axis = shape->rank - 2; axis >= 0 && number >= 0; axis--) {
        int64_t element = element_at(&shape->axes[axis], place[axis], taps % shape->axes[axis].window);
        taps /= shape->axes[axis].window;
        number = element < 0 ? -1 : number + element * step;
        step *= shape->axes[axis].size;
      }
      next = pack_row(
          (size_t)width, last, shape->inner, features, place[shape->rank - 1], number < 0 ? NULL : block + number * row,
          next);
    }
  }
}
