import JacobiCore
import JacobiPrimitives

// The batch axis of the operand alone is one more axis of the window, taken whole. As soon as the indices are batched, too,
// it runs along with theirs.

extension Batching {
  static let indexingRules = RuleTable<Batching>(windowRules, dynamicSlicingRules)

  private static let windowRules = RuleTable<Batching> { table in
    table.add(Gather.self) { gather, operands, size in [batched(gather, operands[0], operands[1], size)] }
    for primitive in standardPrimitives {
      if let scatter = primitive as? any ScatterPrimitive.Type { table.addScatter(scatter) }
    }
  }

  /// The windows of each example.
  static func batched(_ gather: Gather, _ x: Batched, _ indices: Batched, _ size: Dimension) -> Batched {
    if !indices.isBatched { return gatherFromBatch(gather, x, indices.tensor, size) }
    var gather = gather
    gather.indicesAreSorted = false
    let leading = indices.leading(size: size)
    return x.isBatched ? gatherInEach(gather, x, leading) : gatherWithBatch(gather, x.tensor, leading)
  }

  /// Each example with its own updates.
  static func batched(
    _ scatter: some ScatterPrimitive, _ x: Batched, _ indices: Batched, _ updates: Batched, _ size: Dimension
  ) -> Batched {
    var scatter = scatter
    if indices.isBatched {
      scatter.dimensions = scatter.dimensions.withBatching(operand: 0)
      scatter.indicesAreSorted = false
    } else {
      scatter.dimensions = scatter.dimensions.withWindow(operand: 0, offset: 0)
    }
    let result = scatter(
      x.leading(size: size), indices.isBatched ? indices.leading(size: size) : indices.tensor,
      updates.leading(size: size))
    return Batched(result, axis: 0)
  }

  /// The same windows of each example.
  private static func gatherFromBatch(
    _ gather: Gather, _ x: Batched, _ indices: Tensor, _ size: Dimension
  ) -> Batched {
    var gather = gather
    let axis = x.axis ?? 0
    // Window axes keep their order, so the batch axis goes right behind the one that it follows in the operand.
    let preceding = gather.dimensions.windowAxes(rank: x.rank).count { $0 < axis }
    let target = preceding == 0 ? 0 : gather.dimensions.offset.sorted()[preceding - 1] + 1
    gather.dimensions = gather.dimensions.withWindow(operand: axis, offset: target)
    gather.sliceSizes.insert(size, at: axis)
    return Batched(gather(x.tensor, indices), axis: target)
  }

  /// Other windows of one operand for each example.
  private static func gatherWithBatch(_ gather: Gather, _ x: Tensor, _ indices: Tensor) -> Batched {
    var gather = gather
    // Different examples may read the same elements.
    gather.uniqueIndices = false
    gather.dimensions.offset = gather.dimensions.offset.shifted(byInsertionAt: 0)
    gather.dimensions.startIndexBatching = gather.dimensions.startIndexBatching.shifted(byInsertionAt: 0)
    return Batched(gather(x, indices), axis: 0)
  }

  /// In each example its own windows.
  private static func gatherInEach(_ gather: Gather, _ x: Batched, _ indices: Tensor) -> Batched {
    var gather = gather
    let axis = x.axis ?? 0
    gather.dimensions = gather.dimensions.withBatching(operand: axis)
    gather.sliceSizes.insert(1, at: axis)
    return Batched(gather(x.tensor, indices), axis: 0)
  }
}

extension RuleTable<Batching> {
  fileprivate mutating func addScatter<P: ScatterPrimitive>(_ type: P.Type) {
    add(type) { scatter, operands, size in
      [Batching.batched(scatter, operands[0], operands[1], operands[2], size)]
    }
  }
}

extension GatherDimensions {
  /// With a batch axis of the operand at `axis` that appears at `offset` of the result as part of the window.
  fileprivate func withWindow(operand axis: Int, offset target: Int) -> GatherDimensions {
    var result = withOperandAxis(at: axis)
    result.offset = (offset.shifted(byInsertionAt: target) + [target]).sorted()
    return result
  }

  /// With a batch axis of the operand at `axis` that runs along with the first axis of the indices, also a batch axis; it
  /// becomes the first axis of the result.
  fileprivate func withBatching(operand axis: Int) -> GatherDimensions {
    var result = withOperandAxis(at: axis)
    result.offset = offset.shifted(byInsertionAt: 0)
    let others = zip(result.operandBatching, startIndexBatching.shifted(byInsertionAt: 0))
    let pairs = (Array(others) + [(axis, 0)]).sorted { $0.0 < $1.0 }
    result.operandBatching = pairs.map(\.0)
    result.startIndexBatching = pairs.map(\.1)
    return result
  }

  private func withOperandAxis(at axis: Int) -> GatherDimensions {
    var result = self
    result.collapsed = collapsed.shifted(byInsertionAt: axis)
    result.operandBatching = operandBatching.shifted(byInsertionAt: axis)
    result.start = start.shifted(byInsertionAt: axis)
    return result
  }
}
