// Kernels for operations that are neither loops to be generated nor calls of a library.
#pragma once

#include "CJacobiCodegen.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Copies a tensor to row-major order.
///
/// `width` is the size of an element in bytes, a power of two up to 16; `sizes` and `strides`, in elements, are those of the
/// axes of the source in the order of the target. Returns false, having done nothing, for more axes than it can count.
bool jacobi_copy_permuted(
    int32_t width, int32_t rank, const int64_t *_Nonnull sizes, const int64_t *_Nonnull strides,
    const void *_Nonnull source, void *_Nonnull target);

typedef enum JacobiNumberKind {
  JacobiNumberUnsigned,
  JacobiNumberSigned,
  JacobiNumberFloating,
} JacobiNumberKind;

/// How to read the numbers of a tensor.
typedef struct JacobiNumber {
  JacobiNumberKind kind;
  /// Bytes: 1, 2, 4 or 8.
  int32_t width;
  /// The bits of the infinity of floating-point numbers.
  uint64_t infinity;
  /// How many numbers an element has, two for complex ones, and which of them is meant.
  int32_t parts;
  int32_t part;
} JacobiNumber;

// In what follows, `count` lines of `size` elements are side by side in memory. Functions return false when there is no memory.

/// Sorts each line, NaN last; equal elements keep their order.
bool jacobi_sort(
    JacobiNumber number, int64_t count, int64_t size, const void *_Nonnull source, void *_Nonnull target);

/// For each place of a sorted line the position of its element, by several keys, the first of which decides first. Equal
/// elements keep their order. `size` is less than 2^31.
bool jacobi_sort_order(
    int32_t key_count, const JacobiNumber *_Nonnull numbers, int64_t count, int64_t size,
    const void *_Nonnull const *_Nonnull keys, int32_t *_Nonnull order);

/// Puts the elements of lines in an order; `width` is the size of one in bytes.
void jacobi_take_order(
    int32_t width, int64_t count, int64_t size, const void *_Nonnull source, const int32_t *_Nonnull order,
    void *_Nonnull target);

/// The largest elements of lines in descending order, NaN first, and their positions. `size` is less than 2^31.
bool jacobi_top_k(
    JacobiNumber number, int64_t count, int64_t size, int64_t k, const void *_Nonnull source, void *_Nonnull values,
    int32_t *_Nonnull indices);

/// The positions of the first largest (or smallest) elements of lines, or of the first NaN, as integers of a width in bytes.
/// `size` is at least 1.
void jacobi_arg_extreme(
    JacobiNumber number, bool isMinimum, int64_t count, int64_t size, const void *_Nonnull source, int32_t index_width,
    void *_Nonnull target);

typedef enum JacobiCumulative {
  JacobiCumulativeSum,
  JacobiCumulativeProduct,
  JacobiCumulativeMaximum,
  JacobiCumulativeMinimum,
} JacobiCumulative;

/// What an operation gives for the elements of a line up to each one. Floating-point numbers have 4 or 8 bytes.
bool jacobi_cumulative(
    JacobiNumber number, JacobiCumulative operation, bool reverse, int64_t count, int64_t size,
    const void *_Nonnull source, void *_Nonnull target);

/// Which rows of a matrix an operation means.
typedef struct JacobiRows {
  int64_t rows;
  /// Bytes of a row.
  int64_t row_width;
  /// How many indices there are, and bytes of one: 4 or 8, signed.
  int64_t count;
  int32_t index_width;
  /// Whether an index that is out of bounds stands for the nearest row, and not for none.
  bool moves_inside;
} JacobiRows;

/// Copies the rows at the indices; where there is none, an element of `fill_width` bytes over and over again.
void jacobi_gather_rows(
    JacobiRows shape, const void *_Nonnull operand, const void *_Nonnull indices, int32_t fill_width,
    const void *_Nonnull fill, void *_Nonnull target);

/// Copies a matrix and adds a row of `updates` for each index, one after the other.
void jacobi_scatter_add_rows(
    JacobiRows shape, JacobiNumber number, const void *_Nonnull operand, const void *_Nonnull indices,
    const void *_Nonnull updates, void *_Nonnull target);

/// How a window moves along an axis: see `WindowMotion`.
typedef struct JacobiWindowAxis {
  int64_t size, positions, window;
  int64_t stride, before, base, dilation;
} JacobiWindowAxis;

enum { JACOBI_MAXIMUM_WINDOW_AXES = 6 };

/// A window over an operand of `outer` blocks, in each of which it moves along `rank` axes, at least one, and `inner` elements
/// side by side at each place, at least one. All numbers are below 2^31, and so is the number of elements of the window.
typedef struct JacobiWindows {
  int64_t outer, inner;
  int32_t rank;
  JacobiWindowAxis axes[JACOBI_MAXIMUM_WINDOW_AXES];
} JacobiWindows;

typedef enum JacobiWindowReduction {
  JacobiWindowSum,
  JacobiWindowMaximum,
  JacobiWindowMinimum,
} JacobiWindowReduction;

/// Combines the elements of each window, of `float` or `double`.
void jacobi_reduce_windows(
    bool isDouble, JacobiWindowReduction reduction, const JacobiWindows *_Nonnull shape, const void *_Nonnull source,
    void *_Nonnull target);

/// Selects an element of each window over `keys`: adds the number of `source` for the window to that place of `target`, or
/// takes the number of `source` at that place, as `SelectAndScatterAdd` and `SelectAndGatherAdd` say. False when there is no
/// memory.
bool jacobi_move_selected(
    bool isDouble, bool isSmallest, bool gathers, const JacobiWindows *_Nonnull shape, const void *_Nonnull source,
    const void *_Nonnull keys, void *_Nonnull target);

/// Writes what a window lies on as rows of a matrix: for each position, the `features` first elements at each place of the
/// window, zeros where there are none.
///
/// - `width`: the size of an element in bytes.
/// - `begin`, `end`: which positions, counted through all blocks.
void jacobi_pack_windows(
    int32_t width, const JacobiWindows *_Nonnull shape, int64_t features, int64_t begin, int64_t end,
    const void *_Nonnull source, void *_Nonnull target);

#ifdef __cplusplus
}
#endif
