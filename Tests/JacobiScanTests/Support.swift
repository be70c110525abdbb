import JacobiCore
import JacobiNumPy
import Testing

/// Expects the numbers of a tensor.
func expect(
  _ tensor: Tensor, _ expected: [Double], tolerance: Double = 2e-6,
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
  let actual = tensor.asType(.float64).scalars(Double.self)
  #expect(actual.count == expected.count, sourceLocation: sourceLocation)
  for (a, e) in zip(actual, expected) where !(abs(a - e) <= tolerance * max(1, abs(e)) || (a.isNaN && e.isNaN)) {
    Issue.record("\(actual) is not \(expected)", sourceLocation: sourceLocation)
    return
  }
}
