import JacobiCore

/// The discrete Fourier transform along the last axes, as many as there are lengths, one to three.
///
/// Along one axis of length `n`, forward `y[k] = Σ x[j] exp(-2πi jk/n)` and inverse `x[j] = 1/n Σ y[k] exp(2πi jk/n)`. A
/// transform of real numbers keeps, along the last axis, only the elements up to `n/2`: the others are conjugates of these.
public struct FourierTransform: Primitive {
  public static let id = "fft"
  /// Complex or real, forward or inverse.
  public var kind: Kind
  /// The lengths of the transforms along the last axes: sizes of the result of ``Kind/irfft``, else of the operand.
  public var lengths: [Dimension]

  /// What is transformed to what.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// Complex numbers, forward.
    case fft
    /// Complex numbers, inverse.
    case ifft
    /// Real numbers, forward, to half of the complex result.
    case rfft
    /// Half of a complex operand, inverse, to real numbers. Imaginary parts that such a half cannot have are ignored.
    case irfft
  }

  public init(_ kind: Kind, lengths: [Dimension]) {
    self.kind = kind
    self.lengths = lengths
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    if kind == .rfft {
      try operands.require(0, "float32 or float64") { $0 == .float32 || $0 == .float64 }
    } else {
      try operands.require(0, .complex)
    }
    let type = operands[0]
    guard (1...3).contains(lengths.count), lengths.count <= type.rank else {
      throw .invalidArgument(
        name: "lengths", expected: "one to three, for the last of the \(type.rank) axes", actual: "\(lengths)",
        operation: operands.operation)
    }
    let batch = type.shape.dimensions.dropLast(lengths.count)
    for length in lengths where try !operands.decide(length, .greaterOrEqual, 0) {
      throw .invalidDimension(value: "\(length)", operation: operands.operation)
    }
    let expected = kind == .irfft ? halfLengths : lengths
    try operands.requireEqual(
      type.shape, Shape(batch + expected), "last axes of the sizes \(Shape(expected)) for lengths \(Shape(lengths))")
    switch kind {
    case .fft, .ifft: return [type]
    case .rfft: return [TensorType(type.dtype.complexDType, Shape(batch + halfLengths))]
    case .irfft: return [TensorType(type.dtype.realDType, Shape(batch + lengths))]
    }
  }

  /// The lengths with the half of the last one that determines the rest.
  private var halfLengths: [Dimension] {
    lengths.dropLast() + lengths.suffix(1).map { $0.floorDivided(by: 2) + 1 }
  }
}
