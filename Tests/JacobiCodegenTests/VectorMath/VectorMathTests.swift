import Foundation
import Testing

@testable import JacobiCodegen

@Suite struct VectorMathTests {
  /// The largest error over some arguments.
  private func largestError<Element: TestedFormat>(
    of results: [Element], _ arguments: [Element], _ reference: (Precise) -> Precise
  ) -> (error: Double, argument: Element) {
    zip(results, arguments).reduce((0, 0)) { worst, pair in
      let error = ulps(pair.0, from: reference(Precise(pair.1)))
      return error > worst.0 ? (error, pair.1) : worst
    }
  }

  @Test(arguments: ElementaryFunction.all)
  func float32IsAccurate(_ function: ElementaryFunction) throws {
    let x = arguments(Float.self, count: 1000)
    let results = try Kernel<Float>(lanes: 8) { math, x, _ in function.code(math, x) }(x)
    let worst = largestError(of: results, x, function.reference)
    #expect(worst.error <= function.bounds.float32, "at \(worst.argument)")
  }

  @Test(arguments: ElementaryFunction.all)
  func float64IsAccurate(_ function: ElementaryFunction) throws {
    let x = arguments(Double.self, count: function.isExhaustive ? 100_000 : 2000)
    let results = try Kernel<Double>(lanes: 4) { math, x, _ in function.code(math, x) }(x)
    let worst = largestError(of: results, x, function.reference)
    if function.isExhaustive { print("\(function.name) float64: \(worst.error) at \(worst.argument)") }
    #expect(worst.error <= function.bounds.float64, "at \(worst.argument)")
  }

  /// Float64 is the reference here, so its own error, 2^-29 of the unit, does not count.
  @Test(arguments: ElementaryFunction.all)
  func float32IsAccurateEverywhere(_ function: ElementaryFunction) async throws {
    let sweep = try FloatSweep(function)
    let parts = 16
    let stride = function.isExhaustive ? 1 : function.callsSystem ? 8191 : 251
    let count = (1 << 32 / stride / parts + 15) & ~15
    let worst = try await withThrowingTaskGroup(of: FloatSweep.Outcome.self) { group in
      for part in 0..<parts {
        group.addTask { try sweep(from: UInt32(part) << 28, count: count, stride: stride) }
      }
      return try await group.reduce(FloatSweep.Outcome(error: 0, pattern: 0)) { $0.worse($1) }
    }
    let argument = Float(bitPattern: worst.pattern)
    if function.isExhaustive { print("\(function.name) float32: \(worst.error) at \(argument)") }
    #expect(worst.error <= function.bounds.float32, "at \(argument)")
  }

  @Test(arguments: ElementaryFunction.all)
  func everyVectorWidthHasTheSameBits(_ function: ElementaryFunction) throws {
    let x = arguments(Float.self, count: 200)
    let results = try [1, 4, 16].map { lanes in
      try Kernel<Float>(lanes: lanes) { math, x, _ in function.code(math, x) }(x)
        .map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern }
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }
}
