import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiReference
import Testing

private struct Model: PyTree {
  var weight: Tensor
  var bias: Tensor
}

private let model = Model(weight: Tensor([[1.0, 2], [3, 4]]), bias: Tensor([0.5, -0.5]))

private func loss(_ model: Model, _ x: Tensor) -> Tensor { (matmul(x, model.weight) + model.bias).sum() }

@Test func stagesEndInAFunctionOfTheSameResults() throws {
  let x = Tensor([[1.0, 2], [3, 4], [5, 6]])
  let slope = jit(grad(loss))
  let compiled = try slope.traced(for: model, x).lowered().compiled()
  let (direct, staged) = (try slope(model, x), try compiled(model, x))
  #expect(staged.weight.scalars(Float.self) == direct.weight.scalars(Float.self))
  #expect(staged.bias.scalars(Float.self) == [3, 3])
}

@Test func tracedProgramsTellTheirTypes() throws {
  let traced = try jit(loss).traced(for: model, .placeholder([7, 2]))
  #expect(traced.types.types == [TensorType(.float32, [])])
  #expect(try traced.lowered().program.inputTypes.last == TensorType(.float32, [7, 2]))
}

@Test func costsAreCounted() throws {
  let product = jit { (a: Tensor, b: Tensor) in matmul(a, b) + 1 }
  let lowered = try product.traced(for: .placeholder([8, 16]), .placeholder([16, 4])).lowered()
  let cost = try lowered.costAnalysis
  let (multiplications, additions) = (8.0 * 16.0 * 4.0, 8.0 * 4.0)
  #expect(cost.flops == 2.0 * multiplications + additions)
  #expect(!cost.isLowerBound)
  let operandsAndResult: Double = 4.0 * (128.0 + 64.0 + 32.0)
  #expect(cost.byteCount >= operandsAndResult)
}

@Test func compiledFormsRefuseWhatTheyWereNotMadeFor() throws {
  let compiled = try jit(loss).traced(for: model, .placeholder([3, 2])).lowered().compiled()
  #expect {
    try compiled(model, Tensor([[1.0, 2]]))
  } throws: { error in
    "\(error)".contains("f32[3,2]") && "\(error)".contains("f32[1,2]")
  }
  #expect {
    try grad { (x: Tensor) in try compiled(model, x) }(Tensor([[1.0, 2], [3, 4], [5, 6]]))
  } throws: { error in
    "\(error)".contains("compiled")
  }
}

@Test func theReferenceBackendSaysThatItMakesNoCode() throws {
  let lowered = try jit(loss).traced(for: model, .placeholder([3, 2])).lowered(backend: "reference")
  #expect {
    try lowered.assembly
  } throws: { error in
    "\(error)".contains("makes no code")
  }
}
