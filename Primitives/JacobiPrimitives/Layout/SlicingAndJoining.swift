import JacobiCore

/// A rectangular part: along each axis the elements from `starts` to before `limits`, in steps of `strides`.
public struct Slice: Primitive {
  public static let id = "slice"
  /// The first position along each axis, from 0 on.
  public var starts: [Dimension]
  /// The position behind the last one along each axis, at most the size.
  public var limits: [Dimension]
  /// The distance between positions along each axis, positive.
  public var strides: [Int]

  public init(starts: [Dimension], limits: [Dimension], strides: [Int]? = nil) {
    self.starts = starts
    self.limits = limits
    self.strides = strides ?? starts.map { _ in 1 }
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    let shape = operands[0].shape
    guard starts.count == shape.rank, limits.count == shape.rank, strides.count == shape.rank else {
      throw .invalidArgument(
        name: "starts", expected: "a start, limit and stride for each of the \(shape.rank) axes",
        actual: "\(starts.count), \(limits.count) and \(strides.count)", operation: operands.operation)
    }
    var sizes: [Dimension] = []
    for axis in shape.indices {
      guard strides[axis] > 0 else {
        throw .invalidArgument(
          name: "strides", expected: "positive", actual: "\(strides[axis])", operation: operands.operation)
      }
      guard try operands.decide(0, .lessOrEqual, starts[axis]),
        try operands.decide(starts[axis], .lessOrEqual, limits[axis]),
        try operands.decide(limits[axis], .lessOrEqual, shape[axis])
      else {
        throw .invalidArgument(
          name: "limits", expected: "a range within 0..<\(shape[axis]) along axis \(axis)",
          actual: "\(starts[axis])..<\(limits[axis])", operation: operands.operation)
      }
      sizes.append((limits[axis] - starts[axis]).ceilDivided(by: Dimension(strides[axis])))
    }
    return [operands[0].with(shape: Shape(sizes))]
  }
}

/// The operands one after the other along an axis.
public struct Concatenate: Primitive {
  public static let id = "concatenate"
  /// The position of the axis, from the front.
  public var axis: Int

  public init(axis: Int) {
    self.axis = axis
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    guard let first = operands.first else {
      throw .invalidArgument(
        name: "operands", expected: "at least one", actual: "none", operation: operands.operation)
    }
    try operands.requireSameDType()
    try operands.requireAxes([axis], of: 0, named: "axis")
    var size: Dimension = 0
    for operand in operands {
      guard operand.rank == first.rank else {
        throw .shapeMismatch(
          expected: "operands of rank \(first.rank)", actual: "\(operand)", operation: operands.operation)
      }
      try operands.requireEqual(
        first.shape.removing(axes: [axis]), operand.shape.removing(axes: [axis]),
        "equal shapes except along axis \(axis)")
      size = size + operand.shape[axis]
    }
    return [first.with(shape: first.shape.replacing(axis: axis, with: size))]
  }
}

/// The first operand with copies of the second, a scalar, around it and between its elements.
///
/// A negative number of elements before or after removes elements instead.
public struct Pad: Primitive {
  public static let id = "pad"
  /// How many elements are added along one axis.
  public struct Widths: Hashable, Sendable, Codable {
    /// How many places come in front; a negative number removes some.
    public var before: Dimension
    /// How many places come behind; a negative number removes some.
    public var after: Dimension
    /// Between every two neighbours.
    public var interior: Int

    public init(before: Dimension = 0, after: Dimension = 0, interior: Int = 0) {
      self.before = before
      self.after = after
      self.interior = interior
    }
  }
  /// What is added along each axis.
  public var widths: [Widths]

  public init(widths: [Widths]) {
    self.widths = widths
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 2)
    try operands.requireSameDType()
    guard operands[1].rank == 0 else {
      throw .shapeMismatch(expected: "a scalar to pad with", actual: "\(operands[1])", operation: operands.operation)
    }
    let shape = operands[0].shape
    guard widths.count == shape.rank else {
      throw .invalidArgument(
        name: "widths", expected: "one for each of the \(shape.rank) axes", actual: "\(widths.count)",
        operation: operands.operation)
    }
    var sizes: [Dimension] = []
    for (size, width) in zip(shape, widths) {
      guard width.interior >= 0 else {
        throw .invalidArgument(
          name: "interior", expected: "non-negative", actual: "\(width.interior)", operation: operands.operation)
      }
      let gaps = Dimension.maximum(size - 1, 0) * Dimension(width.interior)
      let padded = size + gaps + width.before + width.after
      guard try operands.decide(padded, .greaterOrEqual, 0) else {
        throw .invalidArgument(
          name: "widths", expected: "to remove at most the \(size) elements of the axis",
          actual: "\(width.before) and \(width.after)", operation: operands.operation)
      }
      sizes.append(padded)
    }
    return [operands[0].with(shape: Shape(sizes))]
  }
}

/// The parts of given sizes that follow one another along an axis.
public struct Split: Primitive {
  public static let id = "split"
  /// The size of each part; together they are the axis.
  public var sizes: [Dimension]
  /// The position of the axis, from the front.
  public var axis: Int

  public init(sizes: [Dimension], axis: Int) {
    self.sizes = sizes
    self.axis = axis
  }

  public var outputCount: Int { sizes.count }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    try operands.requireAxes([axis], of: 0, named: "axis")
    let whole = operands[0].shape[axis]
    var total: Dimension = 0
    for size in sizes {
      guard try operands.decide(size, .greaterOrEqual, 0) else {
        throw .invalidArgument(
          name: "sizes", expected: "non-negative", actual: "\(size)", operation: operands.operation)
      }
      total = total + size
    }
    guard !sizes.isEmpty, try operands.decide(total, .equal, whole) else {
      throw .invalidArgument(
        name: "sizes", expected: "sizes that add up to the \(whole) of axis \(axis)", actual: "\(sizes)",
        operation: operands.operation)
    }
    return sizes.map { operands[0].with(shape: operands[0].shape.replacing(axis: axis, with: $0)) }
  }
}
