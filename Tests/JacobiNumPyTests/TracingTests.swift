import JacobiCore
import JacobiNumPy
import JacobiReference
import Testing

/// What the functions record, above all with sizes that are not known.
@Suite struct TracingTests {
  private let b = Dimension.symbol("b")

  private func ids(_ types: [TensorType], _ body: ([Tensor]) -> Tensor) throws -> [String] {
    try traceProgram(types) { [body($0)] }.program.equations.map { type(of: $0.primitive).id }
  }

  @Test func onlyNeededConversionsAreRecorded() throws {
    let same = [TensorType(.float32, [2, 3]), TensorType(.float32, [2, 3])]
    #expect(try ids(same) { $0[0] + $0[1] } == ["add"])
    #expect(try ids(same) { $0[0].broadcast(to: [2, 3]).asType(.float32).reshaped(2, 3) + $0[1] } == ["add"])
    #expect(try ids(same) { $0[0].transposed(0, 1)[.ellipsis] } == [])
    let rows = [TensorType(.float32, [2, 3]), TensorType(.float32, [3])]
    #expect(try ids(rows) { $0[0] * $0[1] } == ["broadcast_in_dim", "mul"])
    #expect(
      try ids([TensorType(.int8, [2]), TensorType(.int16, [2])]) { $0[0] - $0[1] } == ["convert_element_type", "sub"])
    #expect(try ids(same) { $0[0][1] } == ["slice", "reshape"])
    #expect(try ids(same) { $0[0].sum(axis: 0) } == ["reduce_sum"])
    #expect(try ids(same) { matmul($0[0], $0[1].T) } == ["transpose", "dot_general"])
    #expect(try ids(same) { pow($0[0], 2) } == ["integer_pow"])
  }

  /// The shapes of results for a batch of unknown size, all of `f32[b,4]` and `f32[4]`.
  @Test func shapesAreThoseOfSymbolicSizes() throws {
    let types = [TensorType(.float32, [b, 4]), TensorType(.float32, [4]), TensorType(.int32, [b])]
    let results = try traceProgram(types) { operands in
      let (x, v, labels) = (operands[0], operands[1], operands[2])
      return [
        x + v, x * x.sum(axis: 1, keepDims: true), x.mean(axis: 0), x - x.mean(axis: 0), x.variance(), x.max(axis: -1),
        x.argMax(axis: 1), x.reshaped(-1, 2), x.reshaped(-1), x.reshaped(b, 2, -1), x.T, x[1...], x[..<3], x[-1], x[0],
        x[.stride(by: -1)], x[.stride(by: 2)], x[1..<5], x[.newAxis, .all, 1], x[labels], v[labels],
        concatenated([x, x]), stacked([x, x], axis: 1), matmul(x, Tensor.ones([4, 3])), matmul(x, v), dot(x, v),
        x.padded([(1, 1), (0, 0)]), x.tiled(2), x.repeated(3, axis: 1), which(x .> 0, x, 0), x.flattened(),
        Tensor.zeros(like: x), Tensor.arange(b), Tensor.zeros([b, 2]), x.split(parts: 2, axis: 1)[0], outer(labels, v),
        x.takeAlong(labels.expandedDimensions(axis: 1), axis: 1), x.tril(), Tensor(b) * v, Tensor.eye(b),
      ]
    }.program.outputTypes.map(\.shape)
    let three = Dimension.minimum(3, b)
    let expected: [Shape] = [
      [b, 4], [b, 4], [4], [b, 4], [], [b],
      [b], [2 * b, 2], [4 * b], [b, 2, 2], [4, b], [b - 1, 4], [three, 4], [4], [4],
      [b, 4], [(b + 1).floorDivided(by: 2), 4], [Dimension.minimum(5, b) - 1, 4], [1, b], [b, 4], [b],
      [2 * b, 4], [b, 2, 4], [b, 3], [b], [b],
      [b + 2, 4], [b, 8], [b, 12], [b, 4], [4 * b],
      [b, 4], [b], [b, 2], [b, 2], [b, 4],
      [b, 1], [b, 4], [4], [b, b],
    ]
    #expect(results.count == expected.count)
    for (index, (result, shape)) in zip(results, expected).enumerated() { #expect(result == shape, "result \(index)") }
  }

  @Test func undecidableShapesAreErrors() throws {
    let c = Dimension.symbol("c")
    let types = [TensorType(.float32, [b]), TensorType(.float32, [c])]
    let mistakes: [([Tensor]) -> Tensor] = [
      { $0[0] + $0[1] }, { $0[0] + Tensor.zeros([3]) }, { $0[0][2] }, { $0[0][-2] }, { dot($0[0], $0[1]) },
    ]
    for mistake in mistakes {
      do {
        _ = try traceProgram(types) { [mistake($0)] }
        Issue.record("no error")
      } catch TensorError.undecidableDimension {
      } catch {
        Issue.record(error)
      }
    }
  }

  /// A size that becomes known only when the program runs is computed by the program.
  @Test func symbolicSizesAreNumbers() throws {
    let program = try traceProgram([TensorType(.float32, [b])]) { [Tensor(b), $0[0].mean()] }.program
    #expect(program.outputTypes == [TensorType(.int32, []), TensorType(.float32, [])])
    #expect(program.equations.prefix(2).map { type(of: $0.primitive).id } == ["broadcast_in_dim", "reduce_sum"])
  }

  /// Traced and evaluated, functions of several primitives give what they give at once.
  @Test(arguments: [0, 1, 2, 3, 4, 5, 6])
  func tracedFunctionsAreTheSame(number: Int) throws {
    let functions: [(Tensor) -> Tensor] = [
      { $0.variance(axis: 0, ddof: 1) }, { $0 % 0.3 }, { floorDivide($0, 0.3) }, { $0[Tensor([1, -1]), 0...] },
      { logAddExp($0, 1) }, { $0.asType(.int32) % Tensor([2, 0, 3]) }, { matmul($0, $0.T).tril() },
    ]
    let function = functions[number]
    let x = Tensor([0.5, -1.25, 3, 2, 0.125, -7], shape: [2, 3])
    let program = try traceProgram([x.type]) { [function($0[0])] }.program
    #expect(try program.evaluate([x])[0].value == function(x).value)
  }
}
