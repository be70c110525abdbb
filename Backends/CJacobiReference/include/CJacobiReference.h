// The C library's elementary functions, real and complex, for the reference kernels.
// Linking this target's object files also installs the plugin of JacobiReference.
#ifndef JACOBI_CJACOBIREFERENCE_H
#define JACOBI_CJACOBIREFERENCE_H

#include <math.h>

// Swift does not import C's own complex type.
struct JacobiComplex {
  double real;
  double imaginary;
};

#define JACOBI_COMPLEX_FUNCTIONS(X) \
  X(exp) X(log) X(sqrt) X(sin) X(cos) X(tan) X(asin) X(acos) X(atan) \
  X(sinh) X(cosh) X(tanh) X(asinh) X(acosh) X(atanh)

// jacobi_cexp, jacobi_clog, ...: the functions of <complex.h>, with its branch cuts and special values.
#define JACOBI_DECLARE(name) struct JacobiComplex jacobi_c##name(struct JacobiComplex z);
JACOBI_COMPLEX_FUNCTIONS(JACOBI_DECLARE)
#undef JACOBI_DECLARE

struct JacobiComplex jacobi_cpow(struct JacobiComplex base, struct JacobiComplex exponent);

#endif
