import Foundation
import JacobiCore
import JacobiPrimitives
import JacobiReference
import JacobiTesting
import Testing

/// The records to check: all, or while working on some, those that JACOBI_RECORDS="sort top_k" names.
let checkedRecords: [OpRecord] = {
  guard let names = ProcessInfo.processInfo.environment["JACOBI_RECORDS"]?.split(separator: " ") else {
    return OpTable.standard.records
  }
  return OpTable.standard.records.filter { names.contains(Substring($0.id)) }
}()

/// The drivers to run: all, or those that JACOBI_DRIVERS="forward,wrong parameters" names.
let checkedDrivers: [Driver] = {
  guard let names = ProcessInfo.processInfo.environment["JACOBI_DRIVERS"]?.split(separator: ",") else {
    return Driver.all
  }
  return Driver.all.filter { names.contains(Substring($0.name)) }
}()

@Suite struct ReferenceConformanceTests {
  @Test(arguments: checkedRecords, checkedDrivers)
  func conforms(record: OpRecord, driver: Driver) {
    for failure in driver.failures(of: record, on: ReferenceBackend()) { Issue.record(failure) }
  }

  @Test(arguments: checkedRecords)
  func refusesWrongParameters(record: OpRecord) {
    for failure in Driver.wrongParameters.failures(of: record, on: ReferenceBackend()) { Issue.record(failure) }
  }

  @Test(arguments: [Int.min, -1, 2, .max])
  func refusesCountsThatNoBodyHas(count: Int) throws {
    let scalar = TensorType(.float32, [])
    let body = try traceProgram([scalar]) { $0 }.program
    let counts = RecomputedLoop.Counts(constants: count, carries: count, elements: count)
    let loop = RecomputedLoop(body, known: counts, linear: counts, length: 3, checkpoints: 1)
    #expect((0...1).contains(loop.outputCount))
    #expect(throws: TensorError.self) { try withTensorErrors { loop.results([.zeros(scalar)]) } }
  }

  @Test func everyPrimitiveHasARecord() {
    #expect(OpTable.standard.differences(from: standardPrimitives) == [])
  }
}

extension OpRecord: CustomTestStringConvertible {
  public var testDescription: String { id }
}
