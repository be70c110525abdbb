#include "CJacobi.h"

#include <stdlib.h>

#if defined(__GLIBC__) || defined(__APPLE__)
#include <execinfo.h>
#define JACOBI_HAS_BACKTRACE 1
#endif

_Thread_local struct JacobiThread jacobi_thread_state;

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
