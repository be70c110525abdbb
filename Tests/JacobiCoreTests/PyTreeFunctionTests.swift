import Testing

@testable import JacobiCore

private struct Layer: PyTree {
  var w: Tensor
  var b: Tensor?
}

private struct Model: PyTree {
  var layers: [Layer]
  var activation: String
}

private struct Stop: Error {}

@Suite struct PyTreeFunctionTests {
  private func model(_ numbers: Int..., bias: Int? = nil, activation: String = "relu") -> Model {
    Model(layers: numbers.map { Layer(w: .leaf($0), b: bias.map { .leaf($0) }) }, activation: activation)
  }

  @Test func mapOverOneTwoAndThreeTrees() throws {
    let a = model(1, 2, bias: 3)
    let doubled = try treeMap(a) { .leaf($0.leafNumber * 2) }
    #expect(try leafNumbers(doubled) == [2, 6, 4, 6])
    #expect(try leafNumbers(try treeMap(a, doubled) { $0.adding($1) }) == [3, 9, 6, 9])
    #expect(try leafNumbers(try treeMap(a, doubled, a) { $0.adding($1).adding($2) }) == [4, 12, 8, 12])
    #expect(try leafNumbers(try a.mapLeaves { .leaf(-$0.leafNumber) }) == [-1, -3, -2, -3])
  }

  @Test func mapWithPaths() throws {
    let result = try treeMapWithPath(model(1, 2, bias: 3)) { path, leaf in path.hasSuffix(".b") ? .leaf(0) : leaf }
    #expect(try leafNumbers(result) == [1, 0, 2, 0])
  }

  @Test func differentTreesAreAnErrorWithThePath() throws {
    func difference(_ one: Model, _ other: Model) -> String {
      do {
        _ = try treeMap(one, other) { $0.adding($1) }
        return "no error"
      } catch TensorError.treeMismatch(let path, let expected, let actual, let operation) {
        #expect(operation.name == "treeMap")
        return "\(path): \(expected) / \(actual)"
      } catch {
        return "\(error)"
      }
    }
    #expect(difference(model(1), model(2)) == "no error")
    #expect(difference(model(1), model(1, 2)) == ".layers: an array of 1 / an array of 2")
    #expect(difference(model(1, 2, bias: 3), model(1, 2)) == ".layers[0].b: a value in an optional / nil")
    #expect(difference(model(1), model(1, activation: "tanh")) == #".activation: "relu" / "tanh""#)
    #expect(throws: TensorError.self) { try treeMap(model(1), model(1), model()) { a, _, _ in a } }
  }

  @Test func firstDifference() throws {
    let leaf = TreeStructure.leaf
    #expect(leaf.firstDifference(from: leaf) == nil)
    let array = try treeStructure([Tensor.leaf(1)])
    let difference = try #require(leaf.firstDifference(from: array))
    #expect(difference == (path: "", expected: "an array of 1", actual: "a tensor"))
    let pair = try flattenTree((Tensor.leaf(1), b: [Tensor.leaf(2)])).structure
    let other = try flattenTree((Tensor.leaf(1), b: Tensor.leaf(2))).structure
    #expect(
      try #require(other.firstDifference(from: pair)) == (path: ".b", expected: "an array of 1", actual: "a tensor"))
    let keys = try treeStructure(["a": Tensor.leaf(1)])
    #expect(
      try #require(keys.firstDifference(from: pair))
        == (path: "", expected: "a tuple (0:b:)", actual: #"a dictionary with the keys ["a"]"#))
  }

  @Test func leavesReduceAndAll() throws {
    let tree = model(1, 2, bias: 3)
    #expect(try tree.leaves.map(\.leafNumber) == [1, 3, 2, 3])
    #expect(try tree.flattened().structure == treeStructure(tree))
    #expect(
      try treeLeavesWithPaths(tree).map(\.path) == [".layers[0].w", ".layers[0].b", ".layers[1].w", ".layers[1].b"])
    #expect(try treeLeavesWithPaths(tree).map(\.leaf.leafNumber) == [1, 3, 2, 3])
    #expect(try treeReduce(tree, 0) { $0 + $1.leafNumber } == 9)
    #expect(try treeAll(tree) { $0.leafNumber > 0 })
    #expect(try !treeAll(tree) { $0.leafNumber > 1 })
  }

  @Test func closuresMayThrowAnything() {
    #expect(throws: Stop.self) { try treeMap(model(1)) { _ in throw Stop() } }
    #expect(throws: Stop.self) { try treeMap(model(1), model(1)) { _, _ in throw Stop() } }
    #expect(throws: Stop.self) { try treeReduce(model(1), 0) { _, _ in throw Stop() } }
    #expect(throws: Stop.self) { try treeAll(model(1)) { _ in throw Stop() } }
  }

  @Test func flatteningCostsMicroseconds() throws {
    let tree = Model(layers: (0..<50).map { Layer(w: .leaf($0), b: .leaf(-$0)) }, activation: "relu")
    let (leaves, structure) = try treeFlatten(tree)
    #expect(leaves.count == 100)
    func nanoseconds(_ body: () throws -> Void) rethrows -> Int {
      let clock = ContinuousClock()
      let times = try (0..<50).map { _ in try clock.measure { for _ in 0..<100 { try body() } } }
      return Int((times.min() ?? .zero).components.attoseconds / 100_000_000_000)
    }
    let flatten = try nanoseconds { _ = try treeFlatten(tree) }
    let unflatten = try nanoseconds { _ = try treeUnflatten(structure, leaves, as: Model.self) }
    print("a tree of 50 layers with 100 leaves: flatten \(flatten) ns, unflatten \(unflatten) ns")
    #if !DEBUG
      // Ten times what a quiet machine needs: this fails if a type is reflected in each call, which takes a millisecond.
      #expect(flatten < 100_000)
      #expect(unflatten < 100_000)
    #endif
  }
}
