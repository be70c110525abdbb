import CJacobiReference
import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let arithmetic = RuleTable { table in
    table.addNumericUnary(Neg.self)
    table.addNumericUnary(Sign.self)
    table.addNumericUnary(Square.self)
    table[Abs.self] = { _, inputs in absolute(inputs[0].dtype) }
    table.addScalarBinary(Add.self)
    table.addNumericBinary(Sub.self)
    table.addScalarBinary(Mul.self)
    table.addNumericBinary(Div.self)
    table[Rem.self] = { _, inputs in remainder(inputs[0].dtype) }
    table.addScalarBinary(Max.self)
    table.addScalarBinary(Min.self)
    table.add(IntegerPow.self) { primitive, inputs in integerPower(primitive.exponent, inputs[0].dtype) }
  }

  private static func absolute(_ dtype: DType) -> Kernel {
    if dtype.isComplex { return dtype.visit(Modulus()) }
    if dtype.isFloating { return dtype.visit(FloatingAbsolute()) }
    return dtype.visit(IntegerAbsolute())
  }

  private static func remainder(_ dtype: DType) -> Kernel {
    if dtype.isInteger { return dtype.visit(IntegerRemainder()) }
    return { operands, outputs in [dtype.visit(FloatingBinary(function: fmod, operands: operands, type: outputs[0]))] }
  }

  private static func integerPower(_ exponent: Int, _ dtype: DType) -> Kernel {
    if dtype.isInteger { return dtype.visit(IntegerPower(exponent: exponent.magnitude)) }
    if dtype.isFloating {
      return { operands, outputs in
        let function = { (x: Double) in pow(x, Double(exponent)) }
        return [dtype.visit(FloatingUnary(function: function, operands: operands, type: outputs[0]))]
      }
    }
    return { operands, outputs in
      let function = { (z: Complex128) in
        exponent < 0 ? .quotient(1, power(z, exponent.magnitude)) : power(z, exponent.magnitude)
      }
      return [dtype.visit(ComplexUnary(function: function, operands: operands, type: outputs[0]))]
    }
  }
}

extension Neg: NumericUnaryKernel {
  static func apply<Scalar: NumericScalar>(_ x: Scalar) -> Scalar { x.negated }
}

extension Sign: NumericUnaryKernel {
  static func apply<Scalar: NumericScalar>(_ x: Scalar) -> Scalar { x.signValue }
}

extension Square: NumericUnaryKernel {
  static func apply<Scalar: NumericScalar>(_ x: Scalar) -> Scalar { .product(x, x) }
}

extension Add: ScalarBinaryKernel {
  static func apply<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { .sum(x, y) }
}

extension Sub: NumericBinaryKernel {
  static func apply<Scalar: NumericScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { .difference(x, y) }
}

extension Mul: ScalarBinaryKernel {
  static func apply<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { .product(x, y) }
}

extension Div: NumericBinaryKernel {
  static func apply<Scalar: NumericScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { .quotient(x, y) }
}

extension Max: ScalarBinaryKernel {
  static func apply<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { .larger(x, y) }
}

extension Min: ScalarBinaryKernel {
  static func apply<Scalar: ReferenceScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { .smaller(x, y) }
}

private struct IntegerAbsolute: IntegerVisitor {
  func visit<Scalar: IntegerScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in [operands[0].map(to: outputs[0]) { (x: Scalar) in x.absolute }] }
  }
}

private struct FloatingAbsolute: FloatingVisitor {
  func visit<Scalar: FloatingScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in
      [operands[0].map(to: outputs[0]) { (x: Scalar) in Scalar(accumulated: x.accumulator.magnitude) }]
    }
  }
}

private struct Modulus: ComplexVisitor {
  func visit<Part: ComplexComponent & FloatingScalar>(_ scalar: ComplexNumber<Part>.Type) -> Kernel {
    { operands, outputs in
      [
        operands[0].map(to: outputs[0]) { (x: ComplexNumber<Part>) in
          Part(accumulated: hypot(x.real.accumulator, x.imaginary.accumulator))
        }
      ]
    }
  }
}

private struct IntegerRemainder: IntegerVisitor {
  func visit<Scalar: IntegerScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in
      [operands[0].map(with: operands[1], to: outputs[0]) { (x: Scalar, y: Scalar) in Scalar.remainder(x, y) }]
    }
  }
}

private struct IntegerPower: IntegerVisitor {
  var exponent: UInt

  func visit<Scalar: IntegerScalar>(_ scalar: Scalar.Type) -> Kernel {
    { [exponent] operands, outputs in [operands[0].map(to: outputs[0]) { (x: Scalar) in power(x, exponent) }] }
  }
}

/// A power by repeated squaring. It does not start with 1, whose product with a complex number that is infinite is NaN.
func power<Scalar: ReferenceScalar>(_ base: Scalar, _ exponent: UInt) -> Scalar {
  var result: Scalar?
  var square = base
  var rest = exponent
  while rest > 0 {
    if rest & 1 == 1 { result = result.map { .product($0, square) } ?? square }
    rest >>= 1
    if rest > 0 { square = .product(square, square) }
  }
  return result ?? .one
}
