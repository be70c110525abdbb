#pragma once

#include "CNumericLibraries.h"

/// One transform of complex numbers in memory at multiples of 16 bytes, without threads.
void jacobi_fourier_row(const JacobiFourier *plan, const void *source, void *target);
