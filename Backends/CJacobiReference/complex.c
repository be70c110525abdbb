#include "CJacobiReference.h"

#include <complex.h>

static double complex from(struct JacobiComplex z) {
  // Not z.real + z.imaginary * I, which turns an infinite imaginary part into a NaN real part.
  union {
    double parts[2];
    double complex value;
  } both = {{z.real, z.imaginary}};
  return both.value;
}

static struct JacobiComplex to(double complex z) {
  struct JacobiComplex result = {creal(z), cimag(z)};
  return result;
}

#define JACOBI_DEFINE(name) \
  struct JacobiComplex jacobi_c##name(struct JacobiComplex z) { return to(c##name(from(z))); }
JACOBI_COMPLEX_FUNCTIONS(JACOBI_DEFINE)

struct JacobiComplex jacobi_cpow(struct JacobiComplex base, struct JacobiComplex exponent) {
  return to(cpow(from(base), from(exponent)));
}
