import Foundation
import Testing

@testable import JacobiCodegen

#if arch(x86_64)
  /// More precise than float64, so that the reference has no error of its own.
  typealias Precise = Float80
#else
  typealias Precise = Double
#endif

/// A function of ``VectorMath``, what it is compared with, and the error that it may have.
struct ElementaryFunction: Sendable, CustomTestStringConvertible {
  let name: String
  let code: @Sendable (VectorMath, IRValue) -> IRValue
  let reference: @Sendable (Precise) -> Precise
  /// Units in the last place for float32 over all arguments, and for float64: a little above what was measured.
  let bounds: (float32: Double, float64: Double)
  /// Whether large arguments are left to the system's functions, so that comparing them all takes long.
  var callsSystem = false

  var testDescription: String { name }

  /// Whether the environment asks for every float32 argument: `JACOBI_EXHAUSTIVE=1` for all functions, or names.
  var isExhaustive: Bool {
    let request = ProcessInfo.processInfo.environment["JACOBI_EXHAUSTIVE"] ?? ""
    return request == "1" || request.split(separator: " ").contains { $0 == name }
  }

  static let all: [ElementaryFunction] = exponential + logarithms + trigonometric + hyperbolic + others

  private static let exponential = [
    ElementaryFunction(name: "exp", code: { $0.exp($1) }, reference: { exp($0) }, bounds: (1.1, 1.6)),
    ElementaryFunction(name: "exp2", code: { $0.exp2($1) }, reference: { exp2($0) }, bounds: (1.1, 1.2)),
    ElementaryFunction(name: "expm1", code: { $0.expm1($1) }, reference: { expm1($0) }, bounds: (1.8, 2)),
    ElementaryFunction(
      name: "logistic", code: { $0.logistic($1) }, reference: { 1 / (1 + exp(-$0)) }, bounds: (2.6, 2.4)),
  ]

  private static let logarithms = [
    ElementaryFunction(name: "log", code: { $0.log($1) }, reference: { log($0) }, bounds: (1, 1)),
    ElementaryFunction(name: "log2", code: { $0.log2($1) }, reference: { log2($0) }, bounds: (1.6, 1.5)),
    ElementaryFunction(name: "log1p", code: { $0.log1p($1) }, reference: { log1p($0) }, bounds: (1.5, 1.5)),
  ]

  private static let trigonometric = [
    ElementaryFunction(
      name: "sin", code: { $0.sin($1) }, reference: { sin($0) }, bounds: (1.6, 1.7), callsSystem: true),
    ElementaryFunction(
      name: "cos", code: { $0.cos($1) }, reference: { cos($0) }, bounds: (1.6, 1.7), callsSystem: true),
    ElementaryFunction(
      name: "tan", code: { $0.tan($1) }, reference: { tan($0) }, bounds: (3.5, 3.4), callsSystem: true),
    ElementaryFunction(name: "asin", code: { $0.asin($1) }, reference: { asin($0) }, bounds: (2.4, 2.3)),
    ElementaryFunction(name: "acos", code: { $0.acos($1) }, reference: { acos($0) }, bounds: (1.3, 1.4)),
    ElementaryFunction(name: "atan", code: { $0.atan($1) }, reference: { atan($0) }, bounds: (1.9, 2.6)),
  ]

  private static let hyperbolic = [
    ElementaryFunction(name: "sinh", code: { $0.sinh($1) }, reference: { sinh($0) }, bounds: (2.3, 2.5)),
    ElementaryFunction(name: "cosh", code: { $0.cosh($1) }, reference: { cosh($0) }, bounds: (1.5, 1.6)),
    ElementaryFunction(name: "tanh", code: { $0.tanh($1) }, reference: { tanh($0) }, bounds: (2.6, 2.5)),
    ElementaryFunction(name: "asinh", code: { $0.asinh($1) }, reference: { asinh($0) }, bounds: (2, 2.2)),
    ElementaryFunction(name: "acosh", code: { $0.acosh($1) }, reference: { acosh($0) }, bounds: (2, 2.2)),
    ElementaryFunction(name: "atanh", code: { $0.atanh($1) }, reference: { atanh($0) }, bounds: (2, 2.2)),
  ]

  private static let others = [
    ElementaryFunction(name: "erf", code: { $0.erf($1) }, reference: { erf($0) }, bounds: (1.1, 1.3)),
    ElementaryFunction(name: "erfc", code: { $0.erfc($1) }, reference: { erfc($0) }, bounds: (4, 4.5)),
    ElementaryFunction(name: "erfInv", code: { $0.erfInv($1) }, reference: inverseErf, bounds: (4, 4.5)),
    ElementaryFunction(name: "cbrt", code: { $0.cbrt($1) }, reference: { cbrt($0) }, bounds: (0.8, 0.8)),
    ElementaryFunction(
      name: "rsqrt", code: { $0.rsqrt($1) }, reference: { 1 / $0.squareRoot() }, bounds: (1.5, 1.5)),
  ]
}

/// By Newton's method in the logarithm of erfc, from the asymptotic behaviour.
@Sendable private func inverseErf(_ x: Precise) -> Precise {
  guard abs(x) < 1 else { return abs(x) == 1 ? x * .infinity : .nan }
  let slope = 2 / Precise.pi.squareRoot()
  // A series where the result is proportional to x to within the precision.
  if abs(x) < 0x1p-40 { return x / slope }
  var y = abs(x) < 0.7 ? abs(x) / slope : (-log((1 - abs(x)) * (1 + abs(x)))).squareRoot() * 0.9
  for _ in 0..<60 {
    let excess = abs(x) < 0.5 ? erf(y) - abs(x) : (1 - abs(x)) - erfc(y)
    y -= excess / (slope * exp(-y * y) + y * excess)
  }
  return x < 0 ? -y : y
}
