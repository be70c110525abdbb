import Synchronization

/// Every symbolic expression that the process has made, each once, so that a ``Dimension`` can be an index into it.
///
/// Expressions are never removed: a program has as many as its shape rules distinguish, not as many as it has tensors.
final class ExpressionTable: Sendable {
  static let shared = ExpressionTable()

  /// An operation on two dimensions.
  struct Operation: Hashable, Sendable {
    var operation: Dimension.BinaryOperation
    var lhs: Dimension
    var rhs: Dimension
  }

  private struct Contents {
    var expressions: [SizePolynomial] = []
    var indices: [SizePolynomial: Int] = [:]
    /// Tracing asks for the same few results over and over; simplifying takes a hundred times as long as a look here.
    var results: [Operation: Dimension] = [:]
  }

  private let contents = Mutex(Contents())

  subscript(index: Int) -> SizePolynomial {
    contents.withLock { $0.expressions[index] }
  }

  func result(of operation: Operation) -> Dimension? {
    contents.withLock { $0.results[operation] }
  }

  func remember(_ result: Dimension, of operation: Operation) {
    contents.withLock { $0.results[operation] = result }
  }

  func index(of expression: SizePolynomial) -> Int {
    contents.withLock { contents in
      if let index = contents.indices[expression] { return index }
      let index = contents.expressions.count
      contents.expressions.append(expression)
      contents.indices[expression] = index
      return index
    }
  }
}
