import Testing

@testable import JacobiCore

private struct Layer: PyTree {
  var w: Tensor
  var b: Tensor
}

/// Written by hand, with an enum that derivation does not cover.
private enum Head: PyTree {
  case linear(Layer)
  case scaled(Tensor, by: Int)
  case none

  func flatten(into flattener: inout TreeFlattener) throws(TensorError) {
    switch self {
    case .linear(let layer):
      try flattener.addStatic("linear", named: "case")
      try flattener.add(layer, named: "layer")
    case .scaled(let tensor, let factor):
      try flattener.addStatic("scaled", named: "case")
      try flattener.add(tensor, named: "tensor")
      try flattener.addStatic(factor, named: "factor")
    case .none:
      break
    }
  }

  static func unflatten(from unflattener: inout TreeUnflattener) throws(TensorError) -> Head {
    switch try unflattener.nextStatic(String.self, named: "case") {
    case "linear": .linear(try unflattener.next(named: "layer"))
    default: .scaled(try unflattener.next(named: "tensor"), by: try unflattener.nextStatic(named: "factor"))
    }
  }
}

/// Passes the flattener on.
private struct Wrapper<Wrapped: PyTree>: PyTree {
  var wrapped: Wrapped
  func flatten(into flattener: inout TreeFlattener) throws(TensorError) { try wrapped.flatten(into: &flattener) }
  static func unflatten(from unflattener: inout TreeUnflattener) throws(TensorError) -> Wrapper {
    Wrapper(wrapped: try Wrapped.unflatten(from: &unflattener))
  }
}

private struct Nothing: PyTree {
  func flatten(into flattener: inout TreeFlattener) throws(TensorError) {}
  static func unflatten(from unflattener: inout TreeUnflattener) throws(TensorError) -> Nothing { Nothing() }
}

private struct Nameless: PyTree {
  func flatten(into flattener: inout TreeFlattener) throws(TensorError) {
    try Tensor.leaf(1).flatten(into: &flattener)
    try Tensor.leaf(2).flatten(into: &flattener)
  }
  static func unflatten(from unflattener: inout TreeUnflattener) throws(TensorError) -> Nameless { Nameless() }
}

private struct Forgetful: PyTree {
  var w: Tensor
  func flatten(into flattener: inout TreeFlattener) throws(TensorError) {
    try flattener.add(w, named: "w")
    try flattener.add(w, named: "again")
  }
  static func unflatten(from unflattener: inout TreeUnflattener) throws(TensorError) -> Forgetful {
    Forgetful(w: try unflattener.next(named: "w"))
  }
}

private struct Explicit: ExplicitPyTree {
  var w = Tensor.leaf(0)
  var layers: [Layer] = []
  var activation = "relu"
  var ignored = 7

  static let treeFields: [TreeField<Explicit>] = [
    TreeField("w", \.w),
    TreeField("layers", \.layers),
    .fixed("activation", \.activation),
  ]
}

private enum Padding: StaticTree { case same, valid(by: Int) }

@Suite struct PyTreeConformanceTests {
  private let layer = Layer(w: .leaf(1), b: .leaf(2))

  @Test func conformancesWrittenByHand() throws {
    let heads = [Head.linear(layer), .scaled(.leaf(3), by: 4), .scaled(.leaf(5), by: 6)]
    let (copy, structure) = try roundTrip(heads, adding: 10)
    #expect(try leafNumbers(copy) == [11, 12, 13, 15])
    guard case .scaled(_, by: 6) = copy[2] else { return #expect(Bool(false), "\(copy[2])") }
    #expect(
      structure.description
        == #"[Head(case: "linear", layer: Layer(w: *, b: *)), Head(case: "scaled", tensor: *, factor: 4), "#
        + #"Head(case: "scaled", tensor: *, factor: 6)]"#)
    #expect(structure.leafPaths == ["[0].layer.w", "[0].layer.b", "[1].tensor", "[2].tensor"])
    #expect(try treeStructure(heads[1]) != treeStructure(heads[2]))
  }

  @Test func wrappersAreTransparent() throws {
    let (copy, structure) = try roundTrip([Wrapper(wrapped: layer), Wrapper(wrapped: layer)], adding: 1)
    #expect(copy[1].wrapped.b.leafNumber == 3)
    #expect(structure.description == "[Layer(w: *, b: *), Layer(w: *, b: *)]")
    #expect(try roundTrip(Wrapper(wrapped: Wrapper(wrapped: Tensor.leaf(1)))).structure == .leaf)
    #expect(try roundTrip(Wrapper(wrapped: Head.linear(layer))).structure.leafPaths == [".layer.w", ".layer.b"])
  }

  @Test func aConformanceMayWriteNothing() throws {
    #expect(try roundTrip([Nothing(), Nothing()]).structure.description == "[Nothing(), Nothing()]")
    #expect(try roundTrip([Nothing()]).copy.count == 1)
    #expect(try treeStructure(Head.none).description == "Head()")
  }

  @Test func namelessChildrenAreAnError() {
    #expect(
      throws: TensorError.unsupportedTree(
        type: "Nameless", field: nil,
        reason: "has a `flatten(into:)` that writes 2 values side by side: use `add(_:named:)` for each",
        operation: Operation("treeLeaves"))
    ) { try treeLeaves(Nameless()) }
  }

  @Test func fieldsThatAreNotTakenAreAnError() {
    #expect(
      throws: TensorError.treeMismatch(
        path: ".again", expected: "no field 'again' in Forgetful", actual: "a tensor", operation: Operation("treeMap"))
    ) { try treeMap(Forgetful(w: .leaf(1))) { $0 } }
  }

  @Test func explicitFields() throws {
    let tree = Explicit(w: .leaf(1), layers: [layer], activation: "tanh", ignored: 8)
    let (copy, structure) = try roundTrip(tree, adding: 10)
    #expect(try leafNumbers(copy) == [11, 11, 12])
    #expect(copy.activation == "tanh")
    #expect(copy.ignored == 7)
    #expect(structure.description == #"Explicit(w: *, layers: [Layer(w: *, b: *)], activation: "tanh")"#)
    #expect(Explicit.treeFields.map(\.name) == ["w", "layers", "activation"])
  }

  @Test func staticTrees() throws {
    let (copy, structure) = try roundTrip([Padding.same, .valid(by: 2)])
    #expect(copy == [.same, .valid(by: 2)])
    #expect(structure.description == "[.same, .valid(by: 2)]")
  }

  @Test func tuplesAreTreesForTransforms() throws {
    let value = (loss: Tensor.leaf(1), (layer, [Tensor.leaf(3)]), count: 4)
    let (leaves, structure) = try flattenTree(value)
    #expect(leaves.map(\.leafNumber) == [1, 1, 2, 3])
    #expect(structure.description == "(loss: *, (Layer(w: *, b: *), [*]), count: 4)")
    #expect(structure.leafPaths == [".loss", ".1.0.w", ".1.0.b", ".1.1[0]"])
    let copy = try unflattenTree(type(of: value), leaves: leaves.reversed(), structure: structure)
    #expect(copy.loss.leafNumber == 3)
    #expect(copy.1.1[0].leafNumber == 1)
    #expect(copy.count == 4)
  }

  @Test func everyResultIsATreeOrAnError() throws {
    let (leaves, structure) = try flattenTree(())
    #expect(leaves.isEmpty)
    #expect(structure.description == "()")
    try unflattenTree(Void.self, leaves: leaves, structure: structure)
    let tensor: Tensor = try unflattenTree(leaves: [.leaf(3)], structure: try flattenTree(Tensor.leaf(1)).structure)
    #expect(tensor.leafNumber == 3)
    #expect(try flattenTree(Set([1])).structure.description == "[1]")
    struct Opaque {}
    #expect(
      throws: TensorError.unsupportedTree(
        type: "Opaque", field: nil, reason: "is neither a PyTree nor Hashable: conform it to one of them",
        operation: Operation("grad"))
    ) { try flattenTree(Opaque(), for: "grad") }
    #expect(throws: TensorError.self) { try flattenTree((Tensor.leaf(1), Opaque())) }
    #expect(throws: TensorError.self) { try flattenTree(layer as any PyTree) }
    #expect(throws: TensorError.self) { try unflattenTree(Opaque.self, leaves: [], structure: structure) }
  }

  @Test func argumentsHaveTheStructureOfATuple() throws {
    let (leaves, structure) = try flattenArguments(Tensor.leaf(1), layer, 5)
    #expect(leaves.map(\.leafNumber) == [1, 1, 2])
    #expect(structure.leafPaths == [".0", ".1.w", ".1.b"])
    #expect(structure == (try flattenTree((Tensor.leaf(1), layer, 5)).structure))
    let (x, copy, number) = try unflattenArguments(
      Tensor.self, Layer.self, Int.self, leaves: [.leaf(7), .leaf(8), .leaf(9)], structure: structure)
    #expect([x.leafNumber, copy.w.leafNumber, copy.b.leafNumber, number] == [7, 8, 9, 5])

    #expect(try flattenArguments(Tensor.leaf(1), Tensor.leaf(2)).structure.description == "(*, *)")
    #expect(try flattenArguments(Tensor.leaf(1)).structure.description == "(*)")
    #expect(try flattenArguments(Tensor.leaf(1)).structure != .leaf)
    let none = try flattenArguments()
    #expect(none.structure.description == "()")
    try unflattenArguments(leaves: none.leaves, structure: none.structure)
    let one = try flattenArguments(layer)
    #expect(try unflattenArguments(Layer.self, leaves: one.leaves, structure: one.structure).b.leafNumber == 2)
    #expect(throws: TensorError.self) {
      try unflattenArguments(Layer.self, Int.self, leaves: one.leaves, structure: one.structure)
    }
  }
}
