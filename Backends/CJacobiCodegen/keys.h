// Unsigned integers in the order of numbers.
#pragma once

#include "CJacobiKernels.h"

// How the bits of a number say where it stands.
typedef enum KeyOrder {
  key_sort,   // NaN last, zeros of both signs equal
  key_total,  // NaN last, a positive zero after a negative one
} KeyOrder;

#define KEYS(Name, Bits, Unsigned)                                                                    \
  static inline __attribute__((always_inline)) Unsigned Name(Unsigned bits, JacobiNumber number, KeyOrder order) {                   \
    const Unsigned sign = (Unsigned)1 << (Bits - 1);                                                  \
    if (number.kind == JacobiNumberUnsigned) return bits;                                             \
    if (number.kind == JacobiNumberSigned) return bits ^ sign;                                        \
    Unsigned magnitude = bits & (Unsigned)~sign;                                                      \
    Unsigned zero = order == key_sort && magnitude == 0 ? 0 : bits;                                   \
    Unsigned key = zero & sign ? (Unsigned)~zero : (Unsigned)(zero | sign);                           \
    return magnitude > (Unsigned)number.infinity ? (Unsigned)~(Unsigned)0 : key;                      \
  }
KEYS(jacobi_key_8, 8, uint8_t)
KEYS(jacobi_key_16, 16, uint16_t)
KEYS(jacobi_key_32, 32, uint32_t)
KEYS(jacobi_key_64, 64, uint64_t)
#undef KEYS

// Keys of the elements `stride` apart, of which `flip` inverts the order.
#define LOADS(Name, Key)                                                                                           \
  static inline __attribute__((always_inline)) void Name(                                                          \
      JacobiNumber number, KeyOrder order, bool flips, const void *source, int64_t count, int64_t stride, Key *keys) { \
    Key flip = flips ? (Key)~(Key)0 : 0;                                                                           \
    switch (number.width) {                                                                                        \
      case 1:                                                                                                      \
        for (int64_t i = 0; i < count; i++)                                                                        \
          keys[i] = (Key)(jacobi_key_8(((const uint8_t *)source)[i * stride], number, order) ^ (flip & 0xFF));     \
        break;                                                                                                     \
      case 2:                                                                                                      \
        for (int64_t i = 0; i < count; i++)                                                                        \
          keys[i] = (Key)(jacobi_key_16(((const uint16_t *)source)[i * stride], number, order) ^ (flip & 0xFFFF)); \
        break;                                                                                                     \
      case 4:                                                                                                      \
        for (int64_t i = 0; i < count; i++)                                                                        \
          keys[i] = (Key)(jacobi_key_32(((const uint32_t *)source)[i * stride], number, order) ^ (flip & 0xFFFFFFFF)); \
        break;                                                                                                     \
      case 8:                                                                                                      \
        for (int64_t i = 0; i < count; i++)                                                                        \
          keys[i] = (Key)(jacobi_key_64(((const uint64_t *)source)[i * stride], number, order) ^ flip);            \
        break;                                                                                                     \
    }                                                                                                              \
  }
LOADS(jacobi_load_keys_32, uint32_t)
LOADS(jacobi_load_keys_64, uint64_t)
#undef LOADS
