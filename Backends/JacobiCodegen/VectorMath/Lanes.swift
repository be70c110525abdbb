/// Floating-point numbers of generated code, one per lane, with operators so that formulas read as formulas.
///
/// Every operation rounds once: products and sums are fused only by ``fma(_:_:)``, because the error bounds of the
/// functions here depend on which are.
struct Lanes {
  let builder: IRBuilder
  let value: IRValue

  init(_ builder: IRBuilder, _ value: IRValue) {
    self.builder = builder
    self.value = value
  }

  var type: IRType { value.type }
  var isDouble: Bool { type.bits == 64 }
  /// How many bits of the significand are stored.
  var significandBits: Int { isDouble ? 52 : 23 }
  var exponentBias: Int { isDouble ? 1023 : 127 }

  /// Another value of the same builder.
  func with(_ value: IRValue) -> Lanes { Lanes(builder, value) }

  func constant(_ number: Double) -> Lanes { with(builder.float(number, type)) }

  /// A power of two.
  func power(ofTwo exponent: Int) -> Lanes { constant(Double(sign: .plus, exponent: exponent, significand: 1)) }

  /// The constant of this element type.
  func constant(_ number: ByFormat<Double>) -> Lanes { constant(number[self]) }

  var pattern: LanePattern { LanePattern(builder, builder.bitcast(value, to: type.integerOfSameSize)) }
}

/// Something that depends on the precision: coefficients, bounds.
struct ByFormat<Value: Sendable>: Sendable {
  let float32: Value
  let float64: Value

  subscript(_ lanes: Lanes) -> Value { lanes.isDouble ? float64 : float32 }
}

/// What stands beside lanes in an operation: other lanes, or a number for all of them.
protocol LaneOperand {
  func lanes(like model: Lanes) -> Lanes
}

extension Lanes: LaneOperand {
  func lanes(like model: Lanes) -> Lanes { self }
}

extension Double: LaneOperand {
  func lanes(like model: Lanes) -> Lanes { model.constant(self) }
}

extension ByFormat: LaneOperand where Value == Double {
  func lanes(like model: Lanes) -> Lanes { model.constant(self) }
}

extension Lanes {
  static func + (x: Lanes, y: some LaneOperand) -> Lanes { x.with(x.builder.fadd(x.value, y.lanes(like: x).value)) }
  static func - (x: Lanes, y: some LaneOperand) -> Lanes { x.with(x.builder.fsub(x.value, y.lanes(like: x).value)) }
  static func * (x: Lanes, y: some LaneOperand) -> Lanes { x.with(x.builder.fmul(x.value, y.lanes(like: x).value)) }
  static func / (x: Lanes, y: some LaneOperand) -> Lanes { x.with(x.builder.fdiv(x.value, y.lanes(like: x).value)) }
  static func + (x: Double, y: Lanes) -> Lanes { y.constant(x) + y }
  static func - (x: Double, y: Lanes) -> Lanes { y.constant(x) - y }
  static func * (x: Double, y: Lanes) -> Lanes { y.constant(x) * y }
  static func / (x: Double, y: Lanes) -> Lanes { y.constant(x) / y }
  static prefix func - (x: Lanes) -> Lanes { x.with(x.builder.fneg(x.value)) }

  /// `self * factor + addend`, rounded once.
  func fma(_ factor: some LaneOperand, _ addend: some LaneOperand) -> Lanes {
    with(builder.fma(value, factor.lanes(like: self).value, addend.lanes(like: self).value))
  }

  var magnitude: Lanes { with(builder.intrinsic("llvm.fabs", [type], [value])) }
  var squareRoot: Lanes { with(builder.intrinsic("llvm.sqrt", [type], [value])) }
  /// The nearest integer, ties to even.
  var rounded: Lanes { with(builder.intrinsic("llvm.rint", [type], [value])) }

  func copyingSign(of other: Lanes) -> Lanes {
    with(builder.intrinsic("llvm.copysign", [type], [value, other.value]))
  }

  /// The lesser one; NaN stays NaN. Processors have an instruction for exactly this selection.
  func atMost(_ bound: some LaneOperand) -> Lanes {
    let bound = bound.lanes(like: self)
    return (bound .< self).select(bound, else: self)
  }

  /// The greater one; NaN stays NaN.
  func atLeast(_ bound: some LaneOperand) -> Lanes {
    let bound = bound.lanes(like: self)
    return (bound .> self).select(bound, else: self)
  }

  static func .< (x: Lanes, y: some LaneOperand) -> LaneMask { x.compare(.orderedLess, y) }
  static func .> (x: Lanes, y: some LaneOperand) -> LaneMask { x.compare(.orderedGreater, y) }
  static func .<= (x: Lanes, y: some LaneOperand) -> LaneMask { x.compare(.orderedLessOrEqual, y) }
  static func .>= (x: Lanes, y: some LaneOperand) -> LaneMask { x.compare(.orderedGreaterOrEqual, y) }
  static func .== (x: Lanes, y: some LaneOperand) -> LaneMask { x.compare(.orderedEqual, y) }
  var isNaN: LaneMask { compare(.unordered, self) }

  private func compare(_ predicate: FloatPredicate, _ other: some LaneOperand) -> LaneMask {
    LaneMask(builder, builder.compareFloats(predicate, value, other.lanes(like: self).value))
  }

  /// The polynomial with these coefficients, that of the constant term first.
  ///
  /// The others are summed by Horner's rule, terms of even and odd degree side by side: one product more, half the
  /// latency. Adding the constant term last, without a rounded partial sum of its size before, keeps the error small.
  func polynomial(_ coefficients: [Double]) -> Lanes {
    guard coefficients.count > 5, let first = coefficients.first else { return horner(coefficients) }
    let even = stride(from: 1, to: coefficients.count, by: 2).map { coefficients[$0] }
    let odd = stride(from: 2, to: coefficients.count, by: 2).map { coefficients[$0] }
    let square = self * self
    return fma(square.horner(odd).fma(self, square.horner(even)), first)
  }

  func polynomial(_ coefficients: ByFormat<[Double]>) -> Lanes { polynomial(coefficients[self]) }

  private func horner(_ coefficients: [Double]) -> Lanes {
    coefficients.dropLast().reversed().reduce(constant(coefficients.last ?? 0)) { $0.fma(self, $1) }
  }
}
