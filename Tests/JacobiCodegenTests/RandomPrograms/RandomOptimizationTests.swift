import Foundation
import JacobiCore
import JacobiJIT
import JacobiReference
import Testing

/// Optimised programs give the same bits as the programs that they were made of, on random ones with loops and branches.
///
/// `JACOBI_RANDOM_PROGRAMS` is their number, `JACOBI_RANDOM_SEED` that of the first one.
@Suite struct RandomOptimizationTests {
  @Test func optimizedProgramsGiveTheSameBits() throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["JACOBI_RANDOM_PROGRAMS"].flatMap { Int($0) } ?? 300
    let first = environment["JACOBI_RANDOM_SEED"].flatMap { Int($0) } ?? 0
    let backend = ReferenceBackend()
    var (failures, before, after) = (0, 0, 0)
    for seed in first..<first + count where failures < 5 {
      let (program, _) = RandomProgram.program(seed: seed)
      let optimized = program.optimized(for: backend)
      try optimized.verify()
      #expect(try Program(parsing: optimized.description) == optimized)
      (before, after) = (before + program.operationCount, after + optimized.operationCount)
      var random = RandomSource(seed: seed &+ 1 << 32)
      let inputs = program.inputTypes.map { random.value($0) }
      for arguments in [inputs, inputs.map { random.spoiled($0) }] {
        let expected = try backend.compile(program, options: CompileOptions()).run(arguments)
        let actual = try backend.compile(optimized, options: CompileOptions()).run(arguments)
        for number in expected.indices where !actual[number].isSame(as: expected[number]) {
          failures += 1
          Issue.record(
            """
            seed \(seed), output \(number): \(actual[number]) instead of \(expected[number])
            \(program)
            optimized
            \(optimized)
            inputs \(arguments)
            """)
          break
        }
      }
    }
    // Random programs have much in them that contributes to nothing.
    #expect(after < before)
  }
}

extension Program {
  /// Operations, those in loops and branches included.
  fileprivate var operationCount: Int {
    equations.reduce(0) { count, equation in
      equation.primitive.bodies.reduce(count + 1) { $0 + $1.operationCount }
    }
  }
}

extension TensorValue {
  /// Whether values are the same bit by bit, but for the bits of NaNs.
  fileprivate func isSame(as other: TensorValue) -> Bool {
    if self == other { return true }
    guard type == other.type else { return false }
    func check<Number: TensorScalar>(_ number: Number.Type, _ isNaN: (Number) -> Bool) -> Bool {
      zip(scalars(as: number), other.scalars(as: number)).allSatisfy { x, y in
        TensorValue(scalar: x) == TensorValue(scalar: y) || isNaN(x) && isNaN(y)
      }
    }
    switch dtype {
    case .float16: return check(Float16.self, \.isNaN)
    case .bfloat16: return check(BFloat16.self) { Float($0).isNaN }
    case .float32: return check(Float.self, \.isNaN)
    case .float64: return check(Double.self, \.isNaN)
    case .complex64: return check(Complex64.self) { $0.real.isNaN || $0.imaginary.isNaN }
    case .complex128: return check(Complex128.self) { $0.real.isNaN || $0.imaginary.isNaN }
    default: return false
    }
  }
}
