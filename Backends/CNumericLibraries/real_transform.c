// The spectrum of real numbers x from that of the complex numbers z = x[2j] + i x[2j+1]: the even and the odd elements have the
// spectra E = (Z[k] + conj Z[h-k]) / 2 and O = (Z[k] - conj Z[h-k]) / 2i, and X[k] = E + exp(-2 pi i k / 2h) O. (H. Sorensen et
// al.: "Real-valued fast Fourier transform algorithms", IEEE Transactions on Acoustics, Speech and Signal Processing 35, 1987)
#include "real_transform.h"

#include <math.h>
#include <stdlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2,fma")))
#endif

// Shorter ones are done before the rest begins, and longer ones are divided among threads by FFTW.
bool jacobi_is_halved(int64_t length) { return length % 2 == 0 && length >= 64 && length < 1 << 15; }

void *jacobi_turns(bool isDouble, int64_t length) {
  int64_t count = length / 4 + 1;
  void *turns = malloc((size_t)count * 2 * (isDouble ? sizeof(double) : sizeof(float)));
  if (!turns) return NULL;
  for (int64_t k = 0; k < count; k++) {
    // -i exp(-i angle)
    double angle = 2 * M_PI * (double)k / (double)length, real = -sin(angle), imaginary = -cos(angle);
    if (isDouble) {
      ((double *)turns)[2 * k] = real;
      ((double *)turns)[2 * k + 1] = imaginary;
    } else {
      ((float *)turns)[2 * k] = (float)real;
      ((float *)turns)[2 * k + 1] = (float)imaginary;
    }
  }
  return turns;
}

// From pair `first` on; the first pair is the two ends, which are real.
#define SEPARATE(T)                                                                                     \
  static void separate_##T(int64_t half, int64_t first, const T *w, const T *z, T *x) {                 \
    x[0] = z[0] + z[1];                                                                                 \
    x[2 * half] = z[0] - z[1];                                                                          \
    x[1] = x[2 * half + 1] = 0;                                                                         \
    for (int64_t k = first; 2 * k <= half; k++) {                                                       \
      int64_t j = half - k;                                                                             \
      T a = z[2 * k], b = z[2 * k + 1], c = z[2 * j], d = z[2 * j + 1];                                 \
      T even_real = (a + c) / 2, even_imaginary = (b - d) / 2;                                          \
      T odd_real = (a - c) / 2, odd_imaginary = (b + d) / 2;                                            \
      T real = w[2 * k] * odd_real - w[2 * k + 1] * odd_imaginary;                                      \
      T imaginary = w[2 * k] * odd_imaginary + w[2 * k + 1] * odd_real;                                 \
      x[2 * k] = even_real + real;                                                                      \
      x[2 * k + 1] = even_imaginary + imaginary;                                                        \
      x[2 * j] = even_real - real;                                                                      \
      x[2 * j + 1] = imaginary - even_imaginary;                                                        \
    }                                                                                                   \
  }
SEPARATE(float)
SEPARATE(double)
#undef SEPARATE

#if defined(__x86_64__)
AVX2 static inline __m256 reversed(__m256 pairs) {
  return _mm256_castpd_ps(_mm256_permute4x64_pd(_mm256_castps_pd(pairs), 0x1B));
}

// Four pairs at a time; returns the first one that is left.
AVX2 static int64_t separate_pairs(int64_t half, const float *w, const float *z, float *x) {
  const __m256 conjugate = _mm256_castsi256_ps(_mm256_set1_epi64x((int64_t)0x8000000000000000));
  const __m256 halves = _mm256_set1_ps(0.5f);
  int64_t k = 1;
  for (; 2 * (k + 3) < half; k += 4) {
    int64_t j = half - k - 3;
    __m256 low = _mm256_loadu_ps(z + 2 * k), high = _mm256_xor_ps(reversed(_mm256_loadu_ps(z + 2 * j)), conjugate);
    __m256 even = _mm256_mul_ps(halves, _mm256_add_ps(low, high));
    __m256 odd = _mm256_mul_ps(halves, _mm256_sub_ps(low, high));
    __m256 turn = _mm256_loadu_ps(w + 2 * k);
    __m256 crossed = _mm256_mul_ps(_mm256_movehdup_ps(turn), _mm256_permute_ps(odd, 0xB1));
    __m256 turned = _mm256_fmaddsub_ps(_mm256_moveldup_ps(turn), odd, crossed);
    _mm256_storeu_ps(x + 2 * k, _mm256_add_ps(even, turned));
    _mm256_storeu_ps(x + 2 * j, reversed(_mm256_xor_ps(_mm256_sub_ps(even, turned), conjugate)));
  }
  return k;
}
#endif

void jacobi_separate(bool isDouble, int64_t half, const void *turns, const void *spectrum, void *target) {
  if (isDouble) {
    separate_double(half, 1, turns, spectrum, target);
    return;
  }
  int64_t first = 1;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    first = separate_pairs(half, turns, spectrum, target);
  }
#endif
  separate_float(half, first, turns, spectrum, target);
}
