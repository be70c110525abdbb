// The routines of LAPACK by name and type of element, and the memory they work in.
#pragma once

#include "CNumericLibraries.h"

#include <stdlib.h>

typedef int32_t Integer;
// Arguments are pointers, and after them come lengths of characters: a function is called through the type of its own list.
typedef void (*Function)(void);
typedef enum Routine {
  potrf, getrf, geqrf, geqp3, orgqr, gesdd, heevd, geev, gees, gehrd, larft, larfb, routine_count
} Routine;

// Found by `jacobi_load_lapack`.
extern Function jacobi_routines[routine_count][4];

static const size_t byte_counts[4] = {4, 8, 8, 16};

static inline bool is_complex(JacobiElement element) { return element >= JacobiElementComplexFloat; }
static inline bool is_double(JacobiElement element) {
  return element == JacobiElementDouble || element == JacobiElementComplexDouble;
}

// Memory that a routine works in: pieces aligned to cache lines, given back all at once.
typedef struct Workspace {
  void *pieces[6];
  int count;
  bool failed;
} Workspace;

static inline void *take(Workspace *workspace, size_t count, size_t size) {
  void *piece = NULL;
  if (count > SIZE_MAX / 2 / size || posix_memalign(&piece, 64, count * size + 64)) workspace->failed = true;
  else workspace->pieces[workspace->count++] = piece;
  return piece;
}

static inline Integer finish(Workspace *workspace, Integer info) {
  for (int i = 0; i < workspace->count; i++) free(workspace->pieces[i]);
  return workspace->failed ? -1000 : info;
}

// The size of a workspace, of which a query writes the real part into the first element.
static inline Integer queried(JacobiElement element, const void *work) {
  double size = is_double(element) ? *(const double *)work : *(const float *)work;
  // Single precision rounds large sizes, perhaps down.
  return size < 1 ? 1 : size > 2e9 ? INT32_MAX : (Integer)(size * (1 + 1e-6)) + 1;
}
