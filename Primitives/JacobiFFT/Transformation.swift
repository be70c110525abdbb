import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// A function of ``FFT``: one kind of transform along any axes, cut off or filled up with zeros, and normalised.
struct Transformation {
  var kind: FourierTransform.Kind
  var norm: FFT.Norm
  var name: String

  init(_ kind: FourierTransform.Kind, _ norm: FFT.Norm, _ name: String) {
    self.kind = kind
    self.norm = norm
    self.name = name
  }

  /// - Parameter count: how many axes there must be.
  func apply(_ x: Tensor, sizes: [Int]?, axes: [Int]?, count: Int? = nil) -> Tensor {
    apply(x, dimensions: sizes.map { $0.map { Dimension($0) } }, axes: axes, count: count)
  }

  func apply(_ x: Tensor, dimensions: [Dimension]?, axes: [Int]?, count: Int? = nil) -> Tensor {
    if x.isInvalid { return x }
    return reporting { () throws(TensorError) in
      let (axes, lengths) = try plan(x, dimensions: dimensions, axes: axes, count: count)
      let operand = try converted(x)
      if axes.isEmpty { return operand }
      return normalized(transformed(resized(operand, axes, lengths), axes, lengths), lengths)
    }
  }

  /// The positions of the axes, and the lengths along them.
  func plan(
    _ x: Tensor, dimensions: [Dimension]?, axes: [Int]?, count: Int? = nil
  ) throws(TensorError) -> (axes: [Int], lengths: [Dimension]) {
    let axes = try positions(axes ?? x.shape.indices.suffix(dimensions?.count ?? x.rank), of: x)
    if let count, axes.count != count { throw invalid("axes", "\(count)", "\(axes.count)", x) }
    guard dimensions.map({ $0.count == axes.count }) ?? true else {
      throw invalid("sizes", "one for each of \(axes.count) axes", "\(dimensions ?? [])", x)
    }
    let lengths = dimensions ?? defaultLengths(x, axes)
    for length in lengths where length.known.map({ $0 < 1 }) ?? false {
      throw invalid("sizes", "at least 1", "\(length)", x)
    }
    return (axes, lengths)
  }

  private func invalid(_ name: String, _ expected: String, _ actual: String, _ x: Tensor) -> TensorError {
    .invalidArgument(
      name: name, expected: expected, actual: actual, operation: Operation(self.name, operands: [x.type]))
  }

  private func positions(_ axes: some Sequence<Int>, of x: Tensor) throws(TensorError) -> [Int] {
    let positions = try x.positions(ofAxes: Array(axes), named: name)
    if positions.isEmpty, kind == .rfft || kind == .irfft { throw invalid("axes", "at least one", "none", x) }
    return positions
  }

  private func defaultLengths(_ x: Tensor, _ axes: [Int]) -> [Dimension] {
    var lengths = axes.map { x.shape[$0] }
    if kind == .irfft, let last = lengths.popLast() { lengths.append(2 * (last - 1)) }
    return lengths
  }

  /// In the dtype that the transform takes.
  private func converted(_ x: Tensor) throws(TensorError) -> Tensor {
    if kind != .rfft { return x.asType(x.dtype.complexDType) }
    guard !x.dtype.isComplex else {
      throw .dtypeMismatch(
        expected: "real numbers, or `fft` for complex ones", actual: "\(x.dtype)",
        operation: Operation(name, operands: [x.type]))
    }
    return x.asType(x.dtype.complexDType.realDType)
  }

  /// Elements dropped, or zeros added, at the ends of axes.
  func resized(_ x: Tensor, _ axes: [Int], _ lengths: [Dimension]) -> Tensor {
    var widths = x.shape.map { _ in Pad.Widths() }
    for (index, axis) in axes.enumerated() {
      let isHalf = kind == .irfft && index == axes.count - 1
      widths[axis].after = (isHalf ? lengths[index].floorDivided(by: 2) + 1 : lengths[index]) - x.shape[axis]
    }
    if widths.allSatisfy({ $0.after.known == 0 }) { return x }
    return Pad(widths: widths)(x, Tensor.zeros([], dtype: x.dtype))
  }

  /// The primitive takes up to three axes at a time, of which the last one is special for real numbers: it comes first in
  /// a forward transform and last in an inverse one.
  private func transformed(_ x: Tensor, _ axes: [Int], _ lengths: [Dimension]) -> Tensor {
    var parts: [(kind: FourierTransform.Kind, range: Range<Int>)] = []
    var end = axes.count
    while end > 0 {
      let start = max(0, end - 3)
      parts.append((end == axes.count ? kind : isForward ? .fft : .ifft, start..<end))
      end = start
    }
    return (isForward ? parts : parts.reversed()).reduce(x) { x, part in
      transformed(x, FourierTransform(part.kind, lengths: Array(lengths[part.range])), along: Array(axes[part.range]))
    }
  }

  private func transformed(_ x: Tensor, _ transform: FourierTransform, along axes: [Int]) -> Tensor {
    let permutation = x.shape.indices.filter { !axes.contains($0) } + axes
    if permutation == Array(permutation.indices) { return transform(x) }
    var inverse = permutation
    for (position, axis) in permutation.enumerated() { inverse[axis] = position }
    return Transpose(permutation: inverse)(transform(Transpose(permutation: permutation)(x)))
  }

  private var isForward: Bool { kind == .fft || kind == .rfft }

  /// The primitive divides by the number of elements in the inverse direction.
  private func normalized(_ y: Tensor, _ lengths: [Dimension]) -> Tensor {
    let count = Shape(lengths).elementCount
    switch (norm, isForward) {
    case (.backward, _): return y
    case (.ortho, true): return y / sqrt(FFT.number(count, y.dtype))
    case (.ortho, false): return y * sqrt(FFT.number(count, y.dtype))
    case (.forward, true): return y / FFT.number(count, y.dtype)
    case (.forward, false): return y * FFT.number(count, y.dtype)
    }
  }
}

extension FFT {
  /// A size, which may be symbolic, as a real number of the precision of a dtype.
  static func number(_ size: Dimension, _ dtype: DType) -> Tensor { Tensor(size).asType(dtype.realDType) }
}
