#include "loading.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Messages are made once for each library and live as long as the process.
static const char *message(const char *package, const char *purpose, const char *reason) {
  size_t size = strlen(package) + strlen(purpose) + strlen(reason) + 80;
  char *text = malloc(size);
  if (!text) return purpose;
  snprintf(text, size, "%s cannot be used (%s): install it, on Debian with `apt-get install %s`", purpose, reason, package);
  return text;
}

const char *jacobi_load(
    const char *const *files, const char *package, const char *purpose, const JacobiSymbol *symbols, int count) {
  return jacobi_load_optional(files, package, purpose, symbols, count, NULL, 0);
}

const char *jacobi_load_optional(
    const char *const *files, const char *package, const char *purpose, const JacobiSymbol *symbols, int count,
    const JacobiSymbol *optional, int optional_count) {
  void *library = NULL;
  for (; *files && !library; files++) library = dlopen(*files, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *reason = dlerror();
    return message(package, purpose, reason ? reason : "no such file");
  }
  for (int i = 0; i < count; i++) {
    void *function = dlsym(library, symbols[i].name);
    if (!function) return message(package, purpose, symbols[i].name);
    memcpy(symbols[i].address, &function, sizeof function);
  }
  for (int i = 0; i < optional_count; i++) {
    void *function = dlsym(library, optional[i].name);
    memcpy(optional[i].address, &function, sizeof function);
  }
  return NULL;
}

static const char *problems[4];
static pthread_once_t loaded[4] = {PTHREAD_ONCE_INIT, PTHREAD_ONCE_INIT, PTHREAD_ONCE_INIT, PTHREAD_ONCE_INIT};
static void load_openblas(void) { problems[JacobiLibraryOpenBLAS] = jacobi_load_openblas(); }
static void load_lapack(void) { problems[JacobiLibraryLAPACK] = jacobi_load_lapack(); }
static void load_fftw(void) { problems[JacobiLibraryFFTW] = jacobi_load_fftw(); }
static void load_onednn(void) { problems[JacobiLibraryOneDNN] = jacobi_load_onednn(); }

const char *jacobi_library_problem(JacobiLibrary library) {
  switch (library) {
    case JacobiLibraryOpenBLAS: pthread_once(&loaded[library], load_openblas); break;
    case JacobiLibraryLAPACK: pthread_once(&loaded[library], load_lapack); break;
    case JacobiLibraryFFTW: pthread_once(&loaded[library], load_fftw); break;
    case JacobiLibraryOneDNN: pthread_once(&loaded[library], load_onednn); break;
  }
  return problems[library];
}
