import CJacobiReference
import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  /// Functions of the C library, on `Double` for every floating dtype: the results of narrower dtypes are correctly
  /// rounded but for about one in a hundred million.
  static let elementary = RuleTable { table in
    table.addExponentials()
    table.addTrigonometry()
    table.addHyperbolics()
    table.addRounding()
    table.add(Erf.self, erf)
    table.add(Erfc.self, erfc)
  }

  private mutating func addExponentials() {
    add(Exp.self, exp, complex: Complex128.exp)
    add(Exp2.self, exp2, complex: Complex128.exp2)
    add(Expm1.self, expm1, complex: Complex128.expm1)
    add(Log.self, log, complex: Complex128.log)
    add(Log1p.self, log1p, complex: Complex128.log1p)
    // For negative x by exp(x), which unlike exp(-x) does not overflow.
    add(Logistic.self, { $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0)) }, complex: Complex128.logistic)
    add(Sqrt.self, { $0.squareRoot() }, complex: Complex128.sqrt)
    add(Rsqrt.self, { 1 / $0.squareRoot() }, complex: { 1 / .sqrt($0) })
    add(Cbrt.self, cbrt)
    self[Pow.self] = { _, inputs in
      let dtype = inputs[0].dtype
      if inputs[1].dtype.isInteger { return integralPower(dtype) }
      if dtype.isComplex { return dtype.visit(ComplexBinary(function: Complex128.pow)) }
      return { operands, outputs in [dtype.visit(FloatingBinary(function: pow, operands: operands, type: outputs[0]))] }
    }
  }

  private mutating func addTrigonometry() {
    add(Sin.self, sin, complex: Complex128.sin)
    add(Cos.self, cos, complex: Complex128.cos)
    add(Tan.self, tan, complex: Complex128.tan)
    add(Asin.self, asin, complex: Complex128.asin)
    add(Acos.self, acos, complex: Complex128.acos)
    add(Atan.self, atan, complex: Complex128.atan)
    self[Atan2.self] = { _, inputs in
      let dtype = inputs[0].dtype
      if dtype.isComplex { return dtype.visit(ComplexBinary(function: Complex128.atan2)) }
      return { operands, outputs in
        [dtype.visit(FloatingBinary(function: atan2, operands: operands, type: outputs[0]))]
      }
    }
  }

  private mutating func addHyperbolics() {
    add(Sinh.self, sinh, complex: Complex128.sinh)
    add(Cosh.self, cosh, complex: Complex128.cosh)
    add(Tanh.self, tanh, complex: Complex128.tanh)
    add(Asinh.self, asinh, complex: Complex128.asinh)
    add(Acosh.self, acosh, complex: Complex128.acosh)
    add(Atanh.self, atanh, complex: Complex128.atanh)
  }

  private mutating func addRounding() {
    add(Floor.self) { $0.rounded(.down) }
    add(Ceil.self) { $0.rounded(.up) }
    add(ReducePrecision.self) { primitive, inputs in
      let format = NarrowedFormat(primitive, inputs[0].dtype)
      return { operands, outputs in
        [operands[0].dtype.visit(FloatingUnary(function: format.nearest, operands: operands, type: outputs[0]))]
      }
    }
    add(Round.self) { round, _ in
      let rule: FloatingPointRoundingRule = round.ties == .toEven ? .toNearestOrEven : .toNearestOrAwayFromZero
      return { operands, outputs in
        let rounding = FloatingUnary(function: { $0.rounded(rule) }, operands: operands, type: outputs[0])
        return [operands[0].dtype.visit(rounding)]
      }
    }
    self[IsFinite.self] = { _, inputs in
      let dtype = inputs[0].dtype
      return dtype.isComplex ? dtype.visit(ComplexFiniteness()) : dtype.visit(Finiteness())
    }
    self[NextAfter.self] = { _, inputs in inputs[0].dtype.visit(Neighbour()) }
  }
}

/// Powers whose exponents are integers of any dtype.
private func integralPower(_ dtype: DType) -> Kernel {
  { operands, outputs in
    let isWide = operands[1].dtype == .uint64
    return [
      isWide
        ? integralPower(operands, outputs[0], exponent: UInt64.self)
        : integralPower(operands, outputs[0], exponent: Int64.self)
    ]
  }
}

private func integralPower<Exponent: TensorScalar & FixedWidthInteger>(
  _ operands: [TensorValue], _ type: TensorType, exponent: Exponent.Type
) -> TensorValue {
  let exponents = operands[1].converted(to: operands[1].type.with(dtype: Exponent.dtype))
  let power = IntegralPower<Exponent>(base: operands[0], exponents: exponents, type: type)
  return type.dtype.isComplex ? type.dtype.visit(ComplexIntegralPower(operation: power)) : type.dtype.visit(power)
}

private struct IntegralPower<Exponent: TensorScalar & FixedWidthInteger>: FloatingVisitor {
  var base: TensorValue
  var exponents: TensorValue
  var type: TensorType

  func visit<Scalar: FloatingScalar>(_ scalar: Scalar.Type) -> TensorValue {
    base.map(with: exponents, to: type) { (x: Scalar, n: Exponent) in
      Scalar(accumulated: pow(x.accumulator, Double(n)))
    }
  }
}

private struct ComplexIntegralPower<Exponent: TensorScalar & FixedWidthInteger>: ComplexVisitor {
  var operation: IntegralPower<Exponent>

  func visit<Part: ComplexComponent & FloatingScalar>(_ scalar: ComplexNumber<Part>.Type) -> TensorValue {
    operation.base.map(with: operation.exponents, to: operation.type) { (z: ComplexNumber<Part>, n: Exponent) in
      let magnitude = power(z.accumulator, UInt(n.magnitude))
      return ComplexNumber<Part>(accumulated: n < 0 ? 1 / magnitude : magnitude)
    }
  }
}

private struct ComplexBinary: ComplexVisitor {
  var function: @Sendable (Complex128, Complex128) -> Complex128

  func visit<Part: ComplexComponent & FloatingScalar>(_ scalar: ComplexNumber<Part>.Type) -> Kernel {
    { [function] operands, outputs in
      [
        operands[0].map(with: operands[1], to: outputs[0]) { (x: ComplexNumber<Part>, y: ComplexNumber<Part>) in
          ComplexNumber<Part>(accumulated: function(x.accumulator, y.accumulator))
        }
      ]
    }
  }
}

private struct Finiteness: FloatingVisitor {
  func visit<Scalar: FloatingScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in [operands[0].map(to: outputs[0]) { (x: Scalar) in x.accumulator.isFinite }] }
  }
}

private struct ComplexFiniteness: ComplexVisitor {
  func visit<Part: ComplexComponent & FloatingScalar>(_ scalar: ComplexNumber<Part>.Type) -> Kernel {
    { operands, outputs in [operands[0].map(to: outputs[0]) { (x: ComplexNumber<Part>) in x.isFinite }] }
  }
}

private struct Neighbour: FloatingVisitor {
  func visit<Scalar: FloatingScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in
      [operands[0].map(with: operands[1], to: outputs[0]) { (x: Scalar, y: Scalar) in x.next(toward: y) }]
    }
  }
}
