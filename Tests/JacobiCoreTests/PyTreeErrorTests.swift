import Testing

@testable import JacobiCore

private final class Reference: PyTree {}
private struct Opaque {}
private struct LetTensor: PyTree { let w: Tensor }
private struct LetTree: PyTree { let inner: [Inner?] }
private struct LetTuple: PyTree { let pair: (Int, Tensor) }
private struct Inner: PyTree { var w: Tensor }
private struct Config: PyTree { var width: Int }
private struct LetLeafless: PyTree {
  let config: Config
  let sizes: [Config]
  var w: Tensor
}
private struct LetRecursive: PyTree { let children: [LetRecursive] }
private struct Unhashable: PyTree { var ok: Tensor; var odd: Opaque }
private struct UnhashableInTuple: PyTree { var pair: (Tensor, odd: Opaque) }
private struct Existential: PyTree { var model: any PyTree }
private struct Function: PyTree { var call: () -> Int }
private struct Weak: PyTree { weak var owner: Reference? }
private enum Payload: PyTree { case tensor(Tensor) }

/// A static field whose instances are counted, and whose conformance can be told to fail.
private final class Counted: Hashable, @unchecked Sendable {
  nonisolated(unsafe) static var alive = 0
  init() { Self.alive += 1 }
  deinit { Self.alive -= 1 }
  static func == (one: Counted, other: Counted) -> Bool { one === other }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

private struct Fragile: PyTree {
  func flatten(into flattener: inout TreeFlattener) throws(TensorError) {
    try flattener.addStatic(1, named: "one")
  }
  static func unflatten(from unflattener: inout TreeUnflattener) throws(TensorError) -> Fragile {
    _ = try unflattener.nextStatic(Int.self, named: "other")
    return Fragile()
  }
}

private struct HalfWay: PyTree {
  var counted: Counted
  var w: Tensor
  var pair: (Counted, [Tensor])
  var fragile: Fragile
  var last: Counted
}

private struct Whole: PyTree {
  var counted: Counted
  var layers: [Pair]
  struct Pair: PyTree {
    var counted: Counted
    var w: Tensor
  }
}

@Suite(.serialized) struct PyTreeErrorTests {
  private func unsupported(_ tree: some PyTree) -> String {
    do {
      _ = try treeFlatten(tree)
      return "no error"
    } catch {
      guard case .unsupportedTree(let type, let field, let reason, let operation) = error else { return "\(error)" }
      #expect(operation.name == "treeFlatten")
      return type + (field.map { ".\($0)" } ?? "") + " " + reason
    }
  }

  @Test func fieldsThatCannotBePartOfATree() {
    #expect(
      unsupported(LetTensor(w: .leaf(1)))
        == "LetTensor.w is a `let` that holds tensors, which transforms replace: declare it `var`")
    #expect(unsupported(LetTree(inner: [])).hasPrefix("LetTree.inner is a `let` that holds tensors"))
    #expect(unsupported(LetTuple(pair: (1, .leaf(1)))).hasPrefix("LetTuple.pair is a `let` that holds tensors"))
    #expect(
      unsupported(Unhashable(ok: .leaf(1), odd: Opaque()))
        == "Unhashable.odd has the type Opaque, which is neither a PyTree nor Hashable: conform it to one of them")
    #expect(unsupported(UnhashableInTuple(pair: (.leaf(1), odd: Opaque()))).hasPrefix("UnhashableInTuple.pair.odd has"))
    #expect(
      unsupported(Existential(model: Tensor.leaf(1)))
        == "Existential.model has the type PyTree, which is an existential and may hold different types: "
        + "use a concrete type or a generic parameter")
    #expect(unsupported(Function { 1 }).hasPrefix("Function.call is a function or a metatype"))
    #expect(unsupported(Weak(owner: nil)).hasPrefix("Weak.owner is a function or a metatype, or is weak"))
  }

  @Test func typesThatCannotBeTrees() {
    #expect(
      unsupported(Reference()) == "Reference is a class, which cannot be rebuilt from its leaves: make it a struct")
    #expect(
      unsupported(Payload.tensor(.leaf(1))).hasPrefix("Payload is an enum that is not Hashable: make it Hashable"))
    #expect(unsupported([Inner?]()) == "no error")
  }

  @Test func constantsWithoutLeavesAreFine() throws {
    let tree = LetLeafless(config: Config(width: 3), sizes: [Config(width: 4)], w: .leaf(1))
    let (copy, structure) = try roundTrip(tree)
    #expect(copy.config.width == 3)
    #expect(structure.description == "LetLeafless(config: Config(width: 3), sizes: [Config(width: 4)], w: *)")
    #expect(try roundTrip(LetRecursive(children: [LetRecursive(children: [])])).structure.leafCount == 0)
  }

  @Test func theErrorIsTheSameOnTheWayBack() throws {
    let structure = try treeStructure(Inner(w: .leaf(1)))
    #expect(throws: TensorError.self) { try treeUnflatten(structure, [.leaf(1)], as: LetTensor.self) }
  }

  @Test func unflattenAsAnotherTree() throws {
    func mismatch<Tree: PyTree>(_ tree: some PyTree, as type: Tree.Type) throws -> String {
      let (leaves, structure) = try treeFlatten(tree)
      do {
        _ = try treeUnflatten(structure, leaves, as: Tree.self)
        return "no error"
      } catch {
        guard case .treeMismatch(let path, let expected, let actual, let operation) = error else { return "\(error)" }
        #expect(operation.name == "treeUnflatten")
        return "\(path): \(expected) / \(actual)"
      }
    }
    #expect(try mismatch([Tensor.leaf(1)], as: Tensor.self) == ": a tensor / an array of 1")
    #expect(try mismatch(Tensor.leaf(1), as: [Tensor].self) == ": an array / a tensor")
    #expect(try mismatch([[Tensor.leaf(1)], []], as: [Tensor].self) == "[0]: a tensor / an array of 1")
    #expect(try mismatch(Inner(w: .leaf(1)), as: Tensor?.self) == ": an optional / Inner(w:)")
    #expect(try mismatch([Config(width: 1)], as: [Inner].self) == "[0]: Inner(w:) / Config(width:)")
    #expect(try mismatch(["a": 1], as: [String: Double].self) == #"["a"]: a static Double / 1"#)
    #expect(
      try mismatch(["a": 1], as: [Int: Int].self) == #": a dictionary with Int keys / a dictionary with the keys ["a"]"#
    )
  }

  @Test func theNumberOfLeavesMustBeRight() throws {
    let structure = try treeStructure([Tensor.leaf(1), .leaf(2)])
    #expect(
      throws: TensorError.treeMismatch(
        path: "", expected: "2 leaves", actual: "1 leaves", operation: Operation("treeUnflatten"))
    ) { try treeUnflatten(structure, [.leaf(1)], as: [Tensor].self) }
  }

  @Test func nothingLeaks() throws {
    do {
      let tree = Whole(counted: Counted(), layers: (0..<3).map { .init(counted: Counted(), w: .leaf($0)) })
      for _ in 0..<3 {
        let (copy, _) = try roundTrip(tree)
        #expect(copy.counted === tree.counted)
      }
      #expect(Counted.alive == 4)
    }
    #expect(Counted.alive == 0)
  }

  @Test func aHalfFailedUnflattenLeaksNothingAndDestroysNothingTwice() throws {
    do {
      let tree = HalfWay(
        counted: Counted(), w: .leaf(1), pair: (Counted(), [.leaf(2)]), fragile: Fragile(), last: Counted())
      for tries in [[tree], [tree, tree]] {
        let (leaves, structure) = try treeFlatten(tries)
        for _ in 0..<3 {
          #expect(
            throws: TensorError.treeMismatch(
              path: "[0].fragile.one", expected: "the field 'other' of Fragile", actual: "1",
              operation: Operation("treeUnflatten"))
          ) { try treeUnflatten(structure, leaves, as: [HalfWay].self) }
        }
      }
      #expect(Counted.alive == 3)
    }
    #expect(Counted.alive == 0)
  }
}
