import JacobiCore
import JacobiPrimitives

// How many elements there are depends on the values. Where these are known, as outside of transformations and under `grad`,
// the results have that many; otherwise `size:` says how many are wanted.

extension Tensor {
  /// The positions of the elements that are not 0, one vector of `int32` for each axis, in row-major order.
  ///
  ///     let places = Tensor([[3, 0], [0, 5]]).nonzero()
  ///     places[0]  // [0 1]
  ///     places[1]  // [0 1]
  ///
  /// - Parameters:
  ///   - size: how many positions; needed where the values are not known, as under `vmap` and `jit`. Further ones are left
  ///     out, missing ones filled in.
  ///   - fillValue: what is filled in.
  /// - Note: values that are not known, without `size`, are a `TensorError.invalidArgument`.
  public func nonzero(size: Int? = nil, fillValue: Int = 0) -> [Tensor] {
    let coordinates = argWhere(size: size, fillValue: fillValue)
    if coordinates.isInvalid { return [Tensor](repeating: .invalid, count: Swift.max(rank, 1)) }
    return (0..<Swift.max(rank, 1)).map { coordinates[.all, $0] }
  }

  /// The positions of the elements that are not 0 among all elements in row-major order, as `int32`.
  ///
  ///     Tensor([0, 3, 0, 5]).flatNonzero()  // [1 3]
  ///     Tensor([0, 3, 0, 5]).flatNonzero(size: 3, fillValue: -1)  // [ 1 3 -1]
  ///
  /// - Parameters:
  ///   - size: how many positions; needed where the values are not known. See `nonzero(size:fillValue:)`.
  ///   - fillValue: what is filled in for missing positions.
  public func flatNonzero(size: Int? = nil, fillValue: Int = 0) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      let mask = truth.raveled()
      let count = try mask.sum().resolved(size: size, named: "flatNonzero", operand: type)
      return mask.positionsOfTrue(count: count, fillValue: Tensor(TensorValue(scalar: Int32(clamping: fillValue))))
    }
  }

  /// The positions of the elements that are not 0, one row of coordinates for each, as `int32`.
  ///
  ///     Tensor([[3, 0], [0, 5]]).argWhere()  // [[0 0] [1 1]]
  ///
  /// - Parameters:
  ///   - size: how many positions; needed where the values are not known. See `nonzero(size:fillValue:)`.
  ///   - fillValue: what is filled in for the coordinates of missing positions.
  public func argWhere(size: Int? = nil, fillValue: Int = 0) -> Tensor {
    if isInvalid { return self }
    var rest = flatNonzero(size: size, fillValue: -1)
    if rest.isInvalid { return rest }
    let isMissing = rest .< 0
    var columns: [Tensor] = []
    // A scalar has no coordinates.
    if rank == 0 { return Tensor.zeros(Shape([rest.shape[0], 0]), dtype: .int32) }
    for size in shape.dimensions.reversed() {
      // An axis without elements has no positions, either.
      let divisor = maximum(Tensor(size), 1)
      columns.insert(which(isMissing, Tensor(weak: fillValue), remainder(rest, divisor)), at: 0)
      rest = floorDivide(rest, divisor)
    }
    return stacked(columns, axis: -1).asType(.int32)
  }

  /// The elements, in row-major order, for which a mask is true.
  ///
  ///     let x = Tensor([3, 1, 4, 1, 5])
  ///     x.extracted(where: x .> 2)  // [3 4 5]
  ///
  /// - Parameters:
  ///   - mask: as many elements as the tensor; of another dtype than `bool`, those that are not 0 are true.
  ///   - size: how many elements; needed where the mask is not known. See `nonzero(size:fillValue:)`.
  ///   - fillValue: what is filled in for missing elements.
  public func extracted(where mask: Tensor, size: Int? = nil, fillValue: Tensor = 0) -> Tensor {
    if isInvalid || mask.isInvalid || fillValue.isInvalid { return .invalid }
    return reporting { () throws(TensorError) in
      let (elements, mask) = (raveled(), mask.truth.raveled())
      guard Dimension.decide(elements.shape[0], .equal, mask.shape[0]) != false else {
        throw .shapeMismatch(
          expected: "a mask of \(elements.shape[0]) elements", actual: "\(mask.type)",
          operation: Operation("extracted", operands: [type, mask.type]))
      }
      let count = try mask.sum().resolved(size: size, named: "extracted", operand: type)
      return elements.selected(by: mask, count: count, fillValue: fillValue)
    }
  }
}

extension Tensor {
  /// How many results there are: a given number, or this scalar, if it is known.
  ///
  /// - Parameters:
  ///   - size: the number that the user gave.
  ///   - name: what the user called.
  ///   - operand: what the user called it on.
  func resolved(size: Int?, named name: String, operand: TensorType) throws(TensorError) -> Int {
    let operation = { Operation(name, operands: [operand]) }
    if let size {
      guard size >= 0 else { throw .invalidDimension(value: "\(size)", operation: operation()) }
      return size
    }
    guard value != nil else {
      throw .invalidArgument(
        name: "size", expected: "given where the values are not known, as in a traced function", actual: "nil",
        operation: operation())
    }
    return item(Int.self)
  }

  /// Of a mask, a vector, the positions at which it is true, and a filling for missing ones, as `int32`.
  func positionsOfTrue(count: Int, fillValue: Tensor) -> Tensor {
    if count == 0 { return .zeros([0], dtype: .int32) }
    let total = cumsum()
    // The place of each position among the results; others have none.
    let places = which(self, total - 1, Tensor(TensorValue(scalar: Int32(clamping: count))))
    let positions = Tensor.zeros([count], dtype: .int32).adding(.arange(shape[0]), at: places)
    return which(.arange(count) .< total.lastOrZero, positions, fillValue)
  }

  /// Of a vector, the elements at which a mask is true, and a filling for missing ones.
  func selected(by mask: Tensor, count: Int, fillValue: Tensor) -> Tensor {
    if shape.dimensions[0].known == 0 || count == 0 {
      return Tensor.full([count], fillValue.asType(dtype))
    }
    let positions = mask.positionsOfTrue(count: count, fillValue: Tensor(TensorValue(scalar: Int32(-1))))
    let elements = take(maximum(positions, 0), axis: 0, mode: .clip)
    return which(positions .< 0, fillValue.asType(dtype), elements)
  }

  /// Of a vector, the last element; 0 if there is none.
  private var lastOrZero: Tensor {
    shape.dimensions[0].known == 0 ? Tensor(0, like: self) : self[-1]
  }

  /// A vector with updates added at some positions; those out of range are dropped.
  func adding(_ updates: Tensor, at positions: Tensor) -> Tensor {
    if isInvalid || updates.isInvalid || positions.isInvalid { return .invalid }
    if shape.dimensions[0].known == 0 { return self }
    return ScatterAdd(dimensions: GatherDimensions(offset: [], collapsed: [0], start: [0]))(
      self, positions.raveled().expandedDimensions(axis: 1), updates.raveled())
  }
}
