import JacobiCore
import JacobiNumPy
import JacobiReference
import Testing

#if canImport(Foundation)
  import Foundation
#endif

/// Expressions that mix tensors, literals, Swift numbers and functions, as numerical code does. They are here because
/// the compiler must find their types quickly: `-Xfrontend -warn-long-expression-type-checking=300` must not warn about
/// this file. Foundation is imported so that the functions on `Double` take part.
@Suite struct HardExpressionTests {
  private let x = Tensor([0.3, -0.7, 1.5], dtype: .float64)
  private let y = Tensor([1.5, 0.25, -2], dtype: .float64)
  private let rate: Double = 0.01
  private let decay: Float = 0.5
  private let count = 3
  private let xs: [Double] = [0.3, -0.7, 1.5]
  private let ys: [Double] = [1.5, 0.25, -2]

  /// Expects the elements to be those of a function of Swift numbers, but for a few roundings.
  private func expect(
    _ actual: Tensor, _ expected: (Double, Double) -> Double, sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    #expect(actual.dtype == .float64, sourceLocation: sourceLocation)
    for (a, (u, v)) in zip(actual.scalars(Double.self), zip(xs, ys)) {
      let e = expected(u, v)
      #expect(Swift.abs(a - e) <= 1e-14 * Swift.max(1, Swift.abs(e)), sourceLocation: sourceLocation)
    }
  }

  @Test func polynomials() {
    let z1 = 1 + x * (2 - x * (3 + x * (4 - x * (5 + x * (6 - x * (7 + x * 8))))))
    expect(z1) { u, _ in
      let inner = 5 + u * (6 - u * (7 + u * 8))
      return 1 + u * (2 - u * (3 + u * (4 - u * inner)))
    }
    let z2 = 0.5 * x * x * x - 1.25 * x * x + 3 * x - 7 + 2 * y - y * y / 4 + x * y * 0.125 - 1
    expect(z2) { u, v in
      let first = 0.5 * u * u * u - 1.25 * u * u + 3 * u - 7
      return first + 2 * v - v * v / 4 + u * v * 0.125 - 1
    }
    let z3 = -x * 2 + -y / 3 - (-x - 1) * (-y + 2)
    expect(z3) { u, v in
      let product = (-u - 1) * (-v + 2)
      return -u * 2 - v / 3 - product
    }
  }

  @Test func functionsAndLiterals() {
    let z4 = 1 / (1 + exp(-x))
    expect(z4) { u, _ in 1 / (1 + Foundation.exp(-u)) }
    let z5 = 0.5 * x * (1 + tanh(sqrt(2 / Double.pi) * (x + 0.044715 * pow(x, 3))))
    expect(z5) { u, _ in
      let inner = u + 0.044715 * u * u * u
      return 0.5 * u * (1 + Foundation.tanh((2 / Double.pi).squareRoot() * inner))
    }
    let z6 = x * 0.5 * (1 + erf(x / sqrt(2)))
    expect(z6) { u, _ in u * 0.5 * (1 + Foundation.erf(u / 2.0.squareRoot())) }
    let z7 = log(1 + exp(-abs(x))) + maximum(x, 0) - x * y + 0.5 * square(y) * 1e-3
    expect(z7) { u, v in
      let softplus = Foundation.log(1 + Foundation.exp(-Swift.abs(u))) + Swift.max(u, 0)
      return softplus - u * v + 0.5 * v * v * 1e-3
    }
    let z8 = exp(-0.5 * square((x - 1) / 2) - log(2 * sqrt(2 * Double.pi)))
    expect(z8) { u, _ in
      let z = (u - 1) / 2
      return Foundation.exp(-0.5 * z * z) / (2 * (2 * Double.pi).squareRoot())
    }
  }

  @Test func swiftNumbers() {
    let z9 = x - rate * (y / (sqrt(y * y) + 1e-8) + decay * x) * Double(count) - rate
    expect(z9) { u, v in
      let step = v / (Swift.abs(v) + 1e-8) + 0.5 * u
      return u - 0.01 * step * 3 - 0.01
    }
    let z10 = (1 - decay) * x + decay * (y * 2 - 1) * (x + rate) / (1 + rate * Double(count))
    expect(z10) { u, v in
      let mixed = 0.5 * (v * 2 - 1) * (u + 0.01)
      return 0.5 * u + mixed / 1.03
    }
    let index = 4
    let z11 = x * pow(decay, Tensor(index)) + (x + Double(index - 1)) * 2 / Double(count + 1)
    expect(z11) { u, _ in
      u * 0.0625 + (u + 3) * 2 / 4
    }
  }

  @Test func conditions() {
    let mask = (x .> 0.25) .&& (x .< 1) .|| (y .== -2) .&& .!(x * y .>= rate)
    #expect(mask.scalars() == [true, false, true])
    let z12 = which((x .> 0) & (y .< 1) | (x + y .<= -0.4), 2 * x - 1, -y / 2 + 0.5 * x)
    expect(z12) { u, v in
      let condition = u > 0 && v < 1 || u + v <= -0.4
      return condition ? 2 * u - 1 : -v / 2 + 0.5 * u
    }
    var bits = Tensor([5, 6, 7])
    bits = (bits << 2 | 1) & 0xFF ^ (bits >> 1)
    #expect(bits.scalars() == [23, 26, 30] as [Int32])
  }

  @Test func compoundAssignments() {
    var z = x
    z += 1
    z -= y * 2
    z *= decay
    z /= rate
    z += Double(count)
    z %= 7
    expect(z) { u, v in
      let value = (u + 1 - v * 2) * 0.5 / 0.01 + 3
      return value - 7 * (value / 7).rounded(.down)
    }
  }

  @Test func functionsOnDoubleStayThoseOfTheCLibrary() {
    let value = exp(1.0)
    #expect(type(of: value) == Double.self)
    #expect(Swift.abs(value - 2.718281828459045) < 1e-15)
    #expect(type(of: abs(-2)) == Int.self)
    #expect(type(of: pow(2.0, 3.0)) == Double.self)
    #expect(type(of: floor(2.5)) == Double.self)
  }
}
