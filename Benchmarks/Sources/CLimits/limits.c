#define _GNU_SOURCE
#include "limits_of_machine.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// Vectors as wide as the processor has them; the compiler makes the machine code for several widths, see VARIANTS.
typedef float vector __attribute__((vector_size(64), aligned(64)));
enum { lanes = sizeof(vector) / sizeof(float) };

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2,fma"), noinline))
#define WIDEST __attribute__((target("avx512f"), noinline))
#else
#define WIDE __attribute__((noinline))
#endif

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

// What one thread works on.
typedef struct work {
  double (*kernel)(struct work *);
  float *a, *b, *c;
  size_t count;
  double seconds, best;
} work;

#pragma STDC FP_CONTRACT ON

// Six chains of vectors of 64 bytes are twelve of 32: enough for two units with a latency of four or five.
#define ARITHMETIC                                                                                        \
  long n = 200000;                                                                                        \
  vector x[6], m, d;                                                                                      \
  for (int l = 0; l < lanes; l++) m[l] = 0.999f, d[l] = 1e-3f;                                            \
  for (int k = 0; k < 6; k++) x[k] = m * (float)k;                                                        \
  double t = now();                                                                                       \
  vector x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5];                                \
  for (long i = 0; i < n; i++) {                                                                          \
    x0 = x0 * m + d; x1 = x1 * m + d; x2 = x2 * m + d; x3 = x3 * m + d; x4 = x4 * m + d; x5 = x5 * m + d; \
  }                                                                                                       \
  t = now() - t;                                                                                          \
  volatile float sink = (x0 + x1 + x2 + x3 + x4 + x5)[0];                                                 \
  (void)sink;                                                                                             \
  return 6.0 * 2 * lanes * n / t;

WIDE static double arithmetic(work *w) { (void)w; ARITHMETIC }

WIDE static double reading(work *w) {
  vector *x = (vector *)w->b, s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
  size_t n = w->count / lanes / 4 * 4;
  double t = now();
  for (size_t i = 0; i < n; i += 4) s0 += x[i], s1 += x[i + 1], s2 += x[i + 2], s3 += x[i + 3];
  t = now() - t;
  volatile float sink = (s0 + s1 + s2 + s3)[0];
  (void)sink;
  return sizeof(vector) * n / t;
}

WIDE static double triad(work *w) {
  vector *a = (vector *)w->a, *b = (vector *)w->b, *c = (vector *)w->c;
  size_t n = w->count / lanes;
  double t = now();
  for (size_t i = 0; i < n; i++) a[i] = b[i] + c[i] * 3.0f;
  __asm__ volatile("" ::: "memory");
  return 3.0 * sizeof(vector) * n / (now() - t);
}

WIDE static double streaming_triad(work *w) {
  vector *a = (vector *)w->a, *b = (vector *)w->b, *c = (vector *)w->c;
  size_t n = w->count / lanes;
  double t = now();
  for (size_t i = 0; i < n; i++) __builtin_nontemporal_store(b[i] + c[i] * 3.0f, a + i);
  __sync_synchronize();
  return 3.0 * sizeof(vector) * n / (now() - t);
}

int limits_processors(void) {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : (int)count;
}

static void *repeat(void *argument) {
  work *w = argument;
  double end = now() + w->seconds;
  for (;;) {
    double rate = w->kernel(w);
    // A repetition that ends late ran without the other threads.
    if (now() > end && w->best > 0) return NULL;
    if (rate > w->best) w->best = rate;
  }
}

// The sum of the best rates of all threads. Arrays are as large as the thread wants, and touched before.
static double together(double (*kernel)(work *), size_t count, int arrays, int threads, double seconds) {
  pthread_t ids[256];
  work works[256];
  if (threads > 256) threads = 256;
  for (int i = 0; i < threads; i++) {
    float *memory[3] = {0};
    for (int k = 0; k < arrays; k++) {
      if (posix_memalign((void **)&memory[k], 64, count * sizeof(float) + 64)) return 0;
      memset(memory[k], 0, count * sizeof(float));
    }
    works[i] = (work){kernel, memory[0], memory[1], memory[2], count, seconds, 0};
    if (arrays == 1) works[i].b = memory[0], works[i].a = NULL;
  }
  for (int i = 0; i < threads; i++) pthread_create(&ids[i], NULL, repeat, &works[i]);
  double sum = 0;
  for (int i = 0; i < threads; i++) {
    pthread_join(ids[i], NULL);
    sum += works[i].best;
    free(works[i].a);
    free(works[i].b);
    free(works[i].c);
  }
  return sum;
}

#if defined(WIDEST)
WIDEST static double wide_arithmetic(work *w) { (void)w; ARITHMETIC }
#endif

static int runs_here(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return 1;
#endif
}

double limits_arithmetic(int threads, double seconds) {
  if (!runs_here()) return 0;
  double rate = together(arithmetic, 0, 0, threads, seconds);
#if defined(WIDEST)
  if (__builtin_cpu_supports("avx512f")) {
    double wide = together(wide_arithmetic, 0, 0, threads, seconds);
    if (wide > rate) rate = wide;
  }
#endif
  return rate;
}

double limits_memory(int threads, double seconds) {
  if (!runs_here()) return 0;
  double (*kernels[])(work *) = {reading, triad, streaming_triad};
  double best = 0;
  for (int k = 0; k < 3; k++) {
    double rate = together(kernels[k], 16000000, 3, threads, seconds / 3);
    if (rate > best) best = rate;
  }
  return best;
}

double limits_cache(int threads, double seconds) {
  return runs_here() ? together(reading, 2000000, 1, threads, seconds) : 0;
}

typedef void gemm(int, int, int, int, int, int, float, const float *, int, const float *, int, float, float *, int);

double limits_openblas(int n, double seconds) {
  void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  gemm *multiply = library ? (gemm *)dlsym(library, "cblas_sgemm") : NULL;
  if (!multiply) return 0;
  float *memory = calloc(3 * (size_t)n * n, sizeof(float));
  if (!memory) return 0;
  float *a = memory, *b = a + (size_t)n * n, *c = b + (size_t)n * n;
  for (size_t i = 0; i < (size_t)n * n; i++) a[i] = i % 7, b[i] = i % 5;
  double best = 0, end = now() + seconds;
  do {
    double t = now();
    multiply(101, 111, 111, n, n, n, 1, a, n, b, n, 0, c, n);
    double rate = 2.0 * n * n * n / (now() - t);
    if (rate > best) best = rate;
  } while (now() < end);
  free(memory);
  return best;
}
