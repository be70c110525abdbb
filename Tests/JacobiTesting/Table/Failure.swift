import JacobiCore

/// Something that a check found wrong.
public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The id of the primitive, or the name of the function.
  public var subject: String
  /// The name of the driver that found it.
  public var driver: String
  /// The name of the backend.
  public var backend: String
  /// The dtype of the case; `nil` where it does not depend on one.
  public var dtype: DType?
  /// What was tried.
  public var example: String
  /// What was expected and what was found.
  public var message: String

  public init(
    subject: String, driver: String, backend: String, dtype: DType? = nil, example: String = "", message: String
  ) {
    self.subject = subject
    self.driver = driver
    self.backend = backend
    self.dtype = dtype
    self.example = example
    self.message = message
  }

  /// `exp, forward on openblas: Exp() on f32[3]: element [1] is 2.5, expected 2.25, ...`.
  public var description: String {
    "\(subject), \(driver) on \(backend): \(example.isEmpty ? "" : "\(example): ")\(message)"
  }
}
