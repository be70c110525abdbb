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

/// The same for a library, or one that it brings, of which some symbols may be missing: their addresses are then null.
const char *jacobi_load_optional(
    const char *const *files, const char *package, const char *purpose, const JacobiSymbol *symbols, int count,
    const JacobiSymbol *optional, int optional_count);

const char *jacobi_load_openblas(void);
const char *jacobi_load_lapack(void);
const char *jacobi_load_fftw(void);
const char *jacobi_load_onednn(void);
