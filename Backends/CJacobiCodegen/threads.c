// One pool of threads for all parallel loops of the process.
//
// A loop is published in a list, and its own thread works on it at once. Workers that have nothing to do take part in the
// loops of the list while no more threads are busy than there are processors, so that loops that start at the same time share
// the workers, and a loop for which there are none runs alone. A loop needs no worker to come to its end.
#include "CJacobiCodegen.h"
#include "processors.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

typedef struct Loop {
  JacobiLoopBody body;
  void *context;
  int64_t count, grain;
  _Atomic int64_t next;      // where the first part begins that nobody has taken
  int32_t places;            // how many workers may still join; guarded by the pool's lock
  _Atomic int32_t workers;   // how many work on it
  struct Loop *following, *preceding;
} Loop;

static struct {
  pthread_mutex_t lock;
  pthread_cond_t work;       // there may be a loop to join
  pthread_cond_t left;       // a worker has left a loop
  Loop *first;               // loops that workers may join
  int32_t sleeping;          // workers that wait for `work`
  int32_t waiting;           // threads that wait for `left`
  int32_t workers;           // workers that were started
  _Atomic int32_t busy;      // threads that work on a loop
  _Atomic uint32_t published;  // counts the loops, for workers that look out for one without sleeping
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER, .work = PTHREAD_COND_INITIALIZER, .left = PTHREAD_COND_INITIALIZER};

static _Thread_local int32_t thread_limit = 0;
static _Thread_local bool is_in_loop = false;

static pthread_once_t counted = PTHREAD_ONCE_INIT;
static int32_t processors = 1;
static void count_processors(void) { processors = jacobi_processor_count(); }

int32_t jacobi_thread_count(void) {
  pthread_once(&counted, count_processors);
  return processors;
}

int32_t jacobi_thread_limit(void) {
  if (is_in_loop) return 1;
  int32_t count = jacobi_thread_count();
  return thread_limit > 0 && thread_limit < count ? thread_limit : count;
}

int32_t jacobi_set_thread_limit(int32_t limit) {
  int32_t previous = thread_limit;
  thread_limit = limit > 0 ? limit : 0;
  return previous;
}

static inline void pause_processor(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// How long a thread looks out for what it waits for before it sleeps: somewhat longer than the system takes to wake it.
static const int64_t patience = 20000;

static void run_part(Loop *loop, int64_t begin) {
  int64_t left = loop->count - begin;
  loop->body(loop->context, begin, begin + (left < loop->grain ? left : loop->grain));
}

// The beginning of a part for the calling thread; negative when all have been taken.
static int64_t take_part(Loop *loop) {
  if (atomic_load_explicit(&loop->next, memory_order_relaxed) >= loop->count) return -1;
  int64_t begin = atomic_fetch_add_explicit(&loop->next, loop->grain, memory_order_relaxed);
  return begin < loop->count ? begin : -1;
}

static bool has_parts(Loop *loop) { return atomic_load_explicit(&loop->next, memory_order_relaxed) < loop->count; }

// A loop to join, if one has parts left and a processor is free. The pool is locked.
static Loop *loop_to_join(void) {
  if (atomic_load(&pool.busy) >= processors) return NULL;
  for (Loop *loop = pool.first; loop; loop = loop->following) {
    if (loop->places > 0 && has_parts(loop)) return loop;
  }
  return NULL;
}

static void work_on(Loop *loop) {
  int64_t begin;
  while ((begin = take_part(loop)) >= 0) {
    run_part(loop, begin);
    // The threads that start loops meanwhile need the processors.
    if (atomic_load_explicit(&pool.busy, memory_order_relaxed) > processors) break;
  }
}

// The pool is locked before and after.
static void join(Loop *loop) {
  loop->places--;
  atomic_fetch_add(&loop->workers, 1);
  atomic_fetch_add(&pool.busy, 1);
  pthread_mutex_unlock(&pool.lock);
  work_on(loop);
  pthread_mutex_lock(&pool.lock);
  loop->places++;
  atomic_fetch_sub(&pool.busy, 1);
  // The loop's memory is gone as soon as its thread sees that no worker is left, which it looks for without the lock.
  atomic_fetch_sub_explicit(&loop->workers, 1, memory_order_release);
  if (pool.waiting) pthread_cond_broadcast(&pool.left);
}

static void look_out(uint32_t published) {
  int64_t start = nanoseconds();
  do {
    for (int i = 0; i < 64; i++) {
      if (atomic_load_explicit(&pool.published, memory_order_relaxed) != published) return;
      pause_processor();
    }
  } while (nanoseconds() - start < patience);
}

static void *run_worker(void *argument) {
  (void)argument;
  is_in_loop = true;
  pthread_mutex_lock(&pool.lock);
  for (;;) {
    Loop *loop = loop_to_join();
    if (loop) {
      join(loop);
      continue;
    }
    uint32_t published = atomic_load(&pool.published);
    pthread_mutex_unlock(&pool.lock);
    look_out(published);
    pthread_mutex_lock(&pool.lock);
    if (atomic_load(&pool.published) != published) continue;
    pool.sleeping++;
    pthread_cond_wait(&pool.work, &pool.lock);
    pool.sleeping--;
  }
  return NULL;
}

// The pool is locked.
static void start_workers(int32_t count) {
  while (pool.workers < count) {
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 8 << 20);
    int failure = pthread_create(&thread, &attributes, run_worker, NULL);
    pthread_attr_destroy(&attributes);
    if (failure) return;  // With fewer workers loops take longer, no more.
    pool.workers++;
  }
}

static void publish(Loop *loop) {
  pthread_mutex_lock(&pool.lock);
  if (pool.workers < processors - 1) start_workers(processors - 1);
  loop->following = pool.first;
  loop->preceding = NULL;
  if (pool.first) pool.first->preceding = loop;
  pool.first = loop;
  int32_t wanted = loop->places < pool.sleeping ? loop->places : pool.sleeping;
  atomic_fetch_add(&pool.published, 1);
  pthread_mutex_unlock(&pool.lock);
  for (; wanted > 0; wanted--) pthread_cond_signal(&pool.work);
}

// Ends when no worker is left on the loop and none can join it any more.
static void withdraw(Loop *loop) {
  pthread_mutex_lock(&pool.lock);
  if (loop->preceding) loop->preceding->following = loop->following;
  else pool.first = loop->following;
  if (loop->following) loop->following->preceding = loop->preceding;
  // This thread's processor is free for the loops of others.
  atomic_fetch_sub(&pool.busy, 1);
  bool wakes = pool.first && pool.sleeping;
  if (pool.first) atomic_fetch_add(&pool.published, 1);
  pthread_mutex_unlock(&pool.lock);
  if (wakes) pthread_cond_signal(&pool.work);
  int64_t start = 0;
  while (atomic_load_explicit(&loop->workers, memory_order_acquire)) {
    for (int i = 0; i < 64 && atomic_load_explicit(&loop->workers, memory_order_relaxed); i++) pause_processor();
    if (!start) start = nanoseconds();
    if (nanoseconds() - start < patience) continue;
    pthread_mutex_lock(&pool.lock);
    pool.waiting++;
    while (atomic_load(&loop->workers)) pthread_cond_wait(&pool.left, &pool.lock);
    pool.waiting--;
    pthread_mutex_unlock(&pool.lock);
  }
}

static void run_alone(int64_t count, int64_t grain, JacobiLoopBody body, void *context) {
  for (int64_t begin = 0; begin < count;) {
    int64_t part = count - begin < grain ? count - begin : grain;
    body(context, begin, begin + part);
    begin += part;
  }
}

void jacobi_parallel_for(int64_t count, int64_t grain, JacobiLoopBody body, void *context) {
  if (grain < 1) grain = 1;
  int32_t limit;
  // Two additions past the end, one for each thread, must not overflow.
  if (count <= grain || (limit = jacobi_thread_limit()) < 2 || count > INT64_MAX / 2 ||
      grain > INT64_MAX / 2 / JACOBI_MAXIMUM_THREADS) {
    run_alone(count, grain, body, context);
    return;
  }
  int64_t parts = (count - 1) / grain + 1;
  Loop loop = {.body = body, .context = context, .count = count, .grain = grain};
  loop.places = (int32_t)(parts < limit ? parts : limit) - 1;
  is_in_loop = true;
  // The calling thread takes its place before workers look for theirs.
  atomic_fetch_add(&pool.busy, 1);
  publish(&loop);
  int64_t begin;
  while ((begin = take_part(&loop)) >= 0) run_part(&loop, begin);
  withdraw(&loop);
  is_in_loop = false;
}
