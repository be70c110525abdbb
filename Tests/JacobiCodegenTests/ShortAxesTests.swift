import JacobiCore
import JacobiPrimitives
import JacobiReference
import Testing

@testable import JacobiCodegen

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Values whose last axis has a few elements, as coordinates have.
@Suite struct ShortAxesTests {
  /// Sizes around whole vectors, and axes that are written out, too long for that, and of one element.
  static let sizes = [16, 17, 47, 64].flatMap { count in [1, 2, 3, 4, 5].map { (count, $0) } }

  /// The elements of the last axis one after the other.
  private func parts(_ x: Tensor, _ count: Int, _ length: Int) -> [Tensor] {
    (0..<length).map { part in
      let slice = Slice(
        starts: [0, Dimension(part)], limits: [Dimension(count), Dimension(part + 1)], strides: [1, 1])
      return Reshape(to: [Dimension(count)])(slice(x))
    }
  }

  private func together(_ parts: [Tensor], _ count: Int) -> Tensor {
    Concatenate(axis: 1).results(parts.map { Reshape(to: [Dimension(count), 1])($0) })[0]
  }

  @Test(arguments: sizes) func elementsThatAreTakenApartAndPutTogether(count: Int, length: Int) throws {
    let type = f32(count, length)
    try check([type, type]) { x in
      let first = parts(Mul()(x[0], x[1]), count, length)
      let turned = together(Array(first.dropFirst() + first.prefix(1)), count)
      let second = parts(Tanh()(Add()(turned, x[0])), count, length)
      return [turned, together(second.reversed(), count), Sub()(turned, x[1])]
    }
  }

  @Test(arguments: [DType.float32, .float64, .int32, .bool, .complex64, .bfloat16])
  func everyKindOfNumber(dtype: DType) throws {
    let (type, row) = (TensorType(dtype, [35, 3]), TensorType(dtype, [3]))
    // Complex numbers are compared by a kernel.
    try check([type, row], tolerance: dtype == .bfloat16 ? 1e-2 : 1e-5, fallbacks: dtype == .complex64 ? 1 : 0) { x in
      let same = BroadcastInDim(to: [35, 3], dimensions: [1])(x[1])
      let isEqual = Equal()(x[0], same)
      let reversed = Rev(axes: [1])(x[0])
      return [SelectN().results([isEqual, reversed, x[0]])[0], isEqual]
    }
  }

  @Test func stepsOfALoopAreOneLoopInPlace() throws {
    let body = try traceProgram([f32(100, 2)], name: "body") { x in
      let p = parts(x[0], 100, 2)
      let turned = together([p[1], Neg()(p[0])], 100)
      let q = parts(Add()(x[0], turned), 100, 2)
      return [Add()(x[0], together([Mul()(q[1], q[1]), q[0]], 100))]
    }.program
    let program = try traceProgram([f32(100, 2)], name: "loop") { x in
      Scan(body, constantCount: 0, carryCount: 1, length: 3).results(x)
    }.program
    let text = try compiler().fusion(of: program)
    #expect(text.split(separator: "\n").count { $0.contains("for ") } == 1, "\(text)")
    let layout = try ProgramLayout(body, compiler().context, carries: [0: 0])
    #expect(layout.isInPlace(output: 0) == 0)
    try check([f32(100, 2)]) { x in try program.evaluate(x) }
  }

  @Test func distancesOfAllPairs() throws {
    try check([f32(40, 3), f32(40)]) { x in
      let columns = BroadcastInDim(to: [40, 40, 3], dimensions: [1, 2])(x[0])
      let differences = Sub()(columns, BroadcastInDim(to: [40, 40, 3], dimensions: [0, 2])(x[0]))
      let squares = ReduceSum(axes: [2])(Mul()(differences, differences))
      let weights = Div()(BroadcastInDim(to: [40, 40], dimensions: [1])(x[1]), Add()(squares, ones(40, 40)))
      let forces = Mul()(differences, BroadcastInDim(to: [40, 40, 3], dimensions: [0, 1])(weights))
      return [ReduceSum(axes: [1])(forces), ReduceMax(axes: [1])(forces)]
    }
  }

  private func ones(_ sizes: Int...) -> Tensor {
    BroadcastInDim(to: Shape(sizes.map { Dimension($0) }), dimensions: [])(Tensor(1, dtype: .float32))
  }

  @Test(arguments: [[1], [2], [0], [1, 2]]) func reductionsOfAFewElements(axes: [Int]) throws {
    let reductions: [any ReductionPrimitive] = [
      ReduceSum(axes: axes), ReduceProd(axes: axes), ReduceMax(axes: axes), ReduceMin(axes: axes),
    ]
    for dtype in [DType.float32, .int32, .bfloat16] {
      try check([TensorType(dtype, [3, 33, 2])], tolerance: dtype == .bfloat16 ? 0.1 : 1e-5) { x in
        reductions.map { $0.results([Neg()(x[0])])[0] }
      }
    }
  }

  @Test func sumsOfNegativeZerosAreZero() throws {
    let program = try traceProgram([f32(32, 2)], name: "sum") { x in [ReduceSum(axes: [1])(x[0])] }.program
    let zeros = TensorValue([Float](repeating: -0.0, count: 64), shape: [32, 2])
    let result = try compiler().compile(program).run([zeros])[0].scalars(as: Float.self)
    #expect(result.allSatisfy { $0.sign == .plus })
  }

  @Test(arguments: [2, 3, 4]) func nothingBehindAnArrayIsRead(length: Int) throws {
    let (count, page) = (37, 1 << 14)
    let byteCount = count * length * 4
    let memory = mmap(nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
    #expect(mprotect(memory + page, page, PROT_NONE) == 0)
    defer { munmap(memory, 2 * page) }
    let type = f32(count, length)
    for start in [memory + page - byteCount, memory] {
      let value = TensorValue(buffer: Buffer(adopting: start, byteCount: byteCount) { _ in }, type: type)
      value.withMutableElements(of: Float.self) { for index in $0.indices { $0[index] = Float(index) } }
      let program = try traceProgram([type], name: "sums") { x in
        [parts(x[0], count, length).reduce(ones(count)) { Add()($0, $1) }]
      }.program
      let sums = try compiler().compile(program).run([value])[0].scalars(as: Float.self)
      let expected = (0..<count).map { row in (0..<length).reduce(Float(1)) { $0 + Float(row * length + $1) } }
      #expect(sums == expected)
    }
  }

  /// Results of other sizes than the first one are not written out.
  @Test func operationsOfSeveralResults() throws {
    try check([f32(100, 3), f32(3), f32(), f32(5000)]) { x in
      let row = BroadcastInDim(to: [100, 3], dimensions: [1])(x[1])
      let held = OptimizationBarrier(count: 3).results([Mul()(x[0], row), Exp()(x[2]), Exp()(x[3])])
      return held + [Add()(held[0], row)]
    }
    try check([f32(100, 3), f32(100, 4098)]) { x in
      let turned = Rev(axes: [1])(x[0])
      let short = Split(sizes: [2, 0, 1], axis: 1).results([Exp()(turned)])
      let long = Split(sizes: [2, 4096], axis: 1).results([Exp()(x[1])])
      return [turned, short[0], short[1], Rev(axes: [1])(short[0]), short[2], Rev(axes: [1])(long[0]), Neg()(long[1])]
    }
  }

  @Test func edgesOfWhatIsPaddedAndPutTogether() throws {
    let widths = [(1, -1, 0), (-1, 1, 0), (0, 0, 1), (2, 0, 0)].map { before, after, interior in
      [Pad.Widths(before: 0, after: 0, interior: 0), Pad.Widths(before: before, after: after, interior: interior)]
    }
    try check([f32(21, 2), f32(21, 0), f32(21, 1)]) { x in
      let padded = widths.map { Pad(widths: $0)(x[0], Tensor(9, dtype: .float32)) }
      return padded + [Concatenate(axis: 1).results([x[0], x[1], x[2]])[0]]
    }
  }

  @Test(arguments: [1, 2]) func manyRowsOnSeveralThreads(count: Int) throws {
    let (rows, type) = (200_003, f32(200_003, 3))
    let program = try traceProgram([type, type], name: "test") { x in
      let p = parts(Tanh()(Mul()(x[0], x[1])), rows, 3)
      let turned = together([p[1], Sin()(p[2]), p[0]], rows)
      let sums = ReduceSum(axes: [1])(Mul()(turned, turned))
      return [turned, sums, Div()(turned, BroadcastInDim(to: [200_003, 3], dimensions: [0])(Sqrt()(sums)))]
    }.program
    let inputs = [sample(type, seed: 1), sample(type, seed: 2)]
    let expected = try ReferenceBackend().compile(program, options: CompileOptions()).run(inputs)
    let actual = try withThreads(count) { try compiler().compile(program).run(inputs) }
    for (a, e) in zip(actual, expected) { #expect(largestDifference(a, e) < 1e-5) }
  }
}

/// An element that is kept in a register for the loops inside is what it was before it was written over its operand.
@Suite struct OverwrittenRowTests {
  @Test func whatFollowsInTheSameStepSeesTheNewElement() throws {
    let body = try traceProgram([f32(40), f32(40, 30)], name: "body") { x in
      let next = Add()(Mul()(x[0], x[0]), ReduceSum(axes: [1])(x[1]))
      let rows = Mul()(x[1], BroadcastInDim(to: [40, 30], dimensions: [0])(next))
      return [next, ReduceMax(axes: [0, 1])(rows)]
    }.program
    try check([f32(40), f32(40, 30)]) { x in
      let scan = Scan(
        try traceProgram([f32(40, 30), f32(40)], name: "step") { try body.evaluate([$0[1], $0[0]]) }.program,
        constantCount: 1, carryCount: 1, length: 3)
      return scan.results([x[1], x[0]])
    }
  }
}
