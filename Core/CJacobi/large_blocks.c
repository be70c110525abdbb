// Memory of large values. The system gives zeroed pages one by one when they are first written, which costs several times as
// much as to write them. So large blocks come in huge pages where the system has them, and some of those that are given
// back are kept for the next value of about the same size.
#define _GNU_SOURCE
#include "CJacobi.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HUGE_PAGE = 1 << 21, KEPT_BLOCKS = 64 };

struct KeptBlock {
  void *start;
  size_t size;
};

// The oldest first.
static struct KeptBlock kept[KEPT_BLOCKS];
static int keptCount = 0;
static size_t keptBytes = 0;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// An eighth of a power of two, so that values of nearly equal sizes use each other's blocks.
static size_t block_size(size_t byteCount) {
  size_t step = HUGE_PAGE / 4;
  while (step < byteCount / 8) step *= 2;
  return (byteCount + step - 1) / step * step;
}

static size_t keptLimit = 0;

// What the container may use, or the machine has.
static size_t memory_size(void) {
  const long pages = sysconf(_SC_PHYS_PAGES);
  size_t memory = pages > 0 ? (size_t)pages * (size_t)sysconf(_SC_PAGESIZE) : (size_t)1 << 30;
  const char *limits[] = {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"};
  for (int index = 0; index < 2; index++) {
    FILE *file = fopen(limits[index], "r");
    unsigned long long bytes;
    if (file == NULL) continue;
    if (fscanf(file, "%llu", &bytes) == 1 && bytes < memory) memory = (size_t)bytes;
    fclose(file);
  }
  return memory;
}

// How many bytes are kept at most; called with the lock.
static size_t kept_limit(void) {
  const size_t most = (size_t)512 << 20;
  if (keptLimit == 0) {
    const size_t memory = memory_size();
    keptLimit = memory / 16 < most ? memory / 16 : most;
  }
  return keptLimit;
}

static struct KeptBlock remove_kept(int index) {
  const struct KeptBlock block = kept[index];
  keptBytes -= block.size;
  keptCount -= 1;
  for (int later = index; later < keptCount; later++) kept[later] = kept[later + 1];
  return block;
}

static void *take_kept(size_t size) {
  void *block = NULL;
  pthread_mutex_lock(&lock);
  // The newest is the one whose pages are most likely in a cache.
  for (int index = keptCount - 1; index >= 0 && block == NULL; index--) {
    if (kept[index].size == size) block = remove_kept(index).start;
  }
  pthread_mutex_unlock(&lock);
  return block;
}

void jacobi_release_kept_blocks(void) {
  pthread_mutex_lock(&lock);
  while (keptCount > 0) {
    const struct KeptBlock block = remove_kept(keptCount - 1);
    munmap(block.start, block.size);
  }
  pthread_mutex_unlock(&lock);
}

// A block whose start is a multiple of a huge page, which is what makes the system use them.
static void *map_block(size_t size) {
  if (size > SIZE_MAX - HUGE_PAGE) return NULL;
  char *start = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) return NULL;
  const size_t excess = (HUGE_PAGE - (uintptr_t)start % HUGE_PAGE) % HUGE_PAGE;
  if (excess > 0) munmap(start, excess);
  munmap(start + excess + size, HUGE_PAGE - excess);
#ifdef MADV_HUGEPAGE
  madvise(start + excess, size, MADV_HUGEPAGE);
#endif
  return start + excess;
}

void *jacobi_take_block(size_t byteCount) {
  if (byteCount > SIZE_MAX / 2) return NULL;
  const size_t size = block_size(byteCount);
  void *block = take_kept(size);
  if (block == NULL) block = map_block(size);
  if (block == NULL) {
    jacobi_release_kept_blocks();
    block = map_block(size);
  }
  return block;
}

void jacobi_give_block_back(void *block, size_t byteCount) {
  const size_t size = block_size(byteCount);
  struct KeptBlock surplus[KEPT_BLOCKS];
  int surplusCount = 0;
  pthread_mutex_lock(&lock);
  const size_t limit = kept_limit();
  if (size > limit) {
    pthread_mutex_unlock(&lock);
    munmap(block, size);
    return;
  }
  while (keptCount == KEPT_BLOCKS || keptBytes + size > limit) surplus[surplusCount++] = remove_kept(0);
  kept[keptCount++] = (struct KeptBlock){block, size};
  keptBytes += size;
  pthread_mutex_unlock(&lock);
  while (surplusCount > 0) {
    surplusCount -= 1;
    munmap(surplus[surplusCount].start, surplus[surplusCount].size);
  }
}

size_t jacobi_kept_block_bytes(void) {
  pthread_mutex_lock(&lock);
  const size_t count = keptBytes;
  pthread_mutex_unlock(&lock);
  return count;
}
