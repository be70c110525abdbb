import JacobiCore
import JacobiPrimitives

/// What an associative operation gives for the first element, the first two, the first three, and so on, in logarithmically
/// many operations on whole arrays.
///
///     let xs = Tensor([1.0, 2.0, 3.0, 4.0])
///     associativeScan({ (a: Tensor, b: Tensor) in a * b }, xs)  // [ 1.  2.  6. 24.]
///
/// The elements are combined in a tree: R. Ladner and M. Fischer, "Parallel prefix computation", J. ACM 27, 1980.
///
/// - Parameters:
///   - operation: combines two trees of arrays element by element along `axis`; it must be associative, and is called on
///     arrays of various lengths.
///   - elements: a tree of tensors, or a tuple of trees, of one known length along `axis`.
///   - axis: the axis that is gone through; a negative one counts from the back.
///   - reverse: whether to combine the last elements instead of the first.
/// - Returns: a tree like `elements`.
/// - Throws: what `operation` throws. A result that differs from its operands in structure, shapes or dtypes is a
///   mistake of the operation.
public func associativeScan<Elements, Failure: Error>(
  _ operation: (Elements, Elements) throws(Failure) -> Elements, _ elements: Elements, axis: Int = 0,
  reverse: Bool = false
) throws(Failure) -> Elements {
  try reportingMistakes(in: "associativeScan") { (code: UserCode<Elements, Failure>) in
    code.keep(elements)
    let flattened = try Flattened(elements, for: "associativeScan")
    let prefixes = try PrefixCombination(flattened, axis: axis)
    func combine(_ firstLeaves: [Tensor], _ secondLeaves: [Tensor]) throws -> [Tensor] {
      let first: Elements = try flattened.tree(firstLeaves, for: "associativeScan")
      let second: Elements = try flattened.tree(secondLeaves, for: "associativeScan")
      // The operation is given the earlier elements first, in the direction of the scan.
      let result = try code.run { () throws(Failure) in try operation(first, second) }
      return try flattened.leavesOfResult(result, combining: firstLeaves)
    }
    let leaves = reverse ? prefixes.reversed(flattened.leaves) : flattened.leaves
    let results = try prefixes.combined(leaves, combine)
    return try flattened.tree(reverse ? prefixes.reversed(results) : results, for: "associativeScan")
  } fallback: { () throws(Failure) in
    elements
  }
}

extension Flattened {
  /// The leaves of what the operation of an associative scan gives, in the dtypes of its operands where it is made of
  /// numbers in the program.
  ///
  /// - Parameter operands: the leaves of the first operand, whose types the results must have.
  fileprivate func leavesOfResult<Tree>(_ result: Tree, combining operands: [Tensor]) throws(TensorError) -> [Tensor] {
    let name = "associativeScan"
    let result = try Flattened(result, for: name)
    try result.structure.requireSame(
      as: structure, "result", before: "in a result, as in the elements combined", after: "in a result", for: name)
    var leaves: [Tensor] = []
    for (index, operand) in operands.enumerated() {
      var leaf = result.leaves[index]
      if leaf.isWeaklyTyped, leaf.dtype != operand.dtype, leaf.dtype.kind <= operand.dtype.kind {
        leaf = leaf.promoted(to: operand.dtype, isWeak: operand.isWeaklyTyped)
      }
      if leaf.type != operand.type {
        let expected = "the result\(structure.leafPaths[index]) of type \(operand.type), as the elements combined"
        throw leaf.dtype == operand.dtype
          ? .shapeMismatch(expected: expected, actual: "\(leaf.type)", operation: Operation(name))
          : .dtypeMismatch(expected: expected, actual: "\(leaf.type)", operation: Operation(name))
      }
      leaves.append(leaf)
    }
    return leaves
  }
}

/// The combination of arrays along an axis.
private struct PrefixCombination {
  /// The axis of each array.
  private let axes: [Int]
  private let length: Int

  init(_ elements: Flattened, axis: Int) throws(TensorError) {
    let name = "associativeScan"
    var axes: [Int] = []
    var sizes: [Dimension] = []
    for leaf in elements.leaves {
      guard let position = leaf.shape.position(ofAxis: axis) else {
        throw .axisOutOfRange(axis: axis, rank: leaf.rank, operation: Operation(name, operands: [leaf.type]))
      }
      axes.append(position)
      sizes.append(leaf.shape.dimensions[position])
    }
    guard let size = sizes.first, sizes.allSatisfy({ $0 == size }) else {
      throw .shapeMismatch(
        expected: "elements of one length along axis \(axis)", actual: "\(elements.types)", operation: Operation(name))
    }
    guard let length = size.known else {
      throw .invalidDimension(value: "\(size)", operation: Operation(name, operands: elements.types))
    }
    (self.axes, self.length) = (axes, length)
  }

  func reversed(_ arrays: [Tensor]) -> [Tensor] {
    zip(arrays, axes).map { Rev(axes: [$1])($0) }
  }

  func combined(_ arrays: [Tensor], _ combine: ([Tensor], [Tensor]) throws -> [Tensor]) throws -> [Tensor] {
    try combined(arrays, length, combine)
  }

  /// The prefixes of even length are those of the sums of neighbours; one more element makes the others of them.
  private func combined(
    _ arrays: [Tensor], _ count: Int, _ combine: ([Tensor], [Tensor]) throws -> [Tensor]
  ) throws -> [Tensor] {
    if count < 2 { return arrays }
    let half = count / 2
    let neighbours = try combine(
      every(arrays, from: 0, to: 2 * half - 1, stride: 2), every(arrays, from: 1, to: 2 * half, stride: 2))
    let even = try combined(neighbours, half, combine)
    let first = every(arrays, from: 0, to: 1)
    let moreCount = (count - 1) / 2
    if moreCount == 0 { return interleaved(first, even) }
    let more = try combine(every(even, from: 0, to: moreCount), every(arrays, from: 2, to: count, stride: 2))
    return interleaved(zip(zip(first, more), axes).map { Concatenate(axis: $1)($0.0, $0.1) }, even)
  }

  private func every(_ arrays: [Tensor], from start: Int, to end: Int, stride: Int = 1) -> [Tensor] {
    zip(arrays, axes).map { $0.sliced(axis: $1, from: start, to: end, stride: stride) }
  }

  /// The elements of two lists in turn, of which the first may have one more.
  private func interleaved(_ first: [Tensor], _ second: [Tensor]) -> [Tensor] {
    zip(zip(first, second), axes).map { pair, axis in
      let (first, second) = pair
      let count = second.shape.dimensions[axis].known!
      let pairShape = second.shape.inserting(1, at: axis + 1)
      let pairs = Concatenate(axis: axis + 1)(
        Reshape(to: pairShape)(first.sliced(axis: axis, from: 0, to: count)), Reshape(to: pairShape)(second))
      var shape = second.shape.dimensions
      shape[axis] = Dimension(2 * count)
      let merged = Reshape(to: Shape(shape))(pairs)
      let firstCount = first.shape.dimensions[axis].known!
      if firstCount == count { return merged }
      return Concatenate(axis: axis)(merged, first.sliced(axis: axis, from: count, to: firstCount))
    }
  }
}
