import JacobiCore
import JacobiPrimitives

/// The different elements of a tensor, and where they are.
///
///     Tensor([3, 1, 3]).uniqueAll().counts  // [1 2]
public struct UniqueElements: Sendable {
  /// The different elements in ascending order: a vector, or slices along the axis.
  public var values: Tensor
  /// Where each of them is found first, as `int32`.
  public var indices: Tensor
  /// For each element of the tensor which of the values it is, as `int32`.
  public var inverseIndices: Tensor
  /// How often each of them occurs, as `int32`; 0 for those that are filled in.
  public var counts: Tensor
}

extension Tensor {
  /// The different elements in ascending order.
  ///
  ///     Tensor([3, 1, 3, 2]).unique()  // [1 2 3]
  ///     Tensor([3, 1, 3, 2]).unique(size: 5)  // [1 2 3 1 1]
  ///     Tensor([[1, 2], [0, 3], [1, 2]]).unique(axis: 0)  // [[0 3] [1 2]]
  ///
  /// - Parameters:
  ///   - axis: compares whole slices along this axis; without it, elements.
  ///   - size: how many values; needed where the elements are not known, as under `vmap` and `jit`. Further ones are left
  ///     out, missing ones filled in.
  ///   - fillValue: what is filled in; by default the smallest value.
  ///   - equalNaN: whether all NaNs are one value.
  /// - Note: elements that are not known, without `size`, are a `TensorError.invalidArgument`.
  public func unique(
    axis: Int? = nil, size: Int? = nil, fillValue: Tensor? = nil, equalNaN: Bool = true
  ) -> Tensor {
    uniqueAll(axis: axis, size: size, fillValue: fillValue, equalNaN: equalNaN).values
  }

  /// The different elements in ascending order, where they are found, and how often.
  ///
  ///     let unique = Tensor([3, 1, 3, 2]).uniqueAll()
  ///     unique.values  // [1 2 3]
  ///     unique.indices  // [1 3 0]
  ///     unique.inverseIndices  // [2 0 2 1]
  ///     unique.counts  // [1 1 2]
  ///
  /// - Parameters:
  ///   - axis: compares whole slices along this axis; without it, elements.
  ///   - size: how many values; needed where the elements are not known. See `unique(axis:size:fillValue:equalNaN:)`.
  ///   - fillValue: what is filled in; by default the smallest value.
  ///   - equalNaN: whether all NaNs are one value.
  public func uniqueAll(
    axis: Int? = nil, size: Int? = nil, fillValue: Tensor? = nil, equalNaN: Bool = true
  ) -> UniqueElements {
    let invalid = UniqueElements(values: .invalid, indices: .invalid, inverseIndices: .invalid, counts: .invalid)
    if isInvalid || fillValue?.isInvalid == true { return invalid }
    do throws(TensorError) {
      let position = try axis.map { (axis) throws(TensorError) in try self.position(ofAxis: axis, named: "unique") }
      let slices = position.map { movedAxis(from: $0, to: 0) } ?? raveled()
      let runs = try SortedRuns(slices, equalNaN: equalNaN)
      let count = try runs.isFirst.sum().resolved(size: size, named: "unique", operand: type)
      var result = runs.unique(count: count, fillValue: fillValue)
      if let position { result.values = result.values.movedAxis(from: 0, to: position) }
      if axis == nil { result.inverseIndices = result.inverseIndices.reshaped(shape) }
      return result
    } catch {
      report(error)
      return invalid
    }
  }
}

/// The slices of a tensor along its first axis in ascending order.
private struct SortedRuns {
  let slices: Tensor
  /// The positions of the slices in ascending order.
  let order: Tensor
  /// For each slice in ascending order whether it differs from the one before it.
  let isFirst: Tensor

  init(_ slices: Tensor, equalNaN: Bool) throws(TensorError) {
    self.slices = slices
    let count = slices.shape.dimensions[0]
    guard let width = slices.shape.removing(axes: [0]).elementCount.known else {
      throw .undecidableDimension(
        comparison: "the number of elements of a slice of \(slices.type),",
        operation: Operation("unique", operands: [slices.type]))
    }
    let rows = slices.reshaped([count, Dimension(width)])
    // Slices without elements are all equal.
    let columns = width == 0 ? [Tensor.zeros([count], dtype: .bool)] : (0..<width).map { rows[.all, $0] }
    let sort = Sort(axis: 0, keyCount: columns.count, operandCount: columns.count + 1)
    let results = sort.results(columns + [Tensor.iota([count])])
    order = results[columns.count].weaklyTyped(false)
    guard count.known != 0 else {
      isFirst = Tensor.zeros([0], dtype: .bool)
      return
    }
    let differences = results.dropLast().map { column in
      let (left, right) = (column[..<(-1)], column[1...])
      return equalNaN && column.dtype.isInexact ? (left .!= right) & ~(isNaN(left) & isNaN(right)) : left .!= right
    }
    let differs = differences.dropFirst().reduce(differences[0]) { $0 | $1 }
    isFirst = concatenated([Tensor.ones([1], dtype: .bool), differs])
  }

  func unique(count: Int, fillValue: Tensor?) -> UniqueElements {
    let size = slices.shape.dimensions[0]
    let ranks = Tensor.zeros([size], dtype: .int32).adding(isFirst.cumsum() - 1, at: order)
    if size.known == 0 {
      let shape = slices.shape.replacing(axis: 0, with: Dimension(count))
      let values = Tensor.full(shape, fillValue ?? 0).asType(slices.dtype)
      let none = Tensor.zeros([count], dtype: .int32)
      return UniqueElements(values: values, indices: none, inverseIndices: ranks, counts: none)
    }
    // Missing runs begin behind the last slice, and have no elements.
    let starts = isFirst.positionsOfTrue(count: count + 1, fillValue: Tensor(size).asType(.int32))
    let isMissing = starts[..<(-1)] .>= Tensor(size)
    let indices = order.take(which(isMissing, 0, starts[..<(-1)]), axis: 0, mode: .clip)
    var values = slices.take(indices, axis: 0, mode: .clip)
    if let fillValue {
      let rowMask = isMissing.reshaped(Shape([Dimension(count)] + slices.shape.dropFirst().map { _ in 1 }))
      values = which(rowMask, fillValue.asType(slices.dtype), values)
    }
    return UniqueElements(values: values, indices: indices, inverseIndices: ranks, counts: starts.diff())
  }
}

/// The different elements of two tensors together, in ascending order.
///
///     union1D([3, 1], [2, 3])  // [1 2 3]
///
/// - Parameters:
///   - x: of any shape. Dtypes are promoted.
///   - y: of any shape.
///   - size: how many elements; needed where they are not known. See `Tensor.unique(axis:size:fillValue:equalNaN:)`.
///   - fillValue: what is filled in; by default the smallest element.
public func union1D(_ x: Tensor, _ y: Tensor, size: Int? = nil, fillValue: Tensor? = nil) -> Tensor {
  concatenated([x.raveled(), y.raveled()]).unique(size: size, fillValue: fillValue)
}

/// The different elements that both of two tensors have, in ascending order.
///
///     intersect1D([3, 1, 3], [2, 3])  // [3]
///
/// - Parameters:
///   - x: of any shape. Dtypes are promoted.
///   - y: of any shape.
///   - size: how many elements; needed where they are not known. See `Tensor.unique(axis:size:fillValue:equalNaN:)`.
///   - fillValue: what is filled in; by default the smallest element of the result.
public func intersect1D(_ x: Tensor, _ y: Tensor, size: Int? = nil, fillValue: Tensor? = nil) -> Tensor {
  members(of: x, named: "intersect1D", among: y, size: size, fillValue: fillValue) { $0.isIn(y) }
}

/// The different elements of one tensor that another does not have, in ascending order.
///
///     setDifference1D([3, 1, 2], [2, 5])  // [1 3]
///
/// - Parameters:
///   - x: of any shape. Dtypes are promoted.
///   - y: of any shape.
///   - size: how many elements; needed where they are not known. See `Tensor.unique(axis:size:fillValue:equalNaN:)`.
///   - fillValue: what is filled in; by default 0.
public func setDifference1D(_ x: Tensor, _ y: Tensor, size: Int? = nil, fillValue: Tensor? = nil) -> Tensor {
  members(of: x, named: "setDifference1D", among: y, size: size, fillValue: fillValue ?? 0) {
    $0.isIn(y, inverted: true)
  }
}

/// The different elements that one of two tensors has and the other has not, in ascending order.
///
///     setExclusiveOr1D([3, 1, 2], [2, 5])  // [1 3 5]
///
/// - Parameters:
///   - x: of any shape. Dtypes are promoted.
///   - y: of any shape.
///   - size: how many elements; needed where they are not known. See `Tensor.unique(axis:size:fillValue:equalNaN:)`.
///   - fillValue: what is filled in; by default the smallest element of the result.
public func setExclusiveOr1D(_ x: Tensor, _ y: Tensor, size: Int? = nil, fillValue: Tensor? = nil) -> Tensor {
  let all = concatenated([x.raveled(), y.raveled()])
  return members(of: all, named: "setExclusiveOr1D", among: y, size: size, fillValue: fillValue) {
    $0.isIn(x) .!= $0.isIn(y)
  }
}

/// The different elements of a tensor, in ascending order, for which a condition holds.
private func members(
  of x: Tensor, named name: String, among y: Tensor, size: Int?, fillValue: Tensor?,
  where condition: (Tensor) -> Tensor
) -> Tensor {
  if x.isInvalid || y.isInvalid || fillValue?.isInvalid == true { return .invalid }
  return reporting { () throws(TensorError) in
    let elements = x.asType(Promotion(of: [x, y]).dtype).raveled().sorted()
    let runs = try SortedRuns(elements, equalNaN: true)
    let mask = runs.isFirst & condition(elements)
    let count = try mask.sum().resolved(size: size, named: name, operand: x.type)
    if elements.shape.dimensions[0].known == 0 || count == 0 {
      return Tensor.full([count], (fillValue ?? 0).asType(elements.dtype))
    }
    let first = elements.take(mask.asType(.int32).argMax(), axis: 0, mode: .clip)
    return elements.selected(by: mask, count: count, fillValue: fillValue ?? first)
  }
}
