import JacobiCore

/// Calls Swift code with concrete values, whenever the operation is carried out.
///
/// The operands and results of one call are those of one example; in a batch each has the axes ``batch`` in front.
public struct HostCallback: Primitive {
  public static let id = "host_callback"
  /// What is called.
  public var function: HostFunction
  /// The types of the results of one call.
  public var resultTypes: [TensorType]
  /// Whether equal operands always give equal results and nothing else happens. If not, calls are never removed, merged or
  /// reordered.
  public var isPure: Bool
  /// Whether the function takes whole batches: one call with the axes of the batch in front of each operand.
  public var takesBatches: Bool
  /// The sizes of the batch, outermost first.
  public var batch: Shape

  public init(
    _ function: HostFunction, resultTypes: [TensorType], isPure: Bool, takesBatches: Bool = false, batch: Shape = []
  ) {
    self.function = function
    self.resultTypes = resultTypes
    self.isPure = isPure
    self.takesBatches = takesBatches
    self.batch = batch
  }

  public var outputCount: Int { resultTypes.count }
  public var effects: Effects { isPure ? [] : .ordered }
  public var isTransient: Bool { function.isTransient }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    for type in operands {
      let leading = Shape(Array(type.shape.dimensions.prefix(batch.rank)))
      try operands.requireEqual(leading, batch, "operands with the axes \(batch) of the batch in front")
    }
    return resultTypes.map { $0.with(shape: Shape(batch.dimensions + $0.shape.dimensions)) }
  }
}

extension HostCallback {
  /// The kernel of every backend: one call for each example of the batch, in order, or one for all.
  package func run(_ operands: [TensorValue], outputs: [TensorType]) throws -> [TensorValue] {
    if batch.rank == 0 || takesBatches { return try call(operands, outputs) }
    let exampleRank = batch.rank
    let sizes = operands.first.map { Array($0.shape.sizes.prefix(exampleRank)) }
    // Of a batch without examples the product of the other sizes may overflow.
    let count = sizes.map { $0.contains(0) ? 0 : $0.reduce(1, *) } ?? batch.elementCount.known ?? 0
    let results = outputs.map { TensorValue(uninitialized: $0) }
    for index in 0..<count {
      let values = try call(
        operands.map { $0.example(index, rank: exampleRank) }, outputs.map { $0.removingLeading(exampleRank) })
      for (result, value) in zip(results, values) { result.setExample(index, to: value) }
    }
    return results
  }

  /// One call, outside of all transformations.
  private func call(_ operands: [TensorValue], _ types: [TensorType]) throws -> [TensorValue] {
    let results = try Trace.withCurrent(nil) { try withTensorErrors { try function(operands) } }
    guard results.map(\.type) == types else {
      throw TensorError.shapeMismatch(
        expected: "results of types \(types) from the host function \(function.name)",
        actual: "\(results.map(\.type))", operation: Operation(HostCallback.id, operands: operands.map(\.type)))
    }
    return results
  }
}

extension TensorType {
  fileprivate func removingLeading(_ rank: Int) -> TensorType {
    with(shape: Shape(Array(shape.dimensions.dropFirst(rank))))
  }
}

extension TensorValue {
  /// A copy of one of the examples that the first `rank` axes number.
  fileprivate func example(_ index: Int, rank: Int) -> TensorValue {
    let example = TensorValue(uninitialized: type.removingLeading(rank))
    let byteCount = example.type.byteCount
    // SAFETY: examples are stored one after the other, and `index` is less than their number.
    example.buffer.pointer.copyMemory(from: buffer.pointer + index * byteCount, byteCount: byteCount)
    return example
  }

  /// Writes an example of a value that nobody else refers to yet.
  fileprivate func setExample(_ index: Int, to value: TensorValue) {
    let byteCount = value.type.byteCount
    // SAFETY: as for reading; the type of `value` was checked.
    (buffer.pointer + index * byteCount).copyMemory(from: value.buffer.pointer, byteCount: byteCount)
  }
}
