/// What is known of a tensor before its numbers are: element type and shape. `f32[2,3]`.
public struct TensorType: Hashable, Sendable {
  public var dtype: DType
  public var shape: Shape

  @inlinable
  public init(_ dtype: DType, _ shape: Shape) {
    self.dtype = dtype
    self.shape = shape
  }

  @inlinable public var rank: Int { shape.rank }

  /// The same shape with another element type.
  @inlinable
  public func with(dtype: DType) -> TensorType { TensorType(dtype, shape) }

  /// The same element type with another shape.
  @inlinable
  public func with(shape: Shape) -> TensorType { TensorType(dtype, shape) }

  /// The number of elements where all sizes are known, as they are when a program runs.
  public var elementCount: Int {
    guard let count = shape.elementCount.known else {
      preconditionFailure("internal error: the size of \(self) is not known")
    }
    return count
  }

  public var byteCount: Int { elementCount * dtype.byteCount }

  /// Throws unless each size is non-negative (or symbolic) and the bytes can be counted.
  func validate(for operation: @autoclosure () -> Operation) throws(TensorError) {
    for dimension in shape.dimensions where dimension.known.map({ $0 < 0 }) ?? dimension.isOverflow {
      if dimension.isOverflow { throw .sizeOverflow(sizes: shape.description, operation: operation()) }
      throw .invalidDimension(value: dimension.description, operation: operation())
    }
    // The strides of an empty tensor are products of its other sizes.
    var byteCount = Dimension(dtype.byteCount)
    for dimension in shape.dimensions where dimension.known != 0 { byteCount = byteCount * dimension }
    if byteCount.isOverflow {
      throw .sizeOverflow(sizes: shape.description, operation: operation())
    }
  }

  /// Throws unless a value of this type can be made here: all sizes are known, and the system has the memory.
  package func requireMemory(for operation: () -> Operation) throws(TensorError) {
    for dimension in shape.dimensions where !dimension.isKnown {
      throw .invalidDimension(value: dimension.description, operation: operation())
    }
    guard Buffer.isAvailable(byteCount: byteCount) else {
      throw .executionFailed(reason: "there are no \(byteCount) bytes of memory for \(self)", operation: operation())
    }
  }
}

extension TensorType: CustomStringConvertible {
  public var description: String { "\(dtype.shortName)\(shape)" }
}

extension TensorType: Codable {}
