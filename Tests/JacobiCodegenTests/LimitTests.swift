import CJacobiCodegen
import JacobiCore
import JacobiPrimitives
import JacobiReference
import Testing

@testable import JacobiCodegen

/// What cannot be done is an error that says why, and never the end of the process.
@Suite struct LimitTests {
  private final class Context: Sendable {}

  @Test func scratchOfEagerCallsMustFit() {
    for byteCount in [1 << 55, Int.max] {
      let call = LibraryCall("greedy", context: Context(), scratchByteCount: byteCount) { _, _, _, _, _ in 0 }
      #expect { try call.kernel([], []) } throws: { error in
        guard let error = error as? TensorError else { return false }
        return "\(error)".contains("\(byteCount) bytes")
      }
    }
  }

  @Test func missingMemoryOfKernelsIsATensorError() {
    let call = LibraryCall("sort", plan: ClosurePlan { _ in throw LibraryFailure.noMemory })
    #expect(throws: TensorError.self) { try call.kernel([], []) }
  }

  @Test func valuesInsideOfProgramsMustFitTogether() throws {
    let shape = Shape([1 << 30, 1 << 29])
    let program = try traceProgram([f32()], name: "test") { x in
      let values = (0..<9).map { number in
        CumSum(axis: 0)(BroadcastInDim(to: shape, dimensions: [])(Mul()(x[0], Tensor(Float(number)))))
      }
      return [ReduceSum(axes: [0, 1])(values.dropFirst().reduce(values[0]) { CumSum(axis: 1)(Add()($0, $1)) })]
    }.program
    #expect(throws: TensorError.self) { try compiler().compile(program) }
  }

  @Test func scratchOfLibrariesIsNotCountedForWhatDoesNotFit() throws {
    let shape = Shape([1 << 30, 1 << 30])
    let program = try traceProgram([f32()], name: "test") { x in
      [ReduceMax(axes: [0, 1])(Sort(axis: 0)(BroadcastInDim(to: shape, dimensions: [])(x[0])))]
    }.program
    let compiler = NativeCompiler(
      CompilationContext(libraries: [KernelLibrary()]) { primitive, inputs in
        try #require(try ReferenceBackend().kernel(for: primitive, inputs: inputs))
      })
    #expect(throws: TensorError.self) { try compiler.compile(program) }
  }

  @Test func carriedValuesMustFitTogether() throws {
    let type = f32(1 << 30, 1 << 29)
    let body = try traceProgram([type, type, type, type, type], name: "body") { x in x.map { Tanh()($0) } }.program
    let program = try traceProgram([f32()], name: "test") { x in
      let value = BroadcastInDim(to: type.shape, dimensions: [])(x[0])
      return Scan(body, constantCount: 0, carryCount: 5, length: 2)
        .results([value, value, value, value, value]).map { ReduceMax(axes: [0, 1])($0) }
    }.program
    #expect(throws: TensorError.self) { try compiler().compile(program) }
  }

  @Test func blocksOfMemoryAreKeptUpToALimit() throws {
    let pool = ArenaPool(byteCount: 100 << 20)
    let blocks = try (0..<5).map { _ in try pool.take() }
    for block in blocks { pool.put(back: block) }
    #expect(pool.keptByteCount <= 256 << 20)
    let large = ArenaPool(byteCount: 300 << 20)
    large.put(back: try large.take())
    // One block of any size, for a program that is called again and again.
    #expect(large.keptByteCount == 300 << 20)
  }

  @Test func compiledLoopsBelongToTheirContext() throws {
    final class Names: @unchecked Sendable { var names: [String] = [] }
    let body = try traceProgram([f32(20)], name: "body") { x in [CumSum(axis: 0)(x[0])] }.program
    let scan = Scan(body, constantCount: 0, carryCount: 1, length: 3)
    let (first, second) = (Names(), Names())
    for names in [first, second] {
      let kernel = try compiler { names.names.append($0) }.kernel(for: scan, inputs: [f32(20)])
      _ = try kernel([sample(f32(20), seed: 1)], [f32(20)])
    }
    #expect(first.names == ["cumsum"])
    #expect(second.names == ["cumsum"])
  }

  @Test func whatIsRememberedIsBoundedInBytes() {
    let cache = ProgramCache<Int, Int>(largestByteCount: 100) { $0 }
    let program = Program(inputs: [], equations: [], outputs: [])
    for key in 0..<50 { _ = cache.value(for: program, key) { 30 } }
    #expect(cache.count <= 4)
    #expect(cache.value(for: program, 49) { 7 } == 30)
  }

  @Test func equalLoopsAreCompiledOnce() throws {
    final class Count: @unchecked Sendable { var value = 0 }
    let body = try traceProgram([f32(21)], name: "body") { x in [CumSum(axis: 0)(x[0])] }.program
    let count = Count()
    let compiler = compiler { _ in count.value += 1 }
    for _ in 0..<3 {
      _ = try compiler.kernel(for: Scan(body, constantCount: 0, carryCount: 1, length: 3), inputs: [f32(21)])
    }
    #expect(count.value == 1)
  }
}
