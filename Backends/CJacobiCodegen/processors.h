#pragma once

#include <stdint.h>

#define JACOBI_MAXIMUM_THREADS 256

/// `JACOBI_THREADS`, or else the processors that the scheduler lets this process use, at most the quota of its control group.
int32_t jacobi_processor_count(void);
