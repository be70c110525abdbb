// What generated code and the libraries it calls share: how they are called, and the threads they run on.
#pragma once

#include <stdint.h>

#include "CodeCache.h"
#include "CodeMemory.h"
#include "Processor.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What one run of an executable hands to everything it calls.
typedef struct JacobiFrame {
  /// The memory of values that live during the run only.
  void *_Nullable arena;
  /// A retained Swift object that holds the error of the call that failed; null while none has.
  void *_Nullable error;
} JacobiFrame;

/// An operation that is carried out by a library or by a kernel: operands and results lie in row-major order without gaps.
/// Returns 0, or another number after it has set `frame->error`.
typedef int32_t (*JacobiNativeCall)(
    const void *_Nullable context, JacobiFrame *_Nonnull frame, const void *_Nonnull const *_Nonnull operands,
    void *_Nonnull const *_Nonnull results, void *_Nullable scratch);

/// Memory on a boundary of 64 bytes, for `jacobi_deallocate`; null when there is none.
void *_Nullable jacobi_allocate(int64_t byte_count);
void jacobi_deallocate(void *_Nullable memory);

/// A part of a parallel loop: the iterations from `begin` up to `end`.
typedef void (*JacobiLoopBody)(void *_Nullable context, int64_t begin, int64_t end);

/// Runs the iterations of a loop on the pool's threads, in parts of `grain` iterations, the last one shorter. Which thread
/// runs which part is not fixed; the parts are. The calling thread takes part. A loop inside of a loop runs on its own thread.
void jacobi_parallel_for(int64_t count, int64_t grain, JacobiLoopBody _Nonnull body, void *_Nullable context);

/// How many threads the pool has, those that start loops included: `JACOBI_THREADS`, or else the processors that the scheduler
/// and the control group leave to this process.
int32_t jacobi_thread_count(void);

/// How many threads a parallel loop that starts on this thread uses, the calling one included; 1 inside of a loop.
int32_t jacobi_thread_limit(void);

/// Limits the parallel loops that start on this thread; 0 takes the limit away. Returns the limit that was in force, 0 if there
/// was none.
int32_t jacobi_set_thread_limit(int32_t limit);

#ifdef __cplusplus
}
#endif

#include "CJacobiKernels.h"
