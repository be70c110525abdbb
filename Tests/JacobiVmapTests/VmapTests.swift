import JacobiCore
import JacobiPrimitives
import JacobiReference
import JacobiVmap
import Testing

private func vector(_ elements: Float...) -> Tensor { Tensor(elements) }

private let matrix = Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])

private func total(_ x: Tensor) -> Tensor { ReduceSum(axes: Array(0..<x.rank))(x) }

private func constant(_ value: Float) -> Tensor { Tensor(TensorValue(scalar: value)) }

@Suite struct AxisTests {
  @Test func leadingAxisByDefault() throws {
    #expect(try vmap(total)(matrix).scalars(Float.self) == [6, 15])
  }

  @Test(arguments: [(1, [5, 7, 9]), (-1, [5, 7, 9]), (-2, [6, 15]), (0, [6, 15])] as [(Int, [Float])])
  func inAxis(_ axis: Int, _ expected: [Float]) throws {
    #expect(try vmap(total, in: .axis(axis))(matrix).scalars() == expected)
  }

  @Test(arguments: [(0, [2, 3]), (1, [3, 2]), (-1, [3, 2]), (-2, [2, 3])] as [(Int, Shape)])
  func outAxis(_ axis: Int, _ shape: Shape) throws {
    let result = try vmap({ x in Neg()(x) }, out: .axis(axis))(matrix)
    #expect(result.shape == shape)
    #expect(result.scalars(Float.self) == (shape == [2, 3] ? [-1, -2, -3, -4, -5, -6] : [-1, -4, -2, -5, -3, -6]))
  }

  @Test func oneSpecificationForAllArguments() throws {
    let dot = { (x: Tensor, y: Tensor) in total(Mul()(x, y)) }
    #expect(try vmap(dot, in: 1)(matrix, matrix).scalars(Float.self) == [17, 29, 45])
  }

  @Test func unmappedArgument() throws {
    let dot = { (x: Tensor, y: Tensor) in total(Mul()(x, y)) }
    #expect(try vmap(dot, in: 0, nil)(matrix, vector(1, 0, 2)).scalars(Float.self) == [7, 16])
    #expect(try vmap(dot, in: nil, 0)(vector(1, 0, 2), matrix).scalars(Float.self) == [7, 16])
  }

  @Test func resultsThatDoNotDependOnTheInputAreRepeated() throws {
    let (mapped, shared, outer) = try vmap({ (x: Tensor) in (total(x), constant(7), total(matrix)) })(matrix)
    #expect(mapped.scalars(Float.self) == [6, 15])
    #expect(shared.scalars(Float.self) == [7, 7])
    #expect(outer.scalars(Float.self) == [21, 21])
  }

  @Test func sharedResultsMayStaySo() throws {
    let (mapped, shared) = try vmap(
      { (x: Tensor) in (total(x), constant(7)) }, out: .leaves([0, nil]))(matrix)
    #expect(mapped.shape == [2])
    #expect(shared.shape == [])
    #expect(shared.item(Float.self) == 7)
  }

  @Test func sizeWithoutMappedArguments() throws {
    let fixed = try vmap({ (x: Tensor) in total(x) }, in: nil, size: 4)(matrix)
    #expect(fixed.scalars(Float.self) == [21, 21, 21, 21])
    let independent = try vmap({ (x: Tensor) in constant(3) }, in: nil, size: 2)(matrix)
    #expect(independent.scalars(Float.self) == [3, 3])
  }

  @Test func literalsTakeTheTypeOfTheOtherOperand() throws {
    let weak = try vmap({ (x: Tensor) -> (Tensor, Tensor) in (x, 2) })(matrix)
    #expect(!weak.0.isWeaklyTyped)
    #expect(weak.1.isWeaklyTyped)
    #expect(weak.1.shape == [2])
  }
}

@Suite struct TreeTests {
  struct Layer: PyTree {
    var weight: Tensor
    var bias: Tensor?
    let name: String
  }

  private let layer = Layer(weight: matrix, bias: vector(10, 20), name: "first")

  private func apply(_ layer: Layer, _ x: Tensor) -> Tensor {
    let product = DotGeneral(contracting: ([layer.weight.rank - 1], [0]))(layer.weight, x)
    guard let bias = layer.bias else { return product }
    return Add()(product, bias)
  }

  @Test func wholeModelShared() throws {
    let result = try vmap(apply, in: nil, 0)(layer, matrix)
    #expect(result.shape == [2, 2])
    #expect(result.scalars(Float.self) == [24, 52, 42, 97])
  }

  @Test func partsByPath() throws {
    // Each example has a row of the weights, and its own bias.
    let mapped = try vmap(apply, in: .paths(["weight": 0, "bias": 0]), nil)(layer, vector(1, 1, 1))
    #expect(mapped.scalars(Float.self) == [16, 35])
    let shared = try vmap(apply, in: .paths([".weight": -2, "bias": nil]), nil)(
      Layer(weight: matrix, bias: constant(1), name: ""), vector(1, 1, 1))
    #expect(shared.scalars(Float.self) == [7, 16])
  }

  @Test func theSmallestPartCounts() throws {
    let tree = ["a": [matrix, matrix], "b": [matrix]]
    let sums = try vmap(
      { (tree: [String: [Tensor]]) in tree.mapValues { $0.map(total) } },
      in: .paths(["[\"a\"]": 0, "[\"a\"][1]": nil]), out: .paths(["[\"a\"][0]": 0]))(tree)
    #expect(sums["a"]?[0].scalars(Float.self) == [6, 15])
    #expect(sums["a"]?[1].scalars(Float.self) == [21])
    #expect(sums["b"]?[0].scalars(Float.self) == [21])
  }

  @Test func partsByLeaf() throws {
    let result = try vmap(apply, in: .leaves([0, nil]), nil)(
      Layer(weight: matrix, bias: constant(1), name: ""), vector(1, 1, 1))
    #expect(result.scalars(Float.self) == [7, 16])
  }

  @Test func resultTrees() throws {
    let (layers, sums) = try vmap(
      { (layer: Layer) in ([layer], ["sum": total(layer.weight)]) }, out: .leaves([1, 0, 0]))(layer)
    #expect(layers[0].weight.shape == [3, 2])
    #expect(layers[0].bias?.scalars(Float.self) == [10, 20])
    #expect(layers[0].name == "first")
    #expect(sums["sum"]?.scalars(Float.self) == [6, 15])
  }
}

@Suite struct NestingTests {
  @Test func closuresOverOuterTracers() throws {
    let x = vector(1, 2)
    let y = vector(10, 20, 30)
    let z = vector(100, 200)
    let sums = try vmap { x in
      try vmap { y in
        try vmap { z in Add()(Add()(x, y), z) }(z)
      }(y)
    }(x)
    #expect(sums.shape == [2, 3, 2])
    #expect(sums.scalars(Float.self) == [111, 211, 121, 221, 131, 231, 112, 212, 122, 222, 132, 232])
  }

  @Test func transformedFunctions() throws {
    let cube = Tensor((0..<24).map(Float.init), shape: [2, 3, 4])
    let sums = try vmap(vmap(total, in: 1), in: 0, out: 1)(cube)
    // The sums over axis 1, over which neither maps, of `cube[i, j, k]` = 12 i + 4 j + k, with the axes exchanged.
    #expect(sums.shape == [4, 2])
    #expect(sums.scalars(Float.self) == [12, 48, 15, 51, 18, 54, 21, 57])
    let negated = try vmap(vmap(vmap { x in Neg()(x) }))(cube)
    #expect(negated.scalars(Float.self) == (0..<24).map { -Float($0) })
  }

  @Test func innerFunctionOfTheOuterTracerAlone() throws {
    let result = try vmap { x in try vmap { _ in Neg()(x) }(vector(0, 0, 0)) }(vector(1, 2))
    #expect(result.shape == [2, 3])
    #expect(result.scalars(Float.self) == [-1, -1, -1, -2, -2, -2])
  }

  @Test func ownRowAgainstEveryRow() throws {
    func dot(_ x: Tensor, _ y: Tensor) -> Tensor { DotGeneral(contracting: ([0], [0]))(x, y) }
    let gram = try vmap { x in try vmap { y in dot(x, y) }(matrix) }(matrix)
    #expect(gram.scalars(Float.self) == [14, 32, 32, 77])
  }

  @Test func programsAreBatched() throws {
    let traced = try traceProgram([TensorType(.float32, [2, 3])]) { [try vmap { x in Exp()(Neg()(x)) }($0[0])] }
    try traced.program.verify()
    #expect(traced.program.equations.map { type(of: $0.primitive).id } == ["neg", "exp"])
    #expect(traced.program.outputTypes == [TensorType(.float32, [2, 3])])
  }

  @Test func symbolicBatchSize() throws {
    let batch = Dimension.symbol("batch")
    let traced = try traceProgram([TensorType(.float32, [batch, 3]), TensorType(.float32, [3])]) { inputs in
      let product = vmap(
        { (x: Tensor, y: Tensor) in
          let sum = Concatenate(axis: 0)(x, y)
          return DotGeneral(contracting: ([0], [0]))(Reshape(to: [6])(sum), Concatenate(axis: 0)(y, x))
        }, in: 0, nil)
      return [try product(inputs[0], inputs[1])]
    }
    try traced.program.verify()
    #expect(traced.program.outputTypes == [TensorType(.float32, [batch])])
  }

  @Test func programsInsideVmap() throws {
    let sum = try vmap { x in
      let traced = try traceProgram([TensorType(.float32, [3])]) { [Mul()($0[0], x)] }
      #expect(traced.captured.count == 1)
      return total(Call(traced.program, name: "product").results(traced.captured + [vector(1, 10, 100)])[0])
    }(matrix)
    #expect(sum.scalars(Float.self) == [321, 654])
  }

  @Test func batchedProgramsAreRemembered() throws {
    var builder = ProgramBuilder()
    let input = builder.input(TensorType(.float32, [3]))
    let outputs = try builder.append(Exp(), [.variable(input)])
    let program = builder.program(returning: outputs)
    let first = try BatchedProgram.of(program, axes: [0], size: 2)
    #expect(try BatchedProgram.of(program, axes: [0], size: 2).program.identity == first.program.identity)
    #expect(try BatchedProgram.of(program, axes: [1], size: 2).program.inputTypes == [TensorType(.float32, [3, 2])])
    #expect(try BatchedProgram.of(program, axes: [0], size: 4).program.inputTypes == [TensorType(.float32, [4, 3])])
  }
}
