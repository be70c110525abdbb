import JacobiCore
import JacobiPrimitives

extension RuleTable<Simplification> {
  static let contractions = RuleTable { table in
    table.add(DotGeneral.self) { dot, rewrite in
      try rewrite.contracting(dot, transposed: .left) ?? rewrite.contracting(dot, transposed: .right)
        ?? rewrite.contractingRepeated(dot)
    }
  }
}

/// One of the operands of a contraction.
enum ContractedSide: Int {
  case left, right

  var other: ContractedSide { self == .left ? .right : .left }
}

extension DotGeneral {
  /// The batch and the contracting axes of an operand.
  subscript(side: ContractedSide) -> (batch: [Int], contracting: [Int]) {
    get {
      side == .left ? (leftBatch, leftContracting) : (rightBatch, rightContracting)
    }
    set {
      switch side {
      case .left: (leftBatch, leftContracting) = newValue
      case .right: (rightBatch, rightContracting) = newValue
      }
    }
  }

  func free(_ side: ContractedSide, rank: Int) -> [Int] {
    side == .left ? leftFree(rank: rank) : rightFree(rank: rank)
  }

  /// The same contraction with the operands exchanged.
  var exchanged: DotGeneral {
    DotGeneral(
      contracting: (rightContracting, leftContracting), batch: (rightBatch, leftBatch),
      preferredElementType: preferredElementType)
  }
}

extension Rewrite {
  /// A contraction with the operand of a transpose instead of its result.
  fileprivate func contracting(_ dot: DotGeneral, transposed side: ContractedSide) throws -> Atom? {
    guard let (transpose, inner) = operation(Transpose.self, at: side.rawValue) else { return nil }
    var folded = dot
    let axes = dot[side]
    folded[side] = (axes.batch.map { transpose.permutation[$0] }, axes.contracting.map { transpose.permutation[$0] })
    let rank = transpose.permutation.count
    // The free axes come to lie in the result in their order.
    let free = dot.free(side, rank: rank).map { transpose.permutation[$0] }
    guard free == free.sorted(), folded.readsMatrices(side, inner[0].type.shape) else { return nil }
    var factors = operands
    factors[side.rawValue] = inner[0]
    return try results(of: folded, factors)[0]
  }

  /// A contraction with an operand that is the same along some batch axes, which become free axes of the other one.
  fileprivate func contractingRepeated(_ dot: DotGeneral) throws -> Atom? {
    guard let (broadcast, inner) = operation(BroadcastInDim.self, at: 1), inner[0].type.rank > 0 else { return nil }
    let source = inner[0].type.shape
    // All axes of the operand that is repeated are whole; the others come last in the batch, and before the free axes left.
    let kept = dot.rightBatch.prefix { broadcast.dimensions.contains($0) }.count
    let places = dot.rightBatch + dot.rightContracting + dot.rightFree(rank: broadcast.shape.rank)
    let isRepeated = places.map { !broadcast.dimensions.contains($0) }
    guard kept < dot.rightBatch.count, zip(source, broadcast.dimensions).allSatisfy({ $0 == broadcast.shape[$1] }),
      isRepeated.enumerated().allSatisfy({ ($0 >= kept && $0 < dot.rightBatch.count) == $1 })
    else { return nil }
    let freed = Array(dot.leftBatch[kept...])
    let free = freed + dot.leftFree(rank: self[0].type.rank)
    guard free == free.sorted() else { return nil }
    func place(_ axis: Int) -> Int { broadcast.dimensions.firstIndex(of: axis)! }
    let folded = DotGeneral(
      contracting: (dot.leftContracting, dot.rightContracting.map(place)),
      batch: (Array(dot.leftBatch[..<kept]), dot.rightBatch[..<kept].map(place)),
      preferredElementType: dot.preferredElementType)
    return try apply(folded, self[0], inner[0])
  }

  /// The transpose of a contraction as the contraction of the operands in the other order: the sums are the same.
  func swappingFactors(_ permutation: [Int]) throws -> Atom? {
    guard isUsedOnce(0), let (dot, factors) = operation(DotGeneral.self, at: 0) else { return nil }
    let batch = dot.leftBatch.count
    let left = dot.leftFree(rank: factors[0].type.rank).count
    let right = dot.rightFree(rank: factors[1].type.rank).count
    let lefts = Array(batch..<batch + left)
    let rights = Array(batch + left..<batch + left + right)
    let order = Array(permutation[..<batch])
    guard order.allSatisfy({ $0 < batch }) else { return nil }
    let isExchanged = Array(permutation[batch...]) == rights + lefts
    guard isExchanged || Array(permutation[batch...]) == lefts + rights else { return nil }
    var folded = dot
    folded.leftBatch = order.map { dot.leftBatch[$0] }
    folded.rightBatch = order.map { dot.rightBatch[$0] }
    if !isExchanged { return try apply(folded, factors[0], factors[1]) }
    let result = self[0].type.shape
    let swapped = try results(of: folded.exchanged, [factors[1], factors[0]])[0]
    return swapped.type == self[0].type.with(shape: Shape(permutation.map { result[$0] })) ? swapped : nil
  }
}

extension DotGeneral {
  /// Whether an operand consists of matrices as they lie in memory, so that libraries read it without a copy: contracting axes
  /// next to each other, free axes as well, and one of either is the last.
  fileprivate func readsMatrices(_ side: ContractedSide, _ shape: Shape) -> Bool {
    let proper = shape.properAxes
    func isOneAxis(_ axes: [Int]) -> Bool {
      let places = axes.compactMap { proper.firstIndex(of: $0) }
      return zip(places, places.dropFirst()).allSatisfy { $0 + 1 == $1 }
    }
    let axes = self[side]
    return isOneAxis(axes.contracting) && isOneAxis(free(side, rank: shape.rank))
      && !(proper.last.map(axes.batch.contains) ?? false)
  }
}
