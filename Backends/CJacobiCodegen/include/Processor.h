// What machine code depends on beside its source.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A number that differs, but for chance, between processors or systems that support different instructions: machine code
/// is kept for later processes under it. Asking costs tens of microseconds in a virtual machine.
uint64_t jacobi_processor_fingerprint(void);

#ifdef __cplusplus
}
#endif
