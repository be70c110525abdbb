import JacobiCore

// Kernels that compute in one precision for all dtypes read and write through these.

extension TensorValue {
  /// The elements in another type of scalar, row-major.
  func converted<Wide: TensorScalar>(to wide: Wide.Type) -> [Wide] {
    dtype.visit(Widening<Wide>(value: self))
  }

  /// A value of a type made of elements of another type of scalar; of complex ones for a real type their real parts.
  init<Wide: TensorScalar>(converting elements: [Wide], to type: TensorType) {
    self = type.dtype.visit(Narrowing(elements: elements, type: type))
  }
}

private struct Widening<Wide: TensorScalar>: ScalarVisitor {
  var value: TensorValue

  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> [Wide] {
    value.withElements(of: scalar) { $0.map { $0.converted(to: Wide.self) } }
  }
}

private struct Narrowing<Wide: TensorScalar>: ScalarVisitor {
  var elements: [Wide]
  var type: TensorType

  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> TensorValue {
    TensorValue(elements.map { $0.converted(to: Scalar.self) }, shape: type.shape)
  }
}
