import Jacobi
import Testing

/// Checks that two tensors have one type and values that agree to a relative tolerance.
func expectClose(
  _ actual: Tensor, _ expected: Tensor, tolerance: Double = 1e-6,
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
  #expect(actual.type == expected.type, sourceLocation: sourceLocation)
  let pairs = zip(actual.asType(.float64).scalars(Double.self), expected.asType(.float64).scalars(Double.self))
  for (position, (x, y)) in pairs.enumerated() {
    let isClose = x == y || (x.isNaN && y.isNaN) || abs(x - y) <= tolerance * max(1, abs(y))
    #expect(isClose, "element \(position): \(x) instead of \(y)", sourceLocation: sourceLocation)
  }
}

/// A float64 tensor.
func double(_ scalars: [Double]) -> Tensor { Tensor(scalars, shape: [Dim(scalars.count)]) }

func double(_ scalar: Double) -> Tensor { Tensor([scalar], shape: []) }

/// The ``TensorError`` that `body` throws.
func tensorError(
  sourceLocation: Testing.SourceLocation = #_sourceLocation, _ body: () throws -> Void
) -> TensorError? {
  do {
    try body()
    Issue.record("expected a TensorError", sourceLocation: sourceLocation)
  } catch let error as TensorError {
    return error
  } catch {
    Issue.record("expected a TensorError, got \(error)", sourceLocation: sourceLocation)
  }
  return nil
}
