import JacobiCore
import JacobiPrimitives
import Testing

@testable import JacobiCodegen

private func matrices(_ m: Int, _ n: Int, _ k: Int, _ dtype: DType = .float32) -> [TensorType] {
  [TensorType(dtype, Shape([m, k])), TensorType(dtype, Shape([k, n]))]
}

private let product = DotGeneral(contracting: ([1], [0]))

/// Small contractions are loops: `check` counts what is left to a library or to the reference backend.
@Suite struct GeneratedContractionTests {
  @Test(arguments: [
    (1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 4, 4), (7, 5, 3), (8, 8, 8), (16, 16, 16), (17, 15, 31), (32, 32, 32),
    (1, 32, 20),
    (32, 1, 20), (1, 1, 1000), (1, 1, 0), (0, 3, 4), (3, 0, 4), (3, 4, 0), (31, 2, 32), (2, 31, 1),
  ])
  func productsOfSmallMatrices(m: Int, n: Int, k: Int) throws {
    for dtype in [DType.float32, .float64] {
      try check(matrices(m, n, k, dtype)) { x in [product(x[0], x[1])] }
    }
  }

  @Test(arguments: [33, 40]) func largerOnesAreLeftToLibraries(n: Int) throws {
    try check(matrices(n, 8, 8), fallbacks: 1) { x in [product(x[0], x[1])] }
    try check(matrices(8, n, 8), fallbacks: 1) { x in [product(x[0], x[1])] }
    try check(matrices(8, 8, n), fallbacks: 1) { x in [product(x[0], x[1])] }
  }

  @Test func integersOfAnySizeAreLoops() throws {
    for dtype in [DType.int32, .int64, .uint8] {
      try check(matrices(40, 70, 50, dtype)) { x in [product(x[0], x[1])] }
      try check(matrices(3, 2, 5, dtype)) { x in [product(x[0], x[1])] }
    }
  }

  /// Every order of the axes of both operands.
  @Test(arguments: [0, 1], [0, 1]) func layouts(left: Int, right: Int) throws {
    for (m, n, k) in [(5, 6, 7), (8, 8, 16), (2, 20, 20)] {
      let types = [
        TensorType(.float32, Shape(left == 0 ? [k, m] : [m, k])),
        TensorType(.float32, Shape(right == 0 ? [k, n] : [n, k])),
      ]
      try check(types) { x in [DotGeneral(contracting: ([left], [right]))(x[0], x[1])] }
    }
  }

  @Test func batchesAndSeveralAxes() throws {
    try check([f32(6, 4, 5), f32(6, 5, 3)]) { x in
      [DotGeneral(contracting: ([2], [1]), batch: ([0], [0]))(x[0], x[1])]
    }
    try check([f32(4, 6, 5), f32(5, 3, 6)]) { x in
      [DotGeneral(contracting: ([2], [0]), batch: ([1], [2]))(x[0], x[1])]
    }
    try check([f32(2, 3, 4, 5), f32(5, 3, 6)]) { x in [DotGeneral(contracting: ([3, 1], [0, 1]))(x[0], x[1])] }
    try check([f32(1000, 64), f32(1000, 64)]) { x in
      [DotGeneral(contracting: ([1], [1]), batch: ([0], [0]))(x[0], x[1])]
    }
  }

  @Test func whatComesBeforeAndAfterIsFused() throws {
    try check([f32(12, 20), f32(20, 24), f32(24), f32(24, 6)]) { x in
      let bias = BroadcastInDim(to: [12, 24], dimensions: [1])(x[2])
      let hidden = Tanh()(Add()(product(Exp()(x[0]), x[1]), bias))
      let logits = product(hidden, x[3])
      return [hidden, logits, ReduceSum(axes: [1])(logits)]
    }
    // A producer of the other operand is computed in the order of its own elements.
    try check([f32(20, 20), f32(20, 20)]) { x in
      let weights = Sin()(x[1])
      return [product(x[0], weights), product(weights, weights), Neg()(product(Cos()(weights), x[0]))]
    }
    try check([f32(16), f32(16, 16)]) { x in
      let state = Tanh()(DotGeneral(contracting: ([0], [0]))(x[0], x[1]))
      return [DotGeneral(contracting: ([1], [0]))(x[1], state), state]
    }
  }

  @Test func reshapedAndTransposedOperandsAreReadInPlace() throws {
    try check([f32(6, 8), f32(4, 12)]) { x in
      let left = Reshape(to: [8, 6])(Transpose(permutation: [1, 0])(x[0]))
      return [product(left, Reshape(to: [6, 8])(x[1]))]
    }
  }

  @Test func infinitiesAndNaNAreKept() throws {
    let left = TensorValue([.nan, .infinity, 0, -.infinity, 1, 0, 2, .infinity, -1] as [Float], shape: [3, 3])
    let right = TensorValue([1, 1, 1, 2, 1, 3] as [Float], shape: [3, 2])
    let program = try traceProgram([left.type, right.type]) { x in [product(x[0], x[1])] }.program
    let numbers = try compiler().compile(program).run([left, right])[0].scalars(as: Float.self)
    #expect(numbers[0].isNaN && numbers[1].isNaN)
    #expect(numbers[2...] == [-.infinity, -.infinity, .infinity, .infinity])
  }

  /// So many products that they are divided among threads.
  @Test func bitsDoNotDependOnTheNumberOfThreads() throws {
    let types = [f32(4000, 8, 16), f32(4000, 16, 12), f32(4000, 300), f32(4000, 300)]
    let program = try traceProgram(types) { x in
      [
        DotGeneral(contracting: ([2], [1]), batch: ([0], [0]))(x[0], x[1]),
        DotGeneral(contracting: ([1], [1]), batch: ([0], [0]))(x[2], x[3]),
      ]
    }.program
    let compiler = NativeCompiler(
      CompilationContext(libraries: []) { primitive, _ in throw Missing(name: "\(primitive)") })
    let executable = try compiler.compile(program)
    let inputs = types.enumerated().map { sample($0.element, seed: $0.offset) }
    let one = try withThreads(1) { try executable.run(inputs) }
    #expect(try executable.run(inputs) == one)
  }

  private struct Missing: Error { var name: String }
}

/// Transposes that stand alone are copied in blocks.
@Suite struct PermutedCopyTests {
  @Test(arguments: [DType.uint8, .bfloat16, .float32, .float64, .complex64, .bool])
  func transposesOfLargeTensors(dtype: DType) throws {
    try check([TensorType(dtype, [65, 130]), TensorType(dtype, [7, 33, 40])]) { x in
      [
        Transpose(permutation: [1, 0])(x[0]), Transpose(permutation: [2, 0, 1])(x[1]),
        Transpose(permutation: [0, 2, 1])(x[1]), Transpose(permutation: [1, 0, 2])(x[1]),
      ]
    }
  }

  @Test func loopsOverTheTransposeOfLargeTensorsReadACopy() throws {
    try check([f32(65, 130), f32(130, 65), f32(130)]) { x in
      let column = BroadcastInDim(to: [130, 65], dimensions: [0])(x[2])
      let transposed = Transpose(permutation: [1, 0])(Mul()(x[0], x[0]))
      return [Add()(transposed, Add()(x[1], column)), ReduceSum(axes: [0])(transposed)]
    }
    // Of this one, next to nothing is read.
    try check([f32(65, 130)]) { x in
      [Neg()(Slice(starts: [0, 0], limits: [2, 3])(Transpose(permutation: [1, 0])(x[0])))]
    }
  }
}
