#include "CJacobiCodegen.h"

static _Thread_local int32_t thread_limit = 0;

void jacobi_parallel_for(int64_t count, int64_t grain, JacobiLoopBody body, void *context) {
  for (int64_t begin = 0; begin < count; begin += grain) {
    body(context, begin, begin + grain < count ? begin + grain : count);
  }
}

int32_t jacobi_thread_limit(void) { return thread_limit ? thread_limit : 1; }

int32_t jacobi_set_thread_limit(int32_t limit) {
  int32_t previous = thread_limit;
  thread_limit = limit;
  return previous;
}
