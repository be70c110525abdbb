import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The elements along an axis in ascending order.
  ///
  ///     Tensor([3, 1, 2]).sorted()  // [1 2 3]
  ///     Tensor([[3, 1], [2, 4]]).sorted(axis: nil, descending: true)  // [4 3 2 1]
  ///
  /// NaN comes last (first in descending order), zeros of both signs are equal, false comes before true, and complex numbers
  /// are ordered by real, then imaginary part.
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; with `nil` all elements as a vector.
  ///   - descending: whether the largest element comes first.
  public func sorted(axis: Int? = -1, descending: Bool = false) -> Tensor {
    inLine(axis, named: "sorted") { x, position in
      let ascending = Sort(axis: position)(x)
      return descending ? Rev(axes: [position])(ascending) : ascending
    }
  }

  /// The positions of the elements along an axis in ascending order, as `int32`. Equal elements stay in the order that
  /// they have, also in descending order.
  ///
  ///     Tensor([3, 1, 2, 3]).argSorted()  // [1 2 0 3]
  ///     Tensor([3, 1, 2, 3]).argSorted(descending: true)  // [0 3 2 1]
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; with `nil` all elements as a vector.
  ///   - descending: whether the position of the largest element comes first.
  public func argSorted(axis: Int? = -1, descending: Bool = false) -> Tensor {
    inLine(axis, named: "argSorted") { x, position in
      let positions = Tensor.iota(x.shape, axis: position)
      // Reversed before and after, equal elements keep their order.
      let reversal = Rev(axes: descending ? [position] : [])
      let results = Sort(axis: position, operandCount: 2).results([reversal(x), reversal(positions)])
      return reversal(results[1]).weaklyTyped(false)
    }
  }

  /// The elements along an axis rearranged so that the one at position `kth` is where it would be if they were sorted: no
  /// element before it is larger, and none behind it is smaller.
  ///
  ///     Tensor([5, 3, 1, 4, 2]).partitioned(kth: 1)  // [1 2 5 4 3]
  ///
  /// The elements up to `kth` are in ascending order, those behind it in descending order, as JAX gives them; NaN comes
  /// after all numbers.
  ///
  /// - Parameters:
  ///   - kth: a position on the axis; a negative one counts from the back.
  ///   - axis: a negative one counts from the back.
  public func partitioned(kth: Int, axis: Int = -1) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "partitioned")
      let (lower, upper) = try sorted(axis: position).parts(around: kth, axis: position, named: "partitioned")
      return concatenated([lower, Rev(axes: [position])(upper)], axis: position)
    }
  }

  /// The positions of the elements along an axis, rearranged so that those of the `kth + 1` smallest elements come first, in
  /// ascending order of the elements; the other positions follow in ascending order. As `int32`.
  ///
  ///     Tensor([5, 3, 1, 4, 2]).argPartitioned(kth: 1)  // [2 4 0 1 3]
  ///
  /// - Parameters:
  ///   - kth: a position on the axis; a negative one counts from the back.
  ///   - axis: a negative one counts from the back.
  public func argPartitioned(kth: Int, axis: Int = -1) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      let position = try position(ofAxis: axis, named: "argPartitioned")
      let (lower, upper) = try argSorted(axis: position).parts(around: kth, axis: position, named: "argPartitioned")
      return concatenated([lower, upper.sorted(axis: position)], axis: position)
    }
  }

  /// The `k` largest elements along an axis in descending order, and their positions as `int32`.
  ///
  ///     let largest = Tensor([3, 1, 4, 1, 5]).topK(2)
  ///     largest.values  // [5 4]
  ///     largest.indices  // [4 2]
  ///
  /// Of equal elements the first one comes first; NaN is larger than all numbers. Not of complex numbers.
  ///
  /// - Parameters:
  ///   - k: how many; at most the size of the axis, and possibly symbolic.
  ///   - axis: a negative one counts from the back.
  public func topK(_ k: Dimension, axis: Int = -1) -> (values: Tensor, indices: Tensor) {
    if isInvalid { return (.invalid, .invalid) }
    do throws(TensorError) {
      let results = TopK(k, axis: try position(ofAxis: axis, named: "topK")).results([self])
      return (results[0], results[1].weaklyTyped(false))
    } catch {
      report(error)
      return (.invalid, .invalid)
    }
  }

  /// The `k` largest elements along an axis in descending order, and their positions as `int32`.
  public func topK(_ k: Int, axis: Int = -1) -> (values: Tensor, indices: Tensor) { topK(Dimension(k), axis: axis) }

  /// Does something along an axis, or for `nil` to all elements as a vector.
  func inLine(
    _ axis: Int?, named name: String, _ body: (_ x: Tensor, _ position: Int) -> Tensor
  ) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      guard let axis else { return body(raveled(), 0) }
      return body(self, try position(ofAxis: axis, named: name))
    }
  }

  /// The elements of a sorted axis up to position `kth`, and the others.
  private func parts(
    around kth: Int, axis: Int, named name: String
  ) throws(TensorError) -> (lower: Tensor, upper: Tensor) {
    let size = shape.dimensions[axis]
    let count = (kth < 0 ? size + Dimension(kth) : Dimension(kth)) + 1
    let isInside = [(count, DimensionComparison.greaterOrEqual, 1), (count, .lessOrEqual, size)].allSatisfy {
      Dimension.decide($0.0, $0.1, $0.2) == true
    }
    guard isInside else {
      throw .indexOutOfRange(index: kth, size: size, axis: axis, operation: Operation(name, operands: [type]))
    }
    return (sliced(axis: axis, from: 0, to: count), sliced(axis: axis, from: count, to: size))
  }
}

/// Several tensors, rearranged alike along an axis so that the first of them are in ascending order.
///
///     let sorted = sorted([Tensor([2, 1, 2]), Tensor([5.0, 6, 4])])
///     sorted[0]  // [1 2 2]
///     sorted[1]  // [6. 5. 4.]
///
/// Of two tensors these are keys and values, as in `jax.lax.sort_key_val`. Elements with equal keys keep their order; NaN
/// comes last.
///
/// - Parameters:
///   - tensors: at least one, of equal shapes and any dtypes.
///   - axis: a negative one counts from the back.
///   - keyCount: how many of the tensors are keys, of which a later one decides where the earlier ones are equal.
/// - Returns: as many tensors.
public func sorted(_ tensors: [Tensor], axis: Int = -1, keyCount: Int = 1) -> [Tensor] {
  let failed = [Tensor](repeating: .invalid, count: tensors.count)
  if tensors.contains(where: \.isInvalid) { return failed }
  do throws(TensorError) {
    guard let first = tensors.first else { return [] }
    let position = try first.position(ofAxis: axis, named: "sorted")
    let results = Sort(axis: position, keyCount: keyCount, operandCount: tensors.count).results(tensors)
    return results.count == tensors.count ? results : failed
  } catch {
    report(error)
    return failed
  }
}

/// The positions that put several keys in order, as `int32`: by the last key, where it has equal elements by the one before
/// it, and so on.
///
///     let firstNames = Tensor([2, 1, 0])
///     let lastNames = Tensor([1, 0, 1])
///     lexSorted([firstNames, lastNames])  // [1 2 0]
///
/// - Parameters:
///   - keys: at least one, of shapes that broadcast.
///   - axis: the one to sort along; a negative one counts from the back.
public func lexSorted(_ keys: [Tensor], axis: Int = -1) -> Tensor {
  if keys.contains(where: \.isInvalid) { return .invalid }
  return reporting { () throws(TensorError) in
    guard !keys.isEmpty else {
      throw .invalidArgument(name: "keys", expected: "at least one", actual: "none", operation: Operation("lexSorted"))
    }
    let shape = try broadcastShape(keys, operation: "lexSorted")
    let position = try shape.position(ofAxis: axis, in: { Operation("lexSorted", operands: keys.map(\.type)) })
    let sort = Sort(axis: position, keyCount: keys.count, operandCount: keys.count + 1)
    let operands = keys.reversed().map { $0.broadcast(to: shape) } + [Tensor.iota(shape, axis: position)]
    return sort.results(operands)[keys.count].weaklyTyped(false)
  }
}
