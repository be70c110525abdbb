import JacobiCore

extension TensorValue {
  /// The results of a function of each element.
  ///
  ///     x.map(to: x.type) { (element: Float) in element * element }
  ///
  /// - Precondition: the dtypes are those of the function, and the numbers of elements are equal.
  @inlinable
  public func map<X: TensorScalar, Result: TensorScalar>(
    to type: TensorType, _ function: (X) -> Result
  ) -> TensorValue {
    let result = TensorValue(uninitialized: type)
    withElements(of: X.self) { x in
      result.withMutableElements(of: Result.self) { result in
        for i in 0..<result.count { result[i] = function(x[i]) }
      }
    }
    return result
  }

  /// The results of a function of each pair of elements of this and another value.
  ///
  /// - Precondition: the dtypes are those of the function, and the numbers of elements are equal.
  @inlinable
  public func map<X: TensorScalar, Y: TensorScalar, Result: TensorScalar>(
    with other: TensorValue, to type: TensorType, _ function: (X, Y) -> Result
  ) -> TensorValue {
    let result = TensorValue(uninitialized: type)
    withElements(of: X.self) { x in
      other.withElements(of: Y.self) { y in
        result.withMutableElements(of: Result.self) { result in
          for i in 0..<result.count { result[i] = function(x[i], y[i]) }
        }
      }
    }
    return result
  }
}

extension ReferenceKernel {
  /// The only result of an elementwise primitive of one floating operand: computed in `Double` and rounded once.
  ///
  /// - Throws: `TensorError.dtypeMismatch` for a dtype that is not floating.
  public func mapElements(
    _ operands: [TensorValue], outputs: [TensorType], _ function: (Double) -> Double
  ) throws -> [TensorValue] {
    try requireFloating(operands)
    let mapped = withoutActuallyEscaping(function) { function in
      operands[0].dtype.visit(FloatingUnary(function: function, operands: operands, type: outputs[0]))
    }
    return [mapped]
  }

  /// The only result of an elementwise primitive of two floating operands: computed in `Double` and rounded once.
  ///
  /// - Throws: `TensorError.dtypeMismatch` for a dtype that is not floating.
  public func mapElements(
    _ operands: [TensorValue], outputs: [TensorType], _ function: (Double, Double) -> Double
  ) throws -> [TensorValue] {
    try requireFloating(operands)
    let mapped = withoutActuallyEscaping(function) { function in
      operands[0].dtype.visit(FloatingBinary(function: function, operands: operands, type: outputs[0]))
    }
    return [mapped]
  }

  private func requireFloating(_ operands: [TensorValue]) throws(TensorError) {
    for operand in operands where !operand.dtype.isFloating {
      throw .dtypeMismatch(
        expected: "a floating dtype", actual: operand.dtype.name,
        operation: Operation(Self.id, operands: operands.map(\.type)))
    }
  }
}

/// Applies a function on `Double` to a floating operand.
struct FloatingUnary: FloatingVisitor {
  var function: (Double) -> Double
  var operands: [TensorValue]
  var type: TensorType

  func visit<Scalar: FloatingScalar>(_ scalar: Scalar.Type) -> TensorValue {
    operands[0].map(to: type) { (x: Scalar) in Scalar(accumulated: function(x.accumulator)) }
  }
}

/// Applies a function on `Double`s to two floating operands.
struct FloatingBinary: FloatingVisitor {
  var function: (Double, Double) -> Double
  var operands: [TensorValue]
  var type: TensorType

  func visit<Scalar: FloatingScalar>(_ scalar: Scalar.Type) -> TensorValue {
    operands[0].map(with: operands[1], to: type) { (x: Scalar, y: Scalar) in
      Scalar(accumulated: function(x.accumulator, y.accumulator))
    }
  }
}

/// Applies a function on `Complex128` to a complex operand.
struct ComplexUnary: ComplexVisitor {
  var function: (Complex128) -> Complex128
  var operands: [TensorValue]
  var type: TensorType

  func visit<Part: ComplexComponent & FloatingScalar>(_ scalar: ComplexNumber<Part>.Type) -> TensorValue {
    operands[0].map(to: type) { (x: ComplexNumber<Part>) in ComplexNumber<Part>(accumulated: function(x.accumulator)) }
  }
}
