import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The elements in the same row-major order under another shape.
  ///
  ///     Tensor.arange(6).reshaped([2, -1])  // [[0 1 2] [3 4 5]]
  ///
  /// One size may be -1: it becomes what the number of elements leaves for it. Sizes may be symbolic.
  ///
  /// - Note: a shape of another number of elements is a `TensorError.shapeMismatch`.
  public func reshaped(_ shape: Shape) -> Tensor {
    if isInvalid || self.shape == shape { return self }
    return reporting { () throws(TensorError) in
      Reshape(to: try shape.inferringSize(for: type))(self)
    }
  }

  /// The elements in the same row-major order under another shape, of which one size may be -1.
  public func reshaped(_ sizes: [Int]) -> Tensor { reshaped(Shape(sizes)) }

  /// The elements in the same row-major order under another shape, of which one size may be -1.
  ///
  ///     Tensor.arange(6).reshaped(3, -1)  // [[0 1] [2 3] [4 5]]
  public func reshaped(_ sizes: Int...) -> Tensor { reshaped(Shape(sizes)) }

  /// The elements in the same row-major order under another shape, of which one size may be -1.
  public func reshaped(_ sizes: Dimension...) -> Tensor { reshaped(Shape(sizes)) }

  /// The elements in row-major order, with one axis.
  ///
  ///     Tensor([[1, 2], [3, 4]]).raveled()  // [1 2 3 4]
  public func raveled() -> Tensor { reshaped([shape.elementCount] as Shape) }

  /// The elements with some neighbouring axes made into one.
  ///
  ///     Tensor.zeros([10, 8, 8]).flattened(from: 1).shape  // [10,64]
  ///
  /// - Parameters:
  ///   - first: the first of the axes.
  ///   - last: the last of the axes.
  public func flattened(from first: Int = 0, through last: Int = -1) -> Tensor {
    if isInvalid { return self }
    if rank == 0 { return reshaped([1]) }
    return reporting { () throws(TensorError) in
      let positions = (
        try position(ofAxis: first, named: "flattened"), try position(ofAxis: last, named: "flattened")
      )
      guard positions.0 <= positions.1 else {
        throw .invalidArgument(
          name: "first", expected: "at most \(last)", actual: "\(first)",
          operation: Operation("flattened", operands: [type]))
      }
      let merged = Shape(shape.dimensions[positions.0...positions.1]).elementCount
      return reshaped(Shape(shape.dimensions[..<positions.0] + [merged] + shape.dimensions[(positions.1 + 1)...]))
    }
  }

  /// The tensor with a new axis of size 1.
  ///
  ///     Tensor([1, 2]).expandedDimensions(axis: -1)  // [[1] [2]]
  ///
  /// - Parameter axis: its place in the result; a negative one counts from the back of the result.
  public func expandedDimensions(axis: Int) -> Tensor { expandedDimensions(axes: [axis]) }

  /// The tensor with new axes of size 1.
  ///
  /// - Parameter axes: their places in the result; negative ones count from the back of the result.
  public func expandedDimensions(axes: [Int]) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      let expanded = Shape([Dimension](repeating: 1, count: rank + axes.count))
      let operation = { Operation("expandedDimensions", operands: [type]) }
      let added = try expanded.positions(ofAxes: axes, in: operation)
      var remaining = shape.dimensions[...]
      return reshaped(Shape(expanded.indices.map { added.contains($0) ? 1 : remaining.removeFirst() }))
    }
  }

  /// The tensor without an axis, which must have size 1; a negative axis counts from the back.
  ///
  ///     Tensor([[1, 2]]).squeezed(axis: 0)  // [1 2]
  public func squeezed(axis: Int) -> Tensor { squeezed(axes: [axis]) }

  /// The tensor without all axes that are known to have size 1.
  public func squeezed() -> Tensor {
    squeezed(axes: shape.indices.filter { shape.dimensions[$0].known == 1 })
  }

  /// The tensor without some axes, which must have size 1; negative axes count from the back.
  ///
  /// - Note: an axis of another size is a `TensorError.shapeMismatch`.
  public func squeezed(axes: [Int]) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      let positions = try positions(ofAxes: axes, named: "squeezed")
      for position in positions where shape.dimensions[position].known != 1 {
        throw .shapeMismatch(
          expected: "size 1 along axis \(position)", actual: "\(shape)",
          operation: Operation("squeezed", operands: [type]))
      }
      return reshaped(shape.removing(axes: positions))
    }
  }
}

extension Shape {
  /// The shape with a size of -1, if there is one, replaced by what the elements of `type` leave for it.
  fileprivate func inferringSize(for type: TensorType) throws(TensorError) -> Shape {
    let inferred = indices.filter { dimensions[$0].known == -1 }
    guard let axis = inferred.first else { return self }
    let operation = { Operation("reshaped", operands: [type]) }
    guard inferred.count == 1 else {
      throw .invalidArgument(
        name: "shape", expected: "a shape with at most one -1", actual: "\(self)", operation: operation())
    }
    let others = removing(axes: inferred).elementCount
    let total = type.shape.elementCount
    let isMultiple = others.known == 0 ? false : Dimension.decide(total.modulo(others), .equal, 0)
    guard isMultiple != false else {
      throw .shapeMismatch(
        expected: "a shape for \(total) elements", actual: "\(self), where -1 cannot be replaced",
        operation: operation())
    }
    return replacing(axis: axis, with: total.floorDivided(by: others))
  }
}
