// Memory that is aligned as vectors like it, and that may not be there.
#include "CJacobiCodegen.h"

#include <stdlib.h>

void *jacobi_allocate(int64_t byte_count) {
  void *memory = NULL;
  if (byte_count < 0 || posix_memalign(&memory, 64, byte_count ? (size_t)byte_count : 1)) return NULL;
  return memory;
}

void jacobi_deallocate(void *memory) { free(memory); }
