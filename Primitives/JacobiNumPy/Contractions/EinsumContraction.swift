import JacobiCore
import JacobiPrimitives

/// The subscripts of an `einsum` together with the sizes that the labels have.
struct EinsumSizes {
  let subscripts: EinsumSubscripts
  private(set) var sizes: [Int: Dimension] = [:]
  /// The axes of each operand that are repeated, because they have size 1 and their label has not.
  private(set) var repeated: [[Int]] = []

  init(_ subscripts: EinsumSubscripts, shapes: [Shape], in operation: () -> Operation) throws(TensorError) {
    self.subscripts = subscripts
    for (labels, shape) in zip(subscripts.operands, shapes) {
      for (axis, (label, size)) in zip(labels, shape.dimensions).enumerated() {
        let first = labels.firstIndex(of: label) ?? axis
        if first < axis { try require(shape.dimensions[first], size, of: label, in: operation) }
        try join(label, size, in: operation)
      }
    }
    repeated = zip(subscripts.operands, shapes).map { labels, shape in
      labels.indices.filter { shape.dimensions[$0].known == 1 && sizes[labels[$0]]?.known != 1 }
    }
  }

  private mutating func join(_ label: Int, _ size: Dimension, in operation: () -> Operation) throws(TensorError) {
    guard let other = sizes[label], other.known != 1 else {
      sizes[label] = size
      return
    }
    if size.known != 1 { try require(other, size, of: label, in: operation) }
  }

  private func require(
    _ first: Dimension, _ second: Dimension, of label: Int, in operation: () -> Operation
  ) throws(TensorError) {
    guard let areEqual = Dimension.decide(first, .equal, second) else {
      throw .undecidableDimension(comparison: "\(first) == \(second)", operation: operation())
    }
    guard areEqual else {
      throw .shapeMismatch(
        expected: "one size for the axes of `\(EinsumSubscripts.text([label]))`", actual: "\(first) and \(second)",
        operation: operation())
    }
  }

  /// The labels of the operands, each once and without those of repeated axes.
  var terms: [[Int]] {
    zip(subscripts.operands, repeated).map { labels, repeated in
      labels.indices.filter { !repeated.contains($0) && labels.firstIndex(of: labels[$0]) == $0 }.map { labels[$0] }
    }
  }

  private var search: ContractionSearch { ContractionSearch(terms, output: subscripts.output, sizes: sizes) }

  func pairs(_ order: ContractionOrder, in operation: () -> Operation) throws(TensorError) -> [[Int]] {
    guard let pairs = search.pairs(order) else {
      throw .invalidArgument(
        name: "order", expected: "pairs of positions that leave one tensor of \(terms.count)", actual: "\(order)",
        operation: operation())
    }
    return pairs
  }

  func path(_ order: ContractionOrder, in operation: () -> Operation) throws(TensorError) -> ContractionPath {
    let search = search
    var left = terms
    var steps: [ContractionPath.Step] = []
    for pair in try pairs(order, in: operation) {
      let (first, second) = (left[pair[0]], left[pair[1]])
      left = left.indices.filter { !pair.contains($0) }.map { left[$0] }
      let needed = Set(left.joined()).union(subscripts.output)
      let product = (first + second.filter { !first.contains($0) }).filter(needed.contains)
      let texts = [first, second, product].map(EinsumSubscripts.text)
      steps.append(
        ContractionPath.Step(
          positions: pair, subscripts: "\(texts[0]),\(texts[1])->\(texts[2])",
          multiplications: search.elements(Set(first).union(second)), elements: search.elements(Set(product))))
      left.append(product)
    }
    return ContractionPath(steps: steps)
  }
}

/// An `einsum` being carried out: the tensors that are left, and the labels of their axes.
struct EinsumContraction {
  private var terms: [(tensor: Tensor, labels: [Int])]
  private let output: [Int]
  private let preferred: DType?

  init(_ sizes: EinsumSizes, _ operands: [Tensor], preferred: DType?) {
    output = sizes.subscripts.output
    self.preferred = preferred
    terms = operands.indices.map { index in
      let repeated = sizes.repeated[index]
      let labels = sizes.subscripts.operands[index]
      let kept = labels.indices.filter { !repeated.contains($0) }.map { labels[$0] }
      return EinsumContraction.diagonal(operands[index].squeezed(axes: repeated), kept)
    }
  }

  /// The tensor with one axis for each label.
  private static func diagonal(_ tensor: Tensor, _ labels: [Int]) -> (tensor: Tensor, labels: [Int]) {
    var (tensor, labels) = (tensor, labels)
    while let second = labels.indices.first(where: { labels[..<$0].contains(labels[$0]) }),
      let first = labels.firstIndex(of: labels[second])
    {
      let positions = Tensor.arange(tensor.shape.dimensions[first])
      tensor = reporting { () throws(TensorError) in
        try tensor.gathered([(first, positions), (second, positions)], place: first, mode: .clip, named: "einsum")
      }
      labels.remove(at: second)
    }
    return (tensor, labels)
  }

  /// Puts the product of two tensors at the end of the list.
  mutating func multiply(_ first: Int, _ second: Int) {
    let (left, right) = (terms[first], terms[second])
    terms = terms.indices.filter { $0 != first && $0 != second }.map { terms[$0] }
    let needed = Set(terms.flatMap(\.labels)).union(output)
    let (x, xLabels) = summed(left, keeping: needed.union(right.labels))
    let (y, yLabels) = summed(right, keeping: needed.union(left.labels))
    let shared = xLabels.filter(yLabels.contains)
    let batch = shared.filter(needed.contains)
    let contracting = shared.filter { !needed.contains($0) }
    func positions(_ wanted: [Int], in labels: [Int]) -> [Int] { wanted.compactMap(labels.firstIndex) }
    let product = DotGeneral(
      contracting: (positions(contracting, in: xLabels), positions(contracting, in: yLabels)),
      batch: (positions(batch, in: xLabels), positions(batch, in: yLabels)), preferredElementType: preferred
    ).results([x, y])[0]
    let free = (xLabels + yLabels).filter { !shared.contains($0) }
    terms.append((product, batch + free))
  }

  /// The tensor without the labels that nothing else needs.
  private func summed(
    _ term: (tensor: Tensor, labels: [Int]), keeping needed: Set<Int>
  ) -> (tensor: Tensor, labels: [Int]) {
    let axes = term.labels.indices.filter { !needed.contains(term.labels[$0]) }
    if axes.isEmpty || term.tensor.isInvalid { return term }
    let tensor = preferred.map(term.tensor.asType) ?? term.tensor
    let sum = tensor.dtype.isBoolean ? ReduceOr(axes: axes)(tensor) : ReduceSum(axes: axes)(tensor)
    return (sum, term.labels.filter(needed.contains))
  }

  func result() -> Tensor {
    let (tensor, labels) = summed(terms[0], keeping: Set(output))
    if tensor.isInvalid { return tensor }
    let result = tensor.permuted(output.compactMap(labels.firstIndex))
    return preferred.map(result.asType) ?? result
  }
}
