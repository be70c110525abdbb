import JacobiCore
import JacobiPrimitives

/// How the axes of ``meshgrid(_:indexing:isSparse:)`` belong to its vectors.
public enum GridIndexing: Sendable {
  /// Those of a picture: the first vector runs along the second axis, the second along the first.
  case xy
  /// Those of a matrix: each vector runs along the axis of its number.
  case ij
}

/// The coordinates of a grid: for each vector a tensor in which it runs along one axis.
///
///     let grid = meshgrid([Tensor([1, 2, 3]), Tensor([10, 20])])
///     grid[0]  // [[1 2 3] [1 2 3]]
///     grid[1]  // [[10 10 10] [20 20 20]]
///
/// - Parameters:
///   - vectors: tensors of rank 1, or scalars.
///   - indexing: along which axis each of them runs.
///   - isSparse: whether the tensors have size 1 along the other axes instead of being repeated.
public func meshgrid(_ vectors: [Tensor], indexing: GridIndexing = .xy, isSparse: Bool = false) -> [Tensor] {
  var axes = Array(vectors.indices)
  if indexing == .xy, axes.count >= 2 { axes.swapAt(0, 1) }
  let open = grid(vectors, axes: axes, named: "meshgrid")
  return isSparse ? open : broadcastArrays(open)
}

/// Vectors along axes of their own, as indices of all combinations of their elements.
///
///     let x = Tensor.arange(12).reshaped(3, 4)
///     let grid = openGrid([Tensor([0, 2]), Tensor([1, 3])])
///     x[grid[0], grid[1]]  // [[ 1 3] [ 9 11]]
///
/// NumPy's `ix_`.
public func openGrid(_ vectors: [Tensor]) -> [Tensor] {
  grid(vectors, axes: Array(vectors.indices), named: "openGrid")
}

/// Each vector along one axis, with size 1 along the others.
private func grid(_ vectors: [Tensor], axes: [Int], named name: String) -> [Tensor] {
  zip(vectors, axes).map { vector, axis in
    if vector.isInvalid { return vector }
    guard vector.rank <= 1 else {
      report(
        .shapeMismatch(
          expected: "vectors or scalars", actual: "\(vector.type)", operation: Operation(name, operands: [vector.type]))
      )
      return .invalid
    }
    let ones = [Dimension](repeating: 1, count: vectors.count)
    return vector.reshaped(Shape(ones).replacing(axis: axis, with: vector.shape.elementCount))
  }
}

extension Tensor {
  /// The position of each element of a shape along each axis: for an axis a tensor, all of them in one.
  ///
  ///     Tensor.indices([2, 2])  // [[[0 0] [1 1]] [[0 1] [0 1]]]
  ///
  /// - Parameters:
  ///   - shape: the shape.
  ///   - dtype: the dtype of the result.
  public static func indices(_ shape: Shape, dtype: DType = .int32) -> Tensor {
    if shape.rank == 0 { return zeros([0], dtype: dtype) }
    return stacked(shape.indices.map { iota(shape, axis: $0, dtype: dtype) })
  }

  /// A tensor of which each element is a function of its position.
  ///
  ///     Tensor.fromFunction([2, 3]) { 10 * $0[0] + $0[1] }  // [[ 0 1 2] [10 11 12]]
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - dtype: of the positions.
  ///   - function: of the positions along each axis, tensors of the shape of the result.
  public static func fromFunction(
    _ shape: Shape, dtype: DType = .int32, _ function: ([Tensor]) -> Tensor
  ) -> Tensor {
    function(shape.indices.map { iota(shape, axis: $0, dtype: dtype) }).broadcast(to: shape)
  }

  /// From positions in row-major order to positions along the axes of a shape.
  ///
  ///     Tensor([5, 11]).unraveledIndex(in: [3, 4])  // positions [1 2] and [1 3]
  ///
  /// Positions out of range are moved inside; negative ones count from the back.
  ///
  /// - Parameter shape: what the positions are in.
  /// - Returns: for each axis a tensor of the shape of this one.
  public func unraveledIndex(in shape: Shape) -> [Tensor] {
    if isInvalid { return shape.dimensions.map { _ in .invalid } }
    let count = Tensor(shape.elementCount)
    let limited = clip(which(self .< 0, self + count, self), min: 0, max: count - 1).weaklyTyped(false)
    var rest = limited
    var positions: [Tensor] = []
    for size in shape.dimensions.reversed() {
      positions.insert(rest % Tensor(size), at: 0)
      rest = floorDivide(rest, Tensor(size))
    }
    return positions
  }
}

/// From positions along the axes of a shape to positions in row-major order.
///
///     raveledIndex([Tensor([1, 2]), Tensor([1, 3])], in: [3, 4])  // [ 5 11]
///
/// - Parameters:
///   - indices: for each axis a tensor of integers; positions out of range are moved inside.
///   - shape: what the positions are in.
public func raveledIndex(_ indices: [Tensor], in shape: Shape) -> Tensor {
  guard indices.count == shape.rank, !indices.isEmpty else {
    report(
      .invalidArgument(
        name: "indices", expected: "one for each axis of \(shape)", actual: "\(indices.count)",
        operation: Operation("raveledIndex", operands: indices.map(\.type))))
    return .invalid
  }
  return zip(indices, shape.dimensions).reduce(nil as Tensor?) { position, axis in
    let index = clip(axis.0, min: 0, max: Tensor(axis.1) - 1)
    return position.map { $0 * Tensor(axis.1) + index } ?? index
  } ?? .invalid
}
