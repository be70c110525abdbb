/// The static part of a tree of derivatives that stands in the place of a leaf without one; see ``Tensor/noTangent``.
public struct NoTangent: Hashable, Sendable, CustomStringConvertible {
  public init() {}
  public var description: String { "no tangent" }

  /// The tracer of all tensors that stand for no tangent.
  static let tracer: Tracer = Trace.withCurrent(nil) {
    NoTangentTracer(trace: NoTangentTrace(), type: TensorType(.bool, [0]))
  }
}

private final class NoTangentTracer: Tracer, @unchecked Sendable {
  // SAFETY: it has no fields of its own.
  override var description: String { NoTangent().description }
}

extension Tensor {
  /// What a tree of tangents or cotangents has in the place of an integer or Boolean leaf, which has neither.
  ///
  /// The gradient of a `Model` is a `Model`; where the model has a step counter, its gradient has `noTangent`. It
  /// is not a number and has no memory: it belongs to the structure of the tree, as a static field does, so transformations
  /// pass it through. `treeMap(model, gradients) { ... }` leaves such leaves of the model as they are; to compute with one is
  /// an error. Given as the tangent or cotangent of a floating leaf it means zero.
  public static let noTangent = Tensor(NoTangent.tracer)

  /// Whether this is ``noTangent``.
  public var isNoTangent: Bool {
    guard let tracer else { return false }
    return tracer === NoTangent.tracer
  }
}

/// A trace that never runs.
private final class NoTangentTrace: Trace {
  override var name: String { "differentiation" }

  override func usageError(of tracer: Tracer, _ operation: Operation) -> TensorError {
    .invalidArgument(
      name: "operands", expected: "tensors with a derivative",
      actual: "`Tensor.noTangent`, which stands for the derivative of an integer or Boolean leaf",
      operation: Operation(operation.name, site: operation.site))
  }
}

extension TreeStructure {
  /// Which leaves have ``NoTangent`` in their place in the structure of a tree of derivatives; `nil` if that differs in
  /// anything else.
  package func leavesWithoutTangent(in derivatives: TreeStructure) -> [Bool]? {
    if self == derivatives { return [Bool](repeating: false, count: leafCount) }
    var missing: [Bool] = []
    missing.reserveCapacity(leafCount)
    var one = TreeCursor(self)
    var other = TreeCursor(derivatives)
    return Self.align(&one, &other, &missing) && one.isAtEnd && other.isAtEnd ? missing : nil
  }

  private static func align(_ one: inout TreeCursor, _ other: inout TreeCursor, _ missing: inout [Bool]) -> Bool {
    guard let node = one.next() else { return other.next() == nil }
    guard let derivative = other.next() else { return false }
    if case .leaves = node {
      if case .leaves = derivative {
        missing.append(false)
        return true
      }
      missing.append(true)
      return derivative.isNoTangent
    }
    guard node == derivative else { return false }
    for _ in 0..<node.childCount where !align(&one, &other, &missing) { return false }
    return true
  }
}

extension TreeToken {
  var isNoTangent: Bool {
    if case .fixed(let box) = self { box is StaticValue<NoTangent> } else { false }
  }
}
