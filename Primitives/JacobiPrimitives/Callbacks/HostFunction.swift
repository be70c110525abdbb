import JacobiCore

/// Swift code that a program calls, by reference: what a ``HostCallback`` holds.
///
/// Two are equal when they are the same object. In the text of a program it appears by name, and the text can be read for
/// as long as the process holds the function.
public struct HostFunction: Hashable, Sendable {
  /// What the function does with concrete operands.
  public typealias Body = @Sendable (_ operands: [TensorValue]) throws -> [TensorValue]

  private let reference: FunctionReference<Body>

  /// - Parameters:
  ///   - name: in programs and messages; a number is added to tell functions of one name apart.
  ///   - body: what it does. It may be called from several threads at once.
  public init(_ name: String, _ body: @escaping Body) {
    reference = FunctionReference(name, body)
  }

  /// The name in programs and messages, such as `"sample#3"`.
  public var name: String { reference.name }

  /// Whether it was made in a transformation that still runs.
  public var isTransient: Bool { reference.isTransient }

  func callAsFunction(_ operands: [TensorValue]) throws -> [TensorValue] {
    try reference.body(operands)
  }
}

extension HostFunction: CustomStringConvertible {
  public var description: String { name }
}

extension HostFunction: Codable {
  public init(from decoder: any Decoder) throws { reference = try FunctionReference(from: decoder) }

  public func encode(to encoder: any Encoder) throws { try reference.encode(to: encoder) }
}
