import JacobiCore
import JacobiPrimitives

/// What is derived from a loop is remembered by: the loop, which of its operands have a tangent, are known or are batched,
/// and the rules in force.
struct LoopKey<Loop: Primitive, Parameters: Hashable & Sendable>: Hashable, Sendable {
  private let loop: Loop
  private let parameters: Parameters
  private let rules: RuleEnvironment

  init(_ loop: Loop, _ parameters: Parameters) {
    self.loop = loop
    self.parameters = parameters
    rules = .current
  }
}

/// How the operands of a loop are batched.
struct BatchParameters: Hashable, Sendable {
  /// The batch axis of each; `nil` for those that all examples share.
  var axes: [Int?]
  var size: Dimension
}

/// The least mask that contains `mask` and is closed: `derive` says which elements follow from those in a mask.
///
/// What a carry is after a step depends on what it and the other carries are before it.
func closure<Derived>(
  of mask: [Bool], _ derive: ([Bool]) throws -> (derived: Derived, following: [Bool])
) rethrows -> (derived: Derived, mask: [Bool]) {
  var mask = mask
  while true {
    let (derived, following) = try derive(mask)
    let joined = zip(mask, following).map { $0 || $1 }
    if joined == mask { return (derived, mask) }
    mask = joined
  }
}

/// Traces a function of nothing but its arguments.
func closedProgram(_ types: [TensorType], name: String, _ body: ([Tensor]) throws -> [Tensor]) throws -> Program {
  try traceProgram(types, name: name, body).closed(in: name).removingDeadResults()
}

/// The sum of two derivatives, either of which may be zero.
func sum(_ first: Tensor?, _ second: Tensor?) -> Tensor? {
  guard let first, let second else { return first ?? second }
  return Add()(first, second)
}

/// Values at the positions where `mask` is true, and nothing elsewhere.
func spread(_ values: [Tensor], where mask: [Bool]) -> [Tensor?] {
  var reader = ListReader(values)
  return mask.map { $0 ? reader.next() : nil }
}

extension [Bool] {
  var trueCount: Int { count { $0 } }
}

extension Scan {
  /// A loop of the same length with another body.
  func derived(_ body: Program, constantCount: Int, carryCount: Int, isReversed: Bool? = nil) -> Scan {
    Scan(
      body, constantCount: constantCount, carryCount: carryCount, length: length,
      isReversed: isReversed ?? self.isReversed, unroll: unroll, checkpoints: checkpoints)
  }
}
