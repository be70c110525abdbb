import JacobiCore
import JacobiGrad
import JacobiPrimitives
import JacobiReference
import Testing

/// `(x, y) -> (sin(x) y, y + 1, sin(1))`, as a program.
private func inner() throws -> Program {
  let type = TensorType(.float64, [2])
  return try traceProgram([type, type]) { inputs in
    let (x, y) = (inputs[0], inputs[1])
    return [Mul()(Sin()(x), y), Add()(y, y.constant(1)), Sin()(y.constant(1))]
  }.program
}

@Suite struct CallTests {
  @Test func derivativesOfACallAreThoseOfItsProgram() throws {
    let call = Call(try inner(), name: "inner")
    try checkDerivatives("call", at: [f64([0.3, 0.4]), f64([2, -1])], order: 3) { operands in
      let results = call.results(operands)
      return Add()(results[0], Mul()(results[1], results[2]))
    }
  }

  @Test func callsInsideCalls() throws {
    let nested = try traceProgram([TensorType(.float64, [2])]) { inputs in
      let results = Call(try inner(), name: "inner").results([inputs[0], Exp()(inputs[0])])
      return [Mul()(results[0], results[1])]
    }.program
    try checkDerivatives("nested call", at: [f64([0.3, 0.4])], order: 3) {
      Call(nested, name: "outer").results($0)[0]
    }
  }

  @Test func aCallStaysACall() throws {
    let type = TensorType(.float64, [2])
    let call = Call(try inner(), name: "inner")
    let program = try traceProgram([type]) { inputs in
      [try grad { x in total(call.results([x, x])[0]) }(inputs[0])]
    }.program
    let names = program.equations.compactMap { ($0.primitive as? Call)?.name }
    #expect(names == ["known(jvp(inner))", "transpose(linear(jvp(inner)))"])
    let x = f64([0.3, 0.4])
    let expected = Add()(Mul()(Cos()(x), x), Sin()(x))
    #expect(largest(Sub()(try program.evaluate([x])[0], expected)) < 1e-15)
  }

  @Test func constantOperandsAreNotDifferentiated() throws {
    let derivative = try inner().jvp(nonZero: [false, true])
    #expect(derivative.nonZero == [true, true, false])
    #expect(derivative.program.inputs.count == 3 && derivative.program.outputs.count == 5)
    #expect(!derivative.program.equations.contains { $0.primitive is Cos })
  }

  @Test func partialEvaluationSeparatesKnownFromLinear() throws {
    let derivative = try inner().jvp(nonZero: [true, true]).program
    let parts = try derivative.partiallyEvaluated(linearInputs: [false, false, true, true])
    #expect(parts.linearOutputs == [false, false, false, true, true])
    #expect(!parts.linear.equations.contains { $0.primitive is Sin || $0.primitive is Cos })
    let point = [f64([0.3, 0.4]), f64([2, -1])]
    let direction = [f64([1, 2]), f64([3, 4])]
    let known = try parts.known.evaluate(point)
    #expect(known.count == 3 + parts.residualCount)
    let tangents = try parts.linear.evaluate(Array(known.suffix(parts.residualCount)) + direction)
    let expected = try derivative.evaluate(point + direction)
    for (tangent, other) in zip(tangents, expected.suffix(2)) { #expect(largest(Sub()(tangent, other)) < 1e-15) }
  }

  @Test func transposedProgramsLeaveZerosOut() throws {
    let type = TensorType(.float64, [2])
    let program = try traceProgram([type, type, type]) { inputs in
      [Mul()(inputs[0], inputs[1]), Neg()(inputs[2])]
    }.program
    let transposed = try program.transposed(linearInputs: [false, true, true], nonZero: [true, false])
    #expect(transposed.nonZero == [true, false])
    #expect(transposed.program.inputs.count == 2 && transposed.program.outputs.count == 1)
    let result = try transposed.program.evaluate([f64([2, 3]), f64([5, 7])])
    #expect(result[0].scalars(Double.self) == [10, 21])
  }
}
