#pragma once

// What this machine can do at most, measured for some seconds with a number of threads at once; the best of many short
// repetitions, so that other load does the least harm.

/// Floating point operations a second, in single precision.
double limits_arithmetic(int threads, double seconds);
/// Bytes a second, from memory and to it: the best of reading, and of a = b + 3 c with and without the caches.
double limits_memory(int threads, double seconds);
/// Bytes a second, reading 8 MB again and again.
double limits_cache(int threads, double seconds);
/// The number of processors that this process may use.
int limits_processors(void);
/// Floating point operations a second of a product of n by n matrices by OpenBLAS, with the threads that it chooses; 0 if it
/// is not installed.
double limits_openblas(int n, double seconds);
