import Foundation
import Jacobi

/// What the stages of a compilation take, in a process that has compiled something before, without and with code that was kept.
struct CompilationStages {
  var equations = 0
  var seconds: [(stage: String, seconds: Double)] = []

  init<Result, First: PyTree, each Rest: PyTree>(
    of function: Fn<Result, First, repeat each Rest>, _ first: First, _ rest: repeat each Rest
  ) throws {
    // Loads LLVM.
    _ = try jit { (x: Tensor) in tanh(x) }(Tensor([1.0, 2, 3]))
    let traced = try measure("tracing") { try function.traced(for: first, repeat each rest) }
    let lowered = try measure("passes") { try traced.lowered() }
    equations = lowered.program.equations.count
    _ = try measure("planning") { try lowered.fusion }
    _ = try measure("compiled") { try lowered.compiled() }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("jacobi-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for stage in ["and kept", "found"] {
      _ = try measure(stage) { try withCompilationCache(at: folder.path) { try lowered.compiled() } }
    }
  }

  private mutating func measure<Value>(_ stage: String, _ body: () throws -> Value) throws -> Value {
    var value: Value?
    seconds.append((stage, try Timing.seconds { value = try body() }))
    return value!
  }

  /// A line for a table.
  func line(_ id: String) -> String {
    let columns = seconds.map { "\($0.stage) \(String(format: "%.1f", 1000 * $0.seconds))" }
    return "\(id.padded(to: 16))\(equations) equations, ms: \(columns.joined(separator: ", "))"
  }
}

/// What is compiled, by the name of its case.
let compilationStages: KeyValuePairs<String, @Sendable () throws -> CompilationStages> = [
  "mlp_step": {
    let (x, labels) = perceptronData(128)
    return try CompilationStages(of: jit(perceptronStep), perceptronParameters(), x, labels)
  },
  "gpt_step": {
    let (tokens, targets) = transformerData()
    let state = try TransformerState(transformerParameters())
    return try CompilationStages(of: jit(transformerStep), state, tokens, targets)
  },
  "lstm_grad": {
    let (parameters, x) = (lstmParameters(), sym([256, 32, 128], 1))
    return try CompilationStages(of: jit(lstmGradient), parameters, x)
  },
  "chain500": { try chainStages(50, [10_000]) },
  "chain2500": { try chainStages(250, [10_000]) },
  "chain10000": { try chainStages(1000, [10_000]) },
  "scalars500": { try chainStages(50, []) },
  "scalars2500": { try chainStages(250, []) },
  "scalars10000": { try chainStages(1000, []) },
  "loop2500": { try loopStages(250) },
  "loop10000": { try loopStages(1000) },
]

private func chainStages(_ times: Int, _ sizes: [Int]) throws -> CompilationStages {
  let x = sizes.isEmpty ? Tensor(Float(0.5)) : sym(sizes, 1)
  return try CompilationStages(of: jit { (x: Tensor) in chained(x, times) }, x)
}

/// A loop over a body of so many times ten operations on each of two numbers and an array.
private func loopStages(_ times: Int) throws -> CompilationStages {
  let function = jit { (number: Tensor, array: Tensor) in
    scan(length: 10, from: [number, array]) { (carry: [Tensor]) in
      let number = chained(carry[0], times / 2)
      return ([number, chained(carry[1] * number, times / 2)], number)
    }.0
  }
  return try CompilationStages(of: function, Tensor(Float(0.5)), sym([1000], 1))
}
