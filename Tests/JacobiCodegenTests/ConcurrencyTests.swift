import JacobiCodegen
import JacobiCore
import JacobiPrimitives
import JacobiReference
import Synchronization
import Testing

@testable import JacobiCodegen

/// Many tasks compile and run at once, with the results of one alone.
@Suite struct ConcurrencyTests {
  private func program(_ number: Int) throws -> Program {
    let body = try traceProgram([f32(40), f32(40)], name: "body") { x in
      [Tanh()(Add()(x[0], x[1])), ReduceSum(axes: [0])(x[0])]
    }.program
    return try traceProgram([f32(40), f32(9, 40)], name: "test") { x in
      let start = Mul()(x[0], BroadcastInDim(to: [40], dimensions: [])(Tensor(Float(number))))
      return Scan(body, constantCount: 0, carryCount: 1, length: 9).results([CumSum(axis: 0)(start), x[1]])
    }.program
  }

  @Test func tasksCompileAndRunAtOnce() async throws {
    let inputs = [sample(f32(40), seed: 1), sample(f32(9, 40), seed: 2)]
    let expected = try (0..<4).map {
      try compiler().compile(program($0)).run(inputs).map { $0.scalars(as: Float.self) }
    }
    let shared = try compiler().compile(program(2))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<24 {
        group.addTask {
          let own = try compiler().compile(program(task % 4))
          for _ in 0..<20 {
            #expect(try own.run(inputs).map { $0.scalars(as: Float.self) } == expected[task % 4])
            #expect(try shared.run(inputs).map { $0.scalars(as: Float.self) } == expected[2])
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func resultsHaveTheSameBitsForEveryNumberOfThreads() throws {
    let types = [f32(300_007), f32(200, 3000), TensorType(.bfloat16, [400_000]), TensorType(.float64, [150_001])]
    let program = try traceProgram(types, name: "test") { x in
      let largest = BroadcastInDim(to: [200, 3000], dimensions: [0])(ReduceMax(axes: [1])(x[1]))
      let shifted = Exp()(Sub()(x[1], largest))
      return [
        ReduceSum(axes: [0])(Exp()(x[0])), ReduceSum(axes: [0])(x[1]), ReduceSum(axes: [1])(x[1]),
        Div()(shifted, BroadcastInDim(to: [200, 3000], dimensions: [0])(ReduceSum(axes: [1])(shifted))),
        ConvertElementType(to: .float32)(ReduceSum(axes: [0])(x[2])), ReduceProd(axes: [0])(Cos()(x[3])), Sin()(x[0]),
      ]
    }.program
    let inputs = types.enumerated().map { sample($0.element, seed: $0.offset) }
    let executable = try compiler().compile(program)
    func bits() throws -> [[UInt8]] {
      try executable.run(inputs).map { value in
        // SAFETY: the value outlives the copy of its bytes.
        withExtendedLifetime(value) {
          Array(UnsafeRawBufferPointer(start: value.buffer.pointer, count: value.type.byteCount))
        }
      }
    }
    let alone = try withThreads(1) { try bits() }
    for count in [2, 3, 5, 8, 0] { #expect(try withThreads(count) { try bits() } == alone, "\(count) threads") }
  }

  @Test func manyCallsTakeNoMemory() throws {
    let executable = try compiler().compile(program(1))
    let inputs = [sample(f32(40), seed: 1), sample(f32(9, 40), seed: 2)]
    func call(_ count: Int) throws { for _ in 0..<count { _ = try executable.run(inputs) } }
    try call(1000)
    let before = residentBytes()
    try call(20_000)
    // A leak of one result a call would be 3 MiB, of the operand of a kernel as much; other tests run meanwhile.
    #expect(residentBytes() - before < 100 << 20)
  }
}

/// Kernels that native code calls again and again.
@Suite struct CallbackTests {
  /// A kernel that counts, and fails when it is told to.
  private final class Log: Sendable {
    let seen = Mutex<[Float]>([])
    let failsAt: Float
    init(failsAt: Float) { self.failsAt = failsAt }
  }

  private func compiler(_ log: Log) -> NativeCompiler {
    NativeCompiler(
      CompilationContext(libraries: []) { primitive, inputs in
        let kernel = try #require(try ReferenceBackend().kernel(for: primitive, inputs: inputs))
        guard primitive is CumSum else { return kernel }
        return { operands, outputs in
          let first = operands[0].scalars(as: Float.self)[0]
          log.seen.withLock { $0.append(first) }
          if first == log.failsAt {
            throw TensorError.executionFailed(reason: "step \(first)", operation: Operation("callback"))
          }
          return try kernel(operands, outputs)
        }
      })
  }

  private func program() throws -> Program {
    let body = try traceProgram([f32(20)], name: "body") { x in
      let one = BroadcastInDim(to: [20], dimensions: [])(Tensor(Float(1)))
      return [Add()(x[0], one), ReduceSum(axes: [0])(CumSum(axis: 0)(x[0]))]
    }.program
    return try traceProgram([f32(20)], name: "test") { x in
      Scan(body, constantCount: 0, carryCount: 1, length: 10).results(x)
    }.program
  }

  @Test func callsAreMadeInTheirOrder() throws {
    let log = Log(failsAt: -1)
    let zeros = TensorValue([Float](repeating: 0, count: 20), shape: [20])
    _ = try compiler(log).compile(program()).run([zeros])
    #expect(log.seen.withLock { $0 } == (0..<10).map { Float($0) })
  }

  @Test func theFirstErrorEndsTheRun() throws {
    let log = Log(failsAt: 4)
    let zeros = TensorValue([Float](repeating: 0, count: 20), shape: [20])
    let executable = try compiler(log).compile(program())
    for _ in 0..<3 {
      #expect {
        try executable.run([zeros])
      } throws: {
        "\($0)".contains("step 4.0")
      }
    }
    #expect(log.seen.withLock { $0 } == (0..<3).flatMap { _ in (0...4).map { Float($0) } })
    // What has failed is ready for the next run.
    let others = TensorValue([Float](repeating: 5, count: 20), shape: [20])
    #expect(try executable.run([others])[0].scalars(as: Float.self)[0] == 15)
  }
}
