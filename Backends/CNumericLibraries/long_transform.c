// Transforms of one long line as those of the columns and then the rows of a matrix, divided among the threads of the pool.
// (D. Bailey: "FFTs in external or hierarchical memory", 1990)
#include "long_transform.h"

#include "CJacobiCodegen.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

// Columns that are read together: as many as fill two cache lines. Powers that are multiplied with each step.
enum { long_block = 16, root_step = 64 };
static const double pi = 3.14159265358979323846;

struct JacobiLongFourier {
  JacobiFourier *column, *row;
  int64_t rows, columns;
  int64_t root_count;  // of one column
  bool is_double;
  void *roots;
};

#define T float
#define NAME(name) name##_float
#include "long_transform.inc"
#define T double
#define NAME(name) name##_double
#include "long_transform.inc"

JacobiLongFourier *jacobi_long_fourier_create(bool isDouble, JacobiFourierKind kind, int64_t length) {
  // Shorter transforms stay in the caches anyway; rows and columns are to be of similar length and whole blocks.
  if (length < 1 << 17 || length > 1 << 26) return NULL;
  int64_t rows = 0;
  for (int64_t n = long_block; n * n <= length; n += long_block) {
    if (length % n == 0 && length / n % long_block == 0) rows = n;
  }
  if (rows < 128) return NULL;
  JacobiLongFourier *plan = malloc(sizeof *plan);
  if (!plan) return NULL;
  int32_t lengths[2] = {(int32_t)rows, (int32_t)(length / rows)};
  *plan = (JacobiLongFourier){.rows = rows, .columns = lengths[1], .is_double = isDouble};
  plan->root_count = root_step + (rows + root_step - 1) / root_step;
  plan->column = jacobi_fourier_create(isDouble, kind, 1, &lengths[0]);
  plan->row = jacobi_fourier_create(isDouble, kind, 1, &lengths[1]);
  plan->roots = malloc((size_t)(plan->columns * plan->root_count) * (isDouble ? 16 : 8));
  if (!plan->column || !plan->row || !plan->roots) {
    jacobi_long_fourier_destroy(plan);
    return NULL;
  }
  double sign = kind == JacobiFourierForward ? -1 : 1;
  if (isDouble) prepare_roots_double(plan, sign);
  else prepare_roots_float(plan, sign);
  return plan;
}

void jacobi_long_fourier_destroy(JacobiLongFourier *plan) {
  if (plan->column) jacobi_fourier_destroy(plan->column);
  if (plan->row) jacobi_fourier_destroy(plan->row);
  free(plan->roots);
  free(plan);
}

typedef struct Run {
  const JacobiLongFourier *plan;
  const void *source;
  void *scratch, *target;
  bool is_second;
  _Atomic bool failed;
} Run;

static void run_blocks(void *context, int64_t begin, int64_t end) {
  Run *run = context;
  const JacobiLongFourier *plan = run->plan;
  int64_t longest = plan->columns > 2 * plan->rows ? plan->columns : 2 * plan->rows;
  void *buffer = NULL;
  if (posix_memalign(&buffer, 64, (size_t)(longest * long_block) * (plan->is_double ? 16 : 8))) {
    run->failed = true;
    return;
  }
  for (; begin < end; begin++) {
    int64_t first = begin * long_block;
    if (run->is_second && plan->is_double) transform_rows_double(plan, run->scratch, run->target, first, buffer);
    else if (run->is_second) transform_rows_float(plan, run->scratch, run->target, first, buffer);
    else if (plan->is_double) transform_columns_double(plan, run->source, run->scratch, first, buffer);
    else transform_columns_float(plan, run->source, run->scratch, first, buffer);
  }
  free(buffer);
}

bool jacobi_long_fourier_execute(
    const JacobiLongFourier *plan, const void *source, void *scratch, void *target) {
  Run run = {.plan = plan, .source = source, .scratch = scratch, .target = target};
  jacobi_parallel_for(plan->columns / long_block, 4, run_blocks, &run);
  run.is_second = true;
  if (!run.failed) jacobi_parallel_for(plan->rows / long_block, 4, run_blocks, &run);
  return !run.failed;
}
