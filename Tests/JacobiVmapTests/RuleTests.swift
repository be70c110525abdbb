import JacobiCore
import JacobiPrimitives
import JacobiReference
import JacobiScan
import JacobiVmap
import Testing

@Suite struct RuleTests {
  @Test func everyStandardPrimitiveHasARule() {
    for primitive in standardPrimitives {
      // Loops bring theirs by conformances in JacobiScan.
      #expect(Batching.rule(for: primitive) != nil, "\(primitive.id)")
    }
  }

  /// Each example of a batched result is the result for that example alone, and a program traced from it computes the same.
  @Test(arguments: RuleCase.all) func ruleAgreesWithStacking(_ rule: RuleCase) throws {
    var generator = SeededGenerator(seed: 7)
    for axes in rule.axes(using: &generator) {
      let operands = rule.batch(axes, size: 3, using: &generator)
      let results = try batchedResults(rule.primitive, operands, axes)
      for index in 0..<3 {
        let example = zip(operands, axes).map { operand, axis in
          Tensor(axis.map { operand.example(index, along: $0) } ?? operand)
        }
        let expected = try withTensorErrors { rule.primitive.results(example) }
        for (result, expected) in zip(results, expected) {
          #expect(result.example(index, along: 0) == expected.value, "axes \(axes), example \(index)")
        }
      }
      #expect(try tracedResults(rule.primitive, operands, axes) == results, "traced, axes \(axes)")
    }
  }

  /// A batch without examples has results of the right types.
  @Test(arguments: RuleCase.all) func emptyBatch(_ rule: RuleCase) throws {
    var generator = SeededGenerator(seed: 8)
    let example = rule.batch(rule.operands.map { _ in nil }, size: 0, using: &generator)
    let types = try withTensorErrors { rule.primitive.results(example.map { Tensor($0) }).map(\.type) }
    for axes in rule.axes(using: &generator) {
      let operands = rule.batch(axes, size: 0, using: &generator)
      let results = try batchedResults(rule.primitive, operands, axes)
      #expect(results.map(\.type) == types.map { $0.with(shape: $0.shape.inserting(0, at: 0)) }, "axes \(axes)")
    }
  }

  private func batchedResults(_ primitive: any Primitive, _ operands: [TensorValue], _ axes: [Int?]) throws
    -> [TensorValue]
  {
    let results = try batched(primitive, axes)(operands.map { Tensor($0) })
    return try results.map { try #require($0.value) }
  }

  private func tracedResults(_ primitive: any Primitive, _ operands: [TensorValue], _ axes: [Int?]) throws
    -> [TensorValue]
  {
    let traced = try traceProgram(operands.map(\.type)) { try batched(primitive, axes)($0) }
    try traced.program.verify()
    let results = try withTensorErrors { try traced.program.evaluate(operands.map { Tensor($0) }) }
    return try results.map { try #require($0.value) }
  }

  private func batched(_ primitive: any Primitive, _ axes: [Int?]) -> Fn<[Tensor], [Tensor]> {
    vmap({ (operands: [Tensor]) in primitive.results(operands) }, in: .leaves(axes))
  }
}
