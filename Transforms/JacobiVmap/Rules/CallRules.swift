import JacobiCore
import JacobiPrimitives

extension Batching {
  static let callRules = RuleTable<Batching> { table in
    table.add(Call.self) { call, operands, size in
      let body = try BatchedProgram.of(call.program, axes: operands.map(\.axis), size: size)
      let results = call.derived(body.program, name: call.name).results(operands.map(\.tensor))
      return zip(results, body.axes).map { Batched($0, axis: $1) }
    }
    table.add(ElementwiseCall.self) { call, operands, size in
      let axis = operands.commonAxis
      let shape = call.shape.inserting(size, at: axis)
      let results = ElementwiseCall(call.program, name: call.name, shape: shape).results(
        operands.placed(at: axis, size: size))
      return results.map { Batched($0, axis: axis) }
    }
  }
}

/// A program on a batch made from a program on one example.
package struct BatchedProgram: Sendable {
  package var program: Program
  /// The batch axis of each output; `nil` for outputs that are the same for all examples.
  package var axes: [Int?]

  private struct Key: Hashable, Sendable {
    var axes: [Int?]
    var size: Dimension
    var batchedOutputs: [Bool]?
    var rules: RuleEnvironment
  }

  private static let cache = ProgramCache<Key, BatchedProgram>()

  /// The program whose inputs have batch axes at `axes`; made once for each program, axes and size.
  ///
  /// - Parameter batchedOutputs: which outputs are to have the batch, along axis 0, among them all that differ between
  ///   examples; by default these have it, where it comes to lie.
  package static func of(
    _ program: Program, axes: [Int?], size: Dimension, batchedOutputs: [Bool]? = nil
  ) throws -> BatchedProgram {
    try cache.value(for: program, Key(axes: axes, size: size, batchedOutputs: batchedOutputs, rules: .current)) {
      try BatchedProgram(batching: program, axes: axes, size: size, batchedOutputs: batchedOutputs)
    }
  }

  /// The program all of whose outputs have the batch along axis 0.
  package static func leading(_ program: Program, axes: [Int?], size: Dimension) throws -> BatchedProgram {
    try of(program, axes: axes, size: size, batchedOutputs: program.outputs.map { _ in true })
  }

  private init(batching program: Program, axes: [Int?], size: Dimension, batchedOutputs: [Bool]?) throws {
    let types = zip(program.inputTypes, axes).map { type, axis in
      axis.map { type.with(shape: type.shape.inserting(size, at: $0)) } ?? type
    }
    var outputAxes: [Int?] = []
    let traced = try traceProgram(types, name: "vmap") { inputs in
      let trace = BatchTrace(size: size)
      let outputs = try trace.run {
        try program.evaluate(zip(inputs, axes).map { trace.tensor(Batched($0, axis: $1)) }).map(trace.batched)
      }
      guard let batchedOutputs else {
        outputAxes = outputs.map(\.axis)
        return outputs.map(\.tensor)
      }
      outputAxes = batchedOutputs.map { $0 ? 0 : nil }
      return zip(outputs, batchedOutputs).map { $1 ? $0.leading(size: size) : $0.tensor }
    }
    self.program = try traced.closed(in: "vmap").removingDeadResults()
    self.axes = outputAxes
  }
}
