// The functions of LAPACK that OpenBLAS brings, through their Fortran interface: everything by reference, matrices in
// column-major order, the lengths of characters at the end. (http://www.netlib.org/lapack/explore-html)
#include "lapack.h"

#include "blas.h"
#include "loading.h"
#include "routines.h"
#include "small_systems.h"

#include <math.h>
#include <string.h>

Function jacobi_routines[routine_count][4];
static const char *const names[routine_count][4] = {
    [potrf] = {"spotrf_", "dpotrf_", "cpotrf_", "zpotrf_"}, [getrf] = {"sgetrf_", "dgetrf_", "cgetrf_", "zgetrf_"},
    [geqrf] = {"sgeqrf_", "dgeqrf_", "cgeqrf_", "zgeqrf_"}, [geqp3] = {"sgeqp3_", "dgeqp3_", "cgeqp3_", "zgeqp3_"},
    [orgqr] = {"sorgqr_", "dorgqr_", "cungqr_", "zungqr_"},
    [gesdd] = {"sgesdd_", "dgesdd_", "cgesdd_", "zgesdd_"}, [heevd] = {"ssyevd_", "dsyevd_", "cheevd_", "zheevd_"},
    [geev] = {"sgeev_", "dgeev_", "cgeev_", "zgeev_"},      [gees] = {"sgees_", "dgees_", "cgees_", "zgees_"},
    [gehrd] = {"sgehrd_", "dgehrd_", "cgehrd_", "zgehrd_"}, [larft] = {"slarft_", "dlarft_", "clarft_", "zlarft_"},
    [larfb] = {"slarfb_", "dlarfb_", "clarfb_", "zlarfb_"},
};

const char *jacobi_load_lapack(void) {
  // Blocked factorizations multiply matrices, too.
  const char *problem = jacobi_library_problem(JacobiLibraryOpenBLAS);
  if (problem) return problem;
  JacobiSymbol symbols[routine_count * 4];
  for (int i = 0; i < routine_count * 4; i++) {
    symbols[i] = (JacobiSymbol){names[i / 4][i % 4], &jacobi_routines[i / 4][i % 4]};
  }
  const char *const files[] = {"libopenblas.so.0", "libopenblas.so", "libopenblas.dylib", NULL};
  return jacobi_load(files, "libopenblas0-pthread", "LAPACK, a part of OpenBLAS", symbols, routine_count * 4);
}

bool jacobi_is_finite(JacobiElement element, int64_t count, const void *elements) {
  if (is_complex(element)) count *= 2;
  // Infinities and NaN become NaN when multiplied by zero.
  if (is_double(element)) {
    double sum = 0;
    for (int64_t i = 0; i < count; i++) sum += ((const double *)elements)[i] * 0;
    return sum == 0;
  }
  float sum = 0;
  for (int64_t i = 0; i < count; i++) sum += ((const float *)elements)[i] * 0;
  return sum == 0;
}

void jacobi_fill_missing(JacobiElement element, int64_t count, void *elements) {
  if (is_complex(element)) count *= 2;
  for (int64_t i = 0; i < count; i++) {
    if (is_double(element)) ((double *)elements)[i] = NAN;
    else ((float *)elements)[i] = NAN;
  }
}

int32_t jacobi_lapack_potrf(JacobiElement element, int32_t n, void *a, int32_t lda) {
  Integer info = 0;
  ((void (*)(const char *, Integer *, void *, Integer *, Integer *, size_t))jacobi_routines[potrf][element])(
      "U", &n, a, &lda, &info, 1);
  return info;
}

// Matrices from this size on are worth being divided.
enum { least_blocked = 192 };

int32_t jacobi_cholesky(JacobiElement element, int32_t n, void *a) {
  // The lower triangle in row-major order is the upper one in column-major order, of the conjugate matrix Uᴴ U: U is Lᵀ.
  Integer info = 0;
  if (n <= JACOBI_SMALL_SYSTEM && !is_complex(element)) info = jacobi_small_cholesky(element, n, a);
  else if (n >= least_blocked) info = jacobi_blocked_cholesky(element, n, a);
  else if (n) info = jacobi_lapack_potrf(element, n, a, n);
  size_t size = byte_counts[element];
  for (int64_t row = 0; row < n; row++) {
    char *start = (char *)a + row * n * size;
    if (info) jacobi_fill_missing(element, row + 1, start);
    memset(start + (row + 1) * size, 0, (n - row - 1) * size);
  }
  return info;
}

int32_t jacobi_lapack_getrf(JacobiElement element, int32_t m, int32_t n, void *a, int32_t lda, int32_t *pivots) {
  Integer info = 0;
  ((void (*)(Integer *, Integer *, void *, Integer *, Integer *, Integer *))jacobi_routines[getrf][element])(
      &m, &n, a, &lda, pivots, &info);
  return info;
}

int32_t jacobi_lu(JacobiElement element, int32_t m, int32_t n, void *a, int32_t *pivots, int32_t *permutation) {
  Integer info = 0, count = m < n ? m : n;
  if (count >= least_blocked) info = jacobi_blocked_lu(element, m, n, a, pivots);
  else if (count) info = jacobi_lapack_getrf(element, m, n, a, m, pivots);
  if (permutation) {
    for (Integer i = 0; i < m; i++) permutation[i] = i;
  }
  for (Integer i = 0; i < count; i++) {
    Integer other = --pivots[i];
    if (permutation) {
      Integer moved = permutation[i];
      permutation[i] = permutation[other];
      permutation[other] = moved;
    }
  }
  return info < 0 ? info : 0;
}

typedef void (*QR)(Integer *, Integer *, void *, Integer *, void *, void *, Integer *, Integer *);

int32_t jacobi_lapack_geqrf(JacobiElement element, int32_t m, int32_t n, void *a, int32_t lda, void *tau) {
  QR routine = (QR)jacobi_routines[geqrf][element];
  Workspace workspace = {0};
  Integer info = 0, query = -1;
  double size[2] = {0, 0};
  routine(&m, &n, a, &lda, tau, size, &query, &info);
  Integer count = queried(element, size);
  void *work = take(&workspace, (size_t)count, byte_counts[element]);
  if (work) routine(&m, &n, a, &lda, tau, work, &count, &info);
  return finish(&workspace, info);
}

int32_t jacobi_reflections(JacobiElement element, int32_t m, int32_t n, void *a, void *tau) {
  if (m == 0 || n == 0) return 0;
  if (m >= least_blocked && n >= least_blocked) return jacobi_blocked_reflections(element, m, n, a, tau);
  return jacobi_lapack_geqrf(element, m, n, a, m, tau);
}

void jacobi_lapack_larft(
    JacobiElement element, int32_t m, int32_t k, const void *vectors, int32_t ldv, const void *tau, void *factor,
    int32_t ldt) {
  ((void (*)(
      const char *, const char *, Integer *, Integer *, const void *, Integer *, const void *, void *, Integer *, size_t,
      size_t))jacobi_routines[larft][element])("F", "C", &m, &k, vectors, &ldv, tau, factor, &ldt, 1, 1);
}

void jacobi_lapack_larfb(
    JacobiElement element, bool adjoint, int32_t m, int32_t n, int32_t k, const void *vectors, int32_t ldv,
    const void *factor, int32_t ldt, void *c, int32_t ldc, void *work, int32_t ldwork) {
  const char *operation = !adjoint ? "N" : is_complex(element) ? "C" : "T";
  ((void (*)(
      const char *, const char *, const char *, const char *, Integer *, Integer *, Integer *, const void *, Integer *,
      const void *, Integer *, void *, Integer *, void *, Integer *, size_t, size_t, size_t, size_t))
       jacobi_routines[larfb][element])(
      "L", operation, "F", "C", &m, &n, &k, vectors, &ldv, factor, &ldt, c, &ldc, work, &ldwork, 1, 1, 1, 1);
}

int32_t jacobi_pivoted_reflections(
    JacobiElement element, int32_t m, int32_t n, void *a, int32_t *permutation, void *tau) {
  memset(permutation, 0, sizeof(Integer) * (size_t)n);
  if (m == 0 || n == 0) return 0;
  typedef void (*Real)(Integer *, Integer *, void *, Integer *, Integer *, void *, void *, Integer *, Integer *);
  typedef void (*Complex)(
      Integer *, Integer *, void *, Integer *, Integer *, void *, void *, Integer *, void *, Integer *);
  Function routine = jacobi_routines[geqp3][element];
  Workspace workspace = {0};
  Integer info = 0, count = -1;
  double size[2] = {0, 0};
  void *work = size, *real_work = is_complex(element) ? take(&workspace, 2 * (size_t)n, 8) : NULL;
  for (int pass = 0; pass < 2 && work && !workspace.failed; pass++) {
    if (is_complex(element)) {
      ((Complex)routine)(&m, &n, a, &m, permutation, tau, work, &count, real_work, &info);
    } else {
      ((Real)routine)(&m, &n, a, &m, permutation, tau, work, &count, &info);
    }
    if (pass) break;
    count = queried(element, size);
    work = take(&workspace, (size_t)count, byte_counts[element]);
  }
  for (Integer i = 0; i < n; i++) permutation[i]--;
  return finish(&workspace, info);
}

int32_t jacobi_reflection_product(JacobiElement element, int32_t m, int32_t n, int32_t k, void *a, const void *tau) {
  if (m == 0 || n == 0) return 0;
  if (k >= least_blocked) return jacobi_blocked_reflection_product(element, m, n, k, a, tau);
  typedef void (*Product)(
      Integer *, Integer *, Integer *, void *, Integer *, const void *, void *, Integer *, Integer *);
  Product routine = (Product)jacobi_routines[orgqr][element];
  Workspace workspace = {0};
  Integer info = 0, query = -1;
  double size[2] = {0, 0};
  routine(&m, &n, &k, a, &m, tau, size, &query, &info);
  Integer count = queried(element, size);
  void *work = take(&workspace, (size_t)count, byte_counts[element]);
  if (work) routine(&m, &n, &k, a, &m, tau, work, &count, &info);
  return finish(&workspace, info);
}
