import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// A part of known size that begins at positions which may be traced.
  ///
  ///     let x = Tensor.arange(12).reshaped(3, 4)
  ///     x.dynamicSlice(at: [1, 2], sizes: [2, 2])  // [[ 6 7] [10 11]]
  ///     x.dynamicSlice(at: [2, -1], sizes: [2, 2])  // [[ 6 7] [10 11]]
  ///
  /// - Parameters:
  ///   - starts: for each axis a scalar integer; a negative one counts from the back. A part that reaches over an edge is
  ///     moved inside.
  ///   - sizes: the size of the part along each axis.
  public func dynamicSlice(at starts: [Tensor], sizes: Shape) -> Tensor {
    if isInvalid || starts.contains(where: \.isInvalid) { return .invalid }
    return reporting { () throws(TensorError) in
      DynamicSlice(sizes: sizes.dimensions).results([self] + (try fromFront(starts, named: "dynamicSlice")))[0]
    }
  }

  /// A part of known size along one axis that begins at a position which may be traced; the other axes are whole.
  ///
  ///     let x = Tensor.arange(12).reshaped(3, 4)
  ///     x.dynamicSlice(at: 1, size: 2, axis: 1)  // [[ 1 2] [ 5 6] [ 9 10]]
  ///
  /// - Parameters:
  ///   - start: a scalar integer; a negative one counts from the back. A part that reaches over the edge is moved inside.
  ///   - size: the size of the part along the axis.
  ///   - axis: a negative one counts from the back.
  public func dynamicSlice(at start: Tensor, size: Dimension, axis: Int = 0) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "dynamicSlice")
      return dynamicSlice(at: starts(start, axis: position), sizes: shape.replacing(axis: position, with: size))
    }
  }

  /// The tensor with a part replaced that begins at positions which may be traced.
  ///
  ///     let x = Tensor.zeros([2, 3], dtype: .int32)
  ///     x.updatingSlice(at: [1, 1], with: Tensor([[5, 6]]))  // [[0 0 0] [0 5 6]]
  ///
  /// Unlike an assignment to a subscript it moves a part that reaches over an edge inside.
  ///
  /// - Parameters:
  ///   - starts: for each axis a scalar integer; a negative one counts from the back.
  ///   - update: the new part, with as many axes as the tensor; it is converted to its dtype.
  public func updatingSlice(at starts: [Tensor], with update: Tensor) -> Tensor {
    if isInvalid || update.isInvalid || starts.contains(where: \.isInvalid) { return .invalid }
    return reporting { () throws(TensorError) in
      let starts = try fromFront(starts, named: "updatingSlice")
      return DynamicUpdateSlice().results([asType(dtype), update.asType(dtype)] + starts)[0]
    }
  }

  /// The tensor with a part along one axis replaced that begins at a position which may be traced.
  ///
  ///     Tensor([1, 2, 3, 4]).updatingSlice(at: 2, with: Tensor([8, 9]), axis: 0)  // [1 2 8 9]
  ///
  /// - Parameters:
  ///   - start: a scalar integer; a negative one counts from the back. A part that reaches over the edge is moved inside.
  ///   - update: the new part, of the sizes of the tensor except along the axis.
  ///   - axis: a negative one counts from the back.
  public func updatingSlice(at start: Tensor, with update: Tensor, axis: Int) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "updatingSlice")
      return updatingSlice(at: starts(start, axis: position), with: update)
    }
  }

  private func starts(_ start: Tensor, axis: Int) -> [Tensor] { shape.indices.map { $0 == axis ? start : 0 } }

  /// The starts of a part, none of which counts from the back any more.
  private func fromFront(_ starts: [Tensor], named name: String) throws(TensorError) -> [Tensor] {
    guard starts.count == rank else {
      throw .invalidArgument(
        name: "starts", expected: "one for each of the \(rank) axes", actual: "\(starts.count)",
        operation: Operation(name, operands: [type]))
    }
    var positions: [Tensor] = []
    for (start, size) in zip(starts, shape.dimensions) {
      positions.append(try start.asPositions(onAxisOfSize: size, named: name))
    }
    return positions
  }
}
