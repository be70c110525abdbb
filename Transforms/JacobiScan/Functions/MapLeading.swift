import JacobiCore
import JacobiPrimitives
import JacobiVmap

/// Applies a function to one element after the other, along axis 0.
///
///     let rows = Tensor([[1.0, 2.0], [3.0, 4.0]])
///     mapLeading({ (row: Tensor) in row * row }, rows)  // [[ 1.  4.] [ 9. 16.]]
///
/// Like `vmap`, but with the memory of one element at a time; with `batchSize`, that of so many, which are computed
/// together.
///
/// - Parameters:
///   - function: from the elements of a step, a tree or a tuple of trees, to a tree or a tuple of trees.
///   - elements: the tensors whose axis 0 is gone through.
///   - batchSize: how many elements are computed together; what is left over comes last.
///   - progress: reports how many elements are done.
/// - Returns: the results, stacked along a new axis 0.
/// - Throws: what `function` throws.
public func mapLeading<Elements, Result, Failure: Error>(
  _ function: (Elements) throws(Failure) -> Result, _ elements: Elements, batchSize: Int? = nil,
  progress: LoopProgress? = nil
) throws(Failure) -> Result {
  try reportingMistakes(in: "mapLeading") { (code: UserCode<Result, Failure>) in
    guard let batchSize else {
      return try mapTrees(elements, progress, code, function)
    }
    guard batchSize > 0 else {
      throw TensorError.invalidArgument(
        name: "batchSize", expected: "at least 1", actual: "\(batchSize)", operation: Operation("mapLeading"))
    }
    return try mapBatches(elements, batchSize: batchSize, progress, code, function)
  } fallback: { () throws(Failure) in
    try function(standIn(for: elements, in: "mapLeading", isElement: true))
  }
}

private func mapTrees<Elements, Result, Failure: Error>(
  _ elements: Elements, _ progress: LoopProgress?, _ code: UserCode<Result, Failure>,
  _ function: (Elements) throws(Failure) -> Result
) throws -> Result {
  let options = ScanOptions(progress: progress, name: "mapLeading")
  return try scanTrees(over: elements, from: (), length: nil, options, code) {
    (_: Void, element: Elements) throws(Failure) in
    let result = try function(element)
    code.keep(result)
    return ((), result)
  }.1
}

private func mapBatches<Elements, Result, Failure: Error>(
  _ elements: Elements, batchSize: Int, _ progress: LoopProgress?, _ code: UserCode<Result, Failure>,
  _ function: (Elements) throws(Failure) -> Result
) throws -> Result {
  let flattened = try Flattened(elements, for: "mapLeading")
  guard let size = flattened.leaves.first?.shape.dimensions.first,
    flattened.leaves.allSatisfy({ $0.shape.dimensions.first == size })
  else { return try mapTrees(elements, progress, code, function) }
  guard let count = size.known else {
    throw TensorError.invalidDimension(value: "\(size)", operation: Operation("mapLeading with a batch size"))
  }
  let batchCount = count / batchSize
  let (body, result) = try tracedElement(flattened, code, function)
  var parts: [[Tensor]] = []
  if batchCount > 0 || count == 0 {
    let batches = flattened.leaves.map { leaf in
      let shape = leaf.shape.removing(axes: [0])
      return Reshape(to: shape.inserting(Dimension(batchSize), at: 0).inserting(Dimension(batchCount), at: 0))(
        leaf.leading(from: 0, to: batchCount * batchSize))
    }
    let program = try body.batched(size: batchSize).reporting(progress, batchSize, of: size, after: body.captured.count)
    let loop = Scan(
      program, constantCount: body.captured.count, carryCount: progress == nil ? 0 : 1, length: Dimension(batchCount))
    let done = progress == nil ? [] : [Tensor.zeroSteps]
    parts.append(
      loop.results(body.captured + done + batches).dropFirst(done.count)
        .map { $0.mergingLeadingAxes(size: batchCount * batchSize) })
  }
  if count > batchCount * batchSize {
    let rest = flattened.leaves.map { $0.leading(from: batchCount * batchSize, to: count) }
    let program = try body.batched(size: count - batchCount * batchSize)
    parts.append(try program.evaluate(body.captured + rest))
    progress?.trace(.steps(count), stride: count - batchCount * batchSize, of: size)
  }
  let leaves = parts[0].indices.map { index in
    parts.count == 1 ? parts[0][index] : Concatenate(axis: 0).results(parts.map { $0[index] })[0]
  }
  return try result.tree(leaves, for: "mapLeading")
}

extension TracedBody {
  /// The program for some elements at once, along axis 0, instead of one.
  fileprivate func batched(size: Int) throws -> Program {
    let axes = program.inputs.indices.map { $0 < captured.count ? nil : 0 }
    return try BatchedProgram.leading(program, axes: axes, size: Dimension(size)).program
  }
}

extension Program {
  /// The program of a step that counts the elements that are done, as a carry, and reports them.
  fileprivate func reporting(
    _ progress: LoopProgress?, _ count: Int, of total: Dimension, after constantCount: Int
  ) throws -> Program {
    guard let progress else { return self }
    let types = inputTypes.prefix(constantCount) + [TensorType(.int64, [])] + inputTypes.dropFirst(constantCount)
    return try closedProgram(Array(types), name: "mapLeading") { inputs in
      var inputs = inputs
      let done = Add()(inputs.remove(at: constantCount), .steps(count))
      let results = try evaluate(inputs)
      progress.trace(done, stride: count, of: total)
      return [done] + results
    }
  }
}

private func tracedElement<Elements, Result, Failure: Error>(
  _ elements: Flattened, _ code: UserCode<Result, Failure>, _ function: (Elements) throws(Failure) -> Result
) throws -> (body: TracedBody, result: Flattened) {
  let types = elements.types.map { $0.with(shape: $0.shape.removing(axes: [0])) }
  var flattened: Flattened?
  let body = try TracedBody(types, name: "mapLeading") { inputs in
    let element: Elements = try elements.tree(inputs, for: "mapLeading")
    let result = try code.run { () throws(Failure) in try function(element) }
    code.keep(result)
    flattened = try Flattened(result, for: "mapLeading")
    return flattened!.leaves
  }
  return (body, flattened!)
}

extension Tensor {
  /// The elements of a range of positions along the leading axis.
  fileprivate func leading(from start: Int, to end: Int) -> Tensor {
    sliced(axis: 0, from: start, to: end)
  }

  /// The elements of a range of positions along an axis, or of every second one.
  func sliced(axis: Int, from start: Int, to end: Int, stride: Int = 1) -> Tensor {
    var starts = shape.indices.map { _ in Dimension(0) }
    var limits = shape.dimensions
    var strides = shape.indices.map { _ in 1 }
    (starts[axis], limits[axis], strides[axis]) = (Dimension(start), Dimension(end), stride)
    return Slice(starts: starts, limits: limits, strides: strides)(self)
  }

  /// The two leading axes as one of the given size.
  fileprivate func mergingLeadingAxes(size: Int) -> Tensor {
    Reshape(to: Shape([Dimension(size)] + shape.dimensions.dropFirst(2)))(self)
  }
}
