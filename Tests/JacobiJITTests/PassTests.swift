import JacobiCore
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import Testing

private let vector = TensorType(.float32, [3])

/// The ids of a program's primitives, in order.
private func ids(_ program: Program) -> [String] { program.equations.map { type(of: $0.primitive).id } }

private func program(_ body: ([Tensor]) throws -> [Tensor], inputs: Int = 1) throws -> Program {
  try traceProgram([TensorType](repeating: vector, count: inputs), body).program
}

/// Checks that a pass left the meaning of a program alone.
private func expectSame(_ original: Program, _ changed: Program) throws {
  let arguments = original.inputTypes.indices.map { Tensor([Float($0) + 0.5, 1, -2], shape: [3]) }
  let expected = try original.evaluate(arguments)
  let actual = try changed.evaluate(arguments)
  #expect(changed.inputTypes == original.inputTypes)
  #expect(actual.map(\.value) == expected.map(\.value))
}

@Test func deadCodeGoes() throws {
  let original = try program { [Exp()($0[0]), Sin()(Cos()($0[0]))].prefix(1).map { $0 } }
  let changed = original.removingDeadCode().program
  #expect(ids(original) == ["exp", "cos", "sin"])
  #expect(ids(changed) == ["exp"])
  try expectSame(original, changed)
}

@Test func deadInputsGoOnRequest() throws {
  let original = try program({ [Exp()($0[1])] }, inputs: 3)
  let (changed, inputs) = original.removingDeadCode(keepsInputs: false)
  #expect(inputs == [1])
  #expect(changed.inputs.count == 1)
}

private struct Announce: UnaryPrimitive {
  static let id = "test.announce"
  static let accepts: DTypeClass = .any
  var effects: Effects { .ordered }
}

@Test func effectsStay() throws {
  let original = try program { x in
    _ = Announce()(x[0])
    _ = Announce()(x[0])
    return [x[0]]
  }
  #expect(ids(original.removingDeadCode().program) == ["test.announce", "test.announce"])
  #expect(ids(original.mergingCommonSubexpressions()) == ["test.announce", "test.announce"])
}

@Test func broadcastsStayWhereTheyAreFused() throws {
  let body = try program(
    { x in
      let whole = BroadcastInDim(to: [2, 3], dimensions: [1])(Sin()(x[0]))
      let sorted = Sort(axis: 0)(BroadcastInDim(to: [2, 3], dimensions: [1])(Cos()(x[0])))
      let sum = Mul()(Add()(BroadcastInDim(to: [2, 3], dimensions: [1])(x[1]), whole), sorted)
      return [ReduceSum(axes: [0])(sum)]
    }, inputs: 2)
  let original = try program(
    { Scan(body, constantCount: 1, carryCount: 1, length: 50).results([$0[0], $0[1]]) }, inputs: 2)
  let hoisted = original.simplifyingLoops()
  let fused = original.simplifyingLoops(keepingBroadcasts: true)
  func inner(_ program: Program) -> [String] { ids(program.equations.last!.primitive.bodies[0]) }
  #expect(inner(hoisted).count { $0 == "broadcast_in_dim" } == 1)
  #expect(inner(fused).count { $0 == "broadcast_in_dim" } == 2)
  #expect(!inner(fused).contains("sort") && !inner(fused).contains("sin"))
  try expectSame(original, hoisted)
  try expectSame(original, fused)
}

@Test func equalSubexpressionsMerge() throws {
  let original = try program { x in [Add()(Exp()(x[0]), Exp()(x[0])), Sin()(Exp()(x[0]))] }
  let changed = original.mergingCommonSubexpressions()
  #expect(ids(changed) == ["exp", "add", "sin"])
  try expectSame(original, changed)
}

@Test func differentParametersDoNotMerge() throws {
  let original = try program { x in [Add()(IntegerPow(exponent: 2)(x[0]), IntegerPow(exponent: 3)(x[0]))] }
  #expect(ids(original.mergingCommonSubexpressions()).count == 3)
}

@Test func constantsFold() throws {
  let constant = Tensor([1.0, 2.0, 3.0])
  let original = try program { x in [Mul()(x[0], Exp()(Neg()(constant)))] }
  let changed = original.foldingConstants(on: ReferenceBackend())
  #expect(ids(changed) == ["mul"])
  try expectSame(original, changed)
}

@Test func largeConstantsAreNotFolded() throws {
  let original = try traceProgram([]) { _ in [Iota(TensorType(.float32, [5000]), axis: 0)()] }.program
  #expect(ids(original.foldingConstants(on: ReferenceBackend())) == ["iota"])
  #expect(ids(original.foldingConstants(on: ReferenceBackend(), limit: 5000)).isEmpty)
}

@Test func callsAreInlinedThroughAllLevels() throws {
  let inner = try program { [Exp()($0[0])] }
  let middle = try program { [Neg()(Call(inner, name: "inner")($0[0]))] }
  let outer = try program { [Sin()(Call(middle, name: "middle")($0[0]))] }
  let changed = outer.inliningCalls()
  #expect(ids(changed) == ["exp", "neg", "sin"])
  try expectSame(outer, changed)
}

@Test func optimizedProgramsAreFixedPointsOfThemselves() throws {
  let inner = try program { [Exp()($0[0]), Sin()($0[0])] }
  let original = try program { x in
    let results = Call(inner, name: "inner").results([x[0]])
    return [Add()(results[0], Exp()(x[0]))]
  }
  let once = original.optimized(for: ReferenceBackend())
  #expect(ids(once) == ["exp", "add"])
  #expect(once.optimized(for: ReferenceBackend()) == once)
  try expectSame(original, once)
}
