import JacobiCore
import JacobiPrimitives

/// Which part of a convolution of sizes `n` and `m` is wanted.
public enum ConvolutionMode: Hashable, Sendable {
  /// All of it, of size `n + m - 1`.
  case full
  /// The middle part: of size `max(n, m)` for vectors, of that of the first operand for images and `FFT.fftconvolve`.
  case same
  /// What does not depend on the zeros around the operands, of size `|n - m| + 1`.
  case valid
}

/// The convolution of two vectors: sums of products of elements whose positions have one sum, as `numpy.convolve`.
///
///     convolve(Tensor([1.0, 2, 3]), Tensor([0.0, 1, 0.5]))                // [0. 1. 2.5 4. 1.5]
///     convolve(Tensor([1.0, 2, 3]), Tensor([0.0, 1, 0.5]), mode: .same)   // [1. 2.5 4. ]
///     convolve(Tensor([1.0, 2, 3]), Tensor([0.0, 1, 0.5]), mode: .valid)  // [2.5]
///
/// Integers give a floating result. Operands without elements, or of another rank than 1, are an error.
///
/// - Parameters:
///   - x: a vector.
///   - y: a vector.
///   - mode: which part is wanted.
public func convolve(_ x: Tensor, _ y: Tensor, mode: ConvolutionMode = .full) -> Tensor {
  if x.isInvalid || y.isInvalid { return .invalid }
  return reporting { () throws(TensorError) in
    let pair = try SignalPair(x, y, rank: 1, named: "convolve")
    let isExchanged = mode == .full ? false : try pair.isFirstSmaller()
    let (long, short) = isExchanged ? (pair.y, pair.x) : (pair.x, pair.y)
    return correlated(long, short.flipped(), padding: [padding(ofVector: short.shape[0], mode)])
  }
}

/// The cross-correlation of two vectors: `Σ x[n + k] · conj(y[n])` for each displacement k, as `numpy.correlate`.
///
///     correlate(Tensor([1.0, 2, 3]), Tensor([0.0, 1, 0.5]))               // [3.5]
///     correlate(Tensor([1.0, 2, 3]), Tensor([0.0, 1, 0.5]), mode: .full)  // [0.5 2. 3.5 3. 0. ]
///
/// Integers give a floating result. Operands without elements, or of another rank than 1, are an error.
///
/// - Parameters:
///   - x: a vector.
///   - y: a vector.
///   - mode: which part is wanted.
public func correlate(_ x: Tensor, _ y: Tensor, mode: ConvolutionMode = .valid) -> Tensor {
  if x.isInvalid || y.isInvalid { return .invalid }
  return reporting { () throws(TensorError) in
    let pair = try SignalPair(x, y, rank: 1, named: "correlate")
    let other = pair.y.conjugated
    let isExchanged = mode == .full ? false : try pair.isFirstSmaller()
    if !isExchanged {
      return correlated(pair.x, other, padding: [padding(ofVector: other.shape[0], mode)])
    }
    return correlated(other, pair.x, padding: [padding(ofVector: pair.x.shape[0], mode)]).flipped()
  }
}

/// The convolution of two images, with zeros around them, as `scipy.signal.convolve2d`.
///
///     let x = Tensor([[1.0, 2], [3, 4]])
///     convolve2D(x, Tensor([[1.0, 1]]))                // [[1. 3. 2.] [3. 7. 4.]]
///     convolve2D(x, Tensor([[1.0, 1]]), mode: .same)   // [[1. 3.] [3. 7.]]
///
/// Integers give a floating result.
///
/// - Parameters:
///   - x: of rank 2.
///   - y: of rank 2.
///   - mode: which part is wanted; for `valid` one operand must be at least as large as the other along both axes.
public func convolve2D(_ x: Tensor, _ y: Tensor, mode: ConvolutionMode = .full) -> Tensor {
  if x.isInvalid || y.isInvalid { return .invalid }
  return reporting { () throws(TensorError) in
    try SignalPair(x, y, rank: 2, named: "convolve2D").convolved(mode)
  }
}

/// The cross-correlation of two images, with zeros around them, as `scipy.signal.correlate2d`.
///
///     let x = Tensor([[1.0, 2], [3, 4]])
///     correlate2D(x, Tensor([[1.0, 10]]), mode: .valid)  // [[21.] [43.]]
///
/// Integers give a floating result.
///
/// - Parameters:
///   - x: of rank 2.
///   - y: of rank 2; its complex conjugate takes part.
///   - mode: which part is wanted; for `valid` one operand must be at least as large as the other along both axes.
public func correlate2D(_ x: Tensor, _ y: Tensor, mode: ConvolutionMode = .full) -> Tensor {
  if x.isInvalid || y.isInvalid { return .invalid }
  return reporting { () throws(TensorError) in
    var pair = try SignalPair(x, y, rank: 2, named: "correlate2D")
    let isExchanged = mode == .valid ? try pair.isFirstSmaller() : false
    if isExchanged { (pair.x, pair.y) = (pair.y, pair.x) }
    pair.x = pair.x.flipped()
    pair.y = pair.y.conjugated
    let result = try pair.convolved(mode)
    return isExchanged ? result : result.flipped()
  }
}

/// Two operands of one dtype and rank, none of them empty.
private struct SignalPair {
  var x: Tensor
  var y: Tensor
  let name: String

  init(_ x: Tensor, _ y: Tensor, rank: Int, named name: String) throws(TensorError) {
    for operand in [x, y] {
      guard operand.rank == rank, operand.shape.elementCount.known != 0 else {
        throw .shapeMismatch(
          expected: "operands of rank \(rank) with at least one element", actual: "\(x.type) and \(y.type)",
          operation: Operation(name, operands: [x.type, y.type]))
      }
    }
    let dtype = DType.promoted(x, y).inexactDType
    self.x = x.asType(dtype)
    self.y = y.asType(dtype)
    self.name = name
  }

  private var operation: Operation { Operation(name, operands: [x.type, y.type]) }

  /// Whether the first operand is smaller than the second along some axis; then it must not be larger along any.
  func isFirstSmaller() throws(TensorError) -> Bool {
    var isSmaller = false
    var isLarger = false
    for (first, second) in zip(x.shape, y.shape) {
      guard let less = Dimension.decide(first, .less, second), let more = Dimension.decide(first, .greater, second)
      else {
        throw .undecidableDimension(comparison: "\(first) < \(second)", operation: operation)
      }
      isSmaller = isSmaller || less
      isLarger = isLarger || more
    }
    if isSmaller && isLarger {
      throw .shapeMismatch(
        expected: "one operand at least as large as the other along all axes", actual: "\(x.shape) and \(y.shape)",
        operation: operation)
    }
    return isSmaller
  }

  func convolved(_ mode: ConvolutionMode) throws(TensorError) -> Tensor {
    let isExchanged = mode == .valid ? try isFirstSmaller() : false
    let (long, short) = isExchanged ? (y, x) : (x, y)
    let padding = short.shape.map { size -> (Dimension, Dimension) in
      switch mode {
      case .full: return (size - 1, size - 1)
      case .valid: return (0, 0)
      case .same:
        let after = (size - 1).floorDivided(by: 2)
        return (size - 1 - after, after)
      }
    }
    return correlated(long, short.flipped(), padding: padding)
  }
}

/// How far a vector of some size reaches over the ends of another.
private func padding(ofVector size: Dimension, _ mode: ConvolutionMode) -> (Dimension, Dimension) {
  switch mode {
  case .full: (size - 1, size - 1)
  case .same: (size.floorDivided(by: 2), size - size.floorDivided(by: 2) - 1)
  case .valid: (0, 0)
  }
}

private func correlated(_ x: Tensor, _ y: Tensor, padding: [(Dimension, Dimension)]) -> Tensor {
  let convolution = ConvGeneralDilated(
    axes: .featuresFirst(rank: x.rank + 2), motion: padding.map { WindowMotion(before: $0.0, after: $0.1) })
  return convolution(x.expandedDimensions(axes: [0, 1]), y.expandedDimensions(axes: [0, 1])).squeezed(axes: [0, 1])
}

extension Tensor {
  fileprivate var conjugated: Tensor { dtype.isComplex ? Conj()(self) : self }
}
