// Memory for machine code, and the functions of the process that the code may call.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

size_t jacobi_page_size(void);

/// Zeroed memory of whole pages that can be written, or null.
void *_Nullable jacobi_map_pages(size_t byteCount);

/// Ends writing to whole pages: they can be read and, if so wanted, executed.
bool jacobi_seal_pages(void *_Nonnull start, size_t byteCount, bool isExecutable);

void jacobi_unmap_pages(void *_Nonnull start, size_t byteCount);

/// The address of a function or variable of the process, or null.
void *_Nullable jacobi_process_symbol(const char *_Nonnull name);

#ifdef __cplusplus
}
#endif
