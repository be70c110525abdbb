import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// A window over the spatial axes of images, as the user gives it.
struct SpatialWindow {
  var sizes: [Dimension]
  var strides: [Int]?
  var padding: WindowPadding
  var baseDilation: [Int]?
  var windowDilation: [Int]?
  /// What the user calls the distances at which the elements of the operand are put.
  var baseName = "inputDilation"
  /// What the user calls the distances at which the elements of the window are put.
  var windowName = "windowDilation"

  /// How the window moves over axes of these sizes.
  func motion(over sizes: [Dimension], _ operation: () -> Operation) throws(TensorError) -> [WindowMotion] {
    let strides = try numbers(strides, named: "strides", operation)
    let base = try numbers(baseDilation, named: baseName, operation)
    let window = try numbers(windowDilation, named: windowName, operation)
    if case .explicit(let widths) = padding, widths.count != sizes.count {
      throw .invalidArgument(
        name: "padding", expected: "a pair for each of the \(sizes.count) spatial axes", actual: "\(widths.count)",
        operation: operation())
    }
    return sizes.indices.map { axis in
      let (before, after) = padding.widths(
        axis, size: sizes[axis].dilated(by: base[axis]), window: self.sizes[axis].dilated(by: window[axis]),
        stride: strides[axis])
      return WindowMotion(
        stride: strides[axis], before: before, after: after, baseDilation: base[axis], windowDilation: window[axis])
    }
  }

  /// Positive numbers, one for each axis; by default 1.
  private func numbers(
    _ given: [Int]?, named name: String, _ operation: () -> Operation
  ) throws(TensorError) -> [Int] {
    let numbers = given ?? sizes.map { _ in 1 }
    guard numbers.count == sizes.count, numbers.allSatisfy({ $0 > 0 }) else {
      throw .invalidArgument(
        name: name, expected: "a positive number for each of the \(sizes.count) spatial axes", actual: "\(numbers)",
        operation: operation())
    }
    return numbers
  }
}

extension WindowPadding {
  /// The zeros before and after an axis.
  fileprivate func widths(
    _ axis: Int, size: Dimension, window: Dimension, stride: Int
  ) -> (before: Dimension, after: Dimension) {
    switch self {
    case .valid: return (0, 0)
    case .explicit(let widths): return (Dimension(widths[axis].before), Dimension(widths[axis].after))
    case .same, .sameLower:
      let positions = size.ceilDivided(by: Dimension(stride))
      let total = Dimension.maximum((positions - 1) * Dimension(stride) + window - size, 0)
      let half = total.floorDivided(by: 2)
      return self.isLower ? (total - half, half) : (half, total - half)
    }
  }

  private var isLower: Bool {
    if case .sameLower = self { true } else { false }
  }

  /// The zeros before and after an axis of a transposed convolution; `nil` if they were given.
  func transposed(size: Dimension, stride: Int) -> (before: Dimension, after: Dimension)? {
    let stride = Dimension(stride)
    switch self {
    case .explicit: return nil
    case .valid:
      let total = size + stride - 2 + .maximum(size - stride, 0)
      return (size - 1, total - (size - 1))
    case .same, .sameLower:
      let total = size + stride - 2
      // A stride beyond the kernel leaves gaps, all of them at the end.
      let before = Dimension.minimum(size - 1, total.ceilDivided(by: 2))
      return (before, total - before)
    }
  }
}

extension ImageLayout {
  /// The axes of images and a kernel, which must have one rank of at least 2.
  func axes(of x: Tensor, _ kernel: Tensor, _ operation: () -> Operation) throws(TensorError) -> ConvolutionAxes {
    guard x.rank == kernel.rank, x.rank >= 2 else {
      throw .shapeMismatch(
        expected: "images and a kernel of one rank, at least 2", actual: "\(x.shape) and \(kernel.shape)",
        operation: operation())
    }
    return axes(rank: x.rank)
  }
}
