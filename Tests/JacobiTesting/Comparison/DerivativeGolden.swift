import Foundation
import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiPrimitives
import JacobiVmap

/// Values and derivatives of a function from vectors to vectors that JAX computed, of one point and of a batch of three;
/// see `Tests/Goldens/README.md`.
package struct DerivativeGolden: Decodable, Sendable {
  package var function: String
  package var point: [Double]
  package var value: [Double]
  private var tangent: [Double]
  private var gradient: [Double]
  private var hessianProduct: [Double]
  private var batchedValue: [[Double]]
  private var batchedTangent: [[Double]]
  private var batchedGradient: [[Double]]
  private var batchedHessianProduct: [[Double]]

  /// How the numbers were made from a function.
  package struct Circumstances {
    /// What is multiplied with the result before the sum is differentiated, and along what forward derivatives are taken.
    package var weights, direction: [Double]
    /// What is added to the point for the second and the third one of the batch.
    package var shifts: [Double]
    /// Of the elements, relative to those of more than 1.
    package var tolerance: Double

    package init(weights: [Double], direction: [Double], shifts: [Double], tolerance: Double) {
      (self.weights, self.direction) = (weights, direction)
      (self.shifts, self.tolerance) = (shifts, tolerance)
    }
  }

  /// The functions in a file.
  package static func read(_ file: URL) throws -> [DerivativeGolden] {
    try JSONDecoder().decode([DerivativeGolden].self, from: Data(contentsOf: file))
  }

  /// What a function gives that differs from the numbers: values, forward, reverse and mixed derivatives, of the point and
  /// of the batch, compiled and not.
  package func mismatches(
    of function: @escaping (Tensor) throws -> Tensor, _ circumstances: Circumstances
  ) throws -> [String] {
    let examples = ([0] + circumstances.shifts).map { shift in point.map { $0 + shift } }
    let batch = Tensor(examples.flatMap(\.self), shape: [examples.count, point.count])
    var mismatches: [String] = []
    func compare(_ name: String, _ actual: Tensor, _ expected: [Double]) {
      guard actual.dtype == .float64 else {
        mismatches.append("\(name): \(actual.type) instead of double precision")
        return
      }
      let numbers = actual.scalars(Double.self)
      let isClose = zip(numbers, expected).allSatisfy { number, expected in
        number == expected || (number.isNaN && expected.isNaN)
          || abs(number - expected) <= circumstances.tolerance * max(1, abs(expected))
      }
      if !isClose || numbers.count != expected.count { mismatches.append("\(name): \(numbers) instead of \(expected)") }
    }
    for form in forms(of: function, circumstances) {
      let (f, many) = (form.function, form.many.flatMap(\.self))
      compare(form.name, try withTensorErrors { try f(vector(point)) }, form.one)
      compare("compiled \(form.name)", try jit(f)(vector(point)), form.one)
      compare("batched \(form.name)", try vmap(f)(batch), many)
      compare("compiled and batched \(form.name)", try jit(vmap(f))(batch), many)
    }
    return mismatches
  }

  private typealias Form = (name: String, function: (Tensor) throws -> Tensor, one: [Double], many: [[Double]])

  private func forms(of f: @escaping (Tensor) throws -> Tensor, _ circumstances: Circumstances) -> [Form] {
    let weights = vector(circumstances.weights)
    let direction = vector(circumstances.direction)
    let slope: (Tensor) throws -> Tensor = { x in
      try grad { (x: Tensor) in ReduceSum(axes: [0])(Mul()(weights, try f(x))) }(x)
    }
    return [
      ("value", f, value, batchedValue),
      ("tangent", { try jvp(f, at: $0, along: direction).tangent }, tangent, batchedTangent),
      ("gradient", slope, gradient, batchedGradient),
      (
        "product with the Hessian", { try jvp(slope, at: $0, along: direction).tangent }, hessianProduct,
        batchedHessianProduct
      ),
    ]
  }

  private func vector(_ numbers: [Double]) -> Tensor { Tensor(numbers, shape: [numbers.count]) }
}
