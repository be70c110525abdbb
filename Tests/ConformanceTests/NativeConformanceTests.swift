import JacobiCore
import JacobiNative
import JacobiOneDNN
import JacobiOpenBLAS
import JacobiTesting
import Testing

@Suite struct NativeConformanceTests {
  /// Those that run compiled or eager operations. The others look at rules and texts, which no backend has a part in.
  private static let drivers = checkedDrivers.filter { driver in
    [Driver.forward, .goldens, .determinism, .jit, .vmap, .compositions].contains { $0.name == driver.name }
  }

  /// What the library of a backend carries out.
  private static func records(_ operations: Set<String>) -> [OpRecord] {
    checkedRecords.filter { operations.contains($0.id) }
  }

  @Test(arguments: checkedRecords, drivers)
  func conforms(record: OpRecord, driver: Driver) {
    for failure in driver.failures(of: record, on: OpenBLASBackend()) { Issue.record(failure) }
  }

  // Everything else is carried out as above.

  @Test(
    .enabled(if: OneDNNBackend().availability == .available),
    arguments: records(["conv_general_dilated", "dot_general"]), drivers)
  func conformsWithOneDNN(record: OpRecord, driver: Driver) {
    for failure in driver.failures(of: record, on: OneDNNBackend()) { Issue.record(failure) }
  }

  @Test(arguments: records(["conv_general_dilated"]), drivers)
  func conformsWithTheBestOfAll(record: OpRecord, driver: Driver) {
    for failure in driver.failures(of: record, on: ComposedBackend()) { Issue.record(failure) }
  }
}
