/// What an error happened in: the operation's name, the types of its operands, and the place in the user's program.
public struct Operation: Sendable, Equatable {
  public var name: String
  public var operands: [TensorType]
  public var site: CallSite

  /// - Parameters:
  ///   - name: what messages call the operation.
  ///   - operands: the types of its operands, in order.
  ///   - site: by default the caller's; capturing it costs microseconds, so make an `Operation` when an error has been
  ///     found, not before.
  public init(_ name: String, operands: [TensorType] = [], site: CallSite = .capture()) {
    self.name = name
    self.operands = operands
    self.site = site
  }

  /// Two operations are the same when they say the same; where they were written is not compared.
  public static func == (lhs: Operation, rhs: Operation) -> Bool {
    lhs.name == rhs.name && lhs.operands == rhs.operands
  }
}

/// A mistake in numeric code, found when an operation is applied or a transformation runs.
///
/// Operations do not throw: the first error is recorded in the enclosing error scope (``withTensorErrors(_:)``; every
/// transformation is one) and thrown when the scope ends. Without a scope the process stops with the message.
public enum TensorError: Error, Equatable, Sendable {
  /// Shapes that do not fit together or do not fit the operation.
  case shapeMismatch(expected: String, actual: String, operation: Operation)
  /// An element type that the operation does not take.
  case dtypeMismatch(expected: String, actual: String, operation: Operation)
  /// A parameter of the operation that is not allowed, such as a repeated axis.
  case invalidArgument(name: String, expected: String, actual: String, operation: Operation)
  case axisOutOfRange(axis: Int, rank: Int, operation: Operation)
  case indexOutOfRange(index: Int, size: Dimension, axis: Int, operation: Operation)
  /// A size that is not a non-negative integer.
  case invalidDimension(value: String, operation: Operation)
  /// A number of elements or bytes beyond what an `Int` counts.
  case sizeOverflow(sizes: String, operation: Operation)
  /// A comparison of symbolic sizes that is true for some sizes and false for others.
  case undecidableDimension(comparison: String, operation: Operation)
  /// The gradient of a function whose result is not a scalar.
  case nonScalarGradient(result: TensorType, operation: Operation)
  /// The derivative with respect to a value that is not of a real or complex floating type.
  case nonDifferentiable(path: String, dtype: DType, operation: Operation)
  case treeMismatch(path: String, expected: String, actual: String, operation: Operation)
  /// A type, or one of its fields, that is not a tree.
  case unsupportedTree(type: String, field: String?, reason: String, operation: Operation)
  /// A primitive without a rule for a transformation or a kernel for a backend.
  case missingRule(primitive: String, rule: String, remedy: String, operation: Operation)
  case duplicateRule(primitive: String, rule: String, plugins: [String], operation: Operation)
  case unknownBackend(name: String, available: [String], operation: Operation)
  case backendUnavailable(name: String, reason: String, operation: Operation)
  /// A traced value used after its transformation had ended; `made` says where it came from.
  case escapedTracer(made: Operation, operation: Operation)
  /// A traced value met on another thread or under a transformation that does not know it.
  case foreignTracer(made: Operation, operation: Operation)
  /// The numbers of a traced value were asked for while there are none.
  case valueRequired(type: TensorType, trace: String, operation: Operation)
  /// A result that the operation cannot give on this input, such as one reported by a backend.
  case executionFailed(reason: String, operation: Operation)

  /// The operation in which the error happened.
  public var operation: Operation {
    switch self {
    case .shapeMismatch(_, _, let operation), .dtypeMismatch(_, _, let operation),
      .invalidArgument(_, _, _, let operation), .axisOutOfRange(_, _, let operation),
      .indexOutOfRange(_, _, _, let operation), .invalidDimension(_, let operation), .sizeOverflow(_, let operation),
      .undecidableDimension(_, let operation), .nonScalarGradient(_, let operation),
      .nonDifferentiable(_, _, let operation), .treeMismatch(_, _, _, let operation),
      .unsupportedTree(_, _, _, let operation), .missingRule(_, _, _, let operation),
      .duplicateRule(_, _, _, let operation), .unknownBackend(_, _, let operation),
      .backendUnavailable(_, _, let operation), .escapedTracer(_, let operation), .foreignTracer(_, let operation),
      .valueRequired(_, _, let operation), .executionFailed(_, let operation):
      operation
    }
  }
}
