// Singular values, eigenvalues and similar forms by LAPACK.
#include "routines.h"

#include <string.h>

int32_t jacobi_svd(
    JacobiElement element, bool full, int32_t m, int32_t n, void *a, void *values, void *left, void *right) {
  typedef void (*Real)(
      const char *, Integer *, Integer *, void *, Integer *, void *, void *, Integer *, void *, Integer *, void *,
      Integer *, Integer *, Integer *, size_t);
  typedef void (*Complex)(
      const char *, Integer *, Integer *, void *, Integer *, void *, void *, Integer *, void *, Integer *, void *,
      Integer *, void *, Integer *, Integer *, size_t);
  Function routine = jacobi_routines[gesdd][element];
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
  Function routine = jacobi_routines[heevd][element];
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
  Function routine = jacobi_routines[geev][element];
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
  Function routine = jacobi_routines[gees][element];
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
  Reduce routine = (Reduce)jacobi_routines[gehrd][element];
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
