import JacobiCore

/// An operand of a case: its type, and the numbers from which it is drawn.
public struct OperandSpec: Sendable {
  /// The dtype and the known shape.
  public var type: TensorType
  /// The numbers from which it is drawn.
  public var domain: Domain
  /// Whether the derivative with respect to this operand is compared; by default that of every inexact operand is.
  public var isDifferentiable: Bool

  /// - Parameters:
  ///   - type: the dtype and the shape of the operand.
  ///   - domain: the numbers from which its elements are drawn.
  ///   - isDifferentiable: whether there is a derivative with respect to it; by default if the dtype is inexact.
  public init(_ type: TensorType, _ domain: Domain = Domain(), isDifferentiable: Bool? = nil) {
    self.type = type
    self.domain = domain
    self.isDifferentiable = isDifferentiable ?? type.dtype.isInexact
  }

  /// An operand of a dtype and shape.
  public init(_ dtype: DType, _ shape: Shape, _ domain: Domain = Domain()) {
    self.init(TensorType(dtype, shape), domain)
  }

  /// The same operand with another element type.
  public func with(dtype: DType) -> OperandSpec {
    OperandSpec(type.with(dtype: dtype), domain, isDifferentiable: isDifferentiable)
  }
}
