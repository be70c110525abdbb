import JacobiCore

/// In which order `einsum` multiplies more than two operands, pair by pair.
public enum ContractionOrder: Hashable, Sendable {
  /// The best order for up to six operands, a greedy one for more.
  case automatic
  /// The order with the fewest products of numbers, outer products included. Takes time like 3ⁿ for n operands.
  case optimal
  /// Each time the pair whose product saves the most memory. Takes time like n³.
  case greedy
  /// The first two, then the result with the third, and so on.
  case leftToRight
  /// The positions of each pair in the list of what is left: the pair is removed, its product is put at the end.
  case pairs([[Int]])
}

/// How an `einsum` is carried out, as ``einsumPath(_:_:order:)`` reports it.
public struct ContractionPath: Hashable, Sendable, CustomStringConvertible {
  /// The product of two tensors.
  public struct Step: Hashable, Sendable {
    /// Where the two are in the list of what is left; their product is put at its end.
    public var positions: [Int]
    /// Their labels and those of the product.
    public var subscripts: String
    /// How many pairs of numbers are multiplied. Symbolic sizes count as 100.
    public var multiplications: Double
    /// How many elements the product has.
    public var elements: Double
  }

  /// In the order in which they are carried out.
  public var steps: [Step]

  /// How many pairs of numbers are multiplied in all steps.
  public var multiplications: Double { steps.reduce(0) { $0 + $1.multiplications } }

  /// The number of elements of the largest product.
  public var largestIntermediate: Double { steps.map(\.elements).max() ?? 0 }

  /// A line for each step.
  public var description: String {
    steps.map { step in
      let positions = step.positions.map(String.init).joined(separator: ",")
      return "(\(positions)) \(step.subscripts) multiplications: \(step.multiplications) elements: \(step.elements)"
    }.joined(separator: "\n")
  }
}

/// The search for the order of an `einsum`, on sets of labels alone.
struct ContractionSearch {
  private let terms: [Set<Int>]
  private let output: Set<Int>
  private let sizes: [Int: Double]

  init(_ terms: [[Int]], output: [Int], sizes: [Int: Dimension]) {
    self.terms = terms.map { Set($0) }
    self.output = Set(output)
    self.sizes = sizes.mapValues { Double($0.known ?? 100) }
  }

  /// The pairs of positions, or `nil` when those that were asked for do not take all operands together.
  func pairs(_ order: ContractionOrder) -> [[Int]]? {
    switch order {
    case .automatic: terms.count <= 2 ? leftToRight : terms.count <= 6 ? optimal : greedy
    case .optimal: terms.count <= 12 ? optimal : greedy
    case .greedy: greedy
    case .leftToRight: leftToRight
    case .pairs(let pairs): isComplete(pairs) ? pairs : nil
    }
  }

  private func isComplete(_ pairs: [[Int]]) -> Bool {
    var count = terms.count
    for pair in pairs {
      guard pair.count == 2, pair[0] != pair[1], pair.allSatisfy((0..<count).contains) else { return false }
      count -= 1
    }
    return count <= 1
  }

  private var leftToRight: [[Int]] {
    // The product is the last of what is left.
    (0..<Swift.max(terms.count - 1, 0)).map { step in [0, step == 0 ? 1 : terms.count - step - 1] }
  }

  /// The number of elements of a tensor with some labels.
  func elements(_ labels: Set<Int>) -> Double { labels.reduce(1) { $0 * sizes[$1, default: 1] } }

  /// The labels of a product: those that the result or another tensor needs.
  private func product(_ left: Set<Int>, _ right: Set<Int>, others: [Set<Int>]) -> Set<Int> {
    let needed = others.reduce(output) { $0.union($1) }
    return left.union(right).intersection(needed)
  }

  private var greedy: [[Int]] {
    var left = terms
    var pairs: [[Int]] = []
    while left.count > 1 {
      var best: (score: Double, cost: Double, pair: [Int], labels: Set<Int>)?
      for i in left.indices {
        for j in left.indices where j > i {
          let others = left.indices.filter { $0 != i && $0 != j }.map { left[$0] }
          let labels = product(left[i], left[j], others: others)
          let score = elements(labels) - elements(left[i]) - elements(left[j])
          let cost = elements(left[i].union(left[j]))
          if best.map({ (score, cost) < ($0.score, $0.cost) }) ?? true { best = (score, cost, [i, j], labels) }
        }
      }
      guard let best else { break }
      pairs.append(best.pair)
      left = left.indices.filter { !best.pair.contains($0) }.map { left[$0] } + [best.labels]
    }
    return pairs
  }

  /// Dynamic programming over sets of operands, one bit each: the labels of the product of a set do not depend on the order in
  /// which it was made (Pfeifer, Haegeman and Verstraete, "Faster identification of optimal contraction sequences", 2014).
  private var optimal: [[Int]] {
    guard terms.count > 1 else { return [] }
    let all = 1 << terms.count
    let labels = (0..<all).map { set in
      product(union(of: set), [], others: terms.indices.filter { set >> $0 & 1 == 0 }.map { terms[$0] })
    }
    var costs = [Double](repeating: 0, count: all)
    var splits = [Int](repeating: 0, count: all)
    for set in 1..<all where set.nonzeroBitCount > 1 {
      costs[set] = .infinity
      var part = (set - 1) & set
      while part > 0 {
        let rest = set ^ part
        let cost = costs[part] + costs[rest] + elements(inputs(part, labels).union(inputs(rest, labels)))
        // Each split is met twice; the larger part comes first.
        if part > rest, cost < costs[set] || splits[set] == 0 { (costs[set], splits[set]) = (cost, part) }
        part = (part - 1) & set
      }
    }
    return pairs(of: splits)
  }

  private func union(of set: Int) -> Set<Int> {
    terms.indices.reduce(into: []) { if set >> $1 & 1 == 1 { $0.formUnion(terms[$1]) } }
  }

  /// What a set of operands brings into a product: a single one all its labels.
  private func inputs(_ set: Int, _ labels: [Set<Int>]) -> Set<Int> {
    set.nonzeroBitCount == 1 ? terms[set.trailingZeroBitCount] : labels[set]
  }

  /// The pairs of the tree that splits describe, as positions in the list of what is left.
  private func pairs(of splits: [Int]) -> [[Int]] {
    var left = terms.indices.map { 1 << $0 }
    var pairs: [[Int]] = []
    func make(_ set: Int) {
      guard set.nonzeroBitCount > 1 else { return }
      let parts = [set ^ splits[set], splits[set]]
      parts.forEach(make)
      pairs.append(parts.compactMap { left.firstIndex(of: $0) }.sorted())
      left.removeAll(where: parts.contains)
      left.append(set)
    }
    make((1 << terms.count) - 1)
    return pairs
  }
}
