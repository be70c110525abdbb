import JacobiCore
import JacobiFFT
import JacobiNumPy
import Testing

/// A call, and what NumPy and SciPy give for it.
struct FFTCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var actual: @Sendable () -> Tensor
  var shape: Shape
  /// The elements; of complex ones real and imaginary part in turn.
  var parts: [Double]

  init(_ name: String, _ shape: Shape, _ actual: @escaping @Sendable () -> Tensor, _ parts: [Double]) {
    testDescription = name
    self.actual = actual
    self.shape = shape
    self.parts = parts
  }
}
