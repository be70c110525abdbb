import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The elements moved along an axis; those that leave it at the end come back at the beginning.
  ///
  ///     Tensor([1, 2, 3, 4]).rolled(by: 1)  // [4 1 2 3]
  ///     Tensor([[1, 2, 3], [4, 5, 6]]).rolled(by: -1, axis: 1)  // [[2 3 1] [5 6 4]]
  ///
  /// - Parameters:
  ///   - shift: by how many places; a negative number moves them to the front.
  ///   - axis: a negative one counts from the back; without it the elements are moved in row-major order.
  public func rolled(by shift: Int, axis: Int? = nil) -> Tensor {
    if isInvalid { return self }
    guard let axis else { return raveled().rolled(by: shift, axis: 0).reshaped(shape) }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "rolled")
      let size = shape.dimensions[position]
      if size.known == 0 || shift == 0 { return self }
      // Of a shift by any number of whole turns only the rest counts; known sizes take it first, so that it can be negated.
      let rest = size.known.map { shift % $0 } ?? shift
      let cut = Dimension(0 - Swift.max(rest, -.max)).modulo(size)
      return concatenated(
        [sliced(axis: position, from: cut, to: size), sliced(axis: position, from: 0, to: cut)], axis: position)
    }
  }

  /// The elements moved along several axes, each by a number of places of its own.
  ///
  ///     Tensor([[1, 2], [3, 4]]).rolled(by: [1, 1], axes: [0, 1])  // [[4 3] [2 1]]
  ///
  /// - Parameters:
  ///   - shifts: for each of the axes by how many places.
  ///   - axes: negative ones count from the back.
  public func rolled(by shifts: [Int], axes: [Int]) -> Tensor {
    guard shifts.count == axes.count else {
      report(
        .invalidArgument(
          name: "shifts", expected: "\(axes.count), one for each axis", actual: "\(shifts.count)",
          operation: Operation("rolled", operands: [type])))
      return .invalid
    }
    return zip(shifts, axes).reduce(self) { $0.rolled(by: $1.0, axis: $1.1) }
  }

  /// The elements moved along an axis by a number of places that may be traced.
  ///
  ///     let shift = Tensor([3, -1]).min()
  ///     Tensor([1, 2, 3, 4]).rolled(by: shift)  // [2 3 4 1]
  ///
  /// - Parameters:
  ///   - shift: an integer, by how many places; a negative one moves them to the front.
  ///   - axis: a negative one counts from the back; without it the elements are moved in row-major order.
  public func rolled(by shift: Tensor, axis: Int? = nil) -> Tensor {
    if isInvalid || shift.isInvalid { return .invalid }
    guard let axis else { return raveled().rolled(by: shift, axis: 0).reshaped(shape) }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "rolled")
      guard shift.dtype.isInteger, shift.rank == 0 else {
        throw .invalidArgument(
          name: "shift", expected: "an integer", actual: "\(shift.type)",
          operation: Operation("rolled", operands: [type, shift.type]))
      }
      let size = shape.dimensions[position]
      // The rest is taken before, so that the difference does not overflow.
      let rest = remainder(shift.asType(.int64), maximum(Tensor(size), 1))
      return take(wrapping: Tensor.arange(size, dtype: .int64) - rest, axis: position)
    }
  }

  /// The columns in reverse order: the tensor flipped along its second axis.
  ///
  ///     Tensor([[1, 2], [3, 4]]).flippedLeftRight()  // [[2 1] [4 3]]
  public func flippedLeftRight() -> Tensor { flipped(axis: 1) }

  /// The rows in reverse order: the tensor flipped along its first axis.
  ///
  ///     Tensor([[1, 2], [3, 4]]).flippedUpDown()  // [[3 4] [1 2]]
  public func flippedUpDown() -> Tensor { flipped(axis: 0) }

  /// The tensor turned by quarters of a circle, from the first of two axes toward the second.
  ///
  ///     Tensor([[1, 2], [3, 4]]).rotated90()  // [[2 4] [1 3]]
  ///     Tensor([[1, 2], [3, 4]]).rotated90(-1)  // [[3 1] [4 2]]
  ///
  /// - Parameters:
  ///   - count: how many quarters; negative ones turn the other way.
  ///   - axes: two different axes; negative ones count from the back.
  public func rotated90(_ count: Int = 1, axes: (Int, Int) = (0, 1)) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      let positions = try positions(ofAxes: [axes.0, axes.1], named: "rotated90")
      switch (count % 4 + 4) % 4 {
      case 1: return flipped(axis: positions[1]).swappedAxes(positions[0], positions[1])
      case 2: return flipped(axis: positions[0]).flipped(axis: positions[1])
      case 3: return swappedAxes(positions[0], positions[1]).flipped(axis: positions[1])
      default: return self
      }
    }
  }
}
