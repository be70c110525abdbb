/// The short name of ``Dimension``.
///
///     let b = Dim.symbol("b")
///
/// Foundation has a class `Dimension`, for units of measurement; in a file that imports both, `Dim` is the name without
/// ambiguity.
public typealias Dim = Dimension

extension Dimension {
  /// A size computed in floating-point arithmetic.
  ///
  /// A value that is not an integer, such as NaN, is a ``TensorError/invalidDimension(value:operation:)`` and gives a size that
  /// no tensor can have.
  public init(_ value: some BinaryFloatingPoint) {
    guard let size = Int(exactly: value) else {
      report(.invalidDimension(value: "\(value)", operation: Operation("Dimension")))
      self = .overflow
      return
    }
    self.init(size)
  }
}
