#pragma once

#include "CNumericLibraries.h"

/// A function of a library by name, and where its address goes.
typedef struct JacobiSymbol {
  const char *name;
  void *address;
} JacobiSymbol;

/// Opens the first of some files that is there and looks up symbols. Returns a message, or null on success.
const char *jacobi_load(
    const char *const *files, const char *package, const char *purpose, const JacobiSymbol *symbols, int count);

const char *jacobi_load_openblas(void);
const char *jacobi_load_lapack(void);
const char *jacobi_load_fftw(void);
