// What the processor can do, for code that is chosen at run time.
#pragma once

#include <stdbool.h>

#if defined(__x86_64__)
#define JACOBI_X86 1
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma,bmi,bmi2")))

static inline bool jacobi_has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma");
}
#endif
