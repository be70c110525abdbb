import JacobiCore
import JacobiPrimitives

// The families of elementwise primitives by what they need of a scalar. Conforming a primitive to one of them, and naming
// it in a table, is its kernel.

protocol NumericUnaryKernel: UnaryPrimitive {
  static func apply<Scalar: NumericScalar>(_ x: Scalar) -> Scalar
}

protocol NumericBinaryKernel: BinaryPrimitive {
  static func apply<Scalar: NumericScalar>(_ x: Scalar, _ y: Scalar) -> Scalar
}

protocol ScalarBinaryKernel: BinaryPrimitive {
  static func apply<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Scalar
}

protocol ScalarComparisonKernel: ComparisonPrimitive {
  static func apply<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Bool
}

protocol BitBinaryKernel: BinaryPrimitive {
  static func apply<Scalar: BitScalar>(_ x: Scalar, _ y: Scalar) -> Scalar
}

protocol IntegerBinaryKernel: BinaryPrimitive {
  static func apply<Scalar: IntegerScalar>(_ x: Scalar, _ y: Scalar) -> Scalar
}

extension RuleTable<ReferenceKernels> {
  mutating func addNumericUnary<Row: NumericUnaryKernel>(_ primitive: Row.Type) {
    self[primitive] = { _, inputs in inputs[0].dtype.visit(NumericUnaryRow<Row>()) }
  }

  mutating func addNumericBinary<Row: NumericBinaryKernel>(_ primitive: Row.Type) {
    self[primitive] = { _, inputs in inputs[0].dtype.visit(NumericBinaryRow<Row>()) }
  }

  mutating func addScalarBinary<Row: ScalarBinaryKernel>(_ primitive: Row.Type) {
    self[primitive] = { _, inputs in inputs[0].dtype.visit(ScalarBinaryRow<Row>()) }
  }

  mutating func addComparison<Row: ScalarComparisonKernel>(_ primitive: Row.Type) {
    self[primitive] = { _, inputs in inputs[0].dtype.visit(ScalarComparisonRow<Row>()) }
  }

  mutating func addBitBinary<Row: BitBinaryKernel>(_ primitive: Row.Type) {
    self[primitive] = { _, inputs in inputs[0].dtype.visit(BitBinaryRow<Row>()) }
  }

  mutating func addIntegerBinary<Row: IntegerBinaryKernel>(_ primitive: Row.Type) {
    self[primitive] = { _, inputs in inputs[0].dtype.visit(IntegerBinaryRow<Row>()) }
  }

  /// Adds a row for a function that is computed in `Double`, and for complex dtypes in `Complex128`.
  mutating func add<Row: Primitive>(
    _ primitive: Row.Type, _ real: @escaping @Sendable (Double) -> Double,
    complex: (@Sendable (Complex128) -> Complex128)? = nil
  ) {
    self[primitive] = { _, inputs in
      if inputs[0].dtype.isComplex, let complex {
        return { operands, outputs in
          [operands[0].dtype.visit(ComplexUnary(function: complex, operands: operands, type: outputs[0]))]
        }
      }
      return { operands, outputs in
        [operands[0].dtype.visit(FloatingUnary(function: real, operands: operands, type: outputs[0]))]
      }
    }
  }

  /// Adds a row for a function of two floating operands that is computed in `Double`.
  mutating func add<Row: Primitive>(_ primitive: Row.Type, _ real: @escaping @Sendable (Double, Double) -> Double) {
    self[primitive] = { _, _ in
      { operands, outputs in
        [operands[0].dtype.visit(FloatingBinary(function: real, operands: operands, type: outputs[0]))]
      }
    }
  }
}

private struct NumericUnaryRow<Row: NumericUnaryKernel>: NumericVisitor {
  func visit<Scalar: NumericScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in [operands[0].map(to: outputs[0]) { (x: Scalar) in Row.apply(x) }] }
  }
}

private struct NumericBinaryRow<Row: NumericBinaryKernel>: NumericVisitor {
  func visit<Scalar: NumericScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in
      [operands[0].map(with: operands[1], to: outputs[0]) { (x: Scalar, y: Scalar) in Row.apply(x, y) }]
    }
  }
}

private struct ScalarBinaryRow<Row: ScalarBinaryKernel>: ScalarVisitor {
  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in
      [operands[0].map(with: operands[1], to: outputs[0]) { (x: Scalar, y: Scalar) in Row.apply(x, y) }]
    }
  }
}

private struct ScalarComparisonRow<Row: ScalarComparisonKernel>: ScalarVisitor {
  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in
      [operands[0].map(with: operands[1], to: outputs[0]) { (x: Scalar, y: Scalar) in Row.apply(x, y) }]
    }
  }
}

private struct BitBinaryRow<Row: BitBinaryKernel>: BitVisitor {
  func visit<Scalar: BitScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in
      [operands[0].map(with: operands[1], to: outputs[0]) { (x: Scalar, y: Scalar) in Row.apply(x, y) }]
    }
  }
}

private struct IntegerBinaryRow<Row: IntegerBinaryKernel>: IntegerVisitor {
  func visit<Scalar: IntegerScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in
      [operands[0].map(with: operands[1], to: outputs[0]) { (x: Scalar, y: Scalar) in Row.apply(x, y) }]
    }
  }
}
