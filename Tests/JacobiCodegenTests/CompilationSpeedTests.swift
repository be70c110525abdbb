import JacobiCore
import JacobiPrimitives
import JacobiReference
import Testing

@testable import JacobiCodegen

/// Programs many times as large must not take longer per equation.
@Suite struct PlanningTests {
  private func plan(_ count: Int, _ type: TensorType) throws -> Duration {
    let program = try traceProgram([type, type], name: "chain") { x in
      var values = x
      for step in 0..<count {
        values.append(
          step % 3 == 0 ? Mul()(values[step], values[step + 1]) : Tanh()(Add()(values[step], values[step + 1])))
      }
      return [values[values.count - 1], values[values.count - 2]]
    }.program
    let context = CompilationContext(libraries: []) { primitive, inputs in
      try #require(try ReferenceBackend().kernel(for: primitive, inputs: inputs))
    }
    // The least of several, which other work on the machine does not lengthen.
    return try (0..<3).map { _ in try ContinuousClock().measure { _ = try ProgramLayout(program, context) } }.min()!
  }

  @Test(arguments: [TensorType(.float32, []), TensorType(.float32, [100]), TensorType(.float32, [4])])
  func planningTakesTimeInProportion(_ type: TensorType) throws {
    _ = try plan(20, type)
    let (small, large) = (try plan(1250, type), try plan(5000, type))
    // Four times as many operations; twice of that for what else the machine does.
    #expect(large < small * 8, "\(small) for 1250 and \(large) for 5000 operations")
  }
}
