import JacobiCore
import JacobiPrimitives

/// The tensors side by side: along the second axis, vectors and scalars along the first.
///
///     hstack([Tensor([1, 2]), Tensor([3])])  // [1 2 3]
///     hstack([Tensor([[1], [2]]), Tensor([[3], [4]])])  // [[1 3] [2 4]]
///
/// Dtypes are promoted. There must be at least one tensor.
public func hstack(_ tensors: [Tensor]) -> Tensor {
  let tensors = tensors.map { $0.atLeast1D() }
  return concatenated(tensors, axis: tensors.first?.rank == 1 ? 0 : 1)
}

/// The tensors one below the other: along the first axis, vectors and scalars as rows.
///
///     vstack([Tensor([1, 2]), Tensor([3, 4])])  // [[1 2] [3 4]]
///
/// Dtypes are promoted. There must be at least one tensor.
public func vstack(_ tensors: [Tensor]) -> Tensor { concatenated(tensors.map { $0.atLeast2D() }) }

/// The tensors one behind the other: along the third axis.
///
///     dstack([Tensor([1, 2]), Tensor([3, 4])])  // [[[1 3] [2 4]]]
///
/// Dtypes are promoted. There must be at least one tensor.
public func dstack(_ tensors: [Tensor]) -> Tensor { concatenated(tensors.map { $0.atLeast3D() }, axis: 2) }

/// The tensors side by side, vectors as columns.
///
///     columnStack([Tensor([1, 2]), Tensor([3, 4])])  // [[1 3] [2 4]]
///
/// Dtypes are promoted. There must be at least one tensor.
public func columnStack(_ tensors: [Tensor]) -> Tensor {
  concatenated(tensors.map { $0.rank < 2 ? $0.atLeast1D().expandedDimensions(axis: -1) : $0 }, axis: 1)
}

/// A matrix of blocks: each row of blocks is joined along the last axis, the rows along the last but one.
///
///     let x = Tensor.eye(2, dtype: .int32)
///     block([[x, 2 * x], [3 * x, x]])  // [[1 0 2 0] [0 1 0 2] [3 0 1 0] [0 3 0 1]]
///
/// Dtypes are promoted. There must be at least one block.
public func block(_ rows: [[Tensor]]) -> Tensor {
  let rank = rows.joined().map(\.rank).reduce(2, Swift.max)
  let lines = rows.map { row in
    concatenated(
      row.map { block in
        let missing = [Dimension](repeating: 1, count: rank - block.rank)
        return block.isInvalid ? block : block.reshaped(Shape(missing + block.shape.dimensions))
      }, axis: -1)
  }
  return concatenated(lines, axis: -2)
}

extension Tensor {
  /// The tensor with an axis, if it has none.
  ///
  ///     Tensor(5).atLeast1D()  // [5]
  public func atLeast1D() -> Tensor { isInvalid || rank >= 1 ? self : reshaped([1]) }

  /// The tensor with two axes if it has fewer: a vector as a row.
  ///
  ///     Tensor([1, 2]).atLeast2D()  // [[1 2]]
  public func atLeast2D() -> Tensor { isInvalid || rank >= 2 ? self : atLeast1D().expandedDimensions(axis: 0) }

  /// The tensor with three axes if it has fewer: a vector along the second one, a matrix along the first two.
  ///
  ///     Tensor([1, 2]).atLeast3D().shape  // [1,2,1]
  public func atLeast3D() -> Tensor { isInvalid || rank >= 3 ? self : atLeast2D().expandedDimensions(axis: 2) }

  /// The parts of the tensor at each position of an axis, which disappears.
  ///
  ///     let parts = Tensor([[1, 2], [3, 4]]).unstacked(axis: 1)
  ///     parts[1]  // [2 4]
  ///
  /// The inverse of ``stacked(_:axis:)``.
  ///
  /// - Parameter axis: of known size; a negative one counts from the back.
  /// - Returns: as many tensors as the axis has positions, none after a mistake.
  public func unstacked(axis: Int = 0) -> [Tensor] {
    if isInvalid { return [] }
    do throws(TensorError) {
      let position = try position(ofAxis: axis, named: "unstacked")
      guard let count = shape.dimensions[position].known else {
        throw .invalidDimension(
          value: "\(shape.dimensions[position])", operation: Operation("unstacked", operands: [type]))
      }
      if count == 0 { return [] }
      let sizes = [Dimension](repeating: 1, count: count)
      return Split(sizes: sizes, axis: position).results([self]).map { $0.squeezed(axis: position) }
    } catch {
      report(error)
      return []
    }
  }

  /// Nearly equal parts along an axis: the first ones may be longer by one.
  ///
  ///     let parts = Tensor.arange(5).arraySplit(parts: 2)
  ///     parts[0]  // [0 1 2]
  ///     parts[1]  // [3 4]
  ///
  /// - Parameters:
  ///   - parts: how many; at least one.
  ///   - axis: of known size; a negative one counts from the back.
  /// - Returns: as many tensors, invalid ones after a mistake.
  public func arraySplit(parts: Int, axis: Int = 0) -> [Tensor] {
    let failed = [Tensor](repeating: .invalid, count: Swift.max(parts, 0))
    if isInvalid { return failed }
    do throws(TensorError) {
      let position = try position(ofAxis: axis, named: "arraySplit")
      guard let size = shape.dimensions[position].known, parts > 0 else {
        throw .invalidArgument(
          name: "parts", expected: "at least 1, of an axis of known size",
          actual: "\(parts) of \(shape.dimensions[position])", operation: Operation("arraySplit", operands: [type]))
      }
      let sizes = (0..<parts).map { Dimension(size / parts + ($0 < size % parts ? 1 : 0)) }
      return Split(sizes: sizes, axis: position).results([self])
    } catch {
      report(error)
      return failed
    }
  }

  /// Equal parts side by side: along the second axis, of a vector along the first.
  ///
  ///     Tensor([[1, 2], [3, 4]]).hsplit(parts: 2)[1]  // [[2] [4]]
  public func hsplit(parts: Int) -> [Tensor] { split(parts: parts, axis: rank == 1 ? 0 : 1) }

  /// Equal parts one below the other: along the first axis.
  ///
  ///     Tensor([[1, 2], [3, 4]]).vsplit(parts: 2)[1]  // [[3 4]]
  public func vsplit(parts: Int) -> [Tensor] { split(parts: parts, axis: 0) }

  /// Equal parts one behind the other: along the third axis.
  ///
  ///     Tensor.arange(4).reshaped(1, 2, 2).dsplit(parts: 2)[1]  // [[[1] [3]]]
  public func dsplit(parts: Int) -> [Tensor] { split(parts: parts, axis: 2) }

  /// The tensor with others behind it, along an axis.
  ///
  ///     Tensor([1, 2]).appending(Tensor([[3], [4]]))  // [1 2 3 4]
  ///     Tensor([[1, 2]]).appending(Tensor([[3, 4]]), axis: 0)  // [[1 2] [3 4]]
  ///
  /// - Parameters:
  ///   - values: what comes behind; dtypes are promoted.
  ///   - axis: a negative one counts from the back; without it, all elements of both in row-major order.
  public func appending(_ values: Tensor, axis: Int? = nil) -> Tensor {
    if isInvalid || values.isInvalid { return .invalid }
    guard let axis else { return concatenated([raveled(), values.raveled()]) }
    return concatenated([self, values], axis: axis)
  }

  /// The tensor with others before a position of an axis.
  ///
  ///     Tensor([1, 2, 3]).inserting(9, at: 1)  // [1 9 2 3]
  ///     Tensor([[1, 2], [3, 4]]).inserting(Tensor([8, 9]), at: 2, axis: 1)  // [[1 2 8] [3 4 9]]
  ///
  /// - Parameters:
  ///   - values: one more element of the axis, or with as many axes as the tensor several of them; broadcast to the other
  ///     axes, converted to the dtype of the tensor.
  ///   - index: in 0...size; a negative one counts from the back.
  ///   - axis: a negative one counts from the back.
  public func inserting(_ values: Tensor, at index: Int, axis: Int = 0) -> Tensor {
    if isInvalid || values.isInvalid { return .invalid }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "inserting")
      let size = shape.dimensions[position]
      let place = index < 0 ? size + Dimension(index) : Dimension(index)
      guard Dimension.decide(place, .greaterOrEqual, 0) == true, Dimension.decide(place, .lessOrEqual, size) == true
      else {
        throw .indexOutOfRange(
          index: index, size: size, axis: position, operation: Operation("inserting", operands: [type]))
      }
      let isSeveral = rank > 0 && values.rank == rank
      let part =
        isSeveral ? values : values.fitted(to: shape.removing(axes: [position])).expandedDimensions(axis: position)
      let count = isSeveral ? values.shape.dimensions[position] : 1
      let inserted = part.broadcast(to: shape.replacing(axis: position, with: count)).asType(dtype)
      return concatenated(
        [sliced(axis: position, from: 0, to: place), inserted, sliced(axis: position, from: place, to: size)],
        axis: position)
    }
  }

  /// The tensor without some positions of an axis.
  ///
  ///     Tensor([1, 2, 3, 4]).removing(at: [0, -1])  // [2 3]
  ///
  /// - Parameters:
  ///   - indices: positions; negative ones count from the back, and one that occurs twice counts once.
  ///   - axis: of known size; a negative one counts from the back.
  public func removing(at indices: [Int], axis: Int = 0) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "removing")
      let operation = { Operation("removing", operands: [type]) }
      guard let size = shape.dimensions[position].known else {
        throw .invalidDimension(value: "\(shape.dimensions[position])", operation: operation())
      }
      for index in indices where !(-size..<size).contains(index) {
        throw .indexOutOfRange(index: index, size: Dimension(size), axis: position, operation: operation())
      }
      let removed = Set(indices.map { $0 < 0 ? $0 + size : $0 })
      let kept = (0..<size).filter { !removed.contains($0) }.map { Int32($0) }
      return take(Tensor(kept, shape: [kept.count]), axis: position, mode: .promiseInBounds)
    }
  }
}
