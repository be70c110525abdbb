import JacobiCore

/// A known failure that is not to be reported: the only way to leave something out of the checks.
///
/// A limitation that nothing fails without is itself reported, so that none outlives its reason.
public struct Limitation: Hashable, Sendable, CustomStringConvertible {
  /// The id of the primitive that fails.
  public let primitiveID: String
  /// The name of the driver that finds it.
  public let driver: String
  /// The only dtype that it concerns; `nil` for all.
  public let dtype: DType?
  /// The name of the only backend that it concerns; `nil` for all.
  public let backend: String?
  /// Why it fails.
  public let reason: String

  /// - Parameters:
  ///   - primitive: the type of the primitive that fails.
  ///   - driver: the check that it fails.
  ///   - dtype: the only dtype that it concerns, or `nil` for all.
  ///   - backend: the name of the only backend that it concerns, or `nil` for all.
  ///   - reason: why it fails, and why that is accepted.
  public init(
    _ primitive: any Primitive.Type, _ driver: Driver, dtype: DType? = nil, backend: String? = nil,
    because reason: String
  ) {
    primitiveID = primitive.id
    self.driver = driver.name
    self.dtype = dtype
    self.backend = backend
    self.reason = reason
  }

  func covers(_ failure: Failure) -> Bool { dtype == nil || dtype == failure.dtype }

  public var description: String {
    "limitation of \(primitiveID), \(driver)\(dtype.map { ", \($0)" } ?? "")\(backend.map { ", on \($0)" } ?? ""): \(reason)"
  }
}
