// Cholesky factors and triangular systems so small that the calls of a library take longer than the arithmetic. (Golub and
// Van Loan: "Matrix Computations", 4.2 and 3.1)
#include "small_systems.h"

#include <math.h>

#if defined(__x86_64__)
#define JACOBI_X86 1
#define AVX2 __attribute__((target("avx2,fma")))
static bool has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
#endif

enum { largest = JACOBI_SMALL_SYSTEM };

#define INLINE static inline __attribute__((always_inline))

// The factor is computed as the upper one, whose rows are subtracted from those below: neighbours lie side by side.
#define SYSTEMS(T, Root)                                                                                               \
  INLINE int32_t factor_##T(int32_t n, T *a) {                                                                         \
    T u[largest][largest] __attribute__((aligned(64)));                                                                \
    for (int32_t i = 0; i < n; i++) {                                                                                  \
      for (int32_t j = 0; j <= i; j++) u[j][i] = a[i * n + j];                                                         \
    }                                                                                                                  \
    for (int32_t k = 0; k < n; k++) {                                                                                  \
      /* NaN goes on to what depends on it. */                                                                         \
      if (u[k][k] <= 0) return k + 1;                                                                                  \
      T root = Root(u[k][k]), inverse = 1 / root;                                                                      \
      u[k][k] = root;                                                                                                  \
      for (int32_t j = k + 1; j < n; j++) u[k][j] *= inverse;                                                          \
      for (int32_t i = k + 1; i < n; i++) {                                                                            \
        T scale = u[k][i];                                                                                             \
        for (int32_t j = i; j < n; j++) u[i][j] -= scale * u[k][j];                                                    \
      }                                                                                                                \
    }                                                                                                                  \
    for (int32_t i = 0; i < n; i++) {                                                                                  \
      for (int32_t j = 0; j <= i; j++) a[i * n + j] = u[j][i];                                                         \
    }                                                                                                                  \
    return 0;                                                                                                          \
  }                                                                                                                    \
                                                                                                                       \
  /* `columns` has the columns of the triangle as rows. */                                                             \
  INLINE void solve_##T(int32_t n, bool lower, bool unit, const T *columns, int32_t stride, T *x) {                    \
    for (int32_t step = 0; step < n; step++) {                                                                         \
      int32_t i = lower ? step : n - 1 - step;                                                                         \
      const T *column = columns + i * stride;                                                                          \
      if (!unit) x[i] /= column[i];                                                                                    \
      T scale = x[i];                                                                                                  \
      int32_t first = lower ? i + 1 : 0, end = lower ? n : i;                                                          \
      for (int32_t j = first; j < end; j++) x[j] -= scale * column[j];                                                 \
    }                                                                                                                  \
  }                                                                                                                    \
                                                                                                                       \
  INLINE void solve_all_##T(                                                                                           \
      int32_t n, bool lower, bool transposed, bool unit, const T *a, int32_t count, T *b, int32_t step,                \
      int32_t distance) {                                                                                              \
    T copy[largest][largest] __attribute__((aligned(64))), x[largest] __attribute__((aligned(64)));                    \
    const T *columns = a;                                                                                              \
    int32_t stride = n;                                                                                                \
    if (!transposed) {                                                                                                 \
      for (int32_t i = 0; i < n; i++) {                                                                                \
        for (int32_t j = 0; j < n; j++) copy[j][i] = a[i * n + j];                                                     \
      }                                                                                                                \
      columns = copy[0];                                                                                               \
      stride = largest;                                                                                                \
    }                                                                                                                  \
    /* The transpose of a lower triangle is an upper one. */                                                           \
    bool isLower = lower != transposed;                                                                                \
    for (int32_t number = 0; number < count; number++) {                                                               \
      T *side = b + number * distance;                                                                                 \
      for (int32_t i = 0; i < n; i++) x[i] = side[i * step];                                                           \
      if (isLower) solve_##T(n, true, unit, columns, stride, x);                                                       \
      else solve_##T(n, false, unit, columns, stride, x);                                                              \
      for (int32_t i = 0; i < n; i++) side[i * step] = x[i];                                                           \
    }                                                                                                                  \
  }

SYSTEMS(float, sqrtf)
SYSTEMS(double, sqrt)
#undef SYSTEMS

INLINE int32_t factor(JacobiElement element, int32_t n, void *a) {
  return element == JacobiElementDouble ? factor_double(n, a) : factor_float(n, a);
}

INLINE void solve(
    JacobiElement element, int32_t n, bool lower, bool transposed, bool unit, const void *a, int32_t count, void *b,
    int32_t step, int32_t distance) {
  if (element == JacobiElementDouble) solve_all_double(n, lower, transposed, unit, a, count, b, step, distance);
  else solve_all_float(n, lower, transposed, unit, a, count, b, step, distance);
}

#if JACOBI_X86
AVX2 static int32_t factor_avx2(JacobiElement element, int32_t n, void *a) { return factor(element, n, a); }
AVX2 static void solve_avx2(
    JacobiElement element, int32_t n, bool lower, bool transposed, bool unit, const void *a, int32_t count, void *b,
    int32_t step, int32_t distance) {
  solve(element, n, lower, transposed, unit, a, count, b, step, distance);
}
#endif

int32_t jacobi_small_cholesky(JacobiElement element, int32_t n, void *a) {
#if JACOBI_X86
  if (has_avx2()) return factor_avx2(element, n, a);
#endif
  return factor(element, n, a);
}

void jacobi_small_solve(
    JacobiElement element, int32_t n, bool lower, bool transposed, bool unit, const void *a, int32_t count, void *b,
    int32_t step, int32_t distance) {
#if JACOBI_X86
  if (has_avx2()) {
    solve_avx2(element, n, lower, transposed, unit, a, count, b, step, distance);
    return;
  }
#endif
  solve(element, n, lower, transposed, unit, a, count, b, step, distance);
}
