import JacobiCore
import Testing

/// An expression, and what it should give.
struct Case: Sendable, CustomTestStringConvertible {
  private let expression: String
  private let type: TensorType
  private let numbers: [Double]
  private let compute: @Sendable () -> Tensor

  init(
    _ expression: String, _ dtype: DType, _ sizes: [Int], _ numbers: [Double],
    _ compute: @escaping @Sendable () -> Tensor
  ) {
    self.expression = expression
    type = TensorType(dtype, Shape(sizes))
    self.numbers = numbers
    self.compute = compute
  }

  var testDescription: String { expression }

  /// Expects the type to be the same and the numbers to agree: those of integer dtypes are equal, others differ by no
  /// more than the roundings of a handful of operations, four units in the last place.
  func run() {
    let result = compute()
    #expect(result.type == type, "\(expression)")
    let tolerance = 4 * (type.dtype.floatingLimits?.epsilon ?? 0)
    for (actual, expected) in zip(result.doubles, numbers) where !(actual.isNaN && expected.isNaN) && actual != expected
    {
      #expect(Swift.abs(actual - expected) <= tolerance * Swift.abs(expected), "\(expression)")
    }
  }
}

extension Tensor {
  /// The elements, or their real parts, in row-major order.
  var doubles: [Double] {
    guard let value else { return [] }
    func read<Element: TensorScalar>(_ element: Element.Type) -> [Double] {
      value.scalars(as: Element.self).map(\.doubleValue)
    }
    return read(value.dtype.scalarType)
  }
}
