#define _GNU_SOURCE
#include "CJacobi.h"

#include <stdio.h>
#include <stdlib.h>

#if defined(__GLIBC__) || defined(__APPLE__)
#include <execinfo.h>
#define JACOBI_HAS_BACKTRACE 1
#endif

#if defined(__GLIBC__) && (defined(__x86_64__) || defined(__aarch64__))
#include <pthread.h>
#define JACOBI_WALKS_FRAMES 1
#endif

_Thread_local struct JacobiThread jacobi_thread_state;

void jacobi_warn(const char *line) { fprintf(stderr, "%s\n", line); }

bool jacobi_can_allocate(size_t byteCount) {
  void *memory = malloc(byteCount);
  free(memory);
  return memory != NULL;
}

const char *jacobi_environment(const char *name) { return getenv(name); }

int jacobi_return_addresses(uintptr_t *addresses, int capacity) {
#ifdef JACOBI_HAS_BACKTRACE
  return backtrace((void **)addresses, capacity);
#else
  (void)addresses;
  (void)capacity;
  return 0;
#endif
}

#ifdef JACOBI_WALKS_FRAMES

// The end of the current thread's stack, beyond which there are no frames.
static uintptr_t stack_end(void) {
  static _Thread_local uintptr_t end;
  pthread_attr_t attributes;
  if (end == 0 && pthread_getattr_np(pthread_self(), &attributes) == 0) {
    void *start;
    size_t size;
    if (pthread_attr_getstack(&attributes, &start, &size) == 0) end = (uintptr_t)start + size;
    pthread_attr_destroy(&attributes);
  }
  return end;
}

// Each frame pointer points to the caller's, with the return address beside it. Code without frame pointers ends the walk
// or hides a caller: a pointer is followed only toward the end of the stack.
int jacobi_frame_addresses(uintptr_t *addresses, int capacity) {
  const uintptr_t asynchronousFrame = (uintptr_t)1 << 60;  // how Swift marks the frame of an async function
  const uintptr_t end = stack_end();
  uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
  int count = 0;
  while (count < capacity && frame % sizeof(uintptr_t) == 0 && frame + 2 * sizeof(uintptr_t) <= end) {
    const uintptr_t *words = (const uintptr_t *)frame;
    if (words[1] == 0) break;
    addresses[count++] = words[1];
    const uintptr_t caller = words[0] & ~asynchronousFrame;
    if (caller <= frame) break;
    frame = caller;
  }
  return count;
}

#else

int jacobi_frame_addresses(uintptr_t *addresses, int capacity) { return jacobi_return_addresses(addresses, capacity); }

#endif

// Constructors run one after another before main, so that no lock is needed here.
static JacobiPluginEntry *linkedEntries;
static int linkedCount;

void jacobi_link_plugin(JacobiPluginEntry entry) {
  JacobiPluginEntry *grown = realloc(linkedEntries, sizeof(JacobiPluginEntry) * (size_t)(linkedCount + 1));
  if (grown == NULL) abort();
  linkedEntries = grown;
  linkedEntries[linkedCount++] = entry;
}

int jacobi_linked_plugin_count(void) { return linkedCount; }

JacobiPluginEntry jacobi_linked_plugin(int index) { return linkedEntries[index]; }
