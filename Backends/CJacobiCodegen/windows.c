// Reductions of moving windows, and the choice of an element in each: a row of positions along the last axis that the window
// moves along, with what lies behind that axis, meets one element of the window after the other.
#include "CJacobiKernels.h"
#include "processor.h"
#include "windows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { maximum_axes = JACOBI_MAXIMUM_WINDOW_AXES };

// The positions of a row at which one element of the window lies on elements of the operand.
typedef struct Span {
  int64_t position, position_step;
  int64_t element, element_step;
  int64_t count;
} Span;

static Span span_of(const JacobiWindowAxis *axis, int64_t tap) {
  Span none = {0}, span = {.position_step = 1, .element_step = axis->stride};
  int64_t start = tap * axis->dilation - axis->before, extent = (axis->size - 1) * axis->base + 1;
  if (axis->size == 0) return none;
  int64_t first = start < 0 ? (-start + axis->stride - 1) / axis->stride : 0;
  if (axis->base > 1) {
    // Positions whose place is an element return after `step` positions.
    int64_t step = 1;
    while (step * axis->stride % axis->base) step++;
    int64_t tries = 0;
    while (tries < step && (start + (first + tries) * axis->stride) % axis->base) tries++;
    if (tries == step) return none;
    first += tries;
    span.position_step = step;
    span.element_step = step * axis->stride / axis->base;
  }
  int64_t place = start + first * axis->stride;
  if (place >= extent || first >= axis->positions) return none;
  int64_t last = (extent - 1 - place) / axis->stride + first;
  if (last >= axis->positions) last = axis->positions - 1;
  span.position = first;
  span.element = place / axis->base;
  span.count = (last - first) / span.position_step + 1;
  return span;
}

// Where a row of positions is, but along the last axis, and where an element of the window is.
typedef struct Place {
  int64_t positions[maximum_axes], taps[maximum_axes];
} Place;

static void set_row(const JacobiWindows *shape, int64_t row, Place *place) {
  memset(place->taps, 0, sizeof place->taps);
  for (int32_t axis = shape->rank - 2; axis >= 0; axis--) {
    place->positions[axis] = row % shape->axes[axis].positions;
    row /= shape->axes[axis].positions;
  }
}

// Moves on to the next element of the window but along the last axis; false after the last one.
static bool next_taps(const JacobiWindows *shape, Place *place) {
  for (int32_t axis = shape->rank - 2; axis >= 0; axis--) {
    if (++place->taps[axis] < shape->axes[axis].window) return true;
    place->taps[axis] = 0;
  }
  return false;
}

// The number of the row of elements that lies there, or -1.
static int64_t row_of_elements(const JacobiWindows *shape, const Place *place) {
  int64_t row = 0;
  for (int32_t axis = 0; axis < shape->rank - 1; axis++) {
    int64_t element = element_at(&shape->axes[axis], place->positions[axis], place->taps[axis]);
    if (element < 0) return -1;
    row = row * shape->axes[axis].size + element;
  }
  return row;
}

static int64_t row_count(const JacobiWindows *shape, bool of_positions) {
  int64_t count = 1;
  for (int32_t axis = 0; axis < shape->rank - 1; axis++) {
    count *= of_positions ? shape->axes[axis].positions : shape->axes[axis].size;
  }
  return count;
}

#define INLINE static inline __attribute__((always_inline))

// Runs a statement for the elements of a span: `p` is the number of one in the row of positions, `e` that in the row of
// elements. `width` elements of each place take part; places are `pitch` elements apart.
#define EACH(span, width, pitch, ...)                                                                                 \
  if ((span).element_step == 1 && (span).position_step == 1 && (width) == (pitch)) {                                  \
    int64_t p = (span).position * (pitch), e = (span).element * (pitch);                                              \
    for (int64_t i = 0, n = (span).count * (pitch); i < n; i++, p++, e++) __VA_ARGS__                                 \
  } else if ((width) == 1 && (span).position_step * (pitch) == 1 && (span).element_step * (pitch) == 2) {             \
    /* Of a known distance, so that vectors are made of it. */                                                        \
    int64_t p = (span).position, e = (span).element;                                                                  \
    for (int64_t i = 0; i < (span).count; i++, p++, e += 2) __VA_ARGS__                                               \
  } else if ((width) == 1) {                                                                                          \
    int64_t p = (span).position * (pitch), e = (span).element * (pitch);                                              \
    int64_t ps = (span).position_step * (pitch), es = (span).element_step * (pitch);                                  \
    for (int64_t i = 0; i < (span).count; i++, p += ps, e += es) __VA_ARGS__                                          \
  } else {                                                                                                            \
    for (int64_t j = 0; j < (span).count; j++) {                                                                      \
      int64_t p = ((span).position + j * (span).position_step) * (pitch);                                             \
      int64_t e = ((span).element + j * (span).element_step) * (pitch);                                               \
      for (int64_t i = 0; i < (width); i++, p++, e++) __VA_ARGS__                                                     \
    }                                                                                                                 \
  }

// Windows whose sums stay in registers: what lies behind the axes fills vectors, and there are not too many rows of a window.
enum { vector = 16, maximum_rows = 64 };

static bool keeps_sums(const JacobiWindows *shape) {
  int64_t rows = 1;
  for (int32_t axis = 0; axis < shape->rank - 1; axis++) rows *= shape->axes[axis].window;
  return shape->inner >= vector && rows <= maximum_rows && shape->axes[shape->rank - 1].base == 1;
}

// The first elements of the rows that the windows of a row of positions lie on, in elements of the last axis.
static int64_t window_rows(const JacobiWindows *shape, int64_t index, int64_t *offsets) {
  int64_t count = 0;
  Place place;
  set_row(shape, index, &place);
  do {
    int64_t row = row_of_elements(shape, &place);
    if (row >= 0) offsets[count++] = row * shape->axes[shape->rank - 1].size;
  } while (next_taps(shape, &place));
  return count;
}

#define REDUCE(Name, T, initial, combination)                                                                         \
  INLINE void Name(const JacobiWindows *shape, const T *source, T *target, int64_t begin, int64_t end) {              \
    const JacobiWindowAxis *last = &shape->axes[shape->rank - 1];                                                     \
    int64_t inner = shape->inner, rows = row_count(shape, true), source_rows = row_count(shape, false);               \
    int64_t width = last->positions * inner;                                                                          \
    bool is_direct = keeps_sums(shape);                                                                               \
    for (int64_t index = begin; index < end; index++) {                                                               \
      T *restrict result = target + index * width;                                                                    \
      const T *block = source + index / rows * source_rows * last->size * inner;                                      \
      if (is_direct) {                                                                                                \
        int64_t offsets[maximum_rows];                                                                                \
        int64_t count = window_rows(shape, index % rows, offsets);                                                    \
        for (int64_t position = 0; position < last->positions; position++, result += inner) {                         \
          int64_t start = position * last->stride - last->before, i = 0;                                              \
          for (; i + vector <= inner; i += vector) {                                                                  \
            T sums[vector];                                                                                           \
            for (int v = 0; v < vector; v++) sums[v] = initial;                                                       \
            for (int64_t r = 0; r < count; r++) {                                                                     \
              for (int64_t tap = 0, e = start; tap < last->window; tap++, e += last->dilation) {                      \
                if (e < 0 || e >= last->size) continue;                                                               \
                const T *elements = block + (offsets[r] + e) * inner + i;                                             \
                for (int v = 0; v < vector; v++) {                                                                    \
                  T x = sums[v], y = elements[v];                                                                     \
                  sums[v] = combination;                                                                              \
                }                                                                                                     \
              }                                                                                                       \
            }                                                                                                         \
            for (int v = 0; v < vector; v++) result[i + v] = sums[v];                                                 \
          }                                                                                                           \
          for (; i < inner; i++) {                                                                                    \
            T x = initial;                                                                                            \
            for (int64_t r = 0; r < count; r++) {                                                                     \
              for (int64_t tap = 0, e = start; tap < last->window; tap++, e += last->dilation) {                      \
                if (e < 0 || e >= last->size) continue;                                                               \
                T y = block[(offsets[r] + e) * inner + i];                                                            \
                x = combination;                                                                                      \
              }                                                                                                       \
            }                                                                                                         \
            result[i] = x;                                                                                            \
          }                                                                                                           \
        }                                                                                                             \
        continue;                                                                                                     \
      }                                                                                                               \
      for (int64_t i = 0; i < width; i++) result[i] = initial;                                                        \
      Place place;                                                                                                    \
      set_row(shape, index % rows, &place);                                                                           \
      do {                                                                                                            \
        int64_t row = row_of_elements(shape, &place);                                                                 \
        if (row < 0) continue;                                                                                        \
        const T *restrict elements = block + row * last->size * inner;                                                \
        for (int64_t tap = 0; tap < last->window; tap++) {                                                            \
          Span span = span_of(last, tap);                                                                             \
          EACH(span, inner, inner, {                                                                                  \
            T x = result[p], y = elements[e];                                                                         \
            result[p] = combination;                                                                                  \
          })                                                                                                          \
        }                                                                                                             \
      } while (next_taps(shape, &place));                                                                             \
    }                                                                                                                 \
  }

// NaN wins; of zeros the positive one is larger.
REDUCE(float_sum, float, 0, x + y)
REDUCE(float_max, float, -INFINITY, (((y > x) | (y != y)) & (x == x)) ? y : ((x == 0) & (y == 0)) ? x + y : x)
REDUCE(float_min, float, INFINITY, (((y < x) | (y != y)) & (x == x)) ? y : ((x == 0) & (y == 0)) ? -(-x - y) : x)
REDUCE(double_sum, double, 0, x + y)
REDUCE(double_max, double, -INFINITY, (((y > x) | (y != y)) & (x == x)) ? y : ((x == 0) & (y == 0)) ? x + y : x)
REDUCE(double_min, double, INFINITY, (((y < x) | (y != y)) & (x == x)) ? y : ((x == 0) & (y == 0)) ? -(-x - y) : x)
#undef REDUCE

// For each position of a row which element of the window is selected, by its number, or -1 for padding.
#define SELECT(Name, T, Number, padding, keeps)                                                                       \
  INLINE void Name(                                                                                                   \
      const JacobiWindows *shape, const T *keys, int64_t row_index, int64_t width, T *restrict best,                  \
      Number *restrict selected) {                                                                                    \
    const JacobiWindowAxis *last = &shape->axes[shape->rank - 1];                                                     \
    int64_t inner = shape->inner;                                                                                     \
    for (int64_t i = 0, n = last->positions * inner; i < n; i++) {                                                    \
      best[i] = padding;                                                                                              \
      selected[i] = -1;                                                                                               \
    }                                                                                                                 \
    Place place;                                                                                                      \
    set_row(shape, row_index, &place);                                                                                \
    Number number = 0;                                                                                                \
    do {                                                                                                              \
      int64_t row = row_of_elements(shape, &place);                                                                   \
      const T *restrict elements = keys + (row < 0 ? 0 : row * last->size * inner);                                   \
      for (int64_t tap = 0; tap < last->window; tap++, number++) {                                                    \
        Span span = row < 0 ? (Span){0} : span_of(last, tap);                                                         \
        if (span.count < last->positions && number > 0) {                                                             \
          /* Padding takes the place of NaN only. */                                                                  \
          for (int64_t position = 0; position < last->positions; position++) {                                        \
            if (row >= 0 && element_at(last, position, tap) >= 0) continue;                                           \
            for (int64_t p = position * inner; p < position * inner + width; p++) {                                   \
              if (best[p] == best[p]) continue;                                                                       \
              best[p] = padding;                                                                                      \
              selected[p] = -1;                                                                                       \
            }                                                                                                         \
          }                                                                                                           \
        }                                                                                                             \
        bool first = number == 0;                                                                                     \
        EACH(span, width, inner, {                                                                                    \
          T x = best[p], y = elements[e];                                                                             \
          bool stays = (keeps) & !first;                                                                              \
          best[p] = stays ? x : y;                                                                                    \
          selected[p] = stays ? selected[p] : number;                                                                 \
        })                                                                                                            \
      }                                                                                                               \
    } while (next_taps(shape, &place));                                                                               \
  }

SELECT(float_largest, float, int32_t, -INFINITY, x >= y)
SELECT(float_smallest, float, int32_t, INFINITY, x <= y)
SELECT(double_largest, double, int64_t, -INFINITY, x >= y)
SELECT(double_smallest, double, int64_t, INFINITY, x <= y)
#undef SELECT

// Elements of `inner` that are worked on at a time, so that what a part needs stays in the cache.
enum { strip = 256 };

static int64_t strip_count(const JacobiWindows *shape) { return (shape->inner + strip - 1) / strip; }

#define MOVE(Name, T, Number, Select, rows_body)                                                                      \
  INLINE bool Name(                                                                                                   \
      const JacobiWindows *shape, const T *source, const T *keys, T *target, int64_t begin, int64_t end) {            \
    const JacobiWindowAxis *last = &shape->axes[shape->rank - 1];                                                     \
    int64_t inner = shape->inner, rows = row_count(shape, true), source_rows = row_count(shape, false);               \
    int64_t strips = strip_count(shape), width = last->positions * inner;                                             \
    T *best = malloc((size_t)(width + 1) * (sizeof(T) + sizeof(Number)));                                             \
    if (!best) return false;                                                                                          \
    Number *restrict selected = (Number *)(best + width);                                                             \
    for (int64_t index = begin; index < end; index++) {                                                               \
      int64_t outer = index / strips, from = index % strips * strip;                                                  \
      int64_t count = inner - from < strip ? inner - from : strip;                                                    \
      int64_t block = outer * source_rows * last->size * inner + from;                                                \
      rows_body                                                                                                       \
    }                                                                                                                 \
    free(best);                                                                                                       \
    return true;                                                                                                      \
  }

#define EACH_SELECTED(...)                                                                                            \
  Place place;                                                                                                        \
  set_row(shape, row, &place);                                                                                        \
  Number_of_tap number = 0;                                                                                           \
  do {                                                                                                                \
    int64_t element_row = row_of_elements(shape, &place);                                                             \
    for (int64_t tap = 0; tap < last->window; tap++, number++) {                                                      \
      if (element_row < 0) continue;                                                                                  \
      Span span = span_of(last, tap);                                                                                 \
      int64_t offset = block + element_row * last->size * inner;                                                      \
      EACH(span, count, inner, __VA_ARGS__)                                                                           \
    }                                                                                                                 \
  } while (next_taps(shape, &place));

// The operand has zeros everywhere but where elements are selected.
#define SCATTER(Select)                                                                                               \
  for (int64_t place = 0; place < source_rows * last->size; place++) {                                                \
    memset(target + block + place * inner, 0, (size_t)count * sizeof *target);                                        \
  }                                                                                                                   \
  for (int64_t row = 0; row < rows; row++) {                                                                          \
    Select(shape, keys + block, row, count, best, selected);                                                          \
    const typeof(*source) *restrict numbers = source + (outer * rows + row) * width + from;                           \
    EACH_SELECTED({                                                                                                   \
      typeof(*source) x = numbers[p];                                                                                 \
      target[offset + e] += selected[p] == number ? x : 0;                                                            \
    })                                                                                                                \
  }

#define GATHER(Select)                                                                                                \
  for (int64_t row = 0; row < rows; row++) {                                                                          \
    Select(shape, keys + block, row, count, best, selected);                                                          \
    typeof(*target) *restrict result = target + (outer * rows + row) * width + from;                                  \
    for (int64_t position = 0; position < last->positions; position++) {                                              \
      memset(result + position * inner, 0, (size_t)count * sizeof *target);                                           \
    }                                                                                                                 \
    EACH_SELECTED({                                                                                                   \
      typeof(*source) x = source[offset + e];                                                                         \
      result[p] = selected[p] == number ? x : result[p];                                                              \
    })                                                                                                                \
  }

#define Number_of_tap int32_t
MOVE(float_scatter_largest, float, int32_t, float_largest, SCATTER(float_largest))
MOVE(float_scatter_smallest, float, int32_t, float_smallest, SCATTER(float_smallest))
MOVE(float_gather_largest, float, int32_t, float_largest, GATHER(float_largest))
MOVE(float_gather_smallest, float, int32_t, float_smallest, GATHER(float_smallest))
#undef Number_of_tap
#define Number_of_tap int64_t
MOVE(double_scatter_largest, double, int64_t, double_largest, SCATTER(double_largest))
MOVE(double_scatter_smallest, double, int64_t, double_smallest, SCATTER(double_smallest))
MOVE(double_gather_largest, double, int64_t, double_largest, GATHER(double_largest))
MOVE(double_gather_smallest, double, int64_t, double_smallest, GATHER(double_smallest))
#undef Number_of_tap

// What the threads of a loop share.
typedef struct Job {
  const JacobiWindows *shape;
  bool is_double;
  int operation;
  const void *source, *keys;
  void *target;
  bool failed;
} Job;

#define ROW(Name, T) Name(job->shape, (const T *)job->source, (T *)job->target, begin, end)
INLINE void reduce(const Job *job, int64_t begin, int64_t end) {
  switch (job->operation + 3 * job->is_double) {
    case JacobiWindowSum: ROW(float_sum, float); break;
    case JacobiWindowMaximum: ROW(float_max, float); break;
    case JacobiWindowMinimum: ROW(float_min, float); break;
    case JacobiWindowSum + 3: ROW(double_sum, double); break;
    case JacobiWindowMaximum + 3: ROW(double_max, double); break;
    case JacobiWindowMinimum + 3: ROW(double_min, double); break;
  }
}
#undef ROW

enum { is_smallest = 1, is_gather = 2, of_doubles = 4 };

#define ROW(Name, T) Name(job->shape, (const T *)job->source, (const T *)job->keys, (T *)job->target, begin, end)
INLINE bool move_selected(const Job *job, int64_t begin, int64_t end) {
  switch (job->operation) {
    case 0: return ROW(float_scatter_largest, float);
    case is_smallest: return ROW(float_scatter_smallest, float);
    case is_gather: return ROW(float_gather_largest, float);
    case is_gather + is_smallest: return ROW(float_gather_smallest, float);
    case of_doubles: return ROW(double_scatter_largest, double);
    case of_doubles + is_smallest: return ROW(double_scatter_smallest, double);
    case of_doubles + is_gather: return ROW(double_gather_largest, double);
    default: return ROW(double_gather_smallest, double);
  }
}
#undef ROW

static void reduce_plain(void *job, int64_t begin, int64_t end) { reduce(job, begin, end); }
static void move_plain(void *argument, int64_t begin, int64_t end) {
  Job *job = argument;
  if (!move_selected(job, begin, end)) __atomic_store_n(&job->failed, true, __ATOMIC_RELAXED);
}

#if JACOBI_X86
AVX2 static void reduce_avx2(void *job, int64_t begin, int64_t end) { reduce(job, begin, end); }
AVX2 static void move_avx2(void *argument, int64_t begin, int64_t end) {
  Job *job = argument;
  if (!move_selected(job, begin, end)) __atomic_store_n(&job->failed, true, __ATOMIC_RELAXED);
}
#endif

// Elements of the window that take several times as long as it takes to hand them to another thread.
static const int64_t worthwhile_work = 1 << 16;

static int64_t window_count(const JacobiWindows *shape) {
  int64_t count = 1;
  for (int32_t axis = 0; axis < shape->rank; axis++) count *= shape->axes[axis].window;
  return count;
}

void jacobi_reduce_windows(
    bool isDouble, JacobiWindowReduction reduction, const JacobiWindows *shape, const void *source, void *target) {
  Job job = {.shape = shape, .is_double = isDouble, .operation = reduction, .source = source, .target = target};
  int64_t row = shape->axes[shape->rank - 1].positions * shape->inner;
  int64_t grain = worthwhile_work / (row * window_count(shape) + 1) + 1;
  JacobiLoopBody body = reduce_plain;
#if JACOBI_X86
  if (jacobi_has_avx2()) body = reduce_avx2;
#endif
  jacobi_parallel_for(shape->outer * row_count(shape, true), grain, body, &job);
}

bool jacobi_move_selected(
    bool isDouble, bool isSmallest, bool gathers, const JacobiWindows *shape, const void *source, const void *keys,
    void *target) {
  Job job = {.shape = shape, .is_double = isDouble, .source = source, .keys = keys, .target = target};
  job.operation = (isSmallest ? is_smallest : 0) + (gathers ? is_gather : 0) + (isDouble ? of_doubles : 0);
  int64_t width = shape->inner < strip ? shape->inner : strip;
  int64_t work = row_count(shape, true) * shape->axes[shape->rank - 1].positions * width * window_count(shape);
  JacobiLoopBody body = move_plain;
#if JACOBI_X86
  if (jacobi_has_avx2()) body = move_avx2;
#endif
  jacobi_parallel_for(shape->outer * strip_count(shape), worthwhile_work / (work + 1) + 1, body, &job);
  return !job.failed;
}
