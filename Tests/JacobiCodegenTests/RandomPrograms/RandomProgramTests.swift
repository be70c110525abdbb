import Foundation
import JacobiCore
import Testing

@testable import JacobiCodegen

/// Native programs agree with the reference backend on random programs with loops and branches.
///
/// `JACOBI_RANDOM_PROGRAMS` is their number, `JACOBI_RANDOM_SEED` that of the first one. With `JACOBI_RANDOM_LOG` each
/// program is written to that file before it runs, so that the last one in it is the one that has crashed.
@Suite struct RandomProgramTests {
  /// The programs that the other test runs say something: they are compared, and every operation occurs.
  @Test func randomProgramsAreVaried() throws {
    var occurrences: [String: Int] = [:]
    var comparable = 0
    for seed in 0..<300 {
      let (program, bounds) = RandomProgram.program(seed: seed)
      if program.outputBounds(bounds) != nil { comparable += 1 }
      program.count(&occurrences)
    }
    #expect(comparable == 300)
    // Sixty-seven operations are chosen from; the rarest of them need not occur.
    #expect(occurrences.count >= 60, "\(occurrences)")
    for id in ["scan", "while", "switch", "call", "gather", "dynamic_update_slice", "dot_general"] {
      #expect(occurrences[id, default: 0] >= 10, "\(id)")
    }
  }

  @Test func randomProgramsAgreeWithTheReference() throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["JACOBI_RANDOM_PROGRAMS"].flatMap { Int($0) } ?? 300
    let first = environment["JACOBI_RANDOM_SEED"].flatMap { Int($0) } ?? 0
    let comparison = ProgramComparison()
    var failures = 0
    for seed in first..<first + count where failures < 5 {
      let (program, _) = RandomProgram.program(seed: seed)
      var random = RandomSource(seed: seed &+ 1 << 32)
      let inputs = program.inputTypes.map { random.value($0) }
      if let log = environment["JACOBI_RANDOM_LOG"] {
        try "seed \(seed)\n\(program)\n".write(toFile: log, atomically: false, encoding: .utf8)
      }
      let spoiled = inputs.map { random.spoiled($0) }
      if let failure = comparison.failure(of: program, spoiled, isSpoiled: true) {
        failures += 1
        Issue.record("seed \(seed), with NaN and infinities: \(failure)\n\(program)\ninputs \(spoiled)")
        continue
      }
      guard comparison.failure(of: program, inputs) != nil else { continue }
      failures += 1
      var smaller = ShrinkingProgram(program, inputs, comparison)
      smaller.shrink()
      let text = "\(comparison.failure(of: smaller.program, smaller.inputs) ?? "")\n\(smaller.program)"
      Issue.record("seed \(seed): \(text)\ninputs \(smaller.inputs)")
    }
  }
}

extension Program {
  fileprivate func count(_ occurrences: inout [String: Int]) {
    for equation in equations {
      occurrences[type(of: equation.primitive).id, default: 0] += 1
      for body in equation.primitive.bodies { body.count(&occurrences) }
    }
  }
}
