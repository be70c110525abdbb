import JacobiCore
import JacobiPrimitives
import JacobiReference
import Testing

@Suite struct BackendTests {
  @Test func isFoundByLinking() throws {
    #expect(Backends.all.contains { $0.name == "reference" })
    #expect(try Backends.named("reference").availability == .available)
  }

  @Test func hasAKernelForEveryStandardPrimitive() {
    for primitive in standardPrimitives {
      #expect(ReferenceKernels.standard[primitive] != nil, "\(primitive.id)")
    }
    #expect(ReferenceKernels.standard.primitives.count == standardPrimitives.count)
  }

  @Test func carriesOutEagerOperations() throws {
    let sum = try withTensorErrors { Add()(Tensor([1, 2.5]), Tensor([10.0, 20])) }
    #expect(sum.dtype == .float32)
    #expect(sum.scalars(Float.self) == [11, 22.5])
  }

  @Test func runsCompiledPrograms() throws {
    let traced = try traceProgram([TensorType(.float32, [2, 3])]) { x in
      [ReduceSum(axes: [1])(Mul()(x[0], x[0]))]
    }
    let executable = try ReferenceBackend().compile(traced.program, options: CompileOptions())
    let results = try executable.run([TensorValue([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])])
    #expect(results.map { $0.scalars(as: Float.self) } == [[14, 77]])
  }

  @Test func runsCalledPrograms() throws {
    let type = TensorType(.float64, [2])
    let inner = try traceProgram([type]) { [Neg()($0[0]), Square()($0[0])] }
    let results = try withTensorErrors {
      Call(inner.program, name: "inner").results([Tensor([1.5, -2.0] as [Double])])
    }
    #expect(results.map { $0.scalars(Double.self) } == [[-1.5, 2], [2.25, 4]])
  }

  @Test func takesKernelsFromConformances() throws {
    let x = Tensor([1, -2, 0.5])
    #expect(try withTensorErrors { Cube()(x) }.scalars(Float.self) == [1, -8, 0.125])
    let halves = ConvertElementType(to: .bfloat16)(x)
    #expect(try withTensorErrors { Cube()(halves) }.scalars(BFloat16.self) == [1, -8, 0.125])
    #expect(throws: TensorError.self) { try withTensorErrors { Cube()(Tensor([1, 2])) } }
  }

  @Test func namesThePrimitiveWithoutAKernel() {
    #expect {
      try withTensorErrors { Unknown()(Tensor(1.5)) }
    } throws: {
      guard case .missingRule("test.unknown", _, _, _) = $0 as? TensorError else { return false }
      return true
    }
  }
}

private struct Cube: Primitive, ReferenceKernel {
  static let id = "test.cube"
  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { [operands[0]] }

  func evaluate(_ operands: [TensorValue], outputs: [TensorType]) throws -> [TensorValue] {
    try mapElements(operands, outputs: outputs) { x in x * x * x }
  }
}

private struct Unknown: Primitive {
  static let id = "test.unknown"
  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { [operands[0]] }
}
