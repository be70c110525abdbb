import JacobiOpenBLAS
import JacobiTesting
import Testing

@Suite struct NativeConformanceTests {
  /// Those that run compiled or eager operations. The others look at rules and texts, which no backend has a part in.
  private static let drivers = checkedDrivers.filter { driver in
    [Driver.forward, .goldens, .determinism, .jit, .vmap, .compositions].contains { $0.name == driver.name }
  }

  @Test(arguments: checkedRecords, drivers)
  func conforms(record: OpRecord, driver: Driver) {
    for failure in driver.failures(of: record, on: OpenBLASBackend()) { Issue.record(failure) }
  }
}
