import Jacobi
import Testing

// Mistakes that once gave wrong numbers or stopped the process.

@Test func changingTracedNumbersInPlaceIsAnError() throws {
  let error = tensorError {
    _ = try grad { (x: Tensor) in
      var y = x * 2
      y.withUnsafeMutableScalars(Float.self) { elements in
        for index in elements.indices { elements[index] += 1 }
      }
      return (y * y).sum()
    }(Tensor([3.0]))
  }
  guard case .valueRequired = error else { throw error! }
}

@Test func readingAnEscapedValueIsAnError() throws {
  var escaped: Tensor?
  _ = try grad { (x: Tensor) in
    escaped = x * x
    return escaped!
  }(Tensor(3.0))
  let error = tensorError { _ = try withTensorErrors { escaped!.item(Float.self) } }
  guard case .escapedTracer = error else { throw error! }
}

@Test func gatherTakesOffsetsInOrderOnly() throws {
  let gather = Gather(
    dimensions: GatherDimensions(offset: [1, 0], collapsed: [], start: [0]), sliceSizes: [2, 3])
  let error = tensorError {
    _ = try withTensorErrors { gather(Tensor.zeros([4, 3]), Tensor([0])) }
  }
  guard case .invalidArgument("offset", _, _, _) = error else { throw error! }
}

@Test func largeIntegersInLiteralsKeepTheirValue() {
  let tensor = Tensor([3_000_000_000, 1])
  #expect(tensor.dtype == .int64)
  #expect(tensor.scalars(Int64.self) == [3_000_000_000, 1])
}

@Test func programsKeepTheWeakTypesOfLiterals() throws {
  let half = Tensor([1.0], dtype: .float16)
  #expect(try makeProgram { (x: Tensor, y: Tensor) in x * y }(2.0, half).outputTypes == [half.type])
  #expect(try evalShape { (x: Tensor, y: Tensor) in x * y }(2.0, half).types == [half.type])
}

@Test func nothingIsComputedOnUnknownSizes() throws {
  let n = Dim.symbol("n")
  let eager = tensorError { _ = try withTensorErrors { Tensor.zeros([n, 3]) } }
  guard case .invalidDimension("n", _) = eager else { throw eager! }
  let compiled = tensorError { _ = try jit { (x: Tensor) in x + Tensor.zeros([n]).sum() }(Tensor(1.0)) }
  guard case .invalidDimension("n", _) = compiled else { throw compiled! }
}

@Test func invalidTensorsDoNotEnterCompiledFunctions() throws {
  var invalid: Tensor = 0
  _ = try? withTensorErrors { invalid = Tensor([1.0]) + Tensor([1.0, 2.0, 3.0]).reshaped(7) }
  let f = jit { (x: Tensor) in x + invalid }
  for _ in 0..<2 { #expect(throws: TensorError.self) { try f(Tensor(1.0)) } }
  #expect(throws: TensorError.self) { try makeProgram { (x: Tensor) in x + invalid }(Tensor(1.0)) }
  #expect(throws: TensorError.self) { try grad { (x: Tensor) in x.sum() }(invalid) }
}

private struct Careless: Primitive, Differentiable, ReferenceKernel {
  static let id = "test.careless"
  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { [operands[0]] }
  func jvp(primals: [Tensor], tangents: [Tensor?]) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    ([Neg()(primals[0])], [])
  }
  func evaluate(_ operands: [TensorValue], outputs: [TensorType]) throws -> [TensorValue] { [] }
}

@Test func rulesThatForgetResultsAreErrors() throws {
  let kernel = tensorError { _ = try withTensorErrors { Careless()(Tensor(1.0)) } }
  guard case .invalidArgument("results", _, "0", _) = kernel else { throw kernel! }
  let derivative = tensorError { _ = try grad { x in Careless()(x) }(Tensor(1.0)) }
  guard case .invalidArgument("results", _, "0", _) = derivative else { throw derivative! }
  #expect(throws: TensorError.self) { try jit { (x: Tensor) in Careless()(x) }(Tensor(1.0)) }
}

@Test func emptyTensorsOfHugeAxesAreErrors() throws {
  let error = tensorError { _ = try withTensorErrors { Tensor.zeros([0, Int.max, Int.max]) } }
  guard case .sizeOverflow = error else { throw error! }
}

@Test func whatExceedsTheMemoryIsAnError() throws {
  #expect(throws: TensorError.self) { try withTensorErrors { Tensor.zeros([1 << 55]) } }
  #expect(throws: TensorError.self) { try withTensorErrors { Tensor.linspace(0, 1, count: .max) } }
  #expect(throws: TensorError.self) { try withTensorErrors { Tensor.arange(from: 0, to: 1e18) } }
  #expect(throws: TensorError.self) { try withTensorErrors { Tensor.arange(Int.min..<Int.max) } }
}

@Test func strideBeyondTheOnlyElement() throws {
  let x = Tensor([1.0, 2.0, 3.0])
  #expect(Slice(starts: [0], limits: [3], strides: [.max])(x).scalars(Float.self) == [1])
}

@Test func duplicatesInsideOnePluginAreErrors() throws {
  let kernel: ReferenceKernels.Rule = { _, _ in { operands, _ in operands } }
  let plugin = Plugin("twice") {
    $0.add(ReferenceKernels.self, for: Careless.self, kernel)
    $0.add(ReferenceKernels.self, for: Careless.self, kernel)
  }
  let error = tensorError { try install(plugin) }
  guard case .duplicateRule("test.careless", _, ["twice", "twice"], _) = error else { throw error! }
}

@Test func scopedPluginsLeaveOtherCompiledFunctionsAlone() throws {
  var traces = 0
  let f = jit { (x: Tensor) in
    traces += 1
    return x * 2
  }
  let plugin = Plugin("idle") { _ in }
  for _ in 0..<3 {
    _ = try f(Tensor(1.0))
    _ = try withPlugin(plugin) { try f(Tensor(1.0)) }
  }
  #expect(traces == 2)
}

@Test func aCompiledFunctionStaysOnItsBackendUnderTransformations() throws {
  let error = tensorError { _ = try grad(jit(backend: "absent") { (x: Tensor) in sin(x) })(Tensor(1.0)) }
  guard case .unknownBackend("absent", _, _) = error else { throw error! }
}
