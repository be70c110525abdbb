import JacobiCore
import JacobiGrad
import JacobiPrimitives
import JacobiReference
import Testing

/// A derivative at the edge of a domain, as `jax.grad` of JAX 0.10.2 gives it for the same primitive in float64.
struct Corner: Sendable, CustomStringConvertible {
  var primitive: any Primitive
  var operands: [Double]
  var gradient: [Double]

  init(_ primitive: any Primitive, _ operands: [Double], _ gradient: [Double]) {
    self.primitive = primitive
    self.operands = operands
    self.gradient = gradient
  }

  var description: String { "\(type(of: primitive).id)\(operands)" }
}

private let infinity = Double.infinity

private let roots: [Corner] = [
  Corner(Sqrt(), [0], [infinity]),
  Corner(Sqrt(), [-1], [.nan]),
  Corner(Rsqrt(), [0], [-infinity]),
  Corner(Cbrt(), [0], [infinity]),
  Corner(Cbrt(), [-1], [1.0 / 3]),
  Corner(IntegerPow(exponent: 0), [0], [0]),
  Corner(IntegerPow(exponent: 1), [0], [1]),
  Corner(IntegerPow(exponent: 2), [0], [0]),
  Corner(IntegerPow(exponent: -1), [0], [-infinity]),
]

private let powers: [Corner] = [
  Corner(Pow(), [0, 2], [0, 0]),
  Corner(Pow(), [0, 1], [1, 0]),
  Corner(Pow(), [0, 0], [.nan, 0]),
  Corner(Pow(), [0, 0.5], [infinity, 0]),
  Corner(Pow(), [0, -1], [-infinity, .nan]),
  Corner(Pow(), [-2, 2], [-4, .nan]),
  Corner(Pow(), [2, 0], [0, 0.693_147_180_559_945_309_42]),
]

private let quotients: [Corner] = [
  Corner(Div(), [1, 0], [infinity, -infinity]),
  Corner(Div(), [0, 0], [infinity, .nan]),
  Corner(Rem(), [5.3, -2], [1, 2]),
  Corner(Rem(), [-5.3, 2], [1, 2]),
  Corner(Rem(), [4, 2], [1, -2]),
  Corner(Atan2(), [0, 0], [.nan, .nan]),
  Corner(Atan2(), [1, 0], [0, -1]),
]

private let poles: [Corner] = [
  Corner(Log1p(), [-1], [infinity]),
  Corner(ErfInv(), [1], [infinity]),
  Corner(Asin(), [1], [infinity]),
  Corner(Acosh(), [1], [infinity]),
  Corner(Atanh(), [1], [infinity]),
  Corner(Exp(), [infinity], [infinity]),
  Corner(Expm1(), [-infinity], [0]),
  Corner(Logistic(), [800], [0]),
  Corner(Logistic(), [-800], [0]),
  Corner(Tanh(), [800], [0]),
  Corner(Asinh(), [0], [1]),
]

private let choices: [Corner] = [
  Corner(Max(), [.nan, 1], [0, 0]),
  Corner(Clamp(), [1, 1, 2], [0, 0, 0]),
  Corner(Clamp(), [1, 2, 2], [0, 0, 0]),
  Corner(Clamp(), [1, 0.5, 2], [1, 0, 0]),
  Corner(Clamp(), [1, 3, 2], [0, 0, 1]),
  Corner(Clamp(), [1, 1, 1], [0, 0, 0]),
]

@Suite struct CornerTests {
  @Test(arguments: [roots, powers, quotients, poles, choices].flatMap(\.self))
  func gradientsAtTheEdgesOfDomains(_ corner: Corner) throws {
    let gradient = grad { (operands: [Tensor]) in corner.primitive.results(operands)[0] }
    let actual = try gradient(corner.operands.map { f64($0) }).map { $0.item(Double.self) }
    for (actual, expected) in zip(actual, corner.gradient) {
      #expect(actual.isNaN == expected.isNaN)
      if !expected.isNaN { #expect(actual == expected || abs(actual - expected) <= 1e-15) }
    }
  }

  @Test func anExtremeThatIsNaNHasNoDerivative() throws {
    let gradient = try grad { ReduceMax(axes: [0])($0) }(f64([1, .nan, 2]))
    let count = gradient.scalars(Double.self).count { $0.isNaN }
    #expect(count == 3)
  }

  /// JAX gives zero to all three here; the value is that of the upper bound.
  @Test func boundsTheWrongWayRound() throws {
    let clamp = { (operands: [Tensor]) in Clamp().results(operands)[0] }
    let gradient = try grad(clamp)([f64(3), f64(1), f64(2)])
    #expect(gradient.map { $0.item(Double.self) } == [0, 0, 1])
  }
}
