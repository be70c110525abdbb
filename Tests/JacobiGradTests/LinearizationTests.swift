import JacobiCore
import JacobiGrad
import JacobiPrimitives
import JacobiReference
import Testing

private func swirl(_ x: Tensor, _ y: Tensor) -> (Tensor, [Tensor]) {
  let product = Mul()(Sin()(x), y)
  return (product, [Add()(product, x), Iota(TensorType(.int32, [2]), axis: 0)()])
}

@Suite struct LinearizationTests {
  @Test func pushforwardsAreReusableAndAgreeWithJVP() throws {
    let (x, y) = (f64([0.3, 0.4]), f64([2, -1]))
    let (value, pushforward) = try linearize(swirl, at: x, y)
    #expect(value.0.scalars(Double.self) == swirl(x, y).0.scalars(Double.self))
    for (dx, dy) in [(f64([1, 0]), f64([0, 1])), (f64([0.5, 2]), f64([3, 1]))] {
      let expected = try jvp(swirl, at: x, y, along: dx, dy).tangent
      let actual = try pushforward(dx, dy)
      #expect(largest(Sub()(actual.0, expected.0)) < 1e-15)
      #expect(largest(Sub()(actual.1[0], expected.1[0])) < 1e-15)
      #expect(actual.1[1].isNoTangent)
    }
  }

  @Test func pullbacksAreReusable() throws {
    let (x, y) = (f64([0.3, 0.4]), f64([2, -1]))
    let (value, pullback) = try vjp(swirl, at: x, y)
    let zero = f64([0, 0])
    let first = try pullback((f64([1, 0]), [zero, value.1[1]]))
    #expect(abs(first.0.scalars(Double.self)[0] - 2 * cosine(0.3)) < 1e-15)
    let second = try pullback((zero, [f64([0, 1]), value.1[1]]))
    #expect(abs(second.0.scalars(Double.self)[1] - (1 - cosine(0.4))) < 1e-15)
    let again = try pullback((f64([1, 0]), [zero, value.1[1]]))
    #expect(again.0.scalars(Double.self) == first.0.scalars(Double.self))
  }

  @Test func transposesLinearFunctions() throws {
    let matrix = f64([1, 2, 3, 4, 5, 6], [2, 3])
    let product = DotGeneral(contracting: ([1], [0]))
    let transposed = try linearTranspose(
      { (x: [Tensor]) in product(matrix, Sub()(x[0], x[1])) }, like: [f64([0, 0, 0]), f64([0, 0, 0])])
    let back = try transposed(f64([1, 10]))
    #expect(back[0].scalars(Double.self) == [41, 52, 63])
    #expect(back[1].scalars(Double.self) == [-41, -52, -63])
  }

  @Test func transposingANonlinearFunctionIsAnError() throws {
    let transposed = try linearTranspose({ Exp()($0) }, like: f64(1))
    #expect(throws: TensorError.self) { try transposed(f64(1)) }
    let square = try linearTranspose({ (x: Tensor) in Mul()(x, x) }, like: f64(1))
    do {
      _ = try square(f64(1))
      Issue.record("x * x was transposed")
    } catch TensorError.missingRule(let primitive, let rule, _, _) {
      #expect(primitive == "mul" && rule == "transpose")
    }
  }

  /// The derivative is recorded under the program's trace and played there.
  @Test func derivativesAreTracedIntoPrograms() throws {
    let type = TensorType(.float64, [3])
    let traced = try traceProgram([type]) { [try grad { total(Sin()($0)) }($0[0])] }
    #expect(traced.captured.isEmpty)
    let result = try traced.program.evaluate([f64([0, 1, 2])])
    #expect(largest(Sub()(result[0], Cos()(f64([0, 1, 2])))) < 1e-15)
    let ids = traced.program.removingDeadCode().program.equations.map { Swift.type(of: $0.primitive).id }
    #expect(ids == ["cos", "broadcast_in_dim", "mul"])
  }

  @Test func symbolicSizesAreDifferentiated() throws {
    let n = Dimension.symbol("n")
    let traced = try traceProgram([TensorType(.float64, [n])]) { inputs in
      let f = { (x: Tensor) in
        Mul()(ReduceProd(axes: [0])(x), ReduceMax(axes: [0])(Slice(starts: [1], limits: [n])(x)))
      }
      return [try grad(f)(inputs[0])]
    }
    #expect(traced.program.outputTypes == [TensorType(.float64, [n])])
  }

  @Test func pullbackUnderAProgramKeepsItsResidualsThere() throws {
    let program = try traceProgram([TensorType(.float64, []), TensorType(.float64, [])]) { inputs in
      let (_, pullback) = try vjp({ Sin()($0) }, at: inputs[0])
      return [Add()(try pullback(inputs[1]), try pullback(inputs[1].constant(1)))]
    }.program
    let result = try program.evaluate([f64(0.3), f64(2)])
    #expect(abs(result[0].item(Double.self) - 3 * cosine(0.3)) < 1e-15)
    #expect(program.equations.count { $0.primitive is Cos } == 1)
  }
}

private func cosine(_ x: Double) -> Double { Cos()(f64(x)).item(Double.self) }
