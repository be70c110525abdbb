// The functions of LAPACK that OpenBLAS brings, through their Fortran interface: everything by reference, matrices in
// column-major order, the lengths of characters at the end. (http://www.netlib.org/lapack/explore-html)
#include "lapack.h"

#include "blas.h"
#include "loading.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef int32_t Integer;
// Arguments are pointers, and after them come lengths of characters: a function is called through the type of its own list.
typedef void (*Function)(void);
typedef enum Routine {
  potrf, getrf, geqrf, geqp3, orgqr, ormqr, gesdd, heevd, geev, gees, gehrd, larft, larfb, routine_count
} Routine;

static Function lapack[routine_count][4];
static const char *const names[routine_count][4] = {
    [potrf] = {"spotrf_", "dpotrf_", "cpotrf_", "zpotrf_"}, [getrf] = {"sgetrf_", "dgetrf_", "cgetrf_", "zgetrf_"},
    [geqrf] = {"sgeqrf_", "dgeqrf_", "cgeqrf_", "zgeqrf_"}, [geqp3] = {"sgeqp3_", "dgeqp3_", "cgeqp3_", "zgeqp3_"},
    [orgqr] = {"sorgqr_", "dorgqr_", "cungqr_", "zungqr_"}, [ormqr] = {"sormqr_", "dormqr_", "cunmqr_", "zunmqr_"},
    [gesdd] = {"sgesdd_", "dgesdd_", "cgesdd_", "zgesdd_"}, [heevd] = {"ssyevd_", "dsyevd_", "cheevd_", "zheevd_"},
    [geev] = {"sgeev_", "dgeev_", "cgeev_", "zgeev_"},      [gees] = {"sgees_", "dgees_", "cgees_", "zgees_"},
    [gehrd] = {"sgehrd_", "dgehrd_", "cgehrd_", "zgehrd_"}, [larft] = {"slarft_", "dlarft_", "clarft_", "zlarft_"},
    [larfb] = {"slarfb_", "dlarfb_", "clarfb_", "zlarfb_"},
};
static const size_t byte_counts[4] = {4, 8, 8, 16};

const char *jacobi_load_lapack(void) {
  // Blocked factorizations multiply matrices, too.
  const char *problem = jacobi_library_problem(JacobiLibraryOpenBLAS);
  if (problem) return problem;
  JacobiSymbol symbols[routine_count * 4];
  for (int i = 0; i < routine_count * 4; i++) {
    symbols[i] = (JacobiSymbol){names[i / 4][i % 4], &lapack[i / 4][i % 4]};
  }
  const char *const files[] = {"libopenblas.so.0", "libopenblas.so", "libopenblas.dylib", NULL};
  return jacobi_load(files, "libopenblas0-pthread", "LAPACK, a part of OpenBLAS", symbols, routine_count * 4);
}

static bool is_complex(JacobiElement element) { return element >= JacobiElementComplexFloat; }
static bool is_double(JacobiElement element) {
  return element == JacobiElementDouble || element == JacobiElementComplexDouble;
}

// Memory that a routine works in: pieces aligned to cache lines, given back all at once.
typedef struct Workspace {
  void *pieces[6];
  int count;
  bool failed;
} Workspace;

static void *take(Workspace *workspace, size_t count, size_t size) {
  void *piece = NULL;
  if (count > SIZE_MAX / 2 / size || posix_memalign(&piece, 64, count * size + 64)) workspace->failed = true;
  else workspace->pieces[workspace->count++] = piece;
  return piece;
}

static Integer finish(Workspace *workspace, Integer info) {
  for (int i = 0; i < workspace->count; i++) free(workspace->pieces[i]);
  return workspace->failed ? -1000 : info;
}

// The size of a workspace, of which a query writes the real part into the first element.
static Integer queried(JacobiElement element, const void *work) {
  double size = is_double(element) ? *(const double *)work : *(const float *)work;
  // Single precision rounds large sizes, perhaps down.
  return size < 1 ? 1 : size > 2e9 ? INT32_MAX : (Integer)(size * (1 + 1e-6)) + 1;
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
  ((void (*)(const char *, Integer *, void *, Integer *, Integer *, size_t))lapack[potrf][element])(
      "U", &n, a, &lda, &info, 1);
  return info;
}

// Matrices from this size on are worth being divided.
enum { least_blocked = 192 };

int32_t jacobi_cholesky(JacobiElement element, int32_t n, void *a) {
  // The lower triangle in row-major order is the upper one in column-major order, of the conjugate matrix Uᴴ U: U is Lᵀ.
  Integer info = 0;
  if (n >= least_blocked) info = jacobi_blocked_cholesky(element, n, a);
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
  ((void (*)(Integer *, Integer *, void *, Integer *, Integer *, Integer *))lapack[getrf][element])(
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
  QR routine = (QR)lapack[geqrf][element];
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
      size_t))lapack[larft][element])("F", "C", &m, &k, vectors, &ldv, tau, factor, &ldt, 1, 1);
}

void jacobi_lapack_larfb(
    JacobiElement element, bool adjoint, int32_t m, int32_t n, int32_t k, const void *vectors, int32_t ldv,
    const void *factor, int32_t ldt, void *c, int32_t ldc, void *work, int32_t ldwork) {
  const char *operation = !adjoint ? "N" : is_complex(element) ? "C" : "T";
  ((void (*)(
      const char *, const char *, const char *, const char *, Integer *, Integer *, Integer *, const void *, Integer *,
      const void *, Integer *, void *, Integer *, void *, Integer *, size_t, size_t, size_t, size_t))
       lapack[larfb][element])(
      "L", operation, "F", "C", &m, &n, &k, vectors, &ldv, factor, &ldt, c, &ldc, work, &ldwork, 1, 1, 1, 1);
}

int32_t jacobi_pivoted_reflections(
    JacobiElement element, int32_t m, int32_t n, void *a, int32_t *permutation, void *tau) {
  memset(permutation, 0, sizeof(Integer) * (size_t)n);
  if (m == 0 || n == 0) return 0;
  typedef void (*Real)(Integer *, Integer *, void *, Integer *, Integer *, void *, void *, Integer *, Integer *);
  typedef void (*Complex)(
      Integer *, Integer *, void *, Integer *, Integer *, void *, void *, Integer *, void *, Integer *);
  Function routine = lapack[geqp3][element];
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
  Product routine = (Product)lapack[orgqr][element];
  Workspace workspace = {0};
  Integer info = 0, query = -1;
  double size[2] = {0, 0};
  routine(&m, &n, &k, a, &m, tau, size, &query, &info);
  Integer count = queried(element, size);
  void *work = take(&workspace, (size_t)count, byte_counts[element]);
  if (work) routine(&m, &n, &k, a, &m, tau, work, &count, &info);
  return finish(&workspace, info);
}

int32_t jacobi_reflection_multiply(
    JacobiElement element, bool left, bool transposed, int32_t m, int32_t n, int32_t k, const void *a, int32_t lda,
    const void *tau, void *c) {
  if (m == 0 || n == 0) return 0;
  typedef void (*Multiply)(
      const char *, const char *, Integer *, Integer *, Integer *, const void *, Integer *, const void *, void *,
      Integer *, void *, Integer *, Integer *, size_t, size_t);
  Multiply routine = (Multiply)lapack[ormqr][element];
  const char *side = left ? "L" : "R", *operation = !transposed ? "N" : is_complex(element) ? "C" : "T";
  Workspace workspace = {0};
  Integer info = 0, query = -1;
  double size[2] = {0, 0};
  routine(side, operation, &m, &n, &k, a, &lda, tau, c, &m, size, &query, &info, 1, 1);
  Integer count = queried(element, size);
  void *work = take(&workspace, (size_t)count, byte_counts[element]);
  if (work) routine(side, operation, &m, &n, &k, a, &lda, tau, c, &m, work, &count, &info, 1, 1);
  return finish(&workspace, info);
}

int32_t jacobi_svd(
    JacobiElement element, bool full, int32_t m, int32_t n, void *a, void *values, void *left, void *right) {
  typedef void (*Real)(
      const char *, Integer *, Integer *, void *, Integer *, void *, void *, Integer *, void *, Integer *, void *,
      Integer *, Integer *, Integer *, size_t);
  typedef void (*Complex)(
      const char *, Integer *, Integer *, void *, Integer *, void *, void *, Integer *, void *, Integer *, void *,
      Integer *, void *, Integer *, Integer *, size_t);
  Function routine = lapack[gesdd][element];
  Integer info = 0, least = m < n ? m : n, largest = m < n ? n : m, count = -1;
  const char *job = !left ? "N" : full ? "A" : "S";
  Integer leading = m, left_leading = m, right_leading = full ? n : least;
  Workspace workspace = {0};
  double size[2] = {0, 0}, none[2];
  void *integers = take(&workspace, 8 * (size_t)least, sizeof(Integer)), *reals = NULL;
  if (is_complex(element)) {
    size_t l = (size_t)least, x = (size_t)largest;
    // The larger one of both demands for vectors; more than enough without them.
    reals = take(&workspace, 5 * l * l + 2 * x * l + 2 * l * l + 7 * l + 7, is_double(element) ? 8 : 4);
  }
  void *work = size;
  if (!left) left = right = none;
  for (int pass = 0; pass < 2 && work && !workspace.failed; pass++) {
    if (is_complex(element)) {
      ((Complex)routine)(
          job, &m, &n, a, &leading, values, left, &left_leading, right, &right_leading, work, &count, reals, integers,
          &info, 1);
    } else {
      ((Real)routine)(
          job, &m, &n, a, &leading, values, left, &left_leading, right, &right_leading, work, &count, integers, &info,
          1);
    }
    if (pass) break;
    count = queried(element, size);
    work = take(&workspace, (size_t)count, byte_counts[element]);
  }
  return finish(&workspace, info);
}

int32_t jacobi_eigh(JacobiElement element, bool lower, int32_t n, void *a, void *values) {
  if (n == 0) return 0;
  typedef void (*Real)(
      const char *, const char *, Integer *, void *, Integer *, void *, void *, Integer *, Integer *, Integer *,
      Integer *, size_t, size_t);
  typedef void (*Complex)(
      const char *, const char *, Integer *, void *, Integer *, void *, void *, Integer *, void *, Integer *, Integer *,
      Integer *, Integer *, size_t, size_t);
  Function routine = lapack[heevd][element];
  const char *triangle = lower ? "L" : "U";
  Integer info = 0, count = -1, real_count = -1, integer_count = -1, integer_size = 0;
  double size[2] = {0, 0}, real_size[2] = {0, 0};
  void *work = size, *reals = real_size;
  Integer *integers = &integer_size;
  Workspace workspace = {0};
  for (int pass = 0; pass < 2 && !workspace.failed; pass++) {
    if (is_complex(element)) {
      ((Complex)routine)(
          "V", triangle, &n, a, &n, values, work, &count, reals, &real_count, integers, &integer_count, &info, 1, 1);
    } else {
      ((Real)routine)(
          "V", triangle, &n, a, &n, values, work, &count, integers, &integer_count, &info, 1, 1);
    }
    if (pass) break;
    count = queried(element, size);
    integer_count = integer_size;
    work = take(&workspace, (size_t)count, byte_counts[element]);
    integers = take(&workspace, (size_t)integer_count, sizeof(Integer));
    if (is_complex(element)) {
      real_count = queried(element, real_size);
      reals = take(&workspace, (size_t)real_count, is_double(element) ? 8 : 4);
    }
  }
  return finish(&workspace, info);
}

int32_t jacobi_eig(JacobiElement element, int32_t n, void *a, void *values, void *left, void *right) {
  if (n == 0) return 0;
  typedef void (*Real)(
      const char *, const char *, Integer *, void *, Integer *, void *, void *, void *, Integer *, void *, Integer *,
      void *, Integer *, Integer *, size_t, size_t);
  typedef void (*Complex)(
      const char *, const char *, Integer *, void *, Integer *, void *, void *, Integer *, void *, Integer *, void *,
      Integer *, void *, Integer *, size_t, size_t);
  Function routine = lapack[geev][element];
  Workspace workspace = {0};
  size_t real = is_double(element) ? 8 : 4;
  void *parts = take(&workspace, 2 * (size_t)n, real);
  const char *with_left = left ? "V" : "N", *with_right = right ? "V" : "N";
  double none[2], size[2] = {0, 0};
  void *work = size;
  Integer info = 0, count = -1;
  for (int pass = 0; pass < 2 && work && !workspace.failed; pass++) {
    if (is_complex(element)) {
      ((Complex)routine)(
          with_left, with_right, &n, a, &n, values, left ? left : none, &n, right ? right : none, &n, work, &count, parts,
          &info, 1, 1);
    } else {
      ((Real)routine)(
          with_left, with_right, &n, a, &n, parts, (char *)parts + (size_t)n * real, left ? left : none, &n,
          right ? right : none, &n, work, &count, &info, 1, 1);
    }
    if (pass) break;
    count = queried(element, size);
    work = take(&workspace, (size_t)count, byte_counts[element]);
  }
  if (!workspace.failed && !is_complex(element)) {
    for (Integer i = 0; i < n; i++) {
      memcpy((char *)values + 2 * (size_t)i * real, (char *)parts + (size_t)i * real, real);
      memcpy((char *)values + (2 * (size_t)i + 1) * real, (char *)parts + (size_t)(n + i) * real, real);
    }
  }
  return finish(&workspace, info);
}

int32_t jacobi_schur(JacobiElement element, int32_t n, void *a, void *vectors) {
  if (n == 0) return 0;
  typedef void (*Real)(
      const char *, const char *, void *, Integer *, void *, Integer *, Integer *, void *, void *, void *, Integer *,
      void *, Integer *, void *, Integer *, size_t, size_t);
  typedef void (*Complex)(
      const char *, const char *, void *, Integer *, void *, Integer *, Integer *, void *, void *, Integer *, void *,
      Integer *, void *, void *, Integer *, size_t, size_t);
  Function routine = lapack[gees][element];
  Workspace workspace = {0};
  void *values = take(&workspace, 2 * (size_t)n, byte_counts[element]);
  void *reals = take(&workspace, (size_t)n, 8);
  double none[2], size[2] = {0, 0};
  void *work = size;
  Integer info = 0, count = -1, selected = 0;
  for (int pass = 0; pass < 2 && work && !workspace.failed; pass++) {
    if (is_complex(element)) {
      ((Complex)routine)(
          vectors ? "V" : "N", "N", NULL, &n, a, &n, &selected, values, vectors ? vectors : none, &n, work, &count, reals,
          NULL, &info, 1, 1);
    } else {
      ((Real)routine)(
          vectors ? "V" : "N", "N", NULL, &n, a, &n, &selected, values, (char *)values + (size_t)n * byte_counts[element],
          vectors ? vectors : none, &n, work, &count, NULL, &info, 1, 1);
    }
    if (pass) break;
    count = queried(element, size);
    work = take(&workspace, (size_t)count, byte_counts[element]);
  }
  return finish(&workspace, info);
}

int32_t jacobi_hessenberg(JacobiElement element, int32_t n, void *a, void *tau) {
  if (n == 0) return 0;
  typedef void (*Reduce)(
      Integer *, Integer *, Integer *, void *, Integer *, void *, void *, Integer *, Integer *);
  Reduce routine = (Reduce)lapack[gehrd][element];
  Workspace workspace = {0};
  Integer info = 0, count = -1, first = 1;
  double size[2] = {0, 0};
  routine(&n, &first, &n, a, &n, tau, size, &count, &info);
  count = queried(element, size);
  void *work = take(&workspace, (size_t)count, byte_counts[element]);
  if (work) routine(&n, &first, &n, a, &n, tau, work, &count, &info);
  return finish(&workspace, info);
}

// Columns that belong to a pair of conjugate values are the real and the imaginary part of the first one's vector.
#define UNPACK(T)                                                                          \
  for (int64_t j = 0; j < n; j++) {                                                        \
    const T *parts = values, *column = packed;                                             \
    T sign = parts[2 * j + 1] == 0 ? 0 : parts[2 * j + 1] > 0 ? 1 : -1;                    \
    const T *real = column + (sign < 0 ? j - 1 : j) * n;                                   \
    for (int64_t i = 0; i < n; i++) {                                                      \
      ((T *)vectors)[2 * (i * n + j)] = real[i];                                           \
      ((T *)vectors)[2 * (i * n + j) + 1] = sign == 0 ? 0 : sign * real[n + i];            \
    }                                                                                      \
  }

void jacobi_unpack_vectors(bool isDouble, int32_t n, const void *values, const void *packed, void *vectors) {
  if (isDouble) {
    UNPACK(double)
  } else {
    UNPACK(float)
  }
}
