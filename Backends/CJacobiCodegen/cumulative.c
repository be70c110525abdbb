// Sums, products, maxima and minima of all elements up to each one along the last axis.
//
// Lines are divided into chunks. First each chunk is taken together, and then its elements, several chunks at a time, from what
// comes before it: the order of additions depends on the length alone. (G. Blelloch: "Prefix sums and their applications", 1990)
#include "CJacobiKernels.h"

#include <math.h>
#include <stdlib.h>

enum { chunk_size = 2048, interleaved = 4 };

typedef struct Scan {
  const void *source;
  void *target;
  int64_t size, chunks;
  bool reverse;
  void *carries;
} Scan;

#define ADD(x, y) ((x) + (y))
#define MULTIPLY(x, y) ((x) * (y))
#define LARGER(x, y) ((x) > (y) ? (x) : (y))
#define SMALLER(x, y) ((x) < (y) ? (x) : (y))
// NaN before all numbers, and zeros by their sign.
#define LARGER_FLOATING(x, y) ((x) > (y) || (x) != (x) ? (x) : (x) < (y) || (y) != (y) ? (y) : signbit(x) ? (y) : (x))
#define SMALLER_FLOATING(x, y) ((x) < (y) || (x) != (x) ? (x) : (x) > (y) || (y) != (y) ? (y) : signbit(x) ? (x) : (y))

// Functions for elements of type T, added up in A by OP from `identity`.
#define SCAN(Name, T, A, OP, identity)                                                                         \
  static void Name##_total(void *context, int64_t begin, int64_t end) {                                        \
    const Scan *scan = context;                                                                                \
    for (; begin < end; begin++) {                                                                             \
      int64_t first = begin * chunk_size, last = first + chunk_size < scan->size ? first + chunk_size : scan->size; \
      const T *source = (const T *)scan->source + (scan->reverse ? scan->size - last : first);                 \
      int64_t count = last - first, i = 0;                                                                     \
      A a = identity, b = identity, c = identity, d = identity;                                                \
      for (; i + 4 <= count; i += 4) {                                                                         \
        a = OP(a, (A)source[i]);                                                                               \
        b = OP(b, (A)source[i + 1]);                                                                           \
        c = OP(c, (A)source[i + 2]);                                                                           \
        d = OP(d, (A)source[i + 3]);                                                                           \
      }                                                                                                        \
      for (; i < count; i++) a = OP(a, (A)source[i]);                                                          \
      a = OP(a, b);                                                                                            \
      c = OP(c, d);                                                                                            \
      ((A *)scan->carries)[begin] = OP(a, c);                                                                  \
    }                                                                                                          \
  }                                                                                                            \
  static void Name##_chunk(const Scan *scan, int64_t chunk, A carry) {                                         \
    int64_t first = chunk * chunk_size, last = first + chunk_size < scan->size ? first + chunk_size : scan->size; \
    int64_t step = scan->reverse ? -1 : 1, start = scan->reverse ? scan->size - 1 - first : first;             \
    const T *source = (const T *)scan->source + start;                                                         \
    T *target = (T *)scan->target + start;                                                                     \
    for (int64_t i = 0; i < last - first; i++) {                                                               \
      carry = OP(carry, (A)source[i * step]);                                                                  \
      target[i * step] = (T)carry;                                                                             \
    }                                                                                                          \
  }                                                                                                            \
  static void Name##_chunks(void *context, int64_t begin, int64_t end) {                                       \
    const Scan *scan = context;                                                                                \
    const A *carries = scan->carries;                                                                          \
    for (; begin + interleaved <= end && (begin + interleaved) * chunk_size <= scan->size; begin += interleaved) { \
      int64_t step = scan->reverse ? -1 : 1, distance = chunk_size * step;                                     \
      int64_t start = scan->reverse ? scan->size - 1 - begin * chunk_size : begin * chunk_size;                \
      const T *source = (const T *)scan->source + start;                                                       \
      T *target = (T *)scan->target + start;                                                                   \
      A a = carries[begin], b = carries[begin + 1], c = carries[begin + 2], d = carries[begin + 3];            \
      for (int64_t i = 0; i < chunk_size; i++, source += step, target += step) {                               \
        a = OP(a, (A)source[0]);                                                                               \
        b = OP(b, (A)source[distance]);                                                                        \
        c = OP(c, (A)source[2 * distance]);                                                                    \
        d = OP(d, (A)source[3 * distance]);                                                                    \
        target[0] = (T)a;                                                                                      \
        target[distance] = (T)b;                                                                               \
        target[2 * distance] = (T)c;                                                                           \
        target[3 * distance] = (T)d;                                                                           \
      }                                                                                                        \
    }                                                                                                          \
    for (; begin < end; begin++) Name##_chunk(scan, begin, carries[begin]);                                    \
  }                                                                                                            \
  static void Name(Scan *scan) {                                                                               \
    if (scan->chunks == 1) {                                                                                   \
      Name##_chunk(scan, 0, identity);                                                                         \
      return;                                                                                                  \
    }                                                                                                          \
    jacobi_parallel_for(scan->chunks, 8, Name##_total, scan);                                                  \
    A carry = identity, *carries = scan->carries;                                                              \
    for (int64_t i = 0; i < scan->chunks; i++) {                                                               \
      A total = carries[i];                                                                                    \
      carries[i] = carry;                                                                                      \
      carry = OP(carry, total);                                                                                \
    }                                                                                                          \
    jacobi_parallel_for(scan->chunks, 8, Name##_chunks, scan);                                                 \
  }

// Integers wrap around, which only unsigned ones do in C.
#define INTEGERS(Bits)                                                                              \
  SCAN(sum_u##Bits, uint##Bits##_t, uint64_t, ADD, 0)                                               \
  SCAN(product_u##Bits, uint##Bits##_t, uint64_t, MULTIPLY, 1)                                      \
  SCAN(largest_u##Bits, uint##Bits##_t, uint##Bits##_t, LARGER, 0)                                  \
  SCAN(smallest_u##Bits, uint##Bits##_t, uint##Bits##_t, SMALLER, (uint##Bits##_t) ~(uint##Bits##_t)0) \
  SCAN(largest_i##Bits, int##Bits##_t, int##Bits##_t, LARGER, INT##Bits##_MIN)                      \
  SCAN(smallest_i##Bits, int##Bits##_t, int##Bits##_t, SMALLER, INT##Bits##_MAX)
INTEGERS(8)
INTEGERS(16)
INTEGERS(32)
INTEGERS(64)
SCAN(sum_f32, float, double, ADD, 0)
SCAN(product_f32, float, double, MULTIPLY, 1)
SCAN(largest_f32, float, float, LARGER_FLOATING, -INFINITY)
SCAN(smallest_f32, float, float, SMALLER_FLOATING, INFINITY)
SCAN(sum_f64, double, double, ADD, 0)
SCAN(product_f64, double, double, MULTIPLY, 1)
SCAN(largest_f64, double, double, LARGER_FLOATING, -INFINITY)
SCAN(smallest_f64, double, double, SMALLER_FLOATING, INFINITY)

typedef void (*Function)(Scan *);

#define ROW(Name) {Name##_u8, Name##_u16, Name##_u32, Name##_u64}
static const Function unsigned_scans[4][4] = {ROW(sum), ROW(product), ROW(largest), ROW(smallest)};
static const Function signed_scans[4][4] = {
    ROW(sum), ROW(product), {largest_i8, largest_i16, largest_i32, largest_i64},
    {smallest_i8, smallest_i16, smallest_i32, smallest_i64}};
static const Function floating_scans[4][4] = {
    {0, 0, sum_f32, sum_f64}, {0, 0, product_f32, product_f64}, {0, 0, largest_f32, largest_f64},
    {0, 0, smallest_f32, smallest_f64}};

typedef struct Lines {
  Function scan;
  Scan first;
  int32_t width;
  _Atomic bool failed;
} Lines;

static void scan_lines(void *context, int64_t begin, int64_t end) {
  Lines *lines = context;
  Scan scan = lines->first;
  if (scan.chunks > 1 && !(scan.carries = malloc(sizeof(uint64_t) * (size_t)scan.chunks))) {
    lines->failed = true;
    return;
  }
  for (; begin < end; begin++) {
    scan.source = (const char *)lines->first.source + begin * scan.size * lines->width;
    scan.target = (char *)lines->first.target + begin * scan.size * lines->width;
    lines->scan(&scan);
  }
  if (scan.chunks > 1) free(scan.carries);
}

bool jacobi_cumulative(
    JacobiNumber number, JacobiCumulative operation, bool reverse, int64_t count, int64_t size, const void *source,
    void *target) {
  if (count == 0 || size == 0) return true;
  int width = number.width == 1 ? 0 : number.width == 2 ? 1 : number.width == 4 ? 2 : 3;
  Lines lines = {.width = number.width};
  lines.scan = number.kind == JacobiNumberFloating ? floating_scans[operation][width]
               : number.kind == JacobiNumberSigned ? signed_scans[operation][width]
                                                   : unsigned_scans[operation][width];
  lines.first = (Scan){.source = source, .target = target, .size = size, .reverse = reverse};
  lines.first.chunks = (size + chunk_size - 1) / chunk_size;
  // A single line is itself divided; several are not.
  if (count == 1) scan_lines(&lines, 0, 1);
  else jacobi_parallel_for(count, (1 << 13) / size + 1, scan_lines, &lines);
  return !lines.failed;
}
