import JacobiCore
import JacobiPrimitives
import JacobiReference
import JacobiVmap
import Testing

/// `x` in some third-party way.
private struct Custom: UnaryLike {
  static let id = "test.custom"
}

private struct CustomElementwise: UnaryLike, ElementwiseBatchable {
  static let id = "test.elementwise"
}

/// From the standard library's family of unary primitives: that says enough.
private struct CustomUnary: UnaryPrimitive {
  static let id = "test.unary"
  static let accepts: DTypeClass = .any
}

private struct CustomReversal: UnaryLike, Batchable {
  static let id = "test.reversal"
  var axis: Int

  func batched(_ operands: [Batched], size: Dimension) throws -> [Batched] {
    let x = operands[0]
    return [Batched(CustomReversal(axis: x.position(of: axis))(x.tensor), axis: x.axis)]
  }
}

/// A rule that is wrong about the batch axis.
private struct CustomMistake: UnaryLike, Batchable {
  static let id = "test.mistake"
  var axis: Int?

  func batched(_ operands: [Batched], size: Dimension) throws -> [Batched] {
    [Batched(CustomMistake(axis: axis)(operands[0].tensor), axis: axis)]
  }
}

private protocol UnaryLike: Primitive {}

extension UnaryLike {
  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    return [operands[0]]
  }
}

@Suite struct ThirdPartyTests {
  /// The equations of the batched primitive for an operand `f32[4,2]`, mapped along axis 1.
  private func equations(_ primitive: any Primitive) throws -> [Equation] {
    try traceProgram([TensorType(.float32, [4, 2])]) { inputs in
      [try vmap({ x in primitive.results([x])[0] }, in: 1, out: 1)(inputs[0])]
    }.program.equations
  }

  @Test func conformances() throws {
    #expect(try equations(CustomElementwise()).map { $0.primitive.isEqual(to: CustomElementwise()) } == [true])
    #expect(try equations(CustomUnary()).map { $0.primitive.isEqual(to: CustomUnary()) } == [true])
    #expect(try equations(CustomReversal(axis: 0)).map { $0.primitive.isEqual(to: CustomReversal(axis: 0)) } == [true])
  }

  @Test func missingRule() {
    #expect(
      throws: TensorError.missingRule(
        primitive: "test.custom", rule: "vmap", remedy: Batching.remedy, operation: Operation("test.custom"))
    ) { try equations(Custom()) }
  }

  @Test func ruleOfAPlugin() throws {
    let plugin = Plugin("test") { $0.add(Batching.self, for: Custom.self, Batching.elementwise) }
    #expect(try withPlugin(plugin) { try equations(Custom()) }.count == 1)
  }

  /// The batch axis is 1: forgotten, mistaken for another one, or beyond the tensor.
  @Test(arguments: [nil, 0, 2]) func wrongRule(_ axis: Int?) throws {
    let error = try #require(throws: TensorError.self) { try equations(CustomMistake(axis: axis)) }
    guard case .executionFailed(_, let operation) = error else { throw error }
    #expect(operation.name == "test.mistake")
  }
}
