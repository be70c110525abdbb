import Foundation
import JacobiCore
import JacobiPrimitives
import JacobiReference
import JacobiTesting
import Testing

/// The reference backend under another name, with something wrong about one primitive.
struct ImpairedBackend: Backend {
  let name = "impaired"
  let priority = -1
  let availability = BackendAvailability.available
  /// Changes the results of the cosine.
  var impairment: @Sendable ([TensorValue]) -> [TensorValue]

  func kernel(for primitive: any Primitive, inputs: [TensorType]) throws(TensorError) -> Kernel? {
    guard let kernel = try ReferenceBackend().kernel(for: primitive, inputs: inputs) else { return nil }
    guard primitive is Cos else { return kernel }
    return { operands, outputs in try impairment(kernel(operands, outputs)) }
  }

  func compile(_ program: Program, options: CompileOptions) throws -> any Executable {
    try KernelSequence(program, on: self)
  }
}

@Suite struct OtherBackendTests {
  private let cosine = OpTable.standard[Cos.self]!

  private func failures(_ driver: Driver, by ulps: Int) -> [Failure] {
    let backend = ImpairedBackend { results in
      guard results[0].dtype == .float32 else { return results }
      return [
        TensorValue(
          results[0].scalars(as: Float.self).map { $0.isFinite ? Float(bitPattern: $0.bitPattern + UInt32(ulps)) : $0 },
          shape: results[0].shape)
      ]
    }
    return driver.failures(of: cosine, on: backend)
  }

  @Test(arguments: [Driver.forward, .goldens]) func inaccurateResultsAreFound(driver: Driver) {
    let found = failures(driver, by: 10)
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.dtype == .float32 && $0.backend == "impaired" })
    #expect(failures(driver, by: 0) == [])
  }

  @Test func resultsWithinTheToleranceAreNotReported() {
    #expect(failures(.forward, by: cosine.tolerance.ulps(for: .float32)) == [])
  }

  @Test func primitivesWithoutGoldensAreReported() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var options = CheckOptions()
    options.goldens = Goldens(folder: folder)
    let failures = Driver.goldens.failures(of: cosine, on: ReferenceBackend(), options: options)
    #expect(failures.map(\.message) == ["there are no golden values for it: add some to Tests/Goldens"])
  }

  @Test func missingAndSuperfluousRecordsAreReported() {
    let table = OpTable([cosine])
    let missing = table.differences(from: [Cos.self, Sin.self])
    #expect(missing.map(\.subject) == ["sin"])
    #expect(table.differences(from: []).map(\.subject) == ["cos"])
  }
}
