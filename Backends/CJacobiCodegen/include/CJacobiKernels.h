// Kernels for operations that are neither loops to be generated nor calls of a library.
#pragma once

#include "CJacobiCodegen.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Copies a tensor to row-major order.
///
/// `width` is the size of an element in bytes, a power of two up to 16; `sizes` and `strides`, in elements, are those of the
/// axes of the source in the order of the target. Returns false, having done nothing, for more axes than it can count.
bool jacobi_copy_permuted(
    int32_t width, int32_t rank, const int64_t *_Nonnull sizes, const int64_t *_Nonnull strides,
    const void *_Nonnull source, void *_Nonnull target);

#ifdef __cplusplus
}
#endif
