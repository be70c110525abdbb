import JacobiCore

/// The lines of elements of a tensor along one axis.
///
/// Kernels read lines whose elements are side by side. Where the axis is not the last one that has elements beside each
/// other, operands are copied to this order first, and results back.
struct KernelLines: Sendable {
  let count: Int
  let size: Int
  /// The product of the sizes of the axes before and after it.
  private let outer: Int
  private let inner: Int

  init(_ shape: Shape, axis: Int) {
    let sizes = shape.sizes
    size = sizes[axis]
    let isEmpty = sizes.contains(0)
    // What is empty may have axes whose product overflows.
    outer = isEmpty ? 0 : sizes[..<axis].reduce(1, *)
    inner = isEmpty ? 0 : sizes[(axis + 1)...].reduce(1, *)
    count = outer * inner
  }

  var isContiguous: Bool { inner <= 1 }

  /// Bytes for a tensor of these lines that has to be copied, on boundaries of cache lines.
  func scratch(_ byteCount: Int) -> Int { isContiguous ? 0 : rounded(byteCount) }

  func rounded(_ byteCount: Int) -> Int { (count * size * byteCount + 63) / 64 * 64 }

  /// The lines side by side: the operand itself or a copy of it.
  func gathered(
    _ operand: UnsafeRawPointer, byteCount: Int, into scratch: @autoclosure () -> UnsafeMutableRawPointer
  ) -> UnsafeRawPointer {
    if isContiguous { return operand }
    let copy = scratch()
    copyPermuted(
      byteCount: byteCount, sizes: [outer, inner, size], strides: [inner * size, 1, inner], from: operand, to: copy)
    return UnsafeRawPointer(copy)
  }

  /// Puts lines that are side by side to their places in a result.
  ///
  /// - Parameter size: how many elements each line of the result has.
  func scatter(_ lines: UnsafeRawPointer, size: Int, byteCount: Int, to result: UnsafeMutableRawPointer) {
    copyPermuted(
      byteCount: byteCount, sizes: [outer, size, inner], strides: [inner * size, 1, size], from: lines, to: result)
  }
}
