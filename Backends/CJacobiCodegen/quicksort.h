#pragma once

#include "CJacobiCodegen.h"
#include "processor.h"

#include <stdbool.h>

/// Whether the processor has the vectors that `jacobi_quicksort` is made of.
bool jacobi_can_quicksort(void);

/// Sorts keys in place; `other` has room for as many. `divides`: among the threads of the pool.
void jacobi_quicksort(int32_t *keys, int32_t *other, int64_t count, bool divides);

/// Sorts keys by their digits, into `other` or in place.
void jacobi_sort_keys_by_digits(int32_t *keys, int32_t *other, int64_t count, bool intoOther);
