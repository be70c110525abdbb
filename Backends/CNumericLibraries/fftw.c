#include "loading.h"

const char *jacobi_load_fftw(void) { return "not yet"; }
