import JacobiCore
import JacobiPrimitives
import JacobiReference
import Testing

@testable import JacobiCodegen

/// Programs of many operations neither need more stack than a thread has nor take long to plan.
@Suite struct LargeProgramTests {
  private func softmax(_ x: Tensor, _ shape: Shape) -> Tensor {
    let largest = ReduceMax(axes: [1])(x)
    let shifted = Exp()(Sub()(x, BroadcastInDim(to: shape, dimensions: [0])(largest)))
    return Div()(shifted, BroadcastInDim(to: shape, dimensions: [0])(ReduceSum(axes: [1])(shifted)))
  }

  /// Compiles a program and runs it where there is little stack.
  private func runOnSmallStack(_ type: TensorType, _ body: (Tensor) -> [Tensor]) throws {
    let program = try traceProgram([type], name: "test") { x in body(x[0]) }.program
    let executable = try compiler().compile(program)
    let input = sample(type, seed: 0)
    let actual = try onSmallStack { try executable.run([input]) }
    let expected = try ReferenceBackend().compile(program, options: CompileOptions()).run([input])
    for (a, e) in zip(actual, expected) { #expect(largestDifference(a, e) < 1e-5) }
  }

  @Test func rowsOfManyLoopsShareTheStack() throws {
    try runOnSmallStack(f32(2, 2000)) { x in
      let shape = Shape([2, 2000])
      return [(0..<100).reduce(x) { y, _ in softmax(Add()(CumSum(axis: 0)(y), y), shape) }]
    }
  }

  @Test func callsOnSmallValuesShareTheStack() throws {
    try runOnSmallStack(TensorType(.float64, [16])) { x in
      [(0..<1000).reduce(x) { y, _ in Neg()(CumMax(axis: 0)(y)) }]
    }
  }

  @Test func loopsThatCarrySmallValuesShareTheStack() throws {
    let body = try traceProgram([TensorType(.float64, [16])], name: "body") { x in [Neg()(CumMax(axis: 0)(x[0]))] }
      .program
    try runOnSmallStack(TensorType(.float64, [16])) { x in
      [(0..<500).reduce(x) { y, _ in Scan(body, constantCount: 0, carryCount: 1, length: 2).results([y])[0] }]
    }
  }

  private func layoutChain(_ count: Int) throws -> Program {
    try traceProgram([f32(4, 6)], name: "chain") { x in
      var value = x[0]
      for step in 0..<count {
        switch step % 4 {
        case 0: value = Transpose(permutation: [1, 0])(value)
        case 1: value = Reshape(to: [4, 6])(value)
        case 2: value = Rev(axes: [1])(value)
        default: value = Slice(starts: [0, 0], limits: [4, 6], strides: [1, 1])(value)
        }
      }
      return [Neg()(value)]
    }.program
  }

  @Test func longChainsOfLayoutOperationsArePlanned() throws {
    let program = try layoutChain(100_000)
    let context = compiler().context
    let stepCount = try onSmallStack { try ProgramLayout(program, context).steps.count }
    #expect(stepCount > 1 && stepCount < 50_000)
  }

  @Test func longChainsOfLayoutOperationsAreRight() throws {
    for count in [7, 40, 801] {
      try check([f32(4, 6)]) { x in try layoutChain(count).evaluate(x) }
    }
  }

  @Test func reshapesOfTranspositionsStaySmall() throws {
    // Each divides positions by sizes that have nothing in common with those of the one before.
    try check([f32(30, 77)]) { x in
      var value = x[0]
      for (rows, columns) in [(77, 30), (42, 55), (66, 35), (70, 33), (110, 21), (10, 231), (22, 105), (30, 77)] {
        value = Reshape(to: Shape([rows, columns]))(Transpose(permutation: [1, 0])(value))
      }
      return [Neg()(value)]
    }
  }

  @Test func longChainsAreCutNowAndThen() throws {
    let program = try traceProgram([f32(100)], name: "chain") { x in
      [(0..<4000).reduce(x[0]) { y, _ in Add()(Mul()(y, x[0]), x[0]) }]
    }.program
    let choice = FusionChoice(DefinitionTable(program))
    let cuts = choice.roles.count { if case .loops = $0 { true } else { false } }
    #expect(cuts > 8000 / 400 && cuts < 8000 / 20)
  }
}
