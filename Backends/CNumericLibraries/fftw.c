// Fourier transforms by FFTW. (M. Frigo, S. G. Johnson: "The design and implementation of FFTW3", 2005)
#include "CJacobiCodegen.h"
#include "loading.h"
#include "long_transform.h"
#include "real_transform.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// Both precisions have the same functions, with pointers to other elements.
typedef struct Functions {
  void *(*complex)(
      int, const int *, int, void *, const int *, int, int, void *, const int *, int, int, int, unsigned);
  void *(*real)(int, const int *, int, void *, const int *, int, int, void *, const int *, int, int, unsigned);
  void *(*real_inverse)(int, const int *, int, void *, const int *, int, int, void *, const int *, int, int, unsigned);
  void (*execute_complex)(void *, void *, void *);
  void (*execute_real)(void *, void *, void *);
  void (*execute_real_inverse)(void *, void *, void *);
  void (*destroy)(void *);
  int (*init_threads)(void);
  void (*plan_with_nthreads)(int);
  void (*set_callback)(void (*)(void *(*)(char *), char *, size_t, int, void *), void *);
} Functions;

static Functions functions[2];
static bool has_threads[2];

enum { estimate = 1u << 6, destroy_input = 1u << 0 };

// The jobs of one transform, run on the pool.
typedef struct Jobs {
  void *(*work)(char *);
  char *data;
  size_t size;
} Jobs;

static void run_jobs(void *context, int64_t begin, int64_t end) {
  const Jobs *jobs = context;
  for (int64_t i = begin; i < end; i++) jobs->work(jobs->data + jobs->size * (size_t)i);
}

static void run_parallel(void *(*work)(char *), char *data, size_t size, int count, void *unused) {
  (void)unused;
  Jobs jobs = {work, data, size};
  jacobi_parallel_for(count, 1, run_jobs, &jobs);
}

static const char *load(int precision, const char *const *files, const char *const *thread_files, const char *package) {
  Functions *f = &functions[precision];
  const JacobiSymbol symbols[2][7] = {
      {{"fftwf_plan_many_dft", &f->complex},
       {"fftwf_plan_many_dft_r2c", &f->real},
       {"fftwf_plan_many_dft_c2r", &f->real_inverse},
       {"fftwf_execute_dft", &f->execute_complex},
       {"fftwf_execute_dft_r2c", &f->execute_real},
       {"fftwf_execute_dft_c2r", &f->execute_real_inverse},
       {"fftwf_destroy_plan", &f->destroy}},
      {{"fftw_plan_many_dft", &f->complex},
       {"fftw_plan_many_dft_r2c", &f->real},
       {"fftw_plan_many_dft_c2r", &f->real_inverse},
       {"fftw_execute_dft", &f->execute_complex},
       {"fftw_execute_dft_r2c", &f->execute_real},
       {"fftw_execute_dft_c2r", &f->execute_real_inverse},
       {"fftw_destroy_plan", &f->destroy}},
  };
  const JacobiSymbol thread_symbols[2][3] = {
      {{"fftwf_init_threads", &f->init_threads},
       {"fftwf_plan_with_nthreads", &f->plan_with_nthreads},
       {"fftwf_threads_set_callback", &f->set_callback}},
      {{"fftw_init_threads", &f->init_threads},
       {"fftw_plan_with_nthreads", &f->plan_with_nthreads},
       {"fftw_threads_set_callback", &f->set_callback}},
  };
  const char *problem = jacobi_load(files, package, "FFTW", symbols[precision], 7);
  if (problem) return problem;
  // Without its part for threads single transforms are not divided; nothing else is lost.
  if (!jacobi_load(thread_files, package, "FFTW", thread_symbols[precision], 3) && f->init_threads()) {
    f->set_callback(run_parallel, NULL);
    has_threads[precision] = true;
  }
  return NULL;
}

const char *jacobi_load_fftw(void) {
  const char *const single[] = {"libfftw3f.so.3", "libfftw3f.dylib", NULL};
  const char *const single_threads[] = {"libfftw3f_threads.so.3", "libfftw3f_threads.dylib", NULL};
  const char *const twice[] = {"libfftw3.so.3", "libfftw3.dylib", NULL};
  const char *const double_threads[] = {"libfftw3_threads.so.3", "libfftw3_threads.dylib", NULL};
  const char *problem = load(0, single, single_threads, "libfftw3-single3");
  return problem ? problem : load(1, twice, double_threads, "libfftw3-double3");
}

struct JacobiFourier {
  void *plan;
  bool is_double;
  JacobiFourierKind kind;
  int64_t source_size, target_size;  // bytes of one transform
  int64_t numbers;                   // of one result, complex ones counted twice
  double factor;                     // that these are multiplied by
  void *turns;                       // of a real transform by way of a complex one of half its length, or null
};

static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

// Transforms of fewer elements are not divided among threads. A plan is for a certain number of jobs, which decides about the
// bits of the result and therefore does not depend on how many threads there are.
static const double least_divided = 1 << 15;
enum { job_count = 4 };

JacobiFourier *jacobi_fourier_create(bool isDouble, JacobiFourierKind kind, int32_t rank, const int32_t *lengths) {
  const Functions *f = &functions[isDouble];
  double elements = 1, half = 1;
  for (int32_t i = 0; i < rank; i++) {
    elements *= lengths[i];
    half *= i < rank - 1 ? lengths[i] : lengths[i] / 2 + 1;
  }
  if (elements * 2 > INT32_MAX) return NULL;
  JacobiFourier *plan = malloc(sizeof *plan);
  if (!plan) return NULL;
  int64_t real = isDouble ? 8 : 4, complex = (int64_t)elements * 2 * real, halved = (int64_t)half * 2 * real;
  *plan = (JacobiFourier){.is_double = isDouble, .kind = kind, .factor = 1 / elements};
  plan->source_size = plan->target_size = complex;
  if (kind == JacobiFourierRealForward) plan->source_size = complex / 2, plan->target_size = halved;
  if (kind == JacobiFourierRealInverse) plan->source_size = halved, plan->target_size = complex / 2;
  if (kind == JacobiFourierInverse || kind == JacobiFourierRealInverse) plan->numbers = plan->target_size / real;
  if (kind == JacobiFourierRealForward && rank == 1 && jacobi_is_halved(lengths[0])) {
    plan->turns = jacobi_turns(isDouble, lengths[0]);
    if (!plan->turns) {
      free(plan);
      return NULL;
    }
  }
  // An estimate does not touch the memory: it needs two addresses of the right alignment.
  char *source = (char *)4096, *target = (char *)8192;
  int whole = (int)elements, part = (int)half;
  pthread_mutex_lock(&planner);
  if (has_threads[isDouble]) f->plan_with_nthreads(elements >= least_divided ? job_count : 1);
  switch (kind) {
    case JacobiFourierForward:
    case JacobiFourierInverse:
      plan->plan = f->complex(
          rank, lengths, 1, source, NULL, 1, whole, target, NULL, 1, whole, kind == JacobiFourierForward ? -1 : 1,
          estimate);
      break;
    case JacobiFourierRealForward:
      if (plan->turns) {
        int32_t count = lengths[0] / 2;
        plan->plan = f->complex(1, &count, 1, source, NULL, 1, count, target, NULL, 1, count, -1, estimate);
        break;
      }
      plan->plan = f->real(rank, lengths, 1, source, NULL, 1, whole, target, NULL, 1, part, estimate);
      break;
    case JacobiFourierRealInverse:
      plan->plan =
          f->real_inverse(rank, lengths, 1, source, NULL, 1, part, target, NULL, 1, whole, estimate | destroy_input);
      break;
  }
  pthread_mutex_unlock(&planner);
  if (!plan->plan) {
    free(plan->turns);
    free(plan);
    return NULL;
  }
  return plan;
}

void jacobi_fourier_destroy(JacobiFourier *plan) {
  pthread_mutex_lock(&planner);
  functions[plan->is_double].destroy(plan->plan);
  pthread_mutex_unlock(&planner);
  free(plan->turns);
  free(plan);
}

void jacobi_fourier_row(const JacobiFourier *plan, const void *source, void *target) {
  const Functions *f = &functions[plan->is_double];
  switch (plan->kind) {
    case JacobiFourierForward:
    case JacobiFourierInverse: f->execute_complex(plan->plan, (void *)source, target); break;
    case JacobiFourierRealForward: f->execute_real(plan->plan, (void *)source, target); break;
    case JacobiFourierRealInverse: f->execute_real_inverse(plan->plan, (void *)source, target); break;
  }
  for (int64_t i = 0; i < plan->numbers; i++) {
    if (plan->is_double) ((double *)target)[i] *= plan->factor;
    else ((float *)target)[i] *= (float)plan->factor;
  }
}

// A stack of transforms.
typedef struct Stack {
  const JacobiFourier *plan;
  const char *source;
  char *target;
  _Atomic bool failed;
} Stack;

static bool is_aligned(const void *address) { return (uintptr_t)address % 16 == 0; }

// FFTW is twice as slow on memory that vectors cannot be loaded from: such transforms go by way of a copy. An inverse real
// transform would destroy its source.
static void run_stack(void *context, int64_t begin, int64_t end) {
  Stack *stack = context;
  const JacobiFourier *plan = stack->plan;
  char *copy = NULL, *result = NULL;
  size_t rounded = ((size_t)plan->source_size + 63) & ~(size_t)63;
  for (int64_t i = begin; i < end; i++) {
    const char *source = stack->source + i * plan->source_size;
    char *target = stack->target + i * plan->target_size;
    bool copies = plan->kind == JacobiFourierRealInverse || !is_aligned(source);
    if ((copies || plan->turns || !is_aligned(target)) && !copy) {
      void *memory = NULL;
      if (posix_memalign(&memory, 64, rounded + (size_t)plan->target_size)) {
        stack->failed = true;
        return;
      }
      copy = memory;
      result = copy + rounded;
    }
    if (copies) source = memcpy(copy, source, (size_t)plan->source_size);
    if (plan->turns) {
      functions[plan->is_double].execute_complex(plan->plan, (void *)source, result);
      jacobi_separate(plan->is_double, plan->source_size / (plan->is_double ? 16 : 8), plan->turns, result, target);
      continue;
    }
    jacobi_fourier_row(plan, source, is_aligned(target) ? target : result);
    if (!is_aligned(target)) memcpy(target, result, (size_t)plan->target_size);
  }
  free(copy);
}

bool jacobi_fourier_execute(const JacobiFourier *plan, int64_t count, const void *source, void *target) {
  Stack stack = {.plan = plan, .source = source, .target = target};
  int64_t grain = (1 << 16) / (plan->source_size + plan->target_size + 64) + 1;
  if (count == 1) run_stack(&stack, 0, 1);
  else jacobi_parallel_for(count, grain, run_stack, &stack);
  return !stack.failed;
}
