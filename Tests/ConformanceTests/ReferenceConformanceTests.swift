import JacobiCore
import JacobiPrimitives
import JacobiReference
import JacobiTesting
import Testing

@Suite struct ReferenceConformanceTests {
  @Test(arguments: OpTable.standard.records, Driver.all)
  func conforms(record: OpRecord, driver: Driver) {
    for failure in driver.failures(of: record, on: ReferenceBackend()) { Issue.record(failure) }
  }

  @Test func everyPrimitiveHasARecord() {
    #expect(OpTable.standard.differences(from: standardPrimitives) == [])
  }
}

extension OpRecord: CustomTestStringConvertible {
  public var testDescription: String { id }
}
