// Real transforms of even length by way of complex ones of half the length.
#pragma once

#include <stdbool.h>
#include <stdint.h>

/// Whether a real transform of this length is carried out so: FFTW's own real ones make less of vectors.
bool jacobi_is_halved(int64_t length);

/// What the odd elements are turned by, for the first quarter of a transform of `length` elements; for `free`. Null when there
/// is no memory.
void *jacobi_turns(bool isDouble, int64_t length);

/// The half spectrum of 2 `half` real numbers from the spectrum of the `half` complex numbers that pairs of them are.
void jacobi_separate(bool isDouble, int64_t half, const void *turns, const void *spectrum, void *target);
