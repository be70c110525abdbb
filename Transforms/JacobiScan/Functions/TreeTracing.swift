import JacobiCore
import JacobiPrimitives

/// A tree of tensors, taken apart.
struct Flattened {
  var leaves: [Tensor]
  var structure: TreeStructure

  init<Tree>(_ tree: Tree, for operation: String) throws(TensorError) {
    (leaves, structure) = try flattenTree(tree, for: operation)
    for leaf in leaves { try leaf.requireUsable(in: operation) }
  }

  /// The same tree of other leaves, weakly typed where these are.
  func tree<Tree>(_ leaves: [Tensor], as type: Tree.Type = Tree.self, for operation: String) throws(TensorError) -> Tree
  {
    var leaves = leaves
    for (index, leaf) in self.leaves.enumerated() where leaf.isWeaklyTyped { leaves[index].isWeaklyTyped = true }
    return try unflattenTree(type, leaves: leaves, structure: structure, for: operation)
  }

  var types: [TensorType] { leaves.map(\.type) }
}

/// Runs the tracing of a function given by the user, and reports the mistakes found in it.
///
/// - Parameters:
///   - operation: the name in messages.
///   - body: the tracing; it is given a function that runs the user's code, keeping what it throws and returns.
///   - fallback: something of the structure of the result, for a mistake found before the user's code was traced. It is
///     run in a trace, too, so that nothing of what the user's code asks for happens; what the user's code takes is
///     made by `standIn(for:in:isElement:)`.
func reportingMistakes<Result, Failure: Error>(
  in operation: String, _ body: (UserCode<Result, Failure>) throws -> Result, fallback: () throws(Failure) -> Result
) throws(Failure) -> Result {
  let code = UserCode<Result, Failure>()
  do {
    // What the user's code made is not remembered for longer than the loop, also outside of transformations.
    return try TraceLifetime.run { try body(code) }
  } catch {
    if let failure = code.failure { throw failure }
    report(error as? TensorError ?? .executionFailed(reason: "\(error)", operation: Operation(operation)))
  }
  if let result = code.result { return invalidated(result, for: operation) }
  return invalidated(try traced(fallback, for: operation), for: operation)
}

/// The same tree of values of the running trace, which have the types of the leaves: for code that looks at shapes, of whose
/// result only the structure matters.
///
/// - Parameter isElement: whether the leaves are to be without their leading axes.
func standIn<Tree>(for tree: Tree, in operation: String, isElement: Bool = false) -> Tree {
  replacingLeaves(of: tree, for: operation) { leaf in
    if leaf.isInvalid { return leaf }
    let shape = isElement && leaf.rank > 0 ? leaf.shape.removing(axes: [0]) : leaf.shape
    // An operation in any case: a constant would have a value, which nothing in a body has.
    let value = BroadcastInDim(to: shape, dimensions: [])(.zeros(TensorType(leaf.dtype, [])))
    return Tensor(value.storage, isWeaklyTyped: leaf.isWeaklyTyped)
  }
}

/// What a function returns, of which only the structure matters.
private func traced<Result, Failure: Error>(
  _ body: () throws(Failure) -> Result, for operation: String
) throws(Failure) -> Result {
  var outcome: Swift.Result<Result, Failure>!
  // A mistake has been reported already.
  _ = try? traceProgram([], name: operation) { _ in
    outcome = Swift.Result { () throws(Failure) in try body() }
    return []
  }
  return try outcome.get()
}

/// The same tree with invalid tensors; the tree itself if it is none.
func invalidated<Tree>(_ tree: Tree, for operation: String) -> Tree {
  replacingLeaves(of: tree, for: operation) { _ in .invalid }
}

/// The same tree with other leaves; the tree itself if it is none.
private func replacingLeaves<Tree>(of tree: Tree, for operation: String, _ replacement: (Tensor) -> Tensor) -> Tree {
  guard let parts = try? flattenTree(tree, for: operation) else { return tree }
  let leaves = parts.leaves.map(replacement)
  return (try? unflattenTree(Tree.self, leaves: leaves, structure: parts.structure, for: operation)) ?? tree
}

/// What the user's code in a loop or branch threw or returned when it was traced.
final class UserCode<Result, Failure: Error> {
  private(set) var failure: Failure?
  /// What has the structure of the result; its tensors belong to the trace.
  private(set) var result: Result?

  func run<Value>(_ body: () throws(Failure) -> Value) throws -> Value {
    do throws(Failure) {
      return try body()
    } catch {
      failure = error
      throw error
    }
  }

  /// Keeps a result, whose structure is that of the whole.
  func keep(_ result: Result) { self.result = result }
}

extension Tensor {
  /// The tensor in the dtype of another one that a number in the program gives way to.
  func promoted(to dtype: DType, isWeak: Bool) -> Tensor {
    var result = self
    if case .literal(let literal) = storage {
      result = Tensor(literal.value(as: dtype))
    } else if self.dtype != dtype {
      result = ConvertElementType(to: dtype)(self)
    }
    result.isWeaklyTyped = isWeak
    return result
  }
}

extension DType {
  /// Booleans, integers, floating and complex numbers, in this order: numbers give way to dtypes of their kind or higher.
  var kind: Int { isBoolean ? 0 : isInteger ? 1 : isFloating ? 2 : 3 }
}

extension TreeStructure {
  /// Throws unless this is the structure of `expected`, and says where it first differs.
  ///
  /// - Parameters:
  ///   - whole: what the tree is called.
  ///   - internalPath: the path of the user's tree, which messages are about, if it is a part of these.
  ///   - before: where the expected structure was seen.
  ///   - after: where this one was.
  func requireSame(
    as expected: TreeStructure, _ whole: String, internalPath: String = "", before: String, after: String,
    for operation: String
  ) throws(TensorError) {
    guard let difference = firstDifference(from: expected) else { return }
    throw .treeMismatch(
      path: whole + difference.path.removing(prefix: internalPath), expected: "\(difference.expected) \(before)",
      actual: "\(difference.actual) \(after)", operation: Operation(operation))
  }
}

extension String {
  fileprivate func removing(prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}

/// What is carried from one step of a loop to the next: a tree whose structure and types stay the same.
struct CarriedTree {
  private(set) var flattened: Flattened
  private let operation: String
  /// Where the user's tree is in the whole, in which the loop may carry something of its own.
  private let userPath: String

  init<Tree>(_ tree: Tree, for operation: String, userPath: String = "") throws(TensorError) {
    flattened = try Flattened(tree, for: operation)
    self.operation = operation
    self.userPath = userPath
  }

  var leaves: [Tensor] { flattened.leaves }
  var types: [TensorType] { flattened.types }

  /// The leaves of the next value, in the dtypes of the present one where it is made of numbers in the program.
  func next<Tree>(_ tree: Tree) throws(TensorError) -> [Tensor] {
    let next = try Flattened(tree, for: operation)
    try next.structure.requireSame(
      as: flattened.structure, "carry", internalPath: userPath, before: "after each step, as before it",
      after: "after a step", for: operation)
    return zip(next.leaves, leaves).map { new, old in
      let isAdapted = new.isWeaklyTyped && new.dtype.kind <= old.dtype.kind && new.dtype != old.dtype
      return isAdapted ? new.promoted(to: old.dtype, isWeak: old.isWeaklyTyped) : new
    }
  }

  /// Gives numbers in the program the dtypes that they have after a step.
  ///
  /// - Returns: whether there was anything to do, so that the body has to be traced again.
  mutating func adopt(_ next: [Tensor]) -> Bool {
    var changed = false
    for (index, new) in next.enumerated() {
      let old = leaves[index]
      guard old.isWeaklyTyped, new.dtype.kind >= old.dtype.kind, new.type != old.type || !new.isWeaklyTyped,
        new.shape == old.shape
      else { continue }
      flattened.leaves[index] = old.promoted(to: new.dtype, isWeak: new.isWeaklyTyped)
      changed = true
    }
    return changed
  }

  /// Throws unless the types of the next value are those of the present one.
  func requireUnchanged(_ next: [Tensor]) throws(TensorError) {
    for (index, new) in next.enumerated() where new.type != leaves[index].type {
      let path = flattened.structure.leafPaths[index].removing(prefix: userPath)
      let expected = "the carry\(path) of type \(leaves[index].type) after each step, as before it"
      if new.dtype != leaves[index].dtype {
        throw .dtypeMismatch(
          expected: expected, actual: "\(new.type); convert the first value or the result of the step",
          operation: Operation(operation))
      }
      throw .shapeMismatch(expected: expected, actual: "\(new.type)", operation: Operation(operation))
    }
  }

  func tree<Tree>(_ leaves: [Tensor], as type: Tree.Type = Tree.self) throws(TensorError) -> Tree {
    try flattened.tree(leaves, for: operation)
  }
}
