import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The bits of the elements, read as another dtype: `jax.lax.bitcast_convert_type`.
  ///
  ///     Tensor([1.0, -0.0]).bitcast(to: .uint32)  // [1065353216 2147483648]
  ///     Tensor([256], dtype: .int16).bitcast(to: .uint8)  // [[0 1]]
  ///
  /// To a narrower dtype, a last axis is added for the parts of each element, the lowest bits first; to a wider one, the last
  /// axis, which must have the size of the quotient, goes. Neither dtype is Boolean or complex, unless both are the same.
  public func bitcast(to dtype: DType) -> Tensor {
    isInvalid ? self : BitcastConvert(to: dtype)(asType(self.dtype))
  }

  /// The memory of the elements in row-major order, read as another dtype: NumPy's `view`.
  ///
  ///     Tensor([1, 258], dtype: .uint16).viewed(as: .uint8)  // [1 0 2 1]
  ///     Tensor([1.0, 2]).viewed(as: .complex64)  // [1.+2.j]
  ///
  /// Only the last axis changes its size, where the widths of the dtypes differ. A complex number is its real part, then its
  /// imaginary part; a Boolean is a byte, false if that is 0.
  ///
  /// - Note: a last axis whose bytes are not a multiple of the width of the dtype is a `TensorError`, and so is a scalar read
  ///   as a dtype of another width.
  public func viewed(as dtype: DType) -> Tensor {
    if isInvalid || self.dtype == dtype { return self }
    if self.dtype.isBoolean { return asType(.uint8).viewed(as: dtype) }
    if dtype.isBoolean { return viewed(as: .uint8).asType(.bool) }
    return reporting { () throws(TensorError) in
      let (width, newWidth) = (self.dtype.byteCount, Dimension(dtype.byteCount))
      let bytes = (shape.dimensions.last ?? 1) * Dimension(width)
      guard rank > 0 ? Dimension.decide(bytes.modulo(newWidth), .equal, 0) == true : bytes == newWidth else {
        throw .shapeMismatch(
          expected: "a last axis of a multiple of \(newWidth) bytes, to be read as \(dtype)", actual: "\(type)",
          operation: Operation("viewed", operands: [type]))
      }
      if rank == 0 { return expandedDimensions(axis: 0).viewed(as: dtype).squeezed(axis: 0) }
      let sizes = Array(shape.dimensions.dropLast()) + [bytes.floorDivided(by: newWidth)]
      return viewed(as: dtype, sizes: sizes)
    }
  }

  /// The memory of a tensor of at least one axis, read as another dtype that is not Boolean, in axes of these sizes.
  private func viewed(as dtype: DType, sizes: [Dimension]) -> Tensor {
    if self.dtype.isComplex {
      let parts = stacked([JacobiNumPy.real(self), JacobiNumPy.imag(self)], axis: -1)
      return parts.reshaped(Shape(shape.dimensions.dropLast() + [shape[-1] * 2])).viewed(as: dtype)
    }
    if dtype.isComplex {
      let pairs = viewed(as: dtype.realDType).reshaped(Shape(sizes + [2]))
      return complex(pairs[.ellipsis, 0], pairs[.ellipsis, 1])
    }
    let ratio = dtype.byteCount / self.dtype.byteCount
    return ratio > 1
      ? reshaped(Shape(sizes + [Dimension(ratio)])).bitcast(to: dtype) : bitcast(to: dtype).reshaped(Shape(sizes))
  }
}
