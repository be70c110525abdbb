import Testing

@testable import JacobiCore

private enum Activation: PyTree { case relu, tanh }

private struct Layer: PyTree {
  var w: Tensor
  var b: Tensor?
}

private struct MLP: PyTree {
  var w1: Tensor
  var layers: [Layer]
  var activation: Activation
  let width: Int
  private var hidden: Tensor

  init(first: Int, layers: [Layer], activation: Activation = .relu, width: Int = 3) {
    w1 = .leaf(first)
    self.layers = layers
    self.activation = activation
    self.width = width
    hidden = .leaf(first + 1)
  }

  var hiddenNumber: Int { hidden.leafNumber }
}

private struct Pair<First: PyTree, Second: PyTree>: PyTree {
  var first: First
  var second: Second
}

private struct Node: PyTree {
  var value: Tensor
  var children: [Node]
}

private struct Mixed: PyTree {
  var pair: (Tensor, scale: (Tensor, Int))
  let limits: (low: Int, high: Int)
  var shape: [Int]
  var offsets: [Double]
  var names: Set<String>
  lazy var cached: Int = 3
}

private struct Empty: PyTree {}

@Suite struct PyTreeTests {
  private let model = MLP(first: 1, layers: [Layer(w: .leaf(3), b: .leaf(4)), Layer(w: .leaf(5), b: nil)])

  @Test func aTensorIsALeaf() throws {
    let (copy, structure) = try roundTrip(Tensor.leaf(7), adding: 1)
    #expect(copy.leafNumber == 8)
    #expect(structure == .leaf)
    #expect(structure.description == "*")
    #expect(structure.leafPaths == [""])
  }

  @Test func structuresAreDerivedFromTheirFields() throws {
    #expect(try leafNumbers(model) == [1, 3, 4, 5, 2])
    let (copy, structure) = try roundTrip(model, adding: 10)
    #expect(copy.w1.leafNumber == 11)
    #expect(copy.layers.map(\.w.leafNumber) == [13, 15])
    #expect(copy.layers.map { $0.b?.leafNumber } == [14, nil])
    #expect(copy.activation == .relu)
    #expect(copy.width == 3)
    #expect(copy.hiddenNumber == 12)
    #expect(
      structure.description
        == "MLP(w1: *, layers: [Layer(w: *, b: *), Layer(w: *, b: nil)], activation: .relu, width: 3, hidden: *)")
    #expect(structure.leafPaths == [".w1", ".layers[0].w", ".layers[0].b", ".layers[1].w", ".hidden"])
  }

  @Test func genericAndNestedStructures() throws {
    let tree = Pair(first: Pair(first: Tensor.leaf(1), second: 2), second: [Pair(first: "a", second: Tensor.leaf(3))])
    let (copy, structure) = try roundTrip(tree, adding: 1)
    #expect(copy.first.first.leafNumber == 2)
    #expect(copy.first.second == 2)
    #expect(copy.second[0].first == "a")
    #expect(copy.second[0].second.leafNumber == 4)
    #expect(structure.leafPaths == [".first.first", ".second[0].second"])
  }

  @Test func recursiveStructures() throws {
    let tree = Node(
      value: .leaf(1), children: [Node(value: .leaf(2), children: []), Node(value: .leaf(3), children: [])])
    let (copy, structure) = try roundTrip(tree, adding: 1)
    #expect(copy.children.map(\.value.leafNumber) == [3, 4])
    #expect(structure.leafPaths == [".value", ".children[0].value", ".children[1].value"])
  }

  @Test func tuplesAndStaticFields() throws {
    let tree = Mixed(
      pair: (.leaf(1), scale: (.leaf(2), 5)), limits: (low: 0, high: 9), shape: [2, 3], offsets: [0.5], names: ["a"])
    var (copy, structure) = try roundTrip(tree, adding: 1)
    #expect(copy.pair.0.leafNumber == 2)
    #expect(copy.pair.scale.0.leafNumber == 3)
    #expect(copy.pair.scale.1 == 5)
    #expect(copy.limits == (low: 0, high: 9))
    #expect(copy.shape == [2, 3])
    #expect(copy.offsets == [0.5])
    #expect(copy.names == ["a"])
    #expect(copy.cached == 3)
    #expect(structure.leafPaths == [".pair.0", ".pair.scale.0"])
    #expect(
      structure.description
        == #"Mixed(pair: (*, scale: (*, 5)), limits: (low: 0, high: 9), shape: [2, 3], offsets: [0.5], "#
        + #"names: ["a"], cached: nil)"#)
  }

  @Test func arraysAndOptionals() throws {
    #expect(try roundTrip([Tensor.leaf(1), .leaf(2)], adding: 1).copy.map(\.leafNumber) == [2, 3])
    #expect(try roundTrip([Tensor]()).structure.description == "[]")
    #expect(try roundTrip([[Tensor.leaf(1)], []]).structure.description == "[[*], []]")
    #expect(try roundTrip(Tensor?.none).structure.description == "nil")
    #expect(try roundTrip(Tensor??.some(.leaf(4)), adding: 1).copy??.leafNumber == 5)
    #expect(try treeStructure(Tensor??.some(nil)) != treeStructure(Tensor??.none))
    #expect(try treeStructure([nil, Tensor?.some(.leaf(2))]).leafPaths == ["[1]"])
  }

  @Test func dictionariesAreSortedByTheirKeys() throws {
    let tree = ["b": Layer(w: .leaf(2), b: .leaf(3)), "a": Layer(w: .leaf(1), b: nil)]
    #expect(try leafNumbers(tree) == [1, 2, 3])
    let (copy, structure) = try roundTrip(tree, adding: 1)
    #expect(copy.mapValues(\.w.leafNumber) == ["a": 2, "b": 3])
    #expect(structure.description == #"["a": Layer(w: *, b: nil), "b": Layer(w: *, b: *)]"#)
    #expect(structure.leafPaths == [#"["a"].w"#, #"["b"].w"#, #"["b"].b"#])
    #expect(try treeStructure([10: Tensor.leaf(1), 9: .leaf(0)]).leafPaths == ["[9]", "[10]"])
    #expect(try treeStructure([String: Tensor]()).description == "[:]")
  }

  @Test func staticValuesAloneAreTrees() throws {
    let (copy, structure) = try roundTrip(Pair(first: Activation.tanh, second: Pair(first: 2.5 as Float, second: true)))
    #expect(copy.first == .tanh)
    #expect(copy.second.first == 2.5)
    #expect(structure.leafCount == 0)
    #expect(structure.description.hasSuffix("(first: .tanh, second: Pair<Float, Bool>(first: 2.5, second: true))"))
    #expect(try roundTrip("text").copy == "text")
    #expect(try roundTrip(Empty()).structure.description == "Empty()")
    #expect(try roundTrip([Empty(), Empty()]).structure.description == "[Empty(), Empty()]")
  }

  @Test func structuresAreEqualIfTypesShapesAndStaticValuesAre() throws {
    let structure = try treeStructure(model)
    let same = try treeStructure(MLP(first: 9, layers: [Layer(w: .leaf(0), b: .leaf(0)), Layer(w: .leaf(0), b: nil)]))
    #expect(structure == same)
    #expect(structure.hashValue == same.hashValue)
    let layer = Layer(w: .leaf(0), b: .leaf(0))
    let others = try [
      treeStructure(MLP(first: 1, layers: model.layers, activation: .tanh)),
      treeStructure(MLP(first: 1, layers: model.layers, width: 4)),
      treeStructure(MLP(first: 1, layers: [layer, layer])),
      treeStructure(MLP(first: 1, layers: [])),
      treeStructure([Tensor](repeating: .leaf(0), count: structure.leafCount)),
    ]
    #expect(Set(others + [structure]).count == 6)
    #expect(try treeStructure(Pair(first: 1, second: 2)) != treeStructure(Pair(first: 1, second: 2 as Int32)))
    #expect(try treeStructure([[Tensor.leaf(1)], []]) != treeStructure([[], [Tensor.leaf(1)]]))
  }

  @Test func floatingPointStaticsAreComparedByTheirBits() throws {
    #expect(try treeStructure(0.0) != treeStructure(-0.0))
    #expect(try treeStructure(Double.nan) == treeStructure(Double.nan))
    #expect(try treeStructure(Double.nan).hashValue == treeStructure(Double.nan).hashValue)
    #expect(try treeStructure([0.0 as Float]) != treeStructure([-0.0 as Float]))
  }

  @Test func manyThreadsMayMeetATypeForTheFirstTime() async throws {
    struct Fresh: PyTree { var a: Tensor; var b: [Tensor]; var c: Int }
    let structures = try await withThrowingTaskGroup(of: TreeStructure.self) { group in
      for _ in 0..<64 { group.addTask { try treeStructure(Fresh(a: .leaf(1), b: [.leaf(2)], c: 3)) } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(structures.map(\.description) == ["Fresh(a: *, b: [*], c: 3)"])
  }
}
