import JacobiCore

extension ComplexNumber: ReferenceScalar where Real: FloatingScalar {
  typealias Accumulator = Complex128
  typealias Widest = Complex128

  init(accumulated: Complex128) {
    self.init(Real(converting: accumulated.real), Real(converting: accumulated.imaginary))
  }
  var accumulator: Complex128 { Complex128(real.doubleValue, imaginary.doubleValue) }

  static var one: ComplexNumber { 1 }
  static func sum(_ x: ComplexNumber, _ y: ComplexNumber) -> ComplexNumber { x + y }
  static func product(_ x: ComplexNumber, _ y: ComplexNumber) -> ComplexNumber { x * y }

  static var lowest: ComplexNumber { ComplexNumber(-.infinity, 0) }
  static var highest: ComplexNumber { ComplexNumber(.infinity, 0) }
  func precedes(_ other: ComplexNumber) -> Bool {
    real == other.real ? imaginary < other.imaginary : real < other.real
  }
  var isUnordered: Bool { real.isNaN || imaginary.isNaN }
  func sortsBefore(_ other: ComplexNumber) -> Bool {
    if real.sortsBefore(other.real) { return true }
    return !other.real.sortsBefore(real) && imaginary.sortsBefore(other.imaginary)
  }

  static var missing: ComplexNumber { ComplexNumber(.nan, 0) }
}

extension ComplexNumber: NumericScalar where Real: FloatingScalar {
  static func difference(_ x: ComplexNumber, _ y: ComplexNumber) -> ComplexNumber { x - y }
  static func quotient(_ x: ComplexNumber, _ y: ComplexNumber) -> ComplexNumber { x / y }
  var negated: ComplexNumber { -self }

  var signValue: ComplexNumber {
    if real == 0 && imaginary == 0 { return 0 }
    let modulus = magnitude
    return ComplexNumber(real / modulus, imaginary / modulus)
  }
}
