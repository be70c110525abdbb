import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiReference
import JacobiVmap
import Testing

private struct Affine: PyTree {
  var slope: Tensor
  var offsets: [Tensor]
  var isNegated = false

  func callAsFunction(_ x: Tensor) -> Tensor {
    let y = slope * x + offsets[0]
    return isNegated ? -y : y
  }
}

@Test func compiledFunctionsComputeWhatTheyComputeEagerly() throws {
  let f = { (x: Tensor, y: Tensor) in exp(x) * y + x.sum() }
  let x = Tensor([0.5, 1, -2])
  let y = Tensor([3.0, 4, 5])
  #expect(try jit(f)(x, y).scalars(Float.self) == f(x, y).scalars(Float.self))
}

@Test func valuesMayBeUsedSeveralTimesAtOnce() throws {
  let f = { (x: Tensor, unused: Tensor) in
    let y = x + 1
    return [y, y * y, x, y]
  }
  let results = try jit(f)(Tensor([1.0, 2]), 3).map { $0.scalars(Float.self) }
  #expect(results == [[2, 3], [4, 9], [1, 2], [2, 3]])
}

@Test func tracesOncePerTypes() throws {
  var traces = 0
  let f = jit { (x: Tensor) in
    traces += 1
    return x * 2
  }
  for _ in 0..<3 { #expect(try f(Tensor([1.0, 2.0])).scalars(Float.self) == [2, 4]) }
  #expect(traces == 1)
  _ = try f(Tensor([1.0, 2.0, 3.0]))
  #expect(traces == 2)
  _ = try f(Tensor([1, 2]))
  #expect(traces == 3)
  // Going back to types seen before does not trace again.
  for _ in 0..<2 { #expect(try f(Tensor([1.0, 2.0])).dtype == .float32) }
  #expect(try f(Tensor([1, 2])).dtype == .int32)
  #expect(traces == 3)
  // A number of the same type has no dtype of its own.
  let g = jit { (x: Tensor) in x + Tensor([1.0], dtype: .float16) }
  #expect(try [g(Tensor(2.0)), g(Tensor(Float(2))), g(Tensor(2.0))].map(\.dtype) == [.float16, .float32, .float16])
}

@Test func staticFieldsArePartOfTheKey() throws {
  var traces = 0
  let f = jit { (affine: Affine, x: Tensor) in
    traces += 1
    return affine(x)
  }
  var affine = Affine(slope: Tensor(2.0), offsets: [Tensor(1.0)])
  #expect(try f(affine, Tensor(3.0)).item(Float.self) == 7)
  affine.isNegated = true
  #expect(try f(affine, Tensor(3.0)).item(Float.self) == -7)
  #expect(traces == 2)
}

@Test func resultsAreTreesAndTuples() throws {
  let f = jit { (affine: Affine) -> (Affine, [String: Tensor]) in
    (Affine(slope: affine.slope + 1, offsets: affine.offsets + [affine.slope]), ["a": affine.slope * 10])
  }
  let (next, table) = try f(Affine(slope: Tensor(2.0), offsets: [Tensor(1.0)], isNegated: true))
  #expect(next.slope.item(Float.self) == 3)
  #expect(next.offsets.map { $0.item(Float.self) } == [1, 2])
  #expect(next.isNegated == false)
  #expect(table["a"]?.item(Float.self) == 20)
}

@Test func literalArgumentsStayWeaklyTyped() throws {
  let f = jit { (x: Tensor, y: Tensor) in x * y }
  let half = Tensor([1.5], dtype: .float16)
  #expect(try f(half, 2.0).dtype == .float16)
  #expect(try (jit { (x: Tensor) in x * 2 })(3.0).isWeaklyTyped)
}

@Test func capturedTensorsAreConstants() throws {
  let captured = Tensor([10.0, 20.0])
  let program = try makeProgram { (x: Tensor) in x + captured }(Tensor([1.0, 2.0]))
  #expect(program.inputs.count == 1)
  #expect(program.equations.count == 1)
  #expect(program.equations[0].inputs[1] == .constant(captured.value!))
}

@Test func errorsInsideAreThrownAndLeaveTheFunctionUsable() throws {
  let f = jit { (x: Tensor) in x + Tensor([1.0, 2.0]) }
  #expect(throws: TensorError.self) { try f(Tensor([1.0, 2.0, 3.0])) }
  #expect(try f(Tensor([1.0, 2.0])).scalars(Float.self) == [2, 4])
}

@Test func errorsThrownByTheFunctionPassThrough() throws {
  struct Refusal: Error {}
  let f = jit { (x: Tensor) -> Tensor in throw Refusal() }
  #expect(throws: Refusal.self) { try f(Tensor(1.0)) }
}

@Test func choosesTheBackend() throws {
  let f = jit(backend: "reference") { (x: Tensor) in x + 1 }
  #expect(try f(Tensor(1.0)).item(Float.self) == 2)
  #expect(throws: TensorError.self) { try jit(backend: "absent") { (x: Tensor) in x }(Tensor(1.0)) }
}

@Test func evalShapeComputesNothing() throws {
  let f = { (x: Tensor, y: Tensor) in ["product": matmul(x, y), "sum": x.sum()] }
  let shapes = try evalShape(f)(.placeholder([1_000_000, 3]), .placeholder([3, 1_000_000]))
  #expect(shapes.types == [TensorType(.float32, [1_000_000, 1_000_000]), TensorType(.float32, [])])
  #expect(shapes.description.contains("f32[1000000,1000000]"))
}

@Test func placeholdersCarrySymbolicSizes() throws {
  let b = Dim.symbol("b")
  let shapes = try evalShape { (x: Tensor) in matmul(x, Tensor.zeros([3, 4])).sum(axis: 1) }(.placeholder([b, 3]))
  #expect(shapes.types == [TensorType(.float32, [b])])
}

@Test func placeholdersCannotBeComputedWith() throws {
  let x = Tensor.placeholder([2])
  #expect(throws: TensorError.self) { try withTensorErrors { x + 1 } }
  #expect(throws: TensorError.self) { try jit { (x: Tensor) in x }(x) }
}
