import JacobiCore

/// The real part.
public struct Real: UnaryPrimitive {
  public static let id = "real"
  public static let accepts: DTypeClass = .complex
  public init() {}
  public static func resultDType(for operand: DType) -> DType { operand.realDType }
}

/// The imaginary part.
public struct Imag: UnaryPrimitive {
  public static let id = "imag"
  public static let accepts: DTypeClass = .complex
  public init() {}
  public static func resultDType(for operand: DType) -> DType { operand.realDType }
}

/// The complex conjugate; of a number of `float32` or `float64` the complex number without imaginary part.
public struct Conj: UnaryPrimitive {
  public static let id = "conj"
  public static let accepts: DTypeClass = [.wideFloating, .complex]
  public init() {}
  public static func resultDType(for operand: DType) -> DType { operand.isComplex ? operand : operand.complexDType }
}

/// The complex number of a real and an imaginary part.
public struct MakeComplex: ElementwisePrimitive {
  public static let id = "complex"
  public init() {}

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 2)
    try operands.requireSameDType()
    try operands.require(0, "float32 or float64") { $0 == .float32 || $0 == .float64 }
    try operands.requireSameShape()
    return [operands[0].with(dtype: operands[0].dtype.complexDType)]
  }
}
