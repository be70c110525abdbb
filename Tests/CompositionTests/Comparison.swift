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

/// The ``TensorError`` that `body` throws, checked for what every error must say: an operation, a line in a test, and a
/// problem with a remedy.
func tensorError(
  sourceLocation: Testing.SourceLocation = #_sourceLocation, _ body: () throws -> Void
) -> TensorError? {
  do {
    try body()
    Issue.record("expected a TensorError", sourceLocation: sourceLocation)
  } catch let error as TensorError {
    let location = error.operation.site.location
    #expect(!error.operation.name.isEmpty, sourceLocation: sourceLocation)
    #expect(location?.file.hasSuffix("Tests.swift") == true, "\(error)", sourceLocation: sourceLocation)
    #expect(location.map { $0.line > 0 } == true, "\(error)", sourceLocation: sourceLocation)
    #expect(error.description.contains(/: .+\. [A-Z].+\.$/), "\(error)", sourceLocation: sourceLocation)
    return error
  } catch {
    Issue.record("expected a TensorError, got \(error)", sourceLocation: sourceLocation)
  }
  return nil
}
