import JacobiCore

/// What axes mean in an `einsum`: axes of one label are walked together, those that the result lacks are added up.
struct EinsumSubscripts {
  /// The labels of the axes of each operand. Letters are their Unicode values; the axes of an ellipsis count -1, -2, ...
  /// from the last, so that they broadcast.
  var operands: [[Int]]
  var output: [Int]

  /// Reads `"ij,jk->ik"` for operands of some ranks.
  init(_ text: String, ranks: [Int], in operation: () -> Operation) throws(TensorError) {
    let sides = text.filter { $0 != " " }.split(separator: "->", omittingEmptySubsequences: false)
    guard (1...2).contains(sides.count) else { throw mistake("at most one `->`", text, operation) }
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false)
    guard terms.count == ranks.count else {
      throw mistake("labels for \(ranks.count) operands", "\(terms.count) in \"\(text)\"", operation)
    }
    operands = []
    output = []
    var ellipsisRank = 0
    for (term, rank) in zip(terms, ranks) {
      let (labels, ellipsis) = try EinsumSubscripts.labels(of: term, rank: rank, in: operation)
      operands.append(labels)
      ellipsisRank = Swift.max(ellipsisRank, ellipsis)
    }
    if sides.count == 2 {
      let letters = sides[1].replacing("...", with: "").count
      let hasEllipsis = sides[1].contains("...")
      output = try EinsumSubscripts.labels(
        of: sides[1], rank: letters + (hasEllipsis ? ellipsisRank : 0), in: operation
      ).labels
    } else {
      output = implicitOutput
    }
    try requireOutput(in: operation)
  }

  /// The same with a list of labels for each operand and, unless it is implicit, for the result.
  init(_ operands: [[Int]], output: [Int]?, ranks: [Int], in operation: () -> Operation) throws(TensorError) {
    self.operands = operands
    self.output = []
    for (labels, rank) in zip(operands, ranks) {
      guard labels.count == rank, labels.allSatisfy({ $0 >= 0 }) else {
        throw mistake("\(rank) labels that are not negative", "\(labels)", operation)
      }
    }
    self.output = output ?? implicitOutput
    try requireOutput(in: operation)
  }

  /// The axes of ellipses, then the labels that occur once, in ascending order.
  private var implicitOutput: [Int] {
    let all = operands.joined()
    let counts = Dictionary(all.map { ($0, 1) }, uniquingKeysWith: +)
    return Set(all.filter { $0 < 0 }).sorted() + counts.filter { $0.key >= 0 && $0.value == 1 }.keys.sorted()
  }

  private func requireOutput(in operation: () -> Operation) throws(TensorError) {
    let known = Set(operands.joined())
    guard Set(output).count == output.count, output.allSatisfy(known.contains) else {
      throw mistake(
        "a result whose labels are distinct and occur in an operand", EinsumSubscripts.text(output), operation)
    }
  }

  /// The labels of one operand or of the result, and how many axes its ellipsis stands for.
  private static func labels(
    of term: Substring, rank: Int, in operation: () -> Operation
  ) throws(TensorError) -> (labels: [Int], ellipsis: Int) {
    let parts = term.split(separator: "...", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.joined().allSatisfy({ $0.isASCII && $0.isLetter }) else {
      throw mistake("letters and at most one `...`", "\"\(term)\"", operation)
    }
    let letters = parts.map { $0.unicodeScalars.map { Int($0.value) } }
    let others = rank - letters.joined().count
    guard others == 0 || parts.count == 2 && others > 0 else {
      throw mistake("labels for the \(rank) axes of its operand", "\"\(term)\"", operation)
    }
    guard parts.count == 2 else { return (letters[0], 0) }
    return (letters[0] + (0..<others).map { $0 - others } + letters[1], others)
  }

  /// Labels as they are written, with a dot for each axis of an ellipsis.
  static func text(_ labels: [Int]) -> String {
    let isWritten = labels.allSatisfy { label in label < 0 || UInt8(exactly: label).map { $0 > 64 && $0 < 123 } == true
    }
    guard isWritten else { return "\(labels)" }
    return labels.map { $0 < 0 ? "." : String(UnicodeScalar(UInt8($0))) }.joined()
  }
}

private func mistake(_ expected: String, _ actual: String, _ operation: () -> Operation) -> TensorError {
  .invalidArgument(name: "subscripts", expected: expected, actual: actual, operation: operation())
}
