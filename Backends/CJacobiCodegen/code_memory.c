// For RTLD_DEFAULT.
#define _GNU_SOURCE 1

#include "CodeMemory.h"

#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

size_t jacobi_page_size(void) { return (size_t)sysconf(_SC_PAGESIZE); }

void *jacobi_map_pages(size_t byteCount) {
  void *start = mmap(NULL, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return start == MAP_FAILED ? NULL : start;
}

bool jacobi_seal_pages(void *start, size_t byteCount, bool isExecutable) {
  if (isExecutable) __builtin___clear_cache((char *)start, (char *)start + byteCount);
  return mprotect(start, byteCount, isExecutable ? PROT_READ | PROT_EXEC : PROT_READ) == 0;
}

void jacobi_unmap_pages(void *start, size_t byteCount) { munmap(start, byteCount); }

void *jacobi_process_symbol(const char *name) { return dlsym(RTLD_DEFAULT, name); }
