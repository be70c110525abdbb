import JacobiCore
import Synchronization

/// Swift code that a program calls, by reference: what a ``HostCallback`` holds.
///
/// Two are equal when they are the same object. In the text of a program it appears by name, and the text can be read for
/// as long as the process holds the function.
public struct HostFunction: Hashable, Sendable {
  /// What the function does with concrete operands.
  public typealias Body = @Sendable (_ operands: [TensorValue]) throws -> [TensorValue]

  private let entry: Entry

  /// - Parameters:
  ///   - name: in programs and messages; a number is added to tell functions of one name apart.
  ///   - body: what it does. It may be called from several threads at once.
  public init(_ name: String, _ body: @escaping Body) {
    entry = Entry(name, body)
  }

  /// The name in programs and messages, such as `"sample#3"`.
  public var name: String { entry.name }

  func callAsFunction(_ operands: [TensorValue]) throws -> [TensorValue] {
    try entry.body(operands)
  }

  public static func == (lhs: HostFunction, rhs: HostFunction) -> Bool { lhs.entry === rhs.entry }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(entry)) }
}

extension HostFunction: CustomStringConvertible {
  public var description: String { name }
}

extension HostFunction: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let entry = HostFunctions.entry(named: name) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "this process has no host function named \(name)")
    }
    self.entry = entry
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}

private final class Entry: Sendable {
  let name: String
  let body: HostFunction.Body

  init(_ name: String, _ body: @escaping HostFunction.Body) {
    self.name = HostFunctions.uniqueName(name)
    self.body = body
    HostFunctions.add(self)
  }

  deinit { HostFunctions.remove(name) }
}

/// The host functions that the process holds, by name. It does not keep them alive.
private enum HostFunctions {
  private struct WeakEntry: Sendable {
    weak let entry: Entry?
  }

  private static let count = Atomic(0)
  private static let entries = Mutex<[String: WeakEntry]>([:])

  static func uniqueName(_ name: String) -> String {
    "\(name)#\(count.wrappingAdd(1, ordering: .relaxed).newValue)"
  }

  static func entry(named name: String) -> Entry? { entries.withLock { $0[name]?.entry } }

  static func add(_ entry: Entry) { entries.withLock { $0[entry.name] = WeakEntry(entry: entry) } }

  static func remove(_ name: String) { entries.withLock { $0[name] = nil } }
}
