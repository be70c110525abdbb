import JacobiCore

/// A known failure that is not to be reported: the only way to leave something out of the checks.
///
/// A limitation that nothing fails without is itself reported, so that none outlives its reason.
public struct Limitation: Hashable, Sendable, CustomStringConvertible {
  public let primitiveID: String
  public let driver: String
  public let dtype: DType?
  public let backend: String?
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
