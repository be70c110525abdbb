import JacobiCore
import JacobiPrimitives

extension RuleTable<Simplification> {
  static let axes = RuleTable { table in
    table.add(Reshape.self, reshaped)
    table.add(BroadcastInDim.self, broadcast)
    table.add(Transpose.self) { transpose, rewrite in
      try rewrite.transposed(transpose.permutation) ?? rewrite.swappingFactors(transpose.permutation)
    }
    table.add(Rev.self) { reversal, rewrite in
      let shape = rewrite[0].type.shape
      let proper = reversal.axes.filter { shape[$0].known != 1 }
      if proper.isEmpty { return rewrite[0] }
      if proper.count < reversal.axes.count { return try rewrite.apply(Rev(axes: proper), rewrite[0]) }
      guard let (inner, operands) = rewrite.operation(Rev.self, at: 0) else { return nil }
      let axes = Set(inner.axes).symmetricDifference(reversal.axes).sorted()
      return try rewrite.apply(Rev(axes: axes), operands[0])
    }
  }

  @Sendable private static func reshaped(_ reshape: Reshape, _ rewrite: Rewrite) throws -> Atom? {
    if rewrite[0].type.shape == reshape.shape { return rewrite[0] }
    if let inner = rewrite.operands(of: Reshape.self, at: 0) { return try rewrite.apply(reshape, inner[0]) }
    guard let (inner, operands) = rewrite.operation(BroadcastInDim.self, at: 0) else { return nil }
    let source = operands[0].type.shape
    // Axes of size 1 come and go; those of the operand stay.
    guard source.properAxes.count == source.rank, source.rank == 0 || inner.shape.isSame(butForOnesAs: reshape.shape)
    else { return nil }
    let places = Dictionary(uniqueKeysWithValues: zip(inner.shape.properAxes, reshape.shape.properAxes))
    let dimensions = inner.dimensions.compactMap { places[$0] }
    return try rewrite.apply(BroadcastInDim(to: reshape.shape, dimensions: dimensions), operands[0])
  }

  @Sendable private static func broadcast(_ broadcast: BroadcastInDim, _ rewrite: Rewrite) throws -> Atom? {
    let source = rewrite[0].type.shape
    if source == broadcast.shape { return rewrite[0] }
    let others = broadcast.shape.indices.filter { !broadcast.dimensions.contains($0) }
    if others.allSatisfy({ broadcast.shape[$0].known == 1 }),
      broadcast.dimensions.map({ broadcast.shape[$0] }) == Array(source)
    {
      return try rewrite.apply(Reshape(to: broadcast.shape), rewrite[0])
    }
    if let (inner, operands) = rewrite.operation(BroadcastInDim.self, at: 0) {
      let dimensions = inner.dimensions.map { broadcast.dimensions[$0] }
      return try rewrite.apply(BroadcastInDim(to: broadcast.shape, dimensions: dimensions), operands[0])
    }
    guard let inner = rewrite.operands(of: Reshape.self, at: 0)?[0] else { return nil }
    let shape = inner.type.shape
    guard shape.properAxes.count == shape.rank, shape.isSame(butForOnesAs: source) else { return nil }
    let dimensions = source.properAxes.map { broadcast.dimensions[$0] }
    return try rewrite.apply(BroadcastInDim(to: broadcast.shape, dimensions: dimensions), inner)
  }
}

extension Rewrite {
  /// The operand with its axes in another order, without an operation or with one on less.
  fileprivate func transposed(_ permutation: [Int]) throws -> Atom? {
    if permutation == Array(permutation.indices) { return self[0] }
    if let (inner, operands) = operation(Transpose.self, at: 0) {
      return try apply(Transpose(permutation: permutation.map { inner.permutation[$0] }), operands[0])
    }
    let shape = self[0].type.shape
    let proper = permutation.filter { shape[$0].known != 1 }
    if proper == proper.sorted() { return try apply(Reshape(to: Shape(permutation.map { shape[$0] })), self[0]) }
    guard let (inner, operands) = operation(BroadcastInDim.self, at: 0) else { return nil }
    // Axis by axis of the operand, where it comes to lie.
    let places = inner.dimensions.map { axis in permutation.firstIndex(of: axis)! }
    let order = places.indices.sorted { places[$0] < places[$1] }
    let source = order == Array(order.indices) ? operands[0] : try apply(Transpose(permutation: order), operands[0])
    let result = Shape(permutation.map { shape[$0] })
    return try apply(BroadcastInDim(to: result, dimensions: places.sorted()), source)
  }
}
