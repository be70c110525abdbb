import JacobiCore
import JacobiPrimitives
import JacobiReference
import Testing

@testable import JacobiCodegen

@Suite struct NativeProgramTests {
  @Test(arguments: [0, 1, 7, 8, 33, 100])
  func elementwiseChains(_ n: Int) throws {
    try check([f32(n), f32(n)]) { x in [Add()(Mul()(x[0], x[1]), Exp()(x[0])), Sub()(x[0], x[1])] }
  }

  @Test func operationsWithoutResults() throws {
    let nothing = try traceProgram([f32(3)], name: "nothing") { _ in [] }.program
    let program = try traceProgram([f32(3)], name: "test") { x in
      _ = Call(nothing, name: "nothing").results(x)
      return [Neg()(x[0])]
    }.program
    #expect(program.equations.count == 2)
    try check([f32(3)]) { x in try program.evaluate(x) }
    #expect(try compiler().compile(program).run([sample(f32(3), seed: 0)]).count == 1)
  }

  @Test func layoutIsFoldedIntoElements() throws {
    try check([f32(4, 6), f32(6, 4), f32(6)]) { x in
      let sum = Add()(x[0], Transpose(permutation: [1, 0])(x[1]))
      let row = BroadcastInDim(to: [4, 6], dimensions: [1])(x[2])
      let flat = Reshape(to: [2, 12])(Mul()(sum, row))
      return [Rev(axes: [1])(flat), Slice(starts: [0, 3], limits: [2, 11], strides: [1, 2])(flat)]
    }
  }

  @Test func reshapesSplitLoops() throws {
    try check([f32(6, 4, 5)]) { x in
      let moved = Transpose(permutation: [1, 0, 2])(x[0])
      return [Neg()(Reshape(to: [24, 5])(moved)), Neg()(Reshape(to: [8, 15])(moved))]
    }
  }

  @Test func padsAndConcatenates() throws {
    try check([f32(5, 19), f32(3, 19), f32()]) { x in
      let both = Concatenate(axis: 0)(x[0], x[1])
      let padded = Pad(widths: [.init(before: 1, after: -1, interior: 1), .init(before: -2, after: 3, interior: 0)])(
        both, x[2])
      return [Neg()(padded), Mul()(both, both)]
    }
  }

  @Test(arguments: [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]])
  func reductions(_ axes: [Int]) throws {
    try check([f32(3, 37, 20)]) { x in
      [ReduceSum(axes: axes)(Square()(x[0])), ReduceMax(axes: axes)(x[0]), ReduceProd(axes: axes)(x[0])]
    }
  }

  @Test func reductionsOfOtherNumbers() throws {
    try check([
      TensorType(.int32, [9, 40]), TensorType(.bool, [9, 40]), TensorType(.complex64, [9, 40]),
      TensorType(.uint8, [9, 40]),
      TensorType(.bfloat16, [9, 40]), TensorType(.float32, [9, 0]),
    ]) { x in
      [
        ReduceSum(axes: [1])(x[0]), ReduceMin(axes: [0])(x[0]), ReduceAnd(axes: [0])(x[1]), ReduceOr(axes: [1])(x[1]),
        ReduceSum(axes: [0])(x[2]), ReduceProd(axes: [1])(x[2]), ReduceMax(axes: [1])(x[3]), ReduceSum(axes: [1])(x[4]),
        ReduceMax(axes: [1])(x[5]), ReduceSum(axes: [0, 1])(x[5]),
      ]
    }
  }

  @Test func softmaxRunsRowByRow() throws {
    try check([f32(13, 45)]) { x in
      let largest = ReduceMax(axes: [1])(x[0])
      let shifted = Exp()(Sub()(x[0], BroadcastInDim(to: [13, 45], dimensions: [0])(largest)))
      let sum = ReduceSum(axes: [1])(shifted)
      return [Div()(shifted, BroadcastInDim(to: [13, 45], dimensions: [0])(sum))]
    }
  }

  @Test func gathersAndSlicesDynamically() throws {
    try check([f32(10, 33), TensorType(.int32, [6, 1]), TensorType(.int64, [])]) { x in
      let rows = { (mode: OutOfBoundsMode) in
        Gather(
          dimensions: GatherDimensions(offset: [1], collapsed: [0], start: [0]), sliceSizes: [1, 33], mode: mode)
      }
      return [
        rows(.fillOrDrop)(x[0], x[1]), rows(.clip)(x[0], x[1]),
        DynamicSlice(sizes: [4, 20]).results([x[0], x[2], x[2]])[0],
        DynamicUpdateSlice().results([x[0], Neg()(Slice(starts: [0, 0], limits: [4, 20])(x[0])), x[2], x[2]])[0],
      ]
    }
  }

  @Test func operationsWithoutCodeAreLeftToKernels() throws {
    try check([f32(10)], fallbacks: 2) { x in
      let sorted = CumSum(axis: 0)(Exp()(x[0]))
      return [Add()(sorted, x[0]), CumSum(axis: 0)(sorted)]
    }
  }

  @Test(arguments: [1, 5, 40])
  func scans(_ n: Int) throws {
    let vector = f32(n)
    let body = try traceProgram([f32(), f32(), vector, f32(), vector], name: "body") { x in
      // A constant, carries, then elements.
      let scalar = Add()(Mul()(x[0], x[1]), x[3])
      let row = Sub()(x[4], x[2])
      return [scalar, row, Mul()(scalar, scalar), Exp()(row)]
    }.program
    for isReversed in [false, true] {
      try check([f32(), f32(), vector, f32(7), f32(7, n)]) { x in
        Scan(body, constantCount: 1, carryCount: 2, length: 7, isReversed: isReversed).results(x)
      }
    }
  }

  @Test func updatesOfCarriesHappenInPlace() throws {
    let integer = TensorType(.int32, [])
    let body = try traceProgram([f32(50), integer], name: "body") { x in
      let one = Reshape(to: [1])(ConvertElementType(to: .float32)(x[1]))
      return [DynamicUpdateSlice().results([x[0], one, x[1]])[0], Add()(x[1], Tensor(2, dtype: .int32))]
    }.program
    try check([f32(50), integer]) { x in
      Scan(body, constantCount: 0, carryCount: 2, length: 20).results(x)
    }
  }

  @Test func updatesReadWhatTheyOverwrite() throws {
    let (zero, one) = (Tensor(0, dtype: .int32), Tensor(1, dtype: .int32))
    try check([f32(60)]) { x in
      let y = Tanh()(x[0])
      return DynamicUpdateSlice().results([y, Slice(starts: [0], limits: [59])(y), one])
    }
    try check([f32(60)]) { x in
      let y = Tanh()(x[0])
      return DynamicUpdateSlice().results([y, Rev(axes: [0])(y), zero])
    }
    let body = try traceProgram([f32(60), f32(1)], name: "body") { x in
      let shifted = DynamicUpdateSlice().results([x[0], Slice(starts: [0], limits: [59])(x[0]), one])[0]
      return DynamicUpdateSlice().results([shifted, x[1], zero])
    }.program
    try check([f32(60), f32(9, 1)]) { x in
      Scan(body, constantCount: 0, carryCount: 1, length: 9).results(x)
    }
  }

  @Test func longRowsAreNotKeptOnTheStack() throws {
    try check([f32(2, 1_500_000)]) { x in
      let largest = BroadcastInDim(to: [2, 1_500_000], dimensions: [0])(ReduceMax(axes: [1])(x[0]))
      let shifted = Exp()(Sub()(x[0], largest))
      let sum = BroadcastInDim(to: [2, 1_500_000], dimensions: [0])(ReduceSum(axes: [1])(shifted))
      return [Div()(shifted, sum)]
    }
  }

  @Test func whileLoopsAndBranches() throws {
    let integer = TensorType(.int32, [])
    let condition = try traceProgram([f32(20), integer], name: "condition") { x in
      [Less()(x[1], Tensor(12, dtype: .int32))]
    }
    .program
    let branches = try [1.0, 2.0, 3.0].map { factor in
      try traceProgram([f32(20)], name: "branch") { x in
        [Mul()(x[0], BroadcastInDim(to: [20], dimensions: [])(Tensor(factor)))]
      }.program
    }
    let body = try traceProgram([f32(20), integer], name: "body") { x in
      let next = Switch(branches).results([Sub()(x[1], Tensor(5, dtype: .int32)), x[0]])[0]
      return [next, Add()(x[1], Tensor(1, dtype: .int32))]
    }.program
    try check([f32(20), integer]) { x in
      While(condition: condition, body: body, constantCount: 0).results(x)
    }
  }
}

@Suite struct ParallelLoopTests {
  @Test func elementsAreSharedOut() throws {
    try check([f32(300_001), f32(300_001)]) { x in [Add()(Exp()(x[0]), x[1]), Sub()(x[0], x[1])] }
    try check([f32(3, 5, 7000), f32(3, 5)]) { x in
      [Tanh()(Mul()(x[0], BroadcastInDim(to: [3, 5, 7000], dimensions: [0, 1])(x[1])))]
    }
  }

  @Test func rowsAreSharedOut() throws {
    try check([f32(6, 50, 200)]) { x in
      let largest = BroadcastInDim(to: [6, 50, 200], dimensions: [0, 1])(ReduceMax(axes: [2])(x[0]))
      let shifted = Exp()(Sub()(x[0], largest))
      let sum = BroadcastInDim(to: [6, 50, 200], dimensions: [0, 1])(ReduceSum(axes: [2])(shifted))
      return [Div()(shifted, sum)]
    }
  }

  @Test func partsOfSumsAreRoundedOnce() throws {
    // Each half of the sum is far beyond the largest float16; the whole is 0.
    try check([TensorType(.float32, [])], tolerance: 0) { x in
      let halves = [10.0, -10].map { value in
        let number = ConvertElementType(to: .float16)(
          Add()(Mul()(x[0], Tensor(0.0, dtype: .float32)), Tensor(Float(value))))
        return BroadcastInDim(to: [400_000], dimensions: [])(number)
      }
      return [ConvertElementType(to: .float32)(ReduceSum(axes: [0])(Concatenate(axis: 0)(halves[0], halves[1])))]
    }
  }

  @Test func stepsThatAreWrittenOutAreNotDivided() throws {
    // Costly enough for several threads, in few enough steps to be written out.
    let program = try traceProgram([f32(15)], name: "test") { x in
      (0..<40).map { number in
        let factors = (1...7).map { step -> Tensor in
          let exponent = Tensor(Float(0.01) * Float(7 * number + step))
          return Pow()(Abs()(x[0]), BroadcastInDim(to: [15], dimensions: [])(exponent))
        }
        return ReduceSum(axes: [0])(factors.dropFirst().reduce(factors[0]) { Mul()($0, $1) })
      }
    }.program
    let context = CompilationContext(libraries: []) { primitive, inputs in
      try #require(try ReferenceBackend().kernel(for: primitive, inputs: inputs))
    }
    let steps = try ProgramLayout(program, context).steps
    for case .loops(let loops) in steps {
      #expect(ParallelSplit(loops, target: VectorTarget(vectorByteCount: 32)) == nil)
    }
  }

  @Test func wholeReductionsHaveFixedParts() throws {
    try check([f32(500_003)], tolerance: 1e-4) { x in
      [ReduceSum(axes: [0])(Square()(x[0])), ReduceMax(axes: [0])(x[0])]
    }
    try check([f32(500_003)]) { x in
      let scale = BroadcastInDim(to: [500_003], dimensions: [])(ReduceMax(axes: [0])(x[0]))
      return [Div()(x[0], scale)]
    }
    try check([f32(70, 3000)], tolerance: 1e-4) { x in [ReduceSum(axes: [0])(x[0]), ReduceSum(axes: [1])(x[0])] }
  }
}

@Suite struct RefusedProgramTests {
  private let compiler = NativeCompiler(
    CompilationContext(libraries: []) { primitive, inputs in
      try #require(try ReferenceBackend().kernel(for: primitive, inputs: inputs))
    })

  @Test func sizesMustBeKnown() throws {
    let program = try traceProgram([TensorType(.float32, [.symbol("n")])], name: "test") { x in [Exp()(x[0])] }.program
    #expect(throws: TensorError.self) { try compiler.compile(program) }
  }

  @Test func valuesMustFitIntoMemory() throws {
    let shape = Shape([1 << 30, 1 << 20])
    let program = try traceProgram([f32()], name: "test") { x in
      [Exp()(BroadcastInDim(to: shape, dimensions: [])(x[0]))]
    }.program
    #expect(throws: TensorError.self) { try compiler.compile(program) }
  }
}
