import JacobiCore
import JacobiNumPy
import Testing

/// Expects a tensor of a type whose numbers agree with others, relative to the largest of them.
///
/// The tolerance is that of a factorisation in another order: 64 units in the last place.
func expectClose(
  _ actual: Tensor, _ expected: [Double], shape: Shape, dtype: DType = .float64,
  _ location: Testing.SourceLocation = #_sourceLocation
) {
  #expect(actual.type == TensorType(dtype, shape), sourceLocation: location)
  let numbers = actual.doubles
  let epsilon = dtype.floatingLimits?.epsilon ?? 0
  let scale = expected.filter(\.isFinite).map(Swift.abs).max() ?? 0
  #expect(numbers.count == expected.count, sourceLocation: location)
  for (index, (number, value)) in zip(numbers, expected).enumerated() {
    if number == value || (number.isNaN && value.isNaN) { continue }
    #expect(Swift.abs(number - value) <= 64 * epsilon * scale, "element \(index)", sourceLocation: location)
  }
}

/// Expects two tensors of `float64` or `complex128` to agree but for roundings.
func expectClose(
  _ actual: Tensor, _ expected: Tensor, tolerance: Double = 1e-13,
  _ location: Testing.SourceLocation = #_sourceLocation
) {
  #expect(actual.type == expected.type, sourceLocation: location)
  let isClose = allClose(actual, expected, relative: tolerance, absolute: tolerance).item(Bool.self)
  #expect(isClose, "\(actual) is not \(expected)", sourceLocation: location)
}

extension Tensor {
  /// The elements in row-major order; of complex numbers both parts in turn.
  var doubles: [Double] {
    guard let value else { return [] }
    func read<Element: TensorScalar>(_ element: Element.Type) -> [Double] {
      value.scalars(as: Element.self).flatMap { element in
        let number = element.converted(to: Complex128.self)
        return dtype.isComplex ? [number.real, number.imaginary] : [number.real]
      }
    }
    return read(value.dtype.scalarType)
  }
}
