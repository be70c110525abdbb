import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The positions of an axis at which a mask is true.
  ///
  ///     let x = Tensor([[1, 2, 3], [4, 5, 6]])
  ///     x.compressed(where: Tensor([true, false, true]), axis: 1)  // [[1 3] [4 6]]
  ///     x.compressed(where: x .> 2)  // [3 4 5 6]
  ///     x.compressed(where: x .> 2, size: 6)  // [3 4 5 6 0 0]
  ///
  /// NumPy's `compress`, and without an axis `extract`.
  ///
  /// - Parameters:
  ///   - mask: what is not 0 is true. With an axis a vector, which may be shorter than the axis; else as many elements as the
  ///     tensor at most, all in row-major order.
  ///   - axis: a negative one counts from the back; without it, all elements in row-major order.
  ///   - size: how many positions the result has, which a compiled function must know; by default as many as are true, for
  ///     which the mask must be known.
  ///   - fillValue: what stands at positions beyond those that are true.
  public func compressed(
    where mask: Tensor, axis: Int? = nil, size: Int? = nil, fillValue: Double = 0
  ) -> Tensor {
    if isInvalid || mask.isInvalid { return .invalid }
    guard let axis else {
      return raveled().compressed(where: mask.raveled(), axis: 0, size: size, fillValue: fillValue)
    }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "compressed")
      let truth = mask.truth
      guard truth.rank == 1,
        Dimension.decide(truth.shape.dimensions[0], .lessOrEqual, shape.dimensions[position]) == true
      else {
        throw .shapeMismatch(
          expected: "a vector of at most \(shape.dimensions[position]) truths", actual: "\(mask.type)",
          operation: Operation("compressed", operands: [type, mask.type]))
      }
      guard let size else {
        return take(try truth.truePositions(for: type)[0], axis: position, mode: .promiseInBounds)
      }
      let count = try truth.sum().resolved(size: size, named: "compressed", operand: type)
      let positions = truth.positionsOfTrue(count: count, fillValue: Tensor(TensorValue(scalar: Int32.max)))
      return take(positions, axis: position, mode: .fillOrDrop, fillValue: fillValue)
    }
  }

  /// The tensor with values where a mask is true: one after the other, and from the first again after the last.
  ///
  ///     let x = Tensor.arange(6).reshaped(2, 3)
  ///     x.placing(Tensor([-1, -2]), where: x .> 2)  // [[ 0 1 2] [-1 -2 -1]]
  ///
  /// NumPy's `place`.
  ///
  /// - Parameters:
  ///   - values: at least one; converted to the dtype of the tensor.
  ///   - mask: of the shape of the tensor; what is not 0 is true.
  public func placing(_ values: Tensor, where mask: Tensor) -> Tensor {
    if isInvalid || values.isInvalid || mask.isInvalid { return .invalid }
    return reporting { () throws(TensorError) in
      let truth = mask.truth.raveled()
      let isPlaced = Dimension.decide(truth.shape.dimensions[0], .equal, shape.elementCount) == true
      guard isPlaced, values.shape.elementCount.known != 0 else {
        throw .shapeMismatch(
          expected: "a mask of \(shape.elementCount) elements, and at least one value",
          actual: "\(mask.type) and \(values.type)",
          operation: Operation("placing", operands: [type, values.type, mask.type]))
      }
      let numbers = (truth.cumsum() - 1) % Tensor(values.shape.elementCount)
      let placed = values.asType(dtype).raveled().take(numbers, axis: 0, mode: .clip)
      return which(truth, placed, raveled()).reshaped(shape)
    }
  }
}
