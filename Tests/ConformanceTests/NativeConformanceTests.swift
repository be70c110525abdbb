import JacobiOpenBLAS
import JacobiTesting
import Testing

@Suite struct NativeConformanceTests {
  @Test(arguments: checkedRecords, checkedDrivers)
  func conforms(record: OpRecord, driver: Driver) {
    for failure in driver.failures(of: record, on: OpenBLASBackend()) { Issue.record(failure) }
  }
}
