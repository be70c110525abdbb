import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The position of the first largest element, of the first NaN if there is one, as `int32`.
  ///
  ///     Tensor([[1, 5], [7, 0]]).argMax(axis: 1)  // [1 0]
  ///     Tensor([[1, 5], [7, 0]]).argMax()  // 2
  ///
  /// Not of complex numbers; there must be at least one element.
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it the position in row-major order of all elements.
  ///   - keepDims: whether the axis stays, with size 1; without an axis, whether all axes do.
  public func argMax(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    argReduced(axis: axis, keepDims: keepDims, named: "argMax") { ArgMax(axis: $0) }
  }

  /// The position of the first smallest element, of the first NaN if there is one, as `int32`.
  ///
  ///     Tensor([[1, 5], [7, 0]]).argMin(axis: 0)  // [0 1]
  ///
  /// Not of complex numbers; there must be at least one element.
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it the position in row-major order of all elements.
  ///   - keepDims: whether the axis stays, with size 1; without an axis, whether all axes do.
  public func argMin(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    argReduced(axis: axis, keepDims: keepDims, named: "argMin") { ArgMin(axis: $0) }
  }

  private func argReduced<Reduction: ArgReductionPrimitive>(
    axis: Int?, keepDims: Bool, named name: String, _ make: (Int) -> Reduction
  ) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      let positions = try ReducedAxes(axis).positions(in: self, named: name)
      let result = axis == nil ? make(0)(raveled()) : make(positions[0])(self)
      return (keepDims ? result.restoringAxes(positions, of: shape) : result).weaklyTyped(false)
    }
  }
}
