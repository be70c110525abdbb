import JacobiCore

/// Of several cases, for each element the one that the first operand picks: a Boolean (false picks the first of two
/// cases, true the second) or an integer.
///
/// Operands: the selector, then the cases. The selector has the shape of the cases, or is a scalar.
public struct SelectN: ElementwisePrimitive {
  public static let id = "select_n"
  public init() {}

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    guard operands.count >= 2 else {
      throw .invalidArgument(
        name: "operands", expected: "a selector and at least one case", actual: "\(operands.count)",
        operation: operands.operation)
    }
    try operands.require(0, "a Boolean or integer selector") { $0.isBoolean || $0.isInteger }
    let cases = Operands(Array(operands.types.dropFirst()), of: operands.name)
    try cases.requireSameDType()
    try cases.requireSameShape()
    if operands[0].dtype == .bool, cases.count > 2 {
      throw .invalidArgument(
        name: "operands", expected: "at most two cases for a Boolean selector", actual: "\(cases.count)",
        operation: operands.operation)
    }
    if operands[0].rank > 0 {
      try operands.requireEqual(operands[0].shape, cases[0].shape, "a selector of the shape of the cases")
    }
    return [cases[0]]
  }
}

/// `x` limited to the range from the first to the last operand: `min(max(x, lower), upper)`.
///
/// Operands: lower bound, `x`, upper bound. The bounds have the shape of `x` or are scalars. Complex numbers compare by real,
/// then imaginary part; one with a NaN part is between no bounds and gives the upper one.
public struct Clamp: ElementwisePrimitive {
  public static let id = "clamp"
  public init() {}

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 3)
    try operands.requireSameDType()
    for bound in [0, 2] where operands[bound].rank > 0 {
      try operands.requireEqual(
        operands[bound].shape, operands[1].shape, "bounds that are scalars or of the shape of x")
    }
    return [operands[1]]
  }
}

/// `x` in another dtype.
///
/// To an integer, floating numbers are truncated toward zero and saturate, NaN gives 0; integers wrap. To `bool`: `x != 0`.
/// From complex to real: the real part.
public struct ConvertElementType: ElementwisePrimitive {
  public static let id = "convert_element_type"
  /// The dtype of the result.
  public var dtype: DType

  public init(to dtype: DType) {
    self.dtype = dtype
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    return [operands[0].with(dtype: dtype)]
  }
}

/// The same bits as another dtype.
///
/// To a narrower dtype, each element becomes several along a new last axis, the lowest bits first; to a wider one, the last axis,
/// which has as many elements as fit into one of the result, disappears.
public struct BitcastConvert: Primitive {
  public static let id = "bitcast_convert_type"
  /// The dtype of the result.
  public var dtype: DType

  public init(to dtype: DType) {
    self.dtype = dtype
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    let (type, source) = (operands[0], operands[0].dtype)
    if source == dtype { return [type] }
    try operands.require(0, "a dtype that is neither Boolean nor complex, as is the result's") {
      !$0.isBoolean && !$0.isComplex && !dtype.isBoolean && !dtype.isComplex
    }
    if source.byteCount >= dtype.byteCount {
      let parts = source.byteCount / dtype.byteCount
      return [TensorType(dtype, parts == 1 ? type.shape : type.shape.inserting(Dimension(parts), at: type.rank))]
    }
    let parts = Dimension(dtype.byteCount / source.byteCount)
    guard let last = type.shape.last else {
      throw .shapeMismatch(
        expected: "a last axis of size \(parts)", actual: "a scalar", operation: operands.operation)
    }
    try operands.requireEqual([last], [parts], "a last axis of size \(parts)")
    return [TensorType(dtype, Shape(type.shape.dropLast()))]
  }
}

/// `x` itself.
public struct Copy: UnaryPrimitive {
  public static let id = "copy"
  public static let accepts: DTypeClass = .any
  public init() {}
}

/// `x`, under a name that policies of `remat` refer to.
public struct Name: ExpandablePrimitive {
  public static let id = "name"
  public var name: String

  public init(_ name: String) {
    self.name = name
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    return [operands[0]]
  }

  public func expansion(for operands: [TensorType]) throws -> Program {
    try traceProgram(operands) { $0 }.program
  }
}

extension Tensor {
  /// The tensor, under a name that policies of `remat` refer to, such as `.named("attention")`.
  ///
  ///     let x = Tensor([1.0, 2.0])
  ///     x.named("input")  // [1. 2.]
  public func named(_ name: String) -> Tensor { Name(name)(self) }
}

/// `x`, with a derivative of zero.
public struct StopGradient: UnaryPrimitive {
  public static let id = "stop_gradient"
  public static let accepts: DTypeClass = .any
  public init() {}
}
