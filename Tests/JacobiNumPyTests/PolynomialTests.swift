import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiReference
import JacobiVmap
import Testing

private let p = Tensor([2, -3, 0.5, 1], dtype: .float64)
private let q = Tensor([1, 4], dtype: .float64)
private let x = Tensor([-1, 0, 0.5, 3], dtype: .float64)
private let integers = Tensor([1, 2, 3])

/// The expected numbers are those of `jax.numpy` (JAX 0.10.2).
@Suite struct PolynomialTests {
  @Test(arguments: [
    Case("polyval(p, x)", .float64, [4], [-4.5, 1, 0.75, 29.5]) { polyval(p, x) },
    Case("polyval(integers, [2, 3])", .int32, [2], [11, 18]) { polyval(integers, Tensor([2, 3])) },
    Case("polyval([], x)", .float64, [4], [0, 0, 0, 0]) { polyval(Tensor.zeros([0]), x) },
    Case("polyval(columns, 2)", .float64, [2], [4, 14]) {
      polyval(Tensor([[1, 3], [2, 8]], dtype: .float64), 2)
    },
    Case("polyadd(p, q)", .float64, [4], [2, -3, 1.5, 5]) { polyadd(p, q) },
    Case("polyadd(integers, int8)", .int32, [3], [1, 7, 8]) { polyadd(integers, Tensor([5, 5], dtype: .int8)) },
    Case("polysub(q, p)", .float64, [4], [-2, 3, 0.5, 3]) { polysub(q, p) },
    Case("polymul(p, q)", .float64, [5], [2, 5, -11.5, 3, 4]) { polymul(p, q) },
    Case("polymul(integers, integers)", .float32, [5], [1, 4, 10, 12, 9]) { polymul(integers, integers) },
    Case("polydiv(p, q).quotient", .float64, [3], [2, -11, 44.5]) { polydiv(p, q).quotient },
    Case("polydiv(p, q).remainder", .float64, [4], [0, 0, 0, -177]) { polydiv(p, q).remainder },
    Case("polydiv(q, p).quotient", .float64, [1], [0]) { polydiv(q, p).quotient },
    Case("polydiv(q, p).remainder", .float64, [2], [1, 4]) { polydiv(q, p).remainder },
    Case("polydiv(p, [2, 0, 1]).quotient", .float64, [2], [1, -1.5]) {
      polydiv(p, Tensor([2, 0, 1], dtype: .float64)).quotient
    },
    Case("polyder(p)", .float64, [3], [6, -6, 0.5]) { polyder(p) },
    Case("polyder(p, order: 2)", .float64, [2], [12, -6]) { polyder(p, order: 2) },
    Case("polyder(p, order: 5)", .float64, [0], []) { polyder(p, order: 5) },
    Case("polyder(integers)", .float32, [2], [2, 2]) { polyder(integers) },
    Case("polyder(p, order: 0)", .float64, [4], [2, -3, 0.5, 1]) { polyder(p, order: 0) },
    Case("polyint(p)", .float64, [5], [0.5, -1, 0.25, 1, 0]) { polyint(p) },
    Case("polyint(p, order: 2, constants: [3, -1])", .float64, [6], [0.1, -0.25, 1.0 / 12, 0.5, 3, -1]) {
      polyint(p, order: 2, constants: Tensor([3, -1], dtype: .float64))
    },
    Case("polyint(p, order: 2, constants: 5)", .float64, [6], [0.1, -0.25, 1.0 / 12, 0.5, 5, 5]) {
      polyint(p, order: 2, constants: 5)
    },
    Case("polyint(integers)", .float32, [4], [1.0 / 3, 1, 3, 0]) { polyint(integers) },
  ])
  func values(test: Case) { test.run() }

  @Test func transformations() throws {
    let slopes = try grad({ (x: Tensor) in polyval(p, x).sum() })(x)
    #expect(slopes.scalars(Double.self) == polyval(polyder(p), x).scalars(Double.self))
    let batched = try vmap({ (p: Tensor) in polymul(p, q) })(stacked([p, p * 2]))
    #expect(batched[1].scalars(Double.self) == [4, 10, -23, 6, 8])
    let compiled = try jit { (p: Tensor) in polydiv(p, q).quotient }(p)
    #expect(compiled.scalars(Double.self) == [2, -11, 44.5])
  }

  @Test func mistakesAreReported() {
    func fails(_ body: () -> Tensor) { #expect(throws: TensorError.self) { try withTensorErrors { body() } } }
    fails { polyval(Tensor(1.0), x) }
    fails { polyadd(p, p.reshaped(2, 2)) }
    fails { polydiv(p, Tensor.zeros([0], dtype: .float64)).remainder }
    fails { polydiv(p, Tensor.zeros([0], dtype: .float64)).quotient }
    fails { polyder(p, order: -1) }
    fails { polyint(p, order: 2, constants: Tensor([1.0, 2, 3])) }
  }
}
