import JacobiCore
import JacobiPrimitives

/// The records of a set of primitives.
///
///     let failures = OpTable.standard.failures(on: MyBackend())
///     for failure in failures { print(failure) }
public struct OpTable: Sendable {
  public private(set) var records: [OpRecord]

  /// - Precondition: no primitive has two records.
  public init(_ records: [OpRecord]) {
    let ids = records.map(\.id)
    precondition(Set(ids).count == ids.count, "a primitive has two records in \(ids.sorted())")
    self.records = records
  }

  /// The record of a primitive.
  public subscript(primitive: any Primitive.Type) -> OpRecord? {
    records.first { $0.primitive == primitive }
  }

  /// A failure for each primitive without a record, and for each record of a primitive that is not listed.
  public func differences(from primitives: [any Primitive.Type]) -> [Failure] {
    func failure(_ primitive: any Primitive.Type, _ message: String) -> Failure {
      Failure(subject: primitive.id, driver: "completeness", backend: "any backend", message: message)
    }
    let missing = primitives.filter { self[$0] == nil }
    let unlisted = records.map(\.primitive).filter { record in !primitives.contains { $0 == record } }
    return missing.map { failure($0, "the table of operations has no record for it") }
      + unlisted.map { failure($0, "it has a record but is not among the listed primitives") }
  }

  /// Everything that drivers find wrong with the primitives on a backend.
  public func failures(
    drivers: [Driver] = Driver.all, on backend: any Backend, options: CheckOptions = CheckOptions()
  ) -> [Failure] {
    records.flatMap { record in drivers.flatMap { $0.failures(of: record, on: backend, options: options) } }
  }
}

/// What concerns all checks of a run.
public struct CheckOptions: Sendable {
  /// Chooses the random operands.
  public var seed: UInt64 = 0
  /// The failures that are known and not reported.
  public var limitations: [Limitation] = OpTable.standardLimitations
  /// The values to compare with.
  public var goldens: Goldens = .standard

  /// Seed 0, the known limitations, and the golden values of this package.
  public init() {}
}
